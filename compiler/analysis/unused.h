// Parameters, bands, points, functions and lookups of the policy that nothing uses.
//
// By name, over all editions: a thing is unused if no declaration of any edition that has it says its code or its name, examples
// apart. A name that means something else there counts as a use, so that nothing is reported that is used; the standard
// library is not looked at. Linear in the size of the editions.
#pragma once

#include <span>

#include "compiler/semantics/editions.h"
#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

void ReportUnused(const SyntaxTree& tree, std::span<const EditionTree> editions, const SourceSet& sources,
                  DiagnosticSink& sink);

}  // namespace greenrule
