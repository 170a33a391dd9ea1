// The intermediate form between the checked policy and the program: typed values in single assignment.
//
// A Node is one instruction; its outputs are Values with an exact range, and the lane that the range needs. Equal nodes are one
// node (value numbering: the common-subexpression elimination), constants fold, and lanes are matched here: an arithmetic node is
// given operands of one lane by widening or narrowing them. Operands stand before users, so a walk in order of ids needs no
// recursion. Every value carries its space; moving between spaces is explicit (Gather, reductions).
//
// Cost: O(1) a node but for big-integer arithmetic on ranges.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <span>
#include <vector>

#include "compiler/lowering/state_kinds.h"
#include "runtime/number/rational.h"
#include "runtime/program/ranges.h"

namespace greenrule::lowering {

using ValueId = std::uint32_t;
using NodeIndex = std::uint32_t;
inline constexpr ValueId kNoValue = 0xFFFFFFFF;

struct Value {
  NodeIndex node = 0;
  std::uint32_t output = 0;
  Lane lane = Lane::k64;
  SpaceId space = kRunSpace;
  StateKinds states = kAnyStateKind;  // of a state: which it may be
  Range range;
};

struct Node {
  Opcode op = Opcode::kConstant;
  SpaceId space = kRunSpace;
  std::vector<ValueId> inputs;
  std::vector<std::uint32_t> immediates;
  ValueId first_output = kNoValue;
  std::uint32_t outputs = 0;
  std::uint32_t symbol = kNone;
};

class Ssa {
 public:
  explicit Ssa(Edition& edition, std::uint32_t filter_feed = kNone) : edition_(edition), filter_feed_(filter_feed) {}

  // Columns may hold any state: an example may give one.
  void TrustNoColumn() { trust_columns_ = false; }

  // The rule whose code is being made; new nodes remember it (the source map).
  void SetSymbol(std::uint32_t symbol) { symbol_ = symbol; }
  std::uint32_t symbol() const { return symbol_; }

  // Any instruction. Lanes of the inputs must be right already. Returns its first output (kNoValue where it has none).
  // `target` is the lane of a widened or narrowed output.
  ValueId Emit(Opcode op, SpaceId space, std::vector<ValueId> inputs, std::vector<std::uint32_t> immediates = {},
               std::optional<Lane> target = {});

  // Constants of the run space.
  ValueId Integral(const Integer& value);
  ValueId Flag(bool value);
  ValueId StateConstant(State state);

  // Arithmetic and comparison with folding; operands of any numeric lanes, of `space` or its ancestors' broadcast (run).
  // A value that no lane can hold gives kNoValue, and Overflowed() turns true.
  ValueId Add(ValueId a, ValueId b);
  ValueId Subtract(ValueId a, ValueId b);
  ValueId Multiply(ValueId a, ValueId b);
  ValueId Negate(ValueId a);
  ValueId Absolute(ValueId a);
  ValueId Minimum(ValueId a, ValueId b);
  ValueId Maximum(ValueId a, ValueId b);
  ValueId DivideRounded(ValueId a, ValueId b, RoundingMode mode);
  ValueId SqrtRounded(ValueId a, ValueId b, RoundingMode mode);
  ValueId Equal(ValueId a, ValueId b);
  ValueId Less(ValueId a, ValueId b);
  ValueId LessEqual(ValueId a, ValueId b);
  ValueId Select(ValueId condition, ValueId a, ValueId b);
  ValueId And(ValueId a, ValueId b);
  ValueId Or(ValueId a, ValueId b);
  ValueId Not(ValueId a);

  // States; kNoValue is "always known".
  ValueId StateMax(ValueId a, ValueId b);
  ValueId StateElse(ValueId a, ValueId b);
  ValueId StateIf(ValueId condition, State state);
  ValueId StateIs(ValueId state, State lowest, State highest);
  ValueId SelectState(ValueId condition, ValueId a, ValueId b);

  // A reduction into `space`: its numeric inputs are brought into one lane that holds the result.
  ValueId Reduce(Opcode op, SpaceId space, std::vector<ValueId> inputs);

  // How many thresholds a ÷ b reaches, by products: they must fit the widest lane.
  ValueId BucketRatio(ValueId a, ValueId b, SpaceId space, const ThresholdTable& table);

  // A quotient that was rounded to a whole number, and whose divisor is never below 1.
  struct RoundedRatio {
    ValueId numerator, denominator;
    RoundingMode mode;
  };
  std::optional<RoundedRatio> RoundedRatioOf(ValueId value) const;
  // The same thresholds for the quotient before it is rounded: round(n ÷ d) ≥ c where n ÷ d ≥ (or >) the result. A constant
  // factor of the numerator goes into the thresholds. Nothing where the products would not fit 64 bits: then dividing is cheaper.
  std::optional<ValueId> BucketUnrounded(RoundedRatio ratio, const ThresholdTable& whole);

  // An integer in at least / exactly this lane.
  ValueId InLane(ValueId value, Lane lane);

  const Value& value(ValueId id) const { return values_[id]; }
  const Node& node(NodeIndex id) const { return nodes_[id]; }
  std::size_t node_count() const { return nodes_.size(); }
  std::optional<Integer> ConstantOf(ValueId id) const;
  bool IsConstant(ValueId id, long long value) const;
  const Edition& edition() const { return edition_; }
  Edition& edition() { return edition_; }

  bool Overflowed() const { return overflowed_; }
  const Range& OverflowedRange() const { return overflowed_range_; }
  void ForgetOverflow() { overflowed_ = false; }

  // The space in which an instruction over these values runs: the one that is not the run's.
  SpaceId SpaceOf(std::span<const ValueId> values) const;

  std::uint32_t TableOf(Table table);  // equal tables once

 private:
  ValueId Arithmetic(Opcode op, ValueId a, ValueId b, std::vector<std::uint32_t> immediates = {});
  ValueId Compared(Opcode op, ValueId a, ValueId b);
  ValueId EqualToChoice(ValueId constant, ValueId select, unsigned depth);
  StateKinds StatesOf(const Node& node, std::uint32_t output) const;
  StateKinds StatesOfColumn(std::uint32_t column) const;
  bool SurelyKnown(ValueId state) const { return state == kNoValue || values_[state].states == kMayBeKnown; }

  Edition& edition_;
  std::uint32_t filter_feed_;
  bool trust_columns_ = true;
  std::uint32_t symbol_ = kNone;
  std::vector<Node> nodes_;
  std::vector<Value> values_;
  boost::unordered_flat_map<std::string, NodeIndex> numbering_;
  boost::unordered_flat_map<std::string, std::uint32_t> constants_, tables_;
  bool overflowed_ = false;
  Range overflowed_range_;
};

}  // namespace greenrule::lowering
