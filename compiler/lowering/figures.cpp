// Figures over the whole run: peers between the stages, statistics at the end. What they range over is kept by the stage before.
#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Expr;
using policy::TypeKind;
using Fn = policy::Aggregate;

std::uint32_t Lowering::NewKept(SpaceId space, Lane lane, const Range& range) {
  edition.kept.push_back({space, lane, range.lowest, range.highest});
  return static_cast<std::uint32_t>(edition.kept.size() - 1);
}

std::uint32_t Lowering::KeepFor(ValueId value, SpaceId space, std::vector<NodeIndex>& roots) {
  if (value == kNoValue) return kNone;
  if (ssa.value(value).space == kRunSpace) value = ssa.Emit(Opcode::kGather, space, {value});
  const std::uint32_t kept = NewKept(space, ssa.value(value).lane, ssa.value(value).range);
  ssa.Emit(Opcode::kKeep, space, {value}, {kept});
  roots.push_back(static_cast<NodeIndex>(ssa.node_count() - 1));
  return kept;
}

// Fills in the figure's results and reads them in `into`.
Lowered Lowering::FigureResult(greenrule::Figure figure, SpaceId into, const Rational& factor, const SourceRange& range) {
  const FigureRanges ranges = RangesOf(edition, figure);
  std::optional<Lane> lane = NarrowestLane(ranges.result);
  Lowered x{.factor = factor};
  if (!lane) {
    Report(Code::GR4001, range, {std::to_string(MagnitudeBits(ranges.result))});
    return exact.Number(0);
  }
  figure.result = NewKept(into, *lane, ranges.result);
  figure.result_state = NewKept(into, Lane::kByte, {0, 255});
  if (figure.kind == FigureKind::kAverage)
    figure.result_count = NewKept(into, NarrowestLane(ranges.result_count).value_or(Lane::k64), ranges.result_count);
  figure.into = figure.peers ? kNone : into;
  edition.figures.push_back(figure);
  x.number = ssa.Emit(Opcode::kLoadKept, into, {}, {figure.result});
  x.state = ssa.Emit(Opcode::kLoadKept, into, {}, {figure.result_state});
  if (figure.kind == FigureKind::kAverage) {
    ValueId none = kNoValue, state = x.state;
    x.state = kNoValue;
    x = exact.Divide(x, {.number = ssa.Emit(Opcode::kLoadKept, into, {}, {figure.result_count})}, none);
    x.state = state;
  }
  if (figure.kind == FigureKind::kMedian) x.factor /= 2;
  if (figure.kind == FigureKind::kPercentile) x.factor /= Rational(figure.p_denominator);
  return x;
}

Lowered Lowering::PeerFigure(Id id) {
  const policy::PeerFigure& peers = policy.figures[id];
  const SpaceId space = EntitySpace(peers.entity);
  greenrule::Figure figure;
  figure.kind = peers.kind;
  figure.entity = peers.entity;
  figure.higher_is_better = peers.higher_is_better;
  figure.p_numerator = numerator(peers.p);
  figure.p_denominator = denominator(peers.p);
  Rational factor = 1;
  ValueId own_state = kNoValue;  // an entity without a group, or without a value to rank, has no peers to be compared with
  if (peers.value != kNo) {
    Lowered value = ValueIn(peers.value, space);
    if (peers.kind != FigureKind::kCount) {
      if (!DemandWhole(value, peers.range, {"a figure over peers", "同组数值"})) return exact.Number(0);
      figure.value = KeepFor(value.number, space, figure_roots);
    }
    figure.value_state = KeepFor(value.state, space, figure_roots);
    if (peers.kind == FigureKind::kRank) own_state = value.state;
    // Of two grades the better one stands first.
    const policy::Type& type = policy.exprs[peers.value].type;
    if (type.kind == TypeKind::kChoice && policy.choice_types[type.id].ordered) figure.higher_is_better = !figure.higher_is_better;
    if (peers.kind != FigureKind::kRank && peers.kind != FigureKind::kCount) factor = value.factor;
  }
  for (ExprId by : peers.by) {
    Lowered key = ValueIn(by, space);
    figure.group.push_back(KeepFor(Word(key.number, policy.exprs[by].range), space, figure_roots));
    figure.group_state.push_back(KeepFor(key.state, space, figure_roots));
    own_state = ssa.StateMax(own_state, key.state);
  }
  if (peers.where != kNo) {
    Lowered where = ValueIn(peers.where, space);
    figure.where = KeepFor(where.number, space, figure_roots);
    figure.where_state = KeepFor(where.state, space, figure_roots);
  }
  Lowered x = FigureResult(figure, space, factor, peers.range);
  x.state = ssa.StateElse(own_state, x.state);
  return x;
}

Lowered Lowering::PopulationFigure(const Expr& e) {
  const Id entity = policy.scopes[e.id].subject;
  const SpaceId space = EntitySpace(entity);
  auto arg = [&](std::size_t i) -> std::optional<Lowered> {
    if (i >= e.args.size() || e.args[i] == kNo) return std::nullopt;
    return ValueIn(e.args[i], i == 2 ? statistic.space : space);
  };
  std::optional<Lowered> value = arg(0), where = arg(1), n = arg(2);
  greenrule::Figure figure;
  figure.peers = false;
  figure.entity = entity;
  if (statistic.entity == entity) {
    figure.group = statistic.group;
    figure.group_state = statistic.group_state;
  }
  bool reversed = e.type.kind == TypeKind::kChoice && policy.choice_types[e.type.id].ordered;
  switch (e.function) {
    case Fn::kSum: figure.kind = FigureKind::kSum; break;
    case Fn::kAverage: figure.kind = FigureKind::kAverage; break;
    case Fn::kMedian: figure.kind = FigureKind::kMedian; break;
    case Fn::kMin: figure.kind = reversed ? FigureKind::kMax : FigureKind::kMin; break;
    case Fn::kMax: figure.kind = reversed ? FigureKind::kMin : FigureKind::kMax; break;
    case Fn::kEvery: {  // no entity for which it does not hold
      const Lowered fails = Holds({.number = ssa.Not(value->number), .state = value->state});
      where = where ? And({Holds(*where), fails}) : fails;
      value.reset();
      break;
    }
    case Fn::kLatest:
    case Fn::kEarliest:
    case Fn::kDistinctCount:
      Report(Code::GR4005, e.range, {});
      return exact.Number(0);
    default: break;  // counts
  }
  Rational factor = 1;
  if (value) {
    if (figure.kind != FigureKind::kCount) {
      if (!DemandWhole(*value, e.range, {"a statistic", "统计"})) return exact.Number(0);
      figure.value = KeepFor(value->number, space, main_roots);
    }
    figure.value_state = KeepFor(value->state, space, main_roots);
    factor = value->factor;
  }
  if (where) {
    figure.where = KeepFor(where->number, space, main_roots);
    figure.where_state = KeepFor(where->state, space, main_roots);
  }
  if (value && e.known) {
    ValueId missing = ssa.StateIs(value->state, 1, kNotApplicable - 1);
    if (where) missing = ssa.And(missing, ssa.And(where->number, ssa.StateIs(where->state, kKnown, kKnown)));
    CountLeftOut(e, Lift(ssa.Select(missing, ssa.Integral(1), ssa.Integral(0)), space));
  }
  Lowered x = FigureResult(figure, statistic.space, factor, e.range);
  switch (e.function) {
    case Fn::kAny: x = {.number = exact.Less(exact.Number(0), x), .state = x.state}; break;
    case Fn::kEvery: x = {.number = exact.Equal(x, exact.Number(0)), .state = x.state}; break;
    case Fn::kAtLeast: x = {.number = exact.LessEqual(*n, x), .state = ssa.StateElse(n->state, x.state)}; break;
    default: break;
  }
  return x;
}

}  // namespace greenrule::lowering
