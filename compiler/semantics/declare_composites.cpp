// Composites, and indicators with rows: members, weights, what is left where some are missing.
#include <unordered_map>

#include "compiler/semantics/declare_rules.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {
namespace {

using policy::Id;
using policy::kNo;
using policy::TypeKind;

// What a member gives: its score where it has one, else its value.
struct MemberForm {
  policy::Type type;
  policy::Unit unit;
  bool may_be_missing = false, may_be_excluded = false, may_be_not_applicable = false;
};

MemberForm FormOf(const policy::Rule& rule) {
  const bool scored = rule.score.kind != policy::Score::kNone;
  MemberForm form;
  form.type = scored ? rule.score.type : rule.type;
  if (!scored) form.unit = rule.unit;
  const bool leaves = rule.when_missing == policy::WhenMissing::kExcluded;
  const bool missing = scored ? rule.score_may_be_missing : rule.may_be_missing;
  form.may_be_missing = missing && !(scored && leaves);
  form.may_be_excluded = missing && leaves;
  form.may_be_not_applicable = scored ? rule.score_may_be_not_applicable : rule.may_be_not_applicable;
  return form;
}

// The weights as written, or all the same.
void ReadWeights(RuleChecks& checks, Id id, NodeId node, std::vector<policy::Member>& members) {
  Declarations& d = checks.d;
  const auto rows = d.Items(node, "members");
  if (d.Has(node, "equal")) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      members[i].weight = Rational(1, static_cast<std::int64_t>(rows.size()));
      if (d.Has(rows[i], "weight")) d.Report(Code::GR2630, d.Child(rows[i], "weight"));
    }
    return;
  }
  Target target;
  target.type = {TypeKind::kNumber};
  target.unit = policy::Unit{};
  target.name = checks.Label(id);
  target.range = checks.Head(id);
  Rational sum = 0;
  bool complete = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const NodeId weight = d.Child(rows[i], "weight");
    if (weight == kNoNode) {
      d.Report(Code::GR2631, rows[i]);
      complete = false;
      continue;
    }
    const auto constant = d.expressions.CheckConstant(weight, target);
    if (!constant) {
      complete = false;
      continue;
    }
    if (constant->number <= 0) {
      d.Report(Code::GR2632, weight, {Spell(d.tree(), weight)});
      complete = false;
      continue;
    }
    members[i].weight = constant->number;
    sum += constant->number;
  }
  if (complete && sum != 1) {
    // Weights that an amendment wrote are marked where they stand.
    const SourceRange whole = d.context.Range(node), first = d.context.Range(rows.front());
    const bool amended = first.file != whole.file || first.begin_line < whole.begin_line || first.begin_line > whole.end_line;
    const Diagnostic::Argument hint = sum == 100 ? Diagnostic::Argument("write the percent sign, as in `25%`; ", "请写百分号，如 `25%`；") : "";
    d.context.Report(Code::GR2633, amended ? first : checks.Head(id), {checks.Label(id), FormatRational(Rational(sum * 100)) + "%", hint});
  }
}

// The members whose rules are there, each once, all of one entity and one dimension.
bool CheckMembers(RuleChecks& checks, Id id, NodeId node) {
  Declarations& d = checks.d;
  const auto rows = d.Items(node, "members");
  std::unordered_map<Id, NodeId> seen;
  bool good = true;
  Id entity = kNo;
  std::optional<policy::Type> type;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Id member = checks.members[id][i];
    if (member == kNo || checks.failed[member]) {
      good = false;
      continue;
    }
    const SourceRange place = d.context.Range(rows[i]);
    const auto [first, is_new] = seen.try_emplace(member, rows[i]);
    if (!is_new) {
      d.context.Report(Code::GR2634, place, {checks.Label(member)},
                       {{d.context.Range(first->second), {"first here", "首次出现于此"}}});
      good = false;
      continue;
    }
    const policy::Rule& rule = checks.rule(member);
    const MemberForm form = FormOf(rule);
    if (form.type.kind == TypeKind::kUnknown) {
      good = false;
      continue;
    }
    if (form.type.kind != TypeKind::kNumber) {
      d.context.Report(Code::GR2610, place, {checks.Label(member), TypeText(d.context, form.type)},
                       {DeclaredHere(checks.Head(member))});
      good = false;
    } else if (type && type->dimension != form.type.dimension) {
      d.context.Report(Code::GR2611, place,
                       {checks.Label(member), TypeText(d.context, form.type), TypeText(d.context, *type)},
                       {DeclaredHere(checks.Head(member))});
      good = false;
    } else if (!type) {
      type = form.type;
    }
    if (rule.entity == kNo) {
      d.context.Report(Code::GR2636, place, {checks.Label(member)}, {DeclaredHere(checks.Head(member))});
      good = false;
    } else if (entity != kNo && rule.entity != entity) {
      const auto name = [&](Id e) { return d.symbol(d.policy().entities[e].symbol).Label(); };
      d.context.Report(Code::GR2612, place, {checks.Label(member), name(rule.entity), name(entity)},
                       {DeclaredHere(checks.Head(member))});
      good = false;
    } else {
      entity = rule.entity;
    }
  }
  if (entity == kNo) return false;
  const NodeId owner = d.Child(node, "owner");
  if (owner != kNoNode) {
    const auto written = d.context.names.Resolve(d.context, owner, {NameKind::kEntity});
    if (written && written->id != entity) {
      d.Report(Code::GR2635, owner, {checks.Label(id), d.symbol(d.policy().entities[entity].symbol).Label()});
    }
  }
  checks.rule(id).entity = entity;
  checks.rule(id).scope = d.policy().entities[entity].scope;
  return good;
}

void SetFlags(RuleChecks& checks, Id id) {
  bool any_missing = false, any_excluded = false, all_leave = true, all_apart = true;
  for (const auto& member : checks.rule(id).members) {
    const MemberForm form = FormOf(checks.rule(member.rule));
    any_missing |= form.may_be_missing;
    any_excluded |= form.may_be_excluded;
    all_leave &= form.may_be_excluded || form.may_be_not_applicable;
    all_apart &= form.may_be_not_applicable;
  }
  policy::Rule& rule = checks.rule(id);
  const bool missing = any_missing || (all_leave && any_excluded);
  rule.may_be_missing = missing && rule.when_missing != policy::WhenMissing::kScore;
  rule.may_be_not_applicable = all_apart;
}

}  // namespace

void CheckComposite(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.rules[id];
  const auto rows = d.Items(node, "members");
  const bool good = CheckMembers(checks, id, node);
  std::vector<policy::Member> members(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    members[i].rule = checks.members[id][i];
    members[i].range = d.context.Range(rows[i]);
  }
  if (!rows.empty()) ReadWeights(checks, id, node, members);
  ReadWhenMissing(checks, id, d.Child(node, "when_missing"));

  DeclaredType declared = ReadType(d, d.Child(node, "type"));
  if (!d.Has(node, "type")) {
    declared.type = {TypeKind::kNumber};
    if (good) {
      const MemberForm form = FormOf(checks.rule(members[0].rule));
      declared.type = form.type;
      declared.unit = form.unit;
    }
  } else if (good && declared.type.kind != TypeKind::kUnknown) {
    const policy::Type type = FormOf(checks.rule(members[0].rule)).type;
    if (!(declared.type == type)) {
      d.Report(Code::GR2637, d.Child(node, "type"),
               {checks.Label(id), TypeText(d.context, declared.type), TypeText(d.context, type)});
      declared.type = type;
      declared.unit = {};
    }
  }
  ApplyForm(checks, id, node, declared, kNo);
  if (declared.integer && !checks.rule(id).decimals) {
    d.Report(Code::GR2616, d.Child(node, "type"), {checks.Label(id)});
  }
  bool may_be_not_applicable = false, may_be_missing = false;
  if (!good) {
    checks.failed[id] = checks.any_failed = true;
    return;
  }
  checks.rule(id).members = std::move(members);
  if (const NodeId applies = d.Child(node, "applies_when"); applies != kNoNode) {
    const policy::ExprId condition = d.expressions.CheckCondition(applies, PlaceIn(checks.rule(id).scope));
    checks.rule(id).applies_when = condition;
    may_be_missing = d.context.expr(condition).may_be_missing;
    may_be_not_applicable = true;
  }
  SetFlags(checks, id);
  policy::Rule& rule = checks.rule(id);
  rule.may_be_missing |= may_be_missing && rule.when_missing != policy::WhenMissing::kScore;
  rule.may_be_not_applicable |= may_be_not_applicable;
}

}  // namespace greenrule::semantics
