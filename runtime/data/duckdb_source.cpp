#include "runtime/data/duckdb_source.h"

#include <fmt/format.h>

#include "runtime/data/duckdb_session.h"
#include "runtime/data/text_form.h"
#include "runtime/number/decimal_text.h"

namespace greenrule {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

struct ColumnType {
  duckdb_type type = DUCKDB_TYPE_INVALID;
  duckdb_type storage = DUCKDB_TYPE_INVALID;  // of a decimal or an enum
  std::uint8_t scale = 0;
  std::vector<std::string> words;             // of an enum
};

bool IsReadable(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_ENUM:
    case DUCKDB_TYPE_SQLNULL: return true;
    default: return false;
  }
}

Int128 Wide(const duckdb_hugeint& value) {
  return static_cast<Int128>(static_cast<UInt128>(static_cast<std::uint64_t>(value.upper)) << 64 | value.lower);
}

// Reads the values of one column of a chunk.
class ColumnReader {
 public:
  ColumnReader(const ColumnType& type, duckdb_vector vector, RecordBatch& batch)
      : type_(type), data_(duckdb_vector_get_data(vector)), valid_(duckdb_vector_get_validity(vector)), batch_(batch) {}

  Cell Read(idx_t row) const {
    if (valid_ != nullptr && !duckdb_validity_row_is_valid(valid_, row)) return Cell::Null();
    switch (type_.type) {
      case DUCKDB_TYPE_BOOLEAN: return Cell::OfNumber(Cell::Kind::kYesNo, At<bool>(row));
      case DUCKDB_TYPE_DECIMAL: return Cell::OfNumber(Cell::Kind::kDecimal, Integral(type_.storage, row), type_.scale);
      case DUCKDB_TYPE_FLOAT: return Floating(At<float>(row));
      case DUCKDB_TYPE_DOUBLE: return Floating(At<double>(row));
      case DUCKDB_TYPE_DATE: return OfDay(At<std::int32_t>(row));
      case DUCKDB_TYPE_TIMESTAMP_S: return OfTime(At<std::int64_t>(row), 1);
      case DUCKDB_TYPE_TIMESTAMP_MS: return OfTime(At<std::int64_t>(row), 1'000);
      case DUCKDB_TYPE_TIMESTAMP: return OfTime(At<std::int64_t>(row), 1'000'000);
      case DUCKDB_TYPE_TIMESTAMP_NS: return OfTime(At<std::int64_t>(row), 1'000'000'000);
      case DUCKDB_TYPE_VARCHAR: return Cell::OfText(batch_.Keep(StringOf(At<duckdb_string_t>(row))));
      case DUCKDB_TYPE_ENUM: return Cell::OfText(type_.words[static_cast<std::size_t>(Integral(type_.storage, row))]);
      case DUCKDB_TYPE_SQLNULL: return Cell::Null();
      default: return Cell::OfNumber(Cell::Kind::kDecimal, Integral(type_.type, row));
    }
  }

 private:
  template <class T>
  T At(idx_t row) const { return static_cast<const T*>(data_)[row]; }

  Int128 Integral(duckdb_type type, idx_t row) const {
    switch (type) {
      case DUCKDB_TYPE_TINYINT: return At<std::int8_t>(row);
      case DUCKDB_TYPE_SMALLINT: return At<std::int16_t>(row);
      case DUCKDB_TYPE_INTEGER: return At<std::int32_t>(row);
      case DUCKDB_TYPE_BIGINT: return At<std::int64_t>(row);
      case DUCKDB_TYPE_UTINYINT: return At<std::uint8_t>(row);
      case DUCKDB_TYPE_USMALLINT: return At<std::uint16_t>(row);
      case DUCKDB_TYPE_UINTEGER: return At<std::uint32_t>(row);
      case DUCKDB_TYPE_UBIGINT: return At<std::uint64_t>(row);
      default: return Wide(At<duckdb_hugeint>(row));
    }
  }

  Cell Unreadable(const std::string& text) const { return Cell::Unreadable(batch_.Keep(text)); }

  template <class Float>
  Cell Floating(Float value) const {
    std::int64_t coefficient = 0;
    int decimals = 0;
    if (!ShortestDecimal(value, coefficient, decimals) || decimals > 255) return Unreadable(fmt::format("{}", value));
    return Cell::OfNumber(Cell::Kind::kDecimal, coefficient, static_cast<std::uint8_t>(decimals));
  }

  Cell OfDay(std::int32_t day) const {
    if (day < kFirstDay || day > kLastDay) return Unreadable(fmt::format("day {} from 1970-01-01", day));
    return Cell::OfNumber(Cell::Kind::kDay, day);
  }

  Cell OfTime(std::int64_t time, std::int64_t per_second) const {
    const std::int64_t per_day = kSecondsPerDay * per_second;
    std::int64_t day = time / per_day, rest = time % per_day;
    if (rest < 0) {
      --day;
      rest += per_day;
    }
    if (day < kFirstDay || day > kLastDay) return Unreadable(fmt::format("time {} from 1970-01-01", time));
    if (rest == 0) return Cell::OfNumber(Cell::Kind::kDay, day);
    const std::int64_t seconds = rest / per_second;
    return Unreadable(CellText(Cell::OfNumber(Cell::Kind::kDay, day)) +
                      fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
  }

  const ColumnType& type_;
  const void* data_;
  std::uint64_t* valid_;
  RecordBatch& batch_;
};

// The type's name as DuckDB writes it.
std::string TypeWords(DuckdbSession& session, const std::string& from, const std::string& column) {
  auto stream = DuckdbStream::Start(session, "SELECT typeof(" + SqlName(column) + ") FROM " + from + " LIMIT 1");
  if (auto* started = std::get_if<std::unique_ptr<DuckdbStream>>(&stream)) {
    if (duckdb_data_chunk chunk = (*started)->Next(); chunk != nullptr && duckdb_data_chunk_get_size(chunk) > 0) {
      auto* data = duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0));
      return std::string(StringOf(static_cast<duckdb_string_t*>(data)[0]));
    }
  }
  return "?";
}

ColumnType TypeOf(duckdb_result& result, idx_t column) {
  duckdb_logical_type logical = duckdb_column_logical_type(&result, column);
  ColumnType type;
  type.type = duckdb_get_type_id(logical);
  if (type.type == DUCKDB_TYPE_DECIMAL) {
    type.storage = duckdb_decimal_internal_type(logical);
    type.scale = duckdb_decimal_scale(logical);
  } else if (type.type == DUCKDB_TYPE_ENUM) {
    type.storage = duckdb_enum_internal_type(logical);
    for (idx_t i = 0; i < duckdb_enum_dictionary_size(logical); ++i) {
      char* word = duckdb_enum_dictionary_value(logical, i);
      type.words.emplace_back(word);
      duckdb_free(word);
    }
  }
  duckdb_destroy_logical_type(&logical);
  return type;
}

class DuckdbSource final : public RecordSource {
 public:
  DuckdbSource(std::string name, std::unique_ptr<DuckdbSession> session, std::string from)
      : session_(std::move(session)), from_(std::move(from)) {
    name_ = std::move(name);
    auto started = DuckdbStream::Start(*session_, "SELECT * FROM " + from_ + " LIMIT 0");
    if (auto* error = std::get_if<std::string>(&started)) {
      Fail(*error);
      return;
    }
    duckdb_result& result = std::get<0>(started)->result();
    for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
      written_.emplace_back(duckdb_column_name(&result, i));
      columns_.push_back(HeaderName(written_.back()));
    }
  }

  std::uint64_t done() const override { return record_; }
  std::uint64_t all() const override { return all_; }

  bool Next(RecordBatch& batch) override {
    batch = {};
    if (failure_ || (stream_ == nullptr && !Start())) return false;
    batch.width = chosen_.size();
    while (batch.size() + kRowsOfChunk <= RecordsPerBatch(batch.width)) {
      duckdb_data_chunk chunk = stream_->Next();
      if (chunk == nullptr) {
        if (const std::string error = stream_->error(); !error.empty()) {
          Fail(error);
          return false;
        }
        break;
      }
      Append(chunk, batch);
    }
    return batch.size() > 0;
  }

 private:
  static constexpr std::size_t kRowsOfChunk = 2048;  // rows of a chunk at most

  void Fail(const std::string& words) { failure_ = Diagnostic{Code::GR6011, {}, {name_, words}, {}}; }

  bool Start() {
    auto counted = DuckdbStream::Start(*session_, "SELECT count(*) FROM " + from_);
    if (auto* stream = std::get_if<std::unique_ptr<DuckdbStream>>(&counted)) {
      if (duckdb_data_chunk chunk = (*stream)->Next(); chunk != nullptr)
        all_ = static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)))[0];
    }
    std::string names;
    for (std::uint32_t column : chosen_) names += (names.empty() ? "" : ", ") + SqlName(written_[column]);
    auto started = DuckdbStream::Start(*session_, "SELECT " + (names.empty() ? "NULL" : names) + " FROM " + from_);
    if (auto* error = std::get_if<std::string>(&started)) {
      Fail(*error);
      return false;
    }
    stream_ = std::move(std::get<0>(started));
    for (idx_t i = 0; i < chosen_.size(); ++i) {
      types_.push_back(TypeOf(stream_->result(), i));
      if (IsReadable(types_.back().type)) continue;
      const std::string& column = written_[chosen_[i]];
      failure_ = Diagnostic{Code::GR6012, {}, {name_, column, TypeWords(*session_, from_, column)}, {}};
      return false;
    }
    return true;
  }

  void Append(duckdb_data_chunk chunk, RecordBatch& batch) {
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    const std::size_t first = batch.cells.size();
    batch.cells.resize(first + rows * chosen_.size());
    for (idx_t column = 0; column < chosen_.size(); ++column) {
      const ColumnReader reader(types_[column], duckdb_data_chunk_get_vector(chunk, column), batch);
      for (idx_t row = 0; row < rows; ++row) batch.cells[first + row * chosen_.size() + column] = reader.Read(row);
    }
    for (idx_t row = 0; row < rows; ++row) batch.records.push_back(++record_);
  }

  std::unique_ptr<DuckdbSession> session_;
  std::string from_;
  std::vector<std::string> written_;  // columns' names as DuckDB has them
  std::unique_ptr<DuckdbStream> stream_;
  std::vector<ColumnType> types_;
  std::uint64_t record_ = 0, all_ = 0;
};

OpenedSource Open(const std::string& name, const std::string& database, const std::string& from, unsigned threads) {
  auto session = DuckdbSession::Open(database, {.read_only = !database.empty(), .threads = threads});
  if (auto* error = std::get_if<std::string>(&session)) return Diagnostic{Code::GR6011, {}, {name, *error}, {}};
  auto source = std::make_unique<DuckdbSource>(name, std::move(std::get<0>(session)), from);
  if (source->failure()) return *source->failure();
  return source;
}

}  // namespace

OpenedSource OpenParquet(const std::string& path, unsigned threads) {
  return Open(path, "", "read_parquet([" + SqlText(path) + "], hive_partitioning = false)", threads);
}

OpenedSource OpenDuckdbTable(const std::string& path, const std::string& table) {
  return Open(path + ": " + table, path, "main." + SqlName(table), 1);
}

std::variant<std::vector<std::string>, Diagnostic> DuckdbTables(const std::string& path) {
  auto session = DuckdbSession::Open(path, {.read_only = true});
  if (auto* error = std::get_if<std::string>(&session)) return Diagnostic{Code::GR6011, {}, {path, *error}, {}};
  auto started = DuckdbStream::Start(*std::get<0>(session),
                                     "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' "
                                     "AND table_catalog = current_database() ORDER BY table_name");
  if (auto* error = std::get_if<std::string>(&started)) return Diagnostic{Code::GR6011, {}, {path, *error}, {}};
  DuckdbStream& stream = *std::get<0>(started);
  std::vector<std::string> tables;
  while (duckdb_data_chunk chunk = stream.Next()) {
    auto* names = static_cast<duckdb_string_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) tables.emplace_back(StringOf(names[row]));
  }
  return tables;
}

}  // namespace greenrule
