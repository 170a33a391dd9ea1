// Days and months of the Gregorian calendar as whole numbers, and the dates on which the sample stands.
#pragma once

#include <cstdint>

namespace greenrule::huzhou {

struct Day {
  std::int32_t number = 0;  // days since 1970-01-01
  friend auto operator<=>(Day, Day) = default;
  Day operator+(int days) const { return {number + days}; }
  int operator-(Day other) const { return number - other.number; }
};
struct Month {
  std::int32_t number = 0;  // year × 12 + month − 1
  friend auto operator<=>(Month, Month) = default;
  int year() const { return number / 12; }
  int month() const { return number % 12 + 1; }
};
struct Date {
  int year, month, day;
};

constexpr Day DayOf(int year, int month, int day) {  // Howard Hinnant, "chrono-compatible low-level date algorithms"
  const int y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return {era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468};
}
constexpr Month MonthOf(int year, int month) { return {year * 12 + month - 1}; }
Date DateOf(Day day);
Month MonthOf(Day day);
Day AddMonths(Day day, int months);  // the same day of the month, at most its last

constexpr Day kAsOf = DayOf(2021, 6, 30);              // the sample is what could be known on this day
constexpr int kReportingYear = 2020;                   // of annual data on kAsOf
constexpr Month kFirstMonth = MonthOf(2019, 1);        // monthly tables reach back to here …
constexpr Month kLastMonth = MonthOf(2021, 5);         // … and end with the last whole month

}  // namespace greenrule::huzhou
