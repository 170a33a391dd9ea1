// The columns that a program runs over: filled by runtime/data (or by a test), read by the VM and by the tests' oracle.
//
// Rows of an entity space are entities, in the order of their owners' rows (so children of one owner are together), those
// without a listed owner last; rows of a many-per feed are grouped by entity in file order, at most `up to` of each entity. Values are integers in the column's lane: a number's coefficient at its
// field's decimals, days, months, a choice's index, a text's id in the TextPool, 0/1 for yes-no (byte lane). Behind a
// state other than known stands a value within the field's range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/program/program.h"
#include "runtime/vm/byte_block.h"

namespace greenrule {

// Texts of one run, each once; ids are dense from 0. The program's constant texts come first, so an id below
// Edition::texts.size() is the constant of that index. Not thread-safe while texts are added.
class TextPool {
 public:
  TextPool();
  ~TextPool();
  TextPool(TextPool&&) noexcept;
  TextPool& operator=(TextPool&&) noexcept;
  std::int64_t Intern(std::string_view text);      // amortised O(length)
  std::int64_t Find(std::string_view text) const;  // −1 where absent
  std::string_view Text(std::int64_t id) const;  // empty for an id that no text has
  std::size_t size() const;

 private:
  struct Impl;
  Impl* impl_;
};

std::size_t BytesOf(Lane lane);  // 1, 8, 16, 32

// Values of one lane, 64-byte aligned, with at least 64 bytes of room behind the last.
class LaneVector {
 public:
  LaneVector() = default;
  LaneVector(Lane lane, std::size_t rows) { Resize(lane, rows); }
  LaneVector(const LaneVector& other);
  LaneVector& operator=(const LaneVector& other);
  LaneVector(LaneVector&& other) noexcept;
  LaneVector& operator=(LaneVector&& other) noexcept;
  void Resize(Lane lane, std::size_t rows);  // keeps nothing; zeroes
  Lane lane() const { return lane_; }
  std::size_t rows() const { return rows_; }
  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  template <class T>
  T* as() { return reinterpret_cast<T*>(data_); }
  template <class T>
  const T* as() const { return reinterpret_cast<const T*>(data_); }
  // Cell access by exact integer, for loaders and tests (slow).
  void Set(std::size_t row, const Integer& value);
  Integer Get(std::size_t row) const;

 private:
  Lane lane_ = Lane::k64;
  std::size_t rows_ = 0;
  ByteBlock storage_;
  std::byte* data_ = nullptr;
};

struct ColumnData {
  LaneVector values;
  std::vector<State> states;  // empty: all known
};

struct EntityData {
  std::size_t count = 0;
  std::vector<std::uint32_t> owner;            // row of the owner's entity; kNone: no owner listed. Empty for roots
  std::vector<std::vector<std::string>> keys;  // [key field][row], as published
  std::vector<std::uint32_t> listing_order;    // row of the n-th listed entity (results come in this order)
};

struct FeedData {
  // Of many-per feeds, and of one-per feeds that an edition has a kFeed space for: where each entity's rows begin.
  std::vector<std::uint64_t> offsets;  // entity count + 1; empty: no rows at all
  std::vector<State> row_states;       // per row; empty: every row surely belongs
  std::vector<State> feed_states;      // per entity; empty: the feed answers for every entity
};

struct Dataset {
  Day as_of = 0;
  TextPool texts;
  std::vector<EntityData> entities;  // as Edition::entities
  std::vector<FeedData> feeds;       // as Edition::feeds
  std::vector<ColumnData> columns;   // as Edition::columns
};

}  // namespace greenrule
