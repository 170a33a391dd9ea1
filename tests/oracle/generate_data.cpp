// Data for generated policies: values that tie with the policy's own numbers, every kind of state, few rows.
#include <algorithm>

#include "runtime/program/ranges.h"
#include "tests/oracle/generate.h"
#include "tests/oracle/random.h"

namespace greenrule::oracle {

using policy::Id;
using policy::kNo;
using policy::TypeKind;

void AddAllColumns(const policy::Policy& policy, Edition& edition) {
  for (std::uint32_t feed = 0; feed < policy.feeds.size(); ++feed) {
    for (std::uint32_t i = 0; i < policy.feeds[feed].fields.size(); ++i) {
      const policy::Field& declared = policy.fields[policy.feeds[feed].fields[i]];
      Field& field = edition.feeds[feed].fields[i];
      if (declared.formula != kNo || field.column != kNone) continue;
      field.column = static_cast<std::uint32_t>(edition.columns.size());
      edition.columns.push_back({feed, i, edition.feeds[feed].space, FieldLane(field)});
    }
  }
}

namespace {

// Records of one entity type are made in the order of their numbers; each from a seed of its own.
struct EntityRow {
  std::uint64_t seed = 0;
  std::uint32_t owner = kNone;
};

class DataMaker {
 public:
  DataMaker(const policy::Policy& policy, const Edition& edition, Dataset& data) : policy_(policy), edition_(edition), data_(data) {
    for (const std::string& text : edition.texts) data.texts.Intern(text);
  }

  void Make(std::uint64_t seed, std::uint32_t first, std::uint32_t count) {
    MakeEntities(seed, first, count);
    data_.feeds.resize(edition_.feeds.size());
    data_.columns.resize(edition_.columns.size());
    for (std::uint32_t feed = 0; feed < edition_.feeds.size(); ++feed) MakeFeed(feed);
  }

 private:
  void MakeEntities(std::uint64_t seed, std::uint32_t first, std::uint32_t count) {
    rows_.resize(policy_.entities.size());
    data_.entities.resize(policy_.entities.size());
    for (Id entity = 0; entity < policy_.entities.size(); ++entity) {
      const Id owner = policy_.entities[entity].owner;
      auto& rows = rows_[entity];
      if (owner == kNo) {
        for (std::uint32_t i = 0; i < count; ++i) rows.push_back({Random(seed * 31 + entity * 1000003 + first + i).Next(), kNone});
      } else {
        for (std::uint32_t o = 0; o < rows_[owner].size(); ++o) {
          Random random(rows_[owner][o].seed + entity);
          const std::uint64_t children = random.Pick({0, 0, 0, 1, 1, 2, 3});
          for (std::uint64_t c = 0; c < children; ++c) rows.push_back({random.Next(), random.Chance(6) ? kNone : o});
        }
        std::ranges::stable_sort(rows, {}, &EntityRow::owner);  // those without a listed owner last
      }
      EntityData& data = data_.entities[entity];
      data.count = rows.size();
      data.keys.resize(1);
      for (std::uint32_t i = 0; i < rows.size(); ++i) {
        if (owner != kNo) data.owner.push_back(rows[i].owner);
        data.keys[0].push_back("K" + std::to_string(i));
        data.listing_order.push_back(i);
      }
    }
  }

  State RandomMissing(Random& random) {
    return random.Pick<State>({kBlank, kBlank, kNotSupplied, kMalformed, kOutOfRange, kTooManyDecimals, kAmbiguous, kUnknownCode});
  }

  Integer RandomValue(Random& random, const policy::Field& declared, const Field& field) {
    switch (declared.type.kind) {
      case TypeKind::kNumber: {
        Integer value;
        switch (random.Below(8)) {
          case 0: value = field.lowest; break;
          case 1: value = field.highest; break;
          case 2:
          case 3: {  // anything in range
            const Integer span = field.highest - field.lowest + 1;
            Integer wide = random.Next();
            wide = (wide << 64) + random.Next();
            value = field.lowest + wide % span;
            break;
          }
          default: {  // near the policy's own numbers
            static const std::vector<std::int64_t> kNear = {0, 0, 1, 2, 3, 5, 7, 10, 12, 20, 50, 60, 75, 100, 365, 1000, 2500, 10000};
            value = random.Pick(kNear);
            if (random.Chance(70)) value *= Pow10(field.decimals);
            if (random.Chance(20)) value = -value;
          }
        }
        return std::clamp(value, field.lowest, field.highest);
      }
      case TypeKind::kDate: {
        Integer day = 18000 + random.Between(-900, 900);
        if (random.Chance(10)) day = random.Chance(50) ? kFirstDay : kLastDay;
        if (random.Chance(30)) day = 18000 + random.Between(-3, 3) * 30;
        return std::clamp(day, field.lowest, field.highest);
      }
      case TypeKind::kMonth: {
        Integer month = 2019 * 12 + random.Between(-24, 30);
        if (random.Chance(5)) month = random.Chance(50) ? 12 : 9999 * 12 + 11;
        return month;
      }
      case TypeKind::kChoice: return static_cast<std::int64_t>(random.Below(field.choices.size()));
      case TypeKind::kYesNo: return static_cast<std::int64_t>(random.Below(2));
      case TypeKind::kCode: {
        const auto& rows = policy_.lookups[declared.type.id].rows;
        return data_.texts.Intern(random.Pick(rows).keys[0].text + (random.Chance(40) ? "1" : ""));
      }
      default:
        return data_.texts.Intern(random.Pick<const char*>({"甲", "乙", "甲乙", "丙", "C", "C3", "C30", "C3011", "D4", "x", "xy", "", "A"}));
    }
  }

  void MakeFeed(std::uint32_t id) {
    const policy::Feed& declared = policy_.feeds[id];
    const Feed& feed = edition_.feeds[id];
    FeedData& data = data_.feeds[id];
    const auto& entities = rows_[declared.entity];
    const bool listing = policy_.entities[declared.entity].listed_in == id;

    // Per row; of a one-per feed per entity, and its offsets and row states are those of the records that there are.
    std::vector<std::uint64_t> seeds;
    std::vector<State> unanswered;
    data.offsets.push_back(0);
    for (std::uint32_t e = 0; e < entities.size(); ++e) {
      Random random(entities[e].seed * 7 + id + 1);
      State answer = kKnown;
      if (!listing && random.Chance(8)) answer = random.Pick<State>({kNotDelivered, kNotDelivered, kTooManyRows});
      data.feed_states.push_back(answer);
      std::uint64_t rows = 1;
      if (answer != kKnown) {
        rows = 0;
      } else if (declared.many) {
        rows = std::min<std::uint64_t>(random.Pick<std::uint64_t>({0, 1, 1, 2, 2, 3, 4, 6}), declared.up_to);
      } else if (!listing && random.Chance(20)) {
        rows = 0;
        answer = kNoRows;  // of the fields
      }
      for (std::uint64_t r = 0; r < (declared.many ? rows : 1); ++r) {
        seeds.push_back(random.Next());
        unanswered.push_back(answer);
      }
      for (std::uint64_t r = seeds.size() - rows; r < seeds.size(); ++r)
        data.row_states.push_back(Random(seeds[r] + 3).Chance(4) ? RandomMissingOf(seeds[r]) : kKnown);
      data.offsets.push_back(data.row_states.size());
    }
    for (std::uint32_t f = 0; f < feed.fields.size(); ++f) {
      const Field& field = feed.fields[f];
      if (field.column == kNone) continue;
      const policy::Field& known = policy_.fields[declared.fields[f]];
      ColumnData& column = data_.columns[field.column];
      column.values.Resize(edition_.columns[field.column].lane, seeds.size());
      for (std::size_t row = 0; row < seeds.size(); ++row) {
        Random random(seeds[row] + f * 977 + 11);
        State state = unanswered[row];
        const Integer value = RandomValue(random, known, field);
        if (state == kKnown && random.Chance(9)) state = RandomMissing(random);
        if (state == kKnown && known.blank == BlankRule::kNotApplicable && random.Chance(15)) state = kNotApplicable;
        // A row whose date is not known is doubtful, and why is the date's reason.
        if (declared.dated_by == declared.fields[f] && IsMissing(state)) {
          const std::uint64_t at = declared.many ? row : data.offsets[row];
          if (declared.many || data.offsets[row + 1] > at) data.row_states[at] = std::max(data.row_states[at], state);
        }
        column.values.Set(row, value);
        column.states.push_back(state);
      }
      const bool all_known = std::ranges::all_of(column.states, [](State s) { return s == kKnown; });
      if (all_known) column.states.clear();
    }
    if (std::ranges::all_of(data.row_states, [](State s) { return s == kKnown; })) data.row_states.clear();
    if (std::ranges::all_of(data.feed_states, [](State s) { return s == kKnown; })) data.feed_states.clear();
  }

  State RandomMissingOf(std::uint64_t seed) {
    Random random(seed);
    return RandomMissing(random);
  }

  const policy::Policy& policy_;
  const Edition& edition_;
  Dataset& data_;
  std::vector<std::vector<EntityRow>> rows_;
};

}  // namespace

Dataset GenerateData(const policy::Policy& policy, const Edition& edition, std::uint64_t seed, std::uint32_t first, std::uint32_t count) {
  Dataset data;
  data.as_of = static_cast<Day>(18000 + Random(seed).Between(-400, 400));
  DataMaker(policy, edition, data).Make(seed, first, count);
  return data;
}

}  // namespace greenrule::oracle
