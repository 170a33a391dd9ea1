#include <algorithm>

#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

using Byte = std::uint8_t;

struct Three {
  Byte value;
  State state;
};

// Sides that are not applicable are left out. `decisive` is the value that settles the matter alone: false
// for and, true for or.
template <Byte kDecisive>
Three Combine(Three a, Three b) {
  if (a.state == kNotApplicable) return b.state == kNotApplicable ? Three{kDecisive, kNotApplicable} : b;
  if (b.state == kNotApplicable) return a;
  const bool a_decides = a.state == kKnown && a.value == kDecisive;
  const bool b_decides = b.state == kKnown && b.value == kDecisive;
  if (a_decides || b_decides) return {kDecisive, kKnown};
  return {1 - kDecisive, std::max(a.state, b.state)};
}

template <Byte kDecisive>
void Combine(const KernelCall& call) {
  const In<Byte> a(call.in[0]), a_state(call.in[1]), b(call.in[2]), b_state(call.in[3]);
  Byte* out = reinterpret_cast<Byte*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  for (std::size_t i = 0; i < call.rows; ++i) {
    const Three result = Combine<kDecisive>({a[i], a_state[i]}, {b[i], b_state[i]});
    out[i] = result.value;
    state[i] = result.state;
  }
}

}  // namespace

void RunConditions(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kAnd: return MapBinary<Byte, Byte, Byte>(call, [](Byte a, Byte b) -> Byte { return a & b; });
    case Opcode::kOr: return MapBinary<Byte, Byte, Byte>(call, [](Byte a, Byte b) -> Byte { return a | b; });
    case Opcode::kNot: return MapUnary<Byte, Byte>(call, [](Byte a) -> Byte { return a ^ 1; });
    case Opcode::kAnd3: return Combine<0>(call);
    case Opcode::kOr3: return Combine<1>(call);
    case Opcode::kStateMax:
      return MapBinary<State, State, State>(call, [](State a, State b) -> State { return std::max(a, b); });
    case Opcode::kStateElse:
      return MapBinary<State, State, State>(call,
                                            [](State a, State b) -> State { return a != kKnown ? a : b; });
    case Opcode::kStateIf: {
      const State state = static_cast<State>(call.immediates[0]);
      return MapUnary<Byte, State>(call, [state](Byte a) -> State { return a != 0 ? state : kKnown; });
    }
    case Opcode::kStateIs: {
      const State first = static_cast<State>(call.immediates[0]),
                  last = static_cast<State>(call.immediates[1]);
      if (call.in[0].step == 1) {
        call.simd->byte_within(reinterpret_cast<const Byte*>(call.in[0].data), first, last,
                               reinterpret_cast<Byte*>(call.out[0].data), call.rows);
        return;
      }
      return MapUnary<State, Byte>(call,
                                   [first, last](State s) -> Byte { return (s >= first) & (s <= last); });
    }
    case Opcode::kStateToValue: return MapUnary<State, Int64>(call, [](State s) -> Int64 { return s; });
    default: return;
  }
}

}  // namespace greenrule
