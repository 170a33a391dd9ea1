#include "runtime/data/feed_rows.h"

#include <algorithm>

namespace greenrule {
namespace {

// Moves rows to new places: to[row], kNone where it goes.
struct Mover {
  const std::vector<std::uint64_t>& to;
  std::size_t rows;

  static constexpr std::uint64_t kGone = ~std::uint64_t{0};

  template <class T>
  void Move(std::vector<T>& values) const {
    if (values.empty()) return;
    std::vector<T> moved(rows);
    for (std::size_t row = 0; row < to.size(); ++row) {
      if (to[row] != kGone) moved[to[row]] = values[row];
    }
    values = std::move(moved);
  }
  void Move(RowColumn& column) const {
    if (column.rows() == 0) return;
    RowColumn moved(column.lane());
    moved.Resize(rows);
    for (std::size_t row = 0; row < to.size(); ++row) {
      if (to[row] != kGone) moved.CopyFrom(to[row], column, row);
    }
    column = std::move(moved);
  }
};

}  // namespace

void FeedRows::PutFeedState(std::uint32_t entity, State state) {
  if (feed_states.empty()) feed_states.assign(entities(), kKnown);
  feed_states[entity] = std::max(feed_states[entity], state);
}

FeedRows SortByEntity(RawRows&& raw, std::size_t entities) {
  FeedRows rows;
  rows.offsets.assign(entities + 1, 0);
  for (std::uint32_t entity : raw.entity) ++rows.offsets[entity + 1];
  for (std::size_t entity = 0; entity < entities; ++entity) rows.offsets[entity + 1] += rows.offsets[entity];
  rows.places = std::move(raw.places);
  rows.row_states = std::move(raw.row_states);
  rows.columns = std::move(raw.columns);
  if (std::is_sorted(raw.entity.begin(), raw.entity.end())) return rows;

  std::vector<std::uint64_t> next(rows.offsets.begin(), rows.offsets.end() - 1), to(raw.entity.size());
  for (std::size_t row = 0; row < to.size(); ++row) to[row] = next[raw.entity[row]]++;
  const Mover mover{to, to.size()};
  mover.Move(rows.places);
  mover.Move(rows.row_states);
  for (RowColumn& column : rows.columns) mover.Move(column);
  return rows;
}

void KeepRows(FeedRows& rows, const std::vector<char>& keep) {
  if (std::all_of(keep.begin(), keep.end(), [](char kept) { return kept != 0; })) return;
  std::vector<std::uint64_t> to(keep.size(), Mover::kGone);
  std::uint64_t kept = 0;
  std::uint64_t begin = 0;
  for (std::size_t entity = 0; entity < rows.entities(); ++entity) {
    const std::uint64_t end = rows.offsets[entity + 1];
    for (std::uint64_t row = begin; row < end; ++row) {
      if (keep[row]) to[row] = kept++;
    }
    begin = end;
    rows.offsets[entity + 1] = kept;
  }
  const Mover mover{to, kept};
  mover.Move(rows.places);
  mover.Move(rows.members);
  mover.Move(rows.row_states);
  for (RowColumn& column : rows.columns) mover.Move(column);
}

FeedRows Renumber(FeedRows&& rows, const std::vector<std::uint32_t>& number_of, std::size_t entities) {
  FeedRows renumbered = std::move(rows);
  std::vector<std::uint64_t> old_offsets = std::move(renumbered.offsets);
  renumbered.offsets.assign(entities + 1, 0);
  for (std::size_t old = 0; old + 1 < old_offsets.size(); ++old) {
    if (number_of[old] != kNone) renumbered.offsets[number_of[old] + 1] = old_offsets[old + 1] - old_offsets[old];
  }
  for (std::size_t entity = 0; entity < entities; ++entity) renumbered.offsets[entity + 1] += renumbered.offsets[entity];
  std::vector<std::uint64_t> to(renumbered.row_states.size(), Mover::kGone);
  for (std::size_t old = 0; old + 1 < old_offsets.size(); ++old) {
    if (number_of[old] == kNone) continue;
    std::uint64_t next = renumbered.offsets[number_of[old]];
    for (std::uint64_t row = old_offsets[old]; row < old_offsets[old + 1]; ++row) to[row] = next++;
  }
  const Mover mover{to, renumbered.offsets.back()};
  mover.Move(renumbered.places);
  mover.Move(renumbered.members);
  mover.Move(renumbered.row_states);
  for (RowColumn& column : renumbered.columns) mover.Move(column);
  if (!renumbered.feed_states.empty()) {
    std::vector<State> states(entities, kKnown);
    for (std::size_t old = 0; old < renumbered.feed_states.size(); ++old) {
      if (number_of[old] != kNone) states[number_of[old]] = renumbered.feed_states[old];
    }
    renumbered.feed_states = std::move(states);
  }
  return renumbered;
}

}  // namespace greenrule
