// Dates for the oracle, on the standard library's calendar and not on the runtime's own.
#pragma once

#include <cstdint>
#include <optional>

#include "runtime/program/program.h"

namespace greenrule::oracle {

// Months are year × 12 + month − 1; nothing means beyond the years 1 to 9999.
struct YearMonthDay {
  std::int64_t year, month, day;
};
YearMonthDay Split(std::int64_t day);
std::int64_t MonthOf(std::int64_t day);
std::int64_t FirstDayOf(std::int64_t month);
std::int64_t LastDayOf(std::int64_t month);
std::optional<std::int64_t> PlusDays(std::int64_t day, std::int64_t days);
std::optional<std::int64_t> PlusMonths(std::int64_t day, std::int64_t months);
std::optional<std::int64_t> MonthPlusMonths(std::int64_t month, std::int64_t months);
// The greatest n with a + n months (years) ≤ b.
std::int64_t MonthsFromTo(std::int64_t a, std::int64_t b);
std::int64_t YearsFromTo(std::int64_t a, std::int64_t b);

}  // namespace greenrule::oracle
