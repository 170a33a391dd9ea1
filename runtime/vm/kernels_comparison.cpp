#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

using Byte = std::uint8_t;

template <class T>
void Choose(const KernelCall& call) {
  const In<Byte> condition(call.in[0]);
  const In<T> a(call.in[1]), b(call.in[2]);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  const std::size_t rows = call.rows;
  if (condition.step == 1 && a.step == 1 && b.step == 1) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = condition.data[i] != 0 ? a.data[i] : b.data[i];
  } else if (condition.step == 1 && a.step == 0 && b.step == 0) {
    const T yes = *a.data, no = *b.data;
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = condition.data[i] != 0 ? yes : no;
  } else {
    for (std::size_t i = 0; i < rows; ++i) out[i] = condition[i] != 0 ? a[i] : b[i];
  }
}

template <class T>
void InLane(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kEqual:
      return MapBinary<T, T, Byte>(call, [](const T& a, const T& b) -> Byte { return a == b; });
    case Opcode::kNotEqual:
      return MapBinary<T, T, Byte>(call, [](const T& a, const T& b) -> Byte { return !(a == b); });
    case Opcode::kLess:
      return MapBinary<T, T, Byte>(call, [](const T& a, const T& b) -> Byte { return a < b; });
    case Opcode::kLessEqual:
      return MapBinary<T, T, Byte>(call, [](const T& a, const T& b) -> Byte { return a <= b; });
    default: return Choose<T>(call);
  }
}

template <class T>
void GatherIn(const KernelCall& call) {
  const T* in = reinterpret_cast<const T*>(call.in[0].data);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  const T none = *reinterpret_cast<const T*>(call.fillers[0]);
  for (std::size_t i = 0; i < call.rows; ++i) out[i] = call.index[i] == kNone ? none : in[call.index[i]];
}

}  // namespace

// The lane of what is compared or chosen, not of the result.
void RunComparison(const KernelCall& call) {
  WithAnyLane(call.lane, [&](auto tag) { InLane<typename decltype(tag)::Type>(call); });
}

void RunGather(const KernelCall& call) {
  WithAnyLane(call.lane, [&](auto tag) { GatherIn<typename decltype(tag)::Type>(call); });
}

}  // namespace greenrule
