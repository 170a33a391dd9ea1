// Rows of one feed, those of one entity together and in the order of the file.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/data/record_reader.h"

namespace greenrule {

struct FeedRows {
  std::vector<std::uint64_t> offsets;   // entities + 1
  std::vector<RowPlace> places;
  std::vector<std::uint32_t> members;   // of a union: which of its feeds a row came from; else empty
  std::vector<State> row_states;        // known: it surely is one of the feed's rows
  std::vector<RowColumn> columns;       // per field; without rows for one that is computed or not stored
  std::vector<State> feed_states;       // per entity; empty: the feed answers for everyone

  std::size_t entities() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::size_t rows() const { return row_states.size(); }
  void PutFeedState(std::uint32_t entity, State state);
  State feed_state(std::uint32_t entity) const { return feed_states.empty() ? kKnown : feed_states[entity]; }
};

// A counting sort: no comparison, one pass to count and one to move each column.
FeedRows SortByEntity(RawRows&& raw, std::size_t entities);

// Only the rows with keep[row]; nothing is moved where all are kept.
void KeepRows(FeedRows& rows, const std::vector<char>& keep);

// Another numbering of the entities: number_of[old] is the new one, kNone where its rows go. The order of an entity's rows stays.
FeedRows Renumber(FeedRows&& rows, const std::vector<std::uint32_t>& number_of, std::size_t entities);

}  // namespace greenrule
