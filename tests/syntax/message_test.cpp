// Whole messages, in both languages. One mistake gives one message and stays in its clause.
#include <gtest/gtest.h>

#include "compiler/syntax/phrases.h"
#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

struct Case {
  std::string_view text, english, chinese;
};

// The message alone: `line:column message [code]` and the remedy.
std::string Short(const Parsed& parsed, Language language) {
  std::string text;
  for (const Diagnostic& d : parsed.sink.Sorted())
    text += std::to_string(d.range.begin_line) + ":" + std::to_string(d.range.begin_column) + " " +
            Message(d, language) + " [" + std::string(CodeName(d.code)) + "]\n" + Remedy(d, language) + "\n";
  return text;
}

constexpr Case kCases[] = {
    {"quantity x = a ; b\n",
     "1:16 `;` is no sign of the language [GR1010]\nleave it out; a new line begins what comes next\n",
     "1:16 `;` 不是本语言的符号 [GR1010]\n请删去；另起一行即可\n"},
    {"quantity x = a == b\n", "1:16 `==` is no sign of the language [GR1010]\nwrite `=`\n",
     "1:16 `==` 不是本语言的符号 [GR1010]\n请写 `=`\n"},
    {"policy p \"abc\n",
     "1:10 this text has no closing `\"` on its line [GR1011]\nclose the text with `\"`; inside a text, "
     "`\"\"` is one quote\n",
     "1:10 本行的文本缺少收尾的 `\"` [GR1011]\n请以 `\"` 收尾；文本之内用 `\"\"` 表示一个引号\n"},
    {"use 「abc\n", "1:5 this name has no closing `」` on its line [GR1012]\nclose the name with `」`\n",
     "1:5 本行的名称缺少收尾的 `」` [GR1012]\n请以 `」` 收尾\n"},
    {"quantity x = D > 2021-02-30\n",
     "1:18 there is no day `2021-02-30` [GR1013]\ncorrect the date; it is written year-month-day, "
     "`2021-03-01`\n",
     "1:18 不存在 `2021-02-30` 这一天 [GR1013]\n请更正日期，写法为年-月-日，如 `2021-03-01`\n"},
    {"use 「」\n", "1:5 there is no name between `「` and `」` [GR1015]\nwrite the name between them\n",
     "1:5 `「` 与 `」` 之间没有名称 [GR1015]\n请在其间写上名称\n"},
    {"polcy p\n",
     "1:1 a line begins with `polcy`, and no declaration has begun [GR1020]\ndid you mean `policy`?\n",
     "1:1 此行以 `polcy` 开头，而此前没有任何声明 [GR1020]\n是否应为 `policy`？\n"},
    {"  field x : text\n",
     "1:3 a line begins with `field`, and no declaration has begun [GR1020]\nwrite the declaration that it "
     "belongs to before it\n",
     "1:3 此行以 `field` 开头，而此前没有任何声明 [GR1020]\n请先写它所属的声明\n"},
    {"| a |\n| b |\n",
     "1:1 a line begins with `|`, and no declaration has begun [GR1020]\nwrite the declaration that it "
     "belongs to before it\n",
     "1:1 此行以 `|` 开头，而此前没有任何声明 [GR1020]\n请先写它所属的声明\n"},
    {"checklist C\n  item N a\n    hit wen b\n",
     "3:5 a line begins with `hit`, which is no keyword of an item [GR1021]\ndid you mean `hit when`?\n",
     "3:5 此行以 `hit` 开头，不是事项的关键词 [GR1021]\n是否应为 `hit when`？\n"},
    {"quantity x = a + and b\n", "1:18 `and` cannot stand here [GR1023]\na value can stand here\n",
     "1:18 此处不能写 `and` [GR1023]\n此处可以是一个值\n"},
    {"quantity x = sum a F\n",
     "1:20 `F` cannot stand here [GR1023]\nan operator, `of` or `by` can stand here\n",
     "1:20 此处不能写 `F` [GR1023]\n此处可以是运算符或 `按`\n"},
    {"feed F from D one per E\n",
     "1:15 `one per` cannot stand here [GR1023]\na new line, `,`, `=` or `and` can stand here\n",
     "1:15 此处不能写 `one per` [GR1023]\n此处可以是换行、`,`、`=` 或 `和`\n"},
    {"quantity x = if a then 1\n",
     "1:24 this ends too early, after `1` [GR1024]\nan operator or `else` can come next\n",
     "1:24 在 `1` 之后就结束了，不完整 [GR1024]\n其后可以是运算符或 `否则`\n"},
    {"中间量 x = 如近一年处罚次数 > 3 则 1 否则 0\n",
     "1:9 `如近一年处罚次数` is read as one name [GR1025]\nput blanks around the keyword: `如 "
     "近一年处罚次数`\n",
     "1:9 `如近一年处罚次数` 连在一起，被当作一个名称 [GR1025]\n关键词前后须空一格：`如 近一年处罚次数`\n"},
    {"中间量 x = 当近一年处罚次数 > 3 则 1 否则 0\n",
     "1:9 `当近一年处罚次数` is read as one name [GR1025]\nput blanks around the keyword: `当 "
     "近一年处罚次数`\n",
     "1:9 `当近一年处罚次数` 连在一起，被当作一个名称 [GR1025]\n关键词前后须空一格：`当 近一年处罚次数`\n"},
    {"清单 C\n  事项 N a\n    命中条件环境执法 中 有 b 的\n",
     "3:5 `命中条件环境执法` is read as one name [GR1025]\nput blanks around the keyword: `命中条件 "
     "环境执法`\n",
     "3:5 `命中条件环境执法` 连在一起，被当作一个名称 [GR1025]\n关键词前后须空一格：`命中条件 环境执法`\n"},
    {"中间量 x = 贷款 中 金额合计\n",
     "1:14 `金额合计` is read as one name [GR1025]\nput blanks around the keyword: `金额 合计`\n",
     "1:14 `金额合计` 连在一起，被当作一个名称 [GR1025]\n关键词前后须空一格：`金额 合计`\n"},
    {"quantity x = count F > 3\n",
     "1:14 `count F` is an aggregate with more after it, and where it ends is not said [GR1026]\n"
     "put the aggregate in brackets: `(count F) > 3`\n",
     "1:14 `count F` 是汇总，其后还有内容，汇总到哪里为止不明确 [GR1026]\n请给汇总加括号：`(count F) > 3`\n"},
    {"quantity x = sum a of F * b\n",
     "1:14 `sum a of F` is an aggregate with more after it, and where it ends is not said [GR1026]\n"
     "put the aggregate in brackets: `(sum a of F) * b`; or, if what follows belongs inside it: `sum (a * b) "
     "of F`\n",
     "1:14 `sum a of F` 是汇总，其后还有内容，汇总到哪里为止不明确 [GR1026]\n"
     "请给汇总加括号：`(sum a of F) * b`；如果后面的内容属于汇总之内，请写 `sum (a * b) of F`\n"},
    {"中间量 x = F 中 有 a 的 且 b\n",
     "1:9 `F 中 有 a 的` is an aggregate with more after it, and where it ends is not said [GR1026]\n"
     "put the aggregate in brackets: `(F 中 有 a 的) 且 b`; or, if what follows belongs inside it: `F 中 有 "
     "a 且 b 的`\n",
     "1:9 `F 中 有 a 的` 是汇总，其后还有内容，汇总到哪里为止不明确 [GR1026]\n"
     "请给汇总加括号：`(F 中 有 a 的) 且 b`；如果后面的内容属于汇总之内，请写 `F 中 有 a 且 b 的`\n"},
    {"quantity x = (a + b\n", "1:14 the bracket `(` is not closed [GR1027]\nclose it with `)`\n",
     "1:14 括号 `(` 没有收尾 [GR1027]\n请以 `)` 收尾\n"},
    {"quantity x = a)\n", "1:15 `)` closes no bracket [GR1028]\ndelete it, or open one before it\n",
     "1:15 `)` 没有对应的左括号 [GR1028]\n请删去，或补上左括号\n"},
    {"feed F\n  dated by from\n", "", ""},
    {"result for E from\n",
     "1:14 `from` is a keyword here and cannot be a name [GR1029]\nif it is a name, write `「from」`\n",
     "1:14 `from` 在此处是关键词，不能作名称 [GR1029]\n如果是名称，请写 `「from」`\n"},
    {"expect\n", "1:1 this ends too early, after `expect` [GR1024]\na name can come next\n",
     "1:1 在 `expect` 之后就结束了，不完整 [GR1024]\n其后可以是名称\n"},
    {"quantity x = a is hit > 3\n",
     "1:23 `>` goes on after `a is hit`, which is yes or no [GR1030]\nput what belongs together in brackets, "
     "or join the conditions with `and`\n",
     "1:23 `a is hit` 已是一个判断，其后不能再接 `>` [GR1030]\n请用括号分清先后，或用 `且` 连接各个条件\n"},
    {"quantity x = a > b is c\n",
     "1:20 `is` tests what has already been compared [GR1031]\njoin the two conditions with `and`, or put "
     "one in brackets\n",
     "1:20 `is` 之前已有一个比较 [GR1031]\n请用 `且` 连接两个条件，或给其中一个加括号\n"},
    {"quantity x = a = not b\n",
     "1:18 `not` stands inside a comparison or a calculation [GR1032]\nput brackets around it and the "
     "condition that it turns\n",
     "1:18 `not` 夹在比较或运算之中 [GR1032]\n请把它和所否定的条件一起用括号括起来\n"},
    {"checklist C\n  item N a\n    group g\n    group h\n",
     "4:5 `group` is given twice [GR1040]\nkeep one of them\n", "4:5 `group` 重复 [GR1040]\n请只保留一处\n"},
    {"清单 C\n  事项 N a\n    日期字段 d\n",
     "3:5 `日期字段` does not belong to an item [GR1041]\n"
     "an item can have `effective from`, `until`, `cites`, `from`, `applies when`, `hit when`, `group`\n",
     "3:5 事项没有 `日期字段` 这一项 "
     "[GR1041]\n事项可以有`自`、`有效期至`、`依据`、`来自`、`适用条件`、`命中条件`、`分组`\n"},
    {"statistic s\n", "1:1 this statistic has no formula [GR1042]\nadd `= formula`\n",
     "1:1 此统计没有公式 [GR1042]\n请补上`= 公式`\n"},
    {"factor f : number\n  = a\n  score\n",
     "3:3 this score has no rows [GR1042]\nadd the rows under it, `| <= 0.60 | 100 |`, or `score by NAME`\n",
     "3:3 此评分没有行 [GR1042]\n请补上在下面列出各行 `| <= 0.60 | 100 |`，或写 `评分 按 名称`\n"},
    {"example \"x\"\n  given F\n",
     "2:3 nothing is given here [GR1043]\nadd `= value`, `none`, or a table of rows under it\n",
     "2:3 此处没有给出内容 [GR1043]\n请写 `= 值`、`无`，或在下面列出各行\n"},
    {"department D\n  | a |\n",
     "2:3 a row of a table stands here, and a department has none [GR1044]\ndelete it, or begin the "
     "declaration that it belongs to\n",
     "2:3 此处出现表格的行，而部门没有行 [GR1044]\n请删去，或补上它所属的声明\n"},
    {"bands B\n  | <= 3 | 4 | 5 |\n",
     "2:3 this row has 3 cells where 2 are wanted [GR1045]\nwrite the condition and the score: `| <= 0.60 | "
     "100 |`\n",
     "2:3 此行有 3 格，应为 2 格 [GR1045]\n请写条件和得分：`| <= 0.60 | 100 |`\n"},
    {"bands B\n  | | 4 |\n",
     "2:3 this cell is empty [GR1046]\nwrite `-` for any value, or `missing`, or the value that is meant\n",
     "2:3 此格为空 [GR1046]\n任意值请写 `-`，缺失请写 `缺失`，否则写出具体的值\n"},
    {"repeal item N\n",
     "1:1 `repeal` changes a policy, and this file has no `amend` or `variant of` before it [GR1047]\nbegin "
     "the file with `amend policy to \"version\"`\n",
     "1:1 `repeal` 是对政策的修订，而本文件之前没有 `修订` 或 `参照 … 制定` [GR1047]\n请在文件开头写 `修订 "
     "政策名 为 \"版本\"`\n"},
    {"bands B\n  | a b | 4 |\n",
     "2:5 this cell cannot hold two names [GR1048]\nwrite one value; a name with a blank in it stands in "
     "「」\n",
     "2:5 此格不能写两个名称 [GR1048]\n请写一个值；名称之中有空格的，请用「」括起\n"},
    {"example \"x\"\n  expect F\n",
     "2:3 nothing is expected here [GR1049]\nadd `= value`, `is …`, `hit`, `clear`, `undetermined`, "
     "`missing`, or a table of rows under it\n",
     "2:3 此处没有写出预期 [GR1049]\n请写 `= 值`、`为 "
     "…`、`命中`、`未命中`、`待定`、`缺失`，或在下面列出各行\n"},
    {"table T gives a : text\n  | a | b |\n",
     "2:3 this head has no `||` [GR1050]\nwrite `||` between the columns that decide and the columns that "
     "result\n",
     "2:3 表头缺少 `||` [GR1050]\n请在条件列与结果列之间写 `||`\n"},
    {"quantity x = any F where any G where a\n",
     "1:26 `any` begins an aggregate inside the one that begins with `any` [GR1051]\nput the inner one in "
     "brackets\n",
     "1:26 `any` 是 `any` 开头的汇总之内的又一个汇总 [GR1051]\n请给里面的汇总加括号\n"},
};

TEST(Messages, AreWhole) {
  for (const Case& c : kCases) {
    const Parsed parsed(c.text);
    EXPECT_EQ(Short(parsed, Language::kEnglish), c.english) << c.text;
    EXPECT_EQ(Short(parsed, Language::kChinese), c.chinese) << c.text;
  }
}

TEST(Messages, TenMistakesGiveTen) {
  const Parsed parsed(
      "quantity a = 1 +\n"
      "feed F from D up 3\n"
      "  fild x : number\n"
      "  field y : number in\n"
      "checklist C\n"
      "  item N a\n    hitt when b\n"
      "  item M b\n    dated by c\n"
      "bands B\n  | 1 |\n  | 2 | 3 | 4 |\n"
      "quantity z = (a\n"
      "quantity w = 3 ; 4\n");
  EXPECT_EQ(parsed.Codes(), "GR1024 GR1023 GR1021 GR1024 GR1021 GR1041 GR1045 GR1045 GR1027 GR1010");
}

TEST(Messages, ABlockOfALiterateFileIsClosed) {
  const Parsed parsed("text\n```green\npolicy p\n", "p.green.md");
  EXPECT_EQ(Short(parsed, Language::kEnglish),
            "2:1 this ```green block is not closed [GR1017]\nend the block with a line of ```\n");
  EXPECT_NE(parsed.Dump().find("Policy"), std::string::npos);
}

TEST(Messages, AfterAThousandTheRestIsNotShown) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "use\n";
  const Parsed parsed(text);
  const auto sorted = parsed.sink.Sorted();
  ASSERT_EQ(sorted.size(), 1001u);
  EXPECT_EQ(CodeName(sorted.back().code), "GR1016");
  EXPECT_EQ(sorted.back().range.begin_line, 1001);
}

TEST(Messages, AFileHasALargestSize) {
  EXPECT_EQ(Parsed(std::string((64u << 20) + 1, ' ')).Codes(), "GR1005");
}

TEST(Messages, AMistakeStaysInItsDeclaration) {
  const Parsed parsed(
      "quantity a = (1 +\nquantity b = 2\nchecklist C\n  item N x\n    hit when (\n  item M y\n    hit when "
      "z\nquantity c = 3\n");
  EXPECT_EQ(parsed.sink.ErrorCount(), 2u);
  EXPECT_EQ(parsed.Dump().find("\"a\""), std::string::npos);
  EXPECT_NE(parsed.Dump().find("\"b\""), std::string::npos);
  EXPECT_NE(parsed.Dump().find("\"c\""), std::string::npos);
}

// For semantics: a name that nothing declares may be a keyword and a name without a blank.
TEST(Messages, GrownTogetherNamesAreParted) {
  using namespace phrase_group;
  EXPECT_EQ(PartKeyword("当近一年处罚次数", P, X), "当 近一年处罚次数");
  EXPECT_EQ(PartKeyword("金额合计", P, X), "金额 合计");
  EXPECT_EQ(PartKeyword("近一年处罚次数", P, X), "");
}

}  // namespace
}  // namespace greenrule::test
