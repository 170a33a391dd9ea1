// Decision tables: every input is cut into intervals on which all cells are constant; a row is a bit in each interval's set.
#include <algorithm>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

using policy::Cell;
using policy::CellSpan;
using policy::ExprKind;
using policy::TypeKind;

bool Lowering::ConstantSpans(const Cell& cell) const {
  auto constant = [&](ExprId e) { return e == kNo || policy.exprs[e].kind == ExprKind::kConstant; };
  return std::ranges::all_of(cell.spans, [&](const CellSpan& s) { return constant(s.low) && constant(s.high); });
}

namespace {

bool ByThresholds(TypeKind type) { return type == TypeKind::kNumber || type == TypeKind::kDate || type == TypeKind::kMonth; }
bool IsText(TypeKind type) { return type == TypeKind::kText || type == TypeKind::kCode; }

// c as a whole number of the input's integers: reached by x when number ≥ the result.
Integer WholeBound(const Threshold& t, const Rational& factor) {
  const Rational at = Rational(t.numerator, t.denominator) / factor;
  return t.strict ? Integer(Floor(at) + 1) : Ceiling(at);
}

bool Before(const Threshold& a, const Threshold& b) {
  const Integer x = a.numerator * b.denominator, y = b.numerator * a.denominator;
  return x != y ? x < y : a.strict < b.strict;
}
bool Same(const Threshold& a, const Threshold& b) { return !Before(a, b) && !Before(b, a); }

}  // namespace

Lowering::Intervals Lowering::Cut(const Lowered& x, TypeKind type, Id type_id, const std::vector<const Cell*>& cells) {
  Intervals cut;
  cut.type = type;
  const SpaceId space = SpaceOf(x);
  if (ByThresholds(type)) {
    for (const Cell* cell : cells)
      for (const CellSpan& span : cell->spans) {
        auto bound = [&](ExprId e, bool strict) {
          if (e == kNo) return;
          const Rational& c = policy.exprs[e].constant.number;
          cut.thresholds.push_back({numerator(c), denominator(c), strict});
        };
        bound(span.low, span.low_open);
        bound(span.high, !span.high_open);
      }
    std::ranges::sort(cut.thresholds, Before);
    cut.thresholds.erase(std::unique(cut.thresholds.begin(), cut.thresholds.end(), Same), cut.thresholds.end());
    ThresholdTable table;
    for (const Threshold& t : cut.thresholds) {
      if (x.denominator == kNoValue) {
        table.thresholds.push_back({WholeBound(t, x.factor), 1, false});
      } else {
        const Rational at = Rational(t.numerator, t.denominator) / x.factor;
        table.thresholds.push_back({numerator(at), denominator(at), t.strict});
      }
    }
    if (table.thresholds.empty()) {
      cut.reached.push_back(0);
      cut.index = ssa.Integral(0);
    } else {
      cut.index = BucketOf(x, std::move(table), cut.reached);
    }
    cut.known = static_cast<std::uint32_t>(cut.reached.size());
  } else if (IsText(type)) {
    for (const Cell* cell : cells)
      for (const CellSpan& span : cell->spans) cut.listed.push_back(TextId(policy.exprs[span.low].constant.text));
    std::ranges::sort(cut.listed);
    cut.listed.erase(std::unique(cut.listed.begin(), cut.listed.end()), cut.listed.end());
    cut.known = static_cast<std::uint32_t>(cut.listed.size()) + 1;
    cut.index = cut.listed.empty() ? ssa.Integral(0)
                                   : ssa.Emit(Opcode::kMapValue, space, {x.number}, {ssa.TableOf(ValueTable{cut.listed})});
  } else if (type == TypeKind::kYesNo) {
    cut.known = 2;
    cut.index = ssa.Select(x.number, ssa.Integral(1), ssa.Integral(0));
  } else if (type == TypeKind::kChecklist) {
    cut.known = 3;
    cut.index = x.number;
  } else {
    cut.known = static_cast<std::uint32_t>(policy.choice_types[type_id].values.size());
    cut.best_first = policy.choice_types[type_id].ordered;
    cut.index = x.number;
  }
  if (x.state != kNoValue) {
    cut.states = true;
    ValueId with_missing = ssa.Select(ssa.StateIs(x.state, kKnown, kKnown), cut.index, ssa.Integral(cut.known));
    cut.index = ssa.Select(ssa.StateIs(x.state, kNotApplicable, kNotApplicable), ssa.Integral(cut.known + 1), with_missing);
  }
  return cut;
}

ValueId Lowering::BucketOf(const Lowered& x, ThresholdTable table, std::vector<std::uint32_t>& reached) {
  reached.push_back(0);
  if (x.denominator != kNoValue) {
    for (std::size_t i = 0; i < table.thresholds.size(); ++i) reached.push_back(static_cast<std::uint32_t>(i + 1));
    const ValueId parts[] = {x.number, x.denominator};
    const Lane lane = std::max(ssa.value(x.number).lane, ssa.value(x.denominator).lane);
    return ssa.BucketRatio(ssa.InLane(x.number, lane), ssa.InLane(x.denominator, lane), ssa.SpaceOf(parts), table);
  }
  // Thresholds have the lane of the number; one that no value reaches is cut to its range, and equal ones are one.
  const Range range = ssa.value(x.number).range;
  if (!NarrowestLane({range.lowest, range.highest + 1})) return ssa.Integral(0);
  ThresholdTable merged;
  for (Threshold& t : table.thresholds) {
    t.numerator = std::max(std::min(t.numerator, Integer(range.highest + 1)), range.lowest);
    if (merged.thresholds.empty() || merged.thresholds.back().numerator != t.numerator) {
      merged.thresholds.push_back(t);
      reached.push_back(reached.back());
    }
    ++reached.back();
  }
  // A quotient that is only asked which thresholds it reaches is not divided.
  if (const auto ratio = ssa.RoundedRatioOf(x.number))
    if (const auto bucket = ssa.BucketUnrounded(*ratio, merged)) return *bucket;
  return ssa.Emit(Opcode::kBucket, ssa.value(x.number).space, {x.number}, {ssa.TableOf(std::move(merged))});
}

Lowering::PlacedCell Lowering::Place(const Intervals& cut, const Cell& cell) {
  PlacedCell placed{&cell, {}};
  if (cell.kind != Cell::kValues || !ByThresholds(cut.type)) return placed;
  const auto before = [&](ExprId e, bool strict) -> std::uint32_t {
    if (e == kNo) return 0;
    const Rational& c = policy.exprs[e].constant.number;
    const Threshold t{numerator(c), denominator(c), strict};
    return static_cast<std::uint32_t>(std::ranges::lower_bound(cut.thresholds, t, Before) - cut.thresholds.begin());
  };
  for (const CellSpan& span : cell.spans)
    placed.spans.push_back({before(span.low, span.low_open), before(span.high, !span.high_open), span.low != kNo, span.high != kNo});
  return placed;
}

Lowering::Truth Lowering::TruthOn(const Intervals& cut, std::uint32_t interval, const PlacedCell& placed) {
  const Cell& cell = *placed.cell;
  const bool missing = interval == cut.known, inapplicable = interval == cut.known + 1;
  switch (cell.kind) {
    case Cell::kAny:
    case Cell::kOtherwise: return Truth::kYes;
    case Cell::kMissing:
      if (inapplicable) return Truth::kNo;
      return missing != cell.negated ? Truth::kYes : Truth::kNo;
    case Cell::kNotApplicable:
      if (missing) return Truth::kUnknown;
      return inapplicable != cell.negated ? Truth::kYes : Truth::kNo;
    case Cell::kValues: break;
  }
  if (missing) return Truth::kUnknown;
  if (inapplicable) return Truth::kNo;
  bool in = false;
  for (const PlacedCell::Span& span : placed.spans) {
    const std::uint32_t reached = cut.reached[interval];
    in |= (!span.has_low || span.low < reached) && (!span.has_high || span.high >= reached);
  }
  for (const CellSpan& span : cell.spans) {
    if (ByThresholds(cut.type)) break;
    auto constant = [&](ExprId e) -> const policy::Constant& { return policy.exprs[e].constant; };
    if (IsText(cut.type)) {
      in |= interval < cut.listed.size() && cut.listed[interval] == TextId(constant(span.low).text);
    } else {
      // A grade's order is the reverse of its position.
      const int sign = cut.best_first ? -1 : 1;
      auto order = [&](const Rational& position) { return sign * position; };
      const Rational at = sign * Rational(interval);
      bool above = span.low == kNo || (span.low_open ? order(constant(span.low).number) < at : order(constant(span.low).number) <= at);
      bool below = span.high == kNo || (span.high_open ? at < order(constant(span.high).number) : at <= order(constant(span.high).number));
      in |= above && below;
    }
  }
  return in != cell.negated ? Truth::kYes : Truth::kNo;
}

namespace {
void Set(std::vector<std::uint64_t>& bits, std::uint32_t row) { bits[row / 64] |= std::uint64_t{1} << (row % 64); }
}  // namespace

const std::vector<Lowered>& Lowering::TableOutputs(Id id) {
  if (!tables_[id]) LowerTable(id);
  return *tables_[id];
}

void Lowering::LowerTable(Id id) {
  const policy::Table& t = policy.tables[id];
  const SpaceId space = SpaceOfScope(t.scope);
  const auto rows = static_cast<std::uint32_t>(t.rows.size());
  const std::size_t words = (rows + 63) / 64;

  MatchTable table;
  table.policy = t.policy;
  table.rows = rows;
  std::vector<ValueId> indexes, states;
  auto add_input = [&](std::uint32_t size, ValueId index, ValueId state) {
    table.sizes.push_back(size);
    table.yes.emplace_back(size, std::vector<std::uint64_t>(words));
    table.unknown.emplace_back(size, std::vector<std::uint64_t>(words));
    indexes.push_back(ssa.InLane(index, Lane::k64));
    states.push_back(state == kNoValue ? ssa.Integral(0) : ssa.Emit(Opcode::kStateToValue, ssa.value(state).space, {state}));
    return table.sizes.size() - 1;
  };
  auto mark = [&](std::size_t input, std::uint32_t interval, std::uint32_t row, Truth truth) {
    if (truth == Truth::kYes) Set(table.yes[input][interval], row);
    if (truth == Truth::kUnknown) Set(table.unknown[input][interval], row);
  };

  for (std::size_t i = 0; i < t.inputs.size(); ++i) {
    const policy::Type& type = policy.exprs[t.inputs[i]].type;
    const Lowered x = ValueIn(t.inputs[i], space);
    std::vector<const Cell*> constant;
    for (const auto& row : t.rows)
      if (const Cell& cell = policy.cells[row.cells[i]]; ConstantSpans(cell)) constant.push_back(&cell);
    Intervals cut = Cut(x, type.kind, type.id, constant);
    const std::size_t input = add_input(cut.size(), cut.index, x.state);
    for (std::uint32_t r = 0; r < rows; ++r) {
      const Cell& cell = policy.cells[t.rows[r].cells[i]];
      if (ConstantSpans(cell)) {
        const PlacedCell placed = Place(cut, cell);
        for (std::uint32_t k = 0; k < cut.size(); ++k) mark(input, k, r, TruthOn(cut, k, placed));
        continue;
      }
      // A bound that a parameter sets: the cell is an input of its own (no, yes, missing, not applicable).
      for (std::uint32_t k = 0; k < cut.size(); ++k) mark(input, k, r, Truth::kYes);
      Lowered holds = CellHolds(x, type.kind, type.id, cell, space);
      ValueId index = ssa.Select(holds.number, ssa.Integral(1), ssa.Integral(0));
      if (holds.state != kNoValue) {
        index = ssa.Select(ssa.StateIs(holds.state, kKnown, kKnown), index, ssa.Integral(2));
        index = ssa.Select(ssa.StateIs(holds.state, kNotApplicable, kNotApplicable), ssa.Integral(0), index);
      }
      const std::size_t own = add_input(3, index, holds.state);
      for (std::uint32_t other = 0; other < rows; ++other)
        for (std::uint32_t k = 0; k < 3; ++k) mark(own, k, other, other != r || k == 1 ? Truth::kYes : k == 2 ? Truth::kUnknown : Truth::kNo);
    }
  }
  std::vector<ValueId> operands = indexes;
  operands.insert(operands.end(), states.begin(), states.end());
  const std::uint32_t table_id = ssa.TableOf(table);

  std::vector<Lowered> outputs;
  if (t.policy == MatchPolicy::kAll) {
    outputs = CombineAll(t, operands, table_id, space);
  } else {
    ValueId row = ssa.Emit(Opcode::kMatch, space, operands, {table_id});
    for (std::size_t o = 0; o < t.outputs.size(); ++o) outputs.push_back(OutputOfRow(t, o, row, row + 1, space));
  }
  tables_[id] = std::move(outputs);
}

// The output in the row that was found: constants by index, names chosen beside them.
Lowered Lowering::OutputOfRow(const policy::Table& t, std::size_t o, ValueId row, ValueId found, SpaceId space) {
  const TypeKind type = t.outputs[o].type.kind;
  std::vector<Lowered> values;
  for (const auto& r : t.rows) values.push_back(ValueIn(r.outputs[o], space));
  auto is_constant = [&](const Lowered& v) { return v.denominator == kNoValue && ssa.ConstantOf(v.number) && (v.state == kNoValue || ssa.ConstantOf(v.state)); };

  std::optional<Rational> measure;
  for (const Lowered& v : values)
    if (is_constant(v) && !ssa.IsConstant(v.number, 0)) measure = measure ? CommonMeasure(*measure, v.factor) : v.factor;
  const Rational factor = measure.value_or(1);
  TakeTable numbers, states;
  states.lane = Lane::kByte;
  bool any_state = false;
  auto whole = [&](const Lowered& v) { return *ssa.ConstantOf(exact.NumeratorAt(v, factor)); };
  const auto first = std::ranges::find_if(values, is_constant);  // stands also where a name is chosen below
  const Integer some = first == values.end() ? numerator(SomeOf(type).number) : whole(*first);
  for (const Lowered& v : values) {
    const bool constant = is_constant(v);
    numbers.values.push_back(constant ? whole(v) : some);
    Integer state = constant && v.state != kNoValue ? *ssa.ConstantOf(v.state) : Integer(0);
    any_state |= state != 0;
    states.values.push_back(state);
  }
  auto [low, high] = std::ranges::minmax(numbers.values);
  numbers.lane = type == TypeKind::kYesNo ? Lane::kByte : NarrowestLane({low, high}).value_or(Lane::k256);
  Lowered out{.number = ssa.Emit(Opcode::kTake, space, {row}, {ssa.TableOf(numbers)}), .factor = factor};
  if (any_state) out.state = ssa.Emit(Opcode::kTake, space, {row}, {ssa.TableOf(states)});
  for (std::size_t r = 0; r < values.size(); ++r) {
    if (is_constant(values[r])) continue;
    ValueId here = ssa.Equal(row, ssa.Integral(r));
    ValueId state = ssa.SelectState(here, values[r].state, out.state);
    out = SelectValue(here, values[r], out, type);
    out.state = state;
  }
  out.state = ssa.StateElse(found, out.state);
  return out;
}

// `all`: every row that matches contributes; an unknown row makes the result missing.
std::vector<Lowered> Lowering::CombineAll(const policy::Table& t, const std::vector<ValueId>& operands, std::uint32_t table, SpaceId space) {
  std::vector<Lowered> holds;
  ValueId doubt = kNoValue, some = ssa.Flag(false);
  for (std::uint32_t r = 0; r < t.rows.size(); ++r) {
    ValueId row = ssa.Emit(Opcode::kMatchAll, space, operands, {table, r});
    holds.push_back({.number = row});
    doubt = ssa.StateMax(doubt, row + 1);
    some = ssa.Or(some, row);
  }
  std::vector<Lowered> outputs;
  for (std::size_t o = 0; o < t.outputs.size(); ++o) {
    const policy::Type& type = t.outputs[o].type;
    Lowered out = exact.Number(0);
    ValueId state = kNoValue, filled = ssa.Flag(false);
    for (std::size_t r = 0; r < t.rows.size(); ++r) {
      Lowered v = t.combine == policy::Table::kCount ? exact.Number(1) : ValueIn(t.rows[r].outputs[o], space);
      // What is not applicable is left out.
      const ValueId here = ssa.And(holds[r].number, ssa.Not(ssa.StateIs(v.state, kNotApplicable, kNotApplicable)));
      state = ssa.StateMax(state, ssa.SelectState(here, v.state, kNoValue));
      if (t.combine == policy::Table::kSum || t.combine == policy::Table::kCount) {
        out = exact.Add(out, exact.Select(here, v, exact.Number(0)));
        filled = ssa.Or(filled, here);
        continue;
      }
      if (r == 0) {
        out = v;
        out.state = kNoValue;
      } else {
        ValueId before = t.combine == policy::Table::kMin ? LessByOrder(v, out, type.kind, type.id) : LessByOrder(out, v, type.kind, type.id);
        out = SelectValue(ssa.And(here, ssa.Or(ssa.Not(filled), before)), v, out, type.kind);
      }
      filled = ssa.Or(filled, here);
    }
    if (t.combine != policy::Table::kCount)  // nothing but what is not applicable
      state = ssa.StateElse(state, ssa.StateIf(ssa.And(some, ssa.Not(filled)), kNotApplicable));
    if (t.combine == policy::Table::kMin || t.combine == policy::Table::kMax)
      state = ssa.StateElse(state, ssa.StateIf(ssa.Not(some), kNoRowMatches));
    out.state = ssa.StateElse(doubt, state);
    outputs.push_back(out);
  }
  return outputs;
}

}  // namespace greenrule::lowering
