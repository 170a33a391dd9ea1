#include "runtime/number/integer.h"

namespace greenrule {

namespace mp = boost::multiprecision;

Integer Pow10(unsigned exponent) {
  return mp::pow(Integer(10), exponent);
}

Integer Gcd(const Integer& a, const Integer& b) {
  return mp::gcd(a, b);
}

Integer Lcm(const Integer& a, const Integer& b) {
  return mp::lcm(a, b);
}

unsigned SignedBits(const Integer& value) {
  // A negative value needs the bits of −value − 1, its complement.
  const Integer magnitude = value < 0 ? Integer(-value - 1) : value;
  return magnitude == 0 ? 1 : static_cast<unsigned>(mp::msb(magnitude)) + 2;
}

Integer DivideRounded(const Integer& n, const Integer& d, RoundingMode mode) {
  if (d == 0) return 0;
  const bool negative = (n < 0) != (d < 0);
  const Integer divisor = abs(d);
  Integer quotient, remainder;
  mp::divide_qr(Integer(abs(n)), divisor, quotient, remainder);
  const Integer rest = divisor - remainder;
  if (RoundsAway(mode, remainder, rest, mp::bit_test(quotient, 0), negative)) ++quotient;
  return negative ? Integer(-quotient) : quotient;
}

std::string FormatScaled(const Integer& coefficient, unsigned decimals) {
  std::string text = Integer(abs(coefficient)).str();
  if (decimals > 0) {
    if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
    text.insert(text.size() - decimals, 1, '.');
  }
  if (coefficient < 0) text.insert(0, 1, '-');
  return text;
}

}  // namespace greenrule
