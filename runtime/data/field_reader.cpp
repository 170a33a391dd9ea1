#include "runtime/data/field_reader.h"

#include <algorithm>

#include "runtime/data/date_text.h"
#include "runtime/data/text_form.h"
#include "runtime/data/uscc.h"
#include "runtime/data/yes_no.h"
#include "runtime/number/decimal_text.h"
#include "runtime/number/lane_integer.h"
#include "runtime/program/calendar.h"
#include "runtime/program/ranges.h"

namespace greenrule {
namespace {

// 10^18 · 10^18 stays within 128 bits, so that numbers of up to 18 digits need no big integers.
constexpr unsigned kFastDecimals = 18;
constexpr Int128 kFastLimit = Int128{1'000'000'000'000'000'000};

constexpr Int128 FastPower(unsigned exponent) {
  Int128 power = 1;
  for (unsigned i = 0; i < exponent; ++i) power *= 10;
  return power;
}
constexpr auto kFastPowers = [] {
  std::array<Int128, kFastDecimals + 1> powers{};
  for (unsigned i = 0; i <= kFastDecimals; ++i) powers[i] = FastPower(i);
  return powers;
}();

State StateOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kBlank: return kBlank;
    case Refusal::kOutOfRange: return kOutOfRange;
    case Refusal::kTooManyDecimals: return kTooManyDecimals;
    case Refusal::kUnknownCode: return kUnknownCode;
    case Refusal::kAmbiguous: return kAmbiguous;
    default: return kMalformed;
  }
}

Integer Behind(const Field& field, Day as_of) {
  switch (field.type) {
    case FieldType::kDate: return std::clamp(Integer(as_of), field.lowest, std::max(field.lowest, field.highest));
    case FieldType::kMonth:
      return std::clamp(Integer(MonthOfDay(as_of)), field.lowest, std::max(field.lowest, field.highest));
    case FieldType::kNumber: return NearestZero(FieldRange(field));
    default: return 0;
  }
}

}  // namespace

FieldReader::FieldReader(const Edition& edition, const Field& field, Day as_of)
    : field_(field),
      lane_(field.column != kNone ? edition.columns[field.column].lane : FieldLane(field)),
      holds_texts_(field.type == FieldType::kText || field.type == FieldType::kCode || field.type == FieldType::kUscc),
      behind_(ToInt256(Behind(field, as_of))),
      blank_value_(ToInt256(field.blank_value)) {
  if (FitsLane<Int128>(field.lowest) && FitsLane<Int128>(field.highest)) {
    narrow_ = true;
    lowest_ = ToLane<Int128>(field.lowest);
    highest_ = ToLane<Int128>(field.highest);
  }
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    for (const std::string& written : field.choices[i].written) {
      const std::string form = Composed(TrimBlanks(written));
      choices_.emplace(field.any_case ? FoldedCase(form) : form, static_cast<std::int64_t>(i));
    }
  }
  for (const std::string& written : field.missing_written) missing_written_.insert(Composed(TrimBlanks(written)));
  if (field.type == FieldType::kCode && field.lookup != kNone) {
    const Lookup& lookup = edition.lookups[field.lookup];
    codes_by_prefix_ = !lookup.keys.empty() && lookup.keys[0] == KeyKind::kLongestPrefix;
    any_code_ = lookup.fallback.has_value();
    for (const std::vector<std::int64_t>& row : lookup.rows) {
      if (!row.empty() && row[0] >= 0 && static_cast<std::size_t>(row[0]) < edition.texts.size())
        codes_.emplace(edition.texts[row[0]], row[0]);
    }
    for (const auto& [code, id] : codes_) longest_code_ = std::max(longest_code_, code.size());
  } else {
    any_code_ = true;
  }
}

FieldColumn FieldReader::MakeColumn(std::size_t rows) const {
  FieldColumn made{RowColumn(lane_), {}};
  made.column.Resize(rows);
  if (holds_texts_) made.texts.resize(rows);
  return made;
}

void FieldReader::PutState(State state, std::size_t row, RowColumn& column) const {
  column.Set(row, behind_);
  column.SetState(row, state);
}

FieldReader::Remark FieldReader::Refuse(Refusal refusal, std::size_t row, FieldColumn& out) const {
  PutState(StateOf(refusal), row, out.column);
  return {.refusal = refusal};
}

FieldReader::Remark FieldReader::Blank(std::size_t row, FieldColumn& out) const {
  switch (field_.blank) {
    case BlankRule::kMissing: PutState(kBlank, row, out.column); break;
    case BlankRule::kNotApplicable: PutState(kNotApplicable, row, out.column); return {.blank = true};
    case BlankRule::kValue:
      out.column.Set(row, blank_value_);
      out.column.SetState(row, kKnown);
      return {.blank = true};
  }
  Remark remark{.blank = true};
  if (!field_.may_be_missing) remark.refusal = Refusal::kBlank;
  return remark;
}

FieldReader::Remark FieldReader::Read(const Cell& cell, RecordBatch& batch, std::size_t row, FieldColumn& out) const {
  if (cell.kind == Cell::Kind::kNull) return Blank(row, out);
  // Most cells are plain numbers.
  if (cell.kind == Cell::Kind::kText && field_.type == FieldType::kNumber && missing_written_.empty()) {
    std::int64_t coefficient;
    int decimals;
    if (ParseDecimalFast(cell.text, coefficient, decimals))
      return PutNumber(coefficient, static_cast<unsigned>(decimals), row, out);
  }
  const std::string_view trimmed = cell.HoldsText() ? TrimBlanks(cell.text) : batch.Keep(CellText(cell));
  if (cell.kind == Cell::Kind::kText && trimmed.empty()) return Blank(row, out);
  if (!missing_written_.empty() &&
      (missing_written_.contains(trimmed) || missing_written_.contains(Composed(trimmed)))) {
    PutState(kNotSupplied, row, out.column);
    return {.blank = true};
  }
  if (cell.kind == Cell::Kind::kUnreadable) return Refuse(Refusal::kMalformed, row, out);

  switch (field_.type) {
    case FieldType::kNumber: return ReadNumber(cell, trimmed, row, out);
    case FieldType::kDate:
    case FieldType::kMonth: {
      const bool month = field_.type == FieldType::kMonth;
      if (cell.kind == Cell::Kind::kDay && !month) return PutCounted(static_cast<std::int64_t>(cell.number), row, out);
      // A whole day is no month.
      if (cell.kind == Cell::Kind::kDay) return Refuse(Refusal::kMalformed, row, out);
      return PutCounted(month ? MonthIn(trimmed) : DayIn(trimmed), row, out);
    }
    case FieldType::kYesNo: {
      if (cell.kind == Cell::Kind::kYesNo) return PutCounted(static_cast<std::int64_t>(cell.number), row, out);
      return PutCounted(ParseYesNo(trimmed), row, out);
    }
    case FieldType::kChoice: {
      auto found = choices_.end();
      if (!field_.any_case) found = choices_.find(trimmed);
      if (found == choices_.end()) {
        const std::string form = Composed(trimmed);
        found = choices_.find(field_.any_case ? FoldedCase(form) : form);
      }
      if (found == choices_.end()) return Refuse(Refusal::kUnknownCode, row, out);
      return PutCounted(found->second, row, out);
    }
    case FieldType::kText:
    case FieldType::kCode:
    case FieldType::kUscc: return ReadText(trimmed, batch, row, out);
  }
  return Refuse(Refusal::kMalformed, row, out);
}

FieldReader::Remark FieldReader::ReadNumber(const Cell& cell, std::string_view trimmed, std::size_t row,
                                            FieldColumn& out) const {
  if (cell.kind == Cell::Kind::kDecimal) return PutNumber(cell.number, cell.decimals, row, out);
  if (cell.kind != Cell::Kind::kText) return Refuse(Refusal::kMalformed, row, out);
  std::string plain;
  std::string_view digits = trimmed;
  Integer factor = 1;
  if (!field_.cell_suffixes.empty()) {
    plain = PlainWidth(trimmed);
    std::size_t longest = 0;
    for (const auto& [suffix, its_factor] : field_.cell_suffixes) {
      const std::string form = PlainWidth(suffix);
      if (form.size() <= longest || !plain.ends_with(form)) continue;
      longest = form.size();
      factor = its_factor;
    }
    if (longest > 0) digits = TrimBlanks(std::string_view(plain).substr(0, plain.size() - longest));
  }
  std::optional<Decimal> decimal = ParseDecimalCell(digits);
  if (!decimal) return Refuse(Refusal::kMalformed, row, out);
  return PutInteger(decimal->coefficient * factor, decimal->decimals, row, out);
}

FieldReader::Remark FieldReader::PutNumber(Int128 coefficient, unsigned decimals, std::size_t row,
                                           FieldColumn& out) const {
  const unsigned wanted = field_.decimals;
  const bool small = coefficient < kFastLimit && coefficient > -kFastLimit;
  if (!narrow_ || !small || wanted > kFastDecimals || decimals > kFastDecimals)
    return PutInteger(ToInteger(coefficient), decimals, row, out);
  Int128 value = coefficient;
  if (decimals <= wanted) {
    value *= kFastPowers[wanted - decimals];
  } else {
    const Int128 unit = kFastPowers[decimals - wanted];
    if (value % unit != 0 && !field_.rounded) return Refuse(Refusal::kTooManyDecimals, row, out);
    value = DivideRounded<RoundingMode::kHalfAway>(value, unit);
  }
  if (value < lowest_ || value > highest_) return Refuse(Refusal::kOutOfRange, row, out);
  if (lane_ == Lane::k64) {
    out.column.Set(row, static_cast<Int64>(value));
  } else {
    out.column.Set(row, Int256::FromLimbs(static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value >> 64),
                                          value < 0 ? ~0ull : 0, value < 0 ? ~0ull : 0));
  }
  out.column.SetState(row, kKnown);
  return {};
}

FieldReader::Remark FieldReader::PutInteger(Integer coefficient, unsigned decimals, std::size_t row,
                                            FieldColumn& out) const {
  const unsigned wanted = field_.decimals;
  if (decimals <= wanted) {
    coefficient *= Pow10(wanted - decimals);
  } else {
    const Integer unit = Pow10(decimals - wanted);
    if (coefficient % unit != 0 && !field_.rounded) return Refuse(Refusal::kTooManyDecimals, row, out);
    coefficient = DivideRounded(coefficient, unit, RoundingMode::kHalfAway);
  }
  if (coefficient < field_.lowest || coefficient > field_.highest) return Refuse(Refusal::kOutOfRange, row, out);
  out.column.Set(row, ToInt256(coefficient));
  out.column.SetState(row, kKnown);
  return {};
}

FieldReader::Remark FieldReader::PutCounted(std::optional<std::int64_t> value, std::size_t row, FieldColumn& out) const {
  if (!value) return Refuse(Refusal::kMalformed, row, out);
  const bool ranged = field_.type == FieldType::kDate || field_.type == FieldType::kMonth;
  if (ranged && narrow_ && (*value < lowest_ || *value > highest_)) return Refuse(Refusal::kOutOfRange, row, out);
  out.column.Set(row, *value);
  out.column.SetState(row, kKnown);
  return {};
}

FieldReader::Remark FieldReader::ReadText(std::string_view trimmed, RecordBatch& batch, std::size_t row,
                                          FieldColumn& out) const {
  if (field_.type == FieldType::kUscc && !IsUscc(trimmed)) {
    const std::string code = UpperAscii(PlainWidth(trimmed));
    if (!IsUscc(code)) return Refuse(Refusal::kMalformed, row, out);
    return PutText(batch.Keep(code), row, out);
  }
  std::string_view text = IsPlainlyComposed(trimmed) ? trimmed : batch.Keep(Composed(trimmed));
  if (field_.type == FieldType::kCode) {
    const auto known = codes_.find(text);
    if (known != codes_.end()) {
      out.column.Set(row, known->second);
      out.column.SetState(row, kKnown);
      return {};
    }
    if (!any_code_ && !(codes_by_prefix_ && CodeListed(text))) return Refuse(Refusal::kUnknownCode, row, out);
  }
  return PutText(text, row, out);
}

FieldReader::Remark FieldReader::PutText(std::string_view text, std::size_t row, FieldColumn& out) const {
  out.texts[row] = text;
  out.column.Set(row, Int64{0});
  out.column.SetState(row, kKnown);
  return {};
}

std::optional<std::int64_t> FieldReader::DayIn(std::string_view text) const {
  std::optional<Day> day;
  for (const std::string& format : field_.date_formats) {
    if (!day) day = ParseDayAs(text, format);
  }
  return day ? day : ParseDay(text);
}

std::optional<std::int64_t> FieldReader::MonthIn(std::string_view text) const {
  std::optional<std::int64_t> month;
  for (const std::string& format : field_.date_formats) {
    if (!month) month = ParseMonthAs(text, format);
  }
  return month ? month : ParseMonth(text);
}

bool FieldReader::CodeListed(std::string_view code) const {
  for (std::size_t length = std::min(code.size(), longest_code_); length > 0; --length) {
    if (codes_.contains(code.substr(0, length))) return true;
  }
  return false;
}

}  // namespace greenrule
