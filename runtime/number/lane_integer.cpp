#include "runtime/number/lane_integer.h"

#include <algorithm>

namespace greenrule {

namespace {

Integer FromMagnitude(const UInt256& magnitude) {
  Integer value = 0;
  for (int i = 3; i >= 0; --i) {
    value <<= 64;
    value |= magnitude.limb[i];
  }
  return value;
}

template <class Lane>
std::string FormatNarrow(Lane value, unsigned decimals) {
  std::string text;
  auto rest = MagnitudeOfValue(value);
  for (unsigned written = 0; rest != 0 || written <= decimals; ++written) {
    if (written == decimals && decimals > 0) text += '.';
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (value < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace

Integer ToInteger(Int64 value) {
  return Integer(value);
}

Integer ToInteger(Int128 value) {
  return Integer(value);
}

Integer ToInteger(const Int256& value) {
  const Integer magnitude = FromMagnitude(MagnitudeOfValue(value));
  return value < Int256(0) ? Integer(-magnitude) : magnitude;
}

Int256 ToInt256(const Integer& value) {
  Integer magnitude = abs(value);
  UInt256 bits(0);
  for (std::uint64_t& limb : bits.limb) {
    limb = static_cast<std::uint64_t>(Integer(magnitude & ~std::uint64_t{0}));
    magnitude >>= 64;
  }
  return WithSign<Int256>(bits, value < 0);
}

std::string FormatScaled(Int64 value, unsigned decimals) {
  return FormatNarrow(value, decimals);
}

std::string FormatScaled(Int128 value, unsigned decimals) {
  return FormatNarrow(value, decimals);
}

std::string FormatScaled(const Int256& value, unsigned decimals) {
  return FormatScaled(ToInteger(value), decimals);
}

}  // namespace greenrule
