#include "compiler/lowering/lower.h"

#include <algorithm>

#include "compiler/lowering/dump.h"
#include "compiler/lowering/lowering.h"
#include "compiler/lowering/structure.h"
#include "runtime/program/ranges.h"

namespace greenrule {

using lowering::Exact;
using lowering::Lowered;
using lowering::Lowering;
using lowering::NodeIndex;
using lowering::ValueId;
using policy::kNo;
using policy::TypeKind;

namespace {

SpaceId RootOf(const Edition& edition, SpaceId space) {
  while (space != kRunSpace && edition.spaces[space].parent != kRunSpace) space = edition.spaces[space].parent;
  return space;
}

// Publishing: every output is one Output node of its entity's space.
class Publisher {
 public:
  Publisher(Lowering& lowering, std::uint32_t symbol_base) : l_(lowering), base_(symbol_base) {}

  std::uint32_t Emit(Output output, const Lowered& x, SpaceId space, std::vector<NodeIndex>& roots) {
    const auto id = static_cast<std::uint32_t>(l_.edition.outputs.size());
    ValueId number = x.number;
    if (l_.ssa.value(number).space == kRunSpace && space != kRunSpace) number = l_.ssa.Emit(Opcode::kGather, space, {number});
    const Range& range = l_.ssa.value(number).range;
    output.lowest = range.lowest;
    output.highest = range.highest;
    l_.ssa.Emit(Opcode::kOutput, space, {number, x.state}, {id});
    roots.push_back(static_cast<NodeIndex>(l_.ssa.node_count() - 1));
    l_.edition.outputs.push_back(std::move(output));
    return id;
  }

  // A value as people read it. Numbers need a known end: of `decimals`, or as many as the value always has.
  std::optional<std::uint32_t> Value(const std::string& name, policy::Id symbol, std::uint32_t entity, const policy::Type& type,
                                     const policy::Unit& unit, std::optional<std::uint8_t> decimals, const Lowered& value,
                                     SpaceId space, std::vector<NodeIndex>& roots, const SourceRange& range) {
    Output output;
    output.symbol = symbol == kNo ? kNone : base_ + symbol;
    output.name = name;
    output.entity = entity;
    Lowered x = value;
    switch (type.kind) {
      case TypeKind::kNumber: {
        const Rational per_unit = x.factor / unit.scale;
        const std::optional<unsigned> needed = x.denominator == lowering::kNoValue ? DecimalsNeeded(per_unit) : std::nullopt;
        if (!needed || (decimals && *needed > *decimals) || *needed > 60) {
          // A constant zero has any factor.
          if (!l_.ssa.IsConstant(x.number, 0) || x.denominator != lowering::kNoValue) {
            l_.Report(Code::GR4003, range, {name});
            return std::nullopt;
          }
        }
        output.decimals = decimals.value_or(static_cast<std::uint8_t>(needed.value_or(0)));
        output.unit = unit.text;
        const Rational factor = unit.scale / Rational(Pow10(output.decimals));
        if (!l_.ssa.IsConstant(x.number, 0)) x.number = l_.exact.NumeratorAt(x, factor);
        l_.CheckWidth(range);
        break;
      }
      case TypeKind::kYesNo: output.type = OutputType::kYesNo; break;
      case TypeKind::kDate: output.type = OutputType::kDate; break;
      case TypeKind::kMonth: output.type = OutputType::kMonth; break;
      case TypeKind::kChoice:
        output.type = OutputType::kChoice;
        output.choices = l_.policy.choice_types[type.id].values;
        break;
      case TypeKind::kChecklist:
        output.type = OutputType::kChecklist;
        output.choices = {"hit", "clear", "undetermined"};
        x.state = x.reason;
        break;
      default: output.type = OutputType::kText; break;
    }
    return Emit(std::move(output), x, space, roots);
  }

  // The items of a checklist, unpublished, and the list of hits that names them.
  void Hits(const std::string& name, policy::Id rule, std::uint32_t entity, SpaceId space) {
    const policy::Policy& p = l_.policy;
    Output hits;
    hits.name = name + ".hits";
    hits.symbol = base_ + p.rules[rule].symbol;
    hits.entity = entity;
    hits.type = OutputType::kHits;
    for (policy::Id item : p.checklists[p.rules[rule].checklist].items) {
      const Lowered state = l_.Lift(l_.ItemState(item), space);
      Output one;
      one.symbol = base_ + p.items[item].symbol;
      one.name = p.symbols[p.items[item].symbol].Label();
      one.entity = entity;
      one.type = OutputType::kYesNo;
      one.published = false;
      Lowered hit{.number = l_.ssa.Equal(state.number, l_.ssa.Integral(lowering::kHitList)), .state = state.reason};
      hits.items.push_back(Emit(std::move(one), hit, space, l_.main_roots));
    }
    l_.edition.outputs.push_back(std::move(hits));
  }

  // What `known` left out, a number per entity and rule.
  void LeftOut() {
    std::map<std::pair<SpaceId, std::uint32_t>, ValueId> numbers;
    for (const Lowering::LeftOut& one : l_.left_out) {
      auto [sum, first] = numbers.emplace(std::pair(l_.ssa.value(one.number).space, one.symbol), one.number);
      if (!first) sum->second = l_.ssa.Add(sum->second, one.number);
    }
    for (const auto& [place, number] : numbers) {
      Output output;
      output.symbol = place.second;
      output.name = l_.policy.symbols[place.second - base_].Label();
      output.entity = l_.edition.spaces[place.first].subject;
      output.published = false;
      output.left_out = true;
      Emit(std::move(output), {.number = number}, place.first, l_.main_roots);
    }
  }

 private:
  Lowering& l_;
  std::uint32_t base_;
};

// The unit and decimals in which an expression's value is shown: those of the rule, parameter or field that it names.
void ShownAs(const policy::Policy& p, const policy::Expr& e, policy::Unit& unit, std::optional<std::uint8_t>& decimals,
             policy::Id& symbol) {
  switch (e.kind) {
    case policy::ExprKind::kRule:
      unit = p.rules[e.id].unit;
      decimals = p.rules[e.id].decimals;
      symbol = p.rules[e.id].symbol;
      break;
    case policy::ExprKind::kScore:
      symbol = p.rules[e.id].symbol;
      if (p.rules[e.id].score.kind == policy::Score::kNone) {
        unit = p.rules[e.id].unit;
        decimals = p.rules[e.id].decimals;
      }
      break;
    case policy::ExprKind::kField:
      unit = p.fields[e.id].unit;
      symbol = p.fields[e.id].symbol;
      break;
    case policy::ExprKind::kParameter:
      unit = p.parameters[e.id].unit;
      symbol = p.parameters[e.id].symbol;
      break;
    case policy::ExprKind::kRound:
      if (!e.args.empty()) ShownAs(p, p.exprs[e.args[0]], unit, decimals, symbol);
      decimals.reset();
      break;
    default: break;
  }
}

// What is computed over a feed's raw rows, each lowered by itself: `only rows where`, and computed fields that tell copies.
void LowerFilters(const policy::Policy& p, Edition& edition, DiagnosticSink& sink, const std::vector<std::vector<std::uint32_t>>& orders) {
  for (policy::Id f = 0; f < p.feeds.size(); ++f) {
    const auto lower = [&](policy::ExprId expr, const Field* field) {
      Lowering l(p, edition, sink, f);
      l.lookup_order = orders;
      const SpaceId space = l.FeedSpace(f);
      Lowered x = field == nullptr ? l.Holds(l.Value(expr)) : l.Value(expr);
      if (field != nullptr && FieldLane(*field) != Lane::kByte) x.number = l.ssa.InLane(x.number, FieldLane(*field));
      if (l.ssa.value(x.number).space == kRunSpace) x.number = l.ssa.Emit(Opcode::kGather, space, {x.number});
      l.ssa.Emit(Opcode::kOutput, space, {x.number, x.state}, {0});
      edition.filters.push_back(lowering::EmitBlock(l.ssa, {static_cast<NodeIndex>(l.ssa.node_count() - 1)}));
      return static_cast<std::uint32_t>(edition.filters.size() - 1);
    };
    for (std::uint32_t index : edition.feeds[f].distinct_by) {
      const policy::Field& field = p.fields[p.feeds[f].fields[index]];
      Field& target = edition.feeds[f].fields[index];
      if (field.formula != kNo && target.formula == kNone) target.formula = lower(field.formula, &target);
    }
    if (p.feeds[f].only_rows != kNo) edition.feeds[f].filter = lower(p.feeds[f].only_rows, nullptr);
  }
}

void LowerStatistics(const policy::Policy& p, Lowering& l, Publisher& publisher, std::uint32_t base) {
  for (const policy::Statistic& s : p.statistics) {
    Statistic out;
    out.symbol = base + s.symbol;
    l.statistic = {};
    if (!s.by.empty()) {
      const auto index = static_cast<std::uint32_t>(l.edition.statistic_list.size());
      out.space = static_cast<SpaceId>(l.edition.spaces.size());
      const SpaceId entity = l.EntitySpace(s.entity);
      l.edition.spaces.push_back({SpaceKind::kFigureGroups, kRunSpace, kNone, index, l.edition.spaces[entity].rows_per_parent});
      l.statistic.space = out.space;
      l.statistic.entity = s.entity;
      for (std::size_t i = 0; i < s.by.size(); ++i) {
        Lowered key = l.ValueIn(s.by[i], entity);
        l.statistic.group.push_back(l.KeepFor(l.Word(key.number, p.exprs[s.by[i]].range), entity, l.main_roots));
        l.statistic.group_state.push_back(l.KeepFor(key.state, entity, l.main_roots));
        const policy::Type& type = p.exprs[s.by[i]].type;
        out.group_names.push_back(s.by_names[i]);
        out.group_choices.emplace_back();
        switch (type.kind) {
          case TypeKind::kChoice:
            out.group_types.push_back(OutputType::kChoice);
            out.group_choices.back() = p.choice_types[type.id].values;
            break;
          case TypeKind::kYesNo: out.group_types.push_back(OutputType::kYesNo); break;
          case TypeKind::kDate: out.group_types.push_back(OutputType::kDate); break;
          case TypeKind::kMonth: out.group_types.push_back(OutputType::kMonth); break;
          case TypeKind::kNumber: out.group_types.push_back(OutputType::kNumber); break;
          case TypeKind::kChecklist:
            out.group_types.push_back(OutputType::kChecklist);
            out.group_choices.back() = {"hit", "clear", "undetermined"};
            break;
          default: out.group_types.push_back(OutputType::kText); break;
        }
      }
    }
    l.ssa.SetSymbol(out.symbol);
    Lowered x = l.Value(s.formula);
    auto id = publisher.Value(p.symbols[s.symbol].name, s.symbol, kNone, s.type, s.unit, s.decimals, x, out.space,
                              l.statistic_roots, p.symbols[s.symbol].range);
    if (!id) continue;
    out.output = *id;
    l.edition.statistic_list.push_back(std::move(out));
  }
}

// Columns that an example fills: what it gives instead of what the policy would compute.
void AddGivens(const policy::Policy& p, Lowering& l) {
  struct Target { std::vector<policy::Constant> constants; };
  std::map<std::pair<int, policy::Id>, Target> targets;
  for (const policy::Example& example : p.examples)
    for (const policy::GivenValue& given : example.given_values)
      if (given.kind != policy::GivenValue::kField) targets[{given.kind, given.id}].constants.push_back(given.value);
  std::map<policy::Id, std::uint32_t> feeds;  // of an entity
  for (const auto& [key, target] : targets) {
    const policy::Rule& rule = p.rules[key.second];
    if (rule.entity == kNo) continue;
    auto [feed, added] = feeds.emplace(rule.entity, static_cast<std::uint32_t>(l.edition.feeds.size()));
    if (added) {
      Feed f;
      f.entity = rule.entity;
      f.key_columns.resize(p.entities[rule.entity].keys.size());
      l.edition.feeds.push_back(std::move(f));
    }
    auto column = [&](Field field) {
      Feed& f = l.edition.feeds[feed->second];
      field.column = static_cast<std::uint32_t>(l.edition.columns.size());
      l.edition.columns.push_back({feed->second, static_cast<std::uint32_t>(f.fields.size()), l.EntitySpace(rule.entity), FieldLane(field)});
      f.fields.push_back(std::move(field));
      return static_cast<std::uint32_t>(l.edition.columns.size() - 1);
    };
    GivenColumns given;
    given.kind = static_cast<policy::GivenValue::Kind>(key.first);
    given.rule = key.second;
    Field flag, value;
    flag.type = FieldType::kYesNo;
    const TypeKind type = given.kind == policy::GivenValue::kScore ? TypeKind::kNumber : rule.type.kind;
    switch (type) {
      case TypeKind::kNumber: {
        value.type = FieldType::kNumber;
        std::optional<Rational> measure;
        for (const auto& c : target.constants)
          if (c.state == kKnown && c.number != 0)
            measure = measure ? lowering::CommonMeasure(*measure, abs(c.number)) : Rational(abs(c.number));
        given.factor = measure.value_or(1);
        for (const auto& c : target.constants) {
          if (c.state != kKnown) continue;
          const Integer number = numerator(Rational(c.number / given.factor));
          value.lowest = std::min(value.lowest, number);
          value.highest = std::max(value.highest, number);
        }
        break;
      }
      case TypeKind::kYesNo: value.type = FieldType::kYesNo; break;
      case TypeKind::kDate:
        value.type = FieldType::kDate;
        value.lowest = kFirstDay;
        value.highest = kLastDay;
        break;
      case TypeKind::kMonth:
        value.type = FieldType::kMonth;
        value.lowest = 12;
        value.highest = 9999 * 12 + 11;
        break;
      case TypeKind::kChoice:
      case TypeKind::kChecklist: {
        value.type = FieldType::kChoice;
        auto names = type == TypeKind::kChoice ? p.choice_types[rule.type.id].values
                                               : std::vector<std::string>{"hit", "clear", "undetermined"};
        for (auto& name : names) value.choices.push_back({name, {name}});
        break;
      }
      default: value.type = FieldType::kText; break;
    }
    given.given = column(std::move(flag));
    given.value = column(std::move(value));
    l.givens.push_back(given);
  }
}

}  // namespace

std::optional<LoweredPolicy> Lower(const policy::Policy& p, const LowerOptions& options, DiagnosticSink& sink) {
  const std::size_t errors = sink.ErrorCount();
  LoweredPolicy out;
  Edition& e = out.edition;
  const std::uint32_t base = options.symbol_base;
  const auto orders = lowering::BuildStructure(p, base, e);
  {
    Lowering spaces(p, e, sink);  // entities and feeds first: filters and code share them
    for (policy::Id i = 0; i < p.entities.size(); ++i) e.entities[i].space = spaces.EntitySpace(i);
    for (policy::Id i = 0; i < p.feeds.size(); ++i) e.feeds[i].space = spaces.FeedSpace(i);
  }
  LowerFilters(p, e, sink, orders);

  Lowering l(p, e, sink);
  l.lookup_order = orders;
  if (options.givens) {
    l.ssa.TrustNoColumn();
    AddGivens(p, l);
  }
  for (policy::Id i = 0; i < p.rules.size(); ++i) {
    l.ssa.SetSymbol(base + p.rules[i].symbol);
    l.LowerRule(i);
  }
  for (policy::Id i = 0; i < p.entities.size(); ++i) {
    if (p.entities[i].evaluated_when == kNo) continue;
    l.ssa.SetSymbol(base + p.entities[i].symbol);
    const SpaceId space = e.entities[i].space;
    Lowered c = l.ValueIn(p.entities[i].evaluated_when, space);
    // Unknown is evaluated.
    ValueId evaluated = l.ssa.Or(c.number, l.ssa.Not(l.ssa.StateIs(c.state, kKnown, kKnown)));
    e.entities[i].evaluated = l.KeepFor(evaluated, space, l.evaluate_roots);
  }

  Publisher publisher(l, base);
  for (const policy::Result& result : p.results) {
    const policy::Expr& expr = p.exprs[result.value];
    policy::Unit unit;
    unit.dimension = expr.type.dimension;
    std::optional<std::uint8_t> decimals;
    policy::Id symbol = kNo;
    ShownAs(p, expr, unit, decimals, symbol);
    if (symbol != kNo) l.ssa.SetSymbol(base + symbol);
    const SpaceId space = e.entities[result.entity].space;
    Lowered x = l.ValueIn(result.value, space);
    publisher.Value(result.name, symbol, result.entity, expr.type, unit, decimals, x, space, l.main_roots, result.range);
    if (expr.kind == policy::ExprKind::kRule && p.rules[expr.id].kind == policy::RuleKind::kChecklist)
      publisher.Hits(result.name, expr.id, result.entity, space);
  }
  for (policy::ExprId id : options.probes) {
    const policy::Expr& expr = p.exprs[id];
    Lowered x = l.Value(id);
    Probe probe;
    probe.type = expr.type;
    probe.factor = x.factor;
    SpaceId space = l.SpaceOfScope(expr.scope);
    probe.space = space;
    std::uint32_t entity = 0;
    if (space == kRunSpace && !e.entities.empty()) space = e.entities[0].space;
    while (entity + 1 < e.entities.size() && e.entities[entity].space != space) ++entity;
    auto publish = [&](const Lowered& part, OutputType type) {
      Output output;
      output.entity = entity;
      output.type = type;
      output.published = false;
      if (type == OutputType::kChoice) output.choices = p.choice_types[expr.type.id].values;
      return publisher.Emit(std::move(output), part, space, l.main_roots);
    };
    const OutputType type = expr.type.kind == TypeKind::kYesNo ? OutputType::kYesNo
                            : expr.type.kind == TypeKind::kDate  ? OutputType::kDate
                            : expr.type.kind == TypeKind::kMonth ? OutputType::kMonth
                            : expr.type.kind == TypeKind::kText || expr.type.kind == TypeKind::kCode ? OutputType::kText
                            : expr.type.kind == TypeKind::kChoice ? OutputType::kChoice
                                                                  : OutputType::kNumber;
    Lowered value = x;
    if (expr.type.kind == TypeKind::kChecklist) value.state = x.reason;
    probe.value = publish(value, type);
    if (x.denominator != lowering::kNoValue) probe.denominator = publish({.number = x.denominator}, OutputType::kNumber);
    out.probes.push_back(std::move(probe));
  }
  LowerStatistics(p, l, publisher, base);
  publisher.LeftOut();
  if (sink.ErrorCount() != errors) return std::nullopt;

  // One tree of entities per root; each stage's code is what its roots need.
  for (std::uint32_t i = 0; i < e.entities.size(); ++i) {
    if (e.entities[i].owner != kNone) continue;
    auto of_tree = [&](const std::vector<NodeIndex>& roots) {
      std::vector<NodeIndex> mine;
      for (NodeIndex n : roots)
        if (RootOf(e, l.ssa.node(n).space) == e.entities[i].space) mine.push_back(n);
      return mine;
    };
    Tree tree;
    tree.root = i;
    tree.evaluate = lowering::EmitBlock(l.ssa, of_tree(l.evaluate_roots));
    tree.before_figures = lowering::EmitBlock(l.ssa, of_tree(l.figure_roots));
    tree.main = lowering::EmitBlock(l.ssa, of_tree(l.main_roots));
    e.trees.push_back(std::move(tree));
  }
  e.statistics = lowering::EmitBlock(l.ssa, l.statistic_roots);
  std::ranges::stable_partition(e.figures, [](const Figure& f) { return f.peers; });
  out.givens = l.givens;
  if (options.dumps) {
    out.ssa = lowering::DumpSsa(l, base);
    out.ranges = lowering::DumpRanges(l);
  }
  return out;
}

}  // namespace greenrule
