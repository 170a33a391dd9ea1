// Figures over peers, and what may not rest on them.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

namespace {

std::optional<FigureKind> FigureOf(std::string_view word) {
  static constexpr std::pair<std::string_view, FigureKind> kFigures[] = {
      {"average", FigureKind::kAverage}, {"median", FigureKind::kMedian}, {"percentile", FigureKind::kPercentile},
      {"rank", FigureKind::kRank},       {"count", FigureKind::kCount},   {"sum", FigureKind::kSum},
      {"min", FigureKind::kMin},         {"max", FigureKind::kMax}};
  for (const auto& [name, kind] : kFigures) {
    if (name == word) return kind;
  }
  return std::nullopt;
}

}  // namespace

ExprId Expressions::Checker::CheckPeers(NodeId node) {
  const auto kind = FigureOf(tree_.Text(tree_.Child(node, "function")));
  if (!kind) return Bad(node);
  if (rows_only_) {
    Report(Code::GR2150, node, {Spell(node)});
    return Bad(node);
  }
  if (in_peers_) {
    Report(Code::GR2170, node, {Spell(node)});
    return Bad(node);
  }
  if (statistic_) {
    Report(Code::GR2171, node, {Spell(node)});
    return Bad(node);
  }
  const NodeId entity_node = tree_.Child(node, "entity"), value_node = tree_.Child(node, "value"),
               where_node = tree_.Child(node, "where"), p_node = tree_.Child(node, "p");
  const auto entity = context_.names.Resolve(context_, entity_node, {NameKind::kEntity});
  if (!entity) return Bad(node);
  const auto scope = EntityScope(entity->id);
  if (!scope) {
    Report(Code::GR2172, entity_node, {std::string(tree_.Text(entity_node))});
    return Bad(node);
  }
  policy::PeerFigure figure;
  figure.kind = *kind;
  figure.entity = entity->id;
  figure.range = context_.Range(node);
  if (p_node != kNoNode) {
    const auto p = NumberOf(p_node, nullptr);
    if (!p) return Bad(node);
    if (*p < 0 || *p > 1) {
      Report(Code::GR2173, p_node, {Spell(p_node)});
      return Bad(node);
    }
    figure.p = *p;
  }

  // In the sight of any entity of that kind, not of the row or entity where the figure stands.
  std::vector<Frame> frames = std::exchange(frames_, {});
  auto open_rows = std::exchange(open_rows_, {});
  in_peers_ = true;
  for (ScopeId s = policy_.entities[entity->id].scope; s != kNo; s = policy_.scopes[s].parent) frames_.push_back({s});
  std::reverse(frames_.begin(), frames_.end());
  figure.value = CheckNode(value_node, nullptr);
  bool bad = IsBad(figure.value);
  for (const NodeId by : tree_.Items(node, "by")) {
    figure.by.push_back(CheckNode(by, nullptr));
    bad = bad || IsBad(figure.by.back());
  }
  if (where_node != kNoNode) {
    figure.where = CheckYesNo(where_node);
    bad = bad || IsBad(figure.where);
  }
  in_peers_ = false;
  frames_ = std::move(frames);
  open_rows_ = std::move(open_rows);
  if (bad) return Bad(node);

  const bool countable = *kind == FigureKind::kCount;
  if (*kind == FigureKind::kRank) {
    const Expr& value = expr(figure.value);
    const auto direction =
        value.kind == ExprKind::kRule ? policy_.rules[value.id].direction : policy::Rule::kNoDirection;
    if (direction == policy::Rule::kNoDirection) {
      Report(Code::GR2174, value_node, {Spell(value_node)});
      return Bad(node);
    }
    if (!Ordered(value.type)) {
      Report(Code::GR2124, value_node, {Spell(value_node), TypeText(value.type)});
      return Bad(node);
    }
    figure.higher_is_better = direction == policy::Rule::kHigherIsBetter;
  } else if (!countable && !DemandNumber(figure.value, value_node)) {
    return Bad(node);
  }
  std::vector<ExprId> parts = figure.by;
  parts.push_back(figure.value);
  if (figure.where != kNo) parts.push_back(figure.where);
  for (const ExprId part : parts) {
    if (!ExprRestsOnPeers(part)) continue;
    context_.Report(Code::GR2175, node, {Spell(node)}, {{expr(part).range, {"this rests on peers already", "此处已经取自同类比较"}}});
    return Bad(node);
  }

  Facts own;
  Type type{TypeKind::kNumber};
  if (*kind == FigureKind::kRank || countable) {
    own.unit = Unit{};
  } else {
    own = Facts{facts(figure.value).unit};
    type = this->type(figure.value);
  }
  const Id id = static_cast<Id>(policy_.figures.size());
  policy_.figures.push_back(std::move(figure));
  return MakeLeaf(ExprKind::kFigure, type, *scope, id, context_.Range(node), own);
}

ExprId Expressions::Checker::CheckCoverage(NodeId node) {
  const NodeId name = tree_.Child(node, "name");
  const auto rule = context_.names.Resolve(context_, name, {NameKind::kRule});
  if (!rule) return Bad(node);
  const policy::Rule& of = policy_.rules[rule->id];
  if (of.members.empty() && of.kind == policy::RuleKind::kComposite) return Bad(node);  // its rows were told of
  if (of.members.empty()) {
    Report(Code::GR2176, name, {Spell(name)}, {{rule->range, {"declared here", "在此声明"}}});
    return Bad(node);
  }
  const auto scope = of.entity == kNo ? std::optional<ScopeId>(policy::kRunScope) : EntityScope(of.entity);
  if (!scope) {
    ReportElsewhere(name, Spell(name), of.entity, {});
    return Bad(node);
  }
  return MakeLeaf(ExprKind::kCoverage, {TypeKind::kNumber}, *scope, rule->id, context_.Range(node), {Unit{}});
}

// Walks everything that the expressions rest on. Rules found clean are not walked again.
bool Expressions::Checker::WalkForPeers(std::vector<ExprId> exprs, std::vector<Id> rules) {
  rule_peers_.resize(policy_.rules.size(), false);
  std::unordered_set<ExprId> seen;
  std::vector<Id> walked;
  const auto want = [&](ExprId id) {
    if (id != kNo && seen.insert(id).second) exprs.push_back(id);
  };
  while (!exprs.empty() || !rules.empty()) {
    if (!exprs.empty()) {
      const Expr& e = expr(exprs.back());
      exprs.pop_back();
      for (const ExprId arg : e.args) want(arg);
      switch (e.kind) {
        case ExprKind::kFigure: return true;
        case ExprKind::kRule:
        case ExprKind::kScore:
        case ExprKind::kCoverage: rules.push_back(e.id); break;
        case ExprKind::kItem:
          for (const ExprId hit : policy_.items[e.id].hit_when) want(hit);
          want(policy_.items[e.id].applies_when);
          break;
        case ExprKind::kAggregate:
          for (const ExprId key : policy_.scopes[e.id].group_by) want(key);
          want(policy_.scopes[e.id].where);
          break;
        default: break;
      }
      continue;
    }
    const Id id = rules.back();
    rules.pop_back();
    if (rule_peers_[id]) continue;  // clean, or on its way
    rule_peers_[id] = true;
    walked.push_back(id);
    const policy::Rule& rule = policy_.rules[id];
    want(rule.formula);
    want(rule.applies_when);
    want(rule.score.formula);
    for (const policy::Member& member : rule.members) rules.push_back(member.rule);
    for (const Id table : {rule.table, rule.score.table}) {
      if (table == kNo) continue;
      for (const ExprId input : policy_.tables[table].inputs) want(input);
      for (const auto& row : policy_.tables[table].rows) {
        for (const ExprId output : row.outputs) want(output);
      }
    }
    if (rule.checklist != kNo) {
      for (const Id item : policy_.checklists[rule.checklist].items) {
        for (const ExprId hit : policy_.items[item].hit_when) want(hit);
        want(policy_.items[item].applies_when);
      }
    }
  }
  return false;
}

bool Expressions::Checker::ExprRestsOnPeers(ExprId id) {
  const std::vector<bool> clean = rule_peers_;
  if (!WalkForPeers({id}, {})) return false;
  rule_peers_ = clean;
  return true;
}

bool Expressions::Checker::RestsOnPeers(Id rule) {
  const std::vector<bool> clean = rule_peers_;
  if (!WalkForPeers({}, {rule})) return false;
  rule_peers_ = clean;
  return true;
}

}  // namespace greenrule::semantics
