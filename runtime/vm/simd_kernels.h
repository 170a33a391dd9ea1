// Kernels that are compiled once for every instruction set (Google Highway), and the table by which a run finds its own.
//
// All work on 64-bit lanes unless said otherwise and may write up to 64 bytes beyond the last row of `out`, which registers have
// room for, and read as far beyond the last of what they read in 64-bit lanes, which columns have. Bytes are read up to the last row only.
// Every level computes the same bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/number/rounding.h"
#include "runtime/vm/simd.h"

namespace greenrule {

// What the values are known to be. Narrow ones multiply at twice the rate, and doubles hold what is below 2^53.
enum class Magnitude : std::uint8_t {
  kAny,
  k53,  // operands and what is computed between lie within ±2^53
  k32,  // operands lie within [0, 2^32)
};

// A 64-bit operand: a value per row, or one for all.
struct Int64Operand {
  const std::int64_t* data;
  bool single;
};

// Adds to each row what its value, or its ratio a ÷ b (b > 0), is worth: `base`, or worth[k] of the last threshold that it reaches.
// Thresholds ascend: who reaches one reaches those before. Without b: a ≥ bounds[k]. With b: a × scale ≥ b × bounds[k] + strict[k]; neither side exceeds 63 bits.
struct Bands {
  static constexpr std::size_t kMost = 16;
  std::size_t count = 0;
  std::int64_t base = 0, scale = 1;
  std::array<std::int64_t, kMost> bounds{}, worth{}, strict{};
  bool ratio = false, any_strict = false;
  Magnitude magnitude = Magnitude::kAny;
};

// A byte operand: a value per row, or one for all.
struct ByteOperand {
  const std::uint8_t* data;
  bool single;
};

// A condition per row under which `instead` is added and not the term; null: none.
struct Guard {
  const std::uint8_t* condition = nullptr;
  bool negated = false;
  std::int64_t instead = 0;
};

struct SimdKernels {
  void (*add_bands)(const Bands& bands, const std::int64_t* a, const std::int64_t* b, const Guard& guard, std::int64_t* sum,
                    std::size_t rows);
  // Adds coefficient × value, or with no values the coefficient.
  void (*add_value)(const std::int64_t* values, std::int64_t coefficient, Magnitude magnitude, const Guard& guard, std::int64_t* sum,
                    std::size_t rows);
  void (*fill)(std::int64_t value, std::int64_t* out, std::size_t rows);
  void (*add)(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows);
  void (*subtract)(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows);
  void (*multiply)(Int64Operand a, Int64Operand b, Magnitude magnitude, std::int64_t* out, std::size_t rows);
  void (*minimum)(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows);
  void (*maximum)(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows);
  // Correctly rounded; operands within ±2^52. b = 0 gives 0.
  void (*divide)(Int64Operand a, Int64Operand b, RoundingMode mode, std::int64_t* out, std::size_t rows);
  // 1 where it holds. Not-equal is the other's negation, less is b ≤ a negated: these two are all there is.
  void (*equal)(Int64Operand a, Int64Operand b, bool negated, std::uint8_t* out, std::size_t rows);
  void (*less)(Int64Operand a, Int64Operand b, bool negated, std::uint8_t* out, std::size_t rows);
  void (*select)(const std::uint8_t* condition, Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows);
  void (*select_bytes)(const std::uint8_t* condition, ByteOperand a, ByteOperand b, std::uint8_t* out, std::size_t rows);
  // 1 where the byte lies within [lowest, highest].
  void (*byte_within)(const std::uint8_t* bytes, std::uint8_t lowest, std::uint8_t highest, std::uint8_t* out, std::size_t rows);
  // The maximum or minimum of bytes of several inputs, row by row.
  void (*maximum_of_bytes)(const std::uint8_t* const* inputs, std::size_t count, std::uint8_t* out, std::size_t rows);
  void (*minimum_of_bytes)(const std::uint8_t* const* inputs, std::size_t count, std::uint8_t* out, std::size_t rows);
};

// The level must be one of SupportedSimd().
const SimdKernels& SimdKernelsAt(SimdLevel level);

}  // namespace greenrule
