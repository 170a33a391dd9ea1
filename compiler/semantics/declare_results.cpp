// What is published and told: statistics, results, tasks and what they cite.
#include <algorithm>
#include <map>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_names.h"
#include "compiler/semantics/declare_types.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::TypeKind;

namespace {

void CheckStatistic(Declarations& d, Id id) {
  const NodeId node = d.statistics[id];
  const policy::SymbolId symbol = d.policy().statistics[id].symbol;
  const std::string label = d.symbol(symbol).Label();
  const auto by = d.Items(node, "by");
  Place place;
  place.statistic = true;
  place.rounded = d.Has(node, "decimals");
  if (!by.empty()) {
    const Owner owner = d.expressions.EntityOf({by.begin(), by.end()}, d.Child(node, "label"));
    if (owner.kind == Owner::kReported) return;
    if (owner.kind == Owner::kRun) {
      d.Report(Code::GR2670, by[0], {label});
      return;
    }
    d.policy().statistics[id].entity = owner.entity;
    for (const NodeId name : by) {
      const ExprId key = d.expressions.Check(name, PlaceIn(d.policy().entities[owner.entity].scope));
      d.policy().statistics[id].by.push_back(key);
      d.policy().statistics[id].by_names.push_back(Spell(d.tree(), name));
      if (d.context.expr(key).type.kind == TypeKind::kChecklist) d.Report(Code::GR2671, name, {Spell(d.tree(), name)});
    }
  }
  DeclaredType type = ReadType(d, d.Child(node, "type"));
  if (type.type.kind != TypeKind::kUnknown) place.target = TargetOf(type, label, d.symbol(symbol).range);
  ExprId formula = d.expressions.Check(d.Child(node, "formula"), place);
  const policy::Type found = d.context.expr(formula).type;
  if (type.type.kind == TypeKind::kUnknown && !d.Has(node, "type")) {
    type.type = found;
    if (found.kind == TypeKind::kNumber) {
      const auto unit = d.expressions.UnitOf(formula);
      if (unit && unit->dimension == found.dimension) {
        type.unit = *unit;
      } else if (!found.dimension.empty()) {
        type.unit = {d.context.units.DimensionText(found.dimension).english, 1, found.dimension};
      }
    }
  }
  if (const auto decimals = ReadDecimals(d, d.Child(node, "decimals"), type, label)) {
    if (decimals->rounded) d.Report(Code::GR2617, d.Child(d.Child(node, "decimals"), "rounded"), {label});
    d.policy().statistics[id].decimals = decimals->digits;
    if (found.kind == TypeKind::kNumber) {
      formula = d.expressions.RoundTo(formula, decimals->digits, type.unit, decimals->mode,
                                      d.context.Range(d.Child(node, "decimals")));
    }
  }
  policy::Statistic& statistic = d.policy().statistics[id];
  statistic.type = type.type;
  statistic.unit = type.unit;
  statistic.formula = formula;
}

std::vector<policy::SymbolId> ReadUses(Declarations& d, NodeId node) {
  std::vector<policy::SymbolId> uses;
  for (const NodeId name : d.Items(node, "uses")) {
    const auto meaning = d.context.names.Resolve(
        d.context, name,
        {NameKind::kRule, NameKind::kTable, NameKind::kFeed, NameKind::kLookup, NameKind::kParameter,
         NameKind::kStatistic, NameKind::kFunction, NameKind::kGrades, NameKind::kBands, NameKind::kPoints,
         NameKind::kEntity});
    if (meaning) uses.push_back(meaning->symbol);
  }
  return uses;
}

std::vector<policy::SymbolId> ReadSources(Declarations& d, NodeId node) {
  std::vector<policy::SymbolId> departments;
  for (const NodeId name : d.Items(node, "sources")) {
    const auto meaning = d.context.names.Resolve(d.context, name, {NameKind::kDepartment});
    if (meaning) departments.push_back(meaning->symbol);
  }
  return departments;
}

}  // namespace

void DeclareStatistics(Declarations& d) {
  for (Id id = 0; id < d.statistics.size(); ++id) CheckStatistic(d, id);
}

void DeclareResults(Declarations& d) {
  std::map<std::pair<Id, std::string>, SourceRange> published;
  for (const NodeId node : d.results) {
    const auto entity = d.context.names.Resolve(d.context, d.Child(node, "owner"), {NameKind::kEntity});
    if (!entity) continue;
    for (const NodeId item : d.Items(node, "items")) {
      const NodeId value = d.Child(item, "value"), as = d.Child(item, "as");
      policy::Result result;
      result.entity = entity->id;
      result.name = as == kNoNode ? Spell(d.tree(), value) : d.Text(as);
      result.range = d.context.Range(item);
      const auto [first, is_new] = published.try_emplace({entity->id, result.name}, result.range);
      if (!is_new) {
        d.context.Report(Code::GR2680, result.range, {result.name}, {{first->second, {"first here", "首次出现于此"}}});
        continue;
      }
      result.value = d.expressions.Check(value, PlaceIn(d.policy().entities[entity->id].scope));
      d.policy().results.push_back(std::move(result));
    }
  }
}

void DeclareTasks(Declarations& d) {
  for (std::size_t i = 0; i < d.tasks.size(); ++i) {
    policy::Task& task = d.policy().tasks[i];
    task.uses = ReadUses(d, d.tasks[i].node);
    task.departments = ReadSources(d, d.tasks[i].node);
    const auto steps = d.Items(d.tasks[i].node, "steps");
    for (std::size_t j = 0; j < steps.size(); ++j) {
      task.steps[j].uses = ReadUses(d, steps[j]);
      task.steps[j].departments = ReadSources(d, steps[j]);
    }
  }
}

void CheckCitations(Declarations& d) {
  for (const NodeId label : d.cited_labels) {
    const std::string code = d.TextOf(label, "code"), name = d.TextOf(label, "name");
    // An item is known by its plain code too; everything else is in the common space.
    const auto found = d.context.names.FindAll(name);
    const bool agrees = std::ranges::any_of(found, [&](const Meaning& meaning) {
      return code.empty() || (meaning.symbol != kNo && d.symbol(meaning.symbol).code == code);
    });
    if (agrees) continue;
    d.context.names.Resolve(d.context, label,
                            {NameKind::kRule, NameKind::kTable, NameKind::kFeed, NameKind::kLookup,
                             NameKind::kParameter, NameKind::kDepartment, NameKind::kFunction, NameKind::kStatistic,
                             NameKind::kGrades, NameKind::kBands, NameKind::kPoints, NameKind::kEntity});
  }
}

// A plain parameter is its value on as_of, so that every day of the edition needs an entry.
void CheckUse(Declarations& d) {
  if (d.edition.head == kNoNode) return;  // no policy, so no days
  std::vector<bool> used(d.parameters.size(), false);
  for (const policy::Expr& expr : d.policy().exprs) {
    if (expr.kind == policy::ExprKind::kParameter && expr.args.empty()) used[expr.id] = true;
  }
  const Day from = d.policy().from, until = d.policy().until;
  for (Id id = 0; id < d.parameters.size(); ++id) {
    const policy::Parameter& parameter = d.policy().parameters[id];
    const policy::Symbol& symbol = d.symbol(parameter.symbol);
    if (parameter.entries.empty()) continue;  // reported
    if (!used[id] && d.context.sources.file(symbol.range.file).stdlib) continue;
    Day next = from;  // the first day not yet covered
    bool whole = false;
    for (const auto& entry : parameter.entries) {
      if (entry.from > next) break;
      if (entry.until >= until) whole = true;
      next = std::max(next, entry.until + 1);
    }
    if (whole) continue;
    d.context.Report(Code::GR2583, symbol.range, {symbol.Label(), DateText(next)});
  }
}

}  // namespace greenrule::semantics
