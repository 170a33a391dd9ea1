#include "compiler/semantics/check.h"

#include <algorithm>

#include "compiler/semantics/declare.h"

namespace greenrule {

namespace semantics {
namespace {

void ReadHead(Declarations& d) {
  policy::Policy& policy = d.policy();
  policy.from = d.edition.from;
  policy.until = d.edition.until;
  const NodeId head = d.edition.head;
  if (head == kNoNode) return;
  policy.name = d.TextOf(head, "name");
  policy.title = d.TextOf(head, "title");
  policy.version = d.TextOf(head, "version");
  policy.issued_by = d.TextOf(head, "issued_by");
  policy.base = d.TextOf(head, "base");
  if (const NodeId published = d.Child(head, "published"); published != kNoNode) {
    policy.published = DayOf(d.tree().Text(published));
  }
  for (const NodeId cited : d.Items(head, "cites")) {
    const bool is_label = d.tree().Kind(cited) == NodeKind::kLabel;
    policy.cites.push_back({is_label ? d.TextOf(cited, "name") : d.Text(cited)});
    if (is_label) d.cited_labels.push_back(cited);
  }
}

// Words between the declarations of the tree: of those that hold a mistake. One mistake gives one message.
void FindUnread(Declarations& d) {
  if (!d.context.sink.HasErrors()) return;
  const SyntaxTree& tree = d.tree();
  for (const NodeId file : tree.Children(tree.root())) {
    TokenId next = tree.FirstToken(file);
    const auto skip_to = [&](TokenId end) {
      for (; next < end; ++next) {
        if (tree.tokens()[next].kind == TokenKind::kName) d.context.unread.emplace(tree.TokenText(next));
      }
    };
    for (const NodeId declaration : tree.Children(file)) {
      skip_to(tree.FirstToken(declaration));
      next = std::max(next, tree.LastToken(declaration) + 1);
    }
    skip_to(tree.LastToken(file) + 1);
  }
}

void ReadReasons(Declarations& d) {
  auto& reasons = d.policy().own_reasons;
  reasons = d.context.own_reasons;
  std::ranges::sort(reasons);
  reasons.erase(std::ranges::unique(reasons).begin(), reasons.end());
}

}  // namespace
}  // namespace semantics

policy::Policy CheckEdition(const SyntaxTree& tree, const EditionTree& edition, const SourceSet& sources,
                            DiagnosticSink& sink) {
  using namespace semantics;
  policy::Policy policy;
  policy.scopes.emplace_back();  // the run
  Names names;
  Units units;
  Context context{tree, sources, sink, policy, names, units, {}, {}};
  Expressions expressions(context);
  Declarations d(context, expressions, edition);

  FindUnread(d);
  ReadHead(d);
  DeclareNames(d);
  DeclareUnits(d);
  DeclareGrades(d);
  DeclareEntities(d);
  if (policy.entities.empty() && !policy.feeds.empty()) {
    // Nothing can be said of rows that belong to nobody.
    if (context.unread.empty()) context.Report(Code::GR2522, policy.symbols[policy.feeds[0].symbol].range,
                   {policy.symbols[policy.feeds[0].symbol].Label()});
    return policy;
  }
  DeclareFeeds(d);
  DeclareLookups(d);
  DeclareFields(d);
  DeclareFeedClauses(d);
  DeclareParameters(d);
  DeclareFunctions(d);
  DeclareRules(d);
  DeclareClauses(d);
  DeclareStatistics(d);
  DeclareResults(d);
  DeclareTasks(d);
  for (policy::Id function = 0; function < d.functions.size(); ++function) expressions.CheckFunction(function);
  ReadReasons(d);
  DeclareExamples(d);
  CheckCitations(d);
  CheckUse(d);
  OrderRules(d);
  return policy;
}

}  // namespace greenrule
