#include "compiler/analysis/input_line.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "compiler/analysis/value_text.h"
#include "runtime/number/integer.h"

namespace greenrule::analysis {
namespace {

using policy::Cell;
using policy::Expr;
using policy::ExprKind;
using policy::kNo;
using policy::TypeKind;

constexpr int kUndeterminedState = 2;

policy::Unit UnitOf(const policy::Policy& policy, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kField: return policy.fields[expr.id].unit;
    case ExprKind::kRule: return policy.rules[expr.id].unit;
    case ExprKind::kParameter: return policy.parameters[expr.id].unit;
    case ExprKind::kLookupValue: return policy.lookups[expr.id].values[expr.n].unit;
    default: return {};
  }
}

bool MayBeMissing(const policy::Policy& policy, policy::ExprId expr) {
  return expr != kNo && policy.exprs[expr].may_be_missing;
}

bool MayBeUndetermined(const policy::Policy& policy, const Expr& expr) {
  if (expr.kind == ExprKind::kRule) return policy.rules[expr.id].may_be_missing;
  if (expr.kind != ExprKind::kItem) return true;
  const policy::Item& item = policy.items[expr.id];
  return MayBeMissing(policy, item.applies_when) ||
         std::ranges::any_of(item.hit_when, [&](policy::ExprId condition) { return MayBeMissing(policy, condition); });
}

}  // namespace

InputDomain DomainOf(const policy::Policy& policy, ValueRanges& ranges, policy::ExprId id) {
  const Expr& expr = policy.exprs[id];
  InputDomain domain{expr.type, UnitOf(policy, expr), {}, false, false, false};
  if (expr.type.kind == TypeKind::kChecklist) {
    domain.may_be_undetermined = MayBeUndetermined(policy, expr);
    return domain;
  }
  domain.range = ranges.Of(id);
  domain.may_be_missing = expr.may_be_missing;
  domain.may_be_not_applicable = expr.may_be_not_applicable;
  return domain;
}

std::optional<policy::Constant> BoundOn(const policy::Policy& policy, policy::ExprId bound, Day day) {
  const Expr* expr = &policy.exprs[bound];
  if (expr->kind == ExprKind::kParameter) {
    if (!expr->args.empty()) {
      const Expr& on = policy.exprs[expr->args[0]];
      if (on.kind != ExprKind::kConstant) return std::nullopt;
      day = static_cast<Day>(Floor(on.constant.number).convert_to<std::int64_t>());
    }
    const auto& entries = policy.parameters[expr->id].entries;
    const auto entry = std::ranges::find_if(entries, [&](const auto& each) { return each.from <= day && day <= each.until; });
    if (entry == entries.end()) return std::nullopt;
    expr = &policy.exprs[entry->value];
  }
  if (expr->kind != ExprKind::kConstant || expr->constant.state != kKnown) return std::nullopt;
  return expr->constant;
}

InputLine::InputLine(const policy::Policy& policy, InputDomain domain, std::span<const policy::Id> cells, Day day)
    : policy_(policy), domain_(std::move(domain)), day_(day) {
  if (IsCalendarOrNumber()) {
    MakeIntervals(cells);
  } else if (IsText()) {
    MakeTexts(cells);
  } else {
    switch (domain_.type.kind) {
      case TypeKind::kYesNo: known_ = 2; break;
      case TypeKind::kChoice: known_ = static_cast<Atom>(policy_.choice_types[domain_.type.id].values.size()); break;
      case TypeKind::kChecklist:
        known_ = domain_.may_be_undetermined ? 3 : 2;
        if (domain_.may_be_undetermined) undetermined_ = kUndeterminedState;
        break;
      default: complete_ = false;
    }
    for (const policy::Id cell : cells)
      for (const policy::CellSpan& span : policy_.cells[cell].spans)
        for (const policy::ExprId bound : {span.low, span.high})
          if (bound != kNo && !BoundOn(policy_, bound, day_)) complete_ = false;
  }
  size_ = known_;
  if (domain_.may_be_missing) missing_ = size_++;
  if (domain_.may_be_not_applicable) not_applicable_ = size_++;
}

bool InputLine::IsCalendarOrNumber() const {
  const TypeKind kind = domain_.type.kind;
  return kind == TypeKind::kNumber || kind == TypeKind::kDate || kind == TypeKind::kMonth;
}

bool InputLine::IsText() const {
  return domain_.type.kind == TypeKind::kText || domain_.type.kind == TypeKind::kCode;
}

InputLine::Cut InputLine::LowCut(const Rational& value, bool open) const {
  if (!domain_.range.step) return {value, open};
  const Rational steps = value / *domain_.range.step;
  const Integer first = open ? Integer(Floor(steps) + 1) : Ceiling(steps);
  return {Rational(first) * *domain_.range.step, false};
}

InputLine::Cut InputLine::HighCut(const Rational& value, bool open) const {
  if (!domain_.range.step) return {value, !open};
  const Rational steps = value / *domain_.range.step;
  const Integer last = open ? Integer(Ceiling(steps) - 1) : Floor(steps);
  return {Rational(last + 1) * *domain_.range.step, false};
}

std::optional<InputLine::Interval> InputLine::IntervalOf(const policy::CellSpan& span) const {
  Interval interval;
  if (span.low != kNo) {
    const auto low = BoundOn(policy_, span.low, day_);
    if (!low) return std::nullopt;
    interval.low = LowCut(low->number, span.low_open);
  }
  if (span.high != kNo) {
    const auto high = BoundOn(policy_, span.high, day_);
    if (!high) return std::nullopt;
    interval.high = HighCut(high->number, span.high_open);
  }
  return interval;
}

void InputLine::MakeIntervals(std::span<const policy::Id> cells) {
  if (domain_.type.kind != TypeKind::kNumber) domain_.range.step = Rational(1);
  if (domain_.range.low) begin_ = LowCut(*domain_.range.low, false);
  if (domain_.range.high) end_ = HighCut(*domain_.range.high, false);
  if (begin_ && end_ && !(*begin_ < *end_)) begin_.reset(), end_.reset();
  for (const policy::Id cell : cells)
    for (const policy::CellSpan& span : policy_.cells[cell].spans) {
      const auto interval = IntervalOf(span);
      if (!interval) {
        complete_ = false;
        continue;
      }
      for (const auto& cut : {interval->low, interval->high})
        if (cut && !(begin_ && !(*begin_ < *cut)) && !(end_ && !(*cut < *end_))) cuts_.push_back(*cut);
    }
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  known_ = static_cast<Atom>(cuts_.size() + 1);
}

void InputLine::MakeTexts(std::span<const policy::Id> cells) {
  for (const policy::Id cell : cells)
    for (const policy::CellSpan& span : policy_.cells[cell].spans) {
      const auto value = span.low == kNo || span.high == kNo ? std::nullopt : BoundOn(policy_, span.low, day_);
      if (value && value == BoundOn(policy_, span.high, day_))
        texts_.push_back(value->text);
      else
        complete_ = false;
    }
  std::ranges::sort(texts_);
  texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
  known_ = static_cast<Atom>(texts_.size() + 1);
  if (domain_.type.kind != TypeKind::kCode) return;
  const policy::Lookup& lookup = policy_.lookups[domain_.type.id];
  if (lookup.keys.size() != 1 || lookup.keys[0].kind != KeyKind::kExact) return;
  for (const auto& row : lookup.rows)
    if (!std::ranges::binary_search(texts_, row.keys[0].text)) {
      other_ = row.keys[0].text;
      return;
    }
  if (!texts_.empty()) --known_;  // the cells list every code
}

Atom InputLine::AtomBehind(const std::optional<Cut>& cut, bool is_low) const {
  if (!cut) return is_low ? 0 : known_;
  if (begin_ && !(*begin_ < *cut)) return 0;
  if (end_ && !(*cut < *end_)) return known_;
  return static_cast<Atom>(std::lower_bound(cuts_.begin(), cuts_.end(), *cut) - cuts_.begin()) + 1;
}

Span InputLine::FiniteSpan(const policy::CellSpan& span) const {
  const bool ordered = domain_.type.kind == TypeKind::kChoice && policy_.choice_types[domain_.type.id].ordered;
  const auto place = [&](policy::ExprId bound) {
    const auto value = Floor(BoundOn(policy_, bound, day_)->number).convert_to<std::int64_t>();
    return ordered ? std::int64_t{known_} - 1 - value : value;
  };
  std::int64_t begin = 0, end = known_;
  if (span.low != kNo) begin = place(span.low) + (span.low_open ? 1 : 0);
  if (span.high != kNo) end = place(span.high) + (span.high_open ? 0 : 1);
  begin = std::clamp<std::int64_t>(begin, 0, known_);
  end = std::clamp<std::int64_t>(end, begin, known_);
  return {static_cast<Atom>(begin), static_cast<Atom>(end)};
}

Spans InputLine::ValuesOf(const Cell& cell) const {
  Spans spans;
  for (const policy::CellSpan& span : cell.spans) {
    if (IsCalendarOrNumber()) {
      const auto interval = IntervalOf(span);
      spans.push_back({AtomBehind(interval->low, true), AtomBehind(interval->high, false)});
    } else if (IsText()) {
      const auto found = std::ranges::lower_bound(texts_, BoundOn(policy_, span.low, day_)->text);
      const auto atom = static_cast<Atom>(found - texts_.begin());
      spans.push_back({atom, atom + 1});
    } else {
      spans.push_back(FiniteSpan(span));
    }
  }
  return Joined(std::move(spans));
}

BoxCell InputLine::CellOf(policy::Id id) const {
  const Cell& cell = policy_.cells[id];
  BoxCell box;
  switch (cell.kind) {
    case Cell::kAny:
    case Cell::kOtherwise: box.yes = {{0, size_}}; return box;
    case Cell::kMissing:
      if (missing_) box.yes = {{*missing_, *missing_ + 1}};
      if (cell.negated) box.yes = {{0, known_}};
      return box;
    case Cell::kNotApplicable:
      if (not_applicable_) box.yes = {{*not_applicable_, *not_applicable_ + 1}};
      if (cell.negated) box.yes = {{0, known_}};
      break;
    case Cell::kValues:
      box.yes = ValuesOf(cell);
      if (cell.negated) box.yes = Complement(box.yes, known_);
      break;
  }
  if (missing_) box.unknown = {{*missing_, *missing_ + 1}};
  return box;
}

Atom InputLine::AtomOf(const policy::Constant& value) const {
  if (value.state == kNotApplicable) return *not_applicable_;
  if (value.state != kKnown) return *missing_;
  if (IsCalendarOrNumber()) {
    const Cut before{value.number, false};
    return static_cast<Atom>(std::upper_bound(cuts_.begin(), cuts_.end(), before) - cuts_.begin());
  }
  if (IsText()) {
    const auto found = std::ranges::lower_bound(texts_, value.text);
    const bool listed = found != texts_.end() && *found == value.text;
    return static_cast<Atom>(listed ? found - texts_.begin() : static_cast<std::ptrdiff_t>(texts_.size()));
  }
  const auto place = Floor(value.number).convert_to<Atom>();
  const bool ordered = domain_.type.kind == TypeKind::kChoice && policy_.choice_types[domain_.type.id].ordered;
  return ordered ? known_ - 1 - place : place;
}

bool InputLine::SaysUndetermined(policy::Id id) const {
  const Cell& cell = policy_.cells[id];
  return undetermined_ && cell.kind == Cell::kValues && !cell.negated && Contains(ValuesOf(cell), *undetermined_);
}

bool InputLine::AsksForState(policy::Id id) const {
  const Cell& cell = policy_.cells[id];
  if (cell.kind == Cell::kMissing || cell.kind == Cell::kNotApplicable) return true;
  return domain_.type.kind == TypeKind::kChecklist && cell.kind == Cell::kValues && !cell.negated &&
         std::ranges::all_of(cell.spans, [&](const policy::CellSpan& span) {
           return span.low != kNo && BoundOn(policy_, span.low, day_)->number == kUndeterminedState;
         });
}

Atom InputLine::Typical(Span span) const {
  const bool open_below = IsCalendarOrNumber() && span.begin == 0 && !begin_;
  return open_below && span.begin + 1 < std::min(span.end, known_) ? span.begin + 1 : span.begin;
}

Diagnostic::Argument InputLine::Example(Atom atom) const {
  if (missing_ == atom) return {"missing", "缺失"};
  if (not_applicable_ == atom) return {"not applicable", "不适用"};
  if (IsText()) {
    if (atom < texts_.size()) return "\"" + texts_[atom] + "\"";
    if (!other_.empty()) return "\"" + other_ + "\"";
    if (domain_.type.kind == TypeKind::kCode) return {"any other code", "其他代码"};
    return texts_.empty() ? Diagnostic::Argument("any text", "任意文本") : Diagnostic::Argument("any other text", "其他文本");
  }
  if (!IsCalendarOrNumber()) {
    const bool ordered = domain_.type.kind == TypeKind::kChoice && policy_.choice_types[domain_.type.id].ordered;
    return ConstantText(policy_, domain_.type, Rational(ordered ? known_ - 1 - atom : atom));
  }
  const std::optional<Cut> low = atom == 0 ? begin_ : cuts_[atom - 1];
  const std::optional<Cut> high = atom == cuts_.size() ? end_ : cuts_[atom];
  Rational value;
  if (domain_.range.step) {
    value = low ? low->value : high ? Rational(high->value - *domain_.range.step) : Rational(0);
  } else {
    std::optional<Bound> from, to;
    if (low) from = Bound{low->value, !low->after};
    if (high) to = Bound{high->value, high->after};
    value = SimplestBetween(from, to, domain_.unit.scale == 0 ? Rational(1) : domain_.unit.scale);
  }
  if (domain_.type.kind == TypeKind::kNumber) return NumberText(value, domain_.unit);
  return ConstantText(policy_, domain_.type, value);
}

}  // namespace greenrule::analysis
