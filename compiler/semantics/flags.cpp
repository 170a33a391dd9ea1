#include "compiler/semantics/flags.h"

#include <algorithm>

namespace greenrule::semantics {

using policy::Aggregate;
using policy::Expr;
using policy::ExprKind;
using policy::Id;
using policy::kNo;
using policy::Policy;

namespace {

bool LookupMayFail(const Policy& policy, const Expr& expr) {
  const policy::Lookup& lookup = policy.lookups[expr.id];
  for (std::size_t i = 0; i < lookup.keys.size(); ++i) {
    // A field that is a code of this very lookup is there; before the first date in force nothing is.
    if (lookup.keys[i].kind == KeyKind::kInForce) return true;
    const bool code = i < expr.args.size() && expr.args[i] != kNo &&
                      policy.exprs[expr.args[i]].type.kind == policy::TypeKind::kCode &&
                      policy.exprs[expr.args[i]].type.id == expr.id;
    if (!code || lookup.keys.size() > 1) return !lookup.fallback;
  }
  return false;
}

void SetLookupCells(const Policy& policy, Expr& expr) {
  for (const policy::Lookup::Row& row : policy.lookups[expr.id].rows) {
    if (expr.n >= row.values.size()) continue;
    const State state = row.values[expr.n].state;
    expr.may_be_missing |= IsMissing(state);
    expr.may_be_not_applicable |= state == kNotApplicable;
  }
}

void SetAggregate(const Policy& policy, Expr& expr) {
  const auto flag = [&](std::size_t i, bool Expr::*which) {
    return i < expr.args.size() && expr.args[i] != kNo && policy.exprs[expr.args[i]].*which;
  };
  const policy::ScopeKind rows = policy.scopes[expr.id].kind;
  const bool empty_is_missing =
      expr.function != Aggregate::kCount && expr.function != Aggregate::kSum && expr.function != Aggregate::kAny &&
      expr.function != Aggregate::kEvery && expr.function != Aggregate::kAtLeast &&
      expr.function != Aggregate::kDistinctCount;
  const bool value_missing = flag(0, &Expr::may_be_missing);
  expr.may_be_missing = (value_missing && !expr.known) || empty_is_missing || flag(1, &Expr::may_be_missing) ||
                        flag(2, &Expr::may_be_missing) || (value_missing && expr.known && empty_is_missing);
  // A feed may not have been delivered; children stand in their listing, lookups in the program.
  if (rows == policy::ScopeKind::kRows || rows == policy::ScopeKind::kGroups) expr.may_be_missing = true;
  expr.may_be_not_applicable = flag(0, &Expr::may_be_not_applicable) || flag(2, &Expr::may_be_not_applicable);
}

}  // namespace

void SetFlags(const Policy& policy, Expr& expr) {
  bool any_missing = false, any_apart = false, all_apart = !expr.args.empty(), any_certain = false;
  for (const Id arg : expr.args) {
    if (arg == kNo) continue;
    const Expr& operand = policy.exprs[arg];
    any_missing |= operand.may_be_missing;
    any_apart |= operand.may_be_not_applicable;
    all_apart &= operand.may_be_not_applicable;
    any_certain |= !operand.may_be_missing && !operand.may_be_not_applicable;
  }
  expr.may_be_missing = any_missing;
  expr.may_be_not_applicable = any_apart;
  switch (expr.kind) {
    case ExprKind::kConstant:
      expr.may_be_missing = IsMissing(expr.constant.state);
      expr.may_be_not_applicable = expr.constant.state == kNotApplicable;
      break;
    case ExprKind::kNothing:
      expr.may_be_missing = expr.state != kNotApplicable;
      expr.may_be_not_applicable = expr.state == kNotApplicable;
      break;
    case ExprKind::kAsOf: break;
    case ExprKind::kField: {
      const policy::Field& field = policy.fields[expr.id];
      expr.may_be_missing = true;
      expr.may_be_not_applicable = field.blank == BlankRule::kNotApplicable;
      if (field.formula != kNo) expr.may_be_not_applicable |= policy.exprs[field.formula].may_be_not_applicable;
      break;
    }
    case ExprKind::kRule: {
      const policy::Rule& rule = policy.rules[expr.id];
      const bool checklist = rule.type.kind == policy::TypeKind::kChecklist;
      expr.may_be_missing = !checklist && rule.may_be_missing;
      expr.may_be_not_applicable = !checklist && rule.may_be_not_applicable;
      break;
    }
    case ExprKind::kScore:
      expr.may_be_missing = policy.rules[expr.id].score_may_be_missing;
      expr.may_be_not_applicable = policy.rules[expr.id].score_may_be_not_applicable;
      break;
    case ExprKind::kParameter: expr.may_be_missing = !expr.args.empty(); break;  // before its first day
    case ExprKind::kLookupValue:
      expr.may_be_missing |= LookupMayFail(policy, expr);
      SetLookupCells(policy, expr);
      break;
    case ExprKind::kLookupCell: SetLookupCells(policy, expr); break;
    case ExprKind::kGroupKey: {
      const policy::Expr& key = policy.exprs[policy.scopes[expr.scope].group_by[expr.n]];
      expr.may_be_missing = key.may_be_missing;
      expr.may_be_not_applicable = key.may_be_not_applicable;
      break;
    }
    case ExprKind::kDivide: {
      const Expr& divisor = policy.exprs[expr.args[1]];
      const bool sure = divisor.kind == ExprKind::kConstant && divisor.constant.number != 0;
      expr.may_be_missing |= !sure;
      break;
    }
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kListSum:
    case ExprKind::kListAverage:
    case ExprKind::kAnd:
    case ExprKind::kOr: expr.may_be_not_applicable = all_apart; break;
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum:
    case ExprKind::kKnownSum:
    case ExprKind::kKnownAverage:
      expr.may_be_missing = any_missing && !any_certain;
      expr.may_be_not_applicable = all_apart;
      break;
    case ExprKind::kSqrt: {
      const Expr& operand = policy.exprs[expr.args[0]];
      expr.may_be_missing |= operand.kind != ExprKind::kConstant || operand.constant.number < 0;
      break;
    }
    case ExprKind::kIfMissing: expr.may_be_missing = policy.exprs[expr.args[1]].may_be_missing; break;
    case ExprKind::kIsMissing:
    case ExprKind::kIsKnown:
    case ExprKind::kIsNotApplicable:
    case ExprKind::kIsUndetermined:
      expr.may_be_missing = expr.may_be_not_applicable = false;
      break;
    case ExprKind::kIsBlank:
      expr.may_be_missing = any_missing || any_apart;
      expr.may_be_not_applicable = false;
      break;
    case ExprKind::kIsHit:
    case ExprKind::kIsClear: {
      const Expr& subject = policy.exprs[expr.args[0]];
      expr.may_be_missing = subject.kind != ExprKind::kRule || policy.rules[subject.id].may_be_missing;
      expr.may_be_not_applicable = false;
      break;
    }
    case ExprKind::kItem: expr.may_be_missing = expr.may_be_not_applicable = false; break;
    case ExprKind::kAddDays:
    case ExprKind::kAddMonths: expr.may_be_missing = true; break;  // beyond the year 9999
    case ExprKind::kAggregate: SetAggregate(policy, expr); break;
    case ExprKind::kFigure: {
      const policy::PeerFigure& figure = policy.figures[expr.id];
      expr.may_be_missing = true;
      expr.may_be_not_applicable = policy.exprs[figure.value].may_be_not_applicable;
      for (const Id key : figure.by) expr.may_be_not_applicable |= policy.exprs[key].may_be_not_applicable;
      break;
    }
    case ExprKind::kCoverage: expr.may_be_missing = expr.may_be_not_applicable = true; break;
    default: break;
  }
}

}  // namespace greenrule::semantics
