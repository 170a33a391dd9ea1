// The machine lanes against integers of any size: edges and random operands, every mode, every sign.
#include "runtime/number/lanes.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

#include "runtime/number/lane_integer.h"

namespace greenrule {
namespace {

constexpr RoundingMode kAllModes[] = {
    RoundingMode::kHalfAway, RoundingMode::kHalfEven, RoundingMode::kHalfDown, RoundingMode::kUp,
    RoundingMode::kDown,     RoundingMode::kCeiling,  RoundingMode::kFloor};
static_assert(std::size(kAllModes) == kRoundingModeCount);

// What a value becomes in a lane: the residue modulo 2^bits in the signed range.
template <class Lane>
Integer Wrapped(const Integer& value) {
  const Integer modulus = Integer(1) << kLaneBits<Lane>;
  Integer residue = value % modulus;
  if (residue < 0) residue += modulus;
  if (residue >= modulus / 2) residue -= modulus;
  return residue;
}

// Values near 0, near every power of two and near MIN and MAX, limbs of all zeros and all ones, and random
// ones of every width: what carries, signs and trial quotients go wrong on.
template <class Lane>
std::vector<Lane> Operands(int random_ones) {
  std::vector<Integer> values;
  for (unsigned bit = 0; bit < kLaneBits<Lane>; bit += bit % 64 < 3 || bit % 64 > 60 ? 1 : 13) {
    for (int near = -2; near <= 2; ++near) {
      values.push_back((Integer(1) << bit) + near);
      values.push_back(-(Integer(1) << bit) + near);
    }
  }
  std::mt19937_64 random(20210301);
  const std::uint64_t patterns[] = {0, 1, ~0ull, ~0ull - 1, 1ull << 63, (1ull << 63) - 1, (1ull << 63) + 1};
  for (int i = 0; i < random_ones; ++i) {
    Integer value = 0;
    for (unsigned limb = 0; limb < kLaneBits<Lane> / 64; ++limb) {
      value = (value << 64) + (i % 2 == 0 ? patterns[random() % std::size(patterns)] : random());
    }
    values.push_back(value >> random() % kLaneBits<Lane>);
    values.push_back(-values.back());
  }
  std::vector<Lane> lanes;
  for (const Integer& value : values) lanes.push_back(ToLane<Lane>(value));
  return lanes;
}

template <class Lane>
class LaneTest : public testing::Test {};
using Lanes = testing::Types<Int64, Int128, Int256>;
TYPED_TEST_SUITE(LaneTest, Lanes);

template <class Lane>
std::string Text(const Lane& value) {
  return ToInteger(value).str();
}

TYPED_TEST(LaneTest, IntegersThereAndBack) {
  const Integer limit = Integer(1) << (kLaneBits<TypeParam> - 1);
  EXPECT_EQ(Text(LaneMin<TypeParam>()), Integer(-limit).str());
  EXPECT_EQ(Text(LaneMax<TypeParam>()), Integer(limit - 1).str());
  EXPECT_TRUE(FitsLane<TypeParam>(-limit));
  EXPECT_TRUE(FitsLane<TypeParam>(limit - 1));
  EXPECT_FALSE(FitsLane<TypeParam>(limit));
  EXPECT_FALSE(FitsLane<TypeParam>(-limit - 1));
  EXPECT_EQ(Text(ToLane<TypeParam>(limit)), Integer(-limit).str());
  for (const TypeParam& value : Operands<TypeParam>(200)) {
    ASSERT_TRUE(ToLane<TypeParam>(ToInteger(value)) == value) << Text(value);
    ASSERT_EQ(FormatScaled(value, 7), FormatScaled(ToInteger(value), 7));
    ASSERT_EQ(FormatScaled(value, 0), Text(value));
  }
}

TYPED_TEST(LaneTest, ArithmeticWraps) {
  const std::vector<TypeParam> operands = Operands<TypeParam>(20);
  for (const TypeParam& a : operands) {
    const Integer big_a = ToInteger(a);
    ASSERT_EQ(Text(WrappingNegate(a)), Wrapped<TypeParam>(-big_a).str()) << Text(a);
    for (const TypeParam& b : operands) {
      const Integer big_b = ToInteger(b);
      const std::string at = Text(a) + ", " + Text(b);
      ASSERT_TRUE(ToInteger(WrappingAdd(a, b)) == Wrapped<TypeParam>(big_a + big_b)) << at;
      ASSERT_TRUE(ToInteger(WrappingSubtract(a, b)) == Wrapped<TypeParam>(big_a - big_b)) << at;
      ASSERT_TRUE(ToInteger(WrappingMultiply(a, b)) == Wrapped<TypeParam>(big_a * big_b)) << at;
      ASSERT_EQ(a < b, big_a < big_b) << at;
      ASSERT_EQ(a <= b, big_a <= big_b) << at;
      ASSERT_EQ(a == b, big_a == big_b) << at;
    }
  }
}

TYPED_TEST(LaneTest, DivisionIsCorrectlyRounded) {
  const std::vector<TypeParam> operands = Operands<TypeParam>(20);
  for (const TypeParam& n : operands) {
    for (const TypeParam& d : operands) {
      for (RoundingMode mode : kAllModes) {
        // n / 0 is 0 and MIN / −1 is MIN: both follow from the integers' own definition.
        const Integer expected = Wrapped<TypeParam>(DivideRounded(ToInteger(n), ToInteger(d), mode));
        ASSERT_TRUE(ToInteger(DivideRounded(n, d, mode)) == expected)
            << Text(n) << " / " << Text(d) << " mode " << int(mode);
      }
    }
  }
}

TYPED_TEST(LaneTest, TiesAndTheirNeighbours) {
  std::mt19937_64 random(8170);
  for (int i = 0; i < 400; ++i) {
    // n = (2k + 1)·h ± 1 over 2h, within the width.
    const unsigned bits = 1 + random() % (kLaneBits<TypeParam> / 2 - 3);
    const Integer k = Integer(random()) >> (random() % 64);
    const Integer h = (Integer(1) << bits) + Integer(random() % 1000);
    for (int near = -1; near <= 1; ++near) {
      for (int signs = 0; signs < 4; ++signs) {
        const Integer n = ((2 * k + 1) * h + near) * (signs % 2 == 0 ? 1 : -1);
        const Integer d = 2 * h * (signs / 2 == 0 ? 1 : -1);
        if (!FitsLane<TypeParam>(n) || !FitsLane<TypeParam>(d)) continue;
        for (RoundingMode mode : kAllModes) {
          ASSERT_EQ(Text(DivideRounded(ToLane<TypeParam>(n), ToLane<TypeParam>(d), mode)),
                    DivideRounded(n, d, mode).str())
              << n << " / " << d << " mode " << int(mode);
        }
      }
    }
  }
}

TYPED_TEST(LaneTest, DivisionByZeroAndTheOneThatWraps) {
  for (RoundingMode mode : kAllModes) {
    for (const TypeParam& n : Operands<TypeParam>(5)) {
      ASSERT_TRUE(DivideRounded(n, TypeParam(0), mode) == TypeParam(0));
      ASSERT_TRUE(SqrtRounded(n, TypeParam(0), mode) == TypeParam(0));
    }
    EXPECT_TRUE(DivideRounded(LaneMin<TypeParam>(), TypeParam(-1), mode) == LaneMin<TypeParam>());
    EXPECT_TRUE(DivideRounded(LaneMin<TypeParam>(), LaneMin<TypeParam>(), mode) == TypeParam(1));
  }
}

// r is the rounded root of n / d where (r ± 1/2)² or r² and (r ± 1)² enclose n / d: told by squares alone.
void ExpectRoundedRoot(const Integer& n, const Integer& d, RoundingMode mode, const Integer& r) {
  const Integer radicand = 4 * abs(n), unit = abs(d);  // in quarters
  const auto square_over = [&](const Integer& halves) { return Integer(halves * halves * unit); };
  const Integer below = square_over(2 * r - 1), exact = square_over(2 * r), above = square_over(2 * r + 1);
  const bool lower_tie = r > 0 && below == radicand, upper_tie = above == radicand;
  const bool nearest = (r == 0 || below <= radicand) && radicand <= above;
  const bool odd = r % 2 != 0;
  bool right = false;
  switch (mode) {
    case RoundingMode::kHalfAway:
      right = nearest && !upper_tie;
      break;
    case RoundingMode::kHalfDown:
      right = nearest && !lower_tie;
      break;
    case RoundingMode::kHalfEven:
      right = nearest && !(odd && (lower_tie || upper_tie));
      break;
    case RoundingMode::kUp:
    case RoundingMode::kCeiling:
      right = radicand <= exact && (r == 0 || square_over(2 * r - 2) < radicand);
      break;
    case RoundingMode::kDown:
    case RoundingMode::kFloor:
      right = exact <= radicand && radicand < square_over(2 * r + 2);
      break;
  }
  ASSERT_TRUE(right) << "sqrt(" << n << " / " << d << ") gave " << r << " mode " << int(mode);
}

TYPED_TEST(LaneTest, RootsOfSmallFractions) {
  for (int n = 0; n <= 260; ++n) {
    for (int d = 1; d <= 20; ++d) {
      for (RoundingMode mode : kAllModes) {
        const TypeParam root = SqrtRounded(TypeParam(n), TypeParam(d), mode);
        ExpectRoundedRoot(n, d, mode, ToInteger(root));
        ASSERT_TRUE(SqrtRounded(TypeParam(-n), TypeParam(-d), mode) == root);
        ASSERT_TRUE(n == 0 || SqrtRounded(TypeParam(-n), TypeParam(d), mode) == TypeParam(0));
      }
    }
  }
}

TYPED_TEST(LaneTest, RootsOfEdgesAndRandomOnes) {
  for (const TypeParam& n : Operands<TypeParam>(50)) {
    for (const TypeParam& d :
         {TypeParam(1), TypeParam(-7), TypeParam(4), LaneMin<TypeParam>(), LaneMax<TypeParam>()}) {
      if (ToInteger(n) * ToInteger(d) < 0) continue;
      for (RoundingMode mode : kAllModes) {
        ExpectRoundedRoot(ToInteger(n), ToInteger(d), mode, ToInteger(SqrtRounded(n, d, mode)));
      }
    }
  }
}

template <RoundingMode kMode>
void CompareDoublesWithIntegers() {
  std::mt19937_64 random(53);
  std::vector<Int64> values;
  for (int bit = 0; bit <= 53; ++bit) {
    for (int near = -2; near <= 2; ++near) {
      const Int64 value = (Int64{1} << bit) + near;
      if (std::abs(value) < kDoubleExactLimit) values.push_back(value), values.push_back(-value);
    }
  }
  for (int i = 0; i < 300; ++i)
    values.push_back(static_cast<Int64>(random() % (1ull << 53)) >> random() % 53);
  for (Int64 n : values) {
    for (Int64 d : values)
      ASSERT_EQ(DivideRounded53<kMode>(n, d), DivideRounded<kMode>(n, d)) << n << " / " << d;
  }
  // Quotients just below and at an integer, where the rounded double reaches it too early.
  for (int i = 0; i < 20'000; ++i) {
    const Int64 d = 1 + static_cast<Int64>(random() % (1ull << (1 + random() % 52)));
    const Int64 k = static_cast<Int64>(random() % (kDoubleExactLimit / d));
    for (Int64 n = k * d - 1; n <= k * d + 1; ++n) {
      ASSERT_EQ(DivideRounded53<kMode>(n, d), DivideRounded<kMode>(n, d)) << n << " / " << d;
    }
  }
  // Outside its range the result means nothing, but is there.
  for (Int64 n : {LaneMin<Int64>(), LaneMax<Int64>(), kDoubleExactLimit}) {
    for (Int64 d : {Int64{0}, Int64{-1}, LaneMin<Int64>(), kDoubleExactLimit}) {
      const Int64 harmless = DivideRounded53<kMode>(n, d);
      EXPECT_EQ(harmless, DivideRounded53<kMode>(n, d));
    }
  }
}

TEST(Lanes, DivisionInDoublesIsTheSame) {
  CompareDoublesWithIntegers<RoundingMode::kHalfAway>();
  CompareDoublesWithIntegers<RoundingMode::kHalfEven>();
  CompareDoublesWithIntegers<RoundingMode::kHalfDown>();
  CompareDoublesWithIntegers<RoundingMode::kUp>();
  CompareDoublesWithIntegers<RoundingMode::kDown>();
  CompareDoublesWithIntegers<RoundingMode::kCeiling>();
  CompareDoublesWithIntegers<RoundingMode::kFloor>();
}

TEST(Lanes, ConversionsExtendOrCut) {
  for (const Int256& value : Operands<Int256>(200)) {
    ASSERT_TRUE(ToInteger(ConvertLane<Int64>(value)) == Wrapped<Int64>(ToInteger(value)));
    ASSERT_TRUE(ToInteger(ConvertLane<Int128>(value)) == Wrapped<Int128>(ToInteger(value)));
  }
  for (const Int128& value : Operands<Int128>(200)) {
    ASSERT_TRUE(ToInteger(ConvertLane<Int64>(value)) == Wrapped<Int64>(ToInteger(value)));
    ASSERT_TRUE(ToInteger(ConvertLane<Int256>(value)) == ToInteger(value));
  }
  for (const Int64& value : Operands<Int64>(200)) {
    ASSERT_TRUE(ToInteger(ConvertLane<Int128>(value)) == ToInteger(value));
    ASSERT_TRUE(ToInteger(ConvertLane<Int256>(value)) == ToInteger(value));
  }
}

// Divisions whose quotients have digits of all ones, where a trial digit is at its limit.
TEST(Lanes, WideQuotientsOfExtremeDigits) {
  const std::uint64_t limbs[] = {0, 1, ~0ull, ~0ull - 1, 1ull << 63, (1ull << 63) - 1};
  const auto integer = [](const UInt256& value) {
    Integer result = 0;
    for (int i = 3; i >= 0; --i) result = (result << 64) + value.limb[i];
    return result;
  };
  const auto wide = [](Integer value) {
    UInt256 result(0);
    for (std::uint64_t& limb : result.limb) {
      limb = static_cast<std::uint64_t>(Integer(value & ~0ull));
      value >>= 64;
    }
    return result;
  };
  int divided = 0;
  for (std::uint64_t high : limbs) {
    for (std::uint64_t middle : limbs) {
      for (std::uint64_t low : limbs) {
        const Integer divisor = integer(UInt256::FromLimbs(low, middle, high, 0));
        if (divisor == 0) continue;
        for (std::uint64_t first : limbs) {
          for (std::uint64_t second : limbs) {
            const Integer quotient = integer(UInt256::FromLimbs(second, first, 0, 0));
            for (const Integer& remainder : {Integer(0), Integer(divisor / 2), Integer(divisor - 1)}) {
              const Integer n = quotient * divisor + remainder;
              if (n >= Integer(1) << 256) continue;
              const Division256 division = Divide(wide(n), wide(divisor));
              ASSERT_TRUE(integer(division.quotient) == quotient && integer(division.remainder) == remainder)
                  << n << " / " << divisor;
              ++divided;
            }
          }
        }
      }
    }
  }
  EXPECT_GT(divided, 5'000);
}

TEST(Lanes, TheWidestLaneIsPlainBytes) {
  static_assert(std::is_trivially_copyable_v<Int256>);
  static_assert(std::is_trivially_default_constructible_v<Int256>);
  const Int256 value = ToInt256(-Pow10(60));
  unsigned char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  Int256 copy;
  std::memcpy(&copy, bytes, sizeof copy);
  EXPECT_TRUE(copy == value);
}

}  // namespace
}  // namespace greenrule
