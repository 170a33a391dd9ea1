// Checking of declarations: what the phases of CheckEdition share, and the phases in their order.
//
// DeclareNames makes every element of the policy with its symbol and its place, so that everything has its id before
// anything is read. Each later phase fills the elements of one kind. Where a phase reports a mistake it leaves the element in
// a harmless state (a type kUnknown, an absent formula) and goes on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/semantics/context.h"
#include "compiler/semantics/editions.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/names.h"
#include "compiler/semantics/units.h"

namespace greenrule::semantics {

struct Declarations {
  Declarations(Context& shared, Expressions& checker, const EditionTree& text)
      : context(shared), expressions(checker), edition(text) {}

  Context& context;
  Expressions& expressions;
  const EditionTree& edition;

  // The node that an element came from, parallel to the policy's vectors.
  std::vector<NodeId> entities, feeds, fields, lookups, parameters, rules, items, tables, statistics;
  // Declarations that become no element of their own vector.
  struct Named {
    NodeId node;
    policy::SymbolId symbol;
  };
  std::vector<Named> units, grades, functions, tasks, examples;
  std::vector<NodeId> results;
  // `cites E1.1 综合碳强度`: what is cited must exist.
  std::vector<NodeId> cited_labels;
  // The choice type of every list of values that was met (`one of (…)`): two equal lists are one type.
  std::unordered_map<std::string, policy::Id> choices;

  // Rules in the order in which they were checked.
  std::vector<policy::Id> rule_sequence;

  const SyntaxTree& tree() const { return context.tree; }
  policy::Policy& policy() const { return context.policy; }
  NodeId Child(NodeId node, std::string_view name) const { return context.tree.Child(node, name); }
  bool Has(NodeId node, std::string_view name) const { return Child(node, name) != kNoNode; }
  std::span<const NodeId> Items(NodeId node, std::string_view name) const { return context.tree.Items(node, name); }
  std::string Text(NodeId node) const { return node == kNoNode ? std::string() : std::string(context.tree.Text(node)); }
  // The text of a leaf that may be absent; empty then.
  std::string TextOf(NodeId node, std::string_view child) const { return Text(Child(node, child)); }
  const policy::Symbol& symbol(policy::SymbolId id) const { return context.symbol(id); }

  void Report(Code code, NodeId node, std::vector<Diagnostic::Argument> arguments = {},
              std::vector<Diagnostic::Related> related = {}) const {
    context.Report(code, node, std::move(arguments), std::move(related));
  }
};

// A formula in a scope, and nothing demanded of it.
inline Place PlaceIn(policy::ScopeId scope) {
  Place place;
  place.scope = scope;
  return place;
}

// What is said of a thing elsewhere: "declared here".
Diagnostic::Related DeclaredHere(SourceRange range);

// ---- phases, in their order ------------------------------------------------------------------------------------------

void DeclareNames(Declarations& d);       // every element, its symbol, its names
void DeclareUnits(Declarations& d);
void DeclareGrades(Declarations& d);
void DeclareEntities(Declarations& d);    // keys, owners, scopes
void DeclareFeeds(Declarations& d);       // heads: whose rows, how many, unions
void DeclareLookups(Declarations& d);
void DeclareFields(Declarations& d);      // of feeds; a union has those of its feeds
void DeclareFeedClauses(Declarations& d);  // what names fields: dates, duplicates, keys; where entities are listed
void DeclareListings(Declarations& d);    // part of DeclareFeedClauses
void DeclareParameters(Declarations& d);
void DeclareFunctions(Declarations& d);
void DeclareRules(Declarations& d);       // computed fields, rules, checklists, tables in the order of what they rest on
void DeclareClauses(Declarations& d);     // `evaluated when`, `only rows where`
void DeclareStatistics(Declarations& d);
void DeclareResults(Declarations& d);
void DeclareTasks(Declarations& d);
void DeclareExamples(Declarations& d);
void CheckCitations(Declarations& d);
void CheckUse(Declarations& d);           // what is declared and never used; dates without a parameter's entry
void OrderRules(Declarations& d);         // last: renumbers rules, so that what one rests on stands before it

// ---- dates ------------------------------------------------------------------------------------------------------------

// Of a Date leaf (its shape and that the day exists were checked by the parser).
Day DayOf(std::string_view date);
std::string DateText(Day day);  // 2021-03-01

}  // namespace greenrule::semantics
