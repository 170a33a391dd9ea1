// Feeds: whose rows they hold and how many, unions, and the clauses that name fields.
#include <algorithm>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::kNo;

inline constexpr std::uint32_t kDefaultUpTo = 1'000;
inline constexpr std::uint32_t kMostRows = 100'000'000;  // per entity; a sum of so many still has room in 128 bits

std::string Label(const Declarations& d, Id feed) { return d.symbol(d.policy().feeds[feed].symbol).Label(); }

void ReadUnion(Declarations& d, Id id) {
  for (const NodeId name : d.Items(d.feeds[id], "union")) {
    const auto member = d.context.names.Resolve(d.context, name, {NameKind::kFeed});
    if (!member) continue;
    auto& union_of = d.policy().feeds[id].union_of;
    if (!d.Items(member->node, "union").empty()) {
      d.Report(Code::GR2520, name, {d.Text(name)}, {DeclaredHere(member->range)});
    } else if (std::ranges::find(union_of, member->id) != union_of.end()) {
      d.Report(Code::GR2521, name, {d.Text(name)});
    } else {
      union_of.push_back(member->id);
    }
  }
}

// Whose rows: written, or those of the first feed of a union.
void ReadOwner(Declarations& d, Id id) {
  const NodeId node = d.feeds[id];
  policy::Feed& feed = d.policy().feeds[id];
  const NodeId owner = d.Child(node, "owner");
  if (owner != kNoNode) {
    if (const auto entity = d.context.names.Resolve(d.context, owner, {NameKind::kEntity})) feed.entity = entity->id;
    feed.many = d.TextOf(node, "cardinality") == "many";
  } else if (!feed.union_of.empty()) {
    feed.entity = d.policy().feeds[feed.union_of[0]].entity;
    feed.many = true;
  } else if (d.Items(node, "union").empty()) {
    d.context.Report(Code::GR2522, d.symbol(feed.symbol).range, {Label(d, id)});
    feed.many = true;
  }
  if (feed.entity == kNo) feed.entity = 0;  // reported; any entity will do to go on
  for (const Id member : feed.union_of) {
    if (d.policy().feeds[member].entity != feed.entity) {
      d.context.Report(Code::GR2523, d.symbol(feed.symbol).range, {Label(d, member), Label(d, id)},
                       {DeclaredHere(d.symbol(d.policy().feeds[member].symbol).range)});
    }
  }
}

void ReadRowLimits(Declarations& d, Id id) {
  const NodeId node = d.feeds[id];
  policy::Feed& feed = d.policy().feeds[id];
  const NodeId up_to = d.Child(node, "up_to");
  if (!feed.many) {
    if (up_to != kNoNode) d.Report(Code::GR2524, up_to, {Label(d, id)});
  } else if (up_to != kNoNode) {
    feed.up_to = ReadCount(d, up_to, 1, kMostRows).value_or(kDefaultUpTo);
  } else if (feed.union_of.empty()) {
    feed.up_to = kDefaultUpTo;
  } else {
    std::uint64_t rows = 0;
    for (const Id member : feed.union_of) rows += d.policy().feeds[member].up_to;
    feed.up_to = static_cast<std::uint32_t>(std::min<std::uint64_t>(rows, kMostRows));
  }
  if (const NodeId at_least = d.Child(node, "at_least"); at_least != kNoNode) {
    feed.at_least_one = d.tree().Text(at_least) == "1";
    if (!feed.at_least_one) d.Report(Code::GR2534, at_least, {d.Text(at_least)});
  }
}

// The columns that hold the entity's key: by the key's name, unless they are written.
void ReadKeyColumns(Declarations& d, Id id) {
  policy::Feed& feed = d.policy().feeds[id];
  const auto& keys = d.policy().entities[feed.entity].keys;
  const auto written = d.Items(d.feeds[id], "key_columns");
  feed.key_columns.resize(keys.size());
  for (const NodeId column : written) {
    const NodeId key = d.Child(column, "key");
    std::size_t place = 0;
    if (key != kNoNode) {
      const auto meaning = d.context.names.Resolve(d.context, key, {NameKind::kEntityKey}, feed.entity);
      if (!meaning) continue;
      place = meaning->id;
    } else if (keys.size() > 1) {
      d.Report(Code::GR2525, column, {d.symbol(d.policy().entities[feed.entity].symbol).Label()});
      continue;
    }
    if (!feed.key_columns[place].empty()) {
      d.Report(Code::GR2526, column, {keys[place].name});
      continue;
    }
    for (const NodeId text : d.Items(column, "columns")) feed.key_columns[place].push_back(d.Text(text));
  }
  if (!feed.union_of.empty()) {
    if (!written.empty()) d.Report(Code::GR2527, written[0], {Label(d, id)});
    feed.key_columns.clear();
    return;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (feed.key_columns[i].empty()) feed.key_columns[i].push_back(keys[i].name);
  }
}

// A field of the feed that a clause names: read from the data, and computed only where that may be.
std::optional<Id> ReadField(Declarations& d, Id feed, NodeId name, bool may_be_computed = false) {
  const auto meaning = d.context.names.Resolve(d.context, name, {NameKind::kField}, feed);
  if (!meaning) return std::nullopt;
  if (!may_be_computed && d.fields[meaning->id] != kNoNode && d.Has(d.fields[meaning->id], "formula")) {
    d.Report(Code::GR2528, name, {d.Text(name)}, {DeclaredHere(meaning->range)});
    return std::nullopt;
  }
  return meaning->id;
}

std::optional<Id> ReadDate(Declarations& d, Id feed, NodeId name) {
  const auto field = ReadField(d, feed, name);
  if (!field) return std::nullopt;
  const policy::Field& read = d.policy().fields[*field];
  if (read.type.kind == policy::TypeKind::kUnknown) return std::nullopt;
  if (read.type.kind != policy::TypeKind::kDate && read.type.kind != policy::TypeKind::kMonth) {
    d.Report(Code::GR2529, name, {d.Text(name), TypeText(d.context, read.type)}, {DeclaredHere(d.symbol(read.symbol).range)});
    return std::nullopt;
  }
  return field;
}

// What tells the latest row: a date, a month, or a whole number such as a year.
std::optional<Id> ReadLatest(Declarations& d, Id feed, NodeId name) {
  const auto field = ReadField(d, feed, name);
  if (!field) return std::nullopt;
  const policy::Field& read = d.policy().fields[*field];
  switch (read.type.kind) {
    case policy::TypeKind::kUnknown: return std::nullopt;
    case policy::TypeKind::kDate:
    case policy::TypeKind::kMonth: return field;
    case policy::TypeKind::kNumber:
      if (read.decimals == 0) return field;
      break;
    default: break;
  }
  d.Report(Code::GR2535, name, {d.Text(name), TypeText(d.context, read.type)}, {DeclaredHere(d.symbol(read.symbol).range)});
  return std::nullopt;
}

// A union is dated as its feeds are, where they agree.
Id DateOfUnion(const Declarations& d, Id id) {
  const policy::Feed& feed = d.policy().feeds[id];
  std::string name;
  for (const Id member : feed.union_of) {
    const Id date = d.policy().feeds[member].dated_by;
    if (date == kNo) return kNo;
    const std::string& its = d.symbol(d.policy().fields[date].symbol).name;
    if (!name.empty() && its != name) return kNo;
    name = its;
  }
  const Meaning* field = d.context.names.FindInside(NameKind::kField, id, name);
  return field ? field->id : kNo;
}

// `mapped by F.field`: keys that F lists stand for the one in its field.
void ReadMapping(Declarations& d, Id id) {
  const NodeId mapped = d.Child(d.feeds[id], "mapped_by");
  if (mapped == kNoNode) return;
  if (!d.policy().feeds[id].union_of.empty()) {
    d.Report(Code::GR2527, mapped, {Label(d, id)});
    return;
  }
  if (d.tree().Kind(mapped) != NodeKind::kQualified || d.tree().Kind(d.Child(mapped, "base")) != NodeKind::kName) {
    d.Report(Code::GR2530, mapped);
    return;
  }
  const auto map = d.context.names.Resolve(d.context, d.Child(mapped, "base"), {NameKind::kFeed});
  if (!map) return;
  if (map->id == id || d.policy().feeds[map->id].many) {
    d.Report(Code::GR2531, mapped, {Label(d, map->id), Label(d, id)}, {DeclaredHere(map->range)});
    return;
  }
  const auto field = ReadField(d, map->id, d.Child(mapped, "name"));
  if (!field) return;
  const policy::Field& read = d.policy().fields[*field];
  if (read.type.kind != policy::TypeKind::kText) {
    const policy::Entity& entity = d.policy().entities[d.policy().feeds[id].entity];
    d.Report(Code::GR2509, mapped, {d.symbol(read.symbol).Label(), entity.keys[0].name},
             {DeclaredHere(d.symbol(read.symbol).range)});
    return;
  }
  d.policy().feeds[id].map_feed = map->id;
  d.policy().feeds[id].map_field = *field;
}

void ReadClauses(Declarations& d, Id id) {
  const NodeId node = d.feeds[id];
  policy::Feed& feed = d.policy().feeds[id];
  if (const NodeId dated = d.Child(node, "dated_by"); dated != kNoNode) {
    feed.dated_by = ReadDate(d, id, dated).value_or(kNo);
  }
  if (const NodeId latest = d.Child(node, "keep_latest_by"); latest != kNoNode) {
    if (feed.many && d.Items(node, "distinct_by").empty()) {
      d.Report(Code::GR2532, latest, {Label(d, id)});
    } else {
      feed.keep_latest_by = ReadLatest(d, id, latest).value_or(kNo);
    }
  }
  for (const NodeId name : d.Items(node, "distinct_by")) {
    if (const auto field = ReadField(d, id, name, true)) feed.distinct_by.push_back(*field);
  }
  ReadMapping(d, id);
}

}  // namespace

void DeclareFeeds(Declarations& d) {
  for (Id id = 0; id < d.feeds.size(); ++id) {
    if (const NodeId source = d.Child(d.feeds[id], "source"); source != kNoNode) {
      const auto department = d.context.names.Resolve(d.context, source, {NameKind::kDepartment});
      if (department) d.policy().feeds[id].department = department->id;
    }
    ReadUnion(d, id);
  }
  // Unions take from their feeds, so those go first.
  for (const bool unions : {false, true}) {
    for (Id id = 0; id < d.feeds.size(); ++id) {
      if (d.policy().feeds[id].union_of.empty() == unions) continue;
      ReadOwner(d, id);
      ReadRowLimits(d, id);
      ReadKeyColumns(d, id);
      policy::Scope scope;
      scope.kind = policy::ScopeKind::kRows;
      scope.parent = d.policy().entities[d.policy().feeds[id].entity].scope;
      scope.subject = id;
      d.policy().feeds[id].filter_scope = d.context.Add(std::move(scope));
    }
  }
}

void DeclareFeedClauses(Declarations& d) {
  for (Id id = 0; id < d.feeds.size(); ++id) ReadClauses(d, id);
  for (Id id = 0; id < d.feeds.size(); ++id) {
    policy::Feed& feed = d.policy().feeds[id];
    if (!feed.union_of.empty() && feed.dated_by == kNo) feed.dated_by = DateOfUnion(d, id);
  }
  DeclareListings(d);
}

}  // namespace greenrule::semantics
