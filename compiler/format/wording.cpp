#include "compiler/format/wording.h"

#include <algorithm>
#include <iterator>

#include "compiler/syntax/phrases.h"

namespace greenrule::format {
namespace {

using enum TokenKind;

// The spelling that is written, empty if the language has none.
std::string_view Spelling(TokenKind kind, Language language) {
  for (const Phrase& phrase : AllPhrases())
    if (phrase.kind == kind && phrase.language == language && !phrase.alias) return phrase.text;
  return {};
}

// `1 month`: every further spelling in English is a singular.
void CountInSingular(Words& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i - 1].kind != kNumber || words[i - 1].text != "1") continue;
    for (const Phrase& phrase : AllPhrases())
      if (phrase.alias && phrase.language == Language::kEnglish && phrase.kind == words[i].kind &&
          words[i].text == Spelling(phrase.kind, Language::kEnglish))
        words[i].text = phrase.text;
  }
}

// Whether a line that begins with a word of this kind begins a clause, in one of the languages.
bool BeginsClause(TokenKind kind) {
  constexpr auto kBegins = phrase_group::D | phrase_group::S | phrase_group::O;
  for (const Phrase& own : AllPhrases())
    for (const Phrase& phrase : AllPhrases())
      if (own.kind == kind && phrase.text == own.text && (phrase.groups & kBegins) != 0) return true;
  return false;
}

// A line that goes on cannot begin like a clause: the break goes behind the word, to the next one that can. What
// is left at the end is returned.
Gap MoveBreaks(Words& words) {
  static const std::vector<bool> kBeginsClause = [] {
    std::vector<bool> begins;
    for (int kind = 0; kind < static_cast<int>(kTokenKinds); ++kind)
      begins.push_back(BeginsClause(static_cast<TokenKind>(kind)));
    return begins;
  }();
  int depth = 0;
  Gap moving;
  for (std::size_t i = 1; i < words.size(); ++i) {
    Word& word = words[i];
    moving.Append(std::exchange(word.gap, {}));
    const bool decimals = word.kind == kNumber && i + 1 < words.size() && words[i + 1].kind == kDecimals;
    const bool begins = decimals || word.kind == kEquals || kBeginsClause[static_cast<std::size_t>(word.kind)];
    if (depth > 0 || !begins) word.gap = std::exchange(moving, {});
    if (word.kind == kOpen || word.kind == kOpenUnit) ++depth;
    if (word.kind == kClose || word.kind == kCloseUnit) --depth;
  }
  return moving;
}

// `“…”` as `"…"`: a quote inside is doubled.
std::string PlainText(std::string_view written) {
  constexpr std::string_view kOpen = "“", kFullWidthQuote = "＂";
  const bool paired = written.starts_with(kOpen);
  const auto open = paired ? kOpen.size() : written.starts_with('"') ? 1 : kFullWidthQuote.size();
  const auto close = paired ? kOpen.size() : written.ends_with('"') ? 1 : kFullWidthQuote.size();
  std::string plain = "\"";
  for (std::string_view rest = written.substr(open, written.size() - open - close); !rest.empty();) {
    const std::size_t length = rest.starts_with(kFullWidthQuote) ? kFullWidthQuote.size() : 1;
    const bool doubled = paired && (length > 1 || rest[0] == '"');
    for (int i = 0; i < (doubled ? 2 : 1); ++i) plain += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return plain += '"';
}

bool IsName(TokenKind kind) {
  return kind == kName || kind == kRowsName;
}

}  // namespace

void Append(Words& words, Words more, Gap gap) {
  PutGap(more, std::move(gap));
  words.insert(words.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Gap TakeGap(Words& words) {
  return words.empty() ? Gap() : std::exchange(words.front().gap, {});
}

void PutGap(Words& words, Gap gap) {
  if (words.empty()) return;
  gap.Append(std::move(words.front().gap));
  words.front().gap = std::move(gap);
}

Wording::Nodes Wording::Children(Node node) const {
  const Derivation::Node& n = derivation_->nodes[node];
  return Nodes(derivation_->children).subspan(n.first_child, n.child_count);
}

TokenKind Wording::FirstKind(Node node) const {
  return IsToken(node) ? Kind(node) : FirstKind(Children(node)[0]);
}

Gap Wording::GapOf(Node node) const {
  return reading_.gaps[derivation_->nodes[node].token];
}

Words Wording::Clause(const Derivation& derivation) {
  derivation_ = &derivation;
  const Nodes nodes = Children(0);
  Words words = SayAll(nodes.first(nodes.size() - 1));  // the last is the end of the clause
  CountInSingular(words);
  PutGap(words, std::exchange(left_, {}));
  if (language_) left_ = MoveBreaks(words);
  return words;
}

Word Wording::New(TokenKind kind, Gap gap) const {
  Word word{.kind = kind, .text = std::string(Spelling(kind, *language_)), .gap = std::move(gap)};
  if (word.text.empty())
    word.text = Spelling(kind, English() ? Language::kChinese : Language::kEnglish);
  return word;
}

Word Wording::Token(TokenId id) const {
  const greenrule::Token& token = tokens_[id];
  const bool chinese = (token.flags & token_flags::kChinese) != 0;
  const Language language = language_.value_or(chinese ? Language::kChinese : Language::kEnglish);
  Word word{.kind = token.kind, .phrase = token.phrase, .gap = reading_.gaps[id]};
  const auto either = [&](std::string_view english, std::string_view chinese_word) {
    word.text = language_ ? (English() ? english : chinese_word) : reading_.TextOf(id);
  };
  switch (reading_.roles[id]) {
    case Role::kScoreOf:
      return either("score", "得分"), word;
    case Role::kCodeColumn:
      return either("code", "行号"), word;
    case Role::kYes:
      return either("yes", "是"), word;
    case Role::kNo:
      return either("no", "否"), word;
    case Role::kNameOfKeyword:
      word.kind = kName;
      break;
    case Role::kPlain:
      break;
  }
  const TokenKind phrase = token.kind == kBuiltin ? token.phrase : token.kind;
  if (IsName(word.kind)) {
    word.name = true;
    word.quoted = (token.flags & token_flags::kQuotedName) != 0;
    word.keeps_quotes = word.quoted && id > 0 && tokens_[id - 1].kind == kDot &&
                        (reading_.TextOf(id) == "score" || reading_.TextOf(id) == "得分");
    word.text = reading_.TextOf(id);
  } else if (token.kind == kText) {
    word.text = PlainText(reading_.Written(id));
  } else if (token.kind == kComma) {
    word.text = reading_.Written(id) == "、" ? "、" : ",";
  } else if (IsKeyword(phrase)) {
    word.text = Spelling(phrase, language);
    if (word.text.empty())
      word.text = Spelling(phrase, chinese ? Language::kChinese : Language::kEnglish);
  } else {
    word.text = reading_.TextOf(id);
  }
  return word;
}

Words Wording::SayAll(Nodes nodes) {
  Words words;
  for (Node node : nodes) Append(words, Say(node));
  return words;
}

Words Wording::Say(Node node) {
  if (IsToken(node)) return {Token(derivation_->nodes[node].token)};
  const Nodes nodes = Children(node);
  const Rule rule = derivation_->nodes[node].rule;
  if (language_) switch (rule) {
      case Rule::effective:
        return FirstKind(node) == kUntil ? SayAll(nodes) : InForce(nodes, true);
      case Rule::from:
        return nodes.size() > 1 && At(nodes[1], kDate) ? InForce(nodes, false) : SayAll(nodes);
      case Rule::entry:
        return InForce(nodes, false);
      case Rule::cardinality:
        return Cardinality(nodes);
      case Rule::rowLimit:
        return RowLimit(nodes);
      case Rule::decimals:
        return Decimals(nodes);
      case Rule::whenMissing:
        return WhenMissing(nodes);
      case Rule::condition:
        return Condition(nodes);
      case Rule::nameOption:
        return VariantOf(nodes);
      case Rule::resultHead:
        return Result(nodes);
      case Rule::amendHead:
        return Amend(nodes);
      case Rule::cell:
        return Cell(nodes);
      case Rule::round:
        return Round(nodes);
      case Rule::expression:
      case Rule::chain:
      case Rule::sum:
        return Formula(nodes);
      case Rule::operand:
        return Operand(node).words;
      case Rule::aggregate:
        return Aggregate(nodes);
      default:
        break;
    }
  Words words = SayAll(nodes);
  if (rule == Rule::unit)
    for (std::size_t i = 1; i < words.size(); ++i) words[i].glued = true;
  const bool blank = (tokens_[derivation_->nodes[node].token].flags & token_flags::kAfterBlank) != 0;
  if (rule == Rule::unitMark && words[0].name) words[0].glued = !blank;
  if (rule == Rule::prefix || rule == Rule::value) words[0].unary = words[0].kind == kMinus;
  if (rule == Rule::suffix && words.size() > 1) words[1].unary = words[1].kind == kMinus;
  return words;
}

// ---- Options ------------------------------------------------------------------------------------------------------

// `effective from D until D`, 自 D 起施行 至 D; and of items and entries `from D until D`, 自 D 起 至 D. Around
// them stands what stands in both languages alike.
Words Wording::InForce(Nodes nodes, bool option) {
  const auto find = [&](std::initializer_list<TokenKind> kinds) {
    return std::ranges::find_if(nodes, [&](Node n) { return IsToken(n) && std::ranges::count(kinds, Kind(n)); });
  };
  const auto takes_effect = find({kEffectiveFrom, kTakesEffect});
  const bool effective = option && takes_effect != nodes.end();
  Words words;
  Gap pending;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node node = nodes[i];
    if (!IsToken(node) || At(node, kDate) || At(node, kComma)) {
      const bool date = At(node, kDate);
      Words said = Say(node);
      if (date) {
        words.back().gap.Append(std::exchange(pending, {}));
        words.back().gap.Append(TakeGap(said));
      }
      Append(words, std::move(said), std::exchange(pending, {}));
      const bool since = date && words.size() > 1 && (words[words.size() - 2].kind == kSince);
      if (since) words.push_back(New(effective ? kTakesEffect : kOnward));
    } else if (At(node, kTakesEffect) || At(node, kOnward)) {
      pending.Append(GapOf(node));
    } else if (At(node, kUntil) || At(node, kTo)) {
      pending.Append(GapOf(node));
      words.push_back(New(English() ? kUntil : kTo, std::exchange(pending, {})));
    } else {
      words.push_back(New(!English() ? kSince : effective ? kEffectiveFrom : kFrom, GapOf(node)));
    }
  }
  PutGap(words, std::move(pending));
  return words;
}

Words Wording::Cardinality(Nodes nodes) {
  const bool one = At(nodes[0], kOnePer) || At(nodes.back(), kOneRow);
  Words words = Say(nodes[1]);
  Gap gap = GapOf(nodes[0]);
  gap.Append(TakeGap(words));
  if (nodes.size() > 2) gap.Append(GapOf(nodes[2]));
  Words all;
  all.push_back(New(English() ? (one ? kOnePer : kManyPer) : kEach, std::move(gap)));
  Append(all, std::move(words));
  if (!English()) all.push_back(New(one ? kOneRow : kManyRows));
  return all;
}

Words Wording::RowLimit(Nodes nodes) {
  Words words = SayAll(nodes.first(2));
  if (nodes.size() > 2) PutGap(words, GapOf(nodes[2]));
  if (!English()) words.push_back(New(kRowsCounted));
  return words;
}

Words Wording::Decimals(Nodes nodes) {
  Gap gap;
  if (At(nodes[0], kKeeping)) {
    gap = GapOf(nodes[0]);
    nodes = nodes.subspan(1);
  }
  Words words = SayAll(nodes);
  for (std::size_t i = 0; i < 2; ++i) gap.Append(std::exchange(words[i].gap, {}));
  if (!English()) words.insert(words.begin(), New(kKeeping));
  PutGap(words, std::move(gap));
  return words;
}

// `when missing score 40`, 缺失时 得 40 分.
Words Wording::WhenMissing(Nodes nodes) {
  Words words;
  Gap pending;
  for (Node node : nodes) {
    if (At(node, kScore) || At(node, kGets)) {
      words.push_back(New(English() ? kScore : kGets, GapOf(node)));
    } else if (At(node, kIsUndetermined) || At(node, kUndetermined)) {
      words.push_back(New(English() ? kIsUndetermined : kUndetermined, GapOf(node)));
    } else if (At(node, kMarks)) {
      pending = GapOf(node);
    } else if (At(node, Rule::value)) {
      Words value = Say(node);
      words.back().gap.Append(TakeGap(value));
      Append(words, std::move(value));
      if (!English()) words.push_back(New(kMarks));
    } else {
      Append(words, Say(node), std::exchange(pending, {}));
    }
  }
  PutGap(words, std::move(pending));
  return words;
}

Words Wording::Condition(Nodes nodes) {
  Words words = SayAll(nodes.first(2));
  if (nodes.size() > 2) PutGap(words, GapOf(nodes[2]));
  if (!English() && At(nodes[0], kOnlyRowsWhere)) words.push_back(New(kRowsOf));
  return words;
}

Words Wording::VariantOf(Nodes nodes) {
  Words words = SayAll(nodes.first(2));
  if (nodes.size() > 2) PutGap(words, GapOf(nodes[2]));
  if (!English() && At(nodes[0], TokenKind::kVariantOf)) words.push_back(New(kEnacted));
  return words;
}

// ---- Heads --------------------------------------------------------------------------------------------------------

Words Wording::Result(Nodes nodes) {
  Words words = SayAll(nodes.first(2));
  nodes = nodes.subspan(2);
  Gap gap;
  if (At(nodes[0], kDe)) {
    gap = GapOf(nodes[0]);
    nodes = nodes.subspan(1);
  }
  if (!English()) words.push_back(New(kDe));
  Append(words, SayAll(nodes), std::move(gap));
  return words;
}

Words Wording::Amend(Nodes nodes) {
  Words words;
  for (Node node : nodes)
    if (At(node, kTo) || At(node, kIs))
      words.push_back(New(English() ? kTo : kIs, GapOf(node)));
    else
      Append(words, Say(node));
  return words;
}

// ---- Cells --------------------------------------------------------------------------------------------------------

// `>= 60`, 60以上 · `60 to below 75`, 60以上不满75. Nobody says 2021-03-01以上.
Words Wording::Cell(Nodes nodes) {
  const bool comparison = At(nodes[0], Rule::comparison);
  if (!comparison && !At(nodes[0], Rule::value)) return SayAll(nodes);
  Node value = nodes[0];
  TokenKind sign = kEnd;
  if (comparison) {
    value = nodes[1];
    sign = FirstKind(nodes[0]);
  } else if (nodes.size() > 1) {
    sign = Kind(nodes[1]);
  }
  if (sign == kTo || sign == kEnd) return SayAll(nodes);
  Words words = Say(value);
  Gap gap = comparison ? GapOf(nodes[0]) : Gap();
  gap.Append(TakeGap(words));
  if (!comparison) gap.Append(GapOf(nodes[1]));
  Words all;
  if (nodes.size() > 2 || sign == kToBelow) {  // up to another value
    const bool legislation = sign == kAbove;
    Words high = Say(nodes.back());
    if (legislation) gap.Append(GapOf(nodes[2]));
    gap.Append(TakeGap(high));
    all = std::move(words);
    if (English()) {
      all.push_back(New(kToBelow));
    } else {
      all.push_back(New(kAbove));
      all.push_back(New(kUnder));
    }
    Append(all, std::move(high));
  } else {
    const TokenKind first = FirstKind(value);
    const bool in_words = !English() && first != kDate && first != kMonth;
    switch (sign) {
      case kGreaterEqual:
      case kAbove:
      case kLessEqual:
      case kAtMost: {
        const bool above = sign == kGreaterEqual || sign == kAbove;
        if (in_words) {
          all = std::move(words);
          all.push_back(New(above ? kAbove : kAtMost));
        } else {
          all.push_back({.kind = above ? kGreaterEqual : kLessEqual, .text = above ? ">=" : "<="});
          Append(all, std::move(words));
        }
        break;
      }
      case kLess:
      case kUnder:
      case kGreater:
      case kOver: {
        const bool under = sign == kLess || sign == kUnder;
        if (in_words)
          all.push_back(New(under ? kUnder : kOver));
        else
          all.push_back({.kind = under ? kLess : kGreater, .text = under ? "<" : ">"});
        Append(all, std::move(words));
        break;
      }
      default:
        all = Say(nodes[0]);
        TakeGap(all);
        Append(all, std::move(words));
        break;
    }
  }
  PutGap(all, std::move(gap));
  return all;
}

// 位小数 may stand behind the digits in Chinese alone.
Words Wording::Round(Nodes nodes) {
  Words words;
  Gap pending;
  for (Node node : nodes)
    if (At(node, kDecimals))
      pending = GapOf(node);
    else
      Append(words, Say(node), std::exchange(pending, {}));
  return words;
}

}  // namespace greenrule::format
