// DuckDB as a contestant: the scoring records in a table in memory, as doubles or as DECIMAL(9,2), and one query over it.
#pragma once

#include <memory>
#include <string>

#include "bench/columns.h"
#include "runtime/data/duckdb_session.h"

namespace greenrule::bench {

// A database in memory; whatever goes wrong ends the benchmark with DuckDB's words.
class DuckdbTable {
 public:
  explicit DuckdbTable(unsigned threads);
  void Execute(const std::string& sql);
  std::vector<std::int64_t> Integers(const std::string& sql);  // of the only column, a BIGINT
  DuckdbSession& session() { return *session_; }

 private:
  std::unique_ptr<DuckdbSession> session_;
};

class DuckdbPeer {
 public:
  // Copies the first `rows` records into table `cells`.
  DuckdbPeer(const Columns& columns, std::size_t rows, bool decimals);

  // Runs the query to its end and keeps the result in memory as DuckDB does (a table), which is what it costs Greenrule too.
  void Score();
  Answers Results();

 private:
  DuckdbTable database_;
  std::size_t rows_;
  std::string query_;
};

}  // namespace greenrule::bench
