// How an inexact value is rounded: the seven modes of the language (docs/language.md, numbers) and the one
// decision that every rounding here shares. Needs no big integers, so kernels may include it.
#pragma once

#include <cstdint>

namespace greenrule {

// The values are part of the program file: never renumber them.
enum class RoundingMode : std::uint8_t {
  kHalfAway,  // 四舍五入: ties away from zero; the default
  kHalfEven,  // 四舍六入五成双 (GB/T 8170): ties to the even multiple
  kHalfDown,  // ties toward zero
  kUp,        // away from zero
  kDown,      // toward zero
  kCeiling,   // toward plus infinity
  kFloor,     // toward minus infinity
};
inline constexpr int kRoundingModeCount = 7;

// Whether the magnitude of a truncated quotient must grow by one. `remainder` is what the division left,
// `rest` the divisor less the remainder, both of the magnitudes (so rest > 0); `odd` speaks of the truncated
// quotient's last bit, `negative` of the exact quotient's sign. Free of branches once `mode` is a constant.
template <class Magnitude>
constexpr bool RoundsAway(RoundingMode mode, const Magnitude& remainder, const Magnitude& rest, bool odd,
                          bool negative) {
  switch (mode) {
    case RoundingMode::kHalfAway:
      return remainder >= rest;
    case RoundingMode::kHalfEven:
      return (remainder > rest) | ((remainder == rest) & odd);
    case RoundingMode::kHalfDown:
      return remainder > rest;
    case RoundingMode::kUp:
      return remainder != Magnitude(0u);
    case RoundingMode::kDown:
      return false;
    case RoundingMode::kCeiling:
      return (remainder != Magnitude(0u)) & !negative;
    case RoundingMode::kFloor:
      return (remainder != Magnitude(0u)) & negative;
  }
  return false;
}

}  // namespace greenrule
