// The three machine lanes in which the virtual machine computes: 64, 128 and 256 bits, two's complement.
//
// Every function is total: arithmetic wraps, a division by zero gives 0, MIN / −1 wraps to MIN, and none of
// it is undefined behaviour. The compiler proves that no value wraps (docs/language.md, numbers); rows behind
// a missing value hold garbage, and garbage must stay harmless.
//
// This header needs no big integers. Conversions from and to Integer are in lane_integer.h.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "runtime/number/int256.h"
#include "runtime/number/rounding.h"

namespace greenrule {

using Int64 = std::int64_t;

template <class T>
concept MachineLane = std::same_as<T, Int64> || std::same_as<T, Int128> || std::same_as<T, Int256>;

// The unsigned type of the same width.
template <MachineLane Lane>
using MagnitudeOf = std::conditional_t<std::same_as<Lane, Int64>, std::uint64_t,
                                       std::conditional_t<std::same_as<Lane, Int128>, UInt128, UInt256>>;

template <MachineLane Lane>
inline constexpr unsigned kLaneBits = 8 * sizeof(Lane);

template <MachineLane Lane>
constexpr Lane LaneMin() {
  if constexpr (std::same_as<Lane, Int256>) {
    return kInt256Min;
  } else {
    return static_cast<Lane>(MagnitudeOf<Lane>(1) << (kLaneBits<Lane> - 1));
  }
}
template <MachineLane Lane>
constexpr Lane LaneMax() {
  if constexpr (std::same_as<Lane, Int256>) {
    return kInt256Max;
  } else {
    return static_cast<Lane>(~(MagnitudeOf<Lane>(1) << (kLaneBits<Lane> - 1)));
  }
}

// Arithmetic modulo 2^width.
template <MachineLane Lane>
constexpr Lane WrappingAdd(const Lane& a, const Lane& b) {
  return static_cast<Lane>(static_cast<MagnitudeOf<Lane>>(a) + static_cast<MagnitudeOf<Lane>>(b));
}
template <MachineLane Lane>
constexpr Lane WrappingSubtract(const Lane& a, const Lane& b) {
  return static_cast<Lane>(static_cast<MagnitudeOf<Lane>>(a) - static_cast<MagnitudeOf<Lane>>(b));
}
template <MachineLane Lane>
constexpr Lane WrappingMultiply(const Lane& a, const Lane& b) {
  return static_cast<Lane>(static_cast<MagnitudeOf<Lane>>(a) * static_cast<MagnitudeOf<Lane>>(b));
}
template <MachineLane Lane>
constexpr Lane WrappingNegate(const Lane& a) {
  return static_cast<Lane>(MagnitudeOf<Lane>(0u) - static_cast<MagnitudeOf<Lane>>(a));
}

// To another lane: wider extends the sign, narrower keeps the low bits.
template <MachineLane To, MachineLane From>
constexpr To ConvertLane(const From& value) {
  return static_cast<To>(value);
}

// |value|, which always fits the unsigned type; and back, wrapping.
template <MachineLane Lane>
constexpr MagnitudeOf<Lane> MagnitudeOfValue(const Lane& value) {
  const auto bits = static_cast<MagnitudeOf<Lane>>(value);
  return value < Lane(0) ? MagnitudeOf<Lane>(0u) - bits : bits;
}
template <MachineLane Lane>
constexpr Lane WithSign(const MagnitudeOf<Lane>& magnitude, bool negative) {
  return static_cast<Lane>(negative ? MagnitudeOf<Lane>(0u) - magnitude : magnitude);
}

// n / d, correctly rounded to an integer. The mode is a constant, so that the 64-bit form inlines to one
// hardware division and a few instructions around it.
template <RoundingMode kMode, MachineLane Lane>
constexpr Lane DivideRounded(const Lane& n, const Lane& d) {
  using Magnitude = MagnitudeOf<Lane>;
  const bool negative = (n < Lane(0)) != (d < Lane(0));
  const bool defined = d != Lane(0);
  const Magnitude numerator = MagnitudeOfValue(n), divisor_or_zero = MagnitudeOfValue(d);
  if constexpr (std::same_as<Lane, Int256>) {
    if (!defined) return Lane(0);
    const auto [quotient, remainder] = Divide(numerator, divisor_or_zero);
    const bool odd = (quotient.limb[0] & 1) != 0;
    const bool away = RoundsAway(kMode, remainder, divisor_or_zero - remainder, odd, negative);
    return WithSign<Lane>(away ? quotient + Magnitude(1u) : quotient, negative);
  } else {
    const Magnitude divisor = divisor_or_zero | static_cast<Magnitude>(!defined);
    const Magnitude quotient = numerator / divisor;
    const Magnitude remainder = numerator - quotient * divisor;
    const bool odd = (quotient & 1) != 0;
    const bool away = RoundsAway(kMode, remainder, divisor - remainder, odd, negative);
    const Magnitude rounded = quotient + static_cast<Magnitude>(away);
    return defined ? WithSign<Lane>(rounded, negative) : Lane(0);
  }
}

template <MachineLane Lane>
constexpr Lane DivideRounded(const Lane& n, const Lane& d, RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfAway:
      return DivideRounded<RoundingMode::kHalfAway>(n, d);
    case RoundingMode::kHalfEven:
      return DivideRounded<RoundingMode::kHalfEven>(n, d);
    case RoundingMode::kHalfDown:
      return DivideRounded<RoundingMode::kHalfDown>(n, d);
    case RoundingMode::kUp:
      return DivideRounded<RoundingMode::kUp>(n, d);
    case RoundingMode::kDown:
      return DivideRounded<RoundingMode::kDown>(n, d);
    case RoundingMode::kCeiling:
      return DivideRounded<RoundingMode::kCeiling>(n, d);
    case RoundingMode::kFloor:
      return DivideRounded<RoundingMode::kFloor>(n, d);
  }
  return Lane(0);
}

// The same for |n|, |d| < 2^53, where a double holds both sides and a loop of these can be vectorised (with
// AVX-512DQ by the compiler itself). Exact: the correctly rounded double quotient is never below an integer
// that the true one reaches, so its integer part is right or one too large, and the remainder, taken in
// integers, tells which. Outside that range the result is some value, harmless as everywhere here.
inline constexpr Int64 kDoubleExactLimit = Int64{1} << 53;
template <RoundingMode kMode>
inline Int64 DivideRounded53(Int64 n, Int64 d) {
  const bool negative = (n < 0) != (d < 0);
  const bool defined = d != 0;
  const auto numerator = static_cast<Int64>(MagnitudeOfValue(n) & (kDoubleExactLimit - 1));
  const auto magnitude = static_cast<Int64>(MagnitudeOfValue(d) & (kDoubleExactLimit - 1));
  const Int64 divisor = magnitude | static_cast<Int64>(magnitude == 0);
  Int64 quotient = static_cast<Int64>(static_cast<double>(numerator) / static_cast<double>(divisor));
  Int64 remainder = numerator - quotient * divisor;
  const Int64 excess = remainder >> 63;  // −1 where the quotient is one too large
  quotient += excess;
  remainder += excess & divisor;
  quotient +=
      static_cast<Int64>(RoundsAway(kMode, remainder, divisor - remainder, (quotient & 1) != 0, negative));
  const Int64 sign = -static_cast<Int64>(negative);
  return ((quotient ^ sign) - sign) & -static_cast<Int64>(defined);
}

// The integer that √(n / d) rounds to, correctly in every mode. n / d < 0 or d == 0 gives 0. To round to a
// quantum 10^−k, give n · 10^2k.
template <MachineLane Lane>
Lane SqrtRounded(const Lane& n, const Lane& d, RoundingMode mode);

}  // namespace greenrule
