// The scoring workload (W1): what is computed, as constants that every contestant is made from.
//
// A record has 94 fields of two decimals, 0.01 to 10,000.00; here their coefficients, 1 to 1,000,000.
//   ratio i      = field 2i ÷ field 2i + 1, rounded to six decimals (43 of them)
//   points of i  = one of five by four thresholds on the ratio
//   dimension d  = its ratios' points, weighted 50/50 or 33/33/34 (20)
//   pillar p     = its dimensions, weighted by kDimensionWeight, rounded to two decimals (3)
//   total        = 40/30/30 of the pillars, rounded to two decimals
//   hit          = any of 16 negative items: 8 on one field alone, 8 on two
//   grade        = by hit, total and the first pillar, the first row that fits
//
// Points, dimensions, pillars and totals are held as hundredths. W1m is the same with some cells missing:
// MissingRule says what a ratio that is missing does to its dimension.
#pragma once

#include <array>
#include <cstdint>

namespace greenrule::bench {

inline constexpr int kFields = 94, kRatios = 43, kThresholds = 4, kDimensions = 20, kPillars = 3, kItems = 16;
inline constexpr std::int64_t kMostValue = 1'000'000;     // 10,000.00
inline constexpr std::int64_t kRatioScale = 1'000'000;    // six decimals

// Threshold k of ratio i, in millionths.
constexpr std::int64_t ThresholdOf(int i, int k) {
  constexpr std::int64_t base[] = {300'000, 620'000, 1'050'000, 1'900'000};
  constexpr std::int64_t step[] = {1'000, 1'500, 2'500, 5'000};
  return base[k] + i * 7919 % 101 * step[k] + (i * 31 + k * 17) % 1000;
}
// Of the band that reaches `band` thresholds. Every other ratio is better when lower.
constexpr std::int64_t PointsOf(int i, int band) {
  constexpr std::int64_t even[] = {0, 40, 60, 80, 100}, third[] = {20, 35, 55, 75, 100};
  const int place = i % 2 == 0 ? band : 4 - band;
  return i % 3 == 0 ? third[place] : even[place];
}

// The last dimension of each pillar has three ratios, the others two.
inline constexpr std::array<int, kPillars + 1> kFirstDimension = {0, 7, 14, 20};
constexpr bool IsTriple(int d) { return d == 6 || d == 13 || d == 19; }
constexpr int FirstRatio(int d) { return 2 * d + (d > 6) + (d > 13); }
constexpr int RatiosOf(int d) { return IsTriple(d) ? 3 : 2; }
constexpr std::int64_t RatioWeight(int d, int place) {
  return !IsTriple(d) ? 50 : place == 2 ? 34 : 33;
}
inline constexpr std::array<std::int64_t, kDimensions> kDimensionWeight = {
    15, 15, 14, 14, 14, 14, 14, 15, 15, 14, 14, 14, 14, 14, 17, 17, 17, 17, 16, 16};
inline constexpr std::array<std::int64_t, kPillars> kPillarWeight = {40, 30, 30};

// Items 0 to 7: field 86 + k is at least LimitOf(k). Items 8 to 15: field 86 + k − 8 times kTimes is below
// field 2(k − 8).
constexpr std::int64_t LimitOf(int item) { return 995'000 + 500 * item; }
inline constexpr std::int64_t kTimes = 100;
constexpr int ItemField(int item) { return 86 + item % 8; }
constexpr int OtherField(int item) { return 2 * (item - 8); }

// Grades, best first; the rows of the table from the top. kUndetermined: the policy leaves it open.
enum Grade : std::uint8_t { kA, kB, kC, kD, kE, kUndetermined };
inline constexpr std::int64_t kTotalOfA = 64'50, kPillarOfA = 60'00, kTotalOfB = 62'00, kTotalOfC = 58'00;

// What a missing ratio does (W1m).
enum class MissingRule { kScore20, kExcluded, kScore40, kUndetermined };
constexpr MissingRule RuleOf(int i) {
  return i == 42 ? MissingRule::kUndetermined
         : i == 4 || i == 5 || i % 3 == 1 ? MissingRule::kExcluded
         : i % 3 == 0 ? MissingRule::kScore20 : MissingRule::kScore40;
}
inline constexpr unsigned kMissingPerThousand = 50;

}  // namespace greenrule::bench
