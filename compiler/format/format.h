// The one layout of policy texts, and the change of their keywords from one language to the other.
//
// What is kept: every comment, at its place; blank lines between clauses, at most one; the author's lines
// (a formula that he broke stays broken there); every literal. What is made uniform: two blanks of
// indentation a level, four more where a clause goes on, and two more in each bracket; blanks between
// words; tables in columns; comments at line ends in one column; full-width signs, digits and letters in
// their plain form, but 、 as it is, because a list of Chinese words reads so; `“…”` as `"…"`; further
// spellings of a keyword (当, `decimal`) as the one that phrases.def writes, and English words of counting
// in the singular after 1. A number and its unit have a blank between them where the author put one. A name
// stands in 「…」 where it would otherwise be read as something else, and only there.
//
// A change of keywords moves words by the order of the other language. What has two spellings there gets
// the one of patterns.def (60以上 for `>= 60` in a cell; dates keep their sign), so that a change there and
// back gives what the change back alone gives. Where the author broke a line between two words that come
// apart, the break goes to the place of the same meaning, or before the whole; but never before a word that
// begins a clause at the beginning of a line (评价日, `at least`), where it goes behind. Brackets that only
// one order needs are written and stay. A keyword that the other language has no way to say (`until` alone,
// `any F` without `where`) stays.
//
// Formatting twice changes nothing more. The result is parsed and compared before it is returned: if it
// said anything else, or lost a comment, it would be withheld.
#pragma once

#include <optional>
#include <string>

#include "compiler/syntax/source.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

struct FormatOptions {
  // The language of all keywords; without it each keeps the one in which it is written.
  std::optional<Language> keywords;
};

struct Formatted {
  enum class Outcome : std::uint8_t {
    kFormatted,
    kMistakes,  // the text does not parse; `sink` says why
    kWithheld,  // our bug: the result would not say the same
  };
  Outcome outcome = Outcome::kFormatted;
  std::string text;  // UTF-8, LF, no byte-order mark; empty unless kFormatted
};

// Formats the one file of `source`. Of a literate file only the ```green blocks are touched. Takes about as
// long as parsing three times.
Formatted Format(const SourceSet& source, const FormatOptions& options, DiagnosticSink& sink);

}  // namespace greenrule
