// A policy under construction: adds parts and keeps for every expression how large its value can become, so that most of what is
// made fits 255 bits.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/semantics/policy.h"
#include "tests/oracle/random.h"

namespace greenrule::oracle {

using policy::ExprId;
using policy::ExprKind;
using policy::Id;
using policy::kNo;
using policy::ScopeId;
using policy::ScopeKind;
using policy::Type;
using policy::TypeKind;

// A number as factor × numerator ÷ denominator: bits of the two.
struct Size {
  Rational factor = 1;
  double numerator = 1, denominator = 0;
};

inline constexpr double kMostBits = 200;

// Dimensions of generated quantities.
enum Measure : std::uint8_t { kPure, kMoney, kEnergy };
policy::Dimension DimensionOf(Measure measure);
Type NumberType(Measure measure);
Measure MeasureOf(const Type& type);
Type PlainType(TypeKind kind, Id id = kNo);

class Builder {
 public:
  explicit Builder(std::uint64_t seed) : random(seed) {
    policy.scopes.push_back({});
    levels_.push_back(0);
  }

  policy::SymbolId Symbol(policy::SymbolKind kind, const std::string& name, policy::SymbolId parent = kNo);
  ScopeId Scope(policy::Scope scope);
  int Level(ScopeId scope) const { return levels_[scope]; }
  void SetLevel(ScopeId scope, int level) { levels_[scope] = level; }

  // The scope is the deepest of the operands'.
  ExprId Make(ExprKind kind, Type type, std::vector<ExprId> args);
  ExprId Leaf(ExprKind kind, Type type, ScopeId scope, Id id, std::uint32_t n = 0);
  ExprId Constant(policy::Constant constant, Type type);
  ExprId Number(const Rational& value, Measure measure);
  ExprId Rounded(ExprId x, const Rational& quantum, RoundingMode mode);
  // x, rounded if its bits or its being a quotient demand it.
  ExprId Whole(ExprId x);
  ExprId Small(ExprId x, double bits);
  RoundingMode Mode() { return static_cast<RoundingMode>(random.Below(kRoundingModeCount)); }

  policy::Expr& expr(ExprId id) { return policy.exprs[id]; }
  const Type& type(ExprId id) const { return policy.exprs[id].type; }
  Size& size(ExprId id) { return sizes_[id]; }
  Size SizeOfConstants(const std::vector<Rational>& values) const;
  bool OnPeers(ExprId id) const { return on_peers_[id]; }
  void SetOnPeers(ExprId id) { on_peers_[id] = true; }

  policy::Policy policy;
  Random random;
  std::vector<Size> rule_sizes, score_sizes;
  std::vector<bool> rule_on_peers;

 private:
  ExprId Add(policy::Expr e);
  Size Sized(const policy::Expr& e) const;
  std::vector<int> levels_;
  std::vector<Size> sizes_;
  std::vector<bool> on_peers_;
};

Rational CommonStep(const Rational& a, const Rational& b);
double BitsOf(const Rational& x);
Size SizeOfSum(const Size& a, const Size& b);
Size SizeOfEither(const Size& a, const Size& b);

}  // namespace greenrule::oracle
