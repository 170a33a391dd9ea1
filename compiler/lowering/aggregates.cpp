// Aggregates over rows and owned entities, and figures over the whole run.
#include "compiler/lowering/lowering.h"
#include "runtime/program/verify.h"

namespace greenrule::lowering {

using policy::Expr;
using policy::ScopeKind;
using policy::TypeKind;
using Fn = policy::Aggregate;

Lowering::Rows Lowering::RowsOf(ScopeId id) {
  const policy::Scope& scope = policy.scopes[id];
  Rows rows;
  rows.space = SpaceOfScope(id);
  rows.owner = edition.spaces[rows.space].parent;
  rows.keep = {.number = ssa.Flag(true)};
  rows.answer = kNoValue;
  switch (scope.kind) {
    case ScopeKind::kRows: {
      const policy::Feed& feed = policy.feeds[scope.subject];
      const SpaceId home = RowSpace(scope.subject);
      rows.keep.state = Enter(ssa.Emit(Opcode::kLoadRowState, home, {}), home, rows.space);
      const SpaceId entity = EntitySpace(feed.entity);
      rows.answer = Enter(Lowered{.state = ssa.Emit(Opcode::kLoadFeedState, entity, {}, {scope.subject})}, entity, rows.owner).state;
      break;
    }
    case ScopeKind::kChildren:
      // Seen from one of them, what belongs to the same owner: there may be no owner.
      rows.answer = Lift(Lowered{.number = ssa.Emit(Opcode::kGather, EntitySpace(policy.entities[scope.subject].owner), {ssa.Flag(true)})}, rows.owner).state;
      rows.keep.number = Enter(ssa.Emit(Opcode::kLoadEvaluated, EntitySpace(scope.subject), {}), EntitySpace(scope.subject), rows.space);
      break;
    case ScopeKind::kGroups: {
      // Groups exist within the owner of the rows they are made of; that feed must answer.
      Rows inner = RowsOf(scope.other);
      rows.answer = inner.answer;
      break;
    }
    default: break;
  }
  return rows;
}

ValueId Lowering::Word(ValueId value, const SourceRange& range) {
  if (ssa.value(value).lane == Lane::kByte) return ssa.Select(value, ssa.Integral(1), ssa.Integral(0));
  if (NarrowestLane(ssa.value(value).range).value_or(Lane::k256) != Lane::k64) {
    Report(Code::GR4007, range, {std::to_string(MagnitudeBits(ssa.value(value).range))});
    return ssa.Integral(0);
  }
  return ssa.InLane(value, Lane::k64);
}

// Groups the rows of `scope.other` that its `where` keeps, by its key; the state tells where the groups are not certain.
ValueId Lowering::MakeGroups(ScopeId id) {
  if (auto found = group_states_.find(id); found != group_states_.end()) return found->second;
  const policy::Scope& scope = policy.scopes[id];
  const SpaceId rows = SpaceOfScope(scope.other), groups = SpaceOfScope(id);
  Lowered keep = RowsOf(scope.other).keep;
  if (scope.where != kNo) keep = And({keep, Holds(ValueIn(scope.where, rows))});
  Lowered key = ValueIn(scope.group_by[0], rows);
  return group_states_[id] = ssa.Emit(Opcode::kMakeGroups, edition.spaces[rows].parent,
                                      {Word(key.number, policy.exprs[scope.group_by[0]].range), key.state, keep.number, keep.state}, {groups});
}

Lowered Lowering::Aggregate(const Expr& e) {
  if (policy.scopes[e.id].kind == ScopeKind::kPopulation) return PopulationFigure(e);
  Rows rows = RowsOf(e.id);
  if (const Integer most = RowsPerEntity(rows.space); most > kMaxRowsPerEntity) {
    Report(Code::GR4008, e.range, {most.str(), std::to_string(kMaxRowsPerEntity)});
    return e.type.kind == TypeKind::kNumber ? exact.Number(0) : ConstantValue(SomeOf(e.type.kind));
  }
  // Inside `by` the rows of a group are aggregated into the group.
  if (const policy::Scope& around = policy.scopes[e.scope]; around.kind == ScopeKind::kGroups && around.other == e.id) {
    rows.owner = SpaceOfScope(e.scope);
    rows.answer = Lift(rows.answer, rows.owner);
  }
  // The N of `at least N` is read where the aggregate stands, which may be deeper than what its rows belong to.
  const SpaceId standing = std::max(rows.owner, SpaceOfScope(e.scope));
  auto arg = [&](std::size_t i) -> std::optional<Lowered> {
    if (i >= e.args.size() || e.args[i] == kNo) return std::nullopt;
    return ValueIn(e.args[i], i == 2 ? standing : rows.space);
  };
  std::optional<Lowered> value = arg(0), where = arg(1), n = arg(2);
  Lowered keep = rows.keep;
  if (where && e.function != Fn::kAny) keep = And({keep, Holds(*where)});
  Lowered left_out = keep;
  if (value && e.known) {  // leave out what is missing, never rows whose `where` is unknown
    const ValueId missing = ssa.StateIs(value->state, 1, kNotApplicable - 1);
    left_out.number = ssa.And(keep.number, missing);
    keep.number = ssa.And(keep.number, ssa.Not(missing));
  }
  const policy::Scope& scope = policy.scopes[e.id];
  ValueId groups_state = kNoValue;
  if (scope.kind == ScopeKind::kGroups) groups_state = MakeGroups(e.id);
  // A reduction's rows are told by the space of its inputs.
  auto per_row = [&](Lowered k) {
    if (ssa.value(k.number).space == kRunSpace) k.number = ssa.Emit(Opcode::kGather, rows.space, {k.number});
    return k;
  };
  keep = per_row(keep);
  const SpaceId owner = rows.owner;
  auto reduce = [&](Opcode op, std::vector<ValueId> inputs, std::uint32_t state_at) {
    ValueId out = ssa.Reduce(op, owner, std::move(inputs));
    Lowered x{.number = out};
    x.state = out + state_at;
    return x;
  };
  auto count = [&](const Lowered& k, ValueId value_state) {
    const Lowered counted = per_row(k);
    return reduce(Opcode::kCount, {counted.number, counted.state, value_state}, 1);
  };
  Lowered x;
  switch (e.function) {
    case Fn::kCount: x = count(keep, kNoValue); break;
    case Fn::kAtLeast: {
      // Certain as soon as enough rows surely belong, or even all doubtful ones would not do.
      ValueId sure = ssa.And(keep.number, ssa.StateIs(keep.state, kKnown, kKnown));
      ValueId perhaps = ssa.Or(sure, ssa.StateIs(keep.state, 1, kNotApplicable - 1));
      const Lowered least = Lift(count({.number = sure}, kNoValue), standing);
      const Lowered most = Lift(count({.number = perhaps}, kNoValue), standing);
      const Lowered all = Lift(count(keep, kNoValue), standing);
      rows.answer = Lift(rows.answer, standing);
      if (standing != rows.owner) rows.answer = ssa.StateElse(least.state, rows.answer);  // there may be no owner
      ValueId yes = exact.LessEqual(*n, {.number = least.number});
      ValueId no = exact.Less({.number = most.number}, *n);
      x.number = yes;
      const ValueId certain = ssa.And(ssa.Or(yes, no), ssa.StateIs(n->state, kKnown, kKnown));
      x.state = ssa.SelectState(certain, kNoValue, ssa.StateMax(n->state, all.state));
      break;
    }
    case Fn::kAny: {
      Lowered condition = where ? Holds(*where) : Lowered{.number = ssa.Flag(true)};
      x = reduce(Opcode::kAny, {condition.number, condition.state, keep.number, keep.state}, 1);
      break;
    }
    case Fn::kEvery:
      x = reduce(Opcode::kEvery, {value->number, value->state, keep.number, keep.state}, 1);
      break;
    case Fn::kSum:
    case Fn::kAverage:
    case Fn::kMedian: {
      if (!DemandWhole(*value, e.range, {"the sum, average or median", "合计、平均值或中位数"})) return exact.Number(0);
      const ValueId number = value->number;
      if (e.function == Fn::kMedian) {
        x = reduce(Opcode::kMedianTwice, {number, value->state, keep.number, keep.state}, 1);
        x.factor = value->factor / 2;
        break;
      }
      x = reduce(Opcode::kSum, {number, value->state, keep.number, keep.state}, 1);
      x.factor = value->factor;
      if (e.function == Fn::kAverage) {
        const Lowered kept = count(keep, value->state);
        const ValueId none = ssa.Equal(kept.number, ssa.Integral(0));
        ValueId state = x.state, zero = kNoValue;
        x = exact.Divide(x, {.number = kept.number}, zero);
        x.state = ssa.StateElse(state, ssa.StateIf(none, kNoRows));
      }
      break;
    }
    case Fn::kMin:
    case Fn::kMax: {
      bool least = e.function == Fn::kMin;
      if (e.type.kind == TypeKind::kChoice && policy.choice_types[e.type.id].ordered) least = !least;
      const ValueId number = value->number;
      if (value->denominator == kNoValue) {
        x = reduce(least ? Opcode::kLeast : Opcode::kGreatest, {number, value->state, keep.number, keep.state}, 1);
      } else {
        x = Ratio(least ? Opcode::kLeastRatio : Opcode::kGreatestRatio, *value, keep, owner);
      }
      x.factor = value->factor;
      break;
    }
    case Fn::kLatest:
    case Fn::kEarliest: {
      // The rows of the latest (earliest) date among those kept decide; they must agree.
      Lowered day = FieldValue(policy.feeds[scope.subject].dated_by, e.id);
      Lowered ends = reduce(e.function == Fn::kLatest ? Opcode::kGreatest : Opcode::kLeast,
                            {day.number, day.state, keep.number, keep.state}, 1);
      ValueId same = ssa.Equal(day.number, Lift(ends.number, rows.space));
      Lowered chosen = And({keep, {.number = same}});
      if (value->denominator == kNoValue) {
        x = reduce(Opcode::kOnly, {value->number, value->state, chosen.number, chosen.state}, 1);
      } else {
        x = Ratio(Opcode::kLeastRatio, *value, chosen, owner);
        Lowered other = Ratio(Opcode::kGreatestRatio, *value, chosen, owner);
        x.state = ssa.StateElse(x.state, ssa.StateIf(ssa.Not(exact.Equal(x, other)), kAmbiguous));
      }
      x.factor = value->factor;
      x.state = ssa.StateElse(ends.state, x.state);
      break;
    }
    case Fn::kDistinctCount: {
      if (!DemandWhole(*value, e.range, {"the distinct count", "去重计数"})) return exact.Number(0);
      ValueId word = Word(value->number, e.range);
      ValueId first = ssa.Emit(Opcode::kFirstOfEach, rows.space, {word, value->state, keep.number, keep.state});
      Lowered all = count(keep, value->state);
      x = count({.number = first}, kNoValue);
      x.state = all.state;
      break;
    }
  }
  if (value && e.known && e.function != Fn::kLatest && e.function != Fn::kEarliest) {
    // Values were left out and none is left.
    const ValueId none = ssa.And(ssa.Equal(count(keep, value->state).number, ssa.Integral(0)),
                                 ssa.Less(ssa.Integral(0), count(left_out, kNoValue).number));
    const ValueId missing = ssa.StateIs(x.state, 1, kNotApplicable - 1);
    x.state = ssa.SelectState(ssa.And(none, ssa.Not(missing)), ssa.StateConstant(kNoRows), x.state);
  }
  if (scope.kind == ScopeKind::kGroups) x.state = ssa.StateElse(groups_state, x.state);
  // Where the feed does not answer nothing is certain.
  x.state = ssa.StateElse(rows.answer, x.state);
  return x;
}

Lowered Lowering::Ratio(Opcode op, const Lowered& value, const Lowered& keep, SpaceId owner) {
  ValueId out = ssa.Reduce(op, owner, {value.number, value.denominator, value.state, keep.number, keep.state});
  return {.number = out, .denominator = out + 1, .state = out + 2, .factor = value.factor};
}

}  // namespace greenrule::lowering
