#include "compiler/analysis/value_range.h"

#include <algorithm>
#include <utility>

#include "runtime/number/integer.h"

namespace greenrule::analysis {
namespace {

using policy::Expr;
using policy::ExprKind;
using policy::kNo;

using Bound = std::optional<Rational>;

// Bounds with more digits than any written range are not worth their cost.
constexpr unsigned kMaxBits = 2048;

// How much of a condition is looked at, and how deep into what it decides between: `if b > 0 then a / b else …`.
constexpr int kMaxConditions = 32;
constexpr int kUnderDepth = 4;

bool IsHuge(const Rational& x) {
  return SignedBits(numerator(x)) > kMaxBits || SignedBits(denominator(x)) > kMaxBits;
}

ValueRange Modest(ValueRange range) {
  for (Bound* bound : {&range.low, &range.high, &range.step})
    if (*bound && IsHuge(**bound)) bound->reset();
  return range;
}

ValueRange Exactly(const Rational& x) { return {x, x, x == 0 ? Bound(1) : Bound(abs(x))}; }

// The greatest number of which both are multiples.
Bound CommonStep(const Bound& a, const Bound& b) {
  if (!a || !b) return std::nullopt;
  const Integer left = numerator(*a) * denominator(*b), right = numerator(*b) * denominator(*a);
  return Rational(Gcd(left, right), Integer(denominator(*a) * denominator(*b)));
}

ValueRange Union(const ValueRange& a, const ValueRange& b) {
  ValueRange all;
  if (a.low && b.low) all.low = std::min(*a.low, *b.low);
  if (a.high && b.high) all.high = std::max(*a.high, *b.high);
  all.step = CommonStep(a.step, b.step);
  return all;
}

// The union of what is added.
struct Gathered {
  ValueRange range;
  bool empty = true;
  void Add(const ValueRange& one) {
    range = empty ? one : Union(range, one);
    empty = false;
  }
};

Bound Plus(const Bound& a, const Bound& b) { return a && b ? Bound(*a + *b) : std::nullopt; }

ValueRange Negated(const ValueRange& x) {
  ValueRange range{std::nullopt, std::nullopt, x.step};
  if (x.high) range.low = -*x.high;
  if (x.low) range.high = -*x.low;
  return range;
}

ValueRange Times(const ValueRange& a, const ValueRange& b) {
  ValueRange range;
  if (a.step && b.step) range.step = *a.step * *b.step;
  const auto at_least_zero = [](const ValueRange& x) { return x.low && *x.low >= 0; };
  if (a.low && a.high && b.low && b.high) {
    const Rational corners[] = {*a.low * *b.low, *a.low * *b.high, *a.high * *b.low, *a.high * *b.high};
    range.low = *std::ranges::min_element(corners);
    range.high = *std::ranges::max_element(corners);
  } else if (at_least_zero(a) && at_least_zero(b)) {
    range.low = *a.low * *b.low;
  }
  return range;
}

ValueRange Over(const ValueRange& a, const ValueRange& b) {
  if (b.low && b.high && *b.low == *b.high && *b.low != 0) {
    const Rational inverse = 1 / *b.low;
    return Times(a, {inverse, inverse, abs(inverse)});
  }
  ValueRange range;
  if (a.low && *a.low >= 0 && b.low && *b.low >= 0) range.low = Rational(0);
  return range;
}

ValueRange Rounded(const ValueRange& x, const Rational& quantum, RoundingMode mode) {
  ValueRange range{std::nullopt, std::nullopt, quantum};
  if (x.low) range.low = RoundTo(*x.low, quantum, mode);
  if (x.high) range.high = RoundTo(*x.high, quantum, mode);
  return range;
}

Rational QuantumOf(unsigned decimals, const policy::Unit& unit) { return unit.scale / Rational(Pow10(decimals)); }

ValueRange Whole(Bound low, Bound high = std::nullopt) { return {std::move(low), std::move(high), Rational(1)}; }

}  // namespace

ValueRanges::ValueRanges(const policy::Policy& policy)
    : policy_(policy), exprs_(policy.exprs.size()), rules_(policy.rules.size()), scores_(policy.rules.size()) {}

const ValueRange& ValueRanges::Of(policy::ExprId expr) {
  Settle({Need::kExpr, expr});
  return *exprs_[expr];
}
const ValueRange& ValueRanges::OfRule(policy::Id rule) {
  Settle({Need::kRule, rule});
  return *rules_[rule];
}
const ValueRange& ValueRanges::OfScore(policy::Id rule) {
  Settle({Need::kScore, rule});
  return *scores_[rule];
}

const std::optional<ValueRange>& ValueRanges::Known(Need need) const {
  return need.kind == Need::kExpr ? exprs_[need.id] : need.kind == Need::kRule ? rules_[need.id] : scores_[need.id];
}

void ValueRanges::Settle(Need need) {
  std::vector<std::pair<Need, bool>> open{{need, false}};  // with whether its needs were pushed
  while (!open.empty()) {
    auto& [at, pushed] = open.back();
    if (Known(at)) {
      open.pop_back();
    } else if (!pushed) {
      pushed = true;
      for (const Need& each : NeedsOf(at))
        if (!Known(each)) open.emplace_back(each, false);
    } else {
      const Need done = at;
      open.pop_back();
      auto& all = done.kind == Need::kExpr ? exprs_ : done.kind == Need::kRule ? rules_ : scores_;
      all[done.id] = Modest(Find(done));
    }
  }
}

std::vector<ValueRanges::Need> ValueRanges::NeedsOf(Need need) const {
  std::vector<Need> needs;
  const auto expr = [&](policy::ExprId id) {
    if (id != kNo) needs.push_back({Need::kExpr, id});
  };
  if (need.kind == Need::kExpr) {
    const Expr& e = policy_.exprs[need.id];
    for (const policy::ExprId arg : e.args) expr(arg);
    if (e.kind == ExprKind::kRule) needs.push_back({Need::kRule, e.id});
    if (e.kind == ExprKind::kScore) needs.push_back({Need::kScore, e.id});
    return needs;
  }
  const policy::Rule& rule = policy_.rules[need.id];
  expr(rule.missing_score);
  if (need.kind == Need::kScore) {
    needs.push_back({Need::kRule, need.id});
    if (rule.score.kind == policy::Score::kFormula) expr(rule.score.formula);
    if (rule.score.kind == policy::Score::kTable)
      for (const auto& row : policy_.tables[rule.score.table].rows) expr(row.outputs[0]);
    return needs;
  }
  expr(rule.formula);
  for (const policy::Member& member : rule.members)
    needs.push_back({policy_.rules[member.rule].score.kind == policy::Score::kNone ? Need::kRule : Need::kScore, member.rule});
  if (rule.kind == policy::RuleKind::kTableOutput)
    for (const auto& row : policy_.tables[rule.table].rows) expr(row.outputs[rule.output]);
  return needs;
}

ValueRange ValueRanges::Find(Need need) const {
  if (need.kind == Need::kExpr) return FindExpr(policy_.exprs[need.id], RangesOf(policy_.exprs[need.id]));
  const policy::Rule& rule = policy_.rules[need.id];
  return need.kind == Need::kRule ? FindRule(rule) : FindScore(rule, *rules_[need.id]);
}

ValueRange ValueRanges::FindRule(const policy::Rule& rule) const {
  Gathered values;
  if (rule.kind == policy::RuleKind::kTableOutput) {
    const policy::Table& table = policy_.tables[rule.table];
    if (table.policy == MatchPolicy::kAll) {
      if (table.combine == policy::Table::kCount) return Whole(Rational(0), Rational(table.rows.size()));
      if (table.combine == policy::Table::kSum) return {};
    }
    for (const auto& row : table.rows)
      if (policy_.exprs[row.outputs[rule.output]].kind != ExprKind::kNothing) values.Add(*exprs_[row.outputs[rule.output]]);
    return values.range;
  }
  ValueRange range;
  if (!rule.members.empty()) {
    for (const policy::Member& member : rule.members)
      values.Add(policy_.rules[member.rule].score.kind == policy::Score::kNone ? *rules_[member.rule] : *scores_[member.rule]);
    range = values.range;
    range.step.reset();  // a weighted mean of its members
    if (rule.decimals) range = Rounded(range, QuantumOf(*rule.decimals, rule.unit), rule.mode);
    if (rule.missing_score != kNo) range = Union(range, *exprs_[rule.missing_score]);
  } else if (rule.formula != kNo) {
    range = *exprs_[rule.formula];
  }
  if (rule.range) {
    if (!range.low || *range.low < rule.range->first) range.low = rule.range->first;
    if (!range.high || *range.high > rule.range->second) range.high = rule.range->second;
  }
  return range;
}

ValueRange ValueRanges::FindScore(const policy::Rule& rule, const ValueRange& value) const {
  const policy::Score& score = rule.score;
  Gathered values;
  switch (score.kind) {
    case policy::Score::kNone: return value;
    case policy::Score::kBands:
      for (const auto& band : score.bands) values.Add(Exactly(band.points));
      break;
    case policy::Score::kPoints:
      if (score.ends == policy::Score::kExtended) return {};
      for (const auto& point : score.points) values.Add(Exactly(point.y));
      values.range.step.reset();
      break;
    case policy::Score::kTable:
      for (const auto& row : policy_.tables[score.table].rows)
        if (policy_.exprs[row.outputs[0]].kind != ExprKind::kNothing) values.Add(*exprs_[row.outputs[0]]);
      break;
    case policy::Score::kFormula: values.Add(*exprs_[score.formula]); break;
  }
  if (rule.missing_score != kNo) values.Add(*exprs_[rule.missing_score]);
  return values.range;
}

std::vector<const ValueRange*> ValueRanges::RangesOf(const Expr& expr) const {
  std::vector<const ValueRange*> ranges;
  for (const policy::ExprId arg : expr.args) ranges.push_back(arg == kNo ? nullptr : &*exprs_[arg]);
  return ranges;
}

// What a condition that holds, or does not, says of single values.
std::vector<ValueRanges::Fact> ValueRanges::FactsOf(policy::ExprId condition, bool holds) const {
  std::vector<Fact> facts;
  std::vector<std::pair<policy::ExprId, bool>> open{{condition, holds}};
  for (int seen = 0; !open.empty() && seen < kMaxConditions; ++seen) {
    const auto [id, yes] = open.back();
    open.pop_back();
    const Expr& e = policy_.exprs[id];
    if (e.kind == ExprKind::kNot) open.emplace_back(e.args[0], !yes);
    if (e.kind == (yes ? ExprKind::kAnd : ExprKind::kOr) && e.args.size() <= kMaxConditions)
      for (const policy::ExprId arg : e.args) open.emplace_back(arg, yes);
    const bool less = e.kind == ExprKind::kLess || e.kind == ExprKind::kLessEqual;
    const bool greater = e.kind == ExprKind::kGreater || e.kind == ExprKind::kGreaterEqual;
    if (!less && !greater) continue;
    const policy::ExprId small = e.args[less == yes ? 0 : 1], large = e.args[less == yes ? 1 : 0];
    facts.push_back({small, {std::nullopt, exprs_[large]->high, std::nullopt}});
    facts.push_back({large, {exprs_[small]->low, std::nullopt, std::nullopt}});
  }
  return facts;
}

ValueRange ValueRanges::Under(policy::ExprId id, const std::vector<Fact>& facts, int depth) const {
  const Expr& e = policy_.exprs[id];
  ValueRange range = *exprs_[id];
  for (const Fact& fact : facts) {
    const Expr& known = policy_.exprs[fact.expr];
    const bool leaf = e.kind == ExprKind::kRule || e.kind == ExprKind::kField;
    if (fact.expr != id && !(leaf && known.kind == e.kind && known.id == e.id && known.scope == e.scope)) continue;
    if (fact.range.low && (!range.low || *range.low < *fact.range.low)) range.low = fact.range.low;
    if (fact.range.high && (!range.high || *fact.range.high < *range.high)) range.high = fact.range.high;
  }
  const bool arithmetic = e.kind == ExprKind::kDivide || e.kind == ExprKind::kMultiply || e.kind == ExprKind::kAdd ||
                          e.kind == ExprKind::kSubtract || e.kind == ExprKind::kNegate || e.kind == ExprKind::kRound;
  if (!arithmetic || depth == 0) return range;
  std::vector<ValueRange> args;
  for (const policy::ExprId arg : e.args) args.push_back(Under(arg, facts, depth - 1));
  std::vector<const ValueRange*> ranges;
  for (const ValueRange& arg : args) ranges.push_back(&arg);
  const ValueRange found = Modest(FindExpr(e, ranges));
  if (found.low && (!range.low || *range.low < *found.low)) range.low = found.low;
  if (found.high && (!range.high || *found.high < *range.high)) range.high = found.high;
  return range;
}

ValueRange ValueRanges::FindExpr(const Expr& expr, const std::vector<const ValueRange*>& args) const {
  const auto Arg = [&](const Expr&, std::size_t index) -> const ValueRange& { return *args[index]; };
  const auto merged = [&](std::size_t from) {
    Gathered values;  // `missing` has no value to add
    for (std::size_t i = from; i < expr.args.size(); ++i)
      if (policy_.exprs[expr.args[i]].kind != ExprKind::kNothing) values.Add(Arg(expr, i));
    return values.range;
  };
  switch (expr.kind) {
    case ExprKind::kConstant: return expr.constant.state == kKnown ? Exactly(expr.constant.number) : ValueRange{};
    case ExprKind::kAsOf: return Whole(Rational(policy_.from), Rational(policy_.until));
    case ExprKind::kField: {
      const policy::Field& field = policy_.fields[expr.id];
      if (field.formula != kNo) return {};
      const bool number = field.type.kind == policy::TypeKind::kNumber;
      ValueRange range{field.lowest, field.highest, number ? QuantumOf(field.decimals, field.unit) : Rational(1)};
      if (field.blank == BlankRule::kValue) range = Union(range, Exactly(field.blank_value.number));
      return range;
    }
    case ExprKind::kRule: return *rules_[expr.id];
    case ExprKind::kScore: return *scores_[expr.id];
    case ExprKind::kParameter: {
      Gathered values;
      for (const auto& entry : policy_.parameters[expr.id].entries) {
        const Expr& value = policy_.exprs[entry.value];
        if (value.kind != ExprKind::kConstant) return {};
        values.Add(Exactly(value.constant.number));
      }
      return values.range;
    }
    case ExprKind::kLookupValue:
    case ExprKind::kLookupCell: {
      Gathered values;
      for (const auto& row : policy_.lookups[expr.id].rows)
        if (row.values[expr.n].state == kKnown) values.Add(Exactly(row.values[expr.n].number));
      return values.range;
    }
    case ExprKind::kNegate: return Negated(Arg(expr, 0));
    case ExprKind::kAbsolute: {
      ValueRange range = Union(Arg(expr, 0), Negated(Arg(expr, 0)));
      if (Arg(expr, 0).low && *Arg(expr, 0).low >= 0) return Arg(expr, 0);
      range.low = Rational(0);
      return range;
    }
    case ExprKind::kAdd:
    case ExprKind::kSubtract: {
      const ValueRange& a = Arg(expr, 0);
      const ValueRange b = expr.kind == ExprKind::kAdd ? Arg(expr, 1) : Negated(Arg(expr, 1));
      return {Plus(a.low, b.low), Plus(a.high, b.high), CommonStep(a.step, b.step)};
    }
    case ExprKind::kMultiply: return Times(Arg(expr, 0), Arg(expr, 1));
    case ExprKind::kDivide: return Over(Arg(expr, 0), Arg(expr, 1));
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum: return merged(0);
    case ExprKind::kKnownAverage:
    case ExprKind::kListAverage: {
      ValueRange range = merged(0);
      range.step.reset();
      return range;
    }
    case ExprKind::kKnownSum:
    case ExprKind::kListSum: {  // any of them may be left out
      ValueRange range{Rational(0), Rational(0), Arg(expr, 0).step};
      for (std::size_t i = 0; i < expr.args.size(); ++i) {
        const ValueRange& x = Arg(expr, i);
        if (range.low) range.low = x.low ? Bound(*range.low + std::min(*x.low, Rational(0))) : std::nullopt;
        if (range.high) range.high = x.high ? Bound(*range.high + std::max(*x.high, Rational(0))) : std::nullopt;
        range.step = CommonStep(range.step, x.step);
      }
      return range;
    }
    case ExprKind::kRound: return expr.number > 0 ? Rounded(Arg(expr, 0), expr.number, expr.mode) : ValueRange{};
    case ExprKind::kSqrt: return {Rational(0), std::nullopt, expr.number};
    case ExprKind::kIf: {
      Gathered values;
      for (const std::size_t i : {1, 2})
        if (policy_.exprs[expr.args[i]].kind != ExprKind::kNothing)
          values.Add(Under(expr.args[i], FactsOf(expr.args[0], i == 1), kUnderDepth));
      return values.range;
    }
    case ExprKind::kIfMissing: return merged(0);
    case ExprKind::kYear: return Whole(Rational(1), Rational(9999));
    case ExprKind::kMonthNumber: return Whole(Rational(1), Rational(12));
    case ExprKind::kDay: return Whole(Rational(1), Rational(31));
    case ExprKind::kDaysBetween:
    case ExprKind::kMonthsBetween:
    case ExprKind::kYearsBetween:
    case ExprKind::kAddDays:
    case ExprKind::kAddMonths:
    case ExprKind::kMonthOf:
    case ExprKind::kFirstDay:
    case ExprKind::kLastDay: return Whole(std::nullopt);
    case ExprKind::kCoverage: return {Rational(0), Rational(1), std::nullopt};
    case ExprKind::kAggregate:
      switch (expr.function) {
        case policy::Aggregate::kCount:
        case policy::Aggregate::kDistinctCount: return Whole(Rational(0));
        case policy::Aggregate::kMin:
        case policy::Aggregate::kMax:
        case policy::Aggregate::kLatest:
        case policy::Aggregate::kEarliest: return expr.args[0] == kNo ? ValueRange{} : Arg(expr, 0);
        case policy::Aggregate::kAverage:
        case policy::Aggregate::kMedian: {
          if (expr.args[0] == kNo) return {};
          ValueRange range = Arg(expr, 0);
          range.step.reset();
          return range;
        }
        case policy::Aggregate::kSum: {
          if (expr.args[0] == kNo) return {};
          const ValueRange& each = Arg(expr, 0);
          ValueRange range{std::nullopt, std::nullopt, each.step};
          if (each.low && *each.low >= 0) range.low = Rational(0);
          if (each.high && *each.high <= 0) range.high = Rational(0);
          return range;
        }
        default: return {};
      }
    case ExprKind::kFigure: {
      const FigureKind kind = policy_.figures[expr.id].kind;
      if (kind == FigureKind::kCount) return Whole(Rational(0));
      if (kind == FigureKind::kRank) return Whole(Rational(1));
      return {};
    }
    default: return {};
  }
}

}  // namespace greenrule::analysis
