#include "compiler/format/quoting.h"

#include <algorithm>

#include "compiler/syntax/clauses.h"
#include "compiler/syntax/lexer.h"
#include "compiler/syntax/source.h"

namespace greenrule::format {
namespace {

// A clause in which so many names are like keywords gets them all quoted.
constexpr int kMaxRounds = 8;

// A text as the lexer and the cutter see it.
struct Seen {
  SourceSet sources;
  DiagnosticSink sink;
  TextTable texts;
  std::vector<Token> tokens;
  ClauseList list;

  explicit Seen(std::string_view text) {
    sources.AddText("words", text, sink);
    MistakeList mistakes(0, sink);
    std::vector<Trivia> trivia;
    const SourceFile& file = sources.file(0);
    list = CutIntoClauses(Lex(file, file.text, 0, texts, trivia, mistakes), texts, tokens, trivia);
  }
};

bool IsName(TokenKind kind) {
  return kind == TokenKind::kName || kind == TokenKind::kRowsName;
}

bool IsOneWord(const std::string& name) {
  const Seen seen(name);
  return seen.tokens.size() == 2 && !seen.sink.HasErrors() && seen.texts.texts[seen.tokens[0].text] == name;
}

class Quoter {
 public:
  explicit Quoter(std::vector<Sentence>& sentences) : sentences_(sentences) {
    for (Sentence& sentence : sentences_)
      for (Word& word : sentence.words)
        word.quoted = word.name && word.quoted && (word.keeps_quotes || !IsOneWord(word.text));
  }

  // Quotes the first name of each clause that is not read as one. False if there is none.
  bool Round(bool all) {
    std::string text;
    starts_.clear();
    for (const Sentence& sentence : sentences_) {
      for (std::size_t i = 0; i < sentence.words.size(); ++i) {
        if (i == 0 || sentence.words[i].gap.broken) text += '\n';
        std::string word;
        AppendWord(word, sentence.words, i);
        const bool blank = word.starts_with(' ');
        starts_.push_back(text.size() + (blank ? 1 : 0));
        text += word;
      }
    }
    const Seen seen(text);
    bool found = false;
    auto token = seen.tokens.begin();
    std::size_t at = 0;
    for (Sentence& sentence : sentences_) {
      const std::size_t first = at;
      at += sentence.words.size();
      Word* last_name = nullptr;
      for (std::size_t i = 0; i < sentence.words.size(); ++i) {
        Word& word = sentence.words[i];
        const std::size_t start = starts_[first + i];
        if (word.name && !word.quoted) last_name = &word;
        while (token->begin < start && token->kind != TokenKind::kEnd) ++token;
        const bool same = token->begin == start && Same(word, *token, seen);
        if (same || last_name == nullptr) continue;
        found = true;
        if (!all) {
          last_name->quoted = true;
        } else {
          for (Word& name : sentence.words) name.quoted = name.name;
        }
        break;
      }
    }
    return found;
  }

 private:
  static bool Same(const Word& word, const Token& token, const Seen& seen) {
    if (IsName(word.kind)) return IsName(token.kind) && seen.texts.texts[token.text] == word.text;
    return token.kind == word.kind && token.phrase == word.phrase;
  }

  std::vector<Sentence>& sentences_;
  std::vector<std::size_t> starts_;  // of each word in the text that was looked at
};

}  // namespace

void QuoteNames(std::vector<Sentence>& sentences) {
  Quoter quoter(sentences);
  for (int round = 0; round < kMaxRounds; ++round)
    if (!quoter.Round(false)) return;
  quoter.Round(true);
}

}  // namespace greenrule::format
