// Dates and months in data, as people write them.
//
// Dates: 2021-03-01, 2021/3/1, 20210301, 2021年3月1日; months: 2021-03, 2021/3, 202103, 2021年3月. The year has four digits, month
// and day one or two (two in the forms without separators). Full-width forms of all characters, blanks around. A format that a
// policy declares has YYYY, MM and DD (exactly so many digits), M and D (one or two), and stands for itself otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/program/program.h"

namespace greenrule {

std::optional<Day> ParseDay(std::string_view text);
std::optional<std::int64_t> ParseMonth(std::string_view text);  // year × 12 + month − 1

// By one declared format; for a month, without a day. Nothing if the text does not fit it or the day does not exist.
std::optional<Day> ParseDayAs(std::string_view text, std::string_view format);
std::optional<std::int64_t> ParseMonthAs(std::string_view text, std::string_view format);

std::string DayText(Day day);                // 2021-03-01
std::string MonthText(std::int64_t month);  // 2021-03

}  // namespace greenrule
