// Parses one clause with the grammar of grammar/Greenrule.g4 (ANTLR stays behind this header).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "compiler/syntax/token.h"

namespace greenrule {

// The grammar's rules, in its order; the build makes the list.
enum class Rule : std::uint8_t {
#define RULE(rule) rule,
#include "rules.def"
#undef RULE
};

// The derivation of a clause: a node is a rule with children or a token. Node 0 is the clause.
struct Derivation {
  struct Node {
    bool is_token;
    Rule rule;
    TokenId token;  // of a token; of a rule the first token that it can have, for places
    std::uint32_t first_child, child_count;
  };
  std::vector<Node> nodes;
  std::vector<std::uint32_t> children;  // indexes of nodes; those of one node follow each other

  void clear() { nodes.clear(), children.clear(); }
};

// Where a clause stops being one: the first token that cannot stand where it does (the clause's `last` if it
// ends too early), and what could, in the order of TokenKind; empty if too many clauses have failed before it
// to find out.
struct ParseFailure {
  TokenId token = kNoToken;
  std::vector<TokenKind> expected;
};

class ClauseParser {
 public:
  ClauseParser();
  ~ClauseParser();

  // Parses tokens[first, last). Linear in practice; the nesting of the tokens must have been checked, the
  // stack grows with it.
  bool Parse(std::span<const Token> tokens, TokenId first, TokenId last, Derivation& derivation,
             ParseFailure& failure);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace greenrule
