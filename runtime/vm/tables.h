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
  std::vector<const MatchTable*> matches;
  std::vector<LookupIndex> lookups;
};

}  // namespace greenrule
