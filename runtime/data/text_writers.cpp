#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>

#include "runtime/data/csv_cell.h"
#include "runtime/data/output_file.h"
#include "runtime/data/output_table.h"

namespace greenrule {
namespace {

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
