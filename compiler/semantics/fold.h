// Constants that an author wrote as arithmetic: `2 * 365`, `1/3`, `10亿元 - 1元`.
#pragma once

#include <optional>

#include "compiler/semantics/policy.h"

namespace greenrule::semantics {

// The value of an expression that is made of constants alone; nothing if it names anything, or has no value (1/0).
// Iterative: a sum of a hundred thousand terms is deep.
std::optional<policy::Constant> FoldConstant(const policy::Policy& policy, policy::ExprId id);

}  // namespace greenrule::semantics
