// Texts that a person has read before and after: pairs/NAME.before, .after, and in both languages .en and .zh.
#include "tests/format/formatted.h"

namespace greenrule::test {
namespace {

void ExpectPair(const std::string& name, const std::string& ending) {
  const std::filesystem::path folder(PAIRS);
  const std::string before = ReadText(folder / (name + ".before" + ending)), path = name + ending;
  EXPECT_EQ(Done(before, kAsWritten, path), ReadText(folder / (name + ".after" + ending)));
  EXPECT_EQ(Done(before, kEnglish, path), ReadText(folder / (name + ".en" + ending)));
  EXPECT_EQ(Done(before, kChinese, path), ReadText(folder / (name + ".zh" + ending)));
}

TEST(Pairs, CommentsInAwkwardPlaces) { ExpectPair("awkward", ".green"); }
TEST(Pairs, FullWidthInput) { ExpectPair("full_width", ".green"); }
TEST(Pairs, LiterateFile) { ExpectPair("literate", ".green.md"); }

TEST(Tables, ColumnsAreAsWideAsTheirWidestCell) {
  EXPECT_EQ(Done("lookup L\n  key k : text\n  value 热值 : number\n|k|热值|\n|\"煤炭\"|-1.5|\n|\"x\"|20|\n"),
            "lookup L\n"
            "  key k : text\n"
            "  value 热值 : number\n"
            "  | k      | 热值 |\n"
            "  | \"煤炭\" | -1.5 |\n"
            "  | \"x\"    |   20 |\n");
}

TEST(Tables, OtherwiseStretchesOverItsColumns) {
  EXPECT_EQ(Done("table T gives B : text\nfirst match\n|A||B|\n|1||\"x\"|\n|otherwise||\"y\"|\n"),
            "table T gives B : text\n"
            "  first match\n"
            "  | A         || B   |\n"
            "  | 1         || \"x\" |\n"
            "  | otherwise || \"y\" |\n");
  EXPECT_EQ(Done("table T gives B : text\nfirst match\n|A|C||B|\n|1|2||\"x\"|\n|otherwise||\"y\"|\n"),
            "table T gives B : text\n"
            "  first match\n"
            "  | A | C     || B   |\n"
            "  | 1 | 2     || \"x\" |\n"
            "  | otherwise || \"y\" |\n");
}

TEST(Indentation, FollowsWhatAClauseIsPartOf) {
  EXPECT_EQ(Done("checklist C\ncites \"a\"\nitem N X\nhit when A and\nB\nitem M\nhit when (A or\nB)\n"),
            "checklist C\n"
            "  cites \"a\"\n"
            "  item N X\n"
            "    hit when A and\n"
            "        B\n"
            "  item M\n"
            "    hit when (A or\n"
            "          B)\n");
}

TEST(Quotes, StandOnlyWhereANameNeedsThem) {
  EXPECT_EQ(Done("quantity 「甲」 = 「乙」 + 「and」 + 「2a」 + 「a b」"),
            "quantity 甲 = 乙 + 「and」 + 「2a」 + 「a b」\n");
  EXPECT_EQ(Done("quantity Q = sum 合计 of 贷款"), "quantity Q = sum 合计 of 贷款\n");
  EXPECT_EQ(Done("quantity Q = X.「score」 + X.score", kChinese), "中间量 Q = X.「score」 + X.得分\n");
}

// A name that is a keyword of the language that the text is changed to.
TEST(Quotes, AreAddedAndTakenAwayByAChange) {
  const std::string english = "quantity Q = sum 「的」 of F where 甲 = 中 and as_of > 「评价日」\n";
  const std::string chinese = Done(english, kChinese);
  EXPECT_EQ(ContentOf(chinese), ContentOf(english));
  EXPECT_EQ(Done(chinese, kEnglish), Done(english, kEnglish));
}

TEST(Texts, AreKept) {
  EXPECT_EQ(Done("quantity Q = T = “a\"b” and T = \"１，（x\" and T = \"a\"\"b\""),
            "quantity Q = T = \"a\"\"b\" and T = \"１，（x\" and T = \"a\"\"b\"\n");
  EXPECT_EQ(Done("quantity Q = D = 2021-03-01 and M = 2021-03 and N = 2021 - 3"),
            "quantity Q = D = 2021-03-01 and M = 2021-03 and N = 2021 - 3\n");
}

}  // namespace
}  // namespace greenrule::test
