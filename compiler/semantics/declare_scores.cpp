// Scores: bands, curves, tables and formulas over a rule's value, and what counts where it is missing.
#include "compiler/semantics/declare_rules.h"

namespace greenrule::semantics {
namespace {

using policy::ExprId;
using policy::Id;
using policy::kNo;
using policy::Score;
using policy::TypeKind;

Target PureTarget(std::string name, SourceRange range) {
  Target target;
  target.type = {TypeKind::kNumber};
  target.unit = policy::Unit{};
  target.name = std::move(name);
  target.range = range;
  return target;
}

Target ScoreTarget(const RuleChecks& checks, Id id) {
  return PureTarget(checks.Label(id), checks.Head(id));
}

CellInput ValueInput(const RuleChecks& checks, Id id) {
  const policy::Rule& rule = checks.rule(id);
  CellInput input;
  input.type = rule.type;
  if (rule.type.kind == TypeKind::kNumber) input.unit = rule.unit;
  input.name = checks.Label(id);
  input.range = checks.Head(id);
  input.scope = rule.scope;
  return input;
}

void ReadBands(RuleChecks& checks, Id id, std::span<const NodeId> rows) {
  Declarations& d = checks.d;
  const CellInput input = ValueInput(checks, id);
  const Target points = ScoreTarget(checks, id);
  std::vector<Score::Band> bands;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const NodeId cell = d.Child(rows[i], "cell");
    if (d.tree().Kind(cell) == NodeKind::kOtherwise && i + 1 < rows.size()) d.Report(Code::GR2651, cell);
    Score::Band band;
    band.cell = d.expressions.CheckCell(cell, input);
    band.range = d.context.Range(rows[i]);
    const auto score = d.expressions.CheckConstant(d.Child(rows[i], "score"), points);
    if (!score) continue;
    band.points = score->number;
    bands.push_back(std::move(band));
  }
  checks.rule(id).score.bands = std::move(bands);
}

void ReadPoints(RuleChecks& checks, Id id, NodeId ends, std::span<const NodeId> rows) {
  Declarations& d = checks.d;
  const policy::Rule& rule = checks.rule(id);
  if (rule.type.kind != TypeKind::kNumber) {
    d.context.Report(Code::GR2623, checks.Head(id), {checks.Label(id)});
    return;
  }
  Target x_target = ScoreTarget(checks, id), y_target = x_target;
  x_target.type = rule.type;
  x_target.unit = rule.unit;
  std::vector<Score::Point> points;
  for (const NodeId row : rows) {
    const auto x = d.expressions.CheckConstant(d.Child(row, "x"), x_target);
    const auto y = d.expressions.CheckConstant(d.Child(row, "y"), y_target);
    if (!x || !y) return;
    points.push_back({x->number, y->number});
  }
  Score& score = checks.rule(id).score;
  score.points = std::move(points);
  const std::string kind = d.Text(ends);
  score.ends = kind == "flat" ? Score::kFlat : kind == "extended" ? Score::kExtended : Score::kBeyondIsMissing;
}

void ReadTable(RuleChecks& checks, Id id, NodeId node) {
  Declarations& d = checks.d;
  const auto outputs = d.Items(node, "outputs");
  if (outputs.size() != 1) {
    d.Report(Code::GR2626, node, {checks.Label(id), std::to_string(outputs.size())});
    return;
  }
  policy::Table table;
  table.entity = checks.rule(id).entity;
  table.scope = checks.rule(id).scope;
  table.outputs.push_back({d.Text(outputs[0]), {TypeKind::kNumber}, {}, {}});
  for (const NodeId row : d.Items(node, "rows")) {
    policy::Table::Row made;
    made.range = d.context.Range(row);
    if (const NodeId code = d.Child(row, "code"); code != kNoNode) {
      policy::Symbol symbol;
      symbol.kind = policy::SymbolKind::kRow;
      symbol.code = d.Text(code);
      symbol.range = d.context.Range(code);
      symbol.parent = checks.rule(id).symbol;
      made.symbol = d.context.Add(std::move(symbol));
    }
    table.rows.push_back(std::move(made));
  }
  TableForm form{node, {ScoreTarget(checks, id)}, {DeclaredType{}}, {std::nullopt}, {std::nullopt}};
  form.types[0].type = {TypeKind::kNumber};
  CheckTableRows(checks, table, form, checks.Head(id));
  checks.rule(id).score.table = static_cast<Id>(d.policy().tables.size());
  d.policy().tables.push_back(std::move(table));
}

// ---- what becomes of it --------------------------------------------------------------------------------------------------------

// Whether the score may be missing beside the rule's value.
TableFlags ScoreFlags(const Declarations& d, const Score& score) {
  switch (score.kind) {
    case Score::kTable:
      if (score.table == kNo) return {};
      return FlagsOf(d, d.policy().tables[score.table], 0);
    case Score::kFormula: {
      const policy::Expr& expr = d.context.expr(score.formula);
      return {expr.may_be_missing, expr.may_be_not_applicable};
    }
    default: return {};
  }
}

}  // namespace

void ReadWhenMissing(RuleChecks& checks, Id id, NodeId node) {
  if (node == kNoNode) return;
  Declarations& d = checks.d;
  const std::string action = d.TextOf(node, "action");
  policy::Rule& rule = checks.rule(id);
  const NodeId counts = d.Child(node, "counts");
  if (action == "score") {
    rule.when_missing = policy::WhenMissing::kScore;
    rule.missing_counts_as_data = counts != kNoNode;
    Place place = PlaceIn(rule.scope);
    place.target = ScoreTarget(checks, id);
    const ExprId score = d.expressions.CheckConstantOrParameter(d.Child(node, "score"), place);
    checks.rule(id).missing_score = score;
    return;
  }
  rule.when_missing =
      action == "excluded" ? policy::WhenMissing::kExcluded : policy::WhenMissing::kUndetermined;
  if (counts != kNoNode) d.Report(Code::GR2628, counts);
}

void CheckScore(RuleChecks& checks, Id id) {
  Declarations& d = checks.d;
  const NodeId node = d.rules[id];
  const NodeId written = d.Child(node, "score");
  NodeId when_missing = d.Child(node, "when_missing");
  if (written == kNoNode) {
    if (when_missing != kNoNode) d.Report(Code::GR2609, when_missing, {checks.Label(id)});
    return;
  }
  NodeId scale = written;
  if (d.tree().Kind(written) == NodeKind::kScoreBy) {
    const auto meaning =
        d.context.names.Resolve(d.context, d.Child(written, "name"), {NameKind::kBands, NameKind::kPoints});
    if (!meaning) return;
    scale = meaning->node;
    checks.rule(id).score.named = meaning->symbol;
    if (when_missing == kNoNode) when_missing = d.Child(scale, "when_missing");
  }
  ReadWhenMissing(checks, id, when_missing);
  if (checks.rule(id).type.kind == TypeKind::kUnknown) return;
  const auto set_kind = [&](Score::Kind kind) {
    checks.rule(id).score.kind = kind;
    checks.rule(id).score.type = {TypeKind::kNumber};
  };
  switch (d.tree().Kind(scale)) {
    case NodeKind::kScoreBands:
    case NodeKind::kBands:
      set_kind(Score::kBands);
      ReadBands(checks, id, d.Items(scale, "rows"));
      break;
    case NodeKind::kScorePoints:
    case NodeKind::kPoints:
      set_kind(Score::kPoints);
      ReadPoints(checks, id, d.Child(scale, "ends"), d.Items(scale, "rows"));
      break;
    case NodeKind::kScoreTable:
      set_kind(Score::kTable);
      ReadTable(checks, id, scale);
      break;
    default: {
      set_kind(Score::kFormula);
      Place place = PlaceIn(checks.rule(id).scope);
      place.target = ScoreTarget(checks, id);
      const ExprId formula = d.expressions.Check(scale, place);
      checks.rule(id).score.formula = formula;
    }
  }
  policy::Rule& rule = checks.rule(id);
  const TableFlags own = ScoreFlags(d, rule.score);
  const bool over_value = rule.score.kind == Score::kBands || rule.score.kind == Score::kPoints;
  const bool may_be_missing = rule.may_be_missing || own.may_be_missing;
  const bool beyond = rule.score.kind == Score::kPoints && rule.score.ends == Score::kBeyondIsMissing;
  rule.score_may_be_missing = beyond || (may_be_missing && rule.when_missing != policy::WhenMissing::kScore);
  rule.score_may_be_not_applicable = rule.may_be_not_applicable || (!over_value && own.may_be_not_applicable);
  if (may_be_missing && rule.when_missing == policy::WhenMissing::kNone) {
    d.Report(Code::GR2608, written, {checks.Label(id)});
  }
}

}  // namespace greenrule::semantics
