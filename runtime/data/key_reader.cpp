#include "runtime/data/key_reader.h"

#include <algorithm>

#include "runtime/data/date_text.h"
#include "runtime/data/key_index.h"
#include "runtime/data/text_form.h"
#include "runtime/data/uscc.h"
#include "runtime/data/yes_no.h"
#include "runtime/number/decimal_text.h"

namespace greenrule {
namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// The text's form, or nothing if it is none of the type.
std::optional<std::string> FormOf(FieldType type, std::string_view text) {
  switch (type) {
    case FieldType::kUscc: {
      std::string code = UpperAscii(PlainWidth(text));
      if (IsUscc(code)) return code;
      return std::nullopt;
    }
    case FieldType::kNumber: {
      const std::optional<Decimal> decimal = ParseDecimalCell(text);
      if (!decimal) return std::nullopt;
      const Integer unit = Pow10(decimal->decimals);
      if (decimal->coefficient % unit != 0) return std::nullopt;
      return Integer(decimal->coefficient / unit).str();
    }
    case FieldType::kDate: {
      const std::optional<Day> day = ParseDay(text);
      if (!day) return std::nullopt;
      return DayText(*day);
    }
    case FieldType::kMonth: {
      const std::optional<std::int64_t> month = ParseMonth(text);
      if (!month) return std::nullopt;
      return MonthText(*month);
    }
    case FieldType::kYesNo: {
      const std::optional<bool> yes = ParseYesNo(text);
      if (!yes) return std::nullopt;
      return *yes ? "yes" : "no";
    }
    case FieldType::kText:
    case FieldType::kChoice:
    case FieldType::kCode: break;
  }
  if (HasControl(text)) return std::nullopt;
  return Composed(text);
}

}  // namespace

KeyOutcome ReadKeyField(FieldType type, const Cell& cell, std::string& key) {
  if (cell.kind == Cell::Kind::kUnreadable) return KeyOutcome::kMalformed;
  if (cell.kind == Cell::Kind::kText) {
    if (type == FieldType::kUscc && IsUscc(cell.text)) {
      key += cell.text;
      return KeyOutcome::kGood;
    }
  } else if (cell.kind == Cell::Kind::kNull) {
    return KeyOutcome::kBlank;
  }
  const std::string typed = cell.HoldsText() ? std::string() : CellText(cell);
  const std::string_view text = TrimBlanks(cell.HoldsText() ? cell.text : std::string_view(typed));
  if (text.empty()) return KeyOutcome::kBlank;
  if (type != FieldType::kUscc && type != FieldType::kNumber && type != FieldType::kDate && type != FieldType::kMonth &&
      type != FieldType::kYesNo && IsPlainlyComposed(text) && !HasControl(text)) {
    key += text;
    return KeyOutcome::kGood;
  }
  const std::optional<std::string> form = FormOf(type, text);
  key += form ? *form : Composed(text);
  return form ? KeyOutcome::kGood : KeyOutcome::kMalformed;
}

KeyOutcome ReadKey(const std::vector<FieldType>& types, const Cell* const* cells, std::string& key) {
  key.clear();
  KeyOutcome worst = KeyOutcome::kGood;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i > 0) key += kKeySeparator;
    const KeyOutcome outcome = ReadKeyField(types[i], *cells[i], key);
    if (outcome == KeyOutcome::kBlank || worst == KeyOutcome::kGood) worst = outcome;
  }
  return worst;
}

std::vector<std::string> SplitKey(std::string_view key) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = key.find(kKeySeparator, begin);
    fields.emplace_back(key.substr(begin, end == std::string_view::npos ? end : end - begin));
    if (end == std::string_view::npos) return fields;
    begin = end + 1;
  }
}

std::string ShownKey(std::string_view key) {
  std::string shown;
  for (const std::string& field : SplitKey(key)) shown += (shown.empty() ? "" : ", ") + field;
  return shown;
}

}  // namespace greenrule
