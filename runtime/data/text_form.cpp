#include "runtime/data/text_form.h"

#include <fmt/format.h>

#include <boost/locale.hpp>
#include <cstring>

namespace greenrule {
namespace {

// The length of the well-formed character at the start, 0 if there is none.
std::size_t CharacterLength(const unsigned char* at, std::size_t left) {
  const auto trail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < left && at[i] >= low && at[i] <= high;
  };
  const unsigned lead = at[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return trail(1) ? 2 : 0;
  if (lead == 0xE0) return trail(1, 0xA0) && trail(2) ? 3 : 0;
  if (lead == 0xED) return trail(1, 0x80, 0x9F) && trail(2) ? 3 : 0;
  if (lead >= 0xE1 && lead <= 0xEF) return trail(1) && trail(2) ? 3 : 0;
  if (lead == 0xF0) return trail(1, 0x90) && trail(2) && trail(3) ? 4 : 0;
  if (lead >= 0xF1 && lead <= 0xF3) return trail(1) && trail(2) && trail(3) ? 4 : 0;
  if (lead == 0xF4) return trail(1, 0x80, 0x8F) && trail(2) && trail(3) ? 4 : 0;
  return 0;
}

// The offset of the first character that is not well-formed.
std::size_t WellFormedLength(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t i = 0;
  while (i < bytes.size()) {
    while (i + 8 <= bytes.size()) {
      std::uint64_t word;
      std::memcpy(&word, at + i, 8);
      if ((word & 0x8080808080808080u) != 0) break;
      i += 8;
    }
    if (i == bytes.size()) break;
    const std::size_t length = CharacterLength(at + i, bytes.size() - i);
    if (length == 0) break;
    i += length;
  }
  return i;
}

const std::locale& UnicodeLocale() {
  static const std::locale locale = boost::locale::generator()("en_US.UTF-8");
  return locale;
}

// Characters that neither decompose nor combine with a neighbour.
bool NeverChanges(unsigned code) {
  if (code < 0x300) return true;
  return (code >= 0x2010 && code <= 0x205F) || (code >= 0x2190 && code <= 0x21FF && code != 0x219A && code != 0x219B) ||
         (code >= 0x2460 && code <= 0x25FF) || (code >= 0x3001 && code <= 0x3029) ||
         (code >= 0x3030 && code <= 0x303F) || (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xFF01 && code <= 0xFF9D);
}

}  // namespace

bool IsUtf8(std::string_view bytes) { return WellFormedLength(bytes) == bytes.size(); }

bool IsPlainlyComposed(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = at + text.size();
  while (at != end) {
    if (*at < 0xCC) {  // U+0000 to U+02FF
      at += *at < 0x80 ? 1 : 2;
    } else if (*at >= 0xE0 && *at < 0xF0) {
      if (!NeverChanges((at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu))) return false;
      at += 3;
    } else {
      return false;
    }
  }
  return true;
}

std::string Composed(std::string_view text) {
  if (IsPlainlyComposed(text)) return std::string(text);
  return boost::locale::normalize(text.data(), text.data() + text.size(), boost::locale::norm_nfc, UnicodeLocale());
}

std::string PlainWidth(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if ((lead == 0xEF || lead == 0xE3) && i + 2 < text.size()) {
      const unsigned code = (lead & 0x0Fu) << 12 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6 |
                            (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
      const bool blank = code == 0x3000;
      if (blank || (code >= 0xFF01 && code <= 0xFF5E)) {
        plain += blank ? ' ' : static_cast<char>(code - 0xFF01 + 0x21);
        i += 2;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

std::string UpperAscii(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return upper;
}

std::string FoldedCase(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80)
      return boost::locale::fold_case(text.data(), text.data() + text.size(), UnicodeLocale());
  }
  return LowerAscii(text);
}

std::string Printable(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t good = WellFormedLength(bytes);
    text += bytes.substr(0, good);
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    text += fmt::format("\\x{:02X}", static_cast<unsigned char>(bytes.front()));
    bytes.remove_prefix(1);
  }
  return text;
}

}  // namespace greenrule
