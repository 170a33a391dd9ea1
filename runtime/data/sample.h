// Data that fit a policy's feeds, made up: for demonstrations, benchmarks and property tests.
//
// One CSV per feed (unions and feeds without an entity need none), keys linked to the listings and owners, values spread over
// the fields' ranges, choices and codes drawn from what is declared, dates within the three years up to `as_of`. The same
// edition and options give the same bytes on every machine: integer arithmetic and an own generator only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

struct SampleOptions {
  // Of every root entity type, at most what the program's ranges allow; of what belongs to them, none to four each.
  std::uint64_t entities = 1000;
  std::uint64_t seed = 1;
  Day as_of = 0;                    // the newest date
  unsigned rows = 3;                // of a many-per feed: none to twice as many for an entity, at most its `up to`
  // Shares in 1/10,000 of the cells (of the rows, for orphans and copies).
  unsigned missing = 200, malformed = 0, out_of_range = 0, orphans = 0, copies = 0;
  std::string folder;               // made if it does not exist
};

struct SampleResult {
  std::vector<std::string> files;
  std::vector<Diagnostic> errors;
};

SampleResult Sample(const Edition& edition, const Program& program, const SampleOptions& options);

}  // namespace greenrule
