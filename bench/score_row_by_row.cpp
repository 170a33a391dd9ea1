#include "bench/plain_scoring.h"

namespace greenrule::bench {
namespace {

std::int64_t RoundedQuotient(std::int64_t n, std::int64_t d) {  // both positive, half up
  return (2 * n + d) / (2 * d);
}

struct Score {
  std::int64_t hundredths = 0;
  bool known = true, excluded = false;
};

Score ScoreOfRatio(const Columns& c, std::size_t row, int i, bool with_missing) {
  if (c.states[2 * i][row] != 0 || c.states[2 * i + 1][row] != 0) {
    if (!with_missing) return {0, false, false};
    switch (RuleOf(i)) {
      case MissingRule::kScore20: return {2000, true, false};
      case MissingRule::kScore40: return {4000, true, false};
      case MissingRule::kExcluded: return {0, true, true};
      case MissingRule::kUndetermined: return {0, false, false};
    }
  }
  const std::int64_t ratio = RoundedQuotient(c.values[2 * i][row] * kRatioScale, c.values[2 * i + 1][row]);
  int band = 0;
  while (band < kThresholds && ratio >= ThresholdOf(i, band)) ++band;
  return {100 * PointsOf(i, band), true, false};
}

// A weighted sum to hundredths; what is excluded leaves, and the rest is divided by the weight that stays.
class WeightedSum {
 public:
  void Add(const Score& score, std::int64_t weight) {
    if (score.excluded) return;
    known_ &= score.known;
    sum_ += weight * score.hundredths;
    weight_ += weight;
  }
  Score Result() const {
    if (weight_ == 0) return {0, true, true};
    return {known_ ? RoundedQuotient(sum_, weight_) : 0, known_, false};
  }

 private:
  std::int64_t sum_ = 0, weight_ = 0;
  bool known_ = true;
};

Grade GradeOf(const Columns& c, std::size_t row, const Score& total, const Score& first_pillar) {
  bool open = false;
  for (int item = 0; item < kItems; ++item) {
    const int f = ItemField(item);
    if (c.states[f][row] != 0 || (item >= 8 && c.states[OtherField(item)][row] != 0)) {
      open = true;
      continue;
    }
    const std::int64_t value = c.values[f][row];
    const bool hit = item < 8 ? value >= LimitOf(item) : value * kTimes < c.values[OtherField(item)][row];
    if (hit) return kE;
  }
  if (open || !total.known) return kUndetermined;
  if (total.hundredths >= kTotalOfA && first_pillar.hundredths >= kPillarOfA) return kA;
  if (total.hundredths >= kTotalOfB) return kB;
  return total.hundredths >= kTotalOfC ? kC : kD;
}

}  // namespace

void ScoreRowByRow(const Columns& c, bool with_missing, std::size_t begin, std::size_t end, Answers& answers) {
  for (std::size_t row = begin; row < end; ++row) {
    std::array<Score, kPillars> pillars;
    WeightedSum total;
    for (int p = 0; p < kPillars; ++p) {
      WeightedSum pillar;
      for (int d = kFirstDimension[p]; d < kFirstDimension[p + 1]; ++d) {
        WeightedSum dimension;
        for (int k = 0; k < RatiosOf(d); ++k)
          dimension.Add(ScoreOfRatio(c, row, FirstRatio(d) + k, with_missing), RatioWeight(d, k));
        pillar.Add(dimension.Result(), kDimensionWeight[d]);
      }
      pillars[p] = pillar.Result();
      total.Add(pillars[p], kPillarWeight[p]);
    }
    const Score result = total.Result();
    answers.total[row] = result.known ? result.hundredths : 0;
    answers.known[row] = result.known;
    answers.grade[row] = GradeOf(c, row, result, pillars[0]);
  }
}

}  // namespace greenrule::bench
