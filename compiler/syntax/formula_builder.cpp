#include "compiler/syntax/formula_builder.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <utility>

namespace greenrule {
namespace {

using enum TokenKind;

TokenKind PeriodOf(TokenKind kind) {
  switch (kind) {
    case kDays:
    case kDaysBefore:
    case kDaysInside:
    case kDaysFrom:
      return kDays;
    case kMonths:
    case kMonthsBefore:
    case kMonthsInside:
    case kMonthsFrom:
      return kMonths;
    default:
      return kYears;
  }
}

bool IsArithmetic(TokenKind kind) {
  return kind == kPlus || kind == kMinus || kind == kTimes || kind == kDivide;
}

}  // namespace

std::string_view OperatorText(TokenKind kind) {
  switch (kind) {
    case kEquals:
      return "=";
    case kNotEqual:
      return "<>";
    case kLess:
    case kUnder:
      return "<";
    case kLessEqual:
    case kAtMost:
      return "<=";
    case kGreater:
    case kOver:
      return ">";
    default:
      return ">=";
  }
}

// One operand after another comes in, each with its prefixes; operators close what binds tighter than they
// do.
struct FormulaBuilder::Row {
  using Parts = boost::container::small_vector<Part, 4>;

  FormulaBuilder& f;
  TreeBuilder& b;

  Parts factors, terms, compared, conjuncts, alternatives;
  boost::container::small_vector<TokenId, 2> nots;  // before the conjunct that is being read
  TokenId divide = kNoToken;                        // before the factor that is being read
  TokenId minus = kNoToken;                         // before the term that is being read
  Parts operators;                                  // between the compared: Operator leaves
  TokenKind test = kEnd;                            // starts with, within: stands between two sums
  Part count, period;                               // of within
  Part closed;                                      // a test that nothing but `and` and `or` can follow
  bool reported = false;

  Row(FormulaBuilder& formulas, TreeBuilder& builder) : f(formulas), b(builder) {}

  void Prefix(TokenKind kind, TokenId token, std::vector<TokenId>& minuses) {
    if (kind == kMinus) return minuses.push_back(token);
    const bool begins = factors.empty() && terms.empty() && compared.empty() && test == kEnd &&
                        minuses.empty() && divide == kNoToken && minus == kNoToken;
    if (!begins && !reported) Report(Code::GR1032, token, {});
    nots.push_back(token);
  }

  void Operand(Part operand, const std::vector<TokenId>& minuses) {
    for (std::size_t i = minuses.size(); i-- > 0;)
      operand = b.Make(NodeKind::kNegative, {operand.node}, minuses[i], operand.last);
    if (divide != kNoToken) operand = b.Make(NodeKind::kInverse, {operand.node}, divide, operand.last);
    divide = kNoToken;
    factors.push_back(operand);
  }

  static Part Combine(TreeBuilder& b, NodeKind kind, Parts& parts) {
    Part result = parts.front();
    if (parts.size() > 1) {
      std::vector<NodeId> nodes;
      for (const Part& part : parts) nodes.push_back(part.node);
      result = b.Make(kind, nodes, parts.front().first, parts.back().last);
    }
    parts.clear();
    return result;
  }

  Part EndTerm() {
    Part term = Combine(b, NodeKind::kProduct, factors);
    if (minus != kNoToken) term = b.Make(NodeKind::kNegative, {term.node}, minus, term.last);
    minus = kNoToken;
    return term;
  }

  Part EndSum() {
    terms.push_back(EndTerm());
    return Combine(b, NodeKind::kSum, terms);
  }

  Part EndComparison() {
    if (closed.node != kNoNode) return std::exchange(closed, {});
    Part last = EndSum();
    if (test == kStartsWith) {
      last = b.Make(NodeKind::kStartsWith, {compared[0].node, last.node}, compared[0].first, last.last);
    } else if (test == kWithin) {
      last = b.Make(NodeKind::kWithin, {compared[0].node, count.node, period.node, last.node},
                    compared[0].first, last.last);
    } else if (!compared.empty()) {
      std::vector<NodeId> nodes;
      for (std::size_t i = 0; i < compared.size(); ++i) {
        nodes.push_back(compared[i].node);
        nodes.push_back(operators[i].node);
      }
      nodes.push_back(last.node);
      last = b.Make(NodeKind::kCompare, nodes, compared[0].first, last.last);
    }
    compared.clear();
    operators.clear();
    test = kEnd;
    return last;
  }

  Part EndConjunct() {
    Part conjunct = EndComparison();
    for (std::size_t i = nots.size(); i-- > 0;)
      conjunct = b.Make(NodeKind::kNot, {conjunct.node}, nots[i], conjunct.last);
    nots.clear();
    return conjunct;
  }

  Part EndAnd() {
    conjuncts.push_back(EndConjunct());
    return Combine(b, NodeKind::kAnd, conjuncts);
  }

  Part End() {
    alternatives.push_back(EndAnd());
    return Combine(b, NodeKind::kOr, alternatives);
  }

  // Before an operator that is not `and` or `or`: a test has been read and cannot go on.
  bool Closed(TokenId token) {
    if (closed.node == kNoNode) return false;
    if (!reported) Report(Code::GR1030, token, {Excerpt(closed)});
    // Read on as if the test were in brackets; the mistake is reported.
    factors.push_back(std::exchange(closed, {}));
    return true;
  }

  // The subject of a test that begins at `token`.
  Part Subject(TokenId token) {
    Closed(token);
    Part subject = EndSum();
    if ((!compared.empty() || test != kEnd) && !reported) Report(Code::GR1031, token, {});
    if (!compared.empty()) subject.first = compared[0].first;
    compared.clear();
    operators.clear();
    test = kEnd;
    return subject;
  }

  void Operator(TokenKind kind, TokenId token) {
    if (kind == kOr) {
      alternatives.push_back(EndAnd());
    } else if (kind == kAnd) {
      conjuncts.push_back(EndConjunct());
    } else if (IsArithmetic(kind)) {
      Closed(token);
      if (kind == kDivide) divide = token;
      if (kind == kPlus || kind == kMinus) terms.push_back(EndTerm());
      if (kind == kMinus) minus = token;
    } else if (kind == kStartsWith || kind == kWithin) {
      const Part subject = Subject(token);
      compared.push_back(subject);
      test = kind;
    } else {
      Closed(token);
      if (test != kEnd && !reported) Report(Code::GR1031, token, {});
      test = kEnd;
      compared.push_back(EndSum());
      while (operators.size() + 1 < compared.size())
        operators.push_back(b.LeafWithText(NodeKind::kOperator, "=", token));
      operators.push_back(b.LeafWithText(NodeKind::kOperator, OperatorText(kind), token));
    }
  }

  void Report(Code code, TokenId token, std::vector<Diagnostic::Argument> arguments) {
    reported = true;
    arguments.insert(arguments.begin(), std::string(b.TextOf(token)));
    f.mistakes_.Report(code, f.RangeOf(token, token), std::move(arguments));
  }

  std::string Excerpt(Part part) const {
    std::string text;
    for (TokenId token = part.first; token <= part.last && text.size() < 60; ++token) {
      if (!text.empty() && (b.tokens()[token].flags & token_flags::kAfterBlank)) text += " ";
      text += b.TextOf(token);
    }
    return text;
  }
};

SourceRange FormulaBuilder::RangeOf(TokenId first, TokenId last) const {
  const Token& a = b_.tokens()[first];
  const Token& z = b_.tokens()[last];
  return {kNoFile, a.line, a.column, z.end_line, z.end_column};
}

Part FormulaBuilder::Formula(Cursor c) {
  Row row(*this, b_);
  std::vector<TokenId> minuses;
  const auto prefixes = [&](Cursor& at) {
    minuses.clear();
    while (at.At(Rule::prefix)) {
      Cursor prefix = at.Enter();
      const TokenKind kind = prefix.Kind();
      row.Prefix(kind, prefix.Take(), minuses);
    }
  };
  const auto operand = [&](Cursor& at) {
    prefixes(at);
    Part value = at.At(Rule::open) ? Open(at.Enter()) : Operand(at.Enter());
    while (at.At(Rule::suffix)) value = Suffix(value, at.Enter());
    row.Operand(value, minuses);
  };
  const auto binary = [&](Cursor at) {
    const TokenKind kind = at.Kind();
    const TokenId token = at.Take();
    row.Operator(kind, token);
    if (kind != kWithin) return;
    row.count = Count(at.Enter());
    const TokenKind period = at.Kind();
    row.period = b_.Keyword(PeriodOf(period), at.Take());
  };
  operand(c);
  while (!c.Done()) {
    if (c.At(Rule::arithmetic)) {  // of a sum
      binary(c.Enter());
      operand(c);
      continue;
    }
    Cursor link = c.Enter();  // link or tail
    if (link.At(Rule::binary)) {
      binary(link.Enter());
      operand(link);
      continue;
    }
    const TokenKind kind = link.Kind();
    const TokenId token = link.Take();
    const Part subject = row.Subject(token);
    const TokenId first = subject.first, last = link.Last();
    if (kind == kIs || kind == kIsNot) {
      Part cell = Cell(link.Enter());
      if (kind == kIsNot) cell = b_.Make(NodeKind::kCellNot, {cell.node}, token, cell.last);
      row.closed = b_.Make(NodeKind::kIs, {subject.node, cell.node}, first, last);
    } else if (kind == kIn || kind == kNotIn) {
      Cursor set = link.Enter();
      NodeId node;
      if (set.At(kName)) {
        node = NameLeaf(set.Take()).node;
      } else {
        set.Skip(kOpen);
        node = Values(set.Enter());
      }
      row.closed = b_.Make(NodeKind::kIn, {subject.node, node}, first, last);
      if (kind == kNotIn) row.closed = b_.Make(NodeKind::kNot, {row.closed.node}, first, last);
    } else {  // 在 … 前 … 个月内
      const Part anchor = Formula(link.Enter());
      link.Skip(kBefore);
      const Part count = Count(link.Enter());
      const TokenKind period = link.Kind();
      const NodeId unit = b_.Keyword(PeriodOf(period), link.Take()).node;
      row.closed = b_.Make(NodeKind::kWithin, {subject.node, count.node, unit, anchor.node}, first, last);
    }
  }
  return row.End();
}

Part FormulaBuilder::Maybe(bool negative, TokenId minus, Part operand) {
  return negative ? b_.Make(NodeKind::kNegative, {operand.node}, minus, operand.last) : operand;
}

Part FormulaBuilder::Qualified(Cursor c) {
  const Part base = NameLeaf(c.Take());
  return Members(base, c);
}

Part FormulaBuilder::Members(Part base, Cursor& c) {
  while (c.Skip(kDot)) {
    const TokenId token = c.Take();
    const std::string_view text = b_.TextOf(token);
    const bool quoted = (b_.tokens()[token].flags & token_flags::kQuotedName) != 0;
    const bool score = !quoted && (text == "score" || text == "得分");
    const Part name = score ? b_.Keyword(kScore, token) : NameLeaf(token);
    base = b_.Make(NodeKind::kQualified, {base.node, name.node}, base.first, token);
  }
  return base;
}

NodeId FormulaBuilder::Arguments(Cursor& c) {
  std::vector<NodeId> arguments;
  const TokenId first = c.TokenHere();
  while (!c.Done() && !c.At(kClose)) {
    if (c.AtToken())
      c.Take();
    else
      arguments.push_back(Formula(c.Enter()).node);
  }
  return b_.List(arguments, first, c.Last());
}

Part FormulaBuilder::Reference(Cursor c) {
  if (c.At(kThis)) {
    const Part self = b_.LeafWithoutText(NodeKind::kThis, c.Take());
    return Members(self, c);
  }
  Part base = NameLeaf(c.Take());
  if (c.At(Rule::arguments)) {
    Cursor list = c.Enter();
    const NodeId arguments = Arguments(list);
    base = b_.Make(NodeKind::kCall, {base.node, arguments}, base.first, list.Last());
  }
  return Members(base, c);
}

Part FormulaBuilder::Count(Cursor c) {
  if (c.At(kNumber)) return b_.Leaf(NodeKind::kNumber, c.Take());
  if (c.At(Rule::reference)) return Reference(c.Enter());
  const TokenId first = c.Take();
  const Part inner = Formula(c.Enter());
  b_.Parenthesize(inner.node);
  return {inner.node, first, c.Last()};
}

Part FormulaBuilder::Round(Cursor c) {
  const TokenId first = c.Take(), last = c.Last();
  c.Skip(TokenKind::kOpen);
  const Part value = Formula(c.Enter());
  c.Skip(TokenKind::kComma);
  const Part digits = Formula(c.Enter());
  c.Skip(kDecimals);
  const NodeId unit = c.Skip(kUnitOf) ? Unit(c.Enter()).node : kNoNode;
  NodeId mode = kNoNode;
  if (c.Skip(TokenKind::kComma)) {
    Cursor word = c.Enter();
    const TokenKind kind = word.Kind();
    mode = b_.Keyword(kind, word.Take()).node;
  }
  return b_.Make(NodeKind::kRound, {value.node, digits.node, unit, mode}, first, last);
}

Part FormulaBuilder::Operand(Cursor c) {
  const TokenId first = c.First(), last = c.Last();
  if (c.At(Rule::reference)) return Reference(c.Enter());
  if (c.At(Rule::round)) return Round(c.Enter());
  if (c.At(Rule::builtin)) {
    Cursor call = c.Enter();
    const Part function = b_.Keyword(b_.tokens()[call.TokenHere()].phrase, call.TokenHere());
    call.Take();
    const NodeId known = call.At(kKnown) ? b_.Keyword(kKnown, call.Take()).node : kNoNode;
    const NodeId arguments = Arguments(call);
    return b_.Make(NodeKind::kBuiltin, {function.node, known, arguments}, first, last);
  }
  const TokenKind kind = c.Kind();
  if (kind == kNumber) return Measured(c);
  const TokenId token = c.Take();
  switch (kind) {
    case kDate:
      return b_.Leaf(NodeKind::kDate, token);
    case kMonth:
      return b_.Leaf(NodeKind::kMonth, token);
    case kText:
      return b_.Leaf(NodeKind::kText, token);
    case kYes:
    case kNo:
      return b_.Keyword(kind, token, NodeKind::kYesNo);
    case kMissing: {
      if (c.Done()) return b_.LeafWithoutText(NodeKind::kMissing, token);
      const Part reason = b_.Leaf(NodeKind::kText, c.Take());
      return b_.Make(NodeKind::kMissingBecause, {reason.node}, first, last);
    }
    case kNotApplicable:
      return b_.LeafWithoutText(NodeKind::kNotApplicable, token);
    case kUndetermined:
      return b_.Keyword(kind, token, NodeKind::kState);
    case kAsOf:
      return b_.LeafWithoutText(NodeKind::kAsOf, token);
    case kOpen: {
      const Part inner = Formula(c.Enter());
      b_.Parenthesize(inner.node);
      return {inner.node, first, last};
    }
    case kCoverageOf: {
      const Part name = NameLeaf(c.Take());
      return b_.Make(NodeKind::kCoverageOf, {name.node}, first, last);
    }
    case kYearOf:
    case kMonthOf: {
      const Part date = Operand(c.Enter());
      return b_.Make(kind == kYearOf ? NodeKind::kYearOf : NodeKind::kMonthOf, {date.node}, first, last);
    }
    case kFirstOf: {
      const Part count = Count(c.Enter());
      c.Skip(kOf);
      const Part text = Operand(c.Enter());
      return b_.Make(NodeKind::kFirstOf, {count.node, text.node}, first, last);
    }
    default: {  // days from A to B; 自 A 至 B 相隔天数
      const Part from = Operand(c.Enter());
      c.Skip(kTo);
      const Part to = Operand(c.Enter());
      const TokenId word = kind == kSince ? c.TokenHere() : token;
      const Part period = b_.Keyword(PeriodOf(b_.tokens()[word].kind), word);
      return b_.Make(NodeKind::kBetween, {period.node, from.node, to.node}, first, last);
    }
  }
}

Part FormulaBuilder::Suffix(Part operand, Cursor c) {
  const TokenId first = operand.first, last = c.Last();
  const TokenKind kind = c.Kind();
  const TokenId token = c.Take();
  switch (kind) {
    case kIfMissing:
    case kMissingAs: {
      const TokenId minus = c.Done() ? token : c.TokenHere();
      const bool negative = c.Skip(kMinus);
      const Part substitute = Maybe(negative, minus, Operand(c.Enter()));
      return b_.Make(NodeKind::kIfMissing, {operand.node, substitute.node}, first, last);
    }
    case kOn: {
      const Part date = Operand(c.Enter());
      return b_.Make(NodeKind::kOn, {operand.node, date.node}, first, last);
    }
    case kOnDay: {
      const Part value = Operand(c.Enter());
      return b_.Make(NodeKind::kOn, {value.node, operand.node}, first, last);
    }
    case kCoverageOf:
      return b_.Make(NodeKind::kCoverageOf, {operand.node}, first, last);
    case kYearOf:
      return b_.Make(NodeKind::kYearOf, {operand.node}, first, last);
    case kMonthOf:
      return b_.Make(NodeKind::kMonthOf, {operand.node}, first, last);
    case kFirstOf: {
      const Part count = Count(c.Enter());
      return b_.Make(NodeKind::kFirstOf, {count.node, operand.node}, first, last);
    }
    default: {
      const Part period = b_.Keyword(kind, token);
      return b_.Make(NodeKind::kDuration, {operand.node, period.node}, first, last);
    }
  }
}

NodeId FormulaBuilder::Names(Cursor c) {
  std::vector<NodeId> names;
  const TokenId first = c.First(), last = c.Last();
  while (!c.Done()) {
    if (c.AtToken())
      c.Take();
    else
      names.push_back(Qualified(c.Enter()).node);
  }
  return b_.List(names, first, last);
}

}  // namespace greenrule
