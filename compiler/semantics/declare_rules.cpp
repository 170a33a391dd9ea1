// Quantities, factors and indicators: a formula with its form, condition and score. Computed fields likewise.
#include "compiler/semantics/declare_rules.h"

#include <algorithm>

#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::RuleKind;
using policy::TypeKind;

RuleChecks::RuleChecks(Declarations& declarations)
    : d(declarations),
      grid(d.policy()),
      failed(d.rules.size(), false),
      failed_tables(d.tables.size(), false),
      failed_fields(d.fields.size(), false),
      any_failed(!d.context.unread.empty()),
      members(d.rules.size()),
      outputs(d.tables.size()) {
  for (Id id = 0; id < d.rules.size(); ++id) {
    if (rule(id).table != kNo) outputs[rule(id).table].push_back(id);
  }
}

policy::Id ReadDepartment(Declarations& d, NodeId source) {
  if (source == kNoNode) return kNo;
  const auto department = d.context.names.Resolve(d.context, source, {NameKind::kDepartment});
  return department ? department->id : kNo;
}

namespace {

// Whether a formula names a rule without an entity because that is in error, or a word that the parser could not read.
bool NamesFailed(RuleChecks& checks, const std::vector<NodeId>& formulas) {
  const SyntaxTree& tree = checks.d.tree();
  for (const NodeId formula : formulas) {
    for (TokenId token = tree.FirstToken(formula); token <= tree.LastToken(formula); ++token) {
      if (checks.d.context.unread.contains(std::string(tree.TokenText(token)))) return true;
    }
    for (const Meaning& meaning : checks.d.expressions.References(formula)) {
      if (meaning.kind == NameKind::kRule && checks.rule(meaning.id).type.kind == TypeKind::kUnknown) return true;
      if (meaning.kind == NameKind::kRule && checks.failed[meaning.id]) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Belongs> FindEntity(RuleChecks& checks, NodeId node) {
  Declarations& d = checks.d;
  if (const NodeId owner = d.Child(node, "owner"); owner != kNoNode) {
    const auto entity = d.context.names.Resolve(d.context, owner, {NameKind::kEntity});
    if (!entity) return std::nullopt;
    return Belongs{entity->id, d.policy().entities[entity->id].scope};
  }
  const auto formulas = FormulasOf(d, node);
  const bool quiet = checks.any_failed && NamesFailed(checks, formulas);
  const Owner owner = d.expressions.EntityOf(formulas, d.Child(node, "label"), quiet);
  switch (owner.kind) {
    case Owner::kReported: return std::nullopt;
    case Owner::kRun: return quiet ? std::nullopt : std::optional(Belongs{});
    case Owner::kEntity: break;
  }
  return Belongs{owner.entity, d.policy().entities[owner.entity].scope};
}

namespace {

// The unit of an amount that declares none: its formula's, else its dimension's base units.
policy::Unit UnitFor(const RuleChecks& checks, const policy::Type& type, ExprId expr) {
  if (type.kind != TypeKind::kNumber) return {};
  if (expr != kNo) {
    const auto unit = checks.d.expressions.UnitOf(expr);
    if (unit && unit->dimension == type.dimension) return *unit;
  }
  if (type.dimension.empty()) return {};
  return {checks.d.context.units.DimensionText(type.dimension).english, 1, type.dimension};
}

// `integer` rounds nothing, so its formula must be whole by itself.
void CheckWhole(RuleChecks& checks, Id rule, NodeId node, ExprId expr) {
  const auto quantum = checks.grid.Of(expr);
  if (quantum && IsInteger(Rational(*quantum / checks.rule(rule).unit.scale))) return;
  checks.d.Report(Code::GR2616, checks.d.Child(node, "type"), {checks.Label(rule)});
}

}  // namespace

ExprId ApplyForm(RuleChecks& checks, Id id, NodeId node, const DeclaredType& declared, ExprId expr) {
  Declarations& d = checks.d;
  const std::string label = checks.Label(id);
  DeclaredType type = declared;
  if (type.type.kind == TypeKind::kUnknown && expr != kNo && !d.Has(node, "type")) {
    type.type = d.context.expr(expr).type;
    type.unit = UnitFor(checks, type.type, expr);
  }
  checks.rule(id).type = type.type;
  checks.rule(id).unit = type.unit;
  if (type.type.kind == TypeKind::kUnknown) return expr;
  if (const auto decimals = ReadDecimals(d, d.Child(node, "decimals"), type, label)) {
    if (decimals->rounded) d.Report(Code::GR2617, d.Child(d.Child(node, "decimals"), "rounded"), {label});
    checks.rule(id).decimals = decimals->digits;
    checks.rule(id).mode = decimals->mode;
    if (expr != kNo && d.context.expr(expr).type.kind == TypeKind::kNumber) {
      expr = d.expressions.RoundTo(expr, decimals->digits, type.unit, decimals->mode,
                                   d.context.Range(d.Child(node, "decimals")));
    }
  } else if (type.integer && expr != kNo && d.context.expr(expr).type.kind == TypeKind::kNumber) {
    CheckWhole(checks, id, node, expr);
  }
  const auto range = ReadRange(d, d.Child(node, "range"), type, label, checks.Head(id));
  if (range && type.type.kind == TypeKind::kNumber) checks.rule(id).range = *range;
  if (range && type.type.kind != TypeKind::kNumber) d.Report(Code::GR2618, d.Child(node, "range"), {label});
  return expr;
}

namespace {

void ReadOptions(RuleChecks& checks, Id id, NodeId node) {
  Declarations& d = checks.d;
  const std::string direction = d.TextOf(node, "direction");
  policy::Rule& rule = checks.rule(id);
  if (direction == "lower is better") rule.direction = policy::Rule::kLowerIsBetter;
  if (direction == "higher is better") rule.direction = policy::Rule::kHigherIsBetter;
  rule.group = d.TextOf(node, "group");
  rule.department = ReadDepartment(d, d.Child(node, "source"));
  if (const NodeId level = d.Child(node, "level"); level != kNoNode) {
    if (rule.kind == RuleKind::kQuantity) {
      d.Report(Code::GR2613, level, {checks.Label(id)});
    } else if (const Meaning* meaning = d.context.names.FindLevel(d.tree().Text(level))) {
      checks.rule(id).level = meaning->id;
    } else {
      Diagnostic::Argument known("");
      for (const auto& name : d.policy().levels) {
        known.english += (known.english.empty() ? "`" : ", `") + name + "`";
        known.chinese += (known.chinese.empty() ? "`" : "、`") + name + "`";
      }
      if (d.policy().levels.empty()) {
        d.Report(Code::GR2615, level, {d.Text(level)});
      } else {
        d.Report(Code::GR2614, level, {d.Text(level), known});
      }
    }
  }
}

// What does not fit the kind of declaration.
void CheckShape(RuleChecks& checks, Id id, NodeId node) {
  Declarations& d = checks.d;
  const RuleKind kind = checks.rule(id).kind;
  const auto members = d.Items(node, "members");
  const bool has_formula = d.Has(node, "formula");
  const std::string label = checks.Label(id);
  if (kind == RuleKind::kComposite || (kind == RuleKind::kIndicator && !members.empty())) {
    if (has_formula) d.Report(Code::GR2602, d.Child(node, "formula"), {label});
    if (members.empty()) d.context.Report(Code::GR2603, checks.Head(id), {label});
    if (d.Has(node, "score")) d.Report(Code::GR2605, d.Child(node, "score"), {label});
    return;
  }
  if (!members.empty()) d.Report(Code::GR2604, members[0], {label});
  if (!has_formula && members.empty()) d.context.Report(Code::GR2601, checks.Head(id), {label});
  if (const NodeId equal = d.Child(node, "equal"); equal != kNoNode) d.Report(Code::GR2607, equal, {label});
  if (kind == RuleKind::kQuantity && d.Has(node, "score")) d.Report(Code::GR2606, d.Child(node, "score"), {label});
}

}  // namespace

void CheckFormulaRule(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.rules[id];
  CheckShape(checks, id, node);
  ReadOptions(checks, id, node);
  const RuleKind kind = checks.rule(id).kind;
  if (kind == RuleKind::kComposite || (kind == RuleKind::kIndicator && !d.Items(node, "members").empty())) {
    CheckComposite(checks, id);
    return;
  }
  const DeclaredType declared = ReadType(d, d.Child(node, "type"));
  const auto belongs = FindEntity(checks, node);
  if (!belongs || !d.Has(node, "formula")) {
    ApplyForm(checks, id, node, declared, kNo);
    checks.failed[id] = checks.any_failed = true;
    return;
  }
  checks.rule(id).entity = belongs->entity;
  checks.rule(id).scope = belongs->scope;
  Place place;
  place.scope = belongs->scope;
  place.rounded = d.Has(node, "decimals");
  if (declared.type.kind != TypeKind::kUnknown) place.target = TargetOf(declared, checks.Label(id), checks.Head(id));
  ExprId formula = d.expressions.Check(d.Child(node, "formula"), place);
  if (d.context.expr(formula).type.kind == TypeKind::kChecklist && declared.type.kind == TypeKind::kUnknown) {
    d.Report(Code::GR2121, d.Child(node, "formula"), {Spell(d.tree(), d.Child(node, "formula"))});
    checks.failed[id] = checks.any_failed = true;
    return;
  }
  formula = ApplyForm(checks, id, node, declared, formula);
  checks.rule(id).formula = formula;
  bool may_be_missing = d.context.expr(formula).may_be_missing;
  bool may_be_not_applicable = d.context.expr(formula).may_be_not_applicable;
  if (const NodeId applies = d.Child(node, "applies_when"); applies != kNoNode) {
    const ExprId condition = d.expressions.CheckCondition(applies, PlaceIn(belongs->scope));
    checks.rule(id).applies_when = condition;
    may_be_missing |= d.context.expr(condition).may_be_missing;
    may_be_not_applicable = true;
  }
  checks.rule(id).may_be_missing = may_be_missing;
  checks.rule(id).may_be_not_applicable = may_be_not_applicable;
  CheckScore(checks, id);
}

void CheckComputedField(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.fields[id];
  const policy::SymbolId symbol = d.policy().fields[id].symbol;
  const Id feed = d.policy().fields[id].feed;
  const bool many = d.policy().feeds[feed].many;
  const DeclaredType declared = ReadType(d, d.Child(node, "type"));
  Place place;
  place.scope = many ? d.policy().feeds[feed].filter_scope : d.policy().entities[d.policy().feeds[feed].entity].scope;
  place.row_feed = feed;
  place.rows_only = true;
  place.rounded = d.Has(node, "decimals");
  if (declared.type.kind != TypeKind::kUnknown) {
    place.target = TargetOf(declared, d.symbol(symbol).Label(), d.symbol(symbol).range);
  }
  const NodeId formula = d.Child(node, "formula");
  ExprId expr = d.expressions.Check(formula, place);
  policy::Field& field = d.policy().fields[id];
  if (!d.Has(node, "type")) {
    field.type = d.context.expr(expr).type;
    field.unit = UnitFor(checks, field.type, expr);
    if (d.Has(node, "decimals")) d.Report(Code::GR2540, d.Child(node, "label"), {d.symbol(symbol).Label()});
  } else if (d.Has(node, "decimals") && d.context.expr(expr).type.kind == TypeKind::kNumber) {
    const auto mode = ModeOf(d.TextOf(d.Child(node, "decimals"), "mode"));
    expr = d.expressions.RoundTo(expr, field.decimals, field.unit, mode, d.context.Range(d.Child(node, "decimals")));
  } else if (declared.integer && d.context.expr(expr).type.kind == TypeKind::kNumber) {
    const auto quantum = checks.grid.Of(expr);
    if (!quantum || !IsInteger(Rational(*quantum / field.unit.scale))) {
      d.Report(Code::GR2616, d.Child(node, "type"), {d.symbol(symbol).Label()});
    }
  }
  if (RefuseComputed(d, expr, kNo)) d.policy().fields[id].formula = expr;
}

namespace {

// What the unit must not name: what it was left out to rest on, and is yet to be checked.
void Await(RuleChecks& checks, const CheckUnit& unit, const std::vector<CheckUnit>& done) {
  Context& context = checks.d.context;
  context.awaited.clear();
  context.awaited_value = kNo;
  for (const auto& left_out : checks.left_out) {
    if (left_out.from != unit || std::ranges::find(done, left_out.to) != done.end()) continue;
    if (left_out.to.kind == CheckUnit::kTable) {
      context.awaited.insert(checks.outputs[left_out.to.id].begin(), checks.outputs[left_out.to.id].end());
    } else if (left_out.to == unit) {
      context.awaited_value = unit.id;
    } else {
      context.awaited.insert(left_out.to.id);
    }
  }
}

}  // namespace

void DeclareRules(Declarations& d) {
  RuleChecks checks(d);
  for (Id table = 0; table < d.tables.size(); ++table) {
    const policy::Symbol& symbol = d.symbol(d.policy().tables[table].symbol);
    if (d.policy().tables[table].outputs.empty()) d.context.Report(Code::GR2650, symbol.range, {symbol.Label()});
  }
  std::vector<CheckUnit> done;
  for (const CheckUnit& unit : OrderUnits(checks)) {
    if (!checks.left_out.empty()) Await(checks, unit, done);
    switch (unit.kind) {
      case CheckUnit::kField:
        if (!checks.failed_fields[unit.id]) CheckComputedField(checks, unit.id);
        break;
      case CheckUnit::kRule:
        if (!checks.failed[unit.id]) CheckFormulaRule(checks, unit.id);
        d.rule_sequence.push_back(unit.id);
        break;
      case CheckUnit::kChecklist:
        if (!checks.failed[unit.id]) CheckChecklist(checks, unit.id);
        d.rule_sequence.push_back(unit.id);
        break;
      case CheckUnit::kTable:
        if (!checks.failed_tables[unit.id]) CheckTable(checks, unit.id);
        for (const Id rule : checks.outputs[unit.id]) d.rule_sequence.push_back(rule);
        break;
    }
    if (d.context.met_awaited) ReportRing(checks, std::ranges::find(checks.left_out, unit, &RuleChecks::LeftOut::from)->ring);
    d.context.met_awaited = false;
    if (!checks.left_out.empty()) done.push_back(unit);
  }
  d.context.awaited.clear();
  d.context.awaited_value = kNo;
}

}  // namespace greenrule::semantics
