#include "compiler/syntax/parse.h"

#include <memory>

#include "compiler/syntax/clause_parser.h"
#include "compiler/syntax/clauses.h"
#include "compiler/syntax/declaration_builder.h"
#include "compiler/syntax/failure.h"
#include "compiler/syntax/lexer.h"
#include "compiler/syntax/tree_builder.h"

namespace greenrule {
namespace {

// The keyword of the declaration or part that a clause belongs to.
TokenKind StarterOf(const std::vector<Token>& tokens, const Clause& clause, TokenKind before) {
  if (clause.kind != ClauseKind::kHead && clause.kind != ClauseKind::kPart) return before;
  const TokenKind kind = tokens[clause.first].kind;
  const bool verb = kind == TokenKind::kChange || kind == TokenKind::kAdd;
  return verb && clause.first + 1 < clause.last ? tokens[clause.first + 1].kind : kind;
}

class FileParser {
 public:
  FileParser(ClauseParser& parser, TextTable& texts, TreeBuilder& builder)
      : parser_(parser), texts_(texts), b_(builder) {}

  NodeId Parse(const SourceFile& file, std::int32_t index, DiagnosticSink& sink) {
    MistakeList mistakes(index, sink);
    FileTokens tokens;
    tokens.file = index;
    tokens.first = static_cast<TokenId>(b_.tokens().size());
    const std::string_view text = texts_.owned.emplace_back(file.text);
    ClauseList list;
    {
      const std::vector<Token> raw = Lex(file, text, index, texts_, tokens.trivia, mistakes);
      list = CutIntoClauses(raw, texts_, b_.tokens(), tokens.trivia);
    }
    tokens.last = static_cast<TokenId>(b_.tokens().size());
    b_.files().push_back(std::move(tokens));
    const FileTokens& added = b_.files().back();
    DeclarationBuilder declarations(b_, mistakes, text, added.trivia);
    for (const ClauseSpan& span : list.declarations) {
      if (mistakes.Full()) break;
      Declaration({list.clauses.data() + span.first, span.last - span.first}, declarations, mistakes);
    }
    return declarations.EndFile(file.path, added.first, added.last - 1);
  }

 private:
  void Declaration(std::span<const Clause> clauses, DeclarationBuilder& declarations, MistakeList& mistakes) {
    declarations.BeginDeclaration();
    TokenKind starter = TokenKind::kEnd;
    for (const Clause& clause : clauses) {
      if (mistakes.Full()) return;
      starter = StarterOf(b_.tokens(), clause, starter);
      if (clause.kind == ClauseKind::kStray) {
        ExplainStray(clause, starter, b_, mistakes);
      } else if (CheckClause(clause, b_, mistakes)) {
        ParseFailure failure;
        if (parser_.Parse(b_.tokens(), clause.first, clause.last, derivation_, failure)) {
          declarations.Add(clause, derivation_);
          continue;
        }
        ExplainFailure(clause, starter, failure, b_, mistakes);
      }
      declarations.AddBroken(clause);
    }
    declarations.EndDeclaration();
  }

  ClauseParser& parser_;
  TextTable& texts_;
  TreeBuilder& b_;
  Derivation derivation_;
};

}  // namespace

SyntaxTree TreeBuilder::Finish(NodeId root, std::shared_ptr<const void> arena) {
  tree_.root_ = root;
  tree_.texts_ = std::move(texts_.texts);
  tree_.arena_ = std::move(arena);
  return std::move(tree_);
}

SyntaxTree Parse(const SourceSet& sources, DiagnosticSink& sink) {
  auto texts = std::make_shared<TextTable>();
  TreeBuilder builder(*texts);
  ClauseParser parser;
  FileParser files(parser, *texts, builder);
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < sources.files().size(); ++i)
    if (sources.files()[i].readable)
      nodes.push_back(files.Parse(sources.files()[i], static_cast<std::int32_t>(i), sink));
  const TokenId last =
      builder.tokens().empty() ? kNoToken : static_cast<TokenId>(builder.tokens().size() - 1);
  const NodeId root = builder.Make(NodeKind::kRoot, nodes, last == kNoToken ? kNoToken : 0, last).node;
  return builder.Finish(root, texts);
}

Language MajorityLanguage(const SyntaxTree& tree, std::int32_t file) {
  std::size_t english = 0, chinese = 0;
  for (const FileTokens& tokens : tree.files()) {
    if (tokens.file != file) continue;
    for (TokenId token = tokens.first; token < tokens.last; ++token) {
      english += (tree.tokens()[token].flags & token_flags::kEnglish) != 0;
      chinese += (tree.tokens()[token].flags & token_flags::kChinese) != 0;
    }
  }
  return chinese > english ? Language::kChinese : Language::kEnglish;
}

}  // namespace greenrule
