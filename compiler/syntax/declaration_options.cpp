// Options: each finds the child of the declaration that it says.
#include <algorithm>

#include "compiler/syntax/declaration_builder.h"
#include "compiler/syntax/phrases.h"

namespace greenrule {
namespace {

using enum TokenKind;

// Which children an option can be, the first that the declaration has.
struct OptionPlace {
  TokenKind keyword;
  std::initializer_list<std::string_view> slots;
};
const OptionPlace kOptionPlaces[] = {
    {kVersion, {"version"}},
    {kIssuedBy, {"issued_by"}},
    {kPublished, {"published"}},
    {kEffectiveFrom, {"effective_from", "from"}},
    {kSince, {"effective_from", "from"}},
    {kUntil, {"effective_until", "until"}},
    {kVariantOf, {"base"}},
    {kCites, {"cites"}},
    {kListedIn, {"listed_in"}},
    {kEvaluatedWhen, {"evaluated_when"}},
    {kBelongsTo, {"belongs_to"}},
    {kFrom, {"sources", "source", "file", "from"}},
    {kOnePer, {"cardinality"}},
    {kManyPer, {"cardinality"}},
    {kEach, {"cardinality"}},
    {kUpTo, {"up_to"}},
    {kAtLeast, {"at_least"}},
    {kDatedBy, {"dated_by"}},
    {kDistinctBy, {"distinct_by"}},
    {kKeepLatestBy, {"keep_latest_by"}},
    {kOnlyRowsWhere, {"only_rows"}},
    {kMappedBy, {"mapped_by"}},
    {kKeyColumn, {"key_columns"}},
    {kKey, {"keys"}},
    {kValue, {"values"}},
    {kField, {"fields"}},
    {kItem, {"items"}},
    {kStep, {"steps"}},
    {kGiven, {"givens"}},
    {kExpect, {"expects"}},
    {kDecimals, {"decimals"}},
    {kKeeping, {"decimals"}},
    {kRange, {"range"}},
    {kBlankIs, {"blank"}},
    {kColumn, {"columns"}},
    {kDateAs, {"date_format"}},
    {kMissingWritten, {"missing_written"}},
    {kMayBeMissing, {"may_be_missing"}},
    {kAnyCase, {"type"}},
    {kLongestPrefix, {"default"}},
    {kInForce, {"default"}},
    {kDefault, {"default"}},
    {kFor, {"owner"}},
    {kScore, {"score"}},
    {kPoints, {"score"}},
    {kLowerIsBetter, {"direction"}},
    {kHigherIsBetter, {"direction"}},
    {kAppliesWhen, {"applies_when"}},
    {kWhenMissing, {"when_missing"}},
    {kLevel, {"level"}},
    {kEqual, {"equal"}},
    {kHitWhen, {"hit_when"}},
    {kGroup, {"group"}},
    {kGives, {"gives"}},
    {kFirstMatch, {"match"}},
    {kUnique, {"match"}},
    {kAllMatch, {"match"}},
    {kUses, {"uses"}},
    {kAsOfDay, {"as_of"}},
};

std::initializer_list<std::string_view> SlotsOf(TokenKind keyword) {
  const auto* found = std::ranges::find(kOptionPlaces, keyword, &OptionPlace::keyword);
  return found->slots;
}

bool Has(const Draft& draft, const OptionPlace& place) {
  return std::ranges::any_of(place.slots, [&](std::string_view slot) { return draft.Slot(slot) >= 0; });
}

}  // namespace

Draft* DeclarationBuilder::DraftWith(std::initializer_list<std::string_view> slots) {
  for (Draft* draft : {&part_, &main_})
    for (std::string_view slot : slots)
      if (draft->Begun() && draft->Slot(slot) >= 0) return draft;
  return nullptr;
}

bool DeclarationBuilder::Put(TokenId keyword, std::initializer_list<std::string_view> slots, NodeId node) {
  Draft* draft = DraftWith(slots);
  if (draft == nullptr) {
    DoesNotBelong(keyword);
    return false;
  }
  const auto* slot =
      std::ranges::find_if(slots, [&](std::string_view name) { return draft->Slot(name) >= 0; });
  const auto index = static_cast<std::size_t>(draft->Slot(*slot));
  if (ChildIsList(draft->kind, index)) {
    draft->lists[index].push_back(node);
  } else if (draft->fixed[index] != kNoNode) {
    Mistake(Code::GR1040, keyword, keyword, {std::string(b_.TextOf(keyword))});
    draft->broken = true;
  } else {
    draft->fixed[index] = node;
  }
  return true;
}

void DeclarationBuilder::DoesNotBelong(TokenId keyword) {
  Draft& draft = part_.Begun() ? part_ : main_;
  main_.broken = true;
  if (!draft.Begun()) {
    if (draft.first == kNoToken)
      Mistake(Code::GR1020, keyword, keyword,
              {"`" + std::string(b_.TextOf(keyword)) + "`",
               {"write the declaration that it belongs to before it", "请先写它所属的声明"}});
    draft.first = keyword;
    return;
  }
  draft.broken = true;
  std::string english, chinese;
  for (const OptionPlace& place : kOptionPlaces) {
    if (!Has(draft, place)) continue;
    const Diagnostic::Argument shown = Shown(place.keyword);
    const std::string comma = english.empty() ? "" : ", ", pause = chinese.empty() ? "" : "、";
    const auto add = [](std::string& list, const std::string& separator, const std::string& word) {
      if (list.find(word) == std::string::npos) list += separator + word;
    };
    if (IsSpelled(place.keyword, Language::kEnglish)) add(english, comma, shown.english);
    if (IsSpelled(place.keyword, Language::kChinese)) add(chinese, pause, shown.chinese);
  }
  if (english.empty()) english = "no options", chinese = "的内容都写在声明的第一行";
  Mistake(Code::GR1041, keyword, keyword,
          {std::string(b_.TextOf(keyword)), CalledWithArticle(draft.starter), {english, chinese}});
}

// The one that the cursor stands before.
void DeclarationBuilder::Option(Cursor c) {
  const Rule rule = c.RuleHere();
  Cursor o = c.Enter();
  if (rule == Rule::option || rule == Rule::simpleOption || rule == Rule::openOption) return Option(o);
  if (rule == Rule::matching) {
    if (o.At(Rule::allMatch)) return Option(o);
    return Flag(o);
  }
  const TokenId first = o.First();
  const auto keyword = [&] { return b_.tokens()[first].kind; };
  const auto date = [&] { return b_.Leaf(NodeKind::kDate, o.Take()).node; };
  const auto texts = [&](TokenKind separator) {
    std::vector<NodeId> list;
    while (!o.Done())
      if (o.At(kText))
        list.push_back(TextNode(o.Take()));
      else if (o.At(separator) || o.At(kOpen) || o.At(kClose))
        o.Take();
      else
        break;
    return list;
  };
  switch (rule) {
    case Rule::textOption:
      o.Take();
      Put(first, SlotsOf(keyword()), TextNode(o.Take()));
      break;
    case Rule::dateOption:
      o.Take();
      Put(first, SlotsOf(keyword()), date());
      break;
    case Rule::effective:
      for (bool until = keyword() == kUntil; !o.Done();) {
        if (o.At(kDate))
          Put(first, SlotsOf(until ? kUntil : kEffectiveFrom), date());
        else
          until |= o.At(kUntil) || o.At(kTo), o.Take();
      }
      break;
    case Rule::cites:
      for (o.Take(); !o.Done();) {
        if (o.At(kText)) {
          Put(first, {"cites"}, TextNode(o.Take()));
        } else if (o.At(Rule::cited)) {
          Cursor cited = o.Enter();
          Put(first, {"cites"}, cited.At(kText) ? TextNode(cited.Take()) : Label(cited.Enter()));
        } else {
          o.Take();
        }
      }
      break;
    case Rule::nameOption:
    case Rule::levelOption:
      o.Take();
      Put(first, SlotsOf(keyword()), NameNode(o.Take()));
      break;
    case Rule::condition:
      o.Take();
      Put(first, SlotsOf(keyword()), f_.Formula(o.Enter()).node);
      break;
    case Rule::belongsTo: {
      o.Take();
      const NodeId owner = NameNode(o.Take());
      std::vector<NodeId> by;
      for (; !o.Done(); o.Take())
        if (o.At(kName)) by.push_back(NameNode(o.TokenHere()));
      const NodeId list = b_.List(by, first, o.Last());
      Put(first, {"belongs_to"}, b_.Make(NodeKind::kBelongsTo, {owner, list}, first, o.Last()).node);
      break;
    }
    case Rule::from:
      From(o);
      break;
    case Rule::cardinality: {
      const TokenKind kind = keyword();
      o.Take();
      const TokenId owner = o.Take();
      const bool one = kind == kOnePer || (kind == kEach && o.At(kOneRow));
      if (Put(first, {"cardinality"}, b_.LeafWithText(NodeKind::kKeyword, one ? "one" : "many", first).node))
        Put(owner, {"owner"}, NameNode(owner));
      break;
    }
    case Rule::rowLimit:
      o.Take();
      Put(first, SlotsOf(keyword()), b_.Leaf(NodeKind::kNumber, o.Take()).node);
      break;
    case Rule::distinctBy:
      for (o.Take(); !o.Done();)
        if (!o.Skip(kAndAlso)) Put(first, {"distinct_by"}, NameNode(o.Take()));
      break;
    case Rule::keyColumn: {
      o.Take();
      const NodeId key = o.At(kName) ? NameNode(o.Take()) : kNoNode;
      const NodeId list = b_.List(texts(kOr), first, o.Last());
      Put(first, {"key_columns"}, b_.Make(NodeKind::kKeyColumn, {key, list}, first, o.Last()).node);
      break;
    }
    case Rule::columns:
      o.Take();
      for (NodeId text : texts(kOr)) Put(first, {"columns"}, text);
      break;
    case Rule::missingWritten:
      o.Take();
      for (NodeId text : texts(kComma)) Put(first, {"missing_written"}, text);
      break;
    case Rule::decimals:
      Put(first, {"decimals"}, f_.Decimals(o).node);
      break;
    case Rule::range:
      Put(first, {"range"}, f_.Range(o).node);
      break;
    case Rule::blank:
      o.Take();
      Put(first, {"blank"}, f_.Cell(o.Enter()).node);
      break;
    case Rule::flag:
      Flag(o);
      break;
    case Rule::default_:
      o.Take();
      Put(first, {"default"}, f_.Value(o.Enter()).node);
      break;
    case Rule::allMatch: {
      Draft* draft = DraftWith({"match", "score"});
      if (draft == nullptr || draft->kind != NodeKind::kTable) {
        DoesNotBelong(first);
        break;
      }
      o.Take();
      Put(first, {"match"}, b_.LeafWithText(NodeKind::kKeyword, "all", first).node);
      if (!o.Done()) Put(o.TokenHere(), {"combine"}, KeywordNode(o.TokenHere()));
      break;
    }
    case Rule::formula: {
      o.Take();
      const Part formula = f_.Formula(o.Enter());
      Formula(part_.Begun() ? part_ : main_, formula);
      break;
    }
    case Rule::scoreBy: {
      o.Take();
      o.Skip(kBy);
      const TokenId name = o.Take();
      Put(first, {"score"}, b_.Make(NodeKind::kScoreBy, {NameNode(name)}, first, name).node);
      break;
    }
    case Rule::scoreFormula:
      o.Take();
      o.Skip(kEquals);
      Put(first, {"score"}, f_.Formula(o.Enter()).node);
      break;
    case Rule::rowsFollow:
      RowsFollow(o);
      break;
    case Rule::whenMissing:
      WhenMissing(o);
      break;
    case Rule::key:
      Keys(o);
      break;
    case Rule::gives:
      for (o.Take(); !o.Done();) {
        if (o.Skip(kComma)) continue;
        Cursor output = o.Enter();
        const TokenId begin = output.First(), end = output.Last();
        const NodeId name = NameNode(output.Take());
        NodeId type = kNoNode, decimals = kNoNode, range = kNoNode;
        while (!output.Done()) {
          if (output.At(Rule::type))
            type = f_.Type(output.Enter()).node;
          else if (output.At(Rule::decimals))
            decimals = f_.Decimals(output.Enter()).node;
          else if (output.At(Rule::range))
            range = f_.Range(output.Enter()).node;
          else
            output.Take();
        }
        Put(first, {"gives"}, b_.Make(NodeKind::kOutput, {name, type, decimals, range}, begin, end).node);
      }
      break;
    default:  // uses
      for (o.Take(); !o.Done();)
        if (!o.Skip(kComma)) Put(first, {"uses"}, NameNode(o.Take()));
      break;
  }
}

void DeclarationBuilder::RowsFollow(Cursor o) {
  const TokenId first = o.First();
  Draft* draft = DraftWith({"score"});
  if (draft == nullptr) return DoesNotBelong(first);
  RowsSoFar& rows = draft->rows;
  if (rows.score_token != kNoToken) {
    Mistake(Code::GR1040, first, first, {std::string(b_.TextOf(first))});
    draft->broken = true;
    return;
  }
  rows.meaning = o.At(kPoints) ? RowsSoFar::Meaning::kPoints : RowsSoFar::Meaning::kScore;
  rows.score_token = first;
  rows.last = o.Last();
  o.Take();
  if (o.Done()) return;
  Cursor ends = o.Enter();
  rows.ends = KeywordNode(ends.Take());
}

// A department, a file, or a date.
void DeclarationBuilder::From(Cursor o) {
  const TokenId first = o.Take();
  if (o.At(kText)) {
    Put(first, {"file"}, TextNode(o.Take()));
  } else if (o.At(kDate)) {
    Put(first, {"from", "effective_from"}, b_.Leaf(NodeKind::kDate, o.Take()).node);
    if (o.Skip(kUntil)) Put(first, {"until", "effective_until"}, b_.Leaf(NodeKind::kDate, o.Take()).node);
  } else {
    for (; !o.Done(); o.Take())
      if (o.At(kName)) Put(first, {"sources", "source"}, NameNode(o.TokenHere()));
  }
}

void DeclarationBuilder::Flag(Cursor o) {
  const TokenId first = o.Take();
  const TokenKind kind = b_.tokens()[first].kind;
  if (kind == kAnyCase) {
    Draft* draft = DraftWith({"type"});
    const NodeId type = draft == nullptr ? kNoNode : draft->fixed[ChildIndex(draft->kind, "type")];
    const bool choices = type != kNoNode && (b_.tree().Kind(type) == NodeKind::kOneOfType ||
                                             b_.tree().Kind(type) == NodeKind::kYesNoType);
    if (choices)
      b_.SetChild(type, 1, KeywordNode(first));
    else
      DoesNotBelong(first);
    return;
  }
  if (kind == kFirstMatch || kind == kUnique) {
    const std::string_view word = kind == kFirstMatch ? "first" : "unique";
    const NodeId node = b_.LeafWithText(NodeKind::kKeyword, word, first).node;
    Draft* draft = DraftWith({"match", "score"});
    if (draft != nullptr && draft->Slot("match") < 0)
      draft->rows.match = node;
    else
      Put(first, {"match"}, node);
    return;
  }
  if (kind == kLongestPrefix || kind == kInForce) {
    if (part_.kind == NodeKind::kLookupKey)
      Put(first, {"match"}, KeywordNode(first));
    else
      DoesNotBelong(first);
    return;
  }
  Put(first, SlotsOf(kind), KeywordNode(first));
}

void DeclarationBuilder::Keys(Cursor o) {
  const TokenId first = o.Take();
  EndPart();
  const bool lookup = main_.kind == NodeKind::kLookup;
  if (main_.Begun() ? main_.Slot("keys") < 0 : true) return DoesNotBelong(first);
  for (; !o.Done();) {
    if (o.AtToken()) {
      o.Take();
      continue;
    }
    Cursor item = o.Enter();
    const TokenId begin = item.First(), end = item.Last();
    const NodeId name = NameNode(item.Take());
    NodeId type = kNoNode, match = kNoNode;
    TokenId match_token = kNoToken;
    if (item.Skip(kColon)) {
      if (item.At(Rule::type))
        type = f_.Type(item.Enter()).node;
      else
        match = KeywordNode(match_token = item.Take());
    }
    if (!lookup) {
      if (match != kNoNode) DoesNotBelong(match_token);
      main_.Append("keys", b_.Make(NodeKind::kKey, {name, type}, begin, end).node);
      continue;
    }
    EndPart();
    part_ = Draft(NodeKind::kLookupKey, kKey, begin);
    part_.last = end;
    part_.Set("name", name);
    part_.Set("type", type);
    part_.Set("match", match);
  }
}

void DeclarationBuilder::WhenMissing(Cursor o) {
  const TokenId first = o.Take(), last = o.Last();
  NodeId action = kNoNode, score = kNoNode, counts = kNoNode;
  for (; !o.Done();) {
    if (o.At(Rule::value)) {
      score = f_.Value(o.Enter()).node;
      continue;
    }
    const TokenKind kind = o.Kind();
    const TokenId token = o.Take();
    const auto word = [&](std::string_view text) {
      return b_.LeafWithText(NodeKind::kKeyword, text, token).node;
    };
    switch (kind) {
      case kScore:
      case kGets:
        action = word("score");
        break;
      case kIsExcluded:
        action = word("excluded");
        break;
      case kIsUndetermined:
      case kUndetermined:
        action = word("undetermined");
        break;
      case kCountsAsData:
        counts = KeywordNode(token);
        break;
      default:
        break;
    }
  }
  Put(first, {"when_missing"}, b_.Make(NodeKind::kWhenMissing, {action, score, counts}, first, last).node);
}

}  // namespace greenrule
