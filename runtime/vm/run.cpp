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

// How much of a batch should stay in a core's own cache, between the columns that stream through it.
constexpr std::size_t kBatchBytes = std::size_t{512} << 10;
constexpr std::size_t kLeastBatch = 64, kMostBatch = 4096;

// A block made ready, with machines that are used again from run to run.
class Stage {
 public:
  Stage(const Edition& edition, const Block& block, RunData& data, bool fuse, const char* name)
      : edition_(edition), prepared_(edition, block, fuse), data_(data), name_(name), global_(edition) {}

  bool empty() const { return prepared_.empty(); }

  // Runs over all anchors of its tree.
  void Run(const DataLayout& layout, const std::vector<Anchor>& anchors, unsigned most_threads, bool measure,
           const std::function<void(const Anchor&)>& done) {
    if (empty()) return;
    RunGlobals();
    const std::size_t threads = std::clamp<std::size_t>(anchors.size(), 1, std::max(1u, most_threads));
    while (workers_.size() < threads) workers_.push_back(std::make_unique<Worker>(prepared_, data_, *globals_, edition_));
    std::atomic<std::size_t> next = 0;
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work = [&](Worker& worker) {
      try {
        worker.machine.TakeGlobals(*globals_);
        worker.costs.assign(measure ? prepared_.batch_code().size() : 0, {});
        worker.machine.Measure(measure ? &worker.costs : nullptr);
        for (std::size_t i = next++; i < anchors.size(); i = next++) {
          RunAnchor(layout, worker, anchors[i]);
          if (done) done(anchors[i]);
        }
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        failure = std::current_exception();
        next = anchors.size();
      }
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work, std::ref(*workers_[t]));
      work(*workers_[0]);
    }
    if (failure) std::rethrow_exception(failure);
  }

  // Entities per batch so that registers stay in the cache and every thread has work.
  std::size_t BatchOf(const Dataset& dataset, std::uint32_t root, unsigned threads) const {
    const std::size_t entities = std::max<std::size_t>(1, dataset.entities[root].count);
    double bytes = 0;
    for (SpaceId id = 1; id < edition_.spaces.size(); ++id)
      bytes += static_cast<double>(prepared_.row_bytes()[id]) * static_cast<double>(RowsOf(dataset, id)) / static_cast<double>(entities);
    const auto fitting = static_cast<std::size_t>(static_cast<double>(kBatchBytes) / std::max(1.0, bytes));
    const std::size_t shared = entities / (8 * std::max(1u, threads));
    return std::clamp(std::min(fitting, shared) / 64 * 64, kLeastBatch, kMostBatch);
  }

  void AddCosts(std::vector<OperationCost>& all) const {
    const std::vector<PreparedInstruction>& code = prepared_.batch_code();
    for (std::size_t i = 0; i < code.size(); ++i) {
      OperationCost cost{name_, OperationName(code[i]), code[i].symbol, 0, 0};
      for (const auto& worker : workers_) {
        if (worker->costs.size() != code.size()) continue;
        cost.seconds += worker->costs[i].seconds;
        cost.values += worker->costs[i].values;
      }
      all.push_back(std::move(cost));
    }
  }

 private:
  struct Worker {
    Worker(const PreparedBlock& prepared, RunData& data, const Machine& globals, const Edition& edition)
        : machine(prepared, data, globals), batch(edition) {}
    Machine machine;
    Batch batch;
    std::vector<InstructionCost> costs;
  };

  void RunGlobals() {
    global_.BuildGlobal(std::vector<std::size_t>(edition_.spaces.size(), 0), prepared_.needed());
    if (globals_ == nullptr) {
      globals_ = std::make_unique<Machine>(prepared_, data_, global_);
    } else {
      globals_->RunGlobals(global_);
    }
  }

  // Halves a batch until it is small enough.
  void RunAnchor(const DataLayout& layout, Worker& worker, const Anchor& whole) {
    std::vector<Anchor> waiting = {whole};
    while (!waiting.empty()) {
      const Anchor anchor = waiting.back();
      waiting.pop_back();
      if (worker.batch.Build(layout, anchor, prepared_.needed(), kMostBatchRows)) {
        worker.machine.Run(worker.batch);
        continue;
      }
      const std::size_t middle = anchor.begin + (anchor.end - anchor.begin) / 2;
      waiting.push_back({anchor.entity, middle, anchor.end});
      waiting.push_back({anchor.entity, anchor.begin, middle});
    }
  }

  // Rows of a space in the whole run; of pairs, groups and crosses as many as their parents have.
  std::size_t RowsOf(const Dataset& dataset, SpaceId id) const {
    const Space& space = edition_.spaces[id];
    switch (space.kind) {
      case SpaceKind::kEntity: return dataset.entities[space.subject].count;
      case SpaceKind::kFeed: {
        const auto& offsets = dataset.feeds[space.subject].offsets;
        return offsets.empty() ? 0 : static_cast<std::size_t>(offsets.back());
      }
      case SpaceKind::kRun:
      case SpaceKind::kFigureGroups: return 0;
      default: return RowsOf(dataset, space.parent);
    }
  }

  std::string OperationName(const PreparedInstruction& i) const {
    switch (i.fusion) {
      case Fusion::kSum: return "sum of " + std::to_string(prepared_.sums()[i.fused].terms.size()) + " terms";
      case Fusion::kMaximumOfBytes: return "maximum of " + std::to_string(i.inputs.size()) + " bytes";
      case Fusion::kMinimumOfBytes: return "minimum of " + std::to_string(i.inputs.size()) + " bytes";
      case Fusion::kNone: break;
    }
    return std::string(InfoOf(i.op).name);
  }

  const Edition& edition_;
  const PreparedBlock prepared_;
  RunData& data_;
  const char* name_;
  Batch global_;
  std::unique_ptr<Machine> globals_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

struct Runner::Impl {
  Impl(const Edition& the_edition, bool fuse_code)
      : edition(the_edition), fuse(fuse_code), tables(edition), data{edition, tables, nullptr, 0, nullptr, {}, {}, nullptr, nullptr} {
    for (const Tree& tree : edition.trees)
      trees.push_back({std::make_unique<Stage>(edition, tree.evaluate, data, fuse, "evaluate"),
                       std::make_unique<Stage>(edition, tree.before_figures, data, fuse, "before figures"),
                       std::make_unique<Stage>(edition, tree.main, data, fuse, "main")});
  }

  RunResult Run(Dataset& dataset, const RunOptions& options, std::vector<OperationCost>* costs);

  struct TreeStages {
    std::unique_ptr<Stage> evaluate, before_figures, main;
  };

  const Edition& edition;
  const bool fuse;
  const PreparedTables tables;
  RunData data;
  std::vector<TreeStages> trees;
};

Runner::Runner(const Edition& edition, bool fuse) : impl_(std::make_unique<Impl>(edition, fuse)) {}
Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;

RunResult Runner::Run(Dataset& dataset, const RunOptions& options, std::vector<OperationCost>* costs) {
  return impl_->Run(dataset, options, costs);
}

RunResult Run(const Edition& edition, Dataset& dataset, const RunOptions& options) {
  return Runner(edition, options.fuse).Run(dataset, options);
}

RunResult Runner::Impl::Run(Dataset& dataset, const RunOptions& options, std::vector<OperationCost>* costs) {
  RunResult result;
  SharedTexts texts{dataset.texts, {}};
  data.texts = &texts;
  data.as_of = dataset.as_of;
  data.dataset = &dataset;
  data.columns.clear();
  for (const ColumnData& column : dataset.columns) data.columns.push_back(&column);
  data.outputs = &result.outputs;
  data.simd = &SimdKernelsAt(options.simd);

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
  std::size_t all = 0, done = 0;
  for (const Tree& tree : edition.trees) all += dataset.entities[tree.root].count;
  std::mutex progress_mutex;
  const auto report = [&](const Anchor& anchor) {
    if (edition.entities[anchor.entity].owner != kNone) return;
    const std::lock_guard lock(progress_mutex);
    done += anchor.end - anchor.begin;
    options.progress(done, all);
  };

  Figures figures(data);
  const auto run_trees = [&](std::unique_ptr<Stage> TreeStages::* stage, const std::function<void(const Anchor&)>& progress) {
    for (std::size_t t = 0; t < trees.size(); ++t) {
      Stage& one = *(trees[t].*stage);
      if (one.empty()) continue;
      const std::uint32_t root = edition.trees[t].root;
      const std::size_t batch = options.batch != 0 ? options.batch : one.BatchOf(dataset, root, options.threads);
      one.Run(layout, layout.AnchorsOf(root, batch), options.threads, costs != nullptr, progress);
      if (costs != nullptr) one.AddCosts(*costs);
    }
  };
  const auto compute = [&](bool peers) {
    for (std::size_t i = 0; i < edition.figures.size(); ++i)
      if (edition.figures[i].peers == peers) result.left_out[i] = figures.Compute(edition.figures[i]);
  };
  result.left_out.assign(edition.figures.size(), 0);
  run_trees(&TreeStages::evaluate, {});
  run_trees(&TreeStages::before_figures, {});
  compute(true);
  run_trees(&TreeStages::main, options.progress ? report : std::function<void(const Anchor&)>());

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
    const PreparedBlock prepared(edition, edition.statistics, fuse);
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
