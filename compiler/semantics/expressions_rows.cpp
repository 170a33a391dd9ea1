// Aggregates: over a feed's rows, owned entities, a lookup's rows, groups of them, and in statistics the whole population.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

using policy::Aggregate;

namespace {

// Pairs of rows that one aggregate inside another may visit for one entity.
constexpr std::uint64_t kMostRowPairs = 10'000'000;

std::optional<Aggregate> FunctionOf(std::string_view word) {
  static constexpr std::pair<std::string_view, Aggregate> kFunctions[] = {
      {"count", Aggregate::kCount},       {"at least", Aggregate::kAtLeast}, {"any", Aggregate::kAny},
      {"every", Aggregate::kEvery},       {"sum", Aggregate::kSum},          {"average", Aggregate::kAverage},
      {"min", Aggregate::kMin},           {"max", Aggregate::kMax},          {"latest", Aggregate::kLatest},
      {"earliest", Aggregate::kEarliest}, {"median", Aggregate::kMedian},    {"distinct count", Aggregate::kDistinctCount}};
  for (const auto& [name, function] : kFunctions) {
    if (name == word) return function;
  }
  return std::nullopt;
}

bool IsCondition(Aggregate function) {
  return function == Aggregate::kAny || function == Aggregate::kEvery || function == Aggregate::kAtLeast;
}

}  // namespace

int Expressions::Checker::RowDepth() const {
  int depth = 0;
  for (const Frame& frame : frames_) {
    if (frame.call) continue;
    const ScopeKind kind = policy_.scopes[frame.scope].kind;
    depth += kind != ScopeKind::kRun && kind != ScopeKind::kEntity;
  }
  return depth;
}

// The scope of an aggregate's rows; its parent is for now what the rows belong to.
std::optional<policy::Scope> Expressions::Checker::ScopeOfSource(NodeId source) {
  const auto meaning = context_.names.Resolve(context_, source, {NameKind::kFeed, NameKind::kEntity, NameKind::kLookup});
  if (!meaning) return std::nullopt;
  policy::Scope scope;
  scope.subject = meaning->id;
  scope.parent = policy::kRunScope;
  const std::string name(tree_.Text(source));
  const std::vector<Diagnostic::Related> related{{meaning->range, {"declared here", "在此声明"}}};
  const auto label = [&](Id entity) { return context_.symbol(policy_.entities[entity].symbol).Label(); };
  if (meaning->kind == NameKind::kLookup) {
    scope.kind = ScopeKind::kLookupRows;
    return scope;
  }
  if (meaning->kind == NameKind::kFeed) {
    const policy::Feed& feed = policy_.feeds[meaning->id];
    if (feed.entity == kNo) return std::nullopt;  // in error
    const auto owner = EntityScope(feed.entity);
    if (!owner) {
      Report(Code::GR2153, source, {name, label(feed.entity)}, related);
      return std::nullopt;
    }
    scope.kind = ScopeKind::kRows;
    scope.parent = *owner;
    return scope;
  }
  const Id owner = policy_.entities[meaning->id].owner;
  if (const auto parent = owner == kNo ? std::nullopt : EntityScope(owner)) {
    scope.kind = ScopeKind::kChildren;
    scope.parent = *parent;
    return scope;
  }
  if (statistic_ && RowDepth() == 0) {
    scope.kind = ScopeKind::kPopulation;
    return scope;
  }
  if (owner == kNo) {
    Report(Code::GR2160, source, {name}, related);
  } else {
    Report(Code::GR2153, source, {name, label(owner)}, related);
  }
  return std::nullopt;
}

std::vector<NodeId> Expressions::Checker::FindGroups(NodeId value) const {
  std::vector<NodeId> groups;
  if (value == kNoNode) return groups;
  std::vector<NodeId> pending{value};
  while (!pending.empty()) {
    const NodeId node = pending.back();
    pending.pop_back();
    if (node == kNoNode) continue;
    if (tree_.Kind(node) == NodeKind::kAggregate) {
      if (tree_.Child(node, "source") == kNoNode) groups.push_back(node);
      continue;
    }
    for (const NodeId child : tree_.Children(node)) pending.push_back(child);
  }
  return groups;
}

void Expressions::Checker::ReportLooseOr(NodeId where, ScopeId rows, const std::vector<ExprId>& sides) {
  const auto nodes = tree_.Children(where);
  for (std::size_t i = 0; i < sides.size() && i < nodes.size(); ++i) {
    if (IsBad(sides[i]) || expr(sides[i]).scope == rows) continue;
    const std::string left = Spell(nodes[i > 0 ? i - 1 : 0]), right = Spell(nodes[i > 0 ? i : 1]);
    Report(Code::GR2158, where,
           {Spell(nodes[i]),
            {"(… where (" + left + " or " + right + "))", "(… 中 (" + left + " 或 " + right + ") 的 …)"},
            {"(… where " + left + ") or " + right, "(… 中 " + left + " 的 …) 或 " + right}});
    return;
  }
}

ExprId Expressions::Checker::CheckWhere(NodeId where, ScopeId rows) {
  if (where == kNoNode) return kNo;
  const ExprId condition = CheckYesNo(where);
  if (!IsBad(condition) && tree_.Kind(where) == NodeKind::kOr && !tree_.Parenthesized(where)) {
    ReportLooseOr(where, rows, expr(condition).args);
  }
  return condition;
}

// Whether the values fit the function; else it is reported.
bool Expressions::Checker::DemandAggregable(Aggregate function, ExprId value, NodeId node, ScopeId rows) {
  if (IsBad(value)) return false;
  if (facts(value).open) {
    Report(Code::GR2106, node, {Spell(node)});
    return false;
  }
  switch (function) {
    case Aggregate::kSum:
    case Aggregate::kAverage:
    case Aggregate::kMedian: return DemandNumber(value, node);
    case Aggregate::kMin:
    case Aggregate::kMax:
      if (Ordered(type(value))) return true;
      Report(Code::GR2124, node, {Spell(node), TypeText(type(value))});
      return false;
    case Aggregate::kLatest:
    case Aggregate::kEarliest: {
      const policy::Scope& scope = policy_.scopes[rows];
      if (scope.kind == ScopeKind::kRows && policy_.feeds[scope.subject].dated_by != kNo) break;
      Report(Code::GR2154, node,
             {scope.kind == ScopeKind::kRows ? context_.symbol(policy_.feeds[scope.subject].symbol).Label() : Spell(node)});
      return false;
    }
    default: break;
  }
  if (type(value).kind == TypeKind::kChecklist) {
    Report(Code::GR2121, node, {Spell(node)});
    return false;
  }
  return true;
}

ExprId Expressions::Checker::CheckAggregate(NodeId node) {
  const NodeId source = tree_.Child(node, "source");
  if (source == kNoNode) return CheckGrouped(node);
  const auto function = FunctionOf(tree_.Text(tree_.Child(node, "function")));
  if (!function) return Bad(node);
  if (rows_only_) {
    Report(Code::GR2150, node, {Spell(node)});
    return Bad(node);
  }
  if (RowDepth() >= 2) {
    Report(Code::GR2151, node, {Spell(node)});
    return Bad(node);
  }
  const NodeId value_node = tree_.Child(node, "value"), where_node = tree_.Child(node, "where"),
               alias = tree_.Child(node, "alias"), n_node = tree_.Child(node, "n");
  const ExprId n = n_node == kNoNode ? kNo : CheckPureInteger(n_node);
  std::optional<policy::Scope> scope = ScopeOfSource(source);
  if (!scope) return Bad(node);
  if (alias != kNoNode) {
    scope->alias = tree_.Text(alias);
    if (FindAlias(scope->alias) != nullptr || FindBound(scope->alias) != nullptr || context_.names.Find(scope->alias) != nullptr) {
      Report(Code::GR2161, alias, {scope->alias});
      return Bad(node);
    }
  }
  const ScopeId base = scope->parent;
  const ScopeKind kind = scope->kind;
  const Id subject = scope->subject;
  Touch(base);
  const ScopeId rows = context_.Add(std::move(*scope));
  levels_[rows] = Level(Standing()) + 1;
  open_rows_.emplace_back(rows, base);
  frames_.push_back({rows});

  ExprId where = CheckWhere(where_node, rows);
  bool bad = where != kNo && IsBad(where);
  bad = bad || (n != kNo && IsBad(n));
  ScopeId over = rows;
  const std::vector<NodeId> groups = FindGroups(value_node);
  if (!groups.empty()) {
    policy::Scope group;
    group.kind = ScopeKind::kGroups;
    group.parent = base;
    group.subject = subject;
    group.other = rows;
    group.where = where;
    for (const NodeId key : tree_.Items(groups[0], "by")) {
      const ExprId id = CheckNode(key, nullptr);
      const ExprKind key_kind = expr(id).kind;
      const bool of_row = expr(id).scope == rows && (key_kind == ExprKind::kField || key_kind == ExprKind::kLookupCell ||
                                                     key_kind == ExprKind::kLookupKey || key_kind == ExprKind::kRule);
      if (!IsBad(id) && !of_row) Report(Code::GR2162, key, {Spell(key)});
      bad = bad || IsBad(id) || !of_row;
      group.group_by.push_back(id);
    }
    for (const NodeId other : groups) {
      const auto keys = tree_.Items(other, "by"), first = tree_.Items(groups[0], "by");
      if (std::equal(keys.begin(), keys.end(), first.begin(), first.end(),
                     [&](NodeId a, NodeId b) { return Spell(a) == Spell(b); })) {
        continue;
      }
      Report(Code::GR2156, other, {Spell(other), Spell(groups[0])});
      bad = true;
    }
    if (!bad) {
      where = kNo;
      over = context_.Add(std::move(group));
      levels_[over] = Level(rows);
      frames_.back().scope = over;
    }
  }
  ExprId value = kNo;
  if (value_node != kNoNode && !(bad && !groups.empty())) {
    value = *function == Aggregate::kEvery ? CheckYesNo(value_node) : CheckNode(value_node, nullptr);
    bad = bad || !DemandAggregable(*function, value, value_node, rows);
  }
  frames_.pop_back();
  const ScopeId outer = open_rows_.back().second;
  open_rows_.pop_back();
  policy_.scopes[rows].parent = outer;
  if (over != rows) policy_.scopes[over].parent = outer;
  if (bad) return Bad(node);

  if (kind == ScopeKind::kRows && policy_.scopes[outer].kind == ScopeKind::kRows) {
    const policy::Feed& inner_feed = policy_.feeds[subject];
    const policy::Feed& outer_feed = policy_.feeds[policy_.scopes[outer].subject];
    if (std::uint64_t{inner_feed.up_to} * outer_feed.up_to > kMostRowPairs) {
      Report(Code::GR2157, node,
             {std::to_string(std::uint64_t{inner_feed.up_to} * outer_feed.up_to), std::to_string(kMostRowPairs)},
             {{context_.symbol(inner_feed.symbol).range, {"`up to` stands here", "“至多”在此"}},
              {context_.symbol(outer_feed.symbol).range, {"and here", "以及此处"}}});
      return Bad(node);
    }
  }
  return AddAggregate(node, *function, over, outer, {value, where, n});
}

ExprId Expressions::Checker::AddAggregate(NodeId node, Aggregate function, ScopeId over, ScopeId scope,
                                          std::vector<ExprId> args) {
  Expr aggregate{.kind = ExprKind::kAggregate};
  Facts own;
  if (IsCondition(function)) {
    aggregate.type = {TypeKind::kYesNo};
  } else if (function == Aggregate::kCount || function == Aggregate::kDistinctCount) {
    aggregate.type = {TypeKind::kNumber};
    own.unit = Unit{};
  } else {
    aggregate.type = type(args[0]);
    own.unit = facts(args[0]).unit;
  }
  // The N of `at least N` is read where the aggregate stands.
  const ExprId n = args[2];
  aggregate.scope = n != kNo && Level(expr(n).scope) > Level(scope) ? expr(n).scope : scope;
  aggregate.id = over;
  aggregate.function = function;
  aggregate.known = tree_.Child(node, "known") != kNoNode;
  aggregate.args = std::move(args);
  aggregate.range = context_.Range(node);
  return Add(std::move(aggregate), std::move(own));
}

// `(sum 收入 by 业务名称)`: over the rows of one group, inside a value over groups.
ExprId Expressions::Checker::CheckGrouped(NodeId node) {
  const auto function = FunctionOf(tree_.Text(tree_.Child(node, "function")));
  const Frame* frame = RowFrame();
  if (!function || frame == nullptr || policy_.scopes[frame->scope].kind != ScopeKind::kGroups) {
    Report(Code::GR2159, node, {Spell(node)});
    return Bad(node);
  }
  const ScopeId group = frame->scope, rows = policy_.scopes[group].other;
  const NodeId value_node = tree_.Child(node, "value"), n_node = tree_.Child(node, "n");
  const ExprId n = n_node == kNoNode ? kNo : CheckPureInteger(n_node);
  frames_.push_back({rows});
  const ExprId where = CheckWhere(tree_.Child(node, "where"), rows);
  ExprId value = kNo;
  bool bad = (where != kNo && IsBad(where)) || (n != kNo && IsBad(n));
  if (value_node != kNoNode) {
    value = *function == Aggregate::kEvery ? CheckYesNo(value_node) : CheckNode(value_node, nullptr);
    bad = bad || !DemandAggregable(*function, value, value_node, rows);
  }
  frames_.pop_back();
  if (bad) return Bad(node);
  return AddAggregate(node, *function, rows, group, {value, where, n});
}

}  // namespace greenrule::semantics
