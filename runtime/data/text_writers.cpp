#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "runtime/data/output_table.h"

namespace greenrule {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20;

// A file that is written through a buffer; the first failure stays.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {
    if (file_ == nullptr) error_ = std::strerror(errno);
    buffer_.reserve(kBuffer + 4096);
  }
  ~OutputFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  OutputFile(const OutputFile&) = delete;

  std::string& buffer() { return buffer_; }
  void FlushIfFull() {
    if (buffer_.size() >= kBuffer) Flush();
  }
  std::string Close() {
    Flush();
    if (file_ != nullptr && std::fclose(file_) != 0 && error_.empty()) error_ = std::strerror(errno);
    file_ = nullptr;
    return error_;
  }

 private:
  void Flush() {
    if (file_ != nullptr && std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size() && error_.empty())
      error_ = std::strerror(errno);
    buffer_.clear();
  }

  std::FILE* file_;
  std::string buffer_;
  std::string error_;
};

void AppendCsvCell(const std::string& text, std::string& to) {
  const bool quoted = text.find_first_of(",\"\r\n") != std::string::npos ||
                      (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!quoted) {
    to += text;
    return;
  }
  to += '"';
  for (char c : text) {
    if (c == '"') to += c;
    to += c;
  }
  to += '"';
}

std::string JsonText(const std::string& text) { return boost::json::serialize(boost::json::string_view(text)); }

}  // namespace

std::string WriteCsv(const OutputTable& table, const std::string& path) {
  OutputFile file(path);
  std::string& to = file.buffer();
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    if (column > 0) to += ',';
    AppendCsvCell(table.columns()[column].name, to);
  }
  to += '\n';
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t column = 0; column < table.columns().size(); ++column) {
      if (column > 0) to += ',';
      if (table.Text(row, column, text)) AppendCsvCell(text, to);
    }
    to += '\n';
    file.FlushIfFull();
  }
  return file.Close();
}

std::string WriteJson(const OutputTable& table, const std::string& path) {
  OutputFile file(path);
  std::string& to = file.buffer();
  std::vector<std::string> names;
  for (const OutputTable::Column& column : table.columns()) names.push_back(JsonText(column.name));
  to += '[';
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    to += row > 0 ? ",\n{" : "\n{";
    for (std::size_t column = 0; column < table.columns().size(); ++column) {
      if (column > 0) to += ", ";
      to += names[column] + ": ";
      if (!table.Text(row, column, text)) {
        to += "null";
      } else if (table.columns()[column].kind == OutputTable::Kind::kNumber) {
        to += text;
      } else if (table.columns()[column].kind == OutputTable::Kind::kYesNo) {
        to += table.Number(row, column) != 0 ? "true" : "false";
      } else {
        to += JsonText(text);
      }
    }
    to += '}';
    file.FlushIfFull();
  }
  to += "\n]\n";
  return file.Close();
}

}  // namespace greenrule
