// Every level of every kernel against a plain loop, at sizes around the widths of vectors, with values at the ends of what is allowed.
#include <gtest/gtest.h>

#include <random>

#include "runtime/number/lanes.h"
#include "runtime/vm/simd_kernels.h"

namespace greenrule {
namespace {

constexpr std::size_t kRoom = 16;  // lanes behind the last row
constexpr std::size_t kSizes[] = {1, 3, 7, 8, 9, 31, 64, 65, 130};

using Values = std::vector<std::int64_t>;
using Bytes = std::vector<std::uint8_t>;

class SimdKernelsTest : public testing::TestWithParam<SimdLevel> {
 protected:
  const SimdKernels& kernels() const { return SimdKernelsAt(GetParam()); }
  std::int64_t Between(std::int64_t low, std::int64_t high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random_); }
  // Near the ends half of the time, else of any size.
  std::int64_t Any(std::int64_t low, std::int64_t high) {
    if (Between(0, 3) == 0) return std::min(high, low + Between(0, 2));
    if (Between(0, 2) == 0) return std::max(low, high - Between(0, 2));
    const std::int64_t value = Between(low, high);
    return std::clamp(value >> Between(0, 40), low, high);
  }
  Values Some(std::size_t rows, std::int64_t low, std::int64_t high) {
    Values values(rows + kRoom);
    for (std::int64_t& v : values) v = Any(low, high);
    return values;
  }
  Bytes Conditions(std::size_t rows) {
    Bytes bytes(rows);  // no room: nothing may be read behind
    for (std::uint8_t& b : bytes) b = Between(0, 1);
    return bytes;
  }
  std::mt19937_64 random_{7};
};

TEST_P(SimdKernelsTest, BandsOfRatios) {
  for (int round = 0; round < 600; ++round) {
    const std::size_t rows = kSizes[round % std::size(kSizes)];
    const bool narrow = round % 2 == 0;
    Bands bands;
    bands.ratio = round % 5 != 0;
    bands.count = 1 + round % 6;
    // Products reach the ends of what the caller may ask for: 63 bits.
    const int a_bits = narrow ? 32 : static_cast<int>(Between(33, 45)), scale_bits = 62 - a_bits;
    const std::int64_t most_a = (std::int64_t{1} << a_bits) - 1, least_a = narrow ? 0 : -most_a;
    const int b_bits = narrow ? 31 : 40;
    bands.scale = std::max<std::int64_t>(1, (std::int64_t{1} << std::min(scale_bits, narrow ? 31 : 22)) - Between(0, 3));
    const std::int64_t most_bound = narrow ? (std::int64_t{1} << 31) - 1 : (std::int64_t{1} << 22) - 1;
    bands.magnitude = narrow ? Magnitude::k32 : Magnitude::kAny;
    bands.base = Between(-1000, 1000);
    std::vector<std::int64_t> bounds(bands.count);
    for (std::int64_t& bound : bounds) bound = bands.ratio ? Any(narrow ? 0 : -most_bound, most_bound) : Any(least_a, most_a);
    std::ranges::sort(bounds);
    const std::size_t first_strict = round % 3 == 0 ? static_cast<std::size_t>(Between(0, 6)) : bounds.size();
    for (std::size_t k = 0; k < bands.count; ++k) {
      bands.bounds[k] = bounds[k];
      bands.worth[k] = Between(-1'000'000'000'000, 1'000'000'000'000);
      // Of equal bounds the strict one is the later.
      const bool may_be_plain = k == 0 || bounds[k] != bounds[k - 1] || bands.strict[k - 1] == 0;
      if (bands.ratio && k >= first_strict) bands.strict[k] = may_be_plain ? Between(0, 1) : 1;
      bands.any_strict |= bands.strict[k] != 0;
    }
    Values a = Some(rows, least_a, most_a);
    const Values b = Some(rows, 1, (std::int64_t{1} << b_bits) - 1);
    // Often exactly at a threshold, or one beside it.
    if (bands.ratio)
      for (std::size_t i = 0; i < rows; i += 2) {
        const Int128 product = Int128{b[i]} * bands.bounds[i % bands.count];
        a[i] = static_cast<std::int64_t>(std::clamp<Int128>(product / bands.scale + Between(-1, 1), least_a, most_a));
      }
    const Bytes condition = Conditions(rows);
    Guard guard;
    if (round % 4 >= 2) guard = {condition.data(), round % 8 >= 4, Between(-5000, 5000)};
    Values sum = Some(rows, -1'000'000, 1'000'000), expected = sum;
    for (std::size_t i = 0; i < rows; ++i) {
      std::int64_t worth = bands.base;
      for (std::size_t k = 0; k < bands.count; ++k) {
        const Int128 left = bands.ratio ? Int128{a[i]} * bands.scale : Int128{a[i]};
        const Int128 right = bands.ratio ? Int128{b[i]} * bands.bounds[k] + bands.strict[k] : Int128{bands.bounds[k]};
        if (left >= right) worth = bands.worth[k];
      }
      if (guard.condition != nullptr && (condition[i] != 0) != guard.negated) worth = guard.instead;
      expected[i] += worth;
    }
    kernels().add_bands(bands, a.data(), bands.ratio ? b.data() : nullptr, guard, sum.data(), rows);
    for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(sum[i], expected[i]) << "round " << round << " row " << i;
  }
}

TEST_P(SimdKernelsTest, ValuesAndConstants) {
  for (int round = 0; round < 200; ++round) {
    const std::size_t rows = kSizes[round % std::size(kSizes)];
    const bool narrow = round % 2 == 0;
    const Values values = Some(rows, narrow ? 0 : LaneMin<Int64>(), narrow ? 0xFFFFFFFF : LaneMax<Int64>());
    const std::int64_t coefficient = round % 7 == 0 ? 1 : narrow ? Between(0, 0xFFFFFFFF) : Any(LaneMin<Int64>(), LaneMax<Int64>());
    const Bytes condition = Conditions(rows);
    Guard guard;
    if (round % 3 == 0) guard = {condition.data(), round % 6 == 0, Any(LaneMin<Int64>(), LaneMax<Int64>())};
    const bool constant = round % 5 == 0;
    Values sum = Some(rows, LaneMin<Int64>(), LaneMax<Int64>()), expected = sum;
    for (std::size_t i = 0; i < rows; ++i) {
      std::int64_t term = constant ? coefficient : WrappingMultiply(values[i], coefficient);
      if (guard.condition != nullptr && (condition[i] != 0) != guard.negated) term = guard.instead;
      expected[i] = WrappingAdd(expected[i], term);
    }
    kernels().add_value(constant ? nullptr : values.data(), coefficient, narrow ? Magnitude::k32 : Magnitude::kAny, guard, sum.data(), rows);
    for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(sum[i], expected[i]) << "round " << round << " row " << i;
  }
}

TEST_P(SimdKernelsTest, ArithmeticAndComparison) {
  for (int round = 0; round < 300; ++round) {
    const std::size_t rows = kSizes[round % std::size(kSizes)];
    const Values a = Some(rows, LaneMin<Int64>(), LaneMax<Int64>());
    Values b = Some(rows, LaneMin<Int64>(), LaneMax<Int64>());
    for (std::size_t i = 0; i < rows; i += 3) b[i] = a[i];
    const Int64Operand x{a.data(), round % 4 == 1}, y{b.data(), round % 4 == 2};
    const auto at = [](const Int64Operand& o, std::size_t i) { return o.data[o.single ? 0 : i]; };
    Values out(rows + kRoom);
    Bytes holds(rows + kRoom);
    const Bytes condition = Conditions(rows);
    const auto expect = [&](const char* name, auto f) {
      for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(out[i], f(at(x, i), at(y, i))) << name << " round " << round << " row " << i;
    };
    const auto expect_byte = [&](const char* name, auto f) {
      for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(holds[i] != 0, f(at(x, i), at(y, i))) << name << " round " << round << " row " << i;
    };
    kernels().add(x, y, out.data(), rows);
    expect("add", [](Int64 p, Int64 q) { return WrappingAdd(p, q); });
    kernels().subtract(x, y, out.data(), rows);
    expect("subtract", [](Int64 p, Int64 q) { return WrappingSubtract(p, q); });
    kernels().multiply(x, y, Magnitude::kAny, out.data(), rows);
    expect("multiply", [](Int64 p, Int64 q) { return WrappingMultiply(p, q); });
    kernels().minimum(x, y, out.data(), rows);
    expect("minimum", [](Int64 p, Int64 q) { return std::min(p, q); });
    kernels().maximum(x, y, out.data(), rows);
    expect("maximum", [](Int64 p, Int64 q) { return std::max(p, q); });
    kernels().equal(x, y, false, holds.data(), rows);
    expect_byte("equal", [](Int64 p, Int64 q) { return p == q; });
    kernels().equal(x, y, true, holds.data(), rows);
    expect_byte("not equal", [](Int64 p, Int64 q) { return p != q; });
    kernels().less(x, y, false, holds.data(), rows);
    expect_byte("less", [](Int64 p, Int64 q) { return p < q; });
    kernels().less(y, x, true, holds.data(), rows);
    expect_byte("less or equal", [](Int64 p, Int64 q) { return p <= q; });
    kernels().select(condition.data(), x, y, out.data(), rows);
    for (std::size_t i = 0; i < rows; ++i) ASSERT_EQ(out[i], condition[i] != 0 ? at(x, i) : at(y, i)) << "select";
  }
}

TEST_P(SimdKernelsTest, RoundedQuotients) {
  for (int round = 0; round < 700; ++round) {
    const std::size_t rows = kSizes[round % std::size(kSizes)];
    const auto mode = static_cast<RoundingMode>(round % kRoundingModeCount);
    const std::int64_t most = (std::int64_t{1} << 51) - 1;
    Values a = Some(rows, -most, most), b = Some(rows, -most, most);
    for (std::size_t i = 0; i < rows; ++i) {
      if (round % 3 == 0) b[i] = Any(-20, 20);
      if (round % 3 == 1 && b[i] != 0) a[i] = std::clamp(b[i] / 2 * Between(-9, 9) + Between(-1, 1), -most, most);
    }
    const bool single = round % 5 == 0;
    Values out(rows + kRoom);
    kernels().divide({a.data(), false}, {b.data(), single}, mode, out.data(), rows);
    for (std::size_t i = 0; i < rows; ++i)
      ASSERT_EQ(out[i], DivideRounded(a[i], b[single ? 0 : i], mode)) << a[i] << " / " << b[single ? 0 : i] << " mode " << round % kRoundingModeCount;
  }
}

TEST_P(SimdKernelsTest, Bytes) {
  for (std::size_t rows : {1, 15, 16, 17, 63, 64, 65, 200}) {
    std::vector<Bytes> inputs(5, Bytes(rows));
    std::vector<const std::uint8_t*> pointers;
    for (Bytes& input : inputs) {
      for (std::uint8_t& b : input) b = static_cast<std::uint8_t>(Between(0, 255));
      pointers.push_back(input.data());
    }
    const Bytes condition = Conditions(rows);
    Bytes most(rows), least(rows), within(rows), chosen(rows), constant(rows);
    kernels().maximum_of_bytes(pointers.data(), pointers.size(), most.data(), rows);
    kernels().minimum_of_bytes(pointers.data(), pointers.size(), least.data(), rows);
    kernels().byte_within(pointers[0], 17, 200, within.data(), rows);
    kernels().select_bytes(condition.data(), {pointers[0], false}, {pointers[1], false}, chosen.data(), rows);
    kernels().select_bytes(condition.data(), {pointers[0], true}, {pointers[1], true}, constant.data(), rows);
    for (std::size_t i = 0; i < rows; ++i) {
      std::uint8_t high = 0, low = 255;
      for (const Bytes& input : inputs) high = std::max(high, input[i]), low = std::min(low, input[i]);
      ASSERT_EQ(most[i], high);
      ASSERT_EQ(least[i], low);
      ASSERT_EQ(within[i], inputs[0][i] >= 17 && inputs[0][i] <= 200);
      ASSERT_EQ(chosen[i], condition[i] != 0 ? inputs[0][i] : inputs[1][i]);
      ASSERT_EQ(constant[i], condition[i] != 0 ? inputs[0][0] : inputs[1][0]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Level, SimdKernelsTest, testing::ValuesIn(SupportedSimd()),
                         [](const auto& level) { return std::string(SimdName(level.param)); });

}  // namespace
}  // namespace greenrule
