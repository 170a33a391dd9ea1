#include "runtime/audit/result_rows.h"

#include <algorithm>
#include <numeric>
#include <thread>

namespace greenrule {
namespace {

constexpr std::size_t kRowsPerPiece = 2048;

void AppendScalar(std::string& bytes, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

void AppendText(std::string& bytes, std::string_view text) {
  AppendScalar(bytes, text.size(), 4);
  bytes += text;
}

char TypeOf(OutputTable::Kind kind) {
  switch (kind) {
    case OutputTable::Kind::kText:
      return 't';
    case OutputTable::Kind::kNumber:
      return 'n';
    case OutputTable::Kind::kYesNo:
      return 'y';
    case OutputTable::Kind::kDate:
      return 'd';
  }
  return '?';
}

// The hash of a table, row after row.
class TableHasher {
 public:
  explicit TableHasher(TableHash table) : table_(std::move(table)) {
    std::string head = "greenrule results 1\n";
    AppendText(head, table_.name);
    AppendScalar(head, table_.key_columns, 4);
    AppendScalar(head, table_.columns.size(), 4);
    for (const ResultColumn& column : table_.columns) {
      head += column.type;
      AppendText(head, column.name);
    }
    AppendScalar(head, table_.rows, 8);
    stream_.Add(head);
  }

  void Add(std::string_view key, const Digest& row) {
    stream_.Add(key);
    stream_.Add(row.data(), row.size());
  }

  TableHash Finish() {
    table_.sha256 = stream_.Finish();
    return std::move(table_);
  }

 private:
  TableHash table_;
  Sha256Stream stream_;
};

// Some rows, made by one thread.
struct Piece {
  std::string rows;  // as in the rows file
  std::vector<std::string> keys;
  std::vector<Digest> hashes;

  void Make(const SortedRows& sorted, std::size_t begin, std::size_t end) {
    rows.clear();
    keys.clear();
    hashes.clear();
    Sha256Stream stream;
    std::string bytes;
    for (std::size_t row = begin; row < end; ++row) {
      bytes.clear();
      sorted.AppendRow(row, bytes);
      AppendText(rows, bytes);
      stream.Add(bytes);
      hashes.push_back(stream.Finish());
      sorted.AppendKey(row, keys.emplace_back());
    }
  }
};

// `text` is room that is used again.
void AppendCell(std::string& bytes, const OutputTable& table, std::size_t row, std::size_t column,
                std::string& text) {
  const bool there = table.Text(row, column, text);
  bytes += there ? '\1' : '\0';
  if (there) AppendText(bytes, text);
}

class Bytes {
 public:
  explicit Bytes(std::string_view rest) : rest_(rest) {}
  bool failed() const { return failed_; }
  bool AtEnd() const { return rest_.empty(); }
  const char* at() const { return rest_.data(); }

  std::uint64_t Scalar(std::size_t size) {
    const std::string_view bytes = Take(size);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return value;
  }
  std::string_view Text() { return Take(Scalar(4)); }
  std::string_view Take(std::uint64_t size) {
    if (failed_ || size > rest_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// The cells of a row one by one, and where the key's end.
struct ParsedRow {
  CellTexts cells;
  std::string_view key;
};

std::optional<ParsedRow> ParseRow(std::string_view row, std::size_t columns, std::size_t key_columns) {
  Bytes bytes(row);
  ParsedRow parsed;
  for (std::size_t column = 0; column < columns; ++column) {
    if (column == key_columns) parsed.key = row.substr(0, static_cast<std::size_t>(bytes.at() - row.data()));
    const std::uint64_t there = bytes.Scalar(1);
    if (bytes.failed() || there > 1) return std::nullopt;
    parsed.cells.push_back(there ? std::optional(bytes.Text()) : std::nullopt);
  }
  if (bytes.failed() || !bytes.AtEnd()) return std::nullopt;
  if (key_columns >= columns) parsed.key = row;
  return parsed;
}

}  // namespace

SortedRows::SortedRows(const ResultTable& table)
    : table_(table), keys_(table.key_columns), order_(table.table->rows()) {
  for (std::size_t column = 0; column < keys_.size(); ++column) {
    keys_[column].resize(order_.size());
    for (std::size_t row = 0; row < order_.size(); ++row)
      if (!table.table->Text(row, column, keys_[column][row])) keys_[column][row].clear();
  }
  std::iota(order_.begin(), order_.end(), 0u);
  std::ranges::stable_sort(order_, [&](std::uint32_t a, std::uint32_t b) {
    for (const std::vector<std::string>& column : keys_)
      if (const int order = column[a].compare(column[b]); order != 0) return order < 0;
    return false;
  });
}

void SortedRows::AppendRow(std::size_t row, std::string& bytes) const {
  std::string text;
  for (std::size_t column = 0; column < table_.table->columns().size(); ++column)
    AppendCell(bytes, *table_.table, order_[row], column, text);
}

void SortedRows::AppendKey(std::size_t row, std::string& bytes) const {
  std::string text;
  for (std::size_t column = 0; column < keys_.size(); ++column)
    AppendCell(bytes, *table_.table, order_[row], column, text);
}

std::vector<TableHash> HashTables(const std::vector<ResultTable>& tables, unsigned threads,
                                  const std::function<void(std::string_view)>& rows_file) {
  std::vector<TableHash> hashes;
  if (rows_file) rows_file(kRowsFileMark);
  for (const ResultTable& table : tables) {
    const SortedRows sorted(table);
    TableHash head{table.name, table.key_columns, {}, sorted.size(), {}};
    for (const OutputTable::Column& column : table.table->columns())
      head.columns.push_back({TypeOf(column.kind), column.name});
    if (rows_file) {
      std::string bytes;
      AppendText(bytes, table.name);
      AppendScalar(bytes, sorted.size(), 8);
      rows_file(bytes);
    }
    TableHasher hasher(std::move(head));
    std::vector<Piece> pieces(std::max(1u, threads));
    for (std::size_t begin = 0; begin < sorted.size(); begin += pieces.size() * kRowsPerPiece) {
      const auto make = [&](std::size_t i) {
        const std::size_t from = std::min(sorted.size(), begin + i * kRowsPerPiece);
        pieces[i].Make(sorted, from, std::min(sorted.size(), from + kRowsPerPiece));
      };
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < pieces.size(); ++i) others.emplace_back(make, i);
      make(0);
      others.clear();
      for (const Piece& piece : pieces) {
        for (std::size_t i = 0; i < piece.hashes.size(); ++i) hasher.Add(piece.keys[i], piece.hashes[i]);
        if (rows_file) rows_file(piece.rows);
      }
    }
    hashes.push_back(hasher.Finish());
  }
  return hashes;
}

std::optional<CellTexts> CellsOf(std::string_view row, std::size_t columns) {
  std::optional<ParsedRow> parsed = ParseRow(row, columns, 0);
  if (!parsed) return std::nullopt;
  return std::move(parsed->cells);
}

std::optional<RecordedRows> RecordedRows::Read(std::string_view bytes, const std::vector<TableHash>& tables) {
  if (!bytes.starts_with(kRowsFileMark)) return std::nullopt;
  Bytes rest(bytes.substr(kRowsFileMark.size()));
  RecordedRows recorded;
  Sha256Stream stream;
  for (const TableHash& table : tables) {
    if (rest.Text() != table.name || rest.Scalar(8) != table.rows || rest.failed()) return std::nullopt;
    TableHasher hasher(table);
    std::vector<std::string_view>& rows = recorded.rows_.emplace_back();
    for (std::uint64_t i = 0; i < table.rows; ++i) {
      const std::string_view row = rest.Text();
      if (rest.failed()) return std::nullopt;
      const std::optional<ParsedRow> parsed = ParseRow(row, table.columns.size(), table.key_columns);
      if (!parsed) return std::nullopt;
      stream.Add(row);
      hasher.Add(parsed->key, stream.Finish());
      rows.push_back(row);
    }
    if (hasher.Finish().sha256 != table.sha256) return std::nullopt;
  }
  if (!rest.AtEnd()) return std::nullopt;
  return recorded;
}

}  // namespace greenrule
