// Constants, tables, lookups, kept columns.
#include <algorithm>
#include <unordered_set>

#include "runtime/program/ranges.h"
#include "runtime/program/verify_parts.h"

namespace greenrule::verify {
namespace {

// Rows of a decision table are indexed by words of 64 bits; more are beyond any policy.
constexpr std::uint32_t kMaxMatchRows = 1u << 20;

Words Fault(const char* english, const char* chinese) {
  return {english, chinese};
}

// `a` comes before `b`: by ratio, and at the same ratio ≥ before >.
bool Ascending(const Threshold& a, const Threshold& b) {
  const Integer left = a.numerator * b.denominator, right = b.numerator * a.denominator;
  return left != right ? left < right : !a.strict && b.strict;
}

struct TableChecker {
  Refusals& refusals;
  const Words& where;

  void Refuse(const char* english, const char* chinese) {
    refusals.Add(Code::GR5017, where, Fault(english, chinese));
  }

  void operator()(const ThresholdTable& table) {
    for (const Threshold& t : table.thresholds)
      if (t.denominator <= 0)
        return Refuse("a threshold's denominator is not positive", "界限的分母不是正数");
    for (std::size_t i = 1; i < table.thresholds.size(); ++i)
      if (!Ascending(table.thresholds[i - 1], table.thresholds[i]))
        return Refuse("its thresholds do not ascend", "界限未按升序排列");
  }

  void operator()(const ValueTable& table) {
    const std::unordered_set<std::int64_t> distinct(table.values.begin(), table.values.end());
    if (distinct.size() != table.values.size()) Refuse("a value stands in it twice", "有重复的取值");
  }

  void operator()(const TakeTable& table) {
    if (table.values.empty()) Refuse("it is empty", "内容为空");
    for (const Integer& value : table.values)
      if (!LaneHolds(table.lane, {value, value}))
        return Refuse("its lane does not hold a value", "其位宽容不下某个取值");
  }

  void operator()(const MatchTable& table) {
    const std::size_t inputs = table.sizes.size();
    if (table.rows > kMaxMatchRows) return Refuse("it has too many rows", "行数过多");
    if (table.yes.size() != inputs || table.unknown.size() != inputs)
      return Refuse("its inputs do not fit its cells", "输入项与单元格数目不符");
    for (std::size_t i = 0; i < inputs; ++i)
      if (!CheckInput(table, table.sizes[i], table.yes[i]) ||
          !CheckInput(table, table.sizes[i], table.unknown[i]))
        return;
  }

  bool CheckInput(const MatchTable& table, std::uint32_t size,
                  const std::vector<std::vector<std::uint64_t>>& intervals) {
    const std::size_t words = (table.rows + 63) / 64;
    const std::uint64_t beyond = table.rows % 64 == 0 ? 0 : ~std::uint64_t{0} << table.rows % 64;
    if (size == 0 || intervals.size() != size) {
      Refuse("an input has not as many intervals as it says", "某输入项的区间数目与声明不符");
      return false;
    }
    for (const auto& bits : intervals) {
      if (bits.size() != words || (words > 0 && (bits.back() & beyond) != 0)) {
        Refuse("an interval's cells are not as many as its rows", "某区间的单元格数目与行数不符");
        return false;
      }
    }
    return true;
  }
};

void CheckLookup(const Edition& edition, const Lookup& lookup, const Words& where, Refusals& refusals) {
  const auto refuse = [&](const char* english, const char* chinese) {
    refusals.Add(Code::GR5021, where, Fault(english, chinese));
  };
  if (lookup.keys.empty()) return refuse("it has no key", "没有主键");
  std::size_t prefix = lookup.keys.size();
  for (std::size_t k = 0; k < lookup.keys.size(); ++k) {
    if (lookup.keys[k] == KeyKind::kInForce && k + 1 != lookup.keys.size())
      return refuse("the date is not its last key", "施行日期不是最后一个主键");
    if (lookup.keys[k] != KeyKind::kLongestPrefix) continue;
    if (prefix != lookup.keys.size()) return refuse("two of its keys are prefixes", "有两个前缀主键");
    prefix = k;
  }
  for (std::size_t r = 0; r < lookup.rows.size(); ++r) {
    const auto& row = lookup.rows[r];
    if (row.size() != lookup.keys.size())
      return refuse("a row has not as many values as there are keys", "某行的键值数目与主键不符");
    if (r > 0 && !(lookup.rows[r - 1] < row)) return refuse("its rows do not ascend", "各行未按升序排列");
    if (prefix < row.size() &&
        (row[prefix] < 0 || row[prefix] >= static_cast<std::int64_t>(edition.texts.size())))
      return refuse("a prefix is no text of the program", "某前缀不是程序中的文本");
    if (lookup.keys.back() == KeyKind::kInForce && (row.back() < kFirstDay || row.back() > kLastDay))
      return refuse("a date lies outside the calendar", "某日期超出历法范围");
  }
  if (lookup.fallback && *lookup.fallback >= lookup.rows.size())
    refuse("its fallback is no row", "缺省行不存在");
}

}  // namespace

void CheckTables(const Edition& edition, const Words& where, Refusals& refusals) {
  for (std::size_t i = 0; i < edition.constants.size(); ++i) {
    const Constant& constant = edition.constants[i];
    if (!LaneHolds(constant.lane, {constant.value, constant.value}))
      refusals.Add(Code::GR5017, Part(where, "constant", "常量", i),
                   Fault("its lane does not hold it", "其位宽容不下该值"));
  }
  for (std::size_t i = 0; i < edition.tables.size() && !refusals.Full(); ++i) {
    const Words here = Part(where, "table", "表", i);
    std::visit(TableChecker{refusals, here}, edition.tables[i]);
  }
  for (std::size_t i = 0; i < edition.lookups.size() && !refusals.Full(); ++i)
    CheckLookup(edition, edition.lookups[i], Part(where, "lookup", "对照表", i), refusals);
  for (std::size_t i = 0; i < edition.kept.size() && !refusals.Full(); ++i) {
    const KeptColumn& kept = edition.kept[i];
    const Words here = Part(where, "kept value", "留存值", i);
    if (!refusals.Exists(here, "space", "行集", kept.space, edition.spaces.size())) continue;
    const SpaceKind kind = edition.spaces[kept.space].kind;
    if (kind != SpaceKind::kEntity && kind != SpaceKind::kRun && kind != SpaceKind::kFigureGroups)
      refusals.Add(Code::GR5023, here, std::to_string(i), Fault("its rows do not last", "其行集不能留存"));
    if (kept.lowest > kept.highest || !LaneHolds(kept.lane, {kept.lowest, kept.highest}))
      refusals.Add(Code::GR5023, here, std::to_string(i),
                   Fault("its lane does not hold its range", "其位宽容不下其范围"));
  }
}

}  // namespace greenrule::verify
