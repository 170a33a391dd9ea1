// The benchmarks, one function each; bench/README.md says what they are.
#pragma once

#include <string>

#include "bench/report.h"

namespace greenrule::bench {

struct Settings {
  int rounds = 7;
  bool quick = false;   // fewer records: to see that everything runs
  std::string folder;   // for files
  std::string only;     // this contestant alone, to profile it
};

Section ScoringBenchmark(const Settings& settings);  // W1, W1m
Section TablesBenchmark(const Settings& settings);   // W3
Section PoliciesBenchmark(const Settings& settings);  // W4
Section LatencyBenchmark(const Settings& settings);   // W5

}  // namespace greenrule::bench
