// Runs an edition over a dataset.
//
// Stages: run-space constants; `evaluated when` of every tree; what figures over peers need; the peers' figures; the main
// code; statistics. Within a stage, batches of root entities with all that belongs to them; threads take ranges of batches.
// The same bits whatever the batch size and the number of threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/vm/dataset.h"
#include "runtime/vm/simd.h"

namespace greenrule {

struct RunOptions {
  unsigned threads = 1;
  unsigned batch = 0;  // root entities per batch; 0: as many as keep the registers in the cache
  std::function<void(std::size_t done, std::size_t all)> progress;  // root entities of the main stage; any thread, serialised
  SimdLevel simd = DetectedSimd();
  bool fuse = true;  // false: one operation at a time, for tests that compare
};

// One output's values for every row of its space (entities, or groups of a statistic), in lane and state.
struct OutputColumn {
  LaneVector values;
  std::vector<State> states;  // always filled
};

struct StatisticRows {
  std::vector<std::vector<std::int64_t>> groups;  // [row][group key]; sorted by published text; empty for ungrouped
};

struct RunResult {
  std::vector<OutputColumn> outputs;           // as Edition::outputs; rows of its entity, or the statistic's groups
  std::vector<std::vector<std::uint8_t>> evaluated;  // [entity type][row]; empty: all
  std::vector<StatisticRows> statistics;       // as Edition::statistic_list
  std::vector<std::uint64_t> left_out;         // per figure: entities left out (missing or not applicable)
};

// What one operation of one rule cost in a run.
struct OperationCost {
  std::string stage;          // evaluate, before figures, main
  std::string operation;      // as opcodes.def calls it; "sum of N terms" where terms were taken together, with N
  std::uint32_t symbol = kNone;
  double seconds = 0;         // of all threads
  std::uint64_t values = 0;
};

// An edition made ready to run, any number of times: for whoever runs one record after the other. Not for two threads at once
// (a run may itself use several). The edition must outlive it; its program must have passed Verify().
class Runner {
 public:
  explicit Runner(const Edition& edition, bool fuse = true);
  ~Runner();
  Runner(Runner&&) noexcept;

  // Throws std::bad_alloc only. `costs`: measures each operation of each batch, which takes a little time itself.
  RunResult Run(Dataset& dataset, const RunOptions& options, std::vector<OperationCost>* costs = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Once. The program must have passed Verify(). Throws std::bad_alloc only.
RunResult Run(const Edition& edition, Dataset& dataset, const RunOptions& options);

// Runs one of Edition::filters over raw rows of its feed: `fields[i]` belongs to the feed's field i. One value and state per row.
OutputColumn RunFilter(const Edition& edition, std::uint32_t filter, std::uint32_t feed, Day as_of, TextPool& texts,
                       const std::vector<const ColumnData*>& fields, std::size_t rows);

}  // namespace greenrule
