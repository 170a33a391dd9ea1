#include "compiler/syntax/tree.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace greenrule {
namespace {

struct KindInfo {
  std::string_view name;
  NodeShape shape;
  std::string_view children;
};

constexpr KindInfo kKinds[] = {
#define LEAF(kind, doc) {#kind, NodeShape::kLeaf, {}},
#define NODE(kind, children) {#kind, NodeShape::kFixed, children},
#define LIST(kind, doc) {#kind, NodeShape::kList, {}},
#include "compiler/syntax/node_kinds.def"
#undef LEAF
#undef NODE
#undef LIST
};

struct Children {
  std::vector<std::string_view> names;
  std::vector<char> marks;  // '?', '*' or ' '
};

Children Split(std::string_view list) {
  Children children;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view name = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 2, list.size()));
    const bool marked = name.ends_with('?') || name.ends_with('*');
    children.marks.push_back(marked ? name.back() : ' ');
    if (marked) name.remove_suffix(1);
    children.names.push_back(name);
  }
  return children;
}

const Children& ChildrenOf(NodeKind kind) {
  static const auto all = [] {
    std::array<Children, std::size(kKinds)> children;
    for (std::size_t i = 0; i < std::size(kKinds); ++i) children[i] = Split(kKinds[i].children);
    return children;
  }();
  return all[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view KindName(NodeKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].name;
}

NodeShape ShapeOf(NodeKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].shape;
}

std::span<const std::string_view> ChildNames(NodeKind kind) {
  return ChildrenOf(kind).names;
}

std::size_t ChildIndex(NodeKind kind, std::string_view name) {
  const auto& names = ChildrenOf(kind).names;
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) std::abort();
  return static_cast<std::size_t>(found - names.begin());
}

bool ChildIsList(NodeKind kind, std::size_t index) {
  return ChildrenOf(kind).marks[index] == '*';
}

bool ChildIsOptional(NodeKind kind, std::size_t index) {
  return ChildrenOf(kind).marks[index] == '?';
}

std::int32_t SyntaxTree::FileOf(TokenId id) const {
  const auto after = std::ranges::upper_bound(files_, id, {}, &FileTokens::first);
  return after == files_.begin() ? kNoFile : std::prev(after)->file;
}

SourceRange SyntaxTree::Range(NodeId id) const {
  const Node& node = nodes_[id];
  if (node.first_token == kNoToken) return {};
  const Token& first = tokens_[node.first_token];
  const Token& last = tokens_[node.last_token];
  return {FileOf(node.first_token), first.line, first.column, last.end_line, last.end_column};
}

std::string_view SyntaxTree::Written(NodeId id) const {
  const Node& node = nodes_[id];
  return node.first_token == kNoToken ? std::string_view() : TokenText(node.first_token);
}

std::string_view SyntaxTree::Doc(NodeId id) const {
  const auto found = docs_.find(id);
  return found == docs_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace greenrule
