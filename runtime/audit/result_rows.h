// Results as bytes that do not depend on threads, batches or the order of the listing, and their hashes.
//
// A cell is the byte 0 where the table has none (a missing value; its reason stands in the column
// NAME.reason), else the byte 1, the length of its text (u32) and the text, as `run --out` writes it
// in a .csv before it is quoted. A row's bytes are its cells from left to right, its hash is their
// SHA-256. Rows are sorted by key: cell by cell of the key columns, by bytes. The hash of a table is the
// SHA-256 of
//   "greenrule results 1\n"
//   its name (u32 length, text)
//   u32 number of key columns; u32 number of columns; for each its type (one letter) and name
//   u64 number of rows; for each row the cells of its key, then the row's hash
//
// Numbers are little-endian. Types: t text, n number, y yes-no, d date.
//
// The rows file holds the rows themselves, so that a replay can name the first difference: "greenrule rows
// 1\n", then for each table its name, u64 number of rows, and for each row u32 length and bytes. It needs no
// hash of its own: the receipt's are made from it.
//
// Cost: the text of every cell once more, on all threads, and one SHA-256 over it; memory for keys and a few
// thousand rows.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/data/result_tables.h"
#include "runtime/program/sha256.h"

namespace greenrule {

// A table's rows in the order of their keys.
class SortedRows {
 public:
  explicit SortedRows(const ResultTable& table);
  std::size_t size() const { return order_.size(); }
  void AppendRow(std::size_t row, std::string& bytes) const;  // the row's bytes
  void AppendKey(std::size_t row, std::string& bytes) const;  // their beginning

 private:
  const ResultTable& table_;
  std::vector<std::vector<std::string>> keys_;  // [column][row of the table]
  std::vector<std::uint32_t> order_;
};

struct ResultColumn {
  char type = 't';
  std::string name;
  bool operator==(const ResultColumn&) const = default;
};

// What a receipt tells of one table.
struct TableHash {
  std::string name;
  std::size_t key_columns = 0;
  std::vector<ResultColumn> columns;
  std::uint64_t rows = 0;
  Digest sha256{};
};

inline constexpr std::string_view kRowsFileMark = "greenrule rows 1\n";

// Hashes the tables. `rows_file`, if any, is given the bytes of the rows file piece by piece.
std::vector<TableHash> HashTables(const std::vector<ResultTable>& tables, unsigned threads,
                                  const std::function<void(std::string_view)>& rows_file = {});

// One cell of a row's bytes: nothing where the table has none.
using CellTexts = std::vector<std::optional<std::string_view>>;
// The cells of a row; nothing if the bytes are not those of that many cells.
std::optional<CellTexts> CellsOf(std::string_view row, std::size_t columns);

// A rows file whose tables have the hashes that a receipt tells. `bytes` must stay.
class RecordedRows {
 public:
  // Nothing if the bytes are not the rows of these tables.
  static std::optional<RecordedRows> Read(std::string_view bytes, const std::vector<TableHash>& tables);
  const std::vector<std::string_view>& Rows(std::size_t table) const { return rows_[table]; }

 private:
  std::vector<std::vector<std::string_view>> rows_;
};

}  // namespace greenrule
