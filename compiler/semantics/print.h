// A checked policy as text: `compile --dump=policy`, and what tests compare.
//
// Stable and made for reading: one line for each declaration and clause, names instead of ids, numbers exact and in base units.
// Expressions are written out where they are used; one that is shared is written each time, up to kMaxPrinted parts, then `…`.
#pragma once

#include <string>

#include "compiler/semantics/policy.h"

namespace greenrule {

inline constexpr std::size_t kMaxPrinted = 20'000;

std::string PrintExpr(const policy::Policy& policy, policy::ExprId id);
std::string PrintCell(const policy::Policy& policy, policy::Id cell);
std::string PrintType(const policy::Policy& policy, const policy::Type& type);
std::string PrintConstant(const policy::Policy& policy, const policy::Constant& constant, const policy::Type& type);
std::string PrintDay(Day day);
std::string PrintPolicy(const policy::Policy& policy);

}  // namespace greenrule
