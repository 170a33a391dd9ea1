// `only rows where` over the raw rows of a feed.
#include <algorithm>

#include "runtime/vm/machine.h"
#include "runtime/vm/run.h"

namespace greenrule {
namespace {
constexpr std::size_t kFilterBatch = 4096;
}  // namespace

void RunFilter(const Edition& edition, std::uint32_t feed, Day as_of, TextPool& texts,
               const std::vector<const ColumnData*>& fields, std::size_t rows,
               std::vector<std::uint8_t>& keep, std::vector<State>& state) {
  const PreparedTables tables(edition);
  SharedTexts shared{texts, {}};
  std::vector<OutputColumn> outputs(1);
  outputs[0].values.Resize(Lane::kByte, rows);
  outputs[0].states.assign(rows, kKnown);
  RunData data{edition, tables, &shared, as_of, nullptr, fields, {}, &outputs, &SimdKernelsAt(DetectedSimd())};

  const PreparedBlock prepared(edition, edition.filters[edition.feeds[feed].filter], true, feed);
  Batch global(edition);
  global.BuildGlobal(std::vector<std::size_t>(edition.spaces.size(), 0), prepared.needed());
  const Machine globals(prepared, data, global);
  Machine machine(prepared, data, globals);
  Batch batch(edition);
  for (std::size_t begin = 0; begin < rows; begin += kFilterBatch) {
    batch.BuildFilter(edition.feeds[feed].space, begin, std::min(kFilterBatch, rows - begin));
    machine.Run(batch);
  }
  const std::uint8_t* kept = outputs[0].values.as<std::uint8_t>();
  keep.assign(kept, kept + rows);
  state = std::move(outputs[0].states);
}

}  // namespace greenrule
