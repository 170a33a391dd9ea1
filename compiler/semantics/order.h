// The order in which things are checked that rest on one another.
#pragma once

#include <cstdint>
#include <vector>

namespace greenrule::semantics {

struct Order {
  std::vector<std::uint32_t> sequence;           // every node once, what it rests on before it
  std::vector<std::vector<std::uint32_t>> rings;  // each a cycle: every node rests on the next, the last on the first
};

// rests_on[i] are the nodes that node i needs; repeats are allowed. Among nodes that do not need one another the given
// order stays. Rings do not share a node; an edge that closes one is left out of the order. Iterative, linear.
Order OrderByNeed(const std::vector<std::vector<std::uint32_t>>& rests_on);

}  // namespace greenrule::semantics
