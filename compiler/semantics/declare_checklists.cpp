// Checklists: items with their conditions, departments and days.
#include "compiler/semantics/declare_rules.h"
#include "compiler/semantics/order.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::kNo;

void CheckItem(RuleChecks& checks, Id id, policy::ScopeId scope) {
  Declarations& d = checks.d;
  const NodeId node = d.items[id];
  policy::Item& item = d.policy().items[id];
  const std::string label = d.symbol(item.symbol).Label();
  item.group = d.TextOf(node, "group");
  for (const NodeId source : d.Items(node, "sources")) {
    if (const Id department = ReadDepartment(d, source); department != kNo) item.departments.push_back(department);
  }
  if (const NodeId from = d.Child(node, "from"); from != kNoNode) item.from = DayOf(d.tree().Text(from));
  if (const NodeId until = d.Child(node, "until"); until != kNoNode) {
    item.until = DayOf(d.tree().Text(until));
    if (item.until < item.from) d.Report(Code::GR2582, until, {DateText(item.until), DateText(item.from)});
  }
  const auto conditions = d.Items(node, "hit_when");
  if (conditions.empty()) d.context.Report(Code::GR2640, d.symbol(item.symbol).range, {label});
  std::vector<policy::ExprId> hit_when;
  for (const NodeId condition : conditions) {
    hit_when.push_back(d.expressions.CheckCondition(condition, PlaceIn(scope)));
  }
  policy::ExprId applies = kNo;
  if (const NodeId when = d.Child(node, "applies_when"); when != kNoNode) {
    applies = d.expressions.CheckCondition(when, PlaceIn(scope));
  }
  d.policy().items[id].hit_when = std::move(hit_when);
  d.policy().items[id].applies_when = applies;
}

// Items that others of the list name go first; a ring is reported.
std::vector<Id> ItemOrder(RuleChecks& checks, Id rule, const std::vector<Id>& items) {
  Declarations& d = checks.d;
  std::vector<std::vector<std::uint32_t>> needs(items.size());
  const auto place = [&](const Meaning& meaning) { return meaning.id - items.front(); };  // declared side by side
  for (std::size_t i = 0; i < items.size(); ++i) {
    const NodeId node = d.items[items[i]];
    std::vector<NodeId> conditions(d.Items(node, "hit_when").begin(), d.Items(node, "hit_when").end());
    if (d.Has(node, "applies_when")) conditions.push_back(d.Child(node, "applies_when"));
    for (const NodeId condition : conditions) {
      const auto named = d.expressions.References(condition);
      for (const Meaning& meaning : named) {
        // A word that also means something else there is an error of its own, not a ring.
        const bool ambiguous = std::ranges::any_of(named, [&](const Meaning& other) {
          return other.symbol != meaning.symbol && other.symbol != kNo && meaning.symbol != kNo &&
                 d.symbol(other.symbol).name == d.symbol(meaning.symbol).name;
        });
        if (ambiguous) continue;
        if (meaning.kind == NameKind::kItem && meaning.parent == rule) needs[i].push_back(place(meaning));
        if (meaning.kind == NameKind::kRule && meaning.id == rule) {
          d.Report(Code::GR2641, condition, {checks.Label(rule), d.symbol(d.policy().items[items[i]].symbol).Label()});
        }
      }
    }
  }
  const Order order = OrderByNeed(needs);
  for (const auto& ring : order.rings) {
    std::string names;
    for (const std::uint32_t i : ring) names += d.symbol(d.policy().items[items[i]].symbol).Label() + " → ";
    const policy::Symbol& first = d.symbol(d.policy().items[items[ring.front()]].symbol);
    d.context.Report(Code::GR2600, first.range, {names + first.Label()});
  }
  std::vector<Id> sorted;
  for (const std::uint32_t i : order.sequence) sorted.push_back(items[i]);
  return sorted;
}

}  // namespace

void CheckChecklist(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.rules[id];
  const auto items = d.policy().checklists[checks.rule(id).checklist].items;
  if (items.empty()) {
    d.context.Report(Code::GR2642, checks.Head(id), {checks.Label(id)});
    checks.failed[id] = checks.any_failed = true;
    return;
  }
  const auto belongs = FindEntity(checks, node);
  if (!belongs) {
    checks.failed[id] = checks.any_failed = true;
    return;
  }
  checks.rule(id).entity = belongs->entity;
  checks.rule(id).scope = belongs->scope;
  for (const Id item : ItemOrder(checks, id, items)) CheckItem(checks, item, belongs->scope);
  bool may_be_undetermined = false;
  for (const Id item : items) {
    const policy::Item& made = d.policy().items[item];
    for (const policy::ExprId condition : made.hit_when) {
      may_be_undetermined |= d.context.expr(condition).may_be_missing;
    }
    if (made.applies_when != kNo) may_be_undetermined |= d.context.expr(made.applies_when).may_be_missing;
  }
  checks.rule(id).may_be_missing = may_be_undetermined;
  checks.rule(id).may_be_not_applicable = false;
}

}  // namespace greenrule::semantics
