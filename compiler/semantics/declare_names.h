// Symbols and names of declarations.
#pragma once

#include "compiler/semantics/declare.h"

namespace greenrule::semantics {

// A symbol from a declaration's label, title, citations and documentation comment. Kinds that have no such child lack it.
policy::SymbolId AddSymbol(Declarations& d, policy::SymbolKind kind, NodeId node, policy::SymbolId parent = policy::kNo);

// Declares the symbol's code and name for what `kind`, `id` and `parent` say; a clash is reported with both places.
void DeclareName(Declarations& d, NameKind kind, policy::Id id, policy::SymbolId symbol, NodeId node,
                 policy::Id parent = policy::kNo);

// The keys of a lookup in the order of Lookup::keys: as written, but one that is in force last.
std::vector<NodeId> KeysOf(const Declarations& d, NodeId lookup);

// `E1.1 综合碳强度` of a Label as it is written.
std::string LabelText(const SyntaxTree& tree, NodeId label);

}  // namespace greenrule::semantics
