// Decision tables: every finding of verdict.h as a message.
#pragma once

#include "compiler/analysis/value_range.h"
#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::analysis {

void AnalyseTables(const policy::Policy& policy, ValueRanges& ranges, DiagnosticSink& sink);

}  // namespace greenrule::analysis
