// The oracle: a slow, obviously right interpreter of a checked policy. For tests only.
//
// It evaluates policy::Policy over a Dataset one record at a time on exact fractions, straight from docs/language.md and
// compiler/semantics/policy.h. It knows nothing of lowering: no batches, no lanes, no ranges, no sharing of instructions. What it
// shares with the machine is the input alone (the loaded columns) and the byte order of reasons.
//
// Cells are read through Edition::columns, so that both sides see the same loaded values; a number is its coefficient × the
// unit's scale ÷ 10^decimals. Every field that the policy names must have a column (AddAllColumns in generate.h sees to that).
//
// Run() works out every rule of every evaluated entity, rule by rule: what a rule rests on stands before it, so nothing is ever
// asked for that is not yet there. An expression's value is kept until one of the rows that it depends on changes.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/policy.h"
#include "runtime/vm/dataset.h"
#include "tests/oracle/fraction.h"

namespace greenrule::oracle {

using policy::Id;
using policy::kNo;

// A value of any type. `number` holds numbers (base units), days, months, yes-no, choices and checklist states.
struct Value {
  State state = kKnown;
  State reason = kKnown;  // of an undetermined checklist or item, whose state is known
  Fraction number;
  std::string_view text;  // kept by the dataset, the policy or the oracle
  bool IsYes() const { return state == kKnown && !number.IsZero(); }
  bool IsNo() const { return state == kKnown && number.IsZero(); }
};

inline constexpr int kHit = 0, kClear = 1, kOpen = 2;  // states of checklists and items; kOpen: undetermined

class Oracle {
 public:
  Oracle(const policy::Policy& policy, const Edition& edition, const Dataset& dataset);

  void Run();

  bool IsEvaluated(Id entity, std::size_t row) const { return evaluated_[entity][row]; }
  const Value& RuleValue(Id rule, std::size_t row) const { return rules_[rule].values[row]; }
  const Value& RuleScore(Id rule, std::size_t row) const { return rules_[rule].scores[row]; }
  const Value& ItemState(Id item, std::size_t row) const { return items_[item][row]; }
  // An expression in the scope of an entity, or (entity = kNo) of the run.
  Value ValueOf(policy::ExprId expr, Id entity, std::size_t row);

  struct StatisticRow {
    std::vector<Value> group;
    Value value;
  };
  // Grouped: one row per group, in no particular order; else one row.
  std::vector<StatisticRow> StatisticOf(Id statistic);
  // How many evaluated entities a figure over peers left out.
  std::uint64_t LeftOut(Id figure);

 private:
  // ---- where an expression is evaluated: one row per scope ---------------------------------------------------------
  struct Group {
    std::vector<Value> keys;
    std::vector<std::uint32_t> rows;
  };
  struct Binding {
    std::uint64_t stamp = 0;  // no two bindings have the same
    std::uint32_t row = 0;
    bool absent = false;      // an entity that is not listed or not evaluated
    const Group* group = nullptr;
  };
  void Bind(policy::ScopeId scope, std::uint32_t row);
  void BindEntity(Id entity, std::uint32_t row);  // and its owners
  void BindAbsent(Id entity);
  const Binding& EntityAt(policy::ScopeId scope, Id entity) const;  // the row of that entity type at or above the scope

  // ---- oracle_expressions.cpp, oracle_sources.cpp -------------------------------------------------------------------
  Value Eval(policy::ExprId id);
  Value Compute(const policy::Expr& e);
  Value Arithmetic(const policy::Expr& e);
  Value ListArithmetic(const policy::Expr& e);
  Value Comparison(const policy::Expr& e);
  Value Logic(const policy::Expr& e);
  Value Dates(const policy::Expr& e);
  Value Asked(const policy::Expr& e);
  Value FieldAt(Id field, policy::ScopeId scope);
  Value FieldCell(Id field, std::size_t row) const;
  Value OfConstant(const policy::Constant& constant) const;
  Value ParameterOn(Id parameter, std::int64_t day);
  Value LookUp(const policy::Expr& e);
  State OwnReason(const std::string& text) const;
  std::string_view Kept(std::string text);
  // −1, 0, 1; grades: the better is the greater.
  int Order(const policy::Type& type, const Value& a, const Value& b) const;
  bool Same(const policy::Type& type, const Value& a, const Value& b) const;

  // ---- oracle_aggregates.cpp ------------------------------------------------------------------------------------------
  enum class Keep : std::uint8_t { kNo, kYes, kUnknown };
  struct RowList {
    State answer = kKnown;  // why nothing can be said
    std::vector<std::pair<std::uint32_t, State>> rows;
    std::vector<Group> groups;  // kGroups: rows index these
  };
  RowList RowsOf(policy::ScopeId scope, policy::ScopeId standing);
  RowList GroupsOf(policy::ScopeId scope);
  Keep KeepOf(policy::ExprId where, State row_state, State& reason);
  Value Aggregate(const policy::Expr& e);
  Value Combined(const policy::Expr& e, const policy::Type& type, const std::vector<Value>& values);
  Value LatestOf(const policy::Expr& e, std::vector<std::pair<std::int64_t, Value>> rows);
  Value OverPopulation(const policy::Expr& e);

  // ---- oracle_tables.cpp ----------------------------------------------------------------------------------------------
  enum class Truth : std::uint8_t { kNo, kYes, kUnknown };
  bool InSpans(const policy::Cell& cell, const policy::Type& type, const Value& x);
  Truth CellTruth(const policy::Cell& cell, const policy::Type& type, const Value& x);
  Value TableOutput(const policy::Table& table, std::size_t output);
  Value CombineRows(const policy::Table& table, std::size_t output, const std::vector<std::size_t>& rows);
  Value BandsOf(const policy::Rule& rule, const Value& x);
  Value PointsOf(const policy::Score& score, const Value& x) const;

  // ---- oracle_rules.cpp -----------------------------------------------------------------------------------------------
  struct RuleTable {
    std::vector<Value> values, scores;
    std::vector<State> before;  // of what a composite takes, before `when missing`
  };
  void EvaluateRule(Id rule, std::size_t row);
  void EvaluateScore(Id rule, std::size_t row);
  Value AppliesTo(const policy::Rule& rule);
  Value FormulaValue(const policy::Rule& rule);
  Value Weighted(const policy::Rule& rule, std::size_t row);
  Value ScoreOf(const policy::Rule& rule, const Value& value);
  Value WhenMissing(const policy::Rule& rule, Value x);
  Value ListState(const policy::Checklist& list, std::size_t row);
  Value ItemAt(Id item, std::size_t row);
  Value Coverage(Id composite, std::size_t row) const;

  // ---- oracle_figures.cpp ---------------------------------------------------------------------------------------------
  struct FigureTable {
    std::vector<Value> values;  // per row of the entity
    std::uint64_t left_out = 0;
  };
  const FigureTable& Figure(Id figure);
  FigureTable ComputeFigure(const policy::PeerFigure& figure);

  const policy::Policy& policy_;
  const Edition& edition_;
  const Dataset& dataset_;
  std::vector<std::uint32_t> column_of_;  // per field
  std::vector<Fraction> field_quantum_;   // per field: what one of its coefficients is worth
  std::vector<std::vector<std::vector<std::uint32_t>>> children_;  // [entity][owner's row]
  std::vector<std::vector<std::uint8_t>> evaluated_;
  std::vector<RuleTable> rules_;
  std::vector<std::vector<Value>> items_;
  std::vector<std::vector<std::uint8_t>> item_done_;
  std::vector<Id> item_rule_;  // the checklist's rule
  std::vector<std::optional<FigureTable>> figures_;

  std::uint64_t last_stamp_ = 1;
  std::vector<Binding> bound_;  // per scope
  struct Memo {
    std::uint64_t stamp = 0;
    Value value;
  };
  std::vector<Memo> memo_;             // per expression
  std::vector<Value> constants_;       // per expression: kConstant
  std::vector<Fraction> quanta_;       // per expression: kRound, kSqrt
  std::set<std::string> texts_;
  const std::vector<Value>* statistic_group_ = nullptr;  // of the statistic that is being evaluated
  const policy::Statistic* statistic_ = nullptr;
};

}  // namespace greenrule::oracle
