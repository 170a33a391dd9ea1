// Results, statistics and rejects on their way out.
//
// The ending of the path chooses the form: .csv (UTF-8, RFC 4180 with LF, exact decimals), .json (an array of objects, numbers
// exact), .parquet and .duckdb (through DuckDB: DECIMAL(p, d) by the output's range, VARCHAR where it needs more than 38
// digits). A file is written aside and renamed, so that a reader sees the old one or the whole new one.
//
// Results: per entity type a table in listing order of the evaluated entities: the key's fields, then the published outputs in
// order. An output that may be missing has a column `NAME.reason` beside it, a checklist `NAME.hits` with the codes of its
// hits joined by ';'. A missing value is an empty cell (null). The words of reasons are the English ones of reason.h, whatever
// the language of messages. Yes-no is yes and no (true and false in .json, .parquet and .duckdb).
//
// Several tables: the first entity type with published outputs goes to FILE.csv, another to FILE.ENTITY.csv, statistics to
// FILE.statistics.csv (statistic, group, value, reason); in a .duckdb they are tables ENTITY and "statistics".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/data/report.h"
#include "runtime/vm/run.h"

namespace greenrule {

struct WriteOptions {
  std::string path;
  // Only this entity and those that belong to it, however deep (--key): entity index and row. Statistics are whole anyway.
  std::optional<std::pair<std::uint32_t, std::uint32_t>> only;
};

struct WriteResult {
  std::vector<std::string> files;     // written, in order
  std::vector<Diagnostic> errors;
};

// Whether results can be written to a file of that name: nothing, or the error (its ending, its folder).
std::optional<Diagnostic> CheckOutputPath(const std::string& path);

WriteResult WriteResults(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
                         const WriteOptions& options);

// Columns feed, record, line, field, value, reason; ordered as LoadReport::rejects.
WriteResult WriteRejects(const Edition& edition, const Program& program, const std::vector<Reject>& rejects,
                         const std::string& path);

// How a value of an output is published, for summaries and explanations: the text of one cell, empty where it is missing.
std::string OutputText(const Output& output, const TextPool& texts, const OutputColumn& column, std::size_t row);
// The published words of a state: empty for known, "not applicable", or the reason; the author's own reasons are theirs.
std::string StateWords(const Edition& edition, State state, Language language);
// The group of one row of a statistic, as `NAME=value` joined by `; `; empty where the statistic has no groups.
std::string GroupText(const Edition& edition, const Dataset& dataset, const RunResult& result, std::uint32_t statistic, std::uint32_t group);
// Whether the code of the edition gives the output a state at all.
bool MayBeMissing(const Edition& edition, std::uint32_t output);

}  // namespace greenrule
