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

bool IsOneOf(TokenKind kind, std::initializer_list<TokenKind> kinds) { return std::ranges::count(kinds, kind) > 0; }

bool IsOperator(TokenKind kind) {
  return (kind >= kEquals && kind <= kDivide) ||
         IsOneOf(kind, {kAnd, kOr, kIs, kIsNot, kIn, kNotIn, kWithin, kAt, kStartsWith, kIfMissing, kMissingAs});
}

bool BeginsAggregate(TokenKind kind) {
  return IsOneOf(kind, {kCount, kAtLeast, kAny, kEvery, kSum, kAverage, kMin, kMax, kLatest, kEarliest, kDistinctCount,
                        kMedian, kPercentile, kRank, kRowsName, kSame, kAllEntities});
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

Diagnostic::Argument Joined(const std::vector<Diagnostic::Argument>& parts) {
  Diagnostic::Argument joined("", "");
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) {
      joined.english += i + 1 == parts.size() ? " or " : ", ";
      joined.chinese += i + 1 == parts.size() ? "或" : "、";
    }
    joined.english += parts[i].english;
    joined.chinese += parts[i].chinese;
  }
  return joined;
}

// What could stand there, in a few words: values, names and operators as what they are, keywords one by one.
Diagnostic::Argument Expected(const ParseFailure& failure) {
  const auto& kinds = failure.expected;
  const auto has = [&](TokenKind kind) { return std::ranges::count(kinds, kind) > 0; };
  std::vector<Diagnostic::Argument> parts;
  if (failure.value_expected || kinds.empty()) return {"a value", "一个值"};
  const bool value = has(kNumber) && has(kText) && has(kName), operators = has(kPlus) && has(kTimes);
  if (value) parts.push_back(has(kBar) ? Diagnostic::Argument("a cell", "一格内容") : Diagnostic::Argument("a value", "一个值"));
  if (operators) parts.push_back({"an operator", "运算符"});
  if (has(kEnd)) parts.push_back({"a new line with the next clause", "另起一行写下一项"});
  std::size_t left_out = 0;
  for (TokenKind kind : kinds) {
    const bool covered = kind == kEnd || (value && !IsOneOf(kind, {kClose, kComma, kBar, kDoubleBar}) && kind != kThen && kind != kElse) ||
                         (operators && IsOperator(kind)) || (kind == kRowsName && has(kName));
    if (covered) continue;
    if (operators && IsOneOf(kind, {kDays, kMonths, kYears, kOn, kOnDay, kCoverageOf, kYearOf, kFirstOf, kDot, kOpenUnit, kPercent,
                                    kPermille, kName, kOpen, kIfMissing, kMissingAs}))
      continue;
    if (parts.size() < kMaxShown)
      parts.push_back(Shown(kind));
    else
      ++left_out;
  }
  if (parts.empty()) return {"a value", "一个值"};
  Diagnostic::Argument joined = Joined(parts);
  if (left_out > 0) {
    joined.english += " (and others)";
    joined.chinese += "等";
  }
  return joined;
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


// A name that begins or ends with a Chinese keyword which could stand there by itself.
std::string Parted(std::string_view text, std::uint16_t prefix_groups, std::uint16_t suffix_groups) {
  std::string_view prefix, suffix;
  for (const Phrase& phrase : AllPhrases()) {
    if (phrase.language != Language::kChinese || phrase.words.size() > 1 || phrase.text.size() >= text.size()) continue;
    if ((phrase.groups & prefix_groups) != 0 && text.starts_with(phrase.text) && phrase.text.size() > prefix.size())
      prefix = phrase.text;
    if ((phrase.groups & suffix_groups) != 0 && text.ends_with(phrase.text) && phrase.text.size() > suffix.size())
      suffix = phrase.text;
  }
  if (!prefix.empty()) return std::string(prefix) + " " + std::string(text.substr(prefix.size()));
  if (!suffix.empty()) return std::string(text.substr(0, text.size() - suffix.size())) + " " + std::string(suffix);
  return {};
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
    const std::uint16_t prefixes = line_start ? D | S | O : token == offending ? O | X | P | W : P;
    const std::string parted = Parted(text, prefixes, token == offending ? 0 : X);
    if (parted.empty()) continue;
    e.Report(Code::GR1025, token, token, {std::string(text), parted});
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
  const std::string aggregate = e.Written(start, offending), rest = e.Written(offending, end);
  const std::string last = e.Written(offending - 1);
  const std::string before = e.Written(start, offending - 1);
  e.Report(Code::GR1026, start, offending - 1,
           {aggregate, "(" + aggregate + ") " + rest, before + (before.empty() ? "(" : " (") + last + " " + rest + ")"});
  return true;
}

}  // namespace

bool CheckClause(const Clause& clause, TreeBuilder& builder, MistakeList& mistakes) {
  Explainer e(clause, builder, mistakes);
  std::vector<TokenId> open;
  std::vector<int> ifs = {0};  // by bracket: they nest without one
  int all_ifs = 0;
  int run = 0;  // keywords with no operator between them: `year of year of`, `not not`, `x if missing y if missing`
  int deepest = 0;
  TokenId deepest_at = clause.first;
  bool clean = true, value_before = false;
  for (TokenId token = clause.first; token < clause.last; ++token) {
    const TokenKind kind = e.Kind(token);
    switch (kind) {
      case kUnknown: clean = false; break;
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
            e.Report(Code::GR1027, open.back(), open.back(), {e.Written(open.back()), e.Kind(open.back()) == kOpen ? ")" : "]"});
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
        break;
      case kDot: ++run; break;
      case kMinus: run = value_before ? 0 : run + 1; break;
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
  if (e.Kind(token) == kUnknown) return;  // was reported
  const bool none = starter == kEnd;
  const std::string meant = MeantPhrase(e, token, none ? D : D | S | O);
  const std::string_view text = builder.TextOf(token);
  if (const std::string parted = Parted(text, none ? D : D | S | O, 0); !parted.empty() && meant.empty())
    return e.Report(Code::GR1025, token, token, {std::string(text), parted});
  Diagnostic::Argument remedy = meant.empty()
      ? none ? Diagnostic::Argument("begin with a declaration: `policy`, `feed`, `factor`, `checklist`, `table` …", "请以声明开头：`政策`、`接口`、`因子`、`清单`、`决策表` 等")
             : Diagnostic::Argument("begin the line with a keyword, or join it to the line before", "请以关键词开头，或并入上一行")
      : Diagnostic::Argument("did you mean `" + meant + "`?", "是否应为 `" + meant + "`？");
  if (none)
    e.Report(Code::GR1020, token, token, {e.Quoted(token), remedy});
  else
    e.Report(Code::GR1021, token, token, {e.Quoted(token), Called(starter), remedy});
}

void ExplainFailure(const Clause& clause, TokenKind starter, const ParseFailure& failure, TreeBuilder& builder,
                    MistakeList& mistakes) {
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
    return e.Report(Code::GR1027, bracket, bracket, {e.Written(bracket), e.Kind(bracket) == kOpen ? ")" : "]"});
  }
  if (TryAggregate(e, offending)) return;
  if (offending < clause.last && offending > clause.first && (e.At(offending).flags & token_flags::kFirstOnLine) &&
      e.Kind(offending) == kName) {
    const Clause line{clause.kind, offending, clause.last};
    return ExplainStray(line, starter == kEnd ? kPolicy : starter, builder, mistakes);
  }
  if (TryGrownTogether(e, offending)) return;
  const Diagnostic::Argument expected = Expected(failure);
  if (offending >= clause.last) {
    const TokenId last = clause.last - 1;
    return e.Report(Code::GR1024, last, last, {e.Quoted(last), expected});
  }
  const bool name_wanted = std::ranges::count(failure.expected, kName) > 0;
  if (IsKeyword(e.Kind(offending)) && name_wanted && e.Kind(offending) != kTo)
    return e.Report(Code::GR1029, offending, offending, {e.Written(offending)});
  e.Report(Code::GR1023, offending, offending, {e.Quoted(offending), expected});
}

}  // namespace greenrule
