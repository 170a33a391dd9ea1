#include "compiler/semantics/expressions_checker.h"

#include <algorithm>

#include "compiler/semantics/flags.h"
#include "compiler/semantics/fold.h"

namespace greenrule::semantics {

// ---- building ----------------------------------------------------------------------------------------------------------------

Expressions::Checker::Facts& Expressions::Checker::FactsOf(ExprId id) {
  if (facts_.size() <= id) facts_.resize(policy_.exprs.size());
  return facts_[id];
}

ExprId Expressions::Checker::Add(Expr expr, Facts facts) {
  if (calls_ > 0 && ++expanded_ > kMaxExpressions) exhausted_ = true;
  SetFlags(policy_, expr);
  const ExprId id = context_.Add(std::move(expr));
  FactsOf(id) = std::move(facts);
  return id;
}

ExprId Expressions::Checker::Make(ExprKind kind, Type type, std::vector<ExprId> args, SourceRange range, Facts facts) {
  Expr expr{.kind = kind};
  expr.type = std::move(type);
  expr.range = range;
  for (const ExprId arg : args) {
    if (arg != kNo && Level(policy_.exprs[arg].scope) > Level(expr.scope)) expr.scope = policy_.exprs[arg].scope;
  }
  expr.args = std::move(args);
  return Add(std::move(expr), std::move(facts));
}

ExprId Expressions::Checker::MakeLeaf(ExprKind kind, Type type, ScopeId scope, Id id, SourceRange range, Facts facts) {
  Expr expr{.kind = kind};
  expr.type = std::move(type);
  expr.scope = scope;
  expr.id = id;
  expr.range = range;
  Touch(scope);
  return Add(std::move(expr), std::move(facts));
}

ExprId Expressions::Checker::MakeConstant(policy::Constant constant, Type type, SourceRange range, Facts facts) {
  Expr expr{.kind = ExprKind::kConstant};
  constant.kind = type.kind;
  expr.type = std::move(type);
  expr.constant = std::move(constant);
  expr.range = range;
  return Add(std::move(expr), std::move(facts));
}

ExprId Expressions::Checker::Bad(NodeId node) {
  Expr expr{.kind = ExprKind::kNothing};
  expr.state = kUndetermined;
  expr.range = context_.Range(node);
  return Add(std::move(expr));
}

void Expressions::Checker::GiveType(ExprId id, const Type& type) {
  std::vector<ExprId> pending{id};
  while (!pending.empty()) {
    const ExprId next = pending.back();
    pending.pop_back();
    if (!facts(next).open) continue;
    FactsOf(next).open = type.kind == TypeKind::kUnknown;
    policy_.exprs[next].type = type;
    for (const ExprId arg : expr(next).args) pending.push_back(arg);
  }
}

void Expressions::Checker::Drop(const Mark& mark) {
  policy_.exprs.resize(mark.exprs, Expr{.kind = ExprKind::kNothing});
  policy_.scopes.resize(mark.scopes);
  policy_.cells.resize(mark.cells);
  policy_.figures.resize(mark.figures);
  if (facts_.size() > mark.exprs) facts_.resize(mark.exprs);
  std::erase_if(levels_, [&](const auto& level) { return level.first >= mark.scopes; });
  std::erase_if(expansions_, [&](const auto& expansion) { return expansion.second >= mark.exprs; });
}

void Expressions::Checker::Report(Code code, NodeId node, std::vector<Diagnostic::Argument> arguments,
                                  std::vector<Diagnostic::Related> related) {
  if (quiet_ == 0) context_.Report(code, node, std::move(arguments), std::move(related));
}

void Expressions::Checker::RelateUnit(ExprId id, std::vector<Diagnostic::Related>& related) const {
  std::vector<ExprId> pending{id};
  for (int steps = 0; !pending.empty() && steps < 100; ++steps) {
    const ExprId id_of = pending.back();
    const Expr& e = expr(id_of);
    pending.pop_back();
    policy::SymbolId symbol = kNo;
    if (e.kind == ExprKind::kField) symbol = policy_.fields[e.id].symbol;
    if (e.kind == ExprKind::kRule) symbol = policy_.rules[e.id].symbol;
    if (e.kind == ExprKind::kParameter) symbol = policy_.parameters[e.id].symbol;
    if (e.kind == ExprKind::kLookupValue || e.kind == ExprKind::kLookupCell) symbol = policy_.lookups[e.id].symbol;
    if (symbol != kNo && e.type.kind == TypeKind::kNumber) {
      const std::string label = context_.symbol(symbol).Label();
      const Diagnostic::Argument type = AmountText(context_, e.type, facts(id_of).unit);
      related.push_back({context_.symbol(symbol).range,
                         {"`" + label + "` is declared here, " + type.english, "`" + label + "` 在此声明，为" + type.chinese}});
      return;
    }
    for (std::size_t i = e.args.size(); i-- > 0;) {
      if (e.args[i] != kNo) pending.push_back(e.args[i]);
    }
  }
}

// ---- frames ------------------------------------------------------------------------------------------------------------------

int Expressions::Checker::Level(ScopeId scope) {
  if (scope == policy::kRunScope) return 0;
  if (const auto known = levels_.find(scope); known != levels_.end()) return known->second;
  int level = 0;
  for (ScopeId s = scope; s != kNo && s != policy::kRunScope; s = policy_.scopes[s].parent) ++level;
  levels_.emplace(scope, level);
  return level;
}

void Expressions::Checker::Touch(ScopeId scope) {
  for (auto& [rows, outer] : open_rows_) {
    if (Level(scope) < Level(rows) && Level(scope) > Level(outer)) outer = scope;
  }
}

void Expressions::Checker::Enter(const Place& place) {
  frames_.clear();
  open_rows_.clear();
  exhausted_ = false;
  for (ScopeId scope = place.scope; scope != kNo; scope = policy_.scopes[scope].parent) frames_.push_back({scope});
  std::reverse(frames_.begin(), frames_.end());
  statistic_ = place.statistic;
  rows_only_ = place.rows_only;
  root_depth_ = place.rounded ? 1 : 0;
}

ScopeId Expressions::Checker::Standing() const {
  for (std::size_t i = frames_.size(); i-- > 0;) {
    if (!frames_[i].call) return frames_[i].scope;
  }
  return policy::kRunScope;
}

// ---- entry -------------------------------------------------------------------------------------------------------------------

ExprId Expressions::Checker::Check(NodeId node, const Place& place) {
  Enter(place);
  std::optional<Expected> expected;
  if (place.target) expected = Expected{place.target->type, place.target->unit, place.target->name};
  ExprId id = CheckNode(node, expected ? &*expected : nullptr);
  if (exhausted_) {
    Report(Code::GR2061, node, {std::to_string(kMaxExpressions)});
    return Bad(node);
  }
  if (facts(id).open && place.target) GiveType(id, place.target->type);
  if (facts(id).open) {
    Report(Code::GR2106, node, {Spell(node)});
    FactsOf(id).open = false;
    return id;
  }
  if (!place.target || place.target->name.empty() || IsBad(id) || place.target->type.kind == TypeKind::kUnknown) return id;
  const Type& wanted = place.target->type;
  if (type(id) == wanted) return id;
  const bool texts = (wanted.kind == TypeKind::kText && type(id).kind == TypeKind::kCode) ||
                     (wanted.kind == TypeKind::kCode && type(id).kind == TypeKind::kText);
  if (texts) return id;
  std::vector<Diagnostic::Related> related;
  if (place.target->range.file != kNoFile) {
    related.push_back({place.target->range, {"`" + place.target->name + "` is declared here", "`" + place.target->name + "` 在此声明"}});
  }
  const bool units = wanted.kind == TypeKind::kNumber && type(id).kind == TypeKind::kNumber;
  if (units) RelateUnit(id, related);
  Report(units ? Code::GR2104 : Code::GR2105, node,
         {place.target->name, AmountText(context_, wanted, place.target->unit), Spell(node), ValueText(id)},
         std::move(related));
  return Bad(node);
}

ExprId Expressions::Checker::CheckCondition(NodeId node, const Place& place) {
  Enter(place);
  const ExprId id = CheckYesNo(node);
  if (exhausted_) {
    Report(Code::GR2061, node, {std::to_string(kMaxExpressions)});
    return Bad(node);
  }
  return id;
}

std::optional<policy::Constant> Expressions::Checker::CheckConstant(NodeId node, const Target& target) {
  const Mark mark = Here();
  const std::size_t errors = context_.sink.ErrorCount();
  Place place;
  place.target = target;
  constants_only_ = true;
  const ExprId id = Check(node, place);
  constants_only_ = false;
  std::optional<policy::Constant> constant;
  if (!IsBad(id)) constant = FoldConstant(policy_, id);
  const bool bad = IsBad(id);
  Drop(mark);
  if (!constant && !bad && context_.sink.ErrorCount() == errors) Report(Code::GR2107, node, {Spell(node)});
  if (constant && (constant->kind == TypeKind::kCode || constant->kind == TypeKind::kText) &&
      target.type.kind != TypeKind::kUnknown) {
    constant->kind = target.type.kind;
  }
  return constant;
}

ExprId Expressions::Checker::CheckConstantOrParameter(NodeId node, const Place& place) {
  const Mark mark = Here();
  const ExprId id = Check(node, place);
  if (IsBad(id)) return kNo;
  if (expr(id).kind == ExprKind::kParameter && expr(id).args.empty()) return id;
  const auto constant = FoldConstant(policy_, id);
  Drop(mark);
  if (constant) return MakeConstant(*constant, place.target->type, context_.Range(node));
  Report(Code::GR2116, node, {Spell(node)});
  return kNo;
}

std::optional<policy::Constant> Expressions::Checker::Fold(ExprId id) const { return FoldConstant(policy_, id); }

// ---- dispatch ----------------------------------------------------------------------------------------------------------------

ExprId Expressions::Checker::CheckNode(NodeId node, const Expected* expected) {
  if (exhausted_) return Bad(node);
  if (depth_ >= kMaxDepth) {
    Report(Code::GR2060, node, {std::to_string(kMaxDepth)});
    return Bad(node);
  }
  ++depth_;
  const ExprId id = CheckKind(node, expected);
  --depth_;
  return id;
}

ExprId Expressions::Checker::CheckKind(NodeId node, const Expected* expected) {
  switch (tree_.Kind(node)) {
    case NodeKind::kName: return CheckName(node, expected);
    case NodeKind::kNumber: return CheckNumber(node, expected);
    case NodeKind::kMeasured: return CheckMeasured(node, expected);
    case NodeKind::kText: return CheckText(node, expected);
    case NodeKind::kDate:
    case NodeKind::kMonth: return CheckDateLiteral(node);
    case NodeKind::kYesNo: return CheckYesNoLiteral(node, expected);
    case NodeKind::kState: return CheckState(node, expected);
    case NodeKind::kMissingBecause:
    case NodeKind::kMissing:
    case NodeKind::kNotApplicable: return CheckNothing(node, expected);
    case NodeKind::kAsOf: return MakeLeaf(ExprKind::kAsOf, {TypeKind::kDate}, policy::kRunScope, kNo, context_.Range(node));
    case NodeKind::kQualified: return CheckQualified(node);
    case NodeKind::kCall: return CheckCall(node);
    case NodeKind::kBuiltin: return CheckBuiltin(node, expected);
    case NodeKind::kRound: return CheckRound(node);
    case NodeKind::kOn: return CheckOn(node);
    case NodeKind::kSum: return CheckSum(node, expected);
    case NodeKind::kProduct: return CheckProduct(node);
    case NodeKind::kNegative: return CheckNegative(node, expected);
    case NodeKind::kOr: return CheckLogic(node, ExprKind::kOr);
    case NodeKind::kAnd: return CheckLogic(node, ExprKind::kAnd);
    case NodeKind::kNot: {
      const ExprId operand = CheckYesNo(tree_.Child(node, "operand"));
      return IsBad(operand) ? operand : Make(ExprKind::kNot, {TypeKind::kYesNo}, {operand}, context_.Range(node));
    }
    case NodeKind::kCompare: return CheckCompare(node);
    case NodeKind::kIs: return CheckIs(node);
    case NodeKind::kIn: return CheckIn(node);
    case NodeKind::kStartsWith: return CheckStartsWith(node);
    case NodeKind::kWithin: return CheckWithin(node);
    case NodeKind::kIf: return CheckIf(node, expected);
    case NodeKind::kIfMissing: return CheckIfMissing(node, expected);
    case NodeKind::kCoverageOf: return CheckCoverage(node);
    case NodeKind::kYearOf: return CheckYearOf(node);
    case NodeKind::kMonthOf: return CheckMonthOf(node);
    case NodeKind::kFirstOf: return CheckFirstOf(node);
    case NodeKind::kBetween: return CheckBetween(node);
    case NodeKind::kAggregate: return CheckAggregate(node);
    case NodeKind::kPeers: return CheckPeers(node);
    case NodeKind::kDuration:
      Report(Code::GR2140, node, {Spell(node)});
      return Bad(node);
    case NodeKind::kThis:
      Report(Code::GR2012, node, {Spell(node)});
      return Bad(node);
    default:  // a cell where a value is wanted
      Report(Code::GR2108, node, {Spell(node)});
      return Bad(node);
  }
}

}  // namespace greenrule::semantics
