#include "bench/duckdb_peer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "bench/scoring_texts.h"

namespace greenrule::bench {
namespace {

[[noreturn]] void Fail(const std::string& words) {
  fmt::print(stderr, "DuckDB: {}\n", words);
  std::exit(1);
}

}  // namespace

DuckdbTable::DuckdbTable(unsigned threads) {
  auto opened = DuckdbSession::Open("", {.read_only = false, .threads = threads});
  if (auto* words = std::get_if<std::string>(&opened)) Fail(*words);
  session_ = std::move(std::get<0>(opened));
}

void DuckdbTable::Execute(const std::string& sql) {
  if (auto words = session_->Execute(sql)) Fail(*words);
}

std::vector<std::int64_t> DuckdbTable::Integers(const std::string& sql) {
  auto started = DuckdbStream::Start(*session_, sql);
  if (auto* words = std::get_if<std::string>(&started)) Fail(*words);
  DuckdbStream& stream = *std::get<0>(started);
  std::vector<std::int64_t> values;
  while (duckdb_data_chunk chunk = stream.Next()) {
    const auto* cells = static_cast<const std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    values.insert(values.end(), cells, cells + duckdb_data_chunk_get_size(chunk));
  }
  return values;
}

DuckdbPeer::DuckdbPeer(const Columns& columns, std::size_t rows, bool decimals)
    : database_(1), rows_(rows), query_("CREATE OR REPLACE TABLE answers AS " + ScoringSql(decimals)) {
  std::string declared;
  for (int f = 0; f < kFields; ++f)
    declared += fmt::format("{}{} {}", f == 0 ? "" : ", ", FieldName(f), decimals ? "DECIMAL(9,2)" : "DOUBLE");
  database_.Execute("CREATE TABLE cells (" + declared + ")");

  duckdb_appender appender;
  if (duckdb_appender_create(database_.session().connection(), nullptr, "cells", &appender) == DuckDBError) Fail("no appender");
  duckdb_logical_type type = decimals ? duckdb_create_decimal_type(9, 2) : duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  std::vector<duckdb_logical_type> types(kFields, type);
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), kFields);
  for (std::size_t begin = 0; begin < rows; begin += duckdb_vector_size()) {
    const std::size_t count = std::min<std::size_t>(duckdb_vector_size(), rows - begin);
    duckdb_data_chunk_reset(chunk);
    for (int f = 0; f < kFields; ++f) {
      void* cells = duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, f));
      const std::int64_t* values = columns.values[f] + begin;
      if (decimals) {  // DECIMAL(9,2) is held in 32 bits
        std::copy_n(values, count, static_cast<std::int32_t*>(cells));
      } else {
        std::transform(values, values + count, static_cast<double*>(cells), [](std::int64_t v) { return static_cast<double>(v) / 100; });
      }
    }
    duckdb_data_chunk_set_size(chunk, count);
    if (duckdb_append_data_chunk(appender, chunk) == DuckDBError) Fail("a chunk cannot be appended");
  }
  duckdb_destroy_data_chunk(&chunk);
  duckdb_destroy_logical_type(&type);
  duckdb_appender_destroy(&appender);
}

void DuckdbPeer::Score() { database_.Execute(query_); }

Answers DuckdbPeer::Results() {
  Answers answers(rows_);
  auto started = DuckdbStream::Start(database_.session(), "SELECT total, grade FROM answers");
  if (auto* words = std::get_if<std::string>(&started)) Fail(*words);
  DuckdbStream& stream = *std::get<0>(started);
  std::size_t row = 0;
  while (duckdb_data_chunk chunk = stream.Next()) {
    const auto* totals = static_cast<const std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
    const auto* grades = static_cast<const std::uint8_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 1)));
    const std::size_t count = duckdb_data_chunk_get_size(chunk);
    for (std::size_t i = 0; i < count && row < rows_; ++i, ++row) {
      answers.total[row] = totals[i];
      answers.grade[row] = grades[i];
      answers.known[row] = 1;
    }
  }
  if (row != rows_) Fail("the result has another number of rows: " + stream.error());
  return answers;
}

}  // namespace greenrule::bench
