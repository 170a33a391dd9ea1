// Exact fractions for the oracle: a pair of 64-bit integers in lowest terms while that is enough, else a cpp_rational. Slow and
// plain by intention; every small result is checked for overflow by the compiler's builtins and falls back to the big form.
#pragma once

#include <cstdint>
#include <memory>

#include "runtime/number/rational.h"

namespace greenrule::oracle {

class Fraction {
 public:
  Fraction() = default;
  Fraction(std::int64_t whole) : n_(whole) {}  // NOLINT: whole numbers are fractions
  explicit Fraction(const Rational& value);

  Rational ToRational() const;
  bool IsZero() const { return !big_ && n_ == 0; }
  bool IsNegative() const;
  bool IsWhole() const { return big_ ? IsInteger(*big_) : d_ == 1; }
  // Toward zero; limited to what 64 bits hold.
  std::int64_t Truncated() const;
  Fraction Whole(RoundingMode mode) const;  // rounded to a whole number, from the definition of the mode

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  friend Fraction operator/(const Fraction& a, const Fraction& b);  // b is not zero
  Fraction operator-() const { return Fraction(0) - *this; }
  friend bool operator==(const Fraction& a, const Fraction& b) { return Compare(a, b) == 0; }
  friend bool operator<(const Fraction& a, const Fraction& b) { return Compare(a, b) < 0; }
  friend bool operator<=(const Fraction& a, const Fraction& b) { return Compare(a, b) <= 0; }
  static int Compare(const Fraction& a, const Fraction& b);

 private:
  static Fraction Of(__int128 n, __int128 d);  // d > 0
  bool Small() const { return !big_; }
  std::int64_t n_ = 0, d_ = 1;
  std::shared_ptr<const Rational> big_;  // set: the value, which does not fit above
};

// The multiple of `quantum` that x rounds to.
Fraction RoundedTo(const Fraction& x, const Fraction& quantum, RoundingMode mode);
// The multiple of `quantum` that the root of x ≥ 0 rounds to.
Fraction RootRoundedTo(const Fraction& x, const Fraction& quantum, RoundingMode mode);

}  // namespace greenrule::oracle
