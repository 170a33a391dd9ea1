// Rules in the order in which they rest on one another; checklists.
#include "compiler/lowering/lowering.h"

#include <algorithm>

namespace greenrule::lowering {

using policy::Rule;
using policy::RuleKind;
using policy::TypeKind;

Lowering::Lowering(const policy::Policy& policy, Edition& edition, DiagnosticSink& sink, Id filter_feed)
    : policy(policy),
      edition(edition),
      sink(sink),
      ssa(edition, filter_feed),
      exact(ssa),
      filter_feed(filter_feed),
      values_(policy.exprs.size()),
      items_(policy.items.size()),
      tables_(policy.tables.size()),
      entity_spaces_(policy.entities.size(), kNone),
      feed_spaces_(policy.feeds.size(), kNone),
      scope_spaces_(policy.scopes.size()) {
  rules.resize(policy.rules.size());
  item_spaces.assign(policy.items.size(), kNone);
  for (SpaceId s = 0; s < edition.spaces.size(); ++s) {
    const Space& space = edition.spaces[s];
    spaces_[{space.kind, space.parent, space.other, space.subject}] = s;
    if (space.kind == SpaceKind::kEntity) entity_spaces_[space.subject] = s;
    if (space.kind == SpaceKind::kFeed) feed_spaces_[space.subject] = s;
  }
  for (std::size_t i = 0; i < edition.texts.size(); ++i) text_ids_[edition.texts[i]] = static_cast<std::int64_t>(i);
}

void Lowering::Report(Code code, const SourceRange& range, std::vector<Diagnostic::Argument> arguments) {
  sink.Report({code, range, std::move(arguments), {}});
}

void Lowering::CheckWidth(const SourceRange& range) {
  if (!ssa.Overflowed()) return;
  Report(Code::GR4001, range, {std::to_string(MagnitudeBits(ssa.OverflowedRange()))});
  ssa.ForgetOverflow();
}

bool Lowering::DemandWhole(const Lowered& x, const SourceRange& range, Diagnostic::Argument what) {
  if (x.denominator == kNoValue) return true;
  Report(Code::GR4002, range, {std::move(what)});
  return false;
}

namespace {
std::string Shown(const Rational& x, const policy::Unit& unit) {
  return FormatRational(x / unit.scale) + (unit.text.empty() ? "" : unit.text);
}
}  // namespace

// A value outside a rule's own range is missing (out of range); inside, the range is proven for what follows.
Lowered Lowering::WithinRange(const Rule& rule, Lowered x) {
  if (!rule.range || rule.type.kind != TypeKind::kNumber) return x;
  const Lowered low = exact.Number(rule.range->first), high = exact.Number(rule.range->second);
  if (x.denominator == kNoValue) {
    const Range& is = ssa.value(x.number).range;
    const Integer least = Ceiling(rule.range->first / x.factor), most = Floor(rule.range->second / x.factor);
    if (is.highest < least || is.lowest > most) {
      Report(Code::GR4004, policy.symbols[rule.symbol].range,
             {policy.symbols[rule.symbol].Label(), Shown(Rational(is.lowest) * x.factor, rule.unit),
              Shown(Rational(is.highest) * x.factor, rule.unit), Shown(rule.range->first, rule.unit), Shown(rule.range->second, rule.unit)});
      return x;
    }
    if (is.lowest >= least && is.highest <= most) return x;
    ValueId outside = ssa.Or(exact.Less(x, low), exact.Less(high, x));
    x.state = ssa.StateElse(x.state, ssa.StateIf(outside, kOutOfRange));
    x.number = ssa.Minimum(ssa.Maximum(x.number, ssa.Integral(least)), ssa.Integral(most));
    return x;
  }
  ValueId outside = ssa.Or(exact.Less(x, low), exact.Less(high, x));
  x.state = ssa.StateElse(x.state, ssa.StateIf(outside, kOutOfRange));
  return x;
}

void Lowering::LowerRule(Id id) {
  const Rule& rule = policy.rules[id];
  LoweredRule& out = rules[id];
  const SpaceId space = SpaceOfScope(rule.scope);
  Lowered value;
  if (rule.kind == RuleKind::kChecklist) {
    value = Checklist(policy.checklists[rule.checklist], space);
  } else if (rule.kind == RuleKind::kTableOutput) {
    value = TableOutputs(rule.table)[rule.output];
  } else if (!rule.members.empty()) {
    value = Composite(rule);
  } else {
    value = ValueIn(rule.formula, space);
  }
  if (rule.kind != RuleKind::kChecklist) value = WithinRange(rule, value);
  if (rule.applies_when != kNo) {
    Lowered applies = ValueIn(rule.applies_when, space);
    ValueId state = ssa.SelectState(applies.number, value.state, ssa.StateConstant(kNotApplicable));
    value.state = ssa.StateElse(applies.state, state);
  }
  if (rule.score.kind == policy::Score::kNone) {
    const ValueId before = value.state;
    value = WhenMissing(rule, value);
    Override(id, policy::GivenValue::kRule, value);
    out.value = value;
    out.score = value;
    if (before != kNoValue)
      out.rests_on_data = rule.missing_counts_as_data ? ssa.Not(ssa.StateIs(before, kNotApplicable, kNotApplicable))
                                                      : ssa.StateIs(before, kKnown, kKnown);
  } else {
    Override(id, policy::GivenValue::kRule, value);
    out.value = value;
    Lowered score = Score(rule, value);
    // Where it is unknown whether the rule applies there is no score either, unless an example gives the value.
    if (rule.applies_when != kNo)
      score.state = ssa.SelectState(ssa.StateIs(value.state, kKnown, kKnown), score.state,
                                    ssa.StateElse(ValueIn(rule.applies_when, space).state, score.state));
    const ValueId before = score.state;
    score = WhenMissing(rule, score);
    Override(id, policy::GivenValue::kScore, score);
    out.score = score;
    if (before != kNoValue)
      out.rests_on_data = rule.missing_counts_as_data ? ssa.Not(ssa.StateIs(before, kNotApplicable, kNotApplicable))
                                                      : ssa.StateIs(before, kKnown, kKnown);
  }
  CheckWidth(policy.symbols[rule.symbol].range);
  out.done = true;
}

void Lowering::Override(Id rule, policy::GivenValue::Kind kind, Lowered& value) {
  auto given = std::ranges::find_if(givens, [&](const GivenColumns& g) { return g.rule == rule && g.kind == kind; });
  if (given == givens.end()) return;
  const SpaceId space = edition.columns[given->given].space;
  ValueId here = ssa.Emit(Opcode::kLoadValue, space, {}, {given->given});
  ValueId state = ssa.Emit(Opcode::kLoadState, space, {}, {given->value});
  Lowered other{.number = ssa.Emit(Opcode::kLoadValue, space, {}, {given->value}), .factor = given->factor};
  const TypeKind type = kind == policy::GivenValue::kScore ? TypeKind::kNumber : policy.rules[rule].type.kind;
  if (type == TypeKind::kChecklist) {
    other.reason = ssa.StateIf(ssa.Equal(other.number, ssa.Integral(kUndeterminedList)), kUndetermined);
    if (other.reason == kNoValue) other.reason = ssa.StateConstant(kKnown);
  }
  ValueId combined = type == TypeKind::kChecklist ? kNoValue : ssa.SelectState(here, state, value.state);
  value = SelectValue(here, other, value, type);
  value.state = combined;
}

const Lowered& Lowering::ItemState(Id id) {
  if (items_[id]) return *items_[id];
  const policy::Item& item = policy.items[id];
  std::vector<Lowered> legs;
  SpaceId space = kRunSpace;
  for (ExprId condition : item.hit_when) {
    const SpaceId at = SpaceOfScope(policy.exprs[condition].scope);
    if (at != kRunSpace) space = at;
  }
  space = item_spaces[id] == kNone ? space : item_spaces[id];
  for (ExprId condition : item.hit_when) legs.push_back(Holds(ValueIn(condition, space)));
  Lowered hit = Or(legs);
  if (item.applies_when != kNo) hit = And({Holds(ValueIn(item.applies_when, space)), hit});
  if (item.from != kFirstDay || item.until != kLastDay) {  // outside its dates the item does not exist
    ValueId as_of = ssa.Emit(Opcode::kAsOf, kRunSpace, {});
    ValueId exists = ssa.And(ssa.LessEqual(ssa.Integral(item.from), as_of), ssa.LessEqual(as_of, ssa.Integral(item.until)));
    hit = And({{.number = exists}, hit});
  }
  Lowered x;
  ValueId known = ssa.StateIs(hit.state, kKnown, kKnown);
  x.number = ssa.Select(known, ssa.Select(hit.number, ssa.Integral(kHitList), ssa.Integral(kClearList)), ssa.Integral(kUndeterminedList));
  x.reason = hit.state == kNoValue ? ssa.StateConstant(kKnown) : hit.state;
  items_[id] = x;
  CheckWidth(policy.symbols[item.symbol].range);
  return *items_[id];
}

Lowered Lowering::Checklist(const policy::Checklist& list, SpaceId space) {
  ValueId any_hit = ssa.Flag(false), reasons = kNoValue;
  for (Id id : list.items) {
    item_spaces[id] = space;
    const Lowered item = Lift(ItemState(id), space);
    any_hit = ssa.Or(any_hit, ssa.Equal(item.number, ssa.Integral(kHitList)));
    reasons = ssa.StateMax(reasons, item.reason);
  }
  Lowered x;
  ValueId open = ssa.Not(ssa.StateIs(reasons, kKnown, kKnown));
  x.number = ssa.Select(any_hit, ssa.Integral(kHitList), ssa.Select(open, ssa.Integral(kUndeterminedList), ssa.Integral(kClearList)));
  x.reason = reasons == kNoValue ? ssa.StateConstant(kKnown) : ssa.Select(any_hit, ssa.StateConstant(kKnown), reasons);  // a hit is certain
  return x;
}

}  // namespace greenrule::lowering
