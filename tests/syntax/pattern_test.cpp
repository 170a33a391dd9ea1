// Every construct in both languages: grammar/patterns.def.
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "compiler/syntax/phrases.h"
#include "tests/syntax/parsed.h"
#include "tests/syntax/patterns.h"

namespace greenrule::test {
namespace {

TEST(Patterns, BothLanguagesGiveTheSameTree) {
  for (const Pattern& pattern : kPatterns) {
    const Parsed english(Whole(pattern, pattern.english)), chinese(Whole(pattern, pattern.chinese));
    EXPECT_EQ(english.Messages(), "") << pattern.english;
    EXPECT_EQ(chinese.Messages(), "") << pattern.chinese;
    EXPECT_EQ(english.Dump(), chinese.Dump()) << pattern.english << "\n" << pattern.chinese;
  }
}

TEST(Patterns, EveryPhraseStandsInOne) {
  std::set<std::pair<TokenKind, Language>> reached;
  for (const Pattern& pattern : kPatterns)
    for (std::string_view text : {pattern.english, pattern.chinese}) {
      const Parsed parsed(Whole(pattern, text));
      for (const Token& token : parsed.tree.tokens()) {
        const TokenKind kind = token.kind == TokenKind::kBuiltin ? token.phrase : token.kind;
        if (token.flags & token_flags::kEnglish) reached.insert({kind, Language::kEnglish});
        if (token.flags & token_flags::kChinese) reached.insert({kind, Language::kChinese});
      }
    }
  for (const Phrase& phrase : AllPhrases())
    EXPECT_TRUE(phrase.alias || reached.contains({phrase.kind, phrase.language})) << phrase.text;
}

// A further spelling is the same token as the phrase that it stands for.
TEST(Patterns, AliasesAreRead) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"quantity Q = A within 1 month before B", "quantity Q = A within 1 months before B"},
      {"quantity Q = A within 1 day before B", "quantity Q = A within 1 days before B"},
      {"quantity Q = A within 1 year before B", "quantity Q = A within 1 years before B"},
      {"quantity Q = A + 1 month", "quantity Q = A + 1 months"},
      {"quantity Q = A + 1 day", "quantity Q = A + 1 days"},
      {"quantity Q = A + 1 year", "quantity Q = A + 1 years"},
      {"quantity Q = A + 1日", "quantity Q = A + 1 days"},
      {"quantity Q = A 在 B 前 3 天内", "quantity Q = A within 3 days before B"},
      {"quantity Q = 当 A 则 B 否则 C", "quantity Q = if A then B else C"},
      {"quantity Q : number, 1 decimal = A", "quantity Q : number, 1 decimals = A"},
  };
  for (const auto& [alias, phrase] : pairs) {
    const Parsed read(alias), meant(phrase);
    EXPECT_EQ(read.Messages(), "") << alias;
    EXPECT_EQ(read.Dump(), meant.Dump()) << alias;
  }
}

// Two phrases of one language that are reserved in the same place must not begin alike without one being
// longer.
TEST(Patterns, NoSpellingIsTwoPhrasesInOnePlace) {
  const auto places = static_cast<std::uint16_t>(~(phrase_group::N | phrase_group::E));
  for (const Phrase& a : AllPhrases())
    for (const Phrase& b : AllPhrases())
      EXPECT_FALSE(&a < &b && a.text == b.text && (a.groups & b.groups & places) != 0) << a.text;
}

}  // namespace
}  // namespace greenrule::test
