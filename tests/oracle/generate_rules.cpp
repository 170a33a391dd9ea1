// Rules of every kind, results, statistics, and what is compared.
#include <algorithm>

#include "tests/oracle/generator.h"

namespace greenrule::oracle {

using policy::Rule;
using policy::RuleKind;
using policy::Score;
using policy::SymbolKind;

Generator::Place Generator::PlaceOf(Id entity) const {
  Place at;
  at.scope = entity == kNo ? policy::kRunScope : p.entities[entity].scope;
  return at;
}

Id Generator::AddRule(Rule rule, const Size& value, const Size& score, bool on_peers) {
  p.rules.push_back(std::move(rule));
  b.rule_sizes.push_back(value);
  b.score_sizes.push_back(score);
  b.rule_on_peers.push_back(on_peers);
  return static_cast<Id>(p.rules.size() - 1);
}

void Generator::MakeWhenMissing(Rule& rule) {
  rule.when_missing = static_cast<policy::WhenMissing>(random.Below(4));
  if (rule.when_missing != policy::WhenMissing::kScore) return;
  rule.missing_score = Bound(NumberType(kPure));
  rule.missing_counts_as_data = random.Chance(40);
}

void Generator::MakeFormulaRule(Id entity) {
  Rule rule;
  rule.kind = random.Pick({RuleKind::kQuantity, RuleKind::kFactor, RuleKind::kIndicator, RuleKind::kFactor});
  rule.symbol = b.Symbol(rule.kind == RuleKind::kQuantity ? SymbolKind::kQuantity : SymbolKind::kFactor, "规则" + std::to_string(++names_));
  rule.entity = entity;
  const Place at = PlaceOf(entity);
  rule.scope = at.scope;
  rule.type = random.Chance(65) ? NumberType(random.Pick({kPure, kPure, kMoney})) : RandomType();
  rule.unit.dimension = rule.type.dimension;
  if (rule.type.kind == TypeKind::kNumber && random.Chance(30)) {
    rule.unit.scale = rule.type.dimension.empty() ? Rational(1, 100) : Rational(10000);
    rule.unit.text = rule.type.dimension.empty() ? "%" : "万";
  }
  ExprId formula = Any(at, rule.type, static_cast<int>(random.Between(1, 4)));
  const bool number = rule.type.kind == TypeKind::kNumber;
  if (number && random.Chance(55)) {
    rule.decimals = static_cast<std::uint8_t>(random.Between(0, 6));
    rule.mode = b.Mode();
    formula = b.Rounded(b.Small(formula, kMostBits), rule.unit.scale / Rational(Pow10(*rule.decimals)), rule.mode);
  }
  rule.formula = formula;
  bool on_peers = b.OnPeers(formula);
  Size size = b.size(formula);
  if (number && random.Chance(12)) {
    rule.range = {{Rational(random.Pick({0, -5, -1000})), Rational(random.Pick<std::int64_t>({1, 100, 100000, 1000000000}))}};
  }
  if (random.Chance(20)) {
    rule.applies_when = Condition(at, 2);
    on_peers = on_peers || b.OnPeers(rule.applies_when);
  }
  rule.direction = random.Chance(50) ? Rule::kLowerIsBetter : Rule::kHigherIsBetter;
  const bool scored = rule.kind != RuleKind::kQuantity && entity != kNo && random.Chance(60);
  const Id id = AddRule(rule, size, {}, on_peers);
  if (scored) {
    MakeWhenMissing(rule);
    MakeScore(rule, id, at);
    p.rules[id] = std::move(rule);
  }
  done_rules_ = static_cast<Id>(p.rules.size());
}

void Generator::MakeScore(Rule& rule, Id self, const Place& at) {
  Score& score = rule.score;
  score.type = NumberType(kPure);
  const bool number = rule.type.kind == TypeKind::kNumber;
  std::vector<Rational> points;
  switch (random.Below(number ? 5 : 3)) {
    case 0:
    case 3: {
      score.kind = Score::kBands;
      const bool steps = number && random.Chance(70);
      std::vector<Rational> limits;
      for (std::int64_t i = random.Between(1, 4); i > 0; --i) limits.push_back(RandomNumber(MeasureOf(rule.type)));
      std::ranges::sort(limits);
      for (const Rational& limit : limits) {
        Id cell;
        if (steps) {
          policy::Constant bound;
          bound.number = limit;
          cell = AddCell(policy::Cell::kValues, {{kNo, b.Constant(std::move(bound), rule.type), false, random.Chance(30)}});
        } else {
          cell = MakeCell(rule.type, false);
        }
        score.bands.push_back({cell, RandomNumber(kPure), {}});
      }
      score.bands.push_back({AddCell(policy::Cell::kOtherwise, {}), RandomNumber(kPure), {}});
      for (const auto& band : score.bands) points.push_back(band.points);
      b.score_sizes[self] = b.SizeOfConstants(points);
      break;
    }
    case 4: {
      score.kind = Score::kPoints;
      std::vector<Rational> xs;
      for (std::int64_t i = random.Between(2, 4); i > 0; --i) xs.push_back(RandomNumber(MeasureOf(rule.type)));
      std::ranges::sort(xs);
      const auto [first, last] = std::ranges::unique(xs);
      xs.erase(first, last);
      for (const Rational& x : xs) score.points.push_back({x, RandomNumber(kPure)});
      score.ends = static_cast<Score::Ends>(random.Below(3));
      if (score.points.size() == 1 && score.ends == Score::kExtended) score.ends = Score::kFlat;
      Size size = b.rule_sizes[self];
      size.factor /= 5250000;
      size.numerator += 40;
      b.score_sizes[self] = size;
      break;
    }
    case 1: {
      score.kind = Score::kTable;
      done_rules_ = self + 1;
      const ExprId own = b.Leaf(ExprKind::kRule, rule.type, at.scope, self);
      b.size(own) = b.rule_sizes[self];
      if (b.rule_on_peers[self]) b.SetOnPeers(own);
      score.table = MakeTable(rule.entity, {NumberType(kPure)}, at, own);
      b.score_sizes[self] = {Rational(1, 100000), 80, 0};
      for (const auto& row : p.tables[score.table].rows) {
        b.score_sizes[self] = SizeOfEither(b.score_sizes[self], b.size(row.outputs[0]));
        b.rule_on_peers[self] = b.rule_on_peers[self] || b.OnPeers(row.outputs[0]);
      }
      for (ExprId input : p.tables[score.table].inputs) b.rule_on_peers[self] = b.rule_on_peers[self] || b.OnPeers(input);
      break;
    }
    default: {
      score.kind = Score::kFormula;
      done_rules_ = self + 1;
      score.formula = Number(at, kPure, 2);
      b.score_sizes[self] = b.size(score.formula);
      b.rule_on_peers[self] = b.rule_on_peers[self] || b.OnPeers(score.formula);
    }
  }
  if (rule.when_missing == policy::WhenMissing::kScore)
    b.score_sizes[self] = SizeOfEither(b.score_sizes[self], b.size(rule.missing_score));
}

void Generator::MakeComposite(Id entity) {
  Rule rule;
  rule.kind = random.Chance(70) ? RuleKind::kComposite : RuleKind::kIndicator;
  rule.symbol = b.Symbol(SymbolKind::kComposite, "综合" + std::to_string(++names_));
  rule.entity = entity;
  rule.scope = p.entities[entity].scope;
  rule.type = NumberType(kPure);
  std::vector<Id> fits;
  bool on_peers = false;
  for (Id r = 0; r < p.rules.size(); ++r) {
    const Rule& member = p.rules[r];
    const bool scored = member.score.kind != Score::kNone;
    const Size& size = scored ? b.score_sizes[r] : b.rule_sizes[r];
    if (member.entity == entity && (scored || member.type == rule.type) && size.numerator + size.denominator < 60) fits.push_back(r);
  }
  if (fits.empty()) return;
  Size size{1, 1, 0};
  const std::uint64_t count = std::min<std::uint64_t>(fits.size(), random.Between(1, 4));
  std::vector<std::int64_t> percents;
  std::int64_t left = 100;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t weight = i + 1 == count ? left : random.Between(1, left - static_cast<std::int64_t>(count - i - 1));
    left -= weight;
    percents.push_back(weight);
  }
  const bool equal = random.Chance(30);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t at = random.Below(fits.size());
    const Id member = fits[at];
    fits.erase(fits.begin() + static_cast<std::ptrdiff_t>(at));
    rule.members.push_back({member, equal ? Rational(1, static_cast<std::int64_t>(count)) : Rational(percents[i], 100), {}});
    on_peers = on_peers || b.rule_on_peers[member];
    const Size& part = p.rules[member].score.kind != Score::kNone ? b.score_sizes[member] : b.rule_sizes[member];
    size = SizeOfSum(size, {part.factor / 100, part.numerator + 7, part.denominator});
  }
  size.denominator += 7;
  if (random.Chance(60)) {
    rule.decimals = static_cast<std::uint8_t>(random.Between(0, 4));
    rule.mode = b.Mode();
    size = {Rational(Rational(1) / Rational(Pow10(*rule.decimals))), size.numerator + BitsOf(size.factor) + 4 * *rule.decimals, 0};
  }
  if (random.Chance(15)) {
    rule.applies_when = Condition(PlaceOf(entity), 1);
    on_peers = on_peers || b.OnPeers(rule.applies_when);
  }
  MakeWhenMissing(rule);
  if (rule.when_missing == policy::WhenMissing::kScore) size = SizeOfEither(size, b.size(rule.missing_score));
  AddRule(std::move(rule), size, {}, on_peers);
  done_rules_ = static_cast<Id>(p.rules.size());
}

void Generator::MakeChecklist(Id entity) {
  const Place at = PlaceOf(entity);
  policy::Checklist list;
  bool on_peers = false;
  const policy::SymbolId symbol = b.Symbol(SymbolKind::kChecklist, "清单" + std::to_string(++names_));
  std::vector<policy::Item> items;
  for (std::int64_t i = random.Between(1, 4); i > 0; --i) {
    policy::Item item;
    item.symbol = b.Symbol(SymbolKind::kItem, "事项" + std::to_string(++names_), symbol);
    for (std::int64_t c = random.Between(1, 2); c > 0; --c) {
      item.hit_when.push_back(Condition(at, 3));
      on_peers = on_peers || b.OnPeers(item.hit_when.back());
    }
    if (random.Chance(35)) {
      item.applies_when = Condition(at, 1);
      on_peers = on_peers || b.OnPeers(item.applies_when);
    }
    if (random.Chance(20)) item.from = static_cast<Day>(18000 + random.Between(-500, 500));
    if (random.Chance(20)) item.until = item.from == policy::Item().from ? static_cast<Day>(18000 + random.Between(-500, 500)) : item.from + 300;
    items.push_back(std::move(item));
  }
  Rule rule;
  rule.kind = RuleKind::kChecklist;
  rule.symbol = symbol;
  rule.entity = entity;
  rule.scope = at.scope;
  rule.type = PlainType(TypeKind::kChecklist);
  rule.checklist = static_cast<Id>(p.checklists.size());
  list.rule = AddRule(std::move(rule), {}, {}, on_peers);
  for (auto& item : items) {
    list.items.push_back(static_cast<Id>(p.items.size()));
    item_rules_.push_back(list.rule);
    p.items.push_back(std::move(item));
  }
  p.checklists.push_back(std::move(list));
  done_rules_ = static_cast<Id>(p.rules.size());
}

void Generator::MakeTableRules(Id entity) {
  std::vector<Type> outputs;
  for (std::int64_t i = random.Between(1, 2); i > 0; --i) outputs.push_back(RandomType());
  const Place at = PlaceOf(entity);
  const Id table = MakeTable(entity, outputs, at, std::nullopt);
  p.tables[table].symbol = b.Symbol(SymbolKind::kTable, "决策表" + std::to_string(++names_));
  bool on_peers = false;
  for (ExprId input : p.tables[table].inputs) on_peers = on_peers || b.OnPeers(input);
  for (const auto& row : p.tables[table].rows)
    for (ExprId output : row.outputs) on_peers = on_peers || b.OnPeers(output);
  for (std::uint32_t k = 0; k < outputs.size(); ++k) {
    Rule rule;
    rule.kind = RuleKind::kTableOutput;
    rule.symbol = b.Symbol(SymbolKind::kTableOutput, p.tables[table].outputs[k].name);
    rule.entity = entity;
    rule.scope = at.scope;
    rule.type = outputs[k];
    rule.unit.dimension = outputs[k].dimension;
    rule.table = table;
    rule.output = k;
    Size size{1, 4, 0};
    for (const auto& row : p.tables[table].rows) {
      const Size& cell = b.size(row.outputs[k]);
      size = p.tables[table].combine == policy::Table::kSum ? SizeOfSum(size, cell) : SizeOfEither(size, cell);
    }
    AddRule(std::move(rule), size, {}, on_peers);
  }
  done_rules_ = static_cast<Id>(p.rules.size());
}

void Generator::MakeRules() {
  if (random.Chance(40)) MakeFormulaRule(kNo);
  for (std::int64_t i = random.Between(4, 11); i > 0; --i) {
    const Id entity = static_cast<Id>(random.Below(p.entities.size()));
    switch (random.Below(10)) {
      case 0:
      case 1: MakeComposite(entity); break;
      case 2:
      case 3: MakeChecklist(entity); break;
      case 4:
      case 5: MakeTableRules(entity); break;
      default: MakeFormulaRule(entity); break;
    }
  }
}

void Generator::MakeResults() {
  for (Id r = 0; r < p.rules.size(); ++r) {
    const Rule& rule = p.rules[r];
    if (rule.entity == kNo || (rule.type.kind == TypeKind::kNumber && !rule.decimals) || random.Chance(30)) continue;
    if (rule.when_missing == policy::WhenMissing::kScore && rule.score.kind == Score::kNone && rule.decimals &&
        DecimalsNeeded(b.size(rule.missing_score).factor / rule.unit.scale).value_or(99) > *rule.decimals)
      continue;
    policy::Result result;
    result.entity = rule.entity;
    result.name = "公布" + std::to_string(r);
    result.value = b.Leaf(ExprKind::kRule, rule.type, p.entities[rule.entity].scope, r);
    b.size(result.value) = b.rule_sizes[r];
    p.results.push_back(std::move(result));
  }
}

void Generator::MakeStatistics() {
  for (std::int64_t i = random.Between(0, 2); i > 0; --i) {
    policy::Statistic statistic;
    statistic.symbol = b.Symbol(SymbolKind::kStatistic, "统计" + std::to_string(++names_));
    const Id entity = static_cast<Id>(random.Below(p.entities.size()));
    if (random.Chance(50)) {
      statistic.entity = entity;
      const ExprId key = Named(PlaceOf(entity), [](const Type& t) {
        return t.kind == TypeKind::kText || t.kind == TypeKind::kCode || t.kind == TypeKind::kChoice || t.kind == TypeKind::kYesNo || t.kind == TypeKind::kMonth;
      });
      if (key != kNo) {
        statistic.by.push_back(key);
        statistic.by_names.push_back("组");
      }
    }
    const policy::Scope source = NewScope(ScopeKind::kPopulation, policy::kRunScope, entity);
    Place at;
    statistic.type = random.Chance(70) ? NumberType(kPure) : PlainType(TypeKind::kYesNo);
    ExprId formula = AggregateOver(at, statistic.type, 2, source);
    // Nothing but these has a meaning over the whole population.
    const auto function = [&] { return b.expr(formula).function; };
    while (function() == policy::Aggregate::kDistinctCount || p.scopes[b.expr(formula).id].kind == ScopeKind::kGroups)
      formula = AggregateOver(at, statistic.type, 2, source);
    if (statistic.type.kind == TypeKind::kNumber) {
      if (random.Chance(30)) formula = b.Make(ExprKind::kMultiply, statistic.type, {formula, b.Number(Rational(1, 3), kPure)});
      statistic.decimals = static_cast<std::uint8_t>(random.Between(0, 4));
      formula = b.Rounded(formula, Rational(1) / Rational(Pow10(*statistic.decimals)), b.Mode());
    }
    statistic.formula = formula;
    p.statistics.push_back(std::move(statistic));
  }
}

void Generator::MakeProbes() {
  for (Id r = 0; r < p.rules.size(); ++r) {
    const ScopeId scope = p.rules[r].scope;
    probes_.push_back(b.Leaf(ExprKind::kRule, p.rules[r].type, scope, r));
    if (p.rules[r].score.kind != Score::kNone) probes_.push_back(b.Leaf(ExprKind::kScore, NumberType(kPure), scope, r));
  }
}

Generated Generator::Run() {
  p.name = "generated";
  p.version = "1";
  p.from = 17000;
  p.until = kLastDay;
  p.own_reasons = {"无", "暂缺", "未知"};
  std::ranges::sort(p.own_reasons);
  MakeChoices();
  MakeParameters();
  MakeLookups();
  MakeEntities();
  MakeRules();
  MakeResults();
  MakeStatistics();
  MakeProbes();
  return {std::move(p), std::move(probes_)};
}

Generated GeneratePolicy(std::uint64_t seed) { return Generator(seed).Run(); }

}  // namespace greenrule::oracle
