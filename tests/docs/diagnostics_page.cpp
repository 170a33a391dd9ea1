#include <map>

#include "runtime/diagnostic/diagnostic.h"
#include "tests/docs/generated.h"
#include "tests/docs/page.h"

namespace greenrule::docs {
namespace {

struct Entry {
  std::string_view code, severity, english, english_remedy, chinese, chinese_remedy;
};

constexpr Entry kEntries[] = {
#define DIAGNOSTIC(code, severity, ...) {#code, #severity, __VA_ARGS__},
#include "runtime/diagnostic/diagnostics.def"
#undef DIAGNOSTIC
};

constexpr std::string_view kHead =
    "# Messages 诊断信息\n\n"
    "A section for every message, in both languages: what it says, and what puts it right. A message carries its code in brackets at the end\n"
    "of its first line. `…` stands for what the message names. Codes are stable: one that is withdrawn is not used again.\n\n"
    "本页逐条列出各诊断信息的中英文文本及补救办法。诊断信息首行末尾的方括号内是代码；`…` 代表信息中指明的内容。代码一经使用不再改作他用。\n";

struct Area {
  std::string_view prefix, english, chinese;
};
constexpr Area kAreas[] = {
    {"GR1", "Source text", "政策文本"},         {"GR2", "Names, types, units, rules, amendments", "名称、类型、计量单位、规则、修订"},
    {"GR3", "Tables, bands, what is unused", "决策表、分档、未用到的内容"}, {"GR4", "Ranges and widths", "范围与位宽"},
    {"GR5", "Program files", "程序文件"},       {"GR6", "Data", "数据"},
    {"GR7", "Command line and examples", "命令行与案例"},
    {"GR8", "Receipts, releases and ledgers", "运行凭证、发布与台账"}};

constexpr std::string_view kExplanation = "<!-- explanation -->";

// {0} and its like become ….
std::string Shown(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}') {
      out += "…";
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// A remedy that is nothing but an argument is worded for each case.
std::string ShownRemedy(std::string_view remedy, std::string_view by_case) {
  const std::string shown = Shown(remedy);
  return "  <br>→ " + (shown == "…" ? std::string(by_case) : shown) + "\n";
}

std::map<std::string, std::string> Explanations(std::string_view page) {
  std::map<std::string, std::string> kept;
  std::string code;
  bool keeping = false;
  for (const std::string& line : Lines(page)) {
    if (line.starts_with("### GR")) code = line.substr(4), keeping = false;
    else if (line.starts_with("## ")) keeping = false;
    if (line == kExplanation) keeping = true;
    if (keeping) kept[code] += line + "\n";
  }
  for (auto& [_, text] : kept)
    while (text.ends_with("\n\n")) text.pop_back();
  return kept;
}

std::string SeverityWords(std::string_view severity) {
  return severity == "error" ? "error 错误" : severity == "warning" ? "warning 警告" : "note 提示";
}

}  // namespace

std::string DiagnosticsPage(std::string_view old) {
  const std::map<std::string, std::string> kept = Explanations(old);
  std::map<std::string_view, const Entry*> sorted;  // within an area by code: the registry has them by subject
  for (const Entry& entry : kEntries) sorted[entry.code] = &entry;
  std::string out(kHead);
  for (const Area& area : kAreas) {
    out += "\n## " + std::string(area.english) + " · " + std::string(area.chinese) + "\n";
    for (const auto& [code, entry] : sorted) {
      if (!code.starts_with(area.prefix)) continue;
      out += "\n### " + std::string(code) + "\n\n" + SeverityWords(entry->severity) + "\n\n";
      out += "- " + Shown(entry->english) + "\n";
      if (!entry->english_remedy.empty()) out += ShownRemedy(entry->english_remedy, "the message says it for the case");
      out += "- " + Shown(entry->chinese) + "\n";
      if (!entry->chinese_remedy.empty()) out += ShownRemedy(entry->chinese_remedy, "信息中按具体情形写明");
      if (const auto text = kept.find(std::string(code)); text != kept.end()) out += "\n" + text->second;
    }
  }
  return out;
}

}  // namespace greenrule::docs
