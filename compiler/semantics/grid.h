// Which numbers an expression can take at all: multiples of a quantum, worked out from decimals, constants and counts.
//
// A field with two decimals in 万元 is a multiple of 100 元, a sum of such fields too, a quotient of two fields of nothing. An
// `integer` declaration rests on it: nothing is rounded where no rounding is written, so a formula must be whole.
#pragma once

#include <optional>
#include <unordered_map>

#include "compiler/semantics/policy.h"

namespace greenrule::semantics {

class Grid {
 public:
  explicit Grid(const policy::Policy& policy) : policy_(policy) {}

  // The greatest quantum found of which every known value is a multiple, in base units; 0: it is always 0. Nothing where none is
  // known. Expressions are looked at once, so all calls together are linear.
  std::optional<Rational> Of(policy::ExprId expr);

 private:
  using Quantum = std::optional<Rational>;

  // Of an expression whose operands are known.
  Quantum Find(const policy::Expr& expr) const;
  Quantum OfRule(const policy::Rule& rule) const;
  Quantum OfScore(const policy::Rule& rule) const;
  Quantum OfLookup(const policy::Expr& expr) const;
  // Expressions that `expr` rests on, rules' formulas among them.
  static std::vector<policy::ExprId> Needs(const policy::Policy& policy, const policy::Expr& expr);

  const policy::Policy& policy_;
  std::unordered_map<policy::ExprId, Quantum> known_;
};

}  // namespace greenrule::semantics
