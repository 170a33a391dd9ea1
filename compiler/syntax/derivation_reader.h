// Walks the derivation of a clause: a cursor over the children of one node.
#pragma once

#include <span>

#include "compiler/syntax/clause_parser.h"
#include "compiler/syntax/token.h"

namespace greenrule {

class Cursor {
 public:
  Cursor(const Derivation& derivation, const std::vector<Token>& tokens, std::uint32_t node)
      : derivation_(&derivation), tokens_(&tokens), node_(node) {
    const Derivation::Node& n = derivation.nodes[node];
    if (!n.is_token) children_ = std::span(derivation.children).subspan(n.first_child, n.child_count);
  }

  bool Done() const { return at_ == children_.size(); }
  bool At(Rule rule) const { return !Done() && !Node().is_token && Node().rule == rule; }
  bool At(TokenKind kind) const { return AtToken() && (*tokens_)[Node().token].kind == kind; }
  bool AtToken() const { return !Done() && Node().is_token; }
  TokenKind Kind() const { return (*tokens_)[Node().token].kind; }
  Rule RuleHere() const { return Node().rule; }
  TokenId TokenHere() const { return Node().token; }

  TokenId Take() { return derivation_->nodes[children_[at_++]].token; }
  std::uint32_t TakeNode() { return children_[at_++]; }
  bool Skip(TokenKind kind) { return At(kind) && (++at_, true); }
  Cursor Enter() { return Cursor(*derivation_, *tokens_, children_[at_++]); }

  // Of the whole node.
  TokenId First() const { return derivation_->nodes[node_].token; }
  TokenId Last() const { return LastOf(node_); }

 private:
  const Derivation::Node& Node() const { return derivation_->nodes[children_[at_]]; }
  // The last token of a node; of an empty one the token that it stands before.
  TokenId LastOf(std::uint32_t node) const {
    for (;;) {
      const Derivation::Node& n = derivation_->nodes[node];
      if (n.is_token || n.child_count == 0) return n.token;
      node = derivation_->children[n.first_child + n.child_count - 1];
    }
  }

  const Derivation* derivation_;
  const std::vector<Token>* tokens_;
  std::uint32_t node_;
  std::span<const std::uint32_t> children_;
  std::size_t at_ = 0;
};

}  // namespace greenrule
