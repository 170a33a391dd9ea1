// Heads of declarations and of their parts.
#include "compiler/syntax/declaration_builder.h"

namespace greenrule {
namespace {

using enum TokenKind;

NodeKind KindOf(TokenKind starter) {
  switch (starter) {
    case kPolicy:
      return NodeKind::kPolicy;
    case kUse:
      return NodeKind::kUse;
    case kUnit:
      return NodeKind::kUnit;
    case kDepartment:
      return NodeKind::kDepartment;
    case kEntity:
      return NodeKind::kEntity;
    case kFeed:
      return NodeKind::kFeed;
    case kLookup:
      return NodeKind::kLookup;
    case kParameter:
      return NodeKind::kParameter;
    case kQuantity:
      return NodeKind::kQuantity;
    case kFactor:
      return NodeKind::kFactor;
    case kIndicator:
      return NodeKind::kIndicator;
    case kComposite:
      return NodeKind::kComposite;
    case kBands:
      return NodeKind::kBands;
    case kCurve:
      return NodeKind::kPoints;
    case kLevels:
      return NodeKind::kLevels;
    case kGrades:
      return NodeKind::kGrades;
    case kChecklist:
      return NodeKind::kChecklist;
    case kTable:
      return NodeKind::kTable;
    case kFunction:
      return NodeKind::kFunction;
    case kStatistic:
      return NodeKind::kStatistic;
    case kResult:
      return NodeKind::kResult;
    case kTask:
      return NodeKind::kTask;
    case kExample:
      return NodeKind::kExample;
    case kAmend:
      return NodeKind::kAmend;
    case kItem:
      return NodeKind::kItem;
    case kStep:
      return NodeKind::kStep;
    case kField:
    case kValue:
      return NodeKind::kField;
    case kGiven:
      return NodeKind::kGivenRows;
    case kExpect:
      return NodeKind::kExpectRows;
    default:
      return NodeKind::kChangeWeights;
  }
}

// Which declarations a part can stand in.
bool Holds(const Draft& main, TokenKind part) {
  switch (part) {
    case kField:
      return main.kind == NodeKind::kFeed;
    case kValue:
      return main.kind == NodeKind::kLookup;
    case kItem:
      return main.kind == NodeKind::kChecklist;
    case kStep:
      return main.kind == NodeKind::kTask;
    default:
      return main.kind == NodeKind::kExample;
  }
}

bool IsPart(TokenKind starter) {
  return starter == kField || starter == kValue || starter == kItem || starter == kStep ||
         starter == kGiven || starter == kExpect;
}

}  // namespace

// A declaration; or a part, which belongs to the one before it unless the verb stands right before it.
void DeclarationBuilder::Begin(NodeKind kind, TokenKind starter, TokenId token) {
  const TokenId first = verb_token_ == kNoToken ? token : verb_token_;
  Draft draft(kind, starter, first);
  draft.doc = DocBefore(first);
  if (!IsPart(starter) || verb_token_ != kNoToken) {
    main_ = std::move(draft);
    return;
  }
  EndPart();
  if (main_.Begun() && !Holds(main_, starter)) {
    DoesNotBelong(token);
  } else if (!main_.Begun() && !main_.broken) {
    Mistake(Code::GR1020, token, token,
            {"`" + std::string(b_.TextOf(token)) + "`",
             {"write the declaration that it belongs to before it", "请先写它所属的声明"}});
    main_.broken = true;
  }
  part_ = std::move(draft);
  part_.broken = !main_.Begun() || main_.broken;
}

NodeId DeclarationBuilder::Label(Cursor c) {
  const TokenId first = c.Take();
  if (c.Done()) return b_.Make(NodeKind::kLabel, {kNoNode, NameNode(first)}, first, first).node;
  const TokenId second = c.Take();
  const Token& token = b_.tokens()[second];
  if ((token.flags & token_flags::kFirstOnLine) != 0) {
    const TokenKind starter = part_.Begun() ? part_.starter : main_.starter;
    Mistake(Code::GR1021, second, second,
            {"`" + std::string(b_.TextOf(second)) + "`",
             CalledWithArticle(starter),
             {"write the code and the name on the line of the keyword", "代码和名称须与关键词写在同一行"}});
    (part_.Begun() ? part_ : main_).broken = true;
  }
  return b_.Make(NodeKind::kLabel, {NameNode(first), NameNode(second)}, first, second).node;
}

void DeclarationBuilder::Verb(Cursor c) {
  verb_ = c.Kind();
  verb_token_ = c.Take();
  const TokenId first = verb_token_;
  if (verb_ == kChange || verb_ == kAdd) {
    Head(c.Enter());
  } else if (verb_ == kRepeal) {
    Cursor what = c.Enter();
    const TokenId word = what.Take();
    Cursor label = c.Enter();
    const NodeId name = NameNode(label.Take());
    NodeId row = kNoNode;
    if (c.Skip(kRow)) row = NameNode(c.Take());
    main_ = Draft(NodeKind::kRepeal, kRepeal, first);
    main_.Set("what", KeywordNode(word));
    main_.Set("name", name);
    main_.Set("row", row);
  } else if (c.At(kChecklist)) {
    c.Take();
    checklist_ = NameNode(c.Take());
    Begin(NodeKind::kItem, kItem, c.Take());
    main_.Set("label", Label(c.Enter()));
    if (c.At(kText)) main_.Set("title", TextNode(c.Take()));
    if (!c.Done()) Options(c.Enter());
  } else {
    const TokenKind target = c.Kind();
    c.Take();
    main_ = Draft(NodeKind::kAddRows, target, first);
    main_.Set("target", NameNode(c.Take()));
  }
  verb_token_ = kNoToken;
}

void DeclarationBuilder::Head(Cursor c) {
  const Rule rule = c.RuleHere();
  Cursor head = c.Enter();
  switch (rule) {
    case Rule::policyHead:
    case Rule::plainHead:
      PlainHead(head);
      break;
    case Rule::valuedHead:
      ValuedHead(head);
      break;
    case Rule::tableHead:
      TableHead(head);
      break;
    case Rule::givenHead:
      Given(head);
      break;
    case Rule::expectHead:
      Expect(head);
      break;
    default:
      ListHead(head, rule);
      break;
  }
  if (!c.Done()) Options(c.Enter());
}

void DeclarationBuilder::PlainHead(Cursor c) {
  const TokenKind starter = c.Kind();
  Begin(KindOf(starter), starter, c.Take());
  Draft& draft = part_.Begun() ? part_ : main_;
  if (starter == kPolicy) {
    draft.Set("name", NameNode(c.Take()));
  } else {
    draft.Set("label", Label(c.Enter()));
  }
  if (c.At(kText)) draft.Set("title", TextNode(c.Take()));
  if (c.At(Rule::ends)) {
    Cursor ends = c.Enter();
    const TokenId word = ends.Take();
    if (draft.Slot("ends") >= 0)
      draft.Set("ends", KeywordNode(word));
    else
      DoesNotBelong(word);
  }
}

void DeclarationBuilder::ValuedHead(Cursor c) {
  const TokenKind starter = c.Kind();
  Begin(KindOf(starter), starter, c.Take());
  Draft& draft = part_.Begun() ? part_ : main_;
  draft.Set("label", Label(c.Enter()));
  while (!c.Done()) {
    const TokenId token = c.TokenHere();
    if (c.At(Rule::functionParameters)) {
      Cursor list = c.Enter();
      if (starter != kFunction) {
        DoesNotBelong(token);
        continue;
      }
      list.Take();
      for (; !list.At(kClose); list.Skip(kComma)) {
        Cursor parameter = list.Enter();
        const TokenId first = parameter.First(), last = parameter.Last();
        const NodeId name = NameNode(parameter.Take());
        const NodeId type = parameter.Skip(kColon) ? f_.Type(parameter.Enter()).node : kNoNode;
        draft.Append("parameters", b_.Make(NodeKind::kFunctionParameter, {name, type}, first, last).node);
      }
    } else if (c.At(kText)) {
      Put(token, {"title"}, TextNode(c.Take()));
    } else if (c.Skip(kFor)) {
      Put(token, {"owner"}, NameNode(c.Take()));
    } else if (c.Skip(kBy)) {
      const NodeId names = f_.Names(c.Enter());
      if (draft.Slot("by") >= 0)
        draft.Set("by", names);
      else
        DoesNotBelong(token);
    } else if (c.Skip(kColon)) {
      if (c.At(Rule::type)) Put(token, {"type"}, f_.Type(c.Enter()).node);
    } else if (c.At(Rule::levelOption)) {
      Cursor level = c.Enter();
      level.Take();
      Put(token, {"level"}, NameNode(level.Take()));
    } else {
      c.Take();
    }
  }
}

// `= formula`, which an unnamed entry of a parameter, a unit's definition and a function's body are too.
void DeclarationBuilder::Formula(Draft& draft, Part formula) {
  if (draft.kind == NodeKind::kParameter) {
    const NodeId cites = b_.EmptyList(formula.first);
    draft.Append("entries", b_.Make(NodeKind::kParameterEntry, {formula.node, kNoNode, kNoNode, cites},
                                    formula.first, formula.last)
                                .node);
    return;
  }
  Put(formula.first, {"formula", "body", "definition"}, formula.node);
}

void DeclarationBuilder::TableHead(Cursor c) {
  const TokenId first = c.Take();
  Cursor label = c.Enter();
  Cursor names = label;
  const TokenId name = names.Take();
  bool row = false;
  Begin(NodeKind::kTable, kTable, first);
  main_.Set("label", Label(label));
  while (!c.Done()) {
    if (c.At(kText)) {
      main_.Set("title", TextNode(c.Take()));
    } else if (c.Skip(kFor)) {
      main_.Set("owner", NameNode(c.Take()));
    } else if (c.At(Rule::givesLine)) {
      Options(c.Enter());
    } else {
      c.Skip(kRow);
      const NodeId code = NameNode(c.Take());
      Draft change(NodeKind::kChangeRow, kTable, main_.first);
      change.Set("table", NameNode(name));
      change.Set("code", code);
      main_ = std::move(change);
      row = true;
      break;
    }
  }
  if (row && verb_ != kChange) {
    Mistake(Code::GR1047, first, first, {std::string(b_.TextOf(first))});
    main_.broken = true;
  }
}

// Heads that are lists of names, and the other short ones.
void DeclarationBuilder::ListHead(Cursor c, Rule rule) {
  const TokenKind starter = c.Kind();
  const TokenId token = c.Take();
  Begin(KindOf(starter), starter, token);
  Draft& draft = main_;
  switch (rule) {
    case Rule::feedHead:
      draft.Set("label", Label(c.Enter()));
      if (c.At(kText)) draft.Set("title", TextNode(c.Take()));
      while (!c.Done())
        if (!c.Skip(kEquals) && !c.Skip(kAndAlso)) draft.Append("union", NameNode(c.Take()));
      break;
    case Rule::weightsHead:
      draft.Set("composite", NameNode(c.Take()));
      if (verb_ != kChange) {
        Mistake(Code::GR1047, token, token, {std::string(b_.TextOf(token))});
        draft.broken = true;
      }
      break;
    case Rule::gradesHead:
      draft.Set("label", Label(c.Enter()));
      if (c.At(kText)) draft.Set("title", TextNode(c.Take()));
      draft.Set("order", KeywordNode(c.Take()));
      while (!c.Done())
        if (!c.Skip(kColon) && !c.Skip(kGreater)) draft.Append("values", NameNode(c.Take()));
      break;
    case Rule::levelsHead:
      while (!c.Done())
        if (!c.Skip(kComma)) draft.Append("names", NameNode(c.Take()));
      break;
    case Rule::resultHead:
      draft.Set("owner", NameNode(c.Take()));
      c.Skip(kDe);
      while (!c.Done()) {
        if (c.Skip(kComma)) continue;
        Cursor item = c.Enter();
        const TokenId first = item.First(), last = item.Last();
        const NodeId value = f_.Qualified(item.Enter()).node;
        const NodeId as = item.Skip(kWrittenAs) ? TextNode(item.Take()) : kNoNode;
        draft.Append("items", b_.Make(NodeKind::kResultItem, {value, as}, first, last).node);
      }
      break;
    case Rule::useHead:
      draft.Set("name", NameNode(c.Take()));
      break;
    case Rule::exampleHead:
      draft.Set("title", TextNode(c.Take()));
      break;
    default:  // amendHead
      draft.Set("name", NameNode(c.Take()));
      c.Take();  // to
      draft.Set("version", TextNode(c.Take()));
      if (!c.Done()) draft.Set("title", TextNode(c.Take()));
      break;
  }
}

void DeclarationBuilder::Given(Cursor c) {
  const TokenId first = c.First();
  Begin(NodeKind::kGivenRows, kGiven, c.Take());
  const NodeId target = f_.Qualified(c.Enter()).node;
  NodeId entity = kNoNode;
  if (c.Skip(kFor)) entity = TextNode(c.Take());
  part_.Set("target", target);
  if (c.Done()) return;
  NodeId node;
  if (c.Skip(kNone)) {
    node = b_.Make(NodeKind::kGivenNone, {target}, first, clause_last_).node;
  } else {
    c.Skip(kEquals);
    const NodeId value = f_.Cell(c.Enter()).node;
    node = b_.Make(NodeKind::kGivenValue, {target, entity, value}, first, clause_last_).node;
  }
  if (!part_.broken) main_.Append("givens", node);
  part_ = {};
}

void DeclarationBuilder::Expect(Cursor c) {
  const TokenId first = c.First();
  Begin(NodeKind::kExpectRows, kExpect, c.Take());
  const NodeId target = f_.Qualified(c.Enter()).node;
  NodeId entity = kNoNode;
  if (c.Skip(kFor)) entity = TextNode(c.Take());
  part_.Set("target", target);
  if (c.Done()) return;
  Part node;
  if (c.At(Rule::expectState)) {
    Cursor state = c.Enter();
    const TokenKind kind = state.Kind();
    const NodeId keyword = b_.Keyword(kind, state.Take(), NodeKind::kState).node;
    std::vector<NodeId> items;
    while (!state.Done())
      if (!state.Skip(kComma)) items.push_back(Label(state.Enter()));
    const NodeId list = b_.List(items, first, clause_last_);
    node = b_.Make(NodeKind::kExpectState, {target, entity, keyword, list}, first, clause_last_);
  } else if (c.Skip(kMissing)) {
    const NodeId reason = c.Done() ? kNoNode : TextNode(c.Take());
    node = b_.Make(NodeKind::kExpectMissing, {target, entity, reason}, first, clause_last_);
  } else if (c.Skip(kNotApplicable)) {
    node = b_.Make(NodeKind::kExpectNotApplicable, {target, entity}, first, clause_last_);
  } else {
    c.Take();  // = or is
    const NodeId cell = f_.Cell(c.Enter()).node;
    node = b_.Make(NodeKind::kExpectValue, {target, entity, cell}, first, clause_last_);
  }
  if (!part_.broken) main_.Append("expects", node.node);
  part_ = {};
}

// A dated entry of a parameter. Options after it (`cites`) are the entry's.
void DeclarationBuilder::Entry(Cursor c) {
  EndPart();
  if (main_.Slot("entries") < 0) {
    main_.broken = true;
    return;
  }
  Draft entry(NodeKind::kParameterEntry, kParameter, c.First());
  entry.doc = DocBefore(c.First());
  part_ = std::move(entry);
  part_.Set("value", f_.Value(c.Enter()).node);
  bool until = false;
  while (!c.Done()) {
    if (!c.AtToken()) {
      Option(c);
      c.TakeNode();
    } else if (c.At(kDate)) {
      part_.Set(until ? "until" : "from", b_.Leaf(NodeKind::kDate, c.Take()).node);
    } else {
      until = c.At(kUntil) || c.At(kTo);
      c.Take();
    }
  }
}

void DeclarationBuilder::Options(Cursor c) {
  for (; !c.Done(); c.TakeNode())
    if (!c.AtToken()) Option(c);
}

}  // namespace greenrule
