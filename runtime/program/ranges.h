// How large values can become: the exact range of what an instruction computes, from the ranges of what it
// reads.
//
// One function serves the compiler, which chooses lanes by it, and the verifier, which refuses a register
// whose lane cannot hold what the function says. Ranges are closed intervals of integers and hold for every
// row, also for what stands behind a missing state. Two inputs are taken as independent: x − x ranges over
// both signs.
//
// What ranges rest on: fields' declared ranges (loading enforces them), rows_per_parent of spaces (loading
// enforces `up to`), constants, tables, lookups and kept columns of the edition. An edition that is still
// being built may be asked about as soon as the items that the instruction names stand in it.
//
// Conditions are [0, 1], states [0, 255], texts and row indexes not negative. Cost: a few big-integer
// operations; tables are walked once per context.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "runtime/number/integer.h"
#include "runtime/program/program.h"

namespace greenrule {

struct Range {
  Integer lowest, highest;  // lowest ≤ highest
  bool operator==(const Range&) const = default;
  bool Contains(const Integer& value) const { return lowest <= value && value <= highest; }
  bool Contains(const Range& other) const { return lowest <= other.lowest && other.highest <= highest; }
};

inline constexpr std::int64_t kHighestText = (std::int64_t{1} << 40) - 1;  // a text's id
inline constexpr int kWidestBits = 255;  // of the widest lane, its sign apart

Range Hull(const Range& a, const Range& b);
// The value of a range that is nearest to 0: what stands where there is nothing (no owner, no rows, no
// peers).
Integer NearestZero(const Range& range);
// Bits of the largest magnitude; 0 for [0, 0].
unsigned MagnitudeBits(const Range& range);

// The narrowest numeric lane that holds the range: magnitudes of 63, 127 or 255 bits; nothing beyond.
std::optional<Lane> NarrowestLane(const Range& range);
// Whether a lane holds a range. The byte lane holds 0 to 255 and nothing else.
bool LaneHolds(Lane lane, const Range& range);

// An instruction as the function sees it. Everything in the order of opcodes.def; an absent optional input
// has a null range and the space kNone. Operand counts must be right and every id in `immediates` must exist
// in the edition.
struct InstructionShape {
  Opcode op = Opcode::kConstant;
  SpaceId space = kRunSpace;
  std::span<const Range* const> inputs;
  std::span<const SpaceId> input_spaces;
  std::span<const std::uint32_t> immediates;
};

struct RangeContext {
  const Edition& edition;
  // In a feed's `only rows where`, a column immediate is a field of this feed.
  std::uint32_t filter_feed = kNone;
  // Hulls of tables (Take: the values; BucketRatio: numerators and denominators), so that a table is walked
  // once for all instructions that are asked about with one context.
  struct TableHull {
    Range values, denominators;
  };
  mutable std::unordered_map<std::uint32_t, TableHull> hulls = {};
};

// One range per output; none for Keep and Output. Exact for every opcode but for the independence of inputs:
//   DivideRounded   a ÷ b over every b in range but 0, rounded as the instruction rounds; 0 too where b can
//   be 0 SqrtRounded     likewise; 0 too where a < 0 or b ≤ 0 is possible Select          hull of both sides
//   Take      hull of the table Bucket          between the buckets of both ends of a; BucketRatio: 0 to the
//   number of thresholds MapValue, Match, Lookup   0 to the number of values or rows, which stands for none
//   dates           inside the calendar (calendar.h), between the results for the ends of the inputs
//   Sum             value × 0 to RowsPerRow rows; Count: 0 to RowsPerRow; MedianTwice: twice the value's
//   Least, Greatest, Only, Gather, …Ratio   the value's own; where there is no row the VM gives NearestZero
//   of it
std::vector<Range> OutputRanges(const RangeContext& context, const InstructionShape& shape);

// The range of a field as code reads it (the value for a blank cell included), and the lane that it is read
// into: bytes for yes-no, else the narrowest numeric lane.
Range FieldRange(const Field& field);
Lane FieldLane(const Field& field);

// The source space of a reduction or MakeGroups: the first input's space that is not the run's; kNone if none
// is.
SpaceId SourceSpace(const InstructionShape& shape);
// The most rows of `source` that one row of `destination` has: `destination` is source's parent, or a group
// space made of source. 0 if it is neither.
std::uint64_t RowsPerRow(const Edition& edition, SpaceId source, SpaceId destination);
// The most rows that a space has in a whole run: the product of rows_per_parent up to the run.
Integer RowsInRun(const Edition& edition, SpaceId space);

// Ranges of what a figure fills: `result`, and `result_count` of an average. kCount 0 to N, kRank 1 to N,
// kSum and kAverage N × value with 0, kMedian twice the value, kPercentile the value × p_denominator; N is
// RowsInRun of the entity.
struct FigureRanges {
  Range result, result_count;
};
FigureRanges RangesOf(const Edition& edition, const Figure& figure);

// BucketRatio, LeastRatio and GreatestRatio compare products: |a| times the largest denominator and b times
// the largest numerator of the thresholds, or a times another row's b. They must stay below 2^255.
bool RatiosComparable(const RangeContext& context, const InstructionShape& shape);

}  // namespace greenrule
