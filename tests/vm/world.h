// Data for programs of tests/program/builder.h, and running them every way that must not matter.
#pragma once

#include <functional>
#include <random>
#include <vector>

#include "runtime/vm/run.h"
#include "tests/program/builder.h"

namespace greenrule::testing {

using Random = std::mt19937_64;

std::uint64_t Below(Random& random, std::uint64_t count);
// Ends of the range and values near 0 often, any magnitude otherwise.
Integer Any(Random& random, const Range& range);
// Known three times out of four, else not applicable or some reason.
State AnyState(Random& random);

struct WorldOptions {
  std::size_t firms = 300;
  bool orphans = true;  // some sites have no owner
  bool all_known = false;
};

// Random values within their fields' ranges, also behind missing states; random rows, owners and states of
// rows and feeds.
Dataset MakeWorld(const Edition& edition, Random& random, const WorldOptions& options = {});

// Verifies, then runs at all batch sizes and with one and two threads; fails the test where a result differs.
RunResult RunEveryWay(Builder& builder, Dataset& dataset);

// The rows of `rows` that belong to a firm, and the sites.
std::pair<std::size_t, std::size_t> RowsOf(const Dataset& dataset, std::size_t firm);
std::pair<std::size_t, std::size_t> SitesOf(const Dataset& dataset, std::size_t firm);

State StateAt(const ColumnData& column, std::size_t row);

}  // namespace greenrule::testing
