// Decision tables as boxes.
//
// Every input of a table is a line of atoms: classes of values that no cell tells apart (an interval between two
// bounds, one choice, a listed text, "any other", missing, not applicable). A cell is a set of atoms, a row the box of its
// cells, a table an ordered list of boxes. What is asked of a table (which rows can decide, what no row covers, which
// overlap) is asked of the boxes. Nothing here knows a policy: lines are made in input_line.h, tables in table_boxes.h.
//
// The space is walked by splitting: a box in which the first row that matters is the same throughout is a region; any other
// is cut in two along a bound of its rows. Tables that people write, whose rows part the space, need a small multiple of their rows in
// regions, but the number can grow with the power of the inputs. So there is a budget, and beyond it the answer is "not proved".
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace greenrule::analysis {

using Atom = std::uint32_t;

// Atoms from begin to below end. Never empty where it is part of Spans.
struct Span {
  Atom begin = 0, end = 0;
  bool operator==(const Span&) const = default;
};
// Ascending, neither overlapping nor touching.
using Spans = std::vector<Span>;

Spans Joined(Spans spans);                          // any spans, made so
Spans Complement(const Spans& spans, Atom size);    // within [0, size)
bool Contains(const Spans& spans, Atom atom);

// Where a cell is true, and where it is unknown; elsewhere it is false. The two do not overlap.
struct BoxCell {
  Spans yes, unknown;
};

struct BoxTable {
  std::vector<Atom> sizes;                          // atoms of each input
  std::vector<std::vector<BoxCell>> rows;           // [row][input]
};

struct Box {
  std::vector<Span> sides;                          // one per input
};
Box WholeBox(const BoxTable& table);

// The limits that a walk keeps to. A region costs the rows that reach into it.
inline constexpr std::uint64_t kMaxBoxes = 500'000;       // boxes looked at for one table
inline constexpr std::uint64_t kMaxRowTests = 40'000'000;  // rows tested against boxes for one table: about a second
struct Budget {
  std::uint64_t boxes = kMaxBoxes, row_tests = kMaxRowTests;
  bool Spend(std::uint64_t tests) {
    if (boxes == 0 || row_tests < tests) return false;
    --boxes;
    row_tests -= tests;
    return true;
  }
};

inline constexpr std::uint32_t kNoRow = 0xFFFFFFFF;
struct Region {
  const Box& box;
  std::uint32_t row = kNoRow;   // the first row that is not false throughout the box; kNoRow: all rows are false
  bool unknown = false;         // that row is unknown, not true
};
enum class Walked : std::uint8_t { kAll, kStopped, kNotProved };

// Parts `domain` into regions and visits each; the visitor returns false to stop. Rows are looked at in the order of
// `rows`. With `target`, only regions that this row decides are visited.
Walked Walk(const BoxTable& table, const Box& domain, std::span<const std::uint32_t> rows, Budget& budget,
            const std::function<bool(const Region&)>& visit, std::uint32_t target = kNoRow);

// Pairs of rows that are both true somewhere in the domain, each later row with the first that it meets, and a box in which
// they are. The visitor returns false to stop.
struct Overlap {
  std::uint32_t first, second;
  Box box;
};
Walked WalkOverlaps(const BoxTable& table, const Box& domain, std::span<const std::uint32_t> rows, Budget& budget,
                    const std::function<bool(const Overlap&)>& visit);

// How a row stands at one point (an atom per input).
enum class Truth : std::uint8_t { kNo, kYes, kUnknown };
Truth At(const BoxTable& table, std::uint32_t row, std::span<const Atom> point);

}  // namespace greenrule::analysis
