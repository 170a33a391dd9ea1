// The examples of GB/T 8170-2008《数值修约规则与极限数值的表示和判定》, section 3, in the half-even mode.
#include <gtest/gtest.h>

#include "runtime/number/rational.h"

namespace greenrule {
namespace {

struct StandardExample {
  const char* clause;
  const char* value;
  const char* interval;  // 修约间隔
  const char* rounded;
};

const StandardExample kExamples[] = {
    {"3.2.1", "12.1498", "1", "12"},
    {"3.2.1", "12.1498", "0.1", "12.1"},
    {"3.2.2", "1268", "100", "1300"},
    {"3.2.3", "10.5002", "1", "11"},
    {"3.2.4 例1", "1.050", "0.1", "1.0"},
    {"3.2.4 例1", "0.35", "0.1", "0.4"},
    {"3.2.4 例2", "2500", "1000", "2000"},
    {"3.2.4 例2", "3500", "1000", "4000"},
    {"3.2.5 例1", "-355", "10", "-360"},
    {"3.2.5 例1", "-325", "10", "-320"},
    {"3.2.5 例2", "-0.0365", "0.001", "-0.036"},
    // Once, and not digit by digit, which would give 98 and 16.
    {"3.3.1 例1", "97.46", "1", "97"},
    {"3.3.1 例2", "15.4546", "1", "15"},
    {"3.3.2", "16.5203", "1", "17"},
    {"3.3.2", "-15.4546", "1", "-15"},
    {"3.3.2", "-16.5203", "1", "-17"},
    {"3.3.2", "17.5000", "1", "18"},
    // 0.5 and 0.2 of a unit: twice and five times the value rounded to the unit, which is the interval's own
    // multiple.
    {"3.4.1", "60.25", "0.5", "60.0"},
    {"3.4.1", "60.38", "0.5", "60.5"},
    {"3.4.1", "60.28", "0.5", "60.5"},
    {"3.4.1", "-60.75", "0.5", "-61.0"},
    {"3.4.2", "830", "20", "840"},
    {"3.4.2", "842", "20", "840"},
    {"3.4.2", "832", "20", "840"},
    {"3.4.2", "-930", "20", "-920"},
};

TEST(RoundingStandard, ExamplesOfGbt8170) {
  for (const StandardExample& example : kExamples) {
    const Rational rounded = RoundTo(ParseRational(example.value).value(),
                                     ParseRational(example.interval).value(), RoundingMode::kHalfEven);
    EXPECT_EQ(FormatRational(rounded), FormatRational(ParseRational(example.rounded).value()))
        << example.clause << ": " << example.value << " to " << example.interval;
  }
}

// 3.4.1 and 3.4.2 say how: X times 2 (or 5), rounded to the unit, divided again. It is the same as one
// rounding.
TEST(RoundingStandard, PartsOfAUnitAreOneRounding) {
  for (int hundredths = -700; hundredths <= 700; ++hundredths) {
    const Rational x(hundredths, 100);
    for (int parts : {2, 5}) {
      const Rational by_the_clause = RoundTo(x * parts, 1, RoundingMode::kHalfEven) / parts;
      EXPECT_TRUE(RoundTo(x, Rational(1, parts), RoundingMode::kHalfEven) == by_the_clause) << x;
    }
  }
}

// 四舍五入 differs from 四舍六入五成双 in ties alone.
TEST(RoundingStandard, HalfAwayDiffersInTiesAlone) {
  for (int thousandths = -3000; thousandths <= 3000; ++thousandths) {
    const Rational x(thousandths, 1000);
    const bool same =
        RoundToDecimals(x, 2, RoundingMode::kHalfAway) == RoundToDecimals(x, 2, RoundingMode::kHalfEven);
    const bool tie_over_even = thousandths % 10 != 0 && thousandths % 5 == 0 && (thousandths / 10) % 2 == 0;
    EXPECT_EQ(same, !tie_over_even) << x;
  }
}

}  // namespace
}  // namespace greenrule
