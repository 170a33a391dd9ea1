// The state of one lowering: the edition that is being built, and what each expression and rule has become.
// One class, its members grouped by file: spaces.cpp, sources.cpp, expressions.cpp, aggregates.cpp, conditions.cpp,
// tables.cpp, scores.cpp, rules.cpp; emit.cpp turns the SSA into blocks.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "compiler/lowering/exact.h"
#include "compiler/lowering/lower.h"
#include "compiler/lowering/ssa.h"
#include "compiler/semantics/policy.h"
#include "runtime/program/calendar.h"

namespace greenrule::lowering {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::ScopeId;

// A checklist and its items as values (policy::TypeKind::kChecklist). `reason` is always set beside them.
inline constexpr int kHitList = 0, kClearList = 1, kUndeterminedList = 2;

// What a rule has become, in its entity's space.
struct LoweredRule {
  Lowered value;
  Lowered score;                      // where it has one
  ValueId rests_on_data = kNoValue;   // coverage: condition; kNoValue: always
  bool done = false;
};

// What stands behind a missing value of the type.
inline policy::Constant SomeOf(policy::TypeKind kind) {
  return {kind, kKnown, kind == policy::TypeKind::kMonth ? kFirstMonth : 0, ""};
}

class Lowering {
 public:
  // `filter_feed`: lowers a feed's `only rows where` alone; fields of that feed are read as raw rows.
  Lowering(const policy::Policy& policy, Edition& edition, DiagnosticSink& sink, Id filter_feed = kNo);

  // --- spaces.cpp
  SpaceId EntitySpace(Id entity);
  SpaceId FeedSpace(Id feed);  // where a feed's columns stand
  SpaceId RowSpace(Id feed);   // what an aggregate over the feed goes over: of a one-per feed none or one row for each entity
  SpaceId SpaceOfScope(ScopeId scope);
  // The same value for every row of a space below its own.
  Lowered Lift(const Lowered& x, SpaceId target);
  ValueId Lift(ValueId x, SpaceId target);
  // A value of `home` rows as a scope's rows see it: `rows` is that space itself, or a pair with it on the second side.
  Lowered Enter(const Lowered& x, SpaceId home, SpaceId rows);
  ValueId Enter(ValueId x, SpaceId home, SpaceId rows);
  SpaceId SpaceOf(const Lowered& x) const;
  // The most rows that one row of the entity above can have there, or one run.
  Integer RowsPerEntity(SpaceId space) const;
  // The space of the entity that a row belongs to; the run's where it belongs to none.
  SpaceId DeepestEntity(SpaceId space) const;

  // --- sources.cpp
  Lowered FieldValue(Id field, ScopeId scope);  // in the scope's space
  Lowered ConstantValue(const policy::Constant& constant);
  // On that day; where it is the evaluation date itself an entry is in force, as the checker has seen.
  Lowered ParameterOn(Id parameter, ValueId day, ValueId day_state, bool on_as_of);
  Lowered LookupValue(const policy::Expr& expr, const std::vector<Lowered>& keys, SpaceId space);
  Lowered LookupHas(const policy::Expr& expr, const std::vector<Lowered>& keys, SpaceId space);
  Lowered LookupCell(Id lookup, std::uint32_t column, bool key, SpaceId space);
  std::uint32_t ColumnOf(Id field);

  // --- expressions.cpp
  // Lowers an expression and all that it rests on; in the space of its scope.
  const Lowered& Value(ExprId expr);
  // The same as it is seen from a row of `target`.
  Lowered ValueIn(ExprId expr, SpaceId target);

  // --- conditions.cpp: a condition is a byte with a state
  Lowered And(const std::vector<Lowered>& sides);
  Lowered Or(const std::vector<Lowered>& sides);
  // Not applicable becomes no: such a condition keeps no row and makes no item hit.
  Lowered Holds(Lowered condition);
  Lowered CellHolds(const Lowered& x, policy::TypeKind type, Id type_id, const policy::Cell& cell, SpaceId space);
  // x lies in one of the cell's spans, whatever its state.
  ValueId InSpans(const Lowered& x, policy::TypeKind type, Id type_id, const policy::Cell& cell, SpaceId space);
  ValueId LessByOrder(const Lowered& a, const Lowered& b, policy::TypeKind type, Id type_id);
  ValueId LessEqualByOrder(const Lowered& a, const Lowered& b, policy::TypeKind type, Id type_id);
  ValueId Equal(const Lowered& a, const Lowered& b, policy::TypeKind type);
  Lowered SelectValue(ValueId condition, const Lowered& a, const Lowered& b, policy::TypeKind type);

  // --- aggregates.cpp
  Lowered Aggregate(const policy::Expr& expr);
  // A statistic's aggregates go into `space` (the run's or its groups'), grouped by these kept columns and their states.
  struct StatisticPlace { SpaceId space = kRunSpace; Id entity = kNo; std::vector<std::uint32_t> group, group_state; };
  StatisticPlace statistic;
  // A value as a 64-bit word whose equality is the value's: for groups and distinct counts. What does not fit is reported.
  ValueId Word(ValueId value, const SourceRange& range);
  std::uint32_t KeepFor(ValueId value, SpaceId space, std::vector<NodeIndex>& roots);

  // --- left_out.cpp
  // Values that `known` leaves out in the expression, a number for each row where it stands: counted once, for the entity that the
  // row belongs to and the rule that is being made.
  void CountLeftOut(const policy::Expr& expr, ValueId number);
  struct LeftOut {
    std::uint32_t symbol = kNone;  // the rule
    ValueId number = kNoValue;     // in the space of an entity type
  };
  std::vector<LeftOut> left_out;

  // --- tables.cpp
  // An input cut into intervals on which every cell is constant: an index, and per interval what can be said of a cell.
  struct Intervals {
    ValueId index = kNoValue;
    std::uint32_t known = 0;       // number of intervals of known values; with states: then missing, then not applicable
    bool states = false;
    policy::TypeKind type;
    bool best_first = false;
    std::vector<Threshold> thresholds;               // numbers and dates: bounds in base units
    std::vector<std::uint32_t> reached;              // of interval i: how many of `thresholds` are reached
    std::vector<std::int64_t> listed;                // texts: interval i is this value; the last is any other
    std::uint32_t size() const { return known + (states ? 2 : 0); }
  };
  Intervals Cut(const Lowered& x, policy::TypeKind type, Id type_id, const std::vector<const policy::Cell*>& cells);
  enum class Truth : std::uint8_t { kNo, kYes, kUnknown };
  // A cell with its bounds found among the thresholds once, for all intervals: an interval lies at or beyond a bound where it
  // reaches more thresholds than stand before it.
  struct PlacedCell {
    const policy::Cell* cell = nullptr;
    struct Span {
      std::uint32_t low = 0, high = 0;  // thresholds before the bound
      bool has_low = false, has_high = false;
    };
    std::vector<Span> spans;  // numbers and dates
  };
  PlacedCell Place(const Intervals& intervals, const policy::Cell& cell);
  Truth TruthOn(const Intervals& intervals, std::uint32_t interval, const PlacedCell& cell);
  bool ConstantSpans(const policy::Cell& cell) const;
  void LowerTable(Id table);
  // Where x lies among thresholds that do not descend: an index; reached[index] is how many of them that is.
  ValueId BucketOf(const Lowered& x, ThresholdTable table, std::vector<std::uint32_t>& reached);
  Lowered OutputOfRow(const policy::Table& table, std::size_t output, ValueId row, ValueId found, SpaceId space);
  std::vector<Lowered> CombineAll(const policy::Table& table, const std::vector<ValueId>& operands, std::uint32_t match, SpaceId space);
  const std::vector<Lowered>& TableOutputs(Id table);

  // --- scores.cpp
  Lowered Score(const policy::Rule& rule, const Lowered& value);
  Lowered Composite(const policy::Rule& rule);
  Lowered Coverage(Id composite);
  Lowered Bands(const policy::Rule& rule, const Lowered& value, SpaceId space);
  Lowered Points(const policy::Rule& rule, const Lowered& value, SpaceId space);
  Lowered WhenMissing(const policy::Rule& rule, Lowered x);
  Lowered Renormalise(const Lowered& sum, const Lowered& weight, const std::vector<Rational>& leaving,
                      const std::vector<Rational>& staying, bool rounded);

  // --- rules.cpp
  void LowerRule(Id rule);
  Lowered WithinRange(const policy::Rule& rule, Lowered x);
  Lowered Checklist(const policy::Checklist& list, SpaceId space);
  const Lowered& ItemState(Id item);

  // --- what lower.cpp reads
  std::vector<LoweredRule> rules;
  std::vector<SpaceId> item_spaces;   // kNone until its checklist is lowered
  std::vector<NodeIndex> evaluate_roots, figure_roots, main_roots, statistic_roots;
  std::vector<GivenColumns> givens;
  // Program lookups stand in the policy's order, their rows sorted by key: [lookup][program row] = policy row.
  std::vector<std::vector<std::uint32_t>> lookup_order;

  std::uint32_t NewKept(SpaceId space, Lane lane, const Range& range);
  void Report(Code code, const SourceRange& range, std::vector<Diagnostic::Argument> arguments);
  // Reports a value that grew beyond the widest lane since the last call, once per place.
  void CheckWidth(const SourceRange& range);
  // A value that stands over 1, or a message that asks for a rounding.
  bool DemandWhole(const Lowered& x, const SourceRange& range, Diagnostic::Argument what);

  const policy::Policy& policy;
  Edition& edition;
  DiagnosticSink& sink;
  Ssa ssa;
  Exact exact;
  Id filter_feed;

 private:
  Lowered LowerExpr(const policy::Expr& expr, SpaceId space);
  Lowered Arithmetic(const policy::Expr& expr, const std::vector<Lowered>& args);
  Lowered ListArithmetic(const policy::Expr& expr, const std::vector<Lowered>& args);
  Lowered Dates(const policy::Expr& expr, const std::vector<Lowered>& args, SpaceId space);
  Lowered States(const policy::Expr& expr, const std::vector<Lowered>& args);
  Lowered PeerFigure(Id figure);
  Lowered PopulationFigure(const policy::Expr& expr);
  Lowered FigureResult(greenrule::Figure figure, SpaceId into, const Rational& factor, const SourceRange& range);
  Lowered RulePart(const policy::Expr& expr);
  Lowered OwnedBy(Id entity, Lowered x);
  void LowerAll(std::vector<ExprId> wanted);
  void Override(Id rule, policy::GivenValue::Kind kind, Lowered& value);
  SpaceId NewSpace(Space space);
  std::uint64_t ChildrenPerOwner(Id entity) const;

  struct Rows {            // the rows an aggregate ranges over
    SpaceId space, owner;
    Lowered keep;          // which of them surely or perhaps belong, before `where`
    ValueId answer;        // owner's space: why nothing can be said at all
  };
  Rows RowsOf(ScopeId scope);
  ValueId MakeGroups(ScopeId scope);
  Lowered Ratio(Opcode op, const Lowered& value, const Lowered& keep, SpaceId owner);

  std::vector<std::optional<Lowered>> values_;
  std::map<std::pair<ExprId, SpaceId>, Lowered> values_below_;  // what is made of an owner's values, in the space of what belongs to it
  std::vector<std::optional<Lowered>> items_;
  std::vector<std::optional<std::vector<Lowered>>> tables_;
  std::vector<SpaceId> entity_spaces_, feed_spaces_;
  std::vector<std::optional<SpaceId>> scope_spaces_;
  std::map<std::tuple<SpaceKind, SpaceId, SpaceId, std::uint32_t>, SpaceId> spaces_;
  std::map<ScopeId, ValueId> group_states_;
  boost::unordered_flat_set<const policy::Expr*> left_out_seen_;
  std::map<std::string, std::int64_t> text_ids_;
  std::int64_t TextId(const std::string& text);
};

// Makes the block of a stage from its roots.
Block EmitBlock(const Ssa& ssa, const std::vector<NodeIndex>& roots);

}  // namespace greenrule::lowering
