// Runs golden cases and compares what came out with what stands in their files.
#pragma once

#include <chrono>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "tests/golden/case.h"

namespace greenrule::golden {

struct Options {
  std::filesystem::path greenrule;  // the executable that `greenrule` names in a command
  std::filesystem::path cases;      // the folder of cases
  std::string only;                 // cases whose name holds this text
  bool rewrite = false;             // write what came out into the cases
  int threads = 2;
  std::chrono::milliseconds time_limit{300'000};  // per command
};

struct Summary {
  int cases = 0, commands = 0, failed = 0, rewritten = 0;
};

// What a command gave, as the lines that stand in a case's file.
struct Outcome {
  std::vector<std::string> lines;
  std::vector<std::string>
      faults;  // wrong whatever the file expects: a crash, a time-out, exit 4, the rule of `fail_`
  int commands = 0;
};

// Runs the commands in a scratch copy of the case, so that they may change files. Besides `greenrule` a
// command may be `show FILE` (prints a file) or `same FILE FILE` (exits with 1 where two files differ).
Outcome RunCase(const Case& golden_case, const Options& options);

// What must go (-) and come (+) to get from the one text to the other, with two lines around each place.
std::vector<std::string> Difference(const std::vector<std::string>& expected,
                                    const std::vector<std::string>& actual);

// Runs all cases, prints each failure and one line of counts at the end. Finding no case at all is a failure.
Summary RunAll(const Options& options, std::ostream& out);

}  // namespace greenrule::golden
