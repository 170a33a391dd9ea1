// What an example's values are: inside a cell or not, and how they read.
#include <algorithm>

#include "runtime/data/date_text.h"
#include "tools/examples.h"

namespace greenrule::tools {

using namespace policy;
using policy::Constant;
using policy::Entity;
using policy::Field;

namespace {

const Constant* ConstantOn(const Policy& p, ExprId id, Day as_of) {
  const Expr& e = p.exprs[id];
  if (e.kind == ExprKind::kConstant) return &e.constant;
  if (e.kind != ExprKind::kParameter) return nullptr;
  const Constant* found = nullptr;
  for (const Parameter::Entry& entry : p.parameters[e.id].entries)
    if (entry.from <= as_of && as_of <= entry.until) found = &p.exprs[entry.value].constant;
  return found;
}

// Less than 0, 0 or more: by the type's order; grades' better is the greater.
int Compare(const Policy& p, const Type& type, const Rational& a, const Rational& b) {
  const int sign = a < b ? -1 : a > b ? 1 : 0;
  return type.kind == TypeKind::kChoice && p.choice_types[type.id].ordered ? -sign : sign;
}

bool InSpan(const Policy& p, const CellSpan& span, const Type& type, const Observed& value, Day as_of) {
  const Constant* low = span.low == kNo ? nullptr : ConstantOn(p, span.low, as_of);
  const Constant* high = span.high == kNo ? nullptr : ConstantOn(p, span.high, as_of);
  if (type.kind == TypeKind::kText || type.kind == TypeKind::kCode) return low && low->text == value.text;
  const int from_low = low ? Compare(p, type, value.number, low->number) : 1;
  const int to_high = high ? Compare(p, type, value.number, high->number) : -1;
  return (span.low_open ? from_low > 0 : from_low >= 0) && (span.high_open ? to_high < 0 : to_high <= 0);
}

Diagnostic::Argument StateShown(const Policy& p, State state) {
  if (state == kNotApplicable) return {"not applicable", "不适用"};
#define REASON(name, byte, english, chinese) \
  if (state == byte) return {"missing (" english ")", "缺失（" chinese "）"};
  GREENRULE_REASONS(REASON)
#undef REASON
  const std::size_t own = static_cast<std::size_t>(kFirstOwnReason - state);
  const std::string text = own < p.own_reasons.size() ? p.own_reasons[own] : "?";
  return {"missing \"" + text + "\"", "缺失“" + text + "”"};
}

}  // namespace

Truth CellTruth(const Policy& p, const Cell& cell, const Type& type, const Observed& value, Day as_of) {
  // A checklist that is undetermined is one of its values; the state says why.
  const bool list = type.kind == TypeKind::kChecklist;
  const bool inapplicable = !list && value.state == kNotApplicable, missing = !list && IsMissing(value.state);
  switch (cell.kind) {
    case Cell::kAny:
    case Cell::kOtherwise: return Truth::kYes;
    case Cell::kMissing: return !inapplicable && missing != cell.negated ? Truth::kYes : Truth::kNo;
    case Cell::kNotApplicable:
      if (missing) return Truth::kUnknown;
      return inapplicable != cell.negated ? Truth::kYes : Truth::kNo;
    case Cell::kValues: break;
  }
  if (missing) return Truth::kUnknown;
  if (inapplicable) return Truth::kNo;
  const bool in = std::ranges::any_of(cell.spans, [&](const CellSpan& span) { return InSpan(p, span, type, value, as_of); });
  return in != cell.negated ? Truth::kYes : Truth::kNo;
}

Diagnostic::Argument ShownValue(const Policy& p, const Type& type, const Unit& unit, const Observed& value) {
  if (type.kind == TypeKind::kChecklist) {
    if (value.number == 0) return {"hit", "命中"};
    if (value.number == 1) return {"clear", "未命中"};
    if (value.state == kKnown) return {"undetermined", "待定"};
    const Diagnostic::Argument why = StateShown(p, value.state);
    return {"undetermined: " + why.english, "待定：" + why.chinese};
  }
  if (value.state != kKnown) return StateShown(p, value.state);
  switch (type.kind) {
    case TypeKind::kNumber: {
      const std::string text = FormatRational(value.number / unit.scale);
      return {unit.text.empty() ? text : text + (unit.text == "%" ? "" : " ") + unit.text};
    }
    case TypeKind::kYesNo: return value.number != 0 ? Diagnostic::Argument{"yes", "是"} : Diagnostic::Argument{"no", "否"};
    case TypeKind::kDate: return {DayText(static_cast<Day>(numerator(value.number)))};
    case TypeKind::kMonth: return {MonthText(static_cast<std::int64_t>(numerator(value.number)))};
    case TypeKind::kChoice: return {p.choice_types[type.id].values[static_cast<std::size_t>(numerator(value.number))]};
    default: return {"\"" + value.text + "\"", "“" + value.text + "”"};
  }
}

}  // namespace greenrule::tools
