// Where records come from: a file or a table of a database, read once from front to back in batches.
//
// A source knows its columns and delivers, for those that the reader chose, one Cell per record: text as it was written, or a
// typed value of a typed column without any cast. A record that is none (too few cells, a stray quote) is delivered apart, with
// its text: nothing disappears. Records count from 1 in the order of the file, broken ones among them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/data/report.h"
#include "runtime/number/lanes.h"

namespace greenrule {

// One cell as it is delivered. Texts belong to the source or to their batch.
struct Cell {
  enum class Kind : std::uint8_t {
    kText,        // also an empty one
    kNull,        // typed columns and JSON: nothing there; reads as an empty cell
    kDecimal,     // number × 10^−decimals
    kDay,         // number: days since 1970-01-01
    kYesNo,       // number: 0 or 1
    kUnreadable,  // a value that no field can take (a time of day, a list); `text` shows it
  };
  Kind kind = Kind::kText;
  std::uint8_t decimals = 0;
  union {
    std::string_view text;
    Int128 number;
  };
  Cell() : text() {}
  static Cell OfText(std::string_view text) {
    Cell cell;
    cell.text = text;
    return cell;
  }
  static Cell Null() {
    Cell cell;
    cell.kind = Kind::kNull;
    return cell;
  }
  static Cell Unreadable(std::string_view text) {
    Cell cell = OfText(text);
    cell.kind = Kind::kUnreadable;
    return cell;
  }
  static Cell OfNumber(Kind kind, Int128 number, std::uint8_t decimals = 0) {
    Cell cell;
    cell.kind = kind;
    cell.number = number;
    cell.decimals = decimals;
    return cell;
  }
  bool HoldsText() const { return kind == Kind::kText || kind == Kind::kUnreadable; }
};

// As it was written: the text, or the typed value in its plainest form ("12.50", "2021-03-01", "true"); empty for null.
std::string CellText(const Cell& cell);

struct BrokenRecord {
  std::uint64_t record = 0, line = 0;
  std::string text;
  Refusal refusal = Refusal::kBrokenRecord;
};

struct RecordBatch {
  std::size_t width = 0;                  // chosen columns
  std::vector<Cell> cells;                // records × width
  std::vector<std::uint64_t> records;     // number of each record
  std::vector<std::uint64_t> lines;       // of each record; empty where the format has none
  std::vector<BrokenRecord> broken;
  std::vector<std::unique_ptr<std::string>> texts;  // that cells point into, where the source does not keep them: see Keep
  std::size_t size() const { return records.size(); }
  const Cell& at(std::size_t record, std::size_t column) const { return cells[record * width + column]; }
  // A copy that lives as long as the batch, wherever that is moved.
  std::string_view Keep(std::string_view text);
};

// Enough records to be worth a thread, few enough that a wide table's cells stay in tens of megabytes.
inline constexpr std::size_t RecordsPerBatch(std::size_t width) {
  return std::clamp<std::size_t>((std::size_t{1} << 19) / std::max<std::size_t>(width, 1), 2048, 8192);
}

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  const std::vector<std::string>& columns() const { return columns_; }  // names as in the header, blanks trimmed, composed
  const std::string& name() const { return name_; }                     // for messages: the file, or file and table
  virtual std::string encoding() const { return "UTF-8"; }

  // Which columns the cells of a batch stand for, by index into columns(). Once, before the first Next.
  void Choose(std::vector<std::uint32_t> columns) { chosen_ = std::move(columns); }

  // The next records (about RecordsPerBatch); false at the end or where reading failed (failure()).
  virtual bool Next(RecordBatch& batch) = 0;

  const std::optional<Diagnostic>& failure() const { return failure_; }
  std::uint64_t empty_lines() const { return empty_lines_; }
  // How far it has come and how far it goes, in bytes or rows.
  virtual std::uint64_t done() const = 0;
  virtual std::uint64_t all() const = 0;

 protected:
  std::string name_;
  std::vector<std::string> columns_;
  std::vector<std::uint32_t> chosen_;
  std::optional<Diagnostic> failure_;
  std::uint64_t empty_lines_ = 0;
};

using OpenedSource = std::variant<std::unique_ptr<RecordSource>, Diagnostic>;

// A header's name in the form in which names are compared.
std::string HeaderName(std::string_view written);

}  // namespace greenrule
