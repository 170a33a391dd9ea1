// What a checked policy says that its author cannot have meant.
//
// Analyse looks at the decision tables, the bands and the points of one edition: rows and bands that never match, cases that
// none covers, rows that overlap where only one may match, undetermined checklists that no cell speaks of, scores that do not
// fall or rise as the author says, and, as notes, inputs that may be missing or not applicable without a row for it. Each
// message carries an example in the author's terms. The policy must be free of errors.
//
// A table is analysed once for every set of values that its parameters take while the edition is in force. Cost: a table of n
// rows whose boxes part the space about n log n; boxes.h says what happens beyond the budget.
#pragma once

#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

void Analyse(const policy::Policy& policy, DiagnosticSink& sink);

}  // namespace greenrule
