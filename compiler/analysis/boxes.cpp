#include "compiler/analysis/boxes.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace greenrule::analysis {
namespace {

enum class Fit : std::uint8_t { kNone, kYes, kUnknown, kMixed };

bool Meets(Span a, Span b) { return a.begin < b.end && b.begin < a.end; }

// The span of the set that ends after the side begins: the only one that can hold the side.
Fit FitOf(const Spans& spans, Span side, Fit whole) {
  const auto found = std::ranges::upper_bound(spans, side.begin, {}, &Span::end);
  if (found == spans.end() || found->begin >= side.end) return Fit::kNone;
  return found->begin <= side.begin && side.end <= found->end ? whole : Fit::kMixed;
}

Fit FitOf(const BoxCell& cell, Span side) {
  const Fit yes = FitOf(cell.yes, side, Fit::kYes);
  if (yes == Fit::kYes || cell.unknown.empty()) return yes;
  const Fit unknown = FitOf(cell.unknown, side, Fit::kUnknown);
  return yes == Fit::kNone ? unknown : unknown == Fit::kNone ? yes : Fit::kMixed;
}

Fit FitOf(const std::vector<BoxCell>& row, const Box& box) {
  bool unknown = false, mixed = false;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Fit fit = FitOf(row[i], box.sides[i]);
    if (fit == Fit::kNone) return fit;
    unknown |= fit == Fit::kUnknown;
    mixed |= fit == Fit::kMixed;
  }
  return mixed ? Fit::kMixed : unknown ? Fit::kUnknown : Fit::kYes;
}

struct Cut {
  std::size_t input = 0;
  Atom at = 0;
};

// From the first atom of the side that a cell does not make false to behind the last one.
Span ExtentIn(const BoxCell& cell, Span side) {
  Span extent{side.end, side.begin};
  for (const Spans* spans : {&cell.yes, &cell.unknown}) {
    const auto first = std::ranges::upper_bound(*spans, side.begin, {}, &Span::end);
    if (first == spans->end() || first->begin >= side.end) continue;
    const auto last = std::prev(std::ranges::lower_bound(*spans, side.end, {}, &Span::begin));
    extent.begin = std::min(extent.begin, std::max(first->begin, side.begin));
    extent.end = std::max(extent.end, std::min(last->end, side.end));
  }
  return extent;
}

class Walker {
 public:
  Walker(const BoxTable& table, Budget& budget, const std::function<bool(const Region&)>& visit, std::uint32_t target)
      : table_(table), budget_(budget), visit_(visit), target_(target) {}

  Walked Run(const Box& domain, std::span<const std::uint32_t> rows) {
    for (const Span side : domain.sides)
      if (side.begin >= side.end) return Walked::kAll;
    open_.push_back({domain, {rows.begin(), rows.end()}});
    while (!open_.empty()) {
      Part part = std::move(open_.back());
      open_.pop_back();
      if (!budget_.Spend(part.rows.size())) return Walked::kNotProved;
      const Fit first = Keep(part);
      if (target_ != kNoRow && (part.rows.empty() || part.rows.back() != target_)) continue;
      if (first == Fit::kMixed) {
        Split(std::move(part));
        continue;
      }
      const std::uint32_t row = part.rows.empty() ? kNoRow : part.rows.front();
      if (target_ != kNoRow && row != target_) continue;
      if (!visit_({part.box, row, first == Fit::kUnknown})) return Walked::kStopped;
    }
    return Walked::kAll;
  }

 private:
  struct Part {
    Box box;
    std::vector<std::uint32_t> rows;
  };

  // Drops the rows that are false in the box and those behind one that is not false anywhere in it (with a target, all behind it).
  // How the first row left fits.
  Fit Keep(Part& part) const {
    std::size_t kept = 0;
    Fit first = Fit::kNone;
    for (const std::uint32_t row : part.rows) {
      const Fit fit = FitOf(table_.rows[row], part.box);
      if (fit == Fit::kNone) continue;
      if (kept == 0) first = fit;
      part.rows[kept++] = row;
      if (fit != Fit::kMixed || row == target_) break;
    }
    part.rows.resize(kept);
    return first;
  }

  void Split(Part part) {
    const Cut cut = Choose(part);
    Part upper{part.box, part.rows};
    upper.box.sides[cut.input].begin = cut.at;
    part.box.sides[cut.input].end = cut.at;
    open_.push_back(std::move(upper));
    open_.push_back(std::move(part));
  }

  Cut Choose(const Part& part) const {
    if (part.rows.size() > kFewRows)
      if (const auto cut = Balanced(part)) return *cut;
    return AlongFirstRow(part);
  }

  // A cut that leaves the fewest rows on the fuller side; nothing if one side keeps them all.
  std::optional<Cut> Balanced(const Part& part) const {
    std::optional<Cut> best;
    std::size_t best_cost = 2 * part.rows.size();
    std::vector<Atom> begins, ends;
    for (std::size_t input = 0; input < table_.sizes.size(); ++input) {
      const Span side = part.box.sides[input];
      if (side.end - side.begin < 2) continue;
      begins.clear();
      ends.clear();
      for (const std::uint32_t row : part.rows) {
        const Span extent = ExtentIn(table_.rows[row][input], side);
        begins.push_back(extent.begin);
        ends.push_back(extent.end);
      }
      std::ranges::sort(begins);
      std::ranges::sort(ends);
      const auto consider = [&](Atom at) {
        if (at <= side.begin || at >= side.end) return;
        const auto below = static_cast<std::size_t>(std::ranges::lower_bound(begins, at) - begins.begin());
        const auto above = static_cast<std::size_t>(ends.end() - std::ranges::upper_bound(ends, at));
        if (std::max(below, above) == part.rows.size()) return;
        const std::size_t cost = std::max(below, above) + (below + above) / 2;
        if (cost >= best_cost) return;
        best_cost = cost;
        best = Cut{input, at};
      };
      // The best cut lies near the middle; look at an even sample of bounds.
      const std::size_t step = std::max<std::size_t>(1, begins.size() / kCutsTried);
      for (std::size_t i = 0; i < begins.size(); i += step) {
        consider(begins[i]);
        consider(ends[i]);
      }
    }
    return best;
  }

  // A bound of the first row that cuts through the fewest others. The row does not fit, so there is one.
  Cut AlongFirstRow(const Part& part) const {
    Cut best;
    std::size_t best_cut = part.rows.size() + 1;
    const auto& first = table_.rows[part.rows.front()];
    for (std::size_t input = 0; input < first.size(); ++input) {
      const Span side = part.box.sides[input];
      const auto consider = [&](Atom at) {
        if (at <= side.begin || at >= side.end) return;
        std::size_t through = 0;
        for (const std::uint32_t row : part.rows) {
          const Span extent = ExtentIn(table_.rows[row][input], side);
          through += extent.begin < at && at < extent.end;
        }
        if (through >= best_cut) return;
        best_cut = through;
        best = {input, at};
      };
      for (const Spans* spans : {&first[input].yes, &first[input].unknown}) {
        // Of a cell of many spans the first two bounds inside the side are enough to go on.
        auto span = std::ranges::upper_bound(*spans, side.begin, {}, &Span::end);
        if (span == spans->end() || span->begin >= side.end) continue;
        consider(span->begin);
        consider(span->end);
      }
    }
    return best;
  }

  static constexpr std::size_t kFewRows = 8, kCutsTried = 32;

  const BoxTable& table_;
  Budget& budget_;
  const std::function<bool(const Region&)>& visit_;
  const std::uint32_t target_;
  std::vector<Part> open_;
};

// The input along which the fewest pairs of rows meet, by their extents.
std::size_t MostTelling(const BoxTable& table, const Box& domain, std::span<const std::uint32_t> rows) {
  std::size_t best = 0;
  std::uint64_t best_pairs = ~std::uint64_t{0};
  for (std::size_t input = 0; input < table.sizes.size(); ++input) {
    std::vector<Atom> begins, ends;
    for (const std::uint32_t row : rows) {
      const Span extent = ExtentIn(table.rows[row][input], domain.sides[input]);
      if (extent.begin >= extent.end) continue;
      begins.push_back(extent.begin);
      ends.push_back(extent.end);
    }
    std::ranges::sort(begins);
    std::ranges::sort(ends);
    std::uint64_t pairs = 0;
    std::size_t over = 0;
    for (std::size_t i = 0; i < begins.size(); ++i) {
      while (ends[over] <= begins[i]) ++over;
      pairs += i - over;
    }
    if (pairs < best_pairs) best_pairs = pairs, best = input;
  }
  return best;
}

std::optional<Span> Common(const Spans& a, const Spans& b, Span side) {
  auto x = std::ranges::upper_bound(a, side.begin, {}, &Span::end);
  auto y = std::ranges::upper_bound(b, side.begin, {}, &Span::end);
  while (x != a.end() && y != b.end()) {
    const Span common{std::max({x->begin, y->begin, side.begin}), std::min({x->end, y->end, side.end})};
    if (common.begin < common.end) return common;
    if (std::min(x->end, y->end) >= side.end) return std::nullopt;
    x->end < y->end ? ++x : ++y;
  }
  return std::nullopt;
}

std::optional<Box> CommonBox(const BoxTable& table, const Box& domain, std::uint32_t a, std::uint32_t b) {
  Box box = domain;
  for (std::size_t input = 0; input < table.sizes.size(); ++input) {
    const auto common = Common(table.rows[a][input].yes, table.rows[b][input].yes, domain.sides[input]);
    if (!common) return std::nullopt;
    box.sides[input] = *common;
  }
  return box;
}

}  // namespace

Spans Joined(Spans spans) {
  std::erase_if(spans, [](Span span) { return span.begin >= span.end; });
  std::ranges::sort(spans, {}, [](Span span) { return std::pair(span.begin, span.end); });
  Spans joined;
  for (const Span span : spans) {
    if (!joined.empty() && span.begin <= joined.back().end)
      joined.back().end = std::max(joined.back().end, span.end);
    else
      joined.push_back(span);
  }
  return joined;
}

Spans Complement(const Spans& spans, Atom size) {
  Spans rest;
  Atom at = 0;
  for (const Span span : spans) {
    if (at < span.begin) rest.push_back({at, std::min(span.begin, size)});
    at = span.end;
  }
  if (at < size) rest.push_back({at, size});
  return rest;
}

bool Contains(const Spans& spans, Atom atom) {
  const auto found = std::ranges::upper_bound(spans, atom, {}, &Span::end);
  return found != spans.end() && found->begin <= atom;
}

Box WholeBox(const BoxTable& table) {
  Box box;
  for (const Atom size : table.sizes) box.sides.push_back({0, size});
  return box;
}

Walked Walk(const BoxTable& table, const Box& domain, std::span<const std::uint32_t> rows, Budget& budget,
            const std::function<bool(const Region&)>& visit, std::uint32_t target) {
  return Walker(table, budget, visit, target).Run(domain, rows);
}

Walked WalkOverlaps(const BoxTable& table, const Box& domain, std::span<const std::uint32_t> rows, Budget& budget,
                    const std::function<bool(const Overlap&)>& visit) {
  if (table.sizes.empty()) return Walked::kAll;
  const std::size_t input = MostTelling(table, domain, rows);
  struct Entry {
    Span extent;
    std::uint32_t row;
  };
  std::vector<Entry> entries;
  for (const std::uint32_t row : rows)
    if (const Span extent = ExtentIn(table.rows[row][input], domain.sides[input]); extent.begin < extent.end)
      entries.push_back({extent, row});
  std::ranges::sort(entries, {}, [](const Entry& entry) { return std::pair(entry.extent.begin, entry.row); });
  std::vector<Entry> open;
  for (const Entry& entry : entries) {
    if (budget.row_tests < open.size()) return Walked::kNotProved;
    budget.row_tests -= open.size();
    std::erase_if(open, [&](const Entry& other) { return other.extent.end <= entry.extent.begin; });
    for (const Entry& other : open) {
      if (!Meets(entry.extent, other.extent)) continue;
      const auto box = CommonBox(table, domain, entry.row, other.row);
      if (!box) continue;
      if (!visit({std::min(entry.row, other.row), std::max(entry.row, other.row), *box})) return Walked::kStopped;
      break;
    }
    open.push_back(entry);
  }
  return Walked::kAll;
}

Truth At(const BoxTable& table, std::uint32_t row, std::span<const Atom> point) {
  bool unknown = false;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (Contains(table.rows[row][i].yes, point[i])) continue;
    if (!Contains(table.rows[row][i].unknown, point[i])) return Truth::kNo;
    unknown = true;
  }
  return unknown ? Truth::kUnknown : Truth::kYes;
}

}  // namespace greenrule::analysis
