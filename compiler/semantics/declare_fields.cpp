// Fields of feeds: types, how a cell is read, ranges, what a blank means; the fields of unions.
#include <algorithm>
#include <unordered_map>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_names.h"
#include "compiler/semantics/declare_types.h"
#include "runtime/program/calendar.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::kNo;
using policy::TypeKind;

// `DD/MM/YYYY`: each part once, a month's format without the day.
bool FitsDate(std::string_view format, bool has_day) {
  const auto take = [&](char letter, std::size_t fewest, std::size_t most) {
    const std::size_t first = format.find(letter);
    if (first == std::string_view::npos) return false;
    const std::size_t end = std::min(format.find_first_not_of(letter, first), format.size());
    return end - first >= fewest && end - first <= most && format.find(letter, end) == std::string_view::npos;
  };
  const bool no_day = format.find('D') == std::string_view::npos;
  return take('Y', 4, 4) && take('M', 1, 2) && (has_day ? take('D', 1, 2) : no_day);
}

// How finely and in which bounds it may come.
void ReadNumberForm(Declarations& d, NodeId node, const DeclaredType& type, const std::string& label,
                    policy::Field& field) {
  const auto defaults = d.context.units.DefaultsOf(field.unit);
  const auto decimals = ReadDecimals(d, d.Child(node, "decimals"), type, label);
  const bool computed = d.Has(node, "formula");
  if (decimals) {
    field.decimals = decimals->digits;
    field.rounded = decimals->rounded;
    if (decimals->mode_node != kNoNode && !computed) d.Report(Code::GR2541, decimals->mode_node, {label});
    if (decimals->rounded && computed) d.Report(Code::GR2617, d.Child(d.Child(node, "decimals"), "rounded"), {label});
  } else {
    field.decimals = type.integer ? 0 : defaults.decimals.value_or(kDefaultDecimals);
  }
  if (const auto range = ReadRange(d, d.Child(node, "range"), type, label, d.symbol(field.symbol).range)) {
    field.has_range = true;
    std::tie(field.lowest, field.highest) = *range;
  } else if (defaults.range) {
    std::tie(field.lowest, field.highest) = *defaults.range;
  } else {
    field.highest = field.unit.scale * kDefaultRange;
    field.lowest = -field.highest;
  }
}

void ReadCalendarForm(Declarations& d, NodeId node, const DeclaredType& type, const std::string& label,
                      policy::Field& field) {
  const bool has_day = type.type.kind == TypeKind::kDate;
  field.lowest = has_day ? std::int64_t{kFirstDay} : kFirstMonth;
  field.highest = has_day ? std::int64_t{kLastDay} : kLastMonth;
  if (const auto range = ReadRange(d, d.Child(node, "range"), type, label, d.symbol(field.symbol).range)) {
    field.has_range = true;
    std::tie(field.lowest, field.highest) = *range;
  }
  if (const NodeId format = d.Child(node, "date_format"); format != kNoNode) {
    if (FitsDate(d.tree().Text(format), has_day)) {
      field.date_formats.push_back(d.Text(format));
    } else {
      d.Report(Code::GR2542, format, {d.Text(format), has_day ? "DD/MM/YYYY" : "MM/YYYY"});
    }
  }
}

void ReadBlank(Declarations& d, NodeId node, const DeclaredType& type, const std::string& label, policy::Field& field) {
  const NodeId blank = d.Child(node, "blank");
  if (blank == kNoNode || d.tree().Kind(blank) == NodeKind::kMissing) return;
  if (d.tree().Kind(blank) == NodeKind::kNotApplicable) {
    field.blank = BlankRule::kNotApplicable;
    return;
  }
  if (type.type.kind == TypeKind::kUnknown) return;
  const auto value = d.expressions.CheckLiteral(blank, TargetOf(type, label, d.symbol(field.symbol).range));
  if (!value) return;
  const bool ranged = type.type.kind == TypeKind::kNumber || type.type.kind == TypeKind::kDate ||
                      type.type.kind == TypeKind::kMonth;
  if (ranged && (value->number < field.lowest || value->number > field.highest)) {
    d.Report(Code::GR2543, blank, {label});
    return;
  }
  field.blank = BlankRule::kValue;
  field.blank_value = *value;
}

// What only makes sense for a cell that is read.
void RefuseReading(Declarations& d, NodeId node, const std::string& label) {
  for (const auto option : {"range", "blank", "date_format", "may_be_missing"}) {
    if (d.Has(node, option)) d.Report(Code::GR2544, d.Child(node, option), {label});
  }
  for (const auto option : {"columns", "missing_written"}) {
    if (!d.Items(node, option).empty()) d.Report(Code::GR2544, d.Items(node, option)[0], {label});
  }
}

void ReadField(Declarations& d, Id id) {
  const NodeId node = d.fields[id];
  policy::Field& field = d.policy().fields[id];
  const std::string label = d.symbol(field.symbol).Label();
  const bool computed = d.Has(node, "formula");
  const DeclaredType type = ReadType(d, d.Child(node, "type"));
  field.type = type.type;
  field.unit = type.unit;
  field.reading = type.reading;
  field.written = type.written;
  field.any_case = type.any_case;
  if (computed) {
    RefuseReading(d, node, label);
  } else if (!d.Has(node, "type")) {
    d.context.Report(Code::GR2540, d.symbol(field.symbol).range, {label});
    return;
  }
  switch (type.type.kind) {
    case TypeKind::kNumber: ReadNumberForm(d, node, type, label, field); break;
    case TypeKind::kDate:
    case TypeKind::kMonth:
      ReadDecimals(d, d.Child(node, "decimals"), type, label);
      ReadCalendarForm(d, node, type, label, field);
      break;
    case TypeKind::kUnknown: break;
    default:
      ReadRange(d, d.Child(node, "range"), type, label, {});
      ReadDecimals(d, d.Child(node, "decimals"), type, label);
  }
  const bool dated = type.type.kind == TypeKind::kDate || type.type.kind == TypeKind::kMonth;
  if (const NodeId format = d.Child(node, "date_format"); format != kNoNode && !dated && !computed) {
    d.Report(Code::GR2545, format, {label});
  }
  if (computed) return;
  ReadBlank(d, node, type, label, field);
  field.may_be_missing = d.Has(node, "may_be_missing");
  for (const NodeId column : d.Items(node, "columns")) field.columns.push_back(d.Text(column));
  if (field.columns.empty()) {
    const policy::Symbol& symbol = d.symbol(field.symbol);
    if (!symbol.name.empty()) field.columns.push_back(symbol.name);
    if (!symbol.code.empty()) field.columns.push_back(symbol.code);
  }
  for (const NodeId text : d.Items(node, "missing_written")) field.missing_written.push_back(d.Text(text));
}

// A column that two fields would both read, and neither has another name for its own.
void CheckColumns(Declarations& d, Id feed) {
  std::unordered_map<std::string, Id> reader;
  for (const Id id : d.policy().feeds[feed].fields) {
    const policy::Field& field = d.policy().fields[id];
    for (const auto& column : field.columns) {
      const auto [first, is_new] = reader.try_emplace(column, id);
      if (is_new || first->second == id) continue;
      const auto has_choice = [&](Id each) { return d.Items(d.fields[each], "columns").size() > 1; };
      if (has_choice(id) || has_choice(first->second)) continue;
      const policy::Symbol& other = d.symbol(d.policy().fields[first->second].symbol);
      // Two fields of one name are reported as such.
      if (other.name == d.symbol(field.symbol).name) continue;
      d.context.Report(Code::GR2546, d.symbol(field.symbol).range, {column, other.Label()}, {DeclaredHere(other.range)});
    }
  }
}

// ---- unions -------------------------------------------------------------------------------------------------------------

// The copy of a union's field in another of its feeds must be read the same way.
void JoinField(Declarations& d, Id into, Id from, const Declarations::Named& unions) {
  policy::Field& field = d.policy().fields[into];
  const policy::Field& other = d.policy().fields[from];
  if (field.type.kind == TypeKind::kUnknown || other.type.kind == TypeKind::kUnknown) return;
  if (!(field.type == other.type) || !(field.unit == other.unit) || field.decimals != other.decimals) {
    const auto& name = d.symbol(field.symbol).name;
    d.context.Report(Code::GR2547, d.symbol(unions.symbol).range, {d.symbol(unions.symbol).Label(), name},
                     {DeclaredHere(d.symbol(field.symbol).range), DeclaredHere(d.symbol(other.symbol).range)});
    return;
  }
  field.lowest = std::min(field.lowest, other.lowest);
  field.highest = std::max(field.highest, other.highest);
  field.may_be_missing |= other.may_be_missing;
  if (other.blank == BlankRule::kNotApplicable) field.blank = BlankRule::kNotApplicable;
}

void MakeUnionFields(Declarations& d, Id id) {
  const NodeId node = d.feeds[id];
  const auto union_of = d.policy().feeds[id].union_of;
  const Declarations::Named unions{node, d.policy().feeds[id].symbol};
  for (const Id own : d.policy().feeds[id].fields) {
    if (!d.Has(d.fields[own], "formula")) {
      d.context.Report(Code::GR2548, d.symbol(d.policy().fields[own].symbol).range, {d.symbol(unions.symbol).Label()});
    }
  }
  std::unordered_map<std::string, Id> made;
  for (const Id member : union_of) {
    for (const Id from : std::vector<Id>(d.policy().feeds[member].fields)) {
      if (d.Has(d.fields[from], "formula")) continue;
      const std::string name = d.symbol(d.policy().fields[from].symbol).name;
      const auto [place, is_new] = made.try_emplace(name, static_cast<Id>(d.policy().fields.size()));
      if (!is_new) {
        JoinField(d, place->second, from, unions);
        continue;
      }
      policy::Symbol symbol = d.symbol(d.policy().fields[from].symbol);
      symbol.parent = unions.symbol;
      policy::Field field = d.policy().fields[from];
      field.symbol = d.context.Add(std::move(symbol));
      field.feed = id;
      field.columns.clear();
      field.missing_written.clear();
      d.policy().feeds[id].fields.push_back(place->second);
      DeclareName(d, NameKind::kField, place->second, field.symbol, d.fields[from], id);
      d.policy().fields.push_back(std::move(field));
      d.fields.push_back(kNoNode);
    }
  }
}

}  // namespace

void DeclareFields(Declarations& d) {
  const auto read = static_cast<Id>(d.fields.size());
  for (Id id = 0; id < read; ++id) ReadField(d, id);
  for (Id feed = 0; feed < d.feeds.size(); ++feed) CheckColumns(d, feed);
  for (Id feed = 0; feed < d.feeds.size(); ++feed) {
    if (!d.policy().feeds[feed].union_of.empty()) MakeUnionFields(d, feed);
  }
}

}  // namespace greenrule::semantics
