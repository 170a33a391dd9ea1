#include "compiler/semantics/editions.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "compiler/semantics/editions_sources.h"
#include "compiler/semantics/editions_text.h"
#include "compiler/semantics/editions_verbs.h"
#include "compiler/semantics/editions_words.h"

namespace greenrule {
namespace {

// A policy and what changes it, by day.
struct Layer {
  const PolicySources* sources = nullptr;
  Day from = kFirstDay, until = kLastDay;
  std::vector<AmendmentBatch> batches;  // a variant's own verbs are the first
};

class Consolidation {
 public:
  Consolidation(SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink)
      : tree_(tree), sink_(sink), amender_(tree, sink), split_(SplitByPolicy(tree, sources, sink)) {}

  std::vector<EditionTree> Run(std::string_view policy) {
    if (split_.policies.empty()) return {};
    const auto target = Choose(policy);
    if (!target || !Stack(*target)) return {};
    return Editions();
  }

 private:
  std::optional<std::size_t> Choose(std::string_view name) {
    if (!name.empty()) {
      const auto found = split_.Find(name);
      if (!found) Report(Code::GR2928, kNoNode, {std::string(name)});
      return found;
    }
    std::unordered_set<std::string_view> bases;
    for (const auto& policy : split_.policies) bases.insert(policy.base);
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < split_.policies.size(); ++i)
      if (!bases.contains(split_.policies[i].name)) candidates.push_back(i);
    if (candidates.size() == 1 || split_.policies.size() == 1) return candidates.empty() ? 0 : candidates[0];
    if (candidates.empty()) return 0;  // a circle: Stack tells
    Report(Code::GR2918, HeadOf(tree_, split_.policies[candidates[1]].head),
           {std::string(split_.policies[candidates[1]].name), std::string(split_.policies[candidates[0]].name)},
           split_.policies[candidates[0]].head);
    return std::nullopt;
  }

  // The policy on top of its bases.
  bool Stack(std::size_t target) {
    std::vector<std::size_t> chain{target};
    while (!split_.policies[chain.back()].base.empty()) {
      const PolicySources& variant = split_.policies[chain.back()];
      const NodeId named = tree_.Child(variant.head, "base");
      const auto base = split_.Find(variant.base);
      if (!base) {
        Report(Code::GR2920, named, {std::string(variant.base)});
        return false;
      }
      if (std::ranges::find(chain, *base) != chain.end()) {
        Report(Code::GR2922, named, {std::string(variant.name)});
        return false;
      }
      chain.push_back(*base);
    }
    std::ranges::reverse(chain);
    for (const std::size_t policy : chain) layers_.push_back(ReadLayer(split_.policies[policy]));
    for (std::size_t i = 1; i < layers_.size(); ++i)
      if (layers_[i].from < layers_[i - 1].from) {
        const NodeId date = tree_.Child(layers_[i].sources->head, "effective_from");
        const NodeId head = layers_[i].sources->head;
        Report(Code::GR2927, date == kNoNode ? HeadOf(tree_, head) : date,
               {std::string(layers_[i].sources->name), std::string(layers_[i - 1].sources->name)},
               layers_[i - 1].sources->head);
        return false;
      }
    return true;
  }

  std::optional<Day> DateOf(NodeId head, std::string_view child) const {
    const NodeId date = tree_.Child(head, child);
    if (date == kNoNode) return std::nullopt;
    return DayOf(tree_, date);
  }

  std::string_view VersionOf(NodeId head) const {
    const NodeId version = tree_.Child(head, "version");
    return version == kNoNode ? std::string_view() : tree_.Text(version);
  }

  Layer ReadLayer(const PolicySources& policy) {
    Layer layer;
    layer.sources = &policy;
    if (policy.head == kNoNode) return layer;
    layer.from = DateOf(policy.head, "effective_from").value_or(kFirstDay);
    layer.until = DateOf(policy.head, "effective_until").value_or(kLastDay);
    if (layer.until < layer.from) {
      Report(Code::GR2924, tree_.Child(policy.head, "effective_until"), {DateText(policy.head, "effective_until"), DateText(policy.head, "effective_from")});
      layer.until = kLastDay;
    }
    const auto verbs = tree_.Items(policy.head, "verbs");
    if (!policy.base.empty()) {
      AmendmentBatch own{layer.from, {}, {}};
      for (const NodeId verb : verbs) own.verbs.push_back({verb, policy.head});
      layer.batches.push_back(std::move(own));
    } else if (!verbs.empty()) {
      Report(Code::GR2921, verbs[0], {std::string(policy.name)});
    }
    for (const NodeId amend : InOrder(policy, layer)) Enlist(layer, amend);
    return layer;
  }

  // Amendments with a date, by day, then version, then where they stand.
  std::vector<NodeId> InOrder(const PolicySources& policy, const Layer& layer) {
    std::vector<NodeId> amends;
    std::unordered_map<std::string_view, NodeId> versions;
    if (!VersionOf(policy.head).empty()) versions.emplace(VersionOf(policy.head), policy.head);
    for (const NodeId amend : policy.amendments) {
      if (const auto version = VersionOf(amend); !version.empty())
        if (const auto [same, added] = versions.emplace(version, amend); !added)
          Report(Code::GR2925, tree_.Child(amend, "version"), {std::string(version)}, same->second);
      if (!DateOf(amend, "effective_from")) {
        Report(Code::GR2902, HeadOf(tree_, amend), {std::string(policy.name)});
      } else if (*DateOf(amend, "effective_from") < layer.from) {
        Report(Code::GR2903, tree_.Child(amend, "effective_from"),
               {DateText(amend, "effective_from"), std::string(policy.name)}, policy.head);
      } else {
        amends.push_back(amend);
      }
    }
    std::ranges::stable_sort(amends, [&](NodeId a, NodeId b) {
      return std::pair(*DateOf(a, "effective_from"), VersionOf(a)) < std::pair(*DateOf(b, "effective_from"), VersionOf(b));
    });
    return amends;
  }

  void Enlist(Layer& layer, NodeId amend) {
    const Day day = *DateOf(amend, "effective_from");
    if (day > layer.until) {
      Report(Code::GR2903, tree_.Child(amend, "effective_from"),
             {DateText(amend, "effective_from"), std::string(layer.sources->name)}, layer.sources->head);
      return;
    }
    const auto verbs = tree_.Items(amend, "verbs");
    const auto until = DateOf(amend, "effective_until");
    if (verbs.empty() && (!until || *until == layer.until)) {
      // What it says may be what has a mistake in it.
      if (!sink_.HasErrors()) Report(Code::GR2916, HeadOf(tree_, amend), {std::string(layer.sources->name)});
      return;
    }
    if (until && *until < day) {
      Report(Code::GR2924, tree_.Child(amend, "effective_until"), {DateText(amend, "effective_until"), DateText(amend, "effective_from")});
    } else if (until) {
      layer.until = *until;
    }
    if (layer.batches.empty() || layer.batches.back().day != day || IsOwn(layer, layer.batches.back()))
      layer.batches.push_back({day, {}, {}});
    AmendmentBatch& batch = layer.batches.back();
    if (until)
      for (const NodeId other : batch.heads)
        if (tree_.Child(other, "effective_until") != kNoNode)
          Report(Code::GR2908, tree_.Child(amend, "effective_until"), {Diagnostic::Argument("effective until", "施行截止日")}, other);
    batch.heads.push_back(amend);
    for (const NodeId verb : verbs) batch.verbs.push_back({verb, amend});
  }

  static bool IsOwn(const Layer& layer, const AmendmentBatch& batch) {
    return !layer.sources->base.empty() && &batch == &layer.batches.front();
  }

  std::vector<EditionTree> Editions() {
    const Layer& top = layers_.back();
    std::set<Day> days{top.from};
    for (const Layer& layer : layers_)
      for (const AmendmentBatch& batch : layer.batches)
        if (batch.day > top.from && batch.day <= top.until) days.insert(batch.day);

    EditionText base(tree_);
    for (const NodeId node : split_.library) base.Declare(node, true);
    for (const NodeId node : layers_[0].sources->declarations) base.Declare(node);
    std::vector<EditionTree> editions;
    std::size_t applied = 0;
    for (const Day day : days) {
      const auto& batches = layers_[0].batches;
      for (; applied < batches.size() && batches[applied].day <= day; ++applied) amender_.Apply(base, batches[applied], true);
      EditionTree edition;
      edition.from = day;
      if (layers_.size() == 1) {
        edition.declarations = base.Declarations();
      } else {
        EditionText text = base;
        ApplyVariants(text, day);
        edition.declarations = text.Declarations();
      }
      if (!editions.empty()) editions.back().until = day - 1;
      edition.until = top.until;
      Describe(edition, day);
      editions.push_back(std::move(edition));
    }
    PlaceExamples(editions);
    return editions;
  }

  void ApplyVariants(EditionText& text, Day day) {
    for (std::size_t i = 1; i < layers_.size(); ++i)
      for (const AmendmentBatch& batch : layers_[i].batches)
        if (batch.day <= day) amender_.Apply(text, batch, seen_.insert(&batch).second);
  }

  // The head as it reads from that day on, and what it says.
  void Describe(EditionTree& edition, Day day) {
    std::vector<std::pair<Day, NodeId>> amends;
    for (const Layer& layer : layers_)
      for (const AmendmentBatch& batch : layer.batches)
        if (batch.day <= day)
          for (const NodeId amend : batch.heads) amends.emplace_back(batch.day, amend);
    std::ranges::stable_sort(amends, {}, &std::pair<Day, NodeId>::first);
    for (const auto& [when, amend] : amends) edition.amendments.push_back(amend);
    const Layer& top = layers_.back();
    const NodeId head = top.sources->head;
    if (head == kNoNode) return;
    std::vector<NodeId> children(tree_.Children(head).begin(), tree_.Children(head).end());
    bool changed = !tree_.Items(head, "verbs").empty();
    for (const AmendmentBatch& batch : top.batches) {
      if (batch.day > day) continue;
      for (const NodeId amend : batch.heads)
        for (const std::string_view child : {"version", "published", "effective_until"})
          if (const NodeId written = tree_.Child(amend, child); written != kNoNode) {
            children[ChildIndex(NodeKind::kPolicy, child)] = written;
            changed = true;
          }
    }
    edition.head = head;
    TreeExtension extension(tree_);
    if (changed) {
      NodeId& verbs = children[ChildIndex(NodeKind::kPolicy, "verbs")];
      verbs = extension.Append(NodeKind::kList, {}, head, kNoNode);
      edition.head = extension.Append(NodeKind::kPolicy, children, head, head);
    }
    edition.policy = top.sources->name;
    edition.version = VersionOf(edition.head);
  }

  void PlaceExamples(std::vector<EditionTree>& editions) {
    for (const auto& [example, head] : layers_.back().sources->examples) {
      std::optional<Day> day = DateOf(example, "as_of");
      if (!day) day = head == kNoNode ? layers_.back().from : DateOf(head, "effective_from").value_or(layers_.back().from);
      const auto after = std::ranges::upper_bound(editions, *day, {}, &EditionTree::from);
      if (after == editions.begin() || std::prev(after)->until < *day) {
        const NodeId as_of = tree_.Child(example, "as_of");
        if (as_of != kNoNode)
          Report(Code::GR2923, as_of, {std::string(tree_.Text(as_of)), std::string(layers_.back().sources->name)}, layers_.back().sources->head);
        continue;
      }
      std::prev(after)->declarations.push_back(example);
    }
  }

  std::string DateText(NodeId head, std::string_view child) const { return std::string(tree_.Text(tree_.Child(head, child))); }

  void Report(Code code, NodeId place, std::vector<Diagnostic::Argument> arguments, NodeId related = kNoNode) {
    Diagnostic diagnostic{code, place == kNoNode ? SourceRange{} : tree_.Range(place), std::move(arguments), {}};
    if (related != kNoNode)
      diagnostic.related.push_back({tree_.Range(HeadOf(tree_, related)), {"declared here", "在此声明"}});
    sink_.Report(std::move(diagnostic));
  }

  SyntaxTree& tree_;
  DiagnosticSink& sink_;
  Amender amender_;
  SplitSources split_;
  std::vector<Layer> layers_;  // the base first
  std::unordered_set<const AmendmentBatch*> seen_;
};

}  // namespace

std::vector<EditionTree> Consolidate(SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink,
                                     std::string_view policy) {
  return Consolidation(tree, sources, sink).Run(policy);
}

std::string BaseOf(const SyntaxTree& tree) {
  if (tree.root() == kNoNode) return {};
  std::unordered_set<std::string_view> names;
  std::vector<std::string_view> bases;
  for (const NodeId file : tree.Children(tree.root()))
    for (const NodeId node : tree.Children(file)) {
      if (tree.Kind(node) != NodeKind::kPolicy) continue;
      names.insert(tree.Text(tree.Child(node, "name")));
      if (const NodeId base = tree.Child(node, "base"); base != kNoNode) bases.push_back(tree.Text(base));
    }
  for (const std::string_view base : bases)
    if (!names.contains(base)) return std::string(base);
  return {};
}

}  // namespace greenrule
