#include "compiler/analysis/analyse.h"

#include "compiler/analysis/bands.h"
#include "compiler/analysis/tables.h"
#include "compiler/analysis/value_range.h"

namespace greenrule {

void Analyse(const policy::Policy& policy, DiagnosticSink& sink) {
  analysis::ValueRanges ranges(policy);
  analysis::AnalyseTables(policy, ranges, sink);
  analysis::AnalyseScores(policy, ranges, sink);
}

}  // namespace greenrule
