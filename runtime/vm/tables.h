// The tables and lookups of an edition in the machine's own form, made once before a run.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/number/lanes.h"
#include "runtime/vm/dataset.h"

namespace greenrule {

// Thresholds in the lane in which they are compared. A ratio a ÷ b reaches p/q where a × q ≥ b × p (> where
// strict).
struct Thresholds {
  bool narrow = false;  // all fit 64 bits: then in the first two as well
  std::vector<Int64> numerators, denominators;
  std::vector<Int256> wide_numerators, wide_denominators;
  std::vector<std::uint8_t> strict;
};

struct ValuePositions {
  boost::unordered_flat_map<std::int64_t, std::int64_t> positions;
  std::int64_t none = 0;
};

// A decision table as it is asked: per input and interval the rows that may match there (true or unknown cells), with a word of
// summary for every 64 words, so that a record touches a few words however many rows there are; and where few combinations of
// intervals exist, the answer to each, worked out before.
class PreparedMatch {
 public:
  PreparedMatch() = default;
  explicit PreparedMatch(const MatchTable& table);

  static constexpr State kAsk = 1;  // no state of the language
  struct Found {
    std::uint32_t row;  // rows() where the state is not known
    State state;        // known, no row matches, several rows match, or kAsk: ask Reason()
  };
  std::size_t inputs() const { return sizes_.size(); }
  // `intervals`: one per input, each below the input's size.
  Found Find(const std::uint32_t* intervals) const;
  // Why nothing is known: the first reason among the inputs whose cells are unknown in the row that decides (unique: in any
  // unknown row).
  State Reason(const std::uint32_t* intervals, const State* states) const;
  const std::vector<std::uint32_t>& sizes() const { return sizes_; }
  std::uint32_t rows() const { return rows_; }
  // Of one row's cells: whether the input's is unknown there, whether it is true.
  bool Unknown(std::size_t input, std::uint32_t interval, std::uint32_t row) const;
  bool Yes(std::size_t input, std::uint32_t interval, std::uint32_t row) const {
    return (Words(yes_, input, interval, words_)[row / 64] >> row % 64 & 1) != 0;
  }

 private:
  // Calls f(row, surely) for the rows that may match, in order, until it says false.
  template <class F>
  void EachPossible(const std::uint32_t* intervals, F f) const;
  const std::uint64_t* Words(const std::vector<std::uint64_t>& all, std::size_t input, std::uint32_t interval, std::size_t words) const {
    return all.data() + (first_[input] + interval) * words;
  }

  MatchPolicy policy_ = MatchPolicy::kFirst;
  std::uint32_t rows_ = 0;
  std::size_t words_ = 0, summaries_ = 0;
  std::vector<std::uint32_t> sizes_, strides_, first_;        // first_: intervals of the inputs before
  std::vector<std::uint64_t> yes_, possible_, summary_;       // [first + interval][word]
  std::vector<Found> answers_;
};

// Rows of a lookup by key. Rows that differ in the date only stand together, by date.
class LookupIndex {
 public:
  LookupIndex(const Lookup& lookup, const std::vector<std::string>& texts);

  struct Found {
    std::int64_t row;
    State state;
  };
  // `keys` has one value per key and may be changed. Texts are asked of `pool`.
  Found Find(std::vector<std::int64_t>& keys, const TextPool& pool) const;
  bool needs_texts() const { return prefix_ != kNone; }

 private:
  struct Rows {
    std::uint32_t begin, end;
  };
  const Rows* Entry(std::vector<std::int64_t>& keys, const TextPool& pool) const;

  std::int64_t none_ = 0;
  bool dated_ = false;
  std::uint32_t prefix_ = kNone;                                        // key column
  std::vector<std::uint32_t> prefix_sizes_;                             // in bytes, longest first
  boost::unordered_flat_map<std::string_view, std::int64_t> prefixes_;  // text to its id in the program
  boost::unordered_flat_map<std::vector<std::int64_t>, Rows, boost::hash<std::vector<std::int64_t>>> entries_;
  const Rows* fallback_ = nullptr;
  std::vector<std::int64_t> days_;  // of each row, if dated
};

struct PreparedTables {
  explicit PreparedTables(const Edition& edition);

  std::vector<LaneVector> constants;   // one value each
  std::vector<Thresholds> thresholds;  // by table id; empty for others
  std::vector<ValuePositions> values;
  std::vector<LaneVector> takes;
  std::vector<PreparedMatch> matches;
  std::vector<LookupIndex> lookups;
};

}  // namespace greenrule
