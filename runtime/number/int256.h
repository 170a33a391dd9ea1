// 256-bit integers that behave as the machine's own do, only wider: 32 bytes, trivially copyable, limbs from
// the least significant one on, two's complement, every operation wraps and none traps, throws or allocates.
//
// Int256 is the widest lane of the virtual machine; UInt256 holds its magnitudes while dividing. Both are
// plain scalar code: an addition is a few nanoseconds, a division some tens.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>

namespace greenrule {

using Int128 = __int128;
using UInt128 = unsigned __int128;

template <bool kSigned>
struct Wide256 {
  std::uint64_t limb[4];

  Wide256() = default;  // indeterminate, as an int is
  template <std::signed_integral T>
  constexpr Wide256(T value)
      : limb{static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(Int128{value} >> 64),
             Extension(value < 0), Extension(value < 0)} {}
  template <std::unsigned_integral T>
  explicit constexpr Wide256(T value)
      : limb{static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(UInt128{value} >> 64), 0, 0} {}
  explicit constexpr Wide256(const Wide256<!kSigned>& other)
      : limb{other.limb[0], other.limb[1], other.limb[2], other.limb[3]} {}

  static constexpr Wide256 FromLimbs(std::uint64_t l0, std::uint64_t l1, std::uint64_t l2, std::uint64_t l3) {
    Wide256 result(0);
    result.limb[0] = l0, result.limb[1] = l1, result.limb[2] = l2, result.limb[3] = l3;
    return result;
  }

  // The low bits; what does not fit is cut off.
  explicit constexpr operator std::int64_t() const { return static_cast<std::int64_t>(limb[0]); }
  explicit constexpr operator std::uint64_t() const { return limb[0]; }
  explicit constexpr operator UInt128() const { return static_cast<UInt128>(limb[1]) << 64 | limb[0]; }
  explicit constexpr operator Int128() const { return static_cast<Int128>(static_cast<UInt128>(*this)); }

  constexpr bool SignBit() const { return limb[3] >> 63 != 0; }
  constexpr bool FitsUInt128() const { return (limb[2] | limb[3]) == 0; }

  friend constexpr Wide256 operator+(const Wide256& a, const Wide256& b) {
    Wide256 sum(0);
    UInt128 carry = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      carry += static_cast<UInt128>(a.limb[i]) + b.limb[i];
      sum.limb[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    return sum;
  }
  friend constexpr Wide256 operator-(const Wide256& a, const Wide256& b) {
    Wide256 difference(0);
    std::uint64_t borrow = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      const UInt128 d = static_cast<UInt128>(a.limb[i]) - b.limb[i] - borrow;
      difference.limb[i] = static_cast<std::uint64_t>(d);
      borrow = static_cast<std::uint64_t>(d >> 64) & 1;
    }
    return difference;
  }
  friend constexpr Wide256 operator*(const Wide256& a, const Wide256& b) {
    Wide256 product(0);
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      UInt128 carry = 0;
#pragma GCC unroll 4
      for (int j = 0; i + j < 4; ++j) {
        carry += static_cast<UInt128>(a.limb[i]) * b.limb[j] + product.limb[i + j];
        product.limb[i + j] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
      }
    }
    return product;
  }
  constexpr Wide256 operator-() const { return Wide256(0) - *this; }

  friend constexpr bool operator==(const Wide256& a, const Wide256& b) {
    std::uint64_t differing = 0;
    for (int i = 0; i < 4; ++i) differing |= a.limb[i] ^ b.limb[i];
    return differing == 0;
  }
  friend constexpr std::strong_ordering operator<=>(const Wide256& a, const Wide256& b) {
    // Flipping the sign bits makes signed order unsigned order.
    const std::uint64_t flip = kSigned ? std::uint64_t{1} << 63 : 0;
    if (a.limb[3] != b.limb[3]) return (a.limb[3] ^ flip) <=> (b.limb[3] ^ flip);
    for (int i = 2; i > 0; --i) {
      if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
    }
    return a.limb[0] <=> b.limb[0];
  }

 private:
  static constexpr std::uint64_t Extension(bool negative) { return negative ? ~std::uint64_t{0} : 0; }
};

using Int256 = Wide256<true>;
using UInt256 = Wide256<false>;
static_assert(sizeof(Int256) == 32);

inline constexpr Int256 kInt256Min = Int256::FromLimbs(0, 0, 0, std::uint64_t{1} << 63);
inline constexpr Int256 kInt256Max = Int256::FromLimbs(~0ull, ~0ull, ~0ull, ~0ull >> 1);

// Quotient and remainder of magnitudes; d must not be zero.
struct Division256 {
  UInt256 quotient, remainder;
};
Division256 Divide(const UInt256& n, const UInt256& d);

}  // namespace greenrule
