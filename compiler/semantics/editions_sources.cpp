#include "compiler/semantics/editions_sources.h"

#include <string>
#include <unordered_map>

#include "compiler/semantics/editions_words.h"

namespace greenrule {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

class Splitter {
 public:
  Splitter(const SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink)
      : tree_(tree), sources_(sources), sink_(sink) {}

  SplitSources Run() {
    if (tree_.root() == kNoNode) return {};
    const auto files = tree_.Children(tree_.root());
    for (const NodeId file : files) ReadHeads(file);
    if (split_.policies.empty()) split_.policies.emplace_back();
    for (const NodeId file : files) ReadDeclarations(file);
    return std::move(split_);
  }

 private:
  bool IsLibrary(NodeId file) const {
    const std::int32_t index = tree_.Range(file).file;
    return index != kNoFile && sources_.file(index).stdlib;
  }

  static std::string_view FolderOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }

  void ReadHeads(NodeId file) {
    if (IsLibrary(file)) return;
    for (const NodeId node : tree_.Children(file)) {
      if (tree_.Kind(node) != NodeKind::kPolicy) continue;
      PolicySources policy;
      policy.head = node;
      policy.name = tree_.Text(tree_.Child(node, "name"));
      if (const NodeId base = tree_.Child(node, "base"); base != kNoNode) policy.base = tree_.Text(base);
      if (const auto [same, added] = by_name_.emplace(policy.name, split_.policies.size()); !added) {
        Report(Code::GR2919, HeadOf(tree_, node), {std::string(policy.name)}, split_.policies[same->second].head);
        continue;
      }
      by_folder_[FolderOf(tree_.Text(file))].push_back(split_.policies.size());
      by_head_.emplace(node, split_.policies.size());
      split_.policies.push_back(std::move(policy));
    }
  }

  // Of a file without a head of its own.
  std::size_t OwnerOf(NodeId file) {
    if (split_.policies.size() == 1) return 0;
    std::string_view folder = FolderOf(tree_.Text(file));
    while (true) {
      if (const auto found = by_folder_.find(folder); found != by_folder_.end()) {
        std::size_t original = kNone, originals = 0;
        for (const std::size_t policy : found->second)
          if (split_.policies[policy].base.empty()) original = policy, ++originals;
        if (found->second.size() == 1) return found->second.front();
        if (originals == 1) return original;
        break;
      }
      if (folder.empty()) break;
      folder = FolderOf(folder);
    }
    return kNone;
  }

  void ReadDeclarations(NodeId file) {
    const auto nodes = tree_.Children(file);
    if (IsLibrary(file)) {
      for (const NodeId node : nodes)
        if (IsDeclaration(node) && tree_.Kind(node) != NodeKind::kExample) split_.library.push_back(node);
      return;
    }
    std::size_t owner = kNone;
    for (const NodeId node : nodes)
      if (const auto found = by_head_.find(node); found != by_head_.end()) {
        owner = found->second;
        break;
      }
    if (owner == kNone) owner = OwnerOf(file);
    NodeId head = kNoNode;  // the last one above
    bool reported = false;
    for (const NodeId node : nodes) {
      const NodeKind kind = tree_.Kind(node);
      if (kind == NodeKind::kPolicy) {
        head = node;
        if (const auto found = by_head_.find(node); found != by_head_.end()) owner = found->second;
      } else if (kind == NodeKind::kAmend) {
        head = node;
        const auto amended = by_name_.find(tree_.Text(tree_.Child(node, "name")));
        if (amended == by_name_.end()) {
          Report(Code::GR2901, tree_.Child(node, "name"), {std::string(tree_.Text(tree_.Child(node, "name")))});
          owner = kNone;
          reported = true;
        } else {
          owner = amended->second;
          split_.policies[owner].amendments.push_back(node);
        }
      } else if (owner == kNone) {
        if (!reported) Report(Code::GR2926, HeadOf(tree_, node), {std::string(tree_.Text(file))});
        reported = true;
      } else if (kind == NodeKind::kExample) {
        split_.policies[owner].examples.push_back({node, head});
      } else if (IsDeclaration(node)) {
        if (!split_.policies[owner].base.empty() || (head != kNoNode && tree_.Kind(head) == NodeKind::kAmend))
          Report(Code::GR2917, HeadOf(tree_, node), {WordOf(kind), NameOf(node)});
        else
          split_.policies[owner].declarations.push_back(node);
      }
    }
  }

  static bool IsHead(NodeKind kind) {
    return kind == NodeKind::kPolicy || kind == NodeKind::kAmend || kind == NodeKind::kUse;
  }
  bool IsDeclaration(NodeId node) const { return !IsHead(tree_.Kind(node)); }

  std::string NameOf(NodeId node) const {
    const NodeId head = HeadOf(tree_, node);
    if (head == node) return WordOf(tree_.Kind(node)).english;
    return std::string(tree_.Kind(head) == NodeKind::kLabel ? tree_.Text(tree_.Child(head, "name")) : tree_.Text(head));
  }

  void Report(Code code, NodeId place, std::vector<Diagnostic::Argument> arguments, NodeId related = kNoNode) {
    Diagnostic diagnostic{code, tree_.Range(place), std::move(arguments), {}};
    if (related != kNoNode)
      diagnostic.related.push_back({tree_.Range(HeadOf(tree_, related)), {"declared here", "在此声明"}});
    sink_.Report(std::move(diagnostic));
  }

  const SyntaxTree& tree_;
  const SourceSet& sources_;
  DiagnosticSink& sink_;
  SplitSources split_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_folder_;
  std::unordered_map<NodeId, std::size_t> by_head_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

}  // namespace

std::optional<std::size_t> SplitSources::Find(std::string_view name) const {
  for (std::size_t i = 0; i < policies.size(); ++i)
    if (policies[i].name == name) return i;
  return std::nullopt;
}

SplitSources SplitByPolicy(const SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink) {
  return Splitter(tree, sources, sink).Run();
}

}  // namespace greenrule
