#include "compiler/semantics/editions_verbs.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "compiler/semantics/editions_words.h"
#include "compiler/semantics/names.h"
#include "compiler/semantics/units.h"
#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

constexpr std::size_t kMaxHints = 20;  // each looks at every name of the policy

}  // namespace

Day DayOf(const SyntaxTree& tree, NodeId date) {
  const std::string_view text = tree.Text(date);
  std::array<std::int32_t, 3> parts{0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      if (++part == parts.size()) break;
    } else if (c >= '0' && c <= '9' && parts[part] < 100000) {
      parts[part] = parts[part] * 10 + (c - '0');
    }
  }
  const std::int32_t year = std::clamp(parts[0], 1, 9999), month = std::clamp(parts[1], 1, 12);
  const std::int32_t day = std::clamp(parts[2], 1, DaysInMonth(year, month));
  return static_cast<Day>(DayOfCivil({year, month, day}));
}

Diagnostic::Related Amender::RelatedTo(NodeId node) const {
  switch (tree_.Kind(node)) {
    case NodeKind::kRepeal: return {tree_.Range(node), {"repealed here", "在此删去"}};
    case NodeKind::kAdd:
    case NodeKind::kAddItem: return {tree_.Range(node), {"added here", "在此增加"}};
    case NodeKind::kChange:
    case NodeKind::kChangeRow:
    case NodeKind::kChangeWeights:
    case NodeKind::kAddRows: return {tree_.Range(node), {"changed here", "在此修改"}};
    default: return {tree_.Range(HeadOf(tree_, node)), {"declared here", "在此声明"}};
  }
}

void Amender::Report(Code code, NodeId place, std::vector<Diagnostic::Argument> arguments, NodeId related) {
  Diagnostic diagnostic{code, tree_.Range(place), std::move(arguments), {}};
  if (related != kNoNode) diagnostic.related.push_back(RelatedTo(related));
  sink_.Report(std::move(diagnostic));
}

void Amender::ReportAbsent(NodeId name, std::string_view text) {
  NodeId related = text_->RemovedBy(text);
  if (related == kNoNode) {
    if (!additions_known_) {
      additions_known_ = true;
      for (NodeId id = 0; id < tree_.size(); ++id) {
        const NodeKind kind = tree_.Kind(id);
        if (kind != NodeKind::kAdd && kind != NodeKind::kAddItem) continue;
        const NodeId added = tree_.Child(id, kind == NodeKind::kAdd ? "declaration" : "item");
        if (added == kNoNode) continue;
        const NodeNames names = NamesOf(tree_, added);
        for (const std::string_view each : {names.code, names.name})
          if (!each.empty()) additions_.try_emplace(each, id);
      }
    }
    if (const auto found = additions_.find(text); found != additions_.end()) related = found->second;
  }
  std::string nearest;
  if (related == kNoNode && ++hints_ <= kMaxHints) nearest = semantics::Names::Nearest(text, text_->Words());
  Report(Code::GR2904, name, {std::string(text), semantics::Units::Hint(nearest)}, related);
}

std::optional<Amender::Place> Amender::TargetOf(NodeId name) {
  const NodeNames names = NamesOf(tree_, name);
  const auto by_name = names.name.empty() ? std::nullopt : text_->Find(names.name);
  if (names.code.empty()) {
    if (!by_name) ReportAbsent(name, names.name);
    return by_name;
  }
  const auto by_code = text_->Find(names.code);
  if (!by_code) {
    ReportAbsent(name, names.code);
    return std::nullopt;
  }
  if (by_name != by_code) {
    Report(Code::GR2906, name, {std::string(names.code), std::string(names.name)}, text_->At(*by_code));
    return std::nullopt;
  }
  return by_code;
}

std::optional<Amender::Place> Amender::Target(NodeId name, NodeKind kind) {
  const auto place = TargetOf(name);
  if (!place) return std::nullopt;
  const NodeId node = text_->At(*place);
  if (text_->IsLibrary(*place)) {
    Report(Code::GR2907, name, {std::string(NamesOf(tree_, name).name)}, node);
    return std::nullopt;
  }
  if (tree_.Kind(node) != kind) {
    Report(Code::GR2905, name, {std::string(NamesOf(tree_, name).name), WordOf(tree_.Kind(node)), WordOf(kind)}, node);
    return std::nullopt;
  }
  return place;
}

std::string Amender::Called(NodeId node) const {
  if (tree_.Kind(node) == NodeKind::kTableRow) return std::string(tree_.Text(tree_.Child(node, "code")));
  const NodeNames names = NamesOf(tree_, node);
  return std::string(names.code.empty() ? names.name : names.code);
}

bool Amender::Touch(Place place, NodeId verb, bool replaces_parts) {
  Touched& touched = touched_[place.slot];
  NodeId before = kNoNode;
  if (place.part == EditionText::kWhole) {
    before = touched.whole;
    if (before == kNoNode && replaces_parts) before = touched.some_part;
  } else {
    before = touched.all_parts;
    if (const auto found = touched.parts.find(place.part); found != touched.parts.end()) before = found->second;
  }
  if (before != kNoNode) {
    Report(Code::GR2908, verb, {Called(text_->At(place))}, before);
    return false;
  }
  if (place.part == EditionText::kWhole) {
    touched.whole = verb;
    if (replaces_parts) touched.all_parts = verb;
  } else {
    touched.some_part = verb;
    touched.parts.emplace(place.part, verb);
  }
  return true;
}

void Amender::Apply(EditionText& text, const AmendmentBatch& batch, bool first) {
  text_ = &text;
  day_ = batch.day;
  first_ = first;
  touched_.clear();
  repealed_.clear();
  const auto each = [&](auto&& apply) {
    for (const auto& verb : batch.verbs) apply(tree_.Kind(verb.verb), verb.verb, verb.head);
  };
  each([&](NodeKind kind, NodeId verb, NodeId head) {
    if (kind == NodeKind::kRepeal) Repeal(verb, head);
  });
  each([&](NodeKind kind, NodeId verb, NodeId head) {
    if (kind == NodeKind::kChange) Change(verb, head);
    if (kind == NodeKind::kChangeRow) ChangeRow(verb);
    if (kind == NodeKind::kChangeWeights) ChangeWeights(verb);
  });
  each([&](NodeKind kind, NodeId verb, NodeId head) {
    if (kind == NodeKind::kAdd) Add(verb, head);
  });
  each([&](NodeKind kind, NodeId verb, NodeId head) {
    if (kind == NodeKind::kAddItem) AddItem(verb, head);
    if (kind == NodeKind::kAddRows) AddRows(verb);
  });
}

void Amender::Repeal(NodeId verb, NodeId head) {
  const NodeId name = tree_.Child(verb, "name"), row = tree_.Child(verb, "row");
  if (row != kNoNode) {
    const auto table = Target(name, NodeKind::kTable);
    if (!table) return;
    const auto place = text_->FindRow(table->slot, tree_.Text(row));
    if (!place) return Report(Code::GR2909, row, {std::string(tree_.Text(row)), std::string(tree_.Text(name))});
    if (Touch(*place, verb)) text_->Remove(*place, verb);
    return;
  }
  const std::string_view what = tree_.Text(tree_.Child(verb, "what"));
  if (what == "result" || what == "levels") {
    const auto slots = what == "result" ? text_->Results(tree_.Text(name)) : text_->Levels();
    if (slots.empty()) return ReportAbsent(name, tree_.Text(name));
    for (const std::uint32_t slot : slots)
      if (Touch({slot, EditionText::kWhole}, verb, true)) text_->Remove({slot, EditionText::kWhole}, verb);
    return;
  }
  const auto place = TargetOf(name);
  if (!place) return;
  const NodeKind kind = tree_.Kind(text_->At(*place));
  if (text_->IsLibrary(*place))
    return Report(Code::GR2907, name, {std::string(tree_.Text(name))}, text_->At(*place));
  if (WordOf(kind).english != what)
    return Report(Code::GR2905, name, {std::string(tree_.Text(name)), WordOf(kind), WordOf(what)}, text_->At(*place));
  if (!Touch(*place, verb, true)) return;
  const NodeNames names = NamesOf(tree_, text_->At(*place));
  for (const std::string_view each : {names.code, names.name})
    if (!each.empty()) repealed_.emplace(each, head);
  text_->Remove(*place, verb);
}

void Amender::ReplaceIfChanged(Place place, NodeId changed, NodeId verb) {
  if (changed == kNoNode) return;
  const NodeId before = text_->At(place);
  if (first_ && SameMeaning(tree_, before, changed)) {
    return Report(Code::GR2910, verb, {Called(before)}, before);
  }
  text_->Replace(place, changed);
}

void Amender::Change(NodeId verb, NodeId head) {
  const NodeId change = tree_.Child(verb, "declaration");
  const NodeKind kind = tree_.Kind(change);
  if (kind == NodeKind::kResult || kind == NodeKind::kLevels) return ChangeUnnamed(change, head);
  const auto target = Target(tree_.Child(change, std::size_t{0}), kind);
  if (!target) return;
  const bool of_rows = kind == NodeKind::kTable || kind == NodeKind::kLookup;
  const bool replaces = of_rows && !tree_.Items(change, "rows").empty();
  if (!Touch(*target, verb, replaces)) return;
  if (replaces) text_->Settle(target->slot);
  const bool items = kind == NodeKind::kChecklist && !tree_.Items(change, "items").empty();
  if (items && !ChangeItems(*target, change, head)) return;
  const NodeId changed = Merge(text_->At(*target), change, head);
  if (items) {
    if (changed != kNoNode && !SameMeaning(tree_, text_->At(*target), changed)) text_->Replace(*target, changed);
    return;
  }
  ReplaceIfChanged(*target, changed, verb);
  if (replaces && changed != kNoNode) text_->ForgetParts(target->slot);
}

void Amender::ChangeUnnamed(NodeId change, NodeId head) {
  const bool result = tree_.Kind(change) == NodeKind::kResult;
  const NodeId owner = result ? tree_.Child(change, "owner") : kNoNode;
  const auto slots = !result ? text_->Levels() : owner == kNoNode ? text_->Levels() : text_->Results(tree_.Text(owner));
  if (slots.empty())
    return ReportAbsent(change, owner == kNoNode ? WordOf(tree_.Kind(change)).english : tree_.Text(owner));
  const Place first{slots.front(), EditionText::kWhole};
  if (!Touch(first, change, true)) return;
  if (slots.size() == 1) return ReplaceIfChanged(first, Merge(text_->At(first), change, head), change);
  text_->Replace(first, change);
  for (std::size_t i = 1; i < slots.size(); ++i) text_->Remove({slots[i], EditionText::kWhole}, change);
}

NodeId Amender::RowOf(NodeId table, NodeId row, NodeId code) {
  const std::size_t inputs = tree_.Items(table, "inputs").size(), outputs = tree_.Items(table, "outputs").size();
  NodeId cells = tree_.Child(row, "cells");
  std::vector<NodeId> left(tree_.Children(cells).begin(), tree_.Children(cells).end());
  const bool otherwise = tree_.Kind(cells) == NodeKind::kOtherwise;
  const bool named = !otherwise && !left.empty() && left[0] != kNoNode && tree_.Kind(left[0]) == NodeKind::kName;
  const bool same = named && code != kNoNode && tree_.Text(left[0]) == tree_.Text(code);
  if (const NodeId own = tree_.Child(row, "code"); own != kNoNode) {
    if (code != kNoNode && tree_.Text(own) != tree_.Text(code)) {
      Report(Code::GR2912, own, {std::string(tree_.Text(code)), std::string(tree_.Text(own))});
      return kNoNode;
    }
    code = own;
  }
  if (same || (named && left.size() == inputs + 1)) {
    if (code != kNoNode && !same) {
      Report(Code::GR2912, left[0], {std::string(tree_.Text(code)), std::string(tree_.Text(left[0]))});
      return kNoNode;
    }
    code = left[0];
    left.erase(left.begin());
    cells = extension_.Append(NodeKind::kList, left, cells, kNoNode);
  }
  if ((!otherwise && left.size() != inputs) || tree_.Items(row, "outputs").size() != outputs) {
    Report(Code::GR2911, row, {std::string(NamesOf(tree_, table).name), std::to_string(inputs), std::to_string(outputs)}, table);
    return kNoNode;
  }
  return extension_.Append(NodeKind::kTableRow, {code, cells, tree_.Child(row, "outputs")}, row, kNoNode);
}

void Amender::ChangeRow(NodeId verb) {
  const NodeId name = tree_.Child(verb, "table"), code = tree_.Child(verb, "code"), row = tree_.Child(verb, "row");
  const auto table = Target(name, NodeKind::kTable);
  if (!table) return;
  const auto place = text_->FindRow(table->slot, tree_.Text(code));
  if (!place) return Report(Code::GR2909, code, {std::string(tree_.Text(code)), std::string(tree_.Text(name))});
  if (!Touch(*place, verb)) return;
  const NodeId changed = RowOf(text_->At(*table), row, tree_.Child(text_->At(*place), "code"));
  if (changed != kNoNode) ReplaceIfChanged(*place, changed, verb);
}

void Amender::ChangeWeights(NodeId verb) {
  const NodeId name = tree_.Child(verb, "composite");
  const auto place = TargetOf(name);
  if (!place) return;
  const NodeId node = text_->At(*place);
  const NodeKind kind = tree_.Kind(node);
  if (kind != NodeKind::kComposite && kind != NodeKind::kIndicator)
    return Report(Code::GR2905, name, {std::string(tree_.Text(name)), WordOf(kind), WordOf(NodeKind::kComposite)}, node);
  if (text_->IsLibrary(*place)) return Report(Code::GR2907, name, {std::string(tree_.Text(name))}, node);
  if (!Touch(*place, verb)) return;
  std::vector<NodeId> children(tree_.Children(node).begin(), tree_.Children(node).end());
  const NodeId equal = tree_.Child(verb, "equal");
  NodeId& members = children[ChildIndex(kind, "members")];
  children[ChildIndex(kind, "equal")] = equal;
  if (!tree_.Items(verb, "members").empty())
    members = tree_.Child(verb, "members");
  else if (equal != kNoNode)
    members = WithoutWeights(members);
  ReplaceIfChanged(*place, extension_.Append(kind, children, node, node), verb);
}

bool Amender::IsTaken(NodeId added, NodeId verb, NodeId head) {
  const NodeNames names = NamesOf(tree_, added);
  for (const std::string_view name : {names.code, names.name}) {
    if (name.empty()) continue;
    if (const auto place = text_->Find(name); place && !text_->IsLibrary(*place)) {
      Report(Code::GR2913, HeadOf(tree_, added), {std::string(name)}, text_->At(*place));
      return true;
    }
    if (const auto found = repealed_.find(name); found != repealed_.end() && found->second != head) {
      Report(Code::GR2908, verb, {std::string(name)}, text_->RemovedBy(name));
      return true;
    }
  }
  return false;
}

void Amender::Add(NodeId verb, NodeId head) {
  const NodeId added = tree_.Child(verb, "declaration");
  if (IsTaken(added, verb, head)) return;
  const NodeNames names = NamesOf(tree_, added);
  for (const std::string_view name : {names.code, names.name}) {
    if (!repealed_.contains(name)) continue;
    if (const auto slot = text_->RemovedSlot(name)) {
      text_->Revive(*slot, added);
      return;
    }
  }
  text_->Declare(added);
}

void Amender::AddItem(NodeId verb, NodeId head) {
  const auto checklist = Target(tree_.Child(verb, "checklist"), NodeKind::kChecklist);
  const NodeId item = tree_.Child(verb, "item");
  if (checklist && !IsTaken(item, verb, head)) text_->AppendPart(checklist->slot, item);
}

void Amender::AddRows(NodeId verb) {
  const NodeId name = tree_.Child(verb, "target"), head = tree_.Child(verb, "head");
  const auto place = TargetOf(name);
  if (!place) return;
  const NodeId target = text_->At(*place);
  const NodeKind kind = tree_.Kind(target);
  if (text_->IsLibrary(*place)) return Report(Code::GR2907, name, {std::string(tree_.Text(name))}, target);
  if (kind != NodeKind::kTable && kind != NodeKind::kLookup)
    return Report(Code::GR2905, name, {std::string(tree_.Text(name)), WordOf(kind), WordOf(NodeKind::kTable)}, target);
  const std::vector<NodeId> rows(tree_.Items(verb, "rows").begin(), tree_.Items(verb, "rows").end());
  for (NodeId row : rows) {
    if (kind == NodeKind::kTable) {
      row = RowOf(target, row, kNoNode);
      if (row == kNoNode) continue;
      const NodeId code = tree_.Child(row, "code");
      const auto there = code == kNoNode ? std::nullopt : text_->FindRow(place->slot, tree_.Text(code));
      if (there) {
        Report(Code::GR2913, code, {std::string(tree_.Text(code))}, text_->At(*there));
        continue;
      }
    } else if (head != kNoNode) {
      row = RowInOrderOf(target, head, row);
    }
    if (row != kNoNode) text_->AppendPart(place->slot, row);
  }
}

NodeId Amender::RowInOrderOf(NodeId lookup, NodeId head, NodeId row) {
  const NodeId base_head = tree_.Child(lookup, "head");
  if (base_head == kNoNode || SameMeaning(tree_, base_head, head)) return row;
  std::vector<NodeId> cells(tree_.Children(base_head).size(), kNoNode);
  std::unordered_map<std::string_view, std::size_t> columns;
  for (std::size_t i = 0; i < cells.size(); ++i) columns.emplace(tree_.Text(tree_.Children(base_head)[i]), i);
  const auto heads = tree_.Children(head);
  const auto written = tree_.Items(row, "cells");
  for (std::size_t i = 0; i < heads.size() && i < written.size(); ++i) {
    const auto found = columns.find(tree_.Text(heads[i]));
    if (found == columns.end()) {
      Report(Code::GR2914, heads[i], {std::string(NamesOf(tree_, lookup).name), std::string(tree_.Text(heads[i]))}, lookup);
      return kNoNode;
    }
    cells[found->second] = written[i];
  }
  const NodeId list = extension_.Append(NodeKind::kList, cells, row, kNoNode);
  return extension_.Append(NodeKind::kRow, {list}, row, kNoNode);
}

}  // namespace greenrule
