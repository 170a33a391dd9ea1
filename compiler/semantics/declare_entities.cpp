// Entities: keys, owners, where they are listed, which are evaluated.
#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::kNo;

void ReadKeys(Declarations& d, Id id) {
  const auto keys = d.Items(d.entities[id], "keys");
  policy::Entity& entity = d.policy().entities[id];
  const std::string label = d.symbol(entity.symbol).Label();
  if (keys.empty()) {
    d.context.Report(Code::GR2503, d.symbol(entity.symbol).range, {label});
    entity.keys.push_back({label, FieldType::kText});
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const NodeId type = d.Child(keys[i], "type");
    if (type == kNoNode) continue;
    const DeclaredType read = ReadType(d, type);
    if (read.type.kind == policy::TypeKind::kUnknown) continue;
    const bool fits = read.reading == FieldType::kNumber ? read.integer
                                                         : read.reading != FieldType::kChoice && read.reading != FieldType::kCode;
    if (fits) {
      entity.keys[i].type = read.reading;
    } else {
      d.Report(Code::GR2504, type, {entity.keys[i].name});
    }
  }
}

void ReadOwner(Declarations& d, Id id) {
  const auto belongs = d.Items(d.entities[id], "belongs_to");
  if (belongs.empty()) return;
  if (belongs.size() > 1) {
    d.Report(Code::GR2505, belongs[1], {d.symbol(d.policy().entities[id].symbol).Label()},
             {{d.context.Range(belongs[0]), {"already belongs here", "已有归属"}}});
  }
  const auto owner = d.context.names.Resolve(d.context, d.Child(belongs[0], "owner"), {NameKind::kEntity});
  if (owner && owner->id < id) d.policy().entities[id].owner = owner->id;  // not so in a ring, which is reported
}

void ReadListing(Declarations& d, Id id) {
  policy::Entity& entity = d.policy().entities[id];
  const NodeId listed = d.Child(d.entities[id], "listed_in");
  const std::string label = d.symbol(entity.symbol).Label();
  if (listed == kNoNode) {
    d.context.Report(Code::GR2506, d.symbol(entity.symbol).range, {label});
    return;
  }
  const auto feed = d.context.names.Resolve(d.context, listed, {NameKind::kFeed});
  if (!feed) return;
  const policy::Feed& read = d.policy().feeds[feed->id];
  if (read.many || read.entity != id || !read.union_of.empty()) {
    d.Report(Code::GR2507, listed, {d.symbol(feed->symbol).Label(), label}, {DeclaredHere(feed->range)});
    return;
  }
  entity.listed_in = feed->id;
}

// The fields of the listing feed that hold the owner's key.
void ReadOwnerKey(Declarations& d, Id id) {
  policy::Entity& entity = d.policy().entities[id];
  if (entity.owner == kNo || entity.listed_in == kNo) return;
  const NodeId belongs = d.Items(d.entities[id], "belongs_to")[0];
  const auto by = d.Items(belongs, "by");
  const auto& owner_keys = d.policy().entities[entity.owner].keys;
  if (by.size() != owner_keys.size()) {
    d.Report(Code::GR2508, belongs,
             {d.symbol(d.policy().entities[entity.owner].symbol).Label(), std::to_string(owner_keys.size())});
    return;
  }
  for (const NodeId name : by) {
    const auto field = d.context.names.Resolve(d.context, name, {NameKind::kField}, entity.listed_in);
    if (!field) return;
    entity.owner_key.push_back(field->id);
  }
  const auto is_text = [](FieldType type) { return type == FieldType::kText || type == FieldType::kUscc; };
  for (std::size_t i = 0; i < entity.owner_key.size(); ++i) {
    const policy::Field& read = d.policy().fields[entity.owner_key[i]];
    const FieldType key = owner_keys[i].type;
    if (read.type.kind == policy::TypeKind::kUnknown || read.reading == key) continue;
    if (!is_text(read.reading) || !is_text(key)) {
      d.Report(Code::GR2509, belongs, {d.symbol(read.symbol).Label(), owner_keys[i].name},
               {DeclaredHere(d.symbol(read.symbol).range)});
    }
  }
}

}  // namespace

void DeclareEntities(Declarations& d) {
  for (Id id = 0; id < d.entities.size(); ++id) {
    ReadKeys(d, id);
    ReadOwner(d, id);
    const Id owner = d.policy().entities[id].owner;
    policy::Scope scope;
    scope.kind = policy::ScopeKind::kEntity;
    scope.parent = owner == kNo ? policy::kRunScope : d.policy().entities[owner].scope;
    scope.subject = id;
    d.policy().entities[id].scope = d.context.Add(std::move(scope));
  }
}

void DeclareListings(Declarations& d) {
  for (Id id = 0; id < d.entities.size(); ++id) {
    ReadListing(d, id);
    ReadOwnerKey(d, id);
  }
}

}  // namespace greenrule::semantics
