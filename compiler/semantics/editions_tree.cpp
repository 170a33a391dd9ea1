#include "compiler/semantics/editions_tree.h"

#include <string>
#include <utility>

namespace greenrule {

NodeId TreeExtension::Append(NodeKind kind, const std::vector<NodeId>& children, NodeId place, NodeId documented) {
  SyntaxTree::Node node;
  node.kind = kind;
  node.first_child = static_cast<std::uint32_t>(tree_.children_.size());
  node.child_count = static_cast<std::uint32_t>(children.size());
  node.first_token = tree_.nodes_[place].first_token;
  node.last_token = tree_.nodes_[place].last_token;
  tree_.children_.insert(tree_.children_.end(), children.begin(), children.end());
  const auto id = static_cast<NodeId>(tree_.nodes_.size());
  tree_.nodes_.push_back(node);
  std::string doc(tree_.Doc(place));
  if (doc.empty() && documented != kNoNode) doc = tree_.Doc(documented);
  if (!doc.empty()) tree_.docs_.emplace(id, std::move(doc));
  return id;
}

bool SameMeaning(const SyntaxTree& tree, NodeId a, NodeId b) {
  std::vector<std::pair<NodeId, NodeId>> open{{a, b}};
  while (!open.empty()) {
    const auto [x, y] = open.back();
    open.pop_back();
    if (x == y) continue;
    if (x == kNoNode || y == kNoNode) return false;
    if (tree.Kind(x) != tree.Kind(y) || tree.Text(x) != tree.Text(y)) return false;
    const auto xs = tree.Children(x), ys = tree.Children(y);
    if (xs.size() != ys.size()) return false;
    for (std::size_t i = 0; i < xs.size(); ++i) open.emplace_back(xs[i], ys[i]);
  }
  return true;
}

}  // namespace greenrule
