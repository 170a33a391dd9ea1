#include "compiler/lowering/ssa.h"

#include <algorithm>
#include <array>

#include "runtime/program/opcodes.h"

namespace greenrule::lowering {
namespace {

void AppendBytes(std::string& key, std::uint32_t x) { key.append(reinterpret_cast<const char*>(&x), sizeof x); }

std::string KeyOf(const Integer& x) { return x.str(); }

void AppendKey(std::string& key, const Integer& x) {
  key += KeyOf(x);
  key += ' ';
}

struct TableKey {
  std::string& key;
  void operator()(const ThresholdTable& table) const {
    key += 'B';
    for (const Threshold& t : table.thresholds) {
      AppendKey(key, t.numerator);
      AppendKey(key, t.denominator);
      key += t.strict ? '>' : '=';
    }
  }
  void operator()(const ValueTable& table) const {
    key += 'V';
    for (std::int64_t v : table.values) AppendKey(key, v);
  }
  void operator()(const TakeTable& table) const {
    key += 'T';
    key += static_cast<char>('0' + static_cast<int>(table.lane));
    for (const Integer& v : table.values) AppendKey(key, v);
  }
  void operator()(const MatchTable& table) const {
    key += 'M';
    AppendBytes(key, static_cast<std::uint32_t>(table.policy));
    AppendBytes(key, table.rows);
    for (const auto* sets : {&table.yes, &table.unknown})
      for (const auto& input : *sets) {
        AppendBytes(key, static_cast<std::uint32_t>(input.size()));
        for (const auto& interval : input)
          key.append(reinterpret_cast<const char*>(interval.data()), interval.size() * sizeof interval[0]);
      }
  }
};

Lane Wider(Lane a, Lane b) { return std::max(a, b); }

}  // namespace

SpaceId Ssa::SpaceOf(std::span<const ValueId> values) const {
  for (ValueId v : values)
    if (v != kNoValue && values_[v].space != kRunSpace) return values_[v].space;
  return kRunSpace;
}

ValueId Ssa::Emit(Opcode op, SpaceId space, std::vector<ValueId> inputs, std::vector<std::uint32_t> immediates,
                  std::optional<Lane> target) {
  std::string key;
  AppendBytes(key, static_cast<std::uint32_t>(op));
  if (target) AppendBytes(key, static_cast<std::uint32_t>(*target));
  AppendBytes(key, space);
  for (ValueId v : inputs) AppendBytes(key, v);
  key += '|';
  for (std::uint32_t x : immediates) AppendBytes(key, x);
  if (auto found = numbering_.find(key); found != numbering_.end()) return nodes_[found->second].first_output;

  const OpcodeInfo& info = InfoOf(op);
  std::vector<const Range*> ranges;
  std::vector<SpaceId> spaces;
  Lane numeric = Lane::k64, any = Lane::k64;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] == kNoValue) {
      ranges.push_back(nullptr);
      spaces.push_back(kNone);
      continue;
    }
    const Value& v = values_[inputs[i]];
    ranges.push_back(&v.range);
    spaces.push_back(v.space);
    OperandKind kind = InputSpec(info, i).kind;
    if (kind == OperandKind::kNumeric) numeric = v.lane;
    if (kind == OperandKind::kAny) any = v.lane;
  }
  std::vector<Range> outputs = OutputRanges({edition_, filter_feed_}, {op, space, ranges, spaces, immediates});

  Node node{op, space, std::move(inputs), std::move(immediates), kNoValue, static_cast<std::uint32_t>(outputs.size()), symbol_};
  if (!outputs.empty()) node.first_output = static_cast<ValueId>(values_.size());
  const NodeIndex index = static_cast<NodeIndex>(nodes_.size());
  for (std::uint32_t i = 0; i < outputs.size(); ++i) {
    Lane lane = Lane::k64;
    switch (info.outputs[i].kind) {
      case OperandKind::kNumeric: lane = numeric; break;
      case OperandKind::kAny: lane = any; break;
      case OperandKind::kCondition:
      case OperandKind::kState: lane = Lane::kByte; break;
      case OperandKind::kWord: lane = Lane::k64; break;
      case OperandKind::kOwnNumeric: lane = *target; break;
    }
    switch (op) {  // sources have the lane of what they read
      case Opcode::kConstant: lane = edition_.constants[node.immediates[0]].lane; break;
      case Opcode::kLoadValue:
        lane = filter_feed_ == kNone ? edition_.columns[node.immediates[0]].lane
                                     : FieldLane(edition_.feeds[filter_feed_].fields[node.immediates[0]]);
        break;
      case Opcode::kLoadKept: lane = edition_.kept[node.immediates[0]].lane; break;
      case Opcode::kTake: lane = std::get<TakeTable>(edition_.tables[node.immediates[0]]).lane; break;
      default: break;
    }
    const StateKinds states = lane == Lane::kByte ? StatesOf(node, i) : kAnyStateKind;
    values_.push_back({index, i, lane, space, states, std::move(outputs[i])});
  }
  ValueId first = node.first_output;
  nodes_.push_back(std::move(node));
  numbering_.emplace(std::move(key), index);
  return first;
}

// A field is never excluded, and not applicable only where its blank says so (in a union: where some member's may).
StateKinds Ssa::StatesOfColumn(std::uint32_t column) const {
  if (!trust_columns_) return kAnyStateKind;
  const std::uint32_t feed = filter_feed_ != kNone ? filter_feed_ : edition_.columns[column].feed;
  const std::uint32_t field = filter_feed_ != kNone ? column : edition_.columns[column].field;
  const bool applies = edition_.feeds[feed].union_of.empty() && edition_.feeds[feed].fields[field].blank != BlankRule::kNotApplicable;
  return kMayBeKnown | kMayBeMissing | (applies ? 0 : kMayBeInapplicable);
}

StateKinds Ssa::StatesOf(const Node& node, std::uint32_t output) const {
  const auto in = [&](std::size_t i) -> StateKinds {
    return node.inputs[i] == kNoValue ? kMayBeKnown : values_[node.inputs[i]].states;
  };
  switch (node.op) {
    case Opcode::kConstant: return KindOf(static_cast<State>(edition_.constants[node.immediates[0]].value));
    case Opcode::kTake: {
      StateKinds kinds = 0;
      for (const Integer& value : std::get<TakeTable>(edition_.tables[node.immediates[0]]).values)
        kinds |= KindOf(static_cast<State>(value));
      return kinds;
    }
    case Opcode::kLoadState: return StatesOfColumn(node.immediates[0]);
    case Opcode::kLoadRowState:
    case Opcode::kLoadFeedState:
    case Opcode::kOwnerState: return kMayBeKnown | kMayBeMissing;
    case Opcode::kLookup: return output == 1 ? kMayBeKnown | kMayBeMissing : kAnyStateKind;
    case Opcode::kAnd3:
    case Opcode::kOr3: return output == 1 ? kMayBeKnown | in(1) | in(3) : kAnyStateKind;
    case Opcode::kStateMax: return KindsOfMaximum(in(0), in(1));
    case Opcode::kStateIf: return kMayBeKnown | KindOf(static_cast<State>(node.immediates[0]));
    case Opcode::kStateElse: return static_cast<StateKinds>((in(0) & ~kMayBeKnown) | (in(0) & kMayBeKnown ? in(1) : 0));
    case Opcode::kSelect: return in(1) | in(2);
    case Opcode::kGather:
    case Opcode::kGatherOther: return kMayBeKnown | in(0);  // known where there is no row
    default: return kAnyStateKind;
  }
}

ValueId Ssa::Integral(const Integer& value) {
  std::optional<Lane> lane = NarrowestLane({value, value});
  if (!lane) {
    overflowed_ = true;
    overflowed_range_ = {value, value};
    return Integral(0);
  }
  std::string key = "n" + KeyOf(value);
  auto [found, added] = constants_.emplace(std::move(key), static_cast<std::uint32_t>(edition_.constants.size()));
  if (added) edition_.constants.push_back({*lane, value});
  return Emit(Opcode::kConstant, kRunSpace, {}, {found->second});
}

ValueId Ssa::StateConstant(State state) {
  auto [found, added] =
      constants_.emplace("b" + std::to_string(state), static_cast<std::uint32_t>(edition_.constants.size()));
  if (added) edition_.constants.push_back({Lane::kByte, Integer(state)});
  return Emit(Opcode::kConstant, kRunSpace, {}, {found->second});
}

ValueId Ssa::Flag(bool value) { return StateConstant(value ? 1 : 0); }

std::optional<Integer> Ssa::ConstantOf(ValueId id) const {
  if (id == kNoValue || nodes_[values_[id].node].op != Opcode::kConstant) return std::nullopt;
  return values_[id].range.lowest;
}

bool Ssa::IsConstant(ValueId id, long long value) const {
  std::optional<Integer> constant = ConstantOf(id);
  return constant && *constant == value;
}

ValueId Ssa::InLane(ValueId id, Lane lane) {
  const Value& v = values_[id];
  if (v.lane == lane) return id;
  if (std::optional<Integer> constant = ConstantOf(id); constant && v.lane != Lane::kByte) {
    std::string key = "w" + std::to_string(static_cast<int>(lane)) + KeyOf(*constant);
    auto [found, added] = constants_.emplace(std::move(key), static_cast<std::uint32_t>(edition_.constants.size()));
    if (added) edition_.constants.push_back({lane, *constant});
    return Emit(Opcode::kConstant, kRunSpace, {}, {found->second});
  }
  return Emit(lane > v.lane ? Opcode::kWiden : Opcode::kNarrow, v.space, {id}, {}, lane);
}

// Brings the operands of an arithmetic node into one lane that also holds the result.
ValueId Ssa::Arithmetic(Opcode op, ValueId a, ValueId b, std::vector<std::uint32_t> immediates) {
  std::vector<ValueId> inputs{a};
  if (b != kNoValue) inputs.push_back(b);
  const SpaceId space = SpaceOf(inputs);
  std::vector<const Range*> ranges;
  std::vector<SpaceId> spaces;
  std::optional<Lane> lane = Lane::k64;
  for (ValueId v : inputs) {
    ranges.push_back(&values_[v].range);
    spaces.push_back(values_[v].space);
    lane = Wider(*lane, NarrowestLane(values_[v].range).value_or(Lane::k256));
  }
  Range result = OutputRanges({edition_, filter_feed_}, {op, space, ranges, spaces, immediates})[0];
  std::optional<Lane> needed = NarrowestLane(result);
  if (!needed) {
    overflowed_ = true;
    overflowed_range_ = result;
    return Integral(0);
  }
  lane = Wider(*lane, *needed);
  for (ValueId& v : inputs) v = InLane(v, *lane);
  return Emit(op, space, std::move(inputs), std::move(immediates));
}

ValueId Ssa::Compared(Opcode op, ValueId a, ValueId b) {
  std::vector<ValueId> inputs{a, b};
  if (values_[a].lane != Lane::kByte || values_[b].lane != Lane::kByte) {
    Lane lane = Wider(NarrowestLane(values_[a].range).value_or(Lane::k256), NarrowestLane(values_[b].range).value_or(Lane::k256));
    for (ValueId& v : inputs) v = InLane(v, lane);
  }
  const SpaceId space = SpaceOf(inputs);
  return Emit(op, space, std::move(inputs));
}

ValueId Ssa::Add(ValueId a, ValueId b) {
  auto x = ConstantOf(a), y = ConstantOf(b);
  if (x && y) return Integral(*x + *y);
  if (x && *x == 0) return b;
  if (y && *y == 0) return a;
  return Arithmetic(Opcode::kAdd, std::min(a, b), std::max(a, b));
}

ValueId Ssa::Subtract(ValueId a, ValueId b) {
  auto x = ConstantOf(a), y = ConstantOf(b);
  if (x && y) return Integral(*x - *y);
  if (y && *y == 0) return a;
  if (x && *x == 0) return Negate(b);
  return Arithmetic(Opcode::kSubtract, a, b);
}

ValueId Ssa::Multiply(ValueId a, ValueId b) {
  auto x = ConstantOf(a), y = ConstantOf(b);
  if (x && y) return Integral(*x * *y);
  if ((x && *x == 1) || (y && *y == 0)) return b;
  if ((y && *y == 1) || (x && *x == 0)) return a;
  if (x && *x == -1) return Negate(b);
  if (y && *y == -1) return Negate(a);
  return Arithmetic(Opcode::kMultiply, std::min(a, b), std::max(a, b));
}

ValueId Ssa::Negate(ValueId a) {
  if (auto x = ConstantOf(a)) return Integral(-*x);
  return Arithmetic(Opcode::kNegate, a, kNoValue);
}

ValueId Ssa::Absolute(ValueId a) {
  if (auto x = ConstantOf(a)) return Integral(abs(*x));
  if (values_[a].range.lowest >= 0) return a;
  return Arithmetic(Opcode::kAbsolute, a, kNoValue);
}

ValueId Ssa::Minimum(ValueId a, ValueId b) {
  if (a == b || values_[a].range.highest <= values_[b].range.lowest) return a;
  if (values_[b].range.highest <= values_[a].range.lowest) return b;
  return Arithmetic(Opcode::kMinimum, std::min(a, b), std::max(a, b));
}

ValueId Ssa::Maximum(ValueId a, ValueId b) {
  if (a == b || values_[a].range.lowest >= values_[b].range.highest) return a;
  if (values_[b].range.lowest >= values_[a].range.highest) return b;
  return Arithmetic(Opcode::kMaximum, std::min(a, b), std::max(a, b));
}

ValueId Ssa::DivideRounded(ValueId a, ValueId b, RoundingMode mode) {
  auto x = ConstantOf(a), y = ConstantOf(b);
  if (y && *y == 1) return a;
  if (x && y) return Integral(*y == 0 ? Integer(0) : greenrule::DivideRounded(*x, *y, mode));
  return Arithmetic(Opcode::kDivideRounded, a, b, {static_cast<std::uint32_t>(mode)});
}

ValueId Ssa::SqrtRounded(ValueId a, ValueId b, RoundingMode mode) {
  return Arithmetic(Opcode::kSqrtRounded, a, b, {static_cast<std::uint32_t>(mode)});
}

ValueId Ssa::Equal(ValueId a, ValueId b) {
  if (a == b) return Flag(true);
  const Range &x = values_[a].range, &y = values_[b].range;
  if (x.highest < y.lowest || y.highest < x.lowest) return Flag(false);
  if (ConstantOf(a)) std::swap(a, b);
  if (ConstantOf(b)) return EqualToChoice(b, a, 0);
  return Compared(Opcode::kEqual, std::min(a, b), std::max(a, b));
}

// A choice between values of which one cannot equal the constant is a condition, without the choice.
ValueId Ssa::EqualToChoice(ValueId constant, ValueId value, unsigned depth) {
  constexpr unsigned kMostDepth = 4;
  const Range wanted = values_[constant].range;
  const Range range = values_[value].range;
  if (!range.Contains(wanted.lowest)) return Flag(false);
  if (range == wanted) return Flag(true);
  const Node node = nodes_[values_[value].node];
  if (node.op == Opcode::kSelect && depth < kMostDepth) {
    const bool first = values_[node.inputs[1]].range.Contains(wanted.lowest), second = values_[node.inputs[2]].range.Contains(wanted.lowest);
    if (!second) return And(node.inputs[0], EqualToChoice(constant, node.inputs[1], depth + 1));
    if (!first) return And(Not(node.inputs[0]), EqualToChoice(constant, node.inputs[2], depth + 1));
  }
  return Compared(Opcode::kEqual, std::min(constant, value), std::max(constant, value));
}

ValueId Ssa::Less(ValueId a, ValueId b) {
  const Range &x = values_[a].range, &y = values_[b].range;
  if (x.highest < y.lowest) return Flag(true);
  if (a == b || x.lowest >= y.highest) return Flag(false);
  return Compared(Opcode::kLess, a, b);
}

ValueId Ssa::LessEqual(ValueId a, ValueId b) {
  const Range &x = values_[a].range, &y = values_[b].range;
  if (a == b || x.highest <= y.lowest) return Flag(true);
  if (x.lowest > y.highest) return Flag(false);
  return Compared(Opcode::kLessEqual, a, b);
}

ValueId Ssa::Select(ValueId condition, ValueId a, ValueId b) {
  if (a == b) return a;
  if (auto c = ConstantOf(condition)) return *c != 0 ? a : b;
  std::vector<ValueId> sides{a, b};
  if (values_[a].lane != Lane::kByte) {
    Lane lane = Wider(NarrowestLane(values_[a].range).value_or(Lane::k256), NarrowestLane(values_[b].range).value_or(Lane::k256));
    for (ValueId& v : sides) v = InLane(v, lane);
  }
  std::vector<ValueId> inputs{condition, sides[0], sides[1]};
  const SpaceId space = SpaceOf(inputs);
  return Emit(Opcode::kSelect, space, std::move(inputs));
}

ValueId Ssa::And(ValueId a, ValueId b) {
  if (a == b || IsConstant(b, 1) || IsConstant(a, 0)) return a;
  if (IsConstant(a, 1) || IsConstant(b, 0)) return b;
  std::vector<ValueId> inputs{std::min(a, b), std::max(a, b)};
  return Emit(Opcode::kAnd, SpaceOf(inputs), inputs);
}

ValueId Ssa::Or(ValueId a, ValueId b) {
  if (a == b || IsConstant(b, 0) || IsConstant(a, 1)) return a;
  if (IsConstant(a, 0) || IsConstant(b, 1)) return b;
  std::vector<ValueId> inputs{std::min(a, b), std::max(a, b)};
  return Emit(Opcode::kOr, SpaceOf(inputs), inputs);
}

ValueId Ssa::Not(ValueId a) {
  if (auto x = ConstantOf(a)) return Flag(*x == 0);
  return Emit(Opcode::kNot, values_[a].space, {a});
}

ValueId Ssa::StateMax(ValueId a, ValueId b) {
  if (a == b || SurelyKnown(b)) return a;
  if (SurelyKnown(a)) return b;
  auto x = ConstantOf(a), y = ConstantOf(b);
  if (x && y) return *x > *y ? a : b;
  std::vector<ValueId> inputs{std::min(a, b), std::max(a, b)};
  return Emit(Opcode::kStateMax, SpaceOf(inputs), inputs);
}

ValueId Ssa::StateElse(ValueId a, ValueId b) {
  if (SurelyKnown(a)) return b;
  if (a == b || SurelyKnown(b) || (values_[a].states & kMayBeKnown) == 0) return a;
  std::vector<ValueId> inputs{a, b};
  return Emit(Opcode::kStateElse, SpaceOf(inputs), inputs);
}

ValueId Ssa::StateIf(ValueId condition, State state) {
  if (auto x = ConstantOf(condition)) return *x == 0 ? kNoValue : StateConstant(state);
  return Emit(Opcode::kStateIf, values_[condition].space, {condition}, {state});
}

ValueId Ssa::StateIs(ValueId state, State lowest, State highest) {
  if (state == kNoValue) return Flag(lowest == 0);
  if (auto x = ConstantOf(state)) return Flag(lowest <= *x && *x <= highest);
  const StateKinds kinds = values_[state].states;
  if ((kinds & KindsTouched(lowest, highest)) == 0) return Flag(false);
  if ((kinds & ~KindsWithin(lowest, highest)) == 0) return Flag(true);
  return Emit(Opcode::kStateIs, values_[state].space, {state}, {lowest, highest});
}

ValueId Ssa::SelectState(ValueId condition, ValueId a, ValueId b) {
  if (a == b) return a;
  if (a == kNoValue) a = StateConstant(kKnown);
  if (b == kNoValue) b = StateConstant(kKnown);
  ValueId out = Select(condition, a, b);
  return IsConstant(out, 0) ? kNoValue : out;
}

ValueId Ssa::Reduce(Opcode op, SpaceId space, std::vector<ValueId> inputs) {
  const OpcodeInfo& info = InfoOf(op);
  if (info.outputs[0].kind == OperandKind::kNumeric) {
    std::vector<const Range*> ranges;
    std::vector<SpaceId> spaces;
    for (ValueId v : inputs) {
      ranges.push_back(v == kNoValue ? nullptr : &values_[v].range);
      spaces.push_back(v == kNoValue ? kNone : values_[v].space);
    }
    const InstructionShape shape{op, space, ranges, spaces, {}};
    const RangeContext context{edition_, filter_feed_};
    const Range result = OutputRanges(context, shape)[0];
    const bool ratio = op == Opcode::kLeastRatio || op == Opcode::kGreatestRatio;
    std::optional<Lane> lane = NarrowestLane(result);
    if (!lane || (ratio && !RatiosComparable(context, shape))) {
      overflowed_ = true;
      overflowed_range_ = result;
      lane = Lane::k64;
      for (std::size_t i = 0; i < inputs.size(); ++i)
        if (InputSpec(info, i).kind == OperandKind::kNumeric) inputs[i] = Integral(1);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (InputSpec(info, i).kind == OperandKind::kNumeric)
        lane = std::max(*lane, NarrowestLane(values_[inputs[i]].range).value_or(Lane::k256));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (InputSpec(info, i).kind == OperandKind::kNumeric) inputs[i] = InLane(inputs[i], *lane);
  }
  return Emit(op, space, std::move(inputs));
}

ValueId Ssa::BucketRatio(ValueId a, ValueId b, SpaceId space, const ThresholdTable& table) {
  const std::uint32_t id = TableOf(table);
  const Range* ranges[] = {&values_[a].range, &values_[b].range};
  const SpaceId spaces[] = {values_[a].space, values_[b].space};
  const std::uint32_t immediates[] = {id};
  if (!RatiosComparable({edition_, filter_feed_}, {Opcode::kBucketRatio, space, ranges, spaces, immediates})) {
    overflowed_ = true;
    overflowed_range_ = {0, Integer(values_[a].range.highest * values_[b].range.highest)};
    return Integral(0);
  }
  return Emit(Opcode::kBucketRatio, space, {a, b}, {id});
}

std::optional<Ssa::RoundedRatio> Ssa::RoundedRatioOf(ValueId id) const {
  const Node* node = &nodes_[values_[id].node];
  if (node->op != Opcode::kDivideRounded || values_[node->inputs[1]].range.lowest < 1) return std::nullopt;
  return RoundedRatio{node->inputs[0], node->inputs[1], static_cast<RoundingMode>(node->immediates[0])};
}

namespace {

// round(x) ≥ c where x ≥ the threshold (or > it, where strict); c is whole.
Threshold BeforeRounding(const Integer& c, RoundingMode mode) {
  const Integer half = 2 * c - 1;  // of 2
  const Threshold at{c, 1, false}, above_previous{c - 1, 1, true}, at_half{half, 2, false}, above_half{half, 2, true};
  switch (mode) {
    case RoundingMode::kHalfAway: return c > 0 ? at_half : above_half;
    case RoundingMode::kHalfEven: return (c & 1) == 0 ? at_half : above_half;
    case RoundingMode::kHalfDown: return c > 0 ? above_half : at_half;
    case RoundingMode::kUp: return c > 0 ? above_previous : at;
    case RoundingMode::kDown: return c > 0 ? at : above_previous;
    case RoundingMode::kCeiling: return above_previous;
    case RoundingMode::kFloor: return at;
  }
  return at;
}

}  // namespace

std::optional<ValueId> Ssa::BucketUnrounded(RoundedRatio ratio, const ThresholdTable& whole) {
  Integer factor = 1;
  const Node& top = nodes_[values_[ratio.numerator].node];
  if (top.op == Opcode::kMultiply) {
    for (std::size_t side : {0, 1}) {
      const std::optional<Integer> constant = ConstantOf(top.inputs[side]);
      if (!constant || *constant < 1) continue;
      factor = *constant;
      ratio.numerator = top.inputs[1 - side];
      break;
    }
  }
  ThresholdTable table;
  const auto most = [](const Range& range) { return std::max(Integer(abs(range.lowest)), Integer(abs(range.highest))); };
  const Integer n = most(values_[ratio.numerator].range), d = most(values_[ratio.denominator].range);
  const auto fits = [](const Integer& product) { return NarrowestLane({0, product}) == Lane::k64; };
  for (const Threshold& t : whole.thresholds) {
    Threshold before = BeforeRounding(t.numerator, ratio.mode);
    before.denominator *= factor;
    const Integer common = gcd(before.numerator, before.denominator);
    before.numerator /= common;
    before.denominator /= common;
    if (!fits(n * before.denominator) || !fits(d * abs(before.numerator))) return std::nullopt;
    table.thresholds.push_back(std::move(before));
  }
  const ValueId a = InLane(ratio.numerator, Lane::k64), b = InLane(ratio.denominator, Lane::k64);
  if (const std::optional<Integer> divisor = ConstantOf(b)) {  // whole thresholds, cut to the range as Bucket wants them
    const Range& range = values_[a].range;
    ThresholdTable bounds;
    for (const Threshold& t : table.thresholds) {
      const Rational at = Rational(t.numerator * *divisor, t.denominator);
      const Integer bound = t.strict ? Integer(Floor(at) + 1) : Ceiling(at);
      bounds.thresholds.push_back({std::max(std::min(bound, Integer(range.highest + 1)), range.lowest), 1, false});
      const std::size_t last = bounds.thresholds.size() - 1;
      if (last > 0 && bounds.thresholds[last].numerator == bounds.thresholds[last - 1].numerator) return std::nullopt;
    }
    return Emit(Opcode::kBucket, SpaceOf(std::array{a}), {a}, {TableOf(std::move(bounds))});
  }
  const ValueId parts[] = {a, b};
  return Emit(Opcode::kBucketRatio, SpaceOf(parts), {a, b}, {TableOf(std::move(table))});
}

std::uint32_t Ssa::TableOf(Table table) {
  std::string key;
  std::visit(TableKey{key}, table);
  auto [found, added] = tables_.emplace(std::move(key), static_cast<std::uint32_t>(edition_.tables.size()));
  if (added) edition_.tables.push_back(std::move(table));
  return found->second;
}

}  // namespace greenrule::lowering
