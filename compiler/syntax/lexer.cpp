#include "compiler/syntax/lexer.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace greenrule {
namespace {

// Far beyond the widest lane (256 bits hold 77 digits); a longer one is a mistake, not a value.
constexpr std::size_t kMaxDigits = 100;

// The plain form of a full-width or typographic character, or the character itself. `"` closes only itself,
// so the paired quotes stay.
constexpr char32_t Fold(char32_t c) {
  if (c < 0x80) return c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  switch (c) {
    case 0x3000:
    case 0x00A0:
    case 0xFEFF:
      return ' ';
    case 0x3001:
      return ',';
    case 0x00D7:
      return '*';
    case 0x00F7:
      return '/';
    case 0x2212:
      return '-';
    case 0x301C:
    case 0x223C:
      return '~';
    default:
      return c;
  }
}

bool IsDigit(char32_t c) {
  return c >= '0' && c <= '9';
}
bool IsLatin(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsHan(char32_t c) {
  return c >= 0x4E00 && c <= 0x9FFF;
}
bool BeginsWord(char32_t c) {
  if (c < 0x80) return IsLatin(c) || c == '_';
  return IsHan(c) || ((U_MASK(u_charType(static_cast<UChar32>(c))) & (U_GC_L_MASK | U_GC_NL_MASK)) != 0);
}
bool ContinuesWord(char32_t c) {
  if (c < 0x80) return IsLatin(c) || IsDigit(c) || c == '_';
  return IsHan(c) ||
         ((U_MASK(u_charType(static_cast<UChar32>(c))) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0);
}
bool MayNeedNfc(char32_t c) {
  return c >= 0x300 && !IsHan(c) && !(c >= 0x2000 && c <= 0x206F) && c != 0x3001;
}

std::string Nfc(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return text;
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
  if (nfc->isNormalized(wide, error) && U_SUCCESS(error)) return text;
  const icu::UnicodeString composed = nfc->normalize(wide, error);
  if (U_FAILURE(error)) return text;
  std::string result;
  composed.toUTF8String(result);
  return result;
}

void AppendUtf8(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | (c >> 6));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | (c >> 12));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (c >> 18));
    text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
}

struct Sign {
  std::string_view text;
  TokenKind kind;
};
// Longest first.
constexpr Sign kSigns[] = {
    {"||", TokenKind::kDoubleBar}, {"<=", TokenKind::kLessEqual}, {">=", TokenKind::kGreaterEqual},
    {"<>", TokenKind::kNotEqual},  {"!=", TokenKind::kNotEqual},  {":", TokenKind::kColon},
    {",", TokenKind::kComma},      {".", TokenKind::kDot},        {"(", TokenKind::kOpen},
    {")", TokenKind::kClose},      {"[", TokenKind::kOpenUnit},   {"]", TokenKind::kCloseUnit},
    {"|", TokenKind::kBar},        {"=", TokenKind::kEquals},     {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},    {"+", TokenKind::kPlus},       {"-", TokenKind::kMinus},
    {"*", TokenKind::kTimes},      {"/", TokenKind::kDivide},     {"%", TokenKind::kPercent},
    {"~", TokenKind::kTo},
};

// Signs that other languages have, and what says the same here.
struct Foreign {
  std::string_view sign, english, chinese;
};
constexpr Foreign kForeign[] = {
    {"==", "write `=`", "请写 `=`"},
    {"&&", "write `and`", "请写 `且`"},
    {"!", "write `not`", "请写 `非`"},
    {";", "leave it out; a new line begins what comes next", "请删去；另起一行即可"},
    {"{", "leave it out; there are no braces, a new line begins what comes next",
     "请删去；不用花括号，另起一行即可"},
    {"}", "leave it out; there are no braces, a new line begins what comes next",
     "请删去；不用花括号，另起一行即可"},
    {"'", "write a text in double quotes, `\"…\"`", "文本请用双引号 `\"…\"`"},
    {"^", "multiply the value with itself", "请写成自身相乘"},
    {"《", "write texts in double quotes, `\"《…》\"`", "文字请写在引号中，如 `\"《…》\"`"},
    {"》", "write texts in double quotes, `\"《…》\"`", "文字请写在引号中，如 `\"《…》\"`"},
    {"。", "leave it out; a new line begins what comes next", "请删去；另起一行即可"},
};

class Lexer {
 public:
  Lexer(std::string_view text, std::int32_t index, TextTable& texts, std::vector<Trivia>& trivia,
        MistakeList& mistakes)
      : text_(text), index_(index), texts_(texts), trivia_(trivia), mistakes_(mistakes) {
    tokens_.reserve(text.size() / 4 + 8);
  }

  void Run(std::size_t begin, std::size_t end, std::int32_t line) {
    at_ = begin;
    end_ = end;
    line_ = line;
    column_ = 1;
    first_on_line_ = true;
    after_blank_ = true;
    while (at_ < end_ && !mistakes_.Full()) One();
  }

  void Prose(std::size_t begin, std::size_t end, std::int32_t line) {
    if (begin < end) AddTrivia(Trivia::Kind::kProse, begin, end, line, 1);
  }

  std::vector<Token> Finish(std::int32_t line, std::int32_t column) {
    Token end;
    end.begin = end.end = static_cast<std::uint32_t>(text_.size());
    end.line = end.end_line = line;
    end.column = end.end_column = column;
    end.flags = token_flags::kFirstOnLine | token_flags::kAfterBlank;
    tokens_.push_back(end);
    return std::move(tokens_);
  }

  std::int32_t line() const { return line_; }
  std::int32_t column() const { return column_; }

 private:
  struct Mark {
    std::size_t at;
    std::int32_t column;
  };

  // The code point at the cursor, and how many bytes it has. The text is valid UTF-8.
  char32_t Raw(std::size_t at, std::size_t& length) const {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text_[at + i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return length = 1, first;
    if (first < 0xE0) return length = 2, ((first & 0x1F) << 6) | (byte(1) & 0x3F);
    if (first < 0xF0) return length = 3, ((first & 0x0F) << 12) | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3F);
    return length = 4,
           ((first & 0x07) << 18) | ((byte(1) & 0x3Fu) << 12) | ((byte(2) & 0x3Fu) << 6) | (byte(3) & 0x3F);
  }
  char32_t RawHere() const {
    std::size_t length;
    return at_ < end_ ? Raw(at_, length) : 0;
  }
  char32_t Here() const { return Fold(RawHere()); }
  // The plain character `ahead` characters further on this line, 0 beyond the end.
  char32_t Ahead(int ahead) const {
    std::size_t at = at_, length = 0;
    for (; at < end_; at += length) {
      const char32_t c = Raw(at, length);
      if (ahead-- == 0) return Fold(c);
    }
    return 0;
  }
  void Step() {
    std::size_t length;
    Raw(at_, length);
    at_ += length;
    ++column_;
  }

  SourceRange RangeFrom(Mark mark) const { return {index_, line_, mark.column, line_, column_}; }

  void AddTrivia(Trivia::Kind kind, std::size_t begin, std::size_t end, std::int32_t line,
                 std::int32_t column) {
    trivia_.push_back({kind, static_cast<TokenId>(tokens_.size()), static_cast<std::uint32_t>(begin),
                       static_cast<std::uint32_t>(end), line, column});
  }

  Token& Push(TokenKind kind, Mark from, std::uint32_t text) {
    Token token;
    token.kind = kind;
    token.begin = static_cast<std::uint32_t>(from.at);
    token.end = static_cast<std::uint32_t>(at_);
    token.text = text;
    token.line = token.end_line = line_;
    token.column = from.column;
    token.end_column = column_;
    if (first_on_line_) token.flags |= token_flags::kFirstOnLine;
    if (after_blank_) token.flags |= token_flags::kAfterBlank;
    first_on_line_ = after_blank_ = false;
    tokens_.push_back(token);
    return tokens_.back();
  }

  // The text from `from` to the cursor in plain forms.
  std::uint32_t PlainText(Mark from, bool changed) {
    const std::string_view written = text_.substr(from.at, at_ - from.at);
    if (!changed) return texts_.Add(written);
    std::string plain;
    for (std::size_t at = from.at, length = 0; at < at_; at += length)
      AppendUtf8(plain, Fold(Raw(at, length)));
    return texts_.Own(Nfc(plain));
  }

  void One() {
    const char32_t raw = RawHere(), c = Fold(raw);
    if (c == '\n') {
      ++at_;
      ++line_;
      column_ = 1;
      first_on_line_ = after_blank_ = true;
    } else if (c == ' ' || c == '\t') {
      Step();
      after_blank_ = true;
    } else if (c == '#') {
      Comment();
    } else if (IsDigit(c)) {
      Number();
    } else if (BeginsWord(c)) {
      Word();
    } else if (c == '"' || raw == 0x201C) {
      Text(raw == 0x201C ? 0x201D : '"');
    } else if (raw == 0x300C) {
      QuotedName();
    } else {
      SignOrUnknown();
    }
  }

  void Comment() {
    const Mark from{at_, column_};
    const bool documentation = Ahead(1) == '#';
    std::size_t end = text_.find('\n', at_);
    end = std::min(end, end_);
    const auto kind = documentation ? Trivia::Kind::kDocumentation : Trivia::Kind::kComment;
    AddTrivia(kind, at_, end, line_, from.column);
    at_ = end;  // the line ends here, so the column does not matter
    after_blank_ = true;
  }

  void Digits(bool& changed) {
    while (IsDigit(Here())) {
      changed |= RawHere() >= 0x80;
      Step();
    }
  }

  void Number() {
    const Mark from{at_, column_};
    if (const int length = DateLength(); length > 0) return DateOrMonth(length);
    bool changed = false;
    Digits(changed);
    if (Here() == '.' && IsDigit(Ahead(1))) {
      changed |= RawHere() >= 0x80;
      Step();
      Digits(changed);
    }
    const auto digits = static_cast<std::size_t>(column_ - from.column);
    if (digits > kMaxDigits)
      mistakes_.Report(Code::GR1014, RangeFrom(from), {std::to_string(digits), std::to_string(kMaxDigits)});
    Push(TokenKind::kNumber, from, PlainText(from, changed));
  }

  // 10 where a date stands, 7 where a month stands, else 0. `2021-03-01x` is neither.
  int DateLength() const {
    std::array<char32_t, 11> c;
    for (int i = 0; i < 11; ++i) c[static_cast<std::size_t>(i)] = Ahead(i);
    const auto digits = [&](std::size_t from, std::size_t to) {
      return std::all_of(&c[from], &c[to], IsDigit);
    };
    if (!digits(0, 4) || c[4] != '-' || !digits(5, 7)) return 0;
    if (c[7] == '-' && digits(8, 10) && !IsDigit(c[10])) return 10;
    const bool month = (c[5] == '0' && c[6] != '0') || (c[5] == '1' && c[6] <= '2');
    return month && !IsDigit(c[7]) && c[7] != '-' && c[7] != '.' ? 7 : 0;
  }

  void DateOrMonth(int length) {
    const Mark from{at_, column_};
    std::string plain;
    for (int i = 0; i < length; ++i) {
      plain += static_cast<char>(Here());
      Step();
    }
    if (length == 10) {
      using namespace std::chrono;
      const year_month_day day(year(std::stoi(plain.substr(0, 4))),
                               month(static_cast<unsigned>(std::stoi(plain.substr(5, 2)))),
                               std::chrono::day(static_cast<unsigned>(std::stoi(plain.substr(8, 2)))));
      if (!day.ok()) mistakes_.Report(Code::GR1013, RangeFrom(from), {plain});
    }
    Push(length == 10 ? TokenKind::kDate : TokenKind::kMonth, from, texts_.Own(std::move(plain)));
  }

  void Word() {
    const Mark from{at_, column_};
    if (SplitLegislation()) return;
    bool changed = false, latin = true;
    const bool code_start = IsLatin(Here());
    const bool unit = !after_blank_ && !tokens_.empty() && tokens_.back().kind == TokenKind::kNumber;
    while (ContinuesWord(Here()) && !(unit && at_ > from.at && LegislationFollows())) {
      const char32_t raw = RawHere(), c = Fold(raw);
      changed |= c != raw || MayNeedNfc(raw);
      latin &= c < 0x80;
      Step();
    }
    while (code_start && latin && Here() == '.' && IsDigit(Ahead(1))) {
      do {
        changed |= RawHere() >= 0x80;
        Step();
      } while (IsLatin(Here()) || IsDigit(Here()));
    }
    if (text_.substr(from.at, at_ - from.at) == "yes" && Ahead(0) == '-' && Ahead(1) == 'n' &&
        Ahead(2) == 'o' && !ContinuesWord(Ahead(3)))
      for (int i = 0; i < 3; ++i) Step();
    Push(TokenKind::kName, from, PlainText(from, changed));
  }

  // A unit ends where a word of legislation begins: 20万元以上不满30万元, 10吨至20吨.
  bool LegislationFollows() const {
    const std::string_view rest = text_.substr(at_, end_ - at_);
    std::size_t length = 0;
    constexpr std::string_view kTo = "至";
    return rest.starts_with("以上") || rest.starts_with("以下") || rest.starts_with("不满") ||
           (rest.starts_with(kTo) && rest.size() > kTo.size() && IsDigit(Fold(Raw(at_ + kTo.size(), length))));
  }

  // Takes the word of legislation that begins here, if another of them or a digit follows it without a blank
  // and it stands where one can: after a number (60以上不满75, 0至10亿元), in a cell or after 为 (不满75).
  bool SplitLegislation() {
    static constexpr std::string_view kAfterNumber[] = {"以上", "以下", "不满", "至"};
    static constexpr std::string_view kInCell[] = {"不满", "超过"};
    if (tokens_.empty()) return false;
    const Token& last = tokens_.back();
    const std::string_view last_text = texts_.texts[last.text];
    const bool unit = last.kind == TokenKind::kName && !(last.flags & token_flags::kAfterBlank) && tokens_.size() > 1 &&
                      tokens_[tokens_.size() - 2].kind == TokenKind::kNumber;
    const bool after_number =
        !after_blank_ && (last.kind == TokenKind::kNumber || last.kind == TokenKind::kPercent || unit ||
                          std::ranges::count(kAfterNumber, last_text) > 0);
    const bool in_cell = last.kind == TokenKind::kBar || last.kind == TokenKind::kDoubleBar ||
                         last_text == "为" || last_text == "不为" || last_text == "is" || last_text == "非" ||
                         last_text == "not" || last_text == "以上";
    const auto take = [&](std::string_view word) {
      const std::string_view rest = text_.substr(at_, end_ - at_);
      if (!rest.starts_with(word)) return false;
      const std::string_view next = rest.substr(word.size());
      std::size_t length = 0;
      const bool digit = !next.empty() && IsDigit(Fold(Raw(at_ + word.size(), length)));
      const bool chained =
          after_number && std::ranges::any_of(kAfterNumber, [&](auto w) { return next.starts_with(w); });
      if (!digit && !chained) return false;
      const Mark from{at_, column_};
      while (at_ - from.at < word.size()) Step();
      Push(TokenKind::kName, from, texts_.Add(word));
      return true;
    };
    return (after_number && std::ranges::any_of(kAfterNumber, take)) ||
           (in_cell && std::ranges::any_of(kInCell, take));
  }

  void Text(char32_t close) {
    const Mark from{at_, column_};
    Step();
    const std::size_t content = at_;
    bool changed = false;
    for (;;) {
      const char32_t raw = RawHere();
      if (raw == 0 || raw == '\n') {
        std::string shown;
        AppendUtf8(shown, close);
        mistakes_.Report(Code::GR1011, RangeFrom(from), {shown});
        Push(TokenKind::kText, from, texts_.Add(text_.substr(content, at_ - content)));
        return;
      }
      const bool closes = close == '"' ? Fold(raw) == '"' : raw == close;
      if (closes && (close != '"' || Ahead(1) != '"')) break;
      if (closes) Step(), changed = true;
      changed |= MayNeedNfc(raw);
      Step();
    }
    const std::string_view written = text_.substr(content, at_ - content);
    Step();
    Push(TokenKind::kText, from, changed ? texts_.Own(Nfc(Unquoted(written, close))) : texts_.Add(written));
  }

  // `""` becomes one quote, in a text that `"` opened.
  std::string Unquoted(std::string_view written, char32_t close) const {
    std::string text;
    const auto offset = static_cast<std::size_t>(written.data() - text_.data());
    for (std::size_t at = offset, length = 0; at < offset + written.size(); at += length) {
      const char32_t raw = Raw(at, length);
      AppendUtf8(text, raw);
      if (close == '"' && Fold(raw) == '"') {
        at += length;
        Raw(at, length);
      }
    }
    return text;
  }

  void QuotedName() {
    const Mark from{at_, column_};
    Step();
    const Mark content{at_, column_};
    bool changed = false;
    while (RawHere() != 0x300D) {
      const char32_t raw = RawHere();
      if (raw == 0 || raw == '\n') {
        mistakes_.Report(Code::GR1012, RangeFrom(from));
        Push(TokenKind::kUnknown, from, texts_.Add(text_.substr(from.at, at_ - from.at)));
        return;
      }
      changed |= Fold(raw) != raw || MayNeedNfc(raw);
      Step();
    }
    const std::uint32_t text = PlainText(content, changed);
    Step();
    if (texts_.texts[text].empty()) mistakes_.Report(Code::GR1015, RangeFrom(from));
    Push(TokenKind::kName, from, text).flags |= token_flags::kQuotedName;
  }

  void SignOrUnknown() {
    const Mark from{at_, column_};
    switch (RawHere()) {
      case 0x2264:
        return Step(), void(Push(TokenKind::kLessEqual, from, texts_.Add("<=")));
      case 0x2265:
        return Step(), void(Push(TokenKind::kGreaterEqual, from, texts_.Add(">=")));
      case 0x2260:
        return Step(), void(Push(TokenKind::kNotEqual, from, texts_.Add("<>")));
      case 0x2030:
        return Step(), void(Push(TokenKind::kPermille, from, texts_.Add("‰")));
      default:
        break;
    }
    for (const Foreign& foreign : kForeign)
      if (foreign.sign.size() == 2 && Matches(foreign.sign)) return Step(), Unknown(from);
    for (const Sign& sign : kSigns) {
      if (!Matches(sign.text)) continue;
      for (std::size_t i = 0; i < sign.text.size(); ++i) Step();
      Token& token = Push(sign.kind, from, texts_.Add(sign.kind == TokenKind::kNotEqual ? "<>" : sign.text));
      if (sign.kind == TokenKind::kTo) token.flags |= token_flags::kChinese;
      return;
    }
    Unknown(from);
  }

  bool Matches(std::string_view plain) const {
    for (std::size_t i = 0; i < plain.size(); ++i)
      if (Ahead(static_cast<int>(i)) != static_cast<unsigned char>(plain[i])) return false;
    return true;
  }

  // A run of characters that are no sign of the language: one mistake.
  void Unknown(Mark from) {
    do {
      Step();
    } while (at_ < end_ && IsUnknown(RawHere()));
    const std::string_view written = text_.substr(from.at, at_ - from.at);
    Diagnostic::Argument remedy("delete it, or write what was meant in words", "请删去，或用文字写出本意");
    for (const Foreign& foreign : kForeign)
      if (written.starts_with(foreign.sign)) {
        remedy = {std::string(foreign.english), std::string(foreign.chinese)};
        break;
      }
    mistakes_.Report(Code::GR1010, RangeFrom(from), {Printable(written), remedy});
    Push(TokenKind::kUnknown, from, texts_.Add(written));
  }

  bool IsUnknown(char32_t raw) const {
    const char32_t c = Fold(raw);
    if (c == '\n' || c == ' ' || c == '\t' || c == '#' || c == '"' || IsDigit(c) || BeginsWord(c))
      return false;
    if (raw == 0x201C || raw == 0x300C || raw == 0x2264 || raw == 0x2265 || raw == 0x2260 || raw == 0x2030)
      return false;
    return std::ranges::none_of(kSigns, [&](const Sign& sign) { return Matches(sign.text); });
  }

  static std::string Printable(std::string_view written) {
    std::string shown;
    for (char c : written.substr(0, 40))
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
        shown += "?";
      else
        shown += c;
    while (!shown.empty() && written.size() > 40 && (static_cast<unsigned char>(shown.back()) & 0x80))
      shown.pop_back();
    return written.size() > 40 ? shown + "…" : shown;
  }

  std::string_view text_;
  std::int32_t index_;
  TextTable& texts_;
  std::vector<Trivia>& trivia_;
  MistakeList& mistakes_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0, end_ = 0;
  std::int32_t line_ = 1, column_ = 1;
  bool first_on_line_ = true, after_blank_ = true;
};

// Runs the lexer over the ```green blocks of Markdown; all else is prose.
void LexBlocks(const SourceFile& file, std::string_view text, std::int32_t index, Lexer& lexer,
               MistakeList& mistakes) {
  std::size_t prose = 0;
  std::int32_t prose_line = 1, open_line = 0;
  bool inside = false, foreign = false;
  const auto lines = static_cast<std::int32_t>(file.line_starts.size());
  for (std::int32_t line = 1; line <= lines; ++line) {
    std::string_view content = file.Line(line);
    const std::size_t start = file.line_starts[static_cast<std::size_t>(line) - 1];
    content = content.substr(std::min(content.find_first_not_of(' '), content.size()));
    if (!content.starts_with("```")) continue;
    std::string_view info = content.substr(content.find_first_not_of('`') == std::string_view::npos
                                               ? content.size()
                                               : content.find_first_not_of('`'));
    info = info.substr(0, info.find_last_not_of(" \t") + 1);
    const std::size_t after = std::min(start + file.Line(line).size() + 1, text.size());
    if (inside) {
      lexer.Run(prose, start, prose_line);
      inside = false;
      prose = start;
      prose_line = line;
    } else if (foreign) {
      foreign = false;
    } else if (info == "green" || info.starts_with("green ")) {
      lexer.Prose(prose, after, prose_line);
      inside = true;
      open_line = line;
      prose = after;
      prose_line = line + 1;
    } else {
      foreign = true;
    }
  }
  if (inside) {
    mistakes.Report(Code::GR1017, {index, open_line, 1, open_line, 4});
    lexer.Run(prose, text.size(), prose_line);
  } else {
    lexer.Prose(prose, text.size(), prose_line);
  }
}

}  // namespace

void MistakeList::Report(Code code, SourceRange range, std::vector<Diagnostic::Argument> arguments,
                         std::vector<Diagnostic::Related> related) {
  range.file = file_;
  if (++count_ < kMaxMistakes + 1)
    return sink_.Report({code, range, std::move(arguments), std::move(related)});
  if (count_ == kMaxMistakes + 1) sink_.Report({Code::GR1016, range, {std::to_string(kMaxMistakes)}, {}});
}

std::vector<Token> Lex(const SourceFile& file, std::string_view text, std::int32_t index, TextTable& texts,
                       std::vector<Trivia>& trivia, MistakeList& mistakes) {
  Lexer lexer(text, index, texts, trivia, mistakes);
  if (file.literate)
    LexBlocks(file, text, index, lexer, mistakes);
  else
    lexer.Run(0, text.size(), 1);
  const auto last_line = static_cast<std::int32_t>(file.line_starts.size());
  const std::string_view last = file.Line(last_line);
  const auto columns =
      std::ranges::count_if(last, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return lexer.Finish(last_line, static_cast<std::int32_t>(columns) + 1);
}

}  // namespace greenrule
