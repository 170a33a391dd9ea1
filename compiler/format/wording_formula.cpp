// Formulas: what stands before a value in English and behind it in Chinese.
#include "compiler/format/wording.h"

namespace greenrule::format {
namespace {

using enum TokenKind;

bool IsArithmetic(TokenKind kind) {
  return kind == kPlus || kind == kMinus || kind == kTimes || kind == kDivide;
}

// 个月内 of `months before`, and the other way.
TokenKind Counterpart(TokenKind period) {
  switch (period) {
    case kDaysBefore:
      return kDaysInside;
    case kMonthsBefore:
      return kMonthsInside;
    case kYearsBefore:
      return kYearsInside;
    case kDaysInside:
      return kDaysBefore;
    case kMonthsInside:
      return kMonthsBefore;
    default:
      return kYearsBefore;
  }
}

Words InBrackets(Words words) {
  Words all = {{.kind = kOpen, .text = "(", .gap = TakeGap(words)}};
  Append(all, std::move(words));
  all.push_back({.kind = kClose, .text = ")"});
  return all;
}

}  // namespace

// The next prefixes and the value after them; what is open to the right ends the formula.
Words Wording::PrefixesAndOperand(Nodes nodes, std::size_t& at) {
  Words words;
  while (at < nodes.size() && At(nodes[at], Rule::prefix)) Append(words, Say(nodes[at++]));
  if (At(nodes[at], Rule::open)) {
    Append(words, Say(nodes[at++]));
    return words;
  }
  Value value = Operand(nodes[at++]);
  while (at < nodes.size() && At(nodes[at], Rule::suffix)) value = Suffix(std::move(value), nodes[at++]);
  Append(words, std::move(value.words));
  return words;
}

Words Wording::Formula(Nodes nodes) {
  std::size_t at = 0;
  Words words = PrefixesAndOperand(nodes, at);
  while (at < nodes.size()) {
    if (At(nodes[at], Rule::arithmetic)) {
      Append(words, Say(nodes[at++]));
      Append(words, PrefixesAndOperand(nodes, at));
      continue;
    }
    const Nodes link = Children(nodes[at++]);
    const TokenKind kind = FirstKind(link[0]);
    std::size_t inside = 1;
    if (kind == kIs || kind == kIsNot) {
      Append(words, Is(link));
    } else if (kind == TokenKind::kAt) {
      Gap gap = GapOf(link[0]);
      Words anchor = Say(link[1]), count = Say(link[3]);
      gap.Append(TakeGap(anchor));
      gap.Append(GapOf(link[2]));
      gap.Append(TakeGap(count));
      gap.Append(GapOf(link[4]));
      Append(words, Within(std::move(count), Kind(link[4]), std::move(anchor), std::move(gap)));
    } else if (kind == kWithin) {
      const Nodes within = Children(link[0]);
      Gap gap = GapOf(within[0]);
      Words count = Say(within[1]);
      gap.Append(TakeGap(count));
      gap.Append(GapOf(within[2]));
      bool open = At(link.back(), Rule::open);
      Words anchor = PrefixesAndOperand(link, inside);
      gap.Append(TakeGap(anchor));
      if (open && !English()) anchor = InBrackets(std::move(anchor));
      while (!open && at < nodes.size() && At(Children(nodes[at])[0], Rule::binary) &&
             IsArithmetic(FirstKind(nodes[at]))) {
        const Nodes more = Children(nodes[at++]);
        Append(anchor, Say(more[0]));
        inside = 1;
        open = At(more.back(), Rule::open);
        Words operand = PrefixesAndOperand(more, inside);
        Append(anchor, open && !English() ? InBrackets(std::move(operand)) : std::move(operand));
      }
      Append(words, Within(std::move(count), Kind(within[2]), std::move(anchor), std::move(gap)));
    } else if (At(link[0], Rule::binary)) {
      Append(words, Say(link[0]));
      Append(words, PrefixesAndOperand(link, inside));
    } else {
      Append(words, SayAll(link));
    }
  }
  return words;
}

// `is not`, 不为.
Words Wording::Is(Nodes nodes) {
  Words words, cell;
  Gap gap;
  const Nodes inner = Children(nodes[1]);
  const bool inner_not = At(nodes[0], kIs) && At(inner[0], kNot);
  if (inner_not) {
    gap = GapOf(inner[0]);
    cell = SayAll(inner.subspan(1));
  } else {
    cell = Say(nodes[1]);
  }
  if (inner_not || At(nodes[0], kIsNot)) {
    words.push_back(New(English() ? kIs : kIsNot, GapOf(nodes[0])));
    if (English()) words.push_back(New(kNot, std::exchange(gap, {})));
  } else {
    words.push_back(New(kIs, GapOf(nodes[0])));
  }
  Append(words, std::move(cell), std::move(gap));
  return words;
}

// `within 12 months before T`, 在 T 前 12 个月内.
Words Wording::Within(Words count, TokenKind period, Words anchor, Gap gap) {
  const bool english = period == kDaysBefore || period == kMonthsBefore || period == kYearsBefore;
  if (english != English()) period = Counterpart(period);
  Words words;
  words.push_back(New(English() ? kWithin : kAt, std::move(gap)));
  if (English()) {
    Append(words, std::move(count));
    words.push_back(New(period));
    Append(words, std::move(anchor));
  } else {
    Append(words, std::move(anchor));
    words.push_back(New(kBefore));
    Append(words, std::move(count));
    words.push_back(New(period));
  }
  return words;
}

Words Wording::Bare(Value value) const {
  return value.bare ? std::move(value.words) : InBrackets(std::move(value.words));
}

Wording::Value Wording::Operand(Node node) {
  const Nodes nodes = Children(node);
  const TokenKind kind = IsToken(nodes[0]) ? Kind(nodes[0]) : kEnd;
  switch (kind) {
    case kCoverageOf:
      return About(kind, {Say(nodes[1])}, GapOf(nodes[0]));
    case kYearOf:
    case kMonthOf:
      return About(kind, Operand(nodes[1]), GapOf(nodes[0]));
    case kFirstOf:
      return About(kind, Operand(nodes[3]), GapOf(nodes[0]), Say(nodes[1]));
    case kDaysFrom:
    case kMonthsFrom:
    case kYearsFrom:
    case kSince:
      return Between(nodes);
    default:
      return {SayAll(nodes)};
  }
}

// `days from A to B`, 自 A 至 B 相隔天数.
Wording::Value Wording::Between(Nodes nodes) {
  const bool chinese = At(nodes[0], kSince);
  const TokenKind period = chinese ? Kind(nodes[4]) : Kind(nodes[0]);
  Words from = Bare(Operand(nodes[1])), to = Bare(Operand(nodes[3]));
  Gap gap = GapOf(nodes[0]);
  gap.Append(TakeGap(from));
  gap.Append(GapOf(nodes[2]));
  gap.Append(TakeGap(to));
  if (chinese) gap.Append(GapOf(nodes[4]));
  Words words;
  words.push_back(New(English() ? period : kSince, std::move(gap)));
  Append(words, std::move(from));
  words.push_back(New(kTo));
  Append(words, std::move(to));
  if (!English()) words.push_back(New(period));
  return {std::move(words)};
}

// `year of X`, X 年份 · `month of X`, X 所在月 · `first 2 of X`, X 取前 2 位 · `coverage of X`, X 覆盖率.
Wording::Value Wording::About(TokenKind kind, Value value, Gap gap, Words count) {
  gap.Append(TakeGap(value.words));
  gap.Append(TakeGap(count));
  const bool first = kind == kFirstOf;
  Words words;
  if (English()) {
    words.push_back(New(kind));
    Append(words, std::move(count));
    if (first) words.push_back(New(kOf));
    Append(words, Bare(std::move(value)));
  } else {
    words = std::move(value.words);
    words.push_back(New(kind));
    Append(words, std::move(count));
    if (first) words.push_back(New(kPlaces));
  }
  PutGap(words, std::move(gap));
  return {std::move(words), English()};
}

// `P on D`, D 当日的 P.
Wording::Value Wording::On(TokenKind kind, Value before, Value after, Gap gap) {
  Gap lead = TakeGap(before.words);
  lead.Append(std::move(gap));
  lead.Append(TakeGap(after.words));
  const bool turned = (kind == kOn) != English();
  Words words = std::move(turned ? after.words : before.words);
  words.push_back(New(English() ? kOn : kOnDay));
  Append(words, Bare(std::move(turned ? before : after)));
  PutGap(words, std::move(lead));
  return {std::move(words), false};
}

Wording::Value Wording::Suffix(Value value, Node suffix) {
  const Nodes nodes = Children(suffix);
  const TokenKind kind = Kind(nodes[0]);
  Gap gap = GapOf(nodes[0]);
  switch (kind) {
    case kCoverageOf:
    case kYearOf:
    case kMonthOf:
      return About(kind, std::move(value), std::move(gap));
    case kFirstOf:
      gap.Append(GapOf(nodes[2]));
      return About(kind, std::move(value), std::move(gap), Say(nodes[1]));
    case kOn:
    case kOnDay:
      return On(kind, std::move(value), Operand(nodes[1]), std::move(gap));
    case kIfMissing:
    case kMissingAs: {
      const bool negative = At(nodes[1], kMinus);
      Words substitute = Bare(Operand(nodes[negative ? 2 : 1]));
      if (kind == kMissingAs) gap.Append(GapOf(nodes.back()));
      Words words = std::move(value.words);
      words.push_back(New(English() ? kIfMissing : kMissingAs, std::move(gap)));
      if (negative) {
        Append(words, Say(nodes[1]));
        words.back().unary = true;
      }
      Append(words, std::move(substitute));
      if (!English()) words.push_back(New(kReckoned));
      return {std::move(words), false};
    }
    default:
      Append(value.words, Say(suffix));
      return {std::move(value.words), false};
  }
}

}  // namespace greenrule::format
