// What can be said of a table as boxes: which rows never match, what no row covers, which rows overlap, and where an input that is
// missing, not applicable or undetermined leads to no written outcome. Points are one atom per input.
//
// Rows match as the language says (language.md §8). An `otherwise` row is true everywhere: under `first` it takes what the rows
// above it leave; under `unique` it would meet every other row, so it is left out of `overlaps` and the caller speaks of it. That an
// `otherwise` row never matches is not said: it is the author's caution.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/analysis/table_boxes.h"

namespace greenrule::analysis {

using Point = std::vector<Atom>;

struct Verdict {
  enum class Row : std::uint8_t {
    kMatches,    // somewhere it decides (or it may: see rows_proved; or its cell asks for a state that the input cannot have)
    kEmpty,      // the cell under `empty_input` holds no value of its input
    kShadowed,   // wherever it is true, an earlier row decides
  };
  std::vector<Row> rows;
  std::vector<std::uint32_t> empty_input;              // of kEmpty rows
  struct Shadow {
    std::uint32_t row, by;                             // by: the first row that decides at the point
    Point point;
  };
  std::vector<Shadow> shadows;
  std::optional<Point> uncovered;                      // all inputs known, no row true
  struct Pair {
    std::uint32_t first, second;
    Point point;
  };
  std::vector<Pair> overlaps;                          // unique: at most one per later row
  // Per input: a point at which it alone is so and the table gives no written outcome.
  std::vector<std::optional<Point>> missing, not_applicable;
  struct Undetermined {
    std::uint32_t input, row;                          // row: kNoRow where none is true
    Point point;
  };
  std::vector<Undetermined> undetermined;              // at most one per checklist input
  bool coverage_proved = true, rows_proved = true, overlaps_proved = true;
};

// Rows that combine to a sum or count need not cover everything: `must_cover` false.
Verdict Judge(const TableBoxes& table, MatchPolicy policy, bool must_cover, Budget& budget);

}  // namespace greenrule::analysis
