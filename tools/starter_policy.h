// The text that `greenrule new` begins with.
#pragma once

#include <string>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::tools {

// A whole small policy: one feed, one rule with a score, one table, examples. It checks, and its examples pass.
std::string StarterPolicy(const std::string& name, Language language);

}  // namespace greenrule::tools
