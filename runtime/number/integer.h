// Integers of any size, for the compiler, the constants of a program and the tests. The machine's own lanes
// are in lanes.h, which does not need this header; lane_integer.h joins the two.
//
// The type is Boost's cpp_int with expression templates: write `Integer x = a * b;`, never `auto x = a * b;`.
// Nothing here throws on any value. cpp_int reads a leading zero of a text as octal: parse with ParseDecimal
// (rational.h), never with Integer(text).
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <string>

#include "runtime/number/rounding.h"

namespace greenrule {

using Integer = boost::multiprecision::cpp_int;

Integer Pow10(unsigned exponent);

// Never negative; Gcd(0, 0) is 0, Lcm with 0 is 0.
Integer Gcd(const Integer& a, const Integer& b);
Integer Lcm(const Integer& a, const Integer& b);

// The least width of a two's complement word that holds the value: 1 for 0 and −1, 8 for 127 and −128, 9 for
// 128.
unsigned SignedBits(const Integer& value);

// n / d, correctly rounded to an integer. d == 0 gives 0, as in the lanes.
Integer DivideRounded(const Integer& n, const Integer& d, RoundingMode mode);

// coefficient · 10^−decimals, with all its decimals written: (−1250, 2) is "-12.50", (5, 2) is "0.05", (3, 0)
// is "3".
std::string FormatScaled(const Integer& coefficient, unsigned decimals);

}  // namespace greenrule
