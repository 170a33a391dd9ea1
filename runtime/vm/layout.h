// Which rows of each space belong to a batch.
//
// A batch is some consecutive entities of one type (its anchors: root entities, or entities whose owner is
// not listed) with all that belongs to them. Rows of a space are counted from 0 within the batch; spaces of
// entities and feeds are slices of the dataset's columns. Positions of a batch are 32 bits; a single entity
// with more rows than that is std::bad_alloc.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/vm/dataset.h"

namespace greenrule {

// Consecutive rows of an entity type whose owners are not in the batch.
struct Anchor {
  std::uint32_t entity = 0;
  std::size_t begin = 0, end = 0;
};

struct SpaceRows {
  std::size_t rows = 0;
  std::size_t bound = 0;               // groups: the most rows they can have; else `rows`
  std::size_t begin = 0;               // entities and feeds: the first row in the dataset
  std::vector<std::uint32_t> parent;   // per row: the parent's row; kNone: not in the batch
  std::vector<std::uint32_t> offsets;  // per row of the parent, and one more: where its rows begin
  std::vector<std::uint32_t> other;    // pairs: the other side's row
  // Groups: rows of what is grouped, group by group; and per row of what is grouped its group, or kNone.
  std::vector<std::uint32_t> member_offsets, members, group_of;
};

// What does not change between batches.
class DataLayout {
 public:
  DataLayout(const Edition& edition, const Dataset& dataset);

  // Anchors of a tree: the roots, then every type's entities without a listed owner; none longer than
  // `batch`.
  std::vector<Anchor> AnchorsOf(std::uint32_t root, std::size_t batch) const;
  // First row among `entity`'s that belongs to the owner's row `owner` or a later one.
  std::size_t FirstOwned(std::uint32_t entity, std::size_t owner) const {
    return first_owned_[entity][owner];
  }
  bool IsBelow(std::uint32_t entity, std::uint32_t ancestor) const;
  const Edition& edition() const { return edition_; }
  const Dataset& dataset() const { return dataset_; }

 private:
  const Edition& edition_;
  const Dataset& dataset_;
  std::vector<std::vector<std::size_t>> first_owned_;  // [entity][owner's row], and one more
};

class Batch {
 public:
  explicit Batch(const Edition& edition) : edition_(edition), spaces_(edition.spaces.size()) {}

  // Only spaces with needed[id] get rows (needed ones' parents and others must be needed too). False: some
  // space would have more than `limit` rows and there is more than one anchor.
  bool Build(const DataLayout& layout, const Anchor& anchor, const std::vector<std::uint8_t>& needed,
             std::size_t limit);
  // The rows that belong to no entity: the run, crosses over it; `group_rows` are those of kFigureGroups
  // spaces.
  void BuildGlobal(const std::vector<std::size_t>& group_rows, const std::vector<std::uint8_t>& needed);
  // One feed's raw rows [begin, begin + rows).
  void BuildFilter(SpaceId space, std::size_t begin, std::size_t rows);

  SpaceRows& operator[](SpaceId id) { return spaces_[id]; }
  const SpaceRows& operator[](SpaceId id) const { return spaces_[id]; }

 private:
  bool BuildPairs(SpaceId id, std::size_t limit);
  void BuildCross(SpaceId id);
  void BuildGroups(SpaceId id);

  const Edition& edition_;
  std::vector<SpaceRows> spaces_;
};

// The spaces that a block names, with all above and beside them.
std::vector<std::uint8_t> NeededSpaces(const Edition& edition, const Block& block);
// Spaces that no entity owns, per space.
std::vector<std::uint8_t> GlobalSpaces(const Edition& edition);

}  // namespace greenrule
