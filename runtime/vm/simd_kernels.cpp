#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/vm/simd_kernels.cpp"
// Four levels on x86: what every machine has, SSE4, AVX2 and AVX-512; on ARM what every machine has is NEON.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <hwy/highway.h>

#include "runtime/number/lanes.h"
#include "runtime/vm/simd_kernels.h"

HWY_BEFORE_NAMESPACE();
namespace greenrule {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<std::int64_t>;
using DU = hn::ScalableTag<std::uint64_t>;
using DD = hn::ScalableTag<double>;
using D8 = hn::Rebind<std::uint8_t, D>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;

// The low 32 bits of each lane, multiplied as unsigned numbers.
HWY_INLINE V MultiplyLow32(V a, V b) {
#if HWY_TARGET == HWY_SCALAR
  const auto low = [](V v) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(hn::GetLane(v))); };
  return hn::Set(D(), static_cast<std::int64_t>(low(a) * low(b)));
#else
  const hn::Repartition<std::uint32_t, D> d32;
  return hn::BitCast(D(), hn::MulEven(hn::BitCast(d32, a), hn::BitCast(d32, b)));
#endif
}

HWY_INLINE V Multiply64(V a, V b) {
#if HWY_TARGET == HWY_AVX3
  return a * b;
#else
  const V crossed = hn::Add(MultiplyLow32(hn::ShiftRight<32>(a), b), MultiplyLow32(a, hn::ShiftRight<32>(b)));
  return hn::Add(MultiplyLow32(a, b), hn::ShiftLeft<32>(crossed));
#endif
}

template <bool kNarrow>
HWY_INLINE V Multiply(V a, V b) {
  if constexpr (kNarrow) {
    return MultiplyLow32(a, b);
  } else {
    return Multiply64(a, b);
  }
}

// Bytes to 64-bit lanes: whether they are not 0.
HWY_INLINE M Holds(const std::uint8_t* bytes) {
  const D d;
  const hn::Rebind<std::uint32_t, D> d32;
  const DU d64;
  const auto wide = hn::PromoteTo(d64, hn::PromoteTo(d32, hn::LoadU(D8(), bytes)));
  return hn::Gt(hn::BitCast(d, wide), hn::Zero(d));
}

// --- sums -----------------------------------------------------------------------------------------------------------------

template <bool kGuarded, class Term>
HWY_INLINE void AddTerm(const Guard& guard, std::int64_t* sum, std::size_t rows, Term term) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const V instead = hn::Set(d, guard.instead);
  // Guards are bytes: read no further than the last row.
  const std::size_t whole = kGuarded ? rows / lanes * lanes : rows;
  for (std::size_t i = 0; i < whole; i += lanes) {
    V value = term(i);
    if constexpr (kGuarded) {
      const M holds = Holds(guard.condition + i);
      value = guard.negated ? hn::IfThenElse(holds, value, instead) : hn::IfThenElse(holds, instead, value);
    }
    hn::StoreU(hn::Add(hn::LoadU(d, sum + i), value), d, sum + i);
  }
  if constexpr (kGuarded) {
    if (whole == rows) return;
    HWY_ALIGN std::int64_t last[hn::MaxLanes(D())];
    hn::Store(term(whole), d, last);
    for (std::size_t i = whole; i < rows; ++i)
      sum[i] = WrappingAdd(sum[i], (guard.condition[i] != 0) != guard.negated ? guard.instead : last[i - whole]);
  }
}

// kCount 0: as many as there are.
template <bool kRatio, bool kNarrow, bool kStrict, std::size_t kCount, bool kGuarded>
void AddBandsOf(const Bands& bands, const std::int64_t* a, const std::int64_t* b, const Guard& guard, std::int64_t* sum, std::size_t rows) {
  const D d;
  const V base = hn::Set(d, bands.base), scale = hn::Set(d, bands.scale);
  constexpr std::size_t kHeld = kCount == 0 ? 1 : kCount;
  V bounds[kHeld], worth[kHeld], strict[kHeld];
  for (std::size_t k = 0; k < kCount; ++k) {
    bounds[k] = hn::Set(d, bands.bounds[k]);
    worth[k] = hn::Set(d, bands.worth[k]);
    strict[k] = hn::Set(d, bands.strict[k]);
  }
  AddTerm<kGuarded>(guard, sum, rows, [&](std::size_t i) HWY_ATTR {
    V left = hn::LoadU(d, a + i), right = left, value = base;
    if constexpr (kRatio) {
      left = Multiply<kNarrow>(left, scale);
      right = hn::LoadU(d, b + i);
    }
    const auto step = [&](V bound, V then, V more) HWY_ATTR {
      V needed = bound;
      if constexpr (kRatio) needed = Multiply<kNarrow>(right, bound);
      if constexpr (kStrict) needed = hn::Add(needed, more);
      value = hn::IfThenElse(hn::Gt(needed, left), value, then);
    };
    if constexpr (kCount == 0) {
      for (std::size_t k = 0; k < bands.count; ++k)
        step(hn::Set(d, bands.bounds[k]), hn::Set(d, bands.worth[k]), hn::Set(d, bands.strict[k]));
    } else {
      for (std::size_t k = 0; k < kCount; ++k) step(bounds[k], worth[k], strict[k]);
    }
    return value;
  });
}

template <bool kRatio, bool kNarrow, bool kStrict, bool kGuarded>
void AddBandsCounted(const Bands& bands, const std::int64_t* a, const std::int64_t* b, const Guard& guard, std::int64_t* sum, std::size_t rows) {
  switch (bands.count) {
    case 1: return AddBandsOf<kRatio, kNarrow, kStrict, 1, kGuarded>(bands, a, b, guard, sum, rows);
    case 2: return AddBandsOf<kRatio, kNarrow, kStrict, 2, kGuarded>(bands, a, b, guard, sum, rows);
    case 3: return AddBandsOf<kRatio, kNarrow, kStrict, 3, kGuarded>(bands, a, b, guard, sum, rows);
    case 4: return AddBandsOf<kRatio, kNarrow, kStrict, 4, kGuarded>(bands, a, b, guard, sum, rows);
    default: return AddBandsOf<kRatio, kNarrow, kStrict, 0, kGuarded>(bands, a, b, guard, sum, rows);
  }
}

template <bool kRatio, bool kNarrow, bool kStrict>
void AddBandsGuarded(const Bands& bands, const std::int64_t* a, const std::int64_t* b, const Guard& guard, std::int64_t* sum, std::size_t rows) {
  if (guard.condition == nullptr) return AddBandsCounted<kRatio, kNarrow, kStrict, false>(bands, a, b, guard, sum, rows);
  AddBandsCounted<kRatio, kNarrow, kStrict, true>(bands, a, b, guard, sum, rows);
}

void AddBands(const Bands& bands, const std::int64_t* a, const std::int64_t* b, const Guard& guard, std::int64_t* sum, std::size_t rows) {
  if (!bands.ratio) return AddBandsGuarded<false, false, false>(bands, a, b, guard, sum, rows);
  const bool narrow = bands.magnitude == Magnitude::k32;
  if (bands.any_strict)
    return narrow ? AddBandsGuarded<true, true, true>(bands, a, b, guard, sum, rows)
                  : AddBandsGuarded<true, false, true>(bands, a, b, guard, sum, rows);
  return narrow ? AddBandsGuarded<true, true, false>(bands, a, b, guard, sum, rows)
                : AddBandsGuarded<true, false, false>(bands, a, b, guard, sum, rows);
}

template <bool kNarrow>
void AddProduct(const std::int64_t* values, std::int64_t coefficient, const Guard& guard, std::int64_t* sum, std::size_t rows) {
  const D d;
  const V factor = hn::Set(d, coefficient);
  const auto term = [&](std::size_t i) HWY_ATTR { return Multiply<kNarrow>(hn::LoadU(d, values + i), factor); };
  return guard.condition == nullptr ? AddTerm<false>(guard, sum, rows, term) : AddTerm<true>(guard, sum, rows, term);
}

void AddValue(const std::int64_t* values, std::int64_t coefficient, Magnitude magnitude, const Guard& guard, std::int64_t* sum,
              std::size_t rows) {
  const D d;
  const V constant = hn::Set(d, coefficient);
  const auto whole = [&](std::size_t i) HWY_ATTR { return hn::LoadU(d, values + i); };
  const auto single = [&](std::size_t) HWY_ATTR { return constant; };
  const bool guarded = guard.condition != nullptr;
  if (values == nullptr) return guarded ? AddTerm<true>(guard, sum, rows, single) : AddTerm<false>(guard, sum, rows, single);
  if (coefficient == 1) return guarded ? AddTerm<true>(guard, sum, rows, whole) : AddTerm<false>(guard, sum, rows, whole);
  if (magnitude == Magnitude::k32) return AddProduct<true>(values, coefficient, guard, sum, rows);
  AddProduct<false>(values, coefficient, guard, sum, rows);
}

void Fill(std::int64_t value, std::int64_t* out, std::size_t rows) {
  const D d;
  const V all = hn::Set(d, value);
  for (std::size_t i = 0; i < rows; i += hn::Lanes(d)) hn::StoreU(all, d, out + i);
}

// --- one operation -------------------------------------------------------------------------------------------------------------

template <class Function>
HWY_INLINE void Map(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows, Function function) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const V all_a = hn::Set(d, a.data[0]), all_b = hn::Set(d, b.data[0]);
  if (a.single && b.single) {
    const V value = function(all_a, all_b);
    for (std::size_t i = 0; i < rows; i += lanes) hn::StoreU(value, d, out + i);
  } else if (a.single) {
    for (std::size_t i = 0; i < rows; i += lanes) hn::StoreU(function(all_a, hn::LoadU(d, b.data + i)), d, out + i);
  } else if (b.single) {
    for (std::size_t i = 0; i < rows; i += lanes) hn::StoreU(function(hn::LoadU(d, a.data + i), all_b), d, out + i);
  } else {
    for (std::size_t i = 0; i < rows; i += lanes)
      hn::StoreU(function(hn::LoadU(d, a.data + i), hn::LoadU(d, b.data + i)), d, out + i);
  }
}

void Add(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return hn::Add(x, y); });
}
void Subtract(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return hn::Sub(x, y); });
}
void MultiplyBoth(Int64Operand a, Int64Operand b, Magnitude magnitude, std::int64_t* out, std::size_t rows) {
  if (magnitude == Magnitude::k32) return Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return MultiplyLow32(x, y); });
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return Multiply64(x, y); });
}
void Minimum(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return hn::IfThenElse(hn::Gt(x, y), y, x); });
}
void Maximum(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return hn::IfThenElse(hn::Gt(x, y), x, y); });
}

// Doubles hold both sides and every product here exactly, so the double quotient's whole part is the true one or one too large,
// and the remainder tells which.
template <RoundingMode kMode>
HWY_INLINE V DivideBy(V a, V b) {
  const D d;
  const DD dd;
  using F = hn::Vec<DD>;
  const F zero = hn::Zero(dd), one = hn::Set(dd, 1.0);
  const F n = hn::ConvertTo(dd, a), by = hn::ConvertTo(dd, b);
  const auto undefined = hn::Eq(by, zero);
  const F magnitude = hn::Abs(n), divisor = hn::IfThenElse(undefined, one, hn::Abs(by));
  F quotient = hn::Floor(hn::Div(magnitude, divisor));
  F rest = hn::Sub(magnitude, hn::Mul(quotient, divisor));
  const auto too_large = hn::Lt(rest, zero);
  quotient = hn::Sub(quotient, hn::IfThenElseZero(too_large, one));
  rest = hn::Add(rest, hn::IfThenElseZero(too_large, divisor));
  const auto negative = hn::Lt(hn::Mul(n, by), zero);
  const F missing = hn::Sub(divisor, rest);
  auto away = hn::Ge(rest, missing);
  if constexpr (kMode == RoundingMode::kHalfDown) {
    away = hn::Gt(rest, missing);
  } else if constexpr (kMode == RoundingMode::kHalfEven) {
    const F half = hn::Mul(quotient, hn::Set(dd, 0.5));
    const auto odd = hn::Gt(half, hn::Floor(half));
    away = hn::Or(hn::Gt(rest, missing), hn::And(hn::Eq(rest, missing), odd));
  } else if constexpr (kMode == RoundingMode::kUp) {
    away = hn::Gt(rest, zero);
  } else if constexpr (kMode == RoundingMode::kDown) {
    away = hn::Lt(rest, zero);
  } else if constexpr (kMode == RoundingMode::kCeiling) {
    away = hn::And(hn::Gt(rest, zero), hn::Not(negative));
  } else if constexpr (kMode == RoundingMode::kFloor) {
    away = hn::And(hn::Gt(rest, zero), negative);
  }
  quotient = hn::Add(quotient, hn::IfThenElseZero(away, one));
  quotient = hn::IfThenElse(negative, hn::Neg(quotient), quotient);
  return hn::ConvertTo(d, hn::IfThenZeroElse(undefined, quotient));
}

template <RoundingMode kMode>
void DivideIn(Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  Map(a, b, out, rows, [](V x, V y) HWY_ATTR { return DivideBy<kMode>(x, y); });
}

void Divide(Int64Operand a, Int64Operand b, RoundingMode mode, std::int64_t* out, std::size_t rows) {
  switch (mode) {
    case RoundingMode::kHalfAway: return DivideIn<RoundingMode::kHalfAway>(a, b, out, rows);
    case RoundingMode::kHalfEven: return DivideIn<RoundingMode::kHalfEven>(a, b, out, rows);
    case RoundingMode::kHalfDown: return DivideIn<RoundingMode::kHalfDown>(a, b, out, rows);
    case RoundingMode::kUp: return DivideIn<RoundingMode::kUp>(a, b, out, rows);
    case RoundingMode::kDown: return DivideIn<RoundingMode::kDown>(a, b, out, rows);
    case RoundingMode::kCeiling: return DivideIn<RoundingMode::kCeiling>(a, b, out, rows);
    case RoundingMode::kFloor: return DivideIn<RoundingMode::kFloor>(a, b, out, rows);
  }
}

// --- conditions ------------------------------------------------------------------------------------------------------------------

template <class Function>
HWY_INLINE void Compare(Int64Operand a, Int64Operand b, bool negated, std::uint8_t* out, std::size_t rows, Function function) {
  const D d;
  const DU du;
  const D8 d8;
  const std::size_t lanes = hn::Lanes(d);
  const V all_a = hn::Set(d, a.data[0]), all_b = hn::Set(d, b.data[0]);
  const V yes = hn::Set(d, negated ? 0 : 1), no = hn::Set(d, negated ? 1 : 0);
  const auto put = [&](std::size_t i, M holds) HWY_ATTR {
    hn::StoreU(hn::TruncateTo(d8, hn::BitCast(du, hn::IfThenElse(holds, yes, no))), d8, out + i);
  };
  if (a.single && b.single) {
    for (std::size_t i = 0; i < rows; i += lanes) put(i, function(all_a, all_b));
  } else if (a.single) {
    for (std::size_t i = 0; i < rows; i += lanes) put(i, function(all_a, hn::LoadU(d, b.data + i)));
  } else if (b.single) {
    for (std::size_t i = 0; i < rows; i += lanes) put(i, function(hn::LoadU(d, a.data + i), all_b));
  } else {
    for (std::size_t i = 0; i < rows; i += lanes) put(i, function(hn::LoadU(d, a.data + i), hn::LoadU(d, b.data + i)));
  }
}

void Equal(Int64Operand a, Int64Operand b, bool negated, std::uint8_t* out, std::size_t rows) {
  Compare(a, b, negated, out, rows, [](V x, V y) HWY_ATTR { return hn::Eq(x, y); });
}
void Less(Int64Operand a, Int64Operand b, bool negated, std::uint8_t* out, std::size_t rows) {
  Compare(a, b, negated, out, rows, [](V x, V y) HWY_ATTR { return hn::Gt(y, x); });
}

void Select(const std::uint8_t* condition, Int64Operand a, Int64Operand b, std::int64_t* out, std::size_t rows) {
  const D d;
  const std::size_t lanes = hn::Lanes(d), whole = rows / lanes * lanes;
  const V all_a = hn::Set(d, a.data[0]), all_b = hn::Set(d, b.data[0]);
  for (std::size_t i = 0; i < whole; i += lanes) {
    const V x = a.single ? all_a : hn::LoadU(d, a.data + i), y = b.single ? all_b : hn::LoadU(d, b.data + i);
    hn::StoreU(hn::IfThenElse(Holds(condition + i), x, y), d, out + i);
  }
  for (std::size_t i = whole; i < rows; ++i) out[i] = condition[i] != 0 ? a.data[a.single ? 0 : i] : b.data[b.single ? 0 : i];
}

void SelectBytes(const std::uint8_t* condition, ByteOperand a, ByteOperand b, std::uint8_t* out, std::size_t rows) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d), whole = rows / lanes * lanes;
  const auto all_a = hn::Set(d, a.data[0]), all_b = hn::Set(d, b.data[0]), zero = hn::Zero(d);
  for (std::size_t i = 0; i < whole; i += lanes) {
    const auto x = a.single ? all_a : hn::LoadU(d, a.data + i), y = b.single ? all_b : hn::LoadU(d, b.data + i);
    hn::StoreU(hn::IfThenElse(hn::Eq(hn::LoadU(d, condition + i), zero), y, x), d, out + i);
  }
  for (std::size_t i = whole; i < rows; ++i) out[i] = condition[i] != 0 ? a.data[a.single ? 0 : i] : b.data[b.single ? 0 : i];
}

void ByteWithin(const std::uint8_t* bytes, std::uint8_t lowest, std::uint8_t highest, std::uint8_t* out, std::size_t rows) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d), whole = rows / lanes * lanes;
  const auto low = hn::Set(d, lowest), high = hn::Set(d, highest), one = hn::Set(d, 1);
  for (std::size_t i = 0; i < whole; i += lanes) {
    const auto value = hn::LoadU(d, bytes + i);
    const auto clipped = hn::Max(low, hn::Min(high, value));
    hn::StoreU(hn::IfThenElseZero(hn::Eq(clipped, value), one), d, out + i);
  }
  for (std::size_t i = whole; i < rows; ++i) out[i] = bytes[i] >= lowest && bytes[i] <= highest;
}

template <bool kMaximum>
void BytesOf(const std::uint8_t* const* inputs, std::size_t count, std::uint8_t* out, std::size_t rows) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d), whole = rows / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes) {
    auto value = hn::LoadU(d, inputs[0] + i);
    for (std::size_t k = 1; k < count; ++k) {
      const auto other = hn::LoadU(d, inputs[k] + i);
      value = kMaximum ? hn::Max(value, other) : hn::Min(value, other);
    }
    hn::StoreU(value, d, out + i);
  }
  for (std::size_t i = whole; i < rows; ++i) {
    std::uint8_t value = inputs[0][i];
    for (std::size_t k = 1; k < count; ++k) value = (inputs[k][i] > value) == kMaximum ? inputs[k][i] : value;
    out[i] = value;
  }
}

}  // namespace

const SimdKernels kKernels = {AddBands, AddValue, Fill,  Add,    Subtract,       MultiplyBoth,  Minimum, Maximum,
                              Divide,   Equal,    Less,  Select, SelectBytes,    ByteWithin,    BytesOf<true>, BytesOf<false>};

}  // namespace HWY_NAMESPACE
}  // namespace greenrule
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace greenrule {

const SimdKernels& SimdKernelsAt(SimdLevel level) {
  switch (level) {
#if HWY_TARGETS & HWY_AVX3
    case SimdLevel::kAvx512: return N_AVX3::kKernels;
#endif
#if HWY_TARGETS & HWY_AVX2
    case SimdLevel::kAvx2: return N_AVX2::kKernels;
#endif
#if HWY_TARGETS & HWY_SSE4
    case SimdLevel::kSse4: return N_SSE4::kKernels;
#endif
    default: return HWY_STATIC_DISPATCH(kKernels);
  }
}

}  // namespace greenrule
#endif
