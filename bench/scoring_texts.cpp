#include "bench/scoring_texts.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <string_view>

#include "bench/scoring.h"

namespace greenrule::bench {
namespace {

std::string Millionths(std::int64_t value) { return fmt::format("{}.{:06}", value / 1'000'000, value % 1'000'000); }
std::string Hundredths(std::int64_t value) { return fmt::format("{}.{:02}", value / 100, value % 100); }
std::string RatioName(int i) { return fmt::format("r{:02}", i + 1); }
std::string DimensionName(int d) { return fmt::format("d{:02}", d + 1); }
std::string PillarName(int p) { return fmt::format("p{}", p + 1); }

std::string WhenMissing(int i, bool with_missing) {
  if (!with_missing) return "is undetermined";
  switch (RuleOf(i)) {
    case MissingRule::kScore20: return "score 20";
    case MissingRule::kScore40: return "score 40";
    case MissingRule::kExcluded: return "is excluded";
    case MissingRule::kUndetermined: break;
  }
  return "is undetermined";
}

// What each dimension, pillar and the total is summed from: names and weights in percent.
using Terms = std::vector<std::pair<std::string, std::int64_t>>;
Terms TermsOfDimension(int d) {
  Terms terms;
  for (int k = 0; k < RatiosOf(d); ++k) terms.emplace_back(RatioName(FirstRatio(d) + k), RatioWeight(d, k));
  return terms;
}
Terms TermsOfPillar(int p) {
  Terms terms;
  for (int d = kFirstDimension[p]; d < kFirstDimension[p + 1]; ++d) terms.emplace_back(DimensionName(d), kDimensionWeight[d]);
  return terms;
}
Terms TermsOfTotal() {
  Terms terms;
  for (int p = 0; p < kPillars; ++p) terms.emplace_back(PillarName(p), kPillarWeight[p]);
  return terms;
}

std::string Composite(const std::string& name, const Terms& terms) {
  std::string text = fmt::format("composite {} : number, 2 decimals\n", name);
  for (const auto& [term, weight] : terms) text += fmt::format("  | {} | {}% |\n", term, weight);
  return text;
}

// a × 0.15 + b × 0.85, in SQL or in ZEN's expressions.
std::string WeightedSum(const Terms& terms, std::string_view prefix) {
  std::string text;
  for (const auto& [term, weight] : terms)
    text += fmt::format("{}{}{} * {}", text.empty() ? "" : " + ", prefix, term, Hundredths(weight));
  return text;
}

}  // namespace

std::string FieldName(int field) { return fmt::format("f{:02}", field + 1); }

std::string ScoringPolicy(bool with_missing) {
  std::string text = fmt::format(
      "# Written by bench/scoring_texts.cpp.\n"
      "policy {} \"Scoring of firms\"\n  effective from 2021-01-01\n\n"
      "entity firm key id : text\n  listed in figures\n\nfeed figures, one per firm\n",
      with_missing ? "scoring_with_missing" : "scoring");
  for (int f = 0; f < kFields; ++f)
    text += fmt::format("  field {} : number, 2 decimals, range 0.01 to 10000{}\n", FieldName(f),
                        with_missing ? ", may be missing" : "");
  text += "\n";
  for (int i = 0; i < kRatios; ++i) {
    text += fmt::format("factor {} : number, 6 decimals = {} / {}\n  score\n", RatioName(i), FieldName(2 * i), FieldName(2 * i + 1));
    for (int band = kThresholds; band > 0; --band)
      text += fmt::format("    | >= {} | {} |\n", Millionths(ThresholdOf(i, band - 1)), PointsOf(i, band));
    text += fmt::format("    | otherwise | {} |\n  when missing {}\n", PointsOf(i, 0), WhenMissing(i, with_missing));
  }
  text += "\n";
  for (int d = 0; d < kDimensions; ++d) text += Composite(DimensionName(d), TermsOfDimension(d));
  for (int p = 0; p < kPillars; ++p) text += Composite(PillarName(p), TermsOfPillar(p));
  text += Composite("total", TermsOfTotal());
  text += "\nchecklist negative_list \"Matters that rule a firm out\"\n";
  for (int item = 0; item < kItems; ++item) {
    text += fmt::format("  item N{:02} matter_{:02}\n    hit when {}", item + 1, item + 1, FieldName(ItemField(item)));
    text += item < 8 ? fmt::format(" >= {}\n", Hundredths(LimitOf(item)))
                     : fmt::format(" * {} < {}\n", kTimes, FieldName(OtherField(item)));
  }
  text += fmt::format(
      "\ngrades grade best first : A > B > C > D > E\n\n"
      "table grading gives firm_grade : grade\n  first match\n"
      "  | negative_list | total | p1 || firm_grade |\n"
      "  | hit | - | - || E |\n"
      "  | undetermined | - | - || undetermined |\n"
      "  | - | missing | - || undetermined |\n"
      "  | - | >= {} | >= {} || A |\n"
      "  | - | >= {} | - || B |\n"
      "  | - | >= {} | - || C |\n"
      "  | otherwise || D |\n\n"
      "result for firm total, firm_grade\n",
      Hundredths(kTotalOfA), Hundredths(kPillarOfA), Hundredths(kTotalOfB), Hundredths(kTotalOfC));
  return text;
}

std::string ScoringSql(bool decimals) {
  const auto number = [&](const std::string& expression, const char* type) {
    return decimals ? fmt::format("CAST({} AS {})", expression, type) : expression;
  };
  std::string ratios, points, dimensions, pillars, hit;
  for (int i = 0; i < kRatios; ++i) {
    const std::string quotient = fmt::format("{} / {}", FieldName(2 * i), FieldName(2 * i + 1));
    ratios += fmt::format(", {} AS {}", number(fmt::format("round({}, 6)", quotient), "DECIMAL(18,6)"), RatioName(i));
    std::string bands;
    for (int band = kThresholds; band > 0; --band)
      bands += fmt::format(" WHEN {} >= {} THEN {}", RatioName(i), Millionths(ThresholdOf(i, band - 1)), PointsOf(i, band));
    points += fmt::format(", {} AS {}", number(fmt::format("CASE{} ELSE {} END", bands, PointsOf(i, 0)), "DECIMAL(5,2)"), RatioName(i));
  }
  for (int d = 0; d < kDimensions; ++d)
    dimensions += fmt::format(", {} AS {}", number(fmt::format("round({}, 2)", WeightedSum(TermsOfDimension(d), "")), "DECIMAL(5,2)"), DimensionName(d));
  for (int p = 0; p < kPillars; ++p)
    pillars += fmt::format(", {} AS {}", number(fmt::format("round({}, 2)", WeightedSum(TermsOfPillar(p), "")), "DECIMAL(5,2)"), PillarName(p));
  for (int item = 0; item < kItems; ++item) {
    const std::string field = FieldName(ItemField(item));
    hit += item == 0 ? "" : " OR ";
    hit += item < 8 ? fmt::format("{} >= {}", field, Hundredths(LimitOf(item)))
                    : fmt::format("{} * {} < {}", field, kTimes, FieldName(OtherField(item)));
  }
  const std::string total = number(fmt::format("round({}, 2)", WeightedSum(TermsOfTotal(), "")), "DECIMAL(5,2)");
  return fmt::format(
      "SELECT CAST(round(total * 100) AS BIGINT) AS total, CAST(CASE WHEN hit THEN {} WHEN total >= {} AND p1 >= {} THEN {} "
      "WHEN total >= {} THEN {} WHEN total >= {} THEN {} ELSE {} END AS UTINYINT) AS grade FROM ("
      "SELECT *, {} AS total FROM (SELECT hit{} FROM (SELECT hit{} FROM (SELECT hit{} FROM (SELECT ({}) AS hit{} FROM cells)))))",
      static_cast<int>(kE), Hundredths(kTotalOfA), Hundredths(kPillarOfA), static_cast<int>(kA), Hundredths(kTotalOfB),
      static_cast<int>(kB), Hundredths(kTotalOfC), static_cast<int>(kC), static_cast<int>(kD), total, pillars, dimensions, points, hit, ratios);
}

std::string ScoringZenModel() {
  using boost::json::array;
  using boost::json::object;
  const object nowhere{{"x", 0}, {"y", 0}};
  int count = 0;
  const auto expression = [&](array& all, const std::string& key, const std::string& value) {
    all.push_back(object{{"id", fmt::format("x{}", ++count)}, {"key", key}, {"value", value}});
  };
  array all;
  for (int i = 0; i < kRatios; ++i) {
    expression(all, "q" + RatioName(i), fmt::format("round({} / {}, 6)", FieldName(2 * i), FieldName(2 * i + 1)));
    std::string bands;
    for (int band = kThresholds; band > 0; --band)
      bands += fmt::format("$.q{} >= {} ? {} : ", RatioName(i), Millionths(ThresholdOf(i, band - 1)), PointsOf(i, band));
    expression(all, RatioName(i), fmt::format("{}{}", bands, PointsOf(i, 0)));
  }
  for (int d = 0; d < kDimensions; ++d)
    expression(all, DimensionName(d), fmt::format("round({}, 2)", WeightedSum(TermsOfDimension(d), "$.")));
  for (int p = 0; p < kPillars; ++p)
    expression(all, PillarName(p), fmt::format("round({}, 2)", WeightedSum(TermsOfPillar(p), "$.")));
  expression(all, "total", fmt::format("round({}, 2)", WeightedSum(TermsOfTotal(), "$.")));
  std::string hit;
  for (int item = 0; item < kItems; ++item) {
    const std::string field = FieldName(ItemField(item));
    hit += item == 0 ? "" : " or ";
    hit += item < 8 ? fmt::format("{} >= {}", field, Hundredths(LimitOf(item)))
                    : fmt::format("{} * {} < {}", field, kTimes, FieldName(OtherField(item)));
  }
  expression(all, "hit", hit);

  array rules;
  const auto rule = [&](const std::string& hit_cell, const std::string& total_cell, const std::string& pillar_cell, Grade grade) {
    rules.push_back(object{{"_id", fmt::format("rule{}", rules.size())}, {"a", hit_cell}, {"b", total_cell}, {"c", pillar_cell},
                           {"o", fmt::format("{}", static_cast<int>(grade))}, {"t", "total"}});
  };
  rule("true", "", "", kE);
  rule("", ">= " + Hundredths(kTotalOfA), ">= " + Hundredths(kPillarOfA), kA);
  rule("", ">= " + Hundredths(kTotalOfB), "", kB);
  rule("", ">= " + Hundredths(kTotalOfC), "", kC);
  rule("", "", "", kD);
  const array inputs{object{{"id", "a"}, {"name", "hit"}, {"field", "hit"}}, object{{"id", "b"}, {"name", "total"}, {"field", "total"}},
                     object{{"id", "c"}, {"name", "p1"}, {"field", "p1"}}};
  const array outputs{object{{"id", "o"}, {"name", "grade"}, {"field", "grade"}}, object{{"id", "t"}, {"name", "total"}, {"field", "total"}}};
  const array nodes{
      object{{"id", "in"}, {"type", "inputNode"}, {"name", "in"}, {"position", nowhere}},
      object{{"id", "scores"}, {"type", "expressionNode"}, {"name", "scores"}, {"position", nowhere}, {"content", object{{"expressions", all}}}},
      object{{"id", "grading"}, {"type", "decisionTableNode"}, {"name", "grading"}, {"position", nowhere},
             {"content", object{{"hitPolicy", "first"}, {"inputs", inputs}, {"outputs", outputs}, {"rules", rules}}}},
      object{{"id", "out"}, {"type", "outputNode"}, {"name", "out"}, {"position", nowhere}}};
  const auto edge = [](const char* from, const char* to) {
    return object{{"id", fmt::format("{}-{}", from, to)}, {"sourceId", from}, {"targetId", to}, {"type", "edge"}};
  };
  const array edges{edge("in", "scores"), edge("scores", "grading"), edge("grading", "out")};
  return serialize(object{{"nodes", nodes}, {"edges", edges}});
}

}  // namespace greenrule::bench
