#include "runtime/program/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "runtime/program/opcodes.h"
#include "runtime/program/ranges.h"
#include "tests/program/builder.h"

namespace greenrule {
namespace {

using namespace testing;

struct Refusal {
  const char* name;
  const char* code;
  std::function<void(Builder&)> spoil;  // what makes the valid sample invalid
};

Block& Main(Builder& b) {
  return b.edition().trees[0].main;
}

// The n-th instruction of a kind in the main code, its operands as they stand.
std::uint32_t* Operands(Builder& b, Opcode op, std::size_t n = 0) {
  for (const Instruction& i : Main(b).code)
    if (i.op == op && n-- == 0) return Main(b).operands.data() + i.operands;
  return nullptr;
}
Instruction& At(Builder& b, Opcode op) {
  for (Instruction& i : Main(b).code)
    if (i.op == op) return i;
  throw std::logic_error("no such instruction");
}

void Append(Builder& b, Opcode op, SpaceId space, std::vector<std::uint32_t> operands) {
  b.Into(Main(b));
  b.Emit(op, space, std::move(operands));
}

const Refusal kRefusals[] = {
    // references
    {"symbol", "GR5010", [](Builder& b) { b.edition().feeds[0].symbol = 99; }},
    {"symbol's parent", "GR5010", [](Builder& b) { b.program().symbols[0].parent = 99; }},
    {"column's feed", "GR5010", [](Builder& b) { b.edition().columns[0].feed = 9; }},
    {"column's field", "GR5010", [](Builder& b) { b.edition().columns[0].field = 99; }},
    {"feed's entity", "GR5010", [](Builder& b) { b.edition().feeds[0].entity = 9; }},
    {"register", "GR5010", [](Builder& b) { Operands(b, Opcode::kSum)[2] = 9999; }},
    {"register's space", "GR5010", [](Builder& b) { Main(b).registers[0].space = 99; }},
    {"constant", "GR5010", [](Builder& b) { Operands(b, Opcode::kConstant)[1] = 99; }},
    {"table", "GR5010", [](Builder& b) { Operands(b, Opcode::kTake)[2] = 99; }},
    {"instruction's space", "GR5010", [](Builder& b) { Main(b).code[0].space = 99; }},
    {"lookup", "GR5010", [](Builder& b) { Operands(b, Opcode::kLookup)[3] = 1; }},
    {"output", "GR5010", [](Builder& b) { Operands(b, Opcode::kOutput)[2] = 99; }},
    {"kept value", "GR5010", [](Builder& b) { Operands(b, Opcode::kLoadKept)[1] = 99; }},
    {"figure's value", "GR5010", [](Builder& b) { b.edition().figures[0].value = 99; }},
    {"a loop of symbols", "GR5032",
     [](Builder& b) { b.program().symbols[0].parent = 1, b.program().symbols[1].parent = 0; }},
    {"no edition", "GR5033", [](Builder& b) { b.program().editions.clear(); }},
    // code
    {"too few operands", "GR5011", [](Builder& b) { At(b, Opcode::kSum).count = 5; }},
    {"operands beyond the end", "GR5011", [](Builder& b) { At(b, Opcode::kSum).operands = 0xFFFFFFF0; }},
    {"word in a byte register", "GR5012",
     [](Builder& b) { Main(b).registers[Operands(b, Opcode::kAsOf)[0]].lane = Lane::kByte; }},
    {"constant's lane", "GR5012",
     [](Builder& b) {
       b.edition().constants[0].lane = Lane::k128;
       b.edition().constants[1].lane = Lane::k128;
       b.edition().constants[2].lane = Lane::k128;
       b.edition().constants[3].lane = Lane::k128;
     }},
    {"lanes of a sum differ", "GR5012",
     [](Builder& b) { Main(b).registers[Operands(b, Opcode::kSum)[0]].lane = Lane::k128; }},
    {"widening to the same lane", "GR5012",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId to = b.Register(Lane::k64, kFirmSpace);
       Append(b, Opcode::kWiden, kFirmSpace, {to, Operands(b, Opcode::kTake)[0]});
     }},
    {"rows of another space", "GR5013",
     [](Builder& b) { Main(b).registers[Operands(b, Opcode::kTake)[0]].space = kSiteSpace; }},
    {"input of another space", "GR5013",
     [](Builder& b) { Operands(b, Opcode::kEvery)[5] = Operands(b, Opcode::kMakeGroups)[0]; }},
    {"gathered from below", "GR5013",
     [](Builder& b) { Operands(b, Opcode::kGather, 2)[1] = Operands(b, Opcode::kLoadValue)[0]; }},
    {"read before it has a value", "GR5014", [](Builder& b) { std::swap(Main(b).code[0], Main(b).code[7]); }},
    {"constant among rows", "GR5015",
     [](Builder& b) {
       At(b, Opcode::kConstant).space = kFirmSpace;
       Main(b).registers[Operands(b, Opcode::kConstant)[0]].space = kFirmSpace;
     }},
    {"row state of entities", "GR5015",
     [](Builder& b) {
       At(b, Opcode::kLoadRowState).space = kFirmSpace;
       Main(b).registers[Operands(b, Opcode::kLoadRowState)[0]].space = kFirmSpace;
     }},
    {"groups made twice", "GR5015",
     [](Builder& b) { Main(b).code.insert(Main(b).code.begin() + 15, At(b, Opcode::kMakeGroups)); }},
    {"groups not made", "GR5015",
     [](Builder& b) {
       std::erase_if(Main(b).code, [](const Instruction& i) { return i.op == Opcode::kMakeGroups; });
     }},
    {"a root's rows reduced to the run", "GR5015",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId count = b.Register(Lane::k64, kRunSpace), state = b.Register(Lane::kByte, kRunSpace);
       Append(b, Opcode::kCount, kRunSpace,
              {count, state, Operands(b, Opcode::kStateIs)[0], kNoRegister, kNoRegister});
     }},
    {"first of each root", "GR5015",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId first = b.Register(Lane::kByte, kFirmSpace);
       Append(b, Opcode::kFirstOfEach, kFirmSpace,
              {first, Operands(b, Opcode::kTake)[0], kNoRegister, kNoRegister, kNoRegister});
     }},
    {"a reduction without rows", "GR5015",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId count = b.Register(Lane::k64, kFirmSpace),
                        state = b.Register(Lane::kByte, kFirmSpace);
       Append(b, Opcode::kCount, kFirmSpace, {count, state, kNoRegister, kNoRegister, kNoRegister});
     }},
    {"entity's output among statistics", "GR5015", [](Builder& b) { Operands(b, Opcode::kOutput)[2] = 8; }},
    {"output written twice", "GR5015", [](Builder& b) { Operands(b, Opcode::kOutput, 1)[2] = 0; }},
    {"statistic's rows in a tree", "GR5015",
     [](Builder& b) {
       At(b, Opcode::kLoadKept).space = kStatisticSpace;
       Main(b).registers[Operands(b, Opcode::kLoadKept)[0]].space = kStatisticSpace;
     }},
    {"filter reads an entity", "GR5015",
     [](Builder& b) {
       b.edition().filters[0].code[0].space = kFirmSpace;
       b.edition().filters[0].registers[0].space = kFirmSpace;
     }},
    {"filter has two results", "GR5015",
     [](Builder& b) {
       auto& f = b.edition().filters[0];
       f.code.push_back(f.code.back());
     }},
    {"rounding mode", "GR5016",
     [](Builder& b) {
       auto& s = b.edition().statistics;
       s.operands[s.code[6].operands + 3] = 7;
     }},
    {"state", "GR5016", [](Builder& b) { Operands(b, Opcode::kStateIs)[2] = 256; }},
    {"table of another kind", "GR5016", [](Builder& b) { Operands(b, Opcode::kTake)[2] = 0; }},
    {"threshold that is a fraction", "GR5016",
     [](Builder& b) { std::get<ThresholdTable>(b.edition().tables[0]).thresholds[0].denominator = 2; }},
    {"match of all rows", "GR5016",
     [](Builder& b) { std::get<MatchTable>(b.edition().tables[1]).policy = MatchPolicy::kAll; }},
    {"inputs of a match", "GR5016",
     [](Builder& b) {
       At(b, Opcode::kMatch).count -= 1;
       std::swap(Operands(b, Opcode::kMatch)[5], Operands(b, Opcode::kMatch)[6]);
     }},
    {"keys of a lookup", "GR5016",
     [](Builder& b) {
       auto& l = b.edition().lookups[0];
       l.keys = {KeyKind::kExact, KeyKind::kExact};
       l.rows = {{1, 2}, {1, 3}, {1, 4}};
     }},
    {"range beyond its lane", "GR5018",
     [](Builder& b) { b.edition().feeds[kRows].fields[0].highest = Integer(1) << 62; }},
    {"range beyond its output", "GR5018", [](Builder& b) { b.edition().outputs[0].highest = 1999; }},
    {"choice without a word", "GR5018", [](Builder& b) { b.edition().outputs[3].choices.pop_back(); }},
    {"register of the run written twice", "GR5027",
     [](Builder& b) { Operands(b, Opcode::kConstant, 1)[0] = Operands(b, Opcode::kConstant)[0]; }},
    {"outputs in one register", "GR5027",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId one = b.Register(Lane::kByte, kFirmSpace), in = Operands(b, Opcode::kStateIs)[0];
       Append(b, Opcode::kAnd3, kFirmSpace, {one, one, in, kNoRegister, in, kNoRegister});
     }},
    {"ratios too wide", "GR5028",
     [](Builder& b) {
       const std::uint32_t table = b.Add(ThresholdTable{{{1, Integer(1) << 250, false}}});
       b.Into(Main(b));
       const RegisterId band = b.Register(Lane::k64, kFirmSpace), in = Operands(b, Opcode::kTake)[1];
       const RegisterId turnover = Operands(b, Opcode::kBucket)[1];
       Append(b, Opcode::kBucketRatio, kFirmSpace, {band, turnover, in, table});
     }},
    {"a state as a condition", "GR5030",
     [](Builder& b) {
       b.Into(Main(b));
       const RegisterId not_it = b.Register(Lane::kByte, kFirmSpace);
       Append(b, Opcode::kNot, kFirmSpace, {not_it, Operands(b, Opcode::kLoadKept, 1)[0]});
     }},
    // tables and lookups
    {"constant beyond its lane", "GR5017",
     [](Builder& b) { b.edition().constants[0].value = Integer(1) << 63; }},
    {"thresholds fall", "GR5017",
     [](Builder& b) { std::get<ThresholdTable>(b.edition().tables[0]).thresholds[0].numerator = 600; }},
    {"threshold without denominator", "GR5017",
     [](Builder& b) { std::get<ThresholdTable>(b.edition().tables[0]).thresholds[0].denominator = 0; }},
    {"an empty table", "GR5017",
     [](Builder& b) { std::get<TakeTable>(b.edition().tables[2]).values.clear(); }},
    {"values twice", "GR5017", [](Builder& b) { b.Add(ValueTable{{1, 2, 1}}); }},
    {"cells missing", "GR5017",
     [](Builder& b) { std::get<MatchTable>(b.edition().tables[1]).yes[0].pop_back(); }},
    {"cells beyond the rows", "GR5017",
     [](Builder& b) { std::get<MatchTable>(b.edition().tables[1]).yes[0][0][0] = 8; }},
    {"lookup not sorted", "GR5021",
     [](Builder& b) { std::swap(b.edition().lookups[0].rows[0], b.edition().lookups[0].rows[1]); }},
    {"lookup's fallback", "GR5021", [](Builder& b) { b.edition().lookups[0].fallback = 3; }},
    {"lookup's prefix", "GR5021",
     [](Builder& b) { b.edition().lookups[0].keys = {KeyKind::kLongestPrefix}; }},
    {"lookup's date first", "GR5021",
     [](Builder& b) { b.edition().lookups[0].keys = {KeyKind::kInForce, KeyKind::kExact}; }},
    // rows and data
    {"first space", "GR5019", [](Builder& b) { b.edition().spaces[0].kind = SpaceKind::kFeed; }},
    {"second run", "GR5019", [](Builder& b) { b.edition().spaces[1].kind = SpaceKind::kRun; }},
    {"feed below another entity", "GR5019",
     [](Builder& b) { b.edition().spaces[kRowSpace].parent = kSiteSpace; }},
    {"more rows than said", "GR5019", [](Builder& b) { b.edition().spaces[kRowSpace].rows_per_parent = 19; }},
    {"lookup's rows", "GR5019", [](Builder& b) { b.edition().spaces[kCrossSpace].rows_per_parent = 2; }},
    {"pair of strangers", "GR5019", [](Builder& b) { b.edition().spaces[kPairSpace].other = kFirmSpace; }},
    {"groups of others' rows", "GR5019",
     [](Builder& b) { b.edition().spaces[kGroupSpace].other = kPairSpace; }},
    {"space above itself", "GR5010", [](Builder& b) { b.edition().spaces[kPairSpace].parent = kPairSpace; }},
    {"too many rows", "GR5031",
     [](Builder& b) { b.edition().spaces[kPairSpace].rows_per_parent = std::uint64_t{1} << 60; }},
    {"empty range", "GR5020", [](Builder& b) { b.edition().feeds[0].fields[0].lowest = 2000; }},
    {"column of another field", "GR5020", [](Builder& b) { b.edition().feeds[0].fields[0].column = 1; }},
    {"column's lane", "GR5020",
     [](Builder& b) { b.edition().feeds[0].fields[0].highest = Integer(1) << 70; }},
    {"key columns", "GR5020", [](Builder& b) { b.edition().feeds[0].key_columns.clear(); }},
    {"a feed joins itself", "GR5020",
     [](Builder& b) {
       auto& f = b.edition().feeds[kRows];
       f.union_of = {kRows};
       f.union_fields = {{0, 1, 2}};
     }},
    {"joined fields", "GR5020",
     [](Builder& b) {
       auto& f = b.edition().feeds[kRows];
       f.union_of = {kFirms};
       f.union_fields = {{0}};
     }},
    {"a filter of no feed", "GR5020", [](Builder& b) { b.edition().feeds[kRows].filter = kNone; }},
    {"a filter without result", "GR5020", [](Builder& b) { b.edition().filters[0].code.pop_back(); }},
    {"key without type", "GR5022", [](Builder& b) { b.edition().entities[0].key_types.clear(); }},
    {"owner's key", "GR5022", [](Builder& b) { b.edition().entities[kSite].owner_key.clear(); }},
    {"listing of many", "GR5022", [](Builder& b) { b.edition().entities[kFirm].listed_in = kRows; }},
    {"evaluated is no condition", "GR5022", [](Builder& b) { b.edition().kept[0].highest = 2; }},
    // what stages hand on
    {"kept value beyond its range", "GR5023", [](Builder& b) { b.edition().kept[1].highest = 999; }},
    {"read before it is kept", "GR5023",
     [](Builder& b) { b.edition().trees[0].before_figures.code.pop_back(); }},
    {"kept twice", "GR5023",
     [](Builder& b) {
       auto& f = b.edition().trees[0].before_figures;
       f.code.push_back(f.code.back());
     }},
    {"figure's result beyond its place", "GR5024", [](Builder& b) { b.edition().kept[5].highest = 1999; }},
    {"figure of another entity", "GR5024", [](Builder& b) { b.edition().figures[0].entity = kSite; }},
    {"percentile", "GR5024",
     [](Builder& b) {
       auto& f = b.edition().figures[0];
       f.kind = FigureKind::kPercentile;
       f.p_numerator = 3, f.p_denominator = 2;
     }},
    {"groups without rows", "GR5024", [](Builder& b) { b.edition().figures[1].into = kRunSpace; }},
    {"average without count", "GR5024", [](Builder& b) { b.edition().figures[2].result_count = kNone; }},
    {"output without code", "GR5025", [](Builder& b) { b.Output(kFirm, {0, 1}); }},
    {"statistic of an entity's output", "GR5025",
     [](Builder& b) { b.edition().statistic_list[1].output = 0; }},
    {"words of groups", "GR5025", [](Builder& b) { b.edition().statistic_list[0].group_choices.clear(); }},
    {"items of hits", "GR5025", [](Builder& b) { b.edition().outputs[7].items = {0}; }},
    {"edition ends before it begins", "GR5026",
     [](Builder& b) { b.edition().from = 10, b.edition().until = 9; }},
    {"editions overlap", "GR5026", [](Builder& b) { b.program().editions.push_back(b.edition()); }},
    {"tree of a site", "GR5029", [](Builder& b) { b.edition().trees[0].root = kSite; }},
    {"no tree", "GR5029", [](Builder& b) { b.edition().trees.clear(); }},
    {"own reasons", "GR5029", [](Builder& b) { b.edition().own_reasons.resize(201); }},
};

TEST(Verify, RefusesWhatIsSpoiled) {
  for (const Refusal& refusal : kRefusals) {
    Builder b = SampleProgram();
    b.Into(b.edition().trees[0].main);
    refusal.spoil(b);
    const std::vector<Diagnostic> found = Verify(b.program());
    ASSERT_FALSE(found.empty()) << refusal.name;
    const bool expected =
        std::ranges::any_of(found, [&](const Diagnostic& d) { return CodeName(d.code) == refusal.code; });
    EXPECT_TRUE(expected) << refusal.name << ": " << Message(found[0], Language::kEnglish);
    for (const Diagnostic& d : found) {
      EXPECT_EQ(Message(d, Language::kEnglish).find('{'), std::string::npos);
      EXPECT_FALSE(Remedy(d, Language::kChinese).empty());
    }
  }
}

// Every code of the area is reached by one of the tests: the first four by those of the file form.
TEST(Verify, EveryCodeIsTested) {
  std::set<std::string> tested = {"GR5001", "GR5002", "GR5003", "GR5004"};
  for (const Refusal& refusal : kRefusals) tested.insert(refusal.code);
#define DIAGNOSTIC(code, ...) EXPECT_TRUE(tested.count(#code)) << #code;
#include "runtime/diagnostic/program.def"
#undef DIAGNOSTIC
}

TEST(Verify, ReportsAFewMistakesOnly) {
  Builder b = SampleProgram();
  for (int i = 0; i < 100; ++i) b.Constant(Lane::kByte, 256);
  EXPECT_EQ(Verify(b.program()).size(), kMaxRefusals);
}

// A chain of spaces or symbols as long as a file can make it must not take longer than its length.
TEST(Verify, LongChainsEndSoon) {
  Builder b = SampleProgram();
  Edition& e = b.edition();
  for (int i = 0; i < 200000; ++i)
    e.spaces.push_back({SpaceKind::kCross, static_cast<SpaceId>(e.spaces.size() - 1), kNone, 0, 3});
  EXPECT_FALSE(Verify(b.program()).empty());
  Builder c = SampleProgram();
  for (int i = 0; i < 200000; ++i) {
    Symbol symbol;
    symbol.parent = static_cast<std::uint32_t>(c.program().symbols.size() - 1);
    c.program().symbols.push_back(symbol);
  }
  EXPECT_TRUE(Verify(c.program()).empty());
}

TEST(Opcodes, SignaturesAreParsed) {
  const OpcodeInfo& sum = InfoOf(Opcode::kSum);
  EXPECT_EQ(sum.name, "Sum");
  EXPECT_EQ(sum.outputs.size(), 2u);
  EXPECT_EQ(sum.inputs.size(), 4u);
  EXPECT_TRUE(sum.inputs[2].optional);
  EXPECT_FALSE(sum.inputs[0].optional);
  EXPECT_TRUE(InfoOf(Opcode::kMatch).repeats());
  EXPECT_EQ(InfoOf(Opcode::kMatch).MinimumOperands(), 3u);
  EXPECT_EQ(InfoOf(Opcode::kStateIs).immediates.size(), 2u);
  EXPECT_EQ(kOpcodeCount, static_cast<std::size_t>(Opcode::kOutput) + 1);
}

}  // namespace
}  // namespace greenrule
