// From text to the checked policy: what declarations become. Their mistakes are golden cases (tests/golden/cases/declarations).
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "compiler/semantics/check.h"
#include "compiler/semantics/constant_csv.h"
#include "compiler/semantics/editions.h"
#include "compiler/semantics/order.h"
#include "compiler/semantics/print.h"
#include "compiler/syntax/parse.h"

namespace greenrule {
namespace {

struct Checked {
  policy::Policy policy;
  std::string messages;

  const policy::Rule& Rule(std::string_view name) const {
    for (const auto& rule : policy.rules) {
      if (policy.symbols[rule.symbol].name == name) return rule;
    }
    ADD_FAILURE() << "no rule " << name;
    return policy.rules.at(0);
  }
  const policy::Lookup& Lookup(std::string_view name) const {
    for (const auto& lookup : policy.lookups) {
      if (policy.symbols[lookup.symbol].name == name) return lookup;
    }
    ADD_FAILURE() << "no lookup " << name;
    return policy.lookups.at(0);
  }
  const policy::Field& Field(std::string_view feed, std::string_view name) const {
    for (const auto& field : policy.fields) {
      if (policy.symbols[field.symbol].name == name &&
          policy.symbols[policy.feeds[field.feed].symbol].name == feed) {
        return field;
      }
    }
    ADD_FAILURE() << "no field " << feed << "." << name;
    return policy.fields.at(0);
  }
};

Checked CheckSources(const SourceSet& sources, DiagnosticSink& sink) {
  Checked made;
  SyntaxTree tree = Parse(sources, sink);
  const auto editions = Consolidate(tree, sources, sink);
  EXPECT_EQ(editions.size(), 1u);
  if (!editions.empty()) made.policy = CheckEdition(tree, editions[0], sources, sink);
  for (const Diagnostic& d : sink.Sorted()) {
    made.messages += std::to_string(d.range.begin_line) + ":" + std::to_string(d.range.begin_column) + " " +
                     std::string(CodeName(d.code)) + " " + Message(d, Language::kEnglish) + "\n";
  }
  return made;
}

Checked CheckText(std::string_view text) {
  DiagnosticSink sink;
  SourceSet sources;
  sources.AddText("test.green", text, sink);
  return CheckSources(sources, sink);
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

const std::filesystem::path kCases = GREENRULE_TEST_CASES;

// One entity, its register, a feed of events.
constexpr std::string_view kBase = R"(
policy p "P"
  effective from 2021-01-01
unit 元, 2 decimals, range -1000000000000 to 1000000000000
unit 万吨
entity 企业 key 代码 : text
  listed in 登记
feed 登记, one per 企业
  field 收入 : number in 元, range 0 to 1亿元
  field 支出 : number in 元
  field 人数 : integer
  field 地区 : text
feed 处罚, many per 企业, up to 10
  dated by 日期
  field 日期 : date
  field 金额 : number in 元, 2 decimals, range 0 to 1000000
)";

Checked CheckBody(std::string_view body) { return CheckText(std::string(kBase) + std::string(body)); }

TEST(Declarations, TheDescriptionsPolicyIsTheSameInBothLanguages) {
  const Checked english = CheckText(ReadFile(kCases / "section1_en.green"));
  const Checked chinese = CheckText(ReadFile(kCases / "section1_zh.green"));
  EXPECT_EQ(english.messages, "");
  EXPECT_EQ(chinese.messages, "");
  EXPECT_TRUE(PrintPolicy(english.policy) == PrintPolicy(chinese.policy));
}

TEST(Declarations, TheDescriptionsPolicyDump) {
  const Checked checked = CheckText(ReadFile(kCases / "section1_en.green"));
  EXPECT_TRUE(PrintPolicy(checked.policy) == ReadFile(kCases / "section1.policy")) << PrintPolicy(checked.policy);
}

TEST(Declarations, AFieldHasItsUnitsDecimalsAndRange) {
  const Checked checked = CheckBody("");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.Field("登记", "收入").decimals, 2);
  EXPECT_EQ(checked.Field("登记", "收入").highest, 100'000'000);
  EXPECT_TRUE(checked.Field("登记", "收入").has_range);
  EXPECT_EQ(checked.Field("登记", "支出").highest, 1'000'000'000'000);
  EXPECT_FALSE(checked.Field("登记", "支出").has_range);
  EXPECT_EQ(checked.Field("登记", "人数").decimals, 0);
  EXPECT_EQ(checked.Field("登记", "人数").highest, 1'000'000'000);
  EXPECT_EQ(checked.Field("登记", "地区").columns, std::vector<std::string>{"地区"});
}

TEST(Declarations, AFeedTakesAThousandRowsUnlessItSays) {
  const Checked checked = CheckBody("feed 警告, many per 企业\n  field 日期 : date\n");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.policy.feeds[1].up_to, 10u);
  EXPECT_EQ(checked.policy.feeds[2].up_to, 1000u);
}

TEST(Declarations, AUnionHasTheFieldsOfItsFeeds) {
  const Checked checked = CheckBody(R"(
feed 警告, many per 企业, up to 5
  dated by 日期
  field 日期 : date
  field 等级 : one of (轻、重)
feed 全部 = 处罚 and 警告, distinct by 日期
)");
  EXPECT_EQ(checked.messages, "");
  const policy::Feed& both = checked.policy.feeds[3];
  EXPECT_EQ(both.up_to, 15u);
  ASSERT_EQ(both.fields.size(), 3u);
  EXPECT_EQ(both.dated_by, both.fields[0]);
  EXPECT_EQ(both.distinct_by, std::vector<policy::Id>{both.fields[0]});
  EXPECT_EQ(checked.policy.fields[both.fields[2]].type, checked.Field("警告", "等级").type);
}

TEST(Declarations, TwoEqualListsOfValuesAreOneType) {
  const Checked checked = CheckBody(R"(
feed 甲, one per 企业
  field 一 : one of (轻、重)
  field 二 : one of (轻 as "L"、重)
  field 三 : one of (重、轻)
)");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.Field("甲", "一").type, checked.Field("甲", "二").type);
  EXPECT_NE(checked.Field("甲", "一").type, checked.Field("甲", "三").type);
  EXPECT_EQ(checked.Field("甲", "二").written, (std::vector<std::vector<std::string>>{{"L"}, {"重"}}));
}

TEST(Declarations, AParametersEntryEndsTheDayBeforeTheNext) {
  const Checked checked = CheckBody(R"(
parameter 上限 : integer
  2 from 2022-01-01
  3 from 2021-01-01
  1 from 2023-01-01 until 9999-12-31
quantity 次数 for 企业 = at least 上限 处罚
)");
  EXPECT_EQ(checked.messages, "");
  const auto& entries = checked.policy.parameters.at(0).entries;
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].until + 1, entries[1].from);
  EXPECT_EQ(entries[1].until + 1, entries[2].from);
  EXPECT_EQ(checked.policy.exprs[entries[1].value].constant.number, 2);
}

TEST(Declarations, AnInForceKeyIsTheLast) {
  const Checked checked = CheckBody(R"(
lookup 利率
  key 自 : in force
  key 期限
  value 值 : number in %
  | 自         | 期限 | 值   |
  | 2021-01-20 | "1Y" | 3.85 |
  | 2021-12-20 | "1Y" | 3.80 |
)");
  EXPECT_EQ(checked.messages, "");
  const policy::Lookup& lookup = checked.Lookup("利率");
  EXPECT_EQ(lookup.keys[0].name, "期限");
  EXPECT_EQ(lookup.keys[1].kind, KeyKind::kInForce);
  ASSERT_EQ(lookup.rows.size(), 2u);
  EXPECT_EQ(lookup.rows[1].keys[0].text, "1Y");
  EXPECT_EQ(lookup.rows[1].values[0].number, Rational(38, 1000));
}

TEST(Declarations, AFormulaIsRoundedWhereItsDeclarationSaysSo) {
  const Checked checked = CheckBody(R"(
quantity 人均 : number in 万元, 2 decimals half even = 收入 / 人数
quantity 不舍入 : number in 万元 = 收入 / 人数
)");
  EXPECT_EQ(checked.messages, "");
  const policy::Expr& formula = checked.policy.exprs[checked.Rule("人均").formula];
  EXPECT_EQ(formula.kind, policy::ExprKind::kRound);
  EXPECT_EQ(formula.number, 100);  // a hundredth of 万元, in 元
  EXPECT_EQ(formula.mode, RoundingMode::kHalfEven);
  EXPECT_EQ(checked.policy.exprs[checked.Rule("不舍入").formula].kind, policy::ExprKind::kDivide);
}

TEST(Declarations, RulesStandAfterWhatTheyRestOn) {
  const Checked checked = CheckBody(R"(
composite 总, 2 decimals
  | 因 | 100% |
factor 因 : number in 元 = 乙 + 1元
  score = 100 - 因 / 1元
  when missing is excluded
quantity 乙 = 甲 * 2
quantity 甲 = 收入
)");
  EXPECT_EQ(checked.messages, "");
  std::string order;
  for (const auto& rule : checked.policy.rules) order += checked.policy.symbols[rule.symbol].name;
  EXPECT_EQ(order, "甲乙因总");
  EXPECT_EQ(checked.policy.rules[3].members.at(0).rule, 2u);
  const policy::Expr& formula = checked.policy.exprs[checked.policy.rules[1].formula];
  EXPECT_EQ(checked.policy.exprs[formula.args[0]].id, 0u);
}

TEST(Declarations, EqualWeightsAreExactThirds) {
  const Checked checked = CheckBody(R"(
factor 一 : number in 元 = 收入
factor 二 : number in 元 = 支出
factor 三 : number in 元 = 收入 - 支出
composite 总, equal
  | 一 |
  | 二 |
  | 三 |
)");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.Rule("总").members.at(2).weight, Rational(1, 3));
  EXPECT_TRUE(checked.Rule("总").may_be_missing);
}

TEST(Declarations, WhatCanBecomeOfARule) {
  const Checked checked = CheckBody(R"(
quantity 定 for 企业 = 收入 if missing 0
factor 补 : number in 元 = 收入
  score
    | >= 100  | 1 |
    | otherwise | 0 |
  when missing score 0
factor 离 : number in 元 = 收入
  applies when 地区 = "甲"
  score
    | >= 100  | 1 |
    | otherwise | 0 |
  when missing is excluded
composite 总
  | 补 | 50% |
  | 离 | 50% |
)");
  EXPECT_EQ(checked.messages, "");
  EXPECT_FALSE(checked.Rule("定").may_be_missing);
  EXPECT_TRUE(checked.Rule("补").may_be_missing);
  EXPECT_FALSE(checked.Rule("补").score_may_be_missing);
  EXPECT_TRUE(checked.Rule("离").may_be_not_applicable);
  EXPECT_TRUE(checked.Rule("离").score_may_be_missing);
  EXPECT_FALSE(checked.Rule("总").may_be_missing);  // what leaves leaves, and 补 always stays
  EXPECT_FALSE(checked.Rule("总").may_be_not_applicable);
}

TEST(Declarations, EachTableOutputIsARule) {
  const Checked checked = CheckBody(R"(
grades 等级 worst first : 差 > 好
table 认定 gives 级 : 等级, 比例 : number in %
  | code | 收入      || 比例 | 级 |
  | R1   | >= 100元  || 12   | 好 |
  | R2   | otherwise || 0    | 差 |
)");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.policy.choice_types[checked.Rule("级").type.id].values, (std::vector<std::string>{"好", "差"}));
  EXPECT_EQ(checked.Rule("比例").output, 1u);
  const policy::Table& table = checked.policy.tables.at(0);
  EXPECT_EQ(checked.policy.exprs[table.rows[0].outputs[1]].constant.number, Rational(12, 100));
  EXPECT_EQ(checked.policy.symbols[table.rows[1].symbol].code, "R2");
}

TEST(Declarations, OwnReasonsAreSortedAndEachOnce) {
  const Checked checked = CheckBody(R"(
quantity 一 = if 收入 > 0元 then 收入 else missing "乙因"
quantity 二 = if 收入 > 0元 then 收入 else missing "甲因"
quantity 三 = if 收入 > 1元 then 收入 else missing "乙因"
)");
  EXPECT_EQ(checked.messages, "");
  EXPECT_EQ(checked.policy.own_reasons, (std::vector<std::string>{"乙因", "甲因"}));
}

TEST(Declarations, AFileOfConstantsHasALimit) {
  const auto folder = std::filesystem::temp_directory_path() / "greenrule_declarations_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "p.green") << "lookup 大 from \"big.csv\"\n  key 甲\n";
  std::ofstream(folder / "big.csv") << "甲\n";
  std::filesystem::resize_file(folder / "big.csv", 257u << 20);  // a hole: takes no room
  DiagnosticSink sink;
  SourceSet sources;
  ASSERT_TRUE(sources.AddPolicy(folder, sink));
  EXPECT_EQ(CheckSources(sources, sink).messages,
            "1:15 GR2568 `big.csv` is larger than 256 MB, too large for constants\n");
  std::filesystem::remove_all(folder);
}

TEST(Declarations, ExamplesGiveAndExpect) {
  const Checked checked = CheckBody(R"(
factor 次 for 企业 = (count 处罚) + 0
  score
    | >= 1 | 0 |
    | otherwise | 1 |
  when missing score 0
checklist 清单
  item N1 欠税
    hit when 收入 > 0元
example "几个主体"
  given 企业
    | 代码 | 收入 | 次 |
    | "a"  | 3    |    |
    | "b"  |      | 4  |
  given 处罚
    | 代码 | 日期       | 金额  |
    | "a"  | 2021-06-01 | 1万元 |
  given 次.score for "a" = missing
  expect 次 for "a" = 1
  expect 清单 for "a" hit N1
  expect 次.score for "b" is (0、1)
  expect 企业
    | 代码 | 清单         |
    | "b"  | undetermined |
)");
  EXPECT_EQ(checked.messages, "");
  const policy::Example& example = checked.policy.examples.at(0);
  ASSERT_EQ(example.given_rows.size(), 2u);
  EXPECT_EQ(example.given_rows[0].rows[1].cells.at(0).state, kBlank);
  EXPECT_EQ(example.given_rows[1].rows[0].cells.at(1).number, 10'000);
  ASSERT_EQ(example.given_values.size(), 2u);
  EXPECT_EQ(example.given_values[0].key, std::vector<std::string>{"b"});
  EXPECT_EQ(example.given_values[1].kind, policy::GivenValue::kScore);
  ASSERT_EQ(example.expectations.size(), 4u);
  EXPECT_EQ(example.expectations[1].items.size(), 1u);
}

TEST(Declarations, AHundredThousandRulesTakeSeconds) {
  std::string text(kBase);
  text += "quantity q0 = 收入\n";
  for (int i = 1; i < 100'000; ++i) {
    text += "quantity q" + std::to_string(i) + " : number in 元 = q" + std::to_string(i - 1) + " + 1元\n";
  }
  DiagnosticSink sink;
  SourceSet sources;
  sources.AddText("test.green", text, sink);
  SyntaxTree tree = Parse(sources, sink);
  const auto editions = Consolidate(tree, sources, sink);
  const auto start = std::chrono::steady_clock::now();
  const policy::Policy policy = CheckEdition(tree, editions.at(0), sources, sink);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_FALSE(sink.HasErrors());
  EXPECT_EQ(policy.rules.size(), 100'000u);
  EXPECT_LT(took, std::chrono::seconds(60));  // a few seconds; quadratic would take hours
}

TEST(Order, WhatIsNeededGoesFirst) {
  const auto order = semantics::OrderByNeed({{2}, {}, {1}});
  EXPECT_EQ(order.sequence, (std::vector<std::uint32_t>{1, 2, 0}));
  EXPECT_TRUE(order.rings.empty());
}

TEST(Order, RingsShareNoNode) {
  const auto order = semantics::OrderByNeed({{1}, {2, 0}, {0}, {3}, {0}});
  EXPECT_EQ(order.rings, (std::vector<std::vector<std::uint32_t>>{{0, 1, 2}, {3}}));
  EXPECT_EQ(order.sequence.size(), 5u);
}

TEST(Order, ALongChainWithManyRingsIsLinear) {
  std::vector<std::vector<std::uint32_t>> needs(200'000);
  for (std::uint32_t i = 0; i < needs.size(); ++i) needs[i] = {(i + 1) % static_cast<std::uint32_t>(needs.size()), 0};
  EXPECT_EQ(semantics::OrderByNeed(needs).sequence.size(), needs.size());
}

TEST(ConstantCsv, QuotesBlanksAndLineEnds) {
  const auto csv = semantics::ReadConstantCsv("\xEF\xBB\xBF" "a, b\r\n\"x,\"\"1\"\"\", 2 \r\n\r\ny,\"\"\n");
  EXPECT_EQ(csv.problem, semantics::ConstantCsv::Problem::kNone);
  EXPECT_EQ(csv.header, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(csv.records.size(), 2u);
  EXPECT_EQ(csv.records[0].cells, (std::vector<std::string>{"x,\"1\"", "2"}));
  EXPECT_EQ(csv.records[1].line, 4);
}

TEST(ConstantCsv, Problems) {
  using Problem = semantics::ConstantCsv::Problem;
  const auto problem = [](std::string_view text) { return semantics::ReadConstantCsv(text).problem; };
  EXPECT_EQ(problem(""), Problem::kNoHeader);
  EXPECT_EQ(problem("a\n\"x"), Problem::kOpenQuote);
  EXPECT_EQ(problem("a\n\"x\"y"), Problem::kTextAfterQuote);
  EXPECT_EQ(problem("a,b\nx\n"), Problem::kWidth);
  EXPECT_EQ(problem("a\n\xC0\xAF\n"), Problem::kNotUtf8);
}

}  // namespace
}  // namespace greenrule
