// Sets up an edition before its code: entities, feeds with their fields, lookups with sorted rows.
#pragma once

#include <map>
#include <vector>

#include "compiler/semantics/policy.h"
#include "runtime/program/program.h"

namespace greenrule::lowering {

// Ids of entities, feeds and lookups are the policy's. Returns per lookup the policy's row for each of the program's.
std::vector<std::vector<std::uint32_t>> BuildStructure(const policy::Policy& policy, std::uint32_t symbol_base, Edition& edition);

}  // namespace greenrule::lowering
