#include "runtime/data/result_tables.h"

#include <algorithm>

#include "runtime/data/column_fit.h"
#include "runtime/data/date_text.h"
#include "runtime/data/write.h"
#include "runtime/number/lane_integer.h"

namespace greenrule {
namespace {

unsigned DigitsOf(const Integer& value) {
  const std::string text = value.str();
  return static_cast<unsigned>(text.size()) - (value < 0 ? 1 : 0);
}

OutputTable::Column ColumnFor(const Output& output) {
  OutputTable::Column column{output.name, OutputTable::Kind::kText, 0, 0};
  switch (output.type) {
    case OutputType::kNumber:
      column.kind = OutputTable::Kind::kNumber;
      column.decimals = output.decimals;
      column.digits = std::max({DigitsOf(output.lowest), DigitsOf(output.highest), column.decimals});
      break;
    case OutputType::kYesNo: column.kind = OutputTable::Kind::kYesNo; break;
    case OutputType::kDate: column.kind = OutputTable::Kind::kDate; break;
    default: break;
  }
  return column;
}

// The code by which people know it, else its name.
std::string CodeOf(const Program& program, const Output& output) {
  if (output.symbol >= program.symbols.size()) return output.name;
  const Symbol& symbol = program.symbols[output.symbol];
  if (!symbol.code.empty()) return symbol.code;
  return symbol.name.empty() ? output.name : symbol.name;
}

using Only = std::optional<std::pair<std::uint32_t, std::uint32_t>>;  // entity type and row

// The rows of an entity type that are published: evaluated, and of the one entity that was asked for.
std::vector<std::uint32_t> PublishedRows(const Edition& edition, const Dataset& dataset, const RunResult& result,
                                         std::uint32_t entity, const Only& only) {
  const EntityData& data = dataset.entities[entity];
  const std::vector<std::uint8_t>* evaluated = entity < result.evaluated.size() ? &result.evaluated[entity] : nullptr;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row : data.listing_order) {
    if (evaluated != nullptr && !evaluated->empty() && (*evaluated)[row] == 0) continue;
    if (only) {
      std::uint32_t of = entity, at = row;
      while (of != only->first && at != kNone && edition.entities[of].owner != kNone &&
             !dataset.entities[of].owner.empty()) {
        at = dataset.entities[of].owner[at];
        of = edition.entities[of].owner;
      }
      if (of != only->first || at != only->second) continue;
    }
    rows.push_back(row);
  }
  return rows;
}

bool IsOrBelongsTo(const Edition& edition, std::uint32_t entity, std::uint32_t wanted) {
  for (std::size_t steps = 0; entity != kNone && steps <= edition.entities.size(); ++steps) {
    if (entity == wanted) return true;
    entity = edition.entities[entity].owner;
  }
  return false;
}

}  // namespace

EntityTable::EntityTable(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
                         std::uint32_t entity, std::vector<std::uint32_t> rows)
    : edition_(edition), program_(program), dataset_(dataset), result_(result), entity_(entity), rows_(std::move(rows)) {
  const Entity& declared = edition.entities[entity];
  for (std::uint32_t field = 0; field < declared.key_symbols.size(); ++field) {
    columns_.push_back({program.symbols[declared.key_symbols[field]].name, Kind::kText, 0, 0});
    from_.push_back({Source::kKey, field});
  }
  for (std::uint32_t index = 0; index < edition.outputs.size(); ++index) {
    if (edition.outputs[index].entity == entity && edition.outputs[index].published) AddOutput(index);
  }
}

void EntityTable::AddOutput(std::uint32_t index) {
  const Output& output = edition_.outputs[index];
  if (output.type == OutputType::kHits) {
    columns_.push_back({output.name, Kind::kText, 0, 0});
    from_.push_back({Source::kHits, index});
    return;
  }
  columns_.push_back(ColumnFor(output));
  from_.push_back({Source::kValue, index});
  if (output.type == OutputType::kChecklist || !MayBeMissing(edition_, index)) return;
  columns_.push_back({output.name + ".reason", Kind::kText, 0, 0});
  from_.push_back({Source::kReason, index});
}

bool EntityTable::Text(std::size_t row, std::size_t column, std::string& text) const {
  const std::uint32_t entity = rows_[row];
  const From& from = from_[column];
  switch (from.source) {
    case Source::kKey: text = dataset_.entities[entity_].keys[from.index][entity]; return true;
    case Source::kHits: return Hits(edition_.outputs[from.index], entity, text);
    case Source::kReason: {
      const State state = result_.outputs[from.index].states[entity];
      text = StateWords(edition_, state, Language::kEnglish);
      return state != kKnown;
    }
    case Source::kValue: break;
  }
  // The state beside an undetermined checklist says why it is.
  const Output& output = edition_.outputs[from.index];
  if (output.type != OutputType::kChecklist && result_.outputs[from.index].states[entity] != kKnown) return false;
  text = OutputText(output, dataset_.texts, result_.outputs[from.index], entity);
  return true;
}

bool EntityTable::Hits(const Output& output, std::uint32_t row, std::string& text) const {
  text.clear();
  for (std::uint32_t item : output.items) {
    const OutputColumn& column = result_.outputs[item];
    if (column.states[row] != kKnown || column.values.Get(row) == 0) continue;
    text += (text.empty() ? "" : ";") + CodeOf(program_, edition_.outputs[item]);
  }
  return !text.empty();
}

Int128 EntityTable::Number(std::size_t row, std::size_t column) const {
  const LaneVector& values = result_.outputs[from_[column].index].values;
  switch (values.lane()) {
    case Lane::kByte: return values.as<std::uint8_t>()[rows_[row]];
    case Lane::k64: return values.as<Int64>()[rows_[row]];
    case Lane::k128: return values.as<Int128>()[rows_[row]];
    case Lane::k256: return static_cast<Int128>(values.as<Int256>()[rows_[row]]);
  }
  return 0;
}

StatisticTable::StatisticTable(const Edition& edition, const Program& program, const Dataset& dataset,
                               const RunResult& result)
    : edition_(edition), program_(program), dataset_(dataset), result_(result) {
  for (const char* name : {"statistic", "group", "value", "reason"}) columns_.push_back({name, Kind::kText, 0, 0});
  for (std::uint32_t i = 0; i < edition.statistic_list.size(); ++i) {
    const Output& output = edition.outputs[edition.statistic_list[i].output];
    if (!output.published) continue;
    const std::size_t groups = result.outputs[edition.statistic_list[i].output].states.size();
    for (std::uint32_t group = 0; group < groups; ++group) rows_.push_back({i, group});
  }
}

std::string GroupText(const Edition& edition, const Dataset& dataset, const RunResult& result, std::uint32_t index, std::uint32_t group) {
  const Statistic& statistic = edition.statistic_list[index];
  if (index >= result.statistics.size() || group >= result.statistics[index].groups.size()) return {};
  const std::vector<std::int64_t>& keys = result.statistics[index].groups[group];
  std::string text;
  for (std::size_t i = 0; i < keys.size() && i < statistic.group_types.size(); ++i) {
    Output shown;
    shown.type = statistic.group_types[i];
    if (i < statistic.group_choices.size()) shown.choices = statistic.group_choices[i];
    OutputColumn column{LaneVector(Lane::k64, 1), {kKnown}};
    column.values.as<Int64>()[0] = keys[i];
    const std::string name = i < statistic.group_names.size() ? statistic.group_names[i] + "=" : std::string();
    text += (text.empty() ? "" : "; ") + name + OutputText(shown, dataset.texts, column, 0);
  }
  return text;
}

bool StatisticTable::Text(std::size_t row, std::size_t column, std::string& text) const {
  const std::uint32_t index = edition_.statistic_list[rows_[row].statistic].output;
  const Output& output = edition_.outputs[index];
  const OutputColumn& values = result_.outputs[index];
  switch (column) {
    case 0: text = output.name; return true;
    case 1: text = GroupText(edition_, dataset_, result_, rows_[row].statistic, rows_[row].group); return !text.empty();
    case 2: text = OutputText(output, dataset_.texts, values, rows_[row].group); break;
    default: text = StateWords(edition_, values.states[rows_[row].group], Language::kEnglish); break;
  }
  return (values.states[rows_[row].group] == kKnown) == (column == 2);
}

std::vector<ResultTable> ResultTables(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
                                      const Only& only) {
  std::vector<ResultTable> tables;
  for (std::uint32_t entity = 0; entity < edition.entities.size(); ++entity) {
    const bool published = std::any_of(edition.outputs.begin(), edition.outputs.end(), [&](const Output& output) {
      return output.entity == entity && output.published;
    });
    if (!published || (only && !IsOrBelongsTo(edition, entity, only->first))) continue;
    tables.push_back({program.symbols[edition.entities[entity].symbol].name, edition.entities[entity].key_symbols.size(),
                      std::make_unique<EntityTable>(edition, program, dataset, result, entity,
                                                    PublishedRows(edition, dataset, result, entity, only))});
  }
  constexpr std::size_t kStatisticAndGroup = 2;
  if (!edition.statistic_list.empty())
    tables.push_back({"statistics", kStatisticAndGroup, std::make_unique<StatisticTable>(edition, program, dataset, result)});
  return tables;
}

RejectTable::RejectTable(const Edition& edition, const Program& program, const std::vector<Reject>& rejects)
    : edition_(edition), program_(program), rejects_(rejects) {
  constexpr unsigned kCountDigits = 18;
  columns_ = {{"feed", Kind::kText, 0, 0},  {"record", Kind::kNumber, kCountDigits, 0},
              {"line", Kind::kNumber, kCountDigits, 0}, {"field", Kind::kText, 0, 0},
              {"value", Kind::kText, 0, 0}, {"reason", Kind::kText, 0, 0}};
}

bool RejectTable::Text(std::size_t row, std::size_t column, std::string& text) const {
  const Reject& reject = rejects_[row];
  const Feed& feed = edition_.feeds[reject.feed];
  switch (column) {
    case 0:
      text = FileStem(program_, feed.symbol);
      if (reject.of_answers) text += ".answers";
      return true;
    case 1: text = std::to_string(reject.record); return true;
    case 2: text = std::to_string(reject.line); return reject.line != 0;
    case 3:
      if (reject.field == kNone) return false;
      text = program_.symbols[feed.fields[reject.field].symbol].name;
      return true;
    case 4: text = reject.value; return true;
    default: text = RefusalWords(reject.refusal, Language::kEnglish); return true;
  }
}

Int128 RejectTable::Number(std::size_t row, std::size_t column) const {
  return column == 1 ? rejects_[row].record : rejects_[row].line;
}

}  // namespace greenrule
