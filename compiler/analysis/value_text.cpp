#include "compiler/analysis/value_text.h"

#include <fmt/format.h>

#include "runtime/number/integer.h"
#include "runtime/program/calendar.h"

namespace greenrule::analysis {
namespace {

bool IsCompound(std::string_view unit) {
  return unit.find_first_of("/*^ ") != std::string_view::npos || unit.find("×") != std::string_view::npos;
}

// So fine that any two bounds people write have a number between them; beyond it the middle is taken.
constexpr unsigned kMostDecimals = 24;

}  // namespace

std::string NumberText(const Rational& base, const policy::Unit& unit) {
  const std::string number = FormatRational(unit.scale == 0 ? base : Rational(base / unit.scale));
  if (unit.text.empty()) return number;
  return IsCompound(unit.text) ? number + " [" + unit.text + "]" : number + unit.text;
}

std::string DayText(std::int64_t day) {
  const Civil civil = CivilOf(ClampDay(day));
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string MonthText(std::int64_t month) {
  const std::int64_t clamped = ClampMonth(month);
  return fmt::format("{:04}-{:02}", clamped / 12, clamped % 12 + 1);
}

Diagnostic::Argument ConstantText(const policy::Policy& policy, const policy::Type& type, const Rational& value) {
  const auto index = Floor(value).convert_to<std::int64_t>();
  switch (type.kind) {
    case policy::TypeKind::kYesNo: return index == 0 ? Diagnostic::Argument("no", "否") : Diagnostic::Argument("yes", "是");
    case policy::TypeKind::kDate: return DayText(index);
    case policy::TypeKind::kMonth: return MonthText(index);
    case policy::TypeKind::kChoice: return policy.choice_types[type.id].values[static_cast<std::size_t>(index)];
    case policy::TypeKind::kChecklist:
      if (index == 0) return {"hit", "命中"};
      if (index == 1) return {"clear", "未命中"};
      return {"undetermined", "待定"};
    default: return FormatRational(value);
  }
}

Rational SimplestBetween(const std::optional<Bound>& low, const std::optional<Bound>& high, const Rational& scale) {
  if (low && low->included) return low->value;
  if (!low && !high) return Rational(0);
  if (!low && high->included) return high->value;
  if (!low) return Rational(Ceiling(high->value / scale) - 1) * scale;
  if (!high) return Rational(Floor(low->value / scale) + 1) * scale;
  for (unsigned decimals = 0; decimals <= kMostDecimals; ++decimals) {
    const Rational quantum = scale / Rational(Pow10(decimals));
    const Rational next = Rational(Floor(low->value / quantum) + 1) * quantum;
    if (next < high->value || (high->included && next == high->value)) return next;
  }
  return high->included ? high->value : Rational((low->value + high->value) / 2);
}

}  // namespace greenrule::analysis
