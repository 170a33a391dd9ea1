#include <algorithm>

#include "runtime/program/opcodes.h"
#include "runtime/program/ranges.h"
#include "runtime/vm/machine.h"

namespace greenrule {
namespace {

// The lane that a kernel is compiled for: that of the first output, but of what is compared, banded or chosen
// where that is something else.
Lane KernelLane(const Block& block, Opcode op, const OperandView& view) {
  switch (op) {
    case Opcode::kEqual:
    case Opcode::kNotEqual:
    case Opcode::kLess:
    case Opcode::kLessEqual:
    case Opcode::kBucket:
    case Opcode::kBucketRatio:
    case Opcode::kKeep:
    case Opcode::kOutput: return block.registers[view.inputs[0]].lane;
    default: return view.output_count > 0 ? block.registers[view.outputs[0]].lane : Lane::k64;
  }
}

// Ranges are needed once more to know what to put where there is nothing.
class Preparer {
 public:
  Preparer(const Edition& edition, const Block& block, std::uint32_t filter_feed)
      : block_(block), context_{edition, filter_feed, {}}, ranges_(block.registers.size()) {}

  PreparedInstruction Prepare(const Instruction& instruction) {
    const OpcodeInfo& info = InfoOf(instruction.op);
    const OperandView view = OperandsOf(block_, instruction);
    PreparedInstruction out;
    out.op = instruction.op;
    out.space = instruction.space;
    std::vector<const Range*> inputs;
    std::vector<SpaceId> spaces;
    for (std::size_t i = 0; i < view.input_count; ++i) {
      const RegisterId id = view.inputs[i];
      out.inputs.push_back(id);
      out.absent.push_back(id == kNoRegister && InputSpec(info, i).kind == OperandKind::kCondition);
      inputs.push_back(id == kNoRegister ? nullptr : &ranges_[id]);
      spaces.push_back(id == kNoRegister ? kNone : block_.registers[id].space);
    }
    out.immediates.assign(view.immediates, view.immediates + view.immediate_count);
    const InstructionShape shape{instruction.op, instruction.space, inputs, spaces, out.immediates};
    if (IsReduction(instruction.op) || instruction.op == Opcode::kMakeGroups) out.source = SourceSpace(shape);
    if (!spaces.empty()) out.input_space = spaces[0];
    const Space* from = spaces.empty() || spaces[0] == kNone ? nullptr : &context_.edition.spaces[spaces[0]];
    out.from_groups = instruction.op == Opcode::kGather && from->kind == SpaceKind::kGroup && from->other == instruction.space;
    out.other_side = instruction.op == Opcode::kGatherOther ||
                     (instruction.op == Opcode::kGather && !IsAncestor(out.input_space, instruction.space));
    out.lane = KernelLane(block_, instruction.op, view);
    if (view.input_count > 0 && view.inputs[0] != kNoRegister)
      out.other_lane = block_.registers[view.inputs[0]].lane;
    out.output_count = static_cast<std::uint32_t>(view.output_count);
    std::vector<Range> ranges = OutputRanges(context_, shape);
    for (std::size_t i = 0; i < view.output_count; ++i) {
      out.outputs[i] = view.outputs[i];
      if (i < out.fillers.size()) {
        out.fillers[i].Resize(block_.registers[view.outputs[i]].lane, 1);
        out.fillers[i].Set(0, NearestZero(ranges[i]));
      }
      ranges_[view.outputs[i]] = std::move(ranges[i]);
    }
    return out;
  }

 private:
  bool IsAncestor(SpaceId ancestor, SpaceId space) const {
    const std::vector<Space>& spaces = context_.edition.spaces;
    for (space = spaces[space].parent; space != kNone && space != ancestor;) space = spaces[space].parent;
    return space == ancestor;
  }

  const Block& block_;
  const RangeContext context_;
  std::vector<Range> ranges_;
};

}  // namespace

PreparedBlock::PreparedBlock(const Edition& edition, const Block& block, std::uint32_t filter_feed)
    : block_(block), needed_(NeededSpaces(edition, block)), global_(GlobalSpaces(edition)) {
  Preparer preparer(edition, block, filter_feed);
  std::vector<std::uint8_t> seen(block.registers.size(), 0);
  for (const Instruction& instruction : block.code) {
    PreparedInstruction prepared = preparer.Prepare(instruction);
    for (std::size_t i = 0; i < prepared.output_count; ++i)
      if (!seen[prepared.outputs[i]]++) written_.push_back(prepared.outputs[i]);
    (IsGlobal(instruction.space) ? global_code_ : batch_code_).push_back(std::move(prepared));
  }
}

}  // namespace greenrule
