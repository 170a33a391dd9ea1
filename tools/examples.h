// Runs a policy's examples: each is loaded, evaluated and judged as a run of its own, by the same loader and machine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lowering/lower.h"
#include "compiler/semantics/policy.h"

namespace greenrule::tools {

// What an expression came to for one entity.
struct Observed {
  State state = kKnown;
  Rational number;        // as policy::Constant::number
  std::string text;       // texts and codes
};

struct Failure {
  SourceRange range;      // the expectation
  Diagnostic::Argument expected, found;
};

struct ExampleResult {
  std::uint32_t example = 0;            // index into Policy::examples
  std::vector<Failure> failures;        // none: it passed
  std::vector<Diagnostic> refused;      // its data could not be loaded
  // What every probe came to: [probe][entity row]; for coverage.
  std::vector<std::vector<Observed>> observed;
};

// Runs the examples of one edition. `probes`: further expressions to observe (in an entity's scope). Nothing if the policy
// cannot be compiled with them (reported to the sink).
std::optional<std::vector<ExampleResult>> RunExamples(const policy::Policy& policy, const std::vector<policy::ExprId>& probes,
                                                      DiagnosticSink& sink);

// Whether a value lies in a cell: no, yes or unknown (language: tables). Parameters in cells are read on `as_of`.
enum class Truth : std::uint8_t { kNo, kYes, kUnknown };
Truth CellTruth(const policy::Policy& policy, const policy::Cell& cell, const policy::Type& type, const Observed& value, Day as_of);

// A value as an author would write it: `12.5 万元`, `深绿`, `missing (not supplied)`.
Diagnostic::Argument ShownValue(const policy::Policy& policy, const policy::Type& type, const policy::Unit& unit, const Observed& value);

}  // namespace greenrule::tools
