#include "runtime/number/rational.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace greenrule {
namespace {

Rational R(const char* text) {
  return ParseRational(text).value();
}

TEST(Rational, ThreePartsOfASixthOfTwentyAreTen) {
  const Rational value = Rational(20) / 6 * 3;
  EXPECT_TRUE(value == 10);
  EXPECT_EQ(FormatRational(value), "10");
  EXPECT_EQ(FormatRational(Rational(20) / 6), "10/3");
  EXPECT_EQ(FormatRational(Rational(20) / 3), "20/3");
  EXPECT_TRUE(R("0.1") + R("0.2") == R("0.3"));
}

TEST(Rational, PlainTextIsReadExactly) {
  const auto expect = [](std::string_view text, const char* coefficient, unsigned decimals) {
    const std::optional<Decimal> decimal = ParseDecimal(text);
    ASSERT_TRUE(decimal) << text;
    EXPECT_EQ(decimal->coefficient.str(), coefficient) << text;
    EXPECT_EQ(decimal->decimals, decimals) << text;
  };
  expect("-12.50", "-1250", 2);
  expect("+0012", "12", 0);
  expect("010", "10", 0);
  expect("0.000", "0", 3);
  expect("-0", "0", 0);
  expect("123456789012345678901234567890.123456789", "123456789012345678901234567890123456789", 9);
  expect(std::string(kMaxWrittenDigits, '9'), std::string(kMaxWrittenDigits, '9').c_str(), 0);
  for (const char* wrong :
       {"", "-", "+", ".", "1.", ".5", "1.2.3", "--1", "1e5", "0x1", " 1", "1 ", "1,000", "१"}) {
    EXPECT_FALSE(ParseDecimal(wrong)) << wrong;
  }
  EXPECT_FALSE(ParseDecimal(std::string(kMaxWrittenDigits + 1, '9')));
  EXPECT_FALSE(ParseDecimal(std::string(10'000'000, '9')));
}

TEST(Rational, ValuesAreWrittenShortestOrWithDecimals) {
  for (const char* text : {"0", "3", "-12.5", "-0.001", "123456789.000000001", "-100"}) {
    EXPECT_EQ(FormatRational(R(text)), text);
  }
  EXPECT_EQ(FormatRational(R("12.500")), "12.5");
  EXPECT_EQ(FormatRational(Rational(-1, 7)), "-1/7");
  EXPECT_EQ(FormatDecimal(R("12.5"), 3), "12.500");
  EXPECT_EQ(FormatDecimal(R("-0.05"), 2), "-0.05");
  EXPECT_EQ(FormatDecimal(R("0"), 2), "0.00");
  EXPECT_EQ(FormatDecimal(R("7"), 0), "7");
  EXPECT_EQ(FormatDecimal(R("0.05"), 1), std::nullopt);
  EXPECT_EQ(FormatDecimal(Rational(1, 3), 30), std::nullopt);
  EXPECT_EQ(FormatScaled(-1250, 2), "-12.50");
}

TEST(Rational, DecimalsThatEnd) {
  EXPECT_EQ(DecimalsNeeded(Rational(5)), 0u);
  EXPECT_EQ(DecimalsNeeded(Rational(0)), 0u);
  EXPECT_EQ(DecimalsNeeded(Rational(1, 8)), 3u);
  EXPECT_EQ(DecimalsNeeded(Rational(3, 125)), 3u);
  EXPECT_EQ(DecimalsNeeded(Rational(7, 1250)), 4u);
  EXPECT_TRUE(FinitelyDecimal(Rational(6, 15)));
  EXPECT_FALSE(FinitelyDecimal(Rational(1, 3)));
  EXPECT_FALSE(FinitelyDecimal(Rational(1, 700)));
}

TEST(Rational, WholeParts) {
  EXPECT_TRUE(Floor(R("-2.5")) == -3);
  EXPECT_TRUE(Ceiling(R("-2.5")) == -2);
  EXPECT_TRUE(Floor(R("2")) == 2);
  EXPECT_TRUE(Ceiling(R("2")) == 2);
  EXPECT_TRUE(IsInteger(R("2.0")));
  EXPECT_FALSE(IsInteger(R("2.1")));
}

TEST(Integer, Divisors) {
  EXPECT_TRUE(Gcd(12, -18) == 6);
  EXPECT_TRUE(Gcd(0, 5) == 5);
  EXPECT_TRUE(Gcd(0, 0) == 0);
  EXPECT_TRUE(Lcm(4, -6) == 12);
  EXPECT_TRUE(Lcm(0, 6) == 0);
  EXPECT_EQ(Pow10(20).str(), "100000000000000000000");
  EXPECT_TRUE(Pow10(0) == 1);
}

TEST(Integer, BitsOfTwosComplement) {
  const std::pair<int, unsigned> expected[] = {{0, 1},    {-1, 1},  {1, 2},    {-2, 2},
                                               {2, 3},    {127, 8}, {128, 9},  {-128, 8},
                                               {-129, 9}, {255, 9}, {-256, 9}, {256, 10}};
  for (const auto& [value, bits] : expected) EXPECT_EQ(SignedBits(value), bits) << value;
  for (unsigned width : {64u, 128u, 256u}) {
    const Integer limit = Integer(1) << (width - 1);
    EXPECT_EQ(SignedBits(limit - 1), width);
    EXPECT_EQ(SignedBits(-limit), width);
    EXPECT_EQ(SignedBits(limit), width + 1);
    EXPECT_EQ(SignedBits(-limit - 1), width + 1);
  }
}

// The table of the rounding modes: a value and what it rounds to in the order of RoundingMode.
TEST(Rounding, EveryModeOnEverySideOfATie) {
  struct Row {
    const char* value;
    int rounded[kRoundingModeCount];  // half away, half even, half down, up, down, ceiling, floor
  };
  const Row rows[] = {
      {"5.5", {6, 6, 5, 6, 5, 6, 5}},         {"2.5", {3, 2, 2, 3, 2, 3, 2}},
      {"1.6", {2, 2, 2, 2, 1, 2, 1}},         {"1.1", {1, 1, 1, 2, 1, 2, 1}},
      {"1.0", {1, 1, 1, 1, 1, 1, 1}},         {"0.5", {1, 0, 0, 1, 0, 1, 0}},
      {"0", {0, 0, 0, 0, 0, 0, 0}},           {"-0.5", {-1, 0, 0, -1, 0, 0, -1}},
      {"-1.0", {-1, -1, -1, -1, -1, -1, -1}}, {"-1.1", {-1, -1, -1, -2, -1, -1, -2}},
      {"-1.6", {-2, -2, -2, -2, -1, -1, -2}}, {"-2.5", {-3, -2, -2, -3, -2, -2, -3}},
      {"-5.5", {-6, -6, -5, -6, -5, -5, -6}},
  };
  for (const Row& row : rows) {
    for (int mode = 0; mode < kRoundingModeCount; ++mode) {
      const auto rounding = static_cast<RoundingMode>(mode);
      EXPECT_TRUE(RoundTo(R(row.value), 1, rounding) == row.rounded[mode]) << row.value << " mode " << mode;
      // The same scaled by a quantum that is no power of ten.
      const Rational quantum(3, 7);
      EXPECT_TRUE(RoundTo(R(row.value) * quantum, quantum, rounding) == row.rounded[mode] * quantum);
      EXPECT_TRUE(RoundToDecimals(R(row.value) / 100, 2, rounding) == Rational(row.rounded[mode], 100));
    }
  }
}

TEST(Rounding, OddQuanta) {
  EXPECT_TRUE(RoundTo(R("7.5"), 5, RoundingMode::kHalfAway) == 10);
  EXPECT_TRUE(RoundTo(R("7.4"), 5, RoundingMode::kHalfAway) == 5);
  EXPECT_TRUE(RoundTo(R("7.4"), 0, RoundingMode::kHalfAway) == R("7.4"));
  EXPECT_TRUE(DivideRounded(Integer(7), Integer(0), RoundingMode::kUp) == 0);
}

// Small roots one by one: the rounded root is the only multiple that the squares of its neighbours' midpoints
// allow.
TEST(Rounding, RootsOfSmallValues) {
  const Rational quanta[] = {1, R("0.1"), R("0.01"), R("0.5"), Rational(1, 3)};
  for (int n = 0; n <= 300; ++n) {
    for (int d : {1, 2, 3, 4, 9, 16, 25}) {
      const Rational x(n, d);
      for (const Rational& quantum : quanta) {
        const Rational down = SqrtRounded(x, quantum, RoundingMode::kFloor);
        const Rational next = down + quantum;
        ASSERT_TRUE(IsInteger(Rational(down / quantum)));
        ASSERT_TRUE(down * down <= x && x < next * next) << x << " to " << quantum;
        const bool exact = down * down == x;
        const Rational up = exact ? down : next;
        const Rational middle = down + quantum / 2;
        const bool tie = middle * middle == x, above = middle * middle < x;
        const bool odd = Floor(Rational(down / quantum)) % 2 != 0;
        const Rational half_away = above || tie ? next : down;
        const Rational half_down = above ? next : down;
        const Rational half_even = above || (tie && odd) ? next : down;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kDown) == down) << x;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kUp) == up) << x;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kCeiling) == up) << x;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kHalfAway) == half_away) << x;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kHalfDown) == half_down) << x;
        ASSERT_TRUE(SqrtRounded(x, quantum, RoundingMode::kHalfEven) == half_even) << x;
      }
    }
  }
  EXPECT_TRUE(SqrtRounded(R("2.25"), 1, RoundingMode::kHalfEven) == 2);
  EXPECT_TRUE(SqrtRounded(R("6.25"), 1, RoundingMode::kHalfEven) == 2);
  EXPECT_TRUE(SqrtRounded(R("6.25"), 1, RoundingMode::kHalfAway) == 3);
  EXPECT_TRUE(SqrtRounded(-1, 1, RoundingMode::kHalfAway) == 0);
  EXPECT_TRUE(SqrtRounded(4, 0, RoundingMode::kHalfAway) == 0);
  EXPECT_EQ(FormatRational(SqrtRounded(2, R("0.000000000000000000000000000001"), RoundingMode::kHalfAway)),
            "1.41421356237309504880168872421");
}

}  // namespace
}  // namespace greenrule
