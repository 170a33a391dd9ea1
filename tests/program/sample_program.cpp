#include "tests/program/builder.h"

namespace greenrule::testing {
namespace {

constexpr std::uint32_t kAbsent = kNoRegister;

struct Columns {
  std::uint32_t turnover, grade, region, area, amount, day, revoked;
};

void Evaluation(Builder& b, const Columns& c, std::uint32_t kept) {
  b.Into(b.edition().trees[0].evaluate);
  const RegisterId positive =
      b.Result(Opcode::kLess, Lane::kByte, kFirmSpace, {b.Literal(Lane::k64, 0), b.Value(c.turnover)});
  b.Emit(Opcode::kKeep, kFirmSpace, {positive, kept});
  b.edition().entities[kFirm].evaluated = kept;
}

void Filter(Builder& b, const Columns& c) {
  Edition& e = b.edition();
  b.Into(e.filters.emplace_back());
  e.feeds[kRows].filter = 0;
  const std::uint32_t field = e.columns[c.revoked].field;
  const RegisterId revoked = b.Result(Opcode::kLoadValue, Lane::kByte, kRowSpace, {field});
  const RegisterId state = b.Result(Opcode::kLoadState, Lane::kByte, kRowSpace, {field});
  const RegisterId keep = b.Result(Opcode::kNot, Lane::kByte, kRowSpace, {revoked});
  b.Emit(Opcode::kOutput, kRowSpace, {keep, state, 0});
}

void Statistics(Builder& b, std::uint32_t turnover, std::uint32_t turnover_state, std::uint32_t region,
                std::uint32_t region_state) {
  Edition& e = b.edition();
  e.spaces.push_back({SpaceKind::kFigureGroups, kRunSpace, kNone, 0, 1000000});
  Figure median;
  median.kind = FigureKind::kMedian;
  median.entity = kFirm;
  median.value = turnover, median.value_state = turnover_state;
  median.group = {region}, median.group_state = {region_state};
  median.result = b.Kept(kFirmSpace, Lane::k64, {0, 2000});
  median.result_state = b.Kept(kFirmSpace, Lane::kByte, {0, 255});
  e.figures.push_back(median);
  Figure count = median;
  count.kind = FigureKind::kCount;
  count.peers = false;
  count.into = kStatisticSpace;
  count.result = b.Kept(kStatisticSpace, Lane::k64, {0, 1000000});
  count.result_state = b.Kept(kStatisticSpace, Lane::kByte, {0, 255});
  e.figures.push_back(count);
  Figure average = count;
  average.kind = FigureKind::kAverage;
  average.group.clear(), average.group_state.clear();
  average.into = kRunSpace;
  average.result = b.Kept(kRunSpace, Lane::k64, {0, 1000000000});
  average.result_count = b.Kept(kRunSpace, Lane::k64, {0, 1000000});
  average.result_state = b.Kept(kRunSpace, Lane::kByte, {0, 255});
  e.figures.push_back(average);

  b.Into(e.statistics);
  const std::uint32_t counts = b.Output(kNone, {0, 1000000}), mean = b.Output(kNone, {0, 1000000000});
  b.Emit(Opcode::kOutput, kStatisticSpace,
         {b.Result(Opcode::kLoadKept, Lane::k64, kStatisticSpace, {count.result}),
          b.Result(Opcode::kLoadKept, Lane::kByte, kStatisticSpace, {count.result_state}), counts});
  const RegisterId sum = b.Result(Opcode::kLoadKept, Lane::k64, kRunSpace, {average.result});
  const RegisterId number = b.Result(Opcode::kLoadKept, Lane::k64, kRunSpace, {average.result_count});
  const RegisterId state = b.Result(Opcode::kLoadKept, Lane::kByte, kRunSpace, {average.result_state});
  b.Emit(Opcode::kOutput, kRunSpace,
         {b.Result(Opcode::kDivideRounded, Lane::k64, kRunSpace, {sum, number, 0}), state, mean});
  Statistic grouped;
  grouped.output = counts;
  grouped.space = kStatisticSpace;
  grouped.group_types = {OutputType::kText};
  grouped.group_choices = {{}};
  grouped.group_names = {"region"};
  Statistic whole;
  whole.output = mean;
  e.statistic_list = {grouped, whole};
}

void Main(Builder& b, const Columns& c, std::uint32_t peers, std::uint32_t peers_state) {
  Edition& e = b.edition();
  b.Into(e.trees[0].main);
  const RegisterId amount = b.Value(c.amount), amount_state = b.State(c.amount), day = b.Value(c.day);
  const RegisterId row_state = b.Result(Opcode::kLoadRowState, Lane::kByte, kRowSpace, {});
  const RegisterId as_of = b.Result(Opcode::kAsOf, Lane::k64, kRunSpace, {});
  const RegisterId since =
      b.Result(Opcode::kAddMonths, Lane::k64, kRunSpace, {as_of, b.Literal(Lane::k64, -12)});
  const RegisterId recent = b.Result(Opcode::kLess, Lane::kByte, kRowSpace, {since, day});

  const RegisterId sum = b.Register(Lane::k64, kFirmSpace), sum_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kSum, kFirmSpace, {sum, sum_state, amount, amount_state, recent, row_state});
  b.Emit(Opcode::kOutput, kFirmSpace, {sum, sum_state, b.Output(kFirm, {-2000, 2000})});

  // The largest sum by day.
  const RegisterId groups = b.Result(Opcode::kMakeGroups, Lane::kByte, kFirmSpace,
                                     {day, b.State(c.day), recent, row_state, kGroupSpace});
  const RegisterId by_day = b.Register(Lane::k64, kGroupSpace),
                   by_day_state = b.Register(Lane::kByte, kGroupSpace);
  b.Emit(Opcode::kSum, kGroupSpace, {by_day, by_day_state, amount, amount_state, kAbsent, kAbsent});
  const RegisterId largest = b.Register(Lane::k64, kFirmSpace),
                   largest_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kGreatest, kFirmSpace, {largest, largest_state, by_day, by_day_state, kAbsent, kAbsent});
  b.Emit(Opcode::kOutput, kFirmSpace,
         {largest, b.Result(Opcode::kStateElse, Lane::kByte, kFirmSpace, {groups, largest_state}),
          b.Output(kFirm, {-2000, 2000})});

  // Some row has at least as large an amount as another of the same firm.
  const RegisterId left = b.Result(Opcode::kGather, Lane::k64, kPairSpace, {amount});
  const RegisterId other_day = b.Result(Opcode::kGather, Lane::k64, kPairSpace, {day});
  const RegisterId later = b.Result(Opcode::kLessEqual, Lane::kByte, kPairSpace, {left, other_day});
  const RegisterId any = b.Register(Lane::kByte, kRowSpace), any_state = b.Register(Lane::kByte, kRowSpace);
  b.Emit(Opcode::kAny, kRowSpace, {any, any_state, later, kAbsent, kAbsent, kAbsent});
  const RegisterId every = b.Register(Lane::kByte, kFirmSpace),
                   every_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kEvery, kFirmSpace, {every, every_state, any, any_state, recent, row_state});
  b.Emit(Opcode::kOutput, kFirmSpace, {every, every_state, b.Output(kFirm, {0, 1}, OutputType::kYesNo)});

  // A decision table over bands of turnover and the grade.
  const RegisterId turnover = b.Value(c.turnover), turnover_state = b.State(c.turnover);
  const std::uint32_t bands = b.Add(ThresholdTable{{{100, 1, false}, {500, 1, false}}});
  RegisterId band = b.Result(Opcode::kBucket, Lane::k64, kFirmSpace, {turnover, bands});
  const RegisterId unknown = b.Result(Opcode::kStateIs, Lane::kByte, kFirmSpace, {turnover_state, 1, 254});
  band = b.Result(Opcode::kSelect, Lane::k64, kFirmSpace, {unknown, b.Literal(Lane::k64, 3), band});
  const std::uint32_t table =
      b.Add(MatchTable{MatchPolicy::kFirst,
                       3,
                       {4, 3},
                       {{{0b100}, {0b101}, {0b111}, {0b100}}, {{0b111}, {0b110}, {0b100}}},
                       {{{0}, {0}, {0}, {0b011}}, {{0}, {0}, {0}}}});
  const RegisterId row = b.Register(Lane::k64, kFirmSpace), match_state = b.Register(Lane::kByte, kFirmSpace);
  const RegisterId reason = b.Result(Opcode::kStateToValue, Lane::k64, kFirmSpace, {turnover_state});
  b.Emit(Opcode::kMatch, kFirmSpace,
         {row, match_state, band, b.Value(c.grade), reason, b.Literal(Lane::k64, 0), table});
  const std::uint32_t grades = b.Add(TakeTable{Lane::k64, {2, 1, 0}});
  const std::uint32_t grade = b.Output(kFirm, {0, 2}, OutputType::kChoice);
  e.outputs[grade].choices = {"A", "B", "C"};
  b.Emit(Opcode::kOutput, kFirmSpace,
         {b.Result(Opcode::kTake, Lane::k64, kFirmSpace, {row, grades}), match_state, grade});

  // Sites: their firm's median, a lookup of their area.
  const RegisterId median = b.Result(Opcode::kLoadKept, Lane::k64, kFirmSpace, {peers});
  const RegisterId median_state = b.Result(Opcode::kLoadKept, Lane::kByte, kFirmSpace, {peers_state});
  const RegisterId owner = b.Result(Opcode::kOwnerState, Lane::kByte, kSiteSpace, {});
  const RegisterId theirs = b.Result(Opcode::kGather, Lane::k64, kSiteSpace, {median});
  const RegisterId their_state =
      b.Result(Opcode::kStateElse, Lane::kByte, kSiteSpace,
               {owner, b.Result(Opcode::kGather, Lane::kByte, kSiteSpace, {median_state})});
  b.Emit(Opcode::kOutput, kSiteSpace, {theirs, their_state, b.Output(kSite, {0, 2000})});
  const RegisterId found = b.Register(Lane::k64, kSiteSpace),
                   found_state = b.Register(Lane::kByte, kSiteSpace);
  b.Emit(Opcode::kLookup, kSiteSpace, {found, found_state, b.Value(c.area), 0});
  b.Emit(Opcode::kOutput, kSiteSpace, {found, found_state, b.Output(kSite, {0, 3})});
  b.Emit(Opcode::kOutput, kFirmSpace,
         {b.Value(c.region), b.State(c.region), b.Output(kFirm, {0, 0}, OutputType::kText)});

  const std::uint32_t hits = b.Output(kFirm, {0, 0}, OutputType::kHits);
  e.outputs[hits].items = {2};
}

}  // namespace

Builder SampleProgram() {
  Builder b;
  b.Text("north");
  b.Text("south");
  Columns c;
  c.turnover = b.Number(kFirms, {0, 1000}, Lane::k64);
  c.grade = b.Of(kFirms, FieldType::kChoice);
  b.edition().feeds[kFirms].fields.back().choices = {
      {"good", {"good"}}, {"fair", {"fair"}}, {"poor", {"poor", "bad"}}};
  c.region = b.Of(kFirms, FieldType::kText);
  c.area = b.Number(kSites, {0, 40}, Lane::k64);
  c.amount = b.Number(kRows, {-100, 100}, Lane::k64);
  c.day = b.Of(kRows, FieldType::kDate, {kFirstDay, kLastDay});
  c.revoked = b.Of(kRows, FieldType::kYesNo);
  b.edition().own_reasons = {"no certificate"};
  b.edition().lookups[0].fallback = 1;

  const std::uint32_t evaluated = b.Kept(kFirmSpace, Lane::kByte, {0, 1});
  const std::uint32_t turnover = b.Kept(kFirmSpace, Lane::k64, {0, 1000});
  const std::uint32_t turnover_state = b.Kept(kFirmSpace, Lane::kByte, {0, 255});
  const std::uint32_t region = b.Kept(kFirmSpace, Lane::k64, {0, kHighestText});
  const std::uint32_t region_state = b.Kept(kFirmSpace, Lane::kByte, {0, 255});
  Filter(b, c);
  Evaluation(b, c, evaluated);
  b.Into(b.edition().trees[0].before_figures);
  b.Emit(Opcode::kKeep, kFirmSpace, {b.Value(c.turnover), turnover});
  b.Emit(Opcode::kKeep, kFirmSpace, {b.State(c.turnover), turnover_state});
  b.Emit(Opcode::kKeep, kFirmSpace, {b.Value(c.region), region});
  b.Emit(Opcode::kKeep, kFirmSpace, {b.State(c.region), region_state});
  Main(b, c, region_state + 1, region_state + 2);
  Statistics(b, turnover, turnover_state, region, region_state);
  b.program().sources = {{"policy.green", {}}};
  b.program().inspection = "{}";
  return b;
}

}  // namespace greenrule::testing
