// Where values come from: fields, constants, parameters by date, lookups.
#include <algorithm>
#include <limits>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Constant;
using policy::TypeKind;

std::int64_t Lowering::TextId(const std::string& text) {
  auto [found, added] = text_ids_.emplace(text, static_cast<std::int64_t>(edition.texts.size()));
  if (added) edition.texts.push_back(text);
  return found->second;
}

std::uint32_t Lowering::ColumnOf(Id field) {
  const policy::Field& f = policy.fields[field];
  const auto& of_feed = policy.feeds[f.feed].fields;
  const auto index = static_cast<std::uint32_t>(std::ranges::find(of_feed, field) - of_feed.begin());
  if (filter_feed != kNo) return index;
  Field& target = edition.feeds[f.feed].fields[index];
  if (target.column == kNone) {
    target.column = static_cast<std::uint32_t>(edition.columns.size());
    edition.columns.push_back({f.feed, index, FeedSpace(f.feed), FieldLane(target)});
  }
  return target.column;
}

Lowered Lowering::FieldValue(Id field, ScopeId scope) {
  const policy::Field& f = policy.fields[field];
  const policy::Feed& feed = policy.feeds[f.feed];
  const SpaceId home = FeedSpace(f.feed), space = SpaceOfScope(scope);
  Lowered x;
  if (f.formula != kNo) {
    x = ValueIn(f.formula, home);
    if (!feed.many) x = OwnedBy(feed.entity, x);
  } else {
    const std::uint32_t column = ColumnOf(field);
    x.number = ssa.Emit(Opcode::kLoadValue, home, {}, {column});
    x.state = ssa.Emit(Opcode::kLoadState, home, {}, {column});
    if (f.type.kind == TypeKind::kNumber) x.factor = f.unit.scale / Rational(Pow10(f.decimals));
  }
  if (policy.scopes[scope].kind != policy::ScopeKind::kRows || filter_feed != kNo) return Enter(x, home, space);
  const SpaceId rows = RowSpace(f.feed);  // the record of a one-per feed has what its entity has
  return Enter(Lift(x, rows), rows, space);
}

Lowered Lowering::ConstantValue(const Constant& constant) {
  Lowered x;
  switch (constant.kind) {
    case TypeKind::kNumber: x = exact.Number(constant.number); break;
    case TypeKind::kYesNo: x.number = ssa.Flag(constant.number != 0); break;
    case TypeKind::kText:
    case TypeKind::kCode: x.number = ssa.Integral(TextId(constant.text)); break;
    default: x.number = ssa.Integral(numerator(constant.number)); break;
  }
  if (constant.kind == TypeKind::kChecklist) x.reason = ssa.StateConstant(kKnown);
  if (constant.state != kKnown) x.state = ssa.StateConstant(constant.state);
  return x;
}

namespace {

// Constants of one type as a table: their values at a common factor, and their states.
struct ConstantTable {
  std::vector<Integer> values, states;
  Rational factor = 1;
  bool all_known = true;
};

Integer AsInteger(const Rational& x) { return numerator(x); }

}  // namespace

// A table over whole numbers is taken at the narrowest lane; the factor is the greatest that makes all of them whole.
static ConstantTable TableOfConstants(const std::vector<Constant>& constants, TypeKind type, auto text_id) {
  ConstantTable table;
  std::optional<Rational> measure;
  if (type == TypeKind::kNumber)
    for (const Constant& c : constants)
      if (c.state == kKnown && c.number != 0) measure = measure ? CommonMeasure(*measure, abs(c.number)) : Rational(abs(c.number));
  if (measure) table.factor = *measure;
  std::optional<Integer> some;  // what stands behind missing constants
  for (const Constant& c : constants)
    if (c.state == kKnown && !some) some = c.text.empty() && type != TypeKind::kText && type != TypeKind::kCode
                                               ? AsInteger(type == TypeKind::kNumber ? Rational(c.number / table.factor) : c.number)
                                               : Integer(text_id(c.text));
  for (const Constant& c : constants) {
    table.states.push_back(c.state);
    if (c.state != kKnown) {
      table.all_known = false;
      table.values.push_back(some.value_or(AsInteger(SomeOf(type).number)));
    } else if (type == TypeKind::kText || type == TypeKind::kCode) {
      table.values.push_back(text_id(c.text));
    } else {
      table.values.push_back(AsInteger(type == TypeKind::kNumber ? Rational(c.number / table.factor) : c.number));
    }
  }
  return table;
}

static Lane LaneOfTable(const std::vector<Integer>& values, TypeKind type) {
  if (type == TypeKind::kYesNo) return Lane::kByte;
  auto [low, high] = std::ranges::minmax(values);
  return NarrowestLane({low, high}).value_or(Lane::k256);
}

Lowered Lowering::ParameterOn(Id id, ValueId day, ValueId day_state, bool on_as_of) {
  const policy::Parameter& p = policy.parameters[id];
  std::vector<Constant> constants;
  ThresholdTable days;
  Constant before{p.type.kind, kNotInForce, 0, ""};
  constants.push_back(before);
  for (std::size_t i = 0; i < p.entries.size(); ++i) {
    const auto& entry = p.entries[i];
    days.thresholds.push_back({entry.from, 1, false});
    constants.push_back(policy.exprs[entry.value].constant);
    const bool gap = entry.until < kLastDay && (i + 1 == p.entries.size() || p.entries[i + 1].from > entry.until + 1);
    if (gap) {
      days.thresholds.push_back({entry.until + 1, 1, false});
      constants.push_back(before);
    }
  }
  ConstantTable table = TableOfConstants(constants, p.type.kind, [&](const std::string& t) { return TextId(t); });
  const SpaceId space = ssa.value(day).space;
  ValueId index = ssa.Emit(Opcode::kBucket, space, {day}, {ssa.TableOf(days)});
  const Lane lane = LaneOfTable(table.values, p.type.kind);
  Lowered x;
  x.number = ssa.Emit(Opcode::kTake, space, {index}, {ssa.TableOf(TakeTable{lane, table.values})});
  x.state = ssa.Emit(Opcode::kTake, space, {index}, {ssa.TableOf(TakeTable{Lane::kByte, table.states})});
  // An entry is in force whenever the policy is: the checker has seen to that.
  if (on_as_of && p.entries.front().from <= policy.from) x.state = kNoValue;
  x.state = ssa.StateElse(day_state, x.state);
  x.factor = table.factor;
  return x;
}

namespace {

// The i-th key of a lookup's call as the word that its rows hold.
ValueId KeyWord(Ssa& ssa, Exact& exact, const Lowered& key, const policy::Lookup::Key& declared) {
  if (declared.type.kind == TypeKind::kYesNo) return ssa.Select(key.number, ssa.Integral(1), ssa.Integral(0));
  if (declared.type.kind != TypeKind::kNumber) return key.number;
  // Numeric keys are whole: what is not cannot be in the lookup, and 2⁶² is no key.
  Lowered whole = exact.Round(key, 1, RoundingMode::kFloor);
  Lowered same = whole;
  ValueId equal = exact.Equal(same, key);
  const Integer limit = Integer(1) << 62;
  ValueId bounded = ssa.Minimum(ssa.Maximum(whole.number, ssa.Integral(-limit)), ssa.Integral(limit));
  return ssa.InLane(ssa.Select(equal, bounded, ssa.Integral(limit)), Lane::k64);
}

}  // namespace

static ValueId LookupRowOf(Lowering& lowering, const policy::Expr& expr, const std::vector<Lowered>& keys, SpaceId space,
                           ValueId& state) {
  const policy::Lookup& lookup = lowering.policy.lookups[expr.id];
  std::vector<ValueId> words;
  state = kNoValue;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    words.push_back(KeyWord(lowering.ssa, lowering.exact, keys[i], lookup.keys[i]));
    state = lowering.ssa.StateMax(state, keys[i].state);
  }
  return lowering.ssa.Emit(Opcode::kLookup, space, words, {expr.id});
}

Lowered Lowering::LookupValue(const policy::Expr& expr, const std::vector<Lowered>& keys, SpaceId space) {
  const policy::Lookup& lookup = policy.lookups[expr.id];
  ValueId state = kNoValue;
  ValueId row = LookupRowOf(*this, expr, keys, space, state);
  state = ssa.StateElse(state, row + 1);
  std::vector<Constant> constants;
  for (std::uint32_t r : lookup_order[expr.id]) constants.push_back(lookup.rows[r].values[expr.n]);
  if (constants.empty()) {
    Lowered none = ConstantValue(SomeOf(lookup.values[expr.n].type.kind));
    none.state = state;
    return none;
  }
  const TypeKind type = lookup.values[expr.n].type.kind;
  ConstantTable table = TableOfConstants(constants, type, [&](const std::string& t) { return TextId(t); });
  Lowered x;
  x.number = ssa.Emit(Opcode::kTake, space, {row}, {ssa.TableOf(TakeTable{LaneOfTable(table.values, type), table.values})});
  x.factor = table.factor;
  if (!table.all_known)
    state = ssa.StateElse(state, ssa.Emit(Opcode::kTake, space, {row}, {ssa.TableOf(TakeTable{Lane::kByte, table.states})}));
  x.state = state;
  return x;
}

Lowered Lowering::LookupHas(const policy::Expr& expr, const std::vector<Lowered>& keys, SpaceId space) {
  Lowered x;
  ValueId row = LookupRowOf(*this, expr, keys, space, x.state);
  x.number = ssa.StateIs(row + 1, kKnown, kKnown);
  const policy::Lookup& lookup = policy.lookups[expr.id];
  if (!lookup.fallback) return x;
  // The default's row answers for every key; it has only those that its own key, the lookup's only one, fits.
  const auto fallback = std::ranges::find(lookup_order[expr.id], *lookup.fallback) - lookup_order[expr.id].begin();
  const Lowered own = ConstantValue(lookup.rows[*lookup.fallback].keys[0]);
  ValueId fits;
  if (lookup.keys[0].kind == KeyKind::kLongestPrefix) {
    ValueId parts[] = {keys[0].number, own.number};
    fits = ssa.Emit(Opcode::kStartsWith, ssa.SpaceOf(parts), {parts[0], parts[1]});
  } else {
    fits = Equal(keys[0], own, lookup.keys[0].type.kind);
  }
  x.number = ssa.And(x.number, ssa.Or(fits, ssa.Not(ssa.Equal(row, ssa.Integral(fallback)))));
  return x;
}

Lowered Lowering::LookupCell(Id id, std::uint32_t column, bool key, SpaceId space) {
  const policy::Lookup& lookup = policy.lookups[id];
  std::vector<Constant> constants;
  for (std::uint32_t r : lookup_order[id]) {
    const auto& row = lookup.rows[r];
    constants.push_back(key ? row.keys[column] : row.values[column]);
  }
  const TypeKind type = key ? lookup.keys[column].type.kind : lookup.values[column].type.kind;
  if (constants.empty()) return ConstantValue(SomeOf(type));
  ConstantTable table = TableOfConstants(constants, type, [&](const std::string& t) { return TextId(t); });
  SpaceId cross = space;  // the row index lives in the cross space itself
  while (edition.spaces[cross].kind != SpaceKind::kCross || edition.spaces[cross].subject != id) cross = edition.spaces[cross].parent;
  ValueId row = ssa.Emit(Opcode::kLookupRow, cross, {});
  Lowered x;
  x.number = ssa.Emit(Opcode::kTake, cross, {row}, {ssa.TableOf(TakeTable{LaneOfTable(table.values, type), table.values})});
  x.factor = table.factor;
  if (!table.all_known) x.state = ssa.Emit(Opcode::kTake, cross, {row}, {ssa.TableOf(TakeTable{Lane::kByte, table.states})});
  return Lift(x, space);
}

}  // namespace greenrule::lowering
