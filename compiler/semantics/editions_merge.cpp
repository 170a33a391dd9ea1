// What `change` makes of a declaration: the children that the amendment wrote in the place of the declaration's own.
#include <algorithm>
#include <string>
#include <unordered_map>

#include "compiler/semantics/editions_verbs.h"
#include "compiler/semantics/editions_words.h"

namespace greenrule {
namespace {

bool IsWritten(const SyntaxTree& tree, NodeId child) {
  return child != kNoNode && !(tree.Kind(child) == NodeKind::kList && tree.Children(child).empty());
}

// Lists whose members are changed by name.
bool HasNamedMembers(NodeKind kind, std::string_view child) {
  return (kind == NodeKind::kFeed && child == "fields") || (kind == NodeKind::kTask && child == "steps") ||
         (kind == NodeKind::kLookup && (child == "values" || child == "keys"));
}

// Children that say one thing together: where one is written, the others are as the amendment has them.
bool BelongTogether(NodeKind kind, std::string_view written, std::string_view other) {
  if (kind == NodeKind::kTable) return written == "inputs" && (other == "outputs" || other == "rows");
  if (kind == NodeKind::kLookup) return written == "rows" && other == "head";
  return (written == "members" && other == "equal") || (written == "equal" && other == "members");
}

}  // namespace

NodeId Amender::Merge(NodeId base, NodeId change, NodeId head) {
  const NodeKind kind = tree_.Kind(base);
  const auto names = ChildNames(kind);
  std::vector<NodeId> children(tree_.Children(base).begin(), tree_.Children(base).end());
  const std::vector<NodeId> written(tree_.Children(change).begin(), tree_.Children(change).end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == 0 && (names[i] == "label" || names[i] == "name")) continue;
    if (!IsWritten(tree_, written[i])) continue;
    if (kind == NodeKind::kChecklist && names[i] == "items") continue;
    if (kind == NodeKind::kParameter && names[i] == "entries") {
      children[i] = MergeEntries(children[i], written[i], head);
    } else if (HasNamedMembers(kind, names[i])) {
      children[i] = MergeNamed(children[i], written[i], head);
    } else {
      children[i] = written[i];
      for (std::size_t other = 0; other < names.size(); ++other)
        if (BelongTogether(kind, names[i], names[other]) && (names[other] != "members" || IsWritten(tree_, written[other])))
          children[other] = written[other];
    }
    if (children[i] == kNoNode) return kNoNode;
    if (names[i] == "equal") {
      NodeId& members = children[ChildIndex(kind, "members")];
      members = WithoutWeights(members);
    }
  }
  return extension_.Append(kind, children, change, base);
}

NodeId Amender::WithoutWeights(NodeId members) {
  std::vector<NodeId> bare(tree_.Children(members).begin(), tree_.Children(members).end());
  for (NodeId& member : bare)
    if (tree_.Child(member, "weight") != kNoNode)
      member = extension_.Append(NodeKind::kMember, {tree_.Child(member, "label"), kNoNode}, member, kNoNode);
  return extension_.Append(NodeKind::kList, bare, members, kNoNode);
}

NodeId Amender::MergeNamed(NodeId base, NodeId change, NodeId head) {
  std::vector<NodeId> members(tree_.Children(base).begin(), tree_.Children(base).end());
  std::unordered_map<std::string_view, std::size_t> places;
  const auto index = [&](std::size_t place) {
    const NodeNames names = NamesOf(tree_, members[place]);
    for (const std::string_view name : {names.code, names.name})
      if (!name.empty()) places.try_emplace(name, place);
  };
  for (std::size_t i = 0; i < members.size(); ++i) index(i);
  std::unordered_map<std::size_t, NodeId> seen;
  const std::vector<NodeId> written(tree_.Children(change).begin(), tree_.Children(change).end());
  for (const NodeId member : written) {
    const NodeNames names = NamesOf(tree_, member);
    const auto found = places.find(names.code.empty() ? names.name : names.code);
    std::size_t place = members.size();
    if (found == places.end()) {
      members.push_back(member);
      index(place);
    } else {
      place = found->second;
    }
    if (const auto [before, first] = seen.emplace(place, member); !first) {
      Report(Code::GR2908, HeadOf(tree_, member), {std::string(names.name)}, before->second);
      return kNoNode;
    }
    if (found == places.end()) continue;
    if (tree_.Kind(members[place]) != tree_.Kind(member)) return kNoNode;
    members[place] = Merge(members[place], member, head);
    if (members[place] == kNoNode) return kNoNode;
  }
  return extension_.Append(NodeKind::kList, members, change, kNoNode);
}

NodeId Amender::MergeEntries(NodeId base, NodeId change, NodeId head) {
  const std::size_t from = ChildIndex(NodeKind::kParameterEntry, "from");
  const std::size_t until = ChildIndex(NodeKind::kParameterEntry, "until");
  Day first = kLastDay;
  std::vector<NodeId> added(tree_.Children(change).begin(), tree_.Children(change).end());
  bool in_order = true;
  for (NodeId& entry : added) {
    if (const NodeId date = tree_.Child(entry, from); date != kNoNode) {
      first = std::min(first, DayOf(tree_, date));
      if (DayOf(tree_, date) >= day_) continue;
      in_order = false;
      Report(Code::GR2915, date, {std::string(tree_.Text(date)), std::string(tree_.Text(tree_.Child(head, "effective_from")))});
      continue;
    }
    std::vector<NodeId> children(tree_.Children(entry).begin(), tree_.Children(entry).end());
    children[from] = tree_.Child(head, "effective_from");
    entry = extension_.Append(NodeKind::kParameterEntry, children, entry, kNoNode);
    first = std::min(first, day_);
  }
  if (!in_order) return kNoNode;
  std::vector<NodeId> entries;
  const std::vector<NodeId> old(tree_.Children(base).begin(), tree_.Children(base).end());
  for (NodeId entry : old) {
    const NodeId begins = tree_.Child(entry, from), ends = tree_.Child(entry, until);
    if (begins != kNoNode && DayOf(tree_, begins) >= first) continue;
    if (ends != kNoNode && DayOf(tree_, ends) >= first) {
      std::vector<NodeId> children(tree_.Children(entry).begin(), tree_.Children(entry).end());
      children[until] = kNoNode;
      entry = extension_.Append(NodeKind::kParameterEntry, children, entry, kNoNode);
    }
    entries.push_back(entry);
  }
  entries.insert(entries.end(), added.begin(), added.end());
  return extension_.Append(NodeKind::kList, entries, change, kNoNode);
}

bool Amender::ChangeItems(Place checklist, NodeId change, NodeId head) {
  const std::vector<NodeId> items(tree_.Items(change, "items").begin(), tree_.Items(change, "items").end());
  for (const NodeId item : items) {
    const NodeId label = tree_.Child(item, std::size_t{0});
    const auto place = Target(label, NodeKind::kItem);
    if (!place) return false;
    if (place->slot != checklist.slot) {
      ReportAbsent(label, NamesOf(tree_, label).name);
      return false;
    }
    if (!Touch(*place, item)) return false;
    ReplaceIfChanged(*place, Merge(text_->At(*place), item, head), item);
  }
  return true;
}

}  // namespace greenrule
