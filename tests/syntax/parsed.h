// A text, parsed: what the tests of this folder look at.
#pragma once

#include <string>
#include <string_view>

#include "compiler/syntax/parse.h"
#include "compiler/syntax/render.h"

namespace greenrule::test {

struct Parsed {
  DiagnosticSink sink;
  SourceSet sources;
  SyntaxTree tree;

  explicit Parsed(std::string_view text, std::string path = "p.green") {
    sources.AddText(std::move(path), text, sink);
    tree = Parse(sources, sink);
  }

  // The codes of the messages in their order, blanks between.
  std::string Codes() const {
    std::string codes;
    for (const Diagnostic& d : sink.Sorted())
      codes += (codes.empty() ? "" : " ") + std::string(CodeName(d.code));
    return codes;
  }
  std::string Messages(Language language = Language::kEnglish) const {
    return Render(sink.Sorted(), sources, {language, false});
  }
  std::string Dump() const { return DumpTree(tree); }
};

}  // namespace greenrule::test
