// `feed X = A and B`: the rows of its feeds, as those feeds' own clauses left them, joined per entity in the order in which
// the feeds are named. A field that a feed lacks is not supplied in its rows.
#pragma once

#include <vector>

#include "runtime/data/feed_clauses.h"

namespace greenrule {

// `members[i]` are the rows of union_of[i]. Rows after as_of by the union's own `dated by` are dropped and counted.
FeedRows JoinUnion(const FeedContext& context, const std::vector<const FeedRows*>& members, std::size_t entities);

}  // namespace greenrule
