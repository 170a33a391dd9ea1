#include "compiler/analysis/bands.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/analysis/report.h"
#include "compiler/analysis/value_text.h"

namespace greenrule::analysis {
namespace {

using policy::kNo;
using policy::Rule;
using policy::Score;

class Scores {
 public:
  Scores(const policy::Policy& policy, ValueRanges& ranges, DiagnosticSink& sink)
      : policy_(policy), ranges_(ranges), sink_(sink) {}

  void Run() {
    for (policy::Id id = 0; id < policy_.rules.size(); ++id) {
      const Rule& rule = policy_.rules[id];
      if (rule.score.kind == Score::kBands) Bands(id, rule);
      if (rule.score.kind == Score::kPoints) Points(rule);
    }
    for (const auto& [named, use] : uses_) TellUnreachable(use);
  }

 private:
  // The bands of one name, or of one rule's own, over all rules that use them.
  struct Use {
    const Score* score = nullptr;
    std::vector<bool> reached;
    std::vector<bool> by_cell;  // the cell holds no value of any of the rules
    bool proved = true;
  };

  void Bands(policy::Id id, const Rule& rule) {
    const Score& score = rule.score;
    TableShape shape;
    shape.inputs.push_back({rule.type, rule.unit, ranges_.OfRule(id), false, false, false});
    for (const Score::Band& band : score.bands) shape.rows.push_back({band.cell});
    const auto key = score.named == kNo ? std::pair(id, true) : std::pair(score.named, false);
    Use& use = uses_[key];
    if (use.score == nullptr) use = {&score, std::vector<bool>(score.bands.size()), std::vector<bool>(score.bands.size(), true), true};
    const Periods periods = PeriodsOf(policy_, shape);
    OnceSink sink(sink_);
    Budget budget;
    use.proved &= periods.all;
    for (const Day day : periods.days) {
      const TableBoxes boxes = MakeBoxes(policy_, shape, day);
      if (!boxes.complete) {
        use.proved = false;
        continue;
      }
      const auto on = periods.parameters ? std::optional(day) : std::nullopt;
      const Verdict verdict = Judge(boxes, MatchPolicy::kFirst, true, budget);
      use.proved &= verdict.rows_proved;
      for (std::size_t band = 0; band < score.bands.size() && band < use.reached.size(); ++band) {
        if (verdict.rows[band] == Verdict::Row::kMatches) use.reached[band] = true;
        if (verdict.rows[band] != Verdict::Row::kEmpty) use.by_cell[band] = false;
      }
      if (verdict.uncovered && IsNews(Code::GR3021, rule, PointText(boxes, {""}, *verdict.uncovered, on))) {
        std::vector<Diagnostic::Related> related;
        if (score.named != kNo || score.bands.back().range.file != RangeOf(rule).file) related.push_back({score.bands.back().range, {"the last of the bands", "最后一档"}});
        sink.Report({Code::GR3021, RangeOf(rule), {NameOf(rule), PointText(boxes, {NameOf(rule)}, *verdict.uncovered, on)}, std::move(related)}, 0);
      }
      else if (!verdict.coverage_proved)
        sink.Report({Code::GR3024, RangeOf(rule), {NameOf(rule), std::to_string(kMaxBoxes)}, {}}, 0);
      if (rule.direction != Rule::kNoDirection) Direction(rule, boxes, sink, budget);
    }
    const bool rest = !score.bands.empty() && policy_.cells[score.bands.back().cell].kind == policy::Cell::kOtherwise;
    if (!periods.all && !rest) sink.Report({Code::GR3024, RangeOf(rule), {NameOf(rule), std::to_string(kMaxBoxes)}, {}}, 0);
  }

  // Along the line, from the lowest value to the highest, each band's points against the one's before.
  void Direction(const Rule& rule, const TableBoxes& boxes, OnceSink& sink, Budget& budget) {
    std::vector<std::uint32_t> rows(boxes.boxes.rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::vector<std::pair<Atom, std::uint32_t>> along;
    Walk(boxes.boxes, WholeBox(boxes.boxes), rows, budget, [&](const Region& region) {
      if (region.row != kNoRow) along.emplace_back(region.box.sides[0].begin, region.row);
      return true;
    });
    std::ranges::sort(along);
    for (std::size_t i = 1; i < along.size(); ++i) {
      const Score::Band& lower = rule.score.bands[along[i - 1].second];
      const Score::Band& upper = rule.score.bands[along[i].second];
      if (!Against(rule, lower.points, upper.points)) continue;
      Contradiction(rule, boxes.lines[0].Example(along[i - 1].first), boxes.lines[0].Example(along[i].first), lower.points, upper.points, upper.range, sink);
      return;
    }
  }

  // Of bands that several rules share, a mistake is told for the first of them.
  bool IsNews(Code code, const Rule& rule, const Argument& where) {
    return rule.score.named == kNo || told_.emplace(code, rule.score.named, where.english).second;
  }

  static bool Against(const Rule& rule, const Rational& lower, const Rational& upper) {
    return rule.direction == Rule::kLowerIsBetter ? upper > lower : upper < lower;
  }

  void Contradiction(const Rule& rule, const Argument& low, const Argument& high, const Rational& low_points,
                     const Rational& high_points, SourceRange range, OnceSink& sink) {
    const Code code = rule.direction == Rule::kLowerIsBetter ? Code::GR3025 : Code::GR3026;
    if (!IsNews(code, rule, low)) return;
    sink.Report({code, range, {NameOf(rule), low, FormatRational(low_points), high, FormatRational(high_points)}, {}}, 0);
  }

  void Points(const Rule& rule) {
    const auto& points = rule.score.points;
    const SourceRange range = rule.score.named == kNo ? RangeOf(rule) : policy_.symbols[rule.score.named].range;
    OnceSink sink(sink_);
    if (points.size() < 2) {
      sink.Report({Code::GR3027, range, {NameOf(rule)}, {}}, 0);
      return;
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
      const std::string before = NumberText(points[i - 1].x, rule.unit), after = NumberText(points[i].x, rule.unit);
      if (points[i].x <= points[i - 1].x) {
        sink.Report({Code::GR3028, range, {NameOf(rule), after, before}, {}}, 0);
        return;
      }
      if (rule.direction != Rule::kNoDirection && Against(rule, points[i - 1].y, points[i].y)) {
        Contradiction(rule, before, after, points[i - 1].y, points[i].y, RangeOf(rule), sink);
        return;
      }
    }
  }

  void TellUnreachable(const Use& use) {
    if (!use.proved) return;
    for (std::size_t band = 0; band < use.reached.size(); ++band) {
      const Score::Band& each = use.score->bands[band];
      if (use.reached[band] || policy_.cells[each.cell].kind == policy::Cell::kOtherwise) continue;
      sink_.Report({use.by_cell[band] ? Code::GR3022 : Code::GR3023, each.range, {std::to_string(band + 1)}, {}});
    }
  }

  std::string NameOf(const Rule& rule) const { return rule.symbol == kNo ? std::string() : policy_.symbols[rule.symbol].Label(); }
  SourceRange RangeOf(const Rule& rule) const { return rule.symbol == kNo ? SourceRange{} : policy_.symbols[rule.symbol].range; }

  const policy::Policy& policy_;
  ValueRanges& ranges_;
  DiagnosticSink& sink_;
  std::map<std::pair<policy::Id, bool>, Use> uses_;
  std::set<std::tuple<Code, policy::SymbolId, std::string>> told_;  // of shared bands
};

}  // namespace

void AnalyseScores(const policy::Policy& policy, ValueRanges& ranges, DiagnosticSink& sink) {
  Scores(policy, ranges, sink).Run();
}

}  // namespace greenrule::analysis
