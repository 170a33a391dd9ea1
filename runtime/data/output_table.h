// A table on its way out: what every format needs to know of it. Cells are asked for one by one, row after row.
#pragma once

#include <string>
#include <vector>

#include "runtime/number/lanes.h"

namespace greenrule {

inline constexpr unsigned kMostDigits = 38;  // of a DECIMAL; a number that may need more is a text there

class OutputTable {
 public:
  enum class Kind : std::uint8_t { kText, kNumber, kYesNo, kDate };
  struct Column {
    std::string name;
    Kind kind = Kind::kText;
    unsigned digits = 0;    // kNumber: the most digits, those behind the point among them
    unsigned decimals = 0;  // kNumber
  };

  virtual ~OutputTable() = default;
  const std::vector<Column>& columns() const { return columns_; }
  virtual std::size_t rows() const = 0;

  // The cell as text; false where there is none. `text` is overwritten.
  virtual bool Text(std::size_t row, std::size_t column, std::string& text) const = 0;
  // A cell that has text, as an integer: the coefficient of a number of at most kMostDigits digits, 0 or 1, or the day.
  virtual Int128 Number(std::size_t row, std::size_t column) const = 0;

 protected:
  std::vector<Column> columns_;
};

// Each writes a whole file; what went wrong, in the system's or DuckDB's words, or nothing.
std::string WriteCsv(const OutputTable& table, const std::string& path);
std::string WriteJson(const OutputTable& table, const std::string& path);
std::string WriteParquet(const OutputTable& table, const std::string& path);

struct NamedTable {
  std::string name;
  const OutputTable* table;
};
std::string WriteDuckdb(const std::vector<NamedTable>& tables, const std::string& path);

}  // namespace greenrule
