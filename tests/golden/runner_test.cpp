// The runner of golden tests is itself tested: a script plays the executable, and cases are written for the
// occasion.
#include "tests/golden/runner.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "tests/golden/process.h"

namespace greenrule::golden {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

constexpr char kScript[] = R"(#!/bin/sh
case $1 in
  say) shift; for word in "$@"; do echo "[$word]"; done ;;
  fail) echo "on the error side" >&2; exit "$2" ;;
  crash) kill -SEGV $$ ;;
  sleep) sleep 60 & wait ;;
  where) pwd; cat "$2" ;;
  list) ls "$2" ;;
  time) echo "done in 0.$$ s" ;;
  change) echo changed >"$2" ;;
  bytes) printf 'a\tb\033[1mc\r\n\nlast' ;;
  locale) echo "$LANG"; echo "${HOME-none}"; cat ;;
  quiet) exec >&- 2>&-; sleep 60 ;;
  much) head -c 3000000 /dev/zero | tr '\0' x; head -c 3000000 /dev/zero | tr '\0' y >&2 ;;
esac
)";

class GoldenRunner : public testing::Test {
 protected:
  GoldenRunner() {
    std::string name = (fs::temp_directory_path() / "golden_test.XXXXXX").string();
    folder_ = mkdtemp(name.data());
    options_.cases = folder_ / "cases";
    options_.greenrule = folder_ / "script";
    fs::create_directories(options_.cases);
    Write(options_.greenrule, kScript);
    fs::permissions(options_.greenrule, fs::perms::owner_all);
  }
  ~GoldenRunner() override { fs::remove_all(folder_); }

  static void Write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  static std::string Read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void AddCase(const std::string& name, const std::string& text) { Write(options_.cases / name, text); }

  Summary Run() {
    std::ostringstream out;
    const Summary summary = RunAll(options_, out);
    printed_ = out.str();
    return summary;
  }
  // Runs one case that is written from these lines.
  Outcome Run(const std::string& name, const std::string& text) {
    AddCase(name, text);
    auto read = ReadCase(options_.cases / name, options_.cases);
    if (const auto* mistake = std::get_if<std::string>(&read)) return {{}, {*mistake}, 0};
    return RunCase(std::get<Case>(read), options_);
  }
  bool Printed(const std::string& text) const { return printed_.find(text) != std::string::npos; }

  fs::path folder_;
  Options options_;
  std::string printed_;
};

TEST_F(GoldenRunner, ACaseThatGivesWhatItExpectsPasses) {
  AddCase("a.green", "# RUN: greenrule say hello\npolicy p\n# --- expected\n# EXIT: 0\n# OUT: [hello]\n");
  const Summary summary = Run();
  EXPECT_EQ(summary.cases, 1);
  EXPECT_EQ(summary.commands, 1);
  EXPECT_EQ(summary.failed, 0);
  EXPECT_EQ(printed_, "golden tests: 1 cases, 1 commands, 0 failed\n");
}

TEST_F(GoldenRunner, ADifferenceFailsAndIsShown) {
  AddCase("a.green",
          "# RUN: greenrule say one two\n# --- expected\n# EXIT: 0\n# OUT: [one]\n# OUT: [three]\n");
  EXPECT_EQ(Run().failed, 1);
  EXPECT_TRUE(
      Printed("failed: a.green\n    # EXIT: 0\n    # OUT: [one]\n  - # OUT: [three]\n  + # OUT: [two]\n"))
      << printed_;
}

TEST_F(GoldenRunner, WithoutExpectedLinesACaseFails) {
  AddCase("a.green", "# RUN: greenrule say\n");
  EXPECT_EQ(Run().failed, 1);
  AddCase("a.green", "# RUN: greenrule say\n# --- expected\n");
  EXPECT_EQ(Run().failed, 1);
}

TEST_F(GoldenRunner, WithoutCasesTheRunFails) {
  EXPECT_EQ(Run().failed, 1);
}

TEST_F(GoldenRunner, RewritingReplacesTheExpectedLinesAndNothingElse) {
  const std::string body = "# RUN: greenrule say 中文\n# RUN: greenrule fail 1\n\npolicy 「甲」\n";
  AddCase("deep/fail_a.green", body + "# --- expected\n# EXIT: 7\n");
  options_.rewrite = true;
  const Summary first = Run();
  EXPECT_EQ(first.rewritten, 1);
  EXPECT_EQ(first.failed, 0);
  EXPECT_EQ(Read(options_.cases / "deep/fail_a.green"),
            body + "# --- expected\n# EXIT: 0\n# OUT: [中文]\n# EXIT: 1\n# ERR: on the error side\n");
  EXPECT_EQ(Run().rewritten, 0);
  options_.rewrite = false;
  EXPECT_EQ(Run().failed, 0);
}

TEST_F(GoldenRunner, RewritingDoesNotExcuseACrash) {
  AddCase("fail_a.green", "# RUN: greenrule crash\n");
  options_.rewrite = true;
  EXPECT_EQ(Run().failed, 1);
  EXPECT_TRUE(Printed("`greenrule crash` ended by signal")) << printed_;
}

TEST_F(GoldenRunner, TheNameSaysWhetherItMustFail) {
  EXPECT_EQ(Run("a.green", "# RUN: greenrule fail 1\n").faults.size(), 1u);
  EXPECT_EQ(Run("fail_a.green", "# RUN: greenrule say x\n").faults.size(), 1u);
  EXPECT_TRUE(Run("fail_a.green", "# RUN: greenrule fail 2\n").faults.empty());
  EXPECT_TRUE(Run("fail_a.green", "# RUN: greenrule say x\n# RUN: greenrule fail 1\n").faults.empty());
  EXPECT_TRUE(Run("fail_folder/case.green", "# RUN: greenrule fail 2\n").faults.empty());
}

TEST_F(GoldenRunner, ExitFourIsNeverExpected) {
  EXPECT_EQ(Run("fail_a.green", "# RUN: greenrule fail 4\n").faults.size(), 1u);
}

TEST_F(GoldenRunner, ACommandThatDoesNotEndIsStopped) {
  options_.time_limit = std::chrono::milliseconds(200);
  const Outcome outcome = Run("fail_a.green", "# RUN: greenrule sleep\n# RUN: greenrule quiet\n");
  ASSERT_EQ(outcome.faults.size(), 2u);
  EXPECT_EQ(outcome.faults[0], "`greenrule sleep` did not end in time and was stopped");
}

TEST_F(GoldenRunner, AnUnknownCommandIsAFault) {
  EXPECT_FALSE(Run("fail_a.green", "# RUN: rm -rf %t\n").faults.empty());
  options_.greenrule = folder_ / "absent";
  EXPECT_FALSE(Run("fail_a.green", "# RUN: greenrule say\n").faults.empty());
}

TEST_F(GoldenRunner, WordsAreSplitAtBlanksOutsideQuotes) {
  EXPECT_EQ(Run("a.green", "# RUN: greenrule say  a 'b c'  \"d 'e\" '' f' 'g\n").lines,
            (Lines{"# EXIT: 0", "# OUT: [a]", "# OUT: [b c]", "# OUT: [d 'e]", "# OUT: []", "# OUT: [f g]"}));
  EXPECT_EQ(Run("a.green", "# RUN: greenrule say 'a\n").faults.size(), 1u);
}

TEST_F(GoldenRunner, PlacesAreRelativeAndFilesAreThere) {
  const Outcome outcome =
      Run("x/a.green",
          "# FILE: IF18.csv\n#| 甲,乙\n#|\n#| 1, 2\n# FILE: raw.bin\n#|base64 /wCA\n"
          "# FILE: %d/beside.csv\n#| k\n"
          "# RUN: greenrule say %s %d %t/IF18.csv\n# RUN: show %t/IF18.csv\n"
          "# RUN: greenrule list %d\n# RUN: greenrule list %t\n# RUN: show %d/beside.csv\n");
  EXPECT_TRUE(outcome.faults.empty());
  EXPECT_EQ(outcome.lines, (Lines{"# EXIT: 0", "# OUT: [a.green]", "# OUT: [.]", "# OUT: [../t/IF18.csv]",
                                  "# EXIT: 0", "# OUT: 甲,乙", "# OUT:", "# OUT: 1, 2", "# EXIT: 0",
                                  "# OUT: a.green", "# OUT: beside.csv", "# EXIT: 0", "# OUT: IF18.csv",
                                  "# OUT: raw.bin", "# EXIT: 0", "# OUT: k"}));
  const auto read = ReadCase(options_.cases / "x/a.green", options_.cases);
  EXPECT_EQ(std::get<Case>(read).files[1].bytes, std::string("\xff\x00\x80", 3));
}

TEST_F(GoldenRunner, AbsolutePathsOfTheScratchFolderAreHidden) {
  EXPECT_EQ(Run("a.green", "# FILE: f\n#| text\n# RUN: greenrule where %t/f\n").lines,
            (Lines{"# EXIT: 0", "# OUT: %d", "# OUT: text"}));
}

TEST_F(GoldenRunner, CommandsMayChangeTheCopyButNotTheCase) {
  const std::string text = "# RUN: greenrule change %s\n# RUN: show %s\n";
  EXPECT_EQ(Run("a.green", text).lines, (Lines{"# EXIT: 0", "# EXIT: 0", "# OUT: changed"}));
  EXPECT_EQ(Read(options_.cases / "a.green"), text);
}

TEST_F(GoldenRunner, AFolderWithACaseFileIsOneCase) {
  AddCase("folder/case.green",
          "# RUN: greenrule list %d\n# --- expected\n# EXIT: 0\n# OUT: case.green\n# OUT: sub\n");
  AddCase("folder/sub/other.green", "policy\n");
  EXPECT_EQ(Run().cases, 1);
  EXPECT_FALSE(Printed("failed: ")) << printed_;
}

TEST_F(GoldenRunner, MasksHideWhatIsNeverTheSame) {
  EXPECT_EQ(Run("a.green", "# MASK: in [0-9.]+ s\n# RUN: greenrule time\n").lines,
            (Lines{"# EXIT: 0", "# OUT: done ***"}));
  EXPECT_EQ(Run("a.green", "# MASK: (\n# RUN: greenrule time\n").faults.size(), 1u);
}

TEST_F(GoldenRunner, ControlBytesAreWrittenOutAndAMissingLineEndIsTold) {
  EXPECT_EQ(Run("a.green", "# RUN: greenrule bytes\n").lines,
            (Lines{"# EXIT: 0", "# OUT: a\tb\\x1b[1mc\\x0d", "# OUT:", "# OUT: last",
                   "# OUT ends without a line end"}));
}

TEST_F(GoldenRunner, TheEnvironmentIsTheSameEverywhere) {
  EXPECT_EQ(Run("a.green", "# RUN: greenrule locale\n").lines,
            (Lines{"# EXIT: 0", "# OUT: C.UTF-8", "# OUT: none"}));
}

TEST_F(GoldenRunner, MuchOutputOnBothSidesDoesNotBlock) {
  const ProcessResult result =
      RunProcess({options_.greenrule.string(), "much"}, folder_, options_.time_limit);
  EXPECT_EQ(result.end, ProcessResult::End::kExited);
  EXPECT_EQ(result.out.size(), 3000000u);
  EXPECT_EQ(result.err.size(), 3000000u);
}

TEST_F(GoldenRunner, SameComparesFiles) {
  const Outcome outcome = Run("fail_a.green",
                              "# FILE: a\n#| x\n# FILE: b\n#| x\n# FILE: c\n#| y\n# RUN: same %t/a %t/b\n"
                              "# RUN: same %t/a %t/c\n# RUN: same %t/a %t/d\n");
  EXPECT_EQ(outcome.lines, (Lines{"# EXIT: 0", "# EXIT: 1", "# ERR: ../t/a and ../t/c differ", "# EXIT: 1",
                                  "# ERR: no file ../t/d"}));
}

TEST_F(GoldenRunner, MistakesInACaseAreNamed) {
  EXPECT_EQ(Run("a.green", "policy p\n").faults, Lines{"no `# RUN:` line"});
  EXPECT_EQ(Run("a.green", "# RUN: greenrule say\n# OUT: x\n").faults.size(), 1u);
  EXPECT_EQ(Run("a.green", "# RUN: greenrule say\n# FILE: ../x\n").faults.size(), 1u);
  EXPECT_EQ(Run("a.green", "# RUN: greenrule say\n# FILE: x\n#|base64 a\n").faults.size(), 1u);
}

TEST_F(GoldenRunner, OnlySomeCasesCanBeChosen) {
  AddCase("units/a.green", "# RUN: greenrule say\n# --- expected\n# EXIT: 0\n");
  AddCase("dates/b.green", "# RUN: greenrule say\n# --- expected\n# EXIT: 0\n");
  options_.only = "units/";
  EXPECT_EQ(Run().cases, 1);
}

TEST(Difference, ShowsTwoLinesAroundAChange) {
  EXPECT_EQ(Difference({"1", "2", "3", "4", "5", "6", "7"}, {"1", "2", "3", "4", "x", "5", "6", "7"}),
            (Lines{"  …", "  3", "  4", "+ x", "  5", "  6"}));
  EXPECT_TRUE(Difference({"1", "2"}, {"1", "2"}).empty());
  EXPECT_EQ(Difference({}, {"1"}), Lines{"+ 1"});
}

}  // namespace
}  // namespace greenrule::golden
