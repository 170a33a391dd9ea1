// Exact fractions, and the decimals that people write for them. This is what a number means; the lanes of the
// virtual machine are checked against it.
//
// Cost: every operation keeps lowest terms (a gcd each), so this is for constants, proofs and tests, not for
// rows.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/number/integer.h"
#include "runtime/number/rounding.h"

namespace greenrule {

using Rational = boost::multiprecision::cpp_rational;

// The most digits that a number may be written with, in policies and in data. The widest lane holds 77;
// leading and trailing zeros take the rest. Reading digits costs the square of their number, so a text
// without a limit could hang.
inline constexpr unsigned kMaxWrittenDigits = 400;

// A decimal as it was written: coefficient · 10^−decimals. "-12.50" is {−1250, 2}.
struct Decimal {
  Integer coefficient;
  unsigned decimals = 0;
  bool operator==(const Decimal&) const = default;
};

Rational ToRational(const Decimal& decimal);

// Plain ASCII text: an optional sign, digits, optionally a point with digits after it ("-12.50"). Anything
// else, and more than kMaxWrittenDigits digits, gives nothing. What cells may hold beyond this is in
// decimal_text.h.
std::optional<Decimal> ParseDecimal(std::string_view text);
std::optional<Rational> ParseRational(std::string_view text);

bool IsInteger(const Rational& x);
Integer Floor(const Rational& x);
Integer Ceiling(const Rational& x);

// Whether x is a decimal that ends, and the fewest decimals that write it (0 for integers).
bool FinitelyDecimal(const Rational& x);
std::optional<unsigned> DecimalsNeeded(const Rational& x);

// With exactly so many decimals ("12.50"); nothing if x needs more.
std::optional<std::string> FormatDecimal(const Rational& x, unsigned decimals);

// The shortest decimal if x has one ("12.5", "-0.001", "3"), else the fraction in lowest terms ("20/3").
std::string FormatRational(const Rational& x);

// The multiple of `quantum` (> 0) that x rounds to. A quantum that is not positive gives x.
Rational RoundTo(const Rational& x, const Rational& quantum, RoundingMode mode);
Rational RoundToDecimals(const Rational& x, unsigned decimals, RoundingMode mode);

// The multiple of `quantum` (> 0) that the exact square root of x rounds to: correctly rounded in every mode,
// ties (√2.25 to whole numbers) included. x < 0 or quantum ≤ 0 gives 0; the language makes such a value
// missing.
Rational SqrtRounded(const Rational& x, const Rational& quantum, RoundingMode mode);

}  // namespace greenrule
