// Tokens: the words of a source text, each with its place, and every comment and blank between them.
//
// Nothing of a text is lost: the bytes of a file are its tokens and the gaps between them, and what a gap
// holds besides blanks is a comment (or, in a literate file, the prose around the policy), listed as Trivia.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

// The numbers are those that the grammar uses.
enum class TokenKind : std::uint16_t {
  kEnd,  // of a file
#define TOKEN(id, shown) k##id,
#define PHRASE(id, english_groups, english, chinese_groups, chinese) k##id,
#define PHRASE_ALIAS(id, groups, text)
#include "grammar/tokens.def"
// Phrases come after them.
#include "grammar/phrases.def"
#undef TOKEN
#undef PHRASE
#undef PHRASE_ALIAS
  kTokenKinds  // how many there are
};

using TokenId = std::uint32_t;
inline constexpr TokenId kNoToken = 0xFFFFFFFF;

struct Token {
  TokenKind kind = TokenKind::kEnd;
  TokenKind phrase = TokenKind::kEnd;  // of a kBuiltin: which function
  std::uint16_t flags = 0;
  std::uint32_t begin = 0, end = 0;  // bytes of the file's text (SourceFile::text)
  std::uint32_t text = 0;            // index in the tree's texts: NFC, plain forms; of a kText its content
  std::int32_t line = 0, column = 0, end_line = 0, end_column = 0;  // as in SourceRange
};

namespace token_flags {
inline constexpr std::uint16_t kFirstOnLine = 1;  // no other token before it on its line
inline constexpr std::uint16_t kAfterBlank = 2;   // a blank, a line end or a comment stands before it
inline constexpr std::uint16_t kQuotedName = 4;   // 「…」
inline constexpr std::uint16_t kEnglish = 8;      // a keyword written in English
inline constexpr std::uint16_t kChinese = 16;     // a keyword written in Chinese
}  // namespace token_flags

// A comment, between the tokens `before - 1` and `before` of its file. A documentation comment begins with
// `##`.
struct Trivia {
  enum class Kind : std::uint8_t { kComment, kDocumentation, kProse } kind;
  TokenId before;
  std::uint32_t begin, end;  // bytes of the file's text, without the line end
  std::int32_t line, column;
};

// The tokens of one file in their order, the last being kEnd.
struct FileTokens {
  std::int32_t file = kNoFile;  // index in the SourceSet
  TokenId first = 0, last = 0;  // TokenIds [first, last) in SyntaxTree::tokens()
  std::vector<Trivia> trivia;   // by place
};

}  // namespace greenrule
