// Texts that are no policy, or hardly one; and the command's way with files.
#include <chrono>

#include "tests/format/formatted.h"
#include "tests/golden/process.h"

namespace greenrule::test {
namespace {

namespace fs = std::filesystem;
using Outcome = Formatted::Outcome;

TEST(Hostile, NothingStaysNothing) {
  EXPECT_EQ(Done(""), "");
  EXPECT_EQ(Done(" \n\t\n\n"), "");
  EXPECT_EQ(Done("\xEF\xBB\xBF"), "");
  EXPECT_EQ(Done("", kChinese, "p.green.md"), "");
}

TEST(Hostile, OnlyComments) {
  EXPECT_EQ(Done("  # a\n\n\n\n## b \n#c"), "# a\n\n## b\n#c\n");
  EXPECT_EQ(Done("```green\n```", kAsWritten, "p.green.md"), "```green\n```");
  EXPECT_EQ(Done("```green\n\n  # a\n\n```\n", kAsWritten, "p.green.md"), "```green\n# a\n```\n");
}

TEST(Hostile, LineEnds) {
  EXPECT_EQ(Done("use a\r\nuse b\r\r\nuse c"), "use a\nuse b\n\nuse c\n");
  EXPECT_EQ(Done("use a  # x\r\n"), "use a  # x\n");
}

TEST(Hostile, MistakesAreToldAndNothingIsWritten) {
  for (std::string_view text : {"quantity = 1\n", "table\n", "\xFF\xFE", "use \xE2\x80\xAE b\n", "「", "| a |"}) {
    SourceSet source;
    DiagnosticSink sink;
    source.AddText("p.green", text, sink);
    const Formatted formatted = Format(source, {}, sink);
    EXPECT_EQ(formatted.outcome, Outcome::kMistakes) << text;
    EXPECT_EQ(formatted.text, "");
    EXPECT_TRUE(sink.HasErrors()) << text;
  }
}

// Thousands of names like keywords in one clause, and brackets as deep as they may be.
TEST(Hostile, SizeAndDepth) {
  const auto start = std::chrono::steady_clock::now();
  std::string names = "quantity Q = 「a」", rows = "lookup L\nkey k : text\n|k|\n";
  for (int i = 0; i < 3000; ++i) names += " + 「and」";
  const std::string quoted = Done(names);
  EXPECT_TRUE(ContentOf(quoted) == ContentOf(names));
  EXPECT_TRUE(Done(quoted) == quoted);
  for (int i = 0; i < 20000; ++i) rows += "|\"" + std::to_string(i) + "\"|\n";
  EXPECT_TRUE(ContentOf(Done(rows, kChinese)) == ContentOf(rows));
  const std::string deep = "quantity Q = " + std::string(90, '(') + "any F where x" + std::string(90, ')');
  EXPECT_EQ(ContentOf(Done(deep, kChinese)), ContentOf(deep));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

#ifdef GREENRULE
class Command : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("fmt_" + std::string(testing::UnitTest::GetInstance()
                                                                       ->current_test_info()
                                                                       ->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "deep");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string Read(const std::string& name) const { return ReadText(folder_ / name); }
  golden::ProcessResult Fmt(std::vector<std::string> words) const {
    words.insert(words.begin(), {GREENRULE, "fmt"});
    return golden::RunProcess(words, folder_, std::chrono::seconds(60));
  }

  fs::path folder_;
};

TEST_F(Command, RewritesWhatChangesAndSaysIt) {
  Write("a.green", "use   x\n");
  Write("deep/b.green.md", "```green\nuse   x\n```\n");
  Write("deep/c.green", "use x\n");
  Write("deep/other.txt", "use   x\n");
  fs::permissions(folder_ / "a.green", fs::perms::owner_read | fs::perms::owner_write);
  const auto before = fs::last_write_time(folder_ / "deep/c.green");
  const auto result = Fmt({"."});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "./a.green: formatted\n./deep/b.green.md: formatted\n");
  EXPECT_EQ(Read("a.green"), "use x\n");
  EXPECT_EQ(Read("deep/b.green.md"), "```green\nuse x\n```\n");
  EXPECT_EQ(Read("deep/other.txt"), "use   x\n");
  EXPECT_EQ(fs::last_write_time(folder_ / "deep/c.green"), before);
  EXPECT_EQ(fs::status(folder_ / "a.green").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);  // nothing is left aside
}

TEST_F(Command, CheckWritesNothing) {
  Write("a.green", "use   x\n");
  Write("b.green", "use x\n");
  const auto result = Fmt({"--check", "a.green", "b.green"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, "a.green: would change\n");
  EXPECT_EQ(Read("a.green"), "use   x\n");
  EXPECT_EQ(Fmt({"--check", "b.green"}).code, 0);
}

TEST_F(Command, AMistakeStopsOnlyItsFile) {
  Write("a.green", "quantity = 1  \n");
  Write("b.green", "use   x\n");
  const auto result = Fmt({"a.green", "b.green"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("a.green:1:10: error: "), std::string::npos) << result.err;
  EXPECT_EQ(Read("a.green"), "quantity = 1  \n");
  EXPECT_EQ(Read("b.green"), "use x\n");
}

TEST_F(Command, ChangesKeywords) {
  Write("a.green", "quantity Q = count F\n");
  EXPECT_EQ(Fmt({"--keywords", "zh", "a.green"}).code, 0);
  EXPECT_EQ(Read("a.green"), "中间量 Q = F 中 计数\n");
  EXPECT_EQ(Fmt({"--keywords", "fr", "a.green"}).code, 2);
}

TEST_F(Command, FollowsALinkAndMissesAFile) {
  Write("a.green", "use   x\n");
  fs::create_symlink("a.green", folder_ / "l.green");
  EXPECT_EQ(Fmt({"l.green"}).code, 0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "l.green"));
  EXPECT_EQ(Read("a.green"), "use x\n");
  EXPECT_EQ(Fmt({"none.green"}).code, 3);
}
#endif

}  // namespace
}  // namespace greenrule::test
