// Spaces, entities, feeds and columns.
#include <algorithm>

#include "runtime/program/ranges.h"
#include "runtime/program/verify_parts.h"

namespace greenrule::verify {
namespace {

// A range is never wider than this when a program is built; the check keeps every later computation small.
constexpr unsigned kMaxDecimals = 77;
// Chains of owners are a few long; walking up one must stay cheap.
constexpr unsigned kMaxSpaceDepth = 64;

bool IsStatic(SpaceKind kind) {
  return kind == SpaceKind::kEntity || kind == SpaceKind::kFeed || kind == SpaceKind::kPair ||
         kind == SpaceKind::kCross;
}

class StructureChecker {
 public:
  StructureChecker(const Program& program, const Edition& edition, Refusals& refusals)
      : program_(program), edition_(edition), refusals_(refusals) {}

  void Entities(const Words& where) {
    for (std::size_t i = 0; i < edition_.entities.size(); ++i)
      CheckEntity(Part(where, "entity", "主体", i), i);
  }

  void Feeds(const Words& where) {
    for (std::size_t i = 0; i < edition_.feeds.size(); ++i) CheckFeed(Part(where, "feed", "接口", i), i);
    CheckUnions(where);
  }

  void Columns(const Words& where) {
    for (std::size_t i = 0; i < edition_.columns.size(); ++i) {
      const Column& column = edition_.columns[i];
      const Words here = Part(where, "column", "列", i);
      if (!refusals_.Exists(here, "feed", "接口", column.feed, edition_.feeds.size())) continue;
      const Feed& feed = edition_.feeds[column.feed];
      if (!refusals_.Exists(here, "field", "字段", column.field, feed.fields.size())) continue;
      const Field& field = feed.fields[column.field];
      const Range range = FieldRange(field);
      if (column.space == kNone || column.space != RowsOf(feed))
        refusals_.Add(Code::GR5020, here,
                      Words("its rows are not those of its feed", "其行与所属接口不一致"));
      else if ((column.lane == Lane::kByte) != (field.type == FieldType::kYesNo) ||
               !LaneHolds(column.lane, range))
        refusals_.Add(Code::GR5020, here, Words("its lane does not hold its field", "其位宽容不下该字段"));
    }
  }

 private:
  void Symbol(const Words& where, std::uint32_t symbol) {
    refusals_.ExistsOrNone(where, "symbol", "名称", symbol, program_.symbols.size());
  }
  void Fields(const Words& where, const std::vector<std::uint32_t>& fields, std::size_t count) {
    for (std::uint32_t field : fields) refusals_.Exists(where, "field", "字段", field, count);
  }

  // Rows of a one-per feed are its entity's, whether the feed says so or not.
  SpaceId RowsOf(const Feed& feed) const {
    if (feed.many || feed.entity >= edition_.entities.size()) return feed.space;
    return edition_.entities[feed.entity].space;
  }

  void CheckEntity(const Words& where, std::size_t index) {
    const Entity& entity = edition_.entities[index];
    Symbol(where, entity.symbol);
    for (std::uint32_t symbol : entity.key_symbols) Symbol(where, symbol);
    const auto malformed = [&](const char* english, const char* chinese) {
      refusals_.Add(Code::GR5022, where, Words(english, chinese));
    };
    if (entity.key_types.empty() || entity.key_types.size() != entity.key_symbols.size())
      malformed("its key has no fields, or not as many types as names",
                "主键没有字段，或字段类型与名称数目不符");
    if (entity.owner != kNone) {
      if (!refusals_.Exists(where, "owner", "所属主体", entity.owner, index)) return;
      if (entity.owner_key.size() != edition_.entities[entity.owner].key_types.size())
        malformed("the owner's key is not complete", "所属主体的主键不完整");
    } else if (!entity.owner_key.empty()) {
      malformed("it has a key of an owner but no owner", "有所属主键而无所属主体");
    }
    if (!refusals_.ExistsOrNone(where, "feed", "接口", entity.listed_in, edition_.feeds.size())) return;
    if (entity.listed_in != kNone) {
      const Feed& listing = edition_.feeds[entity.listed_in];
      if (listing.many || listing.entity != index)
        malformed("the feed that lists it is not one per entity", "其名录接口并非每主体一条");
      Fields(where, entity.owner_key, listing.fields.size());
    } else if (entity.owner != kNone) {
      malformed("no feed lists it with its owner", "没有接口列出其所属主体");
    }
    if (!refusals_.ExistsOrNone(where, "space", "行集", entity.space, edition_.spaces.size()) ||
        entity.space == kNone)
      return;
    const Space& space = edition_.spaces[entity.space];
    if (space.kind != SpaceKind::kEntity || space.subject != index)
      malformed("its rows are not its own", "其行集不属于自身");
    if (entity.evaluated == kNone) return;
    if (!refusals_.Exists(where, "kept value", "留存值", entity.evaluated, edition_.kept.size())) return;
    const KeptColumn& kept = edition_.kept[entity.evaluated];
    if (kept.space != entity.space || kept.lane != Lane::kByte || kept.lowest < 0 || kept.highest > 1)
      malformed("whether it is evaluated is not kept as a condition", "是否参评未按条件留存");
  }

  void CheckFeed(const Words& where, std::size_t index) {
    const Feed& feed = edition_.feeds[index];
    Symbol(where, feed.symbol);
    Symbol(where, feed.department);
    const auto malformed = [&](const char* english, const char* chinese) {
      refusals_.Add(Code::GR5020, where, Words(english, chinese));
    };
    if (!refusals_.Exists(where, "entity", "主体", feed.entity, edition_.entities.size())) return;
    const Entity& entity = edition_.entities[feed.entity];
    if (feed.key_columns.size() != entity.key_types.size())
      malformed("its key columns do not fit the entity's key", "主键列与主体主键不符");
    if (feed.up_to == 0) malformed("it allows no rows", "不允许有任何行");
    if ((feed.map_feed == kNone) != (feed.map_field == kNone))
      malformed("its mapping is not complete", "主键映射不完整");
    if (feed.map_feed != kNone &&
        refusals_.Exists(where, "feed", "接口", feed.map_feed, edition_.feeds.size()))
      Fields(where, {feed.map_field}, edition_.feeds[feed.map_feed].fields.size());
    for (std::uint32_t field : {feed.dated_by, feed.keep_latest_by})
      refusals_.ExistsOrNone(where, "field", "字段", field, feed.fields.size());
    Fields(where, feed.distinct_by, feed.fields.size());
    refusals_.ExistsOrNone(where, "filter", "行条件", feed.filter, edition_.filters.size());
    for (const Field& field : feed.fields)
      refusals_.ExistsOrNone(where, "filter", "行条件", field.formula, edition_.filters.size());
    if (feed.space != kNone && refusals_.Exists(where, "space", "行集", feed.space, edition_.spaces.size())) {
      const Space& space = edition_.spaces[feed.space];
      const bool own =
          feed.many ? space.kind == SpaceKind::kFeed && space.subject == index : feed.space == entity.space;
      if (!own) malformed("its rows are not its own", "其行集不属于自身");
    }
    for (std::size_t i = 0; i < feed.fields.size(); ++i)
      CheckField(Part(where, "field", "字段", i), index, i);
  }

  void CheckField(const Words& where, std::size_t feed, std::size_t index) {
    const Field& field = edition_.feeds[feed].fields[index];
    Symbol(where, field.symbol);
    const auto malformed = [&](const char* english, const char* chinese) {
      refusals_.Add(Code::GR5020, where, Words(english, chinese));
    };
    const bool ranged =
        field.type == FieldType::kNumber || field.type == FieldType::kDate || field.type == FieldType::kMonth;
    if (ranged && field.lowest > field.highest) malformed("its range is empty", "其范围为空");
    if (field.type == FieldType::kDate && (field.lowest < kFirstDay || field.highest > kLastDay))
      malformed("its range lies outside the calendar", "其范围超出历法");
    if (field.decimals > kMaxDecimals) malformed("it has too many decimals", "小数位过多");
    if (field.type == FieldType::kChoice && field.choices.empty())
      malformed("it has no values to choose from", "没有可选取值");
    if (field.blank == BlankRule::kValue) {
      const Integer& blank = field.blank_value;
      const Integer count = field.type == FieldType::kChoice  ? Integer(field.choices.size())
                            : field.type == FieldType::kYesNo ? Integer(2)
                                                              : Integer(edition_.texts.size());
      if (!ranged && (blank < 0 || blank >= count))
        malformed("its value for a blank is none of its values", "空白取值不在取值之列");
    }
    if (!LaneHolds(Lane::k256, FieldRange(field)))
      malformed("its range is wider than any lane", "其范围超出最大位宽");
    if (field.type == FieldType::kCode)
      refusals_.Exists(where, "lookup", "对照表", field.lookup, edition_.lookups.size());
    if (field.column == kNone ||
        !refusals_.Exists(where, "column", "列", field.column, edition_.columns.size()))
      return;
    const Column& column = edition_.columns[field.column];
    if (column.feed != feed || column.field != index)
      malformed("its column belongs to another field", "其列属于其他字段");
  }

  // A union's fields fit its members, and no feed is joined to itself, however indirectly.
  void CheckUnions(const Words& where) {
    const std::size_t count = edition_.feeds.size();
    std::vector<std::size_t> waiting(count, 0);
    std::vector<std::vector<std::uint32_t>> users(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Feed& feed = edition_.feeds[i];
      const Words here = Part(where, "feed", "接口", i);
      bool fits = feed.union_fields.size() == feed.union_of.size();
      for (std::size_t m = 0; m < feed.union_of.size(); ++m) {
        if (!refusals_.Exists(here, "feed", "接口", feed.union_of[m], count)) return;
        users[feed.union_of[m]].push_back(static_cast<std::uint32_t>(i));
        ++waiting[i];
        const Feed& member = edition_.feeds[feed.union_of[m]];
        fits = fits && member.entity == feed.entity && feed.union_fields[m].size() == feed.fields.size();
        if (!fits) break;
        for (std::uint32_t field : feed.union_fields[m])
          refusals_.ExistsOrNone(here, "field", "字段", field, member.fields.size());
      }
      if (!fits) {
        refusals_.Add(Code::GR5020, here,
                      Words("its fields do not fit the feeds that it joins", "其字段与所合并的接口不符"));
        return;
      }
    }
    std::vector<std::uint32_t> ready;
    for (std::uint32_t i = 0; i < count; ++i)
      if (waiting[i] == 0) ready.push_back(i);
    for (std::size_t next = 0; next < ready.size(); ++next)
      for (std::uint32_t user : users[ready[next]])
        if (--waiting[user] == 0) ready.push_back(user);
    if (ready.size() != count)
      refusals_.Add(Code::GR5020, Part(where, "feeds", "接口"),
                    Words("a feed joins itself", "接口合并了其自身"));
  }

  const Program& program_;
  const Edition& edition_;
  Refusals& refusals_;
};

class SpaceChecker {
 public:
  SpaceChecker(const Edition& edition, Refusals& refusals)
      : edition_(edition),
        spaces_(edition.spaces),
        refusals_(refusals),
        depth_(spaces_.size(), 0),
        rows_(spaces_.size(), 1) {}

  // Lower spaces have been checked. False ends the check: higher ones may rest on this one.
  bool Check(SpaceId id, const Words& where) {
    const Space& space = spaces_[id];
    if (id == kRunSpace) {
      const bool good = space.kind == SpaceKind::kRun && space.parent == kNone && space.other == kNone &&
                        space.rows_per_parent == 1;
      return good || Misfit(where, "the first is not the run", "首个行集不是整次运行");
    }
    if (space.kind == SpaceKind::kRun)
      return Misfit(where, "only the first is the run", "只有首个行集可为整次运行");
    if (!refusals_.Exists(where, "space", "行集", space.parent, id)) return false;
    const bool has_other = space.kind == SpaceKind::kPair || space.kind == SpaceKind::kGroup;
    if (has_other ? !refusals_.Exists(where, "space", "行集", space.other, id) : space.other != kNone)
      return has_other ? false : Misfit(where, "it has a second side", "不应有另一侧");
    if (spaces_[space.parent].kind == SpaceKind::kGroup ||
        spaces_[space.parent].kind == SpaceKind::kFigureGroups)
      return Misfit(where, "it lies below groups", "位于分组之下");
    depth_[id] = depth_[space.parent] + 1;
    if (depth_[id] > kMaxSpaceDepth) return Misfit(where, "it lies too deep below the run", "层级过深");
    return OfKind(id, where) && WithinLimits(id, where);
  }

 private:
  bool Misfit(const Words& where, const char* english, const char* chinese) {
    refusals_.Add(Code::GR5019, where, Words(english, chinese));
    return false;
  }
  bool AtLeast(const Words& where, SpaceId id, std::uint64_t rows) {
    return spaces_[id].rows_per_parent >= rows ||
           Misfit(where, "it can have more rows than it says", "可能的行数多于其声明");
  }

  bool OfKind(SpaceId id, const Words& where) {
    const Space& space = spaces_[id];
    switch (space.kind) {
      case SpaceKind::kRun: break;
      case SpaceKind::kEntity: {
        if (!refusals_.Exists(where, "entity", "主体", space.subject, edition_.entities.size())) return false;
        const Entity& entity = edition_.entities[space.subject];
        const SpaceId owner =
            entity.owner < edition_.entities.size() ? edition_.entities[entity.owner].space : kRunSpace;
        if (entity.space != id || space.parent != owner)
          return Misfit(where, "it does not lie below its entity's owner", "未位于其所属主体之下");
        return true;
      }
      case SpaceKind::kFeed: {
        if (!refusals_.Exists(where, "feed", "接口", space.subject, edition_.feeds.size())) return false;
        const Feed& feed = edition_.feeds[space.subject];
        if ((feed.many && feed.space != id) || feed.entity >= edition_.entities.size() ||
            edition_.entities[feed.entity].space != space.parent)
          return Misfit(where, "it does not lie below its feed's entity", "未位于其接口的主体之下");
        return AtLeast(where, id, feed.up_to);
      }
      case SpaceKind::kPair: {
        const Space& other = spaces_[space.other];
        const bool rows = IsStatic(spaces_[space.parent].kind) &&
                          (other.kind == SpaceKind::kFeed || other.kind == SpaceKind::kEntity) &&
                          other.parent != kRunSpace;
        bool shared = false;
        for (SpaceId up = space.parent; rows && up != kNone; up = spaces_[up].parent)
          shared = shared || (up == other.parent && up != space.parent) ||
                   (spaces_[up].kind == SpaceKind::kPair && spaces_[up].other == other.parent);
        if (!shared)
          return Misfit(where, "its two sides do not belong to one entity", "两侧的行不属于同一主体");
        return AtLeast(where, id, other.rows_per_parent);
      }
      case SpaceKind::kCross:
        if (!refusals_.Exists(where, "lookup", "对照表", space.subject, edition_.lookups.size()))
          return false;
        return AtLeast(where, id, edition_.lookups[space.subject].rows.size());
      case SpaceKind::kGroup: {
        const Space& other = spaces_[space.other];
        const bool of_roots = other.kind == SpaceKind::kEntity && other.parent == kRunSpace;
        if (!IsStatic(other.kind) || other.parent != space.parent || of_roots)
          return Misfit(where, "what it groups does not belong to the same rows", "所分组的行不属于同一上级");
        return AtLeast(where, id, other.rows_per_parent);
      }
      case SpaceKind::kFigureGroups:
        if (!refusals_.Exists(where, "statistic", "统计", space.subject, edition_.statistic_list.size()))
          return false;
        if (space.parent != kRunSpace)
          return Misfit(where, "groups of a statistic belong to the run", "统计分组应属于整次运行");
        return true;
    }
    return false;
  }

  bool WithinLimits(SpaceId id, const Words& where) {
    const SpaceKind kind = spaces_[id].kind;
    if (kind == SpaceKind::kEntity || kind == SpaceKind::kFigureGroups) return true;
    // Neither factor is above 2^64, so a product that is too large is seen before it grows further.
    rows_[id] = Integer(rows_[spaces_[id].parent]) * spaces_[id].rows_per_parent;
    if (rows_[id] <= kMaxRowsPerEntity) return true;
    refusals_.Add(Code::GR5031, where, rows_[id].str(), std::to_string(kMaxRowsPerEntity));
    return false;
  }

  const Edition& edition_;
  const std::vector<Space>& spaces_;
  Refusals& refusals_;
  std::vector<unsigned> depth_;  // below the run
  std::vector<Integer> rows_;    // for one row of the entity above
};

}  // namespace

void CheckSpaces(const Edition& edition, const Words& where, Refusals& refusals) {
  if (edition.spaces.empty()) refusals.Add(Code::GR5019, where, Words("there are none", "没有任何行集"));
  SpaceChecker checker(edition, refusals);
  for (SpaceId id = 0; id < edition.spaces.size(); ++id)
    if (!checker.Check(id, Part(where, "space", "行集", id))) return;
}

void CheckStructure(const Program& program, const Edition& edition, const Words& where, Refusals& refusals) {
  const std::size_t before = refusals.size();
  if (edition.own_reasons.size() > static_cast<std::size_t>(kMaxOwnReasons))
    refusals.Add(Code::GR5029, where, Words("it has too many reasons of its own", "自定义缺失原因过多"));
  CheckSpaces(edition, where, refusals);
  StructureChecker checker(program, edition, refusals);
  checker.Entities(where);
  checker.Feeds(where);
  checker.Columns(where);
  CheckTables(edition, where, refusals);
  // Figures and outputs compute with what stands above.
  if (refusals.size() != before) return;
  CheckFigures(edition, where, refusals);
  CheckOutputs(program, edition, where, refusals);
}

}  // namespace greenrule::verify
