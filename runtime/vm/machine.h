// One block's registers, and the loop over its code.
//
// A Machine runs a PreparedBlock for one thread over one batch after another; the registers that run-space
// code fills belong to a Machine of their own, which all threads read.
#pragma once

#include <vector>

#include "runtime/vm/kernel.h"
#include "runtime/vm/prepared.h"
#include "runtime/vm/run.h"

namespace greenrule {

// What an instruction reads and writes outside registers. Threads write to rows of their own.
struct RunData {
  const Edition& edition;
  const PreparedTables& tables;
  SharedTexts* texts = nullptr;
  Day as_of = 0;
  const Dataset* dataset = nullptr;        // none in a filter
  std::vector<const ColumnData*> columns;  // by column immediate
  std::vector<LaneVector> kept;
  std::vector<OutputColumn>* outputs = nullptr;  // a filter's output is output 0
  const SimdKernels* simd = nullptr;
};

struct InstructionCost {
  double seconds = 0;
  std::uint64_t values = 0;
};

class Machine {
 public:
  // Runs the block's run-space code at once; `batch` is that of BuildGlobal.
  Machine(const PreparedBlock& block, RunData& data, Batch& batch);
  // For batches; `globals` has run and lives on.
  Machine(const PreparedBlock& block, RunData& data, const Machine& globals);

  void Run(Batch& batch);  // the batch's code; allocates only where the batch is larger than any before
  // For a Machine that is used again: the run's code once more; the registers of the run once more.
  void RunGlobals(Batch& batch);
  void TakeGlobals(const Machine& globals);
  // Seconds and values of each instruction of the batch code are added here; null: they are not measured.
  void Measure(std::vector<InstructionCost>* costs) { costs_ = costs; }

 private:
  struct Slot {
    std::byte* data = nullptr;  // own.data(), or a column's
    LaneVector own;
  };

  void Grow(const Batch& batch, bool global);
  void Execute(const std::vector<PreparedInstruction>& code, Batch& batch);
  void Step(const PreparedInstruction& instruction, Batch& batch);
  void Kernel(const PreparedInstruction& code, Batch& batch);
  void Sum(const PreparedInstruction& code, const Batch& batch);
  void Bytes(const PreparedInstruction& code, const Batch& batch);
  void Load(const PreparedInstruction& code, const Batch& batch);
  void Store(const PreparedInstruction& code, const Batch& batch);
  void OwnerStates(const PreparedInstruction& code, const Batch& batch);
  void LookupRows(const PreparedInstruction& code, const Batch& batch);
  const std::uint32_t* GatherIndex(const PreparedInstruction& code, const Batch& batch);
  // The register's values are a slice of a column, or `fill` where the column has none.
  void Alias(const PreparedInstruction& code, const Batch& batch, const LaneVector* column,
             std::size_t begin);
  void AliasStates(const PreparedInstruction& code, const Batch& batch, const std::vector<State>& states);
  Operand OperandOf(RegisterId id, SpaceId rows) const;

  const PreparedBlock& block_;
  RunData& data_;
  std::vector<InstructionCost>* costs_ = nullptr;
  std::vector<Slot> registers_;
  Scratch scratch_;
  std::vector<std::uint32_t> index_;
  std::vector<Operand> operands_;
  std::vector<const std::uint8_t*> bytes_;
};

}  // namespace greenrule
