// Rows in columns.
#pragma once

#include <string>
#include <vector>

#include "compiler/format/words.h"

namespace greenrule::format {

// The rows of one table as lines without indentation, in order. Columns are as wide as their widest cell, by
// what a terminal shows. Cells stand left; the numbers of a column stand right among themselves. A row that
// has fewer cells before a `||` or its end than another stretches its last one (`otherwise`).
std::vector<std::string> LayOutRows(const std::vector<const Words*>& rows);

}  // namespace greenrule::format
