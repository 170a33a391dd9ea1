#include "compiler/syntax/declaration_builder.h"

#include <algorithm>

#include "compiler/syntax/phrases.h"

namespace greenrule {
namespace {

using enum TokenKind;

std::string WithoutTicks(const std::string& text) {
  return text.size() > 2 ? text.substr(1, text.size() - 2) : text;
}

// Where a part goes in what it is a part of.
std::string_view PlaceOf(NodeKind part) {
  switch (part) {
    case NodeKind::kItem:
      return "items";
    case NodeKind::kStep:
      return "steps";
    case NodeKind::kLookupKey:
      return "keys";
    case NodeKind::kParameterEntry:
      return "entries";
    default:
      return "fields";
  }
}

}  // namespace

Diagnostic::Argument Called(TokenKind starter) {
  const Diagnostic::Argument shown = Shown(starter);
  if (starter == kResult) return {"result", "公布"};
  return {WithoutTicks(shown.english), WithoutTicks(shown.chinese)};
}

Diagnostic::Argument CalledWithArticle(TokenKind starter) {
  Diagnostic::Argument called = Called(starter);
  if (called.english.ends_with('s')) return called;
  const bool vowel = std::string_view("aeio").find(called.english[0]) != std::string_view::npos;
  called.english.insert(0, vowel ? "an " : "a ");
  return called;
}

void DeclarationBuilder::BeginDeclaration() {
  main_ = {};
  part_ = {};
  verb_ = kEnd;
  checklist_ = kNoNode;
}

void DeclarationBuilder::Add(const Clause& clause, const Derivation& derivation) {
  clause_last_ = clause.last - 1;
  Cursor c(derivation, b_.tokens(), 0);
  c = c.Enter();
  const Rule rule = derivation.nodes[derivation.children[derivation.nodes[0].first_child]].rule;
  switch (rule) {
    case Rule::verb:
      Verb(c);
      break;
    case Rule::head:
      Head(c);
      break;
    case Rule::row:
      Row(c);
      break;
    case Rule::entry:
      Entry(c);
      break;
    default:
      Options(c);
      break;
  }
  if (part_.Begun()) part_.last = clause_last_;
  if (main_.Begun()) main_.last = clause_last_;
}

void DeclarationBuilder::AddBroken(const Clause& clause) {
  const bool head = clause.kind == ClauseKind::kHead;
  if (head && !main_.Begun()) main_ = Draft(NodeKind::kList, kEnd, clause.first);
  const TokenKind starter = b_.tokens()[clause.first].kind;
  if ((head && starter == kAmend) || main_.kind == NodeKind::kAmend) head_broken_ = true;
  if (clause.kind == ClauseKind::kPart) part_ = {};
  main_.broken = true;
}

void DeclarationBuilder::EndPart() {
  Draft part = std::move(part_);
  part_ = {};
  if (!part.Begun()) return;
  if (part.kind == NodeKind::kGivenRows || part.kind == NodeKind::kExpectRows) {
    const NodeId node = FinishGiven(part);
    if (node != kNoNode) main_.Append(part.kind == NodeKind::kGivenRows ? "givens" : "expects", node);
    return;
  }
  const bool value = part.starter == kValue;
  const NodeId node = Finish(part);
  if (node == kNoNode) {
    main_.broken = true;
    return;
  }
  const std::string_view place = value ? "values" : PlaceOf(part.kind);
  if (main_.Slot(place) >= 0) main_.Append(place, node);
}

void DeclarationBuilder::EndDeclaration() {
  EndPart();
  Draft draft = std::move(main_);
  main_ = {};
  if (!draft.Begun()) return;
  const TokenId first = draft.first, last = draft.last;
  const bool broken = draft.broken;
  const NodeKind kind = draft.kind;
  const bool verb_kind = kind == NodeKind::kChangeRow || kind == NodeKind::kChangeWeights ||
                         kind == NodeKind::kAddRows || kind == NodeKind::kRepeal;
  const bool amending = verb_ != kEnd || verb_kind;
  if (amending && !head_.Begun()) {
    if (!broken && !head_broken_) Mistake(Code::GR1047, first, first, {std::string(b_.TextOf(first))});
    return;
  }
  if (kind == NodeKind::kPolicy || kind == NodeKind::kAmend) {
    if (head_.Begun()) declarations_[head_place_] = Finish(head_);
    head_ = std::move(draft);
    head_place_ = declarations_.size();
    declarations_.push_back(kNoNode);
    return;
  }
  NodeId node = Finish(draft);
  if (node == kNoNode || broken) return;
  if (!amending) return declarations_.push_back(node);
  if (checklist_ != kNoNode)
    node = b_.Make(NodeKind::kAddItem, {checklist_, node}, first, last).node;
  else if (!verb_kind)
    node = b_.Make(verb_ == kChange ? NodeKind::kChange : NodeKind::kAdd, {node}, first, last).node;
  head_.Append("verbs", node);
  head_.last = last;
}

NodeId DeclarationBuilder::EndFile(std::string_view path, TokenId first, TokenId last) {
  if (head_.Begun()) declarations_[head_place_] = Finish(head_);
  head_ = {};
  std::erase(declarations_, kNoNode);
  const Part file = b_.LeafWithText(NodeKind::kName, path, first);
  return b_.Make(NodeKind::kFile, declarations_, first, last, b_.TextIndex(file.node)).node;
}

NodeId DeclarationBuilder::ListOf(Draft& draft, std::size_t slot) {
  if (draft.fixed[slot] != kNoNode) return draft.fixed[slot];
  const auto& items = draft.lists[slot];
  if (items.empty()) return b_.EmptyList(draft.first);
  TokenId first = draft.first, last = draft.last;
  for (NodeId item : items)
    if (item != kNoNode) {
      first = b_.tree().FirstToken(item);
      break;
    }
  for (std::size_t i = items.size(); i-- > 0;)
    if (items[i] != kNoNode) {
      last = b_.tree().LastToken(items[i]);
      break;
    }
  return b_.List(items, first, last);
}

// The node of a draft; kNoNode if it is broken or lacks what it must have.
NodeId DeclarationBuilder::Finish(Draft& draft) {
  FinishScore(draft);
  std::vector<NodeId> children(draft.fixed.size());
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool list = ChildIsList(draft.kind, i);
    children[i] = list ? ListOf(draft, i) : draft.fixed[i];
    if (children[i] != kNoNode || ChildIsOptional(draft.kind, i) || draft.broken) continue;
    ReportMissing(draft, ChildNames(draft.kind)[i]);
    draft.broken = true;
  }
  if (draft.broken || !draft.Begun()) return kNoNode;
  const NodeId node = b_.Make(draft.kind, children, draft.first, draft.last).node;
  if (!draft.doc.empty()) b_.SetDoc(node, std::move(draft.doc));
  return node;
}

void DeclarationBuilder::ReportMissing(const Draft& draft, std::string_view child) {
  Diagnostic::Argument what("formula", "公式"), how("`= formula`", "`= 公式`");
  if (child == "row") {
    what = {"row", "行"};
    how = {"the row under it, `| … |`", "在下面写出该行 `| … |`"};
  }
  Mistake(Code::GR1042, draft.first, draft.first, {Called(draft.starter), what, how});
}

std::string DeclarationBuilder::DocBefore(TokenId token) const {
  auto [begin, end] = std::ranges::equal_range(trivia_, token, {}, &Trivia::before);
  std::string doc;
  for (const Trivia& t : std::ranges::subrange(begin, end)) {
    if (t.kind != Trivia::Kind::kDocumentation) continue;
    std::string_view line = text_.substr(t.begin, t.end - t.begin);
    line.remove_prefix(std::min(line.find_first_not_of("#\xEF\xBC\x83"), line.size()));
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (!doc.empty()) doc += '\n';
    doc += line;
  }
  return doc;
}

void DeclarationBuilder::Mistake(Code code, TokenId first, TokenId last,
                                 std::vector<Diagnostic::Argument> arguments) {
  mistakes_.Report(code, f_.RangeOf(first, last), std::move(arguments));
}

}  // namespace greenrule
