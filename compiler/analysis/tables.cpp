#include "compiler/analysis/tables.h"

#include <string>
#include <utility>
#include <vector>

#include "compiler/analysis/report.h"

namespace greenrule::analysis {
namespace {

using policy::kNo;

// A table that overlaps everywhere would fill the screen.
constexpr std::size_t kMostOverlaps = 20;

class TableReport {
 public:
  TableReport(const policy::Policy& policy, const policy::Table& table, policy::SymbolId symbol, ValueRanges& ranges,
              DiagnosticSink& sink)
      : policy_(policy), table_(table), sink_(sink) {
    if (symbol != kNo) name_ = policy.symbols[symbol].Label();
    if (symbol != kNo) range_ = policy.symbols[symbol].range;
    if (table.symbol == kNo && !table.rows.empty()) range_ = table.rows.front().range;
    for (const policy::ExprId input : table.inputs) shape_.inputs.push_back(DomainOf(policy, ranges, input));
    for (const auto& row : table.rows) shape_.rows.push_back(row.cells);
  }

  void Run() {
    if (table_.inputs.empty()) return;
    const Periods periods = PeriodsOf(policy_, shape_);
    Budget budget;
    const bool unique = table_.policy == MatchPolicy::kUnique;
    const bool sums = table_.policy == MatchPolicy::kAll && (table_.combine == policy::Table::kSum || table_.combine == policy::Table::kCount);
    bool covered = periods.all, rows_proved = periods.all, apart = periods.all, otherwise = false;
    for (const Day day : periods.days) {
      const TableBoxes boxes = MakeBoxes(policy_, shape_, day);
      if (!boxes.complete) continue;
      const Verdict verdict = Judge(boxes, table_.policy, !sums, budget);
      otherwise = !boxes.otherwise.empty();
      covered &= verdict.coverage_proved;
      rows_proved &= verdict.rows_proved;
      apart &= verdict.overlaps_proved;
      if (unique && otherwise && table_.rows.size() > 1) {
        const std::uint32_t row = boxes.otherwise.front();
        Report(Code::GR3013, table_.rows[row].range, row, {});
      }
      Tell(boxes, verdict, periods.parameters ? std::optional(day) : std::nullopt);
    }
    const std::vector<Argument> limit{name_, std::to_string(kMaxBoxes)};
    if (unique && (!apart || !covered))
      Report(Code::GR3010, range_, 0, limit);
    else if (!covered && !otherwise && !sums)
      Report(Code::GR3008, range_, 0, limit);
    else if (!rows_proved)
      Report(Code::GR3009, range_, 0, limit);
  }

 private:
  Argument Row(std::uint32_t row) const {
    const policy::SymbolId symbol = table_.rows[row].symbol;
    return RowName(symbol == kNo ? std::string() : policy_.symbols[symbol].Label(), row);
  }
  std::string Head(std::uint32_t input) const { return input < table_.heads.size() ? table_.heads[input] : std::string(); }

  void Tell(const TableBoxes& boxes, const Verdict& verdict, std::optional<Day> on) {
    const auto text = [&](const Point& point) { return PointText(boxes, heads(), point, on); };
    for (std::uint32_t row = 0; row < table_.rows.size(); ++row)
      if (verdict.rows[row] == Verdict::Row::kEmpty) {
        const std::uint32_t input = verdict.empty_input[row];
        const SourceRange cell = policy_.cells[table_.rows[row].cells[input]].range;
        Report(Code::GR3001, cell.file == kNoFile ? table_.rows[row].range : cell, row, {Row(row), Head(input)});
      }
    for (const auto& shadow : verdict.shadows)
      Report(Code::GR3003, table_.rows[shadow.row].range, shadow.row, {Row(shadow.row), Row(shadow.by), text(shadow.point)},
             shadow.by);
    if (verdict.uncovered) Report(Code::GR3004, range_, 0, {name_, text(*verdict.uncovered)});
    for (std::size_t i = 0; i < verdict.overlaps.size() && i < kMostOverlaps; ++i) {
      const auto& pair = verdict.overlaps[i];
      Report(Code::GR3005, table_.rows[pair.second].range, pair.second, {Row(pair.first), Row(pair.second), text(pair.point)},
             pair.first);
    }
    // What a score is without an outcome is said by its `when missing`.
    const bool scores = table_.symbol == kNo;
    for (std::uint32_t input = 0; input < verdict.missing.size() && !scores; ++input) {
      if (const auto& point = verdict.missing[input]) Report(Code::GR3006, range_, input, {Head(input), name_, text(*point)});
      if (const auto& point = verdict.not_applicable[input])
        Report(Code::GR3007, range_, input, {Head(input), name_, text(*point)});
    }
    for (const auto& each : verdict.undetermined)
      if (each.row == kNoRow)
        Report(Code::GR3011, range_, each.input, {Head(each.input), name_, text(each.point)});
      else
        Report(Code::GR3012, table_.rows[each.row].range, each.input, {Head(each.input), Row(each.row), text(each.point)});
  }

  std::vector<std::string> heads() const {
    std::vector<std::string> all;
    for (std::uint32_t input = 0; input < table_.inputs.size(); ++input) all.push_back(Head(input));
    return all;
  }

  void Report(Code code, SourceRange range, std::uint32_t about, std::vector<Argument> arguments, std::uint32_t related = kNoRow) {
    Diagnostic diagnostic{code, range, std::move(arguments), {}};
    if (related != kNoRow) diagnostic.related.push_back({table_.rows[related].range, {"the other row", "另一行"}});
    sink_.Report(std::move(diagnostic), about);
  }

  const policy::Policy& policy_;
  const policy::Table& table_;
  OnceSink sink_;
  std::string name_;
  SourceRange range_;
  TableShape shape_;
};

}  // namespace

void AnalyseTables(const policy::Policy& policy, ValueRanges& ranges, DiagnosticSink& sink) {
  std::vector<policy::SymbolId> symbols;
  for (const policy::Table& table : policy.tables) symbols.push_back(table.symbol);
  for (const policy::Rule& rule : policy.rules)
    if (rule.score.kind == policy::Score::kTable && symbols[rule.score.table] == kNo) symbols[rule.score.table] = rule.symbol;
  for (std::size_t i = 0; i < policy.tables.size(); ++i)
    TableReport(policy, policy.tables[i], symbols[i], ranges, sink).Run();
}

}  // namespace greenrule::analysis
