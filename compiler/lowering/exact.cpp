#include "compiler/lowering/exact.h"

namespace greenrule::lowering {

Rational CommonMeasure(const Rational& a, const Rational& b) {
  const Integer n = gcd(Integer(numerator(a) * denominator(b)), Integer(numerator(b) * denominator(a)));
  return Rational(n, denominator(a) * denominator(b));
}

Lowered Exact::Number(const Rational& constant) {
  if (constant == 0) return {ssa_.Integral(0)};
  return {.number = ssa_.Integral(constant < 0 ? -1 : 1), .factor = abs(constant)};
}

std::optional<Rational> Exact::ConstantOf(const Lowered& x) const {
  if (x.denominator != kNoValue) return std::nullopt;
  std::optional<Integer> number = ssa_.ConstantOf(x.number);
  if (!number) return std::nullopt;
  return Rational(*number) * x.factor;
}

ValueId Exact::Times(ValueId a, ValueId b) {
  if (a == kNoValue) return b;
  if (b == kNoValue) return a;
  return ssa_.Multiply(a, b);
}

ValueId Exact::NumeratorAt(const Lowered& a, const Rational& factor) {
  const Rational k = a.factor / factor;
  return ssa_.Multiply(a.number, ssa_.Integral(numerator(k)));
}

void Exact::Align(Lowered& a, Lowered& b) {
  if (a.factor == b.factor) return;
  if (IsZero(a)) {
    a.factor = b.factor;
    return;
  }
  if (IsZero(b)) {
    b.factor = a.factor;
    return;
  }
  const Rational common = CommonMeasure(a.factor, b.factor);
  a.number = NumeratorAt(a, common);
  b.number = NumeratorAt(b, common);
  a.factor = b.factor = common;
}

Lowered Exact::Add(Lowered a, Lowered b) {
  Align(a, b);
  if (a.denominator == b.denominator) return {ssa_.Add(a.number, b.number), a.denominator, kNoValue, kNoValue, a.factor};
  return {ssa_.Add(Times(a.number, b.denominator), Times(b.number, a.denominator)), Times(a.denominator, b.denominator),
          kNoValue, kNoValue, a.factor};
}

Lowered Exact::Negate(Lowered a) {
  a.number = ssa_.Negate(a.number);
  return a;
}

Lowered Exact::Absolute(Lowered a) {
  a.number = ssa_.Absolute(a.number);
  return a;
}

Lowered Exact::Scale(Lowered a, const Rational& by) {
  if (by == 0) return Number(0);
  if (by < 0) a.number = ssa_.Negate(a.number);
  a.factor *= abs(by);
  return a;
}

Lowered Exact::Multiply(const Lowered& a, const Lowered& b) {
  if (auto k = ConstantOf(a)) return Scale(b, *k);
  if (auto k = ConstantOf(b)) return Scale(a, *k);
  return {ssa_.Multiply(a.number, b.number), Times(a.denominator, b.denominator), kNoValue, kNoValue, a.factor * b.factor};
}

Lowered Exact::Divide(const Lowered& a, const Lowered& b, ValueId& is_zero) {
  if (auto k = ConstantOf(b)) {
    is_zero = ssa_.Flag(*k == 0);
    return *k == 0 ? Number(0) : Scale(a, 1 / *k);
  }
  is_zero = ssa_.Equal(b.number, ssa_.Integral(0));
  const Range divisor = ssa_.value(b.number).range;
  ValueId numerator = Times(a.number, b.denominator), magnitude = b.number;
  if (divisor.lowest < 0) {  // the sign goes to the numerator
    ValueId negative = ssa_.Less(b.number, ssa_.Integral(0));
    numerator = ssa_.Select(negative, ssa_.Negate(numerator), numerator);
    magnitude = ssa_.Absolute(b.number);
  }
  if (divisor.lowest <= 0 && divisor.highest >= 0) magnitude = ssa_.Maximum(magnitude, ssa_.Integral(1));
  return {numerator, Times(a.denominator, magnitude), kNoValue, kNoValue, a.factor / b.factor};
}

Lowered Exact::Round(const Lowered& a, const Rational& quantum, RoundingMode mode) {
  const Rational k = a.factor / quantum;
  ValueId top = ssa_.Multiply(a.number, ssa_.Integral(numerator(k)));
  ValueId bottom = Times(a.denominator, denominator(k) == 1 ? kNoValue : ssa_.Integral(denominator(k)));
  return {.number = bottom == kNoValue ? top : ssa_.DivideRounded(top, bottom, mode), .factor = quantum};
}

// √x to a multiple of the quantum q is q × √(x ÷ q²) to a whole number.
Lowered Exact::Sqrt(const Lowered& a, const Rational& quantum, RoundingMode mode, ValueId& is_negative) {
  is_negative = ssa_.Less(a.number, ssa_.Integral(0));
  const Rational k = a.factor / (quantum * quantum);
  ValueId top = ssa_.Multiply(a.number, ssa_.Integral(numerator(k)));
  ValueId bottom = Times(a.denominator, ssa_.Integral(denominator(k)));
  return {.number = ssa_.SqrtRounded(top, bottom, mode), .factor = quantum};
}

Lowered Exact::Select(ValueId condition, Lowered a, Lowered b) {
  Align(a, b);
  Lowered out{.number = ssa_.Select(condition, a.number, b.number), .factor = a.factor};
  if (a.denominator == kNoValue && b.denominator == kNoValue) return out;
  ValueId one = ssa_.Integral(1);
  out.denominator = ssa_.Select(condition, a.denominator == kNoValue ? one : a.denominator,
                                b.denominator == kNoValue ? one : b.denominator);
  return out;
}

// Against a constant an integer is compared with the constant's floor or ceiling, so that no scale has to be multiplied in.
ValueId Exact::Equal(const Lowered& a, const Lowered& b) {
  if (auto c = ConstantOf(b); c && a.denominator == kNoValue) {
    const Rational t = *c / a.factor;
    return IsInteger(t) ? ssa_.Equal(a.number, ssa_.Integral(numerator(t))) : ssa_.Flag(false);
  }
  if (ConstantOf(a) && b.denominator == kNoValue) return Equal(b, a);
  Lowered x = a, y = b;
  Align(x, y);
  return ssa_.Equal(Times(x.number, y.denominator), Times(y.number, x.denominator));
}

ValueId Exact::Less(const Lowered& a, const Lowered& b) {
  if (auto c = ConstantOf(b); c && a.denominator == kNoValue)
    return ssa_.Less(a.number, ssa_.Integral(Ceiling(*c / a.factor)));
  if (auto c = ConstantOf(a); c && b.denominator == kNoValue)
    return ssa_.Less(ssa_.Integral(Floor(*c / b.factor)), b.number);
  Lowered x = a, y = b;
  Align(x, y);
  return ssa_.Less(Times(x.number, y.denominator), Times(y.number, x.denominator));
}

ValueId Exact::LessEqual(const Lowered& a, const Lowered& b) {
  if (auto c = ConstantOf(b); c && a.denominator == kNoValue)
    return ssa_.LessEqual(a.number, ssa_.Integral(Floor(*c / a.factor)));
  if (auto c = ConstantOf(a); c && b.denominator == kNoValue)
    return ssa_.LessEqual(ssa_.Integral(Ceiling(*c / b.factor)), b.number);
  Lowered x = a, y = b;
  Align(x, y);
  return ssa_.LessEqual(Times(x.number, y.denominator), Times(y.number, x.denominator));
}

}  // namespace greenrule::lowering
