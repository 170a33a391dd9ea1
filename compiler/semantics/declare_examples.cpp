// Examples: their day, and what their names mean.
#include "compiler/semantics/declare_examples.h"

#include <algorithm>

#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::kNo;
using policy::TypeKind;

std::optional<std::size_t> KeyPlace(const policy::Entity& entity, std::string_view word) {
  const auto found = std::ranges::find(entity.keys, word, &policy::Entity::Key::name);
  if (found == entity.keys.end()) return std::nullopt;
  return static_cast<std::size_t>(found - entity.keys.begin());
}

ExampleReader::ExampleReader(Declarations& d, const Declarations::Named& named) : d_(d), node_(named.node) {
  example_.symbol = named.symbol;
  example_.range = d.context.Range(node_);
  title_ = d.symbol(named.symbol).name;
}

void ExampleReader::Read() {
  ReadDay();
  for (const NodeId given : d_.Items(node_, "givens")) ReadGiven(given);
  CheckKeys();
  const auto expects = d_.Items(node_, "expects");
  if (expects.empty()) d_.context.Report(Code::GR2710, d_.symbol(example_.symbol).range, {title_});
  for (const NodeId expect : expects) ReadExpect(expect);
  d_.policy().examples.push_back(std::move(example_));
}

void ExampleReader::ReadDay() {
  const NodeId as_of = d_.Child(node_, "as_of");
  example_.as_of = as_of == kNoNode ? d_.edition.from : DayOf(d_.tree().Text(as_of));
  if (as_of == kNoNode && d_.edition.from == kFirstDay) {
    d_.context.Report(Code::GR2700, d_.symbol(example_.symbol).range, {title_});
  }
}

std::optional<ExampleReader::Subject> ExampleReader::SubjectOf(const Meaning& meaning) {
  switch (meaning.kind) {
    case NameKind::kRule: return Subject{Subject::kRule, meaning.id, d_.policy().rules[meaning.id].entity};
    case NameKind::kItem: return Subject{Subject::kItem, meaning.id, d_.policy().rules[meaning.parent].entity};
    case NameKind::kStatistic: return Subject{Subject::kStatistic, meaning.id, kNo};
    case NameKind::kField: {
      const policy::Feed& feed = d_.policy().feeds[meaning.parent];
      if (feed.many) return std::nullopt;
      return Subject{Subject::kField, meaning.id, feed.entity};
    }
    default: return std::nullopt;
  }
}

std::optional<ExampleReader::Subject> ExampleReader::FindSubject(NodeId target) {
  if (d_.tree().Kind(target) == NodeKind::kQualified) return FindQualified(target);
  std::vector<Subject> fits;
  Diagnostic::Argument spellings("");
  const auto meanings = d_.context.names.FindAll(d_.tree().Text(target));
  for (const Meaning& meaning : meanings) {
    if (const auto subject = SubjectOf(meaning)) {
      fits.push_back(*subject);
      const std::string spelling = "`" + d_.context.names.Qualified(meaning) + "`";
      spellings.english += (fits.size() > 1 ? ", " : "") + spelling;
      spellings.chinese += (fits.size() > 1 ? "、" : "") + spelling;
    }
  }
  if (fits.size() == 1) return fits[0];
  if (fits.size() > 1) {
    d_.Report(Code::GR2703, target, {d_.Text(target), spellings});
  } else if (!meanings.empty()) {
    d_.Report(Code::GR2701, target, {d_.Text(target), KindWord(meanings[0].kind)}, {DeclaredHere(meanings[0].range)});
  } else {
    d_.context.names.Resolve(d_.context, target, {NameKind::kRule, NameKind::kField, NameKind::kStatistic});
  }
  return std::nullopt;
}

std::optional<ExampleReader::Subject> ExampleReader::FindQualified(NodeId target) {
  const NodeId base = d_.Child(target, "base"), name = d_.Child(target, "name");
  if (d_.tree().Kind(name) == NodeKind::kKeyword) {  // `X.score`
    auto subject = FindSubject(base);
    if (!subject) return std::nullopt;
    if (subject->kind != Subject::kRule ||
        d_.policy().rules[subject->id].score.kind == policy::Score::kNone) {
      d_.Report(Code::GR2702, target, {Spell(d_.tree(), base)});
      return std::nullopt;
    }
    subject->kind = Subject::kScore;
    return subject;
  }
  if (d_.tree().Kind(base) != NodeKind::kName) {
    d_.Report(Code::GR2704, target, {Spell(d_.tree(), target)});
    return std::nullopt;
  }
  const auto owner = d_.context.names.Resolve(d_.context, base, {NameKind::kFeed, NameKind::kEntity, NameKind::kRule});
  if (!owner) return std::nullopt;
  if (owner->kind == NameKind::kFeed) {
    const auto field = d_.context.names.Resolve(d_.context, name, {NameKind::kField}, owner->id);
    if (!field) return std::nullopt;
    const auto subject = SubjectOf(*field);
    if (!subject) d_.Report(Code::GR2701, target, {Spell(d_.tree(), target), KindWord(NameKind::kField)});
    return subject;
  }
  if (owner->kind == NameKind::kRule) {
    const auto item = d_.context.names.Resolve(d_.context, name, {NameKind::kItem}, owner->id);
    return item ? SubjectOf(*item) : std::nullopt;
  }
  // `企业.总分`: of this entity.
  for (const Meaning& meaning : d_.context.names.FindAll(d_.tree().Text(name))) {
    const auto subject = SubjectOf(meaning);
    if (subject && subject->entity == owner->id) return subject;
  }
  d_.Report(Code::GR2705, name, {d_.Text(name), d_.symbol(owner->symbol).Label()});
  return std::nullopt;
}

DeclaredType ExampleReader::FormOf(const Subject& subject) {
  DeclaredType form;
  switch (subject.kind) {
    case Subject::kRule:
      form.type = d_.policy().rules[subject.id].type;
      form.unit = d_.policy().rules[subject.id].unit;
      break;
    case Subject::kScore: form.type = {TypeKind::kNumber}; break;
    case Subject::kField:
      form.type = d_.policy().fields[subject.id].type;
      form.unit = d_.policy().fields[subject.id].unit;
      break;
    case Subject::kStatistic:
      form.type = d_.policy().statistics[subject.id].type;
      form.unit = d_.policy().statistics[subject.id].unit;
      break;
    case Subject::kItem: form.type = {TypeKind::kChecklist}; break;
  }
  return form;
}

SourceRange ExampleReader::HeadOf(const Subject& subject) {
  switch (subject.kind) {
    case Subject::kField: return d_.symbol(d_.policy().fields[subject.id].symbol).range;
    case Subject::kStatistic: return d_.symbol(d_.policy().statistics[subject.id].symbol).range;
    case Subject::kItem: return d_.symbol(d_.policy().items[subject.id].symbol).range;
    default: return d_.symbol(d_.policy().rules[subject.id].symbol).range;
  }
}

std::optional<std::string> ExampleReader::KeyText(NodeId cell) {
  const NodeKind kind = d_.tree().Kind(cell);
  if (kind == NodeKind::kText || kind == NodeKind::kName || kind == NodeKind::kNumber) return d_.Text(cell);
  d_.Report(Code::GR2712, cell, {Spell(d_.tree(), cell)});
  return std::nullopt;
}

std::string ExampleReader::NameOf(const Subject& subject) {
  if (subject.kind == Subject::kField) return d_.symbol(d_.policy().fields[subject.id].symbol).Label();
  if (subject.kind == Subject::kStatistic) return d_.symbol(d_.policy().statistics[subject.id].symbol).Label();
  if (subject.kind == Subject::kItem) return d_.symbol(d_.policy().items[subject.id].symbol).Label();
  return d_.symbol(d_.policy().rules[subject.id].symbol).Label();
}

bool ExampleReader::ReadEntity(NodeId node, const Subject& subject, std::vector<std::string>& key) {
  const NodeId entity = d_.Child(node, "entity");
  if (entity == kNoNode) return true;
  if (subject.entity == kNo) {
    d_.Report(Code::GR2716, entity, {NameOf(subject)});
    return false;
  }
  const policy::Entity& of = d_.policy().entities[subject.entity];
  if (of.keys.size() != 1) {
    d_.Report(Code::GR2717, entity, {d_.symbol(of.symbol).Label()});
    return false;
  }
  const auto text = KeyText(entity);
  if (!text) return false;
  key.push_back(*text);
  return true;
}

std::optional<State> ExampleReader::ReasonOf(NodeId reason, std::string* own_reason) {
  const std::string text = d_.Text(reason);
#define REASON(name, byte, english, chinese) \
if (text == english || text == chinese) return static_cast<State>(byte);
  GREENRULE_REASONS(REASON)
#undef REASON
  const auto& own = d_.context.own_reasons;
  if (std::ranges::find(own, text) == own.end()) {
    d_.Report(Code::GR2719, reason, {text});
    return std::nullopt;
  }
  *own_reason = text;
  return kFirstOwnReason;
}

policy::ScopeId ExampleReader::ScopeOf(const Subject& subject) {
  return subject.entity == kNo ? policy::kRunScope : d_.policy().entities[subject.entity].scope;
}

void DeclareExamples(Declarations& d) {
  for (const auto& example : d.examples) ExampleReader(d, example).Read();
}

}  // namespace greenrule::semantics
