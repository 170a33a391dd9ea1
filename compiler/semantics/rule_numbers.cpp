// The rules of the finished policy, renumbered in the order in which they were checked: what a rule rests on stands before it.
#include "compiler/semantics/declare.h"

namespace greenrule::semantics {

void OrderRules(Declarations& d) {
  policy::Policy& policy = d.policy();
  std::vector<policy::Id> place(policy.rules.size(), policy::kNo);
  std::vector<policy::Rule> sorted;
  sorted.reserve(policy.rules.size());
  for (const policy::Id rule : d.rule_sequence) {
    place[rule] = static_cast<policy::Id>(sorted.size());
    sorted.push_back(std::move(policy.rules[rule]));
  }
  policy.rules = std::move(sorted);
  for (policy::Expr& expr : policy.exprs) {
    const bool names_rule = expr.kind == policy::ExprKind::kRule || expr.kind == policy::ExprKind::kScore ||
                            expr.kind == policy::ExprKind::kCoverage;
    if (names_rule && expr.id != policy::kNo) expr.id = place[expr.id];
  }
  for (policy::Rule& rule : policy.rules) {
    for (policy::Member& member : rule.members) {
      if (member.rule != policy::kNo) member.rule = place[member.rule];
    }
  }
  for (policy::Checklist& list : policy.checklists) list.rule = place[list.rule];
  for (policy::Example& example : policy.examples) {
    for (policy::GivenValue& given : example.given_values) {
      if (given.kind != policy::GivenValue::kField) given.id = place[given.id];
    }
  }
}

}  // namespace greenrule::semantics
