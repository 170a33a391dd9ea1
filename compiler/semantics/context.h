// What every part of semantics shares while one edition is checked: the tree that is read, the policy that is built, and
// the names and units known so far.
//
// A Context lives as long as one CheckEdition call and owns nothing but small maps; the tree, the sources, the sink and
// the policy outlive it. Parts add to the policy's vectors through it, so that a new element has its id at once. Ids and
// references: an id stays good, a reference into a vector of the policy does not survive an addition to that vector.
//
// Order: names are all declared before any expression is checked; units, choice types, entities, feeds, fields, lookups
// and parameters are complete before the first formula; a rule is checked after every rule that it names, so the type of
// a rule that a formula meets is always final (TypeKind::kUnknown: the rule is in error, and says nothing more).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/semantics/policy.h"
#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::semantics {

class Names;  // names.h: what a name means
class Units;  // units.h: what a unit means, defaults of decimals and range

struct Context {
  const SyntaxTree& tree;
  const SourceSet& sources;
  DiagnosticSink& sink;
  policy::Policy& policy;
  Names& names;
  Units& units;

  // Reasons of `missing "…"`, as they are met; CheckEdition sorts them into Policy::own_reasons.
  std::vector<std::string> own_reasons;

  // The words of declarations that the parser had to leave out: that one of them is not known is no mistake of its own.
  std::unordered_set<std::string> unread;

  // Rules that what is being checked may not name, as they rest on it; and whether it has named one. A rule may name its own value
  // once that has a type.
  std::unordered_set<policy::Id> awaited = {};
  policy::Id awaited_value = policy::kNo;
  bool met_awaited = false;

  SourceRange Range(NodeId node) const { return tree.Range(node); }

  void Report(Code code, SourceRange range, std::vector<Diagnostic::Argument> arguments = {},
              std::vector<Diagnostic::Related> related = {}) {
    sink.Report({code, range, std::move(arguments), std::move(related)});
  }
  void Report(Code code, NodeId node, std::vector<Diagnostic::Argument> arguments = {},
              std::vector<Diagnostic::Related> related = {}) {
    Report(code, Range(node), std::move(arguments), std::move(related));
  }

  // Each adds one element and gives its id.
  policy::SymbolId Add(policy::Symbol symbol) { return Append(policy.symbols, std::move(symbol)); }
  policy::ScopeId Add(policy::Scope scope) { return Append(policy.scopes, std::move(scope)); }
  policy::ExprId Add(policy::Expr expr) { return Append(policy.exprs, std::move(expr)); }
  policy::Id Add(policy::Cell cell) { return Append(policy.cells, std::move(cell)); }
  policy::Id Add(policy::ChoiceType type) { return Append(policy.choice_types, std::move(type)); }

  const policy::Expr& expr(policy::ExprId id) const { return policy.exprs[id]; }
  const policy::Symbol& symbol(policy::SymbolId id) const { return policy.symbols[id]; }

 private:
  template <class T>
  static policy::Id Append(std::vector<T>& all, T element) {
    all.push_back(std::move(element));
    return static_cast<policy::Id>(all.size() - 1);
  }
};

}  // namespace greenrule::semantics
