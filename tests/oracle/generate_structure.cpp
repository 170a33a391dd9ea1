// What stands before any rule: choices, parameters, lookups, entities, feeds and fields.
#include <algorithm>

#include "tests/oracle/generator.h"

namespace greenrule::oracle {

using policy::Constant;
using policy::SymbolKind;

std::string Generator::RandomText() {
  return random.Pick<const char*>({"甲", "乙", "甲乙", "丙", "C", "C3", "C30", "C3011", "C3012", "D4", "D44", "x", "xy", "", "A"});
}

Rational Generator::RandomNumber(Measure measure) {
  Rational x = random.Pick<std::int64_t>({0, 1, 1, 2, 3, 5, 7, 10, 12, 20, 50, 60, 75, 100, 365, 1000, 2500});
  x /= random.Pick<std::int64_t>({1, 1, 1, 1, 2, 4, 10, 100, 3, 1000});
  if (measure != kPure) x *= random.Pick<std::int64_t>({1, 1, 100, 10000});
  return random.Chance(15) ? Rational(-x) : x;
}

Constant Generator::RandomConstant(const Type& type, bool small) {
  Constant constant;
  constant.kind = type.kind;
  switch (type.kind) {
    case TypeKind::kNumber:
      constant.number = small ? Rational(random.Between(0, 6)) : RandomNumber(MeasureOf(type));
      break;
    case TypeKind::kYesNo: constant.number = static_cast<std::int64_t>(random.Below(2)); break;
    case TypeKind::kDate: constant.number = 18000 + random.Between(-1200, 1200); break;
    case TypeKind::kMonth: constant.number = 2019 * 12 + random.Between(-30, 40); break;
    case TypeKind::kChoice:
      constant.number = static_cast<std::int64_t>(random.Below(p.choice_types[type.id].values.size()));
      break;
    default: constant.text = RandomText(); break;
  }
  return constant;
}

void Generator::MakeChoices() {
  p.choice_types.push_back({b.Symbol(SymbolKind::kGrades, "等级"), {"深绿", "中绿", "浅绿", "非绿"}, true});
  p.choice_types.push_back({kNo, {"罚款", "限产", "停产"}, false});
}

Type Generator::RandomType() {
  switch (random.Below(12)) {
    case 0:
    case 1:
    case 2: return NumberType(kPure);
    case 3: return NumberType(kMoney);
    case 4: return NumberType(kEnergy);
    case 5: return PlainType(TypeKind::kYesNo);
    case 6: return PlainType(TypeKind::kDate);
    case 7: return PlainType(TypeKind::kMonth);
    case 8: return PlainType(TypeKind::kText);
    case 9: return PlainType(TypeKind::kChoice, 0);
    case 10: return PlainType(TypeKind::kChoice, 1);
    default: return NumberType(kMoney);
  }
}

void Generator::MakeParameters() {
  const auto make = [&](Type type, bool small) {
    policy::Parameter parameter;
    parameter.symbol = b.Symbol(SymbolKind::kParameter, "参数" + std::to_string(++names_));
    parameter.type = type;
    parameter.unit.dimension = type.dimension;
    Day from = random.Chance(30) ? kFirstDay : p.from;
    const std::uint64_t entries = random.Between(1, 3);
    for (std::uint64_t i = 0; i < entries; ++i) {
      policy::Parameter::Entry entry;
      entry.from = from;
      entry.value = b.Constant(RandomConstant(type, small), type);
      from += static_cast<Day>(random.Between(100, 700)) + (from == kFirstDay ? p.from - kFirstDay : 0);
      entry.until = i + 1 == entries ? kLastDay : from - 1;
      parameter.entries.push_back(std::move(entry));
    }
    p.parameters.push_back(std::move(parameter));
  };
  make(NumberType(kPure), true);
  for (std::uint64_t i = random.Between(1, 4); i > 0; --i) make(RandomType(), false);
}

// Rows have different keys.
void Generator::MakeLookups() {
  const auto add_values = [&](policy::Lookup& lookup) {
    for (std::uint64_t i = random.Between(1, 3); i > 0; --i) {
      const Type type = i == 1 ? NumberType(random.Pick({kPure, kMoney})) : RandomType();
      lookup.values.push_back({"值" + std::to_string(i), type, {}});
    }
    for (auto& row : lookup.rows) {
      for (const auto& value : lookup.values) {
        Constant constant = RandomConstant(value.type);
        if (random.Chance(8)) constant = {value.type.kind, random.Chance(50) ? State{kBlank} : kNotApplicable, 0, ""};
        row.values.push_back(std::move(constant));
      }
    }
  };
  const auto text = [](std::string value) { return Constant{TypeKind::kText, kKnown, 0, std::move(value)}; };
  for (int kind = 0; kind < 4; ++kind) {
    if (kind > 0 && random.Chance(40)) continue;
    policy::Lookup lookup;
    lookup.symbol = b.Symbol(SymbolKind::kLookup, "表" + std::to_string(++names_));
    if (kind == 0) {  // codes, mostly by prefix, with a default
      const KeyKind matching = random.Chance(70) ? KeyKind::kLongestPrefix : KeyKind::kExact;
      lookup.keys = {{"行业", matching, PlainType(TypeKind::kText)}};
      for (const char* key : {"C", "C30", "D", "**", "甲"})
        if (random.Chance(80)) lookup.rows.push_back({{text(key)}, {}, {}});
      if (lookup.rows.empty()) lookup.rows.push_back({{text("C3")}, {}, {}});
      const std::string fallback = random.Pick<const char*>({"**", "甲"});
      for (std::uint32_t r = 0; r < lookup.rows.size(); ++r)
        if (lookup.rows[r].keys[0].text == fallback) lookup.fallback = r;
    } else if (kind == 1) {  // texts, in force from a day
      lookup.keys = {{"名称", KeyKind::kExact, PlainType(TypeKind::kText)}, {"自", KeyKind::kInForce, PlainType(TypeKind::kDate)}};
      for (const char* key : {"甲", "乙", "x"})
        for (int year = 0; year < 3; ++year)
          if (random.Chance(60)) lookup.rows.push_back({{text(key), {TypeKind::kDate, kKnown, 17500 + 365 * year, ""}}, {}, {}});
      if (lookup.rows.empty()) lookup.rows.push_back({{text("甲"), {TypeKind::kDate, kKnown, 17500, ""}}, {}, {}});
    } else if (kind == 2) {  // numbers and choices
      lookup.keys = {{"数", KeyKind::kExact, NumberType(kPure)}, {"级", KeyKind::kExact, PlainType(TypeKind::kChoice, 0)}};
      for (int number = 0; number < 4; ++number)
        for (int choice = 0; choice < 4; ++choice)
          if (random.Chance(50))
            lookup.rows.push_back({{{TypeKind::kNumber, kKnown, number, ""}, {TypeKind::kChoice, kKnown, choice, ""}}, {}, {}});
      if (lookup.rows.empty())
        lookup.rows.push_back({{{TypeKind::kNumber, kKnown, 1, ""}, {TypeKind::kChoice, kKnown, 1, ""}}, {}, {}});
    } else {  // in force alone
      lookup.keys = {{"自", KeyKind::kInForce, PlainType(TypeKind::kDate)}};
      for (int year = 0; year < 3; ++year) lookup.rows.push_back({{{TypeKind::kDate, kKnown, 17000 + 400 * year, ""}}, {}, {}});
    }
    add_values(lookup);
    p.lookups.push_back(std::move(lookup));
  }
}

Id Generator::MakeField(Id feed) {
  policy::Field field;
  const Type type = random.Chance(10) ? PlainType(TypeKind::kCode, 0) : RandomType();
  field.symbol = b.Symbol(SymbolKind::kField, "字段" + std::to_string(++names_), p.feeds[feed].symbol);
  field.feed = feed;
  field.type = type;
  if (random.Chance(15)) field.blank = BlankRule::kNotApplicable;
  switch (type.kind) {
    case TypeKind::kNumber: {
      field.reading = FieldType::kNumber;
      field.unit.dimension = type.dimension;
      const Measure measure = MeasureOf(type);
      if (measure == kPure) field.unit.scale = random.Pick({Rational(1), Rational(1), Rational(1, 100)});
      if (measure == kMoney) field.unit.scale = random.Pick({Rational(1), Rational(10000), Rational(100000000)});
      if (measure == kEnergy) field.unit.scale = random.Pick({Rational(1), Rational(293076, 10000), Rational(36, 10000)});
      field.decimals = static_cast<std::uint8_t>(random.Pick({0, 0, 1, 2, 2, 4, 6}));
      const std::int64_t magnitude = random.Pick<std::int64_t>({10, 100, 1000, 100000, 10000000, 1000000000, 10000000000000});
      Rational highest = magnitude;
      if (random.Chance(6)) highest = Rational(Pow10(random.Chance(50) ? 20 : 27));
      field.highest = highest * field.unit.scale;
      field.lowest = random.Chance(35) ? Rational(-field.highest) : Rational(0);
      field.has_range = true;
      break;
    }
    case TypeKind::kYesNo: field.reading = FieldType::kYesNo; break;
    case TypeKind::kDate:
      field.reading = FieldType::kDate;
      field.lowest = kFirstDay;
      field.highest = kLastDay;
      if (random.Chance(50)) {
        field.lowest = 10000;
        field.highest = 25000;
        field.has_range = true;
      }
      break;
    case TypeKind::kMonth:
      field.reading = FieldType::kMonth;
      field.lowest = 12;
      field.highest = 9999 * 12 + 11;
      break;
    case TypeKind::kChoice: field.reading = FieldType::kChoice; break;
    case TypeKind::kCode: field.reading = FieldType::kCode; break;
    default: field.reading = FieldType::kText; break;
  }
  p.fields.push_back(std::move(field));
  const Id id = static_cast<Id>(p.fields.size() - 1);
  p.feeds[feed].fields.push_back(id);
  return id;
}

Id Generator::MakeFeed(Id entity, bool many) {
  const Id id = static_cast<Id>(p.feeds.size());
  policy::Feed feed;
  feed.symbol = b.Symbol(SymbolKind::kFeed, "接口" + std::to_string(++names_));
  feed.entity = entity;
  feed.many = many;
  feed.up_to = many ? static_cast<std::uint32_t>(random.Pick({1, 3, 4, 6})) : 1;
  feed.key_columns = {{"主键"}};
  p.feeds.push_back(std::move(feed));
  if (many) p.feeds[id].filter_scope = b.Scope(NewScope(ScopeKind::kRows, p.entities[entity].scope, id));
  if (random.Chance(many ? 70 : 25)) {
    Id date = MakeField(id);
    while (p.fields[date].type.kind != TypeKind::kDate) date = MakeField(id);
    p.fields[date].blank = BlankRule::kMissing;
    p.feeds[id].dated_by = date;
  }
  for (std::uint64_t i = random.Between(2, 5); i > 0; --i) MakeField(id);
  return id;
}

void Generator::MakeComputedField(Id feed) {
  policy::Field field;
  field.symbol = b.Symbol(SymbolKind::kField, "算得" + std::to_string(++names_), p.feeds[feed].symbol);
  field.feed = feed;
  Place at;
  at.scope = p.feeds[feed].many ? p.feeds[feed].filter_scope : p.entities[p.feeds[feed].entity].scope;
  at.rules = at.aggregates = at.figures = false;
  field.type = RandomType();
  ExprId formula = Any(at, field.type, 2);
  if (field.type.kind == TypeKind::kNumber) {
    formula = b.Whole(formula);
    field.unit.dimension = field.type.dimension;
  }
  field.formula = formula;
  p.fields.push_back(std::move(field));
  p.feeds[feed].fields.push_back(static_cast<Id>(p.fields.size() - 1));
}

void Generator::MakeEntity(Id owner) {
  const Id id = static_cast<Id>(p.entities.size());
  policy::Entity entity;
  entity.symbol = b.Symbol(SymbolKind::kEntity, "主体" + std::to_string(id));
  entity.keys = {{"主键", FieldType::kText}};
  entity.owner = owner;
  entity.scope = b.Scope(NewScope(ScopeKind::kEntity, owner == kNo ? policy::kRunScope : p.entities[owner].scope, id));
  p.entities.push_back(std::move(entity));
  const Id listing = MakeFeed(id, false);
  p.entities[id].listed_in = listing;
  if (owner != kNo) {
    policy::Field key;
    key.symbol = b.Symbol(SymbolKind::kField, "所属" + std::to_string(++names_), p.feeds[listing].symbol);
    key.feed = listing;
    key.type = PlainType(TypeKind::kText);
    p.fields.push_back(std::move(key));
    p.feeds[listing].fields.push_back(static_cast<Id>(p.fields.size() - 1));
    p.entities[id].owner_key = {static_cast<Id>(p.fields.size() - 1)};
  }
  if (random.Chance(30)) MakeFeed(id, false);
  for (std::uint64_t i = random.Between(owner == kNo ? 1 : 0, 2); i > 0; --i) MakeFeed(id, true);
}

void Generator::MakeEntities() {
  MakeEntity(kNo);
  if (random.Chance(45)) MakeEntity(0);
  if (p.entities.size() == 2 && random.Chance(35)) MakeEntity(random.Pick<Id>({0, 1}));
  if (random.Chance(6)) MakeEntity(kNo);  // a tree of its own
  for (Id feed = 0; feed < p.feeds.size(); ++feed)
    if (random.Chance(25)) MakeComputedField(feed);
  for (Id entity = 0; entity < p.entities.size(); ++entity) {
    if (!random.Chance(40)) continue;
    Place at;
    at.scope = p.entities[entity].scope;
    at.rules = at.aggregates = at.figures = false;
    p.entities[entity].evaluated_when = Condition(at, 2);
  }
}

}  // namespace greenrule::oracle
