#include "runtime/data/record_source.h"

#include <algorithm>

#include "runtime/data/date_text.h"
#include "runtime/data/text_form.h"
#include "runtime/number/decimal_text.h"
#include "runtime/number/lane_integer.h"

namespace greenrule {

std::string CellText(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kText:
    case Cell::Kind::kUnreadable: return std::string(cell.text);
    case Cell::Kind::kNull: return {};
    case Cell::Kind::kDecimal: return FormatScaled(cell.number, cell.decimals);
    case Cell::Kind::kDay: return DayText(static_cast<Day>(cell.number));
    case Cell::Kind::kYesNo: return cell.number != 0 ? "true" : "false";
  }
  return {};
}

std::string_view RecordBatch::Keep(std::string_view text) {
  constexpr std::size_t kRoom = std::size_t{1} << 16;
  if (texts.empty() || texts.back()->capacity() - texts.back()->size() < text.size()) {
    texts.push_back(std::make_unique<std::string>());
    texts.back()->reserve(std::max(kRoom, text.size()));
  }
  std::string& room = *texts.back();
  const std::size_t begin = room.size();
  room += text;
  return std::string_view(room).substr(begin);
}

std::string HeaderName(std::string_view written) { return Composed(TrimBlanks(written)); }

}  // namespace greenrule
