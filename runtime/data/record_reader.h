// Reads all records of a feed: finds the entity of each, drops what is refused or after as_of (with a line or a count), and
// reads the fields of the rest. Batches are read on several threads and joined in the order of the file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/data/column_fit.h"
#include "runtime/data/field_reader.h"
#include "runtime/data/key_index.h"
#include "runtime/data/record_source.h"
#include "runtime/data/row_column.h"

namespace greenrule {

// Where a row stood, for messages.
struct RowPlace {
  std::uint32_t record = 0, line = 0;
};

// Rows of one feed in the order of the file.
struct RawRows {
  std::vector<std::uint32_t> entity;
  std::vector<RowPlace> places;
  std::vector<State> row_states;
  std::vector<RowColumn> columns;  // per field; without rows for one that is computed or not stored
};

// `mapped by`: keys and what they stand for.
struct KeyMap {
  KeyIndex index;
  std::vector<std::string> to;  // by number; empty where it is not known
};

// Whom a list of answers names. A key that is mapped (a branch's) answers for its own rows and never for what it is mapped to.
struct Answered {
  std::vector<char> entities;  // by row of the population
  std::vector<char> mapped;    // by number of the key map
};

struct ReadPlan {
  const Edition* edition = nullptr;
  std::uint32_t feed = kNone;
  Day as_of = 0;
  unsigned threads = 1;
  std::vector<FieldType> key_types;
  const KeyMap* map = nullptr;
  // The entities: either `listing`, to which every key is added, or `population` and the row of each of its numbers.
  KeyIndex* listing = nullptr;
  const KeyIndex* population = nullptr;
  const std::vector<std::uint32_t>* row_of = nullptr;  // kNone: no longer listed
  const Answered* answered = nullptr;                  // nullptr: the feed answers for everyone
  std::vector<char> stored;                            // per field: its values are wanted; others are only checked
  bool maps_keys = false;                              // keys that are not listed are no orphans
  std::function<void(std::uint64_t done, std::uint64_t all)> progress;
};

// Fills `rows`, and counts and lists what did not become a row. False if the source failed (source.failure()).
bool ReadRecords(RecordSource& source, const ColumnFit& fit, const std::vector<FieldReader>& readers, const ReadPlan& plan,
                 TextPool& texts, RawRows& rows, FeedReport& report, std::vector<Reject>& rejects);

// The keys of a list of answers; what is neither listed nor mapped is passed over.
bool ReadAnswers(RecordSource& source, const ColumnFit& fit, const ReadPlan& plan, Answered& answered, FeedReport& report,
                 std::vector<Reject>& rejects);

}  // namespace greenrule
