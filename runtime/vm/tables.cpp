#include "runtime/vm/tables.h"

#include <algorithm>

#include "runtime/number/lane_integer.h"

namespace greenrule {
namespace {

Thresholds Prepare(const ThresholdTable& table) {
  Thresholds out;
  out.narrow = true;
  for (const Threshold& t : table.thresholds) {
    out.narrow = out.narrow && FitsLane<Int64>(t.numerator) && FitsLane<Int64>(t.denominator);
    out.wide_numerators.push_back(ToInt256(t.numerator));
    out.wide_denominators.push_back(ToInt256(t.denominator));
    out.strict.push_back(t.strict);
  }
  if (!out.narrow) return out;
  for (const Threshold& t : table.thresholds) {
    out.numerators.push_back(ToLane<Int64>(t.numerator));
    out.denominators.push_back(ToLane<Int64>(t.denominator));
  }
  return out;
}

}  // namespace

PreparedTables::PreparedTables(const Edition& edition) {
  for (const Constant& constant : edition.constants)
    constants.emplace_back(constant.lane, 1).Set(0, constant.value);
  const std::size_t count = edition.tables.size();
  thresholds.resize(count);
  values.resize(count);
  takes.resize(count);
  matches.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Table& table = edition.tables[i];
    if (const auto* t = std::get_if<ThresholdTable>(&table)) {
      thresholds[i] = Prepare(*t);
    } else if (const auto* t = std::get_if<ValueTable>(&table)) {
      for (std::size_t v = 0; v < t->values.size(); ++v) values[i].positions.emplace(t->values[v], v);
      values[i].none = static_cast<std::int64_t>(t->values.size());
    } else if (const auto* t = std::get_if<TakeTable>(&table)) {
      takes[i].Resize(t->lane, t->values.size());
      for (std::size_t v = 0; v < t->values.size(); ++v) takes[i].Set(v, t->values[v]);
    } else if (const auto* t = std::get_if<MatchTable>(&table)) {
      matches[i] = PreparedMatch(*t);
    }
  }
  for (const Lookup& lookup : edition.lookups) lookups.emplace_back(lookup, edition.texts);
}

LookupIndex::LookupIndex(const Lookup& lookup, const std::vector<std::string>& texts)
    : none_(static_cast<std::int64_t>(lookup.rows.size())), dated_(lookup.keys.back() == KeyKind::kInForce) {
  for (std::uint32_t k = 0; k < lookup.keys.size(); ++k)
    if (lookup.keys[k] == KeyKind::kLongestPrefix) prefix_ = k;
  const auto entry_key = [&](std::size_t row) {
    std::vector<std::int64_t> key = lookup.rows[row];
    if (dated_) key.pop_back();
    return key;
  };
  for (std::uint32_t r = 0; r < lookup.rows.size(); ++r) {
    if (dated_) days_.push_back(lookup.rows[r].back());
    const auto [entry, is_new] = entries_.try_emplace(entry_key(r), Rows{r, r + 1});
    if (!is_new) entry->second.end = r + 1;
    if (prefix_ == kNone) continue;
    const std::int64_t id = lookup.rows[r][prefix_];
    if (prefixes_.emplace(texts[id], id).second)
      prefix_sizes_.push_back(static_cast<std::uint32_t>(texts[id].size()));
  }
  std::ranges::sort(prefix_sizes_, std::ranges::greater());
  prefix_sizes_.erase(std::unique(prefix_sizes_.begin(), prefix_sizes_.end()), prefix_sizes_.end());
  if (lookup.fallback) fallback_ = &entries_.find(entry_key(*lookup.fallback))->second;
}

const LookupIndex::Rows* LookupIndex::Entry(std::vector<std::int64_t>& keys, const TextPool& pool) const {
  if (prefix_ == kNone) {
    const auto entry = entries_.find(keys);
    return entry == entries_.end() ? nullptr : &entry->second;
  }
  const std::string_view text = pool.Text(keys[prefix_]);
  for (std::uint32_t size : prefix_sizes_) {
    if (size > text.size()) continue;
    const auto prefix = prefixes_.find(text.substr(0, size));
    if (prefix == prefixes_.end()) continue;
    keys[prefix_] = prefix->second;
    const auto entry = entries_.find(keys);
    if (entry != entries_.end()) return &entry->second;
  }
  return nullptr;
}

LookupIndex::Found LookupIndex::Find(std::vector<std::int64_t>& keys, const TextPool& pool) const {
  std::int64_t day = 0;
  if (dated_) {
    day = keys.back();
    keys.pop_back();
  }
  const Rows* rows = Entry(keys, pool);
  if (rows == nullptr) rows = fallback_;
  if (rows == nullptr) return {none_, kNotInLookup};
  if (!dated_) return {rows->begin, kKnown};
  const auto begin = days_.begin() + rows->begin, end = days_.begin() + rows->end;
  const auto after = std::upper_bound(begin, end, day);
  if (after == begin) return {none_, kNotInForce};
  return {after - days_.begin() - 1, kKnown};
}

}  // namespace greenrule
