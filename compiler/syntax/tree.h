// The syntax tree: what a policy says, the same whether it says it in English or in Chinese.
//
// All nodes lie in one vector and are referred to by NodeId. A node has a kind, children, and, if it is a
// leaf, a text. node_kinds.def is the contract: it names the children of every kind in their canonical order.
// A fixed child that the author left out is kNoNode, so a child's position never moves; what may stand any
// number of times is a List node in that position, perhaps an empty one.
//
//   NodeId feed = …;                                        // Kind(feed) == NodeKind::kFeed
//   if (NodeId by = tree.Child(feed, "dated_by"); by != kNoNode) Use(tree.Text(by));
//   for (NodeId field : tree.Items(feed, "fields")) …
//
// Texts of leaves are canonical: NFC, full-width forms made plain, quotes taken off; a keyword's text is its
// English phrase. What the author wrote is Written(). A tree owns its texts and tokens; it does not refer to
// the SourceSet. It is immutable once Parse returned it; reading it from several threads is safe. About 24
// bytes a node.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/syntax/token.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFF;

enum class NodeKind : std::uint8_t {
#define LEAF(kind, doc) k##kind,
#define NODE(kind, children) k##kind,
#define LIST(kind, doc) k##kind,
#include "compiler/syntax/node_kinds.def"
#undef LEAF
#undef NODE
#undef LIST
};

enum class NodeShape : std::uint8_t { kLeaf, kFixed, kList };

std::string_view KindName(NodeKind kind);  // "Feed"
NodeShape ShapeOf(NodeKind kind);
// The children's names of a fixed kind, without `?` and `*`; empty for leaves and lists.
std::span<const std::string_view> ChildNames(NodeKind kind);
// The place of a child among those of its kind. The name must be one of them (else our bug: aborts).
std::size_t ChildIndex(NodeKind kind, std::string_view name);
// Whether the child is a List (`c*`) or may be absent (`b?`).
bool ChildIsList(NodeKind kind, std::size_t index);
bool ChildIsOptional(NodeKind kind, std::size_t index);

class SyntaxTree {
 public:
  NodeId root() const { return root_; }
  std::size_t size() const { return nodes_.size(); }

  NodeKind Kind(NodeId id) const { return nodes_[id].kind; }
  std::span<const NodeId> Children(NodeId id) const {
    return {children_.data() + nodes_[id].first_child, nodes_[id].child_count};
  }
  NodeId Child(NodeId id, std::size_t index) const { return children_[nodes_[id].first_child + index]; }
  // By its name in node_kinds.def. A short search; keep the result in loops.
  NodeId Child(NodeId id, std::string_view name) const { return Child(id, ChildIndex(Kind(id), name)); }
  // The children of a list child: Items(feed, "fields").
  std::span<const NodeId> Items(NodeId id, std::string_view name) const { return Children(Child(id, name)); }

  // Of a leaf (see node_kinds.def); empty for others, but a File's is its path.
  std::string_view Text(NodeId id) const { return texts_[nodes_[id].text]; }
  // What the author wrote for a leaf: `待定` where Text() is `undetermined`. NFC, plain forms.
  std::string_view Written(NodeId id) const;
  // Whether the author put brackets of his own around an expression.
  bool Parenthesized(NodeId id) const { return nodes_[id].parenthesized; }
  // The `##` comments before a declaration, item or field: lines joined by '\n', without `##`. Empty if none.
  std::string_view Doc(NodeId id) const;

  // From the first token to the last. An empty List has the range of the first token of its parent.
  SourceRange Range(NodeId id) const;
  // Tokens of all files, one after another; files() says which are whose.
  TokenId FirstToken(NodeId id) const { return nodes_[id].first_token; }
  TokenId LastToken(NodeId id) const { return nodes_[id].last_token; }
  const std::vector<Token>& tokens() const { return tokens_; }
  const std::vector<FileTokens>& files() const { return files_; }
  std::string_view TokenText(TokenId id) const { return texts_[tokens_[id].text]; }
  std::int32_t FileOf(TokenId id) const;

 private:
  friend class TreeBuilder;
  friend class TreeExtension;  // semantics/editions_tree.h appends what amendments change

  struct Node {
    NodeKind kind;
    bool parenthesized = false;
    std::uint32_t text = 0;
    std::uint32_t first_child = 0, child_count = 0;
    TokenId first_token = kNoToken, last_token = kNoToken;
  };

  NodeId root_ = kNoNode;
  std::vector<Node> nodes_;
  std::vector<NodeId> children_;
  std::vector<std::string_view> texts_;  // [0] is empty; views into arena_
  std::shared_ptr<const void> arena_;    // owns the bytes of texts_
  std::vector<Token> tokens_;
  std::vector<FileTokens> files_;
  std::unordered_map<NodeId, std::string> docs_;
};

// One node a line, two blanks a level: child name, kind, text. Stable: two trees that say the same dump the
// same.
std::string DumpTree(const SyntaxTree& tree);
std::string DumpTree(const SyntaxTree& tree, NodeId id);

}  // namespace greenrule
