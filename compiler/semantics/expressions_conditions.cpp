// Conditions: comparisons, `is`, `in`, logic, and what is asked of dates and texts.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"
#include "compiler/semantics/fold.h"

namespace greenrule::semantics {

namespace {

const Type kCondition{TypeKind::kYesNo};

ExprKind ComparisonOf(std::string_view sign) {
  if (sign == "=") return ExprKind::kEqual;
  if (sign == "<>") return ExprKind::kNotEqual;
  if (sign == "<") return ExprKind::kLess;
  if (sign == "<=") return ExprKind::kLessEqual;
  if (sign == ">") return ExprKind::kGreater;
  return ExprKind::kGreaterEqual;
}

bool IsText(const Type& type) { return type.kind == TypeKind::kText || type.kind == TypeKind::kCode; }

}  // namespace

bool Expressions::Checker::Ordered(const Type& type) const {
  switch (type.kind) {
    case TypeKind::kNumber:
    case TypeKind::kDate:
    case TypeKind::kMonth: return true;
    case TypeKind::kChoice: return policy_.choice_types[type.id].ordered;
    default: return false;
  }
}

ExprId Expressions::Checker::CheckLogic(NodeId node, ExprKind kind) {
  std::vector<ExprId> operands;
  bool bad = false;
  for (const NodeId child : tree_.Children(node)) {
    operands.push_back(CheckYesNo(child));
    bad = bad || IsBad(operands.back());
  }
  if (bad) return Bad(node);
  return Make(kind, kCondition, std::move(operands), context_.Range(node));
}

ExprId Expressions::Checker::CheckCompare(NodeId node) {
  std::vector<NodeId> operands;
  std::vector<std::string_view> signs;
  const auto children = tree_.Children(node);
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (i % 2 == 0) {
      operands.push_back(children[i]);
    } else {
      signs.push_back(tree_.Text(children[i]));
    }
  }
  // `清单 = hit` asks what `清单 is hit` asks.
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (tree_.Kind(operands[i]) != NodeKind::kState || tree_.Text(operands[i]) == "undetermined") continue;
    Report(Code::GR2122, operands[i], {Spell(operands[i])});
    return Bad(node);
  }
  const Alike alike = CheckAlike(operands, nullptr, {"compared", "比较"});
  if (alike.type.kind == TypeKind::kUnknown) {
    if (std::all_of(alike.exprs.begin(), alike.exprs.end(), [&](ExprId id) { return facts(id).open; })) {
      Report(Code::GR2106, node, {Spell(node)});
    }
    return Bad(node);
  }
  if (alike.type.kind == TypeKind::kChecklist) {
    Report(Code::GR2121, operands[0], {Spell(operands[0])});
    return Bad(node);
  }
  for (const NodeId operand : operands) {
    const NodeKind kind = tree_.Kind(operand);
    if (kind != NodeKind::kNotApplicable && kind != NodeKind::kMissingBecause && kind != NodeKind::kState) continue;
    Report(Code::GR2136, operand, {Spell(operand)});
    return Bad(node);
  }
  std::vector<ExprId> pairs;
  for (std::size_t i = 0; i < signs.size(); ++i) {
    const ExprKind kind = ComparisonOf(signs[i]);
    if (kind != ExprKind::kEqual && kind != ExprKind::kNotEqual && !Ordered(alike.type)) {
      Report(Code::GR2124, operands[i], {Spell(operands[i]), TypeText(alike.type)});
      return Bad(node);
    }
    pairs.push_back(Make(kind, kCondition, {alike.exprs[i], alike.exprs[i + 1]}, context_.Range(node)));
  }
  if (pairs.size() == 1) return pairs[0];
  return Make(ExprKind::kAnd, kCondition, std::move(pairs), context_.Range(node));
}

// `清单 is hit`, `N03 is clear`.
ExprId Expressions::Checker::CheckState(ExprId subject, NodeId subject_node, NodeId state) {
  if (type(subject).kind != TypeKind::kChecklist) {
    Report(Code::GR2127, state, {Spell(subject_node), Spell(state)});
    return Bad(state);
  }
  const std::string_view word = tree_.Text(state);
  const ExprKind kind = word == "hit"            ? ExprKind::kIsHit
                        : word == "clear"        ? ExprKind::kIsClear
                        : word == "undetermined" ? ExprKind::kIsUndetermined
                                                 : ExprKind::kNothing;
  if (kind == ExprKind::kNothing) {
    Report(Code::GR2122, state, {Spell(state)});
    return Bad(state);
  }
  return Make(kind, kCondition, {subject}, context_.Range(state));
}

bool Expressions::Checker::CanBeBlank(ExprId id) {
  if (const auto standin = standins_.find(id); standin != standins_.end()) {
    functions_[standin->second.function].asks_blank[standin->second.parameter] = true;
    return true;
  }
  return expr(id).kind == ExprKind::kField && policy_.fields[expr(id).id].formula == kNo;
}

ExprId Expressions::Checker::CheckIs(NodeId node) {
  const NodeId subject_node = tree_.Child(node, "subject");
  NodeId cell = tree_.Child(node, "cell");
  const ExprId subject = CheckNode(subject_node, nullptr);
  if (IsBad(subject)) return Bad(node);
  if (facts(subject).open) {
    Report(Code::GR2106, node, {Spell(node)});
    return Bad(node);
  }
  bool negated = false;
  NodeId inner = cell;
  while (tree_.Kind(inner) == NodeKind::kCellNot) {
    negated = !negated;
    inner = tree_.Child(inner, "cell");
  }
  const Expected beside{type(subject), facts(subject).unit, Spell(subject_node)};
  ExprId asked = kNo;
  switch (tree_.Kind(inner)) {
    case NodeKind::kMissing:
    case NodeKind::kNotApplicable:
      if (ReportKeywordValue(inner, &beside)) return Bad(node);
      asked = Make(tree_.Kind(inner) == NodeKind::kMissing ? ExprKind::kIsMissing : ExprKind::kIsNotApplicable, kCondition,
                   {subject}, context_.Range(node));
      break;
    case NodeKind::kAny:
    case NodeKind::kOtherwise:
      if (!ReportKeywordValue(inner, &beside)) Report(Code::GR2209, inner, {Spell(inner)});
      return Bad(node);
    case NodeKind::kKnown: asked = Make(ExprKind::kIsKnown, kCondition, {subject}, context_.Range(node)); break;
    case NodeKind::kBlank:
      if (!CanBeBlank(subject)) {
        Report(Code::GR2128, node, {Spell(subject_node)});
        return Bad(node);
      }
      asked = Make(ExprKind::kIsBlank, kCondition, {subject}, context_.Range(node));
      break;
    case NodeKind::kState:
      if (ReportKeywordValue(inner, &beside)) return Bad(node);
      asked = CheckState(subject, subject_node, inner);
      break;
    default: {
      const std::size_t errors = context_.sink.ErrorCount();
      const Id id = CheckCell(cell, {type(subject), facts(subject).unit, Spell(subject_node), context_.Range(subject_node),
                                     Standing()});
      if (context_.sink.ErrorCount() != errors) return Bad(node);
      Expr is{.kind = ExprKind::kCell};
      is.type = kCondition;
      is.scope = expr(subject).scope;
      is.id = id;
      is.args = {subject};
      is.range = context_.Range(node);
      return Add(std::move(is));
    }
  }
  if (IsBad(asked) || !negated) return asked;
  return Make(ExprKind::kNot, kCondition, {asked}, context_.Range(node));
}

ExprId Expressions::Checker::CheckIn(NodeId node) {
  const NodeId subject_node = tree_.Child(node, "subject"), set = tree_.Child(node, "set");
  if (tree_.Kind(set) == NodeKind::kName) {
    const auto lookup = context_.names.Resolve(context_, set, {NameKind::kLookup});
    if (!lookup) return Bad(node);
    return CheckLookupHas(subject_node, lookup->id, node);
  }
  const ExprId subject = CheckNode(subject_node, nullptr);
  if (IsBad(subject)) return Bad(node);
  const std::size_t errors = context_.sink.ErrorCount();
  const Id cell = CheckCell(set, {type(subject), facts(subject).unit, Spell(subject_node), context_.Range(subject_node),
                                  Standing()});
  if (context_.sink.ErrorCount() != errors) return Bad(node);
  Expr in{.kind = ExprKind::kCell};
  in.type = kCondition;
  in.scope = expr(subject).scope;
  in.id = cell;
  in.args = {subject};
  in.range = context_.Range(node);
  return Add(std::move(in));
}

ExprId Expressions::Checker::CheckStartsWith(NodeId node) {
  const NodeId parts[] = {tree_.Child(node, "subject"), tree_.Child(node, "prefix")};
  ExprId texts[2];
  for (int i = 0; i < 2; ++i) {
    texts[i] = CheckNode(parts[i], nullptr);
    if (IsBad(texts[i])) return Bad(node);
    if (facts(texts[i]).open) GiveType(texts[i], {TypeKind::kText});
    if (!IsText(type(texts[i]))) {
      Report(Code::GR2129, parts[i], {Spell(parts[i]), TypeText(type(texts[i]))});
      return Bad(node);
    }
  }
  return Make(ExprKind::kStartsWith, kCondition, {texts[0], texts[1]}, context_.Range(node));
}

// `D within N months before T`: T − N months < D ≤ T; over a month-typed D the N whole months that end with T's.
ExprId Expressions::Checker::CheckWithin(NodeId node) {
  const NodeId date_node = tree_.Child(node, "date"), anchor_node = tree_.Child(node, "anchor");
  const std::string_view period = tree_.Text(tree_.Child(node, "period"));
  const SourceRange range = context_.Range(node);
  const ExprId date = CheckNode(date_node, nullptr);
  const ExprId count = CheckPeriods(tree_.Child(node, "count"), period, true);
  ExprId anchor = CheckNode(anchor_node, nullptr);
  if (IsBad(date) || IsBad(count) || IsBad(anchor)) return Bad(node);
  const bool month = type(date).kind == TypeKind::kMonth;
  if (!month && type(date).kind != TypeKind::kDate) {
    Report(Code::GR2141, date_node, {Spell(date_node), TypeText(type(date))});
    return Bad(node);
  }
  if (month && type(anchor).kind == TypeKind::kDate) anchor = Make(ExprKind::kMonthOf, {TypeKind::kMonth}, {anchor}, range);
  if (type(anchor) != type(date)) {
    Report(Code::GR2141, anchor_node, {Spell(anchor_node), TypeText(type(anchor))});
    return Bad(node);
  }
  if (month && period == "days") {
    Report(Code::GR2143, node, {Spell(date_node), Spell(tree_.Child(node, "count"))});
    return Bad(node);
  }
  const ExprId start = Make(period == "days" ? ExprKind::kAddDays : ExprKind::kAddMonths, type(date), {anchor, count}, range);
  const ExprId after = Make(ExprKind::kLess, kCondition, {start, date}, range);
  const ExprId until = Make(ExprKind::kLessEqual, kCondition, {date, anchor}, range);
  return Make(ExprKind::kAnd, kCondition, {after, until}, range);
}

ExprId Expressions::Checker::CheckBetween(NodeId node) {
  const std::string_view period = tree_.Text(tree_.Child(node, "period"));
  const NodeId parts[] = {tree_.Child(node, "from"), tree_.Child(node, "to")};
  const Alike alike = CheckAlike(parts, nullptr, {"the ends of one time", "作为同一时段的起止"});
  if (alike.type.kind == TypeKind::kUnknown) return Bad(node);
  const SourceRange range = context_.Range(node);
  std::vector<ExprId> ends = alike.exprs;
  if (alike.type.kind == TypeKind::kMonth && period != "days") {
    for (ExprId& end : ends) end = Make(ExprKind::kFirstDay, {TypeKind::kDate}, {end}, range);
  } else if (alike.type.kind != TypeKind::kDate) {
    Report(Code::GR2141, parts[0], {Spell(parts[0]), TypeText(alike.type)});
    return Bad(node);
  }
  const ExprKind kind = period == "days"     ? ExprKind::kDaysBetween
                        : period == "months" ? ExprKind::kMonthsBetween
                                             : ExprKind::kYearsBetween;
  return Make(kind, {TypeKind::kNumber}, std::move(ends), range, {Unit{}});
}

ExprId Expressions::Checker::CheckYearOf(NodeId node) {
  const NodeId date_node = tree_.Child(node, "date");
  ExprId date = CheckNode(date_node, nullptr);
  if (IsBad(date)) return Bad(node);
  if (type(date).kind == TypeKind::kMonth) date = Make(ExprKind::kFirstDay, {TypeKind::kDate}, {date}, context_.Range(node));
  if (type(date).kind != TypeKind::kDate) {
    Report(Code::GR2141, date_node, {Spell(date_node), TypeText(type(date))});
    return Bad(node);
  }
  return Make(ExprKind::kYear, {TypeKind::kNumber}, {date}, context_.Range(node), {Unit{}});
}

ExprId Expressions::Checker::CheckMonthOf(NodeId node) {
  const ExprId date = CheckDate(tree_.Child(node, "date"));
  return IsBad(date) ? Bad(node) : Make(ExprKind::kMonthOf, {TypeKind::kMonth}, {date}, context_.Range(node));
}

ExprId Expressions::Checker::CheckFirstOf(NodeId node) {
  const NodeId count_node = tree_.Child(node, "count"), text_node = tree_.Child(node, "text");
  const auto count = NumberOf(count_node, nullptr);
  const ExprId text = CheckNode(text_node, nullptr);
  if (!count || IsBad(text)) return Bad(node);
  if (!IsInteger(*count) || *count < 1 || *count > 1000) {
    Report(Code::GR2145, count_node, {Spell(count_node)});
    return Bad(node);
  }
  if (!IsText(type(text))) {
    Report(Code::GR2129, text_node, {Spell(text_node), TypeText(type(text))});
    return Bad(node);
  }
  const ExprId letters = Make(ExprKind::kFirstLetters, {TypeKind::kText}, {text}, context_.Range(node));
  policy_.exprs[letters].n = numerator(*count).convert_to<std::uint32_t>();
  return letters;
}

}  // namespace greenrule::semantics
