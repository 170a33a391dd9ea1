#include "tests/vm/world.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/program/verify.h"

namespace greenrule::testing {

std::uint64_t Below(Random& random, std::uint64_t count) {
  return random() % count;
}

Integer Any(Random& random, const Range& range) {
  switch (Below(random, 8)) {
    case 0: return range.lowest;
    case 1: return range.highest;
    case 2: return NearestZero(range);
    default: break;
  }
  Integer bits = 0;
  for (int i = 0; i < 5; ++i) bits = (bits << 64) | Integer(random());
  if (Below(random, 2) == 0) bits >>= static_cast<unsigned>(Below(random, 300));
  Integer value = range.lowest + bits % (range.highest - range.lowest + 1);
  if (Below(random, 3) == 0) {  // near 0
    const Integer small = bits % 20 - 10;
    if (range.Contains(small)) value = small;
  }
  return value;
}

State AnyState(Random& random) {
  if (Below(random, 4) != 0) return kKnown;
  if (Below(random, 3) == 0) return kNotApplicable;
  return static_cast<State>(1 + Below(random, 254));
}

Dataset MakeWorld(const Edition& edition, Random& random, const WorldOptions& options) {
  Dataset data;
  data.as_of = 18800;
  for (const std::string& text : edition.texts) data.texts.Intern(text);
  for (const char* text :
       {"", "北京市", "北京", "上海市浦东新区", "C26", "C261", "C2611", "nörth", "southern"})
    data.texts.Intern(text);

  data.entities.resize(2);
  data.entities[kFirm].count = options.firms;
  EntityData& sites = data.entities[kSite];
  for (std::uint32_t firm = 0; firm < options.firms; ++firm)
    for (std::uint64_t i = Below(random, 4); i > 0; --i) sites.owner.push_back(firm);
  if (options.orphans) sites.owner.insert(sites.owner.end(), 5, kNone);
  sites.count = sites.owner.size();

  data.feeds.resize(3);
  FeedData& rows = data.feeds[kRows];
  rows.offsets = {0};
  for (std::size_t firm = 0; firm < options.firms; ++firm)
    rows.offsets.push_back(rows.offsets.back() + (Below(random, 10) == 0 ? kRowsUpTo : Below(random, 5)));
  const auto states = [&](std::size_t count) {
    std::vector<State> out(count, kKnown);
    if (!options.all_known)
      for (State& s : out) s = AnyState(random);
    return out;
  };
  rows.row_states = states(rows.offsets.back());
  rows.feed_states = states(options.firms);

  for (const Column& column : edition.columns) {
    const Field& field = edition.feeds[column.feed].fields[column.field];
    const std::size_t count = column.feed == kFirms   ? options.firms
                              : column.feed == kSites ? sites.count
                                                      : rows.offsets.back();
    ColumnData& out = data.columns.emplace_back();
    out.values.Resize(column.lane, count);
    const bool text = field.type == FieldType::kText;
    const Range range = text ? Range{0, data.texts.size() - 1} : FieldRange(field);
    for (std::size_t row = 0; row < count; ++row) out.values.Set(row, Any(random, range));
    out.states = states(count);
  }
  return data;
}

namespace {

void ExpectSame(const RunResult& a, const RunResult& b, unsigned batch, unsigned threads) {
  const auto where = [&] {
    return "batch " + std::to_string(batch) + ", threads " + std::to_string(threads);
  };
  ASSERT_EQ(a.outputs.size(), b.outputs.size());
  for (std::size_t o = 0; o < a.outputs.size(); ++o) {
    ASSERT_EQ(a.outputs[o].states, b.outputs[o].states) << where() << ", output " << o;
    const LaneVector& x = a.outputs[o].values;
    const LaneVector& y = b.outputs[o].values;
    ASSERT_EQ(x.rows(), y.rows());
    ASSERT_TRUE(x.rows() == 0 || std::equal(x.data(), x.data() + x.rows() * BytesOf(x.lane()), y.data()))
        << where() << ", output " << o;
  }
  ASSERT_EQ(a.evaluated, b.evaluated) << where();
  ASSERT_EQ(a.left_out, b.left_out) << where();
  ASSERT_EQ(a.statistics.size(), b.statistics.size());
  for (std::size_t s = 0; s < a.statistics.size(); ++s)
    ASSERT_EQ(a.statistics[s].groups, b.statistics[s].groups) << where();
}

}  // namespace

RunResult RunEveryWay(Builder& builder, Dataset& dataset) {
  for (const Diagnostic& d : Verify(builder.program())) {
    ADD_FAILURE() << Message(d, Language::kEnglish);
    return {};
  }
  RunOptions options;
  const RunResult expected = Run(builder.edition(), dataset, options);
  for (unsigned batch : {1u, 2u, 63u, 64u, 65u, 255u, 257u, 100000u})
    for (unsigned threads : {1u, 2u}) {
      options.batch = batch;
      options.threads = threads;
      ExpectSame(expected, Run(builder.edition(), dataset, options), batch, threads);
    }
  options.batch = 65;
  for (SimdLevel level : SupportedSimd())
    for (bool fuse : {true, false}) {
      options.simd = level;
      options.fuse = fuse;
      ExpectSame(expected, Run(builder.edition(), dataset, options), options.batch, options.threads);
    }
  return expected;
}

std::pair<std::size_t, std::size_t> RowsOf(const Dataset& dataset, std::size_t firm) {
  const auto& offsets = dataset.feeds[kRows].offsets;
  return {offsets[firm], offsets[firm + 1]};
}

std::pair<std::size_t, std::size_t> SitesOf(const Dataset& dataset, std::size_t firm) {
  const auto& owners = dataset.entities[kSite].owner;
  const auto [begin, end] = std::equal_range(owners.begin(), owners.end(), static_cast<std::uint32_t>(firm));
  return {begin - owners.begin(), end - owners.begin()};
}

State StateAt(const ColumnData& column, std::size_t row) {
  return column.states.empty() ? kKnown : column.states[row];
}

}  // namespace greenrule::testing
