#include "tools/examples.h"

#include <algorithm>
#include <set>

#include "compiler/lowering/symbols.h"
#include "runtime/data/date_text.h"
#include "runtime/data/load.h"
#include "runtime/program/verify.h"
#include "runtime/vm/run.h"

namespace greenrule::tools {

using namespace policy;
using policy::Constant;
using policy::Entity;
using policy::Field;

namespace {

// The key of an example's one entity: any that its type takes. The code is made up; its check character is right (GB 32100-2015).
std::string SomeKey(FieldType type) { return type == FieldType::kUscc ? "91330502000000019P" : "1"; }

class Runner {
 public:
  Runner(const Policy& p, const LoweredPolicy& lowered, Program program)
      : p_(p), lowered_(lowered), program_(std::move(program)), edition_(program_.editions[0]), whatever_(edition_) {
    // An example's one entity is evaluated whatever it gives.
    for (greenrule::Entity& entity : whatever_.entities) entity.evaluated = kNone;
    for (Tree& tree : whatever_.trees) tree.evaluate = {};
  }

  ExampleResult Run(std::uint32_t index) {
    example_ = &p_.examples[index];
    ExampleResult result;
    result.example = index;
    keyed_ = std::ranges::any_of(example_->given_rows, [](const GivenRows& g) { return std::ranges::any_of(g.rows, [](const auto& r) { return !r.keys.empty(); }); }) ||
             std::ranges::any_of(example_->given_values, [](const GivenValue& v) { return !v.key.empty(); });
    const Edition& edition = keyed_ ? edition_ : whatever_;
    const std::vector<std::optional<MemoryTable>> tables = Tables();
    loaded_ = Load(edition, program_, {.tables = &tables, .as_of = example_->as_of});
    result.refused = loaded_.errors;
    for (const Reject& reject : loaded_.report.rejects)
      if (IsOfRow(reject.refusal)) result.refused.push_back({Code::GR7010, example_->range, {program_.symbols[edition.feeds[reject.feed].symbol].name, reject.value, Words(reject.refusal)}, {}});
    if (!loaded_.dataset) return result;
    Give();
    run_ = greenrule::Run(edition, *loaded_.dataset, {});
    for (const Probe& probe : lowered_.probes) result.observed.push_back(ObserveAll(probe));
    return result;
  }

  // The probe's value for the entity that an expectation names.
  std::optional<Observed> At(const std::vector<Observed>& rows, const Probe& probe, const std::vector<std::string>& key) const {
    std::uint32_t entity = 0;
    while (entity < edition_.entities.size() && edition_.entities[entity].space != probe.space) ++entity;
    if (probe.space == kRunSpace || key.empty()) return rows.empty() ? std::nullopt : std::optional(rows[0]);
    std::string joined;
    for (const std::string& part : key) joined += (joined.empty() ? "" : ",") + part;
    auto row = FindEntity(edition_, *loaded_.dataset, entity, joined);
    if (!row || *row >= rows.size()) return std::nullopt;
    return rows[*row];
  }

  Observed OfStatistic(Id statistic) const {
    const Output& output = edition_.outputs[edition_.statistic_list[statistic].output];
    const OutputColumn& column = run_.outputs[edition_.statistic_list[statistic].output];
    Observed value;
    if (column.states.empty()) return {kNoRows, 0, ""};
    value.state = column.states[0];
    value.number = Rational(column.values.Get(0));
    if (output.type == OutputType::kNumber) value.number *= p_.statistics[statistic].unit.scale / Rational(Pow10(output.decimals));
    return value;
  }

 private:
  static Diagnostic::Argument Words(Refusal refusal) {
    return {std::string(RefusalWords(refusal, Language::kEnglish)), std::string(RefusalWords(refusal, Language::kChinese))};
  }

  // Entity types that the example is about: those that it names, and their owners.
  std::set<Id> Concerned() const {
    std::set<Id> out;
    auto add = [&](Id entity) {
      for (; entity != kNo; entity = p_.entities[entity].owner) out.insert(entity);
    };
    for (const GivenRows& given : example_->given_rows) add(p_.feeds[given.feed].entity);
    for (const GivenValue& given : example_->given_values)
      add(given.kind == GivenValue::kField ? p_.feeds[p_.fields[given.id].feed].entity : p_.rules[given.id].entity);
    for (const Expectation& expected : example_->expectations)
      if (expected.subject != kNo && p_.scopes[p_.exprs[expected.subject].scope].kind == ScopeKind::kEntity)
        add(p_.scopes[p_.exprs[expected.subject].scope].subject);
    return out;
  }

  std::string CellText(const Field& field, const Constant& c) const {
    if (c.state != kKnown) return "";
    switch (field.type.kind) {
      case TypeKind::kNumber: return FormatRational(c.number / field.unit.scale);
      case TypeKind::kYesNo:
        if (!field.written.empty()) return field.written[static_cast<std::size_t>(numerator(c.number))][0];
        return c.number != 0 ? "yes" : "no";
      case TypeKind::kDate: return DayText(static_cast<Day>(numerator(c.number)));
      case TypeKind::kMonth: return MonthText(static_cast<std::int64_t>(numerator(c.number)));
      case TypeKind::kChoice: {
        const auto position = static_cast<std::size_t>(numerator(c.number));
        if (position < field.written.size() && !field.written[position].empty()) return field.written[position][0];
        return p_.choice_types[field.type.id].values[position];
      }
      default: return c.text;
    }
  }

  std::vector<std::optional<MemoryTable>> Tables() const {
    std::vector<std::optional<MemoryTable>> tables(edition_.feeds.size());
    auto start = [&](Id feed) {
      if (!tables[feed]) tables[feed].emplace();
    };
    // What a field that reads the key's column has where the example does not give it.
    auto as_key = [&](Id feed, Id field, const std::vector<std::string>& key) -> std::string {
      for (std::size_t k = 0; k < key.size(); ++k)
        for (const std::string& column : p_.fields[field].columns)
          if (std::ranges::find(p_.feeds[feed].key_columns[k], column) != p_.feeds[feed].key_columns[k].end()) return key[k];
      return "";
    };
    auto add_row = [&](Id feed, const std::vector<std::string>& key, const GivenRows* given, const GivenRows::Row* row) {
      std::vector<std::string> cells = key;
      for (Id field : p_.feeds[feed].fields) {
        if (p_.fields[field].formula != kNo) continue;
        std::string text = as_key(feed, field, key);
        if (row)
          if (auto at = std::ranges::find(given->fields, field); at != given->fields.end())
            text = CellText(p_.fields[field], row->cells[static_cast<std::size_t>(at - given->fields.begin())]);
        // The one entity belongs to the one owner.
        const Entity& entity = p_.entities[p_.feeds[feed].entity];
        if (text.empty() && !keyed_ && entity.listed_in == feed)
          if (auto at = std::ranges::find(entity.owner_key, field); at != entity.owner_key.end())
            text = SomeKey(p_.entities[entity.owner].keys[static_cast<std::size_t>(at - entity.owner_key.begin())].type);
        cells.push_back(std::move(text));
      }
      tables[feed]->rows.push_back(std::move(cells));
    };
    auto one_key = [&](Id entity) {
      std::vector<std::string> key;
      for (const auto& part : p_.entities[entity].keys) key.push_back(SomeKey(part.type));
      return key;
    };
    std::map<Id, std::vector<std::vector<std::string>>> listed, named;
    for (const GivenRows& given : example_->given_rows) {
      start(given.feed);
      const Id entity = p_.feeds[given.feed].entity;
      for (const GivenRows::Row& row : given.rows) {
        const auto key = row.keys.empty() ? one_key(entity) : row.keys;
        add_row(given.feed, key, &given, &row);
        (p_.entities[entity].listed_in == given.feed ? listed : named)[entity].push_back(key);
      }
    }
    for (const GivenValue& given : example_->given_values)
      if (!given.key.empty()) named[given.kind == GivenValue::kField ? p_.feeds[p_.fields[given.id].feed].entity : p_.rules[given.id].entity].push_back(given.key);
    // Whoever is named and not listed is listed with an empty row, in the order of the text.
    for (Id entity : Concerned()) {
      const Id listing = p_.entities[entity].listed_in;
      if (!keyed_ && listed[entity].empty()) named[entity].push_back(one_key(entity));
      start(listing);
      for (const auto& key : named[entity]) {
        if (std::ranges::find(listed[entity], key) != listed[entity].end()) continue;
        listed[entity].push_back(key);
        add_row(listing, key, nullptr, nullptr);
      }
    }
    for (const Entity& entity : p_.entities) start(entity.listed_in);
    return tables;
  }

  // Values that the example gives instead of what they rest on.
  void Give() {
    for (const GivenValue& given : example_->given_values) {
      const Id entity = given.kind == GivenValue::kField ? p_.feeds[p_.fields[given.id].feed].entity : p_.rules[given.id].entity;
      std::uint32_t row = 0;
      if (!given.key.empty()) {
        std::string joined;
        for (const std::string& part : given.key) joined += (joined.empty() ? "" : ",") + part;
        auto found = FindEntity(edition_, *loaded_.dataset, entity, joined);
        if (!found) continue;
        row = *found;
      }
      State state = given.value.state;
      if (!given.own_reason.empty())
        state = static_cast<State>(kFirstOwnReason - (std::ranges::lower_bound(p_.own_reasons, given.own_reason) - p_.own_reasons.begin()));
      if (given.kind == GivenValue::kField) {
        const Field& field = p_.fields[given.id];
        const auto& fields = p_.feeds[field.feed].fields;
        const greenrule::Field& target = edition_.feeds[field.feed].fields[static_cast<std::size_t>(std::ranges::find(fields, given.id) - fields.begin())];
        if (target.column != kNone) Set(target.column, row, given.value, state, field.unit.scale / Rational(Pow10(field.decimals)));
        continue;
      }
      for (const GivenColumns& columns : lowered_.givens) {
        if (columns.rule != given.id || columns.kind != given.kind) continue;
        Set(columns.given, row, {TypeKind::kYesNo, kKnown, 1, ""}, kKnown, 1);
        Constant value = given.value;
        if (p_.rules[given.id].type.kind == TypeKind::kChecklist) state = kKnown;
        Set(columns.value, row, value, state, columns.factor);
      }
    }
  }

  void Set(std::uint32_t column, std::uint32_t row, const Constant& value, State state, const Rational& factor) {
    ColumnData& data = loaded_.dataset->columns[column];
    if (data.states.empty()) data.states.assign(data.values.rows(), kKnown);
    data.states[row] = state;
    if (state != kKnown) return;
    if (value.kind == TypeKind::kText || value.kind == TypeKind::kCode)
      data.values.Set(row, Integer(loaded_.dataset->texts.Intern(value.text)));
    else
      data.values.Set(row, numerator(Rational(value.kind == TypeKind::kNumber ? Rational(value.number / factor) : value.number)));
  }

  std::vector<Observed> ObserveAll(const Probe& probe) const {
    const OutputColumn& column = run_.outputs[probe.value];
    std::vector<Observed> out;
    for (std::size_t row = 0; row < column.states.size(); ++row) {
      Observed value;
      value.state = column.states[row];
      const Integer number = column.values.Get(row);
      if (probe.type.kind == TypeKind::kText || probe.type.kind == TypeKind::kCode) {
        if (value.state == kKnown) value.text = std::string(loaded_.dataset->texts.Text(static_cast<std::int64_t>(number)));
      } else {
        value.number = Rational(number);
        if (probe.denominator != kNone) {
          const Integer bottom = run_.outputs[probe.denominator].values.Get(row);
          value.number = bottom == 0 ? Rational(0) : Rational(number, bottom);
        }
        if (probe.type.kind == TypeKind::kNumber) value.number *= probe.factor;
      }
      out.push_back(std::move(value));
    }
    return out;
  }

  const Policy& p_;
  const LoweredPolicy& lowered_;
  Program program_;
  const Edition& edition_;
  Edition whatever_;
  const Example* example_ = nullptr;
  bool keyed_ = false;
  LoadResult loaded_;  // of the example that ran last, as is run_
  RunResult run_;
};

// Whether two reasons are published with the same words: a blank is not supplied, as is what says that it is missing.
bool SamePublished(State a, State b) {
  const auto published = [](State s) { return s == kBlank ? State{kNotSupplied} : s; };
  return published(a) == published(b);
}

// Probes of one edition's examples: each expression once.
struct ProbeSet {
  std::vector<ExprId> exprs;
  std::map<ExprId, std::size_t> places;
  std::size_t Add(ExprId e) {
    auto [found, added] = places.emplace(e, exprs.size());
    if (added) exprs.push_back(e);
    return found->second;
  }
};

Unit UnitOf(const Policy& p, ExprId id) {
  const Expr& e = p.exprs[id];
  if (e.kind == ExprKind::kRule) return p.rules[e.id].unit;
  if (e.kind == ExprKind::kField) return p.fields[e.id].unit;
  return {};
}

}  // namespace

std::optional<std::vector<ExampleResult>> RunExamples(const Policy& original, const std::vector<ExprId>& further, DiagnosticSink& sink) {
  Policy p = original;  // items become expressions that can be probed
  ProbeSet probes;
  for (ExprId e : further) probes.Add(e);
  std::map<Id, ExprId> items;
  for (const Example& example : p.examples)
    for (const Expectation& expected : example.expectations) {
      if (expected.subject != kNo) probes.Add(expected.subject);
      for (Id item : expected.items) {
        if (items.contains(item)) continue;
        Expr e{};
        e.kind = ExprKind::kItem;
        e.type.kind = TypeKind::kChecklist;
        e.scope = p.exprs[expected.subject].scope;
        e.id = item;
        items[item] = static_cast<ExprId>(p.exprs.size());
        p.exprs.push_back(std::move(e));
        probes.Add(items[item]);
      }
    }
  std::optional<LoweredPolicy> lowered = Lower(p, {.probes = probes.exprs, .givens = true}, sink);
  if (!lowered) return std::nullopt;
  Program program;
  program.symbols = ProgramSymbols(p, {}, 0);
  program.editions.push_back(lowered->edition);
  Runner runner(p, *lowered, program);

  std::vector<ExampleResult> results;
  for (std::uint32_t i = 0; i < p.examples.size(); ++i) {
    const Example& example = p.examples[i];
    ExampleResult result = runner.Run(i);
    if (result.observed.empty() && !lowered->probes.empty()) {
      results.push_back(std::move(result));
      continue;
    }
    for (const Expectation& expected : example.expectations) {
      Type type;
      Unit unit;
      std::optional<Observed> value;
      if (expected.statistic != kNo) {
        type = p.statistics[expected.statistic].type;
        unit = p.statistics[expected.statistic].unit;
        value = runner.OfStatistic(expected.statistic);
      } else {
        type = p.exprs[expected.subject].type;
        unit = UnitOf(p, expected.subject);
        const std::size_t place = probes.places.at(expected.subject);
        value = runner.At(result.observed[place], lowered->probes[place], expected.key);
      }
      const auto fail = [&](Diagnostic::Argument wanted, Diagnostic::Argument found) {
        result.failures.push_back({expected.range, std::move(wanted), std::move(found)});
      };
      if (!value) {
        fail({"a value", "有数值"}, {"no such entity", "没有该主体"});
        continue;
      }
      const Diagnostic::Argument found = ShownValue(p, type, unit, *value);
      switch (expected.kind) {
        case Expectation::kValue:
        case Expectation::kCell:
          if (CellTruth(p, p.cells[expected.cell], type, *value, example.as_of) != Truth::kYes) fail({"", ""}, found);
          break;
        case Expectation::kChecklistState: {
          const Diagnostic::Argument words[] = {{"hit", "命中"}, {"clear", "未命中"}, {"undetermined", "待定"}};
          const Diagnostic::Argument wanted = words[expected.checklist_state];
          if (value->number != expected.checklist_state) fail(wanted, found);
          for (Id item : expected.items) {
            const std::size_t place = probes.places.at(items.at(item));
            const auto state = runner.At(result.observed[place], lowered->probes[place], expected.key);
            if (state && state->number == expected.checklist_state) continue;
            const std::string label = p.symbols[p.items[item].symbol].Label();
            const Diagnostic::Argument is = state ? ShownValue(p, {TypeKind::kChecklist}, {}, *state) : Diagnostic::Argument("–");
            fail({label + " " + wanted.english, label + " " + wanted.chinese}, {label + " " + is.english, label + " " + is.chinese});
          }
          break;
        }
        case Expectation::kMissing: {
          State wanted = expected.reason.value_or(kKnown);
          if (!expected.own_reason.empty())
            wanted = static_cast<State>(kFirstOwnReason - (std::ranges::lower_bound(p.own_reasons, expected.own_reason) - p.own_reasons.begin()));
          if (!IsMissing(value->state) || (wanted != kKnown && !SamePublished(value->state, wanted)))
            fail(wanted == kKnown ? Diagnostic::Argument{"missing", "缺失"} : ShownValue(p, type, unit, {wanted, 0, ""}), found);
          break;
        }
        case Expectation::kNotApplicable:
          if (value->state != kNotApplicable) fail({"not applicable", "不适用"}, found);
          break;
      }
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace greenrule::tools
