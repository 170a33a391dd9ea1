#include "runtime/program/opcodes.h"

#include <algorithm>

namespace greenrule {
namespace {

constexpr OperandKind KindOf(char letter) {
  switch (letter) {
    case 'n': return OperandKind::kNumeric;
    case 'm': return OperandKind::kOwnNumeric;
    case 'w': return OperandKind::kWord;
    case 'b': return OperandKind::kCondition;
    case 's': return OperandKind::kState;
    case 'x': return OperandKind::kAny;
  }
  throw "unknown operand letter in opcodes.def";  // refused when compiled
}

constexpr ImmediateKind ImmediateOf(char letter) {
  switch (letter) {
    case 'k': return ImmediateKind::kConstant;
    case 't': return ImmediateKind::kTable;
    case 'c': return ImmediateKind::kColumn;
    case 'f': return ImmediateKind::kFeed;
    case 'l': return ImmediateKind::kLookup;
    case 'u': return ImmediateKind::kNumber;
    case 'p': return ImmediateKind::kSpace;
  }
  throw "unknown immediate letter in opcodes.def";
}

constexpr SpecList<OperandSpec> Operands(std::string_view letters) {
  SpecList<OperandSpec> list;
  for (char c : letters) {
    if (c == '?') {
      list.items[list.count - 1].optional = true;
    } else if (c == '*') {
      list.items[list.count - 1].repeated = true;
    } else {
      list.items[list.count++].kind = KindOf(c);
    }
  }
  return list;
}

constexpr SpecList<ImmediateKind> Immediates(std::string_view letters) {
  SpecList<ImmediateKind> list;
  for (char c : letters) list.items[list.count++] = ImmediateOf(c);
  return list;
}

constexpr OpcodeInfo kInfos[] = {
#define OP(name, outputs, inputs, immediates, doc) \
  OpcodeInfo{#name, Operands(outputs), Operands(inputs), Immediates(immediates), doc},
#include "runtime/program/opcodes.def"
#undef OP
};

}  // namespace

const OpcodeInfo& InfoOf(Opcode op) {
  return kInfos[static_cast<std::size_t>(op)];
}

OperandView OperandsOf(const Block& block, const Instruction& instruction) {
  const OpcodeInfo& info = InfoOf(instruction.op);
  const std::uint32_t* first = block.operands.data() + instruction.operands;
  OperandView view;
  view.outputs = first;
  view.output_count = info.outputs.size();
  view.inputs = first + view.output_count;
  view.immediate_count = info.immediates.size();
  view.input_count = instruction.count - view.output_count - view.immediate_count;
  view.immediates = view.inputs + view.input_count;
  return view;
}

const OperandSpec& InputSpec(const OpcodeInfo& info, std::size_t i) {
  return info.inputs.items[std::min(i, info.inputs.count - 1)];
}

bool IsReduction(Opcode op) {
  switch (op) {
    case Opcode::kCount:
    case Opcode::kAny:
    case Opcode::kEvery:
    case Opcode::kSum:
    case Opcode::kLeast:
    case Opcode::kGreatest:
    case Opcode::kLeastRatio:
    case Opcode::kGreatestRatio:
    case Opcode::kMedianTwice:
    case Opcode::kOnly: return true;
    default: return false;
  }
}

}  // namespace greenrule
