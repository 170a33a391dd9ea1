#include "compiler/semantics/grid.h"

#include <vector>

namespace greenrule::semantics {

using policy::Expr;
using policy::ExprId;
using policy::ExprKind;
using policy::kNo;

namespace {

// The greatest quantum of which multiples of both are multiples.
Rational Common(const Rational& a, const Rational& b) {
  if (a == 0) return b;
  if (b == 0) return a;
  const Integer an = boost::multiprecision::numerator(a), ad = boost::multiprecision::denominator(a);
  const Integer bn = boost::multiprecision::numerator(b), bd = boost::multiprecision::denominator(b);
  const Integer denominator = Lcm(ad, bd);
  return Rational(Gcd(an * (denominator / ad), bn * (denominator / bd)), denominator);
}

std::optional<Rational> Common(const std::optional<Rational>& a, const std::optional<Rational>& b) {
  if (!a || !b) return std::nullopt;
  return Common(*a, *b);
}

Rational Absolute(const Rational& x) { return x < 0 ? Rational(-x) : x; }

Rational OfDecimals(unsigned decimals, const policy::Unit& unit) {
  return Rational(unit.scale / Rational(Pow10(decimals)));
}

}  // namespace

std::vector<ExprId> Grid::Needs(const policy::Policy& policy, const Expr& expr) {
  std::vector<ExprId> needs;
  for (const ExprId arg : expr.args) {
    if (arg != kNo) needs.push_back(arg);
  }
  if (expr.kind == ExprKind::kRule && policy.rules[expr.id].formula != kNo) needs.push_back(policy.rules[expr.id].formula);
  if (expr.kind == ExprKind::kField && policy.fields[expr.id].formula != kNo) {
    needs.push_back(policy.fields[expr.id].formula);
  }
  if (expr.kind == ExprKind::kScore) {
    for (const ExprId part : {policy.rules[expr.id].score.formula, policy.rules[expr.id].missing_score}) {
      if (part != kNo) needs.push_back(part);
    }
  }
  if (expr.kind == ExprKind::kParameter) {
    for (const auto& entry : policy.parameters[expr.id].entries) needs.push_back(entry.value);
  }
  return needs;
}

Grid::Quantum Grid::OfRule(const policy::Rule& rule) const {
  if (rule.decimals) return OfDecimals(*rule.decimals, rule.unit);
  if (rule.formula != kNo) return known_.at(rule.formula);
  return std::nullopt;
}

Grid::Quantum Grid::OfScore(const policy::Rule& rule) const {
  Quantum quantum = rule.missing_score == kNo ? Rational(0) : known_.at(rule.missing_score);
  switch (rule.score.kind) {
    case policy::Score::kBands:
      for (const auto& band : rule.score.bands) quantum = Common(quantum, Quantum(Absolute(band.points)));
      return quantum;
    case policy::Score::kFormula:
      return rule.score.formula == kNo ? Quantum() : Common(quantum, known_.at(rule.score.formula));
    default: return std::nullopt;
  }
}

Grid::Quantum Grid::OfLookup(const Expr& expr) const {
  Rational quantum = 0;
  for (const auto& row : policy_.lookups[expr.id].rows) {
    if (expr.n < row.values.size()) quantum = Common(quantum, Absolute(row.values[expr.n].number));
  }
  return quantum;
}

Grid::Quantum Grid::Find(const Expr& expr) const {
  const auto arg = [&](std::size_t i) -> Quantum {
    return i < expr.args.size() && expr.args[i] != kNo ? known_.at(expr.args[i]) : Quantum();
  };
  const auto all = [&](std::size_t first) {
    Quantum quantum = arg(first);
    for (std::size_t i = first + 1; i < expr.args.size(); ++i) quantum = Common(quantum, arg(i));
    return quantum;
  };
  switch (expr.kind) {
    case ExprKind::kConstant: return Absolute(expr.constant.number);
    case ExprKind::kNothing: return Rational(0);
    case ExprKind::kField: {
      const policy::Field& field = policy_.fields[expr.id];
      if (field.formula != kNo) return known_.at(field.formula);
      return OfDecimals(field.decimals, field.unit);
    }
    case ExprKind::kRule: return OfRule(policy_.rules[expr.id]);
    case ExprKind::kScore: return OfScore(policy_.rules[expr.id]);
    case ExprKind::kParameter: {
      Rational quantum = 0;
      for (const auto& entry : policy_.parameters[expr.id].entries) {
        quantum = Common(quantum, Absolute(policy_.exprs[entry.value].constant.number));
      }
      return quantum;
    }
    case ExprKind::kLookupValue:
    case ExprKind::kLookupCell: return OfLookup(expr);
    case ExprKind::kNegate:
    case ExprKind::kAbsolute: return arg(0);
    case ExprKind::kAdd:
    case ExprKind::kSubtract:
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum:
    case ExprKind::kKnownSum:
    case ExprKind::kListSum:
    case ExprKind::kIfMissing: return all(0);
    case ExprKind::kIf: return Common(arg(1), arg(2));
    case ExprKind::kMultiply: {
      const Quantum a = arg(0), b = arg(1);
      if (!a || !b) return std::nullopt;
      return Rational(*a * *b);
    }
    case ExprKind::kDivide: {
      const Expr& divisor = policy_.exprs[expr.args[1]];
      const Quantum a = arg(0);
      if (!a || divisor.kind != ExprKind::kConstant || divisor.constant.number == 0) return std::nullopt;
      return Absolute(Rational(*a / divisor.constant.number));
    }
    case ExprKind::kRound:
    case ExprKind::kSqrt: return expr.number;
    case ExprKind::kYear:
    case ExprKind::kMonthNumber:
    case ExprKind::kDay:
    case ExprKind::kDaysBetween:
    case ExprKind::kMonthsBetween:
    case ExprKind::kYearsBetween: return Rational(1);
    case ExprKind::kFigure: {
      const FigureKind kind = policy_.figures[expr.id].kind;
      if (kind == FigureKind::kCount || kind == FigureKind::kRank) return Rational(1);
      return std::nullopt;
    }
    case ExprKind::kAggregate:
      switch (expr.function) {
        case policy::Aggregate::kCount:
        case policy::Aggregate::kDistinctCount: return Rational(1);
        case policy::Aggregate::kSum:
        case policy::Aggregate::kMin:
        case policy::Aggregate::kMax:
        case policy::Aggregate::kLatest:
        case policy::Aggregate::kEarliest: return arg(0);
        default: return std::nullopt;
      }
    default: return std::nullopt;
  }
}

Grid::Quantum Grid::Of(ExprId root) {
  std::vector<ExprId> open{root};
  while (!open.empty()) {
    const ExprId id = open.back();
    if (known_.contains(id)) {
      open.pop_back();
      continue;
    }
    bool ready = true;
    for (const ExprId need : Needs(policy_, policy_.exprs[id])) {
      if (known_.contains(need)) continue;
      open.push_back(need);
      ready = false;
    }
    if (!ready) continue;
    known_.emplace(id, Find(policy_.exprs[id]));
    open.pop_back();
  }
  return known_.at(root);
}

}  // namespace greenrule::semantics
