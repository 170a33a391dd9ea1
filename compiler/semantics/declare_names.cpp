#include "compiler/semantics/declare_names.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/semantics/order.h"
#include "runtime/program/calendar.h"

namespace greenrule::semantics {
namespace {

using policy::SymbolKind;

bool HasChild(NodeKind kind, std::string_view name) {
  const auto names = ChildNames(kind);
  return std::ranges::find(names, name) != names.end();
}

void ReportTaken(Declarations& d, SourceRange range, std::string word, const Meaning& taken) {
  d.context.Report(Code::GR2500, range, {std::move(word), KindWord(taken.kind)}, {DeclaredHere(taken.range)});
}

// A name that has no label.
void DeclareWord(Declarations& d, const Meaning& meaning, NodeId name) {
  if (const auto taken = d.context.names.Declare(meaning, {}, d.Text(name))) {
    ReportTaken(d, meaning.range, d.Text(name), *taken);
  }
}

// The entity declarations, owners before what belongs to them; a ring is reported and broken.
std::vector<NodeId> OwnersFirst(Declarations& d, const std::vector<NodeId>& nodes) {
  std::unordered_map<std::string, std::uint32_t> place;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const NodeId label = d.Child(nodes[i], "label");
    for (const auto part : {"code", "name"}) {
      if (d.Has(label, part)) place.try_emplace(d.TextOf(label, part), i);
    }
  }
  std::vector<std::vector<std::uint32_t>> owners(nodes.size());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    for (const NodeId belongs : d.Items(nodes[i], "belongs_to")) {
      const auto owner = place.find(d.TextOf(belongs, "owner"));
      if (owner != place.end()) owners[i].push_back(owner->second);
    }
  }
  const Order order = OrderByNeed(owners);
  for (const auto& ring : order.rings) {
    std::string names;
    for (const std::uint32_t i : ring) names += LabelText(d.tree(), d.Child(nodes[i], "label")) + " → ";
    names += LabelText(d.tree(), d.Child(nodes[ring.front()], "label"));
    d.Report(Code::GR2501, d.Child(nodes[ring.front()], "label"), {names});
  }
  std::vector<NodeId> sorted;
  for (const std::uint32_t i : order.sequence) sorted.push_back(nodes[i]);
  return sorted;
}

void DeclareEntityNames(Declarations& d, const std::vector<NodeId>& nodes) {
  for (const NodeId node : OwnersFirst(d, nodes)) {
    const auto id = static_cast<policy::Id>(d.policy().entities.size());
    policy::Entity entity;
    entity.symbol = AddSymbol(d, SymbolKind::kEntity, node);
    d.entities.push_back(node);
    for (const NodeId key : d.Items(node, "keys")) entity.keys.push_back({d.TextOf(key, "name"), FieldType::kText});
    DeclareName(d, NameKind::kEntity, id, entity.symbol, node);
    policy::Id place = 0;
    for (const NodeId key : d.Items(node, "keys")) {
      const NodeId name = d.Child(key, "name");
      DeclareWord(d, {NameKind::kEntityKey, place++, id, entity.symbol, key, d.context.Range(name)}, name);
    }
    d.policy().entities.push_back(std::move(entity));
  }
}

void DeclareFeedNames(Declarations& d, NodeId node) {
  const auto id = static_cast<policy::Id>(d.policy().feeds.size());
  policy::Feed feed;
  feed.symbol = AddSymbol(d, SymbolKind::kFeed, node);
  DeclareName(d, NameKind::kFeed, id, feed.symbol, node);
  for (const NodeId child : d.Items(node, "fields")) {
    policy::Field field;
    field.feed = id;
    field.symbol = AddSymbol(d, SymbolKind::kField, child, feed.symbol);
    const auto place = static_cast<policy::Id>(d.policy().fields.size());
    DeclareName(d, NameKind::kField, place, field.symbol, child, id);
    feed.fields.push_back(place);
    d.policy().fields.push_back(std::move(field));
    d.fields.push_back(child);
  }
  d.policy().feeds.push_back(std::move(feed));
  d.feeds.push_back(node);
}

void DeclareLookupNames(Declarations& d, NodeId node) {
  const auto id = static_cast<policy::Id>(d.policy().lookups.size());
  policy::Lookup lookup;
  lookup.symbol = AddSymbol(d, SymbolKind::kLookup, node);
  DeclareName(d, NameKind::kLookup, id, lookup.symbol, node);
  for (const NodeId key : KeysOf(d, node)) {
    const NodeId name = d.Child(key, "name");
    const auto place = static_cast<policy::Id>(lookup.keys.size());
    DeclareWord(d, {NameKind::kLookupKey, place, id, lookup.symbol, key, d.context.Range(name)}, name);
    lookup.keys.push_back({d.Text(name), KeyKind::kExact, {}});
  }
  for (const NodeId value : d.Items(node, "values")) {
    const auto symbol = AddSymbol(d, SymbolKind::kLookupColumn, value, lookup.symbol);
    const auto place = static_cast<policy::Id>(lookup.values.size());
    const auto& label = d.symbol(symbol);
    if (const Meaning* key = d.context.names.FindInside(NameKind::kLookupKey, id, label.name)) {
      ReportTaken(d, label.range, label.name, *key);
    } else {
      DeclareName(d, NameKind::kLookupColumn, place, symbol, value, id);
    }
    lookup.values.push_back({label.Label(), {}, {}});
  }
  d.policy().lookups.push_back(std::move(lookup));
  d.lookups.push_back(node);
}

policy::Id AddRule(Declarations& d, policy::RuleKind kind, policy::SymbolId symbol, NodeId node) {
  policy::Rule rule;
  rule.kind = kind;
  rule.symbol = symbol;
  d.policy().rules.push_back(std::move(rule));
  d.rules.push_back(node);
  return static_cast<policy::Id>(d.policy().rules.size() - 1);
}

void DeclareRuleNames(Declarations& d, policy::RuleKind kind, SymbolKind symbol_kind, NodeId node) {
  const auto symbol = AddSymbol(d, symbol_kind, node);
  DeclareName(d, NameKind::kRule, AddRule(d, kind, symbol, node), symbol, node);
}

// Items are named inside their checklist, and yet no other checklist may have one of that code or name: amendments and citations
// name them alone.
void DeclareItem(Declarations& d, policy::Id id, policy::SymbolId symbol, NodeId node, policy::Id rule) {
  for (const std::string& word : {d.symbol(symbol).code, d.symbol(symbol).name}) {
    if (word.empty()) continue;
    for (const Meaning& other : d.context.names.FindAll(word)) {
      if (other.kind == NameKind::kItem && other.parent != rule) {
        ReportTaken(d, d.symbol(symbol).range, word, other);
        return;
      }
    }
  }
  DeclareName(d, NameKind::kItem, id, symbol, node, rule);
}

void DeclareChecklistNames(Declarations& d, NodeId node) {
  const auto symbol = AddSymbol(d, SymbolKind::kChecklist, node);
  const policy::Id rule = AddRule(d, policy::RuleKind::kChecklist, symbol, node);
  DeclareName(d, NameKind::kRule, rule, symbol, node);
  policy::Checklist checklist;
  checklist.rule = rule;
  d.policy().rules[rule].checklist = static_cast<policy::Id>(d.policy().checklists.size());
  d.policy().rules[rule].type = {policy::TypeKind::kChecklist};
  for (const NodeId child : d.Items(node, "items")) {
    policy::Item item;
    item.symbol = AddSymbol(d, SymbolKind::kItem, child, symbol);
    const auto place = static_cast<policy::Id>(d.policy().items.size());
    DeclareItem(d, place, item.symbol, child, rule);
    checklist.items.push_back(place);
    d.policy().items.push_back(std::move(item));
    d.items.push_back(child);
  }
  d.policy().checklists.push_back(std::move(checklist));
}

void DeclareTableNames(Declarations& d, NodeId node) {
  const auto id = static_cast<policy::Id>(d.policy().tables.size());
  policy::Table table;
  table.symbol = AddSymbol(d, SymbolKind::kTable, node);
  DeclareName(d, NameKind::kTable, id, table.symbol, node);
  for (const NodeId output : d.Items(node, "gives")) {
    const NodeId name = d.Child(output, "name");
    policy::Symbol symbol;
    symbol.kind = SymbolKind::kTableOutput;
    symbol.name = d.Text(name);
    symbol.range = d.context.Range(name);
    symbol.parent = table.symbol;
    const auto symbol_id = d.context.Add(std::move(symbol));
    const policy::Id rule = AddRule(d, policy::RuleKind::kTableOutput, symbol_id, node);
    d.policy().rules[rule].table = id;
    d.policy().rules[rule].output = static_cast<std::uint32_t>(table.outputs.size());
    DeclareName(d, NameKind::kRule, rule, symbol_id, output, id);
    table.outputs.push_back({d.Text(name), {}, {}, {}});
  }
  policy::Id place = 0;
  for (const NodeId row : d.Items(node, "rows")) {
    policy::Table::Row made;
    made.range = d.context.Range(row);
    if (const NodeId code = d.Child(row, "code"); code != kNoNode) {
      policy::Symbol symbol;
      symbol.kind = SymbolKind::kRow;
      symbol.code = d.Text(code);
      symbol.range = d.context.Range(code);
      symbol.parent = table.symbol;
      made.symbol = d.context.Add(std::move(symbol));
      DeclareName(d, NameKind::kRow, place, made.symbol, row, id);
    }
    ++place;
    table.rows.push_back(std::move(made));
  }
  d.policy().tables.push_back(std::move(table));
  d.tables.push_back(node);
}

void DeclareLevelNames(Declarations& d, NodeId node) {
  if (!d.policy().levels.empty()) {
    d.Report(Code::GR2502, node);
    return;
  }
  for (const NodeId name : d.Items(node, "names")) {
    const auto id = static_cast<policy::Id>(d.policy().levels.size());
    DeclareWord(d, {NameKind::kLevel, id, policy::kNo, policy::kNo, name, d.context.Range(name)}, name);
    d.policy().levels.push_back(d.Text(name));
  }
}

void DeclareTaskNames(Declarations& d, NodeId node) {
  policy::Task task;
  task.symbol = AddSymbol(d, SymbolKind::kTask, node);
  DeclareName(d, NameKind::kTask, task.symbol, task.symbol, node);
  d.tasks.push_back({node, task.symbol});
  for (const NodeId child : d.Items(node, "steps")) {
    policy::Step step;
    step.symbol = AddSymbol(d, SymbolKind::kStep, child, task.symbol);
    DeclareName(d, NameKind::kTask, step.symbol, step.symbol, child);
    task.steps.push_back(std::move(step));
  }
  d.policy().tasks.push_back(std::move(task));
}

void DeclareExampleName(Declarations& d, NodeId node) {
  policy::Symbol symbol;
  symbol.kind = SymbolKind::kExample;
  symbol.name = d.TextOf(node, "title");
  symbol.doc = std::string(d.tree().Doc(node));
  symbol.range = d.context.Range(d.Child(node, "title"));
  const auto id = d.context.Add(std::move(symbol));
  DeclareName(d, NameKind::kExample, id, id, node);
  d.examples.push_back({node, id});
}

// A declaration whose symbol is all that names need.
policy::SymbolId NamedAlone(Declarations& d, NodeId node, SymbolKind symbol_kind, NameKind kind) {
  const auto symbol = AddSymbol(d, symbol_kind, node);
  DeclareName(d, kind, symbol, symbol, node);
  return symbol;
}

}  // namespace

Diagnostic::Related DeclaredHere(SourceRange range) { return {range, {"declared here", "在此声明"}}; }

std::vector<NodeId> KeysOf(const Declarations& d, NodeId lookup) {
  const auto written = d.Items(lookup, "keys");
  std::vector<NodeId> keys(written.begin(), written.end());
  std::ranges::stable_partition(keys, [&](NodeId key) { return d.TextOf(key, "match") != "in force"; });
  return keys;
}

std::string LabelText(const SyntaxTree& tree, NodeId label) {
  const NodeId code = tree.Child(label, "code");
  std::string text(tree.Text(tree.Child(label, "name")));
  return code == kNoNode ? text : std::string(tree.Text(code)) + " " + text;
}

policy::SymbolId AddSymbol(Declarations& d, SymbolKind kind, NodeId node, policy::SymbolId parent) {
  const NodeKind node_kind = d.tree().Kind(node);
  policy::Symbol symbol;
  symbol.kind = kind;
  symbol.parent = parent;
  const NodeId label = d.Child(node, "label");
  symbol.code = d.TextOf(label, "code");
  symbol.name = d.TextOf(label, "name");
  symbol.range = d.context.Range(label);
  symbol.doc = std::string(d.tree().Doc(node));
  if (HasChild(node_kind, "title")) symbol.title = d.TextOf(node, "title");
  if (HasChild(node_kind, "cites")) {
    for (const NodeId cited : d.Items(node, "cites")) {
      const bool is_label = d.tree().Kind(cited) == NodeKind::kLabel;
      symbol.cites.push_back({is_label ? LabelText(d.tree(), cited) : d.Text(cited)});
      if (is_label) d.cited_labels.push_back(cited);
    }
  }
  return d.context.Add(std::move(symbol));
}

void DeclareName(Declarations& d, NameKind kind, policy::Id id, policy::SymbolId symbol, NodeId node,
                 policy::Id parent) {
  const policy::Symbol& s = d.symbol(symbol);
  const SourceRange range = s.range;
  const auto taken = d.context.names.Declare({kind, id, parent, symbol, node, range}, s.code, s.name);
  if (!taken) return;
  // Which of the two words it is that was taken: the name where both are.
  const policy::Symbol* other = taken->symbol == policy::kNo ? nullptr : &d.symbol(taken->symbol);
  const bool is_code = other && !s.code.empty() && (other->code == s.code || other->name == s.code) &&
                       other->name != s.name && other->code != s.name;
  ReportTaken(d, range, is_code ? s.code : s.name, *taken);
}

void DeclareNames(Declarations& d) {
  using policy::RuleKind;
  std::vector<NodeId> entities;
  for (const NodeId node : d.edition.declarations) {
    if (d.tree().Kind(node) == NodeKind::kEntity) entities.push_back(node);
  }
  DeclareEntityNames(d, entities);
  for (const NodeId node : d.edition.declarations) {
    switch (d.tree().Kind(node)) {
      case NodeKind::kUnit: d.units.push_back({node, NamedAlone(d, node, SymbolKind::kUnit, NameKind::kUnit)}); break;
      case NodeKind::kDepartment: {
        d.policy().departments.push_back(NamedAlone(d, node, SymbolKind::kDepartment, NameKind::kDepartment));
        break;
      }
      case NodeKind::kFeed: DeclareFeedNames(d, node); break;
      case NodeKind::kLookup: DeclareLookupNames(d, node); break;
      case NodeKind::kParameter: {
        policy::Parameter parameter;
        parameter.symbol = AddSymbol(d, SymbolKind::kParameter, node);
        const auto id = static_cast<policy::Id>(d.policy().parameters.size());
        DeclareName(d, NameKind::kParameter, id, parameter.symbol, node);
        d.policy().parameters.push_back(std::move(parameter));
        d.parameters.push_back(node);
        break;
      }
      case NodeKind::kQuantity: DeclareRuleNames(d, RuleKind::kQuantity, SymbolKind::kQuantity, node); break;
      case NodeKind::kFactor: DeclareRuleNames(d, RuleKind::kFactor, SymbolKind::kFactor, node); break;
      case NodeKind::kIndicator: DeclareRuleNames(d, RuleKind::kIndicator, SymbolKind::kIndicator, node); break;
      case NodeKind::kComposite: DeclareRuleNames(d, RuleKind::kComposite, SymbolKind::kComposite, node); break;
      case NodeKind::kBands: NamedAlone(d, node, SymbolKind::kBands, NameKind::kBands); break;
      case NodeKind::kPoints: NamedAlone(d, node, SymbolKind::kPoints, NameKind::kPoints); break;
      case NodeKind::kLevels: DeclareLevelNames(d, node); break;
      case NodeKind::kGrades: {
        policy::ChoiceType type;
        type.symbol = AddSymbol(d, SymbolKind::kGrades, node);
        type.ordered = true;
        const auto symbol = type.symbol;
        DeclareName(d, NameKind::kGrades, d.context.Add(std::move(type)), symbol, node);
        d.grades.push_back({node, symbol});
        break;
      }
      case NodeKind::kChecklist: DeclareChecklistNames(d, node); break;
      case NodeKind::kTable: DeclareTableNames(d, node); break;
      case NodeKind::kFunction: {
        const auto symbol = AddSymbol(d, SymbolKind::kFunction, node);
        DeclareName(d, NameKind::kFunction, static_cast<policy::Id>(d.functions.size()), symbol, node);
        d.functions.push_back({node, symbol});
        break;
      }
      case NodeKind::kStatistic: {
        policy::Statistic statistic;
        statistic.symbol = AddSymbol(d, SymbolKind::kStatistic, node);
        const auto id = static_cast<policy::Id>(d.policy().statistics.size());
        DeclareName(d, NameKind::kStatistic, id, statistic.symbol, node);
        d.policy().statistics.push_back(std::move(statistic));
        d.statistics.push_back(node);
        break;
      }
      case NodeKind::kResult: d.results.push_back(node); break;
      case NodeKind::kTask: DeclareTaskNames(d, node); break;
      case NodeKind::kExample: DeclareExampleName(d, node); break;
      default: break;  // entities are declared; Use, Policy and Amend are no declarations
    }
  }
}

Day DayOf(std::string_view date) {
  int part[3] = {0, 0, 0}, at = 0;
  for (const char c : date) {
    if (c == '-') {
      ++at;
    } else {
      part[at] = part[at] * 10 + (c - '0');
    }
  }
  return static_cast<Day>(DayOfCivil({part[0], part[1], part[2]}));
}

std::string DateText(Day day) {
  const Civil civil = CivilOf(day);
  const auto digits = [](int n, std::size_t width) {
    std::string text = std::to_string(n);
    return std::string(width - std::min(width, text.size()), '0') + text;
  };
  return digits(civil.year, 4) + "-" + digits(civil.month, 2) + "-" + digits(civil.day, 2);
}

}  // namespace greenrule::semantics
