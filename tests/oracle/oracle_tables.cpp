// Cells, decision tables, bands and points.
#include <algorithm>

#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::Cell;
using policy::Table;

namespace {
Value Of(State state) { return {state, kKnown, {}, {}}; }
Value Of(Fraction number) { return {kKnown, kKnown, std::move(number), {}}; }
}  // namespace

bool Oracle::InSpans(const Cell& cell, const policy::Type& type, const Value& x) {
  for (const policy::CellSpan& span : cell.spans) {
    bool inside = true;
    if (span.low != kNo) {
      const int order = Order(type, x, Eval(span.low));
      inside = span.low_open ? order > 0 : order >= 0;
    }
    if (inside && span.high != kNo) {
      const int order = Order(type, x, Eval(span.high));
      inside = span.high_open ? order < 0 : order <= 0;
    }
    if (inside) return true;
  }
  return false;
}

Oracle::Truth Oracle::CellTruth(const Cell& cell, const policy::Type& type, const Value& x) {
  const auto truth = [](bool yes) { return yes ? Truth::kYes : Truth::kNo; };
  switch (cell.kind) {
    case Cell::kAny:
    case Cell::kOtherwise: return Truth::kYes;
    case Cell::kMissing:
      if (x.state == kNotApplicable) return Truth::kNo;
      return truth(IsMissing(x.state) != cell.negated);
    case Cell::kNotApplicable:
      if (IsMissing(x.state)) return Truth::kUnknown;
      return truth((x.state == kNotApplicable) != cell.negated);
    case Cell::kValues:
      if (x.state == kNotApplicable) return Truth::kNo;
      if (x.state != kKnown) return Truth::kUnknown;
      return truth(InSpans(cell, type, x) != cell.negated);
  }
  return Truth::kNo;
}

Value Oracle::TableOutput(const Table& table, std::size_t output) {
  std::vector<Value> inputs;
  for (policy::ExprId input : table.inputs) inputs.push_back(Eval(input));
  // A row is the three-valued and of its cells; an unknown one has the reasons of its unknown cells.
  std::vector<std::size_t> yes;
  State unknown = kKnown;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    Truth row = Truth::kYes;
    State reason = kKnown;
    for (std::size_t i = 0; i < inputs.size() && row != Truth::kNo; ++i) {
      const Truth cell = CellTruth(policy_.cells[table.rows[r].cells[i]], policy_.exprs[table.inputs[i]].type, inputs[i]);
      if (cell == Truth::kUnknown) reason = std::max(reason, inputs[i].state);
      if (cell != Truth::kYes) row = cell;
    }
    if (row == Truth::kNo) continue;
    if (reason != kKnown) row = Truth::kUnknown;
    if (table.policy == MatchPolicy::kFirst) return row == Truth::kUnknown ? Of(reason) : Eval(table.rows[r].outputs[output]);
    if (row == Truth::kYes) yes.push_back(r);
    if (row == Truth::kUnknown) unknown = std::max(unknown, reason);
  }
  if (table.policy == MatchPolicy::kAll) return unknown != kKnown ? Of(unknown) : CombineRows(table, output, yes);
  if (yes.size() > 1) return Of(kSeveralRowsMatch);
  if (yes.size() == 1) return Eval(table.rows[yes[0]].outputs[output]);
  return Of(unknown != kKnown ? unknown : State{kNoRowMatches});
}

Value Oracle::CombineRows(const Table& table, std::size_t output, const std::vector<std::size_t>& rows) {
  if (table.combine == Table::kCount) return Of(Fraction(static_cast<std::int64_t>(rows.size())));
  if (rows.empty()) return table.combine == Table::kSum ? Of(Fraction(0)) : Of(kNoRowMatches);
  const policy::Type& type = table.outputs[output].type;
  std::optional<Value> result;
  State missing = kKnown;
  for (std::size_t r : rows) {
    Value x = Eval(table.rows[r].outputs[output]);
    if (IsMissing(x.state)) missing = std::max(missing, x.state);
    if (x.state != kKnown) continue;
    if (!result) {
      result = std::move(x);
    } else if (table.combine == Table::kSum) {
      result->number = result->number + x.number;
    } else if (table.combine == Table::kMin ? Order(type, x, *result) < 0 : Order(type, x, *result) > 0) {
      result = std::move(x);
    }
  }
  if (missing != kKnown) return Of(missing);
  return result ? *result : Of(kNotApplicable);
}

Value Oracle::BandsOf(const policy::Rule& rule, const Value& x) {
  for (const policy::Score::Band& band : rule.score.bands)
    if (CellTruth(policy_.cells[band.cell], rule.type, x) == Truth::kYes) return Of(Fraction(band.points));
  return Of(kNoRowMatches);
}

// Straight lines between the points.
Value Oracle::PointsOf(const policy::Score& score, const Value& x) const {
  const auto& points = score.points;
  const auto at = [](const Rational& r) { return Fraction(r); };
  const bool below = x.number < at(points.front().x), above = at(points.back().x) < x.number;
  if ((below || above) && score.ends == policy::Score::kBeyondIsMissing) return Of(kBeyondPoints);
  if (points.size() == 1) return Of(at(points.front().y));
  if (below && score.ends == policy::Score::kFlat) return Of(at(points.front().y));
  if (above && score.ends == policy::Score::kFlat) return Of(at(points.back().y));
  std::size_t i = 0;  // the line from point i to the next; the outer lines go on beyond the ends
  while (i + 2 < points.size() && at(points[i + 1].x) <= x.number) ++i;
  const Fraction slope = at((points[i + 1].y - points[i].y) / (points[i + 1].x - points[i].x));
  return Of(at(points[i].y) + slope * (x.number - at(points[i].x)));
}

}  // namespace greenrule::oracle
