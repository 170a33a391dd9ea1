// Random checked policies, and random data for them.
//
// Policies are built as semantics would leave them (operands before users, owners before what they own, what a rule rests on before
// it), so they reach every kind of expression, aggregate, rule, score, cell and matching that lowering must know. They are not
// policies that anybody would write. Some are refused by lowering because a value grows beyond 255 bits: the caller takes
// another seed then.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/semantics/policy.h"
#include "runtime/vm/dataset.h"

namespace greenrule::oracle {

struct Generated {
  policy::Policy policy;
  // What is compared beside the published results: values of entities' and the run's scopes.
  std::vector<policy::ExprId> probes;
};

Generated GeneratePolicy(std::uint64_t seed);

// Columns for the fields that no code reads, behind those that lowering made.
void AddAllColumns(const policy::Policy& policy, Edition& edition);

// Root entities [first, first + count) of an endless population, with what belongs to them: a record's data depend on the seed
// and its number alone. `edition` must have all columns.
Dataset GenerateData(const policy::Policy& policy, const Edition& edition, std::uint64_t seed, std::uint32_t first, std::uint32_t count);

}  // namespace greenrule::oracle
