// What stages hand on to each other: sources, evaluation, kept values, figures, statistics, filters,
// progress.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "runtime/number/rational.h"
#include "runtime/program/verify.h"
#include "tests/vm/covered.h"
#include "tests/vm/world.h"

namespace greenrule::testing {
namespace {

TEST(Stages, SourcesSayWhatTheDataSay) {
  Builder b;
  const std::uint32_t flag = b.Of(kFirms, FieldType::kYesNo),
                      evaluated = b.Kept(kFirmSpace, Lane::kByte, {0, 1});
  b.Into(b.edition().trees[0].evaluate);
  b.Emit(Opcode::kKeep, kFirmSpace, {b.Value(flag), evaluated});
  b.edition().entities[kFirm].evaluated = evaluated;
  b.Into(b.edition().trees[0].main);
  const RegisterId as_of = b.Result(Opcode::kAsOf, Lane::k64, kRunSpace, {});
  b.Emit(Opcode::kOutput, kFirmSpace, {as_of, kNoRegister, b.Output(kFirm, {kFirstDay, kLastDay})});
  const RegisterId listed = b.Result(Opcode::kLoadEvaluated, Lane::kByte, kFirmSpace, {});
  const RegisterId answers = b.Result(Opcode::kLoadFeedState, Lane::kByte, kFirmSpace, {kRows});
  b.Emit(Opcode::kOutput, kFirmSpace, {listed, answers, b.Output(kFirm, {0, 1})});
  const RegisterId owner = b.Result(Opcode::kOwnerState, Lane::kByte, kSiteSpace, {});
  const RegisterId all = b.Result(Opcode::kLoadEvaluated, Lane::kByte, kSiteSpace, {});
  b.Emit(Opcode::kOutput, kSiteSpace, {all, owner, b.Output(kSite, {0, 1})});
  const RegisterId roots = b.Result(Opcode::kOwnerState, Lane::kByte, kFirmSpace, {});
  b.Emit(Opcode::kOutput, kFirmSpace, {listed, roots, b.Output(kFirm, {0, 1})});
  const RegisterId rows = b.Result(Opcode::kLoadRowState, Lane::kByte, kRowSpace, {});
  const RegisterId count = b.Register(Lane::k64, kFirmSpace), state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kCount, kFirmSpace, {count, state, kNoRegister, rows, kNoRegister});
  b.Emit(Opcode::kOutput, kFirmSpace, {count, state, b.Output(kFirm, {0, kRowsUpTo})});

  Random random(1);
  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
    const Integer is_evaluated = data.columns[flag].values.Get(firm);
    EXPECT_EQ(result.evaluated[kFirm][firm], is_evaluated);
    EXPECT_EQ(result.outputs[0].values.Get(firm), data.as_of);
    EXPECT_EQ(result.outputs[1].values.Get(firm), is_evaluated);
    EXPECT_EQ(result.outputs[1].states[firm], data.feeds[kRows].feed_states[firm]);
    EXPECT_EQ(result.outputs[3].states[firm], kKnown);
    State worst = kKnown;
    const auto [begin, end] = RowsOf(data, firm);
    for (std::size_t r = begin; r < end; ++r)
      if (IsMissing(data.feeds[kRows].row_states[r]))
        worst = std::max(worst, data.feeds[kRows].row_states[r]);
    EXPECT_EQ(result.outputs[4].states[firm], worst);
  }
  EXPECT_TRUE(result.evaluated[kSite].empty());
  for (std::size_t site = 0; site < data.entities[kSite].count; ++site) {
    const std::uint32_t firm = data.entities[kSite].owner[site];
    const bool known = firm != kNone && data.columns[flag].values.Get(firm) != 0;
    EXPECT_EQ(result.outputs[2].states[site], known ? State{kKnown} : State{kNotListed});
    EXPECT_EQ(result.outputs[2].values.Get(site), 1);
  }
}

TEST(Stages, KeptValuesComeBack) {
  Builder b;
  Random random(2);
  for (const auto& [lane, bits] : {std::pair{Lane::k64, 60u}, {Lane::k128, 120u}, {Lane::k256, 240u}}) {
    const Range range{-(Integer(1) << bits), Integer(1) << bits};
    for (const std::uint32_t feed : {kFirms, kSites}) {
      const SpaceId space = feed == kFirms ? kFirmSpace : kSiteSpace;
      const std::uint32_t column = b.Number(feed, range, lane), kept = b.Kept(space, lane, range);
      b.Into(b.edition().trees[0].before_figures);
      b.Emit(Opcode::kKeep, space, {b.Value(column), kept});
      b.Into(b.edition().trees[0].main);
      b.Emit(Opcode::kOutput, space,
             {b.Result(Opcode::kLoadKept, lane, space, {kept}), kNoRegister,
              b.Output(feed == kFirms ? kFirm : kSite, range)});
    }
  }
  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  for (std::size_t o = 0; o < result.outputs.size(); ++o)
    for (std::size_t row = 0; row < data.columns[o].values.rows(); ++row)
      ASSERT_EQ(result.outputs[o].values.Get(row), data.columns[o].values.Get(row));
}

// ---- figures

struct FigureColumns {
  std::uint32_t evaluated, value, group, second_group, where;
};

struct Peer {
  bool evaluated;
  Integer value;
  int value_state;
  std::vector<Integer> group;
  int group_state;
  bool where;
  int where_state;
};

struct Expected {
  std::optional<Rational> value;
  int state;
};

// The figure over those whose group is `group`, told as a fraction.
Expected FigureOf(FigureKind kind, const std::vector<Peer>& peers, const std::vector<Integer>& group,
                  const Rational& p) {
  std::vector<Integer> values;
  for (const Peer& peer : peers)
    if (peer.evaluated && peer.value_state == 0 && peer.group_state == 0 && peer.where_state == 0 &&
        peer.where && peer.group == group)
      values.push_back(peer.value);
  std::ranges::sort(values);
  const std::size_t n = values.size();
  Integer sum = 0;
  for (const Integer& value : values) sum += value;
  if (kind == FigureKind::kCount) return {Rational(n), 0};
  if (kind == FigureKind::kSum) return {Rational(sum), 0};
  if (n == 0) return {std::nullopt, kNoRows};
  const auto percentile = [&](const Rational& at) {
    const Rational position = at * (n - 1);
    const auto low = static_cast<std::size_t>(Floor(position)),
               high = static_cast<std::size_t>(Ceiling(position));
    return Rational(values[low]) + (position - low) * (values[high] - values[low]);
  };
  switch (kind) {
    case FigureKind::kAverage: return {Rational(sum, n), 0};
    case FigureKind::kMin: return {Rational(values.front()), 0};
    case FigureKind::kMax: return {Rational(values.back()), 0};
    case FigureKind::kMedian: return {percentile(Rational(1, 2)), 0};
    default: return {percentile(p), 0};
  }
}

struct FigureCase {
  FigureKind kind;
  std::size_t groups;
  bool where, higher_is_better, peers;
};

void CheckFigure(const FigureCase& test, Lane lane, Random& random) {
  Builder b;
  Edition& e = b.edition();
  const Integer most = lane == Lane::k64    ? Integer(1000000)
                       : lane == Lane::k128 ? Integer(1) << 90
                                            : Integer(1) << 200;
  const Range range{-most, most}, wide{-most * 2000000, most * 2000000};
  FigureColumns c{
      b.Of(kFirms, FieldType::kYesNo), b.Number(kFirms, Below(random, 2) == 0 ? Range{-3, 3} : range, lane),
      b.Of(kFirms, FieldType::kText), b.Number(kFirms, {0, 2}, Lane::k64), b.Of(kFirms, FieldType::kYesNo)};
  const Rational p(1 + Below(random, 9), 10);
  Figure figure;
  figure.kind = test.kind;
  figure.entity = kFirm;
  figure.higher_is_better = test.higher_is_better;
  figure.peers = test.peers;
  figure.p_numerator = numerator(p), figure.p_denominator = denominator(p);
  b.Into(e.trees[0].before_figures);
  const auto keep = [&](RegisterId value, Lane kept_lane, const Range& kept_range) {
    const std::uint32_t id = b.Kept(kFirmSpace, kept_lane, kept_range);
    b.Emit(Opcode::kKeep, kFirmSpace, {value, id});
    return id;
  };
  figure.value = keep(b.Value(c.value), lane, range);
  figure.value_state = keep(b.State(c.value), Lane::kByte, {0, 255});
  for (std::size_t g = 0; g < test.groups; ++g) {
    const std::uint32_t column = g == 0 ? c.group : c.second_group;
    figure.group.push_back(keep(b.Value(column), Lane::k64, {0, kHighestText}));
    figure.group_state.push_back(keep(b.State(column), Lane::kByte, {0, 255}));
  }
  if (test.where) {
    figure.where = keep(b.Value(c.where), Lane::kByte, {0, 1});
    figure.where_state = keep(b.State(c.where), Lane::kByte, {0, 255});
  }
  b.Into(e.trees[0].evaluate);
  e.entities[kFirm].evaluated = keep(b.Value(c.evaluated), Lane::kByte, {0, 1});

  SpaceId into = kFirmSpace;
  if (!test.peers) {
    into = test.groups == 0 ? kRunSpace : kStatisticSpace;
    if (test.groups > 0) e.spaces.push_back({SpaceKind::kFigureGroups, kRunSpace, kNone, 0, 1000000});
    figure.into = into;
  }
  figure.result = b.Kept(into, lane, wide);
  if (test.kind == FigureKind::kAverage) figure.result_count = b.Kept(into, Lane::k64, {0, 1000000});
  figure.result_state = b.Kept(into, Lane::kByte, {0, 255});
  e.figures = {figure};
  b.Into(test.peers ? e.trees[0].main : e.statistics);
  const std::uint32_t entity = test.peers ? kFirm : kNone;
  const RegisterId state = b.Result(Opcode::kLoadKept, Lane::kByte, into, {figure.result_state});
  b.Emit(Opcode::kOutput, into,
         {b.Result(Opcode::kLoadKept, lane, into, {figure.result}), state, b.Output(entity, wide)});
  if (figure.result_count != kNone)
    b.Emit(Opcode::kOutput, into,
           {b.Result(Opcode::kLoadKept, Lane::k64, into, {figure.result_count}), state,
            b.Output(entity, {0, 1000000})});
  if (!test.peers) {
    for (std::uint32_t o = 0; o < e.outputs.size(); ++o) {
      Statistic statistic;
      statistic.output = o;
      statistic.space = into;
      const std::vector<OutputType> types = {OutputType::kText, OutputType::kNumber};
      statistic.group_types.assign(types.begin(), types.begin() + test.groups);
      statistic.group_choices.resize(test.groups);
      statistic.group_names.resize(test.groups);
      e.statistic_list.push_back(statistic);
    }
    // A second output of grouped rows would need rows of its own; averages are tested without groups.
  }
  Dataset data = MakeWorld(e, random);
  const RunResult result = RunEveryWay(b, data);
  ASSERT_FALSE(result.outputs.empty());

  std::vector<Peer> peers;
  std::uint64_t left_out = 0;
  for (std::size_t row = 0; row < data.entities[kFirm].count; ++row) {
    const auto value = [&](std::uint32_t column) { return data.columns[column].values.Get(row); };
    const auto state_of = [&](std::uint32_t column) {
      return static_cast<int>(data.columns[column].states[row]);
    };
    Peer peer{value(c.evaluated) != 0, value(c.value), state_of(c.value), {}, 0, true, 0};
    for (std::size_t g = 0; g < test.groups; ++g) {
      peer.group.push_back(value(g == 0 ? c.group : c.second_group));
      peer.group_state = std::max(peer.group_state, state_of(g == 0 ? c.group : c.second_group));
    }
    if (test.where) peer.where = value(c.where) != 0, peer.where_state = state_of(c.where);
    if (peer.evaluated && !(peer.where_state == 0 && !peer.where))
      left_out += peer.where_state != 0 || peer.value_state != 0 || peer.group_state != 0;
    peers.push_back(peer);
  }
  EXPECT_EQ(result.left_out[0], left_out);

  // The kept value in terms of the figure: twice the median, the percentile times q, sum and count apart.
  const auto check = [&](std::size_t row, const Expected& expected) {
    ASSERT_EQ(result.outputs[0].states[row], expected.state) << row;
    if (!expected.value) return;
    Rational got(result.outputs[0].values.Get(row));
    if (test.kind == FigureKind::kMedian) got /= 2;
    if (test.kind == FigureKind::kPercentile) got /= Rational(denominator(p));
    if (test.kind == FigureKind::kAverage) got /= Rational(result.outputs[1].values.Get(row));
    ASSERT_EQ(got, *expected.value) << row;
  };
  if (!test.peers) {
    std::vector<std::vector<Integer>> groups = {{}};
    if (test.groups > 0) {
      groups.clear();
      for (const auto& group : result.statistics[0].groups) groups.emplace_back(group.begin(), group.end());
      std::vector<std::vector<Integer>> expected;
      for (const Peer& peer : peers)
        if (peer.evaluated && peer.group_state == 0) expected.push_back(peer.group);
      // In the order of the published text.
      const auto text = [&](const std::vector<Integer>& group) {
        return std::pair(std::string(data.texts.Text(static_cast<std::int64_t>(group[0]))),
                         group.size() > 1 ? group[1] : Integer(0));
      };
      std::ranges::sort(expected, {}, text);
      expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
      ASSERT_EQ(groups, expected);
    }
    for (std::size_t g = 0; g < groups.size(); ++g) check(g, FigureOf(test.kind, peers, groups[g], p));
    return;
  }
  for (std::size_t row = 0; row < peers.size(); ++row) {
    const Peer& peer = peers[row];
    Expected expected{std::nullopt, peer.group_state};
    if (!peer.evaluated) {
      expected.state = kNotListed;
    } else if (test.kind == FigureKind::kRank) {
      expected.state = std::max(peer.group_state, peer.value_state);
      if (expected.state == 0) {
        Integer better = 0;
        for (const Peer& other : peers)
          if (other.evaluated && other.value_state == 0 && other.group_state == 0 && other.where_state == 0 &&
              other.where && other.group == peer.group)
            better += test.higher_is_better ? other.value > peer.value : other.value < peer.value;
        expected.value = Rational(better + 1);
      }
    } else if (peer.group_state == 0) {
      expected = FigureOf(test.kind, peers, peer.group, p);
    }
    check(row, expected);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(Stages, Figures) {
  Random random(8);
  using enum FigureKind;
  for (FigureKind kind : {kCount, kSum, kAverage, kMin, kMax, kMedian, kPercentile, kRank})
    for (std::size_t groups = 0; groups <= 2; ++groups)
      for (const bool where : {false, true})
        for (const bool peers : {true, false})
          for (Lane lane : {Lane::k64, Lane::k128, Lane::k256}) {
            if (!peers && (kind == kRank || (kind == kAverage && groups > 0))) continue;
            CheckFigure({kind, groups, where, lane != Lane::k128, peers}, lane, random);
            if (HasFatalFailure()) FAIL() << "kind " << static_cast<int>(kind) << ", groups " << groups;
          }
}

// ---- the rest

TEST(Stages, FiltersAnswerForEveryRawRow) {
  Builder b;
  b.Number(kRows, {-100, 100}, Lane::k64);
  b.Of(kRows, FieldType::kText);
  Edition& e = b.edition();
  b.Into(e.filters.emplace_back());
  e.feeds[kRows].filter = 0;
  const RegisterId value = b.Result(Opcode::kLoadValue, Lane::k64, kRowSpace, {0});
  const RegisterId state = b.Result(Opcode::kLoadState, Lane::kByte, kRowSpace, {0});
  const RegisterId positive =
      b.Result(Opcode::kLess, Lane::kByte, kRowSpace, {b.Literal(Lane::k64, 0), value});
  const RegisterId letters = b.Result(Opcode::kFirstLetters, Lane::k64, kRowSpace,
                                      {b.Result(Opcode::kLoadValue, Lane::k64, kRowSpace, {1}), 1});
  const RegisterId c =
      b.Result(Opcode::kEqual, Lane::kByte, kRowSpace, {letters, b.Literal(Lane::k64, b.Text("C"))});
  b.Emit(Opcode::kOutput, kRowSpace,
         {b.Result(Opcode::kOr, Lane::kByte, kRowSpace, {positive, c}), state, 0});
  ASSERT_TRUE(Verify(b.program()).empty()) << Message(Verify(b.program())[0], Language::kEnglish);

  TextPool texts;
  for (const char* t : {"C", "C26", "D", "北"}) texts.Intern(t);
  Random random(3);
  for (const std::size_t rows : {0u, 1u, 4095u, 4096u, 10000u}) {
    ColumnData amounts, words;
    amounts.values.Resize(Lane::k64, rows);
    words.values.Resize(Lane::k64, rows);
    amounts.states.resize(rows);
    for (std::size_t r = 0; r < rows; ++r) {
      amounts.values.Set(r, Any(random, {-100, 100}));
      words.values.Set(r, Below(random, 4));
      amounts.states[r] = AnyState(random);
    }
    const OutputColumn kept = RunFilter(e, e.feeds[kRows].filter, kRows, 0, texts, {&amounts, &words}, rows);
    ASSERT_EQ(kept.values.rows(), rows);
    ASSERT_EQ(kept.states, amounts.states);
    for (std::size_t r = 0; r < rows; ++r)
      ASSERT_EQ(kept.values.as<std::uint8_t>()[r], amounts.values.Get(r) > 0 || words.values.Get(r) < 2);
  }
}

// Batches with more rows than a machine keeps at once are cut, one entity stays whole.
TEST(Stages, LargeBatchesAreCut) {
  Builder b;
  const std::uint32_t amount = b.Number(kRows, {-100, 100}, Lane::k64);
  const RegisterId value = b.Value(amount),
                   other = b.Result(Opcode::kGatherOther, Lane::k64, kPairSpace, {value});
  const RegisterId sum = b.Register(Lane::k64, kRowSpace), state = b.Register(Lane::kByte, kRowSpace);
  b.Emit(Opcode::kSum, kRowSpace, {sum, state, other, kNoRegister, kNoRegister, kNoRegister});
  const RegisterId best = b.Register(Lane::k64, kFirmSpace), best_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kGreatest, kFirmSpace, {best, best_state, sum, state, kNoRegister, kNoRegister});
  b.Emit(Opcode::kOutput, kFirmSpace, {best, best_state, b.Output(kFirm, {-2000, 2000})});
  Random random(4);
  Dataset data = MakeWorld(b.edition(), random, {.firms = 5000});
  const RunResult result = RunEveryWay(b, data);
  for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
    const auto [begin, end] = RowsOf(data, firm);
    Integer sum_of_rows = 0;
    for (std::size_t r = begin; r < end; ++r) sum_of_rows += data.columns[amount].values.Get(r);
    ASSERT_EQ(result.outputs[0].states[firm], begin == end ? State{kNoRows} : State{kKnown});
    if (begin != end) {
      ASSERT_EQ(result.outputs[0].values.Get(firm), sum_of_rows);
    }
  }
}

TEST(Stages, ProgressReachesTheEnd) {
  Builder b;
  const std::uint32_t amount = b.Number(kFirms, {0, 100}, Lane::k64);
  b.Emit(Opcode::kOutput, kFirmSpace, {b.Value(amount), kNoRegister, b.Output(kFirm, {0, 100})});
  Random random(5);
  Dataset data = MakeWorld(b.edition(), random, {.firms = 1000});
  RunOptions options;
  options.threads = 2;
  options.batch = 256;
  std::size_t last = 0, calls = 0;
  options.progress = [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(all, 1000u);
    EXPECT_GT(done, last);
    last = done, ++calls;
  };
  greenrule::Run(b.edition(), data, options);
  EXPECT_EQ(last, 1000u);
  EXPECT_EQ(calls, 4u);
}

TEST(Stages, NoEntitiesAtAll) {
  Builder b = SampleProgram();
  Random random(6);
  Dataset data = MakeWorld(b.edition(), random, {.firms = 0, .orphans = false});
  const RunResult result = RunEveryWay(b, data);
  EXPECT_EQ(result.outputs[0].values.rows(), 0u);
  EXPECT_TRUE(result.statistics[0].groups.empty());
  EXPECT_EQ(result.outputs[9].states[0], kNoRows);
}

TEST(Stages, TheSampleProgramRunsEveryWay) {
  Random random(7);
  for (const std::size_t firms : {1u, 64u, 1000u}) {
    Builder b = SampleProgram();
    Dataset data = MakeWorld(b.edition(), random, {.firms = firms});
    RunEveryWay(b, data);
  }
}

// Columns of a feed that was not delivered may be empty, and a column may come in another lane than it is
// read in.
TEST(Stages, ColumnsMayBeAbsentOrNarrower) {
  Builder b;
  const std::uint32_t narrow = b.Number(kFirms, {-9, 9}, Lane::k256),
                      absent = b.Number(kFirms, {5, 9}, Lane::k64);
  b.Emit(Opcode::kOutput, kFirmSpace, {b.Value(narrow), b.State(narrow), b.Output(kFirm, {-9, 9})});
  b.Emit(Opcode::kOutput, kFirmSpace, {b.Value(absent), b.State(absent), b.Output(kFirm, {5, 9})});
  Random random(9);
  Dataset data = MakeWorld(b.edition(), random, {.firms = 100});
  ColumnData in_64{LaneVector(Lane::k64, 100), data.columns[narrow].states};
  for (std::size_t row = 0; row < 100; ++row) in_64.values.Set(row, data.columns[narrow].values.Get(row));
  data.columns[narrow] = in_64;
  data.columns[absent] = {};
  const RunResult result = RunEveryWay(b, data);
  for (std::size_t row = 0; row < 100; ++row) {
    ASSERT_EQ(result.outputs[0].values.Get(row), in_64.values.Get(row));
    ASSERT_EQ(result.outputs[1].values.Get(row), 5);
    ASSERT_EQ(result.outputs[1].states[row], kKnown);
  }
}

}  // namespace

std::vector<Opcode> CoveredByStages() {
  return {Opcode::kAsOf,     Opcode::kLoadRowState, Opcode::kLoadFeedState, Opcode::kLoadEvaluated,
          Opcode::kLoadKept, Opcode::kKeep,         Opcode::kOwnerState};
}

}  // namespace greenrule::testing
