// Rows of a source space to the rows that own them.
#include <algorithm>

#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

using Byte = std::uint8_t;

// Walks the rows of each segment. `Function` is called with the segment and a range-for over its rows.
template <class Function>
void EachSegment(const SegmentRows& segments, Function function) {
  for (std::size_t s = 0; s < segments.count; ++s) {
    const std::size_t begin = segments.offsets[s], end = segments.offsets[s + 1];
    if (segments.members == nullptr) {
      function(s, [&](auto visit) {
        for (std::size_t row = begin; row < end; ++row) visit(row);
      });
    } else {
      function(s, [&](auto visit) {
        for (std::size_t j = begin; j < end; ++j) visit(std::size_t{segments.members[j]});
      });
    }
  }
}

// The rows of one segment that count, by their keep and their value's state.
struct Tally {
  State missing = kKnown;       // the first reason
  bool not_applicable = false;  // a kept value is
  bool known = false;           // a kept value is

  // True where the row is kept and its value known.
  bool Take(Byte keep, State keep_state, State value_state) {
    if (IsMissing(keep_state)) {
      missing = std::max(missing, keep_state);
      return false;
    }
    if (keep == 0 || keep_state == kNotApplicable) return false;
    if (value_state == kKnown) return known = true;
    if (value_state == kNotApplicable) {
      not_applicable = true;
    } else {
      missing = std::max(missing, value_state);
    }
    return false;
  }
  State Result(State if_empty) const {
    if (missing != kKnown || known) return missing;
    return not_applicable ? State{kNotApplicable} : if_empty;
  }
};

void RunCount(const KernelCall& call) {
  const In<Byte> keep(call.in[0]), keep_state(call.in[1]), value_state(call.in[2]);
  Int64* out = reinterpret_cast<Int64*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    Int64 count = 0;
    rows([&](std::size_t r) { count += tally.Take(keep[r], keep_state[r], value_state[r]); });
    out[s] = count;
    state[s] = tally.Result(kKnown);
  });
}

// Any where `kDecisive` is 1, every where it is 0: one row that is surely kept and surely decisive settles
// the matter.
template <Byte kDecisive>
void RunQuantifier(const KernelCall& call) {
  const In<Byte> condition(call.in[0]), state_of(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  Byte* out = reinterpret_cast<Byte*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    bool decided = false;
    rows([&](std::size_t r) {
      const bool decisive = condition[r] == kDecisive;
      if (!IsMissing(keep_state[r])) {
        decided |= tally.Take(keep[r], keep_state[r], state_of[r]) && decisive;
      } else if (state_of[r] == kKnown && !decisive) {
        tally.known = true;
      } else {
        // Not applicable is no reason.
        const State reason = IsMissing(state_of[r]) ? state_of[r] : State{kKnown};
        tally.missing = std::max({tally.missing, keep_state[r], reason});
      }
    });
    out[s] = decided ? kDecisive : 1 - kDecisive;
    state[s] = decided ? State{kKnown} : tally.Result(kKnown);
  });
}

template <class T>
void RunSum(const KernelCall& call) {
  const In<T> value(call.in[0]);
  const In<Byte> value_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    T sum(0);
    rows([&](std::size_t r) {
      if (tally.Take(keep[r], keep_state[r], value_state[r])) sum = WrappingAdd(sum, value[r]);
    });
    out[s] = sum;
    state[s] = tally.Result(kKnown);
  });
}

// Least or greatest by `better(a, b)`.
template <class T, class Better>
void RunBest(const KernelCall& call, Better better) {
  const In<T> value(call.in[0]);
  const In<Byte> value_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  const T none = *reinterpret_cast<const T*>(call.fillers[0]);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    T best = none;
    rows([&](std::size_t r) {
      const bool first = !tally.known;
      if (tally.Take(keep[r], keep_state[r], value_state[r]) && (first || better(value[r], best)))
        best = value[r];
    });
    out[s] = best;
    state[s] = tally.Result(kNoRows);
  });
}

// Ratios are compared by their products; Product is wide enough for two of the lane.
template <class T, class Product, bool kLeast>
void RunBestRatio(const KernelCall& call) {
  const In<T> numerator(call.in[0]), denominator(call.in[1]);
  const In<Byte> value_state(call.in[2]), keep(call.in[3]), keep_state(call.in[4]);
  T* out_numerator = reinterpret_cast<T*>(call.out[0].data);
  T* out_denominator = reinterpret_cast<T*>(call.out[1].data);
  State* state = reinterpret_cast<State*>(call.out[2].data);
  const T none_numerator = *reinterpret_cast<const T*>(call.fillers[0]);
  const T none_denominator = *reinterpret_cast<const T*>(call.fillers[1]);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    T a = none_numerator, b = none_denominator;
    rows([&](std::size_t r) {
      const bool first = !tally.known;
      if (!tally.Take(keep[r], keep_state[r], value_state[r])) return;
      const Product mine = WrappingMultiply(Product(numerator[r]), Product(b));
      const Product best = WrappingMultiply(Product(a), Product(denominator[r]));
      if (first || (kLeast ? mine < best : best < mine)) a = numerator[r], b = denominator[r];
    });
    out_numerator[s] = a;
    out_denominator[s] = b;
    state[s] = tally.Result(kNoRows);
  });
}

template <class T>
void RunMedian(const KernelCall& call) {
  const In<T> value(call.in[0]);
  const In<Byte> value_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  const T none = *reinterpret_cast<const T*>(call.fillers[0]);
  std::vector<T>& values = std::get<std::vector<T>>(call.scratch->values);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    values.clear();
    rows([&](std::size_t r) {
      if (tally.Take(keep[r], keep_state[r], value_state[r])) values.push_back(value[r]);
    });
    out[s] = none;
    if (!values.empty()) {
      const auto middle = values.begin() + values.size() / 2;
      std::nth_element(values.begin(), middle, values.end());
      const T lower = values.size() % 2 == 1 ? *middle : *std::max_element(values.begin(), middle);
      out[s] = WrappingAdd(lower, *middle);
    }
    state[s] = tally.Result(kNoRows);
  });
}

template <class T>
void RunOnly(const KernelCall& call) {
  const In<T> value(call.in[0]);
  const In<Byte> value_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  T* out = reinterpret_cast<T*>(call.out[0].data);
  State* state = reinterpret_cast<State*>(call.out[1].data);
  const T none = *reinterpret_cast<const T*>(call.fillers[0]);
  EachSegment(call.segments, [&](std::size_t s, auto rows) {
    Tally tally;
    T only = none;
    State differ = kKnown;
    rows([&](std::size_t r) {
      const bool first = !tally.known;
      if (!tally.Take(keep[r], keep_state[r], value_state[r])) return;
      if (first) {
        only = value[r];
      } else if (!(value[r] == only)) {
        differ = kAmbiguous;
      }
    });
    out[s] = only;
    tally.missing = std::max(tally.missing, differ);
    state[s] = tally.Result(kNoRows);
  });
}

template <class T>
void InLane(const KernelCall& call) {
  using Product = std::conditional_t<std::same_as<T, Int64>, Int128, Int256>;
  switch (call.op) {
    case Opcode::kSum: return RunSum<T>(call);
    case Opcode::kLeast: return RunBest<T>(call, [](const T& a, const T& b) { return a < b; });
    case Opcode::kGreatest: return RunBest<T>(call, [](const T& a, const T& b) { return b < a; });
    case Opcode::kLeastRatio: return RunBestRatio<T, Product, true>(call);
    case Opcode::kGreatestRatio: return RunBestRatio<T, Product, false>(call);
    case Opcode::kMedianTwice: return RunMedian<T>(call);
    default: return;
  }
}

}  // namespace

void RunReduction(const KernelCall& call) {
  switch (call.op) {
    case Opcode::kCount: return RunCount(call);
    case Opcode::kAny: return RunQuantifier<1>(call);
    case Opcode::kEvery: return RunQuantifier<0>(call);
    case Opcode::kOnly:
      return WithAnyLane(call.lane, [&](auto tag) { RunOnly<typename decltype(tag)::Type>(call); });
    default: return WithNumericLane(call.lane, [&](auto tag) { InLane<typename decltype(tag)::Type>(call); });
  }
}

}  // namespace greenrule
