#include "compiler/syntax/phrases.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <string>
#include <vector>

namespace greenrule {
namespace {

using namespace phrase_group;

struct Spelling {
  TokenKind kind;
  std::uint16_t groups;
  Language language;
  bool alias;
  std::string_view text;
};

constexpr Language LanguageOf(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text[0]) >= 0x80 ? Language::kChinese
                                                                      : Language::kEnglish;
}

constexpr Spelling kSpellings[] = {
#define PHRASE(id, english_groups, english, chinese_groups, chinese)      \
  {TokenKind::k##id, english_groups, Language::kEnglish, false, english}, \
      {TokenKind::k##id, chinese_groups, Language::kChinese, false, chinese},
#define PHRASE_ALIAS(id, groups, text) {TokenKind::k##id, groups, LanguageOf(text), true, text},
#include "grammar/phrases.def"
#undef PHRASE
#undef PHRASE_ALIAS
};

constexpr std::string_view kTokensShown[] = {
    "the end of the text",
#define TOKEN(id, shown) shown,
#include "grammar/tokens.def"
#undef TOKEN
};

// What the signs above that are no signs are called in Chinese.
constexpr std::pair<std::string_view, std::string_view> kChineseNames[] = {
    {"the end of the text", "文件结尾"},
    {"a name", "名称"},
    {"a number", "数字"},
    {"a date", "日期"},
    {"a month", "年月"},
    {"a text in quotes", "带引号的文本"},
    {"a function", "函数"},
};

struct Index {
  std::vector<Phrase> phrases;
  std::deque<std::vector<std::string_view>> words;
  boost::unordered_flat_map<std::string_view, std::vector<const Phrase*>> by_word;
  std::vector<std::string_view> english, chinese;  // by kind

  Index() : english(static_cast<std::size_t>(TokenKind::kTokenKinds)), chinese(english.size()) {
    for (const Spelling& s : kSpellings) {
      if (s.text.empty()) continue;
      auto& split = words.emplace_back();
      for (std::string_view rest = s.text; !rest.empty();) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        split.push_back(rest.substr(0, blank));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
      }
      phrases.push_back({s.kind, s.groups, s.language, s.alias, s.text, split});
      auto& shown = s.language == Language::kChinese ? chinese : english;
      if (!s.alias) shown[static_cast<std::size_t>(s.kind)] = s.text;
    }
    for (const Phrase& phrase : phrases) by_word[phrase.words[0]].push_back(&phrase);
    for (auto& [word, found] : by_word)
      std::ranges::stable_sort(found, std::greater<>(), [](const Phrase* p) { return p->words.size(); });
  }
};

const Index& TheIndex() {
  static const Index index;
  return index;
}

}  // namespace

std::span<const Phrase> AllPhrases() {
  return TheIndex().phrases;
}

std::span<const Phrase* const> PhrasesFrom(std::string_view word) {
  const auto& by_word = TheIndex().by_word;
  const auto found = by_word.find(word);
  if (found == by_word.end()) return {};
  return found->second;
}

bool IsKeyword(TokenKind kind) {
  return static_cast<std::size_t>(kind) >= std::size(kTokensShown);
}

Diagnostic::Argument Shown(TokenKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  if (!IsKeyword(kind)) {
    const std::string_view shown = kTokensShown[index];
    for (auto [english, chinese] : kChineseNames)
      if (shown == english) return {std::string(english), std::string(chinese)};
    return "`" + std::string(shown) + "`";
  }
  const auto& [english, chinese] = std::pair(TheIndex().english[index], TheIndex().chinese[index]);
  return {"`" + std::string(english.empty() ? chinese : english) + "`",
          "`" + std::string(chinese.empty() ? english : chinese) + "`"};
}

bool IsSpelled(TokenKind kind, Language language) {
  if (!IsKeyword(kind)) return true;
  const auto& texts = language == Language::kChinese ? TheIndex().chinese : TheIndex().english;
  return !texts[static_cast<std::size_t>(kind)].empty();
}

std::string PartKeyword(std::string_view name, std::uint16_t prefix_groups, std::uint16_t suffix_groups) {
  std::string_view prefix, suffix;
  bool verb = false;
  for (const Phrase& phrase : AllPhrases()) {
    if (phrase.language != Language::kChinese || phrase.words.size() > 1 || phrase.text.size() >= name.size())
      continue;
    if ((phrase.groups & prefix_groups) != 0 && name.starts_with(phrase.text) &&
        phrase.text.size() > prefix.size()) {
      prefix = phrase.text;
      verb = phrase.kind == TokenKind::kChange || phrase.kind == TokenKind::kAdd;
    }
    if ((phrase.groups & suffix_groups) != 0 && name.ends_with(phrase.text) &&
        phrase.text.size() > suffix.size())
      suffix = phrase.text;
  }
  if (!prefix.empty()) {
    const std::string rest(name.substr(prefix.size()));
    const std::string parted = verb ? PartKeyword(rest, phrase_group::D | phrase_group::S, 0) : std::string();
    return std::string(prefix) + " " + (parted.empty() ? rest : parted);
  }
  if (!suffix.empty())
    return std::string(name.substr(0, name.size() - suffix.size())) + " " + std::string(suffix);
  return {};
}

std::string_view CanonicalText(TokenKind kind) {
  return TheIndex().english[static_cast<std::size_t>(kind)];
}

}  // namespace greenrule
