// From the tree of an expression to checked expressions of the policy.
//
// Names are resolved, types and units are checked, and every phrase is reduced to the small set of ExprKind. What the author may
// write is in docs/language.md; what each kind means in policy.h. A mistake is reported once: the expression that holds it
// has TypeKind::kUnknown and silences what rests on it. Nothing here fails otherwise.
//
//   Expressions expressions(context);
//   Id f = expressions.AddFunction({…});                       // before any formula
//   for (const Meaning& m : expressions.References(formula)) …  // what must be checked before this formula
//   auto owner = expressions.EntityOf(formula);                 // reports where none can be told
//   ExprId e = expressions.Check(formula, {.scope = scope, .target = Target{…}});
//
// What must be there when a formula is checked: the names of everything; units, choice types, entities with their scopes, feeds,
// fields, lookups and parameters; the rules that it names, their type and flags final. Rules are found by their id in
// Policy::rules.
//
// Recursion is as deep as expressions are nested, at most kMaxDepth with functions expanded; deeper is reported.
// Long sums, chains and lists are walked, not recursed into. Cost: linear in the text and in what its functions
// expand to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/semantics/names.h"
#include "compiler/semantics/policy.h"
#include "compiler/semantics/units.h"
#include "compiler/syntax/tree.h"

namespace greenrule::semantics {

struct Context;

inline constexpr std::size_t kMaxDepth = 400;            // frames of a few KB, functions expanded
inline constexpr std::size_t kMaxExpressions = 500'000;  // that the functions of one edition expand to: those that double at each call end here

// What an expression is compared with, or must become. A literal of bare digits takes `unit`; a word may be a value of the
// choice type or a code of the lookup.
struct Target {
  policy::Type type;
  std::optional<policy::Unit> unit;  // kNumber; nothing: bare digits are a pure number only if the dimension is empty
  // What it is, for messages: the name of the declaration, `罚款金额`. Empty: the type is a hint, nothing is demanded.
  std::string name;
  SourceRange range;  // where it is declared
};

struct Place {
  policy::ScopeId scope = policy::kRunScope;
  std::optional<Target> target;
  bool statistic = false;  // entities may be aggregated over the whole population
  policy::Id row_feed = policy::kNo;  // for References: the feed whose field's formula it is
  // In a clause of a feed (`only rows where`, a field's formula), where there are no other rows: aggregates and peers are refused.
  bool rows_only = false;
  bool rounded = false;  // its declaration says `N decimals`: a square root needs no other rounding
};

// A function: its body is expanded where it is called.
struct Function {
  NodeId node = kNoNode;
  policy::SymbolId symbol = policy::kNo;
  policy::Id entity = policy::kNo;  // `for E`: it may name that entity's values and aggregate its rows
  struct Parameter {
    std::string name;
    std::optional<policy::Type> type;  // absent: whatever it is called with
    std::optional<policy::Unit> unit;
  };
  std::vector<Parameter> parameters;
  std::optional<policy::Type> type;
  std::optional<policy::Unit> unit;
  std::optional<std::uint8_t> decimals;  // its result is rounded
  RoundingMode mode = RoundingMode::kHalfAway;
};

// The entity that a formula belongs to.
struct Owner {
  enum Kind : std::uint8_t { kEntity, kRun, kReported } kind = kRun;
  policy::Id entity = policy::kNo;
};

// The input of a cell: of a table, of bands (a rule's value), or what stands before `is`.
struct CellInput {
  policy::Type type;
  std::optional<policy::Unit> unit;
  std::string name;   // as written, for messages
  SourceRange range;
  policy::ScopeId scope = policy::kRunScope;
};

class Expressions {
 public:
  explicit Expressions(Context& context);
  ~Expressions();

  policy::Id AddFunction(Function function);
  const Function& function(policy::Id id) const;
  // Checks the body by itself. A function is checked when it is first called; those that nothing calls, at the end.
  void CheckFunction(policy::Id id);

  // Checks an expression. With a target that has a name, a type or dimension that does not fit it is reported against it.
  policy::ExprId Check(NodeId expr, const Place& place);
  // A condition: yes-no.
  policy::ExprId CheckCondition(NodeId expr, const Place& place);
  // An expression of literals alone (and unit words, brackets, arithmetic), folded: ranges, blanks, parameter entries, weights.
  // Nothing if it is in error, which is reported. Leaves nothing behind in the policy.
  std::optional<policy::Constant> CheckConstant(NodeId expr, const Target& target);
  // A constant as CheckConstant takes it, or the name of a parameter: kConstant or kParameter. `place` has a target. kNo if it is in
  // error, which is reported.
  policy::ExprId CheckConstantOrParameter(NodeId expr, const Place& place);
  // The constant that an expression made of constants is; nothing if it names anything else or has no value.
  std::optional<policy::Constant> Fold(policy::ExprId expr) const;

  // A cell: an index into Policy::cells. A cell in error is reported and matches anything (Cell::kAny).
  policy::Id CheckCell(NodeId cell, const CellInput& input);
  // An output cell of a table: a constant, a name, `undetermined`, `missing "…"`, `not applicable`.
  policy::ExprId CheckOutput(NodeId cell, const Place& place);
  // A cell of a lookup, or of `given`: a literal, `missing` and `not applicable` included (Constant::state). An empty cell is
  // for the caller.
  std::optional<policy::Constant> CheckLiteral(NodeId cell, const Target& target);

  // Rounds to so many decimals of the unit, where a declaration says `N decimals`.
  policy::ExprId RoundTo(policy::ExprId value, std::uint8_t decimals, const policy::Unit& unit, RoundingMode mode,
                         SourceRange range);
  // The unit in which bare digits beside this expression would be read: of a name its own, of a product the product's.
  std::optional<policy::Unit> UnitOf(policy::ExprId expr) const;

  // What it names, each once, functions looked through; every meaning that a plain name may have in that place is among them.
  std::vector<Meaning> References(NodeId expr, const Place& place = {});
  // The deepest entity whose values are named outside aggregates; the only entity of the policy where nothing is named but an
  // aggregate stands there; kRun for constants and parameters. None to be told, or two on different branches: reported at `what`
  // (the declaration's head), unless `quiet`.
  Owner EntityOf(const std::vector<NodeId>& exprs, NodeId what, bool quiet = false);
  // Which of two entities lies deeper; nothing if neither belongs to the other.
  std::optional<policy::Id> Deeper(policy::Id a, policy::Id b) const;

  // Whether a rule's value or score rests on a figure over peers.
  bool RestsOnPeers(policy::Id rule);

 private:
  class Checker;
  std::unique_ptr<Checker> checker_;
};

}  // namespace greenrule::semantics
