#include "runtime/program/ranges.h"

#include <algorithm>
#include <array>
#include <limits>

#include "runtime/number/rational.h"
#include "runtime/program/calendar.h"
#include "runtime/program/opcodes.h"

namespace greenrule {
namespace {

const Range kConditionRange{0, 1};
const Range kStateRange{0, 255};
const Range kTextRange{0, kHighestText};
const Range kCalendarDays{kFirstDay, kLastDay};

Range Corners(const std::vector<Integer>& values) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  return {*lowest, *highest};
}

Range Product(const Range& a, const Range& b) {
  return Corners({Integer(a.lowest * b.lowest), Integer(a.lowest * b.highest), Integer(a.highest * b.lowest),
                  Integer(a.highest * b.highest)});
}

Range Absolute(const Range& a) {
  if (a.lowest >= 0) return a;
  if (a.highest <= 0) return {-a.highest, -a.lowest};
  return {0, std::max(Integer(-a.lowest), a.highest)};
}

// The ends of a range without 0, on both sides of it: where a quotient takes its extremes.
std::vector<Integer> DivisorsOf(const Range& b) {
  std::vector<Integer> ends;
  if (b.lowest < 0) {
    ends.push_back(b.lowest);
    ends.push_back(std::min(b.highest, Integer(-1)));
  }
  if (b.highest > 0) {
    ends.push_back(std::max(b.lowest, Integer(1)));
    ends.push_back(b.highest);
  }
  return ends;
}

Range Quotient(const Range& a, const Range& b, RoundingMode mode) {
  std::vector<Integer> values;
  for (const Integer& divisor : DivisorsOf(b)) {
    values.push_back(DivideRounded(a.lowest, divisor, mode));
    values.push_back(DivideRounded(a.highest, divisor, mode));
  }
  if (b.Contains(0)) values.push_back(0);
  return Corners(values);
}

Integer Root(const Integer& a, const Integer& b, RoundingMode mode) {
  return boost::multiprecision::numerator(SqrtRounded(Rational(a, b), Rational(1), mode));
}

Range RootOf(const Range& a, const Range& b, RoundingMode mode) {
  if (a.highest < 0 || b.highest <= 0) return {0, 0};
  const Range root{a.lowest > 0 && b.lowest > 0 ? Root(a.lowest, b.highest, mode) : Integer(0),
                   Root(a.highest, std::max(b.lowest, Integer(1)), mode)};
  return root;
}

// An end of a range as a machine word. Registers of words have ends that fit; others are moved to the
// nearest.
std::int64_t Word(const Integer& value) {
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  if (value < lowest) return lowest;
  if (value > highest) return highest;
  return static_cast<std::int64_t>(value);
}

std::size_t Reached(const ThresholdTable& table, const Integer& value) {
  const auto beyond = std::upper_bound(table.thresholds.begin(), table.thresholds.end(), value,
                                       [](const Integer& v, const Threshold& t) { return v < t.numerator; });
  return beyond - table.thresholds.begin();
}

const RangeContext::TableHull& HullOf(const RangeContext& context, std::uint32_t table) {
  const auto [known, is_new] = context.hulls.try_emplace(table, RangeContext::TableHull{{0, 0}, {1, 1}});
  RangeContext::TableHull& hull = known->second;
  if (!is_new) return hull;
  if (const auto* take = std::get_if<TakeTable>(&context.edition.tables[table])) {
    hull.values = Corners(take->values);
  } else if (const auto* ratios = std::get_if<ThresholdTable>(&context.edition.tables[table])) {
    for (const Threshold& t : ratios->thresholds) {
      hull.values = Hull(hull.values, {t.numerator, t.numerator});
      hull.denominators = Hull(hull.denominators, {t.denominator, t.denominator});
    }
  }
  return hull;
}

template <class Function>
Range Growing(const Range& a, Function f) {
  return {f(Word(a.lowest)), f(Word(a.highest))};
}

}  // namespace

Range Hull(const Range& a, const Range& b) {
  return {std::min(a.lowest, b.lowest), std::max(a.highest, b.highest)};
}

Integer NearestZero(const Range& range) {
  if (range.lowest > 0) return range.lowest;
  if (range.highest < 0) return range.highest;
  return 0;
}

unsigned MagnitudeBits(const Range& range) {
  const Integer largest = std::max(Integer(abs(range.lowest)), Integer(abs(range.highest)));
  return largest == 0 ? 0 : static_cast<unsigned>(boost::multiprecision::msb(largest)) + 1;
}

std::optional<Lane> NarrowestLane(const Range& range) {
  const unsigned bits = MagnitudeBits(range);
  if (bits <= 63) return Lane::k64;
  if (bits <= 127) return Lane::k128;
  if (bits <= kWidestBits) return Lane::k256;
  return std::nullopt;
}

bool LaneHolds(Lane lane, const Range& range) {
  const unsigned bits = MagnitudeBits(range);
  switch (lane) {
    case Lane::kByte: return range.lowest >= 0 && bits <= 8;
    case Lane::k64: return bits <= 63;
    case Lane::k128: return bits <= 127;
    case Lane::k256: return bits <= kWidestBits;
  }
  return false;
}

Range FieldRange(const Field& field) {
  switch (field.type) {
    case FieldType::kYesNo: return kConditionRange;
    case FieldType::kText:
    case FieldType::kCode:
    case FieldType::kUscc: return kTextRange;
    case FieldType::kChoice:
      return {0, field.choices.empty() ? Integer(0) : Integer(field.choices.size() - 1)};
    case FieldType::kNumber:
    case FieldType::kDate:
    case FieldType::kMonth: break;
  }
  const Range declared{field.lowest, field.highest};
  if (field.blank != BlankRule::kValue) return declared;
  return Hull(declared, {field.blank_value, field.blank_value});
}

Lane FieldLane(const Field& field) {
  if (field.type == FieldType::kYesNo) return Lane::kByte;
  return NarrowestLane(FieldRange(field)).value_or(Lane::k256);
}

SpaceId SourceSpace(const InstructionShape& shape) {
  for (SpaceId space : shape.input_spaces)
    if (space != kNone && space != kRunSpace) return space;
  return kNone;
}

std::uint64_t RowsPerRow(const Edition& edition, SpaceId source, SpaceId destination) {
  const Space& from = edition.spaces[source];
  const Space& to = edition.spaces[destination];
  const bool grouped = to.kind == SpaceKind::kGroup && to.other == source;
  return from.parent == destination || grouped ? from.rows_per_parent : 0;
}

Integer RowsInRun(const Edition& edition, SpaceId space) {
  Integer rows = 1;
  // A chain longer than the list of spaces would be a cycle; verification refuses it.
  for (std::size_t steps = 0; space != kNone && steps < edition.spaces.size(); ++steps) {
    rows *= edition.spaces[space].rows_per_parent;
    space = edition.spaces[space].parent;
  }
  return rows;
}

FigureRanges RangesOf(const Edition& edition, const Figure& figure) {
  const Integer rows = std::max(Integer(1), RowsInRun(edition, edition.entities[figure.entity].space));
  const Range count{0, rows};
  Range value{0, 0};
  if (figure.value != kNone) value = {edition.kept[figure.value].lowest, edition.kept[figure.value].highest};
  switch (figure.kind) {
    case FigureKind::kCount: return {count, count};
    case FigureKind::kSum:
    case FigureKind::kAverage: return {Product(value, count), count};
    case FigureKind::kMin:
    case FigureKind::kMax: return {value, count};
    case FigureKind::kMedian: return {Product(value, {2, 2}), count};
    case FigureKind::kPercentile:
      return {Product(value, {figure.p_denominator, figure.p_denominator}), count};
    case FigureKind::kRank: return {{1, rows}, count};
  }
  return {count, count};
}

bool RatiosComparable(const RangeContext& context, const InstructionShape& shape) {
  const Range& a = *shape.inputs[0];
  const Range& b = *shape.inputs[1];
  const bool bucket = shape.op == Opcode::kBucketRatio;
  const Range& numerator = bucket ? HullOf(context, shape.immediates[0]).values : a;
  const Range& denominator = bucket ? HullOf(context, shape.immediates[0]).denominators : b;
  return MagnitudeBits(Product(a, denominator)) <= kWidestBits &&
         MagnitudeBits(Product(b, numerator)) <= kWidestBits;
}

std::vector<Range> OutputRanges(const RangeContext& context, const InstructionShape& shape) {
  const Edition& edition = context.edition;
  const auto in = [&](std::size_t i) -> const Range& { return *shape.inputs[i]; };
  const auto mode = [&] { return static_cast<RoundingMode>(shape.immediates[0]); };
  const auto rows = [&] { return Integer(RowsPerRow(edition, SourceSpace(shape), shape.space)); };

  switch (shape.op) {
    case Opcode::kConstant: {
      const Integer& value = edition.constants[shape.immediates[0]].value;
      return {{value, value}};
    }
    case Opcode::kAsOf: return {kCalendarDays};
    case Opcode::kLoadValue: {
      if (context.filter_feed != kNone)
        return {FieldRange(edition.feeds[context.filter_feed].fields[shape.immediates[0]])};
      const Column& column = edition.columns[shape.immediates[0]];
      return {FieldRange(edition.feeds[column.feed].fields[column.field])};
    }
    case Opcode::kLoadState:
    case Opcode::kLoadRowState:
    case Opcode::kLoadFeedState:
    case Opcode::kOwnerState:
    case Opcode::kMakeGroups: return {kStateRange};
    case Opcode::kLoadEvaluated: return {kConditionRange};
    case Opcode::kLoadKept: {
      const KeptColumn& kept = edition.kept[shape.immediates[0]];
      return {{kept.lowest, kept.highest}};
    }
    case Opcode::kKeep:
    case Opcode::kOutput: return {};
    case Opcode::kLookupRow: {
      const std::size_t entries = edition.lookups[edition.spaces[shape.space].subject].rows.size();
      return {{0, entries == 0 ? Integer(0) : Integer(entries - 1)}};
    }

    case Opcode::kAdd: return {{in(0).lowest + in(1).lowest, in(0).highest + in(1).highest}};
    case Opcode::kSubtract: return {{in(0).lowest - in(1).highest, in(0).highest - in(1).lowest}};
    case Opcode::kMultiply: return {Product(in(0), in(1))};
    case Opcode::kNegate: return {{-in(0).highest, -in(0).lowest}};
    case Opcode::kAbsolute: return {Absolute(in(0))};
    case Opcode::kMinimum:
      return {{std::min(in(0).lowest, in(1).lowest), std::min(in(0).highest, in(1).highest)}};
    case Opcode::kMaximum:
      return {{std::max(in(0).lowest, in(1).lowest), std::max(in(0).highest, in(1).highest)}};
    case Opcode::kDivideRounded: return {Quotient(in(0), in(1), mode())};
    case Opcode::kSqrtRounded: return {RootOf(in(0), in(1), mode())};
    case Opcode::kWiden:
    case Opcode::kNarrow: return {in(0)};

    case Opcode::kEqual:
    case Opcode::kNotEqual:
    case Opcode::kLess:
    case Opcode::kLessEqual:
    case Opcode::kAnd:
    case Opcode::kOr:
    case Opcode::kNot:
    case Opcode::kStateIs:
    case Opcode::kStartsWith:
    case Opcode::kFirstOfEach: return {kConditionRange};
    case Opcode::kSelect: return {Hull(in(1), in(2))};
    case Opcode::kAnd3:
    case Opcode::kOr3:
    case Opcode::kMatchAll:
    case Opcode::kAny:
    case Opcode::kEvery: return {kConditionRange, kStateRange};
    case Opcode::kStateMax:
    case Opcode::kStateIf:
    case Opcode::kStateElse: return {kStateRange};
    case Opcode::kStateToValue: return {kStateRange};

    case Opcode::kBucket: {
      const auto& table = std::get<ThresholdTable>(edition.tables[shape.immediates[0]]);
      return {{Reached(table, in(0).lowest), Reached(table, in(0).highest)}};
    }
    case Opcode::kBucketRatio:
      return {{0, std::get<ThresholdTable>(edition.tables[shape.immediates[0]]).thresholds.size()}};
    case Opcode::kMapValue:
      return {{0, std::get<ValueTable>(edition.tables[shape.immediates[0]]).values.size()}};
    case Opcode::kTake: return {HullOf(context, shape.immediates[0]).values};
    case Opcode::kMatch:
      return {{0, std::get<MatchTable>(edition.tables[shape.immediates[0]]).rows}, kStateRange};
    case Opcode::kLookup: return {{0, edition.lookups[shape.immediates[0]].rows.size()}, kStateRange};

    case Opcode::kFirstLetters: return {kTextRange};
    case Opcode::kYearOf: return {Growing(in(0), [](std::int64_t d) { return CivilOf(d).year; })};
    case Opcode::kMonthNumber: return {{1, 12}};
    case Opcode::kDayOf: return {{1, 31}};
    case Opcode::kMonthOf: return {Growing(in(0), MonthOfDay)};
    case Opcode::kFirstDay: return {Growing(in(0), FirstDayOfMonth)};
    case Opcode::kAddMonths:
      return {{AddMonths(Word(in(0).lowest), Word(in(1).lowest)),
               AddMonths(Word(in(0).highest), Word(in(1).highest))}};
    case Opcode::kMonthsBetween:
      return {{MonthsBetween(Word(in(0).highest), Word(in(1).lowest)),
               MonthsBetween(Word(in(0).lowest), Word(in(1).highest))}};

    case Opcode::kGather:
    case Opcode::kGatherOther: return {in(0)};
    case Opcode::kLeast:
    case Opcode::kGreatest:
    case Opcode::kOnly: return {in(0), kStateRange};
    case Opcode::kCount: return {{0, rows()}, kStateRange};
    case Opcode::kSum: return {Product(in(0), {0, rows()}), kStateRange};
    case Opcode::kLeastRatio:
    case Opcode::kGreatestRatio: return {in(0), in(1), kStateRange};
    case Opcode::kMedianTwice: return {Product(in(0), {2, 2}), kStateRange};
  }
  return {};
}

}  // namespace greenrule
