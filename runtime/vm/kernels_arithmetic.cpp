#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

template <class T, RoundingMode kMode>
void Divide(const KernelCall& call) {
  MapBinary<T, T, T>(call, [](const T& a, const T& b) { return DivideRounded<kMode>(a, b); });
}

template <class T>
void DivideIn(const KernelCall& call, RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfAway: return Divide<T, RoundingMode::kHalfAway>(call);
    case RoundingMode::kHalfEven: return Divide<T, RoundingMode::kHalfEven>(call);
    case RoundingMode::kHalfDown: return Divide<T, RoundingMode::kHalfDown>(call);
    case RoundingMode::kUp: return Divide<T, RoundingMode::kUp>(call);
    case RoundingMode::kDown: return Divide<T, RoundingMode::kDown>(call);
    case RoundingMode::kCeiling: return Divide<T, RoundingMode::kCeiling>(call);
    case RoundingMode::kFloor: return Divide<T, RoundingMode::kFloor>(call);
  }
}

template <class T>
T Root(const T& a, const T& b, RoundingMode mode) {
  return a < T(0) || b <= T(0) ? T(0) : SqrtRounded(a, b, mode);
}

template <class T>
void InLane(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kAdd:
      return MapBinary<T, T, T>(call, [](const T& a, const T& b) { return WrappingAdd(a, b); });
    case Opcode::kSubtract:
      return MapBinary<T, T, T>(call, [](const T& a, const T& b) { return WrappingSubtract(a, b); });
    case Opcode::kMultiply:
      return MapBinary<T, T, T>(call, [](const T& a, const T& b) { return WrappingMultiply(a, b); });
    case Opcode::kNegate: return MapUnary<T, T>(call, [](const T& a) { return WrappingNegate(a); });
    case Opcode::kAbsolute:
      return MapUnary<T, T>(call, [](const T& a) { return a < T(0) ? WrappingNegate(a) : a; });
    case Opcode::kMinimum:
      return MapBinary<T, T, T>(call, [](const T& a, const T& b) { return b < a ? b : a; });
    case Opcode::kMaximum:
      return MapBinary<T, T, T>(call, [](const T& a, const T& b) { return a < b ? b : a; });
    case Opcode::kDivideRounded: return DivideIn<T>(call, static_cast<RoundingMode>(call.immediates[0]));
    case Opcode::kSqrtRounded: {
      const auto mode = static_cast<RoundingMode>(call.immediates[0]);
      return MapBinary<T, T, T>(call, [mode](const T& a, const T& b) { return Root(a, b, mode); });
    }
    default: return;
  }
}

// What the vector kernels know of the 64-bit lane.
bool InVectors(const KernelCall& call) {
  const SimdKernels& simd = *call.simd;
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  const Int64Operand a = AsInt64(call.in[0]);
  switch (call.op) {
    case Opcode::kAdd: simd.add(a, AsInt64(call.in[1]), out, call.rows); return true;
    case Opcode::kSubtract: simd.subtract(a, AsInt64(call.in[1]), out, call.rows); return true;
    case Opcode::kMultiply: simd.multiply(a, AsInt64(call.in[1]), call.magnitude, out, call.rows); return true;
    case Opcode::kMinimum: simd.minimum(a, AsInt64(call.in[1]), out, call.rows); return true;
    case Opcode::kMaximum: simd.maximum(a, AsInt64(call.in[1]), out, call.rows); return true;
    case Opcode::kDivideRounded:
      if (call.magnitude != Magnitude::k53) return false;
      simd.divide(a, AsInt64(call.in[1]), static_cast<RoundingMode>(call.immediates[0]), out, call.rows);
      return true;
    default: return false;
  }
}

}  // namespace

void RunArithmetic(const KernelCall& call) {
  if (call.op == Opcode::kWiden || call.op == Opcode::kNarrow) {
    WithNumericLane(call.other_lane, [&](auto from) {
      WithNumericLane(call.lane, [&](auto to) {
        using From = typename decltype(from)::Type;
        using To = typename decltype(to)::Type;
        MapUnary<From, To>(call, [](const From& a) { return ConvertLane<To>(a); });
      });
    });
    return;
  }
  if (call.lane == Lane::k64 && InVectors(call)) return;
  WithNumericLane(call.lane, [&](auto tag) { InLane<typename decltype(tag)::Type>(call); });
}

void ConvertLane(Lane from, const std::byte* source, Lane to, std::byte* target, std::size_t rows) {
  WithAnyLane(from, [&](auto source_tag) {
    WithAnyLane(to, [&](auto target_tag) {
      using From = typename decltype(source_tag)::Type;
      using To = typename decltype(target_tag)::Type;
      const From* in = reinterpret_cast<const From*>(source);
      To* out = reinterpret_cast<To*>(target);
      if constexpr (std::same_as<From, std::uint8_t>) {
        for (std::size_t i = 0; i < rows; ++i) out[i] = To(static_cast<Int64>(in[i]));
      } else if constexpr (std::same_as<To, std::uint8_t>) {
        for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<std::uint8_t>(static_cast<Int64>(in[i]));
      } else {
        for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<To>(in[i]);
      }
    });
  });
}

}  // namespace greenrule
