#include <algorithm>

#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

// Below this many thresholds counting them all is faster than searching.
constexpr std::size_t kFewThresholds = 16;

template <class T, class Bound>
void Bucket(const KernelCall& call, const std::vector<Bound>& bounds) {
  const In<T> a(call.in[0]);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  if (bounds.size() > kFewThresholds) {
    for (std::size_t i = 0; i < call.rows; ++i) {  // halves without a branch that could be guessed wrong
      const Bound value(a[i]);
      const Bound* begin = bounds.data();
      for (std::size_t left = bounds.size(); left > 1;) {
        const std::size_t half = left / 2;
        begin += begin[half - 1] <= value ? half : 0;
        left -= half;
      }
      out[i] = begin - bounds.data() + (*begin <= value ? 1 : 0);
    }
    return;
  }
  for (std::size_t i = 0; i < call.rows; ++i) {
    const Bound value(a[i]);
    Int64 reached = 0;
    for (const Bound& bound : bounds) reached += value >= bound;
    out[i] = reached;
  }
}

void RunBucket(const KernelCall& call) {
  const Thresholds& table = call.tables->thresholds[call.immediates[0]];
  if (call.lane == Lane::k64 && table.narrow) return Bucket<Int64>(call, table.numerators);
  WithNumericLane(call.lane,
                  [&](auto tag) { Bucket<typename decltype(tag)::Type>(call, table.wide_numerators); });
}

// Product is wide enough for a value times a threshold.
template <class Product, class T, class Part>
void BucketRatio(const KernelCall& call, const std::vector<Part>& numerators,
                 const std::vector<Part>& denominators, const std::vector<std::uint8_t>& strict) {
  const In<T> a(call.in[0]), b(call.in[1]);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  const auto reaches = [&](const Product& x, const Product& y, std::size_t t) {
    const Product left = WrappingMultiply(x, Product(denominators[t]));
    const Product right = WrappingMultiply(y, Product(numerators[t]));
    return strict[t] ? right < left : right <= left;
  };
  for (std::size_t i = 0; i < call.rows; ++i) {
    const Product x(a[i]), y(b[i]);
    std::size_t low = 0, high = numerators.size();
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (reaches(x, y, middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    out[i] = static_cast<Int64>(low);
  }
}

void RunBucketRatio(const KernelCall& call) {
  const Thresholds& table = call.tables->thresholds[call.immediates[0]];
  if (call.lane == Lane::k64 && table.narrow)
    return BucketRatio<Int128, Int64>(call, table.numerators, table.denominators, table.strict);
  WithNumericLane(call.lane, [&](auto tag) {
    BucketRatio<Int256, typename decltype(tag)::Type>(call, table.wide_numerators, table.wide_denominators,
                                                      table.strict);
  });
}

void RunMapValue(const KernelCall& call) {
  const ValuePositions& table = call.tables->values[call.immediates[0]];
  MapUnary<Int64, Int64>(call, [&](Int64 value) {
    const auto found = table.positions.find(value);
    return found == table.positions.end() ? table.none : found->second;
  });
}

void RunTake(const KernelCall& call) {
  const LaneVector& table = call.tables->takes[call.immediates[0]];
  const Int64 last = static_cast<Int64>(table.rows()) - 1;
  WithAnyLane(table.lane(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    const T* values = table.as<T>();
    MapUnary<Int64, T>(call, [&](Int64 index) { return values[std::clamp<Int64>(index, 0, last)]; });
  });
}

// The intervals and states of a decision table's inputs for one row.
class Inputs {
 public:
  Inputs(const KernelCall& call, const PreparedMatch& table) : call_(call), table_(table), intervals_(call.scratch->rows), states_(call.scratch->states) {
    intervals_.assign(table.inputs(), 0);
    states_.assign(table.inputs(), kKnown);
  }
  const std::uint32_t* Intervals(std::size_t row) {
    for (std::size_t i = 0; i < intervals_.size(); ++i)
      intervals_[i] = static_cast<std::uint32_t>(std::clamp<Int64>(In<Int64>(call_.in[i])[row], 0, table_.sizes()[i] - 1));
    return intervals_.data();
  }
  const State* States(std::size_t row) {
    for (std::size_t i = 0; i < states_.size(); ++i) states_[i] = static_cast<State>(In<Int64>(call_.in[states_.size() + i])[row]);
    return states_.data();
  }

 private:
  const KernelCall& call_;
  const PreparedMatch& table_;
  std::vector<std::uint32_t>& intervals_;
  std::vector<State>& states_;
};

void RunMatch(const KernelCall& call) {
  const PreparedMatch& table = call.tables->matches[call.immediates[0]];
  Inputs inputs(call, table);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  for (std::size_t i = 0; i < call.rows; ++i) {
    const std::uint32_t* intervals = inputs.Intervals(i);
    const PreparedMatch::Found found = table.Find(intervals);
    const State reason = found.state == PreparedMatch::kAsk ? table.Reason(intervals, inputs.States(i)) : found.state;
    out[i] = static_cast<Int64>(found.row);
    state[i] = reason;
  }
}

void RunMatchAll(const KernelCall& call) {
  const PreparedMatch& table = call.tables->matches[call.immediates[0]];
  const auto wanted = static_cast<std::uint32_t>(call.immediates[1]);
  Inputs inputs(call, table);
  std::uint8_t* out = reinterpret_cast<std::uint8_t*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  for (std::size_t i = 0; i < call.rows; ++i) {
    const std::uint32_t* intervals = inputs.Intervals(i);
    bool matches = true, may_match = true;
    State reason = kKnown;
    for (std::size_t k = 0; k < table.inputs(); ++k) {
      const bool yes = table.Yes(k, intervals[k], wanted), unknown = table.Unknown(k, intervals[k], wanted);
      matches &= yes;
      may_match &= yes || unknown;
      if (unknown) reason = std::max(reason, static_cast<State>(In<Int64>(call.in[table.inputs() + k])[i]));
    }
    out[i] = matches;
    state[i] = may_match && !matches ? reason : State{kKnown};
  }
}

void RunLookup(const KernelCall& call) {
  const LookupIndex& index = call.tables->lookups[call.immediates[0]];
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  std::shared_lock lock(call.texts->mutex, std::defer_lock);
  if (index.needs_texts()) lock.lock();
  std::vector<std::int64_t>& keys = call.scratch->keys;
  for (std::size_t i = 0; i < call.rows; ++i) {
    keys.clear();
    for (std::size_t k = 0; k < call.in_count; ++k) keys.push_back(In<Int64>(call.in[k])[i]);
    const LookupIndex::Found found = index.Find(keys, call.texts->pool);
    out[i] = found.row;
    state[i] = found.state;
  }
}

}  // namespace

void RunTables(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kBucket: return RunBucket(call);
    case Opcode::kBucketRatio: return RunBucketRatio(call);
    case Opcode::kMapValue: return RunMapValue(call);
    case Opcode::kTake: return RunTake(call);
    case Opcode::kMatch: return RunMatch(call);
    case Opcode::kMatchAll: return RunMatchAll(call);
    case Opcode::kLookup: return RunLookup(call);
    default: return;
  }
}

}  // namespace greenrule
