// Figures, outputs and statistics, and the symbols that lookups, outputs and statistics are called by.
#include <algorithm>

#include "runtime/program/calendar.h"
#include "runtime/program/ranges.h"
#include "runtime/program/verify_parts.h"

namespace greenrule::verify {
namespace {

class FigureChecker {
 public:
  FigureChecker(const Edition& edition, const Words& where, Refusals& refusals)
      : edition_(edition), where_(where), refusals_(refusals) {}

  void Check(const Figure& figure) {
    if (!refusals_.Exists(where_, "entity", "主体", figure.entity, edition_.entities.size())) return;
    const SpaceId rows = edition_.entities[figure.entity].space;
    const bool counts = figure.kind == FigureKind::kCount;
    if (figure.value == kNone ? !counts : !IsNumeric(figure.value, rows))
      return Refuse("its value is not of its entity", "其数值不属于该主体");
    if (!IsState(figure.value_state, rows) || !IsState(figure.where_state, rows)) return;
    if (figure.where != kNone && !Is(figure.where, rows, Lane::kByte, 1))
      return Refuse("its condition is none", "其条件不是条件值");
    if (figure.group.size() != figure.group_state.size())
      return Refuse("its groups have not as many states", "分组与状态数目不符");
    for (std::size_t g = 0; g < figure.group.size(); ++g) {
      if (!IsState(figure.group_state[g], rows)) return;
      if (!Known(figure.group[g]) || edition_.kept[figure.group[g]].space != rows ||
          edition_.kept[figure.group[g]].lane > Lane::k64)
        return Refuse("a group's value is not of its entity or too wide", "分组值不属于该主体或位宽过大");
    }
    if (figure.kind == FigureKind::kPercentile &&
        (figure.p_denominator <= 0 || figure.p_numerator < 0 || figure.p_numerator > figure.p_denominator))
      return Refuse("its percentile is not between 0 and 1", "分位点不在 0 与 1 之间");
    if (figure.kind == FigureKind::kRank && !figure.peers)
      return Refuse("a rank is asked of a statistic", "统计不能求排名");
    CheckResult(figure, rows);
  }

 private:
  void Refuse(const char* english, const char* chinese) {
    refusals_.Add(Code::GR5024, where_, Words(english, chinese));
  }
  bool Known(std::uint32_t kept) {
    return refusals_.Exists(where_, "kept value", "留存值", kept, edition_.kept.size());
  }
  bool IsNumeric(std::uint32_t id, SpaceId rows) {
    return Known(id) && edition_.kept[id].space == rows && edition_.kept[id].lane != Lane::kByte;
  }
  bool Is(std::uint32_t id, SpaceId rows, Lane lane, int highest) {
    if (!Known(id)) return false;
    const KeptColumn& kept = edition_.kept[id];
    return kept.space == rows && kept.lane == lane && kept.lowest >= 0 && kept.highest <= highest;
  }
  bool IsState(std::uint32_t id, SpaceId rows) {
    if (id == kNone || Is(id, rows, Lane::kByte, 255)) return true;
    Refuse("a state is not of its entity", "某状态不属于该主体");
    return false;
  }

  void CheckResult(const Figure& figure, SpaceId rows) {
    SpaceId into = rows;
    if (!figure.peers) {
      if (!refusals_.Exists(where_, "space", "行集", figure.into, edition_.spaces.size())) return;
      into = figure.into;
      const SpaceKind kind = edition_.spaces[into].kind;
      const bool fits = figure.group.empty() ? kind == SpaceKind::kRun : kind == SpaceKind::kFigureGroups;
      if (!fits) return Refuse("its groups have no rows to go to", "分组结果无处存放");
    } else if (figure.into != kNone && figure.into != rows) {
      return Refuse("a figure over peers goes to other rows", "同类比较的结果去往其他行集");
    }
    const FigureRanges ranges = RangesOf(edition_, figure);
    if (!Holds(figure.result, into, ranges.result)) return;
    if ((figure.kind == FigureKind::kAverage) != (figure.result_count != kNone))
      return Refuse("its count has no place or none is due", "计数缺少或多余");
    if (figure.result_count != kNone && !Holds(figure.result_count, into, ranges.result_count)) return;
    if (!Is(figure.result_state, into, Lane::kByte, 255))
      return Refuse("its state has no place", "状态无处存放");
    const KeptColumn& state = edition_.kept[figure.result_state];
    if (state.lowest > 0 || state.highest < 255) return Refuse("its state has no place", "状态无处存放");
  }

  bool Holds(std::uint32_t id, SpaceId into, const Range& range) {
    if (!Known(id)) return false;
    const KeptColumn& kept = edition_.kept[id];
    const Range declared{kept.lowest, kept.highest};
    if (kept.space == into && kept.lane != Lane::kByte && declared.Contains(range)) return true;
    Refuse("its result does not fit where it goes", "其结果与存放处不符");
    return false;
  }

  const Edition& edition_;
  const Words& where_;
  Refusals& refusals_;
};

void CheckOutput(const Program& program, const Edition& edition, std::size_t index, const Words& where,
                 Refusals& refusals) {
  const Output& output = edition.outputs[index];
  const auto refuse = [&](const char* english, const char* chinese) {
    refusals.Add(Code::GR5025, where, Words(english, chinese));
  };
  refusals.ExistsOrNone(where, "symbol", "名称", output.symbol, program.symbols.size());
  if (!refusals.ExistsOrNone(where, "entity", "主体", output.entity, edition.entities.size())) return;
  if (output.type == OutputType::kNumber && output.lowest > output.highest)
    refuse("its range is empty", "其范围为空");
  if (output.type == OutputType::kNumber && output.decimals > 77)
    refuse("it has too many decimals", "小数位过多");
  if (output.type == OutputType::kChoice && output.choices.empty())
    refuse("it has no values to choose from", "没有可选取值");
  if (output.type == OutputType::kChecklist && output.choices.size() != 3)
    refuse("a checklist has three states", "清单应有三种状态");
  if (output.left_out && (output.type != OutputType::kNumber || output.decimals != 0 || output.lowest < 0 || output.published ||
                          output.entity == kNone || output.symbol == kNone))
    refuse("what was left out is an unpublished count of an entity and a rule", "略去的个数应为某主体、某规则的不公布的计数");
  if (output.type != OutputType::kHits) {
    if (!output.items.empty()) refuse("only a list of hits has items", "只有命中列表可含事项");
    return;
  }
  for (std::uint32_t item : output.items) {
    if (!refusals.Exists(where, "output", "结果", item, edition.outputs.size())) return;
    const Output& hit = edition.outputs[item];
    if (hit.entity != output.entity || hit.type != OutputType::kYesNo)
      return refuse("an item of it is no hit of its entity", "某事项不是该主体的命中结果");
  }
}

}  // namespace

void CheckFigures(const Edition& edition, const Words& where, Refusals& refusals) {
  std::vector<const Figure*> first_into(edition.spaces.size(), nullptr);
  bool statistics = false;
  for (std::size_t i = 0; i < edition.figures.size() && !refusals.Full(); ++i) {
    const Figure& figure = edition.figures[i];
    const Words here = Part(where, "figure", "数字", i);
    const std::size_t before = refusals.size();
    FigureChecker(edition, here, refusals).Check(figure);
    if (refusals.size() != before) continue;
    if (figure.peers && statistics)
      refusals.Add(Code::GR5024, here, Words("peers come after statistics", "同类比较列于统计之后"));
    statistics = statistics || !figure.peers;
    if (figure.peers || figure.into == kRunSpace) continue;
    const Figure*& first = first_into[figure.into];
    if (first == nullptr) first = &figure;
    if (first->entity != figure.entity || first->group != figure.group ||
        first->group_state != figure.group_state)
      refusals.Add(Code::GR5024, here,
                   Words("its groups are not those of the statistic", "其分组与该统计不一致"));
  }
  for (std::size_t s = 0; s < edition.spaces.size(); ++s)
    if (edition.spaces[s].kind == SpaceKind::kFigureGroups && first_into[s] == nullptr)
      refusals.Add(Code::GR5024, Part(where, "space", "行集", s),
                   Words("no figure makes these groups", "没有形成该分组的数字"));
}

void CheckOutputs(const Program& program, const Edition& edition, const Words& where, Refusals& refusals) {
  for (std::size_t i = 0; i < edition.outputs.size() && !refusals.Full(); ++i)
    CheckOutput(program, edition, i, Part(where, "output", "结果", i), refusals);
  for (std::size_t i = 0; i < edition.lookups.size() && !refusals.Full(); ++i)
    refusals.ExistsOrNone(Part(where, "lookup", "对照表", i), "symbol", "名称", edition.lookups[i].symbol,
                          program.symbols.size());
  std::vector<std::vector<std::uint32_t>> groups_of(edition.spaces.size());
  for (const Figure& figure : edition.figures)
    if (!figure.peers && figure.into < groups_of.size()) groups_of[figure.into] = figure.group;
  std::vector<int> statistics_of(edition.outputs.size(), 0);
  for (std::size_t i = 0; i < edition.statistic_list.size() && !refusals.Full(); ++i) {
    const Statistic& statistic = edition.statistic_list[i];
    const Words here = Part(where, "statistic", "统计", i);
    const auto refuse = [&](const char* english, const char* chinese) {
      refusals.Add(Code::GR5025, here, Words(english, chinese));
    };
    refusals.ExistsOrNone(here, "symbol", "名称", statistic.symbol, program.symbols.size());
    if (!refusals.Exists(here, "output", "结果", statistic.output, edition.outputs.size())) continue;
    if (!refusals.Exists(here, "space", "行集", statistic.space, edition.spaces.size())) continue;
    const Space& space = edition.spaces[statistic.space];
    const bool own = space.kind == SpaceKind::kFigureGroups && space.subject == i;
    if (statistic.space != kRunSpace && !own) refuse("its rows are not its own", "其行集不属于自身");
    const auto& groups = groups_of[statistic.space];
    if (statistic.group_types.size() != groups.size() || statistic.group_choices.size() != groups.size() ||
        statistic.group_names.size() != groups.size()) {
      refuse("its groups are not described one by one", "分组说明与分组数目不符");
      continue;
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const KeptColumn& kept = edition.kept[groups[g]];
      const bool named = statistic.group_types[g] == OutputType::kChoice ||
                         statistic.group_types[g] == OutputType::kChecklist;
      if (named && (kept.lowest < 0 || kept.highest >= statistic.group_choices[g].size()))
        refuse("a group has no word for a value", "某分组取值没有对应文字");
    }
    if (edition.outputs[statistic.output].entity != kNone ||
        edition.outputs[statistic.output].type == OutputType::kHits)
      refuse("its output is that of an entity", "其结果属于某一主体");
    ++statistics_of[statistic.output];
  }
  for (std::size_t i = 0; i < edition.outputs.size() && !refusals.Full(); ++i)
    if (edition.outputs[i].entity == kNone && statistics_of[i] != 1)
      refusals.Add(Code::GR5025, Part(where, "output", "结果", i),
                   Words("it is of no entity and not of one statistic", "既不属于主体，也不属于唯一的统计"));
}

}  // namespace greenrule::verify
