// Keyword phrases: which words are keywords, and where. The table is grammar/phrases.def.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "compiler/syntax/token.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

// Where a word is reserved; see phrases.def.
namespace phrase_group {
inline constexpr std::uint16_t D = 1, S = 2, O = 4, W = 8, T = 16, M = 32, P = 64, X = 128, C = 256, I = 512,
                               N = 1024, E = 2048;
}  // namespace phrase_group

// One spelling of a phrase in one language.
struct Phrase {
  TokenKind kind;
  std::uint16_t groups;
  Language language;
  bool alias;
  std::string_view text;
  std::span<const std::string_view> words;  // text split at its blanks
};

// Every spelling, in the order of the table.
std::span<const Phrase> AllPhrases();

// The spellings that begin with `word`, longest first; empty for a word that begins none.
std::span<const Phrase* const> PhrasesFrom(std::string_view word);

// How a token is shown in a message: a keyword in the language that is asked for (in the other one if it has
// no word of its own there), a sign as it is written, else what it is ("a name").
Diagnostic::Argument Shown(TokenKind kind);
bool IsKeyword(TokenKind kind);
// Whether a token has a spelling in a language; a sign has one in both.
bool IsSpelled(TokenKind kind, Language language);
// The English phrase, in which keywords stand in a tree; empty if it has none.
std::string_view CanonicalText(TokenKind kind);

// A name that begins with a Chinese keyword of `prefix_groups` or ends with one of `suffix_groups` and
// nothing between: the two with a blank (`如 近一年处罚次数`); empty for any other name. For names that are
// not known: where a value stands, the groups are P and X.
std::string PartKeyword(std::string_view name, std::uint16_t prefix_groups, std::uint16_t suffix_groups);

}  // namespace greenrule
