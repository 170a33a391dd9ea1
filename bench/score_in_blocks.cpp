// Doubles hold every number here exactly (all below 2^53), so that quotients vectorise: the double quotient is
// the true one or rounds it to the next integer, and the remainder, exact in a fused multiply-subtract, tells.
#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/plain_scoring.h"

#ifndef BENCH_LEVEL
#error "BENCH_LEVEL names the instruction set that this is compiled for"
#endif

namespace greenrule::bench::BENCH_LEVEL {
namespace {

constexpr std::size_t kBlock = 1024;

struct Block {
  alignas(64) double pillar[kPillars][kBlock];
  alignas(64) std::uint8_t hit[kBlock], state[kBlock];
};

inline double ToDouble(std::int64_t value) {  // below 2^31
  return static_cast<double>(static_cast<std::int32_t>(value));
}

// round(n ÷ d), half up; 0 ≤ n < 2^52, 0 < d.
inline double Rounded(double n, double d) {
  double quotient = std::floor(n / d);
  double rest = std::fma(-quotient, d, n);
  quotient += rest < 0 ? -1.0 : 0.0;
  rest += rest < 0 ? d : 0.0;
  return quotient + (rest + rest >= d ? 1.0 : 0.0);
}

template <int kRatio>
inline double Points(double numerator, double denominator) {
  const double ratio = Rounded(numerator * kRatioScale, denominator);
  double points = PointsOf(kRatio, 0);
  points += ratio >= ThresholdOf(kRatio, 0) ? PointsOf(kRatio, 1) - PointsOf(kRatio, 0) : 0.0;
  points += ratio >= ThresholdOf(kRatio, 1) ? PointsOf(kRatio, 2) - PointsOf(kRatio, 1) : 0.0;
  points += ratio >= ThresholdOf(kRatio, 2) ? PointsOf(kRatio, 3) - PointsOf(kRatio, 2) : 0.0;
  points += ratio >= ThresholdOf(kRatio, 3) ? PointsOf(kRatio, 4) - PointsOf(kRatio, 3) : 0.0;
  return points;
}

// A dimension's weighted points (hundredths), added to its pillar.
template <int kDimension, int... kPlace>
void AddDimension(const Columns& c, std::size_t begin, std::size_t rows, double* pillar,
                  std::integer_sequence<int, kPlace...>) {
  constexpr int kFirst = FirstRatio(kDimension);
  const std::int64_t* a[] = {c.values[2 * (kFirst + kPlace)] + begin...};
  const std::int64_t* b[] = {c.values[2 * (kFirst + kPlace) + 1] + begin...};
  for (std::size_t i = 0; i < rows; ++i) {
    const double sum = ((Points<kFirst + kPlace>(ToDouble(a[kPlace][i]), ToDouble(b[kPlace][i])) *
                         RatioWeight(kDimension, kPlace)) + ...);
    pillar[i] += sum * kDimensionWeight[kDimension];
  }
}

template <int kDimension>
void AddDimensions(const Columns& c, std::size_t begin, std::size_t rows, Block& block) {
  if constexpr (kDimension < kDimensions) {
    constexpr int kPillar = kDimension < kFirstDimension[1] ? 0 : kDimension < kFirstDimension[2] ? 1 : 2;
    AddDimension<kDimension>(c, begin, rows, block.pillar[kPillar],
                             std::make_integer_sequence<int, RatiosOf(kDimension)>());
    AddDimensions<kDimension + 1>(c, begin, rows, block);
  }
}

void ScoreBlock(const Columns& c, std::size_t begin, std::size_t rows, Block& block, Answers& answers) {
  for (auto& pillar : block.pillar) std::fill_n(pillar, rows, 0.0);
  std::fill_n(block.hit, rows, 0);
  std::fill_n(block.state, rows, 0);
  AddDimensions<0>(c, begin, rows, block);
  for (int f = 0; f < 2 * kRatios; ++f) {
    const std::uint8_t* state = c.states[f] + begin;
    for (std::size_t i = 0; i < rows; ++i) block.state[i] |= state[i];
  }
  for (std::size_t i = 0; i < rows; ++i) answers.known[begin + i] = block.state[i] == 0;
  for (int item = 0; item < kItems; ++item) {
    const std::int64_t* value = c.values[ItemField(item)] + begin;
    const std::uint8_t* state = c.states[ItemField(item)] + begin;
    if (item < 8) {
      const std::int64_t limit = LimitOf(item);
      for (std::size_t i = 0; i < rows; ++i) block.hit[i] |= value[i] >= limit;
      for (std::size_t i = 0; i < rows; ++i) block.state[i] |= state[i];
    } else {
      const std::int64_t* other = c.values[OtherField(item)] + begin;
      for (std::size_t i = 0; i < rows; ++i) block.hit[i] |= value[i] * kTimes < other[i];
    }
  }
  for (std::size_t i = 0; i < rows; ++i) {
    double rounded[kPillars];
    for (int p = 0; p < kPillars; ++p) rounded[p] = Rounded(block.pillar[p][i], 100.0);
    const double total =
        Rounded(kPillarWeight[0] * rounded[0] + kPillarWeight[1] * rounded[1] + kPillarWeight[2] * rounded[2], 100.0);
    answers.total[begin + i] = static_cast<std::int32_t>(total);
    std::uint8_t grade = total >= kTotalOfC ? kC : kD;
    grade = total >= kTotalOfB ? std::uint8_t{kB} : grade;
    grade = total >= kTotalOfA && rounded[0] >= kPillarOfA ? std::uint8_t{kA} : grade;
    grade = block.state[i] != 0 ? std::uint8_t{kUndetermined} : grade;
    answers.grade[begin + i] = block.hit[i] != 0 ? std::uint8_t{kE} : grade;
  }
}

}  // namespace

void ScoreInBlocks(const Columns& columns, std::size_t begin, std::size_t end, Answers& answers) {
  static thread_local Block block;
  for (std::size_t at = begin; at < end; at += kBlock)
    ScoreBlock(columns, at, std::min(kBlock, end - at), block, answers);
}

}  // namespace greenrule::bench::BENCH_LEVEL
