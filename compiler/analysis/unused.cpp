#include "compiler/analysis/unused.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/semantics/editions_text.h"
#include "compiler/semantics/editions_words.h"

namespace greenrule {
namespace {

bool ShouldBeUsed(NodeKind kind) {
  return kind == NodeKind::kParameter || kind == NodeKind::kBands || kind == NodeKind::kPoints ||
         kind == NodeKind::kFunction || kind == NodeKind::kLookup;
}

// Every name that the declaration says of other things.
void GatherNames(const SyntaxTree& tree, NodeId declaration, std::unordered_set<std::string_view>& names) {
  std::vector<NodeId> open{declaration};
  while (!open.empty()) {
    const NodeId node = open.back();
    open.pop_back();
    if (tree.Kind(node) == NodeKind::kName) names.insert(tree.Text(node));
    const auto kinds = ChildNames(tree.Kind(node));
    const bool labelled = !kinds.empty() && kinds[0] == "label" && tree.Kind(node) != NodeKind::kMember;
    const auto children = tree.Children(node);
    for (std::size_t i = labelled ? 1 : 0; i < children.size(); ++i)
      if (children[i] != kNoNode) open.push_back(children[i]);
  }
}

}  // namespace

void ReportUnused(const SyntaxTree& tree, std::span<const EditionTree> editions, const SourceSet& sources,
                  DiagnosticSink& sink) {
  struct Declared {
    NodeId node;
    bool used = false;
  };
  std::unordered_map<std::string_view, Declared> declared;
  std::vector<std::string_view> order;
  for (const EditionTree& edition : editions) {
    std::unordered_set<std::string_view> names;
    for (const NodeId node : edition.declarations)
      if (tree.Kind(node) != NodeKind::kExample) GatherNames(tree, node, names);
    for (const NodeId node : edition.declarations) {
      const std::int32_t file = tree.Range(node).file;
      if (!ShouldBeUsed(tree.Kind(node)) || file == kNoFile || sources.file(file).stdlib) continue;
      const NodeNames own = NamesOf(tree, node);
      const auto [found, added] = declared.try_emplace(own.name, Declared{node});
      if (added) order.push_back(own.name);
      found->second.used |= names.contains(own.name) || (!own.code.empty() && names.contains(own.code));
    }
  }
  for (const std::string_view name : order) {
    const Declared& each = declared.at(name);
    if (each.used) continue;
    sink.Report({Code::GR3031, tree.Range(HeadOf(tree, each.node)), {WordOf(tree.Kind(each.node)), std::string(name)}, {}});
  }
}

}  // namespace greenrule
