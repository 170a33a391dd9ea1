// A decision table, or the bands of a score, as boxes on one day; and the days on which that can differ.
#pragma once

#include <span>
#include <vector>

#include "compiler/analysis/boxes.h"
#include "compiler/analysis/input_line.h"
#include "compiler/semantics/policy.h"

namespace greenrule::analysis {

// What is looked at: inputs and rows of cells (indexes into Policy::cells, one per input). Bands are a table of one input.
struct TableShape {
  std::vector<InputDomain> inputs;
  std::vector<std::vector<policy::Id>> rows;
};

struct TableBoxes {
  BoxTable boxes;
  std::vector<InputLine> lines;
  std::vector<std::uint32_t> rows, otherwise;  // rows of cells, and `otherwise` rows, each in written order
  // [row][input]: the cell names undetermined; it asks for a state (missing, not applicable, undetermined), not for values.
  std::vector<std::vector<bool>> says_undetermined, asks_for_state;
  bool complete = true;                        // else a cell has no value on that day
};
TableBoxes MakeBoxes(const policy::Policy& policy, const TableShape& shape, Day day);

// Parameters in cells change with time. The days of the policy's validity on which the cells take new values, the first one
// included; days whose values have been seen are left out.
inline constexpr std::size_t kMaxPeriods = 100;
struct Periods {
  std::vector<Day> days;
  bool all = true;            // false: there are more than kMaxPeriods
  bool parameters = false;    // whether cells name parameters at all
};
Periods PeriodsOf(const policy::Policy& policy, const TableShape& shape);

}  // namespace greenrule::analysis
