// From rows to what owns them: every reduction against a walk over the rows, with every mix of missing, not
// applicable and absent operands, over a feed's rows, owned entities and groups; then pairs, crosses, groups
// and gathering.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "runtime/number/rational.h"
#include "tests/vm/covered.h"
#include "tests/vm/world.h"

namespace greenrule::testing {
namespace {

struct Row {
  Integer a, b;  // value, or ratio
  int state;
  bool keep;
  int keep_state;
};

struct Reduced {
  std::optional<Integer> a, b;  // nothing: free, because the state is not known
  int state;
};

// What the rows say before any operation looks at values.
struct Sorted {
  std::vector<Row> known;
  int missing = 0;
  bool not_applicable = false;

  Reduced Without(int if_empty) const {
    return {std::nullopt, std::nullopt,
            missing != 0                      ? missing
            : not_applicable && known.empty() ? 255
            : known.empty()                   ? if_empty
                                              : 0};
  }
};

bool Missing(int state) {
  return state != 0 && state != 255;
}

Sorted Sort(const std::vector<Row>& rows) {
  Sorted out;
  for (const Row& row : rows) {
    if (Missing(row.keep_state)) out.missing = std::max(out.missing, row.keep_state);
    if (row.keep_state != 0 || !row.keep) continue;
    if (Missing(row.state)) out.missing = std::max(out.missing, row.state);
    if (row.state == 255) out.not_applicable = true;
    if (row.state == 0) out.known.push_back(row);
  }
  return out;
}

Reduced Quantified(const std::vector<Row>& rows, bool decisive) {
  int reason = 0;
  bool not_applicable = false, other = false;
  for (const Row& row : rows) {
    if (row.keep_state == 255 || (row.keep_state == 0 && !row.keep)) continue;
    const bool holds = row.a != 0;
    if (row.keep_state == 0) {
      if (row.state == 0 && holds == decisive) return {decisive, std::nullopt, 0};
      if (row.state == 0) other = true;
      if (row.state == 255) not_applicable = true;
      if (Missing(row.state)) reason = std::max(reason, row.state);
    } else if (row.state == 0 && holds != decisive) {
      other = true;
    } else {
      reason = std::max({reason, row.keep_state, Missing(row.state) ? row.state : 0});
    }
  }
  if (reason != 0) return {std::nullopt, std::nullopt, reason};
  if (not_applicable && !other) return {std::nullopt, std::nullopt, 255};
  return {!decisive, std::nullopt, 0};
}

Reduced Model(Opcode op, const std::vector<Row>& rows) {
  if (op == Opcode::kAny) return Quantified(rows, true);
  if (op == Opcode::kEvery) return Quantified(rows, false);
  const Sorted sorted = Sort(rows);
  Reduced out = sorted.Without(op == Opcode::kCount || op == Opcode::kSum ? 0 : kNoRows);
  std::vector<Integer> values;
  for (const Row& row : sorted.known) values.push_back(row.a);
  std::ranges::sort(values);
  if (op == Opcode::kOnly && !values.empty() && values.front() != values.back())
    out.state = std::max<int>(out.state, kAmbiguous);
  if (out.state != 0) return out;
  out.a = 0;
  switch (op) {
    case Opcode::kCount: out.a = values.size(); break;
    case Opcode::kSum:
      for (const Integer& value : values) *out.a += value;
      break;
    case Opcode::kLeast:
    case Opcode::kOnly: out.a = values.front(); break;
    case Opcode::kGreatest: out.a = values.back(); break;
    case Opcode::kMedianTwice: out.a = values[values.size() / 2] + values[(values.size() - 1) / 2]; break;
    default: {  // ratios: the first of the best
      const Row* best = &sorted.known[0];
      for (const Row& row : sorted.known) {
        const Rational mine(row.a, row.b), so_far(best->a, best->b);
        if (op == Opcode::kLeastRatio ? mine < so_far : mine > so_far) best = &row;
      }
      out.a = best->a, out.b = best->b;
    }
  }
  return out;
}

bool IsRatio(Opcode op) {
  return op == Opcode::kLeastRatio || op == Opcode::kGreatestRatio;
}

// One operation over the rows of a feed, or over sites. `absent` (bits): the value's state, keep, keep's
// state.
void Check(Opcode op, Lane lane, const Range& range, unsigned absent, bool sites, bool scalar_keep,
           Random& random) {
  Builder b;
  const std::uint32_t feed = sites ? kSites : kRows;
  const bool byte = lane == Lane::kByte;
  const std::uint32_t value = byte ? b.Of(feed, FieldType::kYesNo) : b.Number(feed, range, lane);
  const std::uint32_t divisor = IsRatio(op) ? b.Number(feed, {1, 9}, lane) : value;
  const std::uint32_t keep = b.Of(feed, FieldType::kYesNo);
  const RegisterId value_state = absent & 1 ? kNoRegister : b.State(value);
  const RegisterId keeps = scalar_keep ? b.Literal(Lane::kByte, 1) : absent & 2 ? kNoRegister : b.Value(keep);
  const RegisterId keep_state = absent & 4 ? kNoRegister : b.State(keep);
  std::vector<std::uint32_t> operands;
  std::vector<Lane> lanes = {op == Opcode::kCount ? Lane::k64 : lane};
  if (IsRatio(op)) lanes.push_back(lane);
  lanes.push_back(Lane::kByte);
  for (Lane l : lanes) operands.push_back(b.Register(l, kFirmSpace));
  const std::vector<std::uint32_t> outputs = operands;
  if (op == Opcode::kCount) {
    operands.insert(operands.end(), {keeps, keep_state, value_state});
  } else {
    operands.push_back(b.Value(value));
    if (IsRatio(op)) operands.push_back(b.Value(divisor));
    operands.insert(operands.end(), {value_state, keeps, keep_state});
  }
  b.Emit(op, kFirmSpace, operands);
  const Integer most = sites ? kSitesUpTo : kRowsUpTo;
  const Range wide{-most * (abs(range.lowest) + abs(range.highest) + 1),
                   most * (abs(range.lowest) + abs(range.highest) + 1)};
  b.Emit(Opcode::kOutput, kFirmSpace, {outputs[0], outputs.back(), b.Output(kFirm, wide)});
  if (IsRatio(op)) b.Emit(Opcode::kOutput, kFirmSpace, {outputs[1], outputs.back(), b.Output(kFirm, {1, 9})});

  Dataset data = MakeWorld(b.edition(), random);
  // The bounds of rows per firm must hold for sites too: they do (at most three).
  const RunResult result = RunEveryWay(b, data);
  ASSERT_FALSE(result.outputs.empty());
  for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
    const auto [begin, end] = sites ? SitesOf(data, firm) : RowsOf(data, firm);
    std::vector<Row> rows;
    for (std::size_t r = begin; r < end; ++r)
      rows.push_back({data.columns[value].values.Get(r), data.columns[divisor].values.Get(r),
                      absent & 1 ? 0 : data.columns[value].states[r],
                      scalar_keep || (absent & 2) != 0 || data.columns[keep].values.Get(r) != 0,
                      absent & 4 ? 0 : data.columns[keep].states[r]});
    const Reduced expected = Model(op, rows);
    ASSERT_EQ(result.outputs[0].states[firm], expected.state)
        << "op " << static_cast<int>(op) << " absent " << absent;
    if (expected.a) {
      ASSERT_EQ(result.outputs[0].values.Get(firm), *expected.a)
          << "op " << static_cast<int>(op) << " absent " << absent;
    }
    if (expected.b) {
      ASSERT_EQ(result.outputs[1].values.Get(firm), *expected.b);
    }
    if (op != Opcode::kCount && op != Opcode::kSum && op != Opcode::kMedianTwice && !byte) {
      ASSERT_TRUE(range.Contains(result.outputs[0].values.Get(firm))) << "op " << static_cast<int>(op);
    }
  }
}

const std::vector<Opcode> kReductions = {Opcode::kCount,       Opcode::kSum,        Opcode::kLeast,
                                         Opcode::kGreatest,    Opcode::kLeastRatio, Opcode::kGreatestRatio,
                                         Opcode::kMedianTwice, Opcode::kOnly};

TEST(Reductions, EveryOperationLaneAndMix) {
  Random random(1);
  const Integer big = (Integer(1) << 58) - 1, bigger = (Integer(1) << 120) - 1,
                biggest = (Integer(1) << 245) - 1;
  struct InLane {
    Lane lane;
    Range range;
  };
  const InLane lanes[] = {{Lane::k64, {-big, big}},
                          {Lane::k64, {3, 6}},
                          {Lane::k64, {-9, -2}},
                          {Lane::k128, {-bigger, bigger}},
                          {Lane::k256, {-biggest, biggest}}};
  for (Opcode op : kReductions)
    for (const InLane& l : lanes)
      for (unsigned absent = 0; absent < 8; ++absent)
        for (const bool sites : {false, true}) {
          // Count has no value; without any operand nothing says which rows are meant.
          if (op == Opcode::kCount && absent == 7) continue;
          Check(op, l.lane, l.range, absent, sites, false, random);
          if (HasFatalFailure()) return;
        }
}

TEST(Reductions, QuantifiersAndBytes) {
  Random random(2);
  for (Opcode op : {Opcode::kAny, Opcode::kEvery, Opcode::kOnly})
    for (unsigned absent = 0; absent < 8; ++absent)
      for (const bool sites : {false, true}) {
        Check(op, Lane::kByte, {0, 1}, absent, sites, false, random);
        if (HasFatalFailure()) return;
      }
}

TEST(Reductions, KeepMayBeAScalarOfTheRun) {
  Random random(3);
  for (Opcode op : {Opcode::kSum, Opcode::kCount, Opcode::kGreatest})
    Check(op, Lane::k64, {-100, 100}, 0, false, true, random);
}

// Sums over pairs see each row's fellows, sums over crosses the lookup's rows.
TEST(Reductions, PairsAndCrosses) {
  Random random(4);
  Builder b;
  const std::uint32_t amount = b.Number(kRows, {-100, 100}, Lane::k64),
                      area = b.Number(kFirms, {0, 9}, Lane::k64);
  // Sites against rows of their firm.
  b.edition().spaces.push_back({SpaceKind::kPair, kSiteSpace, kRowSpace, kNone, kRowsUpTo});
  const SpaceId site_rows = 7;
  const std::uint32_t size = b.Number(kSites, {0, 50}, Lane::k64);
  const RegisterId row_amount = b.Value(amount), site_size = b.Value(size), firm_area = b.Value(area);
  const RegisterId theirs = b.Result(Opcode::kGather, Lane::k64, site_rows, {row_amount});
  const RegisterId own = b.Result(Opcode::kGather, Lane::k64, site_rows, {site_size});
  const RegisterId product = b.Result(Opcode::kMultiply, Lane::k64, site_rows, {theirs, own});
  const RegisterId above = b.Result(Opcode::kGather, Lane::k64, site_rows, {firm_area});  // two levels up
  const RegisterId term = b.Result(Opcode::kAdd, Lane::k64, site_rows, {product, above});
  const RegisterId sum = b.Register(Lane::k64, kSiteSpace), state = b.Register(Lane::kByte, kSiteSpace);
  b.Emit(Opcode::kSum, kSiteSpace, {sum, state, term, kNoRegister, kNoRegister, kNoRegister});
  b.Emit(Opcode::kOutput, kSiteSpace, {sum, state, b.Output(kSite, {-200000, 200000})});

  const RegisterId index = b.Result(Opcode::kLookupRow, Lane::k64, kCrossSpace, {});
  const std::uint32_t weights = b.Add(TakeTable{Lane::k64, {1, 10, 100}});
  const RegisterId weight = b.Result(Opcode::kTake, Lane::k64, kCrossSpace, {index, weights});
  const RegisterId crossed = b.Result(Opcode::kGather, Lane::k64, kCrossSpace, {row_amount});
  const RegisterId weighted = b.Result(Opcode::kMultiply, Lane::k64, kCrossSpace, {weight, crossed});
  const RegisterId row_sum = b.Register(Lane::k64, kRowSpace), row_state = b.Register(Lane::kByte, kRowSpace);
  b.Emit(Opcode::kSum, kRowSpace, {row_sum, row_state, weighted, kNoRegister, kNoRegister, kNoRegister});
  const RegisterId total = b.Register(Lane::k64, kFirmSpace),
                   total_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kSum, kFirmSpace, {total, total_state, row_sum, kNoRegister, kNoRegister, kNoRegister});
  b.Emit(Opcode::kOutput, kFirmSpace, {total, total_state, b.Output(kFirm, {-600000, 600000})});

  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  const auto get = [&](std::uint32_t column, std::size_t row) {
    return data.columns[column].values.Get(row);
  };
  for (std::size_t site = 0; site < data.entities[kSite].count; ++site) {
    const std::uint32_t firm = data.entities[kSite].owner[site];
    Integer expected = 0;
    if (firm != kNone) {
      const auto [begin, end] = RowsOf(data, firm);
      for (std::size_t r = begin; r < end; ++r)
        expected += get(amount, r) * get(size, site) + get(area, firm);
    }
    ASSERT_EQ(result.outputs[0].values.Get(site), expected) << site;
  }
  for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
    const auto [begin, end] = RowsOf(data, firm);
    Integer expected = 0;
    for (std::size_t r = begin; r < end; ++r) expected += 111 * get(amount, r);
    ASSERT_EQ(result.outputs[1].values.Get(firm), expected) << firm;
  }
}

// Rows of one firm against each other: the sum over all pairs of (mine × 7 − theirs), where theirs is
// smaller.
TEST(Reductions, PairsOfOneFeed) {
  Random random(14);
  Builder b;
  const std::uint32_t amount = b.Number(kRows, {-5, 5}, Lane::k64);
  const RegisterId value = b.Value(amount);
  const RegisterId seven = b.Result(Opcode::kGather, Lane::k64, kPairSpace, {b.Literal(Lane::k64, 7)});
  const RegisterId mine = b.Result(Opcode::kGather, Lane::k64, kPairSpace, {value});
  const RegisterId theirs = b.Result(Opcode::kGatherOther, Lane::k64, kPairSpace, {value});
  const RegisterId smaller = b.Result(Opcode::kLess, Lane::kByte, kPairSpace, {theirs, mine});
  const RegisterId product = b.Result(Opcode::kMultiply, Lane::k64, kPairSpace, {mine, seven});
  const RegisterId term = b.Result(Opcode::kSubtract, Lane::k64, kPairSpace, {product, theirs});
  const RegisterId sum = b.Register(Lane::k64, kRowSpace), state = b.Register(Lane::kByte, kRowSpace);
  b.Emit(Opcode::kSum, kRowSpace, {sum, state, term, kNoRegister, smaller, kNoRegister});
  const RegisterId total = b.Register(Lane::k64, kFirmSpace),
                   total_state = b.Register(Lane::kByte, kFirmSpace);
  b.Emit(Opcode::kSum, kFirmSpace, {total, total_state, sum, kNoRegister, kNoRegister, kNoRegister});
  b.Emit(Opcode::kOutput, kFirmSpace, {total, total_state, b.Output(kFirm, {-100000, 100000})});
  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
    const auto [begin, end] = RowsOf(data, firm);
    Integer expected = 0;
    for (std::size_t r = begin; r < end; ++r)
      for (std::size_t q = begin; q < end; ++q) {
        const Integer x = data.columns[amount].values.Get(r), y = data.columns[amount].values.Get(q);
        if (y < x) expected += 7 * x - y;
      }
    ASSERT_EQ(result.outputs[0].values.Get(firm), expected);
  }
}

TEST(Reductions, Groups) {
  Random random(6);
  for (unsigned absent = 0; absent < 8; ++absent) {
    Builder b;
    const std::uint32_t key = b.Number(kRows, {-3, 3}, Lane::k64),
                        amount = b.Number(kRows, {0, 100}, Lane::k64);
    const std::uint32_t keep = b.Of(kRows, FieldType::kYesNo);
    const RegisterId key_state = absent & 1 ? kNoRegister : b.State(key),
                     keeps = absent & 2 ? kNoRegister : b.Value(keep);
    const RegisterId keep_state = absent & 4 ? kNoRegister : b.State(keep);
    const RegisterId keys = b.Value(key), amounts = b.Value(amount), amount_state = b.State(amount);
    const RegisterId unknown = b.Result(Opcode::kMakeGroups, Lane::kByte, kFirmSpace,
                                        {keys, key_state, keeps, keep_state, kGroupSpace});
    const RegisterId sum = b.Register(Lane::k64, kGroupSpace),
                     sum_state = b.Register(Lane::kByte, kGroupSpace);
    b.Emit(Opcode::kSum, kGroupSpace, {sum, sum_state, amounts, amount_state, kNoRegister, kNoRegister});
    const RegisterId best = b.Register(Lane::k64, kFirmSpace),
                     best_state = b.Register(Lane::kByte, kFirmSpace);
    b.Emit(Opcode::kGreatest, kFirmSpace, {best, best_state, sum, sum_state, kNoRegister, kNoRegister});
    const RegisterId number = b.Register(Lane::k64, kFirmSpace),
                     number_state = b.Register(Lane::kByte, kFirmSpace);
    b.Emit(Opcode::kCount, kFirmSpace, {number, number_state, kNoRegister, kNoRegister, sum_state});
    const RegisterId first =
        b.Result(Opcode::kFirstOfEach, Lane::kByte, kRowSpace, {keys, key_state, keeps, keep_state});
    const RegisterId distinct = b.Register(Lane::k64, kFirmSpace),
                     distinct_state = b.Register(Lane::kByte, kFirmSpace);
    b.Emit(Opcode::kCount, kFirmSpace, {distinct, distinct_state, first, kNoRegister, kNoRegister});
    b.Emit(Opcode::kOutput, kFirmSpace, {best, best_state, b.Output(kFirm, {0, 2000})});
    b.Emit(Opcode::kOutput, kFirmSpace, {number, unknown, b.Output(kFirm, {0, 20})});
    b.Emit(Opcode::kOutput, kFirmSpace, {distinct, distinct_state, b.Output(kFirm, {0, 20})});
    Dataset data = MakeWorld(b.edition(), random);
    const RunResult result = RunEveryWay(b, data);
    for (std::size_t firm = 0; firm < data.entities[kFirm].count; ++firm) {
      const auto [begin, end] = RowsOf(data, firm);
      std::map<Integer, std::vector<Row>> groups;
      int missing = 0;
      for (std::size_t r = begin; r < end; ++r) {
        const int k = absent & 4 ? 0 : data.columns[keep].states[r],
                  s = absent & 1 ? 0 : data.columns[key].states[r];
        const bool kept = k == 0 && ((absent & 2) != 0 || data.columns[keep].values.Get(r) != 0);
        if (Missing(k)) missing = std::max(missing, k);
        if (kept && Missing(s)) missing = std::max(missing, s);
        if (kept && s == 0)
          groups[data.columns[key].values.Get(r)].push_back(
              {data.columns[amount].values.Get(r), 0, data.columns[amount].states[r], true, 0});
      }
      std::vector<Row> sums;
      for (const auto& [value, rows] : groups) {
        const Reduced reduced = Model(Opcode::kSum, rows);
        sums.push_back({reduced.a.value_or(0), 0, reduced.state, true, 0});
      }
      const Reduced best_sum = Model(Opcode::kGreatest, sums), counted = Model(Opcode::kCount, sums);
      ASSERT_EQ(result.outputs[0].states[firm], best_sum.state);
      if (best_sum.a) {
        ASSERT_EQ(result.outputs[0].values.Get(firm), *best_sum.a);
      }
      ASSERT_EQ(result.outputs[1].states[firm], missing);
      if (counted.a) {
        ASSERT_EQ(result.outputs[1].values.Get(firm), *counted.a);
      }
      ASSERT_EQ(result.outputs[2].values.Get(firm), groups.size());
    }
  }
}

}  // namespace

std::vector<Opcode> CoveredByReductions() {
  std::vector<Opcode> all = kReductions;
  all.insert(all.end(), {Opcode::kAny, Opcode::kEvery, Opcode::kGather, Opcode::kGatherOther,
                         Opcode::kLookupRow, Opcode::kMakeGroups, Opcode::kFirstOfEach});
  return all;
}

}  // namespace greenrule::testing
