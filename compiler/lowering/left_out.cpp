// What `known` leaves out is told by the run: numbers of values, per entity and rule.
#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

void Lowering::CountLeftOut(const policy::Expr& expr, ValueId number) {
  if (!left_out_seen_.insert(&expr).second) return;
  SpaceId space = ssa.value(number).space;
  while (space != kRunSpace && edition.spaces[space].kind != SpaceKind::kEntity) {
    const ValueId every = ssa.Emit(Opcode::kGather, space, {ssa.Flag(true)});
    space = edition.spaces[space].parent;
    number = ssa.Reduce(Opcode::kSum, space, {number, kNoValue, every, kNoValue});
  }
  if (space != kRunSpace) left_out.push_back({ssa.symbol(), number});
}

}  // namespace greenrule::lowering
