// Scores: bands that leave a gap or never match, points out of order, scores that run against their declared direction.
//
// Bands that several rules use by name are asked of each rule's own values; a band is unreachable only if it is so for all.
#pragma once

#include "compiler/analysis/value_range.h"
#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::analysis {

void AnalyseScores(const policy::Policy& policy, ValueRanges& ranges, DiagnosticSink& sink);

}  // namespace greenrule::analysis
