// Typed columns through DuckDB: Parquet files, and tables and views of a .duckdb file. No value is cast: decimals come as their
// scaled integers, binary floats as their shortest decimal, timestamps as a day where the time of day is none.
#pragma once

#include "runtime/data/record_source.h"

namespace greenrule {

OpenedSource OpenParquet(const std::string& path, unsigned threads);

// One thread only: a view may aggregate, and its rows must come in the same order on every machine.
OpenedSource OpenDuckdbTable(const std::string& path, const std::string& table);

// Names of the tables and views of the main schema, sorted.
std::variant<std::vector<std::string>, Diagnostic> DuckdbTables(const std::string& path);

}  // namespace greenrule
