#include "compiler/analysis/verdict.h"

#include <algorithm>
#include <numeric>

namespace greenrule::analysis {
namespace {

class Judging {
 public:
  Judging(const TableBoxes& table, MatchPolicy policy, bool must_cover, Budget& budget)
      : table_(table), policy_(policy), must_cover_(must_cover), budget_(budget), inputs_(table.lines.size()) {
    verdict_.rows.resize(table.boxes.rows.size(), Verdict::Row::kMatches);
    verdict_.empty_input.resize(table.boxes.rows.size(), kNoRow);
    verdict_.missing.resize(inputs_);
    verdict_.not_applicable.resize(inputs_);
    for (const InputLine& line : table.lines) known_.sides.push_back({0, line.known()});
    all_.resize(table.boxes.rows.size());
    std::iota(all_.begin(), all_.end(), 0u);
    FindEmptyRows();
  }

  Verdict Run() {
    if (policy_ == MatchPolicy::kFirst) {
      JudgeFirst();
    } else {
      only_yes_ = table_.boxes;
      for (auto& row : only_yes_.rows)
        for (BoxCell& cell : row) cell.unknown.clear();
      if (policy_ == MatchPolicy::kUnique) JudgeUnique();
      if (policy_ == MatchPolicy::kAll) JudgeAll();
    }
    return std::move(verdict_);
  }

 private:
  Point PointIn(const Box& box) const {
    Point point;
    for (std::size_t i = 0; i < inputs_; ++i) point.push_back(table_.lines[i].Typical(box.sides[i]));
    return point;
  }

  // A row is empty by its values; one that asks for a state its input cannot have is the author's caution.
  void FindEmptyRows() {
    impossible_.resize(table_.boxes.rows.size(), false);
    for (const std::uint32_t row : table_.rows)
      for (std::uint32_t input = 0; input < inputs_; ++input) {
        if (!table_.boxes.rows[row][input].yes.empty()) continue;
        impossible_[row] = true;
        if (table_.asks_for_state[row][input]) {
          verdict_.rows[row] = Verdict::Row::kMatches;
          break;
        }
        verdict_.rows[row] = Verdict::Row::kEmpty;
        if (verdict_.empty_input[row] == kNoRow) verdict_.empty_input[row] = input;
      }
  }

  void NoteUndetermined(const Region& region) {
    for (std::uint32_t input = 0; input < inputs_; ++input) {
      const auto atom = table_.lines[input].undetermined();
      const Span side = region.box.sides[input];
      if (!atom || *atom < side.begin || *atom >= side.end || table_.says_undetermined[region.row][input]) continue;
      if (std::ranges::find(verdict_.undetermined, input, &Verdict::Undetermined::input) != verdict_.undetermined.end())
        continue;
      Point point = PointIn(region.box);
      point[input] = *atom;
      verdict_.undetermined.push_back({input, region.row, std::move(point)});
    }
  }

  // The box in which one input is in that state and the others are known.
  Box With(std::size_t input, Atom state) const {
    Box box = known_;
    box.sides[input] = {state, state + 1};
    return box;
  }

  template <class Look>
  void LookAtStates(Look look) {
    for (std::size_t input = 0; input < inputs_; ++input) {
      if (const auto atom = table_.lines[input].missing()) verdict_.missing[input] = look(With(input, *atom), input);
      if (const auto atom = table_.lines[input].not_applicable())
        verdict_.not_applicable[input] = look(With(input, *atom), input);
    }
  }

  void JudgeFirst() {
    std::vector<bool> matched(all_.size(), false);
    const Walked walked = Walk(table_.boxes, known_, all_, budget_, [&](const Region& region) {
      if (region.row == kNoRow) {
        if (!verdict_.uncovered) verdict_.uncovered = PointIn(region.box);
      } else {
        matched[region.row] = true;
        NoteUndetermined(region);
      }
      return true;
    });
    if (walked == Walked::kNotProved) {
      if (!verdict_.uncovered) CoverInAnyOrder();
      verdict_.rows_proved = false;
    } else {
      for (const std::uint32_t row : table_.rows)
        if (!matched[row] && !impossible_[row]) FindShadow(row);
    }
    LookAtStates([&](const Box& box, std::size_t) {
      std::optional<Point> found;
      Walk(table_.boxes, box, all_, budget_, [&](const Region& region) {
        if (region.row != kNoRow && !region.unknown) return true;
        found = PointIn(region.box);
        return false;
      });
      return found;
    });
  }

  // Whether something covers every case does not depend on the order of the rows, and is easier seen with the widest first.
  void CoverInAnyOrder() {
    std::vector<std::size_t> narrow(all_.size(), 0);
    for (const std::uint32_t row : all_)
      for (std::size_t i = 0; i < inputs_; ++i)
        narrow[row] += table_.boxes.rows[row][i].yes != Spans{{0, table_.lines[i].size()}};
    std::vector<std::uint32_t> widest_first = all_;
    std::ranges::stable_sort(widest_first, {}, [&](std::uint32_t row) { return narrow[row]; });
    Budget budget;
    const Walked walked = Walk(table_.boxes, known_, widest_first, budget, [&](const Region& region) {
      if (region.row == kNoRow) verdict_.uncovered = PointIn(region.box);
      return !verdict_.uncovered;
    });
    verdict_.coverage_proved = walked != Walked::kNotProved;
  }

  // A row that decides nothing while all inputs are known may still do so where one is not.
  void FindShadow(std::uint32_t row) {
    const bool all_known = std::ranges::all_of(
        table_.lines, [](const InputLine& line) { return line.size() == line.known(); });
    if (!all_known) {
      bool decides = false;
      const Walked walked = Walk(table_.boxes, WholeBox(table_.boxes), std::span(all_).first(row + 1), budget_,
                                 [&](const Region& region) {
                                   decides = !region.unknown;
                                   return !decides;
                                 }, row);
      if (walked == Walked::kNotProved) verdict_.rows_proved = false;
      if (decides || walked == Walked::kNotProved) return;
    }
    verdict_.rows[row] = Verdict::Row::kShadowed;
    Box box;
    for (std::size_t input = 0; input < inputs_; ++input) box.sides.push_back(table_.boxes.rows[row][input].yes.front());
    Verdict::Shadow shadow{row, 0, PointIn(box)};
    while (At(table_.boxes, shadow.by, shadow.point) == Truth::kNo) ++shadow.by;  // at the latest the row itself
    verdict_.shadows.push_back(std::move(shadow));
  }

  void JudgeUnique() {
    const Walked pairs = WalkOverlaps(table_.boxes, WholeBox(table_.boxes), table_.rows, budget_, [&](const Overlap& overlap) {
      verdict_.overlaps.push_back({overlap.first, overlap.second, PointIn(overlap.box)});
      return true;
    });
    verdict_.overlaps_proved = pairs != Walked::kNotProved;
    const Walked walked = Walk(table_.boxes, known_, all_, budget_, [&](const Region& region) {
      if (region.row != kNoRow)
        NoteUndetermined(region);
      else if (!verdict_.uncovered)
        verdict_.uncovered = PointIn(region.box);
      return true;
    });
    verdict_.coverage_proved = walked != Walked::kNotProved || verdict_.uncovered;
    LookAtStates([&](const Box& box, std::size_t) { return WithoutTrueRow(box); });
  }

  std::optional<Point> WithoutTrueRow(const Box& box) {
    std::optional<Point> found;
    Walk(only_yes_, box, all_, budget_, [&](const Region& region) {
      if (region.row == kNoRow) found = PointIn(region.box);
      return !found;
    });
    return found;
  }

  void JudgeAll() {
    if (must_cover_) {
      const Walked walked = Walk(table_.boxes, known_, all_, budget_, [&](const Region& region) {
        if (region.row == kNoRow) verdict_.uncovered = PointIn(region.box);
        return !verdict_.uncovered;
      });
      verdict_.coverage_proved = walked != Walked::kNotProved;
    }
    for (std::uint32_t input = 0; input < inputs_; ++input) {
      const auto atom = table_.lines[input].undetermined();
      if (!atom) continue;
      std::vector<std::uint32_t> saying;
      for (const std::uint32_t row : table_.rows)
        if (table_.says_undetermined[row][input]) saying.push_back(row);
      Walk(table_.boxes, With(input, *atom), saying, budget_, [&](const Region& region) {
        if (region.row != kNoRow) return true;
        const Point point = PointIn(region.box);
        std::uint32_t by = kNoRow;
        for (const std::uint32_t row : all_)
          if (by == kNoRow && At(table_.boxes, row, point) == Truth::kYes) by = row;
        verdict_.undetermined.push_back({input, by, point});
        return false;
      });
    }
    LookAtStates([&](const Box& box, std::size_t input) { return UnknownRow(box, input); });
  }

  // Under `all` one unknown row makes the outcome missing; without any, min and max need a true one.
  std::optional<Point> UnknownRow(const Box& box, std::size_t input) {
    std::optional<Point> found;
    for (const std::uint32_t row : table_.rows) {
      if (!Contains(table_.boxes.rows[row][input].unknown, box.sides[input].begin)) continue;
      Walk(table_.boxes, box, std::span(&row, 1), budget_, [&](const Region& region) {
        if (region.row != kNoRow) found = PointIn(region.box);
        return !found;
      });
      if (found) return found;
    }
    return must_cover_ ? WithoutTrueRow(box) : std::nullopt;
  }

  const TableBoxes& table_;
  const MatchPolicy policy_;
  const bool must_cover_;
  Budget& budget_;
  const std::size_t inputs_;
  Box known_;
  BoxTable only_yes_;
  std::vector<std::uint32_t> all_;
  std::vector<bool> impossible_;  // rows that are true nowhere
  Verdict verdict_;
};

}  // namespace

Verdict Judge(const TableBoxes& table, MatchPolicy policy, bool must_cover, Budget& budget) {
  return Judging(table, policy, must_cover, budget).Run();
}

}  // namespace greenrule::analysis
