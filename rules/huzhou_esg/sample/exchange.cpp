#include "rules/huzhou_esg/sample/exchange.h"

#include <filesystem>

namespace greenrule::huzhou {

std::vector<Sheet*> Exchange::Of(int interface) {
  switch (interface) {
    case 1: return {&if01};
    case 2: return {&if02};
    case 3: return {&if03};
    case 4: return {&if04};
    case 5: return {&if05};
    case 6: return {&if06};
    case 7: return {&if07};
    case 8: return {&if08};
    case 9: return {&if09};
    case 10: return {&if10};
    case 11: return {&if11, &if11_2};
    case 12: return {&if12};
    case 13: return {&if13};
    case 14: return {&if14};
    case 15: return {&if15};
    case 16: return {&if16};
    case 17: return {&if17};
    case 18: return {&if18};
    case 19: return {&if19};
    case 20: return {&if20};
    case 21: return {&if21};
    case 22: return {&if22};
    case 23: return {&if23};
    case 24: return {&if24};
    case 25: return {&if25};
    case 26: return {&if26};
    case 27: return {&if27};
    case 28: return {&if28};
    case 29: return {&if29};
    case 30: return {&if30};
    case 31: return {&if31};
    case 32: return {&if32, &if32_2, &if32_3};
    case 33: return {&if33};
    case 34: return {&if34};
    case 35: return {&if35};
    case 36: return {&if36, &if36_2, &if36_3};
    case 37: return {&if37};
    default: return {&if38};
  }
}

std::vector<Sheet*> Exchange::All() {
  std::vector<Sheet*> all;
  for (int i = 1; i <= kInterfaces; ++i)
    for (Sheet* sheet : Of(i)) all.push_back(sheet);
  for (Sheet* sheet : {&if29_2, &if38_2, &if38_3}) all.push_back(sheet);
  return all;
}

AnswerLists::AnswerLists(Exchange& exchange) {
  const auto open = [&](int interface, const Sheet& sheet) {
    List& list = lists_.emplace_back(List{interface, {}, std::string(sheet.columns().front().name) + "\n"});
    list.file.exceptions(std::ios::badbit | std::ios::failbit);
    list.file.open(std::filesystem::path(exchange.folder) / (sheet.feed() + ".answers.csv"), std::ios::binary);
  };
  for (int i = 1; i <= kInterfaces; ++i)
    if (i != 18)
      for (Sheet* sheet : exchange.Of(i)) open(i, *sheet);
  open(0, exchange.if29_2);
}

void AnswerLists::Append(List& list, std::string_view key) {
  list.buffer.append(key) += '\n';
  if (list.buffer.size() < 1 << 16) return;
  list.file.write(list.buffer.data(), static_cast<std::streamsize>(list.buffer.size()));
  list.buffer.clear();
}

void AnswerLists::Add(const Firm& firm) {
  for (List& list : lists_) {
    if (list.interface == 0) continue;
    // Now and then a department answers for a branch and not for the enterprise: that says nothing about the enterprise.
    const bool answered = firm.answered[list.interface];
    if (answered) Append(list, firm.code);
    for (const Branch& branch : firm.branches)
      if (answered || firm.About(304).Chance(5'000)) Append(list, branch.code);
  }
}

void AnswerLists::AddProject(std::string_view ref) {
  for (List& list : lists_)
    if (list.interface == 0) Append(list, ref);
}

void AnswerLists::Close() {
  for (List& list : lists_) {
    list.file.write(list.buffer.data(), static_cast<std::streamsize>(list.buffer.size()));
    list.file.close();
  }
}

}  // namespace greenrule::huzhou
