// Formulas of every type, from what may be named where they stand.
#include <algorithm>

#include "tests/oracle/generator.h"

namespace greenrule::oracle {

ExprId Generator::Any(const Place& at, const Type& type, int depth) {
  switch (type.kind) {
    case TypeKind::kNumber: return Number(at, MeasureOf(type), depth);
    case TypeKind::kYesNo: return Condition(at, depth);
    case TypeKind::kDate: return Date(at, depth);
    case TypeKind::kMonth: return Month(at, depth);
    case TypeKind::kChoice: return Choice(at, type, depth);
    default: return Text(at, depth);
  }
}

// ---- what has a name -----------------------------------------------------------------------------------------------------

ExprId Generator::Named(const Place& at, const std::function<bool(const Type&)>& fits) {
  struct Candidate {
    ExprKind kind;
    Type type;
    ScopeId scope;
    Id id;
    std::uint32_t n = 0;
  };
  std::vector<Candidate> found;
  const auto offer = [&](ExprKind kind, const Type& type, ScopeId scope, Id id, std::uint32_t n = 0) {
    if (fits(type)) found.push_back({kind, type, scope, id, n});
  };
  const auto offer_rules = [&](Id entity, ScopeId scope) {
    for (Id r = 0; at.rules && r < done_rules_; ++r) {
      if (p.rules[r].entity != entity || (b.rule_on_peers[r] && !at.figures)) continue;
      offer(ExprKind::kRule, p.rules[r].type, scope, r);
      if (p.rules[r].score.kind != policy::Score::kNone) offer(ExprKind::kScore, p.rules[r].score.type, scope, r);
      if (p.rules[r].kind == policy::RuleKind::kComposite) offer(ExprKind::kCoverage, NumberType(kPure), scope, r);
    }
    for (const policy::Checklist& list : p.checklists) {
      if (!at.rules || list.rule >= done_rules_ || p.rules[list.rule].entity != entity || (b.rule_on_peers[list.rule] && !at.figures))
        continue;
      for (Id item : list.items) offer(ExprKind::kItem, PlainType(TypeKind::kChecklist), scope, item);
    }
  };
  for (ScopeId s = at.scope; s != kNo; s = p.scopes[s].parent) {
    const policy::Scope& scope = p.scopes[s];
    switch (scope.kind) {
      case ScopeKind::kRun:
        for (Id i = 0; i < p.parameters.size(); ++i) offer(ExprKind::kParameter, p.parameters[i].type, s, i);
        offer(ExprKind::kAsOf, PlainType(TypeKind::kDate), s, kNo);
        offer_rules(kNo, s);
        break;
      case ScopeKind::kEntity:
      case ScopeKind::kChildren:
      case ScopeKind::kPopulation:
        for (Id f = 0; f < p.fields.size() && at.only_feed == kNo; ++f) {
          const policy::Feed& feed = p.feeds[p.fields[f].feed];
          if (!feed.many && feed.entity == scope.subject) offer(ExprKind::kField, p.fields[f].type, s, f);
        }
        offer_rules(scope.subject, s);
        break;
      case ScopeKind::kRows:
        for (Id f : p.feeds[scope.subject].fields)
          for (int i = 0; i < 3; ++i) offer(ExprKind::kField, p.fields[f].type, s, f);
        break;
      case ScopeKind::kLookupRows: {
        const policy::Lookup& lookup = p.lookups[scope.subject];
        for (std::uint32_t v = 0; v < lookup.values.size(); ++v) offer(ExprKind::kLookupCell, lookup.values[v].type, s, scope.subject, v);
        for (std::uint32_t k = 0; k < lookup.keys.size(); ++k) offer(ExprKind::kLookupKey, lookup.keys[k].type, s, scope.subject, k);
        break;
      }
      case ScopeKind::kGroups:
        for (std::uint32_t k = 0; k < scope.group_by.size(); ++k) offer(ExprKind::kGroupKey, b.type(scope.group_by[k]), s, kNo, k);
        break;
    }
  }
  if (found.empty()) return kNo;
  const Candidate& c = random.Pick(found);
  const ExprId id = b.Leaf(c.kind, c.type, c.scope, c.id, c.n);
  switch (c.kind) {
    case ExprKind::kField: {
      const policy::Field& field = p.fields[c.id];
      if (field.type.kind != TypeKind::kNumber) break;
      if (field.formula != kNo) {
        b.size(id) = b.size(field.formula);
        break;
      }
      const Rational step = field.unit.scale / Rational(Pow10(field.decimals));
      b.size(id) = {step, BitsOf(field.highest / step), 0};
      break;
    }
    case ExprKind::kRule: b.size(id) = b.rule_sizes[c.id]; break;
    case ExprKind::kScore: b.size(id) = b.score_sizes[c.id]; break;
    case ExprKind::kCoverage: b.size(id) = {1, 20, 20}; break;
    case ExprKind::kParameter: {
      std::vector<Rational> values;
      for (const auto& entry : p.parameters[c.id].entries) values.push_back(b.expr(entry.value).constant.number);
      b.size(id) = b.SizeOfConstants(values);
      break;
    }
    case ExprKind::kLookupCell:
    case ExprKind::kLookupKey: {
      std::vector<Rational> values;
      for (const auto& row : p.lookups[c.id].rows)
        values.push_back(c.kind == ExprKind::kLookupKey ? row.keys[c.n].number : row.values[c.n].number);
      b.size(id) = b.SizeOfConstants(values);
      break;
    }
    case ExprKind::kGroupKey: b.size(id) = b.size(p.scopes[c.scope].group_by[c.n]); break;
    default: break;
  }
  const bool of_rule = c.kind == ExprKind::kRule || c.kind == ExprKind::kScore || c.kind == ExprKind::kCoverage;
  if (of_rule && b.rule_on_peers[c.id]) b.SetOnPeers(id);
  if (c.kind == ExprKind::kItem && b.rule_on_peers[item_rules_[c.id]]) b.SetOnPeers(id);
  return id;
}

ExprId Generator::Leaf(const Place& at, const Type& type) {
  if (!random.Chance(12)) {
    const bool text = type.kind == TypeKind::kText;
    const ExprId id = Named(at, [&](const Type& t) { return t == type || (text && t.kind == TypeKind::kCode); });
    if (id != kNo) return id;
  }
  if (random.Chance(4)) {
    const ExprId id = b.Leaf(ExprKind::kNothing, type, policy::kRunScope, kNo);
    b.expr(id).state = random.Chance(30) ? kNotApplicable : State{kUndetermined};
    if (b.expr(id).state != kNotApplicable && random.Chance(50)) b.expr(id).text = random.Pick(p.own_reasons);
    return id;
  }
  return b.Constant(RandomConstant(type), type);
}

ExprId Generator::Checklist(const Place& at) {
  return Named(at, [](const Type& t) { return t.kind == TypeKind::kChecklist; });
}

// ---- shapes that every type has ------------------------------------------------------------------------------------------

ExprId Generator::Alike(const Place& at, const Type& type, int depth) {
  switch (random.Below(4)) {
    case 0: {
      const ExprId condition = Condition(at, depth - 1), yes = Any(at, type, depth - 1), no = Any(at, type, depth - 1);
      return b.Make(ExprKind::kIf, type, {condition, yes, no});
    }
    case 1: {
      const ExprId value = Any(at, type, depth - 1), other = Any(at, type, random.Chance(60) ? 0 : depth - 1);
      return b.Make(ExprKind::kIfMissing, type, {value, other});
    }
    case 2: {
      const ExprId id = Lookup(at, type, depth - 1);
      return id == kNo ? Leaf(at, type) : id;
    }
    default: {
      const ExprId id = at.aggregates ? Aggregate(at, type, depth - 1) : kNo;
      return id == kNo ? Leaf(at, type) : id;
    }
  }
}

std::vector<ExprId> Generator::LookupKeys(const Place& at, Id lookup, int depth) {
  std::vector<ExprId> keys;
  for (const auto& key : p.lookups[lookup].keys) {
    if (key.kind == KeyKind::kInForce && random.Chance(40)) {
      keys.push_back(b.Leaf(ExprKind::kAsOf, PlainType(TypeKind::kDate), policy::kRunScope, kNo));
    } else if (key.type.kind == TypeKind::kNumber) {
      keys.push_back(Counted(at, depth));
    } else {
      keys.push_back(Any(at, key.type, random.Chance(70) ? 0 : depth));
    }
  }
  return keys;
}

ExprId Generator::Lookup(const Place& at, const Type& type, int depth) {
  if (random.Chance(30)) {  // a parameter on a day
    std::vector<Id> fits;
    for (Id i = 0; i < p.parameters.size(); ++i)
      if (p.parameters[i].type == type) fits.push_back(i);
    if (!fits.empty()) {
      const Id id = random.Pick(fits);
      const ExprId made = b.Make(ExprKind::kParameter, type, {Date(at, depth)});
      b.expr(made).id = id;
      std::vector<Rational> values;
      for (const auto& entry : p.parameters[id].entries) values.push_back(b.expr(entry.value).constant.number);
      b.size(made) = b.SizeOfConstants(values);
      return made;
    }
  }
  std::vector<std::pair<Id, std::uint32_t>> fits;
  for (Id l = 0; l < p.lookups.size(); ++l)
    for (std::uint32_t v = 0; v < p.lookups[l].values.size(); ++v)
      if (p.lookups[l].values[v].type == type) fits.emplace_back(l, v);
  if (fits.empty()) return kNo;
  const auto [lookup, column] = random.Pick(fits);
  const ExprId made = b.Make(ExprKind::kLookupValue, type, LookupKeys(at, lookup, depth));
  b.expr(made).id = lookup;
  b.expr(made).n = column;
  std::vector<Rational> values;
  for (const auto& row : p.lookups[lookup].rows) values.push_back(row.values[column].number);
  b.size(made) = b.SizeOfConstants(values);
  return made;
}

// ---- numbers -----------------------------------------------------------------------------------------------------------------

// Cuts what would not fit any more.
ExprId Generator::Limited(ExprId id) {
  const Size& size = b.size(id);
  if (size.numerator + size.denominator <= kMostBits) return id;
  return b.Small(id, 60);
}

ExprId Generator::PureNumber(const Place& at, int depth) {
  const ExprId a = Number(at, kMoney, depth), c = Number(at, kMoney, depth);
  return Limited(b.Make(ExprKind::kDivide, NumberType(kPure), {a, c}));
}

ExprId Generator::Number(const Place& at, Measure measure, int depth) {
  if (depth <= 0) return Leaf(at, NumberType(measure));
  return Limited(Operation(at, measure, depth));
}

ExprId Generator::Operation(const Place& at, Measure measure, int depth) {
  const Type type = NumberType(measure);
  const auto list = [&](ExprKind kind) {
    std::vector<ExprId> parts;
    for (std::uint64_t i = random.Between(2, 3); i > 0; --i) parts.push_back(Number(at, measure, depth - 1));
    return b.Make(kind, type, std::move(parts));
  };
  switch (random.Below(24)) {
    case 0:
    case 1:
    case 2: {
      const ExprId a = Number(at, measure, depth - 1), c = Number(at, measure, depth - 1);
      return b.Make(random.Chance(50) ? ExprKind::kAdd : ExprKind::kSubtract, type, {a, c});
    }
    case 3:
    case 4: {
      const ExprId a = Number(at, measure, depth - 1), c = Number(at, kPure, depth - 1);
      return random.Chance(50) ? b.Make(ExprKind::kMultiply, type, {a, c}) : b.Make(ExprKind::kMultiply, type, {c, a});
    }
    case 5:
    case 6: {
      const ExprId a = Number(at, measure, depth - 1), c = Number(at, kPure, depth - 1);
      return b.Make(ExprKind::kDivide, type, {a, c});
    }
    case 7: return measure == kPure ? PureNumber(at, depth - 1) : b.Make(ExprKind::kNegate, type, {Number(at, measure, depth - 1)});
    case 8: return b.Make(ExprKind::kAbsolute, type, {Number(at, measure, depth - 1)});
    case 9: return list(random.Chance(50) ? ExprKind::kMinimum : ExprKind::kMaximum);
    case 10: return list(random.Chance(50) ? ExprKind::kKnownMinimum : ExprKind::kKnownMaximum);
    case 11: return list(random.Chance(50) ? ExprKind::kKnownSum : ExprKind::kKnownAverage);
    case 12: return list(random.Chance(50) ? ExprKind::kListSum : ExprKind::kListAverage);
    case 13:
    case 14: {
      const Rational quantum = random.Pick({Rational(1), Rational(1, 100), Rational(1, 1000000), Rational(1000), Rational(1, 3), Rational(5, 2)});
      return b.Rounded(Number(at, measure, depth - 1), quantum, b.Mode());
    }
    case 15: {
      ExprId a = b.Make(ExprKind::kSqrt, type, {b.Small(Number(at, measure, depth - 1), 110)});
      b.expr(a).number = random.Pick({Rational(1), Rational(1, 100), Rational(1, 4)});
      b.expr(a).mode = b.Mode();
      b.size(a) = {b.expr(a).number, 70, 0};
      return a;
    }
    case 16: return measure == kPure ? Counted(at, depth) : Leaf(at, type);
    case 17: {
      const ExprId figure = at.figures ? Figure(at, measure, depth - 1) : kNo;
      return figure == kNo ? Leaf(at, type) : figure;
    }
    case 18:
    case 19: {
      const ExprId id = at.aggregates ? Aggregate(at, type, depth - 1) : kNo;
      return id == kNo ? Leaf(at, type) : id;
    }
    default: return Alike(at, type, depth);
  }
}

// Parts of dates, times between dates, counts.
ExprId Generator::Counted(const Place& at, int depth) {
  const Type type = NumberType(kPure);
  switch (random.Below(8)) {
    case 0: return b.Make(ExprKind::kYear, type, {Date(at, depth - 1)});
    case 1: return b.Make(random.Chance(50) ? ExprKind::kMonthNumber : ExprKind::kDay, type, {Date(at, depth - 1)});
    case 2: {
      const ExprId from = Date(at, depth - 1), to = Date(at, depth - 1);
      return b.Make(random.Pick({ExprKind::kDaysBetween, ExprKind::kMonthsBetween, ExprKind::kYearsBetween}), type, {from, to});
    }
    case 3: {
      const ExprId x = b.Small(Number(at, kPure, depth - 1), 40);
      return b.Small(b.Rounded(x, 1, b.Mode()), 40);
    }
    case 4: {
      policy::Constant constant{TypeKind::kNumber, kKnown, random.Between(-3, 40), ""};
      return b.Constant(constant, type);
    }
    default: return b.Number(static_cast<std::int64_t>(random.Below(6)), kPure);
  }
}

// ---- dates, texts, choices ---------------------------------------------------------------------------------------------------

ExprId Generator::Date(const Place& at, int depth) {
  const Type type = PlainType(TypeKind::kDate);
  if (depth <= 0 || random.Chance(35)) return Leaf(at, type);
  switch (random.Below(6)) {
    case 0:
    case 1: {
      const ExprId date = Date(at, depth - 1), n = Counted(at, depth - 1);
      return b.Make(random.Chance(40) ? ExprKind::kAddDays : ExprKind::kAddMonths, type, {date, n});
    }
    case 2: return b.Make(random.Chance(50) ? ExprKind::kFirstDay : ExprKind::kLastDay, type, {Month(at, depth - 1)});
    case 3: {
      const ExprId a = Date(at, depth - 1), c = Date(at, depth - 1);
      return b.Make(random.Pick({ExprKind::kMinimum, ExprKind::kMaximum, ExprKind::kKnownMinimum, ExprKind::kKnownMaximum}), type, {a, c});
    }
    default: return Alike(at, type, depth);
  }
}

ExprId Generator::Month(const Place& at, int depth) {
  const Type type = PlainType(TypeKind::kMonth);
  if (depth <= 0 || random.Chance(35)) return Leaf(at, type);
  switch (random.Below(3)) {
    case 0: return b.Make(ExprKind::kMonthOf, type, {Date(at, depth - 1)});
    case 1: {
      const ExprId month = Month(at, depth - 1), n = Counted(at, depth - 1);
      return b.Make(ExprKind::kAddMonths, type, {month, n});
    }
    default: return Alike(at, type, depth);
  }
}

ExprId Generator::Text(const Place& at, int depth) {
  const Type type = PlainType(TypeKind::kText);
  if (depth <= 0 || random.Chance(40)) return Leaf(at, type);
  if (random.Chance(35)) {
    const ExprId id = b.Make(ExprKind::kFirstLetters, type, {Text(at, depth - 1)});
    b.expr(id).n = static_cast<std::uint32_t>(random.Between(1, 4));
    return id;
  }
  return Alike(at, type, depth);
}

ExprId Generator::Choice(const Place& at, const Type& type, int depth) {
  if (depth <= 0 || random.Chance(35)) return Leaf(at, type);
  if (p.choice_types[type.id].ordered && random.Chance(35)) {
    const ExprId a = Choice(at, type, depth - 1), c = Choice(at, type, depth - 1);
    return b.Make(random.Pick({ExprKind::kMinimum, ExprKind::kMaximum, ExprKind::kKnownMinimum, ExprKind::kKnownMaximum}), type, {a, c});
  }
  return Alike(at, type, depth);
}

// ---- conditions --------------------------------------------------------------------------------------------------------------

ExprId Generator::Compared(const Place& at, int depth) {
  const Type type = random.Chance(45) ? NumberType(random.Pick({kPure, kMoney})) : RandomType();
  const bool ordered = type.kind == TypeKind::kNumber || type.kind == TypeKind::kDate || type.kind == TypeKind::kMonth ||
                       (type.kind == TypeKind::kChoice && p.choice_types[type.id].ordered);
  ExprId a = Any(at, type, depth - 1), c = random.Chance(50) ? Leaf(at, type) : Any(at, type, depth - 1);
  if (type.kind == TypeKind::kNumber && SizeOfSum(b.size(a), b.size(c)).numerator > 240) {
    a = b.Small(a, 100);
    c = b.Small(c, 100);
  }
  if (random.Chance(35)) {
    const ExprId cell = b.Make(ExprKind::kCell, PlainType(TypeKind::kYesNo), {a});
    const Id made = MakeCell(type, false);
    b.expr(cell).id = made;
    return cell;
  }
  static const std::vector<ExprKind> kKinds = {ExprKind::kEqual, ExprKind::kNotEqual, ExprKind::kLess, ExprKind::kLessEqual, ExprKind::kGreater, ExprKind::kGreaterEqual};
  return b.Make(kKinds[random.Below(ordered ? 6 : 2)], PlainType(TypeKind::kYesNo), {a, c});
}

ExprId Generator::Condition(const Place& at, int depth) {
  const Type type = PlainType(TypeKind::kYesNo);
  if (depth <= 0) return random.Chance(50) ? Leaf(at, type) : Compared(at, 1);
  switch (random.Below(20)) {
    case 0:
    case 1:
    case 2: {
      std::vector<ExprId> sides;
      for (std::uint64_t i = random.Between(2, 4); i > 0; --i) sides.push_back(Condition(at, depth - 1));
      return b.Make(random.Chance(50) ? ExprKind::kAnd : ExprKind::kOr, type, std::move(sides));
    }
    case 3: return b.Make(ExprKind::kNot, type, {Condition(at, depth - 1)});
    case 4:
    case 5: {
      const ExprId x = Any(at, RandomType(), depth - 1);
      return b.Make(random.Pick({ExprKind::kIsMissing, ExprKind::kIsKnown, ExprKind::kIsNotApplicable}), type, {x});
    }
    case 6: {
      const ExprId x = Named(at, [](const Type&) { return true; });
      const bool field = x != kNo && b.expr(x).kind == ExprKind::kField && p.fields[b.expr(x).id].formula == kNo;
      if (field && p.fields[b.expr(x).id].blank == BlankRule::kMissing) return b.Make(ExprKind::kIsBlank, type, {x});
      return Compared(at, depth);
    }
    case 7: {
      const ExprId list = Checklist(at);
      if (list == kNo) return Compared(at, depth);
      return b.Make(random.Pick({ExprKind::kIsHit, ExprKind::kIsClear, ExprKind::kIsUndetermined}), type, {list});
    }
    case 8: {
      const ExprId a = Text(at, depth - 1), c = Text(at, 0);
      return b.Make(ExprKind::kStartsWith, type, {a, c});
    }
    case 9: {
      std::vector<Id> fits;
      for (Id l = 0; l < p.lookups.size(); ++l)
        if (p.lookups[l].keys[0].kind != KeyKind::kInForce && p.lookups[l].keys[0].type.kind == TypeKind::kText) fits.push_back(l);
      const Id lookup = random.Pick(fits);
      std::vector<ExprId> keys{Text(at, depth - 1)};
      if (p.lookups[lookup].keys.size() > 1) keys.push_back(b.Leaf(ExprKind::kAsOf, PlainType(TypeKind::kDate), policy::kRunScope, kNo));
      const ExprId has = b.Make(ExprKind::kLookupHas, type, std::move(keys));
      b.expr(has).id = lookup;
      return has;
    }
    case 10:
    case 11:
    case 12: {
      const ExprId id = at.aggregates ? Aggregate(at, type, depth - 1) : kNo;
      return id == kNo ? Compared(at, depth) : id;
    }
    case 13: return Alike(at, type, depth);
    default: return Compared(at, depth);
  }
}

}  // namespace greenrule::oracle
