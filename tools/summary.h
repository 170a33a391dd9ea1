// What a run came to, in numbers that a person wants to see: entities, feeds, rows, rejects by reason, how every published result
// is distributed, statistics, time.
#pragma once

#include <string>

#include "runtime/data/load.h"
#include "runtime/vm/run.h"
#include "tools/console.h"

namespace greenrule::tools {

struct RunFacts {
  const Program& program;
  const Edition& edition;
  const Dataset& dataset;
  const LoadReport& report;
  const RunResult& result;
  Day as_of;
  double load_seconds, run_seconds, write_seconds;
  unsigned threads;
};

std::string SummaryText(const RunFacts& facts, Language language);
// The same as one JSON object (docs/command_line.md).
std::string SummaryJson(const RunFacts& facts);

}  // namespace greenrule::tools
