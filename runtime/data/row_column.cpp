#include "runtime/data/row_column.h"

#include <algorithm>

namespace greenrule {

ColumnData ToColumnData(const RowColumn& column) {
  ColumnData data;
  data.values.Resize(column.lane(), column.rows());
  if (column.rows() > 0)
    std::memcpy(data.values.data(), column.data(), column.rows() * RowColumn::WidthOf(column.lane()));
  const auto known = [](State state) { return state == kKnown; };
  if (!std::all_of(column.states().begin(), column.states().end(), known)) data.states = column.states();
  return data;
}

}  // namespace greenrule
