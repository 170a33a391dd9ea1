#include "tests/semantics/expressions_fixture.h"

#include "compiler/semantics/check.h"
#include "compiler/semantics/editions.h"
#include "compiler/semantics/print.h"
#include "compiler/syntax/parse.h"

namespace greenrule {

namespace {

constexpr std::string_view kFixture = R"(policy demo "表达式"
  version "1"
  effective from 2021-01-01
unit 元, 2 decimals, range -1000000000000 to 1000000000000
unit 吨, 6 decimals, range -100000000 to 100000000
unit 千克 = 0.001 吨, 3 decimals, range -100000000000 to 100000000000
unit 吨CO2, 6 decimals, range -100000000 to 100000000
unit 次 = 1, 0 decimals, range 0 to 1000000000
entity 集团 key 集团号 : text
  listed in 集团名录
entity 企业 key 信用代码 : text
  listed in 基本信息
  belongs to 集团 by 集团号
entity 项目 key 项目编号 : text
  listed in 项目名录
  belongs to 企业 by 信用代码
entity 园区 key 园区号 : text
  listed in 园区名录
feed 集团名录, one per 集团
  field 集团收入 : number in 万元
feed 园区名录, one per 园区
  field 面积 : number, range 0 to 1000000
feed 基本信息, one per 企业
  field 集团号 : text
  field 行业 : code in 行业表
  field 规模 : one of (大、中、小)
  field 状态 : one of (正常、待定)
  field 营业收入 : number in 万元
  field 成本 : number in 元
  field 毛利率 : number in %, range 0 to 100%
  field 排放 : number in 吨CO2
  field 人数 : integer, range 0 to 1000000
  field 系数 : number, range 0 to 1
  field 成立日 : date
  field 成立月 : month
  field 上市 : yes-no
  field 备注 : text, blank is not applicable
  field 奖金 : number in 元, blank is not applicable
  field 评级 : 绿色等级
feed 信用, one per 企业
  field 信用等级 : one of (A、B、C)
  field 评级 : 绿色等级
feed 处罚, many per 企业, up to 100
  dated by 决定日期
  field 决定日期 : date
  field 种类 : one of (罚款、停产、其他)
  field 金额 : number in 元
  field 行业 : text
feed 贷款, many per 企业
  field 本金 : number in 元
  field 利率 : number in %, range 0 to 100%
  field 天数 : integer, range 0 to 100000
  field 银行 : text
feed 大表, many per 企业, up to 200000
  field 日期 : date
feed 项目名录, one per 项目
  field 信用代码 : text
  field 投资 : number in 元
  field 开工 : date
feed 合同, many per 项目
  field 价款 : number in 元
lookup 行业表
  key 行业 : text
  value 基准 : number in 吨CO2/万元
  value 名称 : text
  | 行业  | 基准 | 名称   |
  | "C25" | 1.5  | "炼油" |
  | "D44" | 8.2  | "电力" |
lookup 规模系数
  key 规模 : one of (大、中、小)
  value 值 : number
  | 规模 | 值  |
  | 大   | 1.2 |
  | 中   | 1   |
lookup LPR
  key 期限 : text
  key 自 : in force
  value 年利率 : number in %
  | 期限 | 自         | 年利率 |
  | "1Y" | 2021-01-20 | 3.85   |
parameter 上限 : integer in 次 = 3
parameter 罚款线 : number in 元
  20万元 from 2021-01-01
parameter 折扣 : number, 2 decimals, range 0 to 1 = 0.85
grades 绿色等级 best first : 深绿 > 中绿 > 浅绿 > 非绿
checklist 清单 for 企业
  item N01 重大处罚
    hit when any 处罚 where 金额 >= 20万元
  item N02 欠薪
    hit when 上市
factor 强度 for 企业 : number in 吨CO2/万元, 4 decimals = 排放 / 营业收入
  lower is better
factor 得分项 for 企业 : number, 2 decimals = 人数 / 2
  score
    | >= 60 | 100 |
    | otherwise | 0 |
  when missing score 0
composite 总分 for 企业, 2 decimals
  | 得分项 | 100% |
  when missing score 0
quantity 项目额 for 项目 : number in 万元 = 投资
quantity 集团总额 for 集团 : number in 万元 = 集团收入 * 2
quantity 名次 for 企业 = rank of 强度 among 企业
function 两倍(x : number in 元) : number in 元 = x + x
function 近期(d : date) for 企业 = count 处罚 where 决定日期 within 12 months before d
)";

}  // namespace

CheckedText CheckDeclarations(std::string_view declarations, Language language) {
  SourceSet sources;
  DiagnosticSink sink;
  sources.AddText("test.green", std::string(kFixture) + std::string(declarations), sink);
  SyntaxTree tree = Parse(sources, sink);
  CheckedText checked;
  for (const EditionTree& edition : Consolidate(tree, sources, sink)) {
    checked.policy = CheckEdition(tree, edition, sources, sink);
  }
  for (const Diagnostic& diagnostic : sink.Sorted()) {
    if (SeverityOf(diagnostic.code) != Severity::kError) continue;
    checked.errors.push_back(Message(diagnostic, language) + " [" + std::string(CodeName(diagnostic.code)) + "] " +
                             Remedy(diagnostic, language));
  }
  return checked;
}

std::string CheckFormula(std::string_view formula, std::string_view head, std::string_view declarations,
                         Language language) {
  const CheckedText checked =
      CheckDeclarations(std::string(declarations) + "quantity 结果 for 企业 " + std::string(head) + "\n  = " +
                            std::string(formula) + "\n",
                        language);
  if (!checked.errors.empty()) {
    std::string text;
    for (const std::string& error : checked.errors) text += (text.empty() ? "" : "\n") + error;
    return text;
  }
  for (const policy::Rule& rule : checked.policy.rules) {
    if (checked.policy.symbols[rule.symbol].name != "结果") continue;
    const policy::Expr& e = checked.policy.exprs[rule.formula];
    return PrintExpr(checked.policy, rule.formula) + (e.may_be_missing ? " ?" : "") + (e.may_be_not_applicable ? " ~" : "");
  }
  return "no such rule";
}

}  // namespace greenrule
