// The checked policy: what the text means, with every name resolved, every type and unit known, every phrase reduced to one
// small set of expressions. Lowering compiles it, the tests' oracle interprets it, analysis and `inspect` read it.
//
// One Policy is one edition: the consolidated text of an interval between effective dates. Everything lives in vectors and is
// referred to by 32-bit ids. Numbers are exact fractions in *base units* (a quantity declared `in 万元` of 1.5 is 15000 where 元 is the
// base); `Unit` says how one is written and read. Expressions are immutable and may be shared (a function's argument), so they form
// a DAG: walkers keep a memo and do not recurse on depth (operands precede users: an expression's operands have smaller ids).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/number/rational.h"
#include "runtime/program/program.h"  // Day, State, RoundingMode, KeyKind, FigureKind, MatchPolicy

namespace greenrule::policy {

using Id = std::uint32_t;
inline constexpr Id kNo = 0xFFFFFFFF;
using ExprId = Id;
using ScopeId = Id;
using SymbolId = Id;

// ---- symbols ---------------------------------------------------------------------------------------------------------

enum class SymbolKind : std::uint8_t {
  kUnit, kDepartment, kEntity, kFeed, kField, kLookup, kLookupColumn, kParameter, kQuantity, kFactor, kIndicator, kComposite,
  kBands, kPoints, kChecklist, kItem, kTable, kRow, kTableOutput, kGrades, kFunction, kStatistic, kResult, kTask, kStep, kExample, kLevel,
};

struct Citation {
  std::string text;
};

struct Symbol {
  SymbolKind kind;
  std::string code, name, title, doc;   // doc: the `##` comment
  std::vector<Citation> cites;
  SourceRange range;                    // the declaration's head
  SymbolId parent = kNo;                // field → feed, item → checklist, row → table, step → task
  std::string Label() const { return code.empty() ? name : name.empty() ? code : code + " " + name; }
};

// ---- types and units ---------------------------------------------------------------------------------------------------

// Exponents of base units, sorted by base unit id, none zero. Empty: a pure number.
using Dimension = std::vector<std::pair<Id, int>>;

struct Unit {
  std::string text;      // as written: "万元", "吨CO2/万元", "%"; empty: a pure number
  Rational scale = 1;    // how many base units one of it is
  Dimension dimension;
  bool operator==(const Unit&) const = default;
};

enum class TypeKind : std::uint8_t {
  kNumber, kYesNo, kText, kDate, kMonth,
  kChoice,     // `one of` or `grades`: id = choice type
  kCode,       // a text that is a key of lookup `id`
  kChecklist,  // hit 0, clear 1, undetermined 2: as a value always known
  kUnknown,    // of an expression in error: silences what follows from it
};

struct Type {
  TypeKind kind = TypeKind::kUnknown;
  Id id = kNo;
  Dimension dimension = {};   // kNumber
  bool operator==(const Type&) const = default;
};

struct ChoiceType {
  SymbolId symbol = kNo;              // of grades; kNo for a field's `one of`
  std::vector<std::string> values;    // in declared order; a value is its position
  bool ordered = false;               // grades: comparable, and position 0 is the best; a better one is the greater
};

// A constant. number: numbers (base units), days, months (year × 12 + month − 1), yes-no (0, 1), choices (position), checklist states.
struct Constant {
  TypeKind kind = TypeKind::kUnknown;
  State state = kKnown;               // a lookup's value may be missing or not applicable
  Rational number = 0;
  std::string text = {};              // kText, kCode
  bool operator==(const Constant&) const = default;
};

// ---- scopes ---------------------------------------------------------------------------------------------------------------

enum class ScopeKind : std::uint8_t {
  kRun,         // constants, parameters, as_of; the body of a statistic
  kEntity,      // one entity of type `subject`; parent: the owner's entity scope, or the run
  kRows,        // rows of feed `subject` (of a one-per feed none or one); parent: where the aggregate stands (its entity, or another row scope)
  kChildren,    // entities of type `subject` that belong to the entity of `parent`
  kLookupRows,  // rows of lookup `subject`; parent: where the aggregate stands
  kGroups,      // groups of the rows of scope `other` by the keys of the aggregate; parent as other's
  kPopulation,  // all evaluated entities of type `subject`; parent: the run (statistics)
};

struct Scope {
  ScopeKind kind = ScopeKind::kRun;
  ScopeId parent = kNo;
  Id subject = kNo;
  ScopeId other = kNo;               // kGroups
  std::vector<ExprId> group_by;      // kGroups: keys, in scope `other`
  ExprId where = kNo;                // kGroups: which rows of `other` are grouped; kNo: all
  std::string alias;                 // `as 甲`
};
inline constexpr ScopeId kRunScope = 0;

// ---- expressions ------------------------------------------------------------------------------------------------------------

enum class ExprKind : std::uint8_t {
  kConstant,       // constant
  kNothing,        // always missing (state: an own reason's text in `text`, or kUndetermined) or not applicable: `state`
  kAsOf,
  kField,          // id = field; in a scope of its feed's rows, or in an entity scope (one-per feed)
  kRule,           // id = rule: its value, of the entity of the scope (kEntity, kChildren, kPopulation)
  kScore,          // id = rule: its score
  kParameter,      // id = parameter; args [] (on as_of) or [date]
  kLookupValue,    // id = lookup, n = value column; args: one per key, in-force key: a date (as_of where none was written)
  kLookupHas,      // id = lookup; args: one per key
  kLookupCell,     // id = lookup, n = value column; in a kLookupRows scope
  kLookupKey,      // id = lookup, n = key; in a kLookupRows scope
  kGroupKey,       // n = key of the kGroups scope
  // numbers
  kNegate, kAbsolute, kAdd, kSubtract, kMultiply, kDivide,  // two operands (one)
  kMinimum, kMaximum,                                       // two or more; numbers, dates, grades; not-applicable ones are left out
  kKnownMinimum, kKnownMaximum, kKnownSum, kKnownAverage,   // `max known (a, b)`: missing ones are left out too; none left: missing (no rows)
  kListSum, kListAverage,                                   // `sum (a, b)`, `average (a, b)`: not-applicable ones are left out
  kRound,          // number = quantum in base units, mode
  kSqrt,           // number = quantum, mode
  // comparisons: operands of one type and dimension
  kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual,
  kCell,           // args [x]; id = index into cells: `x is CELL`; over a not-applicable x not applicable, as all comparisons
  kAnd, kOr,       // two or more; three-valued
  kNot,
  kIf,             // condition, then, else
  kIfMissing,      // value, substitute
  kIsMissing, kIsKnown, kIsNotApplicable, kIsBlank,         // never unknown (kIsBlank: see the language)
  kIsHit, kIsClear, kIsUndetermined,                        // args [checklist or item]; hit and clear are unknown while it is undetermined
  kItem,           // id = item, as a checklist state (kChecklist)
  // dates and texts
  kYear, kMonthNumber, kDay, kMonthOf, kFirstDay, kLastDay, // of a date; kFirstDay and kLastDay of a month
  kAddDays, kAddMonths,                                     // date (or month for kAddMonths), pure integer number
  kDaysBetween, kMonthsBetween, kYearsBetween,              // from, to
  kFirstLetters,   // n letters of args[0]
  kStartsWith,
  // over rows
  kAggregate,      // function; scope of its rows in `id`; args [value?, where?, n?] with kNo for absent ones
  kFigure,         // id = figure over peers
  kCoverage,       // id = composite rule
};

enum class Aggregate : std::uint8_t {
  kCount, kAtLeast, kAny, kEvery, kSum, kAverage, kMin, kMax, kLatest, kEarliest, kDistinctCount, kMedian,
};
// kAny: value = kNo, where = the condition (kNo: there is a row). kEvery: value = the condition that each row kept by where has.
// kAtLeast: n is an integer number.

struct Expr {
  ExprKind kind;
  Type type = {};
  ScopeId scope = kRunScope;          // the innermost scope that it depends on; kRunScope for constants
  Id id = kNo;
  std::uint32_t n = 0;
  Aggregate function = Aggregate::kCount;
  bool known = false;                 // aggregates: `known` leaves missing values out
  RoundingMode mode = RoundingMode::kHalfAway;
  State state = kKnown;               // kNothing
  Constant constant = {};             // kConstant
  Rational number = 0;                // kRound, kSqrt: quantum
  std::string text = {};              // kNothing: the author's reason
  std::vector<ExprId> args = {};
  SourceRange range = {};
  // What can become of it: conservative, from the fields up.
  bool may_be_missing = false, may_be_not_applicable = false;
};

// ---- cells --------------------------------------------------------------------------------------------------------------------

// A cell as a set of values of its input's type.
struct CellSpan {
  // Bounds are constants or parameters (ExprKind::kConstant, kParameter); kNo: unbounded. One value: low = high, both closed.
  ExprId low = kNo, high = kNo;
  bool low_open = false, high_open = false;
};
struct Cell {
  enum Kind : std::uint8_t { kAny, kOtherwise, kValues, kMissing, kNotApplicable } kind = kAny;
  bool negated = false;               // `not …`: of kValues over known values only; `not missing`: known or not applicable
  std::vector<CellSpan> spans;        // kValues: any of them. Grades compare by their order (better is greater)
  SourceRange range;
};

// ---- data ------------------------------------------------------------------------------------------------------------------------

struct Entity {
  SymbolId symbol = kNo;
  struct Key { std::string name; FieldType type = FieldType::kText; };
  std::vector<Key> keys;
  Id listed_in = kNo;                 // feed
  Id owner = kNo;                     // entity
  std::vector<Id> owner_key;          // fields of the listing feed
  ExprId evaluated_when = kNo;
  ScopeId scope = kNo;                // its kEntity scope
};

struct Field {
  SymbolId symbol = kNo;
  Id feed = kNo;
  Type type;
  FieldType reading = FieldType::kText;
  Unit unit;                          // kNumber: the declared unit
  std::uint8_t decimals = 0;          // in the declared unit
  bool rounded = false;
  bool has_range = false;             // written, not the unit's default
  Rational lowest, highest;           // numbers: base units; dates: days; months
  BlankRule blank = BlankRule::kMissing;
  Constant blank_value;
  bool may_be_missing = false;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> written;  // choices: accepted spellings by position
  bool any_case = false;
  std::vector<std::string> date_formats, missing_written;
  ExprId formula = kNo;               // computed per row
};

struct Feed {
  SymbolId symbol = kNo;
  Id department = kNo;                // symbol
  Id entity = kNo;
  bool many = false;
  std::uint32_t up_to = 1;
  bool at_least_one = false;
  std::vector<std::vector<std::string>> key_columns;  // per key of the entity
  Id map_feed = kNo, map_field = kNo;
  Id dated_by = kNo;                  // fields
  std::vector<Id> distinct_by;
  Id keep_latest_by = kNo;
  ExprId only_rows = kNo;             // in `filter_scope`
  ScopeId filter_scope = kNo;         // kRows over this feed, parent its entity
  std::vector<Id> union_of;           // feeds
  std::vector<Id> fields;
};

struct Lookup {
  SymbolId symbol = kNo;
  struct Key { std::string name; KeyKind kind = KeyKind::kExact; Type type; };
  std::vector<Key> keys;              // an in-force key is the last
  struct Value { std::string name; Type type; Unit unit; };
  std::vector<Value> values;
  struct Row { std::vector<Constant> keys, values; SourceRange range; };
  std::vector<Row> rows;              // in written order
  std::optional<std::uint32_t> fallback;  // row of `default`
  std::string file;                   // the CSV beside the policy that it was read from; empty: in place
  std::array<std::uint8_t, 32> file_sha256{};  // of its bytes
};

struct Parameter {
  SymbolId symbol = kNo;
  Type type;
  Unit unit;
  struct Entry { Day from = kFirstDay; Day until = kLastDay; ExprId value = kNo; std::string cites; SourceRange range; };
  std::vector<Entry> entries;         // by date, not overlapping; values are constants
};

// ---- rules -----------------------------------------------------------------------------------------------------------------------------

enum class RuleKind : std::uint8_t { kQuantity, kFactor, kIndicator, kComposite, kChecklist, kTableOutput };

enum class WhenMissing : std::uint8_t { kNone, kScore, kExcluded, kUndetermined };

struct Score {
  enum Kind : std::uint8_t { kNone, kBands, kPoints, kTable, kFormula } kind = kNone;
  SymbolId named = kNo;               // `by NAME`
  struct Band { Id cell = kNo; Rational points; SourceRange range; };
  std::vector<Band> bands;            // first match; cells over the rule's value
  struct Point { Rational x, y; };    // x in base units, ascending
  std::vector<Point> points;
  enum Ends : std::uint8_t { kBeyondIsMissing, kFlat, kExtended } ends = kBeyondIsMissing;
  Id table = kNo;                     // kTable: its output 0 is the score
  ExprId formula = kNo;               // kFormula
  Type type;                          // of the score: a pure number
};

struct Member { Id rule = kNo; Rational weight; SourceRange range; };

struct Rule {
  RuleKind kind = RuleKind::kQuantity;
  SymbolId symbol = kNo;
  Id entity = kNo;                    // kNo: a run value (constants and parameters only)
  ScopeId scope = kRunScope;          // the entity's scope, or the run
  Type type;
  Unit unit;                          // how its value is shown
  std::optional<std::uint8_t> decimals;  // rounded to, in `unit`; the rounding stands in `formula` (or is done by the composite)
  RoundingMode mode = RoundingMode::kHalfAway;
  std::optional<std::pair<Rational, Rational>> range;  // written on the rule: a claim that the compiler checks, never a clamp
  ExprId formula = kNo;               // quantities, factors, indicators without members
  ExprId applies_when = kNo;
  enum Direction : std::uint8_t { kNoDirection, kLowerIsBetter, kHigherIsBetter } direction = kNoDirection;
  Score score;
  WhenMissing when_missing = WhenMissing::kNone;
  ExprId missing_score = kNo;         // kScore: a constant or parameter (kConstant, kParameter)
  bool missing_counts_as_data = false;
  std::vector<Member> members;        // composites and indicators with rows; weights sum to 1
  Id level = kNo;                     // index into Policy::levels
  Id checklist = kNo, table = kNo;    // kChecklist, kTableOutput
  std::uint32_t output = 0;           // kTableOutput
  std::string group;
  Id department = kNo;                // symbol
  // What can become of it: conservative. Of a checklist: whether it may be undetermined.
  bool may_be_missing = true, may_be_not_applicable = true;
  bool score_may_be_missing = true, score_may_be_not_applicable = true;
};

struct Item {
  SymbolId symbol = kNo;
  std::string group;
  std::vector<SymbolId> departments;
  std::vector<ExprId> hit_when;       // any of them
  ExprId applies_when = kNo;
  Day from = kFirstDay, until = kLastDay;  // outside of it the item does not exist on as_of: not clear, not listed
};

struct Checklist {
  Id rule = kNo;
  std::vector<Id> items;              // indexes into Policy::items
};

struct Table {
  SymbolId symbol = kNo;              // kNo: a score's own table
  Id entity = kNo;
  ScopeId scope = kRunScope;
  MatchPolicy policy = MatchPolicy::kFirst;
  enum Combine : std::uint8_t { kNone, kSum, kMin, kMax, kCount } combine = kNone;
  std::vector<ExprId> inputs;
  std::vector<std::string> heads;     // as written, for messages
  struct Output { std::string name; Type type; Unit unit; std::optional<std::uint8_t> decimals; };
  std::vector<Output> outputs;
  struct Row {
    SymbolId symbol = kNo;            // of its code
    std::vector<Id> cells;            // one per input; a kOtherwise row has kOtherwise in each
    std::vector<ExprId> outputs;      // constants, names, or kNothing
    SourceRange range;
  };
  std::vector<Row> rows;
};

// A figure over peers. Expressions stand in the entity's scope.
struct PeerFigure {
  FigureKind kind = FigureKind::kCount;
  Id entity = kNo;
  ExprId value = kNo, where = kNo;
  std::vector<ExprId> by;
  Rational p;                          // kPercentile, 0 to 1
  bool higher_is_better = true;        // kRank
  SourceRange range;
};

struct Result { Id entity = kNo; std::string name; ExprId value = kNo; SourceRange range; };

struct Statistic {
  SymbolId symbol = kNo;
  Id entity = kNo;                     // of `by`
  std::vector<ExprId> by;              // in the entity's scope
  std::vector<std::string> by_names;
  Type type;
  Unit unit;
  std::optional<std::uint8_t> decimals;
  ExprId formula = kNo;                // in the run scope; aggregates over kPopulation scopes, per group where there is `by`
};

struct Step {
  SymbolId symbol = kNo;
  std::vector<SymbolId> uses, departments;
};
struct Task {
  SymbolId symbol = kNo;
  std::vector<SymbolId> uses, departments;
  std::vector<Step> steps;
};

// ---- examples ----------------------------------------------------------------------------------------------------------------------------

// Cells as the loader reads them are made from these constants; the state is kBlank for an empty cell.
struct GivenRows {
  Id feed = kNo;                       // the table's feed
  std::vector<Id> fields;              // columns: fields of the feed; key columns are in `keys`
  struct Row { std::vector<std::string> keys; std::vector<Constant> cells; SourceRange range; };
  std::vector<Row> rows;               // none: `given F none`
};
struct GivenValue {
  enum Kind : std::uint8_t { kRule, kScore, kField } kind = kRule;
  Id id = kNo;                         // rule or field of a one-per feed
  std::vector<std::string> key;        // empty: the example's one entity
  Constant value;                      // its state: known, a missing reason, or not applicable
  std::string own_reason;
  SourceRange range;
};
struct Expectation {
  enum Kind : std::uint8_t { kValue, kCell, kChecklistState, kMissing, kNotApplicable } kind = kValue;
  ExprId subject = kNo;                // what is looked at, in an entity's scope (or the run's: a statistic)
  Id statistic = kNo;
  std::vector<std::string> key;
  Id cell = kNo;                       // kValue, kCell: the value lies in this cell
  int checklist_state = 0;             // kChecklistState: 0 hit, 1 clear, 2 undetermined
  std::vector<Id> items;               // these items have that state
  std::optional<State> reason;         // kMissing
  std::string own_reason;
  SourceRange range;
};
struct Example {
  SymbolId symbol = kNo;
  Day as_of = 0;
  std::vector<GivenRows> given_rows;
  std::vector<GivenValue> given_values;
  std::vector<Expectation> expectations;
  SourceRange range;
};

// ---- the whole ------------------------------------------------------------------------------------------------------------------------------

struct Policy {
  std::string name, title, version, issued_by;
  std::optional<Day> published;
  Day from = kFirstDay, until = kLastDay;  // this edition
  std::string base;                        // `variant of`
  std::vector<Citation> cites;             // of the head

  std::vector<Symbol> symbols;
  std::vector<ChoiceType> choice_types;
  std::vector<Scope> scopes;               // [0] is the run
  std::vector<Expr> exprs;                 // operands before users
  std::vector<Cell> cells;
  std::vector<Entity> entities;            // owners before what belongs to them
  std::vector<Feed> feeds;
  std::vector<Field> fields;
  std::vector<Lookup> lookups;
  std::vector<Parameter> parameters;
  std::vector<Rule> rules;                 // what a rule rests on stands before it
  std::vector<Item> items;
  std::vector<Checklist> checklists;
  std::vector<Table> tables;
  std::vector<PeerFigure> figures;
  std::vector<Result> results;
  std::vector<Statistic> statistics;
  std::vector<std::string> levels;         // from the top
  std::vector<SymbolId> departments;
  std::vector<Task> tasks;
  std::vector<Example> examples;
  std::vector<std::string> own_reasons;    // `missing "…"`: sorted by bytes, each once
};

}  // namespace greenrule::policy
