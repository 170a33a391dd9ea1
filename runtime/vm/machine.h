// One block's registers, and the loop over its code.
//
// A PreparedBlock is a block made ready once per run: operands resolved, fillers worked out, run-space code
// apart from the code of batches. A Machine runs it for one thread over one batch after another; the
// registers that run-space code fills belong to a Machine of their own, which all threads read.
#pragma once

#include <vector>

#include "runtime/vm/kernel.h"
#include "runtime/vm/run.h"

namespace greenrule {

// What an instruction reads and writes outside registers. Threads write to rows of their own.
struct RunData {
  const Edition& edition;
  const PreparedTables& tables;
  SharedTexts& texts;
  Day as_of = 0;
  const Dataset* dataset = nullptr;        // none in a filter
  std::vector<const ColumnData*> columns;  // by column immediate
  std::vector<LaneVector> kept;
  std::vector<OutputColumn>* outputs = nullptr;  // a filter's output is output 0
};

struct PreparedInstruction {
  Opcode op = Opcode::kConstant;
  SpaceId space = kRunSpace;
  SpaceId source = kNone;       // reductions, MakeGroups: the space of the inputs
  SpaceId input_space = kNone;  // of the first input
  bool other_side = false;      // gathers from a pair's second side
  bool from_groups = false;     // gathers from groups of these rows
  std::array<RegisterId, 3> outputs{kNone, kNone, kNone};
  std::uint32_t output_count = 0;
  std::vector<RegisterId> inputs;
  std::vector<std::uint8_t> absent;  // per input: 1 where absent (then 0 for a state, 1 for a condition)
  std::vector<std::uint32_t> immediates;
  Lane lane = Lane::k64, other_lane = Lane::k64;
  std::array<LaneVector, 2> fillers;
};

class PreparedBlock {
 public:
  // `filter_feed`: the feed whose `only rows where` this is.
  PreparedBlock(const Edition& edition, const Block& block, std::uint32_t filter_feed = kNone);

  const Block& block() const { return block_; }
  const std::vector<PreparedInstruction>& global_code() const { return global_code_; }
  const std::vector<PreparedInstruction>& batch_code() const { return batch_code_; }
  const std::vector<std::uint8_t>& needed() const { return needed_; }
  bool IsGlobal(SpaceId space) const { return global_[space] != 0; }
  // Registers that code writes.
  const std::vector<RegisterId>& written() const { return written_; }

 private:
  const Block& block_;
  std::vector<std::uint8_t> needed_, global_;
  std::vector<PreparedInstruction> global_code_, batch_code_;
  std::vector<RegisterId> written_;
};

class Machine {
 public:
  // Runs the block's run-space code at once; `batch` is that of BuildGlobal.
  Machine(const PreparedBlock& block, RunData& data, Batch& batch);
  // For batches; `globals` has run and lives on.
  Machine(const PreparedBlock& block, RunData& data, const Machine& globals);

  void Run(Batch& batch);  // the batch's code; allocates only where the batch is larger than any before

 private:
  struct Slot {
    std::byte* data = nullptr;  // own.data(), or a column's
    LaneVector own;
  };

  void Grow(const Batch& batch, bool global);
  void Execute(const std::vector<PreparedInstruction>& code, Batch& batch);
  void Kernel(const PreparedInstruction& code, Batch& batch);
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
  std::vector<Slot> registers_;
  Scratch scratch_;
  std::vector<std::uint32_t> index_;
  std::vector<Operand> operands_;
};

}  // namespace greenrule
