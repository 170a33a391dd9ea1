// One generated policy, compiled and run, against the oracle.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lowering/lower.h"
#include "runtime/vm/run.h"
#include "tests/oracle/generate.h"
#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

struct Case {
  std::uint64_t seed = 0;
  std::uint32_t first = 0, records = 1000;  // root entities
  std::vector<RunOptions> runs;             // the machine is run once with each
  bool through_file = false;                // the program is written and read before it is run
  bool published_only = false;              // no probes: what lies between is free to be fused
};

// What happened to the seeds of a run.
struct Tally {
  std::uint64_t compared = 0;
  std::uint64_t values = 0, known = 0;          // compared values, and how many of them are known
  std::map<std::string, std::uint64_t> refused; // diagnostics of lowering
  std::array<std::uint64_t, 4> lanes{};         // registers by lane
  std::map<Opcode, std::uint64_t> opcodes;
  std::uint64_t sums = 0, bands = 0, byte_chains = 0;  // what the machine fused
};

// What the machine gave for a policy (its probes, results, hits and statistics) beside what the oracle says: the first difference.
// `oracle` has run; `probes` are those that `lowered` was made with.
std::optional<std::string> Difference(const policy::Policy& policy, const std::vector<policy::ExprId>& probes, const LoweredPolicy& lowered,
                                      const Dataset& data, Oracle& oracle, const RunResult& result, Tally& tally);

// What disagrees; nothing if all agrees or lowering refuses the policy.
std::optional<std::string> RunCase(const Case& one, Tally& tally);

// The smallest population that still disagrees, and the first expression (operands come first) of which both sides differ.
std::string Shrink(Case one);

// An expression in words, for reports.
std::string Describe(const policy::Policy& policy, policy::ExprId expr, int depth = 12);

}  // namespace greenrule::oracle
