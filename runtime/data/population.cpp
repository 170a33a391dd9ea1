#include "runtime/data/population.h"

#include "runtime/data/key_reader.h"

namespace greenrule {

std::string Population::ShownKeyOf(std::uint32_t row) const {
  std::string shown;
  for (const std::vector<std::string>& field : data.keys) shown += (shown.empty() ? "" : ", ") + field[row];
  return shown;
}

void PlaceEntities(Population& population, const FeedRows& listing, const std::vector<std::uint32_t>& owner_row,
                   std::size_t owners) {
  const std::size_t keys = population.index.size();
  const auto listed = [&](std::size_t number) { return listing.offsets[number] != listing.offsets[number + 1]; };
  // Those without an owner come in a group of their own behind the last owner's.
  const auto group_of = [&](std::size_t number) {
    return owner_row.empty() || owner_row[number] == kNone ? owners : std::size_t{owner_row[number]};
  };
  std::vector<std::uint32_t> next(owners + 2);
  for (std::size_t number = 0; number < keys; ++number) {
    if (listed(number)) ++next[group_of(number) + 1];
  }
  for (std::size_t group = 0; group <= owners; ++group) next[group + 1] += next[group];

  EntityData& data = population.data;
  data.count = next[owners + 1];
  population.row_of.assign(keys, kNone);
  for (std::size_t number = 0; number < keys; ++number) {
    if (!listed(number)) continue;
    population.row_of[number] = next[group_of(number)]++;
    data.listing_order.push_back(population.row_of[number]);
  }
  if (!owner_row.empty()) data.owner.assign(data.count, kNone);
  data.keys.clear();
  for (std::size_t number = 0; number < keys; ++number) {
    const std::uint32_t row = population.row_of[number];
    if (row == kNone) continue;
    if (!owner_row.empty()) data.owner[row] = owner_row[number];
    std::vector<std::string> fields = SplitKey(population.index.key(static_cast<std::uint32_t>(number)));
    if (data.keys.empty()) data.keys.assign(fields.size(), std::vector<std::string>(data.count));
    for (std::size_t field = 0; field < fields.size(); ++field) data.keys[field][row] = std::move(fields[field]);
  }
}

}  // namespace greenrule
