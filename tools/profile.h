// Where the time of a run went: by phase, by operation, by rule.
#pragma once

#include <string>
#include <vector>

#include "tools/summary.h"

namespace greenrule::tools {

std::string ProfileText(const RunFacts& facts, const std::vector<OperationCost>& costs, Language language);

}  // namespace greenrule::tools
