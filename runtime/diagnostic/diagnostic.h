// What went wrong, said as a value.
//
// A user's mistake is a Diagnostic: a stable code, a place, and arguments for the code's text. It is collected,
// never thrown. Texts live in one registry (`*.def` beside this file), in English and Chinese, each followed by
// its remedy; docs/diagnostics.md has a section per code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace greenrule {

enum class Language : std::uint8_t { kEnglish, kChinese };

enum class Severity : std::uint8_t { kError, kWarning, kNote };

// The registry: DIAGNOSTIC(code, severity, english, english_remedy, chinese, chinese_remedy).
// Texts hold {0}, {1}, … for the arguments. A remedy may be empty only for notes.
enum class Code : std::uint16_t {
#define DIAGNOSTIC(code, ...) code,
#include "runtime/diagnostic/diagnostics.def"
#undef DIAGNOSTIC
};

// A place in a source file. Lines and columns count from 1; columns count code points. `file` indexes the
// SourceSet that was compiled; kNoFile is a mistake that has no place in a text (a data file, a program file).
inline constexpr std::int32_t kNoFile = -1;
struct SourceRange {
  std::int32_t file = kNoFile;
  std::int32_t begin_line = 0, begin_column = 0;
  std::int32_t end_line = 0, end_column = 0;  // one past the last code point
  bool operator==(const SourceRange&) const = default;
};

struct Diagnostic {
  // An argument is text that both languages share, or a pair when the word differs (a type, a keyword).
  struct Argument {
    std::string english, chinese;
    Argument(std::string text) : english(text), chinese(std::move(text)) {}
    Argument(const char* text) : Argument(std::string(text)) {}
    Argument(std::string en, std::string zh) : english(std::move(en)), chinese(std::move(zh)) {}
  };
  // A further place that the message points at ("declared here").
  struct Related {
    SourceRange range;
    Argument label;
  };

  Code code;
  SourceRange range;
  std::vector<Argument> arguments;
  std::vector<Related> related;
};

std::string_view CodeName(Code code);  // "GR2001"
Severity SeverityOf(Code code);
std::string Message(const Diagnostic& diagnostic, Language language);  // without place and remedy
std::string Remedy(const Diagnostic& diagnostic, Language language);

// Collects diagnostics of one compilation, in the order of their places when read.
class DiagnosticSink {
 public:
  void Report(Diagnostic diagnostic);
  bool HasErrors() const { return errors_ > 0; }
  std::size_t ErrorCount() const { return errors_; }
  // Sorted by file, line, column, code; exact repeats are dropped.
  std::vector<Diagnostic> Sorted() const;

 private:
  std::vector<Diagnostic> diagnostics_;
  std::size_t errors_ = 0;
};

}  // namespace greenrule
