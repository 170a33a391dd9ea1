#include "tests/data/policy_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "runtime/data/date_text.h"
#include "runtime/data/write.h"
#include "runtime/number/integer.h"
#include "runtime/number/rational.h"
#include "runtime/program/calendar.h"
#include "runtime/program/ranges.h"

namespace greenrule {

namespace fs = std::filesystem;

PolicyBuilder::PolicyBuilder() { edition.spaces.push_back({SpaceKind::kRun, kNone, kNone, kNone, 1}); }

std::uint32_t PolicyBuilder::AddSymbol(std::string code, std::string name) {
  Symbol symbol;
  symbol.code = std::move(code);
  symbol.name = std::move(name);
  program.symbols.push_back(symbol);
  return static_cast<std::uint32_t>(program.symbols.size() - 1);
}

std::uint32_t PolicyBuilder::AddEntity(const std::string& name, const std::string& key, FieldType key_type,
                                       std::uint32_t owner) {
  const auto index = static_cast<std::uint32_t>(edition.entities.size());
  Entity entity;
  entity.symbol = AddSymbol("", name);
  entity.key_symbols = {AddSymbol("", key)};
  entity.key_types = {key_type};
  entity.owner = owner;
  entity.space = static_cast<SpaceId>(edition.spaces.size());
  const SpaceId parent = owner == kNone ? kRunSpace : edition.entities[owner].space;
  edition.spaces.push_back({SpaceKind::kEntity, parent, kNone, index, 1'000'000'000});
  edition.entities.push_back(entity);
  return index;
}

std::uint32_t PolicyBuilder::AddFeed(const std::string& code, const std::string& name, std::uint32_t entity, bool many,
                                     std::uint32_t up_to) {
  const auto index = static_cast<std::uint32_t>(edition.feeds.size());
  Feed feed;
  feed.symbol = AddSymbol(code, name);
  feed.entity = entity;
  feed.many = many;
  feed.up_to = up_to;
  const Entity& of = edition.entities[entity];
  for (std::uint32_t key : of.key_symbols) feed.key_columns.push_back({program.symbols[key].name});
  feed.space = of.space;
  if (many) {
    feed.space = static_cast<SpaceId>(edition.spaces.size());
    edition.spaces.push_back({SpaceKind::kFeed, of.space, kNone, index, up_to});
  }
  edition.feeds.push_back(feed);
  return index;
}

std::uint32_t PolicyBuilder::AddListing(const std::string& code, const std::string& name, std::uint32_t entity) {
  const std::uint32_t feed = AddOne(code, name, entity);
  edition.entities[entity].listed_in = feed;
  return feed;
}

std::uint32_t PolicyBuilder::AddOne(const std::string& code, const std::string& name, std::uint32_t entity) {
  return AddFeed(code, name, entity, false, 1);
}

std::uint32_t PolicyBuilder::AddMany(const std::string& code, const std::string& name, std::uint32_t entity,
                                     std::uint32_t up_to) {
  return AddFeed(code, name, entity, true, up_to);
}

std::uint32_t PolicyBuilder::AddField(std::uint32_t feed, Field field, const std::string& name) {
  const auto index = static_cast<std::uint32_t>(edition.feeds[feed].fields.size());
  field.symbol = AddSymbol("", name);
  field.columns = {name};
  field.column = static_cast<std::uint32_t>(edition.columns.size());
  edition.columns.push_back({feed, index, edition.feeds[feed].space, FieldLane(field)});
  edition.feeds[feed].fields.push_back(std::move(field));
  return index;
}

void PolicyBuilder::Relane(std::uint32_t feed, std::uint32_t index) {
  edition.columns[field(feed, index).column].lane = FieldLane(field(feed, index));
}

std::uint32_t PolicyBuilder::AddNumber(std::uint32_t feed, const std::string& name, unsigned decimals, const char* lowest,
                                       const char* highest) {
  Field field;
  field.type = FieldType::kNumber;
  field.decimals = static_cast<std::uint8_t>(decimals);
  const auto coefficient = [&](const char* text) {
    const Decimal decimal = *ParseDecimal(text);
    return Integer(decimal.coefficient * Pow10(decimals - decimal.decimals));
  };
  field.lowest = coefficient(lowest);
  field.highest = coefficient(highest);
  return AddField(feed, field, name);
}

std::uint32_t PolicyBuilder::AddDate(std::uint32_t feed, const std::string& name) {
  Field field;
  field.type = FieldType::kDate;
  field.lowest = kFirstDay;
  field.highest = kLastDay;
  return AddField(feed, field, name);
}

std::uint32_t PolicyBuilder::AddMonth(std::uint32_t feed, const std::string& name) {
  Field field;
  field.type = FieldType::kMonth;
  field.lowest = kFirstMonth;
  field.highest = kLastMonth;
  return AddField(feed, field, name);
}

std::uint32_t PolicyBuilder::AddPlain(std::uint32_t feed, const std::string& name, FieldType type) {
  Field field;
  field.type = type;
  return AddField(feed, field, name);
}

std::uint32_t PolicyBuilder::AddChoice(std::uint32_t feed, const std::string& name,
                                       const std::vector<std::string>& choices) {
  Field field;
  field.type = FieldType::kChoice;
  for (const std::string& choice : choices) field.choices.push_back({choice, {choice}});
  return AddField(feed, field, name);
}

std::uint32_t PolicyBuilder::AddLookup(KeyKind kind, std::vector<std::string> codes, bool fallback) {
  Lookup lookup;
  lookup.keys = {kind};
  for (std::string& code : codes) {
    lookup.rows.push_back({static_cast<std::int64_t>(edition.texts.size())});
    edition.texts.push_back(std::move(code));
  }
  if (fallback) lookup.fallback = 0;
  edition.lookups.push_back(lookup);
  return static_cast<std::uint32_t>(edition.lookups.size() - 1);
}

std::uint32_t PolicyBuilder::AddCode(std::uint32_t feed, const std::string& name, std::uint32_t lookup) {
  Field field;
  field.type = FieldType::kCode;
  field.lookup = lookup;
  return AddField(feed, field, name);
}

DataFolder::DataFolder() {
  std::string pattern = (fs::temp_directory_path() / "greenrule-data-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

DataFolder::~DataFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

void DataFolder::Write(std::string_view name, std::string_view bytes) const {
  std::ofstream(File(name), std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::string DataFolder::Read(std::string_view name) const {
  std::ostringstream all;
  all << std::ifstream(File(name), std::ios::binary).rdbuf();
  return all.str();
}

namespace {

std::string Shown(const Loaded& loaded, const Field& field, const ColumnData& column, std::size_t row) {
  const State state = column.states.empty() ? State{kKnown} : column.states[row];
  if (state != kKnown) return "[" + StateWords(loaded.policy.edition, state, Language::kEnglish) + "]";
  const Integer value = column.values.Get(row);
  switch (field.type) {
    case FieldType::kNumber: return FormatScaled(value, field.decimals);
    case FieldType::kDate: return DayText(static_cast<Day>(value));
    case FieldType::kMonth: return MonthText(static_cast<std::int64_t>(value));
    case FieldType::kYesNo: return value != 0 ? "yes" : "no";
    case FieldType::kChoice: return field.choices[static_cast<std::size_t>(value)].name;
    default: return std::string(loaded.data().texts.Text(static_cast<std::int64_t>(value)));
  }
}

}  // namespace

std::vector<std::string> Loaded::Values(std::uint32_t feed, std::uint32_t field) const {
  const Field& declared = policy.edition.feeds[feed].fields[field];
  const ColumnData& column = data().columns[declared.column];
  std::vector<std::string> values;
  for (std::size_t row = 0; row < column.values.rows(); ++row) values.push_back(Shown(*this, declared, column, row));
  return values;
}

std::vector<std::string> Loaded::ByKey(std::uint32_t feed, std::uint32_t field) const {
  const Feed& of = policy.edition.feeds[feed];
  const EntityData& entity = data().entities[of.entity];
  const FeedData& rows = data().feeds[feed];
  const std::vector<std::string> values = Values(feed, field);
  std::vector<std::string> shown;
  for (std::uint32_t row : entity.listing_order) {
    std::string line = entity.keys[0][row] + ":";
    if (!of.many) {
      line += " " + values[row];
    } else {
      if (!rows.feed_states.empty() && rows.feed_states[row] != kKnown)
        line += " [" + StateWords(policy.edition, rows.feed_states[row], Language::kEnglish) + "]";
      for (std::uint64_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
        line += " " + values[i];
        if (!rows.row_states.empty() && rows.row_states[i] != kKnown) line += "?";
      }
    }
    shown.push_back(line);
  }
  return shown;
}

std::vector<std::string> Loaded::Rejects() const {
  std::vector<std::string> lines;
  for (const Reject& reject : result.report.rejects) {
    const Feed& feed = policy.edition.feeds[reject.feed];
    const Symbol& symbol = policy.program.symbols[feed.symbol];
    const std::string field =
        reject.field == kNone ? "*" : policy.program.symbols[feed.fields[reject.field].symbol].name;
    lines.push_back((symbol.code.empty() ? symbol.name : symbol.code) + (reject.of_answers ? ".answers " : " ") +
                    std::to_string(reject.record) + " " + field + " " + reject.value + ": " +
                    std::string(RefusalWords(reject.refusal, Language::kEnglish)));
  }
  return lines;
}

std::vector<std::string> Loaded::Errors() const {
  std::vector<std::string> codes;
  for (const Diagnostic& error : result.errors) codes.emplace_back(CodeName(error.code));
  return codes;
}

std::vector<std::string> Loaded::Notes() const {
  std::vector<std::string> codes;
  for (const Diagnostic& note : result.report.notes) codes.emplace_back(CodeName(note.code));
  return codes;
}

Loaded LoadFolder(const PolicyBuilder& policy, const std::string& path, std::string_view as_of, unsigned threads) {
  LoadOptions options;
  options.path = path;
  options.as_of = DayOf(as_of);
  options.threads = threads;
  return {policy, Load(policy.edition, policy.program, options)};
}

void ExpectConserved(const Loaded& loaded) {
  std::vector<std::uint64_t> rows(loaded.result.report.feeds.size()), values(rows.size());
  for (const Reject& reject : loaded.result.report.rejects) {
    if (!reject.of_answers) ++(IsOfRow(reject.refusal) ? rows : values)[reject.feed];
  }
  for (std::size_t feed = 0; feed < rows.size(); ++feed) {
    const FeedReport& report = loaded.result.report.feeds[feed];
    EXPECT_EQ(report.rows_read, report.rows_kept + report.rows_merged + report.rows_filtered + report.rows_after_as_of +
                                    report.rows_mapping + report.rows_refused)
        << "feed " << feed;
    EXPECT_EQ(report.rows_refused, rows[feed]) << "feed " << feed;
    EXPECT_EQ(report.values_refused, values[feed]) << "feed " << feed;
  }
}

Day DayOf(std::string_view text) { return *ParseDay(text); }

}  // namespace greenrule
