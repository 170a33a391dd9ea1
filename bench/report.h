// What a benchmark run found: numbers for build/bench/results.json, tables for docs/benchmarks.md. Both are written by the program
// and never by hand.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/rounds.h"

namespace greenrule::bench {

// A ratio or a figure that is asked for; met where it is at least (or, `at_most`, at most) the target.
struct Goal {
  std::string name;
  Spread found;
  double target = 0;
  bool at_most = false;
  std::string unit;  // of a figure; empty for a ratio
  bool Met() const { return at_most ? found.median <= target : found.median >= target; }
};

struct Section {
  std::string title, text;             // what was run; Markdown
  std::vector<Contestant> contestants;  // rates are told
  std::vector<Goal> goals;
  std::vector<std::string> checks;     // what was compared, and what came out
  bool failed = false;                 // an exact contestant differs
};

struct Machine {
  std::string processor, compiler, vector_compiler, duckdb, zen, commit;
  unsigned cores = 0;
  int rounds = 0;
};
Machine ThisMachine(int rounds);

boost::json::object ReportJson(const Machine& machine, const std::vector<Section>& sections);
std::string ReportMarkdown(const Machine& machine, const std::vector<Section>& sections);

}  // namespace greenrule::bench
