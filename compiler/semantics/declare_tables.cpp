// Decision tables: heads, rows of cells, outputs; each output becomes a rule.
#include <algorithm>
#include <unordered_map>

#include "compiler/semantics/declare_rules.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {
namespace {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::TypeKind;
using policy::Table;

// Which output each column right of ‖ is; nothing if they do not name every output once.
std::optional<std::vector<std::size_t>> MatchOutputs(Declarations& d, const Table& table, NodeId node) {
  const auto heads = d.Items(node, "outputs");
  std::vector<std::size_t> order;
  if (heads.empty()) {
    for (std::size_t i = 0; i < table.outputs.size(); ++i) order.push_back(i);
    return order;
  }
  std::vector<NodeId> taken(table.outputs.size(), kNoNode);
  bool good = true;
  for (const NodeId head : heads) {
    const auto found = std::ranges::find(table.outputs, d.Text(head), &Table::Output::name);
    const auto place = static_cast<std::size_t>(found - table.outputs.begin());
    if (found == table.outputs.end()) {
      d.Report(Code::GR2652, head, {d.Text(head)});
      good = false;
    } else if (taken[place] != kNoNode) {
      d.Report(Code::GR2559, head, {d.Text(head)});
      good = false;
    } else {
      taken[place] = head;
      order.push_back(place);
    }
  }
  for (std::size_t i = 0; i < taken.size() && good; ++i) {
    if (taken[i] != kNoNode) continue;
    d.Report(Code::GR2653, heads[0], {table.outputs[i].name});
    good = false;
  }
  if (!good) return std::nullopt;
  return order;
}

std::vector<CellInput> CheckHeads(RuleChecks& checks, Table& table, NodeId node) {
  Declarations& d = checks.d;
  std::vector<CellInput> inputs;
  for (const NodeId head : d.Items(node, "inputs")) {
    const ExprId expr = d.expressions.Check(head, PlaceIn(table.scope));
    CellInput input;
    input.type = d.context.expr(expr).type;
    if (input.type.kind == TypeKind::kNumber) input.unit = d.expressions.UnitOf(expr);
    input.name = Spell(d.tree(), head);
    input.range = d.context.Range(head);
    input.scope = table.scope;
    table.inputs.push_back(expr);
    table.heads.push_back(input.name);
    inputs.push_back(std::move(input));
  }
  return inputs;
}

// An output cell in its column's form: a constant that fits it, a name that is rounded to it.
ExprId FitOutput(RuleChecks& checks, NodeId cell, ExprId expr, const TableForm& form, std::size_t place) {
  Declarations& d = checks.d;
  const policy::Expr& made = d.context.expr(expr);
  if (made.type.kind != TypeKind::kNumber || form.types[place].type.kind != TypeKind::kNumber) return expr;
  const auto& unit = form.types[place].unit;
  auto decimals = form.decimals[place];
  if (made.kind != policy::ExprKind::kConstant) {
    if (decimals) {
      return d.expressions.RoundTo(expr, decimals->digits, unit, decimals->mode, d.context.Range(cell));
    }
    if (form.types[place].integer) {
      const auto quantum = checks.grid.Of(expr);
      if (!quantum || !IsInteger(Rational(*quantum / unit.scale))) {
        d.Report(Code::GR2654, cell, {form.targets[place].name});
      }
    }
    return expr;
  }
  if (form.types[place].integer && !decimals) decimals = DeclaredDecimals{};
  const auto needed = DecimalsNeeded(made.constant.number / unit.scale);
  if (decimals && (!needed || *needed > decimals->digits)) {
    d.Report(Code::GR2563, cell, {form.targets[place].name});
  }
  const auto& range = form.ranges[place];
  if (range && (made.constant.number < range->first || made.constant.number > range->second)) {
    d.Report(Code::GR2562, cell, {form.targets[place].name});
  }
  return expr;
}

bool IsOtherwise(const Declarations& d, NodeId row) {
  const NodeId cells = d.Child(row, "cells");
  return d.tree().Kind(cells) == NodeKind::kOtherwise;
}

}  // namespace

void CheckTableRows(RuleChecks& checks, Table& table, const TableForm& form, SourceRange head) {
  Declarations& d = checks.d;
  const std::string match = d.TextOf(form.node, "match");
  table.policy = match == "unique" ? MatchPolicy::kUnique : match == "all" ? MatchPolicy::kAll : MatchPolicy::kFirst;
  const auto inputs = CheckHeads(checks, table, form.node);
  const auto order = MatchOutputs(d, table, form.node);
  const auto rows = d.Items(form.node, "rows");
  if (rows.empty()) d.context.Report(Code::GR2655, head);
  if (!order) {
    table.rows.clear();
    return;
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Table::Row& row = table.rows[i];
    if (IsOtherwise(d, rows[i])) {
      const NodeId cell = d.Child(rows[i], "cells");
      if (i + 1 < rows.size()) d.Report(Code::GR2651, cell);
      policy::Cell otherwise;
      otherwise.kind = policy::Cell::kOtherwise;
      otherwise.range = d.context.Range(cell);
      for (std::size_t j = 0; j < inputs.size(); ++j) row.cells.push_back(d.context.Add(otherwise));
    } else {
      const auto cells = d.Items(rows[i], "cells");  // as many as heads, see node_kinds.def
      for (std::size_t j = 0; j < inputs.size(); ++j) row.cells.push_back(d.expressions.CheckCell(cells[j], inputs[j]));
    }
    const auto outputs = d.Items(rows[i], "outputs");
    row.outputs.assign(order->size(), kNo);
    for (std::size_t j = 0; j < outputs.size(); ++j) {
      const std::size_t place = (*order)[j];
      Place where = PlaceIn(table.scope);
      if (form.types[place].type.kind != TypeKind::kUnknown) where.target = form.targets[place];
      const ExprId expr = d.expressions.CheckOutput(outputs[j], where);
      row.outputs[place] = FitOutput(checks, outputs[j], expr, form, place);
    }
  }
}

TableFlags FlagsOf(const Declarations& d, const Table& table, std::size_t output) {
  TableFlags flags;
  for (std::size_t j = 0; j < table.inputs.size(); ++j) {
    const policy::Expr& input = d.context.expr(table.inputs[j]);
    if (!input.may_be_missing) continue;
    // A cell that takes anything, or asks for what is missing, is never unknown.
    flags.may_be_missing |= std::ranges::any_of(table.rows, [&](const Table::Row& row) {
      const policy::Cell& cell = d.policy().cells[row.cells[j]];
      return cell.kind != policy::Cell::kAny && cell.kind != policy::Cell::kOtherwise &&
             cell.kind != policy::Cell::kMissing;
    });
  }
  const bool counts = table.combine == Table::kSum || table.combine == Table::kCount;
  const bool closed = !table.rows.empty() && !table.rows.back().cells.empty() &&
                      d.policy().cells[table.rows.back().cells[0]].kind == policy::Cell::kOtherwise;
  if (!counts && !closed) flags.may_be_missing = true;
  if (table.policy == MatchPolicy::kUnique) flags.may_be_missing = true;
  for (const Table::Row& row : table.rows) {
    const policy::Expr& made = d.context.expr(row.outputs[output]);
    flags.may_be_missing |= made.may_be_missing;
    flags.may_be_not_applicable |= made.may_be_not_applicable;
  }
  return flags;
}

namespace {

// What combines the rows of `all`, and whether the outputs can be combined so.
Table::Combine ReadCombine(Declarations& d, NodeId node, const Table& table) {
  const NodeId combine = d.Child(node, "combine");
  if (combine == kNoNode) {
    if (d.TextOf(node, "match") == "all") d.Report(Code::GR2658, d.Child(node, "match"));
    return Table::kNone;
  }
  const std::string word = d.Text(combine);
  const Table::Combine kind = word == "sum" ? Table::kSum : word == "min" ? Table::kMin : word == "max" ? Table::kMax : Table::kCount;
  for (const auto& output : table.outputs) {
    if (output.type.kind == TypeKind::kUnknown) continue;
    const bool number = output.type.kind == TypeKind::kNumber;
    const bool pure = number && output.type.dimension.empty();
    const bool ordered = output.type.kind == TypeKind::kChoice && d.policy().choice_types[output.type.id].ordered;
    const bool calendar = output.type.kind == TypeKind::kDate || output.type.kind == TypeKind::kMonth;
    const bool fits = kind == Table::kSum ? number : kind == Table::kCount ? pure : number || ordered || calendar;
    if (!fits) d.Report(Code::GR2660, combine, {word, output.name, TypeText(d.context, output.type)});
  }
  return kind;
}

}  // namespace

void CheckTable(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.tables[id];
  const SourceRange head = d.symbol(d.policy().tables[id].symbol).range;
  const auto& rules = checks.outputs[id];
  Table table = std::move(d.policy().tables[id]);
  TableForm form{node, {}, {}, {}, {}};
  const auto gives = d.Items(node, "gives");
  for (std::size_t i = 0; i < gives.size(); ++i) {
    const SourceRange place = d.symbol(checks.rule(rules[i]).symbol).range;
    const DeclaredType type = ReadType(d, d.Child(gives[i], "type"));
    if (!d.Has(gives[i], "type")) d.context.Report(Code::GR2540, place, {table.outputs[i].name});
    ApplyForm(checks, rules[i], gives[i], type, kNo);
    const policy::Rule& rule = checks.rule(rules[i]);
    table.outputs[i].type = rule.type;
    table.outputs[i].unit = rule.unit;
    table.outputs[i].decimals = rule.decimals;
    form.types.push_back(type);
    form.targets.push_back(TargetOf(type, table.outputs[i].name, place));
    form.decimals.push_back(rule.decimals ? std::optional(DeclaredDecimals{*rule.decimals, rule.mode}) : std::nullopt);
    form.ranges.push_back(rule.range);
  }
  table.combine = ReadCombine(d, node, table);
  const auto belongs = FindEntity(checks, node);
  if (belongs) {
    table.entity = belongs->entity;
    table.scope = belongs->scope;
    CheckTableRows(checks, table, form, head);
  } else {
    table.rows.clear();
    checks.any_failed = true;
  }
  for (std::size_t i = 0; i < rules.size(); ++i) {
    policy::Rule& rule = checks.rule(rules[i]);
    rule.entity = table.entity;
    rule.scope = table.scope;
    const TableFlags flags = FlagsOf(d, table, i);
    rule.may_be_missing = flags.may_be_missing;
    rule.may_be_not_applicable = flags.may_be_not_applicable;
  }
  d.policy().tables[id] = std::move(table);
}

}  // namespace greenrule::semantics
