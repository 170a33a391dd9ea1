// Every line of grammar/patterns.def as a text that can be parsed.
#pragma once

#include <string>
#include <string_view>

namespace greenrule::test {

struct Pattern {
  std::string_view host;  // of an option; empty for the others
  char form;
  std::string_view english, chinese;
};

inline constexpr Pattern kPatterns[] = {
#define DECLARATION(english, chinese) {"", 'd', english, chinese},
#define OPTION(host, english, chinese) {#host, 'o', english, chinese},
#define FORMULA(english, chinese) {"", 'f', english, chinese},
#define CELL(english, chinese) {"", 'c', english, chinese},
#include "grammar/patterns.def"
#undef DECLARATION
#undef OPTION
#undef FORMULA
#undef CELL
};

// What stands before an option, so that it belongs to something.
inline std::string Before(std::string_view host) {
  if (host == "Field") return "feed F\n  field X : number\n    ";
  if (host == "OneOf") return "feed F\n  field X : one of (A)\n    ";
  if (host == "Item") return "checklist C\n  item N X\n    ";
  if (host == "Example") return "example \"x\"\n  ";
  if (host == "Table") return "table T\n  ";
  if (host == "Parameter") return "parameter P : number\n  ";
  std::string word(host);
  word[0] = static_cast<char>(word[0] + 'a' - 'A');
  return word + " N\n  ";
}

inline std::string Whole(const Pattern& pattern, std::string_view text) {
  switch (pattern.form) {
    case 'd':
      return std::string(text) + "\n";
    case 'o':
      return Before(pattern.host) + std::string(text) + "\n";
    case 'f':
      return "quantity Q = " + std::string(text) + "\n";
    default:
      return "bands B\n  | " + std::string(text) + " | 1 |\n";
  }
}

}  // namespace greenrule::test
