#include "runtime/data/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "runtime/data/column_fit.h"
#include "runtime/data/csv_cell.h"
#include "runtime/data/date_text.h"
#include "runtime/data/output_file.h"
#include "runtime/data/random.h"
#include "runtime/data/uscc.h"
#include "runtime/number/lane_integer.h"
#include "runtime/program/calendar.h"
#include "runtime/program/ranges.h"

namespace greenrule {
namespace {

constexpr std::uint64_t kMostChildren = 4;
constexpr std::int64_t kDays = 3 * 365, kMonths = 36;  // how far dates reach back

// An integer of a field's range, every number of digits about as likely as any other.
Integer Spread(Random& random, const Integer& lowest, const Integer& highest) {
  const Integer width = highest - lowest + 1;
  if (width <= 1000) return lowest + random.Below(static_cast<std::uint64_t>(width));
  const Integer largest = std::max(Integer(abs(lowest)), Integer(abs(highest)));
  const unsigned digits = 1 + static_cast<unsigned>(random.Below(largest.str().size()));
  Integer value = 0;
  for (unsigned left = digits; left > 0;) {
    const unsigned piece = std::min(left, 18u);
    const Integer unit = Pow10(piece);
    value = value * unit + random.Below(static_cast<std::uint64_t>(unit));
    left -= piece;
  }
  if (lowest < 0 && random.Below(8) == 0) value = -value;
  if (value < lowest || value > highest) value = lowest + value % width;
  return value < lowest ? value + width : value;
}

// The same in machine integers, where they suffice.
class NumberSpread {
 public:
  NumberSpread(Integer lowest, Integer highest) : lowest_(std::move(lowest)), highest_(std::move(highest)) {
    narrow_ = SignedBits(lowest_) <= 60 && SignedBits(highest_) <= 60;
    if (!narrow_) return;
    low_ = static_cast<std::int64_t>(lowest_);
    high_ = static_cast<std::int64_t>(highest_);
    const std::uint64_t largest = static_cast<std::uint64_t>(std::max(std::abs(low_), std::abs(high_)));
    for (std::uint64_t power = 1; power <= largest / 10; power *= 10) ++digits_;
  }

  std::string Text(Random& random, unsigned decimals) const {
    if (!narrow_) return FormatScaled(Spread(random, lowest_, highest_), decimals);
    const std::uint64_t width = static_cast<std::uint64_t>(high_ - low_) + 1;
    if (width <= 1000) return FormatScaled(low_ + static_cast<std::int64_t>(random.Below(width)), decimals);
    std::uint64_t power = 10;
    for (std::uint64_t i = random.Below(digits_); i > 0; --i) power *= 10;
    auto value = static_cast<std::int64_t>(random.Below(power));
    if (low_ < 0 && random.Below(8) == 0) value = -value;
    if (value < low_ || value > high_) {
      const auto rest = value % static_cast<std::int64_t>(width);
      value = low_ + (rest < 0 ? rest + static_cast<std::int64_t>(width) : rest);
    }
    return FormatScaled(value, decimals);
  }

  const Integer& highest() const { return highest_; }

 private:
  Integer lowest_, highest_;
  bool narrow_ = false;
  std::int64_t low_ = 0, high_ = 0;
  std::uint64_t digits_ = 1;
};

std::string Uscc(std::uint64_t head, std::uint64_t index) {
  std::string code = fmt::format("{}330500{:09}", head, index % 1'000'000'000);
  return code + UsccCheck(code);
}

class Sampler {
 public:
  Sampler(const Edition& edition, const Program& program, const SampleOptions& options)
      : edition_(edition), program_(program), options_(options) {}

  SampleResult Run() {
    std::error_code error;
    std::filesystem::create_directories(options_.folder, error);
    MakePopulations();
    for (std::uint32_t feed = 0; feed < edition_.feeds.size() && result_.errors.empty(); ++feed) {
      const Feed& declared = edition_.feeds[feed];
      if (declared.union_of.empty() && declared.entity != kNone) WriteFeed(feed);
    }
    return std::move(result_);
  }

 private:
  struct Population {
    std::uint64_t count = 0;
    std::vector<std::uint64_t> owner;  // of each; empty for roots
  };

  void MakePopulations() {
    for (std::uint32_t entity = 0; entity < edition_.entities.size(); ++entity) {
      const Entity& declared = edition_.entities[entity];
      Population population;
      std::uint64_t most = options_.entities, per_owner = kMostChildren;
      if (declared.space != kNone) {
        const Integer limit = RowsInRun(edition_, declared.space);
        per_owner = std::min(per_owner, edition_.spaces[declared.space].rows_per_parent);
        if (limit < most) most = static_cast<std::uint64_t>(limit);
      }
      if (declared.owner < entity) {
        Random random = RandomFor(~std::uint64_t{entity});
        for (std::uint64_t owner = 0; owner < populations_[declared.owner].count; ++owner) {
          for (std::uint64_t children = random.Below(per_owner + 1); children > 0; --children)
            population.owner.push_back(owner);
        }
        population.count = population.owner.size();
      } else {
        population.count = most;
      }
      populations_.push_back(std::move(population));
    }
  }

  // Each file has numbers of its own, so that one feed more does not change the others.
  Random RandomFor(std::uint64_t what) const {
    Random mixed(options_.seed ^ (what + 1) * 0xA24BAED4963EE407u);
    return Random(mixed.Next());
  }

  // Field `field` of the key of the entity with that index; indexes from the count on are nobody's.
  std::string KeyText(std::uint32_t entity, std::size_t field, std::uint64_t index) const {
    const FieldType type = edition_.entities[entity].key_types[field];
    switch (type) {
      case FieldType::kUscc: return Uscc(91 + entity, index);
      case FieldType::kNumber: return std::to_string(field == 0 ? index + 1 : 1);
      case FieldType::kDate: return DayText(static_cast<Day>(ClampDay(field == 0 ? static_cast<std::int64_t>(index) : 0)));
      case FieldType::kMonth: return MonthText(ClampMonth(static_cast<std::int64_t>(field == 0 ? index : 0) + kFirstMonth));
      case FieldType::kYesNo: return index % 2 == 0 ? "yes" : "no";
      default: return fmt::format("{}{:07}", static_cast<char>('A' + entity % 26), index + 1);
    }
  }

  // What each column of a file is.
  struct ColumnPlan {
    std::string name;
    std::uint32_t field = kNone;      // of the feed; kNone: a key's
    std::size_t key = 0;              // field of the entity's key
    std::uint32_t owner_key = kNone;  // field of the owner's key
    bool is_event = false;            // `distinct by`: every row its own
    NumberSpread spread{0, 0};
  };

  std::vector<ColumnPlan> PlanColumns(std::uint32_t feed) const {
    const Feed& declared = edition_.feeds[feed];
    const Entity& entity = edition_.entities[declared.entity];
    std::vector<ColumnPlan> plans;
    for (std::size_t key = 0; key < entity.key_types.size(); ++key) {
      ColumnPlan plan;
      plan.key = key;
      plan.name = key < declared.key_columns.size() && !declared.key_columns[key].empty()
                      ? declared.key_columns[key][0]
                      : program_.symbols[entity.key_symbols[key]].name;
      plans.push_back(std::move(plan));
    }
    for (std::uint32_t field = 0; field < declared.fields.size(); ++field) {
      const Field& its = declared.fields[field];
      if (its.computed) continue;
      ColumnPlan plan;
      plan.name = its.columns.empty() ? program_.symbols[its.symbol].name : its.columns[0];
      if (std::any_of(plans.begin(), plans.end(), [&](const ColumnPlan& other) { return other.name == plan.name; })) continue;
      plan.field = field;
      if (entity.listed_in == feed) {
        for (std::uint32_t i = 0; i < entity.owner_key.size(); ++i) {
          if (entity.owner_key[i] == field && entity.owner != kNone) plan.owner_key = i;
        }
      }
      plan.is_event = std::find(declared.distinct_by.begin(), declared.distinct_by.end(), field) != declared.distinct_by.end();
      if (its.type == FieldType::kNumber) plan.spread = NumberSpread(its.lowest, its.highest);
      plans.push_back(std::move(plan));
    }
    return plans;
  }

  std::uint64_t RowsFor(const Feed& feed, bool listing, Random& random) const {
    if (listing) return 1;
    if (!feed.many) return feed.at_least_one || !random.Chance(options_.missing) ? 1 : 0;
    const std::uint64_t most = std::min<std::uint64_t>(2 * std::uint64_t{options_.rows}, feed.up_to);
    const std::uint64_t rows = random.Below(most + 1);
    return feed.at_least_one ? std::max<std::uint64_t>(rows, 1) : rows;
  }

  void WriteFeed(std::uint32_t feed) {
    const Feed& declared = edition_.feeds[feed];
    const bool listing = edition_.entities[declared.entity].listed_in == feed;
    const std::vector<ColumnPlan> plans = PlanColumns(feed);
    const std::string path =
        (std::filesystem::path(options_.folder) / (FileStem(program_, declared.symbol) + ".csv")).string();
    OutputFile file(path);
    std::string& to = file.buffer();
    for (const ColumnPlan& plan : plans) AppendCell(plan.name, &plan == plans.data(), to);
    to += '\n';
    Random random = RandomFor(feed);
    row_ = 0;
    const Population& population = populations_[declared.entity];
    for (std::uint64_t index = 0; index < population.count; ++index) {
      for (std::uint64_t rows = RowsFor(declared, listing, random); rows > 0; --rows) {
        const std::size_t begin = to.size();
        AppendRow(feed, plans, index, random, to);
        if (random.Chance(options_.copies)) to.append(to, begin, to.size() - begin);
        if (!listing && random.Chance(options_.orphans)) AppendRow(feed, plans, population.count + index, random, to);
      }
      file.FlushIfFull();
    }
    const std::string error = file.Close();
    if (error.empty()) {
      result_.files.push_back(path);
    } else {
      result_.errors.push_back({Code::GR6071, {}, {path, error}, {}});
    }
  }

  static void AppendCell(std::string_view text, bool first, std::string& to) {
    if (!first) to += ',';
    AppendCsvCell(text, to);
  }

  void AppendRow(std::uint32_t feed, const std::vector<ColumnPlan>& plans, std::uint64_t index, Random& random,
                 std::string& to) {
    const Feed& declared = edition_.feeds[feed];
    const Entity& entity = edition_.entities[declared.entity];
    ++row_;
    for (const ColumnPlan& plan : plans) {
      std::string text;
      if (plan.field == kNone) {
        text = KeyText(declared.entity, plan.key, index);
      } else if (plan.owner_key != kNone && entity.owner < populations_.size()) {
        const std::vector<std::uint64_t>& owner = populations_[declared.entity].owner;
        text = KeyText(entity.owner, plan.owner_key, index < owner.size() ? owner[index] : index);
      } else {
        text = ValueText(feed, plan, index, random);
      }
      AppendCell(text, &plan == plans.data(), to);
    }
    to += '\n';
  }

  std::string ValueText(std::uint32_t feed, const ColumnPlan& plan, std::uint64_t index, Random& random) {
    const Field& field = edition_.feeds[feed].fields[plan.field];
    if (random.Chance(options_.missing)) return {};
    if (random.Chance(options_.malformed)) return field.type == FieldType::kText ? std::string() : "无效值";
    if (random.Chance(options_.out_of_range)) return OutOfRange(field, plan);
    switch (field.type) {
      case FieldType::kNumber: return plan.spread.Text(random, field.decimals);
      case FieldType::kDate: {
        const std::int64_t day = options_.as_of - static_cast<std::int64_t>(random.Below(kDays));
        return DayText(static_cast<Day>(Within(field, ClampDay(day))));
      }
      case FieldType::kMonth:
        return MonthText(Within(field, ClampMonth(MonthOfDay(options_.as_of) - static_cast<std::int64_t>(random.Below(kMonths)))));
      case FieldType::kYesNo: return random.Below(5) == 0 ? "是" : "否";
      case FieldType::kChoice: {
        if (field.choices.empty()) return {};
        const Field::Choice& choice = field.choices[random.Below(field.choices.size())];
        return choice.written.empty() ? choice.name : choice.written[0];
      }
      case FieldType::kCode: return CodeText(field, random);
      case FieldType::kUscc: return UsccText(feed, plan, index, random);
      case FieldType::kText:
        if (!plan.is_event) return fmt::format("文{}", random.Below(1000));
        return fmt::format("{}〔{}〕号", FileStem(program_, edition_.feeds[feed].symbol), row_);
    }
    return {};
  }

  static std::int64_t Within(const Field& field, std::int64_t value) {
    if (value < field.lowest) return static_cast<std::int64_t>(field.lowest);
    if (value > field.highest) return static_cast<std::int64_t>(field.highest);
    return value;
  }

  static std::string OutOfRange(const Field& field, const ColumnPlan& plan) {
    switch (field.type) {
      case FieldType::kNumber: return FormatScaled(plan.spread.highest() + 1, field.decimals);
      case FieldType::kDate: return "2021-02-30";
      case FieldType::kMonth: return "2021-13";
      case FieldType::kText: return {};
      default: return "ZZ99";
    }
  }

  std::string CodeText(const Field& field, Random& random) const {
    if (field.lookup == kNone || edition_.lookups[field.lookup].rows.empty()) return fmt::format("C{:02}", random.Below(43));
    const Lookup& lookup = edition_.lookups[field.lookup];
    const std::vector<std::int64_t>& row = lookup.rows[random.Below(lookup.rows.size())];
    const bool is_text = !row.empty() && row[0] >= 0 && static_cast<std::size_t>(row[0]) < edition_.texts.size();
    return is_text ? edition_.texts[row[0]] : std::string();
  }

  // The entity's own code where keys are mapped by it, else that of anyone listed.
  std::string UsccText(std::uint32_t feed, const ColumnPlan& plan, std::uint64_t index, Random& random) const {
    const std::uint32_t entity = edition_.feeds[feed].entity;
    const bool maps = std::any_of(edition_.feeds.begin(), edition_.feeds.end(), [&](const Feed& other) {
      return other.map_feed == feed && other.map_field == plan.field;
    });
    const bool has_key = edition_.entities[entity].key_types[0] == FieldType::kUscc;
    if (maps && has_key) return KeyText(entity, 0, index);
    return Uscc(91, random.Below(std::max<std::uint64_t>(populations_[entity].count, 1)));
  }

  const Edition& edition_;
  const Program& program_;
  const SampleOptions& options_;
  std::vector<Population> populations_;
  std::uint64_t row_ = 0;  // of the file being written
  SampleResult result_;
};

}  // namespace

SampleResult Sample(const Edition& edition, const Program& program, const SampleOptions& options) {
  return Sampler(edition, program, options).Run();
}

}  // namespace greenrule
