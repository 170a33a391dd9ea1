#include "runtime/data/date_text.h"

#include <fmt/format.h>

#include "runtime/data/text_form.h"
#include "runtime/number/decimal_text.h"
#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

// Reads from the front of a text; every step says whether it could.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool Number(std::size_t least, std::size_t most, int& value) {
    std::size_t digits = 0;
    value = 0;
    while (digits < most && digits < text_.size() && text_[digits] >= '0' && text_[digits] <= '9')
      value = value * 10 + (text_[digits++] - '0');
    text_.remove_prefix(digits);
    return digits >= least;
  }
  bool Literal(std::string_view literal) {
    if (!text_.starts_with(literal)) return false;
    text_.remove_prefix(literal.size());
    return true;
  }
  bool AtEnd() const { return text_.empty(); }

 private:
  std::string_view text_;
};

struct Parts {
  int year = 0, month = 1, day = 1;
};

std::optional<Parts> Checked(const Parts& parts) {
  if (parts.year < 1 || parts.year > 9999 || parts.month < 1 || parts.month > 12) return std::nullopt;
  if (parts.day < 1 || parts.day > DaysInMonth(parts.year, parts.month)) return std::nullopt;
  return parts;
}

// `text` is plain and trimmed.
std::optional<Parts> ScanPlain(std::string_view text, bool with_day) {
  Parts parts;
  Scanner scan(text);
  if (!scan.Number(4, 4, parts.year)) return std::nullopt;
  bool good = false;
  if (scan.Literal("-")) {
    good = scan.Number(1, 2, parts.month) && (!with_day || (scan.Literal("-") && scan.Number(1, 2, parts.day)));
  } else if (scan.Literal("/")) {
    good = scan.Number(1, 2, parts.month) && (!with_day || (scan.Literal("/") && scan.Number(1, 2, parts.day)));
  } else if (scan.Literal("年")) {
    good = scan.Number(1, 2, parts.month) && scan.Literal("月") &&
           (!with_day || (scan.Number(1, 2, parts.day) && scan.Literal("日")));
  } else {
    good = scan.Number(2, 2, parts.month) && (!with_day || scan.Number(2, 2, parts.day));
  }
  if (!good || !scan.AtEnd()) return std::nullopt;
  return Checked(parts);
}

std::optional<Parts> ScanAs(std::string_view text, std::string_view written_format, bool with_day) {
  const std::string plain = PlainWidth(TrimBlanks(text));
  const std::string plain_format = PlainWidth(written_format);
  std::string_view format = plain_format;
  Parts parts;
  Scanner scan(plain);
  bool year = false, month = false, day = false;
  while (!format.empty()) {
    const auto token = [&](std::string_view name) {
      if (!format.starts_with(name)) return false;
      format.remove_prefix(name.size());
      return true;
    };
    bool good = true;
    if (token("YYYY")) {
      good = scan.Number(4, 4, parts.year);
      year = true;
    } else if (token("MM")) {
      good = scan.Number(2, 2, parts.month);
      month = true;
    } else if (token("DD")) {
      good = scan.Number(2, 2, parts.day);
      day = true;
    } else if (token("M")) {
      good = scan.Number(1, 2, parts.month);
      month = true;
    } else if (token("D")) {
      good = scan.Number(1, 2, parts.day);
      day = true;
    } else {
      good = scan.Literal(format.substr(0, 1));
      format.remove_prefix(1);
    }
    if (!good) return std::nullopt;
  }
  if (!scan.AtEnd() || !year || !month || day != with_day) return std::nullopt;
  return Checked(parts);
}

std::optional<Parts> ScanAny(std::string_view text, bool with_day) {
  text = TrimBlanks(text);
  if (std::optional<Parts> parts = ScanPlain(text, with_day)) return parts;
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0xE0) return ScanPlain(PlainWidth(text), with_day);
  }
  return std::nullopt;
}

std::optional<Day> AsDay(const std::optional<Parts>& parts) {
  if (!parts) return std::nullopt;
  return static_cast<Day>(DayOfCivil({parts->year, parts->month, parts->day}));
}

std::optional<std::int64_t> AsMonth(const std::optional<Parts>& parts) {
  if (!parts) return std::nullopt;
  return std::int64_t{parts->year} * 12 + parts->month - 1;
}

}  // namespace

std::optional<Day> ParseDay(std::string_view text) { return AsDay(ScanAny(text, true)); }
std::optional<std::int64_t> ParseMonth(std::string_view text) { return AsMonth(ScanAny(text, false)); }

std::optional<Day> ParseDayAs(std::string_view text, std::string_view format) {
  return AsDay(ScanAs(text, format, true));
}
std::optional<std::int64_t> ParseMonthAs(std::string_view text, std::string_view format) {
  return AsMonth(ScanAs(text, format, false));
}

std::string DayText(Day day) {
  const Civil civil = CivilOf(day);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string MonthText(std::int64_t month) { return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1); }

}  // namespace greenrule
