#include <algorithm>
#include <bit>

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
    for (std::size_t i = 0; i < call.rows; ++i)
      out[i] = std::upper_bound(bounds.begin(), bounds.end(), Bound(a[i])) - bounds.begin();
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

// The cells of a decision table for one row of inputs.
class Cells {
 public:
  Cells(const KernelCall& call, const MatchTable& table)
      : call_(call), table_(table), inputs_(table.sizes.size()), interval_(call.scratch->rows) {
    interval_.assign(inputs_, 0);
  }

  void Read(std::size_t row) {
    for (std::size_t i = 0; i < inputs_; ++i)
      interval_[i] =
          static_cast<std::uint32_t>(std::clamp<Int64>(In<Int64>(call_.in[i])[row], 0, table_.sizes[i] - 1));
  }
  // Of 64 rows: those that are true, and those that are not false.
  void Word(std::size_t word, std::uint64_t& yes, std::uint64_t& possible) const {
    const std::size_t rows = table_.rows - 64 * word;
    yes = possible = rows >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rows) - 1;
    for (std::size_t i = 0; i < inputs_; ++i) {
      const std::uint64_t cells = table_.yes[i][interval_[i]][word];
      yes &= cells;
      possible &= cells | table_.unknown[i][interval_[i]][word];
    }
  }
  // The first reason among the inputs whose cells are unknown in a row.
  State ReasonOf(std::size_t table_row, std::size_t row) const {
    State reason = kKnown;
    for (std::size_t i = 0; i < inputs_; ++i) {
      const bool unknown = (table_.unknown[i][interval_[i]][table_row / 64] >> table_row % 64 & 1) != 0;
      if (unknown) reason = std::max(reason, static_cast<State>(In<Int64>(call_.in[inputs_ + i])[row]));
    }
    return reason;
  }

 private:
  const KernelCall& call_;
  const MatchTable& table_;
  const std::size_t inputs_;
  std::vector<std::uint32_t>& interval_;
};

struct Matched {
  std::size_t row;
  State state;
};

Matched MatchFirst(const Cells& cells, const MatchTable& table, std::size_t row) {
  for (std::size_t w = 0; 64 * w < table.rows; ++w) {
    std::uint64_t yes, possible;
    cells.Word(w, yes, possible);
    if (possible == 0) continue;
    const int bit = std::countr_zero(possible);
    const std::size_t decides = 64 * w + bit;
    if (yes >> bit & 1) return {decides, kKnown};
    return {table.rows, cells.ReasonOf(decides, row)};
  }
  return {table.rows, kNoRowMatches};
}

Matched MatchUnique(const Cells& cells, const MatchTable& table, std::size_t row) {
  std::size_t found = table.rows;
  State reason = kKnown;
  bool unknown = false;
  for (std::size_t w = 0; 64 * w < table.rows; ++w) {
    std::uint64_t yes, possible;
    cells.Word(w, yes, possible);
    if (std::popcount(yes) + (found != table.rows) > 1) return {table.rows, kSeveralRowsMatch};
    if (yes != 0) found = 64 * w + std::countr_zero(yes);
    for (std::uint64_t doubtful = possible & ~yes; doubtful != 0; doubtful &= doubtful - 1) {
      unknown = true;
      reason = std::max(reason, cells.ReasonOf(64 * w + std::countr_zero(doubtful), row));
    }
  }
  if (found != table.rows) return {found, kKnown};
  return {table.rows, unknown ? reason : State{kNoRowMatches}};
}

void RunMatch(const KernelCall& call) {
  const MatchTable& table = *call.tables->matches[call.immediates[0]];
  Cells cells(call, table);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  for (std::size_t i = 0; i < call.rows; ++i) {
    cells.Read(i);
    const Matched matched =
        table.policy == MatchPolicy::kFirst ? MatchFirst(cells, table, i) : MatchUnique(cells, table, i);
    out[i] = static_cast<Int64>(matched.row);
    state[i] = matched.state;
  }
}

void RunMatchAll(const KernelCall& call) {
  const MatchTable& table = *call.tables->matches[call.immediates[0]];
  const std::size_t wanted = call.immediates[1];
  Cells cells(call, table);
  std::uint8_t* out = reinterpret_cast<std::uint8_t*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  for (std::size_t i = 0; i < call.rows; ++i) {
    cells.Read(i);
    std::uint64_t yes, possible;
    cells.Word(wanted / 64, yes, possible);
    const bool matches = (yes >> wanted % 64 & 1) != 0, may_match = (possible >> wanted % 64 & 1) != 0;
    state[i] = may_match && !matches ? cells.ReasonOf(wanted, i) : State{kKnown};
    out[i] = matches;
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
