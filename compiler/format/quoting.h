// Finds the names that need their 「」: those that would otherwise be read as something else where they stand.
#pragma once

#include <vector>

#include "compiler/format/words.h"

namespace greenrule::format {

// Sets `quoted` of every name. It depends on the words and on which of them begin lines, not on what was
// quoted before. Reads the text a few times.
void QuoteNames(std::vector<Sentence>& sentences);

}  // namespace greenrule::format
