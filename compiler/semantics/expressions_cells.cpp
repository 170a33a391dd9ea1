// Cells: sets of values of an input's type. Of tables, of bands, and after `is`.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"
#include "compiler/semantics/fold.h"
#include "compiler/syntax/phrases.h"

namespace greenrule::semantics {

using policy::Cell;
using policy::CellSpan;

namespace {

// In a list only values stand, so that the words of a checklist's states arrive as names.
std::optional<int> StateCalled(std::string_view word) {
  for (const Phrase* phrase : PhrasesFrom(word)) {
    if (phrase->text != word) continue;
    if (phrase->kind == TokenKind::kHit) return 0;
    if (phrase->kind == TokenKind::kClear) return 1;
    if (phrase->kind == TokenKind::kUndetermined) return 2;
  }
  return std::nullopt;
}

}  // namespace

// A bound of a cell: a constant of the input's type, or a parameter.
std::optional<ExprId> Expressions::Checker::CheckBound(NodeId node, const CellInput& input) {
  const Expected expected{input.type, input.unit, input.name, input.type.kind == TypeKind::kUnknown};
  if (tree_.Kind(node) == NodeKind::kState) {
    if (ReportKeywordValue(node, &expected)) return std::nullopt;
    const std::string_view word = tree_.Text(node);
    if (input.type.kind == TypeKind::kUnknown) return std::nullopt;
    if (input.type.kind != TypeKind::kChecklist || word == "excluded") {
      Report(Code::GR2127, node, {input.name, Spell(node)});
      return std::nullopt;
    }
    const int state = word == "hit" ? 0 : word == "clear" ? 1 : 2;
    return MakeConstant({.number = state}, input.type, context_.Range(node));
  }
  if (input.type.kind == TypeKind::kChecklist && tree_.Kind(node) == NodeKind::kName) {
    if (const auto state = StateCalled(tree_.Text(node)))
      return MakeConstant({.number = *state}, input.type, context_.Range(node));
    Report(Code::GR2208, node, {Spell(node), input.name});
    return std::nullopt;
  }
  const Mark mark = Here();
  const ExprId id = CheckNode(node, &expected);
  if (IsBad(id) || input.type.kind == TypeKind::kUnknown) {
    Drop(mark);
    return std::nullopt;
  }
  const bool texts = (type(id).kind == TypeKind::kText || type(id).kind == TypeKind::kCode) &&
                     (input.type.kind == TypeKind::kText || input.type.kind == TypeKind::kCode);
  if (type(id) != input.type && !texts) {
    std::vector<Diagnostic::Related> related;
    if (input.range.file != kNoFile) related.push_back({input.range, {"compared with this", "与此比较"}});
    const bool units = type(id).kind == TypeKind::kNumber && input.type.kind == TypeKind::kNumber;
    Report(facts(id).open ? Code::GR2203 : units ? Code::GR2201 : Code::GR2202, node,
           {Spell(node), ValueText(id), input.name, AmountText(context_, input.type, input.unit)}, std::move(related));
    Drop(mark);
    return std::nullopt;
  }
  if (expr(id).kind == ExprKind::kParameter && expr(id).args.empty()) return id;
  const auto constant = FoldConstant(policy_, id);
  if (!constant) {
    Report(Code::GR2200, node, {Spell(node)});
    Drop(mark);
    return std::nullopt;
  }
  Drop(mark);
  return MakeConstant(*constant, input.type, context_.Range(node));
}

bool Expressions::Checker::AddSpan(NodeId node, const CellInput& input, Cell& cell) {
  CellSpan span;
  const auto ordered = [&] {
    if (input.type.kind == TypeKind::kUnknown || Ordered(input.type)) return true;
    Report(Code::GR2124, node, {input.name, TypeText(input.type)});
    return false;
  };
  switch (tree_.Kind(node)) {
    case NodeKind::kCellCompare: {
      const std::string_view sign = tree_.Text(tree_.Child(node, "operator"));
      const auto bound = CheckBound(tree_.Child(node, "value"), input);
      if (!bound) return false;
      if (sign == "=" || sign == "<>") {
        if (sign == "<>") cell.negated = !cell.negated;
        span.low = span.high = *bound;
        break;
      }
      if (!ordered()) return false;
      if (sign[0] == '<') {
        span.high = *bound;
        span.high_open = sign == "<";
      } else {
        span.low = *bound;
        span.low_open = sign == ">";
      }
      break;
    }
    case NodeKind::kCellBetween:
    case NodeKind::kCellBelow: {
      const auto low = CheckBound(tree_.Child(node, "low"), input), high = CheckBound(tree_.Child(node, "high"), input);
      if (!low || !high || !ordered()) return false;
      span.low = *low;
      span.high = *high;
      span.high_open = tree_.Kind(node) == NodeKind::kCellBelow;
      if (expr(*low).kind == ExprKind::kConstant && expr(*high).kind == ExprKind::kConstant) {
        // Of grades a better one, which stands before, is the greater.
        const bool grades = input.type.kind == TypeKind::kChoice;
        const Rational a = grades ? -expr(*low).constant.number : expr(*low).constant.number;
        const Rational b = grades ? -expr(*high).constant.number : expr(*high).constant.number;
        if (a > b || (a == b && span.high_open)) {
          Report(Code::GR2204, node, {Spell(node)});
          return false;
        }
      }
      break;
    }
    default: {
      const auto value = CheckBound(node, input);
      if (!value) return false;
      span.low = span.high = *value;
    }
  }
  cell.spans.push_back(span);
  return true;
}

bool Expressions::Checker::ReadCell(NodeId node, const CellInput& input, Cell& cell) {
  while (tree_.Kind(node) == NodeKind::kCellNot) {
    cell.negated = !cell.negated;
    node = tree_.Child(node, "cell");
  }
  const Expected beside{input.type, input.unit, input.name};
  switch (tree_.Kind(node)) {
    case NodeKind::kAny:
    case NodeKind::kOtherwise:
      if (tree_.Kind(node) == NodeKind::kOtherwise && ReportKeywordValue(node, &beside)) return false;
      if (cell.negated) {
        Report(Code::GR2205, node, {Spell(node)});
        return false;
      }
      cell.kind = tree_.Kind(node) == NodeKind::kAny ? Cell::kAny : Cell::kOtherwise;
      return true;
    case NodeKind::kMissing:
    case NodeKind::kNotApplicable:
      if (ReportKeywordValue(node, &beside)) return false;
      cell.kind = tree_.Kind(node) == NodeKind::kMissing ? Cell::kMissing : Cell::kNotApplicable;
      return true;
    case NodeKind::kKnown:
    case NodeKind::kBlank:
      Report(Code::GR2206, node, {Spell(node)});
      return false;
    case NodeKind::kCellList: {
      cell.kind = Cell::kValues;
      bool good = true;
      for (const NodeId value : tree_.Children(node)) good = AddSpan(value, input, cell) && good;
      return good;
    }
    default: cell.kind = Cell::kValues; return AddSpan(node, input, cell);
  }
}

Id Expressions::Checker::CheckCell(NodeId node, const CellInput& input) {
  Cell cell;
  if (!ReadCell(node, input, cell)) cell = Cell{};
  cell.range = context_.Range(node);
  return context_.Add(std::move(cell));
}

Id Expressions::Checker::CheckTableCell(NodeId node, const CellInput& input) {
  Place place;
  place.scope = input.scope;
  Enter(place);
  return CheckCell(node, input);
}

ExprId Expressions::Checker::CheckOutput(NodeId node, const Place& place) {
  const Mark mark = Here();
  const ExprId id = Check(node, place);
  if (IsBad(id)) return id;
  switch (expr(id).kind) {
    case ExprKind::kConstant:
    case ExprKind::kNothing:
    case ExprKind::kField:
    case ExprKind::kRule:
    case ExprKind::kScore:
    case ExprKind::kParameter:
    case ExprKind::kLookupValue: return id;
    default: break;
  }
  if (const auto constant = FoldConstant(policy_, id)) {
    const Type type = this->type(id);
    Drop(mark);
    return MakeConstant(*constant, type, context_.Range(node));
  }
  Report(Code::GR2207, node, {Spell(node)});
  return Bad(node);
}

std::optional<policy::Constant> Expressions::Checker::CheckLiteral(NodeId node, const Target& target) {
  const Expected beside{target.type, target.unit, target.name};
  policy::Constant constant;
  constant.kind = target.type.kind;
  switch (tree_.Kind(node)) {
    case NodeKind::kMissing:
      if (ReportKeywordValue(node, &beside)) return std::nullopt;
      constant.state = kNotSupplied;
      return constant;
    case NodeKind::kNotApplicable:
      if (ReportKeywordValue(node, &beside)) return std::nullopt;
      constant.state = kNotApplicable;
      return constant;
    case NodeKind::kState:
      if (target.type.kind == TypeKind::kChecklist && tree_.Text(node) != "excluded") {
        constant.number = tree_.Text(node) == "hit" ? 0 : tree_.Text(node) == "clear" ? 1 : 2;
        return constant;
      }
      break;
    default: break;
  }
  return CheckConstant(node, target);
}

}  // namespace greenrule::semantics
