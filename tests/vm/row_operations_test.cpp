// Every operation that works row by row, against what it means for exact integers: each lane, each mix of
// rows and scalars of the run, every batch size. Ranges are asked too: no result may leave the range that was
// predicted for it.
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "runtime/number/rational.h"
#include "runtime/program/calendar.h"
#include "tests/vm/covered.h"
#include "tests/vm/world.h"

namespace greenrule::testing {
namespace {

enum class Kind { kNumber, kCondition, kState, kAbsent };

struct Input {
  Kind kind = Kind::kNumber;
  Lane lane = Lane::k64;
  Range range{0, 0};
};

using Values = std::vector<Integer>;
using Model = std::function<Values(const Values& inputs)>;

struct Case {
  std::string name;
  Opcode op;
  std::vector<Input> inputs;
  std::vector<Lane> outputs;
  std::function<std::vector<std::uint32_t>(Builder&)> immediates;
  Model model;
};

std::function<std::vector<std::uint32_t>(Builder&)> Immediates(std::vector<std::uint32_t> values) {
  return [values](Builder&) { return values; };
}

// Runs one case with the inputs in `scalars` (bits) as constants of the run.
void Check(const Case& test, unsigned scalars, Random& random) {
  Builder b;
  std::vector<std::uint32_t> operands;
  std::vector<RegisterId> outputs;
  std::vector<std::optional<std::uint32_t>> columns;
  Values constants;
  std::vector<Range> ranges(test.inputs.size(), {0, 0});
  std::vector<SpaceId> spaces(test.inputs.size(), kNone);
  bool any_rows = false;
  for (std::size_t i = 0; i < test.inputs.size(); ++i)
    any_rows = any_rows || (test.inputs[i].kind != Kind::kAbsent && (scalars >> i & 1) == 0);
  const SpaceId space = any_rows ? kFirmSpace : kRunSpace;
  std::vector<RegisterId> inputs;
  for (std::size_t i = 0; i < test.inputs.size(); ++i) {
    const Input& input = test.inputs[i];
    const bool condition = input.kind == Kind::kCondition, state = input.kind == Kind::kState;
    const Range range = condition ? Range{0, 1} : state ? Range{0, 255} : input.range;
    constants.push_back(0);
    columns.emplace_back();
    if (input.kind == Kind::kAbsent) {
      inputs.push_back(kNoRegister);
      constants.back() = 0;
      continue;
    }
    ranges[i] = range;
    if ((scalars >> i & 1) != 0) {
      constants.back() = state ? Integer(AnyState(random)) : Any(random, range);
      ranges[i] = {constants.back(), constants.back()};
      spaces[i] = kRunSpace;
      inputs.push_back(b.Literal(condition || state ? Lane::kByte : input.lane, constants.back()));
      continue;
    }
    spaces[i] = kFirmSpace;
    columns.back() =
        condition || state ? b.Of(kFirms, FieldType::kYesNo) : b.Number(kFirms, range, input.lane);
    inputs.push_back(state ? b.State(*columns.back()) : b.Value(*columns.back()));
  }
  for (Lane lane : test.outputs) outputs.push_back(b.Register(lane, space));
  const std::vector<std::uint32_t> immediates = test.immediates(b);
  operands.insert(operands.end(), outputs.begin(), outputs.end());
  operands.insert(operands.end(), inputs.begin(), inputs.end());
  operands.insert(operands.end(), immediates.begin(), immediates.end());
  b.Emit(test.op, space, operands);
  std::vector<const Range*> asked;
  for (std::size_t i = 0; i < ranges.size(); ++i) asked.push_back(spaces[i] == kNone ? nullptr : &ranges[i]);
  const std::vector<Range> predicted =
      OutputRanges({b.edition()}, {test.op, space, asked, spaces, immediates});
  ASSERT_EQ(predicted.size(), outputs.size());
  for (std::size_t o = 0; o < outputs.size(); ++o)
    b.Emit(Opcode::kOutput, kFirmSpace, {outputs[o], kNoRegister, b.Output(kFirm, predicted[o])});

  Dataset data = MakeWorld(b.edition(), random);
  const RunResult result = RunEveryWay(b, data);
  ASSERT_EQ(result.outputs.size(), outputs.size()) << test.name;
  for (std::size_t row = 0; row < data.entities[kFirm].count; ++row) {
    Values values = constants;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i]) continue;
      const ColumnData& column = data.columns[*columns[i]];
      values[i] = test.inputs[i].kind == Kind::kState ? Integer(column.states[row]) : column.values.Get(row);
    }
    const Values expected = test.model(values);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const Integer got = result.outputs[o].values.Get(row);
      std::string shown;
      for (const Integer& value : values) shown += value.str() + " ";
      ASSERT_EQ(got, expected[o]) << test.name << ", output " << o << " of " << shown << "scalars "
                                  << scalars;
      ASSERT_TRUE(predicted[o].Contains(got)) << test.name << ": " << shown;
    }
  }
}

void CheckAll(const std::vector<Case>& cases) {
  Random random(20260101);
  for (const Case& test : cases) {
    const unsigned mixes = 1u << test.inputs.size();
    for (unsigned scalars = 0; scalars < mixes; ++scalars) {
      // Of many inputs: none, each alone, and all.
      if (test.inputs.size() > 2 && scalars != 0 && scalars != mixes - 1 && (scalars & (scalars - 1)) != 0)
        continue;
      Check(test, scalars, random);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

Range Symmetric(unsigned bits) {
  const Integer end = (Integer(1) << bits) - 1;
  return {-end, end};
}
Input Number(Lane lane, const Range& range) {
  return {Kind::kNumber, lane, range};
}
const Input kCondition{Kind::kCondition, Lane::kByte, {0, 1}},
    kStateInput{Kind::kState, Lane::kByte, {0, 255}}, kAbsentInput{Kind::kAbsent, Lane::kByte, {0, 0}};

struct LaneBits {
  Lane lane;
  unsigned whole, half;  // bits of a value, and of a factor
};
constexpr LaneBits kLanes[] = {{Lane::k64, 63, 31}, {Lane::k128, 127, 63}, {Lane::k256, 255, 127}};

TEST(RowOperations, Arithmetic) {
  std::vector<Case> cases;
  for (const LaneBits& l : kLanes) {
    const std::string lane = " in " + std::to_string(l.whole);
    const Input sum = Number(l.lane, Symmetric(l.whole - 1)), factor = Number(l.lane, Symmetric(l.half));
    const Input any = Number(l.lane, Symmetric(l.whole));
    const auto binary = [&](const char* name, Opcode op, const Input& input,
                            Integer (*f)(const Integer&, const Integer&)) {
      cases.push_back({name + lane, op, {input, input}, {l.lane}, Immediates({}), [f](const Values& x) {
                         return Values{f(x[0], x[1])};
                       }});
    };
    binary("add", Opcode::kAdd, sum, [](const Integer& a, const Integer& b) { return Integer(a + b); });
    binary("subtract", Opcode::kSubtract, sum,
           [](const Integer& a, const Integer& b) { return Integer(a - b); });
    binary("multiply", Opcode::kMultiply, factor,
           [](const Integer& a, const Integer& b) { return Integer(a * b); });
    binary("minimum", Opcode::kMinimum, any,
           [](const Integer& a, const Integer& b) { return a < b ? a : b; });
    binary("maximum", Opcode::kMaximum, any,
           [](const Integer& a, const Integer& b) { return a > b ? a : b; });
    cases.push_back({"negate" + lane, Opcode::kNegate, {any}, {l.lane}, Immediates({}), [](const Values& x) {
                       return Values{-x[0]};
                     }});
    cases.push_back(
        {"absolute" + lane, Opcode::kAbsolute, {any}, {l.lane}, Immediates({}), [](const Values& x) {
           return Values{Integer(abs(x[0]))};
         }});
  }
  CheckAll(cases);
}

// Rounding by what the modes mean, on fractions.
Integer Rounded(const Rational& x, unsigned mode) {
  const Integer floor = Floor(x), ceiling = Ceiling(x);
  if (floor == ceiling) return floor;
  const Integer toward_zero = x < 0 ? ceiling : floor, away = x < 0 ? floor : ceiling;
  const Rational part = abs(Rational(x - toward_zero)), half(1, 2);
  switch (mode) {
    case 0: return part >= half ? away : toward_zero;
    case 1: return part > half || (part == half && away % 2 == 0) ? away : toward_zero;
    case 2: return part > half ? away : toward_zero;
    case 3: return away;
    case 4: return toward_zero;
    case 5: return ceiling;
    default: return floor;
  }
}

TEST(RowOperations, Division) {
  std::vector<Case> cases;
  for (const LaneBits& l : kLanes)
    for (unsigned mode = 0; mode < 7; ++mode)
      for (const Range& divisor : {Symmetric(l.whole), Range{0, 6}, Range{-4, -2}})
        cases.push_back({"divide " + std::to_string(mode),
                         Opcode::kDivideRounded,
                         {Number(l.lane, Symmetric(mode % 2 == 0 ? l.whole : 6)), Number(l.lane, divisor)},
                         {l.lane},
                         Immediates({mode}),
                         [mode](const Values& x) {
                           return Values{x[1] == 0 ? Integer(0) : Rounded(Rational(x[0], x[1]), mode)};
                         }});
  CheckAll(cases);
}

// √(a ÷ b) lies between the neighbouring integers whose squares enclose a ÷ b; which one decides their
// middle.
Integer RootOf(const Integer& a, const Integer& b, unsigned mode) {
  if (a < 0 || b <= 0) return 0;
  const Integer low = boost::multiprecision::sqrt(Integer(a / b));
  if (low * low * b == a) return low;
  const Rational middle = Rational(low) + Rational(1, 2), x(a, b);
  const Rational distance = x - middle * middle;
  bool up = mode == 3 || mode == 5;
  if (mode <= 2) up = distance > 0 || (distance == 0 && (mode == 0 || (mode == 1 && low % 2 == 1)));
  return up ? low + 1 : low;
}

TEST(RowOperations, Roots) {
  std::vector<Case> cases;
  for (const LaneBits& l : kLanes)
    for (unsigned mode = 0; mode < 7; ++mode)
      for (const Range& divisor : {Range{1, 4}, Range{-3, 1000}})
        cases.push_back({"root " + std::to_string(mode),
                         Opcode::kSqrtRounded,
                         {Number(l.lane, Symmetric(mode % 2 == 0 ? l.whole : 8)), Number(l.lane, divisor)},
                         {l.lane},
                         Immediates({mode}),
                         [mode](const Values& x) { return Values{RootOf(x[0], x[1], mode)}; }});
  CheckAll(cases);
}

TEST(RowOperations, WideningAndNarrowing) {
  std::vector<Case> cases;
  const auto same = [](const Values& x) { return Values{x[0]}; };
  for (const LaneBits& from : kLanes)
    for (const LaneBits& to : kLanes) {
      if (from.lane == to.lane) continue;
      const bool wider = to.lane > from.lane;
      cases.push_back({wider ? "widen" : "narrow",
                       wider ? Opcode::kWiden : Opcode::kNarrow,
                       {Number(from.lane, Symmetric(std::min(from.whole, to.whole)))},
                       {to.lane},
                       Immediates({}),
                       same});
    }
  CheckAll(cases);
}

TEST(RowOperations, ComparisonAndSelection) {
  std::vector<Case> cases;
  const auto add = [&](Opcode op, const Input& input, bool (*f)(const Integer&, const Integer&)) {
    cases.push_back({"compare", op, {input, input}, {Lane::kByte}, Immediates({}), [f](const Values& x) {
                       return Values{f(x[0], x[1])};
                     }});
  };
  for (const LaneBits& l : kLanes) {
    for (const Range& range : {Symmetric(l.whole), Range{-2, 2}}) {
      const Input input = Number(l.lane, range);
      add(Opcode::kEqual, input, [](const Integer& a, const Integer& b) { return a == b; });
      add(Opcode::kNotEqual, input, [](const Integer& a, const Integer& b) { return a != b; });
      add(Opcode::kLess, input, [](const Integer& a, const Integer& b) { return a < b; });
      add(Opcode::kLessEqual, input, [](const Integer& a, const Integer& b) { return a <= b; });
      cases.push_back({"select",
                       Opcode::kSelect,
                       {kCondition, input, input},
                       {l.lane},
                       Immediates({}),
                       [](const Values& x) { return Values{x[0] != 0 ? x[1] : x[2]}; }});
    }
  }
  add(Opcode::kEqual, kStateInput, [](const Integer& a, const Integer& b) { return a == b; });
  add(Opcode::kNotEqual, kCondition, [](const Integer& a, const Integer& b) { return a != b; });
  cases.push_back({"select of states",
                   Opcode::kSelect,
                   {kCondition, kStateInput, kStateInput},
                   {Lane::kByte},
                   Immediates({}),
                   [](const Values& x) { return Values{x[0] != 0 ? x[1] : x[2]}; }});
  CheckAll(cases);
}

// A condition as the language has it.
struct Three {
  std::optional<bool> value;  // nothing: unknown or not applicable
  int state;
};
Three Of(const Integer& value, const Integer& state) {
  if (state != 0) return {std::nullopt, static_cast<int>(state)};
  return {value != 0, 0};
}

Values Three3(const Values& x, bool decisive) {
  std::vector<Three> sides;
  for (const Three& side : {Of(x[0], x[1]), Of(x[2], x[3])})
    if (side.state != 255) sides.push_back(side);
  if (sides.empty()) return {-1, 255};
  for (const Three& side : sides)
    if (side.value == decisive) return {decisive, 0};
  int reason = 0;
  for (const Three& side : sides) reason = std::max(reason, side.state);
  return {reason == 0 ? Integer(!decisive) : Integer(-1), reason};
}

TEST(RowOperations, Conditions) {
  std::vector<Case> cases;
  const auto add = [&](Opcode op, std::vector<Input> inputs, std::vector<std::uint32_t> immediates, Lane lane,
                       Model model) {
    cases.push_back(
        {"condition", op, std::move(inputs), {lane}, Immediates(std::move(immediates)), std::move(model)});
  };
  add(Opcode::kAnd, {kCondition, kCondition}, {}, Lane::kByte,
      [](const Values& x) { return Values{x[0] != 0 && x[1] != 0}; });
  add(Opcode::kOr, {kCondition, kCondition}, {}, Lane::kByte,
      [](const Values& x) { return Values{x[0] != 0 || x[1] != 0}; });
  add(Opcode::kNot, {kCondition}, {}, Lane::kByte, [](const Values& x) { return Values{x[0] == 0}; });
  add(Opcode::kStateMax, {kStateInput, kStateInput}, {}, Lane::kByte,
      [](const Values& x) { return Values{std::max(x[0], x[1])}; });
  add(Opcode::kStateElse, {kStateInput, kStateInput}, {}, Lane::kByte,
      [](const Values& x) { return Values{x[0] != 0 ? x[0] : x[1]}; });
  add(Opcode::kStateIf, {kCondition}, {kBlank}, Lane::kByte,
      [](const Values& x) { return Values{x[0] != 0 ? kBlank : 0}; });
  add(Opcode::kStateIs, {kStateInput}, {1, 254}, Lane::kByte,
      [](const Values& x) { return Values{x[0] >= 1 && x[0] <= 254}; });
  add(Opcode::kStateToValue, {kStateInput}, {}, Lane::k64, [](const Values& x) { return Values{x[0]}; });
  CheckAll(cases);
}

// What stands behind an unknown state is free, so and and or are tested on their states, and on values where
// known.
TEST(RowOperations, ThreeValuedConditions) {
  Random random(7);
  for (const bool decisive : {false, true})
    for (unsigned absent = 0; absent < 4; ++absent) {
      Builder b;
      const std::uint32_t x = b.Of(kFirms, FieldType::kYesNo), y = b.Of(kFirms, FieldType::kYesNo);
      const RegisterId x_state = absent & 1 ? kNoRegister : b.State(x),
                       y_state = absent & 2 ? kNoRegister : b.State(y);
      const RegisterId value = b.Register(Lane::kByte, kFirmSpace),
                       state = b.Register(Lane::kByte, kFirmSpace);
      b.Emit(decisive ? Opcode::kOr3 : Opcode::kAnd3, kFirmSpace,
             {value, state, b.Value(x), x_state, b.Value(y), y_state});
      b.Emit(Opcode::kOutput, kFirmSpace, {value, state, b.Output(kFirm, {0, 1}, OutputType::kYesNo)});
      Dataset data = MakeWorld(b.edition(), random);
      const RunResult result = RunEveryWay(b, data);
      for (std::size_t row = 0; row < 300; ++row) {
        const ColumnData& p = data.columns[x];
        const ColumnData& q = data.columns[y];
        const Values expected = Three3({p.values.Get(row), absent & 1 ? 0 : p.states[row], q.values.Get(row),
                                        absent & 2 ? 0 : q.states[row]},
                                       decisive);
        ASSERT_EQ(result.outputs[0].states[row], expected[1]);
        const Integer got = result.outputs[0].values.Get(row);
        ASSERT_TRUE(expected[1] != 0 || got == expected[0]);
        ASSERT_LE(got, 1);
      }
    }
}

TEST(RowOperations, Bands) {
  std::vector<Case> cases;
  Random random(11);
  for (const LaneBits& l : kLanes) {
    for (const std::size_t count : {0, 1, 5, 40}) {
      const Range range = Symmetric(count % 2 == 0 ? l.whole : 8);
      std::set<Integer> bounds;
      while (bounds.size() < count) bounds.insert(Any(random, range));
      ThresholdTable table;
      for (const Integer& bound : bounds) table.thresholds.push_back({bound, 1, false});
      cases.push_back({"bucket",
                       Opcode::kBucket,
                       {Number(l.lane, range)},
                       {Lane::k64},
                       [table](Builder& b) { return std::vector<std::uint32_t>{b.Add(table)}; },
                       [table](const Values& x) {
                         Integer reached = 0;
                         for (const Threshold& t : table.thresholds) reached += x[0] >= t.numerator;
                         return Values{reached};
                       }});
      std::set<Rational> ratios;
      while (ratios.size() < count) ratios.insert(Rational(Any(random, {-50, 50}), 1 + Below(random, 9)));
      ThresholdTable fractions;
      for (const Rational& ratio : ratios)
        fractions.thresholds.push_back({numerator(ratio), denominator(ratio), Below(random, 2) == 0});
      const Range a = Symmetric(l.lane == Lane::k256 ? 200 : l.whole);
      for (const Range& numerators : {a, Symmetric(6)})
        cases.push_back({"bucket of ratios",
                         Opcode::kBucketRatio,
                         {Number(l.lane, numerators), Number(l.lane, {1, 30})},
                         {Lane::k64},
                         [fractions](Builder& b) { return std::vector<std::uint32_t>{b.Add(fractions)}; },
                         [fractions](const Values& x) {
                           Integer reached = 0;
                           const Rational ratio(x[0], x[1]);
                           for (const Threshold& t : fractions.thresholds) {
                             const Rational bound(t.numerator, t.denominator);
                             reached += t.strict ? ratio > bound : ratio >= bound;
                           }
                           return Values{reached};
                         }});
    }
  }
  CheckAll(cases);
}

TEST(RowOperations, Tables) {
  std::vector<Case> cases;
  const std::vector<std::int64_t> values = {7, -3, 100, 0};
  cases.push_back({"map",
                   Opcode::kMapValue,
                   {Number(Lane::k64, {-5, 10})},
                   {Lane::k64},
                   [values](Builder& b) { return std::vector<std::uint32_t>{b.Add(ValueTable{values})}; },
                   [values](const Values& x) {
                     const auto found =
                         std::find(values.begin(), values.end(), static_cast<std::int64_t>(x[0]));
                     return Values{found - values.begin()};
                   }});
  for (const LaneBits& l : kLanes) {
    const TakeTable table{l.lane, {(Integer(1) << (l.whole - 1)), -5, 0}};
    cases.push_back({"take",
                     Opcode::kTake,
                     {Number(Lane::k64, {-4, 6})},
                     {l.lane},
                     [table](Builder& b) { return std::vector<std::uint32_t>{b.Add(table)}; },
                     [table](const Values& x) {
                       return Values{table.values[x[0] < 0 ? 0 : x[0] > 2 ? 2 : static_cast<int>(x[0])]};
                     }});
  }
  const TakeTable bytes{Lane::kByte, {kBlank, 0, 255}};
  cases.push_back({"take of states",
                   Opcode::kTake,
                   {Number(Lane::k64, {0, 2})},
                   {Lane::kByte},
                   [bytes](Builder& b) { return std::vector<std::uint32_t>{b.Add(bytes)}; },
                   [bytes](const Values& x) { return Values{bytes.values[static_cast<int>(x[0])]}; }});
  CheckAll(cases);
}

TEST(RowOperations, Dates) {
  std::vector<Case> cases;
  const Input day = Number(Lane::k64, {kFirstDay, kLastDay}), near = Number(Lane::k64, {18000, 20000});
  const Input month = Number(Lane::k64, {kFirstMonth, kLastMonth});
  const auto add = [&](Opcode op, std::vector<Input> inputs, Model model) {
    cases.push_back({"date", op, std::move(inputs), {Lane::k64}, Immediates({}), std::move(model)});
  };
  const auto date = [](const Integer& x) { return CivilOf(static_cast<std::int64_t>(x)); };
  for (const Input& input : {day, near}) {
    add(Opcode::kYearOf, {input}, [date](const Values& x) { return Values{date(x[0]).year}; });
    add(Opcode::kMonthNumber, {input}, [date](const Values& x) { return Values{date(x[0]).month}; });
    add(Opcode::kDayOf, {input}, [date](const Values& x) { return Values{date(x[0]).day}; });
    add(Opcode::kMonthOf, {input},
        [date](const Values& x) { return Values{date(x[0]).year * 12 + date(x[0]).month - 1}; });
    add(Opcode::kMonthsBetween, {input, near}, [](const Values& x) {
      // The greatest n: walked to from a first guess by days.
      const auto a = static_cast<std::int64_t>(x[0]), b = static_cast<std::int64_t>(x[1]);
      std::int64_t n = (b - a) / 31 - 2;
      while (AddMonths(a, n) > b) --n;
      while (AddMonths(a, n + 1) <= b) ++n;
      return Values{n};
    });
  }
  add(Opcode::kFirstDay, {month}, [](const Values& x) {
    return Values{
        DayOfCivil({static_cast<std::int32_t>(x[0] / 12), static_cast<std::int32_t>(x[0] % 12) + 1, 1})};
  });
  add(Opcode::kAddMonths, {near, Number(Lane::k64, {-200, 200})}, [date](const Values& x) {
    // Forward or back to the month, then the day that exists there.
    const Civil from = date(x[0]);
    const auto months = static_cast<std::int32_t>(from.year * 12 + from.month - 1 + x[1]);
    Civil to{months / 12, months % 12 + 1, from.day};
    while (to.day > DaysInMonth(to.year, to.month)) --to.day;
    return Values{DayOfCivil(to)};
  });
  CheckAll(cases);
}

TEST(RowOperations, AbsentStatesAreKnown) {
  CheckAll({{"and",
             Opcode::kAnd3,
             {kCondition, kAbsentInput, kCondition, kAbsentInput},
             {Lane::kByte, Lane::kByte},
             Immediates({}),
             [](const Values& x) { return Values{x[0] != 0 && x[2] != 0, 0}; }}});
}

}  // namespace

std::vector<Opcode> CoveredByRowOperations() {
  return {Opcode::kConstant,     Opcode::kLoadValue, Opcode::kLoadState,     Opcode::kAdd,
          Opcode::kSubtract,     Opcode::kMultiply,  Opcode::kNegate,        Opcode::kAbsolute,
          Opcode::kMinimum,      Opcode::kMaximum,   Opcode::kDivideRounded, Opcode::kSqrtRounded,
          Opcode::kWiden,        Opcode::kNarrow,    Opcode::kEqual,         Opcode::kNotEqual,
          Opcode::kLess,         Opcode::kLessEqual, Opcode::kSelect,        Opcode::kAnd,
          Opcode::kOr,           Opcode::kNot,       Opcode::kAnd3,          Opcode::kOr3,
          Opcode::kStateMax,     Opcode::kStateIf,   Opcode::kStateElse,     Opcode::kStateIs,
          Opcode::kStateToValue, Opcode::kBucket,    Opcode::kBucketRatio,   Opcode::kMapValue,
          Opcode::kTake,         Opcode::kYearOf,    Opcode::kMonthNumber,   Opcode::kDayOf,
          Opcode::kMonthOf,      Opcode::kFirstDay,  Opcode::kAddMonths,     Opcode::kMonthsBetween,
          Opcode::kOutput};
}

}  // namespace greenrule::testing
