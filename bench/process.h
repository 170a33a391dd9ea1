// Runs a program and says what it cost, as the operating system counts it.
#pragma once

#include <string>
#include <vector>

namespace greenrule::bench {

struct ProcessCost {
  double seconds = 0;     // the clock's or the processor's, whichever is less
  double mebibytes = 0;   // most that was resident
};

// Its output goes nowhere. Ends the benchmark if it fails.
ProcessCost RunProcess(const std::vector<std::string>& command);

}  // namespace greenrule::bench
