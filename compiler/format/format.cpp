#include "compiler/format/format.h"

#include <algorithm>

#include "compiler/format/layout.h"
#include "compiler/format/quoting.h"
#include "compiler/format/reading.h"
#include "compiler/format/wording.h"
#include "compiler/syntax/parse.h"

namespace greenrule {
namespace {

using namespace format;

std::vector<std::string> Comments(const SourceFile& file, const SyntaxTree& tree) {
  std::vector<std::string> comments;
  for (const Trivia& trivia : tree.files()[0].trivia) {
    const std::string_view written =
        std::string_view(file.text).substr(trivia.begin, trivia.end - trivia.begin);
    comments.push_back(trivia.kind == Trivia::Kind::kProse ? std::string(written) : PlainComment(written));
  }
  std::ranges::sort(comments);
  return comments;
}

bool SaysTheSame(const SourceFile& file, const SyntaxTree& tree, std::string_view formatted) {
  SourceSet again;
  DiagnosticSink sink;
  again.AddText(file.path, formatted, sink);
  const SyntaxTree tree_again = Parse(again, sink);
  return !sink.HasErrors() && DumpTree(tree) == DumpTree(tree_again) &&
         Comments(file, tree) == Comments(again.file(0), tree_again);
}

}  // namespace

Formatted Format(const SourceSet& source, const FormatOptions& options, DiagnosticSink& sink) {
  if (source.files().empty() || !source.file(0).readable) return {Formatted::Outcome::kMistakes, {}};
  DiagnosticSink own;
  const SyntaxTree tree = Parse(source, own);
  for (Diagnostic& diagnostic : own.Sorted()) sink.Report(std::move(diagnostic));
  if (own.HasErrors()) return {Formatted::Outcome::kMistakes, {}};
  const SourceFile& file = source.file(0);
  const Reading reading(file, tree);
  Wording wording(reading, options.keywords);
  ClauseParser parser;
  std::vector<Sentence> sentences;
  Derivation derivation;
  for (std::size_t i = 0; i < reading.list.clauses.size(); ++i) {
    const Clause& clause = reading.list.clauses[i];
    derivation.clear();
    ParseFailure failure;
    if (!parser.Parse(reading.tokens, clause.first, clause.last, derivation, failure))
      return {Formatted::Outcome::kWithheld, {}};
    sentences.push_back({clause.kind, reading.levels[i], wording.Clause(derivation)});
  }
  QuoteNames(sentences);
  Gap end = wording.TakeLeft();
  end.Append(reading.gaps.back());
  std::string text = LayOut(sentences, end);
  if (!SaysTheSame(file, tree, text)) return {Formatted::Outcome::kWithheld, {}};
  return {Formatted::Outcome::kFormatted, std::move(text)};
}

}  // namespace greenrule
