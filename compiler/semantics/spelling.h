// How messages name what an author wrote: the text of a node, the words for types.
#pragma once

#include <optional>
#include <string>

#include "compiler/semantics/policy.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::semantics {

struct Context;

// The tokens of a node as they were written, on one line, shortened to about forty characters.
std::string Spell(const SyntaxTree& tree, NodeId node);

// "an amount in 元", "a pure number", "a date", "one of 罚款、限产 …".
Diagnostic::Argument TypeText(const Context& context, const policy::Type& type);
// The same of a value whose unit is known: "an amount in 万元", not in its base unit.
Diagnostic::Argument AmountText(const Context& context, const policy::Type& type, const std::optional<policy::Unit>& unit);

// Words in a row: `a`, `b`, `c`; in Chinese `a`、`b`、`c`. At most eight, then ….
Diagnostic::Argument WordsText(const std::vector<std::string>& words);

}  // namespace greenrule::semantics
