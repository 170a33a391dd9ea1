// The proleptic Gregorian calendar of years 1 to 9999, on days since 1970-01-01 and months (year × 12 + month
// − 1).
//
// Every function is total: a day or month outside the calendar is moved to its nearer end first, and results
// stay inside it. The VM's kernels, the ranges and the tests use these; reading and writing dates as text is
// elsewhere.
#pragma once

#include <algorithm>
#include <cstdint>

#include "runtime/program/program.h"

namespace greenrule {

struct Civil {
  std::int32_t year, month, day;  // month 1 to 12, day 1 to 31
  bool operator==(const Civil&) const = default;
};

inline constexpr std::int64_t kFirstMonth = 1 * 12;         // 0001-01
inline constexpr std::int64_t kLastMonth = 9999 * 12 + 11;  // 9999-12

constexpr std::int64_t ClampDay(std::int64_t day) {
  return std::clamp<std::int64_t>(day, kFirstDay, kLastDay);
}
constexpr std::int64_t ClampMonth(std::int64_t month) {
  return std::clamp(month, kFirstMonth, kLastMonth);
}

Civil CivilOf(std::int64_t day);
std::int64_t DayOfCivil(const Civil& civil);  // year 1 to 9999 and a month and day that exist
std::int32_t DaysInMonth(std::int32_t year, std::int32_t month);

std::int64_t MonthOfDay(std::int64_t day);  // year × 12 + month − 1
std::int64_t FirstDayOfMonth(std::int64_t month);
// Clipped to the month's last day; beyond the calendar, its first or last day.
std::int64_t AddMonths(std::int64_t day, std::int64_t months);
// The greatest n with a + n months ≤ b. Falls as a grows, grows with b.
std::int64_t MonthsBetween(std::int64_t a, std::int64_t b);

}  // namespace greenrule
