// How small and how large a value can be, and on which steps it lies: what the declarations say, carried through formulas.
//
// Conservative: a value that the policy can give lies within it. It serves the question of what a table must cover and is much
// coarser than the ranges by which lowering chooses lanes; where it knows nothing, a value is unbounded. Each
// expression is looked at once.
#pragma once

#include <optional>
#include <vector>

#include "compiler/semantics/policy.h"

namespace greenrule::analysis {

struct ValueRange {
  std::optional<Rational> low, high;  // both included; absent: unbounded
  std::optional<Rational> step;       // every value is a multiple of it
  bool operator==(const ValueRange&) const = default;
};

class ValueRanges {
 public:
  explicit ValueRanges(const policy::Policy& policy);

  // Of a number, date or month; unbounded for other types.
  const ValueRange& Of(policy::ExprId expr);
  const ValueRange& OfRule(policy::Id rule);   // its value
  const ValueRange& OfScore(policy::Id rule);

 private:
  // What must be known first; pushed until nothing is.
  struct Need {
    enum Kind : std::uint8_t { kExpr, kRule, kScore } kind;
    policy::Id id;
  };
  void Settle(Need need);
  std::vector<Need> NeedsOf(Need need) const;
  ValueRange Find(Need need) const;
  ValueRange FindExpr(const policy::Expr& expr, const std::vector<const ValueRange*>& args) const;
  std::vector<const ValueRange*> RangesOf(const policy::Expr& expr) const;  // of its operands
  // A bound that an expression has where a condition is decided, and the range of another expression there.
  struct Fact {
    policy::ExprId expr;
    ValueRange range;
  };
  std::vector<Fact> FactsOf(policy::ExprId condition, bool holds) const;
  ValueRange Under(policy::ExprId expr, const std::vector<Fact>& facts, int depth) const;
  ValueRange FindRule(const policy::Rule& rule) const;
  ValueRange FindScore(const policy::Rule& rule, const ValueRange& value) const;
  const std::optional<ValueRange>& Known(Need need) const;

  const policy::Policy& policy_;
  std::vector<std::optional<ValueRange>> exprs_, rules_, scores_;
};

}  // namespace greenrule::analysis
