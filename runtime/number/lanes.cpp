#include "runtime/number/lanes.h"

#include <bit>

namespace greenrule {

namespace {

unsigned BitWidth(std::uint64_t value) {
  return std::bit_width(value);
}
unsigned BitWidth(UInt128 value) {
  const auto high = static_cast<std::uint64_t>(value >> 64);
  return high != 0 ? 64 + BitWidth(high) : BitWidth(static_cast<std::uint64_t>(value));
}
unsigned BitWidth(const UInt256& value) {
  for (int i = 3; i > 0; --i) {
    if (value.limb[i] != 0) return 64 * i + BitWidth(value.limb[i]);
  }
  return BitWidth(value.limb[0]);
}

template <class Magnitude>
Magnitude Quotient(const Magnitude& n, const Magnitude& d) {
  return n / d;
}
UInt256 Quotient(const UInt256& n, const UInt256& d) {
  return Divide(n, d).quotient;
}

template <class Magnitude>
Magnitude Half(const Magnitude& value) {
  return value >> 1;
}
UInt256 Half(const UInt256& value) {
  const auto& l = value.limb;
  return UInt256::FromLimbs(l[0] >> 1 | l[1] << 63, l[1] >> 1 | l[2] << 63, l[2] >> 1 | l[3] << 63,
                            l[3] >> 1);
}

template <class Magnitude>
Magnitude PowerOfTwo(unsigned exponent) {
  return Magnitude(1u) << exponent;
}
template <>
UInt256 PowerOfTwo(unsigned exponent) {
  UInt256 power(0);
  power.limb[exponent / 64] = std::uint64_t{1} << exponent % 64;
  return power;
}

// Newton's iteration from above: it falls until it has reached the root. About log2 of the width many
// divisions.
template <class Magnitude>
Magnitude FloorSqrt(const Magnitude& value) {
  if (value == Magnitude(0u)) return value;
  Magnitude root = PowerOfTwo<Magnitude>((BitWidth(value) + 1) / 2);
  while (true) {
    const Magnitude next = Half(Magnitude(root + Quotient(value, root)));
    if (next >= root) return root;
    root = next;
  }
}

}  // namespace

template <MachineLane Lane>
Lane SqrtRounded(const Lane& n, const Lane& d, RoundingMode mode) {
  using Magnitude = MagnitudeOf<Lane>;
  if (d == Lane(0) || (n != Lane(0) && (n < Lane(0)) != (d < Lane(0)))) return Lane(0);
  const Magnitude numerator = MagnitudeOfValue(n), divisor = MagnitudeOfValue(d);
  const Magnitude root = FloorSqrt(Quotient(numerator, divisor));
  // √(n/d) = root + fraction; the fraction is at 1/2 where n − root²·d − root·d is at d/4. root·(root·d) ≤ n
  // and root ≤ n/d keep every product within the width.
  const Magnitude above = numerator - root * (root * divisor);
  const Magnitude step = root * divisor;
  bool up = false;
  switch (mode) {
    case RoundingMode::kDown:
    case RoundingMode::kFloor:
      break;
    case RoundingMode::kUp:
    case RoundingMode::kCeiling:
      up = above != Magnitude(0u);
      break;
    case RoundingMode::kHalfAway:
    case RoundingMode::kHalfEven:
    case RoundingMode::kHalfDown: {
      if (above < step) break;
      const Magnitude beyond = above - step;
      const Magnitude quarter = Half(Half(divisor));
      const bool divisible = (static_cast<std::uint64_t>(divisor) & 3) == 0;
      const bool odd = (static_cast<std::uint64_t>(root) & 1) != 0;
      const bool tie = beyond == quarter && divisible;
      const bool tie_up = mode == RoundingMode::kHalfAway || (mode == RoundingMode::kHalfEven && odd);
      up = beyond > quarter || (tie && tie_up);
      break;
    }
  }
  return static_cast<Lane>(root + Magnitude(static_cast<unsigned>(up)));
}

template Int64 SqrtRounded(const Int64&, const Int64&, RoundingMode);
template Int128 SqrtRounded(const Int128&, const Int128&, RoundingMode);
template Int256 SqrtRounded(const Int256&, const Int256&, RoundingMode);

}  // namespace greenrule
