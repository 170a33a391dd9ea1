// What can become of an expression: missing, not applicable (docs/language.md, "What a value can be").
#pragma once

#include "compiler/semantics/policy.h"

namespace greenrule::semantics {

// Sets may_be_missing and may_be_not_applicable of an expression whose operands have theirs. Conservative: no only where it
// cannot be, whatever the data.
void SetFlags(const policy::Policy& policy, policy::Expr& expr);

}  // namespace greenrule::semantics
