#include "tests/oracle/calendar_days.h"

#include <chrono>

namespace greenrule::oracle {

namespace chrono = std::chrono;

namespace {

chrono::year_month_day Civil(std::int64_t day) {
  return chrono::year_month_day(chrono::sys_days(chrono::days(static_cast<int>(day))));
}

chrono::year_month YearMonthOf(std::int64_t month) {
  return chrono::year(static_cast<int>(month / 12)) / chrono::month(static_cast<unsigned>(month % 12 + 1));
}

std::int64_t DayNumber(chrono::sys_days day) { return day.time_since_epoch().count(); }

// Without regard to the calendar's ends; `months` is small.
std::int64_t Shifted(std::int64_t day, std::int64_t months) {
  const chrono::year_month_day civil = Civil(day);
  const chrono::year_month month = civil.year() / civil.month() + chrono::months(static_cast<int>(months));
  const chrono::day last = (month / chrono::last).day();
  return DayNumber(chrono::sys_days(month / (civil.day() < last ? civil.day() : last)));
}

constexpr std::int64_t kMonthsOfCalendar = 9999 * 12;

}  // namespace

YearMonthDay Split(std::int64_t day) {
  const chrono::year_month_day civil = Civil(day);
  return {int(civil.year()), unsigned(civil.month()), unsigned(civil.day())};
}

std::int64_t MonthOf(std::int64_t day) {
  const YearMonthDay civil = Split(day);
  return civil.year * 12 + civil.month - 1;
}

std::int64_t FirstDayOf(std::int64_t month) { return DayNumber(chrono::sys_days(YearMonthOf(month) / 1)); }

std::int64_t LastDayOf(std::int64_t month) { return DayNumber(chrono::sys_days(YearMonthOf(month) / chrono::last)); }

std::optional<std::int64_t> PlusDays(std::int64_t day, std::int64_t days) {
  std::int64_t sum;
  if (__builtin_add_overflow(day, days, &sum) || sum < kFirstDay || sum > kLastDay) return std::nullopt;
  return sum;
}

std::optional<std::int64_t> PlusMonths(std::int64_t day, std::int64_t months) {
  if (months < -kMonthsOfCalendar || months > kMonthsOfCalendar) return std::nullopt;
  const std::int64_t sum = Shifted(day, months);
  if (sum < kFirstDay || sum > kLastDay) return std::nullopt;
  return sum;
}

std::optional<std::int64_t> MonthPlusMonths(std::int64_t month, std::int64_t months) {
  std::int64_t sum;
  if (__builtin_add_overflow(month, months, &sum) || sum < 12 || sum > 9999 * 12 + 11) return std::nullopt;
  return sum;
}

std::int64_t MonthsFromTo(std::int64_t a, std::int64_t b) {
  std::int64_t n = MonthOf(b) - MonthOf(a) + 1;
  while (Shifted(a, n) > b) --n;
  return n;
}

std::int64_t YearsFromTo(std::int64_t a, std::int64_t b) {
  std::int64_t n = Split(b).year - Split(a).year + 1;
  while (Shifted(a, 12 * n) > b) --n;
  return n;
}

}  // namespace greenrule::oracle
