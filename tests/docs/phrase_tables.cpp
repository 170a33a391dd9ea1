#include <array>
#include <vector>

#include "runtime/program/reason.h"
#include "tests/docs/generated.h"

namespace greenrule::docs {
namespace {

struct Pattern {
  std::string_view host, english, chinese;
};

constexpr std::string_view kDeclaration = "", kFormula = "=", kCell = "|";

constexpr Pattern kPatterns[] = {
#define DECLARATION(english, chinese) {kDeclaration, english, chinese},
#define OPTION(host, english, chinese) {#host, english, chinese},
#define FORMULA(english, chinese) {kFormula, english, chinese},
#define CELL(english, chinese) {kCell, english, chinese},
#include "grammar/patterns.def"
#undef DECLARATION
#undef OPTION
#undef FORMULA
#undef CELL
};

struct Spelling {
  std::string_view id, english, chinese;
  bool alias;
};

constexpr Spelling kSpellings[] = {
#define PHRASE(id, english_groups, english, chinese_groups, chinese) {#id, english, chinese, false},
#define PHRASE_ALIAS(id, groups, text) {#id, text, "", true},
#include "grammar/phrases.def"
#undef PHRASE
#undef PHRASE_ALIAS
};

// A text in a table's cell: each of its lines by itself, bars escaped.
std::string Cell(std::string_view text) {
  std::string out = "`";
  for (const char c : text) {
    if (c == '\n')
      out += "`<br>`";
    else if (c == '|')
      out += "\\|";
    else
      out += c;
  }
  return out + "`";
}

std::string Row(const Pattern& pattern, bool chinese) {
  const std::string en = Cell(pattern.english), zh = Cell(pattern.chinese);
  return "| " + (chinese ? zh : en) + " | " + (chinese ? en : zh) + " |\n";
}

std::string Aliases(bool chinese) {
  std::string out;
  for (const Spelling& alias : kSpellings) {
    if (!alias.alias) continue;
    for (const Spelling& main : kSpellings)
      if (!main.alias && main.id == alias.id) {
        const bool ascii = static_cast<unsigned char>(alias.english[0]) < 0x80;
        out += (out.empty() ? "" : chinese ? "、" : ", ") + Cell(alias.english) + (chinese ? "（同 " : " (as ") + Cell(ascii ? main.english : main.chinese) + (chinese ? "）" : ")");
      }
  }
  return out;
}

}  // namespace

std::string PhraseTables(bool chinese) {
  const std::string head = chinese ? "| 中文 | English |\n|---|---|\n" : "| English | 中文 |\n|---|---|\n";
  std::array<std::string, 3> tables;
  for (const Pattern& pattern : kPatterns) tables[pattern.host == kFormula ? 1 : pattern.host == kCell ? 2 : 0] += Row(pattern, chinese);
  std::string out = chinese ? "### 声明及其各项\n\n" : "### Declarations and their options\n\n";
  out += head + tables[0];
  out += std::string(chinese ? "\n### 公式\n\n" : "\n### Formulas\n\n") + head + tables[1];
  out += std::string(chinese ? "\n### 单元格，以及「为」之后\n\n" : "\n### Cells, and what stands after `is`\n\n") + head + tables[2];
  out += std::string(chinese ? "\n另可识别、但不会写出的写法：" : "\nFurther spellings are read and never written: ") + Aliases(chinese) + (chinese ? "。\n" : ".\n");
  return out;
}

std::string ReasonTable() {
  std::string out = "| Reason | 原因 |\n|---|---|\n";
  std::string_view before;
  const auto add = [&](std::string_view english, std::string_view chinese) {
    if (english != before) out += "| `" + std::string(english) + "` | " + std::string(chinese) + " |\n";
    before = english;
  };
#define REASON(name, byte, english, chinese) add(english, chinese);
  GREENRULE_REASONS(REASON)
#undef REASON
  return out;
}

}  // namespace greenrule::docs
