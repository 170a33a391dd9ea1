// Values in the author's terms, in both languages: `20万元`, `12%`, 深绿, hit.
#pragma once

#include <optional>
#include <string>

#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::analysis {

// A number in the unit that the author declared for it.
std::string NumberText(const Rational& base, const policy::Unit& unit);
std::string DayText(std::int64_t day);      // 2021-03-01
std::string MonthText(std::int64_t month);  // 2021-03

// A value of a finite or calendar type; numbers are for NumberText.
Diagnostic::Argument ConstantText(const policy::Policy& policy, const policy::Type& type, const Rational& value);

// The number of fewest decimals, in that unit, between two bounds of which each may be absent or included.
struct Bound {
  Rational value;
  bool included = false;
};
Rational SimplestBetween(const std::optional<Bound>& low, const std::optional<Bound>& high, const Rational& scale);

}  // namespace greenrule::analysis
