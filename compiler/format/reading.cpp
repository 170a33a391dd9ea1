#include "compiler/format/reading.h"

#include <algorithm>

namespace greenrule::format {
namespace {

using enum TokenKind;

constexpr std::string_view kFullWidthHash = "＃";

}  // namespace

std::string PlainComment(std::string_view written) {
  std::string plain;
  while (written.starts_with('#') || written.starts_with(kFullWidthHash)) {
    plain += '#';
    written.remove_prefix(written[0] == '#' ? 1 : kFullWidthHash.size());
  }
  plain += written;
  while (plain.ends_with(' ') || plain.ends_with('\t')) plain.pop_back();
  return plain;
}

Reading::Reading(const SourceFile& file, const SyntaxTree& tree) : text(file.text) {
  DiagnosticSink sink;
  MistakeList mistakes(0, sink);
  std::vector<Trivia> trivia;
  const std::vector<Token> raw = Lex(file, text, 0, texts, trivia, mistakes);
  list = CutIntoClauses(raw, texts, tokens, trivia);
  ReadGaps(trivia);
  roles.assign(tokens.size(), Role::kPlain);
  ReadTree(tree);
}

void Reading::ReadGaps(const std::vector<Trivia>& trivia) {
  gaps.resize(tokens.size());
  auto next = trivia.begin();
  std::size_t at = 0;
  for (TokenId token = 0; token < tokens.size(); ++token) {
    Gap& gap = gaps[token];
    bool after_word = token > 0, after_prose = token == 0;
    const auto lines = [&](std::size_t end) { return std::ranges::count(text.substr(at, end - at), '\n'); };
    for (; next != trivia.end() && next->before == token; ++next) {
      const auto ends = lines(next->begin);
      const std::string_view written = text.substr(next->begin, next->end - next->begin);
      const bool prose = next->kind == Trivia::Kind::kProse;
      gap.remarks.push_back({next->kind, !prose && after_word && ends == 0,
                             !prose && !after_prose && ends >= 2,
                             prose ? std::string(written) : PlainComment(written)});
      at = next->end;
      after_word = false;
      after_prose = prose;
    }
    const auto ends = lines(tokens[token].begin);
    gap.broken = ends > 0 || !gap.remarks.empty();
    gap.blank = ends >= 2 && !after_prose && tokens[token].kind != kEnd;
    at = tokens[token].end;
  }
}

void Reading::ReadRole(NodeKind kind, std::string_view node_text, TokenId token) {
  const bool word = tokens[token].kind == kName || tokens[token].kind == kRowsName;
  if (word && kind == NodeKind::kKeyword && node_text == "score") roles[token] = Role::kScoreOf;
  if (word && kind == NodeKind::kYesNo) roles[token] = node_text == "yes" ? Role::kYes : Role::kNo;
  if (!word && tokens[token].kind >= kPolicy && kind == NodeKind::kName) roles[token] = Role::kNameOfKeyword;
}

// A clause stands one level below the one in which the node begins that it is a part of.
void Reading::ReadTree(const SyntaxTree& tree) {
  std::vector<TokenId> firsts;
  for (const Clause& clause : list.clauses) firsts.push_back(clause.first);
  std::vector<std::size_t> owners(list.clauses.size());
  for (const ClauseSpan& span : list.declarations)
    for (std::size_t i = span.first; i < span.last; ++i) owners[i] = span.first;
  std::vector<bool> read(tokens.size(), false);  // as a leaf

  struct Pending {
    NodeId node;
    std::size_t owner;
  };
  std::vector<Pending> pending;
  if (!firsts.empty()) pending.push_back({tree.root(), 0});
  while (!pending.empty()) {
    const auto [node, inherited] = pending.back();
    pending.pop_back();
    const TokenId token = tree.FirstToken(node);
    const auto clause = static_cast<std::size_t>(std::ranges::upper_bound(firsts, token) - firsts.begin()) - 1;
    owners[clause] = std::max(owners[clause], clause > inherited ? inherited : 0);
    const NodeShape shape = ShapeOf(tree.Kind(node));
    if (shape == NodeShape::kLeaf) {
      read[token] = true;
      ReadRole(tree.Kind(node), tree.Text(node), token);
    }
    for (NodeId child : tree.Children(node))
      if (child != kNoNode) pending.push_back({child, shape == NodeShape::kFixed ? clause : inherited});
  }
  for (std::size_t i = 0; i < owners.size(); ++i)
    levels.push_back(list.clauses[i].kind == ClauseKind::kHead || owners[i] == i ? 0 : levels[owners[i]] + 1);
  for (const Clause& clause : list.clauses) {
    const TokenId token = clause.first + 1;
    if (clause.kind == ClauseKind::kRow && tokens[token].kind == kName && !read[token])
      roles[token] = Role::kCodeColumn;
  }
}

}  // namespace greenrule::format
