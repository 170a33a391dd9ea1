// Conditions that are read before anything is computed: which entities are evaluated, which rows of a feed are kept.
#include <unordered_set>

#include "compiler/semantics/declare_rules.h"
#include "compiler/semantics/flags.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::ExprId;
using policy::ExprKind;
using policy::Id;
using policy::kNo;

bool RefuseComputed(Declarations& d, ExprId root, Id only_feed) {
  std::vector<ExprId> open{root};
  std::unordered_set<ExprId> seen;
  while (!open.empty()) {
    const ExprId id = open.back();
    open.pop_back();
    if (id == kNo || !seen.insert(id).second) continue;
    const policy::Expr& expr = d.context.expr(id);
    switch (expr.kind) {
      case ExprKind::kRule:
      case ExprKind::kScore:
      case ExprKind::kCoverage: {
        const policy::Symbol& symbol = d.symbol(d.policy().rules[expr.id].symbol);
        d.context.Report(Code::GR2510, expr.range, {symbol.Label()}, {DeclaredHere(symbol.range)});
        return false;
      }
      case ExprKind::kItem: {
        const policy::Symbol& symbol = d.symbol(d.policy().items[expr.id].symbol);
        d.context.Report(Code::GR2510, expr.range, {symbol.Label()}, {DeclaredHere(symbol.range)});
        return false;
      }
      case ExprKind::kField: {
        const policy::Field& field = d.policy().fields[expr.id];
        if (only_feed != kNo && field.feed != only_feed) {
          const policy::Symbol& symbol = d.symbol(field.symbol);
          d.context.Report(Code::GR2533, expr.range,
                           {symbol.Label(), d.symbol(d.policy().feeds[only_feed].symbol).Label()},
                           {DeclaredHere(symbol.range)});
          return false;
        }
        if (field.formula != kNo) open.push_back(field.formula);
        break;
      }
      default: break;
    }
    open.insert(open.end(), expr.args.begin(), expr.args.end());
  }
  return true;
}

namespace {

ExprId AllOf(Declarations& d, std::vector<ExprId> conditions, policy::ScopeId scope, SourceRange range) {
  if (conditions.size() == 1) return conditions[0];
  policy::Expr both;
  both.kind = ExprKind::kAnd;
  both.type = {policy::TypeKind::kYesNo};
  both.scope = scope;
  both.args = std::move(conditions);
  both.range = range;
  SetFlags(d.policy(), both);
  return d.context.Add(std::move(both));
}

// Copies are told before anything else is computed: by what each row says by itself.
void CheckDistinct(Declarations& d, Id feed) {
  const auto names = d.Items(d.feeds[feed], "distinct_by");
  std::vector<Id> kept;
  for (const Id id : d.policy().feeds[feed].distinct_by) {
    const policy::Field& field = d.policy().fields[id];
    const bool computed = d.fields[id] != kNoNode && d.Has(d.fields[id], "formula");
    const policy::Symbol& symbol = d.symbol(field.symbol);
    if (computed && field.type.kind == policy::TypeKind::kNumber) {
      d.Report(Code::GR2536, names[0], {symbol.Label()}, {DeclaredHere(symbol.range)});
    } else if (!computed || (field.formula != kNo && RefuseComputed(d, field.formula, feed))) {
      kept.push_back(id);
    }
  }
  d.policy().feeds[feed].distinct_by = std::move(kept);
}

}  // namespace

void DeclareClauses(Declarations& d) {
  for (Id id = 0; id < d.entities.size(); ++id) {
    const NodeId when = d.Child(d.entities[id], "evaluated_when");
    if (when == kNoNode) continue;
    Place place = PlaceIn(d.policy().entities[id].scope);
    place.rows_only = true;
    const ExprId condition = d.expressions.CheckCondition(when, place);
    if (RefuseComputed(d, condition, kNo)) d.policy().entities[id].evaluated_when = condition;
  }
  for (Id id = 0; id < d.feeds.size(); ++id) CheckDistinct(d, id);
  for (Id id = 0; id < d.feeds.size(); ++id) {
    const auto rows = d.Items(d.feeds[id], "only_rows");
    if (rows.empty()) continue;
    Place place = PlaceIn(d.policy().feeds[id].filter_scope);
    place.row_feed = id;
    place.rows_only = true;
    std::vector<ExprId> conditions;
    for (const NodeId node : rows) {
      const ExprId condition = d.expressions.CheckCondition(node, place);
      if (RefuseComputed(d, condition, id)) conditions.push_back(condition);
    }
    if (conditions.empty()) continue;
    d.policy().feeds[id].only_rows = AllOf(d, std::move(conditions), place.scope, d.context.Range(rows[0]));
  }
}

}  // namespace greenrule::semantics
