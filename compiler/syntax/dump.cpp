#include <algorithm>

#include "compiler/syntax/tree.h"

namespace greenrule {
namespace {

void AppendQuoted(std::string& out, std::string_view text) {
  out += " \"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  out += '"';
}

void AppendLine(std::string& out, const SyntaxTree& tree, NodeId id, int level, std::string_view name) {
  out.append(static_cast<std::size_t>(level) * 2, ' ');
  if (!name.empty()) out.append(name).append(": ");
  if (id == kNoNode) {
    out += "(empty)\n";
    return;
  }
  out += KindName(tree.Kind(id));
  if (!tree.Text(id).empty()) AppendQuoted(out, tree.Text(id));
  if (!tree.Doc(id).empty()) AppendQuoted(out.append(" ##"), tree.Doc(id));
  out += '\n';
}

}  // namespace

std::string DumpTree(const SyntaxTree& tree) {
  return DumpTree(tree, tree.root());
}

// By a stack of its own: whoever dumps a tree need not trust its depth.
std::string DumpTree(const SyntaxTree& tree, NodeId id) {
  struct Pending {
    NodeId id;
    int level;
    std::string_view name;
  };
  std::string out;
  std::vector<Pending> pending = {{id, 0, {}}};
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    AppendLine(out, tree, next.id, next.level, next.name);
    if (next.id == kNoNode) continue;
    const auto children = tree.Children(next.id);
    const auto names = ChildNames(tree.Kind(next.id));
    const bool fixed = ShapeOf(tree.Kind(next.id)) == NodeShape::kFixed;
    for (std::size_t i = children.size(); i-- > 0;) {
      const NodeId child = children[i];
      // What was left out is not shown, but an empty cell of a row is.
      if (fixed && (child == kNoNode || (ChildIsList(tree.Kind(next.id), i) && tree.Children(child).empty())))
        continue;
      pending.push_back({child, next.level + 1, fixed ? names[i] : std::string_view()});
    }
  }
  return out;
}

}  // namespace greenrule
