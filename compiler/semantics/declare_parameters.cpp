// Parameters: a type and its values, each from a day on.
#include <algorithm>
#include <span>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::TypeKind;
using Entry = policy::Parameter::Entry;

struct ReadEntry {
  Entry entry;
  bool open = true;  // no `until` of its own: it ends the day before the next
};

std::string CitesOf(Declarations& d, NodeId entry) {
  std::string text;
  for (const NodeId cited : d.Items(entry, "cites")) {
    const bool is_label = d.tree().Kind(cited) == NodeKind::kLabel;
    if (is_label) d.cited_labels.push_back(cited);
    text += (text.empty() ? "" : "；") + (is_label ? d.TextOf(cited, "name") : d.Text(cited));
  }
  return text;
}

// The value, in the parameter's decimals and range.
policy::ExprId ReadValue(Declarations& d, NodeId node, const DeclaredType& type, const Target& target,
                         std::optional<DeclaredDecimals> decimals,
                         const std::optional<std::pair<Rational, Rational>>& range) {
  const auto constant = d.expressions.CheckConstant(node, target);
  if (!constant) return policy::kNo;
  if (type.type.kind == TypeKind::kNumber) {
    if (type.integer && !decimals) decimals = DeclaredDecimals{};
    const auto needed = DecimalsNeeded(constant->number / type.unit.scale);
    if (decimals && (!needed || *needed > decimals->digits)) d.Report(Code::GR2563, node, {target.name});
  }
  if (range && (constant->number < range->first || constant->number > range->second)) {
    d.Report(Code::GR2562, node, {target.name});
  }
  policy::Expr expr;
  expr.kind = policy::ExprKind::kConstant;
  expr.type = type.type;
  expr.constant = *constant;
  expr.range = d.context.Range(node);
  return d.context.Add(std::move(expr));
}

// By their first day; an entry that runs into the next is reported.
void Arrange(Declarations& d, const std::string& label, std::vector<ReadEntry> read, std::vector<Entry>& entries) {
  std::ranges::stable_sort(read, {}, [](const ReadEntry& e) { return e.entry.from; });
  for (std::size_t i = 0; i < read.size(); ++i) {
    Entry entry = read[i].entry;
    if (i + 1 < read.size()) {
      const Entry& next = read[i + 1].entry;
      if (next.from == entry.from || (!read[i].open && next.from <= entry.until)) {
        d.context.Report(Code::GR2581, next.range, {label, DateText(next.from)},
                         {{entry.range, {"this entry is still in force", "此条届时仍然有效"}}});
        if (next.from == entry.from) continue;
      }
      entry.until = std::min(entry.until, next.from - 1);
    }
    entries.push_back(std::move(entry));
  }
}

// `10` beside `20万元` is seldom ten yuan.
void WarnOfBareValues(Declarations& d, std::span<const NodeId> entries, const DeclaredType& type) {
  if (type.type.kind != TypeKind::kNumber || type.unit.dimension == policy::Unit{}.dimension) return;
  const auto kind = [&](NodeId entry) { return d.tree().Kind(d.Child(entry, "value")); };
  if (std::ranges::none_of(entries, [&](NodeId entry) { return kind(entry) == NodeKind::kMeasured; })) return;
  for (const NodeId entry : entries) {
    const NodeId value = d.Child(entry, "value");
    if (kind(entry) == NodeKind::kNumber && d.Text(value) != "0")
      d.Report(Code::GR2584, value, {d.Text(value), d.Text(value) + type.unit.text});
  }
}

void ReadParameter(Declarations& d, Id id) {
  const NodeId node = d.parameters[id];
  const policy::SymbolId symbol = d.policy().parameters[id].symbol;
  const std::string label = d.symbol(symbol).Label();
  const SourceRange head = d.symbol(symbol).range;
  if (!d.Has(node, "type")) {
    d.context.Report(Code::GR2540, head, {label});
    return;
  }
  const DeclaredType type = ReadType(d, d.Child(node, "type"));
  d.policy().parameters[id].type = type.type;
  d.policy().parameters[id].unit = type.unit;
  if (type.type.kind == TypeKind::kUnknown) return;
  const auto decimals = ReadDecimals(d, d.Child(node, "decimals"), type, label);
  RefuseRounding(d, d.Child(node, "decimals"), label);
  const auto range = ReadRange(d, d.Child(node, "range"), type, label, head);
  const Target target = TargetOf(type, label, head);
  const auto nodes = d.Items(node, "entries");
  if (nodes.empty()) d.context.Report(Code::GR2580, head, {label});
  WarnOfBareValues(d, nodes, type);
  std::vector<ReadEntry> read;
  for (const NodeId entry_node : nodes) {
    ReadEntry made;
    const NodeId from = d.Child(entry_node, "from"), until = d.Child(entry_node, "until");
    if (from != kNoNode) made.entry.from = DayOf(d.tree().Text(from));
    if (until != kNoNode) made.entry.until = DayOf(d.tree().Text(until));
    made.open = until == kNoNode;
    made.entry.range = d.context.Range(entry_node);
    if (made.entry.until < made.entry.from) {
      d.Report(Code::GR2582, until, {DateText(made.entry.until), DateText(made.entry.from)});
      continue;
    }
    made.entry.cites = CitesOf(d, entry_node);
    made.entry.value = ReadValue(d, d.Child(entry_node, "value"), type, target, decimals, range);
    if (made.entry.value == policy::kNo) continue;
    read.push_back(std::move(made));
  }
  Arrange(d, label, std::move(read), d.policy().parameters[id].entries);
}

}  // namespace

void DeclareParameters(Declarations& d) {
  for (Id id = 0; id < d.parameters.size(); ++id) ReadParameter(d, id);
}

}  // namespace greenrule::semantics
