// A diagnostic as a person reads it: place, message, the line with the span marked, remedy, code.
//
//   policy.green:12:9: error: `>` cannot stand here [GR1023]
//     12 |   hit when > 3
//        |            ^
//     = a value can stand here
//
// Chinese characters are two columns wide, and so are their marks. A span over several lines is marked on its
// first.
#pragma once

#include <span>
#include <string>

#include "compiler/syntax/source.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

struct RenderOptions {
  Language language = Language::kEnglish;
  bool color = false;  // ANSI sequences, for a terminal
};

// Ends with a line end.
std::string Render(const Diagnostic& diagnostic, const SourceSet& sources, RenderOptions options);
// All of them, an empty line between two.
std::string Render(std::span<const Diagnostic> diagnostics, const SourceSet& sources, RenderOptions options);

// How many columns of a terminal a text takes.
int DisplayWidth(std::string_view utf8);

}  // namespace greenrule
