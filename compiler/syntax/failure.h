// Says a failed parse in terms of what the author wrote.
#pragma once

#include "compiler/syntax/clause_parser.h"
#include "compiler/syntax/clauses.h"
#include "compiler/syntax/tree_builder.h"

namespace greenrule {

// How deep brackets, `not`, `-` and `if` may stand in one another. The stack of the parser, the tree builder
// and of whoever walks a tree grows with it; no policy seen needs more than eight.
inline constexpr int kMaxNesting = 100;

// Checks a clause before it is parsed: nesting, brackets that do not match, characters that are no signs
// (these were reported when they were read). False if it cannot be parsed; a mistake has then been reported.
bool CheckClause(const Clause& clause, TreeBuilder& builder, MistakeList& mistakes);

// Reports why a clause could not be parsed. `starter` is the keyword of its declaration or part, for lines
// that begin with no keyword of it.
void ExplainFailure(const Clause& clause, TokenKind starter, const ParseFailure& failure,
                    TreeBuilder& builder, MistakeList& mistakes);

// A line that nothing begins, outside every declaration or after a row.
void ExplainStray(const Clause& clause, TokenKind starter, TreeBuilder& builder, MistakeList& mistakes);

}  // namespace greenrule
