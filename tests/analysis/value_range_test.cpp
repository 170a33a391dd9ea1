#include "compiler/analysis/value_range.h"

#include <gtest/gtest.h>

#include "compiler/analysis/value_text.h"
#include "tests/analysis/table_maker.h"

namespace greenrule::analysis {
namespace {

using policy::ExprKind;

policy::ExprId Add(policy::Policy& policy, ExprKind kind, std::vector<policy::ExprId> args) {
  policy::Expr expr;
  expr.kind = kind;
  expr.args = std::move(args);
  policy.exprs.push_back(std::move(expr));
  return static_cast<policy::ExprId>(policy.exprs.size() - 1);
}

ValueRange Range(const Rational& low, const Rational& high, const Rational& step) { return {low, high, step}; }

TEST(ValueRange, FieldsAndFormulas) {
  TableMaker maker;
  maker.Number("a", -2, 3, 1);
  maker.Number("b", 0, 10, 0);
  const policy::ExprId a = maker.table.inputs[0], b = maker.table.inputs[1];
  policy::Policy& policy = maker.policy;
  const auto sum = Add(policy, ExprKind::kAdd, {a, b}), difference = Add(policy, ExprKind::kSubtract, {a, b});
  const auto product = Add(policy, ExprKind::kMultiply, {a, b}), largest = Add(policy, ExprKind::kMaximum, {a, b});
  const auto half = Add(policy, ExprKind::kDivide, {b, maker.Constant(2)}), quotient = Add(policy, ExprKind::kDivide, {b, b});
  const auto size = Add(policy, ExprKind::kAbsolute, {a});
  ValueRanges ranges(policy);
  EXPECT_EQ(ranges.Of(a), Range(-2, 3, Rational(1, 10)));
  EXPECT_EQ(ranges.Of(sum), Range(-2, 13, Rational(1, 10)));
  EXPECT_EQ(ranges.Of(difference), Range(-12, 3, Rational(1, 10)));
  EXPECT_EQ(ranges.Of(product), Range(-20, 30, Rational(1, 10)));
  EXPECT_EQ(ranges.Of(largest), Range(-2, 10, Rational(1, 10)));
  EXPECT_EQ(ranges.Of(half), Range(0, 5, Rational(1, 2)));
  EXPECT_EQ(ranges.Of(quotient), (ValueRange{Rational(0), std::nullopt, std::nullopt}));
  EXPECT_EQ(ranges.Of(size), Range(0, 3, Rational(1, 10)));
}

TEST(ValueRange, WhatIsMissingOtherwiseLeavesTheRange) {
  TableMaker maker;
  maker.Number("a", 0, 10, 0);
  const policy::ExprId a = maker.table.inputs[0], nothing = Add(maker.policy, ExprKind::kNothing, {});
  const auto if_known = Add(maker.policy, ExprKind::kIf, {a, a, nothing});
  const auto never = Add(maker.policy, ExprKind::kIf, {a, nothing, nothing});
  ValueRanges ranges(maker.policy);
  EXPECT_EQ(ranges.Of(if_known), Range(0, 10, 1));
  EXPECT_EQ(ranges.Of(never), ValueRange{});
}

TEST(ValueRange, DeepSharedFormulasAreLookedAtOnceAndStayModest) {
  TableMaker maker;
  maker.Number("a", 0, 1'000'000, 2);
  policy::ExprId x = maker.table.inputs[0];
  for (int i = 0; i < 100'000; ++i) x = Add(maker.policy, ExprKind::kMultiply, {x, x});
  ValueRanges ranges(maker.policy);
  EXPECT_FALSE(ranges.Of(x).high.has_value());
  EXPECT_EQ(ranges.Of(x).low, Rational(0));
}

TEST(ValueRange, CompositesLieBetweenTheirMembersScores) {
  policy::Policy policy;
  policy.scopes.resize(1);
  policy::Rule member;
  member.score.kind = policy::Score::kBands;
  member.score.bands = {{0, Rational(20), {}}, {0, Rational(90), {}}};
  member.when_missing = policy::WhenMissing::kScore;
  policy.exprs.push_back({.kind = policy::ExprKind::kConstant, .constant = {policy::TypeKind::kNumber, kKnown, 10, ""}});
  member.missing_score = 0;
  policy::Rule other = member;
  other.when_missing = policy::WhenMissing::kNone;
  other.missing_score = policy::kNo;
  policy::Rule whole;
  whole.kind = policy::RuleKind::kComposite;
  whole.members = {{0, Rational(1, 3), {}}, {1, Rational(2, 3), {}}};
  whole.decimals = 2;
  policy.rules = {member, other, whole};
  ValueRanges ranges(policy);
  EXPECT_EQ(ranges.OfScore(1), Range(20, 90, 10));
  EXPECT_EQ(ranges.OfScore(0), Range(10, 90, 10));
  EXPECT_EQ(ranges.OfRule(2), Range(10, 90, Rational(1, 100)));
}

TEST(ValueText, TheSimplestNumberBetween) {
  const auto between = [](std::optional<Bound> low, std::optional<Bound> high) {
    return FormatRational(SimplestBetween(low, high, Rational(1)));
  };
  EXPECT_EQ(between(Bound{Rational(59), false}, Bound{Rational(60), false}), "59.1");
  EXPECT_EQ(between(Bound{Rational(5), true}, std::nullopt), "5");
  EXPECT_EQ(between(Bound{Rational(5), false}, std::nullopt), "6");
  EXPECT_EQ(between(std::nullopt, Bound{Rational(5), false}), "4");
  EXPECT_EQ(between(Bound{Rational(1, 3), false}, Bound{Rational(2, 3), false}), "0.4");
  EXPECT_EQ(between(std::nullopt, std::nullopt), "0");
  EXPECT_EQ(DayText(0), "1970-01-01");
  EXPECT_EQ(MonthText(2021 * 12 + 2), "2021-03");
}

}  // namespace
}  // namespace greenrule::analysis
