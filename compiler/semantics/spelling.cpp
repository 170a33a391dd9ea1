#include "compiler/semantics/spelling.h"

#include "compiler/semantics/context.h"
#include "compiler/semantics/units.h"

namespace greenrule::semantics {

namespace {

constexpr std::size_t kLongestSpelling = 40;
constexpr std::size_t kMostValues = 8;

std::size_t CodePointCount(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace

std::string Spell(const SyntaxTree& tree, NodeId node) {
  std::string text;
  std::size_t length = 0;
  const TokenId first = tree.FirstToken(node), last = tree.LastToken(node);
  for (TokenId id = first; id <= last && id != kNoToken; ++id) {
    const Token& token = tree.tokens()[id];
    std::string word(tree.TokenText(id));
    if (token.kind == TokenKind::kText) word = "\"" + word + "\"";
    if (token.flags & token_flags::kQuotedName) word = "「" + word + "」";
    if (word.empty()) continue;
    if (id != first && (token.flags & token_flags::kAfterBlank) && !text.empty()) word.insert(0, 1, ' ');
    length += CodePointCount(word);
    if (length > kLongestSpelling && id != first) return text + " …";
    text += word;
  }
  return text;
}

Diagnostic::Argument WordsText(const std::vector<std::string>& words) {
  Diagnostic::Argument text("");
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == kMostValues) {
      text.english += " …";
      text.chinese += "……";
      break;
    }
    text.english += (i == 0 ? "`" : ", `") + words[i] + "`";
    text.chinese += (i == 0 ? "`" : "、`") + words[i] + "`";
  }
  return text;
}

Diagnostic::Argument AmountText(const Context& context, const policy::Type& type, const std::optional<policy::Unit>& unit) {
  if (type.kind != policy::TypeKind::kNumber || !unit || unit->text.empty() || unit->dimension != type.dimension) {
    return TypeText(context, type);
  }
  if (unit->dimension.empty()) return {"a number in " + unit->text, "以" + unit->text + "计的数"};
  return {"an amount in " + unit->text, "以" + unit->text + "计的数"};
}

Diagnostic::Argument TypeText(const Context& context, const policy::Type& type) {
  switch (type.kind) {
    case policy::TypeKind::kNumber: {
      if (type.dimension.empty()) return {"a pure number", "纯数"};
      const std::string unit = context.units.DimensionText(type.dimension).english;
      return {"an amount in " + unit, "以" + unit + "计的数"};
    }
    case policy::TypeKind::kYesNo: return {"a yes-no", "“是否”型"};
    case policy::TypeKind::kText: return {"a text", "文本"};
    case policy::TypeKind::kDate: return {"a date", "日期"};
    case policy::TypeKind::kMonth: return {"a month", "年月"};
    case policy::TypeKind::kChoice: {
      const policy::ChoiceType& choice = context.policy.choice_types[type.id];
      const Diagnostic::Argument values = WordsText(choice.values);
      if (choice.ordered) return {"a grade of " + values.english, "分级值（" + values.chinese + "）"};
      return {"one of " + values.english, "选项（" + values.chinese + "）"};
    }
    case policy::TypeKind::kCode: {
      const std::string name = context.symbol(context.policy.lookups[type.id].symbol).Label();
      return {"a code in `" + name + "`", " `" + name + "` 的代码"};
    }
    case policy::TypeKind::kChecklist: return {"hit, clear or undetermined", "命中、未命中或待定"};
    case policy::TypeKind::kUnknown: break;
  }
  return {"unknown", "未知"};
}

}  // namespace greenrule::semantics
