// Arithmetic, rounding, `if`: units are multiplied and compared here.
#include <algorithm>
#include <map>
#include <string>

#include "compiler/semantics/expressions_checker.h"
#include "compiler/semantics/fold.h"

namespace greenrule::semantics {

namespace {

constexpr int kMostRoundingDigits = 60;

// `in %`, `in ‰`, `in 基点`: bare digits beside it could be read in two ways.
bool IsShare(const std::optional<Unit>& unit) { return unit && unit->dimension.empty() && unit->scale != 1; }

}  // namespace

ExprId Expressions::Checker::CheckSum(NodeId node, const Expected* expected) {
  std::vector<NodeId> terms;
  std::vector<bool> minus;
  for (const NodeId child : tree_.Children(node)) {
    const bool negative = tree_.Kind(child) == NodeKind::kNegative && !tree_.Parenthesized(child) && !terms.empty();
    terms.push_back(negative ? tree_.Child(child, "operand") : child);
    minus.push_back(negative);
    if (tree_.Kind(terms.back()) == NodeKind::kDuration) return CheckDateSum(node);
  }
  const bool all_bare = std::all_of(terms.begin(), terms.end(), [&](NodeId term) { return IsBare(term); });
  const bool with_unit =
      expected != nullptr && expected->type.kind == TypeKind::kNumber && (!expected->type.dimension.empty() || IsShare(expected->unit));
  Alike alike = CheckAlike(terms, all_bare && with_unit ? expected : nullptr, {"added or subtracted", "相加减"}, false);
  if (alike.type.kind == TypeKind::kUnknown) return Bad(node);
  if (alike.type.kind != TypeKind::kNumber) {
    Report(Code::GR2114, node, {Spell(terms[0]), TypeText(alike.type)});
    return Bad(node);
  }
  // 1 + a quantity in %: 1% or 100%?
  const auto share = std::find_if(alike.exprs.begin(), alike.exprs.end(), [&](ExprId id) {
    return !facts(id).bare && IsShare(facts(id).unit);
  });
  if (share != alike.exprs.end() || (all_bare && with_unit && IsShare(expected->unit))) {
    const bool found = share != alike.exprs.end();
    const Unit unit = found ? *facts(*share).unit : *expected->unit;
    const std::string beside = found ? Spell(terms[static_cast<std::size_t>(share - alike.exprs.begin())]) : expected->name;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (!facts(alike.exprs[i]).bare || expr(alike.exprs[i]).constant.number == 0) continue;
      const std::string digits = Spell(terms[i]);
      const Rational value = ParseRational(digits).value_or(Rational(0));
      Report(Code::GR2113, terms[i],
             {digits, beside, unit.text, digits + unit.text, FormatRational(value / unit.scale) + unit.text});
      return Bad(node);
    }
  }
  Facts sum_facts;
  sum_facts.unit = alike.unit;
  ExprId sum = alike.exprs[0];
  for (std::size_t i = 1; i < terms.size(); ++i) {
    sum = Make(minus[i] ? ExprKind::kSubtract : ExprKind::kAdd, alike.type, {sum, alike.exprs[i]}, context_.Range(node),
               sum_facts);
  }
  return sum;
}

ExprId Expressions::Checker::CheckDateSum(NodeId node) {
  NodeId start = kNoNode;
  std::vector<std::pair<NodeId, bool>> durations;
  for (const NodeId child : tree_.Children(node)) {
    const bool negative = tree_.Kind(child) == NodeKind::kNegative;
    const NodeId term = negative ? tree_.Child(child, "operand") : child;
    if (tree_.Kind(term) == NodeKind::kDuration) {
      durations.emplace_back(term, negative);
    } else if (start == kNoNode && !negative) {
      start = term;
    } else {
      Report(Code::GR2142, child, {Spell(child)});
      return Bad(node);
    }
  }
  if (start == kNoNode) {
    Report(Code::GR2140, node, {Spell(node)});
    return Bad(node);
  }
  ExprId date = CheckNode(start, nullptr);
  if (IsBad(date)) return date;
  if (type(date).kind != TypeKind::kDate && type(date).kind != TypeKind::kMonth) {
    Report(Code::GR2141, start, {Spell(start), TypeText(type(date))});
    return Bad(node);
  }
  for (const auto& [duration, negative] : durations) {
    const std::string_view period = tree_.Text(tree_.Child(duration, "period"));
    if (period == "days" && type(date).kind == TypeKind::kMonth) {
      Report(Code::GR2143, duration, {Spell(start), Spell(duration)});
      return Bad(node);
    }
    const ExprId count = CheckPeriods(tree_.Child(duration, "count"), period, negative);
    if (IsBad(count)) return Bad(node);
    date = Make(period == "days" ? ExprKind::kAddDays : ExprKind::kAddMonths, type(date), {date, count},
                context_.Range(node));
  }
  return date;
}

// A number of days or, for the other periods, of months.
ExprId Expressions::Checker::CheckPeriods(NodeId node, std::string_view period, bool negative) {
  const ExprId count = CheckPureInteger(node);
  if (IsBad(count)) return count;
  const int each = (period == "years" ? 12 : 1) * (negative ? -1 : 1);
  if (each == 1) return count;
  if (const auto constant = FoldConstant(policy_, count)) {
    return MakeConstant({.number = constant->number * each}, {TypeKind::kNumber}, context_.Range(node));
  }
  if (each == -1) return Make(ExprKind::kNegate, {TypeKind::kNumber}, {count}, context_.Range(node));
  const ExprId factor = MakeConstant({.number = each}, {TypeKind::kNumber}, context_.Range(node));
  return Make(ExprKind::kMultiply, {TypeKind::kNumber}, {count, factor}, context_.Range(node));
}

ExprId Expressions::Checker::CheckProduct(NodeId node) {
  ExprId product = kNo;
  std::optional<Unit> unit = Unit{};
  std::map<std::string, int> shares;  // of each unit such as %, how often it stands above the line less below it
  bool unsure = false, bad = false;
  for (const NodeId child : tree_.Children(node)) {
    const bool inverse = tree_.Kind(child) == NodeKind::kInverse;
    const NodeId operand = inverse ? tree_.Child(child, "operand") : child;
    const ExprId factor = CheckNode(operand, nullptr);
    if (!DemandNumber(factor, operand)) {
      bad = true;
      continue;
    }
    if (inverse && expr(factor).kind == ExprKind::kConstant && expr(factor).constant.number == 0) {
      Report(Code::GR2119, operand, {Spell(node)});
      bad = true;
      continue;
    }
    const int power = inverse ? -1 : 1;
    const std::optional<Unit> own = facts(factor).unit;
    if (IsShare(own)) shares[own->text] += power;
    unsure = unsure || (!own && type(factor).dimension.empty());
    unit = unit && own ? context_.units.Multiply(*unit, *own, power) : std::nullopt;
    if (bad) continue;
    if (product == kNo && !inverse) {
      product = factor;
      continue;
    }
    if (product == kNo) product = MakeConstant({.number = 1}, {TypeKind::kNumber}, context_.Range(node));
    const Type result{TypeKind::kNumber, kNo, Units::Multiply(type(product).dimension, type(factor).dimension, power)};
    product = Make(inverse ? ExprKind::kDivide : ExprKind::kMultiply, result, {product, factor}, context_.Range(node));
  }
  if (bad || product == kNo) return Bad(node);
  // A pure number made with a share has no digits of its own: 毛利率 * 2 may be thought of in % or not. A share divided by one in
  // the same unit is a plain number.
  const bool share = unsure || std::ranges::any_of(shares, [](const auto& each) { return each.second != 0; });
  if (share && type(product).dimension.empty()) unit.reset();
  if (unit && unit->dimension != type(product).dimension) unit.reset();
  if (expr(product).kind != ExprKind::kConstant) FactsOf(product).unit = unit;
  return product;
}

ExprId Expressions::Checker::CheckNegative(NodeId node, const Expected* expected) {
  const NodeId operand_node = tree_.Child(node, "operand");
  const ExprId operand = CheckNode(operand_node, IsBare(operand_node) ? expected : nullptr);
  if (!DemandNumber(operand, operand_node)) return Bad(node);
  Facts own = facts(operand);
  if (expr(operand).kind == ExprKind::kConstant) {
    return MakeConstant({.number = -expr(operand).constant.number}, type(operand), context_.Range(node), own);
  }
  return Make(ExprKind::kNegate, type(operand), {operand}, context_.Range(node), own);
}

ExprId Expressions::Checker::CheckBuiltin(NodeId node, const Expected* expected) {
  const std::string_view function = tree_.Text(tree_.Child(node, "function"));
  const bool known = tree_.Child(node, "known") != kNoNode;
  const auto arguments = tree_.Items(node, "arguments");
  const bool single = function == "abs" || function == "sqrt";
  if (single ? arguments.size() != 1 : arguments.size() < 2) {
    const Diagnostic::Argument wanted =
        single ? Diagnostic::Argument("one value", "一个数值") : Diagnostic::Argument("two values or more", "两个以上数值");
    Report(Code::GR2044, node, {std::string(function), wanted, std::to_string(arguments.size())});
    return Bad(node);
  }
  if (function == "sqrt") {
    if (depth_ == root_depth_) return CheckRoot(node, arguments[0]);
    Report(Code::GR2115, node, {Spell(node)});
    return Bad(node);
  }
  if (function == "abs") {
    const ExprId operand = CheckNode(arguments[0], expected);
    if (!DemandNumber(operand, arguments[0])) return Bad(node);
    const Facts own{facts(operand).unit};
    return Make(ExprKind::kAbsolute, type(operand), {operand}, context_.Range(node), own);
  }
  Alike alike = CheckAlike(arguments, expected, {"listed together", "并列"});
  if (alike.type.kind == TypeKind::kUnknown) return Bad(node);
  const bool extreme = function == "max" || function == "min";
  if (extreme ? !Ordered(alike.type) : alike.type.kind != TypeKind::kNumber) {
    Report(extreme ? Code::GR2124 : Code::GR2103, arguments[0], {Spell(arguments[0]), TypeText(alike.type)});
    return Bad(node);
  }
  ExprKind kind = ExprKind::kListAverage;
  if (function == "max") kind = known ? ExprKind::kKnownMaximum : ExprKind::kMaximum;
  if (function == "min") kind = known ? ExprKind::kKnownMinimum : ExprKind::kMinimum;
  if (function == "sum") kind = known ? ExprKind::kKnownSum : ExprKind::kListSum;
  if (function == "average" && known) kind = ExprKind::kKnownAverage;
  return Make(kind, alike.type, std::move(alike.exprs), context_.Range(node), {alike.unit});
}

std::optional<RoundingMode> Expressions::Checker::ModeOf(NodeId mode) const {
  if (mode == kNoNode) return RoundingMode::kHalfAway;
  static constexpr std::pair<std::string_view, RoundingMode> kModes[] = {
      {"half away", RoundingMode::kHalfAway}, {"half even", RoundingMode::kHalfEven}, {"half down", RoundingMode::kHalfDown},
      {"up", RoundingMode::kUp},              {"down", RoundingMode::kDown},          {"ceiling", RoundingMode::kCeiling},
      {"floor", RoundingMode::kFloor}};
  for (const auto& [word, value] : kModes) {
    if (tree_.Text(mode) == word) return value;
  }
  return std::nullopt;
}

// The value of an expression of constants, which leaves nothing behind.
std::optional<Rational> Expressions::Checker::NumberOf(NodeId node, const Expected* expected) {
  const Mark mark = Here();
  const ExprId id = CheckNode(node, expected);
  const bool number = DemandNumber(id, node);
  const auto constant = number ? FoldConstant(policy_, id) : std::nullopt;
  Drop(mark);
  if (number && !constant) Report(Code::GR2107, node, {Spell(node), ConstantOf({TypeKind::kNumber}, {})});
  if (!constant) return std::nullopt;
  return constant->number;
}

ExprId Expressions::Checker::CheckRound(NodeId node) {
  const NodeId value_node = tree_.Child(node, "value"), digits_node = tree_.Child(node, "digits"),
               unit_node = tree_.Child(node, "unit");
  const bool root = tree_.Kind(value_node) == NodeKind::kBuiltin &&
                    tree_.Text(tree_.Child(value_node, "function")) == "sqrt" &&
                    tree_.Items(value_node, "arguments").size() == 1;
  const ExprId value =
      root ? CheckRoot(value_node, tree_.Items(value_node, "arguments")[0]) : CheckNode(value_node, nullptr);
  const auto digits = NumberOf(digits_node, nullptr);
  if (!DemandNumber(value, value_node) || !digits) return Bad(node);
  if (!IsInteger(*digits) || abs(*digits) > kMostRoundingDigits) {
    Report(Code::GR2125, digits_node, {Spell(digits_node), std::to_string(kMostRoundingDigits)});
    return Bad(node);
  }
  std::optional<Unit> unit;
  if (unit_node != kNoNode) {
    unit = context_.units.Read(context_, unit_node);
    if (!unit) return Bad(node);
    if (unit->dimension != type(value).dimension) {
      Report(Code::GR2118, unit_node, {Spell(value_node), ValueText(value), unit->text});
      return Bad(node);
    }
  } else {
    const bool named = tree_.Kind(value_node) == NodeKind::kName || tree_.Kind(value_node) == NodeKind::kQualified;
    if (named && facts(value).unit) {
      unit = facts(value).unit;
    } else if (type(value).dimension.empty()) {
      unit = Unit{};
    } else {
      const std::string in = facts(value).unit ? facts(value).unit->text
                                               : context_.units.DimensionText(type(value).dimension).english;
      Report(Code::GR2117, node, {Spell(value_node), ValueText(value), in});
      return Bad(node);
    }
  }
  const auto mode = ModeOf(tree_.Child(node, "mode"));
  Rational quantum = unit->scale;
  const int places = numerator(*digits).convert_to<int>();
  for (int i = 0; i < std::abs(places); ++i) quantum = places > 0 ? Rational(quantum / 10) : Rational(quantum * 10);
  const ExprId rounded = RoundTo(value, quantum, mode.value_or(RoundingMode::kHalfAway), context_.Range(node));
  FactsOf(rounded).unit = unit;
  return rounded;
}

ExprId Expressions::Checker::CheckRoot(NodeId node, NodeId operand_node) {
  const ExprId operand = CheckNode(operand_node, nullptr);
  if (!DemandNumber(operand, operand_node)) return Bad(node);
  policy::Dimension half = type(operand).dimension;
  for (auto& [base, exponent] : half) {
    if (exponent % 2 != 0) {
      Report(Code::GR2126, node, {Spell(operand_node), ValueText(operand)});
      return Bad(node);
    }
    exponent /= 2;
  }
  return Make(ExprKind::kSqrt, {TypeKind::kNumber, kNo, half}, {operand}, context_.Range(node));
}

ExprId Expressions::Checker::RoundTo(ExprId value, const Rational& quantum, RoundingMode mode, SourceRange range) {
  if (IsBad(value)) return value;
  // A root and its rounding are one operation.
  if (expr(value).kind == ExprKind::kSqrt && expr(value).number == 0) {
    policy_.exprs[value].number = quantum;
    policy_.exprs[value].mode = mode;
    return value;
  }
  Expr rounded{.kind = ExprKind::kRound};
  rounded.type = type(value);
  rounded.scope = expr(value).scope;
  rounded.args = {value};
  rounded.number = quantum;
  rounded.mode = mode;
  rounded.range = range;
  return Add(std::move(rounded), {facts(value).unit});
}

ExprId Expressions::Checker::CheckIf(NodeId node, const Expected* expected) {
  std::vector<NodeId> nodes, branches;
  NodeId next = node;
  for (; tree_.Kind(next) == NodeKind::kIf; next = tree_.Child(next, "otherwise")) {
    nodes.push_back(next);
    branches.push_back(tree_.Child(next, "then"));
  }
  branches.push_back(next);
  std::vector<ExprId> conditions;
  bool bad = false;
  for (const NodeId part : nodes) {
    conditions.push_back(CheckYesNo(tree_.Child(part, "condition")));
    bad = bad || IsBad(conditions.back());
  }
  Alike alike = CheckAlike(branches, expected, {"results of one `if`", "作为同一个“如…则…否则”的结果"});
  bool open = true;
  for (const ExprId branch : alike.exprs) {
    bad = bad || IsBad(branch);
    open = open && facts(branch).open;
  }
  if (bad || (alike.type.kind == TypeKind::kUnknown && !open)) return Bad(node);
  Facts own{alike.unit};
  own.open = open;
  ExprId result = alike.exprs.back();
  for (std::size_t i = nodes.size(); i-- > 0;) {
    result = Make(ExprKind::kIf, alike.type, {conditions[i], alike.exprs[i], result}, context_.Range(nodes[i]), own);
  }
  return result;
}

ExprId Expressions::Checker::CheckIfMissing(NodeId node, const Expected* expected) {
  const NodeId parts[] = {tree_.Child(node, "value"), tree_.Child(node, "substitute")};
  Alike alike = CheckAlike(parts, expected, {"used for one another", "互相替代"});
  if (alike.type.kind == TypeKind::kUnknown) {
    if (IsBad(alike.exprs[0]) || IsBad(alike.exprs[1]) || !facts(alike.exprs[0]).open) return Bad(node);
  }
  Facts own{alike.unit};
  own.open = facts(alike.exprs[0]).open && facts(alike.exprs[1]).open;
  return Make(ExprKind::kIfMissing, alike.type, std::move(alike.exprs), context_.Range(node), own);
}

}  // namespace greenrule::semantics
