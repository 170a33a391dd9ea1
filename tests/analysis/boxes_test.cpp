// The walk over boxes against a look at every single point.
#include "compiler/analysis/boxes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>
#include <set>

namespace greenrule::analysis {
namespace {

using Random = std::mt19937_64;

std::uint32_t Below(Random& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

Spans RandomSpans(Random& random, Atom size) {
  Spans spans;
  for (std::uint32_t n = 1 + Below(random, 2); n > 0; --n) {
    const Atom a = Below(random, size + 1), b = Below(random, size + 1);
    spans.push_back({std::min(a, b), std::max(a, b)});
  }
  return Joined(spans);
}

BoxTable RandomTable(Random& random) {
  BoxTable table;
  for (std::uint32_t n = 1 + Below(random, 3); n > 0; --n) table.sizes.push_back(1 + Below(random, 5));
  for (std::uint32_t n = Below(random, 8); n > 0; --n) {
    auto& row = table.rows.emplace_back();
    for (const Atom size : table.sizes) {
      BoxCell cell;
      if (Below(random, 3) == 0) {
        cell.yes = {{0, size}};
      } else {
        cell.yes = RandomSpans(random, size);
        if (Below(random, 3) == 0 && !Contains(cell.yes, size - 1)) cell.unknown = {{size - 1, size}};
      }
      row.push_back(cell);
    }
  }
  return table;
}

template <class Each>
void EachPoint(const Box& box, Each each) {
  std::vector<Atom> point;
  for (const Span side : box.sides) {
    if (side.begin >= side.end) return;
    point.push_back(side.begin);
  }
  while (true) {
    each(point);
    std::size_t i = 0;
    while (i < point.size() && ++point[i] == box.sides[i].end) {
      point[i] = box.sides[i].begin;
      ++i;
    }
    if (i == point.size()) return;
  }
}

std::pair<std::uint32_t, bool> FirstAt(const BoxTable& table, const std::vector<Atom>& point) {
  for (std::uint32_t row = 0; row < table.rows.size(); ++row)
    if (const Truth truth = At(table, row, point); truth != Truth::kNo) return {row, truth == Truth::kUnknown};
  return {kNoRow, false};
}

std::vector<std::uint32_t> AllRows(const BoxTable& table) {
  std::vector<std::uint32_t> rows(table.rows.size());
  std::iota(rows.begin(), rows.end(), 0u);
  return rows;
}

TEST(Boxes, RegionsPartTheSpaceAndTellTheDecidingRow) {
  Random random(1);
  for (int run = 0; run < 3000; ++run) {
    const BoxTable table = RandomTable(random);
    Budget budget;
    std::set<std::vector<Atom>> seen;
    const Walked walked = Walk(table, WholeBox(table), AllRows(table), budget, [&](const Region& region) {
      EachPoint(region.box, [&](const std::vector<Atom>& point) {
        EXPECT_TRUE(seen.insert(point).second);
        EXPECT_EQ(FirstAt(table, point), std::pair(region.row, region.unknown));
      });
      return true;
    });
    EXPECT_EQ(walked, Walked::kAll);
    std::size_t points = 1;
    for (const Atom size : table.sizes) points *= size;
    EXPECT_EQ(seen.size(), points);
  }
}

TEST(Boxes, ATargetIsFoundExactlyWhereItDecides) {
  Random random(2);
  for (int run = 0; run < 3000; ++run) {
    const BoxTable table = RandomTable(random);
    const std::vector<std::uint32_t> rows = AllRows(table);
    for (std::uint32_t target = 0; target < rows.size(); ++target) {
      std::set<std::vector<Atom>> seen, expected;
      Budget budget;
      Walk(table, WholeBox(table), std::span(rows).first(target + 1), budget,
           [&](const Region& region) {
             EXPECT_EQ(region.row, target);
             EachPoint(region.box, [&](const std::vector<Atom>& point) { seen.insert(point); });
             return true;
           },
           target);
      EachPoint(WholeBox(table), [&](const std::vector<Atom>& point) {
        if (FirstAt(table, point).first == target) expected.insert(point);
      });
      EXPECT_EQ(seen, expected);
    }
  }
}

TEST(Boxes, OverlapsAreThosePairsThatMeetSomewhere) {
  Random random(3);
  for (int run = 0; run < 3000; ++run) {
    const BoxTable table = RandomTable(random);
    std::set<std::uint32_t> met, expected;
    Budget budget;
    WalkOverlaps(table, WholeBox(table), AllRows(table), budget, [&](const Overlap& overlap) {
      met.insert(overlap.first);
      met.insert(overlap.second);
      EachPoint(overlap.box, [&](const std::vector<Atom>& point) {
        EXPECT_EQ(At(table, overlap.first, point), Truth::kYes);
        EXPECT_EQ(At(table, overlap.second, point), Truth::kYes);
      });
      return true;
    });
    EachPoint(WholeBox(table), [&](const std::vector<Atom>& point) {
      std::vector<std::uint32_t> yes;
      for (std::uint32_t row = 0; row < table.rows.size(); ++row)
        if (At(table, row, point) == Truth::kYes) yes.push_back(row);
      if (yes.size() > 1) expected.insert(yes.begin(), yes.end());
    });
    EXPECT_EQ(met.empty(), expected.empty());
    EXPECT_TRUE(std::ranges::includes(expected, met));
  }
}

TEST(Boxes, SpansAreJoinedAndComplemented) {
  EXPECT_EQ(Joined({{5, 6}, {1, 3}, {3, 4}, {2, 2}}), (Spans{{1, 4}, {5, 6}}));
  EXPECT_EQ(Complement({{1, 4}, {5, 6}}, 8), (Spans{{0, 1}, {4, 5}, {6, 8}}));
  EXPECT_EQ(Complement({}, 3), (Spans{{0, 3}}));
  EXPECT_EQ(Complement({{0, 3}}, 3), Spans{});
}

// Cuts a space into boxes as a policy does: again and again along one input.
void CutUp(Random& random, const Box& box, std::uint32_t boxes, BoxTable& table) {
  std::vector<std::size_t> wide;
  for (std::size_t i = 0; i < box.sides.size(); ++i)
    if (box.sides[i].end - box.sides[i].begin > 1) wide.push_back(i);
  if (boxes < 2 || wide.empty()) {
    auto& row = table.rows.emplace_back();
    for (const Span side : box.sides) row.push_back({{side}, {}});
    return;
  }
  const std::size_t input = wide[Below(random, static_cast<std::uint32_t>(wide.size()))];
  const Span side = box.sides[input];
  const Atom at = side.begin + 1 + Below(random, side.end - side.begin - 1);
  Box lower = box, upper = box;
  lower.sides[input].end = upper.sides[input].begin = at;
  CutUp(random, lower, boxes / 2, table);
  CutUp(random, upper, boxes - boxes / 2, table);
}

struct Timed {
  Walked walked;
  double seconds;
  std::uint64_t boxes;
  bool uncovered;
};
Timed WalkTimed(const BoxTable& table) {
  Budget budget;
  bool uncovered = false;
  const auto start = std::chrono::steady_clock::now();
  const Walked walked = Walk(table, WholeBox(table), AllRows(table), budget, [&](const Region& region) {
    uncovered |= region.row == kNoRow;
    return true;
  });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return {walked, took.count(), kMaxBoxes - budget.boxes, uncovered};
}

TEST(Boxes, ThreeThousandRowsBySixInputsAreProved) {
  Random random(4);
  BoxTable table;
  table.sizes.assign(6, 1000);
  CutUp(random, WholeBox(table), 3000, table);
  std::ranges::shuffle(table.rows, random);
  const Timed all = WalkTimed(table);
  EXPECT_EQ(all.walked, Walked::kAll);
  EXPECT_FALSE(all.uncovered);
  RecordProperty("milliseconds", static_cast<int>(all.seconds * 1000));
  EXPECT_LT(all.boxes, 40'000u);
  EXPECT_LT(all.seconds, 5.0);  // about 0.2 s on a quiet machine
  table.rows.erase(table.rows.begin() + 1234);
  const Timed gap = WalkTimed(table);
  EXPECT_EQ(gap.walked, Walked::kAll);
  EXPECT_TRUE(gap.uncovered);
}

TEST(Boxes, CodesByCodesAreProved) {
  BoxTable table;  // 3,000 rows of listed codes with a row for the rest
  table.sizes = {101, 31, 5, 3, 2, 10};
  for (std::uint32_t i = 0; i < 3000; ++i)
    table.rows.push_back({{{{i % 100, i % 100 + 1}}, {}}, {{{i / 100, i / 100 + 1}}, {}}, {{{0, 5}}, {}}, {{{0, 3}}, {}},
                          {{{0, 2}}, {}}, {{{0, 10}}, {}}});
  auto& rest = table.rows.emplace_back();
  for (const Atom size : table.sizes) rest.push_back({{{0, size}}, {}});
  const Timed timed = WalkTimed(table);
  EXPECT_EQ(timed.walked, Walked::kAll);
  EXPECT_FALSE(timed.uncovered);
  EXPECT_LT(timed.seconds, 5.0);
}

TEST(Boxes, WhatCannotBeProvedEndsWithinTheBudget) {
  Random random(5);
  BoxTable table;
  table.sizes.assign(8, 200);
  for (int i = 0; i < 3000; ++i) {
    auto& row = table.rows.emplace_back();
    for (int input = 0; input < 8; ++input) {
      const Atom a = Below(random, 100), b = 100 + Below(random, 100);
      row.push_back({{{a, b}}, {}});
    }
  }
  const Timed timed = WalkTimed(table);
  EXPECT_EQ(timed.walked, Walked::kNotProved);
  EXPECT_LT(timed.seconds, 60.0);
  RecordProperty("milliseconds", static_cast<int>(timed.seconds * 1000));
}

}  // namespace
}  // namespace greenrule::analysis
