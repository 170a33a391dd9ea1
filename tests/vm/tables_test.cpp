// Decision tables, lookups and texts against the plain reading of what they mean.
#include <gtest/gtest.h>

#include <map>

#include "tests/vm/covered.h"
#include "tests/vm/world.h"

namespace greenrule::testing {
namespace {

enum class Cell { kNo, kYes, kUnknown };

struct DecisionTable {
  std::uint32_t rows;
  std::vector<std::vector<std::vector<Cell>>> cells;  // [input][interval][row]
};

DecisionTable AnyTable(Random& random, std::uint32_t rows, std::size_t inputs, unsigned yes_percent,
                       unsigned unknown_percent) {
  DecisionTable table{rows, {}};
  for (std::size_t i = 0; i < inputs; ++i) {
    auto& intervals = table.cells.emplace_back(1 + Below(random, 4));
    for (auto& interval : intervals)
      for (std::uint32_t r = 0; r < rows; ++r) {
        const std::uint64_t dice = Below(random, 100);
        interval.push_back(dice < yes_percent                     ? Cell::kYes
                           : dice < yes_percent + unknown_percent ? Cell::kUnknown
                                                                  : Cell::kNo);
      }
  }
  return table;
}

MatchTable Packed(const DecisionTable& table, MatchPolicy policy) {
  MatchTable out{policy, table.rows, {}, {}, {}};
  const std::size_t words = (table.rows + 63) / 64;
  for (const auto& intervals : table.cells) {
    out.sizes.push_back(static_cast<std::uint32_t>(intervals.size()));
    auto& yes = out.yes.emplace_back();
    auto& unknown = out.unknown.emplace_back();
    for (const auto& interval : intervals) {
      yes.emplace_back(words, 0);
      unknown.emplace_back(words, 0);
      for (std::uint32_t r = 0; r < table.rows; ++r) {
        if (interval[r] == Cell::kYes) yes.back()[r / 64] |= std::uint64_t{1} << r % 64;
        if (interval[r] == Cell::kUnknown) unknown.back()[r / 64] |= std::uint64_t{1} << r % 64;
      }
    }
  }
  return out;
}

struct RowState {
  Cell cell;
  int reason;
};

// A row is the three-valued and of its cells.
RowState Evaluate(const DecisionTable& table, std::uint32_t row, const std::vector<std::size_t>& interval,
                  const std::vector<int>& states) {
  RowState out{Cell::kYes, 0};
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    const Cell cell = table.cells[i][interval[i]][row];
    if (cell == Cell::kNo) return {Cell::kNo, 0};
    if (cell == Cell::kUnknown) out = {Cell::kUnknown, std::max(out.reason, states[i])};
  }
  return out;
}

std::pair<std::uint32_t, int> First(const DecisionTable& table, const std::vector<std::size_t>& interval,
                                    const std::vector<int>& states) {
  for (std::uint32_t r = 0; r < table.rows; ++r) {
    const RowState row = Evaluate(table, r, interval, states);
    if (row.cell == Cell::kYes) return {r, 0};
    if (row.cell == Cell::kUnknown) return {table.rows, row.reason};
  }
  return {table.rows, kNoRowMatches};
}

std::pair<std::uint32_t, int> Unique(const DecisionTable& table, const std::vector<std::size_t>& interval,
                                     const std::vector<int>& states) {
  std::vector<std::uint32_t> found;
  bool unknown = false;
  int reason = 0;
  for (std::uint32_t r = 0; r < table.rows; ++r) {
    const RowState row = Evaluate(table, r, interval, states);
    if (row.cell == Cell::kYes) found.push_back(r);
    if (row.cell == Cell::kUnknown) unknown = true, reason = std::max(reason, row.reason);
  }
  if (found.size() > 1) return {table.rows, kSeveralRowsMatch};
  if (found.size() == 1) return {found[0], 0};
  return {table.rows, unknown ? reason : kNoRowMatches};
}

TEST(Tables, DecisionTables) {
  Random random(3);
  struct Shape {
    std::uint32_t rows;
    std::size_t inputs;
    unsigned yes, unknown;
  };
  for (const Shape& shape :
       {Shape{3, 1, 40, 20}, Shape{10, 2, 60, 10}, Shape{64, 3, 30, 5}, Shape{65, 2, 10, 1},
        Shape{200, 3, 20, 3}, Shape{1, 1, 30, 30}, Shape{0, 1, 0, 0}, Shape{5, 0, 0, 0}}) {
    const DecisionTable table = AnyTable(random, shape.rows, shape.inputs, shape.yes, shape.unknown);
    Builder b;
    std::vector<std::uint32_t> index_columns, state_columns, operands;
    for (std::size_t i = 0; i < shape.inputs; ++i)
      index_columns.push_back(
          b.Number(kFirms, {-1, table.cells[i].size()}, Lane::k64));  // beyond both ends too
    for (std::size_t i = 0; i < shape.inputs; ++i)
      state_columns.push_back(b.Number(kFirms, {1, 254}, Lane::k64));
    for (std::uint32_t column : index_columns) operands.push_back(b.Value(column));
    for (std::uint32_t column : state_columns) operands.push_back(b.Value(column));
    const auto emit = [&](Opcode op, Lane lane, const Range& range, std::vector<std::uint32_t> immediates) {
      const RegisterId value = b.Register(lane, kFirmSpace), state = b.Register(Lane::kByte, kFirmSpace);
      std::vector<std::uint32_t> all = {value, state};
      all.insert(all.end(), operands.begin(), operands.end());
      all.insert(all.end(), immediates.begin(), immediates.end());
      b.Emit(op, kFirmSpace, all);
      b.Emit(Opcode::kOutput, kFirmSpace, {value, state, b.Output(kFirm, range)});
    };
    emit(Opcode::kMatch, Lane::k64, {0, shape.rows}, {b.Add(Packed(table, MatchPolicy::kFirst))});
    emit(Opcode::kMatch, Lane::k64, {0, shape.rows}, {b.Add(Packed(table, MatchPolicy::kUnique))});
    const std::uint32_t all = b.Add(Packed(table, MatchPolicy::kAll));
    const std::uint32_t tested = std::min(shape.rows, 70u);
    for (std::uint32_t r = 0; r < tested; ++r) emit(Opcode::kMatchAll, Lane::kByte, {0, 1}, {all, r});

    Dataset data = MakeWorld(b.edition(), random);
    const RunResult result = RunEveryWay(b, data);
    for (std::size_t row = 0; row < data.entities[kFirm].count; ++row) {
      std::vector<std::size_t> interval;
      std::vector<int> states;
      for (std::size_t i = 0; i < shape.inputs; ++i) {
        const auto index = static_cast<std::int64_t>(data.columns[index_columns[i]].values.Get(row));
        interval.push_back(std::clamp<std::int64_t>(index, 0, table.cells[i].size() - 1));
        states.push_back(static_cast<int>(data.columns[state_columns[i]].values.Get(row)));
      }
      const auto check = [&](std::size_t output, std::pair<std::uint32_t, int> expected) {
        ASSERT_EQ(result.outputs[output].values.Get(row), expected.first);
        ASSERT_EQ(result.outputs[output].states[row], expected.second);
      };
      check(0, First(table, interval, states));
      check(1, Unique(table, interval, states));
      for (std::uint32_t r = 0; r < tested; ++r) {
        const RowState expected = Evaluate(table, r, interval, states);
        check(2 + r, {expected.cell == Cell::kYes, expected.reason});
      }
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

// A lookup read from top to bottom: rows whose other keys fit, of them the longest prefix, of them the latest
// day.
std::pair<std::size_t, int> Find(const Lookup& lookup, const TextPool& texts,
                                 std::vector<std::int64_t> keys) {
  const bool dated = lookup.keys.back() == KeyKind::kInForce;
  std::map<std::size_t, std::vector<std::size_t>> fitting;  // by the prefix's length
  for (std::size_t r = 0; r < lookup.rows.size(); ++r) {
    std::size_t length = 0;
    bool fits = true;
    for (std::size_t k = 0; k + (dated ? 1 : 0) < lookup.keys.size(); ++k) {
      if (lookup.keys[k] == KeyKind::kExact) fits = fits && lookup.rows[r][k] == keys[k];
      if (lookup.keys[k] != KeyKind::kLongestPrefix) continue;
      const std::string prefix(texts.Text(lookup.rows[r][k])), text(texts.Text(keys[k]));
      fits = fits && text.compare(0, prefix.size(), prefix) == 0;
      length = prefix.size();
    }
    if (fits) fitting[length].push_back(r);
  }
  std::vector<std::size_t> rows;
  if (!fitting.empty()) {
    rows = fitting.rbegin()->second;
  } else if (lookup.fallback) {
    const auto same = [&](const std::vector<std::int64_t>& row) {
      return std::equal(row.begin(), row.end() - (dated ? 1 : 0), lookup.rows[*lookup.fallback].begin());
    };
    for (std::size_t r = 0; r < lookup.rows.size(); ++r)
      if (same(lookup.rows[r])) rows.push_back(r);
  }
  if (rows.empty()) return {lookup.rows.size(), kNotInLookup};
  if (!dated) return {rows[0], 0};
  std::size_t found = lookup.rows.size();
  for (std::size_t r : rows)
    if (lookup.rows[r].back() <= keys.back()) found = r;
  return found == lookup.rows.size() ? std::pair<std::size_t, int>{found, kNotInForce}
                                     : std::pair<std::size_t, int>{found, 0};
}

TEST(Tables, Lookups) {
  Random random(5);
  using enum KeyKind;
  for (const std::vector<KeyKind>& kinds : {std::vector{kExact},
                                            {kLongestPrefix},
                                            {kInForce},
                                            {kExact, kInForce},
                                            {kLongestPrefix, kInForce},
                                            {kExact, kLongestPrefix, kInForce},
                                            {kExact, kExact}})
    for (const bool fallback : {false, true}) {
      Builder b;
      for (const char* text : {"C", "C26", "C2611", "北京", "", "X"}) b.Text(text);
      Lookup lookup;
      lookup.keys = kinds;
      for (int i = 0; i < 12; ++i) {
        std::vector<std::int64_t> row;
        for (KeyKind kind : kinds)
          row.push_back(kind == kInForce ? 100 * static_cast<std::int64_t>(Below(random, 5))
                                         : static_cast<std::int64_t>(Below(random, 4)));
        lookup.rows.push_back(row);
      }
      std::ranges::sort(lookup.rows);
      lookup.rows.erase(std::unique(lookup.rows.begin(), lookup.rows.end()), lookup.rows.end());
      if (fallback) lookup.fallback = static_cast<std::uint32_t>(Below(random, lookup.rows.size()));
      b.edition().lookups = {lookup};
      b.edition().spaces[kCrossSpace].rows_per_parent = lookup.rows.size();

      std::vector<std::uint32_t> columns,
          operands = {b.Register(Lane::k64, kFirmSpace), b.Register(Lane::kByte, kFirmSpace)};
      for (KeyKind kind : kinds)
        columns.push_back(
            kind == kLongestPrefix
                ? b.Of(kFirms, FieldType::kText)
                : b.Number(kFirms, kind == kInForce ? Range{-50, 450} : Range{0, 5}, Lane::k64));
      for (std::uint32_t column : columns) operands.push_back(b.Value(column));
      operands.push_back(0);
      b.Emit(Opcode::kLookup, kFirmSpace, operands);
      b.Emit(Opcode::kOutput, kFirmSpace,
             {operands[0], operands[1], b.Output(kFirm, {0, lookup.rows.size()})});
      Dataset data = MakeWorld(b.edition(), random);
      const RunResult result = RunEveryWay(b, data);
      for (std::size_t row = 0; row < data.entities[kFirm].count; ++row) {
        std::vector<std::int64_t> keys;
        for (std::uint32_t column : columns)
          keys.push_back(static_cast<std::int64_t>(data.columns[column].values.Get(row)));
        const auto expected = Find(lookup, data.texts, keys);
        ASSERT_EQ(result.outputs[0].values.Get(row), expected.first);
        ASSERT_EQ(result.outputs[0].states[row], expected.second);
      }
    }
}

TEST(Tables, Texts) {
  Builder b;
  const std::uint32_t column = b.Of(kFirms, FieldType::kText), second = b.Of(kFirms, FieldType::kText);
  const RegisterId text = b.Value(column), other = b.Value(second);
  std::vector<std::uint32_t> letters = {0, 1, 2, 3, 100};
  for (std::uint32_t count : letters)
    b.Emit(Opcode::kOutput, kFirmSpace,
           {b.Result(Opcode::kFirstLetters, Lane::k64, kFirmSpace, {text, count}), kNoRegister,
            b.Output(kFirm, {0, 0}, OutputType::kText)});
  const RegisterId two = b.Result(Opcode::kFirstLetters, Lane::k64, kFirmSpace, {text, 2});
  b.Emit(Opcode::kOutput, kFirmSpace,
         {b.Result(Opcode::kStartsWith, Lane::kByte, kFirmSpace, {other, two}), kNoRegister,
          b.Output(kFirm, {0, 1})});
  b.Emit(Opcode::kOutput, kFirmSpace,
         {b.Result(Opcode::kEqual, Lane::kByte, kFirmSpace, {other, two}), kNoRegister,
          b.Output(kFirm, {0, 1})});
  Random random(9);
  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  // Cut before the n-th byte that begins a code point.
  const auto first = [](std::string s, std::uint32_t count) {
    std::uint32_t seen = 0;
    for (std::size_t i = 0; i < s.size(); ++i)
      if ((s[i] & 0xC0) != 0x80 && seen++ == count) return s.substr(0, i);
    return s;
  };
  for (std::size_t row = 0; row < data.entities[kFirm].count; ++row) {
    const auto text_of = [&](const LaneVector& values) {
      return std::string(data.texts.Text(static_cast<std::int64_t>(values.Get(row))));
    };
    const std::string whole = text_of(data.columns[column].values),
                      another = text_of(data.columns[second].values);
    for (std::size_t i = 0; i < letters.size(); ++i)
      ASSERT_EQ(text_of(result.outputs[i].values), first(whole, letters[i]));
    ASSERT_EQ(result.outputs[5].values.Get(row), another.starts_with(first(whole, 2)));
    ASSERT_EQ(result.outputs[6].values.Get(row), another == first(whole, 2));
  }
}

}  // namespace

std::vector<Opcode> CoveredByTables() {
  return {Opcode::kMatch, Opcode::kMatchAll, Opcode::kLookup, Opcode::kFirstLetters, Opcode::kStartsWith};
}

}  // namespace greenrule::testing
