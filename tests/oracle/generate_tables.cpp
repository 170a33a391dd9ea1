// Cells and decision tables.
#include <algorithm>

#include "tests/oracle/generator.h"

namespace greenrule::oracle {

using policy::Cell;
using policy::CellSpan;

Id Generator::AddCell(Cell::Kind kind, std::vector<CellSpan> spans) {
  Cell cell;
  cell.kind = kind;
  cell.spans = std::move(spans);
  p.cells.push_back(std::move(cell));
  return static_cast<Id>(p.cells.size() - 1);
}

ExprId Generator::Bound(Type type) {
  if (type.kind != TypeKind::kChecklist && random.Chance(15)) {
    std::vector<Id> fits;
    for (Id i = 0; i < p.parameters.size(); ++i)
      if (p.parameters[i].type == type) fits.push_back(i);
    if (!fits.empty()) return b.Leaf(ExprKind::kParameter, type, policy::kRunScope, random.Pick(fits));
  }
  if (type.kind == TypeKind::kChecklist) return b.Constant({type.kind, kKnown, static_cast<std::int64_t>(random.Below(3)), ""}, type);
  return b.Constant(RandomConstant(type), type);
}

// `states`: a cell of a table's input, which may ask for what is missing too.
Id Generator::MakeCell(Type type, bool states) {
  Cell cell;
  const bool ordered = type.kind == TypeKind::kNumber || type.kind == TypeKind::kDate || type.kind == TypeKind::kMonth ||
                       (type.kind == TypeKind::kChoice && p.choice_types[type.id].ordered);
  if (states && random.Chance(30)) {
    cell.kind = random.Pick({Cell::kAny, Cell::kAny, Cell::kMissing, Cell::kNotApplicable});
    cell.negated = cell.kind != Cell::kAny && random.Chance(35);
    if (type.kind == TypeKind::kChecklist) cell.kind = Cell::kAny, cell.negated = false;
  } else {
    cell.kind = Cell::kValues;
    cell.negated = random.Chance(15);
    for (std::uint64_t i = random.Chance(75) ? 1 : random.Between(2, 3); i > 0; --i) {
      CellSpan span;
      if (!ordered || random.Chance(25)) {
        span.low = span.high = Bound(type);
      } else {
        const std::uint64_t shape = random.Below(3);
        if (shape != 0) span.low = Bound(type);
        if (shape != 1) span.high = Bound(type);
        span.low_open = span.low != kNo && random.Chance(40);
        span.high_open = span.high != kNo && random.Chance(40);
      }
      cell.spans.push_back(span);
    }
  }
  p.cells.push_back(std::move(cell));
  return static_cast<Id>(p.cells.size() - 1);
}

Id Generator::MakeTable(Id entity, const std::vector<Type>& outputs, const Place& at, std::optional<ExprId> first_input) {
  policy::Table table;
  table.entity = entity;
  table.scope = at.scope;
  table.policy = random.Pick({MatchPolicy::kFirst, MatchPolicy::kFirst, MatchPolicy::kUnique, MatchPolicy::kAll});
  if (table.policy == MatchPolicy::kAll) {
    table.combine = random.Pick({policy::Table::kSum, policy::Table::kMin, policy::Table::kMax, policy::Table::kCount});
    for (const Type& type : outputs) {
      const bool number = type.kind == TypeKind::kNumber;
      const bool ordered = number || type.kind == TypeKind::kDate || type.kind == TypeKind::kMonth || (type.kind == TypeKind::kChoice && type.id == 0);
      if (!ordered) table.policy = MatchPolicy::kUnique;
      if (!number || !type.dimension.empty()) table.combine = ordered && !number ? policy::Table::kMax : policy::Table::kMin;
    }
    if (table.policy != MatchPolicy::kAll) table.combine = policy::Table::kNone;
  }
  if (first_input) table.inputs.push_back(*first_input);
  const std::size_t inputs = 1 + random.Below(3);
  while (table.inputs.size() < inputs) {
    const ExprId list = random.Chance(30) ? Checklist(at) : kNo;
    table.inputs.push_back(list != kNo ? list : Any(at, RandomType(), random.Chance(70) ? 0 : 2));
  }
  for (const Type& type : outputs) table.outputs.push_back({"出" + std::to_string(++names_), type, {"", 1, type.dimension}, {}});
  const std::int64_t rows = random.Between(1, 6);
  for (std::int64_t r = 0; r < rows; ++r) {
    policy::Table::Row row;
    const bool otherwise = r + 1 == rows && table.policy != MatchPolicy::kAll && random.Chance(60);
    for (ExprId input : table.inputs) {
      if (otherwise) {
        row.cells.push_back(AddCell(Cell::kOtherwise, {}));
      } else {
        row.cells.push_back(MakeCell(b.type(input), true));
      }
    }
    for (const Type& type : outputs) {
      const bool plain = table.combine == policy::Table::kCount;
      row.outputs.push_back(plain || random.Chance(55) ? b.Constant(RandomConstant(type), type) : Leaf(at, type));
    }
    table.rows.push_back(std::move(row));
  }
  p.tables.push_back(std::move(table));
  return static_cast<Id>(p.tables.size() - 1);
}

}  // namespace greenrule::oracle
