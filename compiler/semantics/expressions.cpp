#include "compiler/semantics/expressions.h"

#include "compiler/semantics/expressions_checker.h"
#include "compiler/semantics/fold.h"

namespace greenrule::semantics {

Expressions::Expressions(Context& context) : checker_(std::make_unique<Checker>(context)) {}
Expressions::~Expressions() = default;

Id Expressions::AddFunction(Function function) { return checker_->AddFunction(std::move(function)); }
const Function& Expressions::function(Id id) const { return checker_->function(id); }
void Expressions::CheckFunction(Id id) { checker_->CheckFunctionAlone(id); }

ExprId Expressions::Check(NodeId expr, const Place& place) { return checker_->Check(expr, place); }
ExprId Expressions::CheckCondition(NodeId expr, const Place& place) { return checker_->CheckCondition(expr, place); }

std::optional<policy::Constant> Expressions::CheckConstant(NodeId expr, const Target& target) {
  return checker_->CheckConstant(expr, target);
}
ExprId Expressions::CheckConstantOrParameter(NodeId expr, const Place& place) {
  return checker_->CheckConstantOrParameter(expr, place);
}
std::optional<policy::Constant> Expressions::Fold(ExprId expr) const { return checker_->Fold(expr); }

Id Expressions::CheckCell(NodeId cell, const CellInput& input) { return checker_->CheckTableCell(cell, input); }
ExprId Expressions::CheckOutput(NodeId cell, const Place& place) { return checker_->CheckOutput(cell, place); }
std::optional<policy::Constant> Expressions::CheckLiteral(NodeId cell, const Target& target) {
  return checker_->CheckLiteral(cell, target);
}

ExprId Expressions::RoundTo(ExprId value, std::uint8_t decimals, const Unit& unit, RoundingMode mode, SourceRange range) {
  Rational quantum = unit.scale;
  for (int i = 0; i < decimals; ++i) quantum /= 10;
  return checker_->RoundTo(value, quantum, mode, range);
}

std::optional<Unit> Expressions::UnitOf(ExprId expr) const { return checker_->UnitOf(expr); }

std::vector<Meaning> Expressions::References(NodeId expr, const Place& place) { return checker_->References(expr, place); }
Owner Expressions::EntityOf(const std::vector<NodeId>& exprs, NodeId what, bool quiet) {
  return checker_->EntityOf(exprs, what, quiet);
}
std::optional<Id> Expressions::Deeper(Id a, Id b) const { return checker_->Deeper(a, b); }
bool Expressions::RestsOnPeers(Id rule) { return checker_->RestsOnPeers(rule); }

}  // namespace greenrule::semantics
