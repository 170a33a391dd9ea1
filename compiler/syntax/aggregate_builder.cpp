// Aggregates and peers: what is a prefix in English and a suffix in Chinese, brought into one order.
#include <vector>

#include "compiler/syntax/formula_builder.h"

namespace greenrule {
namespace {

using enum TokenKind;

// The children of an Aggregate or of Peers while they are read.
struct Pieces {
  NodeId function = kNoNode, known = kNoNode, source = kNoNode, alias = kNoNode, value = kNoNode,
         where = kNoNode;
  NodeId by = kNoNode, n = kNoNode, share = kNoNode;
};

Part MakeAggregate(TreeBuilder& b, const Pieces& p, TokenId first, TokenId last) {
  const NodeId by = p.by == kNoNode ? b.EmptyList(first) : p.by;
  return b.Make(NodeKind::kAggregate, {p.function, p.known, p.source, p.alias, p.value, p.where, by, p.n},
                first, last);
}

Part MakePeers(TreeBuilder& b, const Pieces& p, TokenId first, TokenId last) {
  const NodeId by = p.by == kNoNode ? b.EmptyList(first) : p.by;
  return b.Make(NodeKind::kPeers, {p.function, p.known, p.value, p.source, by, p.where, p.share}, first,
                last);
}

}  // namespace

Part FormulaBuilder::Open(Cursor c) {
  return c.At(Rule::conditional) ? Conditional(c.Enter()) : Aggregate(c.Enter());
}

Part FormulaBuilder::Conditional(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  NodeId parts[3];
  for (NodeId& part : parts) {
    c.Take();  // if, then, else
    part = Formula(c.Enter()).node;
  }
  return b_.Make(NodeKind::kIf, {parts[0], parts[1], parts[2]}, first, last);
}

Part FormulaBuilder::Aggregate(Cursor c) {
  if (c.At(kRowsName)) return RowsAggregate(c);
  if (c.At(kSame) || c.At(kAllEntities)) return PeersInChinese(c);
  const TokenId first = c.First(), last = c.Last();
  Pieces p;
  bool peers = false;
  const auto keyword = [&](Cursor& at) {
    const TokenKind kind = at.Kind();
    return b_.Keyword(kind, at.Take()).node;
  };
  if (c.Skip(kBy)) {  // 按 G 的 X 合计
    p.by = Names(c.Enter());
    c.Skip(kDe);
  }
  while (!c.Done()) {
    if (c.AtToken()) {
      switch (c.Kind()) {
        case kKnown:
          p.known = keyword(c);
          break;
        case kOf:
        case kBy:
          c.Take();
          break;
        default:
          p.function = keyword(c);
          break;
      }
      continue;
    }
    switch (c.RuleHere()) {
      case Rule::aggregator: {
        Cursor word = c.Enter();
        p.function = keyword(word);
        break;
      }
      case Rule::count:
        p.n = Count(c.Enter()).node;
        break;
      case Rule::share: {
        Cursor share = c.Enter();
        p.share = (share.At(kNumber) ? Measured(share) : NameLeaf(share.Take())).node;
        break;
      }
      case Rule::chain:
        p.value = Formula(c.Enter()).node;
        break;
      case Rule::names:
        p.by = Names(c.Enter());
        break;
      case Rule::source: {
        Cursor source = c.Enter();
        p.source = NameLeaf(source.Take()).node;
        if (source.Skip(kAs)) p.alias = NameLeaf(source.Take()).node;
        break;
      }
      case Rule::where: {
        Cursor where = c.Enter();
        where.Skip(kWhere);
        p.where = Formula(where.Enter()).node;
        break;
      }
      default: {  // peers
        peers = true;
        Cursor among = c.Enter();
        among.Skip(kAmong);
        p.source = NameLeaf(among.Take()).node;
        if (among.Skip(kBy)) p.by = Names(among.Enter());
        if (among.At(Rule::where)) {
          Cursor where = among.Enter();
          where.Skip(kWhere);
          p.where = Formula(where.Enter()).node;
        }
        break;
      }
    }
  }
  return peers ? MakePeers(b_, p, first, last) : MakeAggregate(b_, p, first, last);
}

// F 中 有记录 · F 中 有 C 的 · F 中 C 的 至少 N 条 · F 中 C 的 均 X · F 中 C 的 X 合计
Part FormulaBuilder::RowsAggregate(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  Pieces p;
  p.source = NameLeaf(c.Take()).node;
  if (c.Skip(kAs)) p.alias = NameLeaf(c.Take()).node;
  c.Skip(kInside);
  Cursor body = c.Enter();
  const auto keyword = [&](Cursor& at) {
    const TokenKind kind = at.Kind();
    return b_.Keyword(kind, at.Take()).node;
  };
  NodeId before = kNoNode;  // a formula that 的 or the aggregator has not yet told what it is
  while (!body.Done()) {
    if (body.At(kDe)) {
      body.Take();
      p.where = before;
      before = kNoNode;
    } else if (body.At(kKnown)) {
      p.known = keyword(body);
    } else if (body.At(kAny) || body.At(kHasRows)) {
      p.function = b_.Keyword(kAny, body.Take()).node;
    } else if (body.At(Rule::chain)) {
      before = Formula(body.Enter()).node;
    } else if (body.At(Rule::aggregator)) {
      Cursor word = body.Enter();
      p.function = keyword(word);
    } else {  // rowsTail
      Cursor tail = body.Enter();
      p.function = keyword(tail);
      if (tail.At(Rule::count)) p.n = Count(tail.Enter()).node;
      if (tail.At(Rule::chain)) p.value = Formula(tail.Enter()).node;
    }
  }
  if (before != kNoNode) p.value = before;
  return MakeAggregate(b_, p, first, last);
}

// 同 G 的 E 中 C 的 X 中位数
Part FormulaBuilder::PeersInChinese(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  Pieces p;
  if (c.Skip(kSame)) p.by = Names(c.Enter());
  c.Skip(kAllEntities);
  c.Skip(kDe);
  p.source = NameLeaf(c.Take()).node;
  c.Skip(kInside);
  Cursor body = c.Enter();
  NodeId before = kNoNode;
  while (!body.Done()) {
    if (body.At(kDe)) {
      body.Take();
      p.where = before;
      before = kNoNode;
    } else if (body.At(kKnown)) {
      p.known = b_.Keyword(kKnown, body.Take()).node;
    } else if (body.At(Rule::chain)) {
      before = Formula(body.Enter()).node;
    } else {  // peersEnd
      Cursor end = body.Enter();
      if (end.At(Rule::share)) {
        Cursor share = end.Enter();
        p.share = (share.At(kNumber) ? Measured(share) : NameLeaf(share.Take())).node;
      }
      Cursor word = end.At(Rule::aggregator) ? end.Enter() : end;
      const TokenKind kind = word.Kind();
      p.function = b_.Keyword(kind, word.Take()).node;
    }
  }
  p.value = before;
  return MakePeers(b_, p, first, last);
}

}  // namespace greenrule
