#include "tools/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace greenrule::tools {
namespace {

constexpr std::size_t kMostLines = 15;

struct Total {
  double seconds = 0;
  std::uint64_t values = 0;
};

// "sum of 14 terms" counts as a sum of terms, whatever their number.
std::string Family(const std::string& operation) {
  std::string family;
  for (char c : operation)
    if (c < '0' || c > '9') family += c;
  if (const auto gap = family.find("  "); gap != std::string::npos) family.erase(gap, 1);
  return family;
}

std::string Table(const std::string& title, const std::string& head, const std::map<std::string, Total>& totals, double all, Language language) {
  std::vector<std::pair<std::string, Total>> sorted(totals.begin(), totals.end());
  std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second.seconds > b.second.seconds; });
  std::string text = "\n" + title + PadTo(head, 62 - title.size(), true) + "\n";
  Total rest;
  const auto line = [&](const std::string& name, const Total& total) {
    text += fmt::format("  {}{:>10.3f} ms {:>5.1f}%{:>12.3f} ns\n", PadTo(name, 36), total.seconds * 1e3, all > 0 ? 100 * total.seconds / all : 0,
                        total.values > 0 ? total.seconds * 1e9 / static_cast<double>(total.values) : 0);
  };
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i < kMostLines) {
      line(sorted[i].first, sorted[i].second);
    } else {
      rest.seconds += sorted[i].second.seconds;
      rest.values += sorted[i].second.values;
    }
  }
  if (sorted.size() > kMostLines)
    line(fmt::format("{} {}", sorted.size() - kMostLines, Console::Word(language, "more", "项其余")), rest);
  return text;
}

}  // namespace

std::string ProfileText(const RunFacts& facts, const std::vector<OperationCost>& costs, Language language) {
  std::map<std::string, Total> operations, rules, stages;
  double all = 0;
  for (const OperationCost& cost : costs) {
    const std::string rule = cost.symbol == kNone ? std::string("–") : facts.program.symbols[cost.symbol].name;
    for (Total* total : {&operations[Family(cost.operation)], &rules[rule], &stages[cost.stage]}) {
      total->seconds += cost.seconds;
      total->values += cost.values;
    }
    all += cost.seconds;
  }
  const auto word = [&](std::string_view english, std::string_view chinese) { return std::string(Console::Word(language, english, chinese)); };
  const std::string head = word("ns a value", "每值纳秒");
  std::string text = "\n" + word("Phases", "阶段") + "\n";
  const auto phase = [&](const std::string& name, double seconds) { text += fmt::format("  {}{:>10.3f} ms\n", PadTo(name, 36), seconds * 1e3); };
  phase(word("read", "读取"), facts.load_seconds);
  phase(word("evaluate", "计算"), facts.run_seconds);
  phase(word("write", "写出"), facts.write_seconds);
  text += Table(word("Stages", "计算步骤"), head, stages, all, language);
  text += Table(word("Operations", "运算"), head, operations, all, language);
  text += Table(word("Rules", "规则"), head, rules, all, language);
  return text;
}

}  // namespace greenrule::tools
