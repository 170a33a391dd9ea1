// Amendments and variants, from text to the consolidated declarations of each edition.
#include "compiler/semantics/editions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/editions_text.h"
#include "compiler/syntax/parse.h"
#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

struct Consolidated {
  SourceSet sources;
  DiagnosticSink sink;
  SyntaxTree tree;
  std::vector<EditionTree> editions;

  // Dump of the declaration of that name in an edition; empty if it is not there.
  std::string Dump(std::size_t edition, std::string_view name) const {
    for (const NodeId node : editions.at(edition).declarations)
      if (NamesOf(tree, node).name == name) return DumpTree(tree, node);
    return {};
  }
  NodeId Find(std::size_t edition, std::string_view name) const {
    for (const NodeId node : editions.at(edition).declarations)
      if (NamesOf(tree, node).name == name) return node;
    return kNoNode;
  }
  // "GR2904 2:5" for every diagnostic, file and line.
  std::vector<std::string> Problems() const {
    std::vector<std::string> problems;
    for (const Diagnostic& each : sink.Sorted())
      problems.push_back(std::string(CodeName(each.code)) + " " + std::to_string(each.range.file) + ":" + std::to_string(each.range.begin_line));
    return problems;
  }
  std::vector<std::string> Messages(Language language) const {
    std::vector<std::string> messages;
    for (const Diagnostic& each : sink.Sorted()) messages.push_back(Message(each, language));
    return messages;
  }
};

Consolidated Compile(const Files& files, std::string_view policy = {}) {
  Consolidated made;
  for (const auto& [path, text] : files) made.sources.AddText(path, text, made.sink, path.starts_with("stdlib/"));
  made.tree = Parse(made.sources, made.sink);
  made.editions = Consolidate(made.tree, made.sources, made.sink, policy);
  return made;
}

Day On(int year, int month, int day) { return static_cast<Day>(DayOfCivil({year, month, day})); }

bool Says(const std::string& dump, std::string_view text) { return dump.find(text) != std::string::npos; }

const char* const kBase = R"(policy demo "示范政策"
  version "2021.1"
  issued by "某局"
  effective from 2021-03-01

parameter 上限 : number
  3 from 2021-03-01
  2 from 2022-01-01 until 2023-12-31

checklist 负面清单
  item N01 一
    cites "甲"
    hit when 人数 > 上限
  item N02 二
    hit when 人数 > 3

factor E1 甲 : number = 收入 / 人数
  lower is better

factor E2 乙 : number = 收入

composite T1 总分
  | E1 | 60% |
  | E2 | 40% |

bands 档
  | <= 1      | 100 |
  | otherwise |   0 |

table 认定 gives 结果 : text
  first match
  | code | 负面清单 | 总分  || 结果 |
  | R1   | hit      | -     || "甲" |
  | R2   | -        | >= 60 || "乙" |
  | R9   | otherwise        || "丙" |

lookup 基准
  key 行业 : text
  value 值 : number
  | 行业 | 值 |
  | "A"  | 1  |
)";

std::string Amendment(const std::string& verbs, const std::string& day = "2022-07-01", const std::string& version = "2022.1") {
  return "amend demo to \"" + version + "\" \"决定\"\n  effective from " + day + "\n\n" + verbs;
}

TEST(Editions, APolicyWithoutAmendmentsIsOneEdition) {
  const auto made = Compile({{"demo.green", kBase}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 1u);
  EXPECT_EQ(made.editions[0].from, On(2021, 3, 1));
  EXPECT_EQ(made.editions[0].until, kLastDay);
  EXPECT_EQ(made.editions[0].policy, "demo");
  EXPECT_EQ(made.editions[0].version, "2021.1");
  EXPECT_EQ(made.editions[0].declarations.size(), 8u);
}

TEST(Editions, EachDayOfEffectBeginsAnEdition) {
  const auto made = Compile({{"b.green", Amendment("add factor E4 丁 : number = 人数", "2023-01-01", "2023.1")},
                             {"a.green", Amendment("add factor E3 丙 : number = 人数")},
                             {"demo.green", kBase}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 3u);
  EXPECT_EQ(made.editions[0].until, On(2022, 6, 30));
  EXPECT_EQ(made.editions[1].from, On(2022, 7, 1));
  EXPECT_EQ(made.editions[1].until, On(2022, 12, 31));
  EXPECT_EQ(made.editions[2].from, On(2023, 1, 1));
  EXPECT_EQ(made.editions[1].version, "2022.1");
  EXPECT_EQ(made.editions[2].version, "2023.1");
  EXPECT_EQ(made.editions[2].amendments.size(), 2u);
  EXPECT_EQ(made.Find(0, "丙"), kNoNode);
  EXPECT_NE(made.Find(1, "丙"), kNoNode);
  EXPECT_EQ(made.Find(1, "丁"), kNoNode);
  EXPECT_NE(made.Find(2, "丁"), kNoNode);
  EXPECT_EQ(made.tree.Text(made.tree.Child(made.editions[2].head, "title")), "示范政策");
  EXPECT_TRUE(made.tree.Items(made.editions[2].head, "verbs").empty());
}

TEST(Editions, WhatAChangeDoesNotNameStays) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment("change item N01\n  cites \"乙\"\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  const std::string before = made.Dump(0, "负面清单"), after = made.Dump(1, "负面清单");
  EXPECT_TRUE(Says(before, "Text \"甲\""));
  EXPECT_FALSE(Says(after, "Text \"甲\""));
  EXPECT_TRUE(Says(after, "Text \"乙\""));
  EXPECT_TRUE(Says(after, "Name \"上限\""));
  EXPECT_TRUE(Says(after, "code: Name \"N01\""));
  EXPECT_TRUE(Says(after, "name: Name \"一\""));
  EXPECT_EQ(made.Find(0, "甲"), made.Find(1, "甲"));  // untouched declarations are the same nodes
  const NodeId item = made.tree.Items(made.Find(1, "负面清单"), "items")[0];
  EXPECT_EQ(made.tree.Range(item).file, 1);  // the changed item points at the amendment
  EXPECT_EQ(made.tree.Range(made.tree.Items(made.Find(1, "负面清单"), "items")[1]).file, 0);
}

TEST(Editions, NewEntriesOfAParameterReplaceTheOldFromTheFirstOn) {
  const auto made = Compile({{"demo.green", kBase},
                             {"a.green", Amendment("change parameter 上限\n  5 from 2022-09-01\n  6 from 2023-01-01\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  const NodeId parameter = made.Find(1, "上限");
  std::string entries;
  for (const NodeId entry : made.tree.Items(parameter, "entries")) {
    entries += std::string(made.tree.Text(made.tree.Child(entry, "value"))) + " from " +
               std::string(made.tree.Text(made.tree.Child(entry, "from")));
    if (const NodeId until = made.tree.Child(entry, "until"); until != kNoNode) entries += " until " + std::string(made.tree.Text(until));
    entries += "; ";
  }
  EXPECT_EQ(entries, "3 from 2021-03-01; 2 from 2022-01-01; 5 from 2022-09-01; 6 from 2023-01-01; ");
}

TEST(Editions, AnEntryWithoutADayTakesEffectWithTheAmendment) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment("change parameter 上限 = 9\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_TRUE(Says(made.Dump(1, "上限"), "value: Number \"9\"\n      from: Date \"2022-07-01\""));
}

TEST(Editions, RowsWeightsBandsAndLookups) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment(R"(change table 认定 row R2
  | R2 | - | >= 70 || "乙" |
add to table 认定
  | R3 | - | >= 50 || "丁" |
change weights of T1
  | E1 | 50% |
  | E2 | 50% |
change bands 档
  | <= 2      | 90 |
  | otherwise | 10 |
add to lookup 基准
  | 值 | 行业 |
  | 2  | "B"  |
)")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  const auto rows = made.tree.Items(made.Find(1, "认定"), "rows");
  ASSERT_EQ(rows.size(), 4u);
  std::string codes;
  for (const NodeId row : rows) codes += made.tree.Text(made.tree.Child(row, "code"));
  EXPECT_EQ(codes, "R1R2R3R9");  // before the final `otherwise`
  EXPECT_TRUE(Says(DumpTree(made.tree, rows[1]), "Number \"70\""));
  EXPECT_TRUE(Says(made.Dump(1, "总分"), "Number \"50\""));
  EXPECT_FALSE(Says(made.Dump(1, "总分"), "Number \"60\""));
  EXPECT_TRUE(Says(made.Dump(1, "档"), "Number \"90\""));
  EXPECT_FALSE(Says(made.Dump(1, "档"), "Number \"100\""));
  EXPECT_TRUE(Says(made.Dump(1, "基准"), "Text \"B\"\n        Number \"2\""));
  EXPECT_TRUE(Says(made.Dump(0, "认定"), "Number \"60\""));
}

TEST(Editions, EqualWeightsTakeTheWeightsAway) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment("change weights of T1 equal\n  | E1 |\n  | E2 |\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_FALSE(Says(made.Dump(1, "总分"), "weight"));
  EXPECT_TRUE(Says(made.Dump(1, "总分"), "equal: Keyword"));
}

TEST(Editions, ItemsAndDeclarationsAreAddedAndRepealed) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment(R"(add to checklist 负面清单 item N03 三
  hit when 人数 > 9
repeal item N02
repeal factor E2
repeal table 认定 row R1
)")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_EQ(made.Find(1, "乙"), kNoNode);
  EXPECT_FALSE(Says(made.Dump(1, "负面清单"), "N02"));
  EXPECT_TRUE(Says(made.Dump(1, "负面清单"), "N03"));
  EXPECT_FALSE(Says(made.Dump(0, "负面清单"), "N03"));
  EXPECT_EQ(made.tree.Items(made.Find(1, "认定"), "rows").size(), 2u);
}

TEST(Editions, RepealAndAddInOneAmendmentWriteAThingAnew) {
  const auto made = Compile({{"demo.green", kBase}, {"a.green", Amendment("repeal factor E1\nadd quantity E1 甲 : number = 人数\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_EQ(made.tree.Kind(made.Find(1, "甲")), NodeKind::kQuantity);
  EXPECT_EQ(made.editions[1].declarations.size(), made.editions[0].declarations.size());
  EXPECT_EQ(made.editions[1].declarations[2], made.Find(1, "甲"));  // in the place of the old one
}

TEST(Editions, LaterAmendmentsBuildOnEarlierOnes) {
  const auto made = Compile({{"demo.green", kBase},
                             {"b.green", Amendment("change item N03\n  cites \"丁\"\n", "2023-01-01", "2023.1")},
                             {"a.green", Amendment("add to checklist 负面清单 item N03 三\n  hit when 人数 > 9\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_TRUE(Says(made.Dump(1, "负面清单"), "N03"));
  EXPECT_FALSE(Says(made.Dump(1, "负面清单"), "丁"));
  EXPECT_TRUE(Says(made.Dump(2, "负面清单"), "丁"));
}

TEST(Editions, TheOrderOfFilesAndVerbsDoesNotMatter) {
  const std::string a = Amendment("change factor E1\n  higher is better\n"), b = Amendment("add factor E3 丙 : number = 人数\nrepeal item N02\n", "2022-07-01", "2022.2");
  const auto one = Compile({{"1.green", a}, {"2.green", b}, {"3.green", kBase}});
  const auto other = Compile({{"1.green", kBase}, {"2.green", b}, {"3.green", a}});
  EXPECT_EQ(one.Problems(), std::vector<std::string>{});
  ASSERT_EQ(one.editions.size(), 2u);
  ASSERT_EQ(other.editions.size(), 2u);
  const auto dump = [](const Consolidated& made) {
    std::string all;
    for (const NodeId node : made.editions[1].declarations) all += DumpTree(made.tree, node);
    return all;
  };
  EXPECT_EQ(dump(one), dump(other));
}

TEST(Editions, UntilMovesTheEnd) {
  const std::string base = std::string(kBase).replace(std::string(kBase).find("effective from 2021-03-01"), 25, "effective from 2021-03-01 until 2023-12-31");
  const auto made = Compile({{"demo.green", base}, {"a.green", "amend demo to \"2023.1\" \"延长\"\n  effective from 2023-06-01 until 2025-12-31\n"}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 2u);
  EXPECT_EQ(made.editions[1].until, On(2025, 12, 31));
}

TEST(Editions, ExamplesBelongToTheEditionOfTheirDay) {
  const auto made = Compile({{"demo.green", std::string(kBase) + "example \"一\"\n  given 人数 = 1\n  expect 甲 = 1\n"
                                                                 "example \"二\"\n  as of 2023-01-01\n  given 人数 = 1\n  expect 甲 = 1\n"},
                             {"a.green", Amendment("repeal item N02\nexample \"三\"\n  given 人数 = 1\n  expect 甲 = 1\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  const auto titles = [&](std::size_t edition) {
    std::string all;
    for (const NodeId node : made.editions[edition].declarations)
      if (made.tree.Kind(node) == NodeKind::kExample) all += made.tree.Text(made.tree.Child(node, "title"));
    return all;
  };
  EXPECT_EQ(titles(0), "一");
  EXPECT_EQ(titles(1), "二三");
}

TEST(Editions, TheLibraryBelongsToEveryEditionAndIsNotAmended) {
  const auto made = Compile({{"demo.green", kBase}, {"stdlib/x.green", "parameter 库 : number = 1\n"},
                             {"a.green", Amendment("repeal item N02\nchange parameter 库 = 2\n")}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{"GR2907 2:5"});
  ASSERT_EQ(made.editions.size(), 2u);
  for (const auto& edition : made.editions) EXPECT_EQ(NamesOf(made.tree, edition.declarations[0]).name, "库");
}

// ---- variants ----

const char* const kVariant = R"(policy county "某县办法" variant of demo
  version "V1"
  effective from 2022-01-01

change item N01
  cites "县"
add factor K1 县因子 : number = 人数
)";

TEST(Editions, AVariantFollowsItsBaseAndKeepsItsOwnChanges) {
  const auto made = Compile({{"demo/demo.green", kBase},
                             {"demo/a.green", Amendment("add factor E3 丙 : number = 人数\nchange item N01\n  cites \"市\"\n")},
                             {"county.green", kVariant}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 2u);
  EXPECT_EQ(made.editions[0].from, On(2022, 1, 1));
  EXPECT_EQ(made.editions[0].policy, "county");
  EXPECT_EQ(made.editions[1].from, On(2022, 7, 1));
  EXPECT_EQ(made.Find(0, "丙"), kNoNode);
  EXPECT_NE(made.Find(1, "丙"), kNoNode);
  for (std::size_t edition : {0u, 1u}) {
    EXPECT_TRUE(Says(made.Dump(edition, "负面清单"), "县"));
    EXPECT_NE(made.Find(edition, "县因子"), kNoNode);
  }
  EXPECT_FALSE(Says(made.Dump(1, "负面清单"), "市"));
}

TEST(Editions, TheBaseOfASetCanBeAskedForByName) {
  const auto made = Compile({{"demo/demo.green", kBase}, {"county.green", kVariant}}, "demo");
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 1u);
  EXPECT_EQ(made.editions[0].policy, "demo");
  EXPECT_EQ(made.Find(0, "县因子"), kNoNode);
}

TEST(Editions, AVariantIsAmendedByItsOwnName) {
  const auto made = Compile({{"demo/demo.green", kBase}, {"county.green", std::string(kVariant) +
                             "amend county to \"V2\"\n  effective from 2023-01-01\nchange factor K1\n  = 收入\n"}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  ASSERT_EQ(made.editions.size(), 2u);
  EXPECT_EQ(made.editions[1].version, "V2");
  EXPECT_TRUE(Says(made.Dump(0, "县因子"), "formula: Name \"人数\""));
  EXPECT_TRUE(Says(made.Dump(1, "县因子"), "formula: Name \"收入\""));
}

TEST(Editions, TheDriverIsToldWhichBaseIsNeeded) {
  const auto alone = Compile({{"county.green", kVariant}});
  EXPECT_EQ(BaseOf(alone.tree), "demo");
  EXPECT_EQ(alone.Problems(), std::vector<std::string>{"GR2920 0:1"});
  EXPECT_TRUE(alone.editions.empty());
  const auto both = Compile({{"county.green", kVariant}, {"demo/demo.green", kBase}});
  EXPECT_EQ(BaseOf(both.tree), "");
}

TEST(Editions, AFileWithoutAHeadBelongsToTheNearestPolicy) {
  const auto made = Compile({{"county.green", kVariant}, {"demo/demo.green", kBase}, {"demo/more/x.green", "factor E9 壬 : number = 人数\n"}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{});
  EXPECT_NE(made.Find(0, "壬"), kNoNode);
}

// ---- mistakes ----

struct Mistake {
  const char* code;
  std::string amendment;
};
class EditionMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(EditionMistakes, IsReportedOnceInBothLanguages) {
  const auto made = Compile({{"demo.green", kBase}, {"z.green", GetParam().amendment}});
  const auto problems = made.Problems();
  ASSERT_EQ(problems.size(), 1u) << testing::PrintToString(problems) << testing::PrintToString(made.Messages(Language::kEnglish));
  EXPECT_EQ(problems[0].substr(0, 6), GetParam().code);
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    EXPECT_FALSE(made.Messages(language)[0].empty());
    EXPECT_EQ(made.Messages(language)[0].find("``"), std::string::npos) << made.Messages(language)[0];
    EXPECT_FALSE(Remedy(made.sink.Sorted()[0], language).empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, EditionMistakes,
    testing::Values(
        Mistake{"GR2901", "amend demi to \"2022.1\"\n  effective from 2022-07-01\nrepeal item N02\n"},
        Mistake{"GR2902", "amend demo to \"2022.1\"\nrepeal item N02\n"},
        Mistake{"GR2903", Amendment("repeal item N02\n", "2020-01-01")},
        Mistake{"GR2904", Amendment("change item N77\n  cites \"乙\"\n")},
        Mistake{"GR2904", Amendment("repeal factor E77\n")},
        Mistake{"GR2905", Amendment("change indicator E1\n  higher is better\n")},
        Mistake{"GR2905", Amendment("repeal indicator E1\n")},
        Mistake{"GR2906", Amendment("change factor E1 乙\n  higher is better\n")},
        Mistake{"GR2908", Amendment("change factor E1\n  higher is better\nchange factor 甲\n  = 收入\n")},
        Mistake{"GR2908", Amendment("change factor E1\n  higher is better\n") + "amend demo to \"2022.2\"\n  effective from 2022-07-01\nchange factor 甲\n  = 收入\n"},
        Mistake{"GR2908", Amendment("repeal factor E1\n") + "amend demo to \"2022.2\"\n  effective from 2022-07-01\nadd factor E1 甲 : number = 收入\n"},
        Mistake{"GR2909", Amendment("change table 认定 row R7\n  | R7 | - | >= 70 || \"乙\" |\n")},
        Mistake{"GR2909", Amendment("repeal table 认定 row R7\n")},
        Mistake{"GR2910", Amendment("change factor E1\n  lower is better\n")},
        Mistake{"GR2910", Amendment("change table 认定 row R2\n  | R2 | - | >= 60 || \"乙\" |\n")},
        Mistake{"GR2911", Amendment("change table 认定 row R2\n  | R2 | - || \"乙\" |\n")},
        Mistake{"GR2911", Amendment("add to table 认定\n  | R3 | - | - | - || \"乙\" |\n")},
        Mistake{"GR2912", Amendment("change table 认定 row R2\n  | R3 | - | >= 70 || \"乙\" |\n")},
        Mistake{"GR2913", Amendment("add factor E1 子 : number = 收入\n")},
        Mistake{"GR2913", Amendment("add to checklist 负面清单 item N02 子\n  hit when 人数 > 9\n")},
        Mistake{"GR2913", Amendment("add to table 认定\n  | R2 | - | >= 70 || \"乙\" |\n")},
        Mistake{"GR2914", Amendment("add to lookup 基准\n  | 行业 | 数 |\n  | \"B\" | 2 |\n")},
        Mistake{"GR2915", Amendment("change parameter 上限\n  5 from 2022-06-30\n")},
        Mistake{"GR2916", "amend demo to \"2022.1\"\n  effective from 2022-07-01\n"},
        Mistake{"GR2917", Amendment("repeal item N02\n") + "factor E3 丙 : number = 人数\n"},
        Mistake{"GR2918", "policy another\n  effective from 2021-03-01\n"},
        Mistake{"GR2919", "policy demo\n  effective from 2021-03-01\n"},
        Mistake{"GR2923", "example \"早\"\n  as of 2020-01-01\n  given 人数 = 1\n  expect 甲 = 1\n"},
        Mistake{"GR2924", "amend demo to \"2022.1\"\n  effective from 2022-07-01 until 2022-01-01\nrepeal item N02\n"},
        Mistake{"GR2925", Amendment("repeal item N02\n", "2022-07-01", "2021.1")},
        Mistake{"GR2927", "policy county variant of demo\n  effective from 2020-01-01\nrepeal item N02\n"}),
    [](const auto& info) { return std::string(info.param.code) + "_" + std::to_string(info.index); });

TEST(Editions, AMissingNameTellsWhereItWasRepealed) {
  const auto made = Compile({{"demo.green", kBase},
                             {"a.green", Amendment("repeal item N02\n")},
                             {"b.green", Amendment("change item N02\n  cites \"乙\"\n", "2023-01-01", "2023.1")}});
  const auto problems = made.sink.Sorted();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, Code::GR2904);
  ASSERT_EQ(problems[0].related.size(), 1u);
  EXPECT_EQ(problems[0].related[0].label.english, "repealed here");
  EXPECT_EQ(problems[0].related[0].range.file, 1);
}

TEST(Editions, FilesOfNoPolicyAreReported) {
  const auto made = Compile({{"a/a.green", "policy a\n"}, {"b/b.green", "policy b variant of a\n"}, {"x.green", "parameter P : number = 1\n"}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{"GR2926 2:1"});
  EXPECT_EQ(Compile({{"demo.green", kBase}}, "other").Problems(), std::vector<std::string>{"GR2928 -1:0"});
  EXPECT_EQ(Compile({{"x.green", "policy a\nchange item N1\n  cites \"x\"\n"}}).Problems(), std::vector<std::string>{"GR2921 0:2"});
}

TEST(Editions, AVariantOfItselfIsReported) {
  const auto made = Compile({{"x.green", "policy a variant of b\npolicy b variant of a\n"}});
  EXPECT_EQ(made.Problems(), std::vector<std::string>{"GR2922 0:2"});
  EXPECT_TRUE(made.editions.empty());
}

TEST(Editions, TextWithoutAHeadIsOneEdition) {
  const auto made = Compile({{"x.green", "parameter P : number = 1\n"}});
  ASSERT_EQ(made.editions.size(), 1u);
  EXPECT_EQ(made.editions[0].head, kNoNode);
  EXPECT_EQ(made.editions[0].from, kFirstDay);
  EXPECT_EQ(made.editions[0].declarations.size(), 1u);
}

TEST(Editions, ManyDeclarationsStayLinear) {
  const auto seconds = [](int n) {
    std::string base = "policy big\n  effective from 2021-01-01\nchecklist C\n", amend = "amend big to \"2\"\n  effective from 2022-01-01\n";
    for (int i = 0; i < n; ++i) base += "  item N" + std::to_string(i) + " 事项" + std::to_string(i) + "\n    hit when a > 1\n";
    for (int i = 0; i < n; ++i) base += "factor F" + std::to_string(i) + " 因子" + std::to_string(i) + " : number = a\n";
    for (int i = 0; i < n; i += 2) amend += "change item N" + std::to_string(i) + "\n  cites \"x\"\n";
    for (int i = 1; i < n; i += 2) amend += "repeal factor F" + std::to_string(i) + "\n";
    Consolidated made;
    made.sources.AddText("a.green", base, made.sink);
    made.sources.AddText("b.green", amend, made.sink);
    made.tree = Parse(made.sources, made.sink);
    const auto start = std::chrono::steady_clock::now();
    made.editions = Consolidate(made.tree, made.sources, made.sink);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(made.Problems(), std::vector<std::string>{});
    EXPECT_EQ(made.editions.size(), 2u);
    EXPECT_EQ(made.editions[1].declarations.size(), static_cast<std::size_t>(n / 2 + 1));
    return took.count();
  };
  const double some = seconds(2'000), many = seconds(20'000);
  EXPECT_LT(many, 40 * some + 0.5);  // ten times the text
}

}  // namespace
}  // namespace greenrule
