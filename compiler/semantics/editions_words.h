// The words for what a declaration is, in messages and after `repeal`.
#pragma once

#include <string_view>

#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

// "factor" and 因子.
Diagnostic::Argument WordOf(NodeKind kind);
// The same for the English word of a keyword; the word itself if it is none of a declaration.
Diagnostic::Argument WordOf(std::string_view english);

// The part of a declaration that a message points at: its label, or the whole where it has none.
NodeId HeadOf(const SyntaxTree& tree, NodeId declaration);

}  // namespace greenrule
