#include "compiler/format/table_layout.h"

#include <algorithm>

#include "compiler/syntax/render.h"

namespace greenrule::format {
namespace {

using enum TokenKind;

struct Cell {
  std::string text;
  int width;
  bool number;
};
// The cells between two `||`, or before the first or after the last.
using Side = std::vector<Cell>;

std::vector<Side> SidesOf(const Words& words) {
  std::vector<Side> sides(1);
  for (std::size_t first = 1; first < words.size(); ++first) {
    std::size_t last = first;
    std::string text;
    for (; words[last].kind != kBar && words[last].kind != kDoubleBar; ++last) {
      std::string word;
      AppendWord(word, words, last);
      if (last == first) word.erase(0, word.find_first_not_of(' '));
      text += word;
    }
    sides.back().push_back({text, DisplayWidth(text), IsNumber(words, first, last)});
    if (words[last].kind == kDoubleBar) sides.emplace_back();
    first = last;
  }
  return sides;
}

struct Column {
  int width = 0;
  int number_width = 0;  // of its numbers
};

void Pad(std::string& line, int columns) {
  line.append(static_cast<std::size_t>(std::max(columns, 0)), ' ');
}

}  // namespace

std::vector<std::string> LayOutRows(const std::vector<const Words*>& rows) {
  std::vector<std::vector<Side>> table;
  std::vector<std::vector<Column>> columns;  // by side
  for (const Words* words : rows) {
    const std::vector<Side>& row = table.emplace_back(SidesOf(*words));
    if (columns.size() < row.size()) columns.resize(row.size());
    for (std::size_t side = 0; side < row.size(); ++side)
      if (columns[side].size() < row[side].size()) columns[side].resize(row[side].size());
  }
  // A stretched cell counts only if it is wider than all that it stretches over.
  for (const auto& row : table)
    for (std::size_t side = 0; side < row.size(); ++side)
      for (std::size_t i = 0; i < row[side].size(); ++i) {
        Column& column = columns[side][i];
        const bool stretched = i + 1 == row[side].size() && i + 1 < columns[side].size();
        if (!stretched) column.width = std::max(column.width, row[side][i].width);
        if (row[side][i].number) column.number_width = std::max(column.number_width, row[side][i].width);
      }
  const auto width_from = [&](std::size_t side, std::size_t i) {
    int width = -3;
    for (; i < columns[side].size(); ++i) width += columns[side][i].width + 3;
    return width;
  };
  for (const auto& row : table)
    for (std::size_t side = 0; side < row.size(); ++side) {
      const std::size_t last = row[side].size() - 1;
      columns[side].back().width += std::max(0, row[side][last].width - width_from(side, last));
    }
  std::vector<std::string> lines;
  for (const auto& row : table) {
    std::string line;
    for (std::size_t side = 0; side < row.size(); ++side) {
      line += side == 0 ? "" : " |";
      for (std::size_t i = 0; i < row[side].size(); ++i) {
        const Cell& cell = row[side][i];
        const bool last = i + 1 == row[side].size();
        const int width = last ? width_from(side, i) : columns[side][i].width;
        const int shift = cell.number ? columns[side][i].number_width - cell.width : 0;
        line += i == 0 ? "| " : " | ";
        Pad(line, shift);
        line += cell.text;
        Pad(line, width - cell.width - shift);
      }
    }
    lines.push_back(line + " |");
  }
  return lines;
}

}  // namespace greenrule::format
