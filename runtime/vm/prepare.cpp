#include <algorithm>
#include <map>

#include "runtime/program/opcodes.h"
#include "runtime/program/ranges.h"
#include "runtime/vm/layout.h"
#include "runtime/vm/prepared.h"

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

// Doubles are exact below 2^53; a little room is left for a quotient that is one too large.
bool FitsDouble(const Range& range) { return MagnitudeBits(range) <= 51; }

// From the program's registers, which are written again and again, to values that are written once.
class Preparer {
 public:
  Preparer(const Edition& edition, const Block& block, std::uint32_t filter_feed)
      : block_(block), context_{edition, filter_feed, {}}, current_(block.registers.size(), kNoRegister) {}

  PreparedCode Prepare() {
    for (const Instruction& instruction : block_.code) Add(instruction);
    return std::move(code_);
  }

 private:
  void Add(const Instruction& instruction) {
    const OpcodeInfo& info = InfoOf(instruction.op);
    const OperandView view = OperandsOf(block_, instruction);
    PreparedInstruction out;
    out.op = instruction.op;
    out.space = instruction.space;
    out.symbol = instruction.symbol;
    std::vector<const Range*> inputs;
    std::vector<SpaceId> spaces;
    for (std::size_t i = 0; i < view.input_count; ++i) {
      const RegisterId id = view.inputs[i] == kNoRegister ? kNoRegister : current_[view.inputs[i]];
      out.inputs.push_back(id);
      out.absent.push_back(id == kNoRegister && InputSpec(info, i).kind == OperandKind::kCondition);
      inputs.push_back(id == kNoRegister ? nullptr : &code_.values[id].range);
      spaces.push_back(id == kNoRegister ? kNone : code_.values[id].space);
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
    out.magnitude = MagnitudeOf(out, inputs);
    for (std::size_t i = 0; i < view.output_count; ++i) {
      const Register& r = block_.registers[view.outputs[i]];
      if (i < out.fillers.size()) {
        out.fillers[i].Resize(r.lane, 1);
        out.fillers[i].Set(0, NearestZero(ranges[i]));
      }
      out.outputs[i] = static_cast<RegisterId>(code_.values.size());
      code_.values.push_back({r.lane, r.space, std::move(ranges[i]), static_cast<std::uint32_t>(code_.code.size())});
    }
    for (std::size_t i = 0; i < view.output_count; ++i) current_[view.outputs[i]] = out.outputs[i];
    code_.code.push_back(std::move(out));
  }

  static Magnitude MagnitudeOf(const PreparedInstruction& i, const std::vector<const Range*>& in) {
    const auto fits32 = [](const Range& r) { return r.lowest >= 0 && MagnitudeBits(r) <= 32; };
    if (i.op == Opcode::kMultiply && fits32(*in[0]) && fits32(*in[1])) return Magnitude::k32;
    if (i.op == Opcode::kDivideRounded && FitsDouble(*in[0]) && FitsDouble(*in[1])) return Magnitude::k53;
    return Magnitude::kAny;
  }

  bool IsAncestor(SpaceId ancestor, SpaceId space) const {
    const std::vector<Space>& spaces = context_.edition.spaces;
    for (space = spaces[space].parent; space != kNone && space != ancestor;) space = spaces[space].parent;
    return space == ancestor;
  }

  const Block& block_;
  const RangeContext context_;
  std::vector<RegisterId> current_;  // per register of the block: the value that it holds
  PreparedCode code_;
};

// Registers by liveness: a value's register is free again after its last reader, and nobody writes over what it reads. What
// belongs to the run stays.
class RegisterGiver {
 public:
  RegisterGiver(const std::vector<std::uint8_t>& is_global, PreparedCode& code, std::vector<Register>& registers)
      : is_global_(is_global), code_(code), registers_(registers), given_(code.values.size(), kNoRegister),
        last_(code.values.size(), 0) {}

  void Run() {
    for (std::uint32_t i = 0; i < code_.code.size(); ++i)
      for (RegisterId id : code_.code[i].inputs)
        if (id != kNoRegister) last_[id] = i;
    for (std::uint32_t i = 0; i < code_.code.size(); ++i) Give(i);
  }

 private:
  void Give(std::uint32_t index) {
    PreparedInstruction& i = code_.code[index];
    const std::vector<RegisterId> read = i.inputs;
    const auto outputs = i.outputs;
    for (std::uint32_t o = 0; o < i.output_count; ++o) i.outputs[o] = given_[outputs[o]] = Take(code_.values[outputs[o]]);
    for (RegisterId& id : i.inputs)
      if (id != kNoRegister) id = given_[id];
    if (i.fusion == Fusion::kSum)
      for (FusedTerm& term : code_.sums[i.fused].terms)
        for (RegisterId* id : {&term.a, &term.b, &term.condition})
          if (*id != kNoRegister) *id = given_[*id];
    for (RegisterId id : read)
      if (id != kNoRegister && last_[id] == index) Free(id);
    for (std::uint32_t o = 0; o < i.output_count; ++o)
      if (last_[outputs[o]] <= index) Free(outputs[o]);
  }
  RegisterId Take(const PreparedValue& value) {
    std::vector<RegisterId>& free = free_[{value.space, value.lane}];
    if (!free.empty()) {
      const RegisterId id = free.back();
      free.pop_back();
      return id;
    }
    registers_.push_back({value.lane, value.space});
    return static_cast<RegisterId>(registers_.size() - 1);
  }
  void Free(RegisterId id) {
    const PreparedValue& value = code_.values[id];
    if (is_global_[value.space]) return;
    last_[id] = 0xFFFFFFFF;  // read twice by one instruction, freed once
    free_[{value.space, value.lane}].push_back(given_[id]);
  }

  const std::vector<std::uint8_t>& is_global_;
  PreparedCode& code_;
  std::vector<Register>& registers_;
  std::vector<RegisterId> given_;
  std::vector<std::uint32_t> last_;
  std::map<std::pair<SpaceId, Lane>, std::vector<RegisterId>> free_;
};

}  // namespace

PreparedBlock::PreparedBlock(const Edition& edition, const Block& block, bool fuse, std::uint32_t filter_feed)
    : needed_(NeededSpaces(edition, block)), global_(GlobalSpaces(edition)) {
  PreparedCode code = Preparer(edition, block, filter_feed).Prepare();
  if (fuse) Fuse(edition, global_, code);
  std::erase_if(code.code, [](const PreparedInstruction& i) {
    return i.op == Opcode::kConstant && i.output_count == 0;
  });
  RegisterGiver(global_, code, registers_).Run();
  row_bytes_.assign(edition.spaces.size(), 0);
  for (const Register& r : registers_)
    if (!IsGlobal(r.space)) row_bytes_[r.space] += BytesOf(r.lane);
  sums_ = std::move(code.sums);
  for (PreparedInstruction& i : code.code)
    (IsGlobal(i.space) ? global_code_ : batch_code_).push_back(std::move(i));
}

}  // namespace greenrule
