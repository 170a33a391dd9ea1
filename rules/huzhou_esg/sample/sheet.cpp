#include "rules/huzhou_esg/sample/sheet.h"

#include <iconv.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include "rules/huzhou_esg/sample/credit_code.h"

namespace greenrule::huzhou {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;

std::string ToGb18030(const std::string& text) {
  static const iconv_t converter = iconv_open("GB18030", "UTF-8");
  std::string out(text.size() * 2 + 4, '\0');
  char *from = const_cast<char*>(text.data()), *to = out.data();
  std::size_t left = text.size(), room = out.size();
  if (iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) throw std::logic_error("not UTF-8: " + text);
  out.resize(out.size() - room);
  return out;
}

void AppendNumber(std::string& out, std::int64_t value, int least_digits = 1) {
  char digits[24];
  char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  for (int i = static_cast<int>(end - digits); i < least_digits; ++i) out += '0';
  out.append(digits, static_cast<std::size_t>(end - digits));
}

bool Spoilable(Kind kind) { return kind >= Kind::kNumber || kind == Kind::kWord; }
bool Variable(Kind kind) { return kind == Kind::kNumber || kind == Kind::kYesNo; }
bool IsAmount(Kind kind) { return kind == Kind::kAmount; }

std::string Malformed(Random& random, Kind kind, const std::string& was) {
  constexpr const char* kDays[] = {"2020-02-30", "2021-06-31", "20年5月", "2020/13/05", "不详", "43985"};
  constexpr const char* kMonths[] = {"2020-13", "2020-00", "去年5月", "44000"};
  switch (kind) {
    case Kind::kDay: return random.Of(kDays);
    case Kind::kMonth: return random.Of(kMonths);
    case Kind::kYesNo: return random.Chance(5000) ? "N/A" : "是?";
    case Kind::kWord: return was + (random.Chance(5000) ? "?" : "_old");
    default: return random.Chance(4000) ? was + "元" : random.Chance(5000) ? "#N/A" : "--" + was;
  }
}

}  // namespace

Sheet::Sheet(const std::string& folder, std::string feed, std::initializer_list<Column> columns, std::uint64_t seed, Form form)
    : feed_(std::move(feed)), columns_(columns), form_(form), random_(seed, 0, 0) {
  std::uint64_t name = 0;
  for (char c : feed_) name = name * 131 + static_cast<unsigned char>(c);
  random_ = Random(seed, name, 200);
  file_.exceptions(std::ios::badbit | std::ios::failbit);
  file_.open(std::filesystem::path(folder) / (feed_ + ".csv"), std::ios::binary);
  if (form_.encoding == Encoding::kUtf8Mark) buffer_ += "\xEF\xBB\xBF";
  for (std::size_t i = 0; i < columns_.size(); ++i) (buffer_ += i ? "," : "") += columns_[i].name;
  buffer_ += form_.crlf ? "\r\n" : "\n";
}

void Sheet::Put(const Cell& cell, std::string& text) const {
  text.clear();
  switch (cell.form_) {
    case Cell::kBlank: break;
    case Cell::kText: text = cell.text_; break;
    case Cell::kFixed: {
      std::int64_t unit = 1;
      for (int i = 0; i < cell.places_; ++i) unit *= 10;
      if (cell.value_ < 0) text += '-';
      const std::int64_t size = cell.value_ < 0 ? -cell.value_ : cell.value_;
      AppendNumber(text, size / unit);
      if (cell.places_ == 0) break;
      text += '.';
      AppendNumber(text, size % unit, cell.places_);
      break;
    }
    case Cell::kDay: {
      const Date date = DateOf(Day{static_cast<std::int32_t>(cell.value_)});
      const bool two = form_.days == DayForm::kDashes, han = form_.days == DayForm::kHan;
      AppendNumber(text, date.year);
      text += han ? "年" : two ? "-" : "/";
      AppendNumber(text, date.month, two ? 2 : 1);
      text += han ? "月" : two ? "-" : "/";
      AppendNumber(text, date.day, two ? 2 : 1);
      if (han) text += "日";
      break;
    }
    case Cell::kMonth: {
      const Month month{static_cast<std::int32_t>(cell.value_)};
      AppendNumber(text, month.year());
      text += '-';
      AppendNumber(text, month.month(), 2);
    }
  }
}

void Sheet::Add(std::initializer_list<Cell> row) {
  if (row.size() != columns_.size()) throw std::logic_error(feed_ + ": a row has " + std::to_string(row.size()) + " cells");
  cells_.resize(row.size());
  std::size_t i = 0;
  for (const Cell& cell : row) Put(cell, cells_[i++]);
  Spoil();
  WriteRow();
}

void Sheet::WriteRow() {
  const std::size_t begin = buffer_.size();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (i) buffer_ += ',';
    const std::string& cell = cells_[i];
    if (cell.find_first_of(",\"\n") == std::string::npos) {
      buffer_ += cell;
      continue;
    }
    buffer_ += '"';
    for (char c : cell) buffer_.append(c == '"' ? 2 : 1, c);
    buffer_ += '"';
  }
  if (form_.encoding == Encoding::kGb18030 && std::any_of(buffer_.begin() + begin, buffer_.end(), [](char c) { return c & 0x80; })) {
    const std::string row = ToGb18030(buffer_.substr(begin));
    buffer_.resize(begin);
    buffer_ += row;
  }
  buffer_ += form_.crlf ? "\r\n" : "\n";
  ++rows_;
  if (buffer_.size() >= kBufferBytes) Flush();
}

std::string* Sheet::Filled(bool (*fits)(Kind)) {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < cells_.size(); ++i)
    if (fits(columns_[i].kind) && !cells_[i].empty()) found.push_back(i);
  return found.empty() ? nullptr : &cells_[random_.Of(found)];
}

void Sheet::Spoil() {
  const Dirt& dirt = form_.dirt;
  std::int64_t draw = random_.Below(1'000'000);
  if ((draw -= dirt.copies) < 0) {
    WriteRow();
    return;
  }
  if ((draw -= dirt.conflicts) < 0) {
    WriteRow();
    if (std::string* cell = Filled(Variable)) *cell = *cell == "true" ? "false" : *cell == "false" ? "true" : *cell + "1";
    return;
  }
  if ((draw -= dirt.wrong_keys) < 0) {
    if (dirt.keep_rows) WriteRow();
    cells_[0] = WithWrongCheck(cells_[0]);
    return;
  }
  if ((draw -= dirt.orphans) < 0) {
    WriteRow();
    const std::string was = cells_[0];
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (cells_[i] == was) cells_[i] = CreditCode("330581", static_cast<std::uint64_t>(random_.Below(1'000'000)));
    return;
  }
  if ((draw -= dirt.malformed) < 0) {
    if (std::string* cell = Filled(Spoilable)) *cell = Malformed(random_, columns_[cell - cells_.data()].kind, *cell);
    return;
  }
  if ((draw -= dirt.emptied) < 0) {
    if (std::string* cell = Filled(Spoilable)) cell->clear();
    return;
  }
  if ((draw -= dirt.wrong_units) < 0) {
    std::string* cell = Filled(IsAmount);
    const std::size_t point = cell ? cell->find('.') : std::string::npos;
    if (point == std::string::npos || point < 5) return;
    std::string whole = cell->substr(0, point);
    const bool times = random_.Chance(5000) && whole.size() > 5;  // large enough to leave the range that the policy allows
    *cell = times ? whole + "0000.00" : whole.substr(0, whole.size() - 4) + "万元";
  }
}

void Sheet::Flush() {
  file_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

void Sheet::Close() {
  Flush();
  file_.close();
}

}  // namespace greenrule::huzhou
