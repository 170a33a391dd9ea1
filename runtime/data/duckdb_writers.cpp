#include <algorithm>

#include "runtime/data/duckdb_session.h"
#include "runtime/data/output_table.h"

namespace greenrule {
namespace {

bool IsDecimal(const OutputTable::Column& column) {
  return column.kind == OutputTable::Kind::kNumber && column.digits <= kMostDigits;
}

duckdb_logical_type TypeOf(const OutputTable::Column& column) {
  if (IsDecimal(column)) {
    const unsigned digits = std::max({column.digits, column.decimals, 1u});
    return duckdb_create_decimal_type(static_cast<std::uint8_t>(digits), static_cast<std::uint8_t>(column.decimals));
  }
  switch (column.kind) {
    case OutputTable::Kind::kYesNo: return duckdb_create_logical_type(DUCKDB_TYPE_BOOLEAN);
    case OutputTable::Kind::kDate: return duckdb_create_logical_type(DUCKDB_TYPE_DATE);
    default: return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  }
}

// How wide DuckDB stores the column.
duckdb_type StorageOf(duckdb_logical_type type) {
  const duckdb_type id = duckdb_get_type_id(type);
  return id == DUCKDB_TYPE_DECIMAL ? duckdb_decimal_internal_type(type) : id;
}

// The table function that statements pull the rows from: DuckDB asks for a chunk when it has room for one.
struct Pull {
  static constexpr const char* kName = "greenrule_rows";

  static void Bind(duckdb_bind_info info) {
    for (const OutputTable::Column& column : static_cast<const OutputTable*>(duckdb_bind_get_extra_info(info))->columns()) {
      duckdb_logical_type type = TypeOf(column);
      duckdb_bind_add_result_column(info, column.name.c_str(), type);
      duckdb_destroy_logical_type(&type);
    }
  }

  static void Init(duckdb_init_info info) {
    duckdb_init_set_init_data(info, new std::size_t(0), [](void* next) { delete static_cast<std::size_t*>(next); });
  }

  static void Next(duckdb_function_info info, duckdb_data_chunk chunk) {
    const auto& table = *static_cast<const OutputTable*>(duckdb_function_get_extra_info(info));
    std::size_t& next = *static_cast<std::size_t*>(duckdb_function_get_init_data(info));
    const std::size_t rows = std::min<std::size_t>(duckdb_vector_size(), table.rows() - next);
    for (std::size_t column = 0; column < table.columns().size(); ++column)
      Fill(table, column, next, rows, duckdb_data_chunk_get_vector(chunk, column));
    duckdb_data_chunk_set_size(chunk, rows);
    next += rows;
  }

  static void Fill(const OutputTable& table, std::size_t column, std::size_t first, std::size_t rows, duckdb_vector vector) {
    duckdb_vector_ensure_validity_writable(vector);
    std::uint64_t* valid = duckdb_vector_get_validity(vector);
    void* data = duckdb_vector_get_data(vector);
    duckdb_logical_type type = duckdb_vector_get_column_type(vector);
    const duckdb_type storage = StorageOf(type);
    duckdb_destroy_logical_type(&type);
    std::string text;
    for (std::size_t i = 0; i < rows; ++i) {
      const bool known = table.Text(first + i, column, text);
      duckdb_validity_set_row_validity(valid, i, known);
      if (!known) continue;
      if (storage == DUCKDB_TYPE_VARCHAR) {
        duckdb_vector_assign_string_element_len(vector, i, text.data(), text.size());
        continue;
      }
      const Int128 number = table.Number(first + i, column);
      switch (storage) {
        case DUCKDB_TYPE_BOOLEAN: static_cast<bool*>(data)[i] = number != 0; break;
        case DUCKDB_TYPE_SMALLINT: static_cast<std::int16_t*>(data)[i] = static_cast<std::int16_t>(number); break;
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_DATE: static_cast<std::int32_t*>(data)[i] = static_cast<std::int32_t>(number); break;
        case DUCKDB_TYPE_BIGINT: static_cast<std::int64_t*>(data)[i] = static_cast<std::int64_t>(number); break;
        default:
          static_cast<duckdb_hugeint*>(data)[i] = {static_cast<std::uint64_t>(number),
                                                   static_cast<std::int64_t>(number >> 64)};
      }
    }
  }
};

// Runs a statement that reads greenrule_rows() once, over a table.
std::string ExecuteOver(DuckdbSession& session, const OutputTable& table, const std::string& name, const std::string& sql) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, name.c_str());
  duckdb_table_function_set_extra_info(function, const_cast<OutputTable*>(&table), nullptr);
  duckdb_table_function_set_bind(function, Pull::Bind);
  duckdb_table_function_set_init(function, Pull::Init);
  duckdb_table_function_set_function(function, Pull::Next);
  const bool registered = duckdb_register_table_function(session.connection(), function) == DuckDBSuccess;
  duckdb_destroy_table_function(&function);
  if (!registered) return "cannot register a table function";
  return session.Execute(sql).value_or("");
}

}  // namespace

std::string WriteParquet(const OutputTable& table, const std::string& path) {
  auto session = DuckdbSession::Open("", {});
  if (auto* error = std::get_if<std::string>(&session)) return *error;
  return ExecuteOver(*std::get<0>(session), table, Pull::kName,
                     std::string("COPY (SELECT * FROM ") + Pull::kName + "()) TO " + SqlText(path) + " (FORMAT parquet)");
}

std::string WriteDuckdb(const std::vector<NamedTable>& tables, const std::string& path) {
  auto session = DuckdbSession::Open(path, {});
  if (auto* error = std::get_if<std::string>(&session)) return *error;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string function = Pull::kName + std::to_string(i);
    const std::string error =
        ExecuteOver(*std::get<0>(session), *tables[i].table, function,
                    "CREATE TABLE " + SqlName(tables[i].name) + " AS SELECT * FROM " + function + "()");
    if (!error.empty()) return error;
  }
  return {};
}

}  // namespace greenrule
