#include "compiler/semantics/names.h"

#include <algorithm>
#include <utility>

#include "compiler/semantics/context.h"
#include "compiler/semantics/editions_text.h"
#include "compiler/semantics/spelling.h"
#include "compiler/semantics/units.h"

namespace greenrule::semantics {

using policy::Id;
using policy::kNo;

namespace {

// Words looked at for suggestions in one edition. A text with a hundred thousand unknown names must not take minutes.
constexpr std::size_t kSuggestionBudget = 2'000'000;

std::u32string CodePoints(std::string_view text) {
  std::u32string points;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0x7F >> length);
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    }
    points.push_back(point >= U'A' && point <= U'Z' ? point + 32 : point);
    i += length;
  }
  return points;
}

// How many characters must be put in, left out or changed; more than `limit` is limit + 1.
std::size_t Distance(const std::u32string& a, const std::u32string& b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    std::size_t best = row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
      best = std::min(best, row[j]);
    }
    if (best > limit) return limit + 1;
  }
  return row[b.size()];
}

bool IsInner(NameKind kind) {
  return kind >= NameKind::kField && kind <= NameKind::kEntityKey;
}

}  // namespace

Diagnostic::Argument KindWord(NameKind kind) {
  switch (kind) {
    case NameKind::kDepartment: return {"a department", "部门"};
    case NameKind::kEntity: return {"an entity", "主体"};
    case NameKind::kFeed: return {"a feed", "接口"};
    case NameKind::kLookup: return {"a lookup", "对照表"};
    case NameKind::kParameter: return {"a parameter", "参数"};
    case NameKind::kRule: return {"a rule", "规则"};
    case NameKind::kTable: return {"a table", "决策表"};
    case NameKind::kBands: return {"bands", "分档"};
    case NameKind::kPoints: return {"a curve", "曲线"};
    case NameKind::kGrades: return {"grades", "分级"};
    case NameKind::kFunction: return {"a function", "函数"};
    case NameKind::kStatistic: return {"a statistic", "统计"};
    case NameKind::kField: return {"a field", "字段"};
    case NameKind::kLookupColumn: return {"a column of a lookup", "对照表的列"};
    case NameKind::kLookupKey: return {"a key of a lookup", "对照表的主键"};
    case NameKind::kItem: return {"an item", "事项"};
    case NameKind::kRow: return {"a row", "行"};
    case NameKind::kEntityKey: return {"a key of an entity", "主体的主键"};
    case NameKind::kUnit: return {"a unit", "计量单位"};
    case NameKind::kLevel: return {"a level", "层级"};
    case NameKind::kTask: return {"a task", "任务"};
    case NameKind::kExample: return {"an example", "案例"};
  }
  return "";
}

Names::Space Names::SpaceOf(NameKind kind) {
  if (IsInner(kind)) return Space::kInside;
  switch (kind) {
    case NameKind::kUnit: return Space::kUnits;
    case NameKind::kLevel: return Space::kLevels;
    case NameKind::kTask: return Space::kTasks;
    case NameKind::kExample: return Space::kExamples;
    default: return Space::kCommon;
  }
}

std::string Names::Key(Space space, NameKind kind, Id parent, std::string_view word) {
  std::string key(1, static_cast<char>('0' + static_cast<int>(space)));
  if (space == Space::kInside) {
    // Keys and columns of a lookup stand side by side.
    const NameKind family = kind == NameKind::kLookupKey ? NameKind::kLookupColumn : kind;
    key += std::to_string(static_cast<int>(family)) + ":" + std::to_string(parent) + ":";
  }
  key += word;
  return key;
}

std::optional<Meaning> Names::Declare(const Meaning& meaning, std::string_view code, std::string_view name) {
  std::optional<Meaning> taken;
  const Space space = SpaceOf(meaning.kind);
  const auto declare = [&](std::string_view word) {
    if (word.empty()) return;
    const auto [place, fresh] = by_key_.try_emplace(Key(space, meaning.kind, meaning.parent, word), known_.size());
    if (!fresh) {
      if (!taken) taken = known_[place->second].meaning;
      return;
    }
    if (space == Space::kInside && meaning.kind != NameKind::kRow) by_word_[std::string(word)].push_back(known_.size());
    first_word_.try_emplace({meaning.kind, meaning.parent, meaning.id}, known_.size());
    known_.push_back({meaning, std::string(word)});
  };
  declare(name);
  if (code != name) declare(code);
  return taken;
}

const Meaning* Names::FindIn(Space space, std::string_view word) const {
  const auto found = by_key_.find(Key(space, NameKind::kEntity, kNo, word));
  return found == by_key_.end() ? nullptr : &known_[found->second].meaning;
}

const Meaning* Names::FindInside(NameKind kind, Id parent, std::string_view word) const {
  const auto found = by_key_.find(Key(Space::kInside, kind, parent, word));
  return found == by_key_.end() ? nullptr : &known_[found->second].meaning;
}

std::vector<Meaning> Names::FindAll(std::string_view word) const {
  std::vector<Meaning> all;
  if (const Meaning* meaning = Find(word)) all.push_back(*meaning);
  if (const auto inner = by_word_.find(std::string(word)); inner != by_word_.end()) {
    for (const std::size_t i : inner->second) all.push_back(known_[i].meaning);
  }
  return all;
}

std::string_view Names::NameOf(NameKind kind, Id parent, Id id) const {
  const auto found = first_word_.find({kind, parent, id});
  return found == first_word_.end() ? std::string_view() : std::string_view(known_[found->second].word);
}

std::string Names::Qualified(const Meaning& meaning) const {
  const std::string name(NameOf(meaning.kind, meaning.parent, meaning.id));
  const auto inside = [&](NameKind outer) { return std::string(NameOf(outer, kNo, meaning.parent)) + "." + name; };
  switch (meaning.kind) {
    case NameKind::kField: return inside(NameKind::kFeed);
    case NameKind::kLookupColumn:
    case NameKind::kLookupKey: return inside(NameKind::kLookup);
    case NameKind::kItem: return inside(NameKind::kRule);
    case NameKind::kRow: return inside(NameKind::kTable);
    case NameKind::kEntityKey: return inside(NameKind::kEntity);
    default: return name;
  }
}

std::string Names::Nearest(std::string_view word, std::span<const std::string_view> words) {
  const std::u32string wanted = CodePoints(word);
  const std::size_t limit = wanted.size() < 3 ? (wanted.size() == 2 ? 1 : 0) : std::max<std::size_t>(1, wanted.size() / 3);
  std::size_t nearest = limit + 1;
  std::string_view found;
  for (const std::string_view candidate : words) {
    if (candidate.size() > word.size() + 4 * limit || word.size() > candidate.size() + 4 * limit) continue;
    const std::size_t distance = Distance(wanted, CodePoints(candidate), std::min(limit, nearest - 1));
    if (distance < nearest) {
      nearest = distance;
      found = candidate;
      if (nearest == 0) break;
    }
  }
  return std::string(found);
}

std::string Names::Suggest(std::string_view word, std::initializer_list<NameKind> kinds, Id parent) const {
  if (suggestions_spent_ > kSuggestionBudget) return {};
  suggestions_spent_ += known_.size();
  std::vector<std::string_view> words;
  for (const Known& known : known_) {
    if (std::find(kinds.begin(), kinds.end(), known.meaning.kind) == kinds.end()) continue;
    if (parent != kNo && IsInner(known.meaning.kind) && known.meaning.parent != parent) continue;
    words.push_back(known.word);
  }
  return Nearest(word, words);
}

std::optional<Meaning> Names::Lookup(Context& context, NodeId node, std::string_view word,
                                     std::initializer_list<NameKind> kinds, Id parent) const {
  std::vector<Meaning> fits;
  const Meaning* other = nullptr;
  const auto consider = [&](const Meaning* meaning) {
    if (meaning == nullptr) return;
    if (std::find(kinds.begin(), kinds.end(), meaning->kind) == kinds.end()) {
      other = meaning;
    } else if (std::none_of(fits.begin(), fits.end(), [&](const Meaning& m) {
                 return m.kind == meaning->kind && m.id == meaning->id && m.parent == meaning->parent;
               })) {
      fits.push_back(*meaning);
    }
  };
  bool common = false;
  for (const NameKind kind : kinds) {
    if (IsInner(kind) && parent != kNo) {
      consider(FindInside(kind, parent, word));
    } else if (IsInner(kind)) {
      if (const auto inner = by_word_.find(std::string(word)); inner != by_word_.end()) {
        for (const std::size_t i : inner->second) {
          if (known_[i].meaning.kind == kind) consider(&known_[i].meaning);
        }
      }
    } else {
      consider(FindIn(SpaceOf(kind), word));
      common = common || SpaceOf(kind) == Space::kCommon;
    }
  }
  if (fits.size() == 1) return fits.front();
  if (fits.size() > 1) {
    std::vector<std::string> spellings;
    for (const Meaning& meaning : fits) spellings.push_back(Qualified(meaning));
    context.Report(Code::GR2003, node, {std::string(word), WordsText(spellings)});
    return std::nullopt;
  }
  if (other == nullptr && common) other = Find(word);
  if (other != nullptr) {
    Diagnostic::Argument wanted = KindWord(*kinds.begin());
    for (auto kind = kinds.begin() + 1; kind != kinds.end(); ++kind) {
      const Diagnostic::Argument next = KindWord(*kind);
      wanted.english += " or " + next.english;
      wanted.chinese += "或" + next.chinese;
    }
    context.Report(Code::GR2002, node, {std::string(word), KindWord(other->kind), wanted},
                   {{other->range, {"declared here", "在此声明"}}});
    return std::nullopt;
  }
  ReportUnknown(context, node, word, Suggest(word, kinds, parent), FieldsOf(kinds, parent));
  return std::nullopt;
}

std::vector<std::string> Names::FieldsOf(std::initializer_list<NameKind> kinds, Id parent) const {
  std::vector<std::string> fields;
  if (parent == kNo || std::find(kinds.begin(), kinds.end(), NameKind::kField) == kinds.end()) return fields;
  if (suggestions_spent_ > kSuggestionBudget) return fields;
  suggestions_spent_ += known_.size();
  for (const Known& known : known_)
    if (known.meaning.kind == NameKind::kField && known.meaning.parent == parent) fields.push_back(known.word);
  return fields;
}

namespace {

constexpr std::size_t kMaxLookedFor = 200;  // each goes through all amendments

// What an amendment adds under that name or code, or kNoNode.
NodeId AddedByAmendment(const SyntaxTree& tree, std::string_view word) {
  for (const NodeId file : tree.Children(tree.root()))
    for (const NodeId head : tree.Children(file)) {
      if (tree.Kind(head) != NodeKind::kAmend) continue;
      for (const NodeId verb : tree.Items(head, "verbs")) {
        const bool item = tree.Kind(verb) == NodeKind::kAddItem;
        if (!item && tree.Kind(verb) != NodeKind::kAdd) continue;
        const NodeNames names = NamesOf(tree, tree.Child(verb, item ? "item" : "declaration"));
        if (names.code == word || names.name == word) return verb;
      }
    }
  return kNoNode;
}

}  // namespace

void Names::ReportUnknown(Context& context, NodeId node, std::string_view word, const std::string& nearest,
                          const std::vector<std::string>& fields) {
  if (context.unread.contains(std::string(word))) return;
  const bool few = context.sink.ErrorCount() < kMaxLookedFor;
  if (const NodeId added = few ? AddedByAmendment(context.tree, word) : kNoNode; added != kNoNode) {
    context.Report(Code::GR2001, node, {std::string(word), Diagnostic::Argument("in an example: let `as of` be a day on which the amendment is in force; otherwise: ", "如在案例中，请将评价日改到修订施行之后；否则")},
                   {{context.Range(added), {"added here, and not there before the amendment takes effect", "在此增加，修订施行之前没有"}}});
    return;
  }
  Diagnostic::Argument hint = Units::Hint(nearest);
  if (nearest.empty() && !fields.empty()) {
    const Diagnostic::Argument list = WordsText(fields);
    hint = {"the fields here are " + list.english + "; ", "这里的字段有 " + list.chinese + "；"};
  }
  context.Report(Code::GR2001, node, {std::string(word), hint});
}

std::optional<Meaning> Names::Resolve(Context& context, NodeId node, std::initializer_list<NameKind> kinds,
                                      Id parent) const {
  const SyntaxTree& tree = context.tree;
  switch (tree.Kind(node)) {
    case NodeKind::kLabel: {
      const NodeId code = tree.Child(node, "code"), name = tree.Child(node, "name");
      const std::optional<Meaning> meaning = Lookup(context, name, tree.Text(name), kinds, parent);
      if (code == kNoNode || !meaning) return meaning;
      const std::optional<Meaning> by_code = Lookup(context, code, tree.Text(code), kinds, parent);
      if (!by_code) return std::nullopt;
      if (by_code->kind != meaning->kind || by_code->id != meaning->id || by_code->parent != meaning->parent) {
        context.Report(Code::GR2004, node,
                       {std::string(tree.Text(code)), std::string(NameOf(by_code->kind, by_code->parent, by_code->id)),
                        std::string(tree.Text(name))},
                       {{by_code->range, {"the code is declared here", "该代码在此声明"}},
                        {meaning->range, {"the name is declared here", "该名称在此声明"}}});
        return std::nullopt;
      }
      return meaning;
    }
    case NodeKind::kQualified: {
      const NodeId base = tree.Child(node, "base"), name = tree.Child(node, "name");
      const Meaning* outer = tree.Kind(base) == NodeKind::kName ? Find(tree.Text(base)) : nullptr;
      if (outer == nullptr) {
        ReportUnknown(context, base, tree.Text(base),
                      Suggest(tree.Text(base), {NameKind::kFeed, NameKind::kLookup, NameKind::kRule, NameKind::kTable,
                                                NameKind::kEntity}));
        return std::nullopt;
      }
      // `table.output` and `entity.value`: what it names has its place in the common space.
      if (outer->kind == NameKind::kTable || (outer->kind == NameKind::kEntity && tree.Kind(name) == NodeKind::kName)) {
        const Meaning* inner = Find(tree.Text(name));
        const bool output = inner != nullptr && inner->kind == NameKind::kRule &&
                            (outer->kind != NameKind::kTable || inner->parent == outer->id);
        if (output) return Lookup(context, name, tree.Text(name), kinds, kNo);
      }
      return Lookup(context, name, tree.Text(name), kinds, outer->id);
    }
    default: return Lookup(context, node, tree.Text(node), kinds, parent);
  }
}

}  // namespace greenrule::semantics
