#include "tests/rules/huzhou/duckdb_session.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace greenrule::huzhou {

DuckDb::DuckDb() {
  if (duckdb_open(nullptr, &database_) != DuckDBSuccess || duckdb_connect(database_, &connection_) != DuckDBSuccess)
    throw std::runtime_error("DuckDB does not open");
}

DuckDb::~DuckDb() {
  duckdb_disconnect(&connection_);
  duckdb_close(&database_);
}

void DuckDb::Run(const std::string& sql) { Rows(sql); }

std::vector<std::vector<std::string>> DuckDb::Rows(const std::string& sql) {
  duckdb_result result;
  if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess) {
    const std::string error = duckdb_result_error(&result);
    duckdb_destroy_result(&result);
    throw std::runtime_error(sql.substr(0, 300) + "\n" + error);
  }
  std::vector<std::vector<std::string>> rows(duckdb_row_count(&result));
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (idx_t column = 0; column < duckdb_column_count(&result); ++column) {
      char* text = duckdb_value_varchar(&result, column, row);
      rows[row].push_back(text == nullptr ? "NULL" : text);
      duckdb_free(text);
    }
  duckdb_destroy_result(&result);
  return rows;
}

void DuckDb::RunFile(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + " is not there");
  std::string statement, line;
  while (std::getline(in, line)) {
    statement += line + "\n";
    if (!line.ends_with(";")) continue;
    Run(statement);
    statement.clear();
  }
}

}  // namespace greenrule::huzhou
