// What an author reads: every finding about tables and scores with its example, in both languages.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/analysis/analyse.h"
#include "runtime/program/calendar.h"
#include "tests/analysis/table_maker.h"

namespace greenrule::analysis {
namespace {

struct Said {
  std::vector<std::string> english, chinese;
};

Said SayAll(const policy::Policy& policy) {
  DiagnosticSink sink;
  Analyse(policy, sink);
  Said said;
  for (const Diagnostic& each : sink.Sorted()) {
    const std::string code = std::string(CodeName(each.code)) + " ";
    said.english.push_back(code + Message(each, Language::kEnglish));
    said.chinese.push_back(code + Message(each, Language::kChinese));
  }
  return said;
}

using Lines = std::vector<std::string>;

TEST(Messages, AGapIsShownAsAWholeRow) {
  TableMaker maker;
  maker.Number("总分", 0, 100, 2);
  maker.Number("收入", 0, 100'000'000, 2, "万元", 10'000);
  maker.Row({maker.AtLeast(60), maker.Any()}, "R1");
  maker.Row({maker.Below(60), maker.AtLeast(200'000)}, "R2");
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3004 no row of `T` covers the case `总分` = 0, `收入` = 0万元"});
  EXPECT_EQ(said.chinese, Lines{"GR3004 `T` 没有任何一行涵盖 `总分` = 0，`收入` = 0万元 的情形"});
}

TEST(Messages, StepsLeaveNoGap) {
  TableMaker maker;
  maker.Number("户数", 0, 1000, 0);
  const policy::ExprId low = maker.Constant(59);
  maker.Row({maker.Cell(policy::Cell::kValues, {{policy::kNo, low, false, false}})});
  maker.Row({maker.AtLeast(60)});
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{});
}

TEST(Messages, ANumberOfAnyDecimalsHasAGapBetween59And60) {
  TableMaker maker;
  maker.Number("总分", 0, 100, -1);
  const policy::ExprId low = maker.Constant(59);
  maker.Row({maker.Cell(policy::Cell::kValues, {{policy::kNo, low, false, false}})});
  maker.Row({maker.AtLeast(60)});
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{"GR3004 no row of `T` covers the case `总分` = 59.1"});
}

TEST(Messages, AShadowedRowNamesTheRowThatDecides) {
  TableMaker maker;
  maker.Choice("等级", {"深绿", "中绿", "非绿"}, true);
  maker.YesNo("合规");
  maker.Row({maker.AtLeast(1), maker.Any()}, "R1");  // 中绿 or better
  maker.Row({maker.Is(0), maker.Is(1)}, "R2");
  maker.Row({maker.Otherwise(), maker.Otherwise()});
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3003 `R2` never matches: the rows above it decide every case first, `R1` for example when `等级` = 深绿, `合规` = yes"});
  EXPECT_EQ(said.chinese, Lines{"GR3003 `R2`永远不会匹配：所有情形都已由前面的行认定，例如 `等级` = 深绿，`合规` = 是 时由`R1`认定"});
}

TEST(Messages, AnEmptyCellIsNamed) {
  TableMaker maker;
  maker.Number("总分", 0, 100, 2);
  maker.Row({maker.Between(60, 40)});
  maker.Row({maker.AtLeast(200)});
  maker.Row({maker.Any()});
  EXPECT_EQ(SayAll(maker.Finish()).english, (Lines{"GR3001 row 1 never matches: no value of `总分` lies in this cell",
                                                   "GR3001 row 2 never matches: no value of `总分` lies in this cell"}));
}

TEST(Messages, OverlapsUnderUnique) {
  TableMaker maker;
  maker.table.policy = MatchPolicy::kUnique;
  maker.Number("总分", 0, 100, 2);
  maker.Row({maker.Between(0, 60)}, "R1");
  maker.Row({maker.Between(60, 100)}, "R2");
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3005 `R1` and `R2` both match when `总分` = 60, and only one row may"});
  EXPECT_EQ(said.chinese, Lines{"GR3005 `总分` = 60 时，`R1`和`R2`同时匹配，而本表只允许一行匹配"});
}

TEST(Messages, OtherwiseDoesNotGoWithUnique) {
  TableMaker maker;
  maker.table.policy = MatchPolicy::kUnique;
  maker.YesNo("合规");
  maker.Row({maker.Is(1)});
  maker.Row({maker.Otherwise()});
  EXPECT_EQ(SayAll(maker.Finish()).english,
            Lines{"GR3013 `otherwise` matches in every case, and beside it any other row that does, where only one may"});
}

TEST(Messages, MissingAndNotApplicableAreNotes) {
  TableMaker maker;
  maker.Number("总分", 0, 100, 2);
  maker.MayBe(true, true);
  maker.Row({maker.AtLeast(60)}, "R1");
  maker.Row({maker.Below(60)}, "R2");
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, (Lines{"GR3006 `总分` may be missing, and then `T` may give no outcome, for example when `总分` = missing",
                                 "GR3007 `总分` may be not applicable, and then `T` may give no outcome, for example when `总分` = not applicable"}));
  EXPECT_EQ(SeverityOf(Code::GR3006), Severity::kNote);
}

TEST(Messages, ARowForMissingAndOneForNotApplicableSettleIt) {
  TableMaker maker;
  maker.Number("总分", 0, 100, 2);
  maker.MayBe(true, true);
  maker.Row({maker.Missing()}, "R0");
  maker.Row({maker.AtLeast(60)}, "R1");
  maker.Row({maker.Otherwise()}, "R2");
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{});
}

TEST(Messages, UndeterminedMustBeSaid) {
  TableMaker maker;
  maker.Checklist("负面清单", true);
  maker.YesNo("合规");
  maker.Row({maker.Is(0), maker.Any()}, "R1");
  maker.Row({maker.Any(), maker.Is(0)}, "R2");
  maker.Row({maker.Is(2), maker.Any()}, "R3");
  maker.Row({maker.Any(), maker.Any()}, "R4");
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3012 `负面清单` may be undetermined, and `R2` decides that without saying so, for example when "
                                "`负面清单` = undetermined, `合规` = no"});
  EXPECT_EQ(said.chinese, Lines{"GR3012 `负面清单` 可能待定，`R2`未写明待定却对此作出认定，例如 `负面清单` = 待定，`合规` = 否"});
}

TEST(Messages, AChecklistThatIsNeverUndeterminedNeedsNoRowForIt) {
  TableMaker maker;
  maker.Checklist("负面清单", false);
  maker.Row({maker.Is(0)}, "R1");
  maker.Row({maker.Is(2)}, "R2");  // the author's caution
  maker.Row({maker.Is(1)}, "R3");
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{});
}

TEST(Messages, SumsNeedNotCoverButUndeterminedIsAsked) {
  TableMaker maker;
  maker.table.policy = MatchPolicy::kAll;
  maker.table.combine = policy::Table::kSum;
  maker.Checklist("负面清单", true);
  maker.Row({maker.Is(0)}, "R1");
  EXPECT_EQ(SayAll(maker.Finish()).english,
            Lines{"GR3011 `负面清单` may be undetermined, and no row of `T` decides that, for example when `负面清单` = undetermined"});
}

TEST(Messages, ParametersAreTakenOnTheirDays) {
  TableMaker maker;
  maker.policy.from = static_cast<Day>(DayOfCivil({2021, 1, 1}));
  maker.Number("总分", 0, 100, 0);
  policy::Parameter parameter;
  parameter.type = {policy::TypeKind::kNumber, policy::kNo, {}};
  const Day change = static_cast<Day>(DayOfCivil({2022, 1, 1}));
  parameter.entries = {{kFirstDay, change - 1, maker.Constant(60), {}, {}}, {change, kLastDay, maker.Constant(70), {}, {}}};
  maker.policy.parameters.push_back(parameter);
  policy::Expr name;
  name.kind = policy::ExprKind::kParameter;
  name.id = 0;
  maker.policy.exprs.push_back(name);
  const auto limit = static_cast<policy::ExprId>(maker.policy.exprs.size() - 1);
  maker.Row({maker.Cell(policy::Cell::kValues, {{limit, policy::kNo, false, false}})}, "R1");
  maker.Row({maker.Below(60)}, "R2");
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3004 no row of `T` covers the case `总分` = 60 (on 2022-01-01)"});
  EXPECT_EQ(said.chinese, Lines{"GR3004 `T` 没有任何一行涵盖 `总分` = 60（2022-01-01） 的情形"});
}

TEST(Messages, TextsDatesAndUnitsAreInTheAuthorsTerms) {
  TableMaker maker;
  maker.Text("行业");
  maker.Number("强度", 0, 100, 2, "吨CO2/万元");
  maker.Number("占比", 0, 1, 2, "%", Rational(1, 100));
  maker.Row({maker.IsText("C26"), maker.Any(), maker.Any()});
  maker.Row({maker.Any(), maker.Below(2), maker.Any()});
  maker.Row({maker.Any(), maker.Any(), maker.Below(Rational(1, 2))});
  EXPECT_EQ(SayAll(maker.Finish()).english,
            Lines{"GR3004 no row of `T` covers the case `行业` = any other text, `强度` = 2 [吨CO2/万元], `占比` = 50%"});
}

// Ten inputs of nine values: two of them must be equal, so the rows cover everything, but no splitting shows it in time.
TableMaker Pigeons() {
  TableMaker maker;
  constexpr int kInputs = 10, kValues = 9;
  for (int input = 0; input < kInputs; ++input) maker.Number("x" + std::to_string(input), 1, kValues, 0);
  for (int a = 0; a < kInputs; ++a)
    for (int b = a + 1; b < kInputs; ++b)
      for (int value = 1; value <= kValues; ++value) {
        std::vector<policy::Id> cells;
        for (int input = 0; input < kInputs; ++input)
          cells.push_back(input == a || input == b ? maker.Between(value, value) : maker.Any());
        maker.Row(cells);
      }
  return maker;
}

TEST(Messages, WhatIsNotProvedAsksForOtherwise) {
  TableMaker maker = Pigeons();
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{"GR3008 within 500000 boxes it is not proved that `T` covers every case"});
  TableMaker with = Pigeons();
  with.Row(std::vector<policy::Id>(10, with.Otherwise()));
  EXPECT_EQ(SayAll(with.Finish()).english, Lines{"GR3009 within 500000 boxes it is not proved that every row of `T` can match"});
}

// ---- scores ----

struct ScoreMaker : TableMaker {
  policy::Rule rule;
  ScoreMaker() {
    policy::Symbol symbol{policy::SymbolKind::kFactor, "E1", "强度", {}, {}, {}, {0, 2, 1, 2, 9}, policy::kNo};
    policy.symbols.push_back(symbol);
    rule.kind = policy::RuleKind::kFactor;
    rule.symbol = 0;
    rule.type = {policy::TypeKind::kNumber, policy::kNo, {}};
    rule.range = std::pair(Rational(0), Rational(10));
  }
  void Band(policy::Id cell, int points) {
    rule.score.kind = policy::Score::kBands;
    const auto line = static_cast<std::int32_t>(rule.score.bands.size()) + 10;
    rule.score.bands.push_back({cell, Rational(points), {0, line, 1, line, 5}});
  }
  policy::Id AtMost(const Rational& high) { return Cell(policy::Cell::kValues, {{policy::kNo, Constant(high), false, false}}); }
  const policy::Policy& Finish() {
    policy.rules.push_back(rule);
    return policy;
  }
};

TEST(Scores, BandsThatCoverAndFallAreQuiet) {
  ScoreMaker maker;
  maker.rule.direction = policy::Rule::kLowerIsBetter;
  maker.Band(maker.AtMost(1), 100);
  maker.Band(maker.AtMost(2), 85);
  maker.Band(maker.Otherwise(), 0);
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{});
}

TEST(Scores, AGapAnUnreachableBandAndAnEmptyOne) {
  ScoreMaker maker;
  maker.Band(maker.AtMost(2), 100);
  maker.Band(maker.AtMost(1), 85);
  maker.Band(maker.Between(11, 12), 1);
  maker.Band(maker.AtLeast(3), 0);
  EXPECT_EQ(SayAll(maker.Finish()).english,
            (Lines{"GR3021 no band of `E1 强度` covers `E1 强度` = 2.1", "GR3023 band 2 never matches: the bands above it take every value first",
                   "GR3022 band 3 never matches: no value lies in it"}));
}

TEST(Scores, BandsAgainstTheirDirection) {
  ScoreMaker maker;
  maker.rule.direction = policy::Rule::kLowerIsBetter;
  maker.Band(maker.AtMost(1), 60);
  maker.Band(maker.Otherwise(), 100);
  const Said said = SayAll(maker.Finish());
  EXPECT_EQ(said.english, Lines{"GR3025 `E1 强度` is better when lower, yet 0 scores 60 and 2, which is higher, scores 100"});
  EXPECT_EQ(said.chinese, Lines{"GR3025 `E1 强度` 越低越好，但 0 得 60 分，而更高的 2 得 100 分"});
}

TEST(Scores, BandsAgainstHigherIsBetter) {
  ScoreMaker maker;
  maker.rule.direction = policy::Rule::kHigherIsBetter;
  maker.Band(maker.AtMost(1), 60);
  maker.Band(maker.Otherwise(), 0);
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{"GR3026 `E1 强度` is better when higher, yet 0 scores 60 and 2, which is higher, scores 0"});
}

TEST(Scores, NamedBandsAreUnreachableOnlyIfForAllThatUseThem) {
  ScoreMaker maker;
  maker.rule.score.named = 0;
  maker.Band(maker.AtMost(1), 100);
  maker.Band(maker.Between(20, 30), 50);
  maker.Band(maker.Otherwise(), 0);
  policy::Policy alone = maker.Finish();
  EXPECT_EQ(SayAll(alone).english, Lines{"GR3022 band 2 never matches: no value lies in it"});
  policy::Rule wide = maker.rule;
  wide.range = std::pair(Rational(0), Rational(100));
  alone.rules.push_back(wide);
  EXPECT_EQ(SayAll(alone).english, Lines{});
}

TEST(Scores, PointsAscendAndKeepTheirDirection) {
  ScoreMaker maker;
  maker.rule.score.kind = policy::Score::kPoints;
  maker.rule.direction = policy::Rule::kHigherIsBetter;
  maker.rule.score.points = {{0, 0}, {5, 50}, {5, 60}};
  EXPECT_EQ(SayAll(maker.Finish()).english, Lines{"GR3028 the points of `E1 强度` do not ascend: 5 stands after 5"});
  maker.policy.rules[0].score.points = {{0, 0}, {5, 50}, {6, 40}};
  EXPECT_EQ(SayAll(maker.policy).english, Lines{"GR3026 `E1 强度` is better when higher, yet 5 scores 50 and 6, which is higher, scores 40"});
  maker.policy.rules[0].score.points = {{0, 0}};
  EXPECT_EQ(SayAll(maker.policy).english, Lines{"GR3027 the points of `E1 强度` are fewer than two, so they make no line"});
  maker.policy.rules[0].score.points = {{0, 0}, {5, 50}};
  EXPECT_EQ(SayAll(maker.policy).english, Lines{});
}

}  // namespace
}  // namespace greenrule::analysis
