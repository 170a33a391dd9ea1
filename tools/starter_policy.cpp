#include "tools/starter_policy.h"

namespace greenrule::tools {
namespace {

constexpr const char* kEnglish = R"(policy 「@」 "Say here what the policy is called"
  version "1"
  effective from 2026-01-01

# Who is evaluated, and the feed in which they are listed: a file firms.csv with the columns id, revenue and green_revenue.
entity firm key id : text
  listed in firms

feed firms, one per firm
  field revenue : number in 元, range 0 to 10亿元
  field green_revenue : number in 元, range 0 to 10亿元, may be missing

# A formula. Nothing is rounded unless it says so, and what is missing stays missing.
factor green_share : number in %, 2 decimals
  = green_revenue / revenue
  higher is better
  score
    | >= 50%    | 100 |
    | >= 30%    |  60 |
    | otherwise |   0 |
  when missing is undetermined

grades grade best first : green > mixed > other

table grading gives firm_grade : grade
  first match
  | green_share.score || firm_grade   |
  | missing           || undetermined |
  | >= 100            || green        |
  | >= 60             || mixed        |
  | otherwise         || other        |

result for firm firm_grade, green_share
statistic green_firms = count firm where firm_grade = green

example "half of the revenue is green"
  given firms
    | revenue | green_revenue |
    | 200     | 100           |
  expect green_share = 50%
  expect firm_grade = green

example "no figure, no grade"
  given firms
    | revenue | green_revenue |
    | 200     |               |
  expect firm_grade missing
)";

constexpr const char* kChinese = R"(政策 「@」 "在此写明办法名称"
  版本 "1"
  自 2026-01-01 起施行

# 评价对象及其名录：数据文件 企业名录.csv，列名为 编号、营业收入、绿色收入。
主体 企业 主键 编号 : 文本
  名录 取自 企业名录

接口 企业名录，每 企业 一条
  字段 营业收入 : 数值 单位 元，范围 0 至 10亿元
  字段 绿色收入 : 数值 单位 元，范围 0 至 10亿元，可以缺失

# 公式。未写明取位的不取位；缺失的不当作零。
因子 绿色占比 : 数值 单位 %，保留 2 位小数
  = 绿色收入 / 营业收入
  越高越好
  评分
    | 50%以上 | 100 |
    | 30%以上 |  60 |
    | 其余    |   0 |
  缺失时 待定

分级 等级 由优到劣 : 绿 > 混合 > 其他

决策表 等级认定 给出 企业等级 : 等级
  首个匹配
  | 绿色占比.得分 || 企业等级 |
  | 缺失          || 待定     |
  | 100以上       || 绿       |
  | 60以上        || 混合     |
  | 其余          || 其他     |

公布 企业 的 企业等级、绿色占比
统计 绿色企业数 = 企业 中 企业等级 = 绿 的 计数

案例 "收入一半为绿色"
  给定 企业名录
    | 营业收入 | 绿色收入 |
    | 200      | 100      |
  预期 绿色占比 = 50%
  预期 企业等级 = 绿

案例 "没有数据就没有等级"
  给定 企业名录
    | 营业收入 | 绿色收入 |
    | 200      |          |
  预期 企业等级 缺失
)";

}  // namespace

std::string StarterPolicy(const std::string& name, Language language) {
  std::string text = language == Language::kChinese ? kChinese : kEnglish;
  return text.replace(text.find('@'), 1, name);
}

}  // namespace greenrule::tools
