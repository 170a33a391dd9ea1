// Expressions become exact numbers, conditions and states. Operands stand before users, so nothing recurses on depth.
#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Expr;
using policy::ExprKind;
using policy::TypeKind;

const Lowered& Lowering::Value(ExprId id) {
  if (!values_[id]) LowerAll({id});
  return *values_[id];
}

void Lowering::LowerAll(std::vector<ExprId> wanted) {
  std::vector<ExprId> order;
  boost::unordered_flat_set<ExprId> seen;
  while (!wanted.empty()) {
    ExprId id = wanted.back();
    wanted.pop_back();
    if (id == kNo || values_[id] || !seen.insert(id).second) continue;
    order.push_back(id);
    const Expr& e = policy.exprs[id];
    wanted.insert(wanted.end(), e.args.begin(), e.args.end());
    if (e.kind == ExprKind::kAggregate) {
      const auto& keys = policy.scopes[e.id].group_by;
      wanted.insert(wanted.end(), keys.begin(), keys.end());
    }
    if (e.kind == ExprKind::kField && policy.fields[e.id].formula != kNo) wanted.push_back(policy.fields[e.id].formula);
    if (e.kind == ExprKind::kCell)
      for (const policy::CellSpan& span : policy.cells[e.id].spans) wanted.insert(wanted.end(), {span.low, span.high});
  }
  std::ranges::sort(order);
  for (ExprId id : order) {
    values_[id] = LowerExpr(policy.exprs[id], SpaceOfScope(policy.exprs[id].scope));
    CheckWidth(policy.exprs[id].range);
  }
}

namespace {

// What reads a row, an entity or the program itself, however its operands are made.
bool IsSource(ExprKind kind) {
  switch (kind) {
    case ExprKind::kConstant:
    case ExprKind::kNothing:
    case ExprKind::kAsOf:
    case ExprKind::kField:
    case ExprKind::kRule:
    case ExprKind::kScore:
    case ExprKind::kItem:
    case ExprKind::kLookupCell:
    case ExprKind::kLookupKey:
    case ExprKind::kGroupKey:
    case ExprKind::kAggregate:
    case ExprKind::kFigure:
    case ExprKind::kCoverage: return true;
    default: return false;
  }
}

}  // namespace

// An owner that is not listed makes its values missing, not what is made of them: `企业.x is missing` is yes then. So what is
// made of an owner's values is worked out where it is used.
Lowered Lowering::ValueIn(ExprId id, SpaceId target) {
  const SpaceId entity = DeepestEntity(target);
  // Whose value it is tells its scope: a value that is the same for all may stand in the run's space.
  auto of_owner = [&](ExprId x) {
    const SpaceId from = SpaceOfScope(policy.exprs[x].scope);
    return entity != kRunSpace && from != entity && edition.spaces[from].kind == SpaceKind::kEntity;
  };
  auto made = [&](ExprId x) { return of_owner(x) && !IsSource(policy.exprs[x].kind); };
  if (!of_owner(id)) return Lift(Value(id), target);
  if (!made(id)) return Lift(OwnedBy(policy.scopes[policy.exprs[id].scope].subject, Value(id)), target);
  std::vector<ExprId> open{id}, order;
  boost::unordered_flat_set<ExprId> seen;
  while (!open.empty()) {
    const ExprId x = open.back();
    open.pop_back();
    if (x == kNo || values_below_.contains({x, entity}) || !made(x) || !seen.insert(x).second) continue;
    order.push_back(x);
    open.insert(open.end(), policy.exprs[x].args.begin(), policy.exprs[x].args.end());
  }
  std::ranges::sort(order);
  for (ExprId x : order) {
    values_below_[{x, entity}] = LowerExpr(policy.exprs[x], entity);
    CheckWidth(policy.exprs[x].range);
  }
  return Lift(values_below_.at({id, entity}), target);
}

Lowered Lowering::LowerExpr(const Expr& e, SpaceId space) {
  if (e.kind == ExprKind::kAggregate) return Aggregate(e);
  // The run's scope is that of a statistic too, which has a row per group.
  for (std::size_t i = 0; i < e.args.size() && space == kRunSpace; ++i)
    if (e.args[i] != kNo) space = SpaceOf(Value(e.args[i]));
  std::vector<Lowered> args;
  for (ExprId arg : e.args) args.push_back(arg == kNo ? Lowered{} : ValueIn(arg, space));

  switch (e.kind) {
    case ExprKind::kConstant: return ConstantValue(e.constant);
    case ExprKind::kNothing: {
      Lowered x = ConstantValue(SomeOf(e.type.kind));
      State state = e.state;
      if (!e.text.empty()) {
        auto at = std::ranges::lower_bound(policy.own_reasons, e.text) - policy.own_reasons.begin();
        state = static_cast<State>(kFirstOwnReason - at);
      }
      x.state = ssa.StateConstant(state);
      return x;
    }
    case ExprKind::kAsOf: return {.number = ssa.Emit(Opcode::kAsOf, kRunSpace, {})};
    case ExprKind::kField: return FieldValue(e.id, e.scope);
    case ExprKind::kRule:
    case ExprKind::kScore: return RulePart(e);
    case ExprKind::kParameter:
      if (args.empty()) return ParameterOn(e.id, ssa.Emit(Opcode::kAsOf, kRunSpace, {}), kNoValue, true);
      return ParameterOn(e.id, args[0].number, args[0].state, false);
    case ExprKind::kLookupValue: return LookupValue(e, args, space);
    case ExprKind::kLookupHas: return LookupHas(e, args, space);
    case ExprKind::kLookupCell: return LookupCell(e.id, e.n, false, space);
    case ExprKind::kLookupKey: return LookupCell(e.id, e.n, true, space);
    case ExprKind::kGroupKey: {
      // All rows of a group share the key: any of them tells it.
      const policy::Scope& scope = policy.scopes[e.scope];
      const SpaceId rows = SpaceOfScope(scope.other);
      Lowered key = ValueIn(scope.group_by[e.n], rows);
      ValueId out = ssa.Emit(Opcode::kOnly, space, {key.number, key.state, kNoValue, kNoValue});
      return {.number = out, .state = out + 1, .factor = key.factor};
    }
    case ExprKind::kNegate:
    case ExprKind::kAbsolute:
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMultiply:
    case ExprKind::kDivide:
    case ExprKind::kRound:
    case ExprKind::kSqrt: return Arithmetic(e, args);
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum:
    case ExprKind::kKnownSum:
    case ExprKind::kKnownAverage:
    case ExprKind::kListSum:
    case ExprKind::kListAverage: return ListArithmetic(e, args);
    case ExprKind::kEqual:
    case ExprKind::kNotEqual:
    case ExprKind::kLess:
    case ExprKind::kLessEqual:
    case ExprKind::kGreater:
    case ExprKind::kGreaterEqual: {
      const policy::Type& type = policy.exprs[e.args[0]].type;
      const Lowered &a = args[0], &b = args[1];
      Lowered x;
      x.state = ssa.StateMax(a.state, b.state);
      switch (e.kind) {
        case ExprKind::kEqual: x.number = Equal(a, b, type.kind); break;
        case ExprKind::kNotEqual: x.number = ssa.Not(Equal(a, b, type.kind)); break;
        case ExprKind::kLess: x.number = LessByOrder(a, b, type.kind, type.id); break;
        case ExprKind::kLessEqual: x.number = LessEqualByOrder(a, b, type.kind, type.id); break;
        case ExprKind::kGreater: x.number = LessByOrder(b, a, type.kind, type.id); break;
        default: x.number = LessEqualByOrder(b, a, type.kind, type.id); break;
      }
      return x;
    }
    case ExprKind::kCell: {
      const policy::Type& type = policy.exprs[e.args[0]].type;
      return CellHolds(args[0], type.kind, type.id, policy.cells[e.id], space);
    }
    case ExprKind::kAnd: return And(args);
    case ExprKind::kOr: return Or(args);
    case ExprKind::kNot: {
      Lowered x = args[0];
      x.number = ssa.Not(x.number);
      return x;
    }
    case ExprKind::kIf: {
      Lowered x = SelectValue(args[0].number, args[1], args[2], e.type.kind);
      x.state = ssa.StateElse(args[0].state, ssa.SelectState(args[0].number, args[1].state, args[2].state));
      return x;
    }
    case ExprKind::kIfMissing: {
      ValueId missing = ssa.StateIs(args[0].state, 1, kNotApplicable - 1);
      Lowered x = SelectValue(missing, args[1], args[0], e.type.kind);
      x.state = ssa.SelectState(missing, args[1].state, args[0].state);
      return x;
    }
    case ExprKind::kIsMissing:
    case ExprKind::kIsKnown:
    case ExprKind::kIsNotApplicable:
    case ExprKind::kIsBlank:
    case ExprKind::kIsHit:
    case ExprKind::kIsClear:
    case ExprKind::kIsUndetermined: return States(e, args);
    case ExprKind::kItem: return Enter(ItemState(e.id), SpaceOf(ItemState(e.id)), space);
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
    case ExprKind::kYearsBetween: return Dates(e, args, space);
    case ExprKind::kFirstLetters:
      return {.number = ssa.Emit(Opcode::kFirstLetters, space, {args[0].number}, {e.n}), .state = args[0].state};
    case ExprKind::kStartsWith: {
      ValueId parts[] = {args[0].number, args[1].number};
      return {.number = ssa.Emit(Opcode::kStartsWith, ssa.SpaceOf(parts), {parts[0], parts[1]}),
              .state = ssa.StateMax(args[0].state, args[1].state)};
    }
    case ExprKind::kFigure: return PeerFigure(e.id);
    case ExprKind::kCoverage: return Lift(Coverage(e.id), space);
    case ExprKind::kAggregate: break;
  }
  return exact.Number(0);
}

Lowered Lowering::RulePart(const Expr& e) {
  const LoweredRule& rule = rules[e.id];
  const Lowered& part = e.kind == ExprKind::kScore ? rule.score : rule.value;
  const Id entity = policy.rules[e.id].entity;
  return entity == kNo ? part : Enter(OwnedBy(entity, part), EntitySpace(entity), SpaceOfScope(e.scope));
}

// A constant value of an owner is still the owner's: it is missing where there is no owner.
Lowered Lowering::OwnedBy(Id entity, Lowered x) {
  const bool owns = std::ranges::any_of(policy.entities, [&](const policy::Entity& other) { return other.owner == entity; });
  if (owns && SpaceOf(x) == kRunSpace) x.number = ssa.Emit(Opcode::kGather, EntitySpace(entity), {x.number});
  return x;
}

Lowered Lowering::Arithmetic(const Expr& e, const std::vector<Lowered>& args) {
  const Lowered& a = args[0];
  Lowered x;
  ValueId state = a.state;
  for (std::size_t i = 1; i < args.size(); ++i) state = ssa.StateMax(state, args[i].state);
  switch (e.kind) {
    case ExprKind::kNegate: x = exact.Negate(a); break;
    case ExprKind::kAbsolute: x = exact.Absolute(a); break;
    case ExprKind::kAdd: x = exact.Add(a, args[1]); break;
    case ExprKind::kSubtract: x = exact.Add(a, exact.Negate(args[1])); break;
    case ExprKind::kMultiply: x = exact.Multiply(a, args[1]); break;
    case ExprKind::kDivide: {
      ValueId is_zero = kNoValue;
      x = exact.Divide(a, args[1], is_zero);
      // An unknown divisor stands for some number: its zero says nothing.
      state = ssa.StateElse(state, ssa.StateIf(is_zero, kDivisionByZero));
      break;
    }
    case ExprKind::kRound: x = exact.Round(a, e.number, e.mode); break;
    default: {
      ValueId is_negative = kNoValue;
      x = exact.Sqrt(a, e.number, e.mode, is_negative);
      state = ssa.StateElse(state, ssa.StateIf(is_negative, kNegativeRoot));
      break;
    }
  }
  x.state = state;
  x.reason = kNoValue;
  return x;
}

// min, max, sum, average of a list: what is not applicable is left out; `known` leaves out what is missing too.
Lowered Lowering::ListArithmetic(const Expr& e, const std::vector<Lowered>& args) {
  const bool known = e.kind == ExprKind::kKnownMinimum || e.kind == ExprKind::kKnownMaximum ||
                     e.kind == ExprKind::kKnownSum || e.kind == ExprKind::kKnownAverage;
  const bool least = e.kind == ExprKind::kMinimum || e.kind == ExprKind::kKnownMinimum;
  const bool greatest = e.kind == ExprKind::kMaximum || e.kind == ExprKind::kKnownMaximum;
  const bool average = e.kind == ExprKind::kKnownAverage || e.kind == ExprKind::kListAverage;
  auto out_of = [&](const Lowered& x) {  // left out of the list
    return known ? ssa.Not(ssa.StateIs(x.state, kKnown, kKnown)) : ssa.StateIs(x.state, kNotApplicable, kNotApplicable);
  };
  ValueId all_out = ssa.Flag(true), all_inapplicable = ssa.Flag(true), state = kNoValue;
  for (const Lowered& x : args) {
    all_out = ssa.And(all_out, out_of(x));
    all_inapplicable = ssa.And(all_inapplicable, ssa.StateIs(x.state, kNotApplicable, kNotApplicable));
    if (!known) state = ssa.StateMax(state, ssa.SelectState(out_of(x), kNoValue, x.state));
  }
  Lowered out = args[0];
  if (least || greatest) {
    ValueId out_so_far = out_of(args[0]);
    for (std::size_t i = 1; i < args.size(); ++i) {
      const Lowered& x = args[i];
      ValueId before = least ? LessByOrder(x, out, e.type.kind, e.type.id) : LessByOrder(out, x, e.type.kind, e.type.id);
      ValueId take = ssa.And(ssa.Not(out_of(x)), ssa.Or(out_so_far, before));
      out = SelectValue(take, x, out, e.type.kind);
      out_so_far = ssa.And(out_so_far, out_of(x));
    }
  } else {
    out = exact.Number(0);
    Lowered count = exact.Number(0);
    for (const Lowered& x : args) {
      ValueId left_out = out_of(x);
      out = exact.Add(out, exact.Select(left_out, exact.Number(0), x));
      count = exact.Add(count, exact.Select(left_out, exact.Number(0), exact.Number(1)));
    }
    if (average) {
      ValueId none = kNoValue;
      out = exact.Divide(out, count, none);
    }
  }
  if (known)
    state = ssa.SelectState(all_out, ssa.SelectState(all_inapplicable, ssa.StateConstant(kNotApplicable), ssa.StateConstant(kNoRows)), kNoValue);
  else
    state = ssa.SelectState(all_out, ssa.StateConstant(kNotApplicable), state);
  out.state = state;
  return out;
}

Lowered Lowering::Dates(const Expr& e, const std::vector<Lowered>& args, SpaceId space) {
  Lowered x;
  x.state = args[0].state;
  for (std::size_t i = 1; i < args.size(); ++i) x.state = ssa.StateMax(x.state, args[i].state);
  auto one = [&](Opcode op) { x.number = ssa.Emit(op, space, {args[0].number}); };
  auto two = [&](Opcode op, ValueId a, ValueId b) { return ssa.Emit(op, space, {a, b}); };
  // A whole number of days or months, kept where dates stay in the calendar.
  auto whole = [&](const Lowered& n) {
    constexpr long long kMost = 4'000'000;
    Lowered rounded = exact.Round(n, 1, RoundingMode::kDown);
    ValueId bounded = ssa.Minimum(ssa.Maximum(rounded.number, ssa.Integral(-kMost)), ssa.Integral(kMost));
    return ssa.InLane(bounded, Lane::k64);
  };
  // Outside the years 1 to 9999 there is no date.
  auto in_calendar = [&](ValueId day) {
    ValueId outside = ssa.Or(ssa.Less(day, ssa.Integral(kFirstDay)), ssa.Less(ssa.Integral(kLastDay), day));
    x.state = ssa.StateElse(x.state, ssa.StateIf(outside, kNoSuchDate));
    return ssa.Minimum(ssa.Maximum(day, ssa.Integral(kFirstDay)), ssa.Integral(kLastDay));
  };
  switch (e.kind) {
    case ExprKind::kYear:
      if (policy.exprs[e.args[0]].type.kind == TypeKind::kMonth)
        x.number = ssa.DivideRounded(args[0].number, ssa.Integral(12), RoundingMode::kFloor);
      else
        one(Opcode::kYearOf);
      break;
    case ExprKind::kMonthNumber:
      if (policy.exprs[e.args[0]].type.kind == TypeKind::kMonth) {
        ValueId year = ssa.DivideRounded(args[0].number, ssa.Integral(12), RoundingMode::kFloor);
        ValueId month = ssa.Add(ssa.Subtract(args[0].number, ssa.Multiply(year, ssa.Integral(12))), ssa.Integral(1));
        x.number = ssa.Maximum(ssa.Minimum(month, ssa.Integral(12)), ssa.Integral(1));
      } else {
        one(Opcode::kMonthNumber);
      }
      break;
    case ExprKind::kDay: one(Opcode::kDayOf); break;
    case ExprKind::kMonthOf: one(Opcode::kMonthOf); break;
    case ExprKind::kFirstDay: one(Opcode::kFirstDay); break;
    case ExprKind::kLastDay: {
      ValueId next = ssa.Add(args[0].number, ssa.Integral(1));
      // The last month of the calendar has no next one.
      ValueId last = ssa.Less(ssa.Integral(9999 * 12 + 11), next);
      ValueId first = ssa.Emit(Opcode::kFirstDay, space, {ssa.Minimum(next, ssa.Integral(9999 * 12 + 11))});
      x.number = ssa.Select(last, ssa.Integral(kLastDay), ssa.Subtract(first, ssa.Integral(1)));
      x.number = ssa.Maximum(x.number, ssa.Integral(kFirstDay));
      break;
    }
    case ExprKind::kAddDays: x.number = in_calendar(ssa.Add(args[0].number, whole(args[1]))); break;
    case ExprKind::kAddMonths:
      if (e.type.kind == TypeKind::kMonth) {
        ValueId month = ssa.Add(args[0].number, whole(args[1]));
        ValueId outside = ssa.Or(ssa.Less(month, ssa.Integral(12)), ssa.Less(ssa.Integral(9999 * 12 + 11), month));
        x.state = ssa.StateElse(x.state, ssa.StateIf(outside, kNoSuchDate));
        x.number = ssa.Minimum(ssa.Maximum(month, ssa.Integral(12)), ssa.Integral(9999 * 12 + 11));
      } else {
        // The operation stays in the calendar by clipping; what it clipped is no date.
        ValueId n = whole(args[1]);
        ValueId month = ssa.Add(ssa.Emit(Opcode::kMonthOf, space, {args[0].number}), n);
        ValueId outside = ssa.Or(ssa.Less(month, ssa.Integral(12)), ssa.Less(ssa.Integral(9999 * 12 + 11), month));
        x.state = ssa.StateElse(x.state, ssa.StateIf(outside, kNoSuchDate));
        x.number = two(Opcode::kAddMonths, args[0].number, n);
      }
      break;
    case ExprKind::kDaysBetween: x.number = ssa.Subtract(args[1].number, args[0].number); break;
    case ExprKind::kMonthsBetween:
    case ExprKind::kYearsBetween:
      x.number = policy.exprs[e.args[0]].type.kind == TypeKind::kMonth
                     ? ssa.Subtract(args[1].number, args[0].number)
                     : two(Opcode::kMonthsBetween, args[0].number, args[1].number);
      // n years are 12n months, clipped alike: the greatest n is the whole part of the months.
      if (e.kind == ExprKind::kYearsBetween)
        x.number = ssa.DivideRounded(x.number, ssa.Integral(12), RoundingMode::kFloor);
      break;
    default: break;
  }
  return x;
}

Lowered Lowering::States(const Expr& e, const std::vector<Lowered>& args) {
  const Lowered& a = args[0];
  Lowered x;
  auto is = [&](int state) { return ssa.Equal(a.number, ssa.Integral(state)); };
  switch (e.kind) {
    case ExprKind::kIsMissing:
      x.number = ssa.StateIs(a.state, 1, kNotApplicable - 1);
      break;
    case ExprKind::kIsKnown: x.number = ssa.StateIs(a.state, kKnown, kKnown); break;
    case ExprKind::kIsNotApplicable: x.number = ssa.StateIs(a.state, kNotApplicable, kNotApplicable); break;
    case ExprKind::kIsBlank:
      x.number = ssa.StateIs(a.state, kBlank, kBlank);
      x.state = ssa.SelectState(x.number, kNoValue, a.state);
      break;
    case ExprKind::kIsUndetermined: x.number = is(kUndeterminedList); break;
    default:
      x.number = is(e.kind == ExprKind::kIsHit ? kHitList : kClearList);
      // Unknown while it is undetermined; another item may be undetermined beside a hit.
      x.state = ssa.SelectState(is(kUndeterminedList), a.reason, kNoValue);
      break;
  }
  return x;
}

}  // namespace greenrule::lowering
