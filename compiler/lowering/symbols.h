// The names that go into a program beside its code: the policy's symbols, then the keys of its entities.
#pragma once

#include <string>
#include <vector>

#include "compiler/semantics/policy.h"
#include "runtime/program/program.h"

namespace greenrule {

// `files`: the paths of the source set, by file index. `base`: where they begin in Program::symbols.
std::vector<Symbol> ProgramSymbols(const policy::Policy& policy, const std::vector<std::string>& files, std::uint32_t base);

}  // namespace greenrule
