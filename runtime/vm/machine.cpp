#include "runtime/vm/machine.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace greenrule {
namespace {

// What absent optional operands read.
std::uint8_t absent_values[] = {kKnown, 1};

}  // namespace

Machine::Machine(const PreparedBlock& block, RunData& data, Batch& batch)
    : block_(block), data_(data), registers_(block.registers().size()) {
  RunGlobals(batch);
}

Machine::Machine(const PreparedBlock& block, RunData& data, const Machine& globals)
    : block_(block), data_(data), registers_(block.registers().size()) {
  TakeGlobals(globals);
}

void Machine::RunGlobals(Batch& batch) {
  Grow(batch, true);
  Execute(block_.global_code(), batch);
}

void Machine::TakeGlobals(const Machine& globals) {
  for (RegisterId id = 0; id < registers_.size(); ++id)
    if (block_.IsGlobal(block_.registers()[id].space)) registers_[id].data = globals.registers_[id].data;
}

void Machine::Run(Batch& batch) {
  Grow(batch, false);
  if (costs_ == nullptr) return Execute(block_.batch_code(), batch);
  const std::vector<PreparedInstruction>& code = block_.batch_code();
  for (std::size_t i = 0; i < code.size(); ++i) {
    const auto begin = std::chrono::steady_clock::now();
    Step(code[i], batch);
    InstructionCost& cost = (*costs_)[i];
    cost.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    cost.values += batch[code[i].source != kNone ? code[i].source : code[i].space].rows;
  }
}

void Machine::Grow(const Batch& batch, bool global) {
  for (RegisterId id = 0; id < registers_.size(); ++id) {
    const Register& r = block_.registers()[id];
    if (block_.IsGlobal(r.space) != global) continue;
    const std::size_t rows = batch[r.space].bound;
    LaneVector& own = registers_[id].own;
    if (own.data() == nullptr || own.rows() < rows) own.Resize(r.lane, rows);
  }
}

void Machine::Execute(const std::vector<PreparedInstruction>& code, Batch& batch) {
  for (const PreparedInstruction& instruction : code) Step(instruction, batch);
}

void Machine::Step(const PreparedInstruction& instruction, Batch& batch) {
  if (instruction.fusion != Fusion::kNone)
    return instruction.fusion == Fusion::kSum ? Sum(instruction, batch) : Bytes(instruction, batch);
  switch (instruction.op) {
    case Opcode::kConstant:
    case Opcode::kAsOf:
    case Opcode::kLoadValue:
    case Opcode::kLoadState:
    case Opcode::kLoadRowState:
    case Opcode::kLoadFeedState:
    case Opcode::kLoadEvaluated:
    case Opcode::kLoadKept: return Load(instruction, batch);
    case Opcode::kKeep:
    case Opcode::kOutput: return Store(instruction, batch);
    case Opcode::kOwnerState: return OwnerStates(instruction, batch);
    case Opcode::kLookupRow: return LookupRows(instruction, batch);
    default: Kernel(instruction, batch);
  }
}

// An operand of the run, or of rows that are not those of the instruction's inputs, is one value for all.
Operand Machine::OperandOf(RegisterId id, SpaceId rows) const {
  const bool single = block_.registers()[id].space == kRunSpace && rows != kRunSpace;
  return {registers_[id].data, single ? 0u : 1u};
}

void Machine::Sum(const PreparedInstruction& code, const Batch& batch) {
  const std::size_t rows = batch[code.space].rows;
  Slot& slot = registers_[code.outputs[0]];
  slot.data = slot.own.data();
  Int64* out = reinterpret_cast<Int64*>(slot.data);
  const FusedSum& sum = block_.sums()[code.fused];
  const auto values = [&](RegisterId id) {
    return id == kNoRegister ? nullptr : reinterpret_cast<const Int64*>(registers_[id].data);
  };
  data_.simd->fill(sum.constant, out, rows);
  for (const FusedTerm& term : sum.terms) {
    Guard guard;
    if (term.condition != kNoRegister)
      guard = {reinterpret_cast<const std::uint8_t*>(registers_[term.condition].data), term.negated, term.instead};
    if (term.kind == FusedTerm::kBands) {
      data_.simd->add_bands(term.bands, values(term.a), values(term.b), guard, out, rows);
    } else {
      data_.simd->add_value(values(term.a), term.coefficient, term.magnitude, guard, out, rows);
    }
  }
}

void Machine::Bytes(const PreparedInstruction& code, const Batch& batch) {
  Slot& slot = registers_[code.outputs[0]];
  slot.data = slot.own.data();
  bytes_.clear();
  for (RegisterId id : code.inputs) bytes_.push_back(reinterpret_cast<const std::uint8_t*>(registers_[id].data));
  const auto kernel = code.fusion == Fusion::kMaximumOfBytes ? data_.simd->maximum_of_bytes : data_.simd->minimum_of_bytes;
  kernel(bytes_.data(), bytes_.size(), reinterpret_cast<std::uint8_t*>(slot.data), batch[code.space].rows);
}

void Machine::Kernel(const PreparedInstruction& code, Batch& batch) {
  KernelCall call{};
  call.op = code.op;
  call.rows = batch[code.space].rows;
  const bool gathers = code.op == Opcode::kGather || code.op == Opcode::kGatherOther;
  const SpaceId rows = code.source != kNone ? code.source : gathers ? code.input_space : code.space;
  operands_.clear();
  for (std::size_t i = 0; i < code.inputs.size(); ++i)
    operands_.push_back(code.inputs[i] == kNoRegister
                            ? Operand{reinterpret_cast<std::byte*>(&absent_values[code.absent[i]]), 0}
                            : OperandOf(code.inputs[i], rows));
  call.in = operands_.data();
  call.in_count = operands_.size();
  std::array<const std::byte*, 2> fillers{code.fillers[0].data(), code.fillers[1].data()};
  call.fillers = fillers.data();
  for (std::size_t i = 0; i < code.output_count; ++i) {
    Slot& slot = registers_[code.outputs[i]];
    slot.data = slot.own.data();
    call.out[i] = {slot.data, 1};
  }
  call.lane = code.lane;
  call.other_lane = code.other_lane;
  call.immediates = code.immediates.data();
  call.tables = &data_.tables;
  call.texts = data_.texts;
  call.scratch = &scratch_;
  call.simd = data_.simd;
  call.magnitude = code.magnitude;
  if (code.source != kNone) {
    const SpaceRows& source = batch[code.source];
    const SpaceRows& target = batch[code.space];
    const bool grouped = code.op != Opcode::kMakeGroups &&
                         data_.edition.spaces[code.space].kind == SpaceKind::kGroup &&
                         data_.edition.spaces[code.space].other == code.source;
    call.segments = grouped ? SegmentRows{target.rows, target.member_offsets.data(), target.members.data()}
                            : SegmentRows{target.rows, source.offsets.data(), nullptr};
  }

  switch (code.op) {
    case Opcode::kGather:
    case Opcode::kGatherOther: call.index = GatherIndex(code, batch); return RunGather(call);
    case Opcode::kMakeGroups: return RunMakeGroups(call, batch[code.immediates[0]]);
    case Opcode::kFirstOfEach: {
      const SpaceRows& own = batch[code.space];
      call.segments = {own.offsets.size() - 1, own.offsets.data(), nullptr};
      return RunFirstOfEach(call);
    }
    case Opcode::kAdd:
    case Opcode::kSubtract:
    case Opcode::kMultiply:
    case Opcode::kNegate:
    case Opcode::kAbsolute:
    case Opcode::kMinimum:
    case Opcode::kMaximum:
    case Opcode::kDivideRounded:
    case Opcode::kSqrtRounded:
    case Opcode::kWiden:
    case Opcode::kNarrow: return RunArithmetic(call);
    case Opcode::kEqual:
    case Opcode::kNotEqual:
    case Opcode::kLess:
    case Opcode::kLessEqual:
    case Opcode::kSelect: return RunComparison(call);
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kNot:
    case Opcode::kAnd3:
    case Opcode::kOr3:
    case Opcode::kStateMax:
    case Opcode::kStateIf:
    case Opcode::kStateElse:
    case Opcode::kStateIs:
    case Opcode::kStateToValue: return RunConditions(call);
    case Opcode::kBucket:
    case Opcode::kBucketRatio:
    case Opcode::kMapValue:
    case Opcode::kTake:
    case Opcode::kMatch:
    case Opcode::kMatchAll:
    case Opcode::kLookup: return RunTables(call);
    case Opcode::kFirstLetters:
    case Opcode::kStartsWith:
    case Opcode::kYearOf:
    case Opcode::kMonthNumber:
    case Opcode::kDayOf:
    case Opcode::kMonthOf:
    case Opcode::kFirstDay:
    case Opcode::kAddMonths:
    case Opcode::kMonthsBetween: return RunTextsAndDates(call);
    default: return RunReduction(call);
  }
}

// A segment of rows has its rows' owner on the way up; each step may leave the batch.
const std::uint32_t* Machine::GatherIndex(const PreparedInstruction& code, const Batch& batch) {
  const std::vector<Space>& spaces = data_.edition.spaces;
  const SpaceRows& here = batch[code.space];
  if (code.from_groups) return batch[code.input_space].group_of.data();
  if (code.other_side) return here.other.data();
  if (code.input_space == kRunSpace) {
    index_.assign(here.rows, 0);
    return index_.data();
  }
  SpaceId at = spaces[code.space].parent;
  if (at == code.input_space) return here.parent.data();
  index_.assign(here.parent.begin(), here.parent.begin() + here.rows);
  for (; at != code.input_space; at = spaces[at].parent) {
    const std::vector<std::uint32_t>& up = batch[at].parent;
    for (std::uint32_t& row : index_)
      if (row != kNone) row = up[row];
  }
  return index_.data();
}

void Machine::Alias(const PreparedInstruction& code, const Batch& batch, const LaneVector* column,
                    std::size_t begin) {
  Slot& slot = registers_[code.outputs[0]];
  const std::size_t rows = batch[code.space].rows;
  if (column != nullptr && column->rows() >= begin + rows && rows > 0) {
    // Registers are written through their own memory only, so what is aliased stays as it is.
    std::byte* source = const_cast<std::byte*>(column->data()) + begin * BytesOf(column->lane());
    if (column->lane() == code.lane) {
      slot.data = source;
      return;
    }
    slot.data = slot.own.data();
    ConvertLane(column->lane(), source, code.lane, slot.data, rows);
    return;
  }
  slot.data = slot.own.data();
  const std::size_t size = BytesOf(code.lane);
  for (std::size_t i = 0; i < rows; ++i) std::memcpy(slot.data + i * size, code.fillers[0].data(), size);
}

void Machine::AliasStates(const PreparedInstruction& code, const Batch& batch,
                          const std::vector<State>& states) {
  Slot& slot = registers_[code.outputs[0]];
  const SpaceRows& rows = batch[code.space];
  if (states.size() >= rows.begin + rows.rows && rows.rows > 0) {
    slot.data = reinterpret_cast<std::byte*>(const_cast<State*>(states.data() + rows.begin));
    return;
  }
  slot.data = slot.own.data();
  std::memset(slot.data, kKnown, rows.rows);
}

void Machine::Load(const PreparedInstruction& code, const Batch& batch) {
  const std::vector<std::uint32_t>& immediates = code.immediates;
  const Space& space = data_.edition.spaces[code.space];
  switch (code.op) {
    case Opcode::kConstant: return Alias(code, batch, &data_.tables.constants[immediates[0]], 0);
    case Opcode::kAsOf: {
      Slot& slot = registers_[code.outputs[0]];
      slot.data = slot.own.data();
      *reinterpret_cast<Int64*>(slot.data) = data_.as_of;
      return;
    }
    case Opcode::kLoadValue:
      return Alias(code, batch, &data_.columns[immediates[0]]->values, batch[code.space].begin);
    case Opcode::kLoadState: return AliasStates(code, batch, data_.columns[immediates[0]]->states);
    case Opcode::kLoadRowState:
      return AliasStates(code, batch, data_.dataset->feeds[space.subject].row_states);
    case Opcode::kLoadFeedState:
      return AliasStates(code, batch, data_.dataset->feeds[immediates[0]].feed_states);
    case Opcode::kLoadKept: {
      const bool rows = space.kind == SpaceKind::kEntity;
      return Alias(code, batch, &data_.kept[immediates[0]], rows ? batch[code.space].begin : 0);
    }
    default: break;
  }
  // LoadEvaluated
  const std::uint32_t kept = data_.edition.entities[space.subject].evaluated;
  if (kept != kNone) return Alias(code, batch, &data_.kept[kept], batch[code.space].begin);
  Slot& slot = registers_[code.outputs[0]];
  slot.data = slot.own.data();
  std::memset(slot.data, 1, batch[code.space].rows);
}

void Machine::Store(const PreparedInstruction& code, const Batch& batch) {
  const SpaceRows& rows = batch[code.space];
  const std::size_t size = BytesOf(code.lane);
  const auto put = [&](LaneVector& target) {
    const Operand value = OperandOf(code.inputs[0], code.space);
    std::byte* to = target.data() + rows.begin * size;
    if (rows.rows == 0) return;
    if (value.step == 1) {
      std::memcpy(to, value.data, rows.rows * size);
    } else {
      for (std::size_t i = 0; i < rows.rows; ++i) std::memcpy(to + i * size, value.data, size);
    }
  };
  if (code.op == Opcode::kKeep) return put(data_.kept[code.immediates[0]]);
  OutputColumn& output = (*data_.outputs)[code.immediates[0]];
  put(output.values);
  const Operand state = code.inputs[1] == kNoRegister
                            ? Operand{reinterpret_cast<std::byte*>(&absent_values[0]), 0}
                            : OperandOf(code.inputs[1], code.space);
  const In<State> states(state);
  for (std::size_t i = 0; i < rows.rows; ++i) output.states[rows.begin + i] = states[i];
}

void Machine::OwnerStates(const PreparedInstruction& code, const Batch& batch) {
  Slot& slot = registers_[code.outputs[0]];
  slot.data = slot.own.data();
  State* out = reinterpret_cast<State*>(slot.data);
  const SpaceRows& rows = batch[code.space];
  const std::uint32_t entity = data_.edition.spaces[code.space].subject;
  const std::uint32_t owner = data_.edition.entities[entity].owner;
  if (owner == kNone) {
    std::memset(out, kKnown, rows.rows);
    return;
  }
  const std::uint32_t kept = data_.edition.entities[owner].evaluated;
  const std::uint8_t* evaluated = kept == kNone ? nullptr : data_.kept[kept].as<std::uint8_t>();
  const std::vector<std::uint32_t>& owners = data_.dataset->entities[entity].owner;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::uint32_t row = owners[rows.begin + i];
    const bool listed = row != kNone && (evaluated == nullptr || evaluated[row] != 0);
    out[i] = listed ? State{kKnown} : State{kNotListed};
  }
}

void Machine::LookupRows(const PreparedInstruction& code, const Batch& batch) {
  Slot& slot = registers_[code.outputs[0]];
  slot.data = slot.own.data();
  Int64* out = reinterpret_cast<Int64*>(slot.data);
  const SpaceRows& rows = batch[code.space];
  for (std::size_t p = 0; p + 1 < rows.offsets.size(); ++p)
    for (std::size_t i = rows.offsets[p]; i < rows.offsets[p + 1]; ++i)
      out[i] = static_cast<Int64>(i - rows.offsets[p]);
}

}  // namespace greenrule
