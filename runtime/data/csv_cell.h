// One cell of a CSV file on its way out (RFC 4180): in quotes where it needs them.
#pragma once

#include <string>
#include <string_view>

namespace greenrule {

inline void AppendCsvCell(std::string_view text, std::string& to) {
  const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos ||
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

}  // namespace greenrule
