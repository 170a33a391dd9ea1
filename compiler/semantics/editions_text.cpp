#include "compiler/semantics/editions_text.h"

#include <algorithm>
#include <string_view>

namespace greenrule {
namespace {

// The child that holds the parts of a declaration that are amended one by one.
std::optional<std::size_t> PartsChild(NodeKind kind) {
  switch (kind) {
    case NodeKind::kChecklist: return ChildIndex(kind, "items");
    case NodeKind::kTable:
    case NodeKind::kLookup: return ChildIndex(kind, "rows");
    default: return std::nullopt;
  }
}

bool IsOtherwiseRow(const SyntaxTree& tree, NodeId row) {
  return row != kNoNode && tree.Kind(row) == NodeKind::kTableRow &&
         tree.Kind(tree.Child(row, "cells")) == NodeKind::kOtherwise;
}

}  // namespace

NodeNames NamesOf(const SyntaxTree& tree, NodeId node) {
  if (tree.Kind(node) != NodeKind::kLabel && tree.Kind(node) != NodeKind::kName) {
    const auto names = ChildNames(tree.Kind(node));
    if (names.empty() || (names[0] != "label" && names[0] != "name")) return {};
    node = tree.Child(node, std::size_t{0});
  }
  if (node == kNoNode) return {};
  if (tree.Kind(node) != NodeKind::kLabel) return {{}, tree.Text(node)};
  const NodeId code = tree.Child(node, std::size_t{0}), name = tree.Child(node, std::size_t{1});
  return {code == kNoNode ? std::string_view() : tree.Text(code), name == kNoNode ? std::string_view() : tree.Text(name)};
}

EditionText::Place EditionText::Declare(NodeId declaration, bool library) {
  const auto slot = static_cast<std::uint32_t>(slots_.size());
  slots_.push_back({declaration, true, library});
  IndexDeclaration(slot);
  return {slot, kWhole};
}

void EditionText::IndexDeclaration(std::uint32_t slot) {
  const NodeId node = slots_[slot].node;
  Index({slot, kWhole}, node);
  switch (tree_->Kind(node)) {
    case NodeKind::kChecklist: {
      std::uint32_t part = 0;
      for (const NodeId item : tree_->Items(node, "items")) Index({slot, part++}, item);
      break;
    }
    case NodeKind::kResult:
      if (const NodeId owner = tree_->Child(node, "owner"); owner != kNoNode)
        results_[tree_->Text(owner)].push_back(slot);
      break;
    case NodeKind::kLevels: levels_.push_back(slot); break;
    default: break;
  }
}

void EditionText::Index(Place place, NodeId node) {
  const NodeNames names = NamesOf(*tree_, node);
  for (const std::string_view name : {names.code, names.name})
    if (!name.empty()) names_.try_emplace(name, place);
}

std::optional<EditionText::Place> EditionText::Find(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string_view> EditionText::Words() const {
  std::vector<std::string_view> words;
  for (const auto& [word, place] : names_)
    if (slots_[place.slot].alive) words.push_back(word);
  std::ranges::sort(words);
  return words;
}

const std::vector<std::uint32_t>& EditionText::Results(std::string_view owner) const {
  static const std::vector<std::uint32_t> none;
  const auto found = results_.find(owner);
  return found == results_.end() ? none : found->second;
}

EditionText::Parts& EditionText::Open(std::uint32_t slot) {
  const auto [found, added] = parts_.try_emplace(slot);
  Parts& parts = found->second;
  if (!added) return parts;
  const NodeId node = slots_[slot].node;
  const auto children = tree_->Children(tree_->Child(node, *PartsChild(tree_->Kind(node))));
  parts.nodes.assign(children.begin(), children.end());
  if (!parts.nodes.empty() && IsOtherwiseRow(*tree_, parts.nodes.back()))
    parts.last = static_cast<std::uint32_t>(parts.nodes.size() - 1);
  return parts;
}

std::optional<EditionText::Place> EditionText::FindRow(std::uint32_t table, std::string_view code) {
  Parts& parts = Open(table);
  if (!parts.indexed) {
    parts.indexed = true;
    for (std::uint32_t i = 0; i < parts.nodes.size(); ++i) {
      if (parts.nodes[i] == kNoNode || tree_->Kind(parts.nodes[i]) != NodeKind::kTableRow) continue;
      if (const NodeId written = tree_->Child(parts.nodes[i], "code"); written != kNoNode)
        parts.rows.try_emplace(tree_->Text(written), i);
    }
  }
  const auto found = parts.rows.find(code);
  if (found == parts.rows.end() || parts.nodes[found->second] == kNoNode) return std::nullopt;
  return Place{table, found->second};
}

NodeId EditionText::At(Place place) {
  return place.part == kWhole ? slots_[place.slot].node : Open(place.slot).nodes[place.part];
}

void EditionText::Replace(Place place, NodeId node) {
  if (place.part == kWhole) {
    slots_[place.slot].node = node;
    return;
  }
  Parts& parts = Open(place.slot);
  parts.nodes[place.part] = node;
  parts.changed = true;
}

void EditionText::NoteRemoval(NodeId node, Place place, NodeId verb) {
  const NodeNames names = NamesOf(*tree_, node);
  for (const std::string_view name : {names.code, names.name}) {
    const auto found = names_.find(name);
    if (name.empty() || found == names_.end() || found->second != place) continue;
    names_.erase(found);
    removed_.insert_or_assign(name, Removal{verb, place.slot, place.part == kWhole});
  }
}

void EditionText::Remove(Place place, NodeId verb) {
  const NodeId node = At(place);
  NoteRemoval(node, place, verb);
  if (place.part != kWhole) {
    Parts& parts = Open(place.slot);
    parts.nodes[place.part] = kNoNode;
    parts.changed = true;
    return;
  }
  Slot& slot = slots_[place.slot];
  slot.alive = false;
  if (tree_->Kind(node) == NodeKind::kChecklist) {
    const Parts& parts = Open(place.slot);
    for (std::uint32_t i = 0; i < parts.nodes.size(); ++i)
      if (parts.nodes[i] != kNoNode) NoteRemoval(parts.nodes[i], {place.slot, i}, verb);
  }
  if (tree_->Kind(node) == NodeKind::kLevels) std::erase(levels_, place.slot);
  if (tree_->Kind(node) == NodeKind::kResult)
    if (const NodeId owner = tree_->Child(node, "owner"); owner != kNoNode)
      std::erase(results_[tree_->Text(owner)], place.slot);
}

void EditionText::Revive(std::uint32_t slot, NodeId declaration) {
  parts_.erase(slot);
  slots_[slot].node = declaration;
  slots_[slot].alive = true;
  IndexDeclaration(slot);
}

EditionText::Place EditionText::AppendPart(std::uint32_t slot, NodeId part) {
  Parts& parts = Open(slot);
  const Place place{slot, static_cast<std::uint32_t>(parts.nodes.size())};
  parts.nodes.push_back(part);
  parts.changed = true;
  if (tree_->Kind(part) == NodeKind::kItem) Index(place, part);
  if (parts.indexed && tree_->Kind(part) == NodeKind::kTableRow)
    if (const NodeId code = tree_->Child(part, "code"); code != kNoNode) parts.rows.insert_or_assign(tree_->Text(code), place.part);
  return place;
}

NodeId EditionText::RemovedBy(std::string_view name) const {
  const auto found = removed_.find(name);
  return found == removed_.end() ? kNoNode : found->second.verb;
}

std::optional<std::uint32_t> EditionText::RemovedSlot(std::string_view name) const {
  const auto found = removed_.find(name);
  if (found == removed_.end() || !found->second.whole || names_.contains(name)) return std::nullopt;
  if (slots_[found->second.slot].alive) return std::nullopt;
  return found->second.slot;
}

void EditionText::Settle(std::uint32_t slot) {
  const auto found = parts_.find(slot);
  if (found == parts_.end() || !found->second.changed) return;
  Parts& parts = found->second;
  parts.changed = false;
  const NodeId node = slots_[slot].node;
  std::vector<NodeId> kept;
  for (std::uint32_t i = 0; i < parts.nodes.size(); ++i)
    if (parts.nodes[i] != kNoNode && i != parts.last) kept.push_back(parts.nodes[i]);
  if (parts.last != kWhole && parts.nodes[parts.last] != kNoNode) kept.push_back(parts.nodes[parts.last]);
  const std::size_t index = *PartsChild(tree_->Kind(node));
  std::vector<NodeId> children(tree_->Children(node).begin(), tree_->Children(node).end());
  TreeExtension extension(*tree_);
  children[index] = extension.Append(NodeKind::kList, kept, children[index], kNoNode);
  slots_[slot].node = extension.Append(tree_->Kind(node), children, node, kNoNode);
}

std::vector<NodeId> EditionText::Declarations() {
  for (const auto& [slot, parts] : parts_)
    if (slots_[slot].alive) Settle(slot);
  std::vector<NodeId> declarations;
  declarations.reserve(slots_.size());
  for (const bool library : {true, false})
    for (const Slot& slot : slots_)
      if (slot.alive && slot.library == library) declarations.push_back(slot.node);
  return declarations;
}

}  // namespace greenrule
