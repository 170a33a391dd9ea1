// Examples: what is given, what is expected.
#include <algorithm>
#include <unordered_map>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {
namespace {

using policy::Constant;
using policy::Expectation;
using policy::ExprId;
using policy::GivenRows;
using policy::GivenValue;
using policy::Id;
using policy::kNo;
using policy::TypeKind;

// What a value is given for or expected of: a rule, a score, a field of a one-per feed, a statistic, an item.
struct Subject {
  enum Kind : std::uint8_t { kRule, kScore, kField, kStatistic, kItem } kind = kRule;
  Id id = kNo;
  Id entity = kNo;  // kNo: of the whole run
};

bool IsKey(const policy::Entity& entity, const std::string& word, std::size_t& place) {
  const auto found = std::ranges::find(entity.keys, word, &policy::Entity::Key::name);
  place = static_cast<std::size_t>(found - entity.keys.begin());
  return found != entity.keys.end();
}

class ExampleReader {
 public:
  ExampleReader(Declarations& d, const Declarations::Named& named) : d_(d), node_(named.node) {
    example_.symbol = named.symbol;
    example_.range = d.context.Range(node_);
    title_ = d.symbol(named.symbol).name;
  }

  void Read() {
    ReadDay();
    for (const NodeId given : d_.Items(node_, "givens")) ReadGiven(given);
    CheckKeys();
    const auto expects = d_.Items(node_, "expects");
    if (expects.empty()) d_.context.Report(Code::GR2710, d_.symbol(example_.symbol).range, {title_});
    for (const NodeId expect : expects) ReadExpect(expect);
    d_.policy().examples.push_back(std::move(example_));
  }

 private:
  void ReadDay() {
    const NodeId as_of = d_.Child(node_, "as_of");
    example_.as_of = as_of == kNoNode ? d_.edition.from : DayOf(d_.tree().Text(as_of));
    if (as_of == kNoNode && d_.edition.from == kFirstDay) {
      d_.context.Report(Code::GR2700, d_.symbol(example_.symbol).range, {title_});
    }
  }

  // ---- subjects ---------------------------------------------------------------------------------------------------------

  std::optional<Subject> SubjectOf(const Meaning& meaning) {
    switch (meaning.kind) {
      case NameKind::kRule: return Subject{Subject::kRule, meaning.id, d_.policy().rules[meaning.id].entity};
      case NameKind::kItem: return Subject{Subject::kItem, meaning.id, d_.policy().rules[meaning.parent].entity};
      case NameKind::kStatistic: return Subject{Subject::kStatistic, meaning.id, kNo};
      case NameKind::kField: {
        const policy::Feed& feed = d_.policy().feeds[meaning.parent];
        if (feed.many) return std::nullopt;
        return Subject{Subject::kField, meaning.id, feed.entity};
      }
      default: return std::nullopt;
    }
  }

  // A Name or Qualified. Reported if it is nothing of the kind.
  std::optional<Subject> FindSubject(NodeId target) {
    if (d_.tree().Kind(target) == NodeKind::kQualified) return FindQualified(target);
    std::vector<Subject> fits;
    std::string spellings;
    const auto meanings = d_.context.names.FindAll(d_.tree().Text(target));
    for (const Meaning& meaning : meanings) {
      if (const auto subject = SubjectOf(meaning)) {
        fits.push_back(*subject);
        spellings += (spellings.empty() ? "`" : ", `") + d_.context.names.Qualified(meaning) + "`";
      }
    }
    if (fits.size() == 1) return fits[0];
    if (fits.size() > 1) {
      d_.Report(Code::GR2703, target, {d_.Text(target), spellings});
    } else if (!meanings.empty()) {
      d_.Report(Code::GR2701, target, {d_.Text(target), KindWord(meanings[0].kind)}, {DeclaredHere(meanings[0].range)});
    } else {
      d_.context.names.Resolve(d_.context, target, {NameKind::kRule, NameKind::kField, NameKind::kStatistic});
    }
    return std::nullopt;
  }

  std::optional<Subject> FindQualified(NodeId target) {
    const NodeId base = d_.Child(target, "base"), name = d_.Child(target, "name");
    if (d_.tree().Kind(name) == NodeKind::kKeyword) {  // `X.score`
      auto subject = FindSubject(base);
      if (!subject) return std::nullopt;
      if (subject->kind != Subject::kRule ||
          d_.policy().rules[subject->id].score.kind == policy::Score::kNone) {
        d_.Report(Code::GR2702, target, {Spell(d_.tree(), base)});
        return std::nullopt;
      }
      subject->kind = Subject::kScore;
      return subject;
    }
    if (d_.tree().Kind(base) != NodeKind::kName) {
      d_.Report(Code::GR2704, target, {Spell(d_.tree(), target)});
      return std::nullopt;
    }
    const auto owner = d_.context.names.Resolve(d_.context, base, {NameKind::kFeed, NameKind::kEntity, NameKind::kRule});
    if (!owner) return std::nullopt;
    if (owner->kind == NameKind::kFeed) {
      const auto field = d_.context.names.Resolve(d_.context, name, {NameKind::kField}, owner->id);
      if (!field) return std::nullopt;
      const auto subject = SubjectOf(*field);
      if (!subject) d_.Report(Code::GR2701, target, {Spell(d_.tree(), target), KindWord(NameKind::kField)});
      return subject;
    }
    if (owner->kind == NameKind::kRule) {
      const auto item = d_.context.names.Resolve(d_.context, name, {NameKind::kItem}, owner->id);
      return item ? SubjectOf(*item) : std::nullopt;
    }
    // `企业.总分`: of this entity.
    for (const Meaning& meaning : d_.context.names.FindAll(d_.tree().Text(name))) {
      const auto subject = SubjectOf(meaning);
      if (subject && subject->entity == owner->id) return subject;
    }
    d_.Report(Code::GR2705, name, {d_.Text(name), d_.symbol(owner->symbol).Label()});
    return std::nullopt;
  }

  DeclaredType FormOf(const Subject& subject) {
    DeclaredType form;
    switch (subject.kind) {
      case Subject::kRule:
        form.type = d_.policy().rules[subject.id].type;
        form.unit = d_.policy().rules[subject.id].unit;
        break;
      case Subject::kScore: form.type = {TypeKind::kNumber}; break;
      case Subject::kField:
        form.type = d_.policy().fields[subject.id].type;
        form.unit = d_.policy().fields[subject.id].unit;
        break;
      case Subject::kStatistic:
        form.type = d_.policy().statistics[subject.id].type;
        form.unit = d_.policy().statistics[subject.id].unit;
        break;
      case Subject::kItem: form.type = {TypeKind::kChecklist}; break;
    }
    return form;
  }

  SourceRange HeadOf(const Subject& subject) {
    switch (subject.kind) {
      case Subject::kField: return d_.symbol(d_.policy().fields[subject.id].symbol).range;
      case Subject::kStatistic: return d_.symbol(d_.policy().statistics[subject.id].symbol).range;
      case Subject::kItem: return d_.symbol(d_.policy().items[subject.id].symbol).range;
      default: return d_.symbol(d_.policy().rules[subject.id].symbol).range;
    }
  }

  // ---- given -----------------------------------------------------------------------------------------------------------------

  void ReadGiven(NodeId given) {
    switch (d_.tree().Kind(given)) {
      case NodeKind::kGivenNone: ReadGivenNone(given); break;
      case NodeKind::kGivenRows: ReadGivenRows(given); break;
      default: ReadGivenValue(given);
    }
  }

  // The feed's one table in this example.
  bool Claim(Id feed, NodeId target) {
    const auto [first, is_new] = tables_.try_emplace(feed, target);
    if (!is_new) {
      d_.Report(Code::GR2706, target, {d_.Text(target)},
                {{d_.context.Range(first->second), {"first here", "首次出现于此"}}});
    }
    return is_new;
  }

  void ReadGivenNone(NodeId given) {
    const NodeId target = d_.Child(given, "target");
    const auto feed = d_.context.names.Resolve(d_.context, target, {NameKind::kFeed});
    if (!feed || !Readable(feed->id, target) || !Claim(feed->id, target)) return;
    GivenRows rows;
    rows.feed = feed->id;
    example_.given_rows.push_back(std::move(rows));
  }

  // A union has no table of its own.
  bool Readable(Id feed, NodeId target) {
    if (d_.policy().feeds[feed].union_of.empty()) return true;
    d_.Report(Code::GR2707, target, {d_.Text(target)});
    return false;
  }

  // A column of a given table: part of the key, a field of the feed, or (rows of an entity) any other value.
  struct Column {
    enum Kind : std::uint8_t { kKey, kField, kValue } kind = kField;
    std::size_t place = 0;  // of the key, or among GivenRows::fields
    Subject subject;
  };

  void ReadGivenRows(NodeId given) {
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
      if (cells.size() != columns->size()) {
        d_.Report(Code::GR2558, row, {std::to_string(cells.size()), std::to_string(columns->size())});
        continue;
      }
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

  std::optional<std::vector<Column>> ReadHead(NodeId given, Id feed, bool entity_rows, GivenRows& table) {
    const policy::Entity& entity = d_.policy().entities[d_.policy().feeds[feed].entity];
    std::vector<Column> columns;
    std::vector<bool> key_taken(entity.keys.size(), false);
    bool good = true;
    for (const NodeId head : d_.Items(given, "head")) {
      Column column;
      const std::string word = d_.Text(head);
      if (d_.tree().Kind(head) == NodeKind::kName && IsKey(entity, word, column.place) &&
          !d_.context.names.FindInside(NameKind::kField, feed, word)) {
        column.kind = Column::kKey;
        if (key_taken[column.place]) {
          d_.Report(Code::GR2559, head, {word, ""});
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
          d_.Report(Code::GR2559, head, {word, ""});
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

  // A field of the feed; in rows of an entity also its rules and the fields of its other one-per feeds.
  std::optional<Subject> FindColumn(NodeId head, Id feed, bool entity_rows) {
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

  bool ReadCell(const Column& column, NodeId row, NodeId cell, const GivenRows& table, GivenRows::Row& made,
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

  std::optional<std::string> KeyText(NodeId cell) {
    const NodeKind kind = d_.tree().Kind(cell);
    if (kind == NodeKind::kText || kind == NodeKind::kName || kind == NodeKind::kNumber) return d_.Text(cell);
    d_.Report(Code::GR2712, cell, {Spell(d_.tree(), cell)});
    return std::nullopt;
  }

  static GivenValue::Kind KindOf(const Subject& subject) {
    if (subject.kind == Subject::kField) return GivenValue::kField;
    return subject.kind == Subject::kScore ? GivenValue::kScore : GivenValue::kRule;
  }

  // Lists and statistics follow from what is given; a value of the whole run comes from constants alone.
  bool Givable(const Subject& subject, NodeId target) {
    const bool list = subject.kind == Subject::kRule && d_.policy().rules[subject.id].checklist != kNo;
    if (!list && subject.kind != Subject::kItem && subject.kind != Subject::kStatistic && subject.entity != kNo) return true;
    d_.Report(Code::GR2713, target, {Spell(d_.tree(), target)}, {DeclaredHere(HeadOf(subject))});
    return false;
  }

  // A literal in the subject's form and range. `own_reason` takes the text of `missing "…"`; null where none may stand.
  std::optional<Constant> ReadConstant(const Subject& subject, NodeId cell, std::string* own_reason) {
    const DeclaredType form = FormOf(subject);
    if (form.type.kind == TypeKind::kUnknown) return std::nullopt;
    Constant state;
    state.kind = form.type.kind;
    if (own_reason && d_.tree().Kind(cell) == NodeKind::kMissingBecause) {
      const NodeId reason = d_.Child(cell, "reason");
      const auto known = ReasonOf(reason, own_reason);
      if (!known) return std::nullopt;
      state.state = *known;
      return state;
    }
    if (own_reason && d_.tree().Kind(cell) == NodeKind::kState && d_.tree().Text(cell) == "undetermined") {
      state.state = kUndetermined;
      return state;
    }
    const auto constant = d_.expressions.CheckLiteral(cell, TargetOf(form, NameOf(subject), HeadOf(subject)));
    if (!constant || constant->state != kKnown) return constant;
    return InRange(subject, form, *constant, cell) ? constant : std::nullopt;
  }

  std::string NameOf(const Subject& subject) {
    if (subject.kind == Subject::kField) return d_.symbol(d_.policy().fields[subject.id].symbol).Label();
    if (subject.kind == Subject::kStatistic) return d_.symbol(d_.policy().statistics[subject.id].symbol).Label();
    if (subject.kind == Subject::kItem) return d_.symbol(d_.policy().items[subject.id].symbol).Label();
    return d_.symbol(d_.policy().rules[subject.id].symbol).Label();
  }

  bool InRange(const Subject& subject, const DeclaredType& form, const Constant& value, NodeId cell) {
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

  void ReadGivenValue(NodeId given) {
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

  // `for "…"`: the entity's key.
  bool ReadEntity(NodeId node, const Subject& subject, std::vector<std::string>& key) {
    const NodeId entity = d_.Child(node, "entity");
    if (entity == kNoNode) return true;
    if (subject.entity == kNo) {
      d_.Report(Code::GR2716, entity, {NameOf(subject)});
      return false;
    }
    const policy::Entity& of = d_.policy().entities[subject.entity];
    if (of.keys.size() != 1) {
      d_.Report(Code::GR2717, entity, {d_.symbol(of.symbol).Label()});
      return false;
    }
    const auto text = KeyText(entity);
    if (!text) return false;
    key.push_back(*text);
    return true;
  }

  // Where some tables name their entities and others do not, nobody knows whose the rows are.
  void CheckKeys() {
    if (table_keys_.size() < 2) return;
    const NodeId without = table_keys_.at(false);
    d_.Report(Code::GR2718, without, {d_.Text(without)},
              {{d_.context.Range(table_keys_.at(true)), {"this table names its entities", "此表写明了主体"}}});
  }

  // ---- expected -----------------------------------------------------------------------------------------------------------------

  // A published word of a reason, or one of the policy's own.
  std::optional<State> ReasonOf(NodeId reason, std::string* own_reason) {
    const std::string text = d_.Text(reason);
#define REASON(name, byte, english, chinese) \
  if (text == english || text == chinese) return static_cast<State>(byte);
    GREENRULE_REASONS(REASON)
#undef REASON
    const auto& own = d_.context.own_reasons;
    if (std::ranges::find(own, text) == own.end()) {
      d_.Report(Code::GR2719, reason, {text});
      return std::nullopt;
    }
    *own_reason = text;
    return kFirstOwnReason;
  }

  policy::ScopeId ScopeOf(const Subject& subject) {
    return subject.entity == kNo ? policy::kRunScope : d_.policy().entities[subject.entity].scope;
  }

  // The expectation of a subject, its place and its entity; the rest is for the caller.
  Expectation NewExpectation(NodeId node, NodeId target, const Subject& subject) {
    Expectation made;
    made.range = d_.context.Range(node);
    if (subject.kind == Subject::kStatistic) {
      made.statistic = subject.id;
    } else {
      made.subject = d_.expressions.Check(target, PlaceIn(ScopeOf(subject)));
    }
    return made;
  }

  CellInput InputOf(const Subject& subject) {
    const DeclaredType form = FormOf(subject);
    CellInput input;
    input.type = form.type;
    if (form.type.kind == TypeKind::kNumber) input.unit = form.unit;
    input.name = NameOf(subject);
    input.range = HeadOf(subject);
    input.scope = ScopeOf(subject);
    return input;
  }

  void ReadExpect(NodeId expect) {
    if (d_.tree().Kind(expect) == NodeKind::kExpectRows) {
      ReadExpectRows(expect);
      return;
    }
    const NodeId target = d_.Child(expect, "target");
    const auto subject = FindSubject(target);
    if (!subject) return;
    auto made = NewExpectation(expect, target, *subject);
    if (!ReadEntity(expect, *subject, made.key)) return;
    bool good = true;
    switch (d_.tree().Kind(expect)) {
      case NodeKind::kExpectValue: good = PutCell(made, *subject, d_.Child(expect, "cell")); break;
      case NodeKind::kExpectState: good = PutState(made, *subject, expect); break;
      case NodeKind::kExpectMissing: {
        made.kind = Expectation::kMissing;
        const NodeId reason = d_.Child(expect, "reason");
        if (reason != kNoNode) {
          made.reason = ReasonOf(reason, &made.own_reason);
          good = made.reason.has_value();
        }
        break;
      }
      default: made.kind = Expectation::kNotApplicable;
    }
    if (good) example_.expectations.push_back(std::move(made));
  }

  bool PutCell(Expectation& made, const Subject& subject, NodeId cell) {
    const CellInput input = InputOf(subject);
    if (input.type.kind == TypeKind::kUnknown) return false;
    const bool list = input.type.kind == TypeKind::kChecklist;
    if (d_.tree().Kind(cell) == NodeKind::kState && !list) return PutMissing(made, d_.Text(cell), cell, subject);
    switch (d_.tree().Kind(cell)) {
      case NodeKind::kMissing: made.kind = Expectation::kMissing; return true;
      case NodeKind::kNotApplicable: made.kind = Expectation::kNotApplicable; return true;
      case NodeKind::kCellNot:
      case NodeKind::kCellList:
      case NodeKind::kCellCompare:
      case NodeKind::kCellBetween:
      case NodeKind::kCellBelow:
      case NodeKind::kAny: made.kind = Expectation::kCell; break;
      default: made.kind = Expectation::kValue;
    }
    made.cell = d_.expressions.CheckCell(cell, input);
    return true;
  }

  // `undetermined`, `excluded` of anything but a checklist: why it is missing.
  bool PutMissing(Expectation& made, const std::string& word, NodeId place, const Subject& subject) {
    if (word != "undetermined" && word != "excluded") {
      d_.Report(Code::GR2720, place, {NameOf(subject), d_.Text(place)});
      return false;
    }
    made.kind = Expectation::kMissing;
    made.reason = word == "undetermined" ? kUndetermined : kExcluded;
    return true;
  }

  bool PutState(Expectation& made, const Subject& subject, NodeId expect) {
    const NodeId state = d_.Child(expect, "state");
    const auto labels = d_.Items(expect, "items");
    if (FormOf(subject).type.kind != TypeKind::kChecklist) {
      if (!labels.empty()) {
        d_.Report(Code::GR2721, labels[0], {NameOf(subject)});
        return false;
      }
      return PutMissing(made, d_.Text(state), state, subject);
    }
    const std::string word = d_.Text(state);
    if (word == "excluded") {
      d_.Report(Code::GR2722, state, {NameOf(subject)});
      return false;
    }
    made.kind = Expectation::kChecklistState;
    made.checklist_state = word == "hit" ? 0 : word == "clear" ? 1 : 2;
    if (subject.kind == Subject::kItem && !labels.empty()) {
      d_.Report(Code::GR2721, labels[0], {NameOf(subject)});
      return false;
    }
    for (const NodeId label : labels) {
      const auto item = d_.context.names.Resolve(d_.context, label, {NameKind::kItem}, subject.id);
      if (!item) return false;
      made.items.push_back(item->id);
    }
    return true;
  }

  void ReadExpectRows(NodeId expect) {
    const NodeId target = d_.Child(expect, "target");
    const auto meaning = d_.context.names.Resolve(d_.context, target, {NameKind::kEntity});
    if (!meaning) return;
    const policy::Entity entity = d_.policy().entities[meaning->id];
    struct Head {
      NodeId node;
      std::optional<std::size_t> key;
      Subject subject;
    };
    std::vector<Head> heads;
    std::size_t keys = 0;
    for (const NodeId node : d_.Items(expect, "head")) {
      std::size_t place = 0;
      if (d_.tree().Kind(node) == NodeKind::kName && IsKey(entity, d_.Text(node), place)) {
        heads.push_back({node, place, {}});
        ++keys;
        continue;
      }
      const auto subject = FindSubject(node);
      if (!subject) return;
      if (subject->entity != meaning->id) {
        d_.Report(Code::GR2705, node, {Spell(d_.tree(), node), d_.symbol(meaning->symbol).Label()});
        return;
      }
      heads.push_back({node, std::nullopt, *subject});
    }
    if (keys != entity.keys.size()) {
      d_.Report(Code::GR2708, target, {d_.symbol(meaning->symbol).Label()});
      return;
    }
    for (const NodeId row : d_.Items(expect, "rows")) {
      const auto cells = d_.Items(row, "cells");
      if (cells.size() != heads.size()) {
        d_.Report(Code::GR2558, row, {std::to_string(cells.size()), std::to_string(heads.size())});
        continue;
      }
      std::vector<std::string> key(entity.keys.size());
      std::vector<Expectation> made;
      bool good = true;
      for (std::size_t i = 0; i < cells.size() && good; ++i) {
        if (cells[i] == kNoNode) {
          d_.Report(heads[i].key ? Code::GR2711 : Code::GR2723, row, {Spell(d_.tree(), heads[i].node)});
          good = false;
        } else if (heads[i].key) {
          const auto text = KeyText(cells[i]);
          good = text.has_value();
          if (text) key[*heads[i].key] = *text;
        } else {
          made.push_back(NewExpectation(cells[i], heads[i].node, heads[i].subject));
          good = PutCell(made.back(), heads[i].subject, cells[i]);
        }
      }
      if (!good) continue;
      for (Expectation& expectation : made) {
        expectation.key = key;
        example_.expectations.push_back(std::move(expectation));
      }
    }
  }

  Declarations& d_;
  const NodeId node_;
  std::string title_;
  policy::Example example_;
  std::unordered_map<Id, NodeId> tables_;
  std::unordered_map<bool, NodeId> table_keys_;  // a table with keys, one without
};

}  // namespace

void DeclareExamples(Declarations& d) {
  for (const auto& example : d.examples) ExampleReader(d, example).Read();
}

}  // namespace greenrule::semantics
