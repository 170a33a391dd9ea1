#include "compiler/semantics/editions_words.h"

#include <string>

namespace greenrule {
namespace {

struct Word {
  NodeKind kind;
  std::string_view english, chinese;
};

constexpr Word kWords[] = {
    {NodeKind::kUnit, "unit", "计量单位"},        {NodeKind::kDepartment, "department", "部门"},
    {NodeKind::kEntity, "entity", "主体"},        {NodeKind::kFeed, "feed", "接口"},
    {NodeKind::kField, "field", "字段"},          {NodeKind::kLookup, "lookup", "对照表"},
    {NodeKind::kParameter, "parameter", "参数"},  {NodeKind::kQuantity, "quantity", "中间量"},
    {NodeKind::kFactor, "factor", "因子"},        {NodeKind::kIndicator, "indicator", "指标"},
    {NodeKind::kComposite, "composite", "综合分"}, {NodeKind::kBands, "bands", "分档"},
    {NodeKind::kPoints, "points", "折线"},        {NodeKind::kLevels, "levels", "层级"},
    {NodeKind::kGrades, "grades", "分级"},        {NodeKind::kChecklist, "checklist", "清单"},
    {NodeKind::kItem, "item", "事项"},            {NodeKind::kTable, "table", "决策表"},
    {NodeKind::kFunction, "function", "函数"},    {NodeKind::kStatistic, "statistic", "统计"},
    {NodeKind::kResult, "result", "公布"},        {NodeKind::kTask, "task", "任务"},
    {NodeKind::kStep, "step", "小事项"},          {NodeKind::kExample, "example", "案例"},
};

}  // namespace

Diagnostic::Argument WordOf(NodeKind kind) {
  for (const Word& word : kWords)
    if (word.kind == kind) return {std::string(word.english), std::string(word.chinese)};
  return std::string(KindName(kind));
}

Diagnostic::Argument WordOf(std::string_view english) {
  for (const Word& word : kWords)
    if (word.english == english) return {std::string(word.english), std::string(word.chinese)};
  return std::string(english);
}

NodeId HeadOf(const SyntaxTree& tree, NodeId declaration) {
  const auto names = ChildNames(tree.Kind(declaration));
  if (names.empty() || (names[0] != "label" && names[0] != "name")) return declaration;
  const NodeId label = tree.Child(declaration, std::size_t{0});
  return label == kNoNode ? declaration : label;
}

}  // namespace greenrule
