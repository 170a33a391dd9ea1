// Every line of grammar/patterns.def is changed from one of its languages to the other as it stands there.
#include "compiler/syntax/phrases.h"
#include "tests/format/formatted.h"
#include "tests/syntax/patterns.h"

namespace greenrule::test {
namespace {

// A list has the signs with which it is written (、 or a comma).
std::string WithCommas(std::string text) {
  for (std::size_t at; (at = text.find("、")) != std::string::npos;) text.replace(at, 3, ", ");
  return text;
}

TEST(Patterns, EachLanguageIsChangedToTheOther) {
  for (const Pattern& pattern : kPatterns) {
    const std::string english = Whole(pattern, pattern.english), chinese = Whole(pattern, pattern.chinese);
    EXPECT_EQ(WithCommas(Done(chinese, kEnglish)), Done(english, kEnglish)) << pattern.chinese;
    EXPECT_EQ(Done(english, kChinese), WithCommas(Done(chinese, kChinese))) << pattern.english;
  }
}

// The English patterns are spelled as they are written; the Chinese ones too but for full-width signs.
TEST(Patterns, AreInTheirOwnLanguageAlready) {
  for (const Pattern& pattern : kPatterns)
    if (pattern.form != 'o') {
      const std::string english = Whole(pattern, pattern.english);
      EXPECT_EQ(Done(english, kEnglish), Done(english)) << pattern.english;
    }
}

// Where two spellings say the same, these are the ones that are written.
TEST(Patterns, OneSpellingIsChosen) {
  const std::pair<std::string_view, std::string_view> chosen[] = {
      {"A 缺失取 B", "A 缺失按 B 计"},
      {"A 为 非 命中", "A 不为 命中"},
      {"A 为 60～75", "A 为 60 至 75"},
      {"A 为 >= 60", "A 为 60以上"},
      {"A 为 < 60", "A 为 不满60"},
      {"A 为 > B", "A 为 超过 B"},
      {"A 为 <= 2021-01-01", "A 为 <= 2021-01-01"},
      {"当 A 则 B 否则 C", "如 A 则 B 否则 C"},
      {"A + 3日", "A + 3 天"},
      {"A 在 B 前 3 天内", "A 在 B 前 3 日内"},
      {"舍入(A, 2 位小数 单位 U)", "舍入(A, 2 单位 U)"},
      {"any F", "F 中 有记录"},
  };
  for (const auto& [written, wanted] : chosen)
    EXPECT_EQ(Done("quantity Q = " + std::string(written), kChinese), "中间量 Q = " + std::string(wanted) + "\n");
}

TEST(Patterns, OneIsSingularInEnglish) {
  EXPECT_EQ(Done("quantity Q : number, 1 decimals = A + 1 months + 2 month"),
            "quantity Q : number, 1 decimal = A + 1 month + 2 months\n");
  EXPECT_EQ(Done("中间量 Q = A 在 B 前 1 年内", kEnglish), "quantity Q = A within 1 year before B\n");
  for (const Phrase& phrase : AllPhrases())
    if (phrase.alias && phrase.language == Language::kEnglish) {
      EXPECT_EQ(CanonicalText(phrase.kind).size(), phrase.text.size() + 1) << phrase.text;
    }
}

// What binds in one language by its place needs brackets in the other, and keeps them.
TEST(Patterns, BracketsKeepTheMeaning) {
  const std::pair<std::string, std::string> pairs[] = {
      {"A if missing year of B", "A 缺失按 (B 年份) 计"},
      {"A within 3 days before latest B of F", "A 在 (F 中 B 最新值) 前 3 日内"},
      {"A within 3 days before B + latest C of F", "A 在 B + (F 中 C 最新值) 前 3 日内"},
      {"A within 3 days before B + 2 days and C", "A 在 B + 2 天 前 3 日内 且 C"},
      {"year of (P on A)", "(A 当日的 P) 年份"},
      {"P if missing 3 on A", "A 当日的 (P 缺失按 3 计)"},
      {"-year of A", "-A 年份"}};
  for (const auto& [english, chinese] : pairs) {
    EXPECT_EQ(Done("quantity Q = " + english, kChinese), "中间量 Q = " + chinese + "\n");
    EXPECT_EQ(ContentOf(Done("中间量 Q = " + chinese, kEnglish)), ContentOf("quantity Q = " + english));
  }
}

}  // namespace
}  // namespace greenrule::test
