// `only rows where` and computed fields over the raw rows of a feed.
#include <algorithm>

#include "runtime/program/opcodes.h"
#include "runtime/vm/machine.h"
#include "runtime/vm/run.h"

namespace greenrule {
namespace {
constexpr std::size_t kFilterBatch = 4096;
}  // namespace

OutputColumn RunFilter(const Edition& edition, std::uint32_t filter, std::uint32_t feed, Day as_of, TextPool& texts,
                       const std::vector<const ColumnData*>& fields, std::size_t rows) {
  const Block& block = edition.filters[filter];
  const auto output = std::ranges::find(block.code, Opcode::kOutput, &Instruction::op);
  const PreparedTables tables(edition);
  SharedTexts shared{texts, {}};
  std::vector<OutputColumn> outputs(1);
  outputs[0].values.Resize(block.registers[OperandsOf(block, *output).inputs[0]].lane, rows);
  outputs[0].states.assign(rows, kKnown);
  RunData data{edition, tables, &shared, as_of, nullptr, fields, {}, &outputs, &SimdKernelsAt(DetectedSimd())};

  const PreparedBlock prepared(edition, block, true, feed);
  Batch global(edition);
  global.BuildGlobal(std::vector<std::size_t>(edition.spaces.size(), 0), prepared.needed());
  const Machine globals(prepared, data, global);
  Machine machine(prepared, data, globals);
  Batch batch(edition);
  for (std::size_t begin = 0; begin < rows; begin += kFilterBatch) {
    batch.BuildFilter(edition.feeds[feed].space, begin, std::min(kFilterBatch, rows - begin));
    machine.Run(batch);
  }
  return std::move(outputs[0]);
}

}  // namespace greenrule
