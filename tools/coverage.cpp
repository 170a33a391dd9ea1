#include "tools/coverage.h"

#include <algorithm>

namespace greenrule::tools {

using policy::Expr;
using policy::ExprId;
using policy::ExprKind;
using policy::Id;
using policy::kNo;
using policy::TypeKind;

CoverageMeter::CoverageMeter(policy::Policy& policy) : p_(policy) {
  AddItems();
  AddBands();
  AddTables();
}

std::size_t CoverageMeter::Probe(ExprId expr) {
  auto at = std::ranges::find(probes_, expr);
  if (at != probes_.end()) return static_cast<std::size_t>(at - probes_.begin());
  probes_.push_back(expr);
  return probes_.size() - 1;
}

void CoverageMeter::AddItems() {
  for (const policy::Checklist& list : p_.checklists) {
    for (Id id : list.items) {
      const policy::Item& item = p_.items[id];
      const policy::Symbol& symbol = p_.symbols[item.symbol];
      Expr e{};
      e.kind = ExprKind::kItem;
      e.type.kind = TypeKind::kChecklist;
      e.scope = p_.rules[list.rule].scope;
      e.id = id;
      p_.exprs.push_back(e);
      Item one{Probe(static_cast<ExprId>(p_.exprs.size() - 1)), targets_.size(), false, {}};
      const auto add = [&](CoverageTarget::Kind kind, std::string_view english, std::string_view chinese) {
        targets_.push_back({kind, {symbol.Label() + " " + std::string(english), symbol.Label() + " " + std::string(chinese)}, symbol.range, false});
      };
      add(CoverageTarget::kItemHit, "hit", "命中");
      add(CoverageTarget::kItemClear, "clear", "未命中");
      one.undetermined = std::ranges::any_of(item.hit_when, [&](ExprId c) { return p_.exprs[c].may_be_missing; });
      if (one.undetermined) add(CoverageTarget::kItemUndetermined, "undetermined", "待定");
      if (item.hit_when.size() > 1)
        for (std::size_t leg = 0; leg < item.hit_when.size(); ++leg) {
          one.legs.push_back(Probe(item.hit_when[leg]));
          const std::string number = std::to_string(leg + 1);
          add(CoverageTarget::kCondition, "condition " + number, "第 " + number + " 个命中条件");
        }
      items_.push_back(std::move(one));
    }
  }
}

void CoverageMeter::AddBands() {
  for (Id id = 0; id < p_.rules.size(); ++id) {
    const policy::Rule& rule = p_.rules[id];
    if (rule.score.kind != policy::Score::kBands) continue;
    Expr e{};
    e.kind = ExprKind::kRule;
    e.type = rule.type;
    e.scope = rule.scope;
    e.id = id;
    p_.exprs.push_back(e);
    bands_.push_back({id, Probe(static_cast<ExprId>(p_.exprs.size() - 1)), targets_.size()});
    const std::string label = p_.symbols[rule.symbol].Label();
    for (std::size_t i = 0; i < rule.score.bands.size(); ++i)
      targets_.push_back({CoverageTarget::kBand, {label + " band " + std::to_string(i + 1), label + " 第 " + std::to_string(i + 1) + " 档"},
                          rule.score.bands[i].range, false});
  }
}

void CoverageMeter::AddTables() {
  for (Id id = 0; id < p_.tables.size(); ++id) {
    const policy::Table& table = p_.tables[id];
    Table one{id, {}, targets_.size()};
    for (ExprId input : table.inputs) {
      // An owner's value is looked at where the table stands: a row for each row of the table's entity.
      if (p_.exprs[input].scope != table.scope) {
        Expr e = p_.exprs[input];
        e.scope = table.scope;
        p_.exprs.push_back(std::move(e));
        input = static_cast<ExprId>(p_.exprs.size() - 1);
      }
      one.inputs.push_back(Probe(input));
    }
    // A table written in place is called like the rule that it scores.
    policy::SymbolId symbol = table.symbol;
    for (const policy::Rule& rule : p_.rules)
      if (symbol == kNo && rule.score.kind == policy::Score::kTable && rule.score.table == id) symbol = rule.symbol;
    const std::string label = symbol == kNo ? "" : p_.symbols[symbol].Label();
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      const std::string row = table.rows[r].symbol == kNo ? std::to_string(r + 1) : p_.symbols[table.rows[r].symbol].Label();
      targets_.push_back({CoverageTarget::kRow, {label + " row " + row, label + " 行 " + row}, table.rows[r].range, false});
    }
    tables_.push_back(std::move(one));
  }
}

void CoverageMeter::Count(const ExampleResult& result) {
  if (result.observed.size() < probes_.size()) return;
  const auto& seen = result.observed;
  const Day as_of = p_.examples[result.example].as_of;
  auto value = [&](std::size_t probe, std::size_t row) -> const Observed& { return seen[probe][row]; };
  for (const Item& item : items_)
    for (std::size_t row = 0; row < seen[item.probe].size(); ++row) {
      const Rational& state = value(item.probe, row).number;
      if (state == 2 && !item.undetermined) continue;
      targets_[item.first_target + static_cast<std::size_t>(numerator(state))].reached = true;
      for (std::size_t leg = 0; leg < item.legs.size(); ++leg) {
        const Observed& c = value(item.legs[leg], row);
        if (c.state == kKnown && c.number != 0) targets_[item.first_target + (item.undetermined ? 3 : 2) + leg].reached = true;
      }
    }
  for (const Bands& bands : bands_) {
    const policy::Rule& rule = p_.rules[bands.rule];
    for (const Observed& x : seen[bands.probe])
      for (std::size_t i = 0; i < rule.score.bands.size() && x.state == kKnown; ++i)
        if (CellTruth(p_, p_.cells[rule.score.bands[i].cell], rule.type, x, as_of) == Truth::kYes) {
          targets_[bands.first_target + i].reached = true;
          break;
        }
  }
  for (const Table& t : tables_) {
    const policy::Table& table = p_.tables[t.table];
    const std::size_t rows = t.inputs.empty() ? 0 : seen[t.inputs[0]].size();
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        Truth all = Truth::kYes;
        for (std::size_t i = 0; i < t.inputs.size() && all != Truth::kNo; ++i) {
          const Observed& x = value(t.inputs[i], row);
          const Truth cell = CellTruth(p_, p_.cells[table.rows[r].cells[i]], p_.exprs[table.inputs[i]].type, x, as_of);
          if (cell != Truth::kYes) all = cell;
        }
        if (all == Truth::kYes) targets_[t.first_target + r].reached = true;
        if (all != Truth::kNo && table.policy == MatchPolicy::kFirst) break;
      }
  }
}

}  // namespace greenrule::tools
