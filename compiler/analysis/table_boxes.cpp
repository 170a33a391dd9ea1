#include "compiler/analysis/table_boxes.h"

#include <algorithm>
#include <set>

namespace greenrule::analysis {

TableBoxes MakeBoxes(const policy::Policy& policy, const TableShape& shape, Day day) {
  TableBoxes table;
  const std::size_t inputs = shape.inputs.size();
  table.boxes.rows.resize(shape.rows.size(), std::vector<BoxCell>(inputs));
  table.says_undetermined.resize(shape.rows.size(), std::vector<bool>(inputs));
  table.asks_for_state = table.says_undetermined;
  std::vector<policy::Id> cells(shape.rows.size());
  for (std::size_t input = 0; input < inputs; ++input) {
    for (std::size_t row = 0; row < shape.rows.size(); ++row) cells[row] = shape.rows[row][input];
    const InputLine& line = table.lines.emplace_back(policy, shape.inputs[input], cells, day);
    table.boxes.sizes.push_back(line.size());
    if (!line.complete()) {
      table.complete = false;
      continue;
    }
    for (std::size_t row = 0; row < shape.rows.size(); ++row) {
      table.boxes.rows[row][input] = line.CellOf(cells[row]);
      table.says_undetermined[row][input] = line.SaysUndetermined(cells[row]);
      table.asks_for_state[row][input] = line.AsksForState(cells[row]);
    }
  }
  for (std::uint32_t row = 0; row < shape.rows.size(); ++row) {
    const bool otherwise = !shape.rows[row].empty() && std::ranges::all_of(shape.rows[row], [&](policy::Id cell) {
      return policy.cells[cell].kind == policy::Cell::kOtherwise;
    });
    (otherwise ? table.otherwise : table.rows).push_back(row);
  }
  return table;
}

Periods PeriodsOf(const policy::Policy& policy, const TableShape& shape) {
  std::set<policy::Id> parameters;
  for (const auto& row : shape.rows)
    for (const policy::Id cell : row)
      for (const policy::CellSpan& span : policy.cells[cell].spans)
        for (const policy::ExprId bound : {span.low, span.high})
          if (bound != policy::kNo && policy.exprs[bound].kind == policy::ExprKind::kParameter &&
              policy.exprs[bound].args.empty())
            parameters.insert(policy.exprs[bound].id);
  Periods periods;
  periods.parameters = !parameters.empty();
  std::set<Day> days{policy.from};
  for (const policy::Id parameter : parameters)
    for (const auto& entry : policy.parameters[parameter].entries)
      if (entry.from > policy.from && entry.from <= policy.until) days.insert(entry.from);
  std::set<std::vector<policy::Id>> seen;
  for (const Day day : days) {
    std::vector<policy::Id> values;
    for (const policy::Id parameter : parameters) {
      values.push_back(policy::kNo);
      for (const auto& entry : policy.parameters[parameter].entries)
        if (entry.from <= day && day <= entry.until) values.back() = entry.value;
    }
    if (!seen.insert(std::move(values)).second) continue;
    if (periods.days.size() == kMaxPeriods) {
      periods.all = false;
      break;
    }
    periods.days.push_back(day);
  }
  return periods;
}

}  // namespace greenrule::analysis
