// Nothing that an author can type crashes, hangs, or takes memory without bound.
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "compiler/syntax/phrases.h"
#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

std::string Times(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

std::string CodesOf(const std::string& text) {
  return Parsed(text).Codes();
}

TEST(Hostile, NestingIsRefusedHoweverItIsMade) {
  constexpr int kDeep = 100000;
  EXPECT_EQ(CodesOf("quantity x = " + Times("(", kDeep) + "a" + Times(")", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("(", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times(")", kDeep)), "GR1028");
  EXPECT_EQ(CodesOf("quantity x = " + Times("not ", kDeep) + "a"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("- ", kDeep) + "a"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("if a then 1 else ", kDeep) + "2"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("max(1, ", kDeep) + "1" + Times(")", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = a" + Times(" if missing b", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("year of ", kDeep) + "a"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = " + Times("days from a to ", kDeep) + "a"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = a is " + Times("not ", kDeep) + "b"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = a" + Times(".b", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = a" + Times(" months", kDeep)), "GR1022");
  EXPECT_EQ(CodesOf("bands B\n  |" + Times("not ", kDeep) + "b| 1 |"), "GR1022");
  EXPECT_EQ(CodesOf("quantity x = a 为 " + Times("非 ", kDeep) + "b"), "GR1022");
}

// What is refused is refused for its depth alone: just above half of the limit is no mistake.
TEST(Hostile, OrdinaryNestingIsRead) {
  EXPECT_EQ(CodesOf("quantity x = " + Times("(", 90) + "a" + Times(")", 90)), "");
  EXPECT_EQ(CodesOf("quantity x = " + Times("if a then 1 else ", 90) + "2"), "");
  EXPECT_EQ(CodesOf("quantity x = a" + Times(" and not b", 5000)), "");
  EXPECT_EQ(CodesOf("quantity x = a" + Times(" + -b.c / year of d", 5000)), "");
  EXPECT_EQ(CodesOf("quantity x = max(a" + Times(", if b then c else d", 5000) + ")"), "");
}

TEST(Hostile, RandomBytesGiveMessages) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    Parsed parsed(bytes);
    EXPECT_LE(parsed.sink.Sorted().size(), 1002u);
  }
}

// Words of the language in any order get further into the parser than bytes do.
TEST(Hostile, RandomWordsGiveMessages) {
  std::mt19937 random(2);
  const auto phrases = AllPhrases();
  const std::string_view others[] = {"a",  "甲",    "3",     "20万元", "(",  ")", "|",          "||",
                                     "\n", "\n",    "\n  ",  ",",      ":",  "=", "2021-01-01", "\"t\"",
                                     "+",  "-",     "*",     "/",      "<=", "%", "[",          "]",
                                     ".",  "# c\n", "「x」", "不满75", "\"", "「"};
  for (int round = 0; round < 1000; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      const bool phrase = random() % 2 == 0;
      text += phrase ? phrases[random() % phrases.size()].text : others[random() % std::size(others)];
      text += random() % 5 == 0 ? "" : " ";
    }
    Parsed parsed(text);
    const std::string messages = parsed.Messages(round % 2 == 0 ? Language::kEnglish : Language::kChinese);
    EXPECT_EQ(messages.empty(), parsed.sink.Sorted().empty()) << text;
  }
}

// A sound text with one byte or line changed.
TEST(Hostile, SpoiltPoliciesGiveMessages) {
  const std::string whole =
      "policy p\nfeed F A from D, many per E\n  field x : number in 元, range 0 to 10亿元\n"
      "checklist C\n  item N a\n    hit when any F where x >= 20万元 and d within 24 months before as_of\n"
      "table T gives g : text\n  first match\n  | code | a || g |\n  | R | 60 to 75 || \"x\" |\n  | S | "
      "otherwise || \"y\" |\n";
  std::mt19937 random(3);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string cut = whole.substr(0, i), changed = whole;
    changed[i] = "(|\"\n =,:9x"[random() % 10];
    Parsed(cut).Messages();
    Parsed(changed).Messages();
  }
}

TEST(Hostile, TenMegabytesAreReadInLinearTime) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(CodesOf("quantity x = " + std::string(10 << 20, 'a')), "");
  EXPECT_EQ(CodesOf(std::string(10 << 20, '\n')), "");
  EXPECT_EQ(CodesOf("quantity x = \"" + std::string(10 << 20, 'a') + "\""), "");
  EXPECT_EQ(CodesOf("quantity x = " + std::string(10 << 20, '9')), "GR1014");
  Parsed semicolons(Times(";\n", 1 << 20));
  EXPECT_EQ(semicolons.sink.Sorted().size(), 1001u);
  Parsed mistakes(Times("quantity x = +\n", 1 << 18));
  EXPECT_EQ(mistakes.sink.Sorted().size(), 1001u);
  Parsed names(Times("quantity x = a + b * c\n", 1 << 16));
  EXPECT_EQ(names.Codes(), "");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 120) << "far more than it takes, far less than what is not linear would";
}

}  // namespace
}  // namespace greenrule::test
