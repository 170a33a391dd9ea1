// Figures over peers, and statistics of the whole run.
#include <algorithm>
#include <map>

#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

namespace {

Value Of(State state) { return {state, kKnown, {}, {}}; }
Value Of(Fraction number) { return {kKnown, kKnown, std::move(number), {}}; }

// What is told to every peer; `values` are sorted.
Value Told(const policy::PeerFigure& figure, const std::vector<Fraction>& values) {
  const auto n = static_cast<std::int64_t>(values.size());
  Fraction sum;
  for (const Fraction& x : values) sum = sum + x;
  switch (figure.kind) {
    case FigureKind::kCount: return Of(Fraction(n));
    case FigureKind::kSum: return Of(sum);
    default: break;
  }
  if (n == 0) return Of(kNoRows);
  // At a place between 0 and n − 1, on the line between its neighbours.
  const auto at = [&](const Fraction& place) {
    const std::int64_t i = place.Truncated();
    if (i + 1 >= n) return values[i];
    return values[i] + (values[i + 1] - values[i]) * (place - Fraction(i));
  };
  switch (figure.kind) {
    case FigureKind::kAverage: return Of(sum / Fraction(n));
    case FigureKind::kMin: return Of(values.front());
    case FigureKind::kMax: return Of(values.back());
    case FigureKind::kMedian: return Of(at(Fraction(n - 1) / Fraction(2)));
    default: return Of(at(Fraction(n - 1) * Fraction(figure.p)));
  }
}

}  // namespace

const Oracle::FigureTable& Oracle::Figure(Id id) {
  if (!figures_[id]) {
    const std::vector<Binding> outer = bound_;
    figures_[id] = ComputeFigure(policy_.figures[id]);
    bound_ = outer;
  }
  return *figures_[id];
}

Oracle::FigureTable Oracle::ComputeFigure(const policy::PeerFigure& figure) {
  const std::size_t count = dataset_.entities[figure.entity].count;
  FigureTable out;
  out.values.resize(count);
  struct Peer {
    std::uint32_t row;
    Value value;
    State group_state = kKnown;
    std::vector<std::string> group;  // spelled out, so that equal groups have equal texts
    bool counts = false;
  };
  std::vector<Peer> peers;
  const policy::Type& type = policy_.exprs[figure.value].type;
  for (std::uint32_t row = 0; row < count; ++row) {
    if (!evaluated_[figure.entity][row]) continue;
    BindEntity(figure.entity, row);
    Peer peer{row, Eval(figure.value), kKnown, {}, false};
    for (policy::ExprId key : figure.by) {
      const Value x = Eval(key);
      peer.group_state = std::max(peer.group_state, x.state);
      peer.group.push_back(x.text.empty() ? x.number.ToRational().str() : "\"" + std::string(x.text));
    }
    const Value where = figure.where == kNo ? Of(Fraction(1)) : Eval(figure.where);
    peer.counts = where.IsYes() && peer.value.state == kKnown && peer.group_state == kKnown;
    out.left_out += where.state != kKnown || (where.IsYes() && !peer.counts);
    // Better is the greater of two grades already; of numbers it is what the figure says.
    if (type.kind == policy::TypeKind::kChoice && policy_.choice_types[type.id].ordered) peer.value.number = -peer.value.number;
    peers.push_back(std::move(peer));
  }
  std::map<std::vector<std::string>, std::vector<Fraction>> groups;
  for (const Peer& peer : peers) {
    if (peer.group_state != kKnown) continue;
    auto& values = groups[peer.group];
    if (peer.counts) values.push_back(peer.value.number);
  }
  std::map<std::vector<std::string>, Value> told;
  for (auto& [group, values] : groups) {
    std::ranges::sort(values, [](const Fraction& a, const Fraction& b) { return a < b; });
    if (figure.kind != FigureKind::kRank) told[group] = Told(figure, values);
  }
  for (const Peer& peer : peers) {
    Value& result = out.values[peer.row];
    if (figure.kind != FigureKind::kRank) {
      result = peer.group_state != kKnown ? Of(peer.group_state) : told[peer.group];
      continue;
    }
    const State state = std::max(peer.group_state, peer.value.state);
    if (state != kKnown) {
      result = Of(state);
      continue;
    }
    std::int64_t better = 0;
    for (const Fraction& x : groups[peer.group])
      better += figure.higher_is_better ? peer.value.number < x : x < peer.value.number;
    result = Of(Fraction(1 + better));
  }
  return out;
}

std::uint64_t Oracle::LeftOut(Id figure) { return Figure(figure).left_out; }

std::vector<Oracle::StatisticRow> Oracle::StatisticOf(Id id) {
  const policy::Statistic& statistic = policy_.statistics[id];
  std::vector<StatisticRow> rows;
  if (statistic.by.empty()) {
    rows.push_back({});
  } else {
    for (std::uint32_t row = 0; row < dataset_.entities[statistic.entity].count; ++row) {
      if (!evaluated_[statistic.entity][row]) continue;
      BindEntity(statistic.entity, row);
      std::vector<Value> keys;
      bool known = true;
      for (policy::ExprId key : statistic.by) {
        keys.push_back(Eval(key));
        known = known && keys.back().state == kKnown;
      }
      const auto same = [&](const StatisticRow& other) {
        for (std::size_t k = 0; k < keys.size(); ++k)
          if (!Same(policy_.exprs[statistic.by[k]].type, other.group[k], keys[k])) return false;
        return true;
      };
      if (known && std::ranges::none_of(rows, same)) rows.push_back({std::move(keys), {}});
    }
  }
  statistic_ = &statistic;
  for (StatisticRow& row : rows) {
    statistic_group_ = statistic.by.empty() ? nullptr : &row.group;
    bound_[policy::kRunScope].stamp = ++last_stamp_;  // what the last group gave is no longer right
    row.value = Eval(statistic.formula);
  }
  statistic_group_ = nullptr;
  bound_[policy::kRunScope].stamp = ++last_stamp_;
  return rows;
}

}  // namespace greenrule::oracle
