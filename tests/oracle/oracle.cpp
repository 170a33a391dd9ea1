#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::ExprKind;
using policy::ScopeKind;
using policy::TypeKind;

Oracle::Oracle(const policy::Policy& policy, const Edition& edition, const Dataset& dataset)
    : policy_(policy), edition_(edition), dataset_(dataset) {
  column_of_.assign(policy.fields.size(), kNone);
  for (std::uint32_t c = 0; c < edition.columns.size(); ++c) {
    const Column& column = edition.columns[c];
    if (column.feed < policy.feeds.size()) column_of_[policy.feeds[column.feed].fields[column.field]] = c;
  }
  for (const policy::Field& field : policy.fields) {
    Rational quantum = field.unit.scale;
    for (int i = 0; i < field.decimals; ++i) quantum /= 10;
    field_quantum_.emplace_back(quantum);
  }
  bound_.resize(policy.scopes.size());
  bound_[policy::kRunScope].stamp = 1;
  memo_.resize(policy.exprs.size());
  constants_.resize(policy.exprs.size());
  quanta_.resize(policy.exprs.size());
  for (std::size_t i = 0; i < policy.exprs.size(); ++i) {
    const policy::Expr& e = policy.exprs[i];
    if (e.kind == ExprKind::kConstant) constants_[i] = OfConstant(e.constant);
    if (e.kind == ExprKind::kRound || e.kind == ExprKind::kSqrt) quanta_[i] = Fraction(e.number);
  }
  for (Id entity = 0; entity < policy.entities.size(); ++entity) {
    const EntityData& data = dataset.entities[entity];
    evaluated_.emplace_back(data.count, 1);
    children_.emplace_back();
    const Id owner = policy.entities[entity].owner;
    if (owner == kNo) continue;
    children_[entity].resize(dataset.entities[owner].count);
    for (std::uint32_t row = 0; row < data.count; ++row)
      if (data.owner[row] != kNone) children_[entity][data.owner[row]].push_back(row);
  }
  for (const policy::Rule& rule : policy.rules) {
    const std::size_t count = rule.entity == kNo ? 1 : dataset.entities[rule.entity].count;
    rules_.push_back({std::vector<Value>(count), std::vector<Value>(count), std::vector<State>(count)});
  }
  items_.resize(policy.items.size());
  item_done_.resize(policy.items.size());
  item_rule_.resize(policy.items.size(), kNo);
  for (const policy::Checklist& list : policy.checklists) {
    for (Id item : list.items) {
      item_rule_[item] = list.rule;
      items_[item].resize(rules_[list.rule].values.size());
      item_done_[item].resize(rules_[list.rule].values.size());
    }
  }
  figures_.resize(policy.figures.size());
}

void Oracle::Run() {
  for (Id entity = 0; entity < policy_.entities.size(); ++entity) {  // owners first
    const policy::ExprId condition = policy_.entities[entity].evaluated_when;
    if (condition == kNo) continue;
    for (std::uint32_t row = 0; row < dataset_.entities[entity].count; ++row) {
      BindEntity(entity, row);
      evaluated_[entity][row] = !Eval(condition).IsNo();
    }
  }
  for (Id rule = 0; rule < policy_.rules.size(); ++rule) {
    const Id entity = policy_.rules[rule].entity;
    const auto each = [&](auto evaluate) {
      for (std::uint32_t row = 0; row < rules_[rule].values.size(); ++row) {
        if (entity != kNo && !evaluated_[entity][row]) continue;
        if (entity != kNo) BindEntity(entity, row);
        (this->*evaluate)(rule, row);
      }
    };
    // A score may compare its own value with the peers': all values first.
    each(&Oracle::EvaluateRule);
    if (policy_.rules[rule].score.kind != policy::Score::kNone) each(&Oracle::EvaluateScore);
  }
}

Value Oracle::ValueOf(policy::ExprId expr, Id entity, std::size_t row) {
  if (entity != kNo) BindEntity(entity, static_cast<std::uint32_t>(row));
  return Eval(expr);
}

void Oracle::Bind(policy::ScopeId scope, std::uint32_t row) { bound_[scope] = {++last_stamp_, row, false, nullptr}; }

void Oracle::BindEntity(Id entity, std::uint32_t row) {
  Bind(policy_.entities[entity].scope, row);
  const Id owner = policy_.entities[entity].owner;
  if (owner == kNo) return;
  const std::uint32_t owner_row = dataset_.entities[entity].owner[row];
  if (owner_row == kNone || !evaluated_[owner][owner_row]) {
    BindAbsent(owner);
  } else {
    BindEntity(owner, owner_row);
  }
}

void Oracle::BindAbsent(Id entity) {
  for (; entity != kNo; entity = policy_.entities[entity].owner)
    bound_[policy_.entities[entity].scope] = {++last_stamp_, 0, true, nullptr};
}

const Oracle::Binding& Oracle::EntityAt(policy::ScopeId scope, Id entity) const {
  for (policy::ScopeId s = scope; s != kNo; s = policy_.scopes[s].parent) {
    const policy::Scope& at = policy_.scopes[s];
    const bool holds_entity =
        at.kind == ScopeKind::kEntity || at.kind == ScopeKind::kChildren || at.kind == ScopeKind::kPopulation;
    if (holds_entity && at.subject == entity) return bound_[s];
  }
  static const Binding kAbsent{0, 0, true, nullptr};
  return kAbsent;
}

Value Oracle::Eval(policy::ExprId id) {
  const policy::Expr& e = policy_.exprs[id];
  if (e.kind == ExprKind::kConstant) return constants_[id];
  const std::uint64_t stamp = bound_[e.scope].stamp;
  if (memo_[id].stamp == stamp) return memo_[id].value;
  Value value = Compute(e);
  memo_[id] = {stamp, value};
  return value;
}

std::string_view Oracle::Kept(std::string text) { return *texts_.insert(std::move(text)).first; }

State Oracle::OwnReason(const std::string& text) const {
  for (std::size_t i = 0; i < policy_.own_reasons.size(); ++i)
    if (policy_.own_reasons[i] == text) return static_cast<State>(kFirstOwnReason - i);
  return kUndetermined;
}

}  // namespace greenrule::oracle
