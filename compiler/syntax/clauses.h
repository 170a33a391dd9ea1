// Cuts the words of a file into declarations and clauses, and says which words are keywords.
//
// A clause is what the parser reads at a time: the head of a declaration or of a part (a field, an item), an
// option, a row, an entry of a parameter. It begins where a line begins with a keyword of its kind, with `=`,
// or with `|`; a row is one line. A word is a keyword only where one can stand: at the beginning of a line
// one that begins clauses, in a head those of options and types, in a formula where a value can begin the
// ones that begin values and where one has ended the operators, in a cell those of cells. Everywhere else it
// is a name.
#pragma once

#include <span>
#include <vector>

#include "compiler/syntax/lexer.h"
#include "compiler/syntax/token.h"

namespace greenrule {

enum class ClauseKind : std::uint8_t {
  kHead,  // of a declaration, or a verb
  kPart,  // head of a field, item, key …
  kOption,
  kRow,
  kEntry,  // of a parameter
  kStray,  // a line that nothing begins
};

struct Clause {
  ClauseKind kind;
  TokenId first, last;  // [first, last), never empty
};

struct ClauseSpan {
  std::uint32_t first, last;  // [first, last) in ClauseList::clauses: one declaration
};

struct ClauseList {
  std::vector<Clause> clauses;
  std::vector<ClauseSpan> declarations;
};

// Appends the file's tokens to `tokens`, phrases of several words as one token, and moves `trivia` along with
// them.
ClauseList CutIntoClauses(std::span<const Token> raw, TextTable& texts, std::vector<Token>& tokens,
                          std::vector<Trivia>& trivia);

}  // namespace greenrule
