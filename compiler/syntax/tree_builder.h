// Makes the nodes of a tree. Used by the parser only.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "compiler/syntax/lexer.h"
#include "compiler/syntax/phrases.h"
#include "compiler/syntax/tree.h"

namespace greenrule {

// A node and the tokens that stand for it, with the brackets around it.
struct Part {
  NodeId node = kNoNode;
  TokenId first = kNoToken, last = kNoToken;
};

class TreeBuilder {
 public:
  explicit TreeBuilder(TextTable& texts)
      : texts_(texts), keyword_texts_(static_cast<std::size_t>(TokenKind::kTokenKinds), 0) {}

  std::vector<Token>& tokens() { return tree_.tokens_; }
  const SyntaxTree& tree() const { return tree_; }
  std::vector<FileTokens>& files() { return tree_.files_; }
  std::string_view TextOf(TokenId token) const { return texts_.texts[tree_.tokens_[token].text]; }

  // A leaf with the token's text.
  Part Leaf(NodeKind kind, TokenId token) { return Add(kind, tree_.tokens_[token].text, {}, token, token); }
  Part LeafWithoutText(NodeKind kind, TokenId token) { return Add(kind, 0, {}, token, token); }
  // A leaf with a text that lasts as long as the program.
  Part LeafWithText(NodeKind kind, std::string_view text, TokenId token) {
    return Add(kind, texts_.Add(text), {}, token, token);
  }
  // A leaf with the English phrase of a keyword.
  Part Keyword(TokenKind phrase, TokenId token, NodeKind kind = NodeKind::kKeyword) {
    std::uint32_t& text = keyword_texts_[static_cast<std::size_t>(phrase)];
    if (text == 0) text = texts_.Add(CanonicalText(phrase));
    return Add(kind, text, {}, token, token);
  }
  // A node of a fixed kind has all its children; one of a list kind any number.
  Part Make(NodeKind kind, std::initializer_list<NodeId> children, TokenId first, TokenId last) {
    return Add(kind, 0, {children.begin(), children.size()}, first, last);
  }
  Part Make(NodeKind kind, std::span<const NodeId> children, TokenId first, TokenId last,
            std::uint32_t text = 0) {
    return Add(kind, text, children, first, last);
  }
  NodeId List(std::span<const NodeId> children, TokenId first, TokenId last) {
    return Add(NodeKind::kList, 0, children, first, last).node;
  }
  NodeId EmptyList(TokenId at) { return List({}, at, at); }

  std::uint32_t TextIndex(NodeId node) const { return tree_.nodes_[node].text; }
  void Parenthesize(NodeId node) { tree_.nodes_[node].parenthesized = true; }
  void SetChild(NodeId node, std::size_t index, NodeId child) {
    tree_.children_[tree_.nodes_[node].first_child + index] = child;
  }
  void SetDoc(NodeId node, std::string doc) { tree_.docs_[node] = std::move(doc); }

  SyntaxTree Finish(NodeId root, std::shared_ptr<const void> arena);

 private:
  Part Add(NodeKind kind, std::uint32_t text, std::span<const NodeId> children, TokenId first, TokenId last) {
    SyntaxTree::Node node{kind};
    node.text = text;
    node.first_child = static_cast<std::uint32_t>(tree_.children_.size());
    node.child_count = static_cast<std::uint32_t>(children.size());
    node.first_token = first;
    node.last_token = last;
    tree_.children_.insert(tree_.children_.end(), children.begin(), children.end());
    tree_.nodes_.push_back(node);
    return {static_cast<NodeId>(tree_.nodes_.size() - 1), first, last};
  }

  SyntaxTree tree_;
  TextTable& texts_;
  std::vector<std::uint32_t> keyword_texts_;
};

}  // namespace greenrule
