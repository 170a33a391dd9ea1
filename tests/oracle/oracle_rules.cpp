// Rules: formulas with their conditions and scores, composites, coverage, checklists.
#include <algorithm>

#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::Rule;
using policy::RuleKind;
using policy::Score;

namespace {
Value Of(State state) { return {state, kKnown, {}, {}}; }
Value Of(Fraction number) { return {kKnown, kKnown, std::move(number), {}}; }
Value ListValue(int state, State reason) { return {kKnown, reason, Fraction(state), {}}; }
}  // namespace

Value Oracle::AppliesTo(const Rule& rule) {
  return rule.applies_when == kNo ? Of(Fraction(1)) : Eval(rule.applies_when);
}

void Oracle::EvaluateRule(Id id, std::size_t row) {
  const Rule& rule = policy_.rules[id];
  RuleTable& out = rules_[id];
  if (rule.kind == RuleKind::kChecklist) {
    out.values[row] = ListState(policy_.checklists[rule.checklist], row);
    return;
  }
  Value value;
  const Value applies = AppliesTo(rule);
  if (applies.state != kKnown || applies.IsNo()) {
    value = Of(applies.state != kKnown ? applies.state : kNotApplicable);
  } else {
    value = !rule.members.empty()                ? Weighted(rule, row)
            : rule.kind == RuleKind::kTableOutput ? TableOutput(policy_.tables[rule.table], rule.output)
                                                  : Eval(rule.formula);
  }
  if (value.state == kKnown && rule.range) {
    const bool inside = Fraction(rule.range->first) <= value.number && value.number <= Fraction(rule.range->second);
    if (!inside) value = Of(kOutOfRange);
  }
  out.before[row] = value.state;
  out.values[row] = rule.score.kind == Score::kNone ? WhenMissing(rule, std::move(value)) : std::move(value);
}

void Oracle::EvaluateScore(Id id, std::size_t row) {
  const Rule& rule = policy_.rules[id];
  RuleTable& out = rules_[id];
  // Where it is unknown whether the rule applies there is no score either, whatever the score looks at.
  const Value applies = AppliesTo(rule);
  Value score = IsMissing(applies.state) ? Of(applies.state) : ScoreOf(rule, out.values[row]);
  out.before[row] = score.state;
  out.scores[row] = WhenMissing(rule, std::move(score));
}

Value Oracle::ScoreOf(const Rule& rule, const Value& value) {
  if (value.state == kNotApplicable) return value;
  switch (rule.score.kind) {
    case Score::kTable: return TableOutput(policy_.tables[rule.score.table], 0);
    case Score::kFormula: return Eval(rule.score.formula);
    default: break;
  }
  if (value.state != kKnown) return Of(value.state);
  return rule.score.kind == Score::kBands ? BandsOf(rule, value) : PointsOf(rule.score, value);
}

Value Oracle::WhenMissing(const Rule& rule, Value x) {
  if (!IsMissing(x.state)) return x;
  switch (rule.when_missing) {
    case policy::WhenMissing::kScore: return Eval(rule.missing_score);
    case policy::WhenMissing::kExcluded: return Of(kExcluded);
    default: return x;
  }
}

// The weighted sum of the members that stay, over the weight that stays.
Value Oracle::Weighted(const Rule& rule, std::size_t row) {
  Fraction sum, weight;
  State missing = kKnown;
  bool excluded = false, stays = false;
  for (const policy::Member& member : rule.members) {
    const bool scored = policy_.rules[member.rule].score.kind != Score::kNone;
    const Value& x = scored ? rules_[member.rule].scores[row] : rules_[member.rule].values[row];
    if (x.state == kExcluded) {
      excluded = true;
    } else if (IsMissing(x.state)) {
      missing = std::max(missing, x.state);
    } else if (x.state == kKnown) {
      stays = true;
      sum = sum + Fraction(member.weight) * x.number;
      weight = weight + Fraction(member.weight);
    }
  }
  if (missing != kKnown) return Of(missing);
  if (!stays) return Of(excluded ? State{kExcluded} : kNotApplicable);
  Fraction result = sum / weight;
  if (rule.decimals) {
    Rational quantum = rule.unit.scale;
    for (int i = 0; i < *rule.decimals; ++i) quantum /= 10;
    result = RoundedTo(result, Fraction(quantum), rule.mode);
  }
  return Of(result);
}

// The leaves below a composite by the products of the written weights: those that rest on data over those that apply.
Value Oracle::Coverage(Id composite, std::size_t row) const {
  Fraction applying, resting;
  std::vector<std::pair<Id, Fraction>> open{{composite, Fraction(1)}};
  while (!open.empty()) {
    const auto [id, weight] = open.back();
    open.pop_back();
    const Rule& rule = policy_.rules[id];
    if (!rule.members.empty()) {
      for (const policy::Member& member : rule.members) open.emplace_back(member.rule, weight * Fraction(member.weight));
      continue;
    }
    const State state = rules_[id].before[row];
    if (rules_[id].values[row].state == kNotApplicable) continue;
    applying = applying + weight;
    if (state == kKnown || (rule.missing_counts_as_data && state != kNotApplicable)) resting = resting + weight;
  }
  return applying.IsZero() ? Of(kNotApplicable) : Of(resting / applying);
}

Value Oracle::ListState(const policy::Checklist& list, std::size_t row) {
  bool hit = false;
  State open = kKnown;
  for (Id item : list.items) {
    const Value state = ItemAt(item, row);
    hit = hit || state.number == Fraction(kHit);
    open = std::max(open, state.reason);
  }
  if (hit) return ListValue(kHit, kKnown);
  return open != kKnown ? ListValue(kOpen, open) : ListValue(kClear, kKnown);
}

// Several conditions mean any; one that is not applicable makes no hit. What surely does not apply or does not hold is clear.
Value Oracle::ItemAt(Id id, std::size_t row) {
  if (item_done_[id][row]) return items_[id][row];
  const policy::Item& item = policy_.items[id];
  State hit_missing = kKnown, applies_missing = kKnown;
  bool hit = false, applies = true;
  for (policy::ExprId condition : item.hit_when) {
    const Value x = Eval(condition);
    hit = hit || x.IsYes();
    if (IsMissing(x.state)) hit_missing = std::max(hit_missing, x.state);
  }
  if (hit) hit_missing = kKnown;
  if (item.applies_when != kNo) {
    const Value x = Eval(item.applies_when);
    applies = !x.IsNo() && x.state != kNotApplicable;
    if (IsMissing(x.state)) applies_missing = x.state;
  }
  const bool exists = item.from <= dataset_.as_of && dataset_.as_of <= item.until;
  const bool clear = !exists || !applies || (!hit && hit_missing == kKnown);
  const State open = std::max(hit_missing, applies_missing);
  Value state = clear ? ListValue(kClear, kKnown) : open != kKnown ? ListValue(kOpen, open) : ListValue(kHit, kKnown);
  item_done_[id][row] = 1;
  items_[id][row] = state;
  return state;
}

}  // namespace greenrule::oracle
