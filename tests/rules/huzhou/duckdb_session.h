// DuckDB as a second calculator: statements, and single values as text.
#pragma once

#include <duckdb.h>

#include <filesystem>
#include <string>
#include <vector>

namespace greenrule::huzhou {

class DuckDb {
 public:
  DuckDb();
  DuckDb(const DuckDb&) = delete;
  ~DuckDb();
  // std::runtime_error with the statement's first line where it fails.
  void Run(const std::string& sql);
  void RunFile(const std::filesystem::path& file);  // statements end with `;` at the end of a line
  std::vector<std::vector<std::string>> Rows(const std::string& sql);  // NULL is "NULL"
  std::string Value(const std::string& sql) { return Rows(sql).at(0).at(0); }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace greenrule::huzhou
