// DuckDB's C API behind owning handles. One session is one database with one connection; not shared between threads.
#pragma once

#include <duckdb.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace greenrule {

class DuckdbSession {
 public:
  struct Options {
    bool read_only = false;
    unsigned threads = 1;
  };
  ~DuckdbSession();
  DuckdbSession(const DuckdbSession&) = delete;

  // A database file, or one in memory for an empty path. On failure DuckDB's own words.
  static std::variant<std::unique_ptr<DuckdbSession>, std::string> Open(const std::string& path, const Options& options);

  duckdb_connection connection() const { return connection_; }

  // Runs a statement for its effect; DuckDB's words if it fails.
  std::optional<std::string> Execute(const std::string& sql);

 private:
  DuckdbSession() = default;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

// A query whose result streams in chunks, in the order of the rows.
class DuckdbStream {
 public:
  ~DuckdbStream();
  DuckdbStream(const DuckdbStream&) = delete;

  static std::variant<std::unique_ptr<DuckdbStream>, std::string> Start(DuckdbSession& session, const std::string& sql);

  // The next chunk, owned by the stream until the next call; nullptr at the end or on failure (error() is then not empty).
  duckdb_data_chunk Next();
  std::string error();
  duckdb_result& result() { return result_; }

 private:
  DuckdbStream() = default;
  duckdb_prepared_statement statement_ = nullptr;
  duckdb_pending_result pending_ = nullptr;
  duckdb_result result_{};
  bool has_result_ = false;
  duckdb_data_chunk chunk_ = nullptr;
};

std::string SqlName(std::string_view name);  // "na""me"
std::string SqlText(std::string_view text);  // 'te''xt'
std::string_view StringOf(const duckdb_string_t& text);

}  // namespace greenrule
