// From source texts to one tree.
#pragma once

#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

// Parses every file of the set. A declaration that holds a mistake is reported and left out (what could be
// read of it is not guessed at); all others are in the tree. Never fails otherwise. Linear in the size of the
// text.
SyntaxTree Parse(const SourceSet& sources, DiagnosticSink& sink);

// The language of most keywords of a file; English where there are none. A message speaks it.
Language MajorityLanguage(const SyntaxTree& tree, std::int32_t file);

}  // namespace greenrule
