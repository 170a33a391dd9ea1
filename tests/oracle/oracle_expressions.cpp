#include <algorithm>

#include "tests/oracle/calendar_days.h"
#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::ExprKind;
using policy::TypeKind;

namespace {

Value Of(State state) { return {state, kKnown, {}, {}}; }
Value Of(Fraction number) { return {kKnown, kKnown, std::move(number), {}}; }
Value Of(bool yes) { return {kKnown, kKnown, Fraction(yes ? 1 : 0), {}}; }

}  // namespace

Value Oracle::Compute(const policy::Expr& e) {
  switch (e.kind) {
    case ExprKind::kConstant: return OfConstant(e.constant);
    case ExprKind::kNothing: return Of(e.text.empty() ? e.state : OwnReason(e.text));
    case ExprKind::kAsOf: return Of(Fraction(dataset_.as_of));
    case ExprKind::kField: return FieldAt(e.id, e.scope);
    case ExprKind::kRule:
    case ExprKind::kScore: {
      const policy::Rule& rule = policy_.rules[e.id];
      std::uint32_t row = 0;
      if (rule.entity != kNo) {
        const Binding& at = EntityAt(e.scope, rule.entity);
        if (at.absent && rule.type.kind == TypeKind::kChecklist) return {kKnown, kNotListed, Fraction(kOpen), {}};
        if (at.absent) return Of(kNotListed);
        row = at.row;
      }
      return e.kind == ExprKind::kRule ? rules_[e.id].values[row] : rules_[e.id].scores[row];
    }
    case ExprKind::kItem: {
      const Id entity = policy_.rules[item_rule_[e.id]].entity;
      if (entity == kNo) return ItemAt(e.id, 0);
      const Binding at = EntityAt(e.scope, entity);
      if (at.absent) return {kKnown, kNotListed, Fraction(kOpen), {}};
      return ItemAt(e.id, at.row);
    }
    case ExprKind::kParameter: {
      if (e.args.empty()) return ParameterOn(e.id, dataset_.as_of);
      const Value day = Eval(e.args[0]);
      return day.state != kKnown ? Of(day.state) : ParameterOn(e.id, day.number.Truncated());
    }
    case ExprKind::kLookupValue:
    case ExprKind::kLookupHas: return LookUp(e);
    case ExprKind::kLookupCell:
      return OfConstant(policy_.lookups[e.id].rows[bound_[e.scope].row].values[e.n]);
    case ExprKind::kLookupKey: return OfConstant(policy_.lookups[e.id].rows[bound_[e.scope].row].keys[e.n]);
    case ExprKind::kGroupKey: return bound_[e.scope].group->keys[e.n];
    case ExprKind::kNegate:
    case ExprKind::kAbsolute:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kRound:
    case ExprKind::kSqrt: return Arithmetic(e);
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum:
    case ExprKind::kKnownSum:
    case ExprKind::kKnownAverage:
    case ExprKind::kListSum:
    case ExprKind::kListAverage: return ListArithmetic(e);
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual:
    case ExprKind::kCell: return Comparison(e);
    case ExprKind::kAnd:
    case ExprKind::kOr:
    case ExprKind::kNot:
    case ExprKind::kIf:
    case ExprKind::kIfMissing: return Logic(e);
    case ExprKind::kIsMissing:
    case ExprKind::kIsKnown:
    case ExprKind::kIsNotApplicable:
    case ExprKind::kIsBlank:
    case ExprKind::kIsHit:
    case ExprKind::kIsClear:
    case ExprKind::kIsUndetermined: return Asked(e);
    case ExprKind::kYear:
    case ExprKind::kMonthNumber:
    case ExprKind::kDay:
    case ExprKind::kMonthOf:
    case ExprKind::kFirstDay:
    case ExprKind::kLastDay:
    case ExprKind::kAddDays:
    case ExprKind::kAddMonths:
    case ExprKind::kDaysBetween:
    case ExprKind::kMonthsBetween:
    case ExprKind::kYearsBetween: return Dates(e);
    case ExprKind::kFirstLetters: {
      Value x = Eval(e.args[0]);
      if (x.state != kKnown) return x;
      std::size_t end = 0, letters = 0;
      const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(x.text[at]) & 0xC0) == 0x80; };
      while (end < x.text.size() && letters < e.n) {
        ++end;
        while (end < x.text.size() && continues(end)) ++end;
        ++letters;
      }
      x.text = x.text.substr(0, end);
      return x;
    }
    case ExprKind::kStartsWith: {
      const Value a = Eval(e.args[0]), b = Eval(e.args[1]);
      const State state = std::max(a.state, b.state);
      return state != kKnown ? Of(state) : Of(a.text.starts_with(b.text));
    }
    case ExprKind::kAggregate: return Aggregate(e);
    case ExprKind::kFigure: {
      const Binding at = EntityAt(e.scope, policy_.figures[e.id].entity);
      return at.absent ? Of(kNotListed) : Figure(e.id).values[at.row];
    }
    case ExprKind::kCoverage: {
      const Binding at = EntityAt(e.scope, policy_.rules[e.id].entity);
      return at.absent ? Of(kNotListed) : Coverage(e.id, at.row);
    }
  }
  return Of(kUndetermined);
}

Value Oracle::Arithmetic(const policy::Expr& e) {
  const Value a = Eval(e.args[0]);
  const Value b = e.args.size() > 1 ? Eval(e.args[1]) : Value();
  const State state = std::max(a.state, b.state);
  if (state != kKnown) return Of(state);
  const std::size_t self = static_cast<std::size_t>(&e - policy_.exprs.data());
  switch (e.kind) {
    case ExprKind::kNegate: return Of(-a.number);
    case ExprKind::kAbsolute: return Of(a.number.IsNegative() ? -a.number : a.number);
    case ExprKind::kAdd: return Of(a.number + b.number);
    case ExprKind::kSubtract: return Of(a.number - b.number);
    case ExprKind::kMultiply: return Of(a.number * b.number);
    case ExprKind::kDivide: return b.number.IsZero() ? Of(kDivisionByZero) : Of(a.number / b.number);
    case ExprKind::kRound: return Of(RoundedTo(a.number, quanta_[self], e.mode));
    default: return a.number.IsNegative() ? Of(kNegativeRoot) : Of(RootRoundedTo(a.number, quanta_[self], e.mode));
  }
}

// Least, greatest, sum and average of a written list.
Value Oracle::ListArithmetic(const policy::Expr& e) {
  const bool leaves_missing = e.kind == ExprKind::kKnownMinimum || e.kind == ExprKind::kKnownMaximum ||
                              e.kind == ExprKind::kKnownSum || e.kind == ExprKind::kKnownAverage;
  std::vector<Value> known;
  State missing = kKnown;
  for (policy::ExprId arg : e.args) {
    Value x = Eval(arg);
    if (IsMissing(x.state)) missing = std::max(missing, x.state);
    if (x.state == kKnown) known.push_back(std::move(x));
  }
  if (missing != kKnown && !leaves_missing) return Of(missing);
  if (known.empty()) return Of(missing != kKnown ? State{kNoRows} : kNotApplicable);
  Value result = known[0];
  for (std::size_t i = 1; i < known.size(); ++i) {
    switch (e.kind) {
      case ExprKind::kMinimum:
      case ExprKind::kKnownMinimum:
        if (Order(e.type, known[i], result) < 0) result = known[i];
        break;
      case ExprKind::kMaximum:
      case ExprKind::kKnownMaximum:
        if (Order(e.type, known[i], result) > 0) result = known[i];
        break;
      default: result.number = result.number + known[i].number;
    }
  }
  if (e.kind == ExprKind::kListAverage || e.kind == ExprKind::kKnownAverage)
    result.number = result.number / Fraction(static_cast<std::int64_t>(known.size()));
  return result;
}

Value Oracle::Comparison(const policy::Expr& e) {
  const Value a = Eval(e.args[0]);
  const policy::Type& type = policy_.exprs[e.args[0]].type;
  if (e.kind == ExprKind::kCell) {
    if (a.state == kNotApplicable) return Of(a.state);
    switch (CellTruth(policy_.cells[e.id], type, a)) {
      case Truth::kNo: return Of(false);
      case Truth::kYes: return Of(true);
      case Truth::kUnknown: return Of(a.state);
    }
  }
  const Value b = Eval(e.args[1]);
  const State state = std::max(a.state, b.state);
  if (state != kKnown) return Of(state);
  const int order = Order(type, a, b);
  switch (e.kind) {
    case ExprKind::kEqual: return Of(order == 0);
    case ExprKind::kNotEqual: return Of(order != 0);
    case ExprKind::kLess: return Of(order < 0);
    case ExprKind::kLessEqual: return Of(order <= 0);
    case ExprKind::kGreater: return Of(order > 0);
    default: return Of(order >= 0);
  }
}

Value Oracle::Logic(const policy::Expr& e) {
  switch (e.kind) {
    case ExprKind::kNot: {
      const Value a = Eval(e.args[0]);
      return a.state != kKnown ? Of(a.state) : Of(a.IsNo());
    }
    case ExprKind::kIf: {
      const Value condition = Eval(e.args[0]);
      if (condition.state != kKnown) return Of(condition.state);
      return Eval(e.args[condition.IsYes() ? 1 : 2]);
    }
    case ExprKind::kIfMissing: {
      Value a = Eval(e.args[0]);
      return IsMissing(a.state) ? Eval(e.args[1]) : a;
    }
    default: {  // and, or: one side may decide alone; not-applicable sides are left out
      const bool decisive = e.kind == ExprKind::kOr;
      State missing = kKnown;
      bool decided = false, other = false;
      for (policy::ExprId arg : e.args) {
        const Value x = Eval(arg);
        if (IsMissing(x.state)) missing = std::max(missing, x.state);
        if (x.state == kKnown) (x.IsYes() == decisive ? decided : other) = true;
      }
      if (decided) return Of(decisive);
      if (missing != kKnown) return Of(missing);
      return other ? Of(!decisive) : Of(kNotApplicable);
    }
  }
}

Value Oracle::Asked(const policy::Expr& e) {
  const Value a = Eval(e.args[0]);
  const auto list_is = [&](int state) { return a.number == Fraction(state); };
  switch (e.kind) {
    case ExprKind::kIsMissing: return Of(IsMissing(a.state));
    case ExprKind::kIsKnown: return Of(a.state == kKnown);
    case ExprKind::kIsNotApplicable: return Of(a.state == kNotApplicable);
    case ExprKind::kIsBlank:
      if (a.state == kBlank) return Of(true);
      return a.state == kKnown ? Of(false) : Of(a.state);
    case ExprKind::kIsUndetermined: return Of(list_is(kOpen));
    default:
      if (list_is(kOpen)) return Of(a.reason);
      return Of(list_is(e.kind == ExprKind::kIsHit ? kHit : kClear));
  }
}

Value Oracle::Dates(const policy::Expr& e) {
  const Value first = Eval(e.args[0]);
  const Value second = e.args.size() > 1 ? Eval(e.args[1]) : Value();
  const State state = std::max(first.state, second.state);
  if (state != kKnown) return Of(state);
  const std::int64_t a = first.number.Truncated(), b = second.number.Truncated();
  const auto of_maybe = [](std::optional<std::int64_t> day) { return day ? Of(Fraction(*day)) : Of(kNoSuchDate); };
  switch (e.kind) {
    case ExprKind::kYear: return Of(Fraction(Split(a).year));
    case ExprKind::kMonthNumber: return Of(Fraction(Split(a).month));
    case ExprKind::kDay: return Of(Fraction(Split(a).day));
    case ExprKind::kMonthOf: return Of(Fraction(MonthOf(a)));
    case ExprKind::kFirstDay: return Of(Fraction(FirstDayOf(a)));
    case ExprKind::kLastDay: return Of(Fraction(LastDayOf(a)));
    case ExprKind::kAddDays: return of_maybe(PlusDays(a, b));
    case ExprKind::kAddMonths: return of_maybe(e.type.kind == TypeKind::kMonth ? MonthPlusMonths(a, b) : PlusMonths(a, b));
    case ExprKind::kDaysBetween: return Of(Fraction(b - a));
    case ExprKind::kMonthsBetween: return Of(Fraction(MonthsFromTo(a, b)));
    default: return Of(Fraction(YearsFromTo(a, b)));
  }
}

}  // namespace greenrule::oracle
