// What opcodes.def says about each operation, in a form that code can ask: the verifier, the disassembler,
// the lowering and the manual's page read one table.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "runtime/program/program.h"

namespace greenrule {

// The letters of opcodes.def.
enum class OperandKind : std::uint8_t {
  kNumeric,     // n: one numeric lane, the same for all of an instruction
  kOwnNumeric,  // m: a numeric lane of its own
  kWord,        // w: 64-bit lane
  kCondition,   // b: byte lane, 0 or 1
  kState,       // s: byte lane, a state
  kAny,         // x: one lane of any width, the same for all of an instruction
};

struct OperandSpec {
  OperandKind kind = OperandKind::kAny;
  bool optional = false;  // may be kNoRegister
  bool repeated = false;  // any number, zero included; the last input only
};

enum class ImmediateKind : std::uint8_t { kConstant, kTable, kColumn, kFeed, kLookup, kNumber, kSpace };

inline constexpr std::size_t kMaxSpecs = 7;

template <class T>
struct SpecList {
  std::array<T, kMaxSpecs> items{};
  std::size_t count = 0;
  constexpr std::size_t size() const { return count; }
  constexpr const T* begin() const { return items.data(); }
  constexpr const T* end() const { return items.data() + count; }
  constexpr const T& operator[](std::size_t i) const { return items[i]; }
};

struct OpcodeInfo {
  std::string_view name;
  SpecList<OperandSpec> outputs, inputs;
  SpecList<ImmediateKind> immediates;
  std::string_view doc;

  constexpr bool repeats() const { return inputs.count > 0 && inputs.items[inputs.count - 1].repeated; }
  // The fewest operands that an instruction has; exactly so many unless repeats().
  constexpr std::size_t MinimumOperands() const {
    return outputs.count + inputs.count - (repeats() ? 1 : 0) + immediates.count;
  }
};

inline constexpr std::size_t kOpcodeCount = 0
#define OP(...) +1
#include "runtime/program/opcodes.def"
#undef OP
    ;

const OpcodeInfo& InfoOf(Opcode op);  // `op` below kOpcodeCount

// An instruction's operands taken apart. `count` of the instruction must be at least MinimumOperands().
struct OperandView {
  const std::uint32_t* outputs;
  std::size_t output_count;
  const std::uint32_t* inputs;
  std::size_t input_count;
  const std::uint32_t* immediates;
  std::size_t immediate_count;
};
OperandView OperandsOf(const Block& block, const Instruction& instruction);

// The spec of input `i`, where repeated ones share the last.
const OperandSpec& InputSpec(const OpcodeInfo& info, std::size_t i);

// Reductions take rows of a source space to the instruction's space; FirstOfEach is none of them.
bool IsReduction(Opcode op);

}  // namespace greenrule
