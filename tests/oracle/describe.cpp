// Expressions in words.
#include <fmt/format.h>

#include "tests/oracle/differential.h"

namespace greenrule::oracle {

using policy::Expr;
using policy::ExprKind;
using policy::Id;
using policy::kNo;

namespace {

const char* NameOf(ExprKind kind) {
  static constexpr const char* kNames[] = {
      "constant", "nothing", "as-of", "field", "rule", "score", "parameter", "lookup", "lookup-has", "cell-of", "key-of", "group-key",
      "negate", "abs", "add", "subtract", "multiply", "divide", "min", "max", "min-known", "max-known", "sum-known", "average-known",
      "sum", "average", "round", "sqrt", "=", "<>", "<", "<=", ">", ">=", "is", "and", "or", "not", "if", "if-missing", "is-missing",
      "is-known", "is-not-applicable", "is-blank", "is-hit", "is-clear", "is-undetermined", "item", "year", "month-number", "day",
      "month-of", "first-day", "last-day", "add-days", "add-months", "days-between", "months-between", "years-between", "first-letters",
      "starts-with", "aggregate", "figure", "coverage"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* NameOf(policy::Aggregate function) {
  static constexpr const char* kNames[] = {"count", "at-least", "any", "every", "sum", "average", "min", "max", "latest", "earliest", "distinct", "median"};
  return kNames[static_cast<std::size_t>(function)];
}

const char* NameOf(policy::ScopeKind kind) {
  static constexpr const char* kNames[] = {"run", "entity", "rows", "children", "lookup-rows", "groups", "population"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string Shown(const policy::Constant& constant) {
  if (constant.state != kKnown) return fmt::format("state {}", constant.state);
  return constant.text.empty() ? constant.number.str() : '"' + constant.text + '"';
}

std::string CellText(const policy::Policy& p, Id id) {
  static constexpr const char* kKinds[] = {"any", "otherwise", "values", "missing", "not-applicable"};
  const policy::Cell& cell = p.cells[id];
  std::string text = (cell.negated ? "not " : "") + std::string(kKinds[cell.kind]);
  for (const auto& span : cell.spans)
    text += fmt::format(" {}{}..{}{}", span.low_open ? "(" : "[", span.low == kNo ? "" : Describe(p, span.low, 2),
                        span.high == kNo ? "" : Describe(p, span.high, 2), span.high_open ? ")" : "]");
  return text;
}

std::string ScopeText(const policy::Policy& p, policy::ScopeId id, int depth) {
  const policy::Scope& scope = p.scopes[id];
  std::string text = fmt::format("{} {} #{} below #{}", NameOf(scope.kind), scope.subject == kNo ? -1 : int(scope.subject), id, scope.parent);
  if (scope.kind == policy::ScopeKind::kGroups) {
    text += fmt::format(" of ({})", ScopeText(p, scope.other, depth));
    for (policy::ExprId key : scope.group_by) text += " by " + Describe(p, key, depth);
    if (scope.where != kNo) text += " where " + Describe(p, scope.where, depth);
  }
  return text;
}

std::string RuleText(const policy::Policy& p, const policy::Rule& rule, int depth) {
  std::string text = p.symbols[rule.symbol].name;
  if (depth <= 0) return text;
  text += fmt::format(" kind {}", int(rule.kind));
  if (rule.formula != kNo) text += " = " + Describe(p, rule.formula, depth);
  if (rule.applies_when != kNo) text += "; applies when " + Describe(p, rule.applies_when, depth);
  if (rule.range) text += "; range " + rule.range->first.str() + " to " + rule.range->second.str();
  if (rule.decimals) text += fmt::format("; {} decimals mode {}", *rule.decimals, int(rule.mode));
  if (rule.when_missing != policy::WhenMissing::kNone) text += fmt::format("; when missing {}", int(rule.when_missing));
  if (rule.missing_score != kNo) text += " " + Describe(p, rule.missing_score, depth);
  for (const auto& member : rule.members) text += fmt::format("; {} × ({})", member.weight.str(), RuleText(p, p.rules[member.rule], depth - 1));
  const policy::Score& score = rule.score;
  for (const auto& band : score.bands) text += fmt::format("; band {} -> {}", CellText(p, band.cell), band.points.str());
  for (const auto& point : score.points) text += fmt::format("; point {} -> {}", point.x.str(), point.y.str());
  if (!score.points.empty()) text += fmt::format(" ends {}", int(score.ends));
  if (score.formula != kNo) text += "; score = " + Describe(p, score.formula, depth);
  const Id table = score.table != kNo ? score.table : rule.table;
  if (table != kNo) {
    const policy::Table& t = p.tables[table];
    text += fmt::format("; table policy {} combine {} over", int(t.policy), int(t.combine));
    for (policy::ExprId input : t.inputs) text += " [" + Describe(p, input, depth) + "]";
    for (const auto& row : t.rows) {
      text += "\n      |";
      for (Id cell : row.cells) text += " " + CellText(p, cell) + " |";
      for (policy::ExprId output : row.outputs) text += "| " + Describe(p, output, depth);
    }
  }
  if (rule.checklist != kNo) {
    for (Id id : p.checklists[rule.checklist].items) {
      const policy::Item& item = p.items[id];
      text += fmt::format("\n      item {} ({} to {})", id, item.from, item.until);
      for (policy::ExprId hit : item.hit_when) text += "\n        hit when " + Describe(p, hit, depth);
      if (item.applies_when != kNo) text += "\n        applies when " + Describe(p, item.applies_when, depth);
    }
  }
  return text;
}

}  // namespace

std::string Describe(const policy::Policy& p, policy::ExprId id, int depth) {
  const Expr& e = p.exprs[id];
  if (depth <= 0) return fmt::format("#{}", id);
  switch (e.kind) {
    case ExprKind::kConstant: return Shown(e.constant);
    case ExprKind::kField: {
      const policy::Field& field = p.fields[e.id];
      std::string text = fmt::format("{}.{}", p.symbols[p.feeds[field.feed].symbol].name, p.symbols[field.symbol].name);
      if (field.formula != kNo) text += "{= " + Describe(p, field.formula, depth - 1) + "}";
      return text + fmt::format("@{}", e.scope);
    }
    case ExprKind::kRule:
    case ExprKind::kScore:
    case ExprKind::kCoverage: return fmt::format("{}({})@{}", NameOf(e.kind), RuleText(p, p.rules[e.id], depth / 2), e.scope);
    case ExprKind::kFigure: {
      const policy::PeerFigure& f = p.figures[e.id];
      std::string text = fmt::format("figure {} p {} higher {} of {}", int(f.kind), f.p.str(), f.higher_is_better, Describe(p, f.value, depth - 1));
      for (policy::ExprId key : f.by) text += " by " + Describe(p, key, depth - 1);
      if (f.where != kNo) text += " where " + Describe(p, f.where, depth - 1);
      return "(" + text + ")";
    }
    default: break;
  }
  std::string text = NameOf(e.kind);
  if (e.kind == ExprKind::kAggregate)
    text = fmt::format("{}{} over <{}>", NameOf(e.function), e.known ? " known" : "", ScopeText(p, e.id, depth - 1));
  if (e.kind == ExprKind::kParameter) text += " " + p.symbols[p.parameters[e.id].symbol].name;
  if (e.kind == ExprKind::kLookupValue || e.kind == ExprKind::kLookupHas || e.kind == ExprKind::kLookupCell || e.kind == ExprKind::kLookupKey)
    text += fmt::format(" {}.{}", p.symbols[p.lookups[e.id].symbol].name, e.n);
  if (e.kind == ExprKind::kCell) text += " <" + CellText(p, e.id) + ">";
  if (e.kind == ExprKind::kRound || e.kind == ExprKind::kSqrt) text += fmt::format(" {} mode {}", e.number.str(), int(e.mode));
  if (e.kind == ExprKind::kNothing) text += fmt::format(" state {} {}", e.state, e.text);
  for (policy::ExprId arg : e.args) text += arg == kNo ? " -" : " " + Describe(p, arg, depth - 1);
  return "(" + text + ")";
}

}  // namespace greenrule::oracle
