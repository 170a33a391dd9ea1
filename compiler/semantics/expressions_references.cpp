// What a formula names, before it is checked: the order of checking and the entity that it belongs to come from this.
//
// Types may not be known yet, so a word may be taken for a name that turns out to be a value of the type beside it; where
// that type can be seen already it is not.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

namespace {

struct Rows {
  NameKind kind = NameKind::kRule;  // kFeed, kEntity, kLookup; kRule: no rows
  Id id = kNo;
};

}  // namespace

// Walks a formula and tells each name with the rows around it.
class Expressions::Checker::Walk {
 public:
  struct Visit {
    NodeId node;
    Rows rows;
    bool inside = false;  // an aggregate over rows or owned entities
    Id function = kNo;    // whose body it stands in
  };
  explicit Walk(Checker& checker) : checker_(checker), tree_(checker.tree_) {}

  std::vector<Visit> names;       // Name and Qualified nodes that stand for values
  std::vector<Visit> aggregates;  // every aggregate that stands outside others
  std::vector<Id> peers;          // entities of figures that stand outside aggregates
  std::vector<Id> functions;

  void Add(NodeId node, Rows rows) {
    pending_.push_back({node, rows});
    while (!pending_.empty()) {
      const Visit visit = pending_.back();
      pending_.pop_back();
      if (visit.node != kNoNode) Step(visit);
    }
  }

 private:
  void Push(NodeId node, const Visit& from) {
    if (node != kNoNode) pending_.push_back({node, from.rows, from.inside, from.function});
  }

  const Meaning* Find(NodeId name) const { return checker_.context_.names.Find(tree_.Text(name)); }

  // The choice type of a name, as far as it can be seen.
  const policy::ChoiceType* ChoiceBeside(NodeId node) const {
    if (tree_.Kind(node) == NodeKind::kQualified) node = tree_.Child(node, "name");
    if (tree_.Kind(node) != NodeKind::kName) return nullptr;
    const policy::Policy& policy = checker_.policy_;
    for (const Meaning& meaning : checker_.context_.names.FindAll(tree_.Text(node))) {
      const Type* type = nullptr;
      if (meaning.kind == NameKind::kField) type = &policy.fields[meaning.id].type;
      if (meaning.kind == NameKind::kRule) type = &policy.rules[meaning.id].type;
      if (meaning.kind == NameKind::kParameter) type = &policy.parameters[meaning.id].type;
      if (type != nullptr && type->kind == TypeKind::kChoice) return &policy.choice_types[type->id];
    }
    return nullptr;
  }

  void StepCompare(const Visit& visit) {
    const auto children = tree_.Children(visit.node);
    const policy::ChoiceType* choice = nullptr;
    NodeId typed = kNoNode;
    for (std::size_t i = 0; i < children.size() && choice == nullptr; i += 2) {
      choice = ChoiceBeside(children[i]);
      typed = children[i];
    }
    for (std::size_t i = 0; i < children.size(); i += 2) {
      const bool value = choice != nullptr && children[i] != typed && tree_.Kind(children[i]) == NodeKind::kName &&
                         std::find(choice->values.begin(), choice->values.end(), tree_.Text(children[i])) !=
                             choice->values.end();
      if (!value) Push(children[i], visit);
    }
  }

  void StepAggregate(Visit visit) {
    const NodeId source = tree_.Child(visit.node, "source");
    Push(tree_.Child(visit.node, "n"), visit);
    if (source != kNoNode) {
      if (!visit.inside) aggregates.push_back(visit);
      const Meaning* of = Find(source);
      visit.rows = {};
      if (of != nullptr && (of->kind == NameKind::kFeed || of->kind == NameKind::kEntity || of->kind == NameKind::kLookup)) {
        visit.rows = {of->kind, of->id};
      }
      visit.inside = visit.inside || of == nullptr || of->kind != NameKind::kLookup;
    }
    for (const char* part : {"value", "where", "by"}) Push(tree_.Child(visit.node, part), visit);
  }

  void Step(const Visit& visit) {
    const NodeId node = visit.node;
    switch (tree_.Kind(node)) {
      case NodeKind::kName:
      case NodeKind::kQualified:
        names.push_back(visit);
        if (tree_.Kind(node) == NodeKind::kQualified && tree_.Kind(tree_.Child(node, "base")) == NodeKind::kCall) {
          Push(tree_.Child(node, "base"), visit);
        }
        return;
      case NodeKind::kCompare: return StepCompare(visit);
      case NodeKind::kIs: return Push(tree_.Child(node, "subject"), visit);  // cells hold constants and parameters
      case NodeKind::kIn: return Push(tree_.Child(node, "subject"), visit);
      case NodeKind::kAggregate: return StepAggregate(visit);
      case NodeKind::kPeers: {
        const Meaning* entity = Find(tree_.Child(node, "entity"));
        if (!visit.inside && entity != nullptr && entity->kind == NameKind::kEntity) peers.push_back(entity->id);
        Visit part = visit;
        part.rows = {};
        part.inside = true;
        for (const char* name : {"value", "where", "by"}) Push(tree_.Child(node, name), part);
        return;
      }
      case NodeKind::kCoverageOf: return Push(tree_.Child(node, "name"), visit);
      case NodeKind::kMeasured: return;
      case NodeKind::kRound:
        Push(tree_.Child(node, "value"), visit);
        return Push(tree_.Child(node, "digits"), visit);
      case NodeKind::kCall: {
        Push(tree_.Child(node, "arguments"), visit);
        const Meaning* callee = Find(tree_.Child(node, "name"));
        if (callee == nullptr || callee->kind != NameKind::kFunction) return;
        if (std::find(functions.begin(), functions.end(), callee->id) != functions.end()) return;
        functions.push_back(callee->id);
        Visit body = visit;
        body.node = tree_.Child(checker_.function(callee->id).node, "body");
        body.rows = {};
        body.function = callee->id;
        pending_.push_back(body);
        return;
      }
      default:
        for (const NodeId child : tree_.Children(node)) Push(child, visit);
    }
  }

  Checker& checker_;
  const SyntaxTree& tree_;
  std::vector<Visit> pending_;
};

// What a name may mean there. Row fields hide nothing: they are given beside what else the word may mean.
std::vector<Meaning> Expressions::Checker::MeaningsOf(NodeId node, NameKind rows, Id rows_id, Id function) const {
  const auto plain = [&](std::string_view word) {
    std::vector<Meaning> fits;
    for (const Meaning& meaning : context_.names.FindAll(word)) {
      switch (meaning.kind) {
        case NameKind::kRule:
        case NameKind::kParameter:
        case NameKind::kItem:
        case NameKind::kStatistic: fits.push_back(meaning); break;
        case NameKind::kField:
          if (!policy_.feeds[meaning.parent].many || (rows == NameKind::kFeed && rows_id == meaning.parent)) {
            fits.push_back(meaning);
          }
          break;
        default: break;
      }
    }
    return fits;
  };
  if (tree_.Kind(node) == NodeKind::kName) {
    const std::string_view word = tree_.Text(node);
    if (function != kNo) {
      const auto& parameters = functions_[function].function.parameters;
      if (std::any_of(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == word; })) return {};
    }
    const bool column = rows == NameKind::kLookup && context_.names.FindInside(NameKind::kLookupColumn, rows_id, word) != nullptr;
    return column ? std::vector<Meaning>{} : plain(word);
  }
  const NodeId base = tree_.Child(node, "base"), name = tree_.Child(node, "name");
  if (tree_.Kind(name) == NodeKind::kKeyword) {  // X.score
    if (tree_.Kind(base) == NodeKind::kName || tree_.Kind(base) == NodeKind::kQualified) {
      return MeaningsOf(base, rows, rows_id, function);
    }
    return {};
  }
  if (tree_.Kind(base) == NodeKind::kCall) return {};
  const std::string_view inner = tree_.Text(name);
  const Meaning* outer = tree_.Kind(base) == NodeKind::kName ? context_.names.Find(tree_.Text(base)) : nullptr;
  if (outer != nullptr && outer->kind == NameKind::kFeed) {
    const Meaning* field = context_.names.FindInside(NameKind::kField, outer->id, inner);
    return field == nullptr ? std::vector<Meaning>{} : std::vector<Meaning>{*field};
  }
  if (outer != nullptr && outer->kind == NameKind::kLookup) return {};
  if (outer != nullptr && outer->kind == NameKind::kRule) {
    const Meaning* item = context_.names.FindInside(NameKind::kItem, outer->id, inner);
    return item == nullptr ? std::vector<Meaning>{} : std::vector<Meaning>{*item};
  }
  // An entity, an alias, a table, `this`.
  std::vector<Meaning> fits = plain(inner);
  if (outer != nullptr && outer->kind == NameKind::kEntity) {
    std::erase_if(fits, [&](const Meaning& m) {
      return m.kind == NameKind::kParameter ||
             (m.kind == NameKind::kField && policy_.feeds[m.parent].entity != outer->id);
    });
  }
  return fits;
}

std::vector<Meaning> Expressions::Checker::References(NodeId node, const Place& place) {
  Walk walk(*this);
  walk.Add(node, place.row_feed == kNo ? Rows{} : Rows{NameKind::kFeed, place.row_feed});
  std::vector<Meaning> found;
  std::unordered_set<std::string> seen;
  for (const auto& visit : walk.names) {
    for (const Meaning& meaning : MeaningsOf(visit.node, visit.rows.kind, visit.rows.id, visit.function)) {
      const std::string key = std::to_string(static_cast<int>(meaning.kind)) + ":" + std::to_string(meaning.parent) + ":" +
                              std::to_string(meaning.id);
      if (seen.insert(key).second) found.push_back(meaning);
    }
  }
  return found;
}

std::optional<Id> Expressions::Checker::Deeper(Id a, Id b) const {
  const auto belongs = [&](Id inner, Id outer) {
    for (Id e = inner; e != kNo; e = policy_.entities[e].owner) {
      if (e == outer) return true;
    }
    return false;
  };
  if (belongs(a, b)) return a;
  if (belongs(b, a)) return b;
  return std::nullopt;
}

Owner Expressions::Checker::EntityOf(const std::vector<NodeId>& exprs, NodeId what, bool quiet) {
  Walk walk(*this);
  for (const NodeId node : exprs) walk.Add(node, {});
  Id deepest = kNo;
  bool uncertain = false;
  std::optional<std::pair<Id, Id>> apart;
  const auto name_entity = [&](Id entity) {
    if (entity == kNo || apart) return;
    if (deepest == kNo) {
      deepest = entity;
    } else if (const auto deeper = Deeper(deepest, entity)) {
      deepest = *deeper;
    } else {
      apart = {deepest, entity};
    }
  };
  for (const auto& visit : walk.names) {
    if (visit.inside) continue;
    const std::vector<Meaning> meanings = MeaningsOf(visit.node, visit.rows.kind, visit.rows.id, visit.function);
    if (meanings.empty() && tree_.Kind(visit.node) == NodeKind::kName && visit.rows.kind == NameKind::kRule) uncertain = true;
    for (const Meaning& meaning : meanings) {
      if (meaning.kind == NameKind::kRule) name_entity(policy_.rules[meaning.id].entity);
      if (meaning.kind == NameKind::kItem) name_entity(policy_.rules[meaning.parent].entity);
      if (meaning.kind == NameKind::kField) name_entity(policy_.feeds[meaning.parent].entity);
    }
  }
  for (const Id entity : walk.peers) name_entity(entity);
  for (const Id function : walk.functions) name_entity(functions_[function].function.entity);
  const auto label = [&](Id entity) { return context_.symbol(policy_.entities[entity].symbol).Label(); };
  if (apart) {
    if (!quiet) Report(Code::GR2050, what, {label(apart->first), label(apart->second)});
    return {Owner::kReported};
  }
  if (deepest != kNo) return {Owner::kEntity, deepest};
  if (walk.aggregates.empty()) return {Owner::kRun};
  // Only aggregates: of the one entity that there is. Over a lookup alone no entity is needed.
  bool rows = false;
  Id whose = 0;  // of what the last of them goes over
  for (const auto& visit : walk.aggregates) {
    const Meaning* source = context_.names.Find(tree_.Text(tree_.Child(visit.node, "source")));
    rows = rows || source == nullptr || source->kind != NameKind::kLookup;
    if (source == nullptr) continue;
    if (source->kind == NameKind::kFeed) whose = policy_.feeds[source->id].entity;
    if (source->kind == NameKind::kEntity) whose = policy_.entities[source->id].owner;
  }
  if (!rows) return {Owner::kRun};
  if (policy_.entities.size() == 1) return {Owner::kEntity, 0};
  if (policy_.entities.empty() || uncertain) return {Owner::kRun};
  if (!quiet) Report(Code::GR2051, what, {label(whose == kNo ? 0 : whose)});
  return {Owner::kReported};
}

}  // namespace greenrule::semantics
