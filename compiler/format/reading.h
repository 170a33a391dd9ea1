// A file as the formatter reads it: its words, what stands between them, its clauses, and what the tree says
// of both.
#pragma once

#include <vector>

#include "compiler/format/words.h"
#include "compiler/syntax/clauses.h"
#include "compiler/syntax/lexer.h"
#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"

namespace greenrule::format {

// What a token is to the tree, where its kind does not tell.
enum class Role : std::uint8_t {
  kPlain,
  kNameOfKeyword,  // a column that is called like a keyword
  kScoreOf,        // the `score` of `X.score`
  kCodeColumn,     // the `code` above the codes of a table
  kYes,            // a choice of `yes-no (…)`
  kNo,
};

struct Reading {
  // `tree` must be that of the file, and without mistakes.
  Reading(const SourceFile& file, const SyntaxTree& tree);

  std::string_view text;  // of the file, which must outlive the reading
  TextTable texts;
  std::vector<Token> tokens;  // with the numbers that they have in the tree
  std::vector<Gap> gaps;      // before each token
  std::vector<Role> roles;    // of each token
  ClauseList list;
  std::vector<int> levels;  // of each clause

  std::string_view TextOf(TokenId token) const { return texts.texts[tokens[token].text]; }
  std::string_view Written(TokenId token) const {
    return text.substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
  }

 private:
  void ReadGaps(const std::vector<Trivia>& trivia);
  void ReadTree(const SyntaxTree& tree);
  void ReadRole(NodeKind kind, std::string_view node_text, TokenId token);
};

// A comment as it is printed: plain signs before it, no blanks behind it.
std::string PlainComment(std::string_view written);

}  // namespace greenrule::format
