#include "compiler/semantics/order.h"

namespace greenrule::semantics {

Order OrderByNeed(const std::vector<std::vector<std::uint32_t>>& rests_on) {
  enum Colour : std::uint8_t { kNew, kOpen, kDone };
  struct Visit {
    std::uint32_t node;
    std::int64_t ringed;  // the last place on the path, this one or before it, whose node is in a ring; −1: none
    std::uint32_t next = 0;
  };
  Order order;
  order.sequence.reserve(rests_on.size());
  std::vector<Colour> colour(rests_on.size(), kNew);
  std::vector<std::int64_t> place(rests_on.size(), 0);  // of an open node on the path
  std::vector<Visit> path;
  const auto open = [&](std::uint32_t node) {
    colour[node] = kOpen;
    place[node] = static_cast<std::int64_t>(path.size());
    path.push_back({node, path.empty() ? -1 : path.back().ringed});
  };
  for (std::uint32_t root = 0; root < rests_on.size(); ++root) {
    if (colour[root] != kNew) continue;
    open(root);
    while (!path.empty()) {
      Visit& visit = path.back();
      if (visit.next == rests_on[visit.node].size()) {
        colour[visit.node] = kDone;
        order.sequence.push_back(visit.node);
        path.pop_back();
        continue;
      }
      const std::uint32_t needed = rests_on[visit.node][visit.next++];
      if (colour[needed] == kNew) {
        open(needed);
      } else if (colour[needed] == kOpen && visit.ringed < place[needed]) {
        std::vector<std::uint32_t> ring;
        for (std::size_t at = static_cast<std::size_t>(place[needed]); at < path.size(); ++at) {
          ring.push_back(path[at].node);
          path[at].ringed = static_cast<std::int64_t>(at);
        }
        order.rings.push_back(std::move(ring));
      }
    }
  }
  return order;
}

}  // namespace greenrule::semantics
