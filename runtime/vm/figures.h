// Figures over the whole run: peers and statistics.
//
// Exact and independent of order and partition: values are sorted, never summed in another type, and groups
// are numbered by what they are. An entity counts if it is evaluated, its condition known and true, its value
// known, its groups known; one whose condition, value or group is missing or not applicable is left out and
// counted as such.
//
// Cost: a sort of the values of each group; memory for one copy of the values.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/vm/machine.h"
#include "runtime/vm/run.h"

namespace greenrule {

// Entities by the values of some kept columns. Entities that are not evaluated or have a group that is not
// known have none.
struct Grouping {
  std::vector<std::uint32_t> group_of;  // per entity; kNone
  std::vector<State> state;             // per entity: why it has none
  std::vector<std::vector<std::int64_t>>
      keys;  // per group; one group without keys where nothing is grouped by
};

class Figures {
 public:
  explicit Figures(RunData& data) : data_(data) {}

  // Makes the groups of every kFigureGroups space, in the order of their published texts. Before any
  // statistic.
  void MakeGroups();
  const Grouping& GroupsOf(SpaceId space) const { return groups_[space]; }

  // Fills the figure's kept columns; the number of entities left out.
  std::uint64_t Compute(const Figure& figure);

 private:
  bool Evaluated(std::uint32_t entity, std::size_t row) const;
  State StateAt(std::uint32_t kept, std::size_t row) const {
    return kept == kNone ? kKnown : data_.kept[kept].as<State>()[row];
  }
  Grouping GroupBy(const Figure& figure) const;
  void SortByText(Grouping& groups, const Statistic& statistic) const;

  RunData& data_;
  std::vector<Grouping> groups_;  // by space
};

}  // namespace greenrule
