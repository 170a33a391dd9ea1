#include "runtime/data/duckdb_session.h"

namespace greenrule {
namespace {

std::string Quoted(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (char c : text) {
    quoted += c;
    if (c == quote) quoted += c;
  }
  return quoted + quote;
}

// What went wrong, without the query that DuckDB shows below it and the family of errors that it names before it.
std::string Words(const char* error) {
  if (error == nullptr) return "unknown error";
  std::string_view words = error;
  words = words.substr(0, words.find('\n'));
  if (const auto family = words.find(" Error: "); family != std::string_view::npos) words.remove_prefix(family + 8);
  return std::string(words);
}

}  // namespace

DuckdbSession::~DuckdbSession() {
  duckdb_disconnect(&connection_);
  duckdb_close(&database_);
}

std::variant<std::unique_ptr<DuckdbSession>, std::string> DuckdbSession::Open(const std::string& path,
                                                                             const Options& options) {
  duckdb_config config;
  if (duckdb_create_config(&config) == DuckDBError) return std::string("out of memory");
  duckdb_set_config(config, "threads", std::to_string(options.threads).c_str());
  duckdb_set_config(config, "autoinstall_known_extensions", "false");
  if (options.read_only) duckdb_set_config(config, "access_mode", "READ_ONLY");
  auto session = std::unique_ptr<DuckdbSession>(new DuckdbSession);
  char* error = nullptr;
  const char* file = path.empty() ? nullptr : path.c_str();
  const bool opened = duckdb_open_ext(file, &session->database_, config, &error) == DuckDBSuccess;
  duckdb_destroy_config(&config);
  if (!opened) {
    const std::string words = Words(error);
    duckdb_free(error);
    return words;
  }
  if (duckdb_connect(session->database_, &session->connection_) == DuckDBError) return std::string("cannot connect");
  return session;
}

std::optional<std::string> DuckdbSession::Execute(const std::string& sql) {
  duckdb_result result;
  std::optional<std::string> error;
  if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBError) error = Words(duckdb_result_error(&result));
  duckdb_destroy_result(&result);
  return error;
}

DuckdbStream::~DuckdbStream() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  if (has_result_) duckdb_destroy_result(&result_);
  if (pending_ != nullptr) duckdb_destroy_pending(&pending_);
  if (statement_ != nullptr) duckdb_destroy_prepare(&statement_);
}

std::variant<std::unique_ptr<DuckdbStream>, std::string> DuckdbStream::Start(DuckdbSession& session,
                                                                           const std::string& sql) {
  auto stream = std::unique_ptr<DuckdbStream>(new DuckdbStream);
  if (duckdb_prepare(session.connection(), sql.c_str(), &stream->statement_) == DuckDBError)
    return Words(duckdb_prepare_error(stream->statement_));
  if (duckdb_pending_prepared_streaming(stream->statement_, &stream->pending_) == DuckDBError)
    return Words(duckdb_pending_error(stream->pending_));
  const bool good = duckdb_execute_pending(stream->pending_, &stream->result_) == DuckDBSuccess;
  stream->has_result_ = true;
  if (!good) return Words(duckdb_result_error(&stream->result_));
  return stream;
}

duckdb_data_chunk DuckdbStream::Next() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  chunk_ = duckdb_fetch_chunk(result_);
  return chunk_;
}

std::string DuckdbStream::error() {
  const char* words = duckdb_result_error(&result_);
  return words == nullptr ? std::string() : words;
}

std::string SqlName(std::string_view name) { return Quoted(name, '"'); }
std::string SqlText(std::string_view text) { return Quoted(text, '\''); }

std::string_view StringOf(const duckdb_string_t& text) {
  auto* mutable_text = const_cast<duckdb_string_t*>(&text);
  return {duckdb_string_t_data(mutable_text), duckdb_string_t_length(text)};
}

}  // namespace greenrule
