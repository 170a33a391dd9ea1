// Three-valued logic, comparison by type, and cells as conditions.
#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Cell;
using policy::TypeKind;

namespace {
bool AlwaysKnown(const Lowered& x) { return x.state == kNoValue; }
}  // namespace

Lowered Lowering::And(const std::vector<Lowered>& sides) {
  Lowered out = sides[0];
  for (std::size_t i = 1; i < sides.size(); ++i) {
    const Lowered& x = sides[i];
    if (AlwaysKnown(out) && AlwaysKnown(x)) {
      out.number = ssa.And(out.number, x.number);
      continue;
    }
    ValueId parts[] = {out.number, x.number, out.state, x.state};
    ValueId result = ssa.Emit(Opcode::kAnd3, ssa.SpaceOf(parts), {out.number, out.state, x.number, x.state});
    out = {.number = result, .state = result + 1};
  }
  return out;
}

Lowered Lowering::Or(const std::vector<Lowered>& sides) {
  Lowered out = sides[0];
  for (std::size_t i = 1; i < sides.size(); ++i) {
    const Lowered& x = sides[i];
    if (AlwaysKnown(out) && AlwaysKnown(x)) {
      out.number = ssa.Or(out.number, x.number);
      continue;
    }
    ValueId parts[] = {out.number, x.number, out.state, x.state};
    ValueId result = ssa.Emit(Opcode::kOr3, ssa.SpaceOf(parts), {out.number, out.state, x.number, x.state});
    out = {.number = result, .state = result + 1};
  }
  return out;
}

Lowered Lowering::Holds(Lowered condition) {
  if (AlwaysKnown(condition)) return condition;
  ValueId inapplicable = ssa.StateIs(condition.state, kNotApplicable, kNotApplicable);
  condition.number = ssa.And(condition.number, ssa.Not(inapplicable));
  condition.state = ssa.SelectState(inapplicable, kNoValue, condition.state);
  return condition;
}

ValueId Lowering::Equal(const Lowered& a, const Lowered& b, TypeKind type) {
  return type == TypeKind::kNumber ? exact.Equal(a, b) : ssa.Equal(a.number, b.number);
}

// Grades: position 0 is the best, and a better one is the greater.
ValueId Lowering::LessByOrder(const Lowered& a, const Lowered& b, TypeKind type, Id type_id) {
  if (type == TypeKind::kNumber) return exact.Less(a, b);
  if (type == TypeKind::kChoice && policy.choice_types[type_id].ordered) return ssa.Less(b.number, a.number);
  return ssa.Less(a.number, b.number);
}

ValueId Lowering::LessEqualByOrder(const Lowered& a, const Lowered& b, TypeKind type, Id type_id) {
  if (type == TypeKind::kNumber) return exact.LessEqual(a, b);
  if (type == TypeKind::kChoice && policy.choice_types[type_id].ordered) return ssa.LessEqual(b.number, a.number);
  return ssa.LessEqual(a.number, b.number);
}

Lowered Lowering::SelectValue(ValueId condition, const Lowered& a, const Lowered& b, TypeKind type) {
  if (type == TypeKind::kNumber) return exact.Select(condition, a, b);
  Lowered out{.number = ssa.Select(condition, a.number, b.number)};
  if (a.reason != kNoValue || b.reason != kNoValue) out.reason = ssa.SelectState(condition, a.reason, b.reason);
  return out;
}

ValueId Lowering::InSpans(const Lowered& x, TypeKind type, Id type_id, const Cell& cell, SpaceId space) {
  ValueId any = ssa.Flag(false);
  for (const policy::CellSpan& span : cell.spans) {
    ValueId in = ssa.Flag(true);
    if (span.low == span.high && span.low != kNo) {
      in = Equal(x, ValueIn(span.low, space), type);
    } else {
      if (span.low != kNo) {
        Lowered low = ValueIn(span.low, space);
        in = span.low_open ? LessByOrder(low, x, type, type_id) : LessEqualByOrder(low, x, type, type_id);
      }
      if (span.high != kNo) {
        Lowered high = ValueIn(span.high, space);
        in = ssa.And(in, span.high_open ? LessByOrder(x, high, type, type_id) : LessEqualByOrder(x, high, type, type_id));
      }
    }
    any = ssa.Or(any, in);
  }
  return cell.negated ? ssa.Not(any) : any;
}

Lowered Lowering::CellHolds(const Lowered& x, TypeKind type, Id type_id, const Cell& cell, SpaceId space) {
  switch (cell.kind) {
    case Cell::kAny:
    case Cell::kOtherwise: return {.number = ssa.Flag(true)};
    case Cell::kMissing: {
      ValueId is = cell.negated ? ssa.StateIs(x.state, kKnown, kKnown) : ssa.StateIs(x.state, 1, kNotApplicable - 1);
      return {.number = is};
    }
    case Cell::kNotApplicable: {
      ValueId is = ssa.StateIs(x.state, kNotApplicable, kNotApplicable);
      return {.number = cell.negated ? ssa.Not(is) : is};
    }
    case Cell::kValues: break;
  }
  return {.number = InSpans(x, type, type_id, cell, space), .state = x.state};
}

}  // namespace greenrule::lowering
