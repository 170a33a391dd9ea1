// Decision tables made by hand, without text: a checked policy that holds nothing but one table and its inputs.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/policy.h"

namespace greenrule::analysis {

class TableMaker {
 public:
  TableMaker() {
    policy.scopes.resize(1);
    table.policy = MatchPolicy::kFirst;
  }

  // Inputs. Each is a quantity with a field's range; a number lies on steps of 10^-decimals, or anywhere if decimals < 0.
  void Number(const std::string& head, const Rational& low, const Rational& high, int decimals, const std::string& unit = "",
              const Rational& scale = 1) {
    policy::Unit shown;
    shown.text = unit;
    shown.scale = scale;
    if (decimals < 0) {
      policy::Rule rule;
      rule.type = {policy::TypeKind::kNumber, policy::kNo, {}};
      rule.unit = shown;
      rule.range = std::pair(low, high);
      policy.rules.push_back(rule);
      AddInput(head, policy::ExprKind::kRule, static_cast<policy::Id>(policy.rules.size() - 1), rule.type);
      return;
    }
    policy::Field field;
    field.type = {policy::TypeKind::kNumber, policy::kNo, {}};
    field.unit = shown;
    field.decimals = static_cast<std::uint8_t>(decimals);
    field.lowest = low;
    field.highest = high;
    AddField(head, field);
  }
  void YesNo(const std::string& head) { AddTyped(head, {policy::TypeKind::kYesNo, policy::kNo, {}}); }
  void Text(const std::string& head) { AddTyped(head, {policy::TypeKind::kText, policy::kNo, {}}); }
  void Choice(const std::string& head, std::vector<std::string> values, bool ordered) {
    policy::ChoiceType type;
    type.values = std::move(values);
    type.ordered = ordered;
    policy.choice_types.push_back(type);
    AddTyped(head, {policy::TypeKind::kChoice, static_cast<policy::Id>(policy.choice_types.size() - 1), {}});
  }
  void Checklist(const std::string& head, bool may_be_undetermined) {
    policy::Rule rule;
    rule.kind = policy::RuleKind::kChecklist;
    rule.type = {policy::TypeKind::kChecklist, policy::kNo, {}};
    rule.may_be_missing = may_be_undetermined;
    policy.rules.push_back(rule);
    AddInput(head, policy::ExprKind::kRule, static_cast<policy::Id>(policy.rules.size() - 1), rule.type);
  }
  void MayBe(bool missing, bool not_applicable) {
    policy.exprs[table.inputs.back()].may_be_missing = missing;
    policy.exprs[table.inputs.back()].may_be_not_applicable = not_applicable;
  }

  // Bounds and cells.
  policy::ExprId Constant(const Rational& number) {
    policy::Constant constant;
    constant.kind = policy::TypeKind::kNumber;
    constant.number = number;
    return AddConstant(constant);
  }
  policy::ExprId Word(const std::string& text) {
    policy::Constant constant;
    constant.kind = policy::TypeKind::kText;
    constant.text = text;
    return AddConstant(constant);
  }
  policy::Id Cell(policy::Cell::Kind kind, std::vector<policy::CellSpan> spans = {}, bool negated = false) {
    policy::Cell cell;
    cell.kind = kind;
    cell.spans = std::move(spans);
    cell.negated = negated;
    policy.cells.push_back(cell);
    return static_cast<policy::Id>(policy.cells.size() - 1);
  }
  policy::Id Any() { return Cell(policy::Cell::kAny); }
  policy::Id Otherwise() { return Cell(policy::Cell::kOtherwise); }
  policy::Id Missing() { return Cell(policy::Cell::kMissing); }
  policy::Id NotApplicable() { return Cell(policy::Cell::kNotApplicable); }
  policy::Id Is(const Rational& value) {
    const policy::ExprId bound = Constant(value);
    return Cell(policy::Cell::kValues, {{bound, bound, false, false}});
  }
  policy::Id IsText(const std::string& value) {
    const policy::ExprId bound = Word(value);
    return Cell(policy::Cell::kValues, {{bound, bound, false, false}});
  }
  policy::Id AtLeast(const Rational& low) { return Cell(policy::Cell::kValues, {{Constant(low), policy::kNo, false, false}}); }
  policy::Id Below(const Rational& high) { return Cell(policy::Cell::kValues, {{policy::kNo, Constant(high), false, true}}); }
  policy::Id Between(const Rational& low, const Rational& high, bool high_open = false) {
    return Cell(policy::Cell::kValues, {{Constant(low), Constant(high), false, high_open}});
  }

  void Row(std::vector<policy::Id> cells, const std::string& code = "") {
    policy::Table::Row row;
    row.cells = std::move(cells);
    if (!code.empty()) {
      policy::Symbol symbol{policy::SymbolKind::kRow, code, {}, {}, {}, {}, {}, policy::kNo};
      policy.symbols.push_back(symbol);
      row.symbol = static_cast<policy::SymbolId>(policy.symbols.size() - 1);
    }
    row.range = {0, static_cast<std::int32_t>(table.rows.size()) + 10, 1, static_cast<std::int32_t>(table.rows.size()) + 10, 5};
    table.rows.push_back(std::move(row));
  }

  // The policy with the table in it, named T.
  const policy::Policy& Finish() {
    policy::Symbol symbol{policy::SymbolKind::kTable, {}, "T", {}, {}, {}, {0, 1, 1, 1, 5}, policy::kNo};
    policy.symbols.push_back(symbol);
    table.symbol = static_cast<policy::SymbolId>(policy.symbols.size() - 1);
    policy.tables.push_back(table);
    return policy;
  }

  policy::Policy policy;
  policy::Table table;

 private:
  policy::ExprId AddConstant(const policy::Constant& constant) {
    policy::Expr expr;
    expr.kind = policy::ExprKind::kConstant;
    expr.constant = constant;
    policy.exprs.push_back(expr);
    return static_cast<policy::ExprId>(policy.exprs.size() - 1);
  }
  void AddTyped(const std::string& head, const policy::Type& type) {
    policy::Field field;
    field.type = type;
    AddField(head, field);
  }
  void AddField(const std::string& head, const policy::Field& field) {
    policy.fields.push_back(field);
    AddInput(head, policy::ExprKind::kField, static_cast<policy::Id>(policy.fields.size() - 1), field.type);
  }
  void AddInput(const std::string& head, policy::ExprKind kind, policy::Id id, const policy::Type& type) {
    policy::Expr expr;
    expr.kind = kind;
    expr.id = id;
    expr.type = type;
    policy.exprs.push_back(expr);
    table.inputs.push_back(static_cast<policy::ExprId>(policy.exprs.size() - 1));
    table.heads.push_back(head);
  }
};

}  // namespace greenrule::analysis
