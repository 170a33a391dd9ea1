#include "runtime/vm/layout.h"

#include <algorithm>
#include <new>

namespace greenrule {
namespace {

constexpr std::size_t kMostRows = 0xFFFFFFFE;  // positions are 32 bits, kNone is none

void CheckPositions(std::size_t rows) {
  if (rows > kMostRows) throw std::bad_alloc();
}

// Segments of rows given in the dataset's positions: `first(p)` for each row p of the parent and one more.
template <class First>
void Segments(SpaceRows& space, std::size_t parent_rows, First first) {
  space.begin = first(0);
  space.rows = space.bound = first(parent_rows) - space.begin;
  CheckPositions(space.rows);
  space.offsets.resize(parent_rows + 1);
  space.parent.resize(space.rows);
  for (std::size_t p = 0; p <= parent_rows; ++p)
    space.offsets[p] = static_cast<std::uint32_t>(first(p) - space.begin);
  for (std::size_t p = 0; p < parent_rows; ++p)
    std::fill(space.parent.begin() + space.offsets[p], space.parent.begin() + space.offsets[p + 1],
              static_cast<std::uint32_t>(p));
}

void Empty(SpaceRows& space, std::size_t parent_rows) {
  space.rows = space.bound = space.begin = 0;
  space.parent.clear();
  space.other.clear();
  space.offsets.assign(parent_rows + 1, 0);
}

}  // namespace

DataLayout::DataLayout(const Edition& edition, const Dataset& dataset)
    : edition_(edition), dataset_(dataset), first_owned_(edition.entities.size()) {
  for (std::size_t e = 0; e < edition.entities.size(); ++e) {
    const std::uint32_t owner = edition.entities[e].owner;
    if (owner == kNone) continue;
    const EntityData& data = dataset.entities[e];
    std::vector<std::size_t>& first = first_owned_[e];
    first.assign(dataset.entities[owner].count + 1, 0);
    std::size_t row = 0;
    for (std::size_t o = 0; o < first.size(); ++o) {
      while (row < data.count && data.owner[row] < o) ++row;
      first[o] = row;
    }
  }
}

bool DataLayout::IsBelow(std::uint32_t entity, std::uint32_t ancestor) const {
  while (entity != kNone && entity != ancestor) entity = edition_.entities[entity].owner;
  return entity == ancestor;
}

std::vector<Anchor> DataLayout::AnchorsOf(std::uint32_t root, std::size_t batch) const {
  std::vector<Anchor> anchors;
  const std::size_t step = std::max<std::size_t>(batch, 1);
  for (std::uint32_t e = root; e < edition_.entities.size(); ++e) {
    if (!IsBelow(e, root)) continue;
    const std::size_t first = e == root ? 0 : first_owned_[e].back();
    for (std::size_t row = first; row < dataset_.entities[e].count; row += step)
      anchors.push_back({e, row, std::min(row + step, dataset_.entities[e].count)});
  }
  return anchors;
}

bool Batch::Build(const DataLayout& layout, const Anchor& anchor, const std::vector<std::uint8_t>& needed,
                  std::size_t limit) {
  const Edition& edition = edition_;
  const bool single = anchor.end - anchor.begin <= 1;
  spaces_[kRunSpace].rows = spaces_[kRunSpace].bound = 1;
  for (SpaceId id = 1; id < spaces_.size(); ++id) {
    if (!needed[id]) continue;
    const Space& space = edition.spaces[id];
    SpaceRows& rows = spaces_[id];
    const SpaceRows& parent = spaces_[space.parent];
    bool fits = true;
    switch (space.kind) {
      case SpaceKind::kRun:
      case SpaceKind::kFigureGroups: break;
      case SpaceKind::kEntity:
        if (space.subject == anchor.entity) {
          Empty(rows, parent.rows);
          rows.begin = anchor.begin;
          rows.rows = rows.bound = anchor.end - anchor.begin;
          rows.parent.assign(rows.rows, kNone);
        } else if (!layout.IsBelow(space.subject, anchor.entity)) {
          Empty(rows, parent.rows);
        } else {
          Segments(rows, parent.rows,
                   [&](std::size_t p) { return layout.FirstOwned(space.subject, parent.begin + p); });
        }
        break;
      case SpaceKind::kFeed: {
        const std::vector<std::uint64_t>& offsets = layout.dataset().feeds[space.subject].offsets;
        if (offsets.empty()) {
          Empty(rows, parent.rows);
        } else {
          Segments(rows, parent.rows, [&](std::size_t p) { return offsets[parent.begin + p]; });
        }
        break;
      }
      case SpaceKind::kPair: fits = BuildPairs(id, single ? kMostRows : limit); break;
      case SpaceKind::kCross:
        fits = single || parent.rows * edition.lookups[space.subject].rows.size() <= limit;
        if (fits) BuildCross(id);
        break;
      case SpaceKind::kGroup: BuildGroups(id); break;
    }
    if (!fits || (!single && rows.bound > limit)) return false;
  }
  return true;
}

bool Batch::BuildPairs(SpaceId id, std::size_t limit) {
  const Space& space = edition_.spaces[id];
  SpaceRows& rows = spaces_[id];
  const SpaceRows& left = spaces_[space.parent];
  const SpaceRows& right = spaces_[space.other];
  const SpaceId shared = edition_.spaces[space.other].parent;
  rows.offsets.assign(left.rows + 1, 0);
  rows.parent.clear();
  rows.other.clear();
  for (std::size_t p = 0; p < left.rows; ++p) {
    std::uint32_t ancestor = static_cast<std::uint32_t>(p);
    for (SpaceId at = space.parent; at != shared && ancestor != kNone; at = edition_.spaces[at].parent) {
      if (edition_.spaces[at].kind == SpaceKind::kPair && edition_.spaces[at].other == shared) {
        ancestor = spaces_[at].other[ancestor];
        break;
      }
      ancestor = spaces_[at].parent[ancestor];
    }
    if (ancestor != kNone) {
      const std::uint32_t begin = right.offsets[ancestor], end = right.offsets[ancestor + 1];
      if (rows.other.size() + (end - begin) > limit) {
        if (limit == kMostRows) throw std::bad_alloc();
        return false;
      }
      for (std::uint32_t r = begin; r < end; ++r) rows.other.push_back(r);
      rows.parent.resize(rows.other.size(), static_cast<std::uint32_t>(p));
    }
    rows.offsets[p + 1] = static_cast<std::uint32_t>(rows.other.size());
  }
  rows.rows = rows.bound = rows.other.size();
  return true;
}

void Batch::BuildCross(SpaceId id) {
  const Space& space = edition_.spaces[id];
  SpaceRows& rows = spaces_[id];
  const std::size_t parents = spaces_[space.parent].rows,
                    entries = edition_.lookups[space.subject].rows.size();
  rows.rows = rows.bound = parents * entries;
  CheckPositions(rows.rows);
  rows.offsets.resize(parents + 1);
  rows.parent.resize(rows.rows);
  for (std::size_t p = 0; p <= parents; ++p) rows.offsets[p] = static_cast<std::uint32_t>(p * entries);
  for (std::size_t p = 0; p < parents; ++p)
    std::fill_n(rows.parent.begin() + p * entries, entries, static_cast<std::uint32_t>(p));
}

// No groups yet: MakeGroups fills them in.
void Batch::BuildGroups(SpaceId id) {
  const Space& space = edition_.spaces[id];
  SpaceRows& rows = spaces_[id];
  Empty(rows, spaces_[space.parent].rows);
  rows.bound = spaces_[space.other].rows;
  rows.members.clear();
  rows.member_offsets.assign(1, 0);
  rows.group_of.assign(rows.bound, kNone);
}

void Batch::BuildGlobal(const std::vector<std::size_t>& group_rows, const std::vector<std::uint8_t>& needed) {
  const std::vector<std::uint8_t> global = GlobalSpaces(edition_);
  spaces_[kRunSpace].rows = spaces_[kRunSpace].bound = 1;
  for (SpaceId id = 1; id < spaces_.size(); ++id) {
    if (!needed[id] || !global[id]) continue;
    SpaceRows& rows = spaces_[id];
    switch (edition_.spaces[id].kind) {
      case SpaceKind::kFigureGroups:
        rows.rows = rows.bound = group_rows[id];
        rows.parent.assign(rows.rows, 0);
        rows.offsets = {0, static_cast<std::uint32_t>(rows.rows)};
        break;
      case SpaceKind::kCross: BuildCross(id); break;
      case SpaceKind::kGroup: BuildGroups(id); break;
      default: break;
    }
  }
}

void Batch::BuildFilter(SpaceId space, std::size_t begin, std::size_t rows) {
  spaces_[kRunSpace].rows = spaces_[kRunSpace].bound = 1;
  spaces_[space].begin = begin;
  spaces_[space].rows = spaces_[space].bound = rows;
}

std::vector<std::uint8_t> NeededSpaces(const Edition& edition, const Block& block) {
  std::vector<std::uint8_t> needed(edition.spaces.size(), 0);
  for (const Register& r : block.registers) needed[r.space] = 1;
  for (const Instruction& i : block.code) needed[i.space] = 1;
  // Parents and others have lower ids.
  for (SpaceId id = static_cast<SpaceId>(needed.size()); id-- > 1;) {
    if (!needed[id]) continue;
    needed[edition.spaces[id].parent] = 1;
    if (edition.spaces[id].other != kNone) needed[edition.spaces[id].other] = 1;
  }
  return needed;
}

std::vector<std::uint8_t> GlobalSpaces(const Edition& edition) {
  std::vector<std::uint8_t> global(edition.spaces.size(), 1);
  for (SpaceId id = 1; id < global.size(); ++id) {
    const SpaceKind kind = edition.spaces[id].kind;
    global[id] = kind != SpaceKind::kEntity && kind != SpaceKind::kFeed && global[edition.spaces[id].parent];
  }
  return global;
}

}  // namespace greenrule
