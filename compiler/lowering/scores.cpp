// Scores of factors and indicators, weighted sums with exclusion, coverage.
#include <algorithm>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Member;
using policy::Rule;
using policy::TypeKind;

namespace {
// Denominators of a composite whose members may leave: one common multiple of all of them while it stays this small.
constexpr std::size_t kMostLeavingMembers = 12;
constexpr unsigned kMostCommonBits = 40;
}  // namespace

Lowered Lowering::Score(const Rule& rule, const Lowered& value) {
  const policy::Score& score = rule.score;
  const SpaceId space = SpaceOfScope(rule.scope);
  Lowered out;
  switch (score.kind) {
    case policy::Score::kNone: return value;
    case policy::Score::kBands: out = Bands(rule, value, space); break;
    case policy::Score::kPoints: out = Points(rule, value, space); break;
    case policy::Score::kTable: out = TableOutputs(score.table)[0]; break;
    case policy::Score::kFormula: out = ValueIn(score.formula, space); break;
  }
  // A table and a formula see the value's state themselves; that it is not applicable holds for its score too.
  if (score.kind == policy::Score::kBands || score.kind == policy::Score::kPoints) {
    out.state = ssa.StateElse(value.state, out.state);
  } else if (value.state != kNoValue) {
    ValueId inapplicable = ssa.StateIs(value.state, kNotApplicable, kNotApplicable);
    out.state = ssa.SelectState(inapplicable, ssa.StateConstant(kNotApplicable), out.state);
  }
  return out;
}

Lowered Lowering::Bands(const Rule& rule, const Lowered& value, SpaceId space) {
  const auto& bands = rule.score.bands;
  Lowered known = value;
  known.state = kNoValue;
  const bool constant = std::ranges::all_of(bands, [&](const auto& b) { return ConstantSpans(policy.cells[b.cell]); });
  if (!constant) {  // bounds that parameters set: from the last band up
    Lowered out = exact.Number(0);
    out.state = ssa.StateConstant(kNoRowMatches);
    for (auto band = bands.rbegin(); band != bands.rend(); ++band) {
      Lowered in = CellHolds(known, rule.type.kind, rule.type.id, policy.cells[band->cell], space);
      ValueId state = ssa.StateElse(in.state, ssa.SelectState(in.number, kNoValue, out.state));
      out = exact.Select(in.number, exact.Number(band->points), out);
      out.state = state;
    }
    return out;
  }
  std::vector<const policy::Cell*> cells;
  for (const auto& band : bands) cells.push_back(&policy.cells[band.cell]);
  Intervals cut = Cut(known, rule.type.kind, rule.type.id, cells);
  std::optional<Rational> measure;
  for (const auto& band : bands)
    if (band.points != 0) measure = measure ? CommonMeasure(*measure, abs(band.points)) : Rational(abs(band.points));
  const Rational factor = measure.value_or(1);
  TakeTable points, states;
  states.lane = Lane::kByte;
  std::vector<PlacedCell> placed;
  for (const policy::Cell* cell : cells) placed.push_back(Place(cut, *cell));
  for (std::uint32_t k = 0; k < cut.known; ++k) {
    const auto at = std::ranges::find_if(placed, [&](const PlacedCell& cell) { return TruthOn(cut, k, cell) == Truth::kYes; });
    const auto band = bands.begin() + (at - placed.begin());
    points.values.push_back(band == bands.end() ? Integer(0) : Integer(numerator(Rational(band->points / factor))));
    states.values.push_back(band == bands.end() ? State{kNoRowMatches} : kKnown);
  }
  auto [low, high] = std::ranges::minmax(points.values);
  points.lane = NarrowestLane({low, high}).value_or(Lane::k256);
  const SpaceId at = ssa.value(cut.index).space;
  Lowered out{.number = ssa.Emit(Opcode::kTake, at, {cut.index}, {ssa.TableOf(points)}), .factor = factor};
  if (std::ranges::any_of(states.values, [](const Integer& s) { return s != 0; }))
    out.state = ssa.Emit(Opcode::kTake, at, {cut.index}, {ssa.TableOf(states)});
  return out;
}

// Straight lines between points: y = slope × x + start, both taken by the segment that x lies in.
Lowered Lowering::Points(const Rule& rule, const Lowered& value, SpaceId) {
  const auto& p = rule.score.points;
  const auto ends = rule.score.ends;
  std::vector<Rational> slopes, starts;
  auto line = [&](std::size_t i) {  // through points i and i + 1
    const Rational slope = (p[i + 1].y - p[i].y) / (p[i + 1].x - p[i].x);
    slopes.push_back(slope);
    starts.push_back(p[i].y - slope * p[i].x);
  };
  auto flat = [&](const Rational& y) {
    slopes.push_back(0);
    starts.push_back(y);
  };
  const bool extended = ends == policy::Score::kExtended && p.size() > 1;
  extended ? line(0) : flat(p.front().y);
  for (std::size_t i = 0; i + 1 < p.size(); ++i) line(i);
  extended ? line(p.size() - 2) : flat(p.back().y);

  Lowered x = value;
  x.state = kNoValue;
  ThresholdTable table;
  for (const auto& point : p) {
    const Rational at = point.x / x.factor;
    if (x.denominator == kNoValue)
      table.thresholds.push_back({Ceiling(at), 1, false});
    else
      table.thresholds.push_back({numerator(at), denominator(at), false});
  }
  std::vector<std::uint32_t> reached;
  const ValueId segment = BucketOf(x, std::move(table), reached);
  const SpaceId at = ssa.value(segment).space;
  auto take = [&](const std::vector<Rational>& values) {
    std::optional<Rational> measure;
    for (const Rational& v : values)
      if (v != 0) measure = measure ? CommonMeasure(*measure, abs(v)) : Rational(abs(v));
    const Rational factor = measure.value_or(1);
    TakeTable numbers;
    for (std::uint32_t line : reached) numbers.values.push_back(numerator(Rational(values[line] / factor)));
    auto [low, high] = std::ranges::minmax(numbers.values);
    numbers.lane = NarrowestLane({low, high}).value_or(Lane::k256);
    return Lowered{.number = ssa.Emit(Opcode::kTake, at, {segment}, {ssa.TableOf(numbers)}), .factor = factor};
  };
  Lowered out = exact.Add(exact.Multiply(take(slopes), x), take(starts));
  if (ends == policy::Score::kBeyondIsMissing) {
    ValueId beyond = ssa.Or(exact.Less(x, exact.Number(p.front().x)), exact.Less(exact.Number(p.back().x), x));
    out.state = ssa.StateIf(beyond, kBeyondPoints);
  }
  return out;
}

Lowered Lowering::WhenMissing(const Rule& rule, Lowered x) {
  if (rule.when_missing == policy::WhenMissing::kNone || rule.when_missing == policy::WhenMissing::kUndetermined) return x;
  ValueId missing = ssa.StateIs(x.state, 1, kNotApplicable - 1);
  if (rule.when_missing == policy::WhenMissing::kExcluded) {
    x.state = ssa.SelectState(missing, ssa.StateConstant(kExcluded), x.state);
    return x;
  }
  ValueId state = ssa.SelectState(missing, kNoValue, x.state);
  x = exact.Select(missing, ValueIn(rule.missing_score, SpaceOfScope(rule.scope)), x);
  x.state = state;
  return x;
}

Lowered Lowering::Composite(const Rule& rule) {
  const SpaceId space = SpaceOfScope(rule.scope);
  Lowered sum = exact.Number(0), weight = exact.Number(0);
  ValueId reasons = kNoValue, all_left = ssa.Flag(true), any_excluded = ssa.Flag(false);
  std::vector<Rational> leaving, staying;
  for (const Member& member : rule.members) {
    const Rule& part = policy.rules[member.rule];
    const LoweredRule& lowered = rules[member.rule];
    const Lowered x = Lift(part.score.kind == policy::Score::kNone ? lowered.value : lowered.score, space);
    ValueId excluded = ssa.StateIs(x.state, kExcluded, kExcluded);
    ValueId left = ssa.Or(excluded, ssa.StateIs(x.state, kNotApplicable, kNotApplicable));
    const bool may_leave = !ssa.IsConstant(left, 0);
    (may_leave ? leaving : staying).push_back(member.weight);
    reasons = ssa.StateMax(reasons, ssa.SelectState(left, kNoValue, x.state));
    all_left = ssa.And(all_left, left);
    any_excluded = ssa.Or(any_excluded, excluded);
    Lowered term = exact.Scale(x, member.weight);
    sum = exact.Add(sum, may_leave ? exact.Select(left, exact.Number(0), term) : term);
    weight = exact.Add(weight, may_leave ? exact.Select(left, exact.Number(0), exact.Number(member.weight)) : exact.Number(member.weight));
  }
  Lowered out = sum;
  if (!leaving.empty()) out = Renormalise(sum, weight, leaving, staying, rule.decimals.has_value());
  if (rule.decimals) out = exact.Round(out, rule.unit.scale / Rational(Pow10(*rule.decimals)), rule.mode);
  ValueId left_state = ssa.SelectState(any_excluded, ssa.StateConstant(kExcluded), ssa.StateConstant(kNotApplicable));
  out.state = ssa.SelectState(all_left, left_state, reasons);
  return out;
}

// sum ÷ weight. The weights that can stay are finitely many: while their least common multiple is small the quotient keeps a
// static denominator, which later sums need; a rounding right after does not.
Lowered Lowering::Renormalise(const Lowered& sum, const Lowered& weight, const std::vector<Rational>& leaving,
                              const std::vector<Rational>& staying, bool rounded) {
  ValueId is_zero = kNoValue;
  if (!rounded && leaving.size() <= kMostLeavingMembers) {
    Rational base = 0;
    for (const Rational& w : staying) base += w;
    Integer common = 1;
    for (std::uint32_t set = 0; set < (1u << leaving.size()) && SignedBits(common) <= kMostCommonBits; ++set) {
      Rational total = base;
      for (std::size_t i = 0; i < leaving.size(); ++i)
        if (set >> i & 1) total += leaving[i];
      const Rational whole = total / weight.factor;
      if (whole != 0) common = Lcm(common, numerator(whole));
    }
    if (SignedBits(common) <= kMostCommonBits) {
      ValueId share = ssa.DivideRounded(ssa.Integral(common), ssa.Maximum(weight.number, ssa.Integral(1)), RoundingMode::kDown);
      Lowered out = exact.Multiply(sum, {.number = share});
      out.factor /= weight.factor * Rational(common);
      return out;
    }
  }
  return exact.Divide(sum, weight, is_zero);
}

Lowered Lowering::Coverage(Id composite) {
  const SpaceId space = SpaceOfScope(policy.rules[composite].scope);
  // Leaves with the product of the written weights down to them.
  std::vector<std::pair<Id, Rational>> open{{composite, 1}};
  Lowered with_data = exact.Number(0), applies = exact.Number(0);
  ValueId none = kNoValue;
  while (!open.empty()) {
    auto [id, weight] = open.back();
    open.pop_back();
    const Rule& rule = policy.rules[id];
    if (!rule.members.empty()) {
      for (const Member& member : rule.members) open.push_back({member.rule, weight * member.weight});
      continue;
    }
    const LoweredRule& leaf = rules[id];
    const Lowered value = Lift(leaf.value, space);
    ValueId inapplicable = ssa.StateIs(value.state, kNotApplicable, kNotApplicable);
    ValueId data = leaf.rests_on_data == kNoValue ? ssa.Flag(true) : Lift(leaf.rests_on_data, space);
    const Lowered zero = exact.Number(0), share = exact.Number(weight);
    applies = exact.Add(applies, exact.Select(inapplicable, zero, share));
    with_data = exact.Add(with_data, exact.Select(ssa.And(data, ssa.Not(inapplicable)), share, zero));
  }
  Lowered out = exact.Divide(with_data, applies, none);
  out.state = ssa.StateIf(none, kNotApplicable);
  return out;
}

}  // namespace greenrule::lowering
