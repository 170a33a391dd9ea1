// What an example gives: rows of feeds and entities, single values.
#include <algorithm>

#include "compiler/semantics/declare_examples.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::Constant;
using policy::GivenRows;
using policy::GivenValue;
using policy::Id;
using policy::kNo;
using policy::TypeKind;

namespace {

template <class Subject>
GivenValue::Kind KindOf(const Subject& subject) {
  if (subject.kind == Subject::kField) return GivenValue::kField;
  return subject.kind == Subject::kScore ? GivenValue::kScore : GivenValue::kRule;
}

}  // namespace

void ExampleReader::ReadGiven(NodeId given) {
  switch (d_.tree().Kind(given)) {
    case NodeKind::kGivenNone: ReadGivenNone(given); break;
    case NodeKind::kGivenRows: ReadGivenRows(given); break;
    default: ReadGivenValue(given);
  }
}

bool ExampleReader::Claim(Id feed, NodeId target) {
  const auto [first, is_new] = tables_.try_emplace(feed, target);
  if (!is_new) {
    d_.Report(Code::GR2706, target, {d_.Text(target)},
              {{d_.context.Range(first->second), {"first here", "首次出现于此"}}});
  }
  return is_new;
}

void ExampleReader::ReadGivenNone(NodeId given) {
  const NodeId target = d_.Child(given, "target");
  const auto feed = d_.context.names.Resolve(d_.context, target, {NameKind::kFeed});
  if (!feed || !Readable(feed->id, target) || !Claim(feed->id, target)) return;
  GivenRows rows;
  rows.feed = feed->id;
  example_.given_rows.push_back(std::move(rows));
}

bool ExampleReader::Readable(Id feed, NodeId target) {
  if (d_.policy().feeds[feed].union_of.empty()) return true;
  d_.Report(Code::GR2707, target, {d_.Text(target)});
  return false;
}

void ExampleReader::ReadGivenRows(NodeId given) {
  const NodeId target = d_.Child(given, "target");
  const auto meaning = d_.context.names.Resolve(d_.context, target, {NameKind::kFeed, NameKind::kEntity});
  if (!meaning) return;
  const bool entity_rows = meaning->kind == NameKind::kEntity;
  const Id feed = entity_rows ? d_.policy().entities[meaning->id].listed_in : meaning->id;
  if (feed == kNo || !Readable(feed, target) || !Claim(feed, target)) return;
  GivenRows table;
  table.feed = feed;
  const auto columns = ReadHead(given, feed, entity_rows, table);
  if (!columns) return;
  const auto& keys = d_.policy().entities[d_.policy().feeds[feed].entity].keys;
  const bool has_keys = std::ranges::any_of(*columns, [](const Column& c) { return c.kind == Column::kKey; });
  if (!table_keys_.contains(has_keys)) table_keys_.emplace(has_keys, target);
  for (const NodeId row : d_.Items(given, "rows")) {
    const auto cells = d_.Items(row, "cells");
    GivenRows::Row made;
    made.range = d_.context.Range(row);
    made.cells.resize(table.fields.size());
    if (has_keys) made.keys.resize(keys.size());
    std::vector<GivenValue> values;
    bool good = true;
    for (std::size_t i = 0; i < cells.size(); ++i) good &= ReadCell((*columns)[i], row, cells[i], table, made, values);
    if (!good) continue;
    for (GivenValue& value : values) {
      value.key = made.keys;
      example_.given_values.push_back(std::move(value));
    }
    table.rows.push_back(std::move(made));
  }
  example_.given_rows.push_back(std::move(table));
}

std::optional<std::vector<ExampleReader::Column>> ExampleReader::ReadHead(NodeId given, Id feed, bool entity_rows, GivenRows& table) {
  const policy::Entity& entity = d_.policy().entities[d_.policy().feeds[feed].entity];
  std::vector<Column> columns;
  std::vector<bool> key_taken(entity.keys.size(), false);
  bool good = true;
  for (const NodeId head : d_.Items(given, "head")) {
    Column column;
    const std::string word = d_.Text(head);
    const auto key = d_.tree().Kind(head) == NodeKind::kName ? KeyPlace(entity, word) : std::nullopt;
    if (key) {
      column.kind = Column::kKey;
      column.place = *key;
      if (key_taken[column.place]) {
        d_.Report(Code::GR2559, head, {word});
        good = false;
      }
      key_taken[column.place] = true;
      columns.push_back(column);
      continue;
    }
    const auto subject = FindColumn(head, feed, entity_rows);
    if (!subject) {
      good = false;
      continue;
    }
    column.subject = *subject;
    const bool own = subject->kind == Subject::kField && d_.policy().fields[subject->id].feed == feed;
    column.kind = own ? Column::kField : Column::kValue;
    if (own) {
      if (std::ranges::find(table.fields, subject->id) != table.fields.end()) {
        d_.Report(Code::GR2559, head, {word});
        good = false;
      }
      column.place = table.fields.size();
      table.fields.push_back(subject->id);
    }
    columns.push_back(column);
  }
  const auto keys = std::ranges::count(key_taken, true);
  if (good && keys != 0 && static_cast<std::size_t>(keys) != key_taken.size()) {
    d_.Report(Code::GR2708, d_.Child(given, "target"), {d_.symbol(entity.symbol).Label()});
    good = false;
  }
  if (!good) return std::nullopt;
  return columns;
}

std::optional<ExampleReader::Subject> ExampleReader::FindColumn(NodeId head, Id feed, bool entity_rows) {
  const bool plain = d_.tree().Kind(head) == NodeKind::kName;
  const Meaning* own =
      plain ? d_.context.names.FindInside(NameKind::kField, feed, d_.tree().Text(head)) : nullptr;
  std::optional<Subject> subject;
  if (own) {
    subject = Subject{Subject::kField, own->id, d_.policy().feeds[feed].entity};
  } else if (entity_rows) {
    subject = FindSubject(head);
    if (subject && !Givable(*subject, head)) return std::nullopt;
  } else if (!plain) {
    const auto base = d_.context.names.Resolve(d_.context, d_.Child(head, "base"), {NameKind::kFeed});
    if (!base) return std::nullopt;
    const auto field = d_.context.names.Resolve(d_.context, d_.Child(head, "name"), {NameKind::kField}, feed);
    if (field) subject = Subject{Subject::kField, field->id, d_.policy().feeds[feed].entity};
  } else if (const auto field = d_.context.names.Resolve(d_.context, head, {NameKind::kField}, feed)) {
    subject = Subject{Subject::kField, field->id, d_.policy().feeds[feed].entity};
  }
  if (subject && subject->kind == Subject::kField && d_.policy().fields[subject->id].formula != kNo) {
    d_.Report(Code::GR2709, head, {Spell(d_.tree(), head)}, {DeclaredHere(HeadOf(*subject))});
    return std::nullopt;
  }
  return subject;
}

bool ExampleReader::ReadCell(const Column& column, NodeId row, NodeId cell, const GivenRows& table, GivenRows::Row& made,
              std::vector<GivenValue>& values) {
  if (column.kind == Column::kKey) {
    if (cell == kNoNode) {
      d_.Report(Code::GR2711, row);
      return false;
    }
    const auto key = KeyText(cell);
    if (!key) return false;
    made.keys[column.place] = *key;
    return true;
  }
  if (column.kind == Column::kField) {
    if (cell == kNoNode) {
      made.cells[column.place].kind = d_.policy().fields[table.fields[column.place]].type.kind;
      made.cells[column.place].state = kBlank;
      return true;
    }
    const auto constant = ReadConstant(column.subject, cell, nullptr);
    if (!constant) return false;
    made.cells[column.place] = *constant;
    return true;
  }
  if (cell == kNoNode) return true;  // this entity's own value stays what it rests on
  GivenValue value;
  const auto constant = ReadConstant(column.subject, cell, &value.own_reason);
  if (!constant) return false;
  value.kind = KindOf(column.subject);
  value.id = column.subject.id;
  value.value = *constant;
  value.range = d_.context.Range(cell);
  values.push_back(std::move(value));
  return true;
}

bool ExampleReader::Givable(const Subject& subject, NodeId target) {
  if (FormOf(subject).type.kind == TypeKind::kUnknown) return false;  // reported where it is declared
  if (subject.kind != Subject::kItem && subject.kind != Subject::kStatistic && subject.entity != kNo) return true;
  d_.Report(Code::GR2713, target, {Spell(d_.tree(), target)}, {DeclaredHere(HeadOf(subject))});
  return false;
}

std::optional<Constant> ExampleReader::ReadConstant(const Subject& subject, NodeId cell, std::string* own_reason) {
  const DeclaredType form = FormOf(subject);
  if (form.type.kind == TypeKind::kUnknown) return std::nullopt;
  Constant state;
  state.kind = form.type.kind;
  const bool list = form.type.kind == TypeKind::kChecklist;
  if (const NodeKind kind = d_.tree().Kind(cell); list && (kind == NodeKind::kMissingBecause || kind == NodeKind::kNotApplicable)) {
    d_.Report(Code::GR2724, cell, {NameOf(subject), Spell(d_.tree(), cell)}, {DeclaredHere(HeadOf(subject))});
    return std::nullopt;
  }
  if (own_reason && d_.tree().Kind(cell) == NodeKind::kMissingBecause) {
    const NodeId reason = d_.Child(cell, "reason");
    const auto known = ReasonOf(reason, own_reason);
    if (!known) return std::nullopt;
    state.state = *known;
    return state;
  }
  if (own_reason && !list && d_.tree().Kind(cell) == NodeKind::kState && d_.tree().Text(cell) == "undetermined") {
    state.state = kUndetermined;
    return state;
  }
  const auto constant = d_.expressions.CheckLiteral(cell, TargetOf(form, NameOf(subject), HeadOf(subject)));
  if (!constant || constant->state != kKnown) return constant;
  return InRange(subject, form, *constant, cell) ? constant : std::nullopt;
}

bool ExampleReader::InRange(const Subject& subject, const DeclaredType& form, const Constant& value, NodeId cell) {
  std::optional<std::pair<Rational, Rational>> range;
  std::optional<unsigned> decimals;
  if (subject.kind == Subject::kField) {
    const policy::Field& field = d_.policy().fields[subject.id];
    const bool ordered = form.type.kind == TypeKind::kNumber || form.type.kind == TypeKind::kDate ||
                         form.type.kind == TypeKind::kMonth;
    if (ordered) range = {field.lowest, field.highest};
    if (form.type.kind == TypeKind::kNumber && !field.rounded) decimals = field.decimals;
  } else if (subject.kind == Subject::kRule) {
    range = d_.policy().rules[subject.id].range;
    if (const auto declared = d_.policy().rules[subject.id].decimals) decimals = *declared;
  }
  if (range && (value.number < range->first || value.number > range->second)) {
    d_.Report(Code::GR2714, cell, {Spell(d_.tree(), cell), NameOf(subject)}, {DeclaredHere(HeadOf(subject))});
    return false;
  }
  if (decimals) {
    const auto needed = DecimalsNeeded(value.number / form.unit.scale);
    if (!needed || *needed > *decimals) {
      d_.Report(Code::GR2715, cell, {Spell(d_.tree(), cell), NameOf(subject), std::to_string(*decimals)},
                {DeclaredHere(HeadOf(subject))});
      return false;
    }
  }
  return true;
}

void ExampleReader::ReadGivenValue(NodeId given) {
  const NodeId target = d_.Child(given, "target");
  const auto subject = FindSubject(target);
  if (!subject || !Givable(*subject, target)) return;
  if (subject->kind == Subject::kField && d_.policy().fields[subject->id].formula != kNo) {
    d_.Report(Code::GR2709, target, {Spell(d_.tree(), target)}, {DeclaredHere(HeadOf(*subject))});
    return;
  }
  GivenValue value;
  value.kind = KindOf(*subject);
  value.id = subject->id;
  value.range = d_.context.Range(given);
  if (!ReadEntity(given, *subject, value.key)) return;
  const auto constant = ReadConstant(*subject, d_.Child(given, "value"), &value.own_reason);
  if (!constant) return;
  value.value = *constant;
  for (const GivenValue& other : example_.given_values) {
    if (other.kind != value.kind || other.id != value.id || other.key != value.key) continue;
    d_.Report(Code::GR2706, target, {Spell(d_.tree(), target)}, {{other.range, {"first here", "首次出现于此"}}});
    return;
  }
  example_.given_values.push_back(std::move(value));
}

void ExampleReader::CheckKeys() {
  if (table_keys_.size() < 2) return;
  const NodeId without = table_keys_.at(false);
  d_.Report(Code::GR2718, without, {d_.Text(without)},
            {{d_.context.Range(table_keys_.at(true)), {"this table names its entities", "此表写明了主体"}}});
}

}  // namespace greenrule::semantics
