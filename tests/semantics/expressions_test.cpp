// Formulas and declarations, each with what it was checked to be or with its whole errors.
//
// A case of expressions/*.txt is a paragraph: `# …` what it shows, the text, then lines `> …` that must come out. In
// formulas*.txt the text is one formula (a line that begins with `:` has the quantity's type before ` = `); in
// declarations*.txt it is declarations after those of the fixture, and what comes out are the lines that they add to the
// checked policy. *_zh.txt are told in Chinese. GREENRULE_REWRITE=1 writes what comes out into the files.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "compiler/semantics/print.h"
#include "tests/semantics/expressions_fixture.h"

namespace greenrule {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> FormulaOutcome(const std::string& text, Language language) {
  if (!text.starts_with(":")) return LinesOf(CheckFormula(text, "", "", language));
  const std::size_t at = text.find(" = ");
  return LinesOf(CheckFormula(text.substr(at + 3), text.substr(0, at), "", language));
}

std::vector<std::string> DeclarationsOutcome(const std::string& text, Language language) {
  const CheckedText checked = CheckDeclarations(text, language);
  if (!checked.errors.empty()) return checked.errors;
  static const std::vector<std::string> kBase = LinesOf(PrintPolicy(CheckDeclarations("").policy));
  const std::multiset<std::string> base(kBase.begin(), kBase.end());
  std::multiset<std::string> seen;
  std::vector<std::string> added;
  for (const std::string& line : LinesOf(PrintPolicy(checked.policy))) {
    seen.insert(line);
    if (seen.count(line) > base.count(line)) added.push_back(line);
  }
  return added;
}

std::string Recomputed(const std::filesystem::path& file, const std::string& text) {
  const std::string name = file.stem().string();
  const Language language = name.ends_with("_zh") ? Language::kChinese : Language::kEnglish;
  const bool formulas = name.starts_with("formulas");
  std::string result, paragraph;
  std::vector<std::string> lines = LinesOf(text);
  lines.emplace_back();
  for (const std::string& line : lines) {
    if (line.starts_with("> ")) continue;
    if (line.starts_with("# ")) {
      result += line + "\n";
      continue;
    }
    if (!line.empty()) {
      paragraph += (paragraph.empty() ? "" : "\n") + line;
      continue;
    }
    if (paragraph.empty()) continue;
    result += paragraph + "\n";
    for (const std::string& out :
         formulas ? FormulaOutcome(paragraph, language) : DeclarationsOutcome(paragraph + "\n", language)) {
      result += "> " + out + "\n";
    }
    result += "\n";
    paragraph.clear();
  }
  return result;
}

class ExpressionCases : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ExpressionCases, ComeOutAsWritten) {
  std::ifstream in(GetParam());
  std::stringstream text;
  text << in.rdbuf();
  const std::string came_out = Recomputed(GetParam(), text.str());
  ASSERT_FALSE(came_out.empty());
  if (std::getenv("GREENRULE_REWRITE") != nullptr) {
    std::ofstream(GetParam()) << came_out;
    return;
  }
  EXPECT_EQ(came_out, text.str());
}

std::vector<std::filesystem::path> CaseFiles() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(GREENRULE_EXPRESSION_CASES)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, ExpressionCases, testing::ValuesIn(CaseFiles()),
                         [](const auto& info) { return info.param.stem().string(); });

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// What an author can make long or deep neither crashes nor takes long.
TEST(ExpressionLimits, LongFormulasAreWalked) {
  for (const std::string& formula :
       {"成本" + Repeated(" + 成本", 20'000), "成本" + Repeated(" * 2", 20'000), "上市" + Repeated(" and 上市", 20'000),
        "max(成本" + Repeated(", 成本", 15'000) + ")", "1元" + Repeated(" < 成本", 5'000),
        "成本 in (1" + Repeated("、2", 9'000) + ")"}) {
    const std::string checked = CheckFormula(formula);
    EXPECT_TRUE(checked.ends_with(" ?")) << checked.substr(checked.size() - 100);
    EXPECT_EQ(checked.find("[GR"), std::string::npos);
  }
}

TEST(ExpressionLimits, DeepFormulasAreRefusedOrChecked) {
  EXPECT_EQ(CheckFormula(Repeated("(", 90) + "成本" + Repeated(")", 90)), "基本信息.成本 ?");
  EXPECT_NE(CheckFormula(Repeated("not ", 5'000) + "上市").find("[GR1022]"), std::string::npos);
  EXPECT_NE(CheckFormula(Repeated("if 上市 then 1 else ", 5'000) + "2").find("[GR1022]"), std::string::npos);
}

TEST(ExpressionLimits, FunctionsThatCallOneAnotherDeeply) {
  std::string functions = "function f0(x : number) : number = x\n";
  for (int i = 1; i < 1000; ++i) {
    functions += "function f" + std::to_string(i) + "(x : number) : number = f" + std::to_string(i - 1) + "(x) + 1\n";
  }
  const CheckedText checked = CheckDeclarations(functions + "quantity 甲 for 企业 = f999(人数)\n");
  ASSERT_FALSE(checked.errors.empty());
  EXPECT_NE(checked.errors[0].find("[GR2060]"), std::string::npos);
}

TEST(ExpressionLimits, FunctionsThatDoubleAtEachCall) {
  std::string functions = "function f0(x : number) : number = x\n";
  for (int i = 1; i < 60; ++i) {
    const std::string inner = "f" + std::to_string(i - 1);
    functions += "function f" + std::to_string(i) + "(x : number) : number = " + inner + "(x + 1) + " + inner + "(x + 2)\n";
  }
  const CheckedText checked = CheckDeclarations(functions + "quantity 甲 for 企业 = f59(人数)\n");
  ASSERT_FALSE(checked.errors.empty());
  EXPECT_NE(checked.errors[0].find("[GR2061]"), std::string::npos);
  EXPECT_LT(checked.policy.exprs.size(), 1'000'000u);
}

TEST(ExpressionLimits, ReasonsOfTheAuthor) {
  std::string quantities;
  for (int i = 0; i < 201; ++i) {
    quantities += "quantity q" + std::to_string(i) + " for 企业 : number = if 上市 then missing \"" + std::to_string(i) + "\" else 1\n";
  }
  const CheckedText checked = CheckDeclarations(quantities);
  ASSERT_EQ(checked.errors.size(), 1u);
  EXPECT_NE(checked.errors[0].find("[GR2062]"), std::string::npos);
}

// Every expression comes after its operands: walkers rely on it.
TEST(Expressions, OperandsComeFirst) {
  const CheckedText checked = CheckDeclarations(
      "quantity 甲 for 企业 = if any 处罚 as 甲行 where (count 处罚 where 决定日期 > 甲行.决定日期) > 1 then 两倍(成本) else 3\n");
  ASSERT_TRUE(checked.errors.empty()) << checked.errors[0];
  for (policy::ExprId id = 0; id < checked.policy.exprs.size(); ++id) {
    for (const policy::ExprId arg : checked.policy.exprs[id].args) {
      if (arg == policy::kNo) continue;
      EXPECT_LT(arg, id);
    }
  }
}

// `f(x) = x + x`: the argument is one expression, used twice.
TEST(Expressions, ArgumentsAreShared) {
  const CheckedText checked = CheckDeclarations("quantity 甲 for 企业 = 两倍(成本)\n");
  ASSERT_TRUE(checked.errors.empty()) << checked.errors[0];
  for (const policy::Rule& rule : checked.policy.rules) {
    if (checked.policy.symbols[rule.symbol].name != "甲") continue;
    const policy::Expr& sum = checked.policy.exprs[rule.formula];
    ASSERT_EQ(sum.args.size(), 2u);
    EXPECT_EQ(sum.args[0], sum.args[1]);
  }
}

}  // namespace
}  // namespace greenrule
