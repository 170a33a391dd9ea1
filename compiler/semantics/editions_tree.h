// Growing a parsed tree by the declarations that amendments change.
//
// Nodes that are there never change; a new one takes its place in the source, and its documentation if it has none of its
// own, from a node that it is made after. A span that SyntaxTree::Children gave does not survive an addition.
#pragma once

#include <span>
#include <vector>

#include "compiler/syntax/tree.h"

namespace greenrule {

class TreeExtension {
 public:
  explicit TreeExtension(SyntaxTree& tree) : tree_(tree) {}

  // A node of a fixed kind or a list. `place` gives its range; `documented` its doc, where `place` has none.
  NodeId Append(NodeKind kind, const std::vector<NodeId>& children, NodeId place, NodeId documented);

 private:
  SyntaxTree& tree_;
};

// Whether two nodes say the same: kinds, texts and children, whatever their places and comments.
bool SameMeaning(const SyntaxTree& tree, NodeId a, NodeId b);

}  // namespace greenrule
