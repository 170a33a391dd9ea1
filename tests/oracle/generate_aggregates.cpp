// Aggregates over every kind of rows, nested and grouped, and figures over peers.
#include <algorithm>
#include <cmath>

#include "tests/oracle/generator.h"

namespace greenrule::oracle {

using Function = policy::Aggregate;

namespace {
bool IsEntity(const policy::Scope& scope) {
  return scope.kind == ScopeKind::kEntity || scope.kind == ScopeKind::kChildren || scope.kind == ScopeKind::kPopulation;
}
}  // namespace

int Generator::RowDepth(ScopeId scope) const {
  int depth = 0;
  for (ScopeId s = scope; s != kNo; s = p.scopes[s].parent)
    depth += p.scopes[s].kind != ScopeKind::kRun && p.scopes[s].kind != ScopeKind::kEntity;
  return depth;
}

policy::Scope Generator::NewScope(ScopeKind kind, ScopeId parent, Id subject) const {
  policy::Scope scope;
  scope.kind = kind;
  scope.parent = parent;
  scope.subject = subject;
  return scope;
}

// What can be ranged over from here; the parent is what the rows belong to.
std::vector<policy::Scope> Generator::Sources(const Place& at) {
  std::vector<policy::Scope> sources;
  for (ScopeId s = at.scope; s != kNo; s = p.scopes[s].parent) {
    const policy::Scope& scope = p.scopes[s];
    if (!IsEntity(scope)) continue;
    for (Id f = 0; f < p.feeds.size(); ++f)
      if (p.feeds[f].entity == scope.subject)
        for (int i = p.feeds[f].many ? 3 : 1; i > 0; --i) sources.push_back(NewScope(ScopeKind::kRows, s, f));
    for (Id child = 0; child < p.entities.size(); ++child)
      if (p.entities[child].owner == scope.subject)
        for (int i = 0; i < 3; ++i) sources.push_back(NewScope(ScopeKind::kChildren, s, child));
  }
  for (Id l = 0; l < p.lookups.size(); ++l)
    sources.push_back(NewScope(ScopeKind::kLookupRows, policy::kRunScope, l));
  return sources;
}

Function Generator::FunctionFor(const Type& type, const policy::Scope& source, bool& known) {
  const bool dated = source.kind == ScopeKind::kRows && p.feeds[source.subject].dated_by != kNo;
  std::vector<Function> fits;
  switch (type.kind) {
    case TypeKind::kNumber:
      fits = {Function::kSum, Function::kSum, Function::kAverage, Function::kMin, Function::kMax, Function::kMedian};
      if (MeasureOf(type) == kPure) fits.insert(fits.end(), {Function::kCount, Function::kCount, Function::kDistinctCount});
      break;
    case TypeKind::kYesNo: fits = {Function::kAny, Function::kEvery, Function::kAtLeast, Function::kAny, Function::kEvery}; break;
    case TypeKind::kChoice:
      if (p.choice_types[type.id].ordered) fits = {Function::kMin, Function::kMax};
      break;
    case TypeKind::kDate:
    case TypeKind::kMonth: fits = {Function::kMin, Function::kMax}; break;
    default: break;
  }
  if (dated) fits.insert(fits.end(), {Function::kLatest, Function::kEarliest, Function::kLatest});
  known = false;
  if (fits.empty()) return Function::kAny;
  const Function function = random.Pick(fits);
  const bool takes_value = function != Function::kCount && function != Function::kAny && function != Function::kAtLeast && function != Function::kEvery;
  known = takes_value && random.Chance(20);
  return function;
}

// The parent becomes the deepest scope that the parts look at beside the rows themselves.
ScopeId Generator::Settle(ScopeId rows, ScopeId base, const std::vector<ExprId>& parts) {
  ScopeId outer = base;
  std::vector<ExprId> open;
  for (ExprId part : parts)
    if (part != kNo) open.push_back(part);
  std::vector<bool> seen(p.exprs.size(), false);
  while (!open.empty()) {
    const ExprId id = open.back();
    open.pop_back();
    if (seen[id]) continue;
    seen[id] = true;
    const policy::Expr& e = p.exprs[id];
    if (e.scope != rows && b.Level(e.scope) < b.Level(rows) && b.Level(e.scope) > b.Level(outer)) outer = e.scope;
    for (ExprId arg : e.args)
      if (arg != kNo) open.push_back(arg);
    if (e.kind != ExprKind::kAggregate) continue;
    // The parts of an aggregate within may name what stands around these rows, and its own rows belong to something there.
    const policy::Scope& within = p.scopes[e.id];
    const policy::Scope& ranged = within.kind == ScopeKind::kGroups ? p.scopes[within.other] : within;
    if (ranged.kind == ScopeKind::kRows || ranged.kind == ScopeKind::kChildren) {
      const Id owner = ranged.kind == ScopeKind::kRows ? p.feeds[ranged.subject].entity : p.entities[ranged.subject].owner;
      ScopeId home = ranged.parent;
      while (!IsEntity(p.scopes[home]) || p.scopes[home].subject != owner) home = p.scopes[home].parent;
      if (home != rows && b.Level(home) < b.Level(rows) && b.Level(home) > b.Level(outer)) outer = home;
    }
    if (within.kind != ScopeKind::kGroups) continue;
    if (within.where != kNo) open.push_back(within.where);
    open.insert(open.end(), within.group_by.begin(), within.group_by.end());
  }
  p.scopes[rows].parent = outer;
  return outer;
}

ExprId Generator::Aggregate(const Place& at, const Type& type, int depth) {
  if (RowDepth(at.scope) >= 2 || depth < 0) return kNo;
  // A population stands in statistics alone, which have it made for them.
  return AggregateOver(at, type, depth, random.Pick(Sources(at)));
}

ExprId Generator::AggregateOver(const Place& at, const Type& type, int depth, policy::Scope source) {
  bool known = false;
  const Function function = FunctionFor(type, source, known);
  if (function == Function::kAny && type.kind != TypeKind::kYesNo) return kNo;
  const ScopeId base = source.parent;
  const ScopeKind kind = source.kind;
  ExprId n = kNo;
  if (function == Function::kAtLeast) {
    n = random.Chance(75) ? b.Number(static_cast<std::int64_t>(random.Below(4)), kPure)
                          : b.Leaf(ExprKind::kParameter, NumberType(kPure), policy::kRunScope, 0);
    if (random.Chance(15)) {
      Place outer = at;
      outer.aggregates = false;
      n = Counted(outer, 1);
    }
  }
  source.parent = at.scope;  // what its parts may name
  const ScopeId rows = b.Scope(std::move(source));
  Place inside = at;
  inside.scope = rows;
  inside.figures = at.figures && kind != ScopeKind::kRows;
  const bool condition = function == Function::kAny || function == Function::kAtLeast;
  const ExprId where = random.Chance(condition ? 95 : 60) ? Condition(inside, depth) : kNo;

  const bool groups = function != Function::kLatest && function != Function::kEarliest && function != Function::kDistinctCount &&
                      type.kind == TypeKind::kNumber && function != Function::kCount && random.Chance(25);
  if (groups) {
    const ExprId grouped = Grouped(inside, type, depth, rows, base, where);
    if (grouped != kNo) {
      const ScopeId group = b.expr(grouped).scope;
      ExprId value = grouped;
      if (function != Function::kMin && function != Function::kMax) value = b.Whole(value);
      if (p.scopes[group].kind == ScopeKind::kGroups) return Finish(function, type, group, {value, kNo, n}, known);
    }
    p.scopes[rows].parent = at.scope;
  }
  ExprId value = kNo;
  if (function == Function::kEvery) {
    value = Condition(inside, depth);
  } else if (function == Function::kDistinctCount) {
    Type of = RandomType();
    value = Any(inside, of, depth);
    if (of.kind == TypeKind::kNumber) value = b.Small(b.Whole(value), 60);
  } else if (function != Function::kCount && !condition) {
    value = Any(inside, type, depth);
    const bool whole = function == Function::kSum || function == Function::kAverage || function == Function::kMedian ||
                       function == Function::kLatest || function == Function::kEarliest;
    if (type.kind == TypeKind::kNumber && whole) value = b.Whole(value);
  }
  if (kind == ScopeKind::kPopulation) {
    p.scopes[rows].parent = policy::kRunScope;
  } else {
    Settle(rows, base, {value, where});
  }
  return Finish(function, type, rows, {value, where, n}, known);
}

// The rows in groups by one key, and a value of each group.
ExprId Generator::Grouped(const Place& inside, const Type& type, int depth, ScopeId rows, ScopeId base, ExprId where) {
  const ScopeKind kind = p.scopes[rows].kind;
  Place rows_only = inside;
  rows_only.figures = false;
  const ExprId key = Named(rows_only, [&](const Type& t) {
    return t.kind == TypeKind::kText || t.kind == TypeKind::kCode || t.kind == TypeKind::kChoice || t.kind == TypeKind::kYesNo || t.kind == TypeKind::kDate;
  });
  if (key == kNo || b.expr(key).scope != rows || b.expr(key).kind == ExprKind::kItem) return kNo;
  Settle(rows, base, {where, key});
  policy::Scope scope;
  scope.kind = ScopeKind::kGroups;
  scope.parent = p.scopes[rows].parent;
  scope.subject = p.scopes[rows].subject;
  scope.other = rows;
  scope.group_by = {key};
  scope.where = where;
  const ScopeId group = b.Scope(std::move(scope));
  b.SetLevel(group, b.Level(rows));
  Place in_rows = inside;
  in_rows.aggregates = false;
  const bool dated = kind == ScopeKind::kRows && p.feeds[p.scopes[rows].subject].dated_by != kNo;
  std::vector<Function> fits = {Function::kSum, Function::kMax, Function::kMin, Function::kAverage, Function::kMedian};
  if (dated) fits.push_back(Function::kLatest);
  if (type.dimension.empty()) fits.push_back(Function::kCount);
  const Function function = random.Pick(fits);
  ExprId value = function == Function::kCount ? kNo : Number(in_rows, MeasureOf(type), depth - 1);
  if (value != kNo) value = b.Whole(value);
  const ExprId inner_where = random.Chance(25) ? Condition(in_rows, 1) : kNo;
  const ScopeId outer = Settle(rows, base, {where, key, value, inner_where});
  p.scopes[group].parent = outer;
  const ExprId inner = Finish(function, type, rows, {value, inner_where, kNo}, value != kNo && random.Chance(15));
  b.expr(inner).scope = group;
  if (random.Chance(35)) {
    // More of the group: its key, or another figure of it.
    const ExprId half = b.Number(Rational(1, 2), kPure);
    return b.Make(ExprKind::kMultiply, type, {inner, half});
  }
  return inner;
}

ExprId Generator::Finish(Function function, const Type& type, ScopeId over, std::vector<ExprId> args, bool known) {
  Type result = type;
  const bool condition = function == Function::kAny || function == Function::kEvery || function == Function::kAtLeast;
  if (condition) result = PlainType(TypeKind::kYesNo);
  if (function == Function::kCount || function == Function::kDistinctCount) result = NumberType(kPure);
  ScopeId standing = p.scopes[over].parent;
  if (args[2] != kNo && b.Level(b.expr(args[2]).scope) > b.Level(standing)) standing = b.expr(args[2]).scope;
  const ExprId id = b.Leaf(ExprKind::kAggregate, result, standing, over);
  policy::Expr& e = b.expr(id);
  e.function = function;
  e.known = known;
  e.args = std::move(args);
  for (ExprId arg : e.args)
    if (arg != kNo && b.OnPeers(arg)) b.SetOnPeers(id);
  if (p.scopes[over].where != kNo && b.OnPeers(p.scopes[over].where)) b.SetOnPeers(id);
  double rows = 3;
  if (p.scopes[over].kind == ScopeKind::kChildren) rows = 20;
  if (p.scopes[over].kind == ScopeKind::kPopulation) rows = 30;
  if (p.scopes[over].kind == ScopeKind::kGroups && p.scopes[p.scopes[over].other].kind == ScopeKind::kChildren) rows = 20;
  if (function == Function::kCount || function == Function::kDistinctCount) {
    b.size(id) = {1, rows, 0};
  } else if (result.kind == TypeKind::kNumber) {
    Size size = b.size(e.args[0]);
    if (function == Function::kSum) size.numerator += rows;
    if (function == Function::kAverage) {
      size.numerator += rows;
      size.denominator = rows;
    }
    if (function == Function::kMedian) {
      size.factor /= 2;
      size.numerator += 1;
    }
    b.size(id) = size;
  }
  return id;
}

ExprId Generator::Figure(const Place& at, Measure measure, int depth) {
  std::vector<std::pair<Id, ScopeId>> entities;
  for (ScopeId s = at.scope; s != kNo; s = p.scopes[s].parent)
    if (p.scopes[s].kind == ScopeKind::kEntity) entities.emplace_back(p.scopes[s].subject, s);
  if (entities.empty() || depth < 0) return kNo;
  const auto [entity, scope] = random.Pick(entities);
  policy::PeerFigure figure;
  figure.entity = entity;
  figure.kind = static_cast<FigureKind>(random.Below(8));
  const bool count = figure.kind == FigureKind::kCount || figure.kind == FigureKind::kRank;
  if (count != (measure == kPure) && count) figure.kind = FigureKind::kAverage;
  Place of;
  of.scope = p.entities[entity].scope;
  of.rules = at.rules;
  of.figures = false;
  if (figure.kind == FigureKind::kRank) {
    figure.value = Named(of, [&](const Type& t) {
      return t.kind == TypeKind::kNumber || t.kind == TypeKind::kDate || (t.kind == TypeKind::kChoice && p.choice_types[t.id].ordered);
    });
    if (figure.value == kNo) return kNo;
    if (b.type(figure.value).kind == TypeKind::kNumber) figure.value = b.Whole(figure.value);
    figure.higher_is_better = random.Chance(50);
  } else if (figure.kind == FigureKind::kCount) {
    figure.value = Any(of, RandomType(), 0);
  } else {
    figure.value = b.Small(b.Whole(Number(of, measure, depth)), 120);
  }
  if (random.Chance(60)) {
    for (std::uint64_t i = random.Chance(80) ? 1 : 2; i > 0; --i) {
      const ExprId key = Named(of, [](const Type& t) {
        return t.kind == TypeKind::kText || t.kind == TypeKind::kCode || t.kind == TypeKind::kChoice || t.kind == TypeKind::kYesNo || t.kind == TypeKind::kMonth;
      });
      if (key != kNo) figure.by.push_back(key);
    }
  }
  if (random.Chance(50)) figure.where = Condition(of, 1);
  if (figure.kind == FigureKind::kPercentile) figure.p = random.Pick({Rational(0), Rational(1), Rational(1, 2), Rational(9, 10), Rational(1, 4), Rational(1, 3)});
  const FigureKind kind = figure.kind;
  Size size = b.size(figure.value);
  if (kind == FigureKind::kCount || kind == FigureKind::kRank) size = {1, 31, 0};
  if (kind == FigureKind::kSum || kind == FigureKind::kAverage) size.numerator += 30;
  if (kind == FigureKind::kAverage) size.denominator += 30;
  if (kind == FigureKind::kMedian || kind == FigureKind::kPercentile) {
    size.factor /= 30;
    size.numerator += 6;
  }
  p.figures.push_back(std::move(figure));
  const Type type = kind == FigureKind::kCount || kind == FigureKind::kRank ? NumberType(kPure) : NumberType(measure);
  const ExprId id = b.Leaf(ExprKind::kFigure, type, scope, static_cast<Id>(p.figures.size() - 1));
  b.size(id) = size;
  b.SetOnPeers(id);
  return id;
}

}  // namespace greenrule::oracle
