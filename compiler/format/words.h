// What the formatter moves and prints: words, and what stands between them.
#pragma once

#include <string>
#include <vector>

#include "compiler/syntax/clauses.h"
#include "compiler/syntax/token.h"

namespace greenrule::format {

// A comment, or the prose between two blocks of a literate file (with its last line end).
struct Remark {
  Trivia::Kind kind;
  bool line_end = false;      // stands behind a word on its line
  bool blank_before = false;  // an empty line stands before it
  std::string text = {};
};

// What stands between a word and the one before it, besides blanks.
struct Gap {
  bool broken = false;  // the word begins a line
  bool blank = false;   // after an empty line
  std::vector<Remark> remarks;

  // Two gaps between which nothing stands any more.
  void Append(Gap later);
};

struct Word {
  TokenKind kind;
  TokenKind phrase = TokenKind::kEnd;  // of a kBuiltin: which function
  bool name = false;                   // could stand in 「」
  bool quoted = false;                 // does
  bool keeps_quotes = false;           // without them it would be a keyword, though the same token
  bool unary = false;                  // a minus that belongs to the next word
  bool glued = false;                  // no blank before it
  std::string text = {};               // as printed, without 「」
  Gap gap = {};                        // before it
};
using Words = std::vector<Word>;

// A clause in words. Its first word begins a line.
struct Sentence {
  ClauseKind kind;
  int level;  // of indentation
  Words words;
};

// Appends the word at `i` to a line that holds those before it, with the blank that belongs between.
void AppendWord(std::string& line, const Words& words, std::size_t i);
// Whether a cell of a row, words [first, last), is a number with or without a unit.
bool IsNumber(const Words& words, std::size_t first, std::size_t last);

}  // namespace greenrule::format
