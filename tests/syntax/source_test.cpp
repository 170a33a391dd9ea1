#include "compiler/syntax/source.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

std::string Refusal(std::string_view bytes) {
  return Parsed(bytes).Messages();
}

TEST(Source, OtherEncodingsAreNamed) {
  EXPECT_EQ(Refusal("\xD5\xFE\xB2\xDF p\n"),  // 政策 in GB18030
            "p.green:1:1: error: this file is not UTF-8; it looks like GB18030 [GR1002]\n"
            "  = save it as UTF-8 in your editor\n");
  EXPECT_EQ(Refusal(std::string_view("\xFF\xFEp\0o\0", 6)),
            "p.green:1:1: error: this file is not UTF-8; it looks like UTF-16LE [GR1002]\n"
            "  = save it as UTF-8 in your editor\n");
  EXPECT_EQ(Refusal(std::string_view("\0p\0o\0l", 6)),
            "p.green:1:1: error: this file is not UTF-8; it looks like UTF-16BE [GR1002]\n"
            "  = save it as UTF-8 in your editor\n");
}

TEST(Source, AByteThatIsNoUtf8HasItsPlace) {
  EXPECT_EQ(Refusal("policy p\n政\xFFx\n"),
            "p.green:2:2: error: the byte here is not UTF-8, so nothing after it can be trusted [GR1003]\n"
            "  = save the file as UTF-8 in your editor, or retype what stands here\n");
}

TEST(Source, BidirectionalControlsAreRefused) {
  EXPECT_EQ(Parsed("policy p\nquantity x = a\xE2\x80\xAE\n").Codes(), "GR1004");
  EXPECT_EQ(Parsed("# \xE2\x81\xA6\nquantity \xD8\x9Cx = a\n").Codes(), "GR1004 GR1004");
}

TEST(Source, MarksAndLineEndsDoNotMatter) {
  const Parsed plain("policy p\nquantity x = a\n"), windows("\xEF\xBB\xBFpolicy p\r\nquantity x = a\r\n"),
      mac("policy p\rquantity x = a\r");
  EXPECT_EQ(windows.Codes() + mac.Codes(), "");
  EXPECT_EQ(plain.Dump(), windows.Dump());
  EXPECT_EQ(plain.Dump(), mac.Dump());
}

class Folder : public testing::Test {
 protected:
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("greenrule_source_test_" + std::to_string(getpid()));
  void SetUp() override { std::filesystem::create_directories(path / "b"); }
  void TearDown() override { std::filesystem::remove_all(path); }
  void Write(const std::string& name, std::string_view text) { std::ofstream(path / name) << text; }
};

TEST_F(Folder, IsReadInTheOrderOfItsPaths) {
  Write("z.green", "policy p\n");
  Write("b/a.green", "quantity x = 1\n");
  Write("a.green.md", "text\n```green\nquantity y = 1\n```\n");
  Write("notes.txt", "not a policy");
  SourceSet sources;
  DiagnosticSink sink;
  ASSERT_TRUE(sources.AddPolicy(path, sink));
  ASSERT_EQ(sources.files().size(), 3u);
  EXPECT_EQ(sources.file(0).path, "a.green.md");
  EXPECT_TRUE(sources.file(0).literate);
  EXPECT_EQ(sources.file(1).path, "b/a.green");
  EXPECT_EQ(sources.file(2).path, "z.green");
  const std::int32_t library = sources.AddLibrary(path / "z.green", "stdlib/z.green", sink);
  EXPECT_TRUE(sources.file(library).stdlib);
  EXPECT_FALSE(sink.HasErrors());
}

TEST_F(Folder, WithoutPoliciesAndWhatIsNotThereAreReported) {
  SourceSet sources;
  DiagnosticSink sink;
  EXPECT_FALSE(sources.AddPolicy(path / "b", sink));
  EXPECT_FALSE(sources.AddPolicy(path / "none.green", sink));
  EXPECT_EQ(sources.AddLibrary(path / "none", "stdlib/none.green", sink), kNoFile);
  EXPECT_EQ(Render(sink.Sorted(), sources, {}),
            "error: `none.green` cannot be opened [GR1001]\n"
            "  = check that the file is there and that you may read it\n"
            "\n"
            "error: `stdlib/none.green` cannot be opened [GR1001]\n"
            "  = check that the file is there and that you may read it\n"
            "\n"
            "error: the folder `b` holds no policy file [GR1006]\n"
            "  = name the policy's files `*.green` or `*.green.md`\n");
}

TEST(Source, LinesAreFoundByNumber) {
  const Parsed parsed("policy p\n\nquantity x = 1");
  EXPECT_EQ(parsed.sources.file(0).Line(1), "policy p");
  EXPECT_EQ(parsed.sources.file(0).Line(2), "");
  EXPECT_EQ(parsed.sources.file(0).Line(3), "quantity x = 1");
  EXPECT_EQ(parsed.sources.file(0).Line(4), "");
}

}  // namespace
}  // namespace greenrule::test
