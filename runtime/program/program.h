// The compiled program: everything a machine needs to run a policy, and nothing that it does not.
//
// A Program holds one Edition per interval between effective dates. An edition is a register machine over *spaces*
// (sets of rows), the feeds that fill its columns, its constants and tables, and descriptions of what it publishes.
// Names, citations and source places stand apart (Symbols): they are not part of the program's hash.
//
// Everything is a plain structure of vectors referred to by 32-bit indexes; the file form is in program_file.h, the
// checks that a hostile file cannot pass in verify.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/number/integer.h"
#include "runtime/number/rounding.h"
#include "runtime/program/reason.h"

namespace greenrule {

enum class Opcode : std::uint16_t {
#define OP(name, ...) k##name,
#include "runtime/program/opcodes.def"
#undef OP
};

using RegisterId = std::uint32_t;
using SpaceId = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;  // also "no register"
inline constexpr RegisterId kNoRegister = kNone;
inline constexpr SpaceId kRunSpace = 0;  // one row; constants, parameters, statistics

// Days since 1970-01-01 (proleptic Gregorian); years 1 to 9999.
using Day = std::int32_t;
inline constexpr Day kFirstDay = -719162;  // 0001-01-01
inline constexpr Day kLastDay = 2932896;   // 9999-12-31

enum class Lane : std::uint8_t { kByte, k64, k128, k256 };

// ---- spaces ----------------------------------------------------------------------------------------------------------

enum class SpaceKind : std::uint8_t {
  kRun,     // the one row of the whole run
  kEntity,  // `subject` = entity; parent: the owner's entity space, or the run
  kFeed,    // `subject` = feed, of a one-per feed at most one row; parent: its entity's space
  kPair,    // every pair of a row of `parent` and a row of `other` that belong to the same row of other's parent, the nearest
            // above `parent`; a pair's second side is nearer than its first
  kCross,   // every pair of a row of `parent` and a row of lookup `subject`
  kGroup,   // groups of the rows of `other` within each row of `parent` (= parent of other); made by MakeGroups
  kFigureGroups,  // groups of a grouped statistic (`subject` = statistic), over the run; parent: the run
};

struct Space {
  SpaceKind kind = SpaceKind::kRun;
  SpaceId parent = kNone;
  SpaceId other = kNone;        // kPair, kGroup
  std::uint32_t subject = kNone;
  std::uint64_t rows_per_parent = 1;  // upper bound; proves the range of sums and counts
};

// ---- data ------------------------------------------------------------------------------------------------------------

enum class FieldType : std::uint8_t { kNumber, kDate, kMonth, kText, kYesNo, kChoice, kCode, kUscc };

enum class BlankRule : std::uint8_t { kMissing, kNotApplicable, kValue };

// A field as it is read. A number's value is the integer coefficient at `decimals` of the declared unit.
struct Field {
  std::uint32_t symbol = kNone;             // its name
  std::vector<std::string> columns;         // accepted header names, the first is the usual one
  FieldType type = FieldType::kText;
  std::uint8_t decimals = 0;                // kNumber
  bool rounded = false;                     // finer digits are rounded (half away) instead of refused
  bool bare_percent = false;                // a cell may end in % or the like: see cell_suffixes
  std::vector<std::pair<std::string, Integer>> cell_suffixes;  // accepted unit text after the digits and its factor ×10^-decimals-free (1 = as declared)
  Integer lowest, highest;                  // inclusive, in coefficients (kNumber), days, months
  BlankRule blank = BlankRule::kMissing;
  Integer blank_value;                      // kValue; texts: an index into Edition::texts
  bool may_be_missing = false;              // an empty cell is normal: no line in the rejects
  struct Choice {
    std::string name;                       // as published
    std::vector<std::string> written;       // accepted spellings, `name` among them unless `as` replaced it
  };
  std::vector<Choice> choices;              // kChoice, in declared order; the value is the index
  bool any_case = false;
  std::uint32_t lookup = kNone;             // kCode
  std::vector<std::string> date_formats;    // extra forms, "DD/MM/YYYY"
  std::vector<std::string> missing_written;
  std::uint32_t column = kNone;             // kNone: only read by the feed's own clauses
  bool computed = false;                    // `= formula`: not read from the data
  std::uint32_t formula = kNone;            // block index: of a computed field that `distinct by` names
};

struct Feed {
  std::uint32_t symbol = kNone;             // code and name: the data file is called by either
  std::uint32_t department = kNone;         // symbol
  std::uint32_t entity = kNone;             // index into Edition::entities
  bool many = false;
  std::uint32_t up_to = 1;
  bool at_least_one = false;
  // Header names accepted for each key field of the entity, in the key's order.
  std::vector<std::vector<std::string>> key_columns;
  // `mapped by`: keys found in `map_feed` are replaced by its field `map_field` where that is known.
  std::uint32_t map_feed = kNone, map_field = kNone;
  std::uint32_t dated_by = kNone;           // field index
  std::vector<std::uint32_t> distinct_by;   // field indexes
  std::uint32_t keep_latest_by = kNone;     // field index
  std::uint32_t filter = kNone;             // block index: `only rows where`
  std::vector<std::uint32_t> union_of;      // feeds whose rows it joins; its fields are matched by `union_fields`
  std::vector<std::vector<std::uint32_t>> union_fields;  // [member][field of this feed] = field of the member or kNone
  std::vector<Field> fields;
  SpaceId space = kNone;                    // kFeed space (many) or the entity's (one)
};

struct Entity {
  std::uint32_t symbol = kNone;
  std::uint32_t listed_in = kNone;          // feed
  std::vector<std::uint32_t> key_symbols;   // names of the key's fields
  std::vector<FieldType> key_types;         // kUscc, kText …
  std::uint32_t owner = kNone;              // entity
  std::vector<std::uint32_t> owner_key;     // fields of the listing feed that hold the owner's key
  SpaceId space = kNone;
  std::uint32_t evaluated = kNone;          // kept column of `evaluated when` (stage 0); kNone: all are
};

// A column that code reads: one field of one feed.
struct Column {
  std::uint32_t feed = kNone, field = kNone;
  SpaceId space = kNone;
  Lane lane = Lane::k64;
};

// ---- constants and tables -----------------------------------------------------------------------------------------------

struct Constant {
  Lane lane = Lane::k64;
  Integer value;
};

// Bucket / BucketRatio: ascending. For Bucket: reached when a ≥ numerator (denominator 1, strict false).
struct Threshold {
  Integer numerator, denominator;  // denominator > 0
  bool strict = false;             // reached by > instead of ≥
};
struct ThresholdTable { std::vector<Threshold> thresholds; };
struct ValueTable { std::vector<std::int64_t> values; };            // MapValue: distinct
struct TakeTable { Lane lane = Lane::k64; std::vector<Integer> values; };  // Take: not empty

enum class MatchPolicy : std::uint8_t { kFirst, kUnique, kAll };
// Match / MatchAll. Input i has `sizes[i]` intervals; for each interval a bitset over the rows: cells that are true there, and
// cells that are unknown there (missing input).
struct MatchTable {
  MatchPolicy policy = MatchPolicy::kFirst;
  std::uint32_t rows = 0;
  std::vector<std::uint32_t> sizes;
  // [input][interval]: words of 64 rows, ceil(rows / 64) each
  std::vector<std::vector<std::vector<std::uint64_t>>> yes, unknown;
  // reason of an unknown row: the input's state is not known to the table, so the caller passes states through
};

using Table = std::variant<ThresholdTable, ValueTable, TakeTable, MatchTable>;

enum class KeyKind : std::uint8_t { kExact, kLongestPrefix, kInForce };
struct Lookup {
  std::uint32_t symbol = kNone;
  std::vector<KeyKind> keys;                    // an in-force key is the last
  std::vector<std::vector<std::int64_t>> rows;  // key values: text ids, integers, days; sorted
  std::optional<std::uint32_t> fallback;        // `default`: row used when no prefix fits
};

// ---- code ------------------------------------------------------------------------------------------------------------------

struct Register {
  Lane lane = Lane::k64;
  SpaceId space = kRunSpace;
};

struct Instruction {
  Opcode op;
  SpaceId space = kRunSpace;
  std::uint32_t operands = 0;  // first operand in Block::operands: outputs, inputs, immediates in this order
  std::uint16_t count = 0;
  std::uint32_t symbol = kNone;  // the rule it belongs to (not hashed)
};

// Straight-line code over its own registers. Instructions of the run space depend on run-space registers only; they are executed
// once per run, before the block's first batch, and their registers are never reused within the block.
struct Block {
  std::vector<Register> registers;
  std::vector<Instruction> code;
  std::vector<std::uint32_t> operands;
};

// A figure over the whole run, computed between stages from kept columns of one entity space.
enum class FigureKind : std::uint8_t { kCount, kSum, kAverage, kMin, kMax, kMedian, kPercentile, kRank };
struct Figure {
  FigureKind kind = FigureKind::kCount;
  std::uint32_t entity = kNone;
  // kept columns: value, its state; group, its state; condition, its state (kNone where absent)
  std::uint32_t value = kNone, value_state = kNone;
  std::vector<std::uint32_t> group, group_state;
  std::uint32_t where = kNone, where_state = kNone;
  Integer p_numerator, p_denominator;  // kPercentile: 0 ≤ p ≤ 1
  bool higher_is_better = true;        // kRank
  // kept columns it fills. Peers: of the entity's space. Statistics: of the run space or a kFigureGroups space.
  // kAverage: result = sum and result_count = number. kMedian: twice the median.
  // kPercentile: x_i × q + frac × (x_{i+1} − x_i) where p(n−1) = i + frac/q, q = p_denominator.
  std::uint32_t result = kNone, result_count = kNone, result_state = kNone;
  bool peers = true;
  SpaceId into = kNone;  // statistics: kRunSpace or a kFigureGroups space; the groups are the values of `group`
};

struct KeptColumn {
  SpaceId space = kNone;
  Lane lane = Lane::k64;
  Integer lowest, highest;
};

// Code per tree of entities (a root entity and what belongs to it, however deep).
struct Tree {
  std::uint32_t root = kNone;          // entity
  Block evaluate;                      // stage 0: `evaluated when`
  Block before_figures;                // stage 1: what figures over peers need
  Block main;                          // stage 2: everything else; outputs
};

// ---- what it publishes -------------------------------------------------------------------------------------------------------

enum class OutputType : std::uint8_t { kNumber, kYesNo, kText, kDate, kMonth, kChoice, kChecklist, kHits };
struct Output {
  std::uint32_t symbol = kNone;
  std::string name;                        // the column's name
  std::uint32_t entity = kNone;            // kNone: a statistic
  OutputType type = OutputType::kNumber;
  std::uint8_t decimals = 0;               // kNumber: the value is the coefficient
  Integer lowest, highest;
  std::string unit;                        // as shown: "元", "%"
  std::vector<std::string> choices;        // kChoice; kChecklist: hit, clear, undetermined
  // kHits: outputs of its items in order; each item is its own unpublished output (1 hit, state)
  std::vector<std::uint32_t> items;
  bool published = true;
};

struct Statistic {
  std::uint32_t symbol = kNone;
  std::uint32_t output = kNone;
  SpaceId space = kRunSpace;               // or a kFigureGroups space
  std::vector<OutputType> group_types;     // how the group's values are shown
  std::vector<std::vector<std::string>> group_choices;
  std::vector<std::string> group_names;
};

// ---- edition and program -------------------------------------------------------------------------------------------------------

struct Edition {
  Day from = kFirstDay, until = kLastDay;  // inclusive
  std::string version;
  std::vector<std::string> texts;          // text constants; a text value below texts.size() is one of these
  std::vector<Space> spaces;               // [0] is the run
  std::vector<Entity> entities;            // owners before what belongs to them
  std::vector<Feed> feeds;
  std::vector<Column> columns;
  std::vector<Constant> constants;
  std::vector<Table> tables;
  std::vector<Lookup> lookups;
  std::vector<std::string> own_reasons;    // sorted by bytes; [i] has state kFirstOwnReason − i
  std::vector<Block> filters;              // what is computed over a feed's raw rows, in its space: Output 0 is the condition of `only
                                           // rows where`, or a field's value; a column immediate is a field of the feed there
  std::vector<Tree> trees;
  std::vector<KeptColumn> kept;
  std::vector<Figure> figures;             // peers first
  Block statistics;                        // last stage: run space and kFigureGroups spaces
  std::vector<Output> outputs;
  std::vector<Statistic> statistic_list;
};

// What people call things; never hashed. Index = symbol.
struct Symbol {
  std::string kind;                        // "factor", "feed", "item" … (the declaration's English keyword)
  std::string code, name, title;
  std::string citation;
  std::string file;                        // relative to the policy
  std::uint32_t line = 0, column = 0;
  std::uint32_t parent = kNone;            // symbol that it is part of
};

struct Program {
  std::string policy_name, title, issued_by;
  std::vector<Edition> editions;           // by date
  std::vector<Symbol> symbols;             // shared by all editions
  struct SourceFile { std::string path; std::array<std::uint8_t, 32> sha256{}; };
  std::vector<SourceFile> sources;         // sorted by path
  std::string inspection;                  // JSON of `inspect`, made by the compiler
};

}  // namespace greenrule
