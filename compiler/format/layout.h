// Puts sentences on lines: indentation, comments, blank lines, tables in columns.
#pragma once

#include <string>
#include <vector>

#include "compiler/format/words.h"

namespace greenrule::format {

// `end` is what stands after the last word of the file.
std::string LayOut(const std::vector<Sentence>& sentences, const Gap& end);

}  // namespace greenrule::format
