#include "runtime/number/int256.h"

#include <bit>

namespace greenrule {

namespace {

constexpr std::uint64_t High(UInt128 value) {
  return static_cast<std::uint64_t>(value >> 64);
}

// n / d where the quotient is known to fit 64 bits, that is where the upper half of n is below d.
std::uint64_t DivideHead(UInt128 n, std::uint64_t d) {
#if defined(__x86_64__)
  // One instruction; the compiler calls a function that divides in full.
  std::uint64_t quotient, remainder;
  __asm__("divq %4"
          : "=a"(quotient), "=d"(remainder)
          : "a"(static_cast<std::uint64_t>(n)), "d"(High(n)), "r"(d));
  return quotient;
#else
  return static_cast<std::uint64_t>(n / d);
#endif
}

int LimbCount(const UInt256& value) {
  int count = 4;
  while (count > 0 && value.limb[count - 1] == 0) --count;
  return count;
}

Division256 DivideByLimb(const UInt256& n, std::uint64_t d) {
  Division256 result{UInt256(0), UInt256(0)};
  std::uint64_t remainder = 0;
  for (int i = 3; i >= 0; --i) {
    const UInt128 part = static_cast<UInt128>(remainder) << 64 | n.limb[i];
    const std::uint64_t digit = DivideHead(part, d);
    result.quotient.limb[i] = digit;
    remainder = static_cast<std::uint64_t>(part) - digit * d;
  }
  result.remainder.limb[0] = remainder;
  return result;
}

// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D, with digits of 64 bits; d has at least two of
// them and n at least as many as d.
Division256 DivideLong(const UInt256& n, int n_limbs, const UInt256& d, int d_limbs) {
  const int shift = std::countl_zero(d.limb[d_limbs - 1]);
  const auto shifted = [shift](std::uint64_t high, std::uint64_t low) {
    return shift == 0 ? high : high << shift | low >> (64 - shift);
  };
  std::uint64_t u[5], v[4];
  for (int i = 0; i < d_limbs; ++i) v[i] = shifted(d.limb[i], i > 0 ? d.limb[i - 1] : 0);
  u[n_limbs] = shifted(0, n.limb[n_limbs - 1]);
  for (int i = 0; i < n_limbs; ++i) u[i] = shifted(n.limb[i], i > 0 ? n.limb[i - 1] : 0);

  Division256 result{UInt256(0), UInt256(0)};
  const std::uint64_t top = v[d_limbs - 1];
  for (int j = n_limbs - d_limbs; j >= 0; --j) {
    const UInt128 head = static_cast<UInt128>(u[j + d_limbs]) << 64 | u[j + d_limbs - 1];
    // The digit that the first limbs suggest, at most 2^64 − 1, lowered while the second ones refute it.
    std::uint64_t digit = u[j + d_limbs] == top ? ~std::uint64_t{0} : DivideHead(head, top);
    UInt128 left = head - static_cast<UInt128>(digit) * top;
    while (High(left) == 0 &&
           static_cast<UInt128>(digit) * v[d_limbs - 2] > (left << 64 | u[j + d_limbs - 2])) {
      --digit;
      left += top;
    }
    std::uint64_t carry = 0, borrow = 0;
    for (int i = 0; i < d_limbs; ++i) {
      const UInt128 product = static_cast<UInt128>(digit) * v[i] + carry;
      carry = High(product);
      const auto low = static_cast<std::uint64_t>(product);
      const UInt128 difference = static_cast<UInt128>(u[i + j]) - low - borrow;
      u[i + j] = static_cast<std::uint64_t>(difference);
      borrow = High(difference) & 1;
    }
    const UInt128 difference = static_cast<UInt128>(u[j + d_limbs]) - carry - borrow;
    u[j + d_limbs] = static_cast<std::uint64_t>(difference);
    if ((High(difference) & 1) != 0) {  // the digit was one too large
      --digit;
      UInt128 sum = 0;
      for (int i = 0; i < d_limbs; ++i) {
        sum += static_cast<UInt128>(u[i + j]) + v[i];
        u[i + j] = static_cast<std::uint64_t>(sum);
        sum >>= 64;
      }
      u[j + d_limbs] += static_cast<std::uint64_t>(sum);
    }
    result.quotient.limb[j] = digit;
  }
  for (int i = 0; i < d_limbs; ++i) {
    result.remainder.limb[i] = shift == 0 ? u[i] : u[i] >> shift | u[i + 1] << (64 - shift);
  }
  return result;
}

}  // namespace

Division256 Divide(const UInt256& n, const UInt256& d) {
  if (n < d) return {UInt256(0), n};
  if (n.FitsUInt128()) {  // and so does d
    const auto low_n = static_cast<UInt128>(n), low_d = static_cast<UInt128>(d);
    return {UInt256(low_n / low_d), UInt256(low_n % low_d)};
  }
  const int d_limbs = LimbCount(d);
  if (d_limbs == 1) return DivideByLimb(n, d.limb[0]);
  return DivideLong(n, LimbCount(n), d, d_limbs);
}

}  // namespace greenrule
