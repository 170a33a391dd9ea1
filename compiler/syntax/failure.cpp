#include "compiler/syntax/failure.h"

#include <algorithm>
#include <initializer_list>

#include "compiler/syntax/declaration_builder.h"
#include "compiler/syntax/phrases.h"

namespace greenrule {
namespace {

using enum TokenKind;
using namespace phrase_group;

// More is a list that nobody reads.
constexpr std::size_t kMaxShown = 6;
constexpr std::size_t kMaxExcerpt = 60;

bool IsOneOf(TokenKind kind, std::initializer_list<TokenKind> kinds) {
  return std::ranges::count(kinds, kind) > 0;
}

bool IsOperator(TokenKind kind) {
  return (kind >= kEquals && kind <= kDivide) || IsOneOf(kind, {kAnd, kOr, kIs, kIsNot, kIn, kNotIn, kWithin,
                                                                kAt, kStartsWith, kIfMissing, kMissingAs});
}

bool BeginsAggregate(TokenKind kind) {
  return IsOneOf(kind, {kCount, kAtLeast, kAny, kEvery, kSum, kAverage, kMin, kMax, kLatest, kEarliest,
                        kDistinctCount, kMedian, kPercentile, kRank, kRowsName, kSame, kAllEntities});
}

class Explainer {
 public:
  Explainer(const Clause& clause, TreeBuilder& builder, MistakeList& mistakes)
      : clause_(clause), b_(builder), mistakes_(mistakes) {}

  SourceRange RangeOf(TokenId first, TokenId last) const {
    const Token& a = b_.tokens()[first];
    const Token& z = b_.tokens()[last];
    return {kNoFile, a.line, a.column, z.end_line, z.end_column};
  }
  const Token& At(TokenId token) const { return b_.tokens()[token]; }
  TokenKind Kind(TokenId token) const { return At(token).kind; }

  // As it was written, in plain forms.
  std::string Written(TokenId token) const {
    const Token& t = At(token);
    std::string text(b_.TextOf(token));
    if (t.kind == kText) return "\"" + text + "\"";
    if (t.flags & token_flags::kQuotedName) return "「" + text + "」";
    return text;
  }
  std::string Written(TokenId first, TokenId end) const {
    std::string text;
    for (TokenId token = first; token < end; ++token) {
      if (text.size() > kMaxExcerpt) return text + " …";
      if (!text.empty() && (At(token).flags & token_flags::kAfterBlank)) text += ' ';
      text += Written(token);
    }
    return text;
  }
  Diagnostic::Argument Quoted(TokenId token) const { return "`" + Shortened(Written(token)) + "`"; }

  static std::string Shortened(std::string text) {
    if (text.size() <= kMaxExcerpt) return text;
    std::size_t end = kMaxExcerpt;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
  }

  void Report(Code code, TokenId first, TokenId last, std::vector<Diagnostic::Argument> arguments) {
    mistakes_.Report(code, RangeOf(first, last), std::move(arguments));
  }

  const Clause& clause_;
  TreeBuilder& b_;
  MistakeList& mistakes_;
};

std::string Joined(const std::vector<std::string>& parts, std::string_view comma, std::string_view last,
                   std::string_view more) {
  std::string joined;
  const std::size_t shown = std::min(parts.size(), kMaxShown);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) joined += i + 1 == parts.size() ? last : comma;
    joined += parts[i];
  }
  return shown < parts.size() ? joined + std::string(more) : joined;
}

// A blank between quoted words and Chinese ones, as in every message.
std::string Spaced(std::string_view text) {
  constexpr std::string_view kComma = "、";
  std::string spaced;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '`') {
      spaced += text[i];
      continue;
    }
    const bool close = quoted;
    quoted = !quoted;
    if (!close && !spaced.ends_with(kComma)) spaced += ' ';
    spaced += '`';
    const std::string_view rest = text.substr(i + 1);
    if (close && !rest.empty() && !rest.starts_with(kComma)) spaced += ' ';
  }
  return spaced;
}

bool HasGroup(TokenKind kind, std::uint16_t groups) {
  return std::ranges::any_of(AllPhrases(),
                             [&](const Phrase& p) { return p.kind == kind && (p.groups & groups) != 0; });
}

// What could stand there, in a few words: values, names and operators as what they are, keywords one by one.
Diagnostic::Argument Expected(const std::vector<TokenKind>& kinds) {
  const auto has = [&](TokenKind kind) { return std::ranges::count(kinds, kind) > 0; };
  if (kinds.empty()) return {"a value", "一个值"};
  const bool value = has(kNumber) && has(kDate) && has(kName), operators = has(kPlus) && has(kTimes);
  const bool end = has(kEnd);
  std::vector<std::string> english, chinese;
  const auto add = [&](Diagnostic::Argument part) {
    if (!part.english.empty()) english.push_back(std::move(part.english));
    if (!part.chinese.empty()) chinese.push_back(std::move(part.chinese));
  };
  if (value)
    add(has(kBar) ? Diagnostic::Argument("a cell", "一格内容") : Diagnostic::Argument("a value", "一个值"));
  if (operators) add({"an operator", "运算符"});
  if (end) add({"a new line", "换行"});
  for (TokenKind kind : kinds) {
    const bool delimiter = IsOneOf(kind, {kClose, kComma, kBar, kDoubleBar, kThen, kElse});
    const bool of_value = value && !delimiter;
    const bool of_operators = operators &&
                              (IsOperator(kind) || HasGroup(kind, X) ||
                               IsOneOf(kind, {kDot, kOpenUnit, kOpen, kPercent, kPermille, kName})) &&
                              !delimiter && !BeginsAggregate(kind) &&
                              !IsOneOf(kind, {kOf, kBy, kDe, kRowsOf});
    const bool of_next_line = end && (HasGroup(kind, D | S | O) || kind == kNumber);
    if (kind == kEnd || kind == kRowsName || of_value || of_operators || of_next_line) continue;
    Diagnostic::Argument shown = Shown(kind);
    if (!IsSpelled(kind, Language::kEnglish)) shown.english.clear();
    if (!IsSpelled(kind, Language::kChinese)) shown.chinese.clear();
    add(std::move(shown));
  }
  if (chinese.size() == 1 && kinds.size() == 1 && kinds[0] == kDate) return {"a date, as `2021-03-01`,", "日期，如 `2021-03-01`"};
  return {Joined(english, ", ", " or ", " (and others)"), Spaced(Joined(chinese, "、", "或", "等"))};
}

// How many letters must change to make one word of the other; more than `limit` is not told apart.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

// The phrase that begins a line and that these words were probably meant to be.
std::string MeantPhrase(const Explainer& e, TokenId token, std::uint16_t groups) {
  std::string best;
  std::size_t best_distance = 3;
  for (const Phrase& phrase : AllPhrases()) {
    if ((phrase.groups & groups) == 0 || phrase.alias) continue;
    std::string words;
    for (std::size_t i = 0; i < phrase.words.size(); ++i) {
      const TokenId at = token + static_cast<TokenId>(i);
      if (at >= e.clause_.last) break;
      words += (i > 0 ? " " : "") + e.Written(at);
    }
    const bool chinese = phrase.language == Language::kChinese;
    if (words.size() > 80 || (chinese && phrase.text.size() <= 6)) continue;
    const std::size_t distance = Distance(words, phrase.text);
    const std::size_t allowed = chinese ? 4 : phrase.text.size() <= 4 ? 2 : 3;
    if (distance < std::min(best_distance, allowed) || (chinese && distance < 4 && best.empty())) {
      best = phrase.text;
      best_distance = distance;
    }
  }
  return best;
}

// `F中有甲` before a 的 or an aggregate's word that has no 中 to belong to: `F 中 有 甲`.
std::string PartRows(const Explainer& e, TokenId token, TokenId offending) {
  constexpr std::string_view kWord = "中";
  if (offending >= e.clause_.last || !(e.Kind(offending) == kDe || BeginsAggregate(e.Kind(offending)))) return {};
  for (TokenId before = e.clause_.first; before < offending; ++before)
    if (e.Kind(before) == kInside) return {};
  const std::string_view text = e.b_.TextOf(token);
  const std::size_t at = text.find(kWord);
  if (at == text.npos || at == 0 || at + kWord.size() == text.size()) return {};
  const std::string rest(text.substr(at + kWord.size()));
  const std::string parted = PartKeyword(rest, P, 0);
  return std::string(text.substr(0, at)) + " 中 " + (parted.empty() ? rest : parted);
}

// Looks for a name that is a keyword and a name without a blank between them.
bool TryGrownTogether(Explainer& e, TokenId offending) {
  const TokenId end = std::min(offending + 1, e.clause_.last);
  // The word that cannot stand there first, then those before it on the way back.
  for (TokenId token = end; token-- > e.clause_.first;) {
    const Token& t = e.At(token);
    if (t.kind != kName && t.kind != kRowsName) continue;
    if (t.flags & token_flags::kQuotedName) continue;
    const std::string_view text = e.b_.TextOf(token);
    const bool line_start = (t.flags & token_flags::kFirstOnLine) != 0;
    const bool unit = token > e.clause_.first && e.Kind(token - 1) == kNumber;
    const std::uint16_t prefixes = line_start ? D | S | O : token == offending ? O | X | P | W : unit ? X : P;
    std::string parted = PartKeyword(text, prefixes, token == offending ? 0 : X);
    if (parted.empty() && !line_start) parted = PartRows(e, token, offending);
    if (parted.empty()) continue;
    e.Report(Code::GR1025, token, token, {std::string(text), parted});
    return true;
  }
  return false;
}

// The other thing that an aggregate with something after it can mean: what follows belongs to its value (`sum
// a of F * b`, F 中 a 合计 * b) or to its condition (F 中 有 a 的 且 b). Empty if it can mean nothing else.
std::string InnerReading(const Explainer& e, TokenId start, TokenId offending, TokenId end) {
  const TokenKind op = e.Kind(offending);
  const bool arithmetic = op == kPlus || op == kMinus || op == kTimes || op == kDivide;
  const std::string rest = e.Written(offending, end);
  const TokenId last = offending - 1;
  if (e.Kind(last) == kDe && (op == kAnd || op == kOr))
    return e.Written(start, last) + " " + rest + " " + e.Written(last);
  TokenId from = kNoToken, to = kNoToken;  // the value
  int depth = 0;
  for (TokenId token = start; token < offending; ++token) {
    const TokenKind kind = e.Kind(token);
    depth += (kind == kOpen) - (kind == kClose);
    if (depth > 0) continue;
    if (kind == kInside || kind == kDe) from = token + 1, to = last;
    if (kind == kOf && from == kNoToken) from = start + 1, to = token;
  }
  if (!arithmetic || from == kNoToken || from >= to) return {};
  if (e.Kind(from) == kKnown) ++from;
  return e.Written(start, from) + " (" + e.Written(from, to) + " " + rest + ") " + e.Written(to, offending);
}

// An aggregate in the value or condition of another, without brackets.
bool TryNestedAggregate(Explainer& e, TokenId offending) {
  if (offending >= e.clause_.last || !BeginsAggregate(e.Kind(offending))) return false;
  int depth = 0;
  for (TokenId token = offending; token-- > e.clause_.first;) {
    const TokenKind kind = e.Kind(token);
    if (kind == kClose) ++depth;
    if (kind == kOpen && --depth < 0) return false;
    if (depth > 0 || !BeginsAggregate(kind)) continue;
    e.Report(Code::GR1051, offending, offending, {e.Written(offending), e.Written(token)});
    return true;
  }
  return false;
}

// An operator after an aggregate that is not in brackets.
bool TryAggregate(Explainer& e, TokenId offending) {
  if (offending >= e.clause_.last || !IsOperator(e.Kind(offending))) return false;
  int depth = 0;
  TokenId start = kNoToken;
  for (TokenId token = offending; token-- > e.clause_.first;) {
    const TokenKind kind = e.Kind(token);
    if (kind == kClose) ++depth;
    if (kind == kOpen && --depth < 0) break;
    if (depth == 0 && (kind == kComma || kind == kThen || kind == kElse || kind == kIf)) break;
    if (depth == 0 && BeginsAggregate(kind)) start = token;
  }
  if (start == kNoToken) return false;
  TokenId end = offending + 1;
  for (depth = 0; end < e.clause_.last; ++end) {
    const TokenKind kind = e.Kind(end);
    if (kind == kOpen) ++depth;
    if (kind == kClose && --depth < 0) break;
    if (depth == 0 && (kind == kComma || kind == kThen || kind == kElse)) break;
  }
  const std::string first = "(" + e.Written(start, offending) + ") " + e.Written(offending, end);
  const std::string second = InnerReading(e, start, offending, end);
  Diagnostic::Argument remedy("put the aggregate in brackets: `" + first + "`",
                              "请给汇总加括号：`" + first + "`");
  if (!second.empty()) {
    remedy.english += "; or, if what follows belongs inside it: `" + second + "`";
    remedy.chinese += "；如果后面的内容属于汇总之内，请写 `" + second + "`";
  }
  e.Report(Code::GR1026, start, offending - 1, {e.Written(start, offending), remedy});
  return true;
}

// A word that stands after a value (`天`, `年份`, `合计`) where one should begin: it is meant as a name.
bool TryKeywordAsValue(Explainer& e, TokenId offending, const ParseFailure& failure) {
  const auto wanted = [&](TokenKind kind) { return std::ranges::count(failure.expected, kind) > 0; };
  const TokenKind kind = e.Kind(offending);
  const bool holds_together = IsOperator(kind) || IsOneOf(kind, {kOr, kThen, kElse, kOf, kWhere, kAmong, kInside, kDe,
                                                                 kAs, kBy, kTo, kToBelow, kBefore, kReckoned, kRowsOf});
  if (!wanted(kNumber) || !wanted(kName) || !HasGroup(kind, X) || holds_together) return false;
  e.Report(Code::GR1029, offending, offending, {e.Written(offending)});
  return true;
}

bool BeginsLine(const Explainer& e, TokenId token) {
  return (e.At(token).flags & token_flags::kFirstOnLine) != 0;
}

// The first token of the next line of the clause after `token`.
TokenId LineAfter(const Explainer& e, TokenId token) {
  for (TokenId next = token + 1; next < e.clause_.last; ++next)
    if (BeginsLine(e, next)) return next;
  return kNoToken;
}

// The line of the mistake, if it begins with a name and does not go on with what the line before it left
// open.
TokenId StrayLine(const Explainer& e, TokenId offending) {
  TokenId line = std::min(offending, e.clause_.last - 1);
  while (line > e.clause_.first && !BeginsLine(e, line)) --line;
  if (line == e.clause_.first) return kNoToken;
  if (e.Kind(line) != kName && (!IsKeyword(e.Kind(line)) || MeantPhrase(e, line, D | S | O).empty()))
    return kNoToken;
  const TokenKind before = e.Kind(line - 1);
  const bool goes_on = IsOperator(before) ||
                       IsOneOf(before, {kComma, kOpen, kThen, kElse, kOf, kWhere, kDe, kInside, kNot, kIf});
  return goes_on ? kNoToken : line;
}

// The further lines of a clause that begin with a misspelt keyword: mistakes of their own.
void MisspeltLines(Explainer& e, TokenId line, TokenKind starter) {
  for (; line != kNoToken; line = LineAfter(e, line)) {
    if (e.Kind(line) != kName) continue;
    const std::string meant = MeantPhrase(e, line, D | S | O);
    if (meant.empty()) continue;
    e.Report(Code::GR1021, line, line,
             {e.Quoted(line),
              CalledWithArticle(starter == kEnd ? kPolicy : starter),
              {"did you mean `" + meant + "`?", "是否应为 `" + meant + "`？"}});
  }
}

}  // namespace

bool CheckClause(const Clause& clause, TreeBuilder& builder, MistakeList& mistakes) {
  Explainer e(clause, builder, mistakes);
  std::vector<TokenId> open;
  std::vector<int> ifs = {0};  // by bracket: they nest without one
  int all_ifs = 0;
  // Keywords with no operator between them: `year of year of`, `not not`, `x if missing y if missing`.
  int run = 0;
  int deepest = 0;
  TokenId deepest_at = clause.first;
  bool clean = true, value_before = false;
  for (TokenId token = clause.first; token < clause.last; ++token) {
    const TokenKind kind = e.Kind(token);
    switch (kind) {
      case kUnknown:
        clean = false;
        break;
      case kOpen:
      case kOpenUnit:
        open.push_back(token);
        ifs.push_back(0);
        run = 0;
        break;
      case kClose:
      case kCloseUnit:
        if (open.empty() || e.Kind(open.back()) != (kind == kClose ? kOpen : kOpenUnit)) {
          if (open.empty())
            e.Report(Code::GR1028, token, token, {e.Written(token)});
          else
            e.Report(Code::GR1027, open.back(), open.back(),
                     {e.Written(open.back()), e.Kind(open.back()) == kOpen ? ")" : "]"});
          return false;
        }
        open.pop_back();
        all_ifs -= ifs.back();
        ifs.pop_back();
        run = 0;
        break;
      case kComma:
        all_ifs -= ifs.back();
        ifs.back() = run = 0;
        break;
      case kIf:
        ++ifs.back();
        ++all_ifs;
        run = 0;
        break;
      case kThen:
      case kElse:
        run = 0;
        break;
      case kDot:
        ++run;
        break;
      case kMinus:
        run = value_before ? 0 : run + 1;
        break;
      default:
        if (kind >= kColon && kind <= kUnknown)
          run = 0;
        else if (IsKeyword(kind))
          run = IsOperator(kind) && kind != kIfMissing && kind != kMissingAs ? 0 : run + 1;
        break;
    }
    value_before = kind <= kText || kind == kClose || kind == kCloseUnit;
    const int depth = static_cast<int>(open.size()) + all_ifs + run;
    if (depth > deepest) deepest = depth, deepest_at = token;
  }
  if (deepest <= kMaxNesting) return clean;
  e.Report(Code::GR1022, deepest_at, deepest_at, {std::to_string(deepest), std::to_string(kMaxNesting)});
  return false;
}

void ExplainStray(const Clause& clause, TokenKind starter, TreeBuilder& builder, MistakeList& mistakes) {
  Explainer e(clause, builder, mistakes);
  const TokenId token = clause.first;
  if (const TokenId next = LineAfter(e, token); next != kNoToken) MisspeltLines(e, next, starter);
  if (e.Kind(token) == kUnknown) return;  // was reported
  const bool none = starter == kEnd;
  const std::string meant = MeantPhrase(e, token, none ? D : D | S | O);
  const std::string_view text = builder.TextOf(token);
  if (const std::string parted = PartKeyword(text, none ? D : D | S | O, 0); !parted.empty() && meant.empty())
    return e.Report(Code::GR1025, token, token, {std::string(text), parted});
  Diagnostic::Argument remedy =
      meant.empty()
          ? none ? Diagnostic::Argument(
                       "begin with a declaration: `policy`, `feed`, `factor`, `checklist`, `table` …",
                       "请以声明开头：`政策`、`接口`、`因子`、`清单`、`决策表` 等")
                 : Diagnostic::Argument("begin the line with a keyword, or join it to the line before; a row of a table is `| … | … |`",
                                        "请以关键词开头，或并入上一行；表的一行写作 `| … | … |`")
          : Diagnostic::Argument("did you mean `" + meant + "`?", "是否应为 `" + meant + "`？");
  if (none)
    e.Report(Code::GR1020, token, token, {e.Quoted(token), remedy});
  else
    e.Report(Code::GR1021, token, token, {e.Quoted(token), CalledWithArticle(starter), remedy});
}

void ExplainFailure(const Clause& clause, TokenKind starter, const ParseFailure& failure,
                    TreeBuilder& builder, MistakeList& mistakes) {
  Explainer e(clause, builder, mistakes);
  const TokenId offending = std::min(failure.token, clause.last);
  // A bracket that is open when the clause ends is the mistake, wherever it shows.
  std::vector<TokenId> open;
  for (TokenId token = clause.first; token < clause.last; ++token) {
    const TokenKind kind = e.Kind(token);
    if (kind == kOpen || kind == kOpenUnit) open.push_back(token);
    if (kind == kClose || kind == kCloseUnit) open.pop_back();
  }
  if (!open.empty() && offending == clause.last) {
    const TokenId bracket = open.back();
    return e.Report(Code::GR1027, bracket, bracket,
                    {e.Written(bracket), e.Kind(bracket) == kOpen ? ")" : "]"});
  }
  if (TryAggregate(e, offending) || TryNestedAggregate(e, offending)) return;
  if (const TokenId line = StrayLine(e, offending); line != kNoToken)
    return ExplainStray({clause.kind, line, clause.last}, starter == kEnd ? kPolicy : starter, builder,
                        mistakes);
  const TokenId next_line = LineAfter(e, offending);
  if (next_line != kNoToken) MisspeltLines(e, next_line, starter);
  if (TryGrownTogether(e, offending)) return;
  Diagnostic::Argument expected = Expected(failure.expected);
  if (offending == clause.first + 1 && IsOneOf(e.Kind(clause.first), {kChange, kAdd}))
    expected = {"the kind of what is meant, and then its name, as in `parameter P`, `item N`, `bands B`, `weights of X`,",
                "所指内容的种类，其后再写名称，如 `参数 P`、`事项 N`、`分档 B`、`权重 X`"};
  if (offending >= clause.last) {
    const TokenId last = clause.last - 1;
    return e.Report(Code::GR1024, last, last, {e.Quoted(last), expected});
  }
  if (TryKeywordAsValue(e, offending, failure)) return;
  const bool name_wanted = std::ranges::count(failure.expected, kName) > 0;
  const bool value_wanted = std::ranges::count(failure.expected, kDate) > 0;
  if (IsKeyword(e.Kind(offending)) && name_wanted && !value_wanted && e.Kind(offending) != kTo)
    return e.Report(Code::GR1029, offending, offending, {e.Written(offending)});
  e.Report(Code::GR1023, offending, offending, {e.Quoted(offending), expected});
}

}  // namespace greenrule
