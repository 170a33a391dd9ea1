// Exact numbers in SSA: factor × numerator ÷ denominator, where the factor is a static fraction (units, decimals and constant
// denominators fold into it) and the denominator, if there is one, is positive wherever the value is known.
#pragma once

#include "compiler/lowering/ssa.h"

namespace greenrule::lowering {

// A value of any type with its state. Numbers use all three parts of the fraction; others stand in `number` (conditions in the
// byte lane; dates, months, choices, texts, checklist states in the 64-bit lane).
struct Lowered {
  ValueId number = kNoValue;
  ValueId denominator = kNoValue;  // kNoValue: 1
  ValueId state = kNoValue;        // kNoValue: always known
  ValueId reason = kNoValue;       // checklists: why it is undetermined
  Rational factor = 1;             // > 0
};

class Exact {
 public:
  explicit Exact(Ssa& ssa) : ssa_(ssa) {}

  Lowered Number(const Rational& constant);
  std::optional<Rational> ConstantOf(const Lowered& x) const;

  // States are the caller's: these combine numbers only.
  Lowered Add(Lowered a, Lowered b);
  Lowered Negate(Lowered a);
  Lowered Absolute(Lowered a);
  Lowered Multiply(const Lowered& a, const Lowered& b);
  // b's zero gives `is_zero` (a condition); the quotient stands for anything there.
  Lowered Divide(const Lowered& a, const Lowered& b, ValueId& is_zero);
  Lowered Scale(Lowered a, const Rational& by);
  Lowered Round(const Lowered& a, const Rational& quantum, RoundingMode mode);
  Lowered Sqrt(const Lowered& a, const Rational& quantum, RoundingMode mode, ValueId& is_negative);
  Lowered Select(ValueId condition, Lowered a, Lowered b);

  ValueId Equal(const Lowered& a, const Lowered& b);
  ValueId Less(const Lowered& a, const Lowered& b);
  ValueId LessEqual(const Lowered& a, const Lowered& b);

  // Brings two numbers to one factor (a common measure of both).
  void Align(Lowered& a, Lowered& b);
  // The numerator at another factor; the quotient of the factors must be whole.
  ValueId NumeratorAt(const Lowered& a, const Rational& factor);

 private:
  bool IsZero(const Lowered& a) const { return ssa_.IsConstant(a.number, 0); }
  ValueId Times(ValueId a, ValueId b);  // either may be kNoValue (1)
  Ssa& ssa_;
};

// The greatest fraction of which both are whole multiples.
Rational CommonMeasure(const Rational& a, const Rational& b);

}  // namespace greenrule::lowering
