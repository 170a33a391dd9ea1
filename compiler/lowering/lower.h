// From the checked policy to a program's edition: exact fractions become integers over static scales, unknowns become state
// bytes, rows become spaces, and straight-line code is made for every stage.
//
// Reports what cannot be compiled (GR4xxx): a value wider than 256 bits, a sum of quotients without one denominator, a published
// number that need not end. Cost: linear in the policy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

struct LowerOptions {
  std::uint32_t symbol_base = 0;  // where this edition's symbols begin in Program::symbols
  // Values that are wanted beside the published ones (examples, tests): expressions in an entity's scope.
  std::vector<policy::ExprId> probes;
  // Rules that an example may give: their values come from columns where those say so.
  bool givens = false;
  bool dumps = false;  // fill LoweredPolicy::ssa and ranges
};

// A probe's value is factor × value ÷ denominator (numbers), or the value itself; its state is the value output's.
struct Probe {
  std::uint32_t value = kNone, denominator = kNone;  // outputs (unpublished)
  Rational factor = 1;
  policy::Type type;
  SpaceId space = kRunSpace;  // kRunSpace: the same for every entity; the outputs belong to the first entity then
};

// Where a given rule's value stands: `given` (byte lane) 1 where the example gives it, `value` = constant ÷ factor.
struct GivenColumns {
  policy::GivenValue::Kind kind = policy::GivenValue::kRule;
  policy::Id rule = policy::kNo;
  std::uint32_t given = kNone, value = kNone;  // columns
  Rational factor = 1;
};

struct LoweredPolicy {
  Edition edition;
  std::vector<Probe> probes;
  std::vector<GivenColumns> givens;
  std::string ssa, ranges;  // as text, where asked for
};

std::optional<LoweredPolicy> Lower(const policy::Policy& policy, const LowerOptions& options, DiagnosticSink& sink);

}  // namespace greenrule
