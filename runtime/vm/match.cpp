#include <algorithm>
#include <bit>

#include "runtime/vm/tables.h"

namespace greenrule {
namespace {
constexpr std::size_t kMostAnswers = 4096;
}  // namespace

PreparedMatch::PreparedMatch(const MatchTable& table) : policy_(table.policy), rows_(table.rows), sizes_(table.sizes) {
  words_ = (rows_ + 63) / 64;
  summaries_ = (words_ + 63) / 64;
  std::uint32_t intervals = 0;
  std::size_t combinations = 1;
  for (std::size_t i = 0; i < sizes_.size(); ++i) {
    first_.push_back(intervals);
    strides_.push_back(static_cast<std::uint32_t>(std::min(combinations, kMostAnswers)));
    intervals += sizes_[i];
    combinations = std::min(combinations * sizes_[i], kMostAnswers + 1);
  }
  yes_.reserve(intervals * words_);
  possible_.reserve(intervals * words_);
  summary_.assign(intervals * summaries_, 0);
  for (std::size_t i = 0; i < sizes_.size(); ++i)
    for (std::uint32_t k = 0; k < sizes_[i]; ++k)
      for (std::size_t w = 0; w < words_; ++w) {
        const std::uint64_t inside = w + 1 < words_ || rows_ % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows_ % 64) - 1;
        yes_.push_back(table.yes[i][k][w] & inside);
        possible_.push_back((table.yes[i][k][w] | table.unknown[i][k][w]) & inside);
        if (possible_.back() != 0) summary_[(first_[i] + k) * summaries_ + w / 64] |= std::uint64_t{1} << w % 64;
      }
  if (policy_ == MatchPolicy::kAll || sizes_.empty() || combinations > kMostAnswers) return;
  std::vector<std::uint32_t> at(sizes_.size(), 0);
  std::vector<Found> answers;
  for (std::size_t c = 0; c < combinations; ++c) {
    for (std::size_t i = 0; i < sizes_.size(); ++i) at[i] = static_cast<std::uint32_t>(c / strides_[i] % sizes_[i]);
    answers.push_back(Find(at.data()));
  }
  answers_ = std::move(answers);
}

bool PreparedMatch::Unknown(std::size_t input, std::uint32_t interval, std::uint32_t row) const {
  const std::uint64_t bit = std::uint64_t{1} << row % 64;
  return (Words(possible_, input, interval, words_)[row / 64] & ~Words(yes_, input, interval, words_)[row / 64] & bit) != 0;
}

template <class F>
void PreparedMatch::EachPossible(const std::uint32_t* intervals, F f) const {
  const std::size_t inputs = sizes_.size();
  for (std::size_t s = 0; s < summaries_; ++s) {
    std::uint64_t candidates = words_ - 64 * s >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (words_ - 64 * s)) - 1;
    for (std::size_t i = 0; i < inputs; ++i) candidates &= Words(summary_, i, intervals[i], summaries_)[s];
    for (; candidates != 0; candidates &= candidates - 1) {
      const std::size_t w = 64 * s + std::countr_zero(candidates);
      const std::size_t inside = rows_ - 64 * w;
      std::uint64_t rows = inside >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << inside) - 1, sure = rows;
      for (std::size_t i = 0; i < inputs; ++i) {
        rows &= Words(possible_, i, intervals[i], words_)[w];
        sure &= Words(yes_, i, intervals[i], words_)[w];
      }
      for (; rows != 0; rows &= rows - 1) {
        const int bit = std::countr_zero(rows);
        if (!f(static_cast<std::uint32_t>(64 * w + bit), (sure >> bit & 1) != 0)) return;
      }
    }
  }
}

PreparedMatch::Found PreparedMatch::Find(const std::uint32_t* intervals) const {
  if (!answers_.empty()) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < sizes_.size(); ++i) index += std::size_t{intervals[i]} * strides_[i];
    return answers_[index];
  }
  Found found{rows_, kNoRowMatches};
  if (policy_ == MatchPolicy::kFirst) {
    EachPossible(intervals, [&](std::uint32_t row, bool sure) {
      found = sure ? Found{row, kKnown} : Found{rows_, kAsk};
      return false;
    });
    return found;
  }
  std::uint32_t sure_row = rows_, unknown_row = rows_;
  bool several = false;
  EachPossible(intervals, [&](std::uint32_t row, bool sure) {
    if (sure && sure_row != rows_) several = true;
    (sure ? sure_row : unknown_row) = row;
    return !several;
  });
  if (several) return {rows_, kSeveralRowsMatch};
  if (sure_row != rows_) return {sure_row, kKnown};
  return {rows_, unknown_row != rows_ ? kAsk : State{kNoRowMatches}};
}

State PreparedMatch::Reason(const std::uint32_t* intervals, const State* states) const {
  State reason = kKnown;
  EachPossible(intervals, [&](std::uint32_t row, bool sure) {
    if (!sure)
      for (std::size_t i = 0; i < sizes_.size(); ++i)
        if (Unknown(i, intervals[i], row)) reason = std::max(reason, states[i]);
    return policy_ != MatchPolicy::kFirst;
  });
  return reason;
}

}  // namespace greenrule
