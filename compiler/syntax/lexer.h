// From a file's text to words and signs. Whether a word is a keyword depends on where it stands and is
// decided afterwards (clauses.h); here it is a kName.
//
// Full-width digits, letters and signs, 、 and the signs of Chinese input methods are read as their plain
// forms. Words are cut at blanks and signs, and after a number: `12个月` is 12 and 个月. After a number, in a
// cell and after 为 the words of legislation need no blank either: 60以上不满75 is five tokens.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/source.h"
#include "compiler/syntax/token.h"

namespace greenrule {

// Texts of tokens and nodes, by number; 0 is the empty one. Strings that had to be changed are kept here.
struct TextTable {
  std::vector<std::string_view> texts = {std::string_view()};
  std::deque<std::string> owned;

  std::uint32_t Add(std::string_view lasting) {
    texts.push_back(lasting);
    return static_cast<std::uint32_t>(texts.size() - 1);
  }
  std::uint32_t Own(std::string text) { return Add(owned.emplace_back(std::move(text))); }
};

// Reports for one file, at most kMaxMistakes of them, then one that says so.
class MistakeList {
 public:
  static constexpr int kMaxMistakes = 1000;
  MistakeList(std::int32_t file, DiagnosticSink& sink) : file_(file), sink_(sink) {}
  void Report(Code code, SourceRange range, std::vector<Diagnostic::Argument> arguments = {},
              std::vector<Diagnostic::Related> related = {});
  bool Full() const { return count_ > kMaxMistakes; }

 private:
  std::int32_t file_;
  DiagnosticSink& sink_;
  int count_ = 0;
};

// The tokens of a file, kEnd last. Texts are views into `text`, which must outlive `texts`, or owned by
// `texts`. Mistakes are reported and their characters become kUnknown tokens.
std::vector<Token> Lex(const SourceFile& file, std::string_view text, std::int32_t index, TextTable& texts,
                       std::vector<Trivia>& trivia, MistakeList& mistakes);

}  // namespace greenrule
