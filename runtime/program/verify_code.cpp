// The code of an edition, stage by stage, with its figures between them.
#include <algorithm>

#include "runtime/program/verify_block.h"

namespace greenrule::verify {
namespace {

std::vector<std::uint32_t> RootsOf(const Edition& edition) {
  std::vector<std::uint32_t> roots(edition.spaces.size(), kNone);
  for (SpaceId id = 1; id < edition.spaces.size(); ++id) {
    const Space& space = edition.spaces[id];
    const bool root = space.kind == SpaceKind::kEntity && space.parent == kRunSpace;
    roots[id] = root ? space.subject : roots[space.parent];
  }
  return roots;
}

class CodeChecker {
 public:
  CodeChecker(const Program& program, const Edition& edition, const Words& where, Refusals& refusals)
      : program_(program), edition_(edition), where_(where), refusals_(refusals) {
    progress_.written.assign(edition.kept.size(), 0);
    progress_.available = progress_.written;
    progress_.published.assign(edition.outputs.size(), 0);
    progress_.root = RootsOf(edition);
    progress_.statistic_space.assign(edition.outputs.size(), kNone);
    for (const Statistic& statistic : edition.statistic_list)
      progress_.statistic_space[statistic.output] = statistic.space;
  }

  void Check() {
    if (!CheckTrees()) return;
    Filters();
    Trees(Stage::kEvaluate, &Tree::evaluate, "evaluation", "参评判断");
    for (std::size_t e = 0; e < edition_.entities.size(); ++e) {
      const std::uint32_t kept = edition_.entities[e].evaluated;
      if (kept != kNone && !progress_.written[kept])
        refusals_.Add(Code::GR5023, Part(where_, "entity", "主体", e), std::to_string(kept),
                      Words("no stage keeps it", "没有阶段留存它"));
    }
    Trees(Stage::kBeforeFigures, &Tree::before_figures, "code before figures", "同类比较前的代码");
    Figures(true);
    Trees(Stage::kMain, &Tree::main, "main code", "主代码");
    Figures(false);
    Run(edition_.statistics, Stage::kStatistics, kNone, Part(where_, "statistics", "统计代码"));
    for (std::size_t i = 0; i < edition_.outputs.size() && !refusals_.Full(); ++i)
      if (!progress_.published[i] && edition_.outputs[i].type != OutputType::kHits)
        refusals_.Add(Code::GR5025, Part(where_, "output", "结果", i),
                      Words("no code writes it", "没有代码写入它"));
  }

 private:
  bool CheckTrees() {
    std::vector<std::uint8_t> seen(edition_.entities.size(), 0);
    const auto malformed = [&](std::size_t t, const char* english, const char* chinese) {
      refusals_.Add(Code::GR5029, Part(where_, "tree", "主体树", t), Words(english, chinese));
      return false;
    };
    for (std::size_t t = 0; t < edition_.trees.size(); ++t) {
      const std::uint32_t root = edition_.trees[t].root;
      if (!refusals_.Exists(Part(where_, "tree", "主体树", t), "entity", "主体", root,
                            edition_.entities.size()))
        return false;
      if (edition_.entities[root].owner != kNone)
        return malformed(t, "its root belongs to another entity", "其根主体归属于其他主体");
      if (seen[root]++) return malformed(t, "another tree has the same root", "另一主体树有相同的根");
    }
    for (std::size_t e = 0; e < edition_.entities.size(); ++e)
      if (edition_.entities[e].owner == kNone && !seen[e])
        return malformed(edition_.trees.size(), "a root entity has no tree", "有根主体没有主体树");
    return true;
  }

  void Run(const Block& block, Stage stage, std::uint32_t subject, const Words& where) {
    if (!refusals_.Full()) CheckBlock(program_, edition_, block, stage, subject, where, progress_, refusals_);
  }

  void Filters() {
    std::vector<std::uint8_t> used(edition_.filters.size(), 0);
    for (std::uint32_t f = 0; f < edition_.feeds.size() && !refusals_.Full(); ++f) {
      const Feed& feed = edition_.feeds[f];
      const Words of_feed = Part(where_, "feed", "接口", f);
      const auto check = [&](std::uint32_t filter, const Field* field, const Words& here) {
        if (filter == kNone) return;
        if (feed.space == kNone || used[filter]++) {
          refusals_.Add(Code::GR5020, here, Words("its rows are not its own", "其行集不属于自身"));
          return;
        }
        const Block& block = edition_.filters[filter];
        progress_.row_field = field;
        Run(block, Stage::kFilter, f, here);
        const bool yields =
            std::ranges::any_of(block.code, [](const Instruction& i) { return i.op == Opcode::kOutput; });
        if (!yields) refusals_.Add(Code::GR5020, here, Words("it has no result", "没有结果"));
      };
      check(feed.filter, nullptr, Part(of_feed, "condition on rows", "行条件"));
      for (std::size_t i = 0; i < feed.fields.size(); ++i)
        check(feed.fields[i].formula, &feed.fields[i], Part(of_feed, "field", "字段", i));
    }
    for (std::size_t i = 0; i < used.size() && !refusals_.Full(); ++i)
      if (!used[i])
        refusals_.Add(Code::GR5020, Part(where_, "condition on rows", "行条件", i),
                      Words("no feed has it", "没有接口使用它"));
  }

  void Trees(Stage stage, Block Tree::* block, const char* english, const char* chinese) {
    for (std::size_t t = 0; t < edition_.trees.size(); ++t)
      Run(edition_.trees[t].*block, stage, edition_.trees[t].root,
          Part(Part(where_, "tree", "主体树", t), english, chinese));
    progress_.available = progress_.written;
  }

  void Figures(bool peers) {
    for (std::size_t i = 0; i < edition_.figures.size() && !refusals_.Full(); ++i) {
      const Figure& figure = edition_.figures[i];
      if (figure.peers != peers) continue;
      const Words here = Part(where_, "figure", "数字", i);
      std::vector<std::uint32_t> read = {figure.value, figure.value_state, figure.where, figure.where_state};
      read.insert(read.end(), figure.group.begin(), figure.group.end());
      read.insert(read.end(), figure.group_state.begin(), figure.group_state.end());
      for (std::uint32_t id : read)
        if (id != kNone && !progress_.available[id])
          refusals_.Add(Code::GR5023, here, std::to_string(id),
                        Words("no earlier stage has kept it", "此前阶段并未留存"));
      for (std::uint32_t id : {figure.result, figure.result_count, figure.result_state}) {
        if (id == kNone) continue;
        if (progress_.written[id]++)
          refusals_.Add(Code::GR5023, here, std::to_string(id), Words("it is written twice", "重复写入"));
      }
    }
    progress_.available = progress_.written;
  }

  const Program& program_;
  const Edition& edition_;
  const Words& where_;
  Refusals& refusals_;
  Progress progress_;
};

}  // namespace

void CheckCode(const Program& program, const Edition& edition, const Words& where, Refusals& refusals) {
  CodeChecker(program, edition, where, refusals).Check();
}

}  // namespace greenrule::verify
