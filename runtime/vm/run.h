// Runs an edition over a dataset.
//
// Stages: run-space constants; `evaluated when` of every tree; what figures over peers need; the peers' figures; the main
// code; statistics. Within a stage, batches of root entities with all that belongs to them; threads take ranges of batches.
// The same bits whatever the batch size and the number of threads.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/vm/dataset.h"
#include "runtime/vm/simd.h"

namespace greenrule {

struct RunOptions {
  unsigned threads = 1;
  unsigned batch = 256;  // root entities per batch
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

// The program must have passed Verify(). Throws std::bad_alloc only.
RunResult Run(const Edition& edition, Dataset& dataset, const RunOptions& options);

// Runs a feed's `only rows where` over raw rows: `columns[i]` belongs to the feed's field i. Fills one condition and state per row.
void RunFilter(const Edition& edition, std::uint32_t feed, Day as_of, TextPool& texts,
               const std::vector<const ColumnData*>& fields, std::size_t rows, std::vector<std::uint8_t>& keep,
               std::vector<State>& state);

}  // namespace greenrule
