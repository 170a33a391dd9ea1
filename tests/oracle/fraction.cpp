#include "tests/oracle/fraction.h"

#include <limits>

namespace greenrule::oracle {

namespace {

using Wide = __int128;

unsigned __int128 GreatestDivisor(unsigned __int128 a, unsigned __int128 b) {
  while (b != 0) {
    if ((a >> 64) == 0 && (b >> 64) == 0) {
      std::uint64_t x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
      while (y != 0) {
        const std::uint64_t rest = x % y;
        x = y;
        y = rest;
      }
      return x;
    }
    const unsigned __int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

Integer FromWide(Wide x) {
  const bool negative = x < 0;
  const unsigned __int128 magnitude = negative ? -static_cast<unsigned __int128>(x) : static_cast<unsigned __int128>(x);
  Integer result = static_cast<std::uint64_t>(magnitude >> 64);
  result <<= 64;
  result += static_cast<std::uint64_t>(magnitude);
  return negative ? Integer(-result) : result;
}

bool Fits(const Integer& x) {
  static const Integer kHighest = std::numeric_limits<std::int64_t>::max();
  return x >= -kHighest && x <= kHighest;
}

// How the whole number below (or at) an exact value and the distance to it decide: `half` compares the distance with one
// half (−1, 0, 1), `exact` says that it is zero. True: the next whole number above is taken.
bool TakesNext(RoundingMode mode, bool exact, int half, bool negative, bool floor_is_odd) {
  if (exact) return false;
  switch (mode) {
    case RoundingMode::kFloor: return false;
    case RoundingMode::kCeiling: return true;
    case RoundingMode::kDown: return negative;
    case RoundingMode::kUp: return !negative;
    case RoundingMode::kHalfAway: return half > 0 || (half == 0 && !negative);
    case RoundingMode::kHalfDown: return half > 0 || (half == 0 && negative);
    case RoundingMode::kHalfEven: return half > 0 || (half == 0 && floor_is_odd);
  }
  return false;
}

}  // namespace

Fraction::Fraction(const Rational& value) {
  const Integer n = numerator(value), d = denominator(value);
  if (Fits(n) && Fits(d)) {
    n_ = n.convert_to<std::int64_t>();
    d_ = d.convert_to<std::int64_t>();
  } else {
    big_ = std::make_shared<const Rational>(value);
  }
}

Fraction Fraction::Of(Wide n, Wide d) {
  const unsigned __int128 magnitude = n < 0 ? -static_cast<unsigned __int128>(n) : static_cast<unsigned __int128>(n);
  if (d != 1) {
    const auto divisor = static_cast<Wide>(GreatestDivisor(magnitude, static_cast<unsigned __int128>(d)));
    n /= divisor;
    d /= divisor;
  }
  constexpr Wide kHighest = std::numeric_limits<std::int64_t>::max();
  Fraction result;
  if (n >= -kHighest && n <= kHighest && d <= kHighest) {
    result.n_ = static_cast<std::int64_t>(n);
    result.d_ = static_cast<std::int64_t>(d);
  } else {
    result.big_ = std::make_shared<const Rational>(FromWide(n), FromWide(d));
  }
  return result;
}

Rational Fraction::ToRational() const { return big_ ? *big_ : Rational(n_, d_); }

bool Fraction::IsNegative() const { return big_ ? *big_ < 0 : n_ < 0; }

std::int64_t Fraction::Truncated() const {
  if (Small()) return n_ / d_;
  const Integer whole = numerator(*big_) / denominator(*big_);
  if (Fits(whole)) return whole.convert_to<std::int64_t>();
  return whole < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  if (a.Small() && b.Small()) {
    if (a.d_ == b.d_) return Fraction::Of(Wide{a.n_} + b.n_, a.d_);
    Wide n;  // each product is below 2^126
    if (!__builtin_add_overflow(Wide{a.n_} * b.d_, Wide{b.n_} * a.d_, &n)) return Fraction::Of(n, Wide{a.d_} * b.d_);
  }
  return Fraction(Rational(a.ToRational() + b.ToRational()));
}

Fraction operator-(const Fraction& a, const Fraction& b) {
  if (b.Small()) {
    Fraction negative = b;
    negative.n_ = -b.n_;  // the least 64-bit number is never small
    return a + negative;
  }
  return Fraction(Rational(a.ToRational() - b.ToRational()));
}

Fraction operator*(const Fraction& a, const Fraction& b) {
  if (a.Small() && b.Small()) return Fraction::Of(Wide{a.n_} * b.n_, Wide{a.d_} * b.d_);
  return Fraction(Rational(a.ToRational() * b.ToRational()));
}

Fraction operator/(const Fraction& a, const Fraction& b) {
  if (a.Small() && b.Small()) {
    const Wide n = Wide{a.n_} * b.d_, d = Wide{a.d_} * b.n_;
    return d < 0 ? Fraction::Of(-n, -d) : Fraction::Of(n, d);
  }
  return Fraction(Rational(a.ToRational() / b.ToRational()));
}

int Fraction::Compare(const Fraction& a, const Fraction& b) {
  if (a.Small() && b.Small()) {
    const Wide left = Wide{a.n_} * b.d_, right = Wide{b.n_} * a.d_;
    return left < right ? -1 : left > right;
  }
  const Rational left = a.ToRational(), right = b.ToRational();
  return left < right ? -1 : left > right;
}

Fraction Fraction::Whole(RoundingMode mode) const {
  if (Small()) {
    if (d_ == 1) return *this;
    std::int64_t below = n_ / d_, rest = n_ % d_;
    if (rest < 0) {
      below -= 1;
      rest += d_;
    }
    const Wide twice = Wide{rest} * 2;
    const int half = twice < d_ ? -1 : twice > d_;
    return Fraction(below + TakesNext(mode, false, half, n_ < 0, below % 2 != 0));
  }
  const Integer n = numerator(*big_), d = denominator(*big_);
  Integer below, rest;
  divide_qr(n, d, below, rest);  // truncates; the rest has n's sign
  if (rest < 0) {
    below -= 1;
    rest += d;
  }
  const Integer twice = 2 * rest;
  const int half = twice < d ? -1 : twice > d;
  if (TakesNext(mode, rest == 0, half, n < 0, bit_test(Integer(abs(below)), 0))) below += 1;
  return Fraction(Rational(below));
}

Fraction RoundedTo(const Fraction& x, const Fraction& quantum, RoundingMode mode) {
  return (x / quantum).Whole(mode) * quantum;
}

Fraction RootRoundedTo(const Fraction& x, const Fraction& quantum, RoundingMode mode) {
  const Rational square = (x / (quantum * quantum)).ToRational();  // of the wanted number of steps
  Integer whole = numerator(square) / denominator(square);
  Integer below = sqrt(whole);
  const Rational exact = below * below;
  const Rational middle = Rational(2 * below + 1, 2) * Rational(2 * below + 1, 2);
  const int half = square < middle ? -1 : square > middle;
  if (TakesNext(mode, exact == square, half, false, bit_test(below, 0))) below += 1;
  return Fraction(Rational(below)) * quantum;
}

}  // namespace greenrule::oracle
