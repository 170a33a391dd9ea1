#include "runtime/number/decimal_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace greenrule {

namespace {

constexpr std::array<std::string_view, 8> kBlanks = {" ", "\t", "\r", "\n", "\v", "\f", "\u00A0", "\u3000"};

struct WideForm {
  std::string_view text;
  char plain;
};
constexpr WideForm kWideForms[] = {
    {"０", '0'}, {"１", '1'}, {"２", '2'}, {"３", '3'}, {"４", '4'},
    {"５", '5'}, {"６", '6'}, {"７", '7'}, {"８", '8'}, {"９", '9'},
    {"＋", '+'}, {"－", '-'}, {"．", '.'}, {"，", ','}, {"\u2212", '-'},
};

// In plain ASCII, or nothing if some character has no place in a number.
std::optional<std::string> ToPlain(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    const WideForm* form = std::begin(kWideForms);
    while (form != std::end(kWideForms) && !text.starts_with(form->text)) ++form;
    if (form == std::end(kWideForms)) return std::nullopt;
    plain += form->plain;
    text.remove_prefix(form->text.size());
  }
  return plain;
}

// Whether the commas of a whole part part it in threes: 1 to 3 digits, the first not 0, then groups of 3.
bool GroupedInThrees(std::string_view whole) {
  const std::size_t head = whole.find(',');
  if (head == 0 || head > 3 || whole.front() == '0' || (whole.size() - head) % 4 != 0) return false;
  for (std::size_t i = head; i < whole.size(); ++i) {
    if ((whole[i] == ',') != ((i - head) % 4 == 0)) return false;
  }
  return true;
}

template <class Float>
bool ShortestDecimalOf(Float value, Float limit, std::int64_t& coefficient, int& decimals) {
  if (!(std::abs(value) < limit)) return false;
  // "-d.ddddde-XX": 17 digits, a sign, a point and an exponent at most.
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const std::string_view written(text, end - text);
  const std::size_t mark = written.find('e');
  int exponent = 0;
  std::string_view power = written.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);

  std::int64_t digits = 0;
  bool after_point = false;
  for (char c : written.substr(0, mark)) {
    if (c >= '0' && c <= '9') {
      digits = digits * 10 + (c - '0');
      exponent -= after_point;
    } else if (c == '.') {
      after_point = true;
    }
  }
  for (; exponent > 0; --exponent) digits *= 10;  // below the limit, so it fits
  coefficient = written.starts_with('-') ? -digits : digits;
  decimals = -exponent;
  return true;
}

}  // namespace

std::string_view TrimBlanks(std::string_view text) {
  for (bool trimmed = true; trimmed;) {
    trimmed = false;
    for (std::string_view blank : kBlanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        trimmed = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        trimmed = true;
      }
    }
  }
  return text;
}

std::optional<Decimal> ParseDecimalCell(std::string_view cell) {
  std::optional<std::string> plain = ToPlain(TrimBlanks(cell));
  if (!plain || plain->empty()) return std::nullopt;
  std::string& text = *plain;
  const std::size_t start = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const std::size_t point = std::min(text.find('.'), text.size());
  if (text.find(',') < point) {
    if (!GroupedInThrees(std::string_view(text).substr(start, point - start))) return std::nullopt;
    text.erase(std::remove(text.begin(), text.begin() + point, ','), text.begin() + point);
  } else if (point == start && text.size() > start + 1) {
    text.insert(start, 1, '0');
  }
  return ParseDecimal(text);
}

bool ParseDecimalFast(std::string_view cell, std::int64_t& coefficient, int& decimals) {
  constexpr std::size_t kMaxDigits = 18;
  const char* at = cell.data();
  const char* const end = at + cell.size();
  const bool negative = at != end && *at == '-';
  at += negative;
  if (end - at > static_cast<std::ptrdiff_t>(kMaxDigits + 1)) return false;
  const char* point = nullptr;
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (; at != end; ++at) {
    const unsigned digit = static_cast<unsigned char>(*at) - unsigned{'0'};
    if (digit <= 9) {
      value = value * 10 + digit;
      ++digits;
    } else if (*at == '.' && point == nullptr && digits > 0) {
      point = at;
    } else {
      return false;
    }
  }
  if (digits == 0 || digits > kMaxDigits || (point != nullptr && point + 1 == end)) return false;
  coefficient = negative ? -value : value;
  decimals = point == nullptr ? 0 : static_cast<int>(end - point - 1);
  return true;
}

bool ShortestDecimal(double value, std::int64_t& coefficient, int& decimals) {
  return ShortestDecimalOf(value, 0x1p53, coefficient, decimals);
}

bool ShortestDecimal(float value, std::int64_t& coefficient, int& decimals) {
  return ShortestDecimalOf(value, 0x1p24f, coefficient, decimals);
}

}  // namespace greenrule
