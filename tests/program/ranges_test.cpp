#include "runtime/program/ranges.h"

#include <gtest/gtest.h>

#include "runtime/program/calendar.h"
#include "tests/program/builder.h"

namespace greenrule {
namespace {

using testing::Builder;

std::vector<Range> Ask(Builder& builder, Opcode op, std::vector<Range> inputs,
                       std::vector<std::uint32_t> immediates = {}, SpaceId space = testing::kFirmSpace,
                       SpaceId from = testing::kFirmSpace) {
  std::vector<const Range*> ranges;
  for (const Range& range : inputs) ranges.push_back(&range);
  const std::vector<SpaceId> spaces(inputs.size(), from);
  return OutputRanges({builder.edition()}, {op, space, ranges, spaces, immediates});
}

constexpr std::uint32_t kHalfAway = 0, kFloorMode = 6;

TEST(Ranges, Arithmetic) {
  Builder b;
  EXPECT_EQ(Ask(b, Opcode::kAdd, {{-1, 2}, {10, 20}})[0], (Range{9, 22}));
  EXPECT_EQ(Ask(b, Opcode::kSubtract, {{-1, 2}, {10, 20}})[0], (Range{-21, -8}));
  EXPECT_EQ(Ask(b, Opcode::kMultiply, {{-3, 2}, {-5, 7}})[0], (Range{-21, 15}));
  EXPECT_EQ(Ask(b, Opcode::kAbsolute, {{-3, 2}})[0], (Range{0, 3}));
  EXPECT_EQ(Ask(b, Opcode::kAbsolute, {{-3, -2}})[0], (Range{2, 3}));
  EXPECT_EQ(Ask(b, Opcode::kMinimum, {{-3, 9}, {0, 4}})[0], (Range{-3, 4}));
  EXPECT_EQ(Ask(b, Opcode::kMaximum, {{-3, 9}, {0, 4}})[0], (Range{0, 9}));
}

TEST(Ranges, Division) {
  Builder b;
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{-10, 10}, {4, 4}}, {kHalfAway})[0], (Range{-3, 3}));
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{-10, 10}, {4, 4}}, {kFloorMode})[0], (Range{-3, 2}));
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{5, 10}, {0, 100}}, {kHalfAway})[0], (Range{0, 10}));
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{5, 10}, {-2, 100}}, {kHalfAway})[0], (Range{-10, 10}));
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{5, 10}, {0, 0}}, {kHalfAway})[0], (Range{0, 0}));
  EXPECT_EQ(Ask(b, Opcode::kDivideRounded, {{100, 200}, {10, 20}}, {kHalfAway})[0], (Range{5, 20}));
  EXPECT_EQ(Ask(b, Opcode::kSqrtRounded, {{100, 200}, {1, 4}}, {kFloorMode})[0], (Range{5, 14}));
  EXPECT_EQ(Ask(b, Opcode::kSqrtRounded, {{-5, -1}, {1, 4}}, {kFloorMode})[0], (Range{0, 0}));
}

TEST(Ranges, ReductionsKnowHowManyRowsThereAre) {
  Builder b;
  const SpaceId firm = testing::kFirmSpace, rows = testing::kRowSpace;
  EXPECT_EQ(Ask(b, Opcode::kSum, {{-5, 100}}, {}, firm, rows)[0], (Range{-100, 2000}));
  EXPECT_EQ(Ask(b, Opcode::kSum, {{5, 100}}, {}, testing::kGroupSpace, rows)[0], (Range{0, 2000}));
  EXPECT_EQ(Ask(b, Opcode::kCount, {{0, 1}}, {}, firm, rows)[0], (Range{0, testing::kRowsUpTo}));
  EXPECT_EQ(Ask(b, Opcode::kMedianTwice, {{5, 100}}, {}, firm, rows)[0], (Range{10, 200}));
  EXPECT_EQ(RowsPerRow(b.edition(), rows, testing::kSiteSpace), 0u);
  EXPECT_EQ(RowsInRun(b.edition(), testing::kPairSpace), Integer(1000000) * 400);
}

TEST(Ranges, Tables) {
  Builder b;
  const std::uint32_t thresholds = b.Add(ThresholdTable{{{10, 1, false}, {20, 1, false}, {30, 1, false}}});
  EXPECT_EQ(Ask(b, Opcode::kBucket, {{10, 29}}, {thresholds})[0], (Range{1, 2}));
  EXPECT_EQ(Ask(b, Opcode::kBucketRatio, {{10, 29}, {1, 2}}, {thresholds})[0], (Range{0, 3}));
  const std::uint32_t take = b.Add(TakeTable{Lane::k64, {7, -2, 5}});
  EXPECT_EQ(Ask(b, Opcode::kTake, {{0, 9}}, {take})[0], (Range{-2, 7}));
  EXPECT_EQ(Ask(b, Opcode::kMapValue, {{0, 9}}, {b.Add(ValueTable{{4, 5}})})[0], (Range{0, 2}));
}

TEST(Ranges, DatesStayInTheCalendar) {
  Builder b;
  const Range days{DayOfCivil({2020, 2, 29}), DayOfCivil({2021, 3, 1})};
  EXPECT_EQ(Ask(b, Opcode::kYearOf, {days})[0], (Range{2020, 2021}));
  EXPECT_EQ(Ask(b, Opcode::kMonthOf, {days})[0], (Range{2020 * 12 + 1, 2021 * 12 + 2}));
  EXPECT_EQ(Ask(b, Opcode::kAddMonths, {days, {-2000000, 12}})[0],
            (Range{kFirstDay, DayOfCivil({2022, 3, 1})}));
  EXPECT_EQ(Ask(b, Opcode::kMonthsBetween, {days, days})[0], (Range{-13, 12}));
}

TEST(Ranges, LanesAreSymmetric) {
  const Integer two63 = Integer(1) << 63, two127 = Integer(1) << 127, two255 = Integer(1) << 255;
  EXPECT_EQ(NarrowestLane({-two63 + 1, two63 - 1}), Lane::k64);
  EXPECT_EQ(NarrowestLane({-two63, 0}), Lane::k128);
  EXPECT_EQ(NarrowestLane({0, two127 - 1}), Lane::k128);
  EXPECT_EQ(NarrowestLane({0, two127}), Lane::k256);
  EXPECT_EQ(NarrowestLane({-two255 + 1, two255 - 1}), Lane::k256);
  EXPECT_EQ(NarrowestLane({0, two255}), std::nullopt);
  EXPECT_TRUE(LaneHolds(Lane::kByte, {0, 255}));
  EXPECT_FALSE(LaneHolds(Lane::kByte, {-1, 0}));
  EXPECT_FALSE(LaneHolds(Lane::kByte, {0, 256}));
}

TEST(Ranges, RatiosMustStayComparable) {
  Builder b;
  const std::uint32_t table = b.Add(ThresholdTable{{{1, Integer(1) << 130, false}}});
  const std::vector<SpaceId> spaces(2, testing::kFirmSpace);
  const std::vector<std::uint32_t> immediates{table};
  const Range one{1, 1}, small{0, Integer(1) << 100}, large{0, Integer(1) << 130};
  const std::vector<const Range*> fits{&small, &one}, beyond{&large, &one};
  const RangeContext context{b.edition()};
  EXPECT_TRUE(
      RatiosComparable(context, {Opcode::kBucketRatio, testing::kFirmSpace, fits, spaces, immediates}));
  EXPECT_FALSE(
      RatiosComparable(context, {Opcode::kBucketRatio, testing::kFirmSpace, beyond, spaces, immediates}));
  const std::vector<const Range*> squares{&large, &large};
  EXPECT_FALSE(RatiosComparable(context, {Opcode::kLeastRatio, testing::kFirmSpace, squares, spaces, {}}));
}

TEST(Ranges, Figures) {
  Builder b;
  Figure figure;
  figure.entity = testing::kFirm;
  figure.value = b.Kept(testing::kFirmSpace, Lane::k64, {-3, 10});
  figure.kind = FigureKind::kSum;
  EXPECT_EQ(RangesOf(b.edition(), figure).result, (Range{-3000000, 10000000}));
  figure.kind = FigureKind::kPercentile;
  figure.p_numerator = 1, figure.p_denominator = 4;
  EXPECT_EQ(RangesOf(b.edition(), figure).result, (Range{-12, 40}));
  figure.kind = FigureKind::kRank;
  EXPECT_EQ(RangesOf(b.edition(), figure).result, (Range{1, 1000000}));
}

}  // namespace
}  // namespace greenrule
