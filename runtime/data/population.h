// The entities of one type: who is listed, in which row, and to whom they belong.
#pragma once

#include <string>
#include <vector>

#include "runtime/data/feed_rows.h"
#include "runtime/data/key_index.h"

namespace greenrule {

struct Population {
  KeyIndex index;                     // every key that the listing feed had, in its order
  std::vector<std::uint32_t> row_of;  // by number of the key: the entity's row, kNone where no row of it was left
  EntityData data;

  std::string ShownKeyOf(std::uint32_t row) const;
};

// Gives the listed keys their rows. `owner_row` (by number) is the row of each one's owner, kNone for none; empty for an entity
// type that belongs to nobody. Children of one owner stand together, owners in their order, those without an owner last, and
// in the order of the listing among themselves. Keys without rows are no entities.
void PlaceEntities(Population& population, const FeedRows& listing, const std::vector<std::uint32_t>& owner_row,
                   std::size_t owners);

}  // namespace greenrule
