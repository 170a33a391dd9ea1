// What stands in an edition before any code: entities, feeds, fields, lookups.
#include "compiler/lowering/structure.h"

#include <algorithm>
#include <numeric>

namespace greenrule::lowering {

using policy::Constant;
using policy::kNo;
using policy::TypeKind;

namespace {

struct Texts {
  Edition& edition;
  std::map<std::string, std::int64_t> ids;
  std::int64_t operator()(const std::string& text) {
    auto [found, added] = ids.emplace(text, static_cast<std::int64_t>(edition.texts.size()));
    if (added) edition.texts.push_back(text);
    return found->second;
  }
};

Field FieldOf(const policy::Policy& p, const policy::Field& f, std::uint32_t symbol_base, Texts& texts) {
  Field out;
  out.symbol = symbol_base + f.symbol;
  out.columns = f.columns.empty() ? std::vector<std::string>{p.symbols[f.symbol].name} : f.columns;
  out.type = f.reading;
  out.decimals = f.decimals;
  out.rounded = f.rounded;
  if (f.type.kind == TypeKind::kNumber) {
    const Rational quantum = f.unit.scale / Rational(Pow10(f.decimals));
    out.lowest = Ceiling(f.lowest / quantum);
    out.highest = Floor(f.highest / quantum);
    if (!f.unit.text.empty()) out.cell_suffixes.push_back({f.unit.text, 1});
  } else {
    out.lowest = numerator(f.lowest);
    out.highest = numerator(f.highest);
  }
  out.blank = f.blank;
  if (f.blank == BlankRule::kValue) {
    if (f.type.kind == TypeKind::kText || f.type.kind == TypeKind::kCode)
      out.blank_value = texts(f.blank_value.text);
    else if (f.type.kind == TypeKind::kNumber)
      out.blank_value = numerator(Rational(f.blank_value.number / (f.unit.scale / Rational(Pow10(f.decimals)))));
    else
      out.blank_value = numerator(f.blank_value.number);
  }
  out.may_be_missing = f.may_be_missing;
  if (f.type.kind == TypeKind::kChoice) {
    const auto& values = p.choice_types[f.type.id].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto written = i < f.written.size() && !f.written[i].empty() ? f.written[i] : std::vector<std::string>{values[i]};
      out.choices.push_back({values[i], std::move(written)});
    }
  }
  if (f.type.kind == TypeKind::kYesNo && !f.written.empty())
    for (std::size_t i = 0; i < f.written.size(); ++i) out.choices.push_back({i == 0 ? "no" : "yes", f.written[i]});
  out.any_case = f.any_case;
  if (f.type.kind == TypeKind::kCode) out.lookup = f.type.id;
  out.date_formats = f.date_formats;
  out.missing_written = f.missing_written;
  out.computed = f.formula != kNo;
  return out;
}

std::uint32_t IndexIn(const std::vector<policy::Id>& fields, policy::Id field) {
  return field == kNo ? kNone : static_cast<std::uint32_t>(std::ranges::find(fields, field) - fields.begin());
}

}  // namespace

std::vector<std::vector<std::uint32_t>> BuildStructure(const policy::Policy& p, std::uint32_t symbol_base, Edition& e) {
  auto symbol = [&](policy::Id s) { return s == kNo ? kNone : symbol_base + s; };
  e.from = p.from;
  e.until = p.until;
  e.version = p.version;
  e.own_reasons = p.own_reasons;
  e.spaces = {Space{}};
  Texts texts{e, {}};

  // Fields of a feed by name, for unions.
  for (const policy::Feed& f : p.feeds) {
    Feed out;
    out.symbol = symbol(f.symbol);
    out.department = symbol(f.department);
    out.entity = f.entity;
    out.many = f.many;
    out.up_to = f.up_to;
    out.at_least_one = f.at_least_one;
    out.key_columns = f.key_columns;
    out.key_columns.resize(p.entities[f.entity].keys.size());
    for (std::size_t k = 0; k < out.key_columns.size(); ++k)
      if (out.key_columns[k].empty()) out.key_columns[k] = {p.entities[f.entity].keys[k].name};
    out.map_feed = f.map_feed == kNo ? kNone : f.map_feed;
    if (f.map_feed != kNo) out.map_field = IndexIn(p.feeds[f.map_feed].fields, f.map_field);
    out.dated_by = IndexIn(f.fields, f.dated_by);
    for (policy::Id d : f.distinct_by) out.distinct_by.push_back(IndexIn(f.fields, d));
    out.keep_latest_by = IndexIn(f.fields, f.keep_latest_by);
    out.union_of = f.union_of;
    for (policy::Id id : f.fields) out.fields.push_back(FieldOf(p, p.fields[id], symbol_base, texts));
    for (policy::Id member : f.union_of) {
      std::vector<std::uint32_t> map;
      for (policy::Id id : f.fields) {
        const std::string& name = p.symbols[p.fields[id].symbol].name;
        const auto& candidates = p.feeds[member].fields;
        auto same = std::ranges::find_if(candidates, [&](policy::Id c) { return p.symbols[p.fields[c].symbol].name == name; });
        map.push_back(same == candidates.end() ? kNone : static_cast<std::uint32_t>(same - candidates.begin()));
      }
      out.union_fields.push_back(std::move(map));
    }
    e.feeds.push_back(std::move(out));
  }
  auto key_symbol = symbol_base + static_cast<std::uint32_t>(p.symbols.size());  // as ProgramSymbols() numbers them
  for (const policy::Entity& entity : p.entities) {
    Entity out;
    out.symbol = symbol(entity.symbol);
    out.listed_in = entity.listed_in == kNo ? kNone : entity.listed_in;
    for (const auto& key : entity.keys) {
      out.key_symbols.push_back(key_symbol++);
      out.key_types.push_back(key.type);
    }
    out.owner = entity.owner == kNo ? kNone : entity.owner;
    for (policy::Id field : entity.owner_key) out.owner_key.push_back(IndexIn(p.feeds[entity.listed_in].fields, field));
    e.entities.push_back(std::move(out));
  }

  // Lookups: rows as words, sorted by key; an in-force key counts from its day on.
  std::vector<std::vector<std::uint32_t>> orders;
  for (const policy::Lookup& lookup : p.lookups) {
    Lookup out;
    out.symbol = symbol(lookup.symbol);
    for (const auto& key : lookup.keys) out.keys.push_back(key.kind);
    std::vector<std::vector<std::int64_t>> words;
    for (const auto& row : lookup.rows) {
      std::vector<std::int64_t> word;
      for (const Constant& key : row.keys)
        word.push_back(key.kind == TypeKind::kText || key.kind == TypeKind::kCode
                           ? texts(key.text)
                           : static_cast<std::int64_t>(numerator(key.number)));
      words.push_back(std::move(word));
    }
    std::vector<std::uint32_t> order(words.size());
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t r) -> const std::vector<std::int64_t>& { return words[r]; });
    for (std::uint32_t r : order) out.rows.push_back(words[r]);
    if (lookup.fallback) out.fallback = static_cast<std::uint32_t>(std::ranges::find(order, *lookup.fallback) - order.begin());
    e.lookups.push_back(std::move(out));
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace greenrule::lowering
