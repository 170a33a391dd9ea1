// From the consolidated declarations of one edition to its checked policy.
#pragma once

#include "compiler/semantics/policy.h"
#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

struct EditionTree;  // editions.h: a policy's head, its days and its declarations

// Checks every declaration of the edition and gives the whole policy. Mistakes are reported, each once and where it was
// made; a declaration in error is left out or, where others name it, kept with the type kUnknown, which silences what
// would follow. The result is complete and consistent (fit for analysis and lowering) exactly when nothing was reported as an
// error. CSV files that lookups name are read beside the policy (SourceSet::root()).
//
// Linear in the size of the edition: names go through hash maps, rules are ordered by one iterative pass over what they
// name.
policy::Policy CheckEdition(const SyntaxTree& tree, const EditionTree& edition, const SourceSet& sources,
                            DiagnosticSink& sink);

}  // namespace greenrule
