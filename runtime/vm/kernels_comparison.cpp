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

// The 64-bit lane. What is less or equal is not less the other way round.
bool InVectors(const KernelCall& call) {
  const SimdKernels& simd = *call.simd;
  Byte* condition = reinterpret_cast<Byte*>(call.out[0].data);
  const Int64Operand a = AsInt64(call.in[0]), b = AsInt64(call.in[1]);
  switch (call.op) {
    case Opcode::kEqual: simd.equal(a, b, false, condition, call.rows); return true;
    case Opcode::kNotEqual: simd.equal(a, b, true, condition, call.rows); return true;
    case Opcode::kLess: simd.less(a, b, false, condition, call.rows); return true;
    case Opcode::kLessEqual: simd.less(b, a, true, condition, call.rows); return true;
    case Opcode::kSelect:
      if (call.in[0].step == 0) return false;
      simd.select(reinterpret_cast<const Byte*>(call.in[0].data), b, AsInt64(call.in[2]),
                  reinterpret_cast<Int64*>(call.out[0].data), call.rows);
      return true;
    default: return false;
  }
}

}  // namespace

// The lane of what is compared or chosen, not of the result.
void RunComparison(const KernelCall& call) {
  if (call.lane == Lane::k64 && InVectors(call)) return;
  if (call.lane == Lane::kByte && call.op == Opcode::kSelect && call.in[0].step == 1) {
    call.simd->select_bytes(reinterpret_cast<const Byte*>(call.in[0].data), AsBytes(call.in[1]), AsBytes(call.in[2]),
                            reinterpret_cast<Byte*>(call.out[0].data), call.rows);
    return;
  }
  WithAnyLane(call.lane, [&](auto tag) { InLane<typename decltype(tag)::Type>(call); });
}

void RunGather(const KernelCall& call) {
  WithAnyLane(call.lane, [&](auto tag) { GatherIn<typename decltype(tag)::Type>(call); });
}

}  // namespace greenrule
