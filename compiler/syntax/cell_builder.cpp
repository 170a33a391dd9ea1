// Cells, and what else is no formula: literals, units, types, decimals, ranges.
#include "compiler/syntax/formula_builder.h"

namespace greenrule {
namespace {

using enum TokenKind;

}  // namespace

Part FormulaBuilder::Measured(Cursor& c) {
  const Part number = b_.Leaf(NodeKind::kNumber, c.Take());
  if (!c.At(Rule::unitMark)) return number;
  const Part unit = UnitMark(c.Enter());
  return b_.Make(NodeKind::kMeasured, {number.node, unit.node}, number.first, unit.last);
}

Part FormulaBuilder::UnitMark(Cursor c) {
  if (!c.At(kOpenUnit)) return b_.Leaf(NodeKind::kUnitName, c.Take());
  const TokenId open = c.Take();
  const Part unit = Unit(c.Enter());
  return {unit.node, open, c.Last()};
}

Part FormulaBuilder::Unit(Cursor c) {
  std::vector<NodeId> factors;
  const TokenId first = c.First(), last = c.Last();
  TokenId divide = kNoToken;
  while (!c.Done()) {
    if (c.At(kTimes) || c.At(kDivide)) {
      const bool dividing = c.At(kDivide);
      const TokenId sign = c.Take();
      divide = dividing ? sign : kNoToken;
      continue;
    }
    Cursor atom = c.Enter();
    const NodeKind kind = atom.At(kNumber) ? NodeKind::kUnitNumber : NodeKind::kUnitName;
    Part part = b_.Leaf(kind, atom.Take());
    if (divide != kNoToken) part = b_.Make(NodeKind::kUnitInverse, {part.node}, divide, part.last);
    divide = kNoToken;
    factors.push_back(part.node);
  }
  if (factors.size() == 1) return {factors[0], first, last};
  return b_.Make(NodeKind::kUnitProduct, factors, first, last);
}

Part FormulaBuilder::Value(Cursor c) {
  const TokenId first = c.First();
  const bool negative = c.Skip(kMinus);
  if (c.At(Rule::reference)) return Reference(c.Enter());
  switch (c.Kind()) {
    case kNumber:
      return Maybe(negative, first, Measured(c));
    case kDate:
      return b_.Leaf(NodeKind::kDate, c.Take());
    case kMonth:
      return b_.Leaf(NodeKind::kMonth, c.Take());
    case kText:
      return b_.Leaf(NodeKind::kText, c.Take());
    case kYes:
      return b_.Keyword(kYes, c.Take(), NodeKind::kYesNo);
    default:
      return b_.Keyword(kNo, c.Take(), NodeKind::kYesNo);
  }
}

NodeId FormulaBuilder::Values(Cursor c) {
  std::vector<NodeId> values;
  const TokenId first = c.First(), last = c.Last();
  while (!c.Done())
    if (!c.Skip(TokenKind::kComma)) values.push_back(Value(c.Enter()).node);
  return b_.Make(NodeKind::kCellList, values, first, last).node;
}

Part FormulaBuilder::Cell(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  if (c.At(Rule::comparison)) {
    Cursor sign = c.Enter();
    const TokenKind kind = sign.Kind();
    const Part op = b_.LeafWithText(NodeKind::kOperator, OperatorText(kind), sign.Take());
    const Part value = Value(c.Enter());
    return b_.Make(NodeKind::kCellCompare, {op.node, value.node}, first, last);
  }
  if (c.At(Rule::value)) {
    const Part low = Value(c.Enter());
    if (c.Done()) return low;
    const TokenKind kind = c.Kind();
    const TokenId token = c.Take();
    if (c.Skip(kUnder) || kind == kToBelow) {
      const Part high = Value(c.Enter());
      return b_.Make(NodeKind::kCellBelow, {low.node, high.node}, first, last);
    }
    if (kind == kTo) {
      const Part high = Value(c.Enter());
      return b_.Make(NodeKind::kCellBetween, {low.node, high.node}, first, last);
    }
    const Part op = b_.LeafWithText(NodeKind::kOperator, OperatorText(kind), token);
    return b_.Make(NodeKind::kCellCompare, {op.node, low.node}, first, last);
  }
  const TokenKind kind = c.Kind();
  const TokenId token = c.Take();
  switch (kind) {
    case kMinus:
      return b_.LeafWithoutText(NodeKind::kAny, token);
    case kMissing: {
      if (c.Done()) return b_.LeafWithoutText(NodeKind::kMissing, token);
      const Part reason = b_.Leaf(NodeKind::kText, c.Take());
      return b_.Make(NodeKind::kMissingBecause, {reason.node}, first, last);
    }
    case kNotApplicable:
      return b_.LeafWithoutText(NodeKind::kNotApplicable, token);
    case kOtherwise:
      return b_.LeafWithoutText(NodeKind::kOtherwise, token);
    case kKnown:
      return b_.LeafWithoutText(NodeKind::kKnown, token);
    case kBlank:
      return b_.LeafWithoutText(NodeKind::kBlank, token);
    case kNot: {
      const Part cell = Cell(c.Enter());
      return b_.Make(NodeKind::kCellNot, {cell.node}, first, last);
    }
    case kOpen:
      return {Values(c.Enter()), first, last};
    default:
      return b_.Keyword(kind, token, NodeKind::kState);
  }
}

Part FormulaBuilder::Decimals(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  c.Skip(kKeeping);
  const Part digits = b_.Leaf(NodeKind::kNumber, c.Take());
  c.Skip(kDecimals);
  NodeId mode = kNoNode, rounded = kNoNode;
  while (!c.Done()) {
    const TokenId token = c.TokenHere();
    NodeId& place = c.At(kRounded) ? rounded : mode;
    if (place != kNoNode)
      mistakes_.Report(Code::GR1040, RangeOf(token, token), {std::string(b_.TextOf(token))});
    place = b_.Keyword(b_.tokens()[token].kind, token).node;
    c.Take();
  }
  return b_.Make(NodeKind::kDecimals, {digits.node, mode, rounded}, first, last);
}

Part FormulaBuilder::Range(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  c.Skip(TokenKind::kRange);
  const Part low = Formula(c.Enter());
  c.Skip(kTo);
  const Part high = Formula(c.Enter());
  return b_.Make(NodeKind::kRange, {low.node, high.node}, first, last);
}

Part FormulaBuilder::Type(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  const TokenKind kind = c.Kind();
  const TokenId token = c.Take();
  switch (kind) {
    case kNumberType:
    case kIntegerType: {
      const NodeId unit = c.Skip(kUnitOf) ? Unit(c.Enter()).node : kNoNode;
      const NodeKind type = kind == kNumberType ? NodeKind::kNumberType : NodeKind::kIntegerType;
      return b_.Make(type, {unit}, first, last);
    }
    case kDateType:
      return b_.LeafWithoutText(NodeKind::kDateType, token);
    case kMonthType:
      return b_.LeafWithoutText(NodeKind::kMonthType, token);
    case kTextType:
      return b_.LeafWithoutText(NodeKind::kTextType, token);
    case kCodeIn: {
      const Part lookup = NameLeaf(c.Take());
      return b_.Make(NodeKind::kCodeType, {lookup.node}, first, last);
    }
    case kName: {
      const Part name = NameLeaf(token);
      return b_.Make(NodeKind::kNamedType, {name.node}, first, last);
    }
    default:
      break;
  }
  std::vector<NodeId> choices;
  TokenId list_first = token;
  if (!c.Done()) {
    Cursor list = c.Enter();
    list_first = list.Take();
    for (; !list.At(kClose); list.Skip(TokenKind::kComma)) {
      Cursor choice = list.Enter();
      const TokenId begin = choice.First(), end = choice.Last();
      const TokenId word = choice.TokenHere();
      const std::string_view text = b_.TextOf(word);
      const TokenKind word_kind = choice.Kind();
      const bool yes = text == "yes" || text == "是", no = text == "no" || text == "否";
      choice.Take();
      Part value = word_kind == kText     ? b_.Leaf(NodeKind::kText, word)
                   : word_kind == kNumber ? b_.Leaf(NodeKind::kNumber, word)
                                          : NameLeaf(word);
      if (kind == kYesNoType && (yes || no)) value = b_.Keyword(yes ? kYes : kNo, word, NodeKind::kYesNo);
      std::vector<NodeId> written;
      while (!choice.Done())
        if (!choice.Skip(kWrittenAs) && !choice.Skip(kOr))
          written.push_back(b_.Leaf(NodeKind::kText, choice.Take()).node);
      choices.push_back(
          b_.Make(NodeKind::kChoice, {value.node, b_.List(written, begin, end)}, begin, end).node);
    }
  }
  const NodeKind type = kind == kYesNoType ? NodeKind::kYesNoType : NodeKind::kOneOfType;
  return b_.Make(type, {b_.List(choices, list_first, last), kNoNode}, first, last);
}

}  // namespace greenrule
