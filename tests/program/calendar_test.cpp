#include "runtime/program/calendar.h"

#include <gtest/gtest.h>

#include <random>

namespace greenrule {
namespace {

TEST(Calendar, EveryDayFollowsTheOneBefore) {
  Civil expected{1, 1, 1};
  for (std::int64_t day = kFirstDay; day <= kLastDay; ++day) {
    const Civil civil = CivilOf(day);
    ASSERT_EQ(civil, expected) << day;
    ASSERT_EQ(DayOfCivil(civil), day);
    if (++expected.day > DaysInMonth(expected.year, expected.month)) {
      expected.day = 1;
      if (++expected.month > 12) expected.month = 1, ++expected.year;
    }
  }
}

TEST(Calendar, KnownDays) {
  EXPECT_EQ(DayOfCivil({1970, 1, 1}), 0);
  EXPECT_EQ(DayOfCivil({2000, 2, 29}), 11016);
  EXPECT_EQ(DaysInMonth(1900, 2), 28);
  EXPECT_EQ(DaysInMonth(2000, 2), 29);
}

TEST(Calendar, AddingMonthsClips) {
  EXPECT_EQ(AddMonths(DayOfCivil({2021, 1, 31}), 1), DayOfCivil({2021, 2, 28}));
  EXPECT_EQ(AddMonths(DayOfCivil({2020, 1, 31}), 1), DayOfCivil({2020, 2, 29}));
  EXPECT_EQ(AddMonths(DayOfCivil({2020, 3, 31}), -1), DayOfCivil({2020, 2, 29}));
  EXPECT_EQ(AddMonths(DayOfCivil({9999, 12, 1}), 1), kLastDay);
  EXPECT_EQ(AddMonths(DayOfCivil({1, 1, 1}), -1), kFirstDay);
  EXPECT_EQ(AddMonths(0, std::numeric_limits<std::int64_t>::max()), kLastDay);
  EXPECT_EQ(AddMonths(std::numeric_limits<std::int64_t>::min(), 0), kFirstDay);
}

TEST(Calendar, MonthsBetweenIsTheGreatestThatFits) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> days(DayOfCivil({1990, 1, 1}), DayOfCivil({2030, 12, 31}));
  for (int i = 0; i < 20000; ++i) {
    const std::int64_t a = days(random), b = days(random), n = MonthsBetween(a, b);
    ASSERT_LE(AddMonths(a, n), b);
    ASSERT_GT(AddMonths(a, n + 1), b);
  }
}

}  // namespace
}  // namespace greenrule
