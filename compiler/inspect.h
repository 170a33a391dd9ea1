// What a policy declares, counted by kind, and on which feeds and departments each result and rule rests: the JSON that `inspect`
// prints and that a program carries (docs/command_line.md has its members).
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/policy.h"

namespace greenrule {

// One object per edition, in an array; serialised, without line ends.
std::string Inspection(const std::vector<policy::Policy>& editions);

}  // namespace greenrule
