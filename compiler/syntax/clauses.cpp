#include "compiler/syntax/clauses.h"

#include <algorithm>
#include <initializer_list>

#include "compiler/syntax/phrases.h"

namespace greenrule {
namespace {

using enum TokenKind;
using namespace phrase_group;

enum class Mode : std::uint8_t {
  kHeads,       // heads and options
  kParameters,  // in the brackets of a function's or entity's head
  kFormula,
  kRow,     // the cells of a row
  kValues,  // a list in which only values stand
  kUnits,   // in [ ]
};

struct Frame {
  Mode mode;
  TokenKind before = kEnd;   // the token before the bracket
  bool any_pending = false;  // 有 waits for its 的
};

bool IsOneOf(TokenKind kind, std::initializer_list<TokenKind> kinds) {
  return std::ranges::count(kinds, kind) > 0;
}

bool IsAggregator(TokenKind kind) {
  return IsOneOf(kind, {kSum, kAverage, kMin, kMax, kLatest, kEarliest, kDistinctCount, kMedian});
}

bool TakesFormula(TokenKind starter) {
  return IsOneOf(starter, {kQuantity, kFactor, kIndicator, kComposite, kField, kValue, kStatistic, kFunction,
                           kUnit, kParameter});
}

// Whether a value has ended after a phrase that stood where a value ends, or begins.
bool EndsValueAsOperator(TokenKind kind) {
  return IsAggregator(kind) ||
         IsOneOf(kind,
                 {kDays,        kMonths,     kYears,     kReckoned, kCoverageOf, kYearOf,       kMonthOf,      kPlaces,
                  kRowsCounted, kPercentile, kRank,      kCount,    kDaysInside, kMonthsInside, kYearsInside,
                  kDaysFrom,    kMonthsFrom, kYearsFrom, kAbove,    kAtMost,     kRowsOf,       kDecimals});
}
bool EndsValueAsValue(TokenKind kind) {
  return IsOneOf(kind, {kYes, kNo, kMissing, kNotApplicable, kUndetermined, kAsOf, kThis, kHit, kClear,
                        kBlank, kOtherwise, kHasRows});
}

class Cutter {
 public:
  Cutter(std::span<const Token> raw, TextTable& texts, std::vector<Token>& tokens)
      : raw_(raw), texts_(texts), tokens_(tokens), out_of_(raw.size()) {
    MatchBrackets();
  }

  ClauseList Run() {
    while (raw_[at_].kind != kEnd)
      if (!FirstOnLine(at_) || !BeginLine()) Take();
    EndClause();
    EndDeclaration();
    out_of_[at_] = static_cast<TokenId>(tokens_.size());
    tokens_.push_back(raw_[at_]);
    return std::move(list_);
  }

  void Move(std::vector<Trivia>& trivia) const {
    for (Trivia& t : trivia) t.before = out_of_[t.before];
  }

 private:
  struct Match {
    const Phrase* phrase = nullptr;
    std::size_t words = 0;
  };

  // Which `(` hold a comma of their own: `max(a, b)` is a function, `max (a) of F` an aggregate.
  void MatchBrackets() {
    has_comma_.assign(raw_.size(), false);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < raw_.size(); ++i) {
      if (raw_[i].kind == kOpen)
        open.push_back(i);
      else if (raw_[i].kind == kClose && !open.empty())
        open.pop_back();
      else if (raw_[i].kind == kComma && !open.empty())
        has_comma_[open.back()] = true;
    }
  }

  std::string_view TextOf(std::size_t i) const { return texts_.texts[raw_[i].text]; }
  bool IsWord(std::size_t i) const {
    return raw_[i].kind == kName && !(raw_[i].flags & token_flags::kQuotedName);
  }
  bool FirstOnLine(std::size_t i) const { return (raw_[i].flags & token_flags::kFirstOnLine) != 0; }
  TokenKind Previous() const { return tokens_.size() > clause_start_ ? tokens_.back().kind : kEnd; }
  // After `is`, `is not` (two words in English), 为 or 不为.
  bool AfterIs() const {
    const std::size_t size = tokens_.size();
    return IsOneOf(Previous(), {kIs, kIsNot}) || (Previous() == kNot && size > clause_start_ + 1 && tokens_[size - 2].kind == kIs);
  }
  std::size_t Depth() const { return frames_.size() - 1; }
  Mode& TheMode() { return frames_.back().mode; }

  // The longest phrase of one of the groups that begins at raw token `i`.
  Match Find(std::size_t i, std::uint16_t groups) const {
    if (!IsWord(i)) return {};
    for (const Phrase* phrase : PhrasesFrom(TextOf(i))) {
      if ((phrase->groups & groups) == 0) continue;
      std::size_t n = 1;
      while (n < phrase->words.size() && IsWord(i + n) && !FirstOnLine(i + n) &&
             TextOf(i + n) == phrase->words[n])
        ++n;
      if (n == phrase->words.size()) return {phrase, n};
    }
    return {};
  }

  // ---- Clauses

  void EndClause() {
    if (tokens_.size() == clause_start_ || list_.clauses.empty()) return;
    list_.clauses.back().last = static_cast<TokenId>(tokens_.size());
  }

  void EndDeclaration() {
    if (!list_.declarations.empty())
      list_.declarations.back().last = static_cast<std::uint32_t>(list_.clauses.size());
  }

  void BeginClause(ClauseKind kind, Mode mode) {
    EndClause();
    if (kind == ClauseKind::kHead || list_.declarations.empty()) {
      EndDeclaration();
      const auto next = static_cast<std::uint32_t>(list_.clauses.size());
      list_.declarations.push_back({next, next});
      formula_owner_ = parameter_ = false;
    }
    clause_start_ = tokens_.size();
    list_.clauses.push_back({kind, static_cast<TokenId>(clause_start_), static_cast<TokenId>(clause_start_)});
    frames_.assign(1, {mode});
    operand_ = true;
    names_next_ = cell_next_ = false;
    starter_ = kEnd;
  }

  // Begins a clause if the line begins one. True if that took its first words.
  bool BeginLine() {
    const Token& token = raw_[at_];
    if (token.kind == kBar) return BeginClause(ClauseKind::kRow, Mode::kRow), false;
    if (const Match match = Find(at_, Depth() == 0 ? D | S | O : D | S); match.phrase != nullptr) {
      const std::uint16_t groups = match.phrase->groups;
      return Begin(match, (groups & D) != 0   ? ClauseKind::kHead
                          : (groups & S) != 0 ? ClauseKind::kPart
                                              : ClauseKind::kOption);
    }
    if (Depth() == 0) {
      if ((token.kind == kEquals && formula_owner_) || IsDecimals(at_))
        return BeginClause(ClauseKind::kOption, Mode::kHeads), false;
      if (parameter_) return BeginEntry();
    }
    const bool after_row = !list_.clauses.empty() && list_.clauses.back().kind == ClauseKind::kRow;
    if (list_.clauses.empty() || after_row) BeginClause(ClauseKind::kStray, Mode::kHeads);
    return false;
  }

  bool Begin(Match match, ClauseKind kind) {
    BeginClause(kind, Mode::kHeads);
    starter_ = match.phrase->kind;
    if (kind != ClauseKind::kOption) formula_owner_ = TakesFormula(starter_);
    if (kind == ClauseKind::kHead) parameter_ = starter_ == kParameter;
    Accept(match);
    return true;
  }

  // A value is no option whatever it says, but `yes` and `no` are the same in both languages.
  bool BeginEntry() {
    BeginClause(ClauseKind::kEntry, Mode::kHeads);
    const Match match = Find(at_, C);
    names_next_ = match.phrase == nullptr || !IsOneOf(match.phrase->kind, {kYes, kNo});
    if (!names_next_) Accept(match);
    return !names_next_;
  }

  bool IsDecimals(std::size_t i) const {
    if (raw_[i].kind != kNumber) return false;
    const Match match = Find(i + 1, W);
    return match.phrase != nullptr && match.phrase->kind == kDecimals;
  }

  // ---- Tokens

  void Push(Token token) {
    out_of_[at_] = static_cast<TokenId>(tokens_.size());
    tokens_.push_back(token);
  }

  void Take() {
    const Token& token = raw_[at_];
    if (token.kind == kName) return Word();
    const bool names_wanted = names_next_;
    names_next_ = false;
    switch (token.kind) {
      case kOpen:
        OpenBracket(names_wanted);
        break;
      case kOpenUnit:
        frames_.push_back({Mode::kUnits});
        break;
      case kClose:
      case kCloseUnit:
        if (Depth() > 0) frames_.pop_back();
        operand_ = false;
        break;
      case kComma:
        Comma();
        break;
      case kColon:
        if (starter_ == kGrades) TheMode() = Mode::kValues;
        break;
      case kEquals:
        EqualSign();
        break;
      case kDot:
        names_next_ = true;
        break;
      case kBar:
      case kDoubleBar:
        operand_ = true;
        break;
      case kTimes:
      case kDivide:
        names_next_ = TheMode() == Mode::kHeads;
        operand_ = true;
        break;
      case kNumber:
      case kDate:
      case kMonth:
      case kText:
      case kPercent:
      case kPermille:
        operand_ = cell_next_ = false;
        break;
      case kTo:
        operand_ = true;
        break;
      default:
        operand_ = true;
        break;
    }
    Push(raw_[at_]);
    ++at_;
  }

  void OpenBracket(bool names_wanted) {
    const TokenKind before = Previous();
    Mode mode = TheMode();
    switch (mode) {
      case Mode::kHeads:
        if (IsOneOf(before, {kOneOf, kYesNoType, kMissingWritten}))
          mode = Mode::kValues;
        else if (before == kKey || starter_ == kFunction)
          mode = Mode::kParameters;
        else if (names_wanted)
          mode = Mode::kValues;
        break;
      case Mode::kFormula:
        if (names_wanted || cell_next_ || IsOneOf(before, {kIn, kNotIn})) mode = Mode::kValues;
        break;
      case Mode::kRow:
        mode = Mode::kValues;
        break;
      default:
        break;
    }
    frames_.push_back({mode, before});
    names_next_ = mode == Mode::kParameters;
    operand_ = true;
    cell_next_ = false;
  }

  void Comma() {
    operand_ = true;
    cell_next_ = false;
    if (TheMode() == Mode::kParameters) names_next_ = true;
    if (Depth() > 0) return;
    if (TheMode() == Mode::kFormula && (IsDecimals(at_ + 1) || Find(at_ + 1, O).phrase != nullptr))
      TheMode() = Mode::kHeads;
    if (TheMode() == Mode::kHeads && IsOneOf(starter_, {kLevels, kResult})) names_next_ = true;
  }

  void EqualSign() {
    operand_ = true;
    if (TheMode() != Mode::kHeads) return;
    if (starter_ == kFeed) {
      names_next_ = true;
      return;
    }
    TheMode() = Mode::kFormula;
    cell_next_ = IsOneOf(starter_, {kGiven, kExpect});
  }

  // ---- Words

  void Word() {
    if (!IsWord(at_) || names_next_ || (raw_[at_ + 1].kind == kDot && !IsThis())) return Name();
    switch (TheMode()) {
      case Mode::kHeads:
        return HeadWord();
      case Mode::kParameters:
        return AcceptOrName(Find(at_, Previous() == kColon ? T : W));
      case Mode::kFormula:
        return FormulaWord();
      case Mode::kRow:
        return RowWord();
      case Mode::kValues:
        return ValueWord();
      case Mode::kUnits:
        return Name();
    }
  }

  void Name() {
    Token token = raw_[at_];
    const bool formula = TheMode() == Mode::kFormula;
    if (formula && operand_ && Previous() != kAs && Previous() != kDot && IsRowsName())
      token.kind = kRowsName;
    names_next_ = cell_next_ = operand_ = false;
    Push(token);
    ++at_;
  }

  bool IsThis() const {
    const Match match = Find(at_, P);
    return match.phrase != nullptr && match.phrase->kind == kThis;
  }

  // What an aggregate in Chinese ranges over: 中 or 记作 follows.
  bool IsRowsName() const {
    return IsWord(at_ + 1) && (TextOf(at_ + 1) == "中" || TextOf(at_ + 1) == "记作");
  }

  void AcceptOrName(Match match) {
    if (match.phrase != nullptr)
      Accept(match);
    else
      Name();
  }

  void HeadWord() {
    const TokenKind previous = Previous();
    std::uint16_t groups = W | O;
    if (previous == kColon) groups |= T;
    if (previous == kAllMatch) groups |= P | X;
    if (IsOneOf(starter_, {kChange, kAdd, kRepeal, kAddTo})) groups |= D | S;
    const Match match = Find(at_, groups);
    AcceptOrName(match);
    if (match.phrase == nullptr) return;
    if (match.phrase->kind == kParameter && starter_ == kChange) parameter_ = true;
    if (IsOneOf(starter_, {kChange, kAdd}) && TakesFormula(match.phrase->kind)) formula_owner_ = true;
    if ((match.phrase->groups & (D | S)) != 0 && IsOneOf(starter_, {kChange, kAdd, kRepeal}))
      starter_ = match.phrase->kind;
    if (starter_ == kResult && match.phrase->kind == kDe) names_next_ = true;
  }

  void RowWord() {
    const bool cell_start = IsOneOf(Previous(), {kBar, kDoubleBar, kNot});
    const Match match = Find(at_, cell_start ? C : X);
    const bool fits = match.phrase != nullptr &&
                      (cell_start || IsOneOf(match.phrase->kind, {kTo, kToBelow, kAbove, kUnder, kAtMost}));
    AcceptOrName(fits ? match : Match());
  }

  void ValueWord() {
    const bool choices =
        IsOneOf(frames_.back().before, {kOneOf, kYesNoType}) && !IsOneOf(Previous(), {kOpen, kComma});
    AcceptOrName(choices ? Find(at_, W) : Match());
  }

  void FormulaWord() {
    if (operand_ && Previous() != kAs && IsRowsName()) return Name();
    if (cell_next_) {
      const Match cell = Find(at_, AfterIs() ? C | I : C);
      return AcceptOrName(cell.phrase != nullptr ? cell : Connective());
    }
    AcceptOrName(operand_ ? ValuePhrase() : OperatorPhrase());
  }

  // Where a value can begin: a phrase that begins one, unless what must be about it is not there.
  Match ValuePhrase() {
    std::uint16_t groups = P;
    if (frames_.back().before == kRound && Previous() == kComma) groups |= M;
    const Match match = Find(at_, groups);
    if (match.phrase == nullptr) return OperatorWithoutValue();
    const TokenKind kind = match.phrase->kind, previous = Previous();
    const bool chinese = match.phrase->language == Language::kChinese;
    const std::size_t next = at_ + match.words;
    const bool after_rows = previous == kInside || previous == kDe;
    switch (kind) {
      case kCount:
      case kAny:
      case kEvery:
      case kAtLeast:
        return !chinese || after_rows ? match : OperatorWithoutValue();
      case kBy:
        return previous == kOpen || (previous == kCount && ValueFollows(match)) ? match : Match();
      case kHasRows:
        return previous == kInside ? match : OperatorWithoutValue();
      case kKnown:
        return after_rows || IsAggregator(previous) || previous == kBuiltin ? match : Match();
      case kOf:
        return previous == kCount || previous == kRank || IsAggregator(previous) || previous == kKnown
                   ? match
                   : OperatorWithoutValue();
      case kRound:
      case kAbs:
      case kSqrt:
        return raw_[next].kind == kOpen ? match : Match();
      case kSum:
      case kAverage:
      case kMin:
      case kMax:
        return !chinese || IsCall(next) ? match : OperatorWithoutValue();
      case kFirstOf:
        return raw_[next].kind == kNumber || raw_[next].kind == kOpen || Find(next + 1, X).phrase ? match
                                                                                                  : Match();
      default:
        return match;
    }
  }

  // `(a, b)`, perhaps with `known` before it.
  bool IsCall(std::size_t i) const {
    if (const Match known = Find(i, P); known.phrase != nullptr && known.phrase->kind == kKnown)
      i += known.words;
    return raw_[i].kind == kOpen && has_comma_[i];
  }

  // An operator where a value should begin: a mistake if a value follows it, else a name that is spelled like
  // it
  // (`sum 合计 of 贷款`). The words that hold a sentence together are never names.
  Match OperatorWithoutValue() const {
    if (const Match connective = Connective(); connective.phrase != nullptr) return connective;
    const Match match = Find(at_, X);
    return match.phrase != nullptr && ValueFollows(match) ? match : Match();
  }

  bool ValueFollows(const Match& match) const {
    const std::size_t next = at_ + match.words;
    const TokenKind kind = raw_[next].kind;
    return IsOneOf(kind, {kNumber, kDate, kMonth, kText, kOpen}) ||
           (kind == kName && !FirstOnLine(next) && Find(next, X).phrase == nullptr);
  }

  // 中 is one of them only where something comes after it: it is also a usual name, the middle of 优、良、中、差.
  Match Connective() const {
    const Match match = Find(at_, X);
    if (match.phrase == nullptr) return {};
    const bool connects = match.phrase->kind == kInside
                              ? ValueFollows(match)
                              : IsOneOf(match.phrase->kind, {kAnd, kOr, kThen, kElse, kIs, kIsNot, kIn, kNotIn, kOf,
                                                             kWhere, kAmong, kDe});
    return connects ? match : Match();
  }

  Match OperatorPhrase() const {
    std::uint16_t groups = X;
    if (frames_.back().before == kRound) groups |= M;
    Match match = Find(at_, groups);
    if (match.phrase != nullptr && match.phrase->kind == kIn && frames_.back().before == kRound)
      match = Find(at_, M);
    if (match.phrase != nullptr || Previous() == kNumber) return match;
    return Find(at_, P);  // a value after a value; the parser says so
  }

  void Accept(Match match) {
    const Phrase& phrase = *match.phrase;
    Token token = raw_[at_];
    const Token& last = raw_[at_ + match.words - 1];
    const std::size_t next = at_ + match.words;
    const bool was_operand = operand_;
    token.kind = phrase.kind;
    token.end = last.end;
    token.end_line = last.end_line;
    token.end_column = last.end_column;
    token.flags |= phrase.language == Language::kChinese ? token_flags::kChinese : token_flags::kEnglish;
    if (match.words > 1) token.text = texts_.Add(phrase.text);
    const bool function = IsOneOf(phrase.kind, {kAbs, kSqrt}) ||
                          (IsOneOf(phrase.kind, {kSum, kAverage, kMin, kMax}) && was_operand && IsCall(next));
    if (TheMode() == Mode::kFormula && function) {
      token.kind = kBuiltin;
      token.phrase = phrase.kind;
    }
    for (std::size_t i = 0; i < match.words; ++i) out_of_[at_ + i] = static_cast<TokenId>(tokens_.size());
    tokens_.push_back(token);
    at_ = next;
    Follow(phrase, was_operand);
  }

  // What may stand after a keyword.
  void Follow(const Phrase& phrase, bool was_operand) {
    const TokenKind kind = phrase.kind;
    const bool chinese = phrase.language == Language::kChinese;
    names_next_ = (phrase.groups & N) != 0;
    const bool was_cell = cell_next_;
    cell_next_ = false;
    if (TheMode() == Mode::kHeads) {
      if ((phrase.groups & E) != 0 || kind == kDefault || kind == kBlankIs) {
        TheMode() = Mode::kFormula;
        operand_ = true;
        cell_next_ = kind == kBlankIs;
      } else if (kind == kIs) {
        TheMode() = Mode::kFormula;
        operand_ = cell_next_ = true;
      }
      return;
    }
    operand_ =
        was_operand ? !EndsValueAsValue(kind) && !(chinese && kind == kCount) : !EndsValueAsOperator(kind);
    if (kind == kIs || kind == kIsNot || (kind == kNot && was_cell)) cell_next_ = operand_ = true;
    if (kind == kKnown && was_cell) operand_ = false;
    if (kind == kAs || kind == kAmong || kind == kSame || kind == kWhere) names_next_ = kind != kWhere;
    if (kind == kAny && !chinese) names_next_ = true;
    if (kind == kAny && chinese) frames_.back().any_pending = true;
    if (kind == kDe && frames_.back().any_pending) operand_ = frames_.back().any_pending = false;
  }

  std::span<const Token> raw_;
  TextTable& texts_;
  std::vector<Token>& tokens_;
  std::vector<TokenId> out_of_;
  std::vector<bool> has_comma_;
  ClauseList list_;

  std::size_t at_ = 0;
  std::size_t clause_start_ = 0;
  TokenKind starter_ = kEnd;    // of the clause
  bool parameter_ = false;      // lines are entries
  bool formula_owner_ = false;  // a line that begins with `=` is a formula
  std::vector<Frame> frames_ = {{Mode::kHeads}};
  bool operand_ = true;      // a value can begin here
  bool names_next_ = false;  // the next word is a name whatever it says
  bool cell_next_ = false;   // a cell begins here, after `is`
};

}  // namespace

ClauseList CutIntoClauses(std::span<const Token> raw, TextTable& texts, std::vector<Token>& tokens,
                          std::vector<Trivia>& trivia) {
  Cutter cutter(raw, texts, tokens);
  ClauseList list = cutter.Run();
  cutter.Move(trivia);
  return list;
}

}  // namespace greenrule
