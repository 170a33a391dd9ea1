// Literals: what is written out, and what it takes from its surroundings.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"
#include "runtime/program/calendar.h"

namespace greenrule::semantics {

namespace {

Rational DigitsOf(std::string_view text) { return ParseRational(text).value_or(Rational(0)); }

// `万元` → `元`.
std::string_view WithoutNumberWord(std::string_view unit) {
  for (const std::string_view word : {"万", "亿"}) {
    if (unit.size() > word.size() && unit.starts_with(word)) return unit.substr(word.size());
  }
  return unit;
}

}  // namespace

bool Expressions::Checker::IsBare(NodeId node) const {
  while (tree_.Kind(node) == NodeKind::kNegative) node = tree_.Child(node, "operand");
  return tree_.Kind(node) == NodeKind::kNumber;
}

ExprId Expressions::Checker::CheckNumber(NodeId node, const Expected* expected) {
  const Rational digits = DigitsOf(tree_.Text(node));
  Facts facts;
  facts.bare = true;
  const bool number = expected != nullptr && expected->type.kind == TypeKind::kNumber;
  if (expected != nullptr && expected->type.kind == TypeKind::kCode) {
    Report(Code::GR2134, node, {Spell(node), expected->name, TypeText(expected->type)});
    return Bad(node);
  }
  if (!number) {
    facts.unit = Unit{};
    return MakeConstant({.number = digits}, {TypeKind::kNumber}, context_.Range(node), facts);
  }
  if (!expected->unit && expected->type.dimension.empty() && digits != 0) {
    // A pure number that rests on shares: 60 beside 毛利率 * 2.
    const std::string written = Spell(node);
    Report(Code::GR2113, node, {written, expected->name, "%", written + "%", FormatRational(digits * 100) + "%"});
    return Bad(node);
  }
  if (!expected->unit && digits != 0) {
    Report(Code::GR2111, node, {Spell(node), expected->name, ExpectedText(*expected)});
    return Bad(node);
  }
  facts.unit = expected->unit;
  const Rational scale = expected->unit ? expected->unit->scale : Rational(1);
  return MakeConstant({.number = digits * scale}, expected->type, context_.Range(node), facts);
}

ExprId Expressions::Checker::CheckMeasured(NodeId node, const Expected* expected) {
  const NodeId unit_node = tree_.Child(node, "unit"), number = tree_.Child(node, "number");
  if (quiet_ > 0 && tree_.Kind(unit_node) == NodeKind::kUnitName && !context_.units.Find(tree_.Text(unit_node))) {
    return Bad(node);
  }
  const std::optional<Unit> unit = context_.units.Read(context_, unit_node);
  if (!unit) return Bad(node);
  const Rational digits = DigitsOf(tree_.Text(number));
  Facts facts;
  facts.unit = unit->dimension.empty() ? Unit{} : *unit;
  if (expected != nullptr && expected->type.kind == TypeKind::kNumber && !expected->type.dimension.empty() &&
      unit->dimension.empty() && unit->scale >= 10'000 && digits != 0) {
    // `2000万` beside 元.
    std::string suggestion = std::string(tree_.Text(number)) + unit->text;
    suggestion += expected->unit ? std::string(WithoutNumberWord(expected->unit->text))
                                 : context_.units.DimensionText(expected->type.dimension).english;
    Report(Code::GR2112, node, {Spell(node), expected->name, ExpectedText(*expected), suggestion});
    return Bad(node);
  }
  return MakeConstant({.number = digits * unit->scale}, {TypeKind::kNumber, kNo, unit->dimension}, context_.Range(node),
                      facts);
}

std::optional<std::uint32_t> Expressions::Checker::ChoiceOf(const Type& type, std::string_view word) const {
  if (type.kind != TypeKind::kChoice) return std::nullopt;
  const auto& values = policy_.choice_types[type.id].values;
  const auto found = std::find(values.begin(), values.end(), word);
  if (found == values.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - values.begin());
}

ExprId Expressions::Checker::ChoiceConstant(const Type& type, std::uint32_t position, NodeId node) {
  return MakeConstant({.number = position}, type, context_.Range(node));
}

ExprId Expressions::Checker::CheckText(NodeId node, const Expected* expected) {
  const std::string text(tree_.Text(node));
  if (expected != nullptr && expected->type.kind == TypeKind::kChoice) {
    if (ChoiceOf(expected->type, text)) {
      Report(Code::GR2132, node, {text, expected->name});
    } else {
      Report(Code::GR2135, node, {text, expected->name, WordsText(policy_.choice_types[expected->type.id].values), ""});
    }
    return Bad(node);
  }
  if (expected != nullptr && expected->type.kind == TypeKind::kCode) {
    const policy::Lookup& lookup = policy_.lookups[expected->type.id];
    const bool exact = lookup.keys.size() == 1 && lookup.keys[0].kind == KeyKind::kExact && !lookup.rows.empty();
    if (exact && std::none_of(lookup.rows.begin(), lookup.rows.end(),
                              [&](const auto& row) { return !row.keys.empty() && row.keys[0].text == text; })) {
      Report(Code::GR2133, node, {text, context_.symbol(lookup.symbol).Label()},
             {{context_.symbol(lookup.symbol).range, {"the codes stand here", "代码在此列出"}}});
      return Bad(node);
    }
    return MakeConstant({.text = text}, expected->type, context_.Range(node));
  }
  return MakeConstant({.text = text}, {TypeKind::kText}, context_.Range(node));
}

ExprId Expressions::Checker::CheckDateLiteral(NodeId node) {
  const std::string_view text = tree_.Text(node);
  const auto number = [&](std::size_t from, std::size_t length) {
    return numerator(DigitsOf(text.substr(from, length))).convert_to<int>();
  };
  if (text.size() < 7) return Bad(node);
  const int year = number(0, 4), month = number(5, 2);
  if (tree_.Kind(node) == NodeKind::kMonth) {
    return MakeConstant({.number = year * 12 + month - 1}, {TypeKind::kMonth}, context_.Range(node));
  }
  if (text.size() < 10) return Bad(node);
  return MakeConstant({.number = DayOfCivil({year, month, number(8, 2)})}, {TypeKind::kDate}, context_.Range(node));
}

bool Expressions::Checker::ReportKeywordValue(NodeId node, const Expected* expected) {
  if (expected == nullptr || !ChoiceOf(expected->type, tree_.Written(node))) return false;
  Report(Code::GR2131, node, {std::string(tree_.Written(node)), expected->name});
  return true;
}

ExprId Expressions::Checker::CheckYesNoLiteral(NodeId node, const Expected* expected) {
  if (expected != nullptr) {
    if (const auto position = ChoiceOf(expected->type, tree_.Written(node))) {
      return ChoiceConstant(expected->type, *position, node);
    }
  }
  return MakeConstant({.number = tree_.Text(node) == "yes" ? 1 : 0}, {TypeKind::kYesNo}, context_.Range(node));
}

ExprId Expressions::Checker::CheckState(NodeId node, const Expected* expected) {
  if (ReportKeywordValue(node, expected)) return Bad(node);
  if (tree_.Text(node) == "undetermined" && (expected == nullptr || expected->type.kind != TypeKind::kChecklist)) {
    return CheckNothing(node, expected);
  }
  Report(Code::GR2122, node, {Spell(node)});
  return Bad(node);
}

ExprId Expressions::Checker::CheckNothing(NodeId node, const Expected* expected) {
  if (tree_.Kind(node) != NodeKind::kMissingBecause && ReportKeywordValue(node, expected)) return Bad(node);
  Expr nothing{.kind = ExprKind::kNothing};
  nothing.range = context_.Range(node);
  Facts facts;
  facts.open = true;
  switch (tree_.Kind(node)) {
    case NodeKind::kNotApplicable: nothing.state = kNotApplicable; break;
    case NodeKind::kMissingBecause:
      nothing.state = kFirstOwnReason;
      nothing.text = tree_.Text(tree_.Child(node, "reason"));
      if (std::find(context_.own_reasons.begin(), context_.own_reasons.end(), nothing.text) ==
          context_.own_reasons.end()) {
        if (context_.own_reasons.size() >= static_cast<std::size_t>(kMaxOwnReasons)) {
          Report(Code::GR2062, node, {std::to_string(kMaxOwnReasons)});
          return Bad(node);
        }
        context_.own_reasons.push_back(nothing.text);
      }
      break;
    case NodeKind::kMissing:
      Report(Code::GR2123, node, {Spell(node)});
      return Bad(node);
    default: nothing.state = kUndetermined; break;
  }
  return Add(std::move(nothing), facts);
}

}  // namespace greenrule::semantics
