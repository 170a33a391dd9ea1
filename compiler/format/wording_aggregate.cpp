// Aggregates and peers: taken apart, and put together in the order of a language.
//
// Of the places where an author may break them, two have a counterpart: before the rows' condition and beside
// the value. All others go before the whole.
#include "compiler/format/wording.h"
#include "compiler/syntax/phrases.h"

namespace greenrule::format {
namespace {

using enum TokenKind;

}  // namespace

struct Wording::Pieces {
  TokenKind function = kEnd;
  bool peers = false, known = false;
  Words source, value, where, by, count, share;
  Gap lead, beside_value, before_where;

  bool HasValue() const { return !value.empty(); }
  // What has no place goes to one that is there.
  void Settle() {
    if (!HasValue()) (where.empty() ? lead : before_where).Append(std::exchange(beside_value, {}));
    if (where.empty()) (HasValue() ? beside_value : lead).Append(std::exchange(before_where, {}));
  }
};

Words Wording::Aggregate(Nodes nodes) {
  Pieces pieces;
  if (At(nodes[0], kRowsName))
    ReadRows(nodes, pieces);
  else if (At(nodes[0], kSame) || At(nodes[0], kAllEntities))
    ReadPeers(nodes, pieces);
  else
    ReadEnglish(nodes, pieces);
  pieces.Settle();
  return English() ? InEnglish(std::move(pieces)) : InChinese(std::move(pieces));
}

// What begins with its function; and 按 G 的 X 合计.
void Wording::ReadEnglish(Nodes nodes, Pieces& p) {
  const auto take = [&](Node node, Gap& gap) {
    Words words = Say(node);
    gap.Append(TakeGap(words));
    return words;
  };
  const auto where = [&](Node node) {
    p.before_where.Append(GapOf(Children(node)[0]));
    p.where = take(Children(node)[1], p.before_where);
  };
  bool after_value = false;  // what follows stands beside it
  for (Node node : nodes) {
    Gap& gap = after_value ? p.beside_value : p.lead;
    if (At(node, Rule::aggregator)) {
      p.function = FirstKind(node);
      gap.Append(GapOf(node));
    } else if (IsToken(node)) {
      const TokenKind kind = Kind(node);
      gap.Append(GapOf(node));
      if (kind == kKnown) p.known = true;
      if (kind == kDe) after_value = true;
      if (kind != kKnown && kind != kDe && kind != kOf && kind != kBy) p.function = kind;
    } else if (At(node, Rule::count)) {
      p.count = take(node, gap);
    } else if (At(node, Rule::share)) {
      p.share = take(node, gap);
    } else if (At(node, Rule::chain)) {
      p.value = take(node, gap);
      after_value = true;
    } else if (At(node, Rule::names)) {
      p.by = take(node, gap);
    } else if (At(node, Rule::source)) {
      p.source = take(node, gap);
    } else if (At(node, Rule::where)) {
      where(node);
    } else {
      p.peers = true;
      for (Node inner : Children(node)) {
        if (At(inner, Rule::where)) {
          where(inner);
        } else if (At(inner, Rule::names)) {
          p.by = take(inner, gap);
        } else if (At(inner, kName)) {
          p.source = take(inner, gap);
        } else {
          gap.Append(GapOf(inner));
        }
      }
    }
  }
}

// F 中 有记录 · F 中 有 C 的 · F 中 C 的 至少 N 条 · F 中 C 的 X 合计.
void Wording::ReadRows(Nodes nodes, Pieces& p) {
  std::size_t at = 0;
  p.lead = GapOf(nodes[0]);
  for (; !At(nodes[at], kInside); ++at) Append(p.source, Say(nodes[at]));
  TakeGap(p.source);
  p.before_where = GapOf(nodes[at]);
  Words before;  // what 的 or the function has not yet told what it is
  bool after_where = false;
  const auto read = [&](auto& self, Nodes body) -> void {
    for (Node node : body) {
      Gap& gap = after_where ? p.beside_value : p.before_where;
      if (At(node, kDe)) {
        gap.Append(GapOf(node));
        p.where = std::move(before);
        before.clear();
        after_where = true;
      } else if (At(node, Rule::chain)) {
        before = Say(node);
        gap.Append(TakeGap(before));
      } else if (At(node, Rule::count)) {
        p.count = Say(node);
        gap.Append(TakeGap(p.count));
      } else if (At(node, Rule::rowsTail) || At(node, Rule::aggregator)) {
        self(self, Children(node));
      } else {
        gap.Append(GapOf(node));
        if (At(node, kKnown))
          p.known = true;
        else if (!At(node, kRowsCounted))
          p.function = At(node, kHasRows) ? kAny : Kind(node);
      }
    }
  };
  read(read, Children(nodes[at + 1]));
  p.value = std::move(before);
}

// 同 G 的 E 中 C 的 X 中位数.
void Wording::ReadPeers(Nodes nodes, Pieces& p) {
  p.peers = true;
  std::size_t at = 0;
  for (; !At(nodes[at], kInside); ++at) {
    p.lead.Append(GapOf(nodes[at]));
    if (At(nodes[at], Rule::names)) {
      p.by = Say(nodes[at]);
      TakeGap(p.by);
    } else if (At(nodes[at], kRowsName)) {
      p.source = Say(nodes[at]);
      TakeGap(p.source);
    }
  }
  p.before_where = GapOf(nodes[at]);
  Words before;
  bool after_where = false;
  const auto read = [&](auto& self, Nodes body) -> void {
    for (Node node : body) {
      Gap& gap = after_where ? p.beside_value : p.before_where;
      if (At(node, kDe)) {
        gap.Append(GapOf(node));
        p.where = std::move(before);
        before.clear();
        after_where = true;
      } else if (At(node, Rule::chain)) {
        before = Say(node);
        gap.Append(TakeGap(before));
      } else if (At(node, Rule::share)) {
        p.share = Say(node);
        gap.Append(TakeGap(p.share));
      } else if (At(node, Rule::peersEnd) || At(node, Rule::aggregator)) {
        self(self, Children(node));
      } else {
        gap.Append(GapOf(node));
        if (At(node, kKnown))
          p.known = true;
        else
          p.function = Kind(node);
      }
    }
  };
  read(read, Children(nodes[at + 1]));
  p.value = std::move(before);
}

Words Wording::InEnglish(Pieces p) const {
  Words words;
  const auto say = [&](TokenKind kind, Gap gap = {}) { words.push_back(New(kind, std::move(gap))); };
  say(p.function, std::move(p.lead));
  Append(words, std::move(p.count));
  Append(words, std::move(p.share));
  if (p.known) say(kKnown);
  if (p.peers) say(kOf);
  const bool value = p.HasValue();
  Append(words, std::move(p.value));
  if (p.peers) {
    say(kAmong, std::move(p.beside_value));
  } else if (value && !p.source.empty()) {
    say(kOf, std::move(p.beside_value));
  } else if (p.source.empty()) {
    say(kBy, std::move(p.beside_value));
    Append(words, std::move(p.by));
  }
  Append(words, std::move(p.source));
  if (p.peers && !p.by.empty()) {
    say(kBy);
    Append(words, std::move(p.by));
  }
  if (!p.where.empty()) say(kWhere, std::move(p.before_where));
  Append(words, std::move(p.where));
  for (Word& word : words)
    if (word.kind == kRowsName) word.kind = kName;
  return words;
}

Words Wording::InChinese(Pieces p) const {
  Words words;
  const auto say = [&](TokenKind kind, Gap gap = {}) { words.push_back(New(kind, std::move(gap))); };
  if (p.source.empty()) {  // 按 G 的 X 合计
    say(kBy);
    Append(words, std::move(p.by));
    say(kDe);
    if (p.known) say(kKnown, std::exchange(p.beside_value, {}));
    Append(words, std::move(p.value), std::move(p.beside_value));
    say(p.function);
    PutGap(words, std::move(p.lead));
    return words;
  }
  if (p.peers && p.by.empty()) say(kAllEntities);
  if (p.peers && !p.by.empty()) {
    say(kSame);
    Append(words, std::move(p.by));
    say(kDe);
  }
  Append(words, std::move(p.source));
  say(kInside);
  const bool where = !p.where.empty();
  if (p.function == kAny) say(where ? kAny : kHasRows, std::exchange(p.before_where, {}));
  Append(words, std::move(p.where), std::move(p.before_where));
  if (where) say(kDe);
  Words rest;
  std::swap(rest, words);
  if (p.known) say(kKnown);
  switch (p.function) {
    case kAny:
      break;
    case kAtLeast:
      say(kAtLeast);
      Append(words, std::move(p.count));
      say(kRowsCounted);
      break;
    case kEvery:
      say(kEvery);
      Append(words, std::move(p.value));
      break;
    default:
      Append(words, std::move(p.value));
      Append(words, std::move(p.share));
      say(p.function);
      break;
  }
  Append(rest, std::move(words), std::move(p.beside_value));
  PutGap(rest, std::move(p.lead));
  return rest;
}

}  // namespace greenrule::format
