// What a name in a formula is: which value of which row or entity.
//
// In sight are: the arguments of the function whose body is read; the fields of the innermost row; values of the entity, of
// its owners, and of the entities that an aggregate runs over; parameters and values of the run. Outer rows have an alias.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

std::optional<ScopeId> Expressions::Checker::EntityScope(Id entity) const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (frames_[i].call) {
      // Behind a function's wall only its entity and that one's owners are in sight.
      Id visible = frames_[i].entity;
      while (visible != kNo && visible != entity) visible = policy_.entities[visible].owner;
      if (visible == kNo) return std::nullopt;
      continue;
    }
    const policy::Scope& scope = policy_.scopes[frames_[i].scope];
    const bool entities = scope.kind == ScopeKind::kEntity || scope.kind == ScopeKind::kChildren ||
                          scope.kind == ScopeKind::kPopulation;
    if (entities && scope.subject == entity) return frames_[i].scope;
  }
  return std::nullopt;
}

const Expressions::Checker::Frame* Expressions::Checker::RowFrame() const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (frames_[i].call) return nullptr;
    const ScopeKind kind = policy_.scopes[frames_[i].scope].kind;
    if (kind != ScopeKind::kRun && kind != ScopeKind::kEntity) return &frames_[i];
  }
  return nullptr;
}

const ExprId* Expressions::Checker::FindBound(std::string_view word) const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (!frames_[i].call) continue;
    const auto bound = frames_[i].bound->find(std::string(word));
    return bound == frames_[i].bound->end() ? nullptr : &bound->second;
  }
  return nullptr;
}

const Expressions::Checker::Frame* Expressions::Checker::FindAlias(std::string_view word) const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (frames_[i].call) return nullptr;
    if (policy_.scopes[frames_[i].scope].alias == word) return &frames_[i];
  }
  return nullptr;
}

std::vector<Expressions::Checker::Visible> Expressions::Checker::FindVisible(std::string_view word) {
  std::vector<Visible> visible;
  const Frame* row = RowFrame();
  const policy::Scope* rows = row == nullptr ? nullptr : &policy_.scopes[row->scope];
  if (rows != nullptr && rows->kind == ScopeKind::kGroups) {
    // Inside a value over groups the keys stand for themselves; other fields of the rows have no one value.
    for (std::uint32_t n = 0; n < rows->group_by.size(); ++n) {
      const Expr& key = expr(rows->group_by[n]);
      const policy::SymbolId symbol = key.kind == ExprKind::kField  ? policy_.fields[key.id].symbol
                                      : key.kind == ExprKind::kRule ? policy_.rules[key.id].symbol
                                                                    : kNo;
      const bool field = symbol != kNo && (context_.symbol(symbol).name == word || context_.symbol(symbol).code == word);
      const bool cell = key.kind == ExprKind::kLookupCell && policy_.lookups[key.id].values[key.n].name == word;
      const bool lookup_key = key.kind == ExprKind::kLookupKey && policy_.lookups[key.id].keys[key.n].name == word;
      if (!field && !cell && !lookup_key) continue;
      Visible group{{}, row->scope, true};
      group.meaning.id = n;
      group.meaning.range = key.range;
      visible.push_back(std::move(group));
    }
  }
  for (const Meaning& meaning : context_.names.FindAll(word)) {
    switch (meaning.kind) {
      case NameKind::kField: {
        const policy::Feed& feed = policy_.feeds[meaning.parent];
        if (rows != nullptr && rows->kind == ScopeKind::kRows && rows->subject == meaning.parent) {
          visible.push_back({meaning, row->scope});
        } else if (!feed.many && feed.entity != kNo) {
          if (const auto scope = EntityScope(feed.entity)) visible.push_back({meaning, *scope});
        }
        break;
      }
      case NameKind::kLookupColumn:
      case NameKind::kLookupKey:
        if (rows != nullptr && rows->kind == ScopeKind::kLookupRows && rows->subject == meaning.parent) {
          visible.push_back({meaning, row->scope});
        }
        break;
      case NameKind::kRule:
      case NameKind::kItem: {
        const policy::Rule& rule = policy_.rules[meaning.kind == NameKind::kItem ? meaning.parent : meaning.id];
        if (rule.entity == kNo) {
          visible.push_back({meaning, policy::kRunScope});
        } else if (const auto scope = EntityScope(rule.entity)) {
          visible.push_back({meaning, *scope});
        }
        break;
      }
      case NameKind::kParameter: visible.push_back({meaning, policy::kRunScope}); break;
      default: break;
    }
  }
  return visible;
}

// The word by which a group's key was grouped by.
std::string Expressions::Checker::KeyName(const Visible& visible) const {
  const Expr& key = expr(policy_.scopes[visible.scope].group_by[visible.meaning.id]);
  if (key.kind == ExprKind::kField) return context_.symbol(policy_.fields[key.id].symbol).Label();
  if (key.kind == ExprKind::kLookupCell) return policy_.lookups[key.id].values[key.n].name;
  if (key.kind == ExprKind::kLookupKey) return policy_.lookups[key.id].keys[key.n].name;
  return context_.symbol(policy_.rules[key.id].symbol).Label();
}

std::string Expressions::Checker::SpellingOf(const Visible& visible) const {
  const Meaning& meaning = visible.meaning;
  if (visible.group_key) return KeyName(visible);
  if (meaning.kind == NameKind::kRule) {
    const policy::Rule& rule = policy_.rules[meaning.id];
    const std::string name(context_.names.NameOf(NameKind::kRule, meaning.parent, meaning.id));
    if (rule.entity == kNo) return name;
    return context_.symbol(policy_.entities[rule.entity].symbol).Label() + "." + name;
  }
  return context_.names.Qualified(meaning);
}

ExprId Expressions::Checker::CheckName(NodeId node, const Expected* expected) {
  const std::string_view word = tree_.Text(node);
  if (const ExprId* bound = FindBound(word)) {
    Touch(expr(*bound).scope);
    return *bound;
  }
  const std::vector<Visible> visible = FindVisible(word);
  if (expected != nullptr && expected->type.kind == TypeKind::kChoice) {
    if (const auto position = ChoiceOf(expected->type, word)) {
      // A value of the type beside it, unless something of that very type has the same name.
      const bool same = std::any_of(visible.begin(), visible.end(), [&](const Visible& v) {
        if (v.meaning.kind == NameKind::kField) return policy_.fields[v.meaning.id].type == expected->type;
        if (v.meaning.kind == NameKind::kRule) return policy_.rules[v.meaning.id].type == expected->type;
        if (v.meaning.kind == NameKind::kParameter) return policy_.parameters[v.meaning.id].type == expected->type;
        return false;
      });
      if (!same) return ChoiceConstant(expected->type, *position, node);
      Report(Code::GR2013, node, {std::string(word), expected->name, SpellingOf(visible.front())});
      return Bad(node);
    }
  }
  if (constants_only_) {
    Report(Code::GR2107, node, {std::string(word)});
    return Bad(node);
  }
  if (visible.size() > 1) {
    std::vector<std::string> spellings;
    std::vector<Diagnostic::Related> related;
    for (const Visible& v : visible) {
      const std::string spelling = SpellingOf(v);
      spellings.push_back(spelling);
      related.push_back({v.meaning.range, {"`" + spelling + "`", "`" + spelling + "`"}});
    }
    Report(Code::GR2003, node, {std::string(word), WordsText(spellings)}, std::move(related));
    return Bad(node);
  }
  if (visible.size() == 1) return Value(visible.front(), node);
  return ReportInvisible(node, word, expected);
}

ExprId Expressions::Checker::ReportInvisible(NodeId node, std::string_view word, const Expected* expected) {
  if (expected != nullptr && expected->silent) return Bad(node);
  const std::string name(word);
  const std::vector<Meaning> meanings = context_.names.FindAll(word);
  if (expected != nullptr && expected->type.kind == TypeKind::kChecklist && meanings.empty()) {
    Report(Code::GR2121, node, {expected->name});
    return Bad(node);
  }
  if (expected != nullptr && expected->type.kind == TypeKind::kCode && meanings.empty()) {
    const policy::Lookup& lookup = policy_.lookups[expected->type.id];
    const bool known = std::any_of(lookup.rows.begin(), lookup.rows.end(), [&](const auto& row) {
      return !row.keys.empty() && row.keys[0].text == word;
    });
    if (known) return MakeConstant({.text = name}, expected->type, context_.Range(node));
  }
  if (expected != nullptr && expected->type.kind == TypeKind::kChoice &&
      (meanings.empty() || meanings.front().kind != NameKind::kField)) {
    const policy::ChoiceType& choice = policy_.choice_types[expected->type.id];
    std::vector<std::string_view> values(choice.values.begin(), choice.values.end());
    Report(Code::GR2135, node, {name, expected->name, WordsText(choice.values), Units::Hint(Names::Nearest(word, values))});
    return Bad(node);
  }
  if (FindAlias(word) != nullptr) {
    Report(Code::GR2014, node, {name});
    return Bad(node);
  }
  if (meanings.empty()) {
    if (quiet_ == 0) {
      std::string nearest = context_.names.Suggest(
          word, {NameKind::kField, NameKind::kRule, NameKind::kParameter, NameKind::kLookupColumn, NameKind::kItem,
                 NameKind::kLookup, NameKind::kFeed, NameKind::kFunction});
      Names::ReportUnknown(context_, node, word, nearest);
    }
    return Bad(node);
  }
  const Meaning& meaning = meanings.front();
  std::vector<Diagnostic::Related> related{{meaning.range, {"declared here", "在此声明"}}};
  const Frame* row = RowFrame();
  switch (meaning.kind) {
    case NameKind::kField: {
      const policy::Feed& feed = policy_.feeds[meaning.parent];
      const std::string feed_name = context_.symbol(feed.symbol).Label();
      if (!feed.many) {
        ReportElsewhere(node, name, feed.entity, std::move(related));
        break;
      }
      if (row != nullptr && policy_.scopes[row->scope].kind == ScopeKind::kGroups) {
        Report(Code::GR2155, node, {name}, std::move(related));
        break;
      }
      bool outer = false;
      for (const Frame& frame : frames_) {
        if (frame.call) continue;
        const policy::Scope& scope = policy_.scopes[frame.scope];
        if (scope.kind == ScopeKind::kRows && scope.subject == meaning.parent) {
          outer = true;
          Report(Code::GR2018, node, {name, feed_name, scope.alias.empty() ? "甲" : scope.alias}, related);
          break;
        }
      }
      if (!outer) Report(Code::GR2017, node, {name, feed_name}, std::move(related));
      break;
    }
    case NameKind::kRule: ReportElsewhere(node, name, policy_.rules[meaning.id].entity, std::move(related)); break;
    case NameKind::kItem: ReportElsewhere(node, name, policy_.rules[meaning.parent].entity, std::move(related)); break;
    case NameKind::kLookupColumn:
    case NameKind::kLookupKey:
      Report(Code::GR2019, node, {name, context_.symbol(policy_.lookups[meaning.parent].symbol).Label()},
             std::move(related));
      break;
    case NameKind::kEntityKey: Report(Code::GR2015, node, {name}, std::move(related)); break;
    default: Report(Code::GR2011, node, {name, KindWord(meaning.kind)}, std::move(related)); break;
  }
  return Bad(node);
}

// A value of an entity of which there is not one in sight.
void Expressions::Checker::ReportElsewhere(NodeId node, const std::string& name, Id entity,
                                           std::vector<Diagnostic::Related> related) {
  if (entity == kNo) return;  // its declaration is in error
  const std::string owner = context_.symbol(policy_.entities[entity].symbol).Label();
  if (const Frame* row = RowFrame(); row != nullptr && policy_.scopes[row->scope].kind == ScopeKind::kPopulation) {
    const Id subject = policy_.scopes[row->scope].subject;
    if (Deeper(subject, entity) == subject) {
      Report(Code::GR2056, node, {name, owner, context_.symbol(policy_.entities[subject].symbol).Label()}, std::move(related));
      return;
    }
  }
  Report(Code::GR2016, node, {name, owner}, std::move(related));
}

ExprId Expressions::Checker::Value(const Visible& visible, NodeId node) {
  const Meaning& meaning = visible.meaning;
  if (visible.group_key) {
    const ExprId key = policy_.scopes[visible.scope].group_by[meaning.id];
    Expr leaf{.kind = ExprKind::kGroupKey};
    leaf.type = type(key);
    leaf.scope = visible.scope;
    leaf.n = meaning.id;
    leaf.range = context_.Range(node);
    Touch(visible.scope);
    return Add(std::move(leaf), facts(key));
  }
  switch (meaning.kind) {
    case NameKind::kField: return FieldValue(meaning.id, visible.scope, node);
    case NameKind::kRule: return RuleValue(meaning.id, visible.scope, node);
    case NameKind::kItem:
      if (context_.awaited.contains(meaning.parent)) context_.met_awaited = true;
      return MakeLeaf(ExprKind::kItem, {TypeKind::kChecklist}, visible.scope, meaning.id, context_.Range(node));
    case NameKind::kParameter: {
      const policy::Parameter& parameter = policy_.parameters[meaning.id];
      Facts facts;
      if (parameter.type.kind == TypeKind::kNumber) facts.unit = parameter.unit;
      return MakeLeaf(ExprKind::kParameter, parameter.type, policy::kRunScope, meaning.id, context_.Range(node), facts);
    }
    case NameKind::kLookupColumn:
    case NameKind::kLookupKey: {
      const policy::Lookup& lookup = policy_.lookups[meaning.parent];
      const bool key = meaning.kind == NameKind::kLookupKey;
      Facts facts;
      if (!key && lookup.values[meaning.id].type.kind == TypeKind::kNumber) facts.unit = lookup.values[meaning.id].unit;
      Expr leaf{.kind = key ? ExprKind::kLookupKey : ExprKind::kLookupCell};
      leaf.type = key ? lookup.keys[meaning.id].type : lookup.values[meaning.id].type;
      leaf.scope = visible.scope;
      leaf.id = meaning.parent;
      leaf.n = meaning.id;
      leaf.range = context_.Range(node);
      Touch(visible.scope);
      return Add(std::move(leaf), facts);
    }
    default: return Bad(node);
  }
}

ExprId Expressions::Checker::FieldValue(Id id, ScopeId scope, NodeId node) {
  const policy::Field& field = policy_.fields[id];
  Facts facts;
  if (field.type.kind == TypeKind::kNumber) facts.unit = field.unit;
  return MakeLeaf(ExprKind::kField, field.type, scope, id, context_.Range(node), facts);
}

ExprId Expressions::Checker::RuleValue(Id id, ScopeId scope, NodeId node) {
  const policy::Rule& rule = policy_.rules[id];
  if (context_.awaited.contains(id) || (id == context_.awaited_value && rule.type.kind == TypeKind::kUnknown))
    context_.met_awaited = true;
  Facts facts;
  if (rule.type.kind == TypeKind::kNumber) facts.unit = rule.unit;
  return MakeLeaf(ExprKind::kRule, rule.type, scope, id, context_.Range(node), facts);
}

// A field of a row, or a value of an entity, that an alias or a name before the point stands for.
ExprId Expressions::Checker::CheckInRow(const Frame& frame, NodeId name, NodeId node) {
  const policy::Scope& scope = policy_.scopes[frame.scope];
  const std::string_view word = tree_.Text(name);
  const std::string row(Spell(tree_.Child(node, "base")));
  switch (scope.kind) {
    case ScopeKind::kRows:
      if (const Meaning* field = context_.names.FindInside(NameKind::kField, scope.subject, word)) {
        return FieldValue(field->id, frame.scope, node);
      }
      Names::ReportUnknown(context_, name, word, context_.names.Suggest(word, {NameKind::kField}, scope.subject));
      return Bad(node);
    case ScopeKind::kLookupRows:
      if (const Meaning* column = context_.names.FindInside(NameKind::kLookupColumn, scope.subject, word)) {
        return Value({*column, frame.scope}, node);
      }
      Names::ReportUnknown(context_, name, word,
                           context_.names.Suggest(word, {NameKind::kLookupColumn, NameKind::kLookupKey}, scope.subject));
      return Bad(node);
    case ScopeKind::kEntity:
    case ScopeKind::kChildren:
    case ScopeKind::kPopulation: {
      std::vector<Visible> fits;
      for (const Meaning& meaning : context_.names.FindAll(word)) {
        const bool field = meaning.kind == NameKind::kField && !policy_.feeds[meaning.parent].many &&
                           policy_.feeds[meaning.parent].entity == scope.subject;
        const bool rule = meaning.kind == NameKind::kRule && policy_.rules[meaning.id].entity == scope.subject;
        const bool item = meaning.kind == NameKind::kItem && policy_.rules[meaning.parent].entity == scope.subject;
        if (field || rule || item) fits.push_back({meaning, frame.scope});
      }
      if (fits.size() == 1) return Value(fits.front(), node);
      const std::string entity = context_.symbol(policy_.entities[scope.subject].symbol).Label();
      if (fits.empty()) {
        const std::vector<Meaning> other = context_.names.FindAll(word);
        if (!other.empty()) {
          Report(Code::GR2010, name, {std::string(word), entity},
                 {{other.front().range, {"declared here", "在此声明"}}});
        } else {
          Names::ReportUnknown(context_, name, word,
                               context_.names.Suggest(word, {NameKind::kField, NameKind::kRule, NameKind::kItem}));
        }
        return Bad(node);
      }
      std::vector<std::string> spellings;
      for (const Visible& v : fits) spellings.push_back(SpellingOf(v));
      Report(Code::GR2003, name, {std::string(word), WordsText(spellings)});
      return Bad(node);
    }
    default: Report(Code::GR2012, node, {row}); return Bad(node);
  }
}

ExprId Expressions::Checker::CheckScore(NodeId node) {
  const NodeId base = tree_.Child(node, "base");
  const ExprId value = CheckNode(base, nullptr);
  if (IsBad(value)) return value;
  const Expr& e = expr(value);
  if (e.kind != ExprKind::kRule || policy_.rules[e.id].score.kind == policy::Score::kNone) {
    Report(Code::GR2041, node, {Spell(base)});
    return Bad(node);
  }
  Facts facts;
  facts.unit = Unit{};
  const ScopeId scope = e.scope;
  const Id rule = e.id;
  return MakeLeaf(ExprKind::kScore, {TypeKind::kNumber}, scope, rule, context_.Range(node), facts);
}

ExprId Expressions::Checker::CheckQualified(NodeId node) {
  const NodeId base = tree_.Child(node, "base"), name = tree_.Child(node, "name");
  if (tree_.Kind(name) == NodeKind::kKeyword) return CheckScore(node);
  if (tree_.Kind(base) == NodeKind::kCall) {
    const std::string_view callee = tree_.Text(tree_.Child(base, "name"));
    const Meaning* lookup = context_.names.Find(callee);
    if (lookup != nullptr && lookup->kind == NameKind::kLookup) return CheckLookup(base, lookup->id, name, kNoNode);
    Report(Code::GR2042, node, {Spell(base)});
    return Bad(node);
  }
  if (tree_.Kind(base) == NodeKind::kThis) {
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      // The entity that the formula belongs to: the deepest before any row.
      const bool last = i + 1 == frames_.size() || frames_[i + 1].call ||
                        policy_.scopes[frames_[i + 1].scope].kind != ScopeKind::kEntity;
      if (last && !frames_[i].call && policy_.scopes[frames_[i].scope].kind == ScopeKind::kEntity) {
        return CheckInRow(frames_[i], name, node);
      }
    }
    Report(Code::GR2012, node, {Spell(base)});
    return Bad(node);
  }
  if (tree_.Kind(base) != NodeKind::kName) {
    Report(Code::GR2042, node, {Spell(base)});
    return Bad(node);
  }
  const std::string_view outer = tree_.Text(base), inner = tree_.Text(name);
  if (const Frame* alias = FindAlias(outer)) return CheckInRow(*alias, name, node);
  const Meaning* meaning = context_.names.Find(outer);
  if (meaning == nullptr) {
    if (quiet_ == 0) {
      Names::ReportUnknown(context_, base, outer,
                           context_.names.Suggest(outer, {NameKind::kFeed, NameKind::kEntity, NameKind::kLookup,
                                                          NameKind::kTable, NameKind::kRule}));
    }
    return Bad(node);
  }
  const Frame* row = RowFrame();
  const policy::Scope* rows = row == nullptr ? nullptr : &policy_.scopes[row->scope];
  switch (meaning->kind) {
    case NameKind::kFeed: {
      const Meaning* field = context_.names.FindInside(NameKind::kField, meaning->id, inner);
      if (field == nullptr) {
        Names::ReportUnknown(context_, name, inner, context_.names.Suggest(inner, {NameKind::kField}, meaning->id));
        return Bad(node);
      }
      const policy::Feed& feed = policy_.feeds[meaning->id];
      if (rows != nullptr && rows->kind == ScopeKind::kRows && rows->subject == meaning->id) {
        return FieldValue(field->id, row->scope, node);
      }
      if (feed.many) {
        Report(Code::GR2017, node, {std::string(inner), std::string(outer)}, {{field->range, {"declared here", "在此声明"}}});
        return Bad(node);
      }
      const auto scope = feed.entity == kNo ? std::nullopt : EntityScope(feed.entity);
      if (scope) return FieldValue(field->id, *scope, node);
      ReportElsewhere(node, Spell(node), feed.entity, {});
      return Bad(node);
    }
    case NameKind::kEntity:
      if (const auto scope = EntityScope(meaning->id)) return CheckInRow(Frame{*scope}, name, node);
      ReportElsewhere(node, Spell(node), meaning->id, {});
      return Bad(node);
    case NameKind::kLookup: {
      if (rows != nullptr && rows->kind == ScopeKind::kLookupRows && rows->subject == meaning->id) {
        return CheckInRow(*row, name, node);
      }
      Report(Code::GR2019, node, {std::string(inner), std::string(outer)});
      return Bad(node);
    }
    case NameKind::kTable: {
      const Meaning* output = context_.names.Find(inner);
      if (output == nullptr || output->kind != NameKind::kRule || output->parent != meaning->id) {
        Report(Code::GR2010, name, {std::string(inner), std::string(outer)}, {{meaning->range, {"declared here", "在此声明"}}});
        return Bad(node);
      }
      return CheckNode(name, nullptr);
    }
    case NameKind::kRule: {
      const Meaning* item = context_.names.FindInside(NameKind::kItem, meaning->id, inner);
      if (item == nullptr) {
        Report(Code::GR2010, name, {std::string(inner), std::string(outer)}, {{meaning->range, {"declared here", "在此声明"}}});
        return Bad(node);
      }
      const Id entity = policy_.rules[meaning->id].entity;
      const auto scope = entity == kNo ? std::optional<ScopeId>(policy::kRunScope) : EntityScope(entity);
      if (scope) return Value({*item, *scope}, node);
      ReportElsewhere(node, Spell(node), entity, {});
      return Bad(node);
    }
    default:
      Report(Code::GR2042, node, {Spell(base)});
      return Bad(node);
  }
}

}  // namespace greenrule::semantics
