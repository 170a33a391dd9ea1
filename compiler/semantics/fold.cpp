#include "compiler/semantics/fold.h"

#include <algorithm>
#include <unordered_map>

#include "runtime/program/calendar.h"

namespace greenrule::semantics {

using policy::Constant;
using policy::Expr;
using policy::ExprId;
using policy::ExprKind;
using policy::kNo;

namespace {

std::optional<Rational> Number(const Expr& e, const std::vector<Rational>& x) {
  switch (e.kind) {
    case ExprKind::kNegate: return -x[0];
    case ExprKind::kAbsolute: return x[0] < 0 ? -x[0] : x[0];
    case ExprKind::kAdd: return x[0] + x[1];
    case ExprKind::kSubtract: return x[0] - x[1];
    case ExprKind::kMultiply: return x[0] * x[1];
    case ExprKind::kDivide:
      if (x[1] == 0) return std::nullopt;
      return x[0] / x[1];
    case ExprKind::kMinimum:
    case ExprKind::kKnownMinimum: return *std::min_element(x.begin(), x.end());
    case ExprKind::kMaximum:
    case ExprKind::kKnownMaximum: return *std::max_element(x.begin(), x.end());
    case ExprKind::kListSum:
    case ExprKind::kKnownSum:
    case ExprKind::kListAverage:
    case ExprKind::kKnownAverage: {
      Rational sum = 0;
      for (const Rational& term : x) sum += term;
      if (e.kind == ExprKind::kListAverage || e.kind == ExprKind::kKnownAverage) sum /= static_cast<int>(x.size());
      return sum;
    }
    case ExprKind::kRound: return RoundTo(x[0], e.number, e.mode);
    case ExprKind::kSqrt:
      if (x[0] < 0) return std::nullopt;
      return SqrtRounded(x[0], e.number, e.mode);
    case ExprKind::kAddDays:
    case ExprKind::kAddMonths: {
      if (!IsInteger(x[1]) || abs(x[1]) > 4'000'000) return std::nullopt;
      const auto base = numerator(x[0]).convert_to<std::int64_t>(), count = numerator(x[1]).convert_to<std::int64_t>();
      const bool month = e.type.kind == policy::TypeKind::kMonth;
      const std::int64_t moved = month                            ? base + count
                                 : e.kind == ExprKind::kAddDays ? base + count
                                                                : AddMonths(base, count);
      if (month ? moved != ClampMonth(moved) : moved != ClampDay(moved)) return std::nullopt;
      return Rational(moved);
    }
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Constant> FoldConstant(const policy::Policy& policy, ExprId id) {
  std::unordered_map<ExprId, Rational> values;
  std::vector<ExprId> pending{id};
  while (!pending.empty()) {
    const ExprId next = pending.back();
    const Expr& e = policy.exprs[next];
    if (e.kind == ExprKind::kConstant) {
      if (next == id) return e.constant;
      if (e.constant.state != kKnown || !e.constant.text.empty()) return std::nullopt;
      values[next] = e.constant.number;
      pending.pop_back();
      continue;
    }
    if (e.kind == ExprKind::kNothing && next == id && e.type.kind != policy::TypeKind::kUnknown) {
      Constant constant;
      constant.kind = e.type.kind;
      constant.state = e.state;
      constant.text = e.text;
      return constant;
    }
    if (values.contains(next)) {
      pending.pop_back();
      continue;
    }
    if (e.args.empty()) return std::nullopt;
    bool ready = true;
    std::vector<Rational> operands;
    for (const ExprId arg : e.args) {
      if (arg == kNo) return std::nullopt;
      if (const auto known = values.find(arg); known != values.end()) {
        operands.push_back(known->second);
      } else {
        ready = false;
        pending.push_back(arg);
      }
    }
    if (!ready) continue;
    const auto value = Number(e, operands);
    if (!value) return std::nullopt;
    values[next] = *value;
    pending.pop_back();
  }
  Constant constant;
  constant.kind = policy.exprs[id].type.kind;
  constant.number = values.at(id);
  return constant;
}

}  // namespace greenrule::semantics
