#include "rules/huzhou_esg/sample/dates.h"

#include <algorithm>

namespace greenrule::huzhou {

Date DateOf(Day day) {
  const int z = day.number + 719468, era = z / 146097, of_era = z - era * 146097;
  const int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * of_year + 2) / 153, month = shifted + (shifted < 10 ? 3 : -9);
  return {year_of_era + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1};
}

Month MonthOf(Day day) {
  const Date date = DateOf(day);
  return MonthOf(date.year, date.month);
}

Day AddMonths(Day day, int months) {
  const Date date = DateOf(day);
  const Month month{MonthOf(date.year, date.month).number + months};
  const Day first = DayOf(month.year(), month.month(), 1);
  const Month after{month.number + 1};
  const int length = DayOf(after.year(), after.month(), 1) - first;
  return first + (std::min(date.day, length) - 1);
}

}  // namespace greenrule::huzhou
