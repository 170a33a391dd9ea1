#include "runtime/vm/figures.h"

#include <algorithm>
#include <boost/functional/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <numeric>

#include "runtime/number/lane_integer.h"
#include "runtime/program/ranges.h"

namespace greenrule {
namespace {

std::int64_t KeyAt(const LaneVector& column, std::size_t row) {
  return column.lane() == Lane::kByte ? column.as<std::uint8_t>()[row] : column.as<Int64>()[row];
}

void Put(LaneVector& column, std::size_t row, const Int256& value) {
  WithNumericLane(column.lane(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    column.as<T>()[row] = static_cast<T>(value);
  });
}

// Values of the entities that count, group by group, ascending within each.
template <class T>
struct SortedValues {
  std::vector<std::size_t> offsets;
  std::vector<T> values;

  std::size_t Count(std::size_t group) const { return offsets[group + 1] - offsets[group]; }
  const T* begin(std::size_t group) const { return values.data() + offsets[group]; }
  const T* end(std::size_t group) const { return values.data() + offsets[group + 1]; }
};

struct FigureValue {
  Int256 result;
  std::size_t count = 0;
  bool empty = false;  // there is no such figure: no rows
};

// x[i] × q + part × (x[i + 1] − x[i]) where p × (n − 1) = i + part ÷ q.
template <class T>
Int256 Percentile(const Figure& figure, const T* values, std::size_t count) {
  const Integer position = figure.p_numerator * (count - 1);
  const std::size_t whole = static_cast<std::size_t>(Integer(position / figure.p_denominator));
  const Int256 part = ToInt256(position % figure.p_denominator);
  const Int256 low(values[whole]), high(values[std::min(whole + 1, count - 1)]);
  const Int256 step = WrappingSubtract(high, low);
  return WrappingAdd(WrappingMultiply(low, ToInt256(figure.p_denominator)), WrappingMultiply(part, step));
}

template <class T>
FigureValue ValueOf(const Figure& figure, const T* values, std::size_t count) {
  FigureValue value{Int256(0), count, count == 0};
  switch (figure.kind) {
    case FigureKind::kCount: return {Int256(static_cast<Int64>(count)), count, false};
    case FigureKind::kSum:
    case FigureKind::kAverage:
      for (std::size_t i = 0; i < count; ++i) value.result = WrappingAdd(value.result, Int256(values[i]));
      value.empty = count == 0 && figure.kind == FigureKind::kAverage;
      return value;
    default: break;
  }
  if (value.empty) return value;
  switch (figure.kind) {
    case FigureKind::kMin: value.result = Int256(values[0]); break;
    case FigureKind::kMax: value.result = Int256(values[count - 1]); break;
    case FigureKind::kMedian:
      value.result = WrappingAdd(Int256(values[(count - 1) / 2]), Int256(values[count / 2]));
      break;
    case FigureKind::kPercentile: value.result = Percentile(figure, values, count); break;
    default: break;
  }
  return value;
}

}  // namespace

bool Figures::Evaluated(std::uint32_t entity, std::size_t row) const {
  const std::uint32_t kept = data_.edition.entities[entity].evaluated;
  return kept == kNone || data_.kept[kept].as<std::uint8_t>()[row] != 0;
}

Grouping Figures::GroupBy(const Figure& figure) const {
  Grouping out;
  const std::size_t rows = data_.dataset->entities[figure.entity].count;
  out.group_of.assign(rows, 0);
  out.state.assign(rows, kKnown);
  for (std::size_t row = 0; row < rows; ++row) {
    State& state = out.state[row];
    for (std::uint32_t kept : figure.group_state) state = std::max(state, StateAt(kept, row));
    if (!Evaluated(figure.entity, row)) state = kNotListed;
    if (state != kKnown) out.group_of[row] = kNone;
  }
  out.keys.assign(1, {});
  // One key after the other: groups so far and the next key's value make the next groups.
  for (std::uint32_t column : figure.group) {
    boost::unordered_flat_map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t,
                              boost::hash<std::pair<std::uint32_t, std::int64_t>>>
        numbers;
    std::vector<std::vector<std::int64_t>> keys;
    for (std::size_t row = 0; row < rows; ++row) {
      if (out.group_of[row] == kNone) continue;
      const std::int64_t key = KeyAt(data_.kept[column], row);
      const auto [number, is_new] =
          numbers.try_emplace({out.group_of[row], key}, static_cast<std::uint32_t>(keys.size()));
      if (is_new) {
        keys.push_back(out.keys[out.group_of[row]]);
        keys.back().push_back(key);
      }
      out.group_of[row] = number->second;
    }
    out.keys = std::move(keys);
  }
  return out;
}

// Texts and names of choices by their bytes; dates, months, numbers and yes-no by their value, which is how
// they read.
void Figures::SortByText(Grouping& groups, const Statistic& statistic) const {
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t k = 0; k < statistic.group_types.size(); ++k) {
      const std::int64_t x = groups.keys[a][k], y = groups.keys[b][k];
      if (x == y) continue;
      if (statistic.group_types[k] == OutputType::kText)
        return data_.texts->pool.Text(x) < data_.texts->pool.Text(y);
      if (statistic.group_types[k] == OutputType::kChoice ||
          statistic.group_types[k] == OutputType::kChecklist) {
        const auto& names = statistic.group_choices[k];
        if (names[x] != names[y]) return names[x] < names[y];
      }
      return x < y;
    }
    return false;
  };
  std::vector<std::uint32_t> order(groups.keys.size()), place(groups.keys.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, before);
  std::vector<std::vector<std::int64_t>> keys;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    keys.push_back(std::move(groups.keys[order[i]]));
  }
  groups.keys = std::move(keys);
  for (std::uint32_t& group : groups.group_of)
    if (group != kNone) group = place[group];
}

void Figures::MakeGroups() {
  const Edition& edition = data_.edition;
  groups_.assign(edition.spaces.size(), {});
  std::vector<std::uint8_t> made(edition.spaces.size(), 0);
  for (const Figure& figure : edition.figures) {
    if (figure.peers || figure.into == kRunSpace || made[figure.into]++) continue;
    groups_[figure.into] = GroupBy(figure);
    SortByText(groups_[figure.into], edition.statistic_list[edition.spaces[figure.into].subject]);
  }
}

std::uint64_t Figures::Compute(const Figure& figure) {
  const bool shared = !figure.peers && figure.into != kRunSpace;
  const Grouping own = shared ? Grouping() : GroupBy(figure);
  const Grouping& groups = shared ? groups_[figure.into] : own;
  const std::size_t rows = groups.group_of.size();

  std::uint64_t left_out = 0;
  std::vector<std::uint8_t> counts(rows, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    if (!Evaluated(figure.entity, row)) continue;
    const State where_state = StateAt(figure.where_state, row);
    if (figure.where != kNone && where_state == kKnown &&
        data_.kept[figure.where].as<std::uint8_t>()[row] == 0)
      continue;
    counts[row] =
        where_state == kKnown && StateAt(figure.value_state, row) == kKnown && groups.state[row] == kKnown;
    left_out += counts[row] == 0;
  }

  const KeptColumn& declared = data_.edition.kept[figure.result];
  const Int256 nothing = ToInt256(NearestZero({declared.lowest, declared.highest}));
  LaneVector& result = data_.kept[figure.result];
  State* state = data_.kept[figure.result_state].as<State>();
  const Lane lane = figure.value == kNone ? Lane::k64 : data_.kept[figure.value].lane();
  WithNumericLane(lane, [&](auto tag) {
    using T = typename decltype(tag)::Type;
    const T* values = figure.value == kNone ? nullptr : data_.kept[figure.value].template as<T>();
    const std::size_t group_count = groups.keys.size();
    SortedValues<T> sorted;
    sorted.offsets.assign(group_count + 1, 0);
    for (std::size_t row = 0; row < rows; ++row)
      if (counts[row]) ++sorted.offsets[groups.group_of[row] + 1];
    for (std::size_t g = 0; g < group_count; ++g) sorted.offsets[g + 1] += sorted.offsets[g];
    sorted.values.assign(sorted.offsets[group_count], T(0));
    std::vector<std::size_t> next = sorted.offsets;
    for (std::size_t row = 0; row < rows; ++row)
      if (counts[row]) sorted.values[next[groups.group_of[row]]++] = values == nullptr ? T(0) : values[row];
    for (std::size_t g = 0; g < group_count; ++g)
      std::sort(sorted.values.begin() + sorted.offsets[g], sorted.values.begin() + sorted.offsets[g + 1]);

    const auto put = [&](std::size_t at, const FigureValue& value) {
      Put(result, at, value.empty ? nothing : value.result);
      state[at] = value.empty ? State{kNoRows} : State{kKnown};
      if (figure.result_count != kNone)
        Put(data_.kept[figure.result_count], at, Int256(static_cast<Int64>(value.count)));
    };
    std::vector<FigureValue> of_group;
    if (figure.kind != FigureKind::kRank)
      for (std::size_t g = 0; g < group_count; ++g)
        of_group.push_back(ValueOf(figure, sorted.begin(g), sorted.Count(g)));
    if (!figure.peers) {
      for (std::size_t g = 0; g < group_count; ++g) put(g, of_group[g]);
      return;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const bool rank = figure.kind == FigureKind::kRank;
      State why = groups.state[row];
      if (rank && Evaluated(figure.entity, row)) why = std::max(why, StateAt(figure.value_state, row));
      if (why != kKnown) {
        put(row, {nothing, 0, false});
        state[row] = why;
        continue;
      }
      const std::uint32_t g = groups.group_of[row];
      if (!rank) {
        put(row, of_group[g]);
        continue;
      }
      const auto better =
          figure.higher_is_better
              ? sorted.end(g) - std::upper_bound(sorted.begin(g), sorted.end(g), values[row])
              : std::lower_bound(sorted.begin(g), sorted.end(g), values[row]) - sorted.begin(g);
      put(row, {Int256(static_cast<Int64>(better) + 1), 0, false});
    }
  });
  return left_out;
}

}  // namespace greenrule
