// Between the lanes and integers of any size: constants on their way into a program, and values on their way
// out.
#pragma once

#include <string>

#include "runtime/number/integer.h"
#include "runtime/number/lanes.h"

namespace greenrule {

Integer ToInteger(Int64 value);
Integer ToInteger(Int128 value);
Integer ToInteger(const Int256& value);

template <MachineLane Lane>
bool FitsLane(const Integer& value) {
  return SignedBits(value) <= kLaneBits<Lane>;
}

// The low bits in two's complement, whether it fits or not.
Int256 ToInt256(const Integer& value);
template <MachineLane Lane>
Lane ToLane(const Integer& value) {
  return static_cast<Lane>(ToInt256(value));
}

// value · 10^−decimals with all its decimals, as FormatScaled of integers, without big integers below 128
// bits.
std::string FormatScaled(Int64 value, unsigned decimals);
std::string FormatScaled(Int128 value, unsigned decimals);
std::string FormatScaled(const Int256& value, unsigned decimals);

}  // namespace greenrule
