// What operands must be: conditions, numbers, whole numbers, dates; and operands that must be alike.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

bool Expressions::Checker::DemandCondition(ExprId id, NodeId node) {
  if (IsBad(id)) return false;
  if (facts(id).open) GiveType(id, {TypeKind::kYesNo});
  if (type(id).kind == TypeKind::kYesNo) return true;
  if (type(id).kind == TypeKind::kChecklist) {
    Report(Code::GR2121, node, {Spell(node)});
  } else {
    Report(Code::GR2120, node, {Spell(node), ValueText(id)});
  }
  return false;
}

ExprId Expressions::Checker::CheckYesNo(NodeId node) {
  const Expected condition{{TypeKind::kYesNo}, std::nullopt, ""};
  const ExprId id = CheckNode(node, &condition);
  return DemandCondition(id, node) ? id : IsBad(id) ? id : Bad(node);
}

bool Expressions::Checker::DemandNumber(ExprId id, NodeId node) {
  if (IsBad(id)) return false;
  if (facts(id).open) GiveType(id, {TypeKind::kNumber});
  if (type(id).kind == TypeKind::kNumber) return true;
  Report(Code::GR2103, node, {Spell(node), ValueText(id)});
  return false;
}

bool Expressions::Checker::IsIntegerValued(ExprId id) const {
  // A few steps down: what is not seen there must be rounded by the author.
  std::vector<ExprId> pending{id};
  for (int steps = 0; !pending.empty(); ++steps) {
    if (steps > 200) return false;
    const Expr& e = expr(pending.back());
    pending.pop_back();
    switch (e.kind) {
      case ExprKind::kConstant:
        if (!IsInteger(e.constant.number)) return false;
        break;
      case ExprKind::kNothing: break;
      case ExprKind::kField: {
        const policy::Field& field = policy_.fields[e.id];
        if (field.formula != kNo) {
          pending.push_back(field.formula);
        } else if (field.decimals != 0 || !IsInteger(field.unit.scale)) {
          return false;
        }
        break;
      }
      case ExprKind::kRule: {
        const policy::Rule& rule = policy_.rules[e.id];
        if (rule.decimals && *rule.decimals == 0 && IsInteger(rule.unit.scale)) break;
        if (rule.formula == kNo) return false;
        pending.push_back(rule.formula);
        break;
      }
      case ExprKind::kParameter:
        for (const auto& entry : policy_.parameters[e.id].entries) {
          if (entry.value != kNo) pending.push_back(entry.value);
        }
        break;
      case ExprKind::kLookupValue:
      case ExprKind::kLookupCell:
        for (const auto& row : policy_.lookups[e.id].rows) {
          if (e.n < row.values.size() && !IsInteger(row.values[e.n].number)) return false;
        }
        break;
      case ExprKind::kRound:
      case ExprKind::kSqrt:
        if (!IsInteger(e.number)) return false;
        break;
      case ExprKind::kAggregate:
        if (e.function == policy::Aggregate::kCount || e.function == policy::Aggregate::kDistinctCount) break;
        if (e.function == policy::Aggregate::kAverage || e.function == policy::Aggregate::kMedian) return false;
        pending.push_back(e.args[0]);
        break;
      case ExprKind::kYear:
      case ExprKind::kMonthNumber:
      case ExprKind::kDay:
      case ExprKind::kDaysBetween:
      case ExprKind::kMonthsBetween:
      case ExprKind::kYearsBetween: break;
      case ExprKind::kNegate:
      case ExprKind::kAbsolute:
      case ExprKind::kAdd:
      case ExprKind::kSubtract:
      case ExprKind::kMultiply:
      case ExprKind::kMinimum:
      case ExprKind::kMaximum:
      case ExprKind::kKnownMinimum:
      case ExprKind::kKnownMaximum:
      case ExprKind::kKnownSum:
      case ExprKind::kListSum:
      case ExprKind::kIfMissing:
        for (const ExprId arg : e.args) pending.push_back(arg);
        break;
      case ExprKind::kIf:
        pending.push_back(e.args[1]);
        pending.push_back(e.args[2]);
        break;
      default: return false;
    }
  }
  return true;
}

bool Expressions::Checker::DemandInteger(ExprId id, NodeId node) {
  if (!DemandNumber(id, node)) return false;
  if (!type(id).dimension.empty()) {
    Report(Code::GR2109, node, {Spell(node), ValueText(id)});
    return false;
  }
  if (!IsIntegerValued(id)) {
    Report(Code::GR2110, node, {Spell(node)});
    return false;
  }
  return true;
}

ExprId Expressions::Checker::CheckPureInteger(NodeId node) {
  const ExprId id = CheckNode(node, nullptr);
  return DemandInteger(id, node) ? id : IsBad(id) ? id : Bad(node);
}

ExprId Expressions::Checker::CheckDate(NodeId node) {
  const ExprId id = CheckNode(node, nullptr);
  if (IsBad(id)) return id;
  if (facts(id).open) GiveType(id, {TypeKind::kDate});
  if (type(id).kind == TypeKind::kDate) return id;
  Report(Code::GR2141, node, {Spell(node), ValueText(id)});
  return Bad(node);
}

// ---- operands of one type ----------------------------------------------------------------------------------------------------

// 2: has its own type and unit. 1: a literal that has them. 0: takes them from what stands beside it.
int Expressions::Checker::Strength(NodeId node, int depth) {
  if (depth > 32) return 2;
  const auto strongest = [&](std::span<const NodeId> nodes) {
    int most = 0;
    for (const NodeId part : nodes) most = std::max(most, Strength(part, depth + 1));
    return most;
  };
  switch (tree_.Kind(node)) {
    case NodeKind::kNumber:
    case NodeKind::kText:
    case NodeKind::kYesNo:
    case NodeKind::kState:
    case NodeKind::kMissing:
    case NodeKind::kNotApplicable:
    case NodeKind::kMissingBecause: return 0;
    case NodeKind::kMeasured:
    case NodeKind::kDate:
    case NodeKind::kMonth: return 1;
    case NodeKind::kNegative: return Strength(tree_.Child(node, "operand"), depth + 1);
    case NodeKind::kName: return FindBound(tree_.Text(node)) != nullptr || !FindVisible(tree_.Text(node)).empty() ? 2 : 0;
    case NodeKind::kIf: {
      // An else-chain is one list of branches.
      int most = 0;
      NodeId next = node;
      for (; tree_.Kind(next) == NodeKind::kIf; next = tree_.Child(next, "otherwise")) {
        most = std::max(most, Strength(tree_.Child(next, "then"), depth + 1));
      }
      return std::max(most, Strength(next, depth + 1));
    }
    case NodeKind::kIfMissing:
      return std::max(Strength(tree_.Child(node, "value"), depth + 1), Strength(tree_.Child(node, "substitute"), depth + 1));
    case NodeKind::kBuiltin:
      if (tree_.Text(tree_.Child(node, "function")) == "sqrt") return 2;
      return strongest(tree_.Items(node, "arguments"));
    case NodeKind::kSum: {
      const int most = strongest(tree_.Children(node));
      return most == 0 ? 1 : most;  // `12 + 3` is no literal
    }
    case NodeKind::kProduct: {
      const int most = strongest(tree_.Children(node));
      return most == 0 ? 1 : most;
    }
    case NodeKind::kInverse: return Strength(tree_.Child(node, "operand"), depth + 1);
    default: return 2;
  }
}

Expressions::Checker::Alike Expressions::Checker::CheckAlike(std::span<const NodeId> nodes, const Expected* expected,
                                                             const Diagnostic::Argument& verb, bool words) {
  Alike alike;
  alike.exprs.assign(nodes.size(), kNo);
  std::vector<int> strengths;
  for (const NodeId node : nodes) strengths.push_back(Strength(node));
  std::optional<Expected> beside;
  std::size_t anchor = nodes.size();
  bool any_bad = false, several_units = false, named_unit = false;
  for (int strength = 2; strength >= 0; --strength) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (strengths[i] != strength) continue;
      const Expected silent{{}, std::nullopt, "", true};
      const Expected* hint = beside ? &*beside : any_bad && words ? &silent : expected;
      const ExprId id = CheckNode(nodes[i], hint);
      alike.exprs[i] = id;
      if (IsBad(id)) {
        any_bad = true;
        continue;
      }
      if (facts(id).open) continue;
      if (!beside) {
        anchor = i;
        beside = Expected{type(id), facts(id).unit, Spell(nodes[i])};
        named_unit = strength == 2;
      } else if (strength == 2 && beside->unit != facts(id).unit) {
        several_units = true;
        beside->unit.reset();
      }
    }
  }
  if (beside) alike.unit = beside->unit;
  if (several_units || (!named_unit && beside && beside->type.kind != TypeKind::kNumber)) alike.unit.reset();
  if (!beside) {
    // All are nothing, or in error.
    if (!any_bad && expected != nullptr && expected->type.kind != TypeKind::kUnknown) {
      for (const ExprId id : alike.exprs) GiveType(id, expected->type);
      alike.type = expected->type;
    }
    return alike;
  }
  alike.type = beside->type;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ExprId id = alike.exprs[i];
    if (IsBad(id)) continue;
    if (facts(id).open) {
      GiveType(id, alike.type);
      continue;
    }
    const Type& own = type(id);
    if (own == alike.type) continue;
    const bool texts = (own.kind == TypeKind::kText || own.kind == TypeKind::kCode) &&
                       (alike.type.kind == TypeKind::kText || alike.type.kind == TypeKind::kCode);
    if (texts && (own.kind == TypeKind::kText || alike.type.kind == TypeKind::kText)) {
      alike.type = {TypeKind::kText};
      continue;
    }
    std::vector<Diagnostic::Related> related;
    RelateUnit(alike.exprs[anchor], related);
    RelateUnit(id, related);
    const bool units = own.kind == TypeKind::kNumber && alike.type.kind == TypeKind::kNumber;
    if (own.kind == TypeKind::kChecklist || alike.type.kind == TypeKind::kChecklist) {
      const NodeId list = own.kind == TypeKind::kChecklist ? nodes[i] : nodes[anchor];
      Report(Code::GR2121, list, {Spell(list)});
    } else {
      Report(units ? Code::GR2101 : Code::GR2102, nodes[i],
             {Spell(nodes[anchor]), ValueText(alike.exprs[anchor]), Spell(nodes[i]), ValueText(id), verb},
             std::move(related));
    }
    any_bad = true;
    break;
  }
  if (any_bad) alike.type = {};
  return alike;
}

}  // namespace greenrule::semantics
