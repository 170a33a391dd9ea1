// Where values come from: fields, constants, parameters, lookups.
#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::ExprKind;
using policy::TypeKind;

namespace {
bool IsText(const policy::Type& type) { return type.kind == TypeKind::kText || type.kind == TypeKind::kCode; }
}  // namespace

Value Oracle::OfConstant(const policy::Constant& constant) const {
  Value value;
  value.state = constant.state;
  if (constant.state == kKnown) {
    value.number = Fraction(constant.number);
    value.text = constant.text;
  }
  return value;
}

Value Oracle::FieldCell(Id field, std::size_t row) const {
  const ColumnData& column = dataset_.columns[column_of_[field]];
  Value value;
  if (!column.states.empty()) value.state = column.states[row];
  if (value.state != kKnown) return value;
  Fraction cell;
  switch (column.values.lane()) {
    case Lane::kByte: cell = Fraction(column.values.as<std::uint8_t>()[row]); break;
    case Lane::k64: cell = Fraction(column.values.as<std::int64_t>()[row]); break;
    default: cell = Fraction(Rational(column.values.Get(row)));
  }
  const policy::Type& type = policy_.fields[field].type;
  if (IsText(type)) {
    value.text = dataset_.texts.Text(cell.Truncated());
  } else {
    value.number = type.kind == TypeKind::kNumber ? cell * field_quantum_[field] : cell;
  }
  return value;
}

// A field of the row of a many-per feed, or of the entity of a one-per feed, that `scope` is bound to: its record has what the entity has.
Value Oracle::FieldAt(Id id, policy::ScopeId scope) {
  const policy::Field& field = policy_.fields[id];
  const policy::Feed& feed = policy_.feeds[field.feed];
  const bool of_record = !feed.many && policy_.scopes[scope].kind == policy::ScopeKind::kRows;
  const Binding at = of_record ? EntityAt(scope, feed.entity) : bound_[scope];
  if (at.absent) return {kNotListed, kKnown, {}, {}};
  if (field.formula == kNo) return FieldCell(id, at.row);
  // Computed: in the sight of the row itself.
  const std::vector<Binding> outer = bound_;
  BindEntity(feed.entity, feed.many ? EntityAt(scope, feed.entity).row : at.row);
  if (feed.many) Bind(feed.filter_scope, at.row);
  Value value = Eval(field.formula);
  bound_ = outer;
  return value;
}

Value Oracle::ParameterOn(Id id, std::int64_t day) {
  for (const policy::Parameter::Entry& entry : policy_.parameters[id].entries)
    if (entry.from <= day && day <= entry.until) return Eval(entry.value);
  return {kNotInForce, kKnown, {}, {}};
}

Value Oracle::LookUp(const policy::Expr& e) {
  const policy::Lookup& lookup = policy_.lookups[e.id];
  std::vector<Value> keys;
  State state = kKnown;
  for (policy::ExprId arg : e.args) {
    keys.push_back(Eval(arg));
    state = std::max(state, keys.back().state);
  }
  if (state != kKnown) return {state, kKnown, {}, {}};

  const bool dated = lookup.keys.back().kind == KeyKind::kInForce;
  const std::size_t plain = lookup.keys.size() - dated;
  // The rows whose keys fit, as long a prefix as there is.
  std::vector<std::size_t> fitting;
  std::size_t longest = 0;
  for (std::size_t r = 0; r < lookup.rows.size(); ++r) {
    bool fits = true;
    std::size_t length = 0;
    for (std::size_t k = 0; k < plain; ++k) {
      const Value key = OfConstant(lookup.rows[r].keys[k]);
      if (lookup.keys[k].kind == KeyKind::kLongestPrefix) {
        fits = fits && keys[k].text.starts_with(key.text);
        length = key.text.size();
      } else {
        fits = fits && Same(lookup.keys[k].type, keys[k], key);
      }
    }
    if (!fits || (!fitting.empty() && length < longest)) continue;
    if (length > longest) fitting.clear();
    longest = length;
    fitting.push_back(r);
  }
  if (fitting.empty() && lookup.fallback && e.kind != ExprKind::kLookupHas) fitting.push_back(*lookup.fallback);
  // The entry in force.
  std::optional<std::size_t> found;
  for (std::size_t r : fitting) {
    if (dated) {
      const Rational& day = lookup.rows[r].keys.back().number;
      if (keys.back().number < Fraction(day)) continue;
      if (found && day < lookup.rows[*found].keys.back().number) continue;
    }
    found = r;
  }
  if (e.kind == ExprKind::kLookupHas) return {kKnown, kKnown, Fraction(found.has_value()), {}};
  if (!found) return {fitting.empty() ? kNotInLookup : kNotInForce, kKnown, {}, {}};
  return OfConstant(lookup.rows[*found].values[e.n]);
}

int Oracle::Order(const policy::Type& type, const Value& a, const Value& b) const {
  if (IsText(type)) return a.text.compare(b.text);
  const int order = Fraction::Compare(a.number, b.number);
  const bool best_first = type.kind == TypeKind::kChoice && policy_.choice_types[type.id].ordered;
  return best_first ? -order : order;
}

bool Oracle::Same(const policy::Type& type, const Value& a, const Value& b) const { return Order(type, a, b) == 0; }

}  // namespace greenrule::oracle
