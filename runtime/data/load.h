// From files to columns: reads the data of one edition into a Dataset, as language.md §6 says, and reports everything that
// it refused.
//
// Where the data lie (`path`):
//   a folder      a file per feed, called by the feed's code or name, ending in .csv .tsv .parquet .json .jsonl .ndjson;
//                 `FEED.answers.csv` (key columns only) lists the keys for which the feed answers
//   a .duckdb     a table or view per feed, named likewise
//   another file  the data of the only feed that the policy has
// A feed without a file is not delivered: all that rests on it is missing. A file whose header does not fit, an empty one and
// one that cannot be read as text stops the load (exit code 3), because what it would have said is not known.
//
// Order within a feed: key and `mapped by`, the date, `distinct by`, `only rows where`, `keep latest by`, `at least`, `up to`.
//
// Copies (rows of one event; rows of a one-per feed): a field is what its known copies agree on, not applicable counting as
// known; copies that differ make it ambiguous; without a known copy it has the first reason of its copies in the order of
// reasons. With `keep latest by` only the copies with the latest date (or number) are looked at: of an event before `only rows where`,
// of a one-per feed after it. A row that only may belong (its date or filter is unknown) decides nothing: of a one-per entity, a field on which it
// differs from the sure rows is missing for the row's reason.
//
// The same dataset, report and rejects with any number of threads. Cost: one pass over each file, about 0.3 µs a row and core;
// memory for the columns of one feed twice.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/data/memory_source.h"
#include "runtime/data/report.h"
#include "runtime/vm/dataset.h"

namespace greenrule {

struct LoadOptions {
  std::string path;
  // Instead of a path: the rows of each feed (as Edition::feeds); a feed without any is not delivered.
  const std::vector<std::optional<MemoryTable>>* tables = nullptr;
  Day as_of = 0;
  unsigned threads = 1;
  // Called now and then from the calling thread: the feed being read, bytes (or rows, of a database) done and all.
  std::function<void(std::uint32_t feed, std::uint64_t done, std::uint64_t all)> progress;
};

struct LoadResult {
  std::optional<Dataset> dataset;   // nothing if there are errors
  LoadReport report;
  std::vector<Diagnostic> errors;   // every file that could not be read, not only the first
};

LoadResult Load(const Edition& edition, const Program& program, const LoadOptions& options);

// The row of the entity whose key a user wrote (--key): the key's fields joined by ',', each as it may stand in a cell.
// Linear in the entities.
std::optional<std::uint32_t> FindEntity(const Edition& edition, const Dataset& dataset, std::uint32_t entity,
                                        std::string_view key);

}  // namespace greenrule
