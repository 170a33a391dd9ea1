#include "runtime/number/rational.h"

#include <algorithm>

namespace greenrule {

namespace mp = boost::multiprecision;

namespace {

// Pieces of this many digits are read in machine words.
constexpr unsigned kChunkDigits = 18;

Integer ReadDigits(std::string_view digits) {
  Integer value = 0;
  while (!digits.empty()) {
    const std::string_view chunk = digits.substr(0, std::min<std::size_t>(kChunkDigits, digits.size()));
    std::int64_t part = 0, scale = 1;
    for (char c : chunk) {
      part = part * 10 + (c - '0');
      scale *= 10;
    }
    value = value * scale + part;
    digits.remove_prefix(chunk.size());
  }
  return value;
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Rational ToRational(const Decimal& decimal) {
  return Rational(decimal.coefficient, Pow10(decimal.decimals));
}

std::optional<Decimal> ParseDecimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == text.npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() || (point != text.npos && fraction.empty())) return std::nullopt;
  if (whole.size() + fraction.size() > kMaxWrittenDigits) return std::nullopt;
  if (!AllDigits(whole) || !AllDigits(fraction)) return std::nullopt;
  Decimal result{ReadDigits(whole) * Pow10(fraction.size()) + ReadDigits(fraction),
                 static_cast<unsigned>(fraction.size())};
  if (negative) result.coefficient = -result.coefficient;
  return result;
}

std::optional<Rational> ParseRational(std::string_view text) {
  const std::optional<Decimal> decimal = ParseDecimal(text);
  if (!decimal) return std::nullopt;
  return ToRational(*decimal);
}

bool IsInteger(const Rational& x) {
  return mp::denominator(x) == 1;
}

Integer Floor(const Rational& x) {
  return DivideRounded(mp::numerator(x), mp::denominator(x), RoundingMode::kFloor);
}

Integer Ceiling(const Rational& x) {
  return DivideRounded(mp::numerator(x), mp::denominator(x), RoundingMode::kCeiling);
}

bool FinitelyDecimal(const Rational& x) {
  return DecimalsNeeded(x).has_value();
}

std::optional<unsigned> DecimalsNeeded(const Rational& x) {
  Integer rest = mp::denominator(x);
  const unsigned twos = static_cast<unsigned>(mp::lsb(rest));
  rest >>= twos;
  unsigned fives = 0;
  while (rest % 5 == 0) {
    rest /= 5;
    ++fives;
  }
  if (rest != 1) return std::nullopt;
  return std::max(twos, fives);
}

std::optional<std::string> FormatDecimal(const Rational& x, unsigned decimals) {
  const Rational scaled = x * Pow10(decimals);
  if (!IsInteger(scaled)) return std::nullopt;
  return FormatScaled(mp::numerator(scaled), decimals);
}

std::string FormatRational(const Rational& x) {
  if (const std::optional<unsigned> decimals = DecimalsNeeded(x)) return *FormatDecimal(x, *decimals);
  return mp::numerator(x).str() + '/' + mp::denominator(x).str();
}

Rational RoundTo(const Rational& x, const Rational& quantum, RoundingMode mode) {
  if (quantum <= 0) return x;
  const Rational multiples = x / quantum;
  return Rational(DivideRounded(mp::numerator(multiples), mp::denominator(multiples), mode)) * quantum;
}

Rational RoundToDecimals(const Rational& x, unsigned decimals, RoundingMode mode) {
  const Integer scale = Pow10(decimals);
  return Rational(DivideRounded(mp::numerator(x) * scale, mp::denominator(x), mode), scale);
}

Rational SqrtRounded(const Rational& x, const Rational& quantum, RoundingMode mode) {
  if (x < 0 || quantum <= 0) return 0;
  const Rational square = x / (quantum * quantum);
  const Integer n = mp::numerator(square), d = mp::denominator(square);
  const Integer whole = n / d;
  Integer root = mp::sqrt(whole);
  // √(n/d) = root + fraction, and the fraction is at 1/2 where n/d − root² is at root + 1/4. So `above`,
  // which is 0 where the root is exact, stands to `half` as a remainder stands to half of its divisor.
  const Integer above = 4 * (n - root * root * d);
  const Integer half = (4 * root + 1) * d;
  const Integer rest = 2 * half - above;
  if (RoundsAway(mode, above, rest, mp::bit_test(root, 0), false)) ++root;
  return Rational(root) * quantum;
}

}  // namespace greenrule
