// The inside of Expressions: one object that the files expressions_*.cpp share, each with one subject.
//
// Every CheckX takes a node and what is expected there and gives an expression that is in the policy already: operands come
// before users. Facts that only checking needs (in which unit a value's bare digits would be read, whether a literal
// is bare) stand beside the policy's expressions, by their id.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/semantics/context.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::Expr;
using policy::ExprId;
using policy::ExprKind;
using policy::Id;
using policy::kNo;
using policy::ScopeId;
using policy::ScopeKind;
using policy::Type;
using policy::TypeKind;
using policy::Unit;

// What stands beside an operand and so gives bare digits their unit and words their type.
struct Expected {
  Type type;
  std::optional<Unit> unit;
  std::string name;     // for messages
  bool silent = false;  // what stands beside is in error: an unknown word here is no second mistake
};

// What is known of an expression besides what the policy says.
struct ExpressionFacts {
  std::optional<Unit> unit = std::nullopt;  // in which bare digits beside it are read
  bool bare = false;                        // a literal of digits alone
  bool open = false;                        // always missing or not applicable: of whatever type is wanted
};

class Expressions::Checker {
 public:
  explicit Checker(Context& context) : context_(context), tree_(context.tree), policy_(context.policy) {}

  // -- what Expressions offers
  Id AddFunction(Function function);
  const Function& function(Id id) const { return functions_[id].function; }
  void CheckFunctionAlone(Id id) {
    Enter({});
    CheckFunction(id);
  }
  std::optional<policy::Constant> Fold(ExprId id) const;
  ExprId Check(NodeId node, const Place& place);
  ExprId CheckCondition(NodeId node, const Place& place);
  std::optional<policy::Constant> CheckConstant(NodeId node, const Target& target);
  ExprId CheckConstantOrParameter(NodeId node, const Place& place);
  Id CheckTableCell(NodeId cell, const CellInput& input);
  ExprId CheckOutput(NodeId cell, const Place& place);
  std::optional<policy::Constant> CheckLiteral(NodeId cell, const Target& target);
  ExprId RoundTo(ExprId value, const Rational& quantum, RoundingMode mode, SourceRange range);
  std::optional<Unit> UnitOf(ExprId expr) const { return facts(expr).unit; }
  std::vector<Meaning> References(NodeId node, const Place& place);
  Owner EntityOf(const std::vector<NodeId>& exprs, NodeId what, bool quiet);
  std::optional<Id> Deeper(Id a, Id b) const;
  bool RestsOnPeers(Id rule);

 private:
  using Facts = ExpressionFacts;
  // A scope whose names are in sight, or the wall that a function's body stands behind.
  struct Frame {
    ScopeId scope = policy::kRunScope;
    bool call = false;
    Id entity = kNo;                                                 // of a call: the function's entity
    const std::unordered_map<std::string, ExprId>* bound = nullptr;  // of a call: its arguments
  };
  // A value that a plain name may be, where it is found.
  struct Visible {
    Meaning meaning;
    ScopeId scope = policy::kRunScope;
    bool group_key = false;  // meaning.id is the place among the keys of the groups
  };
  // Operands that must be of one type.
  struct Alike {
    std::vector<ExprId> exprs;
    Type type;                 // kUnknown: one of them is in error
    std::optional<Unit> unit;  // where they agree on one
  };
  struct Known {
    Function function;
    bool checked = false, broken = false, active = false;
    std::vector<bool> asks_blank = {};  // parameters that it asks whether they are blank: they take a field that is read
  };
  // A parameter while its function is checked by itself.
  struct Standin {
    Id function;
    std::size_t parameter;
  };
  // Whether it can be blank: a field that is read, or a parameter that then takes one.
  bool CanBeBlank(ExprId id);

  // -- expressions_checker.cpp: building
  Facts facts(ExprId id) const { return id < facts_.size() ? facts_[id] : Facts{}; }
  Facts& FactsOf(ExprId id);
  ExprId Add(Expr expr, Facts facts = {});
  ExprId Bad(NodeId node);
  ExprId Make(ExprKind kind, Type type, std::vector<ExprId> args, SourceRange range, Facts facts = {});
  ExprId MakeLeaf(ExprKind kind, Type type, ScopeId scope, Id id, SourceRange range, Facts facts = {});
  ExprId MakeConstant(policy::Constant constant, Type type, SourceRange range, Facts facts = {});
  bool IsBad(ExprId id) const { return expr(id).type.kind == TypeKind::kUnknown && !facts(id).open; }
  const Expr& expr(ExprId id) const { return policy_.exprs[id]; }
  const Type& type(ExprId id) const { return policy_.exprs[id].type; }
  void GiveType(ExprId id, const Type& type);
  // Takes back what was added since a mark: what was looked at only.
  struct Mark {
    std::size_t exprs, scopes, cells, figures;
  };
  Mark Here() const { return {policy_.exprs.size(), policy_.scopes.size(), policy_.cells.size(), policy_.figures.size()}; }
  void Drop(const Mark& mark);
  void Report(Code code, NodeId node, std::vector<Diagnostic::Argument> arguments = {},
              std::vector<Diagnostic::Related> related = {});
  Diagnostic::Argument TypeText(const Type& type) const { return semantics::TypeText(context_, type); }
  // Of a value, in its own unit.
  Diagnostic::Argument ValueText(ExprId id) const { return AmountText(context_, type(id), facts(id).unit); }
  Diagnostic::Argument ExpectedText(const Expected& expected) const {
    return AmountText(context_, expected.type, expected.unit);
  }
  std::string Spell(NodeId node) const { return semantics::Spell(tree_, node); }
  // Where an operand's unit comes from: the declaration of the first name in it that has one.
  void RelateUnit(ExprId id, std::vector<Diagnostic::Related>& related) const;

  // -- frames
  void Enter(const Place& place);
  ScopeId Standing() const;
  int Level(ScopeId scope);
  void Touch(ScopeId scope);

  // -- the dispatch
  ExprId CheckNode(NodeId node, const Expected* expected);
  ExprId CheckKind(NodeId node, const Expected* expected);

  // -- expressions_operands.cpp
  ExprId CheckYesNo(NodeId node);  // an operand that must be a condition
  ExprId CheckPureInteger(NodeId node);
  ExprId CheckDate(NodeId node);
  bool DemandCondition(ExprId id, NodeId node);
  bool DemandNumber(ExprId id, NodeId node);
  bool DemandInteger(ExprId id, NodeId node);
  bool IsIntegerValued(ExprId id) const;
  // `words`: an operand may be a word that is a value of the type of another one.
  Alike CheckAlike(std::span<const NodeId> nodes, const Expected* expected, const Diagnostic::Argument& verb,
                   bool words = true);
  int Strength(NodeId node, int depth = 0);

  // -- expressions_literals.cpp
  ExprId CheckNumber(NodeId node, const Expected* expected);
  ExprId CheckMeasured(NodeId node, const Expected* expected);
  ExprId CheckText(NodeId node, const Expected* expected);
  ExprId CheckDateLiteral(NodeId node);
  ExprId CheckYesNoLiteral(NodeId node, const Expected* expected);
  ExprId CheckState(NodeId node, const Expected* expected);
  ExprId CheckNothing(NodeId node, const Expected* expected);
  bool IsBare(NodeId node) const;
  // A keyword that is also a value of the type beside it is reported.
  bool ReportKeywordValue(NodeId node, const Expected* expected);
  std::optional<std::uint32_t> ChoiceOf(const Type& type, std::string_view word) const;
  ExprId ChoiceConstant(const Type& type, std::uint32_t position, NodeId node);

  // -- expressions_names.cpp
  std::vector<Visible> FindVisible(std::string_view word);
  std::optional<ScopeId> EntityScope(Id entity) const;
  const ExprId* FindBound(std::string_view word) const;
  const Frame* FindAlias(std::string_view word) const;
  const Frame* RowFrame() const;
  std::string KeyName(const Visible& visible) const;
  std::string SpellingOf(const Visible& visible) const;
  ExprId CheckName(NodeId node, const Expected* expected);
  void ReportElsewhere(NodeId node, const std::string& name, Id entity, std::vector<Diagnostic::Related> related);
  ExprId ReportInvisible(NodeId node, std::string_view word, const Expected* expected);
  ExprId Value(const Visible& visible, NodeId node);
  ExprId FieldValue(Id field, ScopeId scope, NodeId node);
  ExprId RuleValue(Id rule, ScopeId scope, NodeId node);
  ExprId CheckQualified(NodeId node);
  ExprId CheckInRow(const Frame& frame, NodeId name, NodeId node);
  ExprId CheckScore(NodeId node);

  // -- expressions_numbers.cpp
  ExprId CheckSum(NodeId node, const Expected* expected);
  ExprId CheckDateSum(NodeId node);
  ExprId CheckPeriods(NodeId node, std::string_view period, bool negative);
  std::optional<Rational> NumberOf(NodeId node, const Expected* expected);
  ExprId CheckProduct(NodeId node);
  ExprId CheckNegative(NodeId node, const Expected* expected);
  ExprId CheckBuiltin(NodeId node, const Expected* expected);
  ExprId CheckRound(NodeId node);
  ExprId CheckRoot(NodeId node, NodeId operand);
  ExprId CheckIf(NodeId node, const Expected* expected);
  ExprId CheckIfMissing(NodeId node, const Expected* expected);
  std::optional<RoundingMode> ModeOf(NodeId mode) const;

  // -- expressions_conditions.cpp
  ExprId CheckLogic(NodeId node, ExprKind kind);
  ExprId CheckCompare(NodeId node);
  ExprId CheckIs(NodeId node);
  ExprId CheckState(ExprId subject, NodeId subject_node, NodeId state);
  ExprId CheckIn(NodeId node);
  ExprId CheckStartsWith(NodeId node);
  ExprId CheckWithin(NodeId node);
  ExprId CheckBetween(NodeId node);
  ExprId CheckYearOf(NodeId node);
  ExprId CheckMonthOf(NodeId node);
  ExprId CheckFirstOf(NodeId node);
  bool Ordered(const Type& type) const;

  // -- expressions_rows.cpp
  ExprId CheckAggregate(NodeId node);
  ExprId CheckGrouped(NodeId node);  // `(sum X by G)` inside another
  std::optional<policy::Scope> ScopeOfSource(NodeId source);
  ExprId CheckWhere(NodeId where, ScopeId rows);
  bool DemandAggregable(policy::Aggregate function, ExprId value, NodeId node, ScopeId rows);
  ExprId AddAggregate(NodeId node, policy::Aggregate function, ScopeId over, ScopeId scope, std::vector<ExprId> args);
  void ReportLooseOr(NodeId where, ScopeId rows, const std::vector<ExprId>& sides);
  int RowDepth() const;
  std::vector<NodeId> FindGroups(NodeId value) const;

  // -- expressions_peers.cpp
  ExprId CheckPeers(NodeId node);
  ExprId CheckCoverage(NodeId node);
  bool ExprRestsOnPeers(ExprId id);
  bool WalkForPeers(std::vector<ExprId> exprs, std::vector<Id> rules);

  // -- expressions_calls.cpp
  ExprId CheckCall(NodeId node);
  ExprId CheckLookup(NodeId call, Id lookup, NodeId column, NodeId date);
  ExprId CheckLookupHas(NodeId subject, Id lookup, NodeId node);
  ExprId CheckOn(NodeId node);
  ExprId Expand(NodeId call, Id function);
  ExprId CheckKey(NodeId node, const policy::Lookup& lookup, std::size_t key);
  ExprId MakeLookup(ExprKind kind, Type type, Id lookup, std::uint32_t value, std::vector<ExprId> keys, SourceRange range,
                    Facts facts);
  void CheckFunction(Id id);
  ExprId CheckBody(const Function& function);
  bool DemandResult(const Function& function, ExprId body, NodeId node);
  static bool IsArgument(const std::unordered_map<std::string, ExprId>& bound, ExprId id);

  // -- expressions_cells.cpp
  std::optional<ExprId> CheckBound(NodeId node, const CellInput& input);
  bool AddSpan(NodeId node, const CellInput& input, policy::Cell& cell);
  bool ReadCell(NodeId node, const CellInput& input, policy::Cell& cell);
  Id CheckCell(NodeId cell, const CellInput& input);

  // -- expressions_references.cpp
  class Walk;
  std::vector<Meaning> MeaningsOf(NodeId node, NameKind rows, Id rows_id, Id function) const;

  Context& context_;
  const SyntaxTree& tree_;
  policy::Policy& policy_;
  std::vector<Facts> facts_;
  std::vector<Known> functions_;
  std::unordered_map<ExprId, Standin> standins_;

  std::vector<Frame> frames_;
  std::unordered_map<ScopeId, int> levels_;  // of row scopes; of others their depth
  // Row scopes that are being read, with the innermost outer scope named in them so far.
  std::vector<std::pair<ScopeId, ScopeId>> open_rows_;
  bool statistic_ = false, rows_only_ = false, constants_only_ = false;
  std::size_t root_depth_ = 0;  // where a square root may stand without `round`: its declaration rounds
  int quiet_ = 0;
  bool in_peers_ = false;
  std::size_t depth_ = 0, calls_ = 0, expanded_ = 0;
  bool exhausted_ = false;
  std::unordered_map<std::string, ExprId> expansions_;  // of a function with given arguments in a given place
  std::vector<bool> rule_peers_;                        // of a rule: walked and found without peers
};

}  // namespace greenrule::semantics
