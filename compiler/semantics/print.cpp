#include "compiler/semantics/print.h"

#include <fmt/format.h>

#include <iterator>

namespace greenrule {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::Policy;
using policy::SymbolId;
using policy::Type;
using policy::Unit;

namespace {

std::string_view FieldTypeText(FieldType type) {
  switch (type) {
    case FieldType::kNumber: return "number";
    case FieldType::kDate: return "date";
    case FieldType::kMonth: return "month";
    case FieldType::kText: return "text";
    case FieldType::kYesNo: return "yes-no";
    case FieldType::kChoice: return "choice";
    case FieldType::kCode: return "code";
    case FieldType::kUscc: return "uscc";
  }
  return "";
}

std::string_view RuleKindText(policy::RuleKind kind) {
  switch (kind) {
    case policy::RuleKind::kQuantity: return "quantity";
    case policy::RuleKind::kFactor: return "factor";
    case policy::RuleKind::kIndicator: return "indicator";
    case policy::RuleKind::kComposite: return "composite";
    case policy::RuleKind::kChecklist: return "checklist";
    case policy::RuleKind::kTableOutput: return "output";
  }
  return "";
}

std::string Joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

// ` until 9999-12-31` says nothing.
std::string Span(Day from, Day until) {
  std::string text;
  if (from != kFirstDay) text += " from " + PrintDay(from);
  if (until != kLastDay) text += " until " + PrintDay(until);
  return text;
}

class PolicyPrinter {
 public:
  explicit PolicyPrinter(const Policy& policy) : p_(policy) {}

  std::string Print() {
    Head();
    for (const policy::Entity& entity : p_.entities) Write(entity);
    for (const policy::Feed& feed : p_.feeds) Write(feed);
    for (const policy::Lookup& lookup : p_.lookups) Write(lookup);
    for (const policy::Parameter& parameter : p_.parameters) Write(parameter);
    for (const policy::ChoiceType& choice : p_.choice_types) {
      if (choice.symbol == kNo) continue;
      Line(0, "grades {}: {}", Label(choice.symbol), fmt::join(choice.values, " > "));
    }
    if (!p_.levels.empty()) Line(0, "levels {}", Joined(p_.levels));
    for (const policy::Rule& rule : p_.rules) Write(rule);
    for (std::size_t i = 0; i < p_.tables.size(); ++i) Write(i, p_.tables[i]);
    for (const policy::Result& result : p_.results) {
      Line(0, "result for {} {} = {}", EntityName(result.entity), result.name, PrintExpr(p_, result.value));
    }
    for (const policy::Statistic& statistic : p_.statistics) Write(statistic);
    for (const policy::Task& task : p_.tasks) Write(task);
    for (const policy::Example& example : p_.examples) Write(example);
    return std::move(text_);
  }

 private:
  template <class... Args>
  void Line(int depth, fmt::format_string<Args...> format, Args&&... args) {
    text_.append(static_cast<std::size_t>(depth) * 2, ' ');
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }

  std::string Label(SymbolId symbol) const { return symbol == kNo ? "-" : p_.symbols[symbol].Label(); }
  std::string EntityName(Id entity) const { return entity == kNo ? "the run" : Label(p_.entities[entity].symbol); }
  std::string FieldName(Id field) const { return Label(p_.fields[field].symbol); }
  std::string Names(const std::vector<SymbolId>& symbols) const {
    std::vector<std::string> names;
    for (const SymbolId symbol : symbols) names.push_back(Label(symbol));
    return Joined(names);
  }
  std::string Fields(const std::vector<Id>& fields) const {
    std::vector<std::string> names;
    for (const Id field : fields) names.push_back(FieldName(field));
    return Joined(names);
  }
  std::string TypeIn(const Type& type, const Unit& unit) const {
    if (type.kind != policy::TypeKind::kNumber) return PrintType(p_, type);
    return unit.text.empty() ? "number" : "number in " + unit.text;
  }
  // What can become of it: `?` missing, `~` not applicable.
  static std::string Marks(bool missing, bool apart) {
    return std::string(missing ? " ?" : "") + (apart ? (missing ? "~" : " ~") : "");
  }
  std::string Formula(ExprId id) const {
    const policy::Expr& e = p_.exprs[id];
    return PrintExpr(p_, id) + Marks(e.may_be_missing, e.may_be_not_applicable);
  }

  void Head() {
    Line(0, "policy {} \"{}\" version \"{}\"{}", p_.name, p_.title, p_.version, Span(p_.from, p_.until));
    if (!p_.issued_by.empty()) Line(1, "issued by \"{}\"", p_.issued_by);
    if (p_.published) Line(1, "published {}", PrintDay(*p_.published));
    if (!p_.base.empty()) Line(1, "variant of {}", p_.base);
    for (const std::string& reason : p_.own_reasons) Line(1, "reason \"{}\"", reason);
    for (const SymbolId department : p_.departments) Line(0, "department {}", Label(department));
  }

  void Write(const policy::Entity& entity) {
    std::vector<std::string> keys;
    for (const auto& key : entity.keys) keys.push_back(fmt::format("{} : {}", key.name, FieldTypeText(key.type)));
    Line(0, "entity {} key {}", Label(entity.symbol), Joined(keys));
    if (entity.listed_in != kNo) Line(1, "listed in {}", Label(p_.feeds[entity.listed_in].symbol));
    if (entity.evaluated_when != kNo) Line(1, "evaluated when {}", Formula(entity.evaluated_when));
    if (entity.owner != kNo) Line(1, "belongs to {} by {}", EntityName(entity.owner), Fields(entity.owner_key));
  }

  void Write(const policy::Feed& feed) {
    Line(0, "feed {} {} per {}{}{}", Label(feed.symbol), feed.many ? "many" : "one", EntityName(feed.entity),
         feed.many ? fmt::format(", up to {}", feed.up_to) : "", feed.at_least_one ? ", at least 1" : "");
    if (feed.department != kNo) Line(1, "from {}", Label(feed.department));
    if (!feed.union_of.empty()) {
      std::vector<std::string> names;
      for (const Id id : feed.union_of) names.push_back(Label(p_.feeds[id].symbol));
      Line(1, "union of {}", Joined(names));
    }
    for (const auto& columns : feed.key_columns) {
      if (!columns.empty()) Line(1, "key column {}", Joined(columns));
    }
    if (feed.map_feed != kNo) Line(1, "mapped by {}.{}", Label(p_.feeds[feed.map_feed].symbol), FieldName(feed.map_field));
    if (feed.dated_by != kNo) Line(1, "dated by {}", FieldName(feed.dated_by));
    if (!feed.distinct_by.empty()) Line(1, "distinct by {}", Fields(feed.distinct_by));
    if (feed.keep_latest_by != kNo) Line(1, "keep latest by {}", FieldName(feed.keep_latest_by));
    if (feed.only_rows != kNo) Line(1, "only rows where {}", Formula(feed.only_rows));
    for (const Id id : feed.fields) Write(p_.fields[id]);
  }

  void Write(const policy::Field& field) {
    std::string text = fmt::format("field {} : {}", Label(field.symbol), TypeIn(field.type, field.unit));
    const bool number = field.type.kind == policy::TypeKind::kNumber;
    if (number) text += fmt::format(", {} decimals{}", field.decimals, field.rounded ? " rounded" : "");
    if (number) {
      text += fmt::format(", {} {} to {}", field.has_range ? "range" : "default range", FormatRational(field.lowest),
                          FormatRational(field.highest));
    }
    if (field.reading == FieldType::kUscc) text += ", uscc";
    if (field.blank == BlankRule::kNotApplicable) text += ", blank is not applicable";
    if (field.blank == BlankRule::kValue) text += ", blank is " + PrintConstant(p_, field.blank_value, field.type);
    if (field.may_be_missing) text += ", may be missing";
    if (!field.columns.empty()) text += ", column " + Joined(field.columns);
    for (const auto& spellings : field.written) text += ", written " + fmt::format("{}", fmt::join(spellings, "|"));
    if (field.any_case) text += ", any case";
    if (!field.date_formats.empty()) text += ", date as " + Joined(field.date_formats);
    if (!field.missing_written.empty()) text += ", missing written as " + Joined(field.missing_written);
    Line(1, "{}", text);
    if (field.formula != kNo) Line(2, "= {}", Formula(field.formula));
  }

  void Write(const policy::Lookup& lookup) {
    std::vector<std::string> columns;
    for (const auto& key : lookup.keys) {
      const char* match = key.kind == KeyKind::kExact           ? ""
                          : key.kind == KeyKind::kLongestPrefix ? ", longest prefix"
                                                                : ", in force";
      columns.push_back(fmt::format("key {} : {}{}", key.name, PrintType(p_, key.type), match));
    }
    for (const auto& value : lookup.values) columns.push_back(fmt::format("value {} : {}", value.name, TypeIn(value.type, value.unit)));
    Line(0, "lookup {}", Label(lookup.symbol));
    for (const std::string& column : columns) Line(1, "{}", column);
    for (std::size_t i = 0; i < lookup.rows.size(); ++i) {
      const auto& row = lookup.rows[i];
      std::vector<std::string> cells;
      for (std::size_t k = 0; k < row.keys.size(); ++k) cells.push_back(PrintConstant(p_, row.keys[k], lookup.keys[k].type));
      std::string line = Joined(cells) + " -> ";
      cells.clear();
      for (std::size_t k = 0; k < row.values.size(); ++k) {
        cells.push_back(PrintConstant(p_, row.values[k], lookup.values[k].type));
      }
      Line(1, "{}{}{}", line, Joined(cells), lookup.fallback == i ? " (default)" : "");
    }
  }

  void Write(const policy::Parameter& parameter) {
    Line(0, "parameter {} : {}", Label(parameter.symbol), TypeIn(parameter.type, parameter.unit));
    for (const auto& entry : parameter.entries) {
      Line(1, "{}{}{}", PrintExpr(p_, entry.value), Span(entry.from, entry.until),
           entry.cites.empty() ? "" : " cites \"" + entry.cites + "\"");
    }
  }

  void Write(const policy::Score& score) {
    if (score.kind == policy::Score::kNone) return;
    Line(1, "score{}", score.named == kNo ? "" : " by " + Label(score.named));
    for (const auto& band : score.bands) Line(2, "{} -> {}", PrintCell(p_, band.cell), FormatRational(band.points));
    for (const auto& point : score.points) Line(2, "({}, {})", FormatRational(point.x), FormatRational(point.y));
    if (score.kind == policy::Score::kPoints && score.ends != policy::Score::kBeyondIsMissing) {
      Line(2, "{}", score.ends == policy::Score::kFlat ? "flat" : "extended");
    }
    if (score.table != kNo) Line(2, "table {}", score.table);
    if (score.formula != kNo) Line(2, "= {}", Formula(score.formula));
  }

  void Write(const policy::Rule& rule) {
    std::string text = fmt::format("{} {} for {} : {}", RuleKindText(rule.kind), Label(rule.symbol), EntityName(rule.entity),
                                   TypeIn(rule.type, rule.unit));
    if (rule.decimals) text += fmt::format(", {} decimals", *rule.decimals);
    if (rule.range) text += fmt::format(", range {} to {}", FormatRational(rule.range->first), FormatRational(rule.range->second));
    if (rule.level != kNo) text += ", level " + p_.levels[rule.level];
    if (!rule.group.empty()) text += ", group " + rule.group;
    if (rule.department != kNo) text += ", from " + Label(rule.department);
    if (rule.direction == policy::Rule::kLowerIsBetter) text += ", lower is better";
    if (rule.direction == policy::Rule::kHigherIsBetter) text += ", higher is better";
    Line(0, "{}{}", text, Marks(rule.may_be_missing, rule.may_be_not_applicable));
    if (rule.formula != kNo) Line(1, "= {}", Formula(rule.formula));
    if (rule.applies_when != kNo) Line(1, "applies when {}", Formula(rule.applies_when));
    for (const auto& member : rule.members) Line(1, "{} * {}", FormatRational(member.weight), Label(p_.rules[member.rule].symbol));
    Write(rule.score);
    const char* counts = rule.missing_counts_as_data ? ", counts as data" : "";
    if (rule.when_missing == policy::WhenMissing::kScore) {
      Line(1, "when missing score {}{}", PrintExpr(p_, rule.missing_score), counts);
    }
    if (rule.when_missing == policy::WhenMissing::kExcluded) Line(1, "when missing excluded{}", counts);
    if (rule.when_missing == policy::WhenMissing::kUndetermined) Line(1, "when missing undetermined{}", counts);
    if (rule.checklist != kNo) {
      for (const Id item : p_.checklists[rule.checklist].items) Write(p_.items[item]);
    }
    if (rule.table != kNo) Line(1, "output {} of table {}", rule.output, rule.table);
  }

  void Write(const policy::Item& item) {
    std::string text = fmt::format("item {}{}", Label(item.symbol), Span(item.from, item.until));
    if (!item.group.empty()) text += ", group " + item.group;
    if (!item.departments.empty()) text += ", from " + Names(item.departments);
    Line(1, "{}", text);
    for (const ExprId hit : item.hit_when) Line(2, "hit when {}", Formula(hit));
    if (item.applies_when != kNo) Line(2, "applies when {}", Formula(item.applies_when));
  }

  void Write(std::size_t index, const policy::Table& table) {
    const char* match = table.policy == MatchPolicy::kFirst    ? "first"
                        : table.policy == MatchPolicy::kUnique ? "unique"
                                                               : "all";
    static constexpr const char* kCombine[] = {"", ", sum", ", min", ", max", ", count"};
    Line(0, "table {} {} for {}: {} match{}", index, Label(table.symbol), EntityName(table.entity), match,
         kCombine[table.combine]);
    for (const ExprId input : table.inputs) Line(1, "input {}", Formula(input));
    for (const auto& output : table.outputs) {
      Line(1, "gives {} : {}{}", output.name, TypeIn(output.type, output.unit),
           output.decimals ? fmt::format(", {} decimals", *output.decimals) : "");
    }
    for (const auto& row : table.rows) {
      std::vector<std::string> cells;
      for (const Id cell : row.cells) cells.push_back(PrintCell(p_, cell));
      std::vector<std::string> outputs;
      for (const ExprId output : row.outputs) outputs.push_back(PrintExpr(p_, output));
      Line(1, "{} | {} || {}", Label(row.symbol), fmt::join(cells, " | "), fmt::join(outputs, " | "));
    }
  }

  void Write(const policy::Statistic& statistic) {
    Line(0, "statistic {} : {}{}", Label(statistic.symbol), TypeIn(statistic.type, statistic.unit),
         statistic.decimals ? fmt::format(", {} decimals", *statistic.decimals) : "");
    for (const ExprId by : statistic.by) Line(1, "by {}", PrintExpr(p_, by));
    if (statistic.formula != kNo) Line(1, "= {}", Formula(statistic.formula));
  }

  void Write(const policy::Task& task) {
    Line(0, "task {}", Label(task.symbol));
    const auto details = [&](int depth, const std::vector<SymbolId>& uses, const std::vector<SymbolId>& departments) {
      if (!uses.empty()) Line(depth, "uses {}", Names(uses));
      if (!departments.empty()) Line(depth, "from {}", Names(departments));
    };
    details(1, task.uses, task.departments);
    for (const policy::Step& step : task.steps) {
      Line(1, "step {}", Label(step.symbol));
      details(2, step.uses, step.departments);
    }
  }

  static std::string ForKey(const std::vector<std::string>& key) { return key.empty() ? "" : " for " + Joined(key); }

  void Write(const policy::Example& example) {
    Line(0, "example \"{}\" as of {}", Label(example.symbol), PrintDay(example.as_of));
    for (const auto& given : example.given_rows) {
      Line(1, "given {}{}: {}", Label(p_.feeds[given.feed].symbol), given.rows.empty() ? " none" : "", Fields(given.fields));
      for (const auto& row : given.rows) {
        std::vector<std::string> cells = row.keys;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
          cells.push_back(PrintConstant(p_, row.cells[i], p_.fields[given.fields[i]].type));
        }
        Line(2, "{}", fmt::join(cells, " | "));
      }
    }
    for (const auto& given : example.given_values) {
      const bool field = given.kind == policy::GivenValue::kField;
      const std::string name = field ? FieldName(given.id)
                                     : Label(p_.rules[given.id].symbol) +
                                           (given.kind == policy::GivenValue::kScore ? ".score" : "");
      const Type& type = field ? p_.fields[given.id].type
                         : given.kind == policy::GivenValue::kScore ? p_.rules[given.id].score.type
                                                                    : p_.rules[given.id].type;
      Line(1, "given {}{} = {}", name, ForKey(given.key),
           given.own_reason.empty() ? PrintConstant(p_, given.value, type) : "missing \"" + given.own_reason + "\"");
    }
    for (const auto& expected : example.expectations) {
      std::string what;
      switch (expected.kind) {
        case policy::Expectation::kValue:
        case policy::Expectation::kCell: what = "is " + PrintCell(p_, expected.cell); break;
        case policy::Expectation::kChecklistState: {
          static constexpr const char* kStates[] = {"hit", "clear", "undetermined"};
          what = kStates[expected.checklist_state];
          for (const Id item : expected.items) what += " " + Label(p_.items[item].symbol);
          break;
        }
        case policy::Expectation::kMissing:
          what = "missing";
          if (!expected.own_reason.empty()) what += " \"" + expected.own_reason + "\"";
          break;
        case policy::Expectation::kNotApplicable: what = "not applicable"; break;
      }
      const std::string subject =
          expected.statistic != kNo ? Label(p_.statistics[expected.statistic].symbol) : PrintExpr(p_, expected.subject);
      Line(1, "expect {}{} {}", subject, ForKey(expected.key), what);
    }
  }

  const Policy& p_;
  std::string text_;
};

}  // namespace

std::string PrintPolicy(const Policy& policy) { return PolicyPrinter(policy).Print(); }

}  // namespace greenrule
