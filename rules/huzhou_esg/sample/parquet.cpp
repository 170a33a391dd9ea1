#include "rules/huzhou_esg/sample/parquet.h"

#include <duckdb.h>

#include <filesystem>
#include <stdexcept>

namespace greenrule::huzhou {
namespace {

namespace fs = std::filesystem;

class Database {
 public:
  Database() {
    if (duckdb_open(nullptr, &database_) != DuckDBSuccess || duckdb_connect(database_, &connection_) != DuckDBSuccess)
      throw std::runtime_error("DuckDB does not open");
  }
  Database(const Database&) = delete;
  ~Database() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  void Run(const std::string& sql) {
    duckdb_result result;
    const bool done = duckdb_query(connection_, sql.c_str(), &result) == DuckDBSuccess;
    const std::string error = done ? "" : duckdb_result_error(&result);
    duckdb_destroy_result(&result);
    if (!done) throw std::runtime_error(error);
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

std::string Quoted(const fs::path& path) {
  std::string text = "'";
  for (char c : path.string()) text.append(c == '\'' ? 2 : 1, c);
  return text + "'";
}

std::string Typed(const Column& column) {
  const std::string name = '"' + std::string(column.name) + '"';
  switch (column.kind) {
    case Kind::kDay: return "TRY_CAST(replace(replace(replace(replace(" + name + ", '年', '-'), '月', '-'), '日', ''), '/', '-') AS DATE) AS " + name;
    case Kind::kNumber:
    case Kind::kAmount: return "TRY_CAST(" + name + " AS DECIMAL(18, 6)) AS " + name;
    case Kind::kYesNo: return "CASE " + name + " WHEN 'true' THEN true WHEN 'false' THEN false END AS " + name;
    default: return name;
  }
}

// `read`: the file's columns, all of them texts, as read_csv names them.
void Convert(Database& database, const fs::path& csv, const std::string& read, const std::string& columns) {
  fs::path parquet = csv;
  parquet.replace_extension(".parquet");
  database.Run("COPY (SELECT " + columns + " FROM read_csv(" + Quoted(csv) + ", auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', columns = {" + read +
               "})) TO " + Quoted(parquet) + " (FORMAT parquet)");
  fs::remove(csv);
}

}  // namespace

void WriteParquet(Exchange& exchange) {
  Database database;
  for (Sheet* sheet : exchange.All()) {
    std::string read, columns;
    for (const Column& column : sheet->columns()) {
      (read += read.empty() ? "'" : ", '") += std::string(column.name) + "': 'VARCHAR'";
      (columns += columns.empty() ? "" : ", ") += Typed(column);
    }
    Convert(database, fs::path(exchange.folder) / (sheet->feed() + ".csv"), read, columns);
    const fs::path answers = fs::path(exchange.folder) / (sheet->feed() + ".answers.csv");
    if (fs::exists(answers)) Convert(database, answers, std::string("'") + sheet->columns().front().name + "': 'VARCHAR'", "*");
  }
}

}  // namespace greenrule::huzhou
