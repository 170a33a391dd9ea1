// Scopes of the policy become spaces of the program, and values move down from owners to rows.
#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Scope;
using policy::ScopeKind;

namespace {
// Bounds that prove sums over the population and over what belongs to one owner. Loading enforces them.
constexpr std::uint64_t kMostEntities = 1'000'000'000;
constexpr std::uint64_t kMostOwned = 1'000;
}  // namespace

SpaceId Lowering::NewSpace(Space space) {
  auto key = std::tuple(space.kind, space.parent, space.other, space.subject);
  auto [found, added] = spaces_.emplace(key, static_cast<SpaceId>(edition.spaces.size()));
  if (added) edition.spaces.push_back(space);
  return found->second;
}

std::uint64_t Lowering::ChildrenPerOwner(Id entity) const {
  return policy.entities[entity].owner == kNo ? kMostEntities : kMostOwned;
}

SpaceId Lowering::EntitySpace(Id entity) {
  const Id owner = policy.entities[entity].owner;  // owners stand before what belongs to them
  if (entity_spaces_[entity] == kNone)
    entity_spaces_[entity] = NewSpace({SpaceKind::kEntity, owner == kNo ? kRunSpace : EntitySpace(owner), kNone, entity,
                                       ChildrenPerOwner(entity)});
  return entity_spaces_[entity];
}

SpaceId Lowering::FeedSpace(Id feed) {
  const policy::Feed& f = policy.feeds[feed];
  return f.many ? RowSpace(feed) : EntitySpace(f.entity);
}

SpaceId Lowering::RowSpace(Id feed) {
  const policy::Feed& f = policy.feeds[feed];
  if (feed_spaces_[feed] == kNone)
    feed_spaces_[feed] = NewSpace({SpaceKind::kFeed, EntitySpace(f.entity), kNone, feed, f.up_to});
  return feed_spaces_[feed];
}

SpaceId Lowering::SpaceOfScope(ScopeId id) {
  if (scope_spaces_[id]) return *scope_spaces_[id];
  const Scope& scope = policy.scopes[id];  // scopes nest as deep as the language allows: a few levels
  SpaceId space = kRunSpace;
  auto below = [&](SpaceId rows) {
    const SpaceId parent = SpaceOfScope(scope.parent);
    if (edition.spaces[rows].parent == parent || parent == kRunSpace) return rows;
    return NewSpace({SpaceKind::kPair, parent, rows, kNone, edition.spaces[rows].rows_per_parent});
  };
  switch (scope.kind) {
    case ScopeKind::kRun: break;
    case ScopeKind::kEntity:
    case ScopeKind::kPopulation: space = EntitySpace(scope.subject); break;
    case ScopeKind::kRows: space = filter_feed != kNo ? FeedSpace(scope.subject) : below(RowSpace(scope.subject)); break;
    case ScopeKind::kChildren: space = below(EntitySpace(scope.subject)); break;
    case ScopeKind::kLookupRows:
      space = NewSpace({SpaceKind::kCross, SpaceOfScope(scope.parent), kNone, scope.subject,
                        policy.lookups[scope.subject].rows.size()});
      break;
    case ScopeKind::kGroups: {
      const SpaceId rows = SpaceOfScope(scope.other);
      // Each grouping is a space of its own: its rows depend on the keys.
      space = static_cast<SpaceId>(edition.spaces.size());
      edition.spaces.push_back(
          {SpaceKind::kGroup, edition.spaces[rows].parent, rows, id, edition.spaces[rows].rows_per_parent});
      // Its rows are there before anything is computed for them.
      scope_spaces_[id] = space;
      MakeGroups(id);
      break;
    }
  }
  scope_spaces_[id] = space;
  return space;
}

SpaceId Lowering::SpaceOf(const Lowered& x) const {
  const ValueId parts[] = {x.number, x.denominator, x.state, x.reason};
  return ssa.SpaceOf(parts);
}

Integer Lowering::RowsPerEntity(SpaceId space) const {
  Integer rows = 1;
  for (; space != kRunSpace && edition.spaces[space].kind != SpaceKind::kEntity; space = edition.spaces[space].parent)
    rows *= edition.spaces[space].rows_per_parent;
  return rows;
}

SpaceId Lowering::DeepestEntity(SpaceId space) const {
  while (space != kRunSpace && edition.spaces[space].kind != SpaceKind::kEntity) space = edition.spaces[space].parent;
  return space;
}

namespace {
bool IsAncestor(const Edition& edition, SpaceId ancestor, SpaceId space) {
  while (space != kRunSpace && space != ancestor) space = edition.spaces[space].parent;
  return space == ancestor;
}
}  // namespace

ValueId Lowering::Lift(ValueId x, SpaceId target) {
  if (x == kNoValue) return x;
  const SpaceId from = ssa.value(x).space;
  if (from == kRunSpace || from == target) return x;
  const bool own_groups = edition.spaces[from].kind == SpaceKind::kGroup && edition.spaces[from].other == target;
  if (!own_groups && !IsAncestor(edition, from, target)) {
    // The second side of a pair on the way down.
    SpaceId pair = target;
    while (pair != kRunSpace && !(edition.spaces[pair].kind == SpaceKind::kPair &&
                                  IsAncestor(edition, from, edition.spaces[pair].other)))
      pair = edition.spaces[pair].parent;
    x = Lift(x, edition.spaces[pair].other);
    x = ssa.Emit(Opcode::kGatherOther, pair, {x});
    return pair == target ? x : ssa.Emit(Opcode::kGather, target, {x});
  }
  return ssa.Emit(Opcode::kGather, target, {x});
}

// A pair of rows of one feed has that feed's rows on both sides: what is read of the inner row is the second side's.
ValueId Lowering::Enter(ValueId x, SpaceId home, SpaceId rows) {
  if (x == kNoValue || edition.spaces[rows].kind != SpaceKind::kPair || edition.spaces[rows].other != home) return Lift(x, rows);
  return ssa.value(x).space == home ? ssa.Emit(Opcode::kGatherOther, rows, {x}) : Lift(x, rows);
}

Lowered Lowering::Enter(const Lowered& x, SpaceId home, SpaceId rows) {
  if (edition.spaces[rows].kind != SpaceKind::kPair || edition.spaces[rows].other != home) return Lift(x, rows);
  Lowered out = x;
  out.number = Enter(x.number, home, rows);
  out.denominator = Enter(x.denominator, home, rows);
  out.state = Enter(x.state, home, rows);
  out.reason = Enter(x.reason, home, rows);
  return out;
}

Lowered Lowering::Lift(const Lowered& x, SpaceId target) {
  const SpaceId from = SpaceOf(x);
  if (from == kRunSpace) return x;
  // From an owner to what belongs to it one entity at a time: each step may find no owner.
  if (from != target && edition.spaces[from].kind == SpaceKind::kEntity && IsAncestor(edition, from, target)) {
    SpaceId step = kNone;
    for (SpaceId s = target; s != from; s = edition.spaces[s].parent)
      if (edition.spaces[s].kind == SpaceKind::kEntity) step = s;
    if (step != kNone) {
      Lowered below = x;
      below.number = Lift(x.number, step);
      below.denominator = Lift(x.denominator, step);
      ValueId owner = ssa.Emit(Opcode::kOwnerState, step, {});
      if (x.reason == kNoValue) {
        below.state = ssa.StateElse(owner, Lift(x.state, step));
      } else {  // a checklist is never missing: without an owner it is undetermined
        below.reason = ssa.StateElse(owner, Lift(x.reason, step));
        below.number = ssa.Select(ssa.StateIs(owner, kKnown, kKnown), below.number, ssa.Integral(kUndeterminedList));
      }
      return step == target ? below : Lift(below, target);
    }
  }
  Lowered out = x;
  out.number = Lift(x.number, target);
  out.denominator = Lift(x.denominator, target);
  out.state = Lift(x.state, target);
  out.reason = Lift(x.reason, target);
  return out;
}

}  // namespace greenrule::lowering
