// What a kernel is given: one instruction, the rows of one batch, and where its operands lie.
//
// Each subject has its own file (kernels_*.cpp) with one function that knows the opcodes of that subject.
// Kernels are plain loops over rows; an operand of the run has step 0 and is read as a scalar. An output may
// be the same register as an input of its lane, so a row's inputs are read before its outputs are written.
// Arithmetic wraps; nothing here can fail.
#pragma once

#include <array>
#include <boost/functional/hash.hpp>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <vector>

#include "runtime/number/lanes.h"
#include "runtime/program/program.h"
#include "runtime/vm/layout.h"
#include "runtime/vm/simd_kernels.h"
#include "runtime/vm/tables.h"

namespace greenrule {

struct Operand {
  std::byte* data = nullptr;
  std::uint32_t step = 1;  // 0: one value for all rows
};

inline Int64Operand AsInt64(const Operand& operand) {
  return {reinterpret_cast<const std::int64_t*>(operand.data), operand.step == 0};
}

inline ByteOperand AsBytes(const Operand& operand) {
  return {reinterpret_cast<const std::uint8_t*>(operand.data), operand.step == 0};
}

// An operand as its type.
template <class T>
struct In {
  const T* data;
  std::uint32_t step;
  In(const Operand& operand) : data(reinterpret_cast<const T*>(operand.data)), step(operand.step) {}
  const T& operator[](std::size_t row) const { return data[row * step]; }
};

// Rows of a source space, cut into the rows of the instruction's space.
struct SegmentRows {
  std::size_t count = 0;
  const std::uint32_t* offsets = nullptr;
  const std::uint32_t* members = nullptr;  // null: row j is j
};

// Numbers keys in the order in which they first appear. Open addressing; grows, never shrinks.
class KeyNumbers {
 public:
  void Start(std::size_t most_keys);
  // The key's number, and whether it is new.
  std::pair<std::uint32_t, bool> Add(std::int64_t key);

 private:
  struct Slot {
    std::int64_t key;
    std::uint32_t number, round;
  };
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::uint32_t round_ = 0, used_ = 0;
};

// Per thread; grows when it must and is used again.
struct Scratch {
  std::vector<std::uint32_t> rows;
  std::vector<State> states;
  std::vector<std::int64_t> keys;
  std::tuple<std::vector<Int64>, std::vector<Int128>, std::vector<Int256>> values;
  KeyNumbers key_numbers;
  // FirstLetters: the text of a text's first letters, by letters and id.
  boost::unordered_flat_map<std::pair<std::uint32_t, std::int64_t>, std::int64_t,
                            boost::hash<std::pair<std::uint32_t, std::int64_t>>>
      first_letters;
};

// The texts of a run. Kernels that read take the lock shared, the one that adds takes it alone.
struct SharedTexts {
  TextPool& pool;
  std::shared_mutex mutex;
};

struct KernelCall {
  Opcode op;
  std::size_t rows = 0;  // of the instruction's space
  std::array<Operand, 3> out;
  const Operand* in =
      nullptr;  // an absent state is known, an absent condition true: each one value for all rows
  std::size_t in_count = 0;
  Lane lane = Lane::k64;        // of the operands that share one; else of the first output
  Lane other_lane = Lane::k64;  // of the first input
  const std::uint32_t* immediates = nullptr;
  const std::byte* const* fillers = nullptr;  // per output: the value of its lane where there is nothing
  SegmentRows segments;                       // reductions, FirstOfEach, MakeGroups
  const std::uint32_t* index = nullptr;       // Gather: the input's row; kNone: none
  const PreparedTables* tables = nullptr;
  SharedTexts* texts = nullptr;
  Scratch* scratch = nullptr;
  const SimdKernels* simd = nullptr;
  Magnitude magnitude = Magnitude::kAny;
};

// MakeGroups also lays out the rows of the group space.
void RunArithmetic(const KernelCall& call);  // Add to Narrow
void RunComparison(const KernelCall& call);  // Equal to Select
void RunConditions(const KernelCall& call);  // And to StateToValue
void RunTables(const KernelCall& call);      // Bucket to Lookup
void RunTextsAndDates(const KernelCall& call);
void RunReduction(const KernelCall& call);  // Count to Only
void RunFirstOfEach(const KernelCall& call);
void RunMakeGroups(const KernelCall& call, SpaceRows& groups);
void RunGather(const KernelCall& call);
// Copies a slice of a column into another lane.
void ConvertLane(Lane from, const std::byte* source, Lane to, std::byte* target, std::size_t rows);

template <class T>
struct LaneTag {
  using Type = T;
};

// Calls `function` with the tag of a numeric lane; a byte lane counts as none.
template <class Function>
void WithNumericLane(Lane lane, Function&& function) {
  switch (lane) {
    case Lane::kByte: break;
    case Lane::k64: function(LaneTag<Int64>()); break;
    case Lane::k128: function(LaneTag<Int128>()); break;
    case Lane::k256: function(LaneTag<Int256>()); break;
  }
}

template <class Function>
void WithAnyLane(Lane lane, Function&& function) {
  if (lane == Lane::kByte) {
    function(LaneTag<std::uint8_t>());
  } else {
    WithNumericLane(lane, function);
  }
}

// out[i] = f(a[i]).
template <class A, class R, class F>
void MapUnary(const KernelCall& call, F f) {
  const A* a = reinterpret_cast<const A*>(call.in[0].data);
  R* out = reinterpret_cast<R*>(call.out[0].data);
  const std::size_t rows = call.rows;
  if (call.in[0].step == 0) {
    const R value = f(*a);
    for (std::size_t i = 0; i < rows; ++i) out[i] = value;
  } else {
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(a[i]);
  }
}

// out[i] = f(a[i], b[i]), with a loop of its own for each mix of rows and scalars.
template <class A, class B, class R, class F>
void MapBinary(const KernelCall& call, F f) {
  const A* a = reinterpret_cast<const A*>(call.in[0].data);
  const B* b = reinterpret_cast<const B*>(call.in[1].data);
  R* out = reinterpret_cast<R*>(call.out[0].data);
  const std::size_t rows = call.rows;
  const bool a_varies = call.in[0].step != 0, b_varies = call.in[1].step != 0;
  if (a_varies && b_varies) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(a[i], b[i]);
  } else if (a_varies) {
    const B scalar = *b;
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(a[i], scalar);
  } else if (b_varies) {
    const A scalar = *a;
#pragma GCC ivdep
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(scalar, b[i]);
  } else {
    const R value = f(*a, *b);
    for (std::size_t i = 0; i < rows; ++i) out[i] = value;
  }
}

}  // namespace greenrule
