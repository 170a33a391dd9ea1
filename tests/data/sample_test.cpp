// Made-up data: they fit the policy, are the same every time, and, however dirty, no row of them disappears.
#include "runtime/data/sample.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "runtime/program/ranges.h"
#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

// Firms with projects; feeds of every kind, clauses of every kind.
class SampleTest : public testing::Test {
 protected:
  SampleTest() {
    firm_ = policy_.AddEntity("企业", "信用代码", FieldType::kUscc);
    project_ = policy_.AddEntity("项目", "项目号", FieldType::kText, firm_);
    firms_ = policy_.AddListing("L1", "企业名录", firm_);
    const std::uint32_t codes = policy_.AddLookup(KeyKind::kLongestPrefix, {"C26", "C30", "D44"});
    policy_.AddCode(firms_, "行业", codes);
    policy_.AddNumber(firms_, "收入", 2, "0", "1000000000000");
    policy_.AddNumber(firms_, "变化", 4, "-10", "10");
    policy_.AddNumber(firms_, "总量", 6, "-100000000000000000000000000", "100000000000000000000000000");
    projects_ = policy_.AddListing("L2", "项目名录", project_);
    const std::uint32_t owner = policy_.AddPlain(projects_, "单位", FieldType::kUscc);
    policy_.edition.entities[project_].owner_key = {owner};
    policy_.AddNumber(projects_, "投资", 2, "1", "100000");
    tax_ = policy_.AddOne("T", "纳税", firm_);
    policy_.AddChoice(tax_, "等级", {"A", "B", "M", "C", "D"});
    const std::uint32_t since = policy_.AddDate(tax_, "评定日");
    policy_.feed(tax_).keep_latest_by = since;
    fines_ = policy_.AddMany("F", "处罚", firm_, 8);
    const std::uint32_t doc = policy_.AddPlain(fines_, "文号", FieldType::kText);
    const std::uint32_t day = policy_.AddDate(fines_, "日期");
    policy_.feed(fines_).dated_by = day;
    policy_.feed(fines_).distinct_by = {doc};
    policy_.AddNumber(fines_, "罚款", 2, "0", "1000000");
    policy_.AddPlain(fines_, "已撤销", FieldType::kYesNo);
    courts_ = policy_.AddMany("G", "法院", firm_, 8);
    policy_.AddPlain(courts_, "案号", FieldType::kText);
    policy_.AddMonth(courts_, "月份");
    union_ = policy_.AddMany("U", "全部", firm_, 12);
    const std::uint32_t number = policy_.AddPlain(union_, "文号", FieldType::kText);
    policy_.feed(union_).union_of = {fines_, courts_};
    policy_.feed(union_).union_fields = {{doc}, {0}};
    policy_.feed(union_).distinct_by = {number};
    for (std::uint32_t feed : {firms_, projects_, tax_, fines_, courts_}) {
      for (Field& field : policy_.feed(feed).fields) field.may_be_missing = true;
    }
  }

  SampleOptions Options(const DataFolder& folder) const {
    SampleOptions options;
    options.entities = 500;
    options.as_of = DayOf("2021-06-30");
    options.folder = folder.path();
    return options;
  }

  PolicyBuilder policy_;
  std::uint32_t firm_, project_, firms_, projects_, tax_, fines_, courts_, union_;
};

TEST_F(SampleTest, CleanDataAreReadWithoutARefusal) {
  const DataFolder folder;
  SampleOptions options = Options(folder);
  options.missing = 0;
  const SampleResult result = Sample(policy_.edition, policy_.program, options);
  ASSERT_TRUE(result.errors.empty());
  EXPECT_EQ(result.files.size(), 5u);
  const Loaded loaded = LoadFolder(policy_, folder.path());
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.Rejects(), std::vector<std::string>{});
  EXPECT_EQ(loaded.Notes(), std::vector<std::string>{});
  EXPECT_EQ(loaded.data().entities[firm_].count, 500u);
  const std::vector<std::uint32_t>& owners = loaded.data().entities[project_].owner;
  EXPECT_GT(owners.size(), 700u);
  EXPECT_EQ(std::count(owners.begin(), owners.end(), kNone), 0);
}

TEST_F(SampleTest, TheSameSeedGivesTheSameBytes) {
  const DataFolder a, b, c;
  SampleOptions options = Options(a);
  options.malformed = options.out_of_range = options.orphans = options.copies = 300;
  Sample(policy_.edition, policy_.program, options);
  options.folder = b.path();
  Sample(policy_.edition, policy_.program, options);
  options.folder = c.path();
  options.seed = 2;
  Sample(policy_.edition, policy_.program, options);
  for (const char* file : {"L1.csv", "L2.csv", "T.csv", "F.csv", "G.csv"}) EXPECT_EQ(a.Read(file), b.Read(file)) << file;
  EXPECT_NE(a.Read("F.csv"), c.Read("F.csv"));
  // The very bytes, so that another machine or a later version is noticed.
  EXPECT_EQ(a.Read("L2.csv").substr(0, 96),
            "项目号,单位,投资\nB0000001,91330500000000000X,9425.99\nB0000002,913305000000000011,9242.09\n");
}

TEST_F(SampleTest, NoRowOfDirtyDataDisappears) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const DataFolder folder;
    SampleOptions options = Options(folder);
    options.seed = seed;
    options.entities = 200;
    options.missing = 500;
    options.malformed = 300;
    options.out_of_range = 300;
    options.orphans = 500;
    options.copies = 500;
    ASSERT_TRUE(Sample(policy_.edition, policy_.program, options).errors.empty());
    // Some structure broken too: a cut line, a stray quote, a doubled comma.
    std::string csv = folder.Read("F.csv");
    for (std::size_t at = 100 + seed; at < csv.size(); at += 997) {
      if (csv[at] == ',') csv[at] = seed % 2 == 0 ? ';' : '"';
    }
    if (std::count(csv.begin(), csv.end(), '"') % 2 != 0) csv += "\"\n";
    folder.Write("F.csv", csv);
    const Loaded loaded = LoadFolder(policy_, folder.path(), "2021-03-31", 1 + seed % 3);
    if (!loaded.ok()) {
      EXPECT_EQ(loaded.Errors(), std::vector<std::string>{"GR6009"});
      continue;
    }
    ExpectConserved(loaded);
    EXPECT_GT(loaded.report(fines_).rows_after_as_of, 0u);
    EXPECT_GT(loaded.report(fines_).rows_orphaned, 0u);
    // What stands behind a missing value lies within the field's range, and every column is whole.
    for (const Column& column : policy_.edition.columns) {
      const Field& field = policy_.edition.feeds[column.feed].fields[column.field];
      const ColumnData& data = loaded.data().columns[&column - policy_.edition.columns.data()];
      const Range range = FieldRange(field);
      const FeedData& rows = loaded.data().feeds[column.feed];
      ASSERT_EQ(data.values.rows(), policy_.edition.feeds[column.feed].many
                                        ? rows.offsets.back()
                                        : loaded.data().entities[policy_.edition.feeds[column.feed].entity].count);
      for (std::size_t row = 0; row < data.values.rows(); ++row) {
        ASSERT_TRUE(range.Contains(data.values.Get(row))) << data.values.Get(row);
      }
    }
    // No more rows of an entity than the ranges were proved for.
    for (std::uint32_t feed : {fines_, courts_, union_}) {
      const std::vector<std::uint64_t>& offsets = loaded.data().feeds[feed].offsets;
      for (std::size_t entity = 0; entity + 1 < offsets.size(); ++entity)
        ASSERT_LE(offsets[entity + 1] - offsets[entity], policy_.feed(feed).up_to);
    }
  }
}

}  // namespace
}  // namespace greenrule
