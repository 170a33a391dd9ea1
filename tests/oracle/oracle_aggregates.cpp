// Over rows: of feeds, of what belongs to an entity, of lookups, of groups, and of the whole population.
#include <algorithm>

#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::Aggregate;
using policy::ScopeKind;

namespace {

Value Of(State state) { return {state, kKnown, {}, {}}; }
Value Of(Fraction number) { return {kKnown, kKnown, std::move(number), {}}; }
Value YesNo(bool yes) { return Of(Fraction(yes ? 1 : 0)); }

}  // namespace

// The rows of a scope, seen from where the aggregate stands: within a group only the group's.
Oracle::RowList Oracle::RowsOf(policy::ScopeId id, policy::ScopeId standing) {
  const policy::Scope& scope = policy_.scopes[id];
  RowList list;
  if (policy_.scopes[standing].kind == ScopeKind::kGroups && policy_.scopes[standing].other == id) {
    for (std::uint32_t row : bound_[standing].group->rows) list.rows.emplace_back(row, kKnown);
    return list;
  }
  switch (scope.kind) {
    case ScopeKind::kRows: {
      const Id entity = policy_.feeds[scope.subject].entity;
      const Binding at = EntityAt(scope.parent, entity);
      const FeedData& feed = dataset_.feeds[scope.subject];
      if (at.absent) {
        list.answer = kNotListed;
      } else if (!feed.feed_states.empty() && feed.feed_states[at.row] != kKnown) {
        list.answer = feed.feed_states[at.row];
      } else if (!feed.offsets.empty()) {
        for (std::uint64_t row = feed.offsets[at.row]; row < feed.offsets[at.row + 1]; ++row)
          list.rows.emplace_back(static_cast<std::uint32_t>(row), feed.row_states.empty() ? kKnown : feed.row_states[row]);
      }
      return list;
    }
    case ScopeKind::kChildren: {
      const Binding at = EntityAt(scope.parent, policy_.entities[scope.subject].owner);
      if (at.absent) {
        list.answer = kNotListed;
        return list;
      }
      for (std::uint32_t row : children_[scope.subject][at.row])
        if (evaluated_[scope.subject][row]) list.rows.emplace_back(row, kKnown);
      return list;
    }
    case ScopeKind::kPopulation:
      for (std::uint32_t row = 0; row < dataset_.entities[scope.subject].count; ++row)
        if (evaluated_[scope.subject][row]) list.rows.emplace_back(row, kKnown);
      return list;
    case ScopeKind::kLookupRows:
      // What names values of an owner is computed for the owner.
      for (policy::ScopeId s = scope.parent; s != kNo; s = policy_.scopes[s].parent) {
        if (policy_.scopes[s].kind != ScopeKind::kEntity) continue;
        if (bound_[s].absent) list.answer = kNotListed;
        break;
      }
      for (std::uint32_t row = 0; row < policy_.lookups[scope.subject].rows.size(); ++row) list.rows.emplace_back(row, kKnown);
      return list;
    case ScopeKind::kGroups: return GroupsOf(id);
    default: return list;
  }
}

Oracle::RowList Oracle::GroupsOf(policy::ScopeId id) {
  const policy::Scope& scope = policy_.scopes[id];
  RowList rows = RowsOf(scope.other, scope.parent);
  if (rows.answer != kKnown) return rows;
  RowList list;
  for (const auto& [row, row_state] : rows.rows) {
    Bind(scope.other, row);
    State reason = kKnown;
    const Keep keep = KeepOf(scope.where, row_state, reason);
    if (keep == Keep::kUnknown) list.answer = std::max(list.answer, reason);
    if (keep != Keep::kYes) continue;
    std::vector<Value> keys;
    State state = kKnown;
    for (policy::ExprId key : scope.group_by) {
      keys.push_back(Eval(key));
      state = std::max(state, keys.back().state);
    }
    if (IsMissing(state)) list.answer = std::max(list.answer, state);
    if (state != kKnown) continue;
    const auto same = [&](const Group& group) {
      for (std::size_t k = 0; k < keys.size(); ++k)
        if (!Same(policy_.exprs[scope.group_by[k]].type, group.keys[k], keys[k])) return false;
      return true;
    };
    auto group = std::ranges::find_if(list.groups, same);
    if (group == list.groups.end()) group = list.groups.insert(group, Group{std::move(keys), {}});
    group->rows.push_back(row);
  }
  for (std::uint32_t g = 0; g < list.groups.size(); ++g) list.rows.emplace_back(g, kKnown);
  return list;
}

// Whether a row is one of those that the aggregate ranges over; `reason` is set where that is unknown.
Oracle::Keep Oracle::KeepOf(policy::ExprId where, State row_state, State& reason) {
  const Value condition = where == kNo ? YesNo(true) : Eval(where);
  if (condition.IsNo() || condition.state == kNotApplicable) return Keep::kNo;
  reason = std::max(condition.state, row_state);
  return reason == kKnown ? Keep::kYes : Keep::kUnknown;
}

Value Oracle::Aggregate(const policy::Expr& e) {
  if (policy_.scopes[e.id].kind == ScopeKind::kPopulation) return OverPopulation(e);
  const policy::ExprId value = e.args[0], where = e.args[1], n = e.args[2];
  const RowList list = RowsOf(e.id, e.scope);
  if (list.answer != kKnown) return Of(list.answer);
  const Value least = n == kNo ? Value() : Eval(n);

  State missing = kKnown;
  bool not_applicable = false, left_out = false, broken = false, held = false;
  std::int64_t sure = 0, possible = 0;
  std::vector<Value> values;                              // of the kept rows, known
  std::vector<std::pair<std::int64_t, Value>> dated;      // latest, earliest: every kept row
  for (const auto& [row, row_state] : list.rows) {
    Bind(e.id, row);
    if (!list.groups.empty()) bound_[e.id].group = &list.groups[row];
    State reason = kKnown;
    const Keep keep = KeepOf(where, row_state, reason);
    if (keep == Keep::kNo) continue;
    ++possible;
    if (keep == Keep::kUnknown) {
      // A row that may or may not count does not matter to `every` if its condition surely holds.
      if (e.function == Aggregate::kEvery) {
        const Value x = Eval(value);
        if (x.IsYes()) {
          held = true;
          continue;
        }
        if (IsMissing(x.state)) reason = std::max(reason, x.state);
      }
      missing = std::max(missing, reason);
      continue;
    }
    ++sure;
    if (value == kNo) continue;
    Value x = Eval(value);
    if (IsMissing(x.state) && e.known) {
      left_out = true;
      continue;
    }
    if (e.function == Aggregate::kLatest || e.function == Aggregate::kEarliest) {
      const Value date = FieldAt(policy_.feeds[policy_.scopes[e.id].subject].dated_by, e.id);
      missing = std::max(missing, date.state);
      dated.emplace_back(date.number.Truncated(), std::move(x));
      continue;
    }
    if (x.state == kNotApplicable) {
      not_applicable = true;
    } else if (IsMissing(x.state)) {
      missing = std::max(missing, x.state);
    } else {
      (x.IsYes() ? held : broken) = true;
      values.push_back(std::move(x));
    }
  }

  switch (e.function) {
    case Aggregate::kAny:
      if (sure > 0) return YesNo(true);
      return missing != kKnown ? Of(missing) : YesNo(false);
    case Aggregate::kEvery:
      if (broken) return YesNo(false);
      if (missing != kKnown) return Of(missing);
      return not_applicable && !held ? Of(kNotApplicable) : YesNo(true);
    case Aggregate::kAtLeast:
      if (least.state != kKnown) return Of(std::max(least.state, missing));
      if (least.number <= Fraction(sure)) return YesNo(true);
      return Fraction(possible) < least.number ? YesNo(false) : Of(missing);
    case Aggregate::kLatest:
    case Aggregate::kEarliest:
      if (missing != kKnown) return Of(missing);
      if (dated.empty()) return Of(kNoRows);
      return LatestOf(e, std::move(dated));
    case Aggregate::kCount:
      if (value == kNo) return missing != kKnown ? Of(missing) : Of(Fraction(sure));
      break;
    default: break;
  }
  if (missing != kKnown) return Of(missing);
  if (values.empty() && left_out) return Of(kNoRows);
  if (values.empty() && not_applicable) return Of(kNotApplicable);
  return Combined(e, policy_.exprs[value].type, values);
}

// Known values to one.
Value Oracle::Combined(const policy::Expr& e, const policy::Type& type, const std::vector<Value>& values) {
  const auto count = static_cast<std::int64_t>(values.size());
  switch (e.function) {
    case Aggregate::kCount: return Of(Fraction(count));
    case Aggregate::kSum:
    case Aggregate::kAverage: {
      Fraction sum;
      for (const Value& x : values) sum = sum + x.number;
      if (e.function == Aggregate::kSum) return Of(sum);
      return count == 0 ? Of(kNoRows) : Of(sum / Fraction(count));
    }
    case Aggregate::kDistinctCount: {
      std::vector<const Value*> seen;
      for (const Value& x : values)
        if (std::ranges::none_of(seen, [&](const Value* other) { return Same(type, *other, x); })) seen.push_back(&x);
      return Of(Fraction(static_cast<std::int64_t>(seen.size())));
    }
    default: break;
  }
  if (values.empty()) return Of(kNoRows);
  std::vector<Value> sorted = values;
  std::ranges::stable_sort(sorted, [&](const Value& a, const Value& b) { return Order(type, a, b) < 0; });
  if (e.function == Aggregate::kMin) return sorted.front();
  if (e.function == Aggregate::kMax) return sorted.back();
  const std::size_t half = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[half];
  return Of((sorted[half - 1].number + sorted[half].number) / Fraction(2));
}

// Only the rows of the chosen date matter: their values must agree.
Value Oracle::LatestOf(const policy::Expr& e, std::vector<std::pair<std::int64_t, Value>> rows) {
  std::int64_t chosen = rows[0].first;
  for (const auto& [day, value] : rows) chosen = e.function == Aggregate::kLatest ? std::max(chosen, day) : std::min(chosen, day);
  std::optional<Value> found;
  State missing = kKnown;
  for (const auto& [day, value] : rows) {
    if (day != chosen || value.state == kNotApplicable) continue;
    missing = std::max(missing, value.state);
    if (value.state != kKnown) continue;
    if (found && !Same(policy_.exprs[e.args[0]].type, *found, value)) missing = std::max<State>(missing, kAmbiguous);
    if (!found) found = value;
  }
  if (missing != kKnown) return Of(missing);
  return found ? *found : Of(kNotApplicable);
}

// In a statistic whoever's condition or value is missing or not applicable is left out.
Value Oracle::OverPopulation(const policy::Expr& e) {
  const policy::ExprId value = e.args[0], where = e.args[1], n = e.args[2];
  const Value least = n == kNo ? Value() : Eval(n);
  std::vector<Value> values;
  std::int64_t kept = 0;
  for (const auto& [row, row_state] : RowsOf(e.id, e.scope).rows) {
    if (statistic_group_ != nullptr) {
      BindEntity(statistic_->entity, row);
      bool inside = true;
      for (std::size_t k = 0; k < statistic_->by.size(); ++k) {
        const Value key = Eval(statistic_->by[k]);
        inside = inside && key.state == kKnown && Same(policy_.exprs[statistic_->by[k]].type, key, (*statistic_group_)[k]);
      }
      if (!inside) continue;
    }
    Bind(e.id, row);
    State reason = kKnown;
    if (KeepOf(where, kKnown, reason) != Keep::kYes) continue;
    ++kept;
    if (value == kNo) continue;
    Value x = Eval(value);
    if (x.state == kKnown) values.push_back(std::move(x));
  }
  switch (e.function) {
    case Aggregate::kAny: return YesNo(kept > 0);
    case Aggregate::kEvery:
      return YesNo(std::ranges::all_of(values, [](const Value& x) { return x.IsYes(); }));
    case Aggregate::kAtLeast:
      return least.state != kKnown ? Of(least.state) : YesNo(least.number <= Fraction(kept));
    case Aggregate::kCount:
      if (value == kNo) return Of(Fraction(kept));
      break;
    default: break;
  }
  return Combined(e, policy_.exprs[value].type, values);
}

}  // namespace greenrule::oracle
