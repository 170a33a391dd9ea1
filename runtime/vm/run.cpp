#include "runtime/vm/run.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "runtime/program/opcodes.h"
#include "runtime/program/ranges.h"
#include "runtime/vm/figures.h"
#include "runtime/vm/machine.h"

namespace greenrule {
namespace {

// A batch with more rows than this in any space is cut, if it has more than one anchor.
constexpr std::size_t kMostBatchRows = std::size_t{1} << 16;

// Rows of everything that lasts: entities, the run, groups of statistics.
class RowCounts {
 public:
  RowCounts(const Edition& edition, const Dataset& dataset) : rows_(edition.spaces.size(), 0) {
    rows_[kRunSpace] = 1;
    for (std::size_t e = 0; e < edition.entities.size(); ++e)
      if (edition.entities[e].space != kNone) rows_[edition.entities[e].space] = dataset.entities[e].count;
  }
  std::size_t& operator[](SpaceId space) { return rows_[space]; }
  const std::vector<std::size_t>& all() const { return rows_; }

 private:
  std::vector<std::size_t> rows_;
};

void Fill(LaneVector& column, Lane lane, std::size_t rows, const Integer& value) {
  column.Resize(lane, rows);
  if (value == 0) return;
  for (std::size_t row = 0; row < rows; ++row) column.Set(row, value);
}

// Every output column gets the lane of the register that code publishes.
void MakeOutputs(const Block& block, RowCounts& rows, std::vector<OutputColumn>& outputs) {
  for (const Instruction& instruction : block.code) {
    if (instruction.op != Opcode::kOutput) continue;
    const OperandView view = OperandsOf(block, instruction);
    OutputColumn& output = outputs[view.immediates[0]];
    const std::size_t count = rows[instruction.space];
    output.values.Resize(block.registers[view.inputs[0]].lane, count);
    output.states.assign(count, kKnown);
  }
}

// Runs one block over all anchors of its tree.
class StageRunner {
 public:
  StageRunner(const DataLayout& layout, RunData& data, const RunOptions& options)
      : layout_(layout), data_(data), options_(options) {}

  void Run(const Block& block, const std::vector<Anchor>& anchors,
           const std::function<void(const Anchor&)>& done) {
    if (block.code.empty()) return;
    const PreparedBlock prepared(data_.edition, block, options_.fuse);
    Batch global(data_.edition);
    global.BuildGlobal(std::vector<std::size_t>(data_.edition.spaces.size(), 0), prepared.needed());
    const Machine globals(prepared, data_, global);

    std::atomic<std::size_t> next = 0;
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work = [&] {
      try {
        Machine machine(prepared, data_, globals);
        Batch batch(data_.edition);
        for (std::size_t i = next++; i < anchors.size(); i = next++) {
          RunAnchor(prepared, machine, batch, anchors[i]);
          if (done) done(anchors[i]);
        }
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        failure = std::current_exception();
        next = anchors.size();
      }
    };
    const std::size_t threads = std::clamp<std::size_t>(anchors.size(), 1, std::max(1u, options_.threads));
    {
      std::vector<std::jthread> others;
      for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
      work();
    }
    if (failure) std::rethrow_exception(failure);
  }

 private:
  // Halves a batch until it is small enough.
  void RunAnchor(const PreparedBlock& prepared, Machine& machine, Batch& batch, const Anchor& whole) {
    std::vector<Anchor> waiting = {whole};
    while (!waiting.empty()) {
      const Anchor anchor = waiting.back();
      waiting.pop_back();
      if (batch.Build(layout_, anchor, prepared.needed(), kMostBatchRows)) {
        machine.Run(batch);
        continue;
      }
      const std::size_t middle = anchor.begin + (anchor.end - anchor.begin) / 2;
      waiting.push_back({anchor.entity, middle, anchor.end});
      waiting.push_back({anchor.entity, anchor.begin, middle});
    }
  }

  const DataLayout& layout_;
  RunData& data_;
  const RunOptions& options_;
};

}  // namespace

RunResult Run(const Edition& edition, Dataset& dataset, const RunOptions& options) {
  RunResult result;
  const PreparedTables tables(edition);
  SharedTexts texts{dataset.texts, {}};
  RunData data{edition, tables, texts, dataset.as_of, &dataset, {}, {}, &result.outputs, &SimdKernelsAt(options.simd)};
  for (const ColumnData& column : dataset.columns) data.columns.push_back(&column);

  RowCounts rows(edition, dataset);
  data.kept.resize(edition.kept.size());
  for (std::size_t i = 0; i < edition.kept.size(); ++i) {
    const KeptColumn& kept = edition.kept[i];
    Fill(data.kept[i], kept.lane, rows[kept.space], NearestZero({kept.lowest, kept.highest}));
  }
  // Until stage 0 has said otherwise every entity is evaluated.
  for (const Entity& entity : edition.entities)
    if (entity.evaluated != kNone) Fill(data.kept[entity.evaluated], Lane::kByte, rows[entity.space], 1);
  result.outputs.resize(edition.outputs.size());
  for (const Tree& tree : edition.trees) MakeOutputs(tree.main, rows, result.outputs);

  const DataLayout layout(edition, dataset);
  std::vector<std::vector<Anchor>> anchors;
  std::size_t all = 0, done = 0;
  for (const Tree& tree : edition.trees) {
    anchors.push_back(layout.AnchorsOf(tree.root, options.batch));
    all += dataset.entities[tree.root].count;
  }
  std::mutex progress_mutex;
  const auto report = [&](const Anchor& anchor) {
    if (edition.entities[anchor.entity].owner != kNone) return;
    const std::lock_guard lock(progress_mutex);
    done += anchor.end - anchor.begin;
    options.progress(done, all);
  };

  StageRunner runner(layout, data, options);
  Figures figures(data);
  const auto run_trees = [&](Block Tree::* block, const std::function<void(const Anchor&)>& progress) {
    for (std::size_t t = 0; t < edition.trees.size(); ++t)
      runner.Run(edition.trees[t].*block, anchors[t], progress);
  };
  const auto compute = [&](bool peers) {
    for (std::size_t i = 0; i < edition.figures.size(); ++i)
      if (edition.figures[i].peers == peers) result.left_out[i] = figures.Compute(edition.figures[i]);
  };
  result.left_out.assign(edition.figures.size(), 0);
  run_trees(&Tree::evaluate, {});
  run_trees(&Tree::before_figures, {});
  compute(true);
  run_trees(&Tree::main, options.progress ? report : std::function<void(const Anchor&)>());

  figures.MakeGroups();
  for (SpaceId id = 0; id < edition.spaces.size(); ++id)
    if (edition.spaces[id].kind == SpaceKind::kFigureGroups) rows[id] = figures.GroupsOf(id).keys.size();
  for (std::size_t i = 0; i < edition.kept.size(); ++i) {
    const KeptColumn& kept = edition.kept[i];
    if (edition.spaces[kept.space].kind == SpaceKind::kFigureGroups)
      Fill(data.kept[i], kept.lane, rows[kept.space], NearestZero({kept.lowest, kept.highest}));
  }
  compute(false);
  MakeOutputs(edition.statistics, rows, result.outputs);
  if (!edition.statistics.code.empty()) {
    const PreparedBlock prepared(edition, edition.statistics, options.fuse);
    Batch global(edition);
    global.BuildGlobal(rows.all(), prepared.needed());
    Machine(prepared, data, global);
  }

  for (const Statistic& statistic : edition.statistic_list) {
    StatisticRows& published = result.statistics.emplace_back();
    if (statistic.space != kRunSpace) published.groups = figures.GroupsOf(statistic.space).keys;
  }
  for (std::size_t e = 0; e < edition.entities.size(); ++e) {
    std::vector<std::uint8_t>& evaluated = result.evaluated.emplace_back();
    if (edition.entities[e].evaluated == kNone) continue;
    const std::uint8_t* kept = data.kept[edition.entities[e].evaluated].as<std::uint8_t>();
    evaluated.assign(kept, kept + dataset.entities[e].count);
  }
  return result;
}

}  // namespace greenrule
