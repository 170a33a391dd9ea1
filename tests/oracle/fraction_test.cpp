// The oracle's own arithmetic against the big fractions and the runtime's calendar.
#include <gtest/gtest.h>

#include "runtime/program/calendar.h"
#include "tests/oracle/calendar_days.h"
#include "tests/oracle/fraction.h"
#include "tests/oracle/random.h"

namespace greenrule::oracle {
namespace {

Rational RandomRational(Random& random) {
  const auto part = [&] {
    Integer x = random.Next() >> random.Below(64);
    if (random.Chance(20)) x = (x << 64) + random.Next();
    return x;
  };
  Integer n = part(), d = part() + 1;
  if (random.Chance(40)) d = random.Between(1, 9);
  return random.Chance(50) ? Rational(-n, d) : Rational(n, d);
}

TEST(Fraction, ComputesAsRationalsDo) {
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    const Rational a = RandomRational(random), b = RandomRational(random);
    const Fraction x(a), y(b);
    ASSERT_EQ((x + y).ToRational(), a + b);
    ASSERT_EQ((x - y).ToRational(), a - b);
    ASSERT_EQ((x * y).ToRational(), a * b);
    if (b != 0) {
      ASSERT_EQ((x / y).ToRational(), a / b);
    }
    ASSERT_EQ(x < y, a < b);
    ASSERT_EQ(x == y, a == b);
  }
}

TEST(Fraction, RoundsAsRationalsDo) {
  Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    Rational a = RandomRational(random);
    const Rational quantum = random.Pick({Rational(1), Rational(1, 100), Rational(5, 2), Rational(1000)});
    if (random.Chance(50)) a = quantum * random.Between(-9, 9) / 2;  // ties
    for (int mode = 0; mode < kRoundingModeCount; ++mode) {
      const auto how = static_cast<RoundingMode>(mode);
      ASSERT_EQ(RoundedTo(Fraction(a), Fraction(quantum), how).ToRational(), RoundTo(a, quantum, how)) << a << " " << quantum << " " << mode;
      Rational root = abs(a);
      if (random.Chance(30)) root *= root;
      ASSERT_EQ(RootRoundedTo(Fraction(root), Fraction(quantum), how).ToRational(), SqrtRounded(root, quantum, how)) << root;
    }
  }
}

TEST(CalendarDays, AgreeWithTheRuntimes) {
  Random random(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::int64_t a = random.Between(kFirstDay, kLastDay), b = random.Chance(50) ? random.Between(a - 1000 < kFirstDay ? kFirstDay : a - 1000, a) : random.Between(kFirstDay, kLastDay);
    ASSERT_EQ(MonthOf(a), MonthOfDay(a));
    ASSERT_EQ(FirstDayOf(MonthOf(a)), FirstDayOfMonth(MonthOfDay(a)));
    ASSERT_EQ(MonthsFromTo(a, b), MonthsBetween(a, b)) << a << " " << b;
    const std::int64_t months = random.Between(-2000, 2000);
    const auto shifted = PlusMonths(a, months);
    if (shifted) {
      ASSERT_EQ(*shifted, AddMonths(a, months));
    }
  }
}

}  // namespace
}  // namespace greenrule::oracle
