// Whatever stands in a policy's text, checking and compiling it end: with a program that the verifier takes, or with
// diagnostics; within seconds and a bounded amount of memory. tests/syntax/hostile_test.cpp asks the same of the parser alone.
#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/compile.h"
#include "compiler/syntax/phrases.h"
#include "runtime/program/verify.h"

namespace greenrule {
namespace {

constexpr std::string_view kHead = R"(policy demo "hostile"
  version "1"
  effective from 2021-01-01
entity firm key id : text
  listed in firms
feed firms, one per firm
  field a : number, 0 decimals, range 0 to 100
  field b : yes-no
  field c : one of (red, green)
  field d : date
feed fines, many per firm, up to 100, dated by day
  field day : date
  field amount : number in 元, 2 decimals, range 0 to 1000000元
parameter limit : number
  3 from 2021-01-01
lookup marks
  key kind : text
  value mark : number
  | kind | mark |
  | "A"  | 1    |
checklist bad
  item N1 many
    hit when a > limit
factor f1 : number = a
  score
    | >= 60     | 100 |
    | otherwise | 0   |
  when missing score 0
composite total, 2 decimals
  | f1 | 100% |
table rating gives outcome : text
  first match
  | bad          | total || outcome |
  | hit          | -     || "low" |
  | undetermined | -     || undetermined |
  | clear        | >= 60 || "good" |
  | otherwise            || "fair" |
result for firm total, outcome
)";

std::string Times(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

// One declaration for each number.
template <class Make>
std::string Each(int count, Make make) {
  std::string all;
  for (int i = 0; i < count; ++i) all += make(i);
  return all;
}

// The most memory held since the last call, in MB.
long PeakMegabytes() {
  std::ifstream status("/proc/self/status");
  long kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == "VmHWM:") status >> kilobytes;
  std::ofstream("/proc/self/clear_refs") << "5";
  return kilobytes / 1024;
}

// The codes found, each once; empty where a program was made. Fails the test where that took too long or too much.
std::string Outcome(std::string_view text) {
  // Of the processor, on a slow one; it takes one or two.
#ifdef __SANITIZE_ADDRESS__
  constexpr double kMostSeconds = 600;
  constexpr long kMostMegabytes = 6144;  // its red zones and what it keeps after a free count too
#else
  constexpr double kMostSeconds = 60;
  constexpr long kMostMegabytes = 3072;
#endif
  PeakMegabytes();
  const std::clock_t start = std::clock();
  DiagnosticSink sink;
  Compilation compilation = CheckText("hostile.green", text, {GREENRULE_TEST_STDLIB}, sink);
  std::optional<Program> program;
  if (!sink.HasErrors()) program = BuildProgram(compilation, {}, sink);
  EXPECT_EQ(program.has_value(), !sink.HasErrors());
  if (program) {
    const std::vector<Diagnostic> refused = Verify(*program);
    EXPECT_TRUE(refused.empty()) << Message(refused.front(), Language::kEnglish) << "\n" << text.substr(0, 4000);
  }
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const std::string about(text.substr(text.size() > kHead.size() ? kHead.size() : 0, 60));
  EXPECT_LT(took, kMostSeconds) << about;
  EXPECT_LT(PeakMegabytes(), kMostMegabytes) << about;
  std::string codes;
  for (const Diagnostic& diagnostic : sink.Sorted()) {
    if (SeverityOf(diagnostic.code) != Severity::kError) continue;
    const std::string code(CodeName(diagnostic.code));
    if (codes.find(code) == std::string::npos) codes += (codes.empty() ? "" : " ") + code;
  }
  return codes;
}

std::string With(std::string_view more) { return std::string(kHead) + std::string(more); }

TEST(HostilePolicy, TheHeadItselfIsGood) { EXPECT_EQ(Outcome(kHead), ""); }

TEST(HostilePolicy, NestedAHundredThousandDeep) {
  constexpr std::size_t kDeep = 100'000;
  EXPECT_EQ(Outcome(With("quantity x = " + Times("(", kDeep) + "a" + Times(")", kDeep))), "GR1022");
  EXPECT_EQ(Outcome(With("quantity x = " + Times("if b then 1 else ", kDeep) + "a")), "GR1022");
  EXPECT_EQ(Outcome(With("quantity x = " + Times("not ", kDeep) + "b")), "GR1022");
  EXPECT_EQ(Outcome(With("quantity x = " + Times("count fines where ", kDeep) + "b")), "GR1022");
  EXPECT_EQ(Outcome(With("quantity x for firm = " + Times("any fines where (", kDeep) + "b" + Times(")", kDeep))), "GR1022");
}

TEST(HostilePolicy, EachOfAHundredThousandRestsOnTheOneBefore) {
  constexpr int kMany = 100'000;
  const auto chain = [](int i) {
    return "quantity q" + std::to_string(i + 1) + " : number = min(q" + std::to_string(i) + ", 5)\n";
  };
  EXPECT_EQ(Outcome(With("quantity q0 : number = a\n" + Each(kMany, chain))), "");
  const auto ring = [](int i) {
    return "quantity q" + std::to_string((i + 1) % kMany) + " : number = q" + std::to_string(i) + " + a\n";
  };
  EXPECT_EQ(Outcome(With(Each(kMany, ring))), "GR2600");
}

TEST(HostilePolicy, ValuesThatGrowWithEveryStep) {
  const auto square = [](int i) {
    const std::string last = "q" + std::to_string(i);
    return "quantity q" + std::to_string(i + 1) + " = " + last + " * " + last + "\n";
  };
  EXPECT_EQ(Outcome(With("quantity q0 = a + 2\n" + Each(2'000, square) + "result for firm q2000\n")), "GR4001");
  const auto half = [](int i) { return "quantity q" + std::to_string(i + 1) + " = q" + std::to_string(i) + " / 3\n"; };
  EXPECT_EQ(Outcome(With("quantity q0 = a\n" + Each(20'000, half) + "quantity y for firm = q20000 > 1\nresult for firm y\n")),
            "GR4001");
}

TEST(HostilePolicy, TenMegabytes) {
  constexpr std::size_t kBytes = 10'000'000;
  EXPECT_EQ(Outcome(With("# " + std::string(kBytes, 'x'))), "");
  EXPECT_EQ(Outcome(With(std::string(kBytes, '\n'))), "");
  EXPECT_EQ(Outcome(With("quantity " + std::string(kBytes, 'x') + " : number = a\n")), "");
  EXPECT_EQ(Outcome(With("parameter p : text = \"" + std::string(kBytes, 'x') + "\"\n")), "");
  // One formula takes about 2 KB a term: a tenth of that in one line.
  EXPECT_EQ(Outcome(With("quantity x : number = a" + Times(" + 1", kBytes / 40))), "");
  EXPECT_EQ(Outcome(With("quantity x = b" + Times(" and b", kBytes / 60))), "");
  EXPECT_EQ(Outcome(With("quantity x = a in (1" + Times("、2", kBytes / 4) + ")")), "");
  EXPECT_EQ(Outcome(With("quantity x = " + std::string(kBytes, '9'))), "GR1014");
}

TEST(HostilePolicy, TenMegabytesOfDeclarations) {
  const auto quantity = [](int i) { return "quantity q" + std::to_string(i) + " : number = a + " + std::to_string(i) + "\n"; };
  EXPECT_EQ(Outcome(With(Each(250'000, quantity))), "");
  const auto wrong = [](int i) { return "quantity q" + std::to_string(i) + " : number = nothing + 1\n"; };
  EXPECT_NE(Outcome(With(Each(250'000, wrong))).find("GR2001"), std::string::npos);
  const auto key = [](int i) { return "  | \"k" + std::to_string(i) + "\" | " + std::to_string(i) + " |\n"; };
  EXPECT_EQ(Outcome(With("lookup big\n  key k : text\n  value v : number\n  | k | v |\n" + Each(400'000, key) +
                         "quantity x for firm : number = big(\"k7\").v\nresult for firm x\n")),
            "");
}

TEST(HostilePolicy, ATableOfManyRows) {
  const auto row = [](int i) {
    return "  | " + std::to_string(i % 101) + " | " + (i % 2 == 0 ? "yes" : "no") + " || " + std::to_string(i) + " |\n";
  };
  EXPECT_EQ(Outcome(With("table big for firm gives x : number\n  first match\n  | a | b || x |\n" + Each(202, row) +
                         "  | otherwise || 0 |\nresult for firm x\n")),
            "");
  EXPECT_EQ(Outcome(With("table big for firm gives x : number\n  first match\n  | a | b || x |\n" + Each(100'000, row) +
                         "  | otherwise || 0 |\nresult for firm x\n")),
            "GR3003");
}

TEST(HostilePolicy, RandomBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string bytes(random() % 400, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    Outcome(bytes);
    Outcome(With(bytes));
  }
  std::string long_one(10'000'000, '\0');
  for (char& c : long_one) c = static_cast<char>(random());
  EXPECT_NE(Outcome(long_one), "");
}

// A good policy with lines lost, doubled, moved, and words exchanged gets into every phase.
TEST(HostilePolicy, SpoiledPolicies) {
  std::mt19937 random(11);
  std::vector<std::string> good;
  for (std::size_t at = 0; at < kHead.size();) {
    const std::size_t end = kHead.find('\n', at);
    good.emplace_back(kHead.substr(at, end - at));
    at = end + 1;
  }
  const auto phrases = AllPhrases();
  const std::string_view words[] = {"a", "b", "c", "d", "fines", "amount", "limit", "bad", "total", "outcome", "firm", "marks",
                                    "3", "40%", "20万元", "red", "-", "(", ")", ",", ":", "=", "|", "||", "\"t\"", "2021-01-01"};
  for (int round = 0; round < 600; ++round) {
    std::vector<std::string> lines = good;
    for (unsigned change = 0; change < 1 + random() % 4; ++change) {
      const std::size_t line = random() % lines.size();
      switch (random() % 5) {
        case 0: lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line)); break;
        case 1: lines.push_back(lines[line]); break;
        case 2: std::swap(lines[line], lines[random() % lines.size()]); break;
        case 3: lines[line].resize(random() % (lines[line].size() + 1)); break;
        default: {
          std::string& text = lines[line];
          const std::size_t blank = text.rfind(' ', text.empty() ? 0 : random() % text.size());
          const bool phrase = random() % 2 == 0;
          const std::string word(phrase ? phrases[random() % phrases.size()].text : words[random() % std::size(words)]);
          text.insert(blank == std::string::npos ? text.size() : blank, " " + word + " ");
        }
      }
    }
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    Outcome(text);
  }
}

}  // namespace
}  // namespace greenrule
