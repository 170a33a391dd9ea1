#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

constexpr bool IsLeap(std::int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// Days before March 1 of year y, counted from 0000-03-01, where the year begins in March.
constexpr std::int64_t DaysBeforeMarchYear(std::int64_t y) {
  return 365 * y + y / 4 - y / 100 + y / 400;
}

// Days from 0000-03-01 to 1970-01-01.
constexpr std::int64_t kMarchEpoch = 719468;

}  // namespace

Civil CivilOf(std::int64_t day) {
  const std::int64_t days = ClampDay(day) + kMarchEpoch;  // not negative: 0001-01-01 is 306
  const std::int64_t era = days / 146097;
  const std::int64_t in_era = days % 146097;
  const std::int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const std::int64_t march_year = era * 400 + year_of_era;
  const std::int64_t day_of_year = days - DaysBeforeMarchYear(march_year);
  const std::int64_t march_month = (5 * day_of_year + 2) / 153;  // 0 = March
  Civil civil;
  civil.day = static_cast<std::int32_t>(day_of_year - (153 * march_month + 2) / 5 + 1);
  civil.month = static_cast<std::int32_t>(march_month < 10 ? march_month + 3 : march_month - 9);
  civil.year = static_cast<std::int32_t>(march_year + (civil.month <= 2 ? 1 : 0));
  return civil;
}

std::int64_t DayOfCivil(const Civil& civil) {
  const std::int64_t march_year = civil.month <= 2 ? civil.year - 1 : civil.year;
  const std::int64_t march_month = civil.month > 2 ? civil.month - 3 : civil.month + 9;
  return DaysBeforeMarchYear(march_year) + (153 * march_month + 2) / 5 + civil.day - 1 - kMarchEpoch;
}

std::int32_t DaysInMonth(std::int32_t year, std::int32_t month) {
  constexpr std::int32_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

std::int64_t MonthOfDay(std::int64_t day) {
  const Civil civil = CivilOf(day);
  return std::int64_t{civil.year} * 12 + civil.month - 1;
}

std::int64_t FirstDayOfMonth(std::int64_t month) {
  const std::int64_t inside = ClampMonth(month);
  return DayOfCivil({static_cast<std::int32_t>(inside / 12), static_cast<std::int32_t>(inside % 12) + 1, 1});
}

std::int64_t AddMonths(std::int64_t day, std::int64_t months) {
  const Civil civil = CivilOf(day);
  // Past either end of the calendar more months change nothing.
  const std::int64_t step = std::clamp<std::int64_t>(months, -kLastMonth, kLastMonth);
  const std::int64_t month = std::int64_t{civil.year} * 12 + civil.month - 1 + step;
  if (month < kFirstMonth) return kFirstDay;
  if (month > kLastMonth) return kLastDay;
  const std::int32_t year = static_cast<std::int32_t>(month / 12);
  const std::int32_t month_of_year = static_cast<std::int32_t>(month % 12) + 1;
  return DayOfCivil({year, month_of_year, std::min(civil.day, DaysInMonth(year, month_of_year))});
}

std::int64_t MonthsBetween(std::int64_t a, std::int64_t b) {
  const Civil from = CivilOf(a), to = CivilOf(b);
  const std::int64_t months = (std::int64_t{to.year} - from.year) * 12 + to.month - from.month;
  // a + months falls into b's month, on a's day or the month's last one.
  return std::min(from.day, DaysInMonth(to.year, to.month)) <= to.day ? months : months - 1;
}

}  // namespace greenrule
