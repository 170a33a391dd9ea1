// The clauses of a feed, in their order: date, `distinct by`, `only rows where`, `keep latest by`, `at least`, `up to`.
#include <gtest/gtest.h>

#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

using Lines = std::vector<std::string>;

class ClauseTest : public testing::Test {
 protected:
  ClauseTest() {
    firm_ = policy_.AddEntity("企业", "代码", FieldType::kText);
    listing_ = policy_.AddListing("L", "名录", firm_);
    fines_ = policy_.AddMany("F", "处罚", firm_, 3);
    doc_ = policy_.AddPlain(fines_, "文号", FieldType::kText);
    date_ = policy_.AddDate(fines_, "日期");
    amount_ = policy_.AddNumber(fines_, "罚款", 0, "0", "1000");
    revoked_ = policy_.AddPlain(fines_, "已撤销", FieldType::kYesNo);
    for (std::uint32_t field : {doc_, date_, amount_, revoked_}) policy_.field(fines_, field).may_be_missing = true;
    folder_.Write("L.csv", "代码\nA\nB\n");
  }

  Loaded Load(const std::string& rows, std::string_view as_of = "2021-06-30") {
    folder_.Write("F.csv", "代码,文号,日期,罚款,已撤销\n" + rows);
    return LoadFolder(policy_, folder_.path(), as_of);
  }

  // `only rows where not 已撤销`
  void OnlyRowsNotRevoked() {
    Block block;
    const SpaceId space = policy_.feed(fines_).space;
    block.registers = {{Lane::kByte, space}, {Lane::kByte, space}, {Lane::kByte, space}};
    const auto add = [&](Opcode op, std::vector<std::uint32_t> operands) {
      Instruction instruction;
      instruction.op = op;
      instruction.space = space;
      instruction.operands = static_cast<std::uint32_t>(block.operands.size());
      instruction.count = static_cast<std::uint16_t>(operands.size());
      block.operands.insert(block.operands.end(), operands.begin(), operands.end());
      block.code.push_back(instruction);
    };
    add(Opcode::kLoadValue, {0, revoked_});
    add(Opcode::kLoadState, {1, revoked_});
    add(Opcode::kNot, {2, 0});
    add(Opcode::kOutput, {2, 1, 0});
    policy_.feed(fines_).filter = static_cast<std::uint32_t>(policy_.edition.filters.size());
    policy_.edition.filters.push_back(block);
  }

  PolicyBuilder policy_;
  DataFolder folder_;
  std::uint32_t firm_ = 0, listing_ = 0, fines_ = 0, doc_ = 0, date_ = 0, amount_ = 0, revoked_ = 0;
};

TEST_F(ClauseTest, RowsAfterAsOfAreNoPartOfTheData) {
  policy_.feed(fines_).dated_by = date_;
  const Loaded loaded = Load("A,,2021-06-30,1,\nA,,2021-07-01,2,\nA,,bad,3,\nB,,2022-01-01,bad,\nB,,,4,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 1 3?", "B: 4?"}));
  EXPECT_EQ(loaded.report(fines_).rows_after_as_of, 2u);
  EXPECT_EQ(loaded.report(fines_).rows_unsure, 2u);
  EXPECT_EQ(loaded.Rejects(), Lines{"F 3 日期 bad: malformed"});  // nothing of a row that is no part of the data
  const std::vector<State>& states = loaded.data().feeds[fines_].row_states;
  EXPECT_EQ(states, (std::vector<State>{kKnown, kMalformed, kBlank}));
}

TEST_F(ClauseTest, FieldsThatNoCodeReadsAreCheckedAllTheSame) {
  policy_.field(fines_, amount_).column = kNone;
  policy_.edition.columns.erase(policy_.edition.columns.begin() + 2);
  policy_.field(fines_, revoked_).column = 2;
  const Loaded loaded = Load("A,d1,2021-01-01,x,是\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.Rejects(), Lines{"F 1 罚款 x: malformed"});
  EXPECT_EQ(loaded.ByKey(fines_, revoked_)[0], "A: yes");
}

TEST_F(ClauseTest, DatedByMonths) {
  const std::uint32_t month = policy_.AddMonth(fines_, "月份");
  policy_.feed(fines_).dated_by = month;
  folder_.Write("F.csv", "代码,文号,日期,罚款,已撤销,月份\nA,,,1,,2021-06\nA,,,2,,2021-07\n");
  const Loaded loaded = LoadFolder(policy_, folder_.path(), "2021-06-01");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, amount_)[0], "A: 1");
}

TEST_F(ClauseTest, CopiesOfAnEvent) {
  policy_.feed(fines_).distinct_by = {doc_};
  const Loaded loaded = Load("A,d1,2021-01-01,1,否\nA,d2,2021-01-02,5,否\nA,d1,2021-01-01,1,\nB,d1,2021-01-01,7,否\n"
                             "A,d2,2021-01-02,6,否\nB,,2021-01-01,8,\nB,,2021-01-01,8,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 1 [ambiguous]", "B: 7 8 8"}));  // a blank key is its own event
  EXPECT_EQ(loaded.ByKey(fines_, revoked_)[0], "A: no no");  // what known copies agree on
  EXPECT_EQ(loaded.Rejects(), Lines{"F 5 罚款 6: ambiguous"});
  EXPECT_EQ(loaded.report(fines_).rows_merged, 2u);
}

TEST_F(ClauseTest, AnEventOfWhichOneCopyIsSureIsSure) {
  policy_.feed(fines_).dated_by = date_;
  policy_.feed(fines_).distinct_by = {doc_};
  const Loaded loaded = Load("A,d1,bad,1,\nA,d1,2021-01-01,1,\nA,d2,bad,2,\nA,d2,,2,\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, date_)[0], "A: 2021-01-01 [not supplied]?");
}

TEST_F(ClauseTest, TheLatestCopyOfAnEventCounts) {
  const std::uint32_t sent = policy_.AddDate(fines_, "报送");
  policy_.field(fines_, sent).may_be_missing = true;
  policy_.feed(fines_).distinct_by = {doc_};
  policy_.feed(fines_).keep_latest_by = sent;
  OnlyRowsNotRevoked();
  // d1: the copy sent last, though it stands first and was not withdrawn before. d2: withdrawn at last. d3: two copies of one day.
  folder_.Write("F.csv", "代码,文号,日期,罚款,已撤销,报送\n"
                         "A,d1,2021-01-01,5,否,2021-03-01\nA,d1,2021-01-02,1,是,2021-02-01\n"
                         "A,d2,2021-01-01,6,否,2021-02-01\nA,d2,2021-01-01,6,是,2021-02-02\n"
                         "B,d3,2021-01-01,7,否,2021-02-02\nB,d3,2021-01-03,8,否,2021-02-02\nB,d3,2021-01-01,9,否,2021-02-01\n"
                         "B,,2021-01-01,2,否,2021-02-01\nB,,2021-01-01,3,否,2021-02-02\n");
  const Loaded loaded = LoadFolder(policy_, folder_.path(), "2021-06-30");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 5", "B: [ambiguous] 2 3"}));
  EXPECT_EQ(loaded.ByKey(fines_, date_), (Lines{"A: 2021-01-01", "B: [ambiguous] 2021-01-01 2021-01-01"}));
  EXPECT_EQ(loaded.ByKey(fines_, sent), (Lines{"A: 2021-03-01", "B: 2021-02-02 2021-02-01 2021-02-02"}));
  EXPECT_EQ(loaded.Rejects(), (Lines{"F 6 日期 2021-01-03: ambiguous", "F 6 罚款 8: ambiguous"}));
  EXPECT_EQ(loaded.report(fines_).rows_merged, 4u);
}

TEST_F(ClauseTest, ACopyWhoseTimeIsUnknownMayBeTheLatest) {
  const std::uint32_t sent = policy_.AddDate(fines_, "报送");
  policy_.field(fines_, sent).may_be_missing = true;
  policy_.feed(fines_).dated_by = date_;
  policy_.feed(fines_).distinct_by = {doc_};
  policy_.feed(fines_).keep_latest_by = sent;
  // d1: both copies say 否. d2: one copy surely is a row, the later one may be after the evaluation date. d3: neither is sure.
  folder_.Write("F.csv", "代码,文号,日期,罚款,已撤销,报送\n"
                         "A,d1,2021-01-01,5,否,2021-03-01\nA,d1,2021-01-01,1,否,bad\n"
                         "A,d2,2021-01-01,6,否,2021-02-01\nA,d2,bad,7,否,2021-02-02\n"
                         "B,d3,bad,7,否,2021-02-02\nB,d3,bad,7,否,2021-02-01\n");
  const Loaded loaded = LoadFolder(policy_, folder_.path(), "2021-06-30");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [malformed] [malformed]", "B: [malformed]?"}));
  EXPECT_EQ(loaded.ByKey(fines_, revoked_)[0], "A: no no");
}

TEST_F(ClauseTest, DistinctBySeveralFields) {
  policy_.feed(fines_).distinct_by = {doc_, date_};
  const Loaded loaded = Load("A,d1,2021-01-01,1,\nA,d1,2021-01-02,2,\nA,d1,2021-01-01,1,\nA,d1,bad,4,\n");
  policy_.feed(fines_).up_to = 4;
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, amount_)[0], "A: 1 2 4");
}

TEST_F(ClauseTest, OnlyRowsWhere) {
  OnlyRowsNotRevoked();
  const Loaded loaded = Load("A,,,1,否\nA,,,2,是\nA,,,3,\nA,,,4,maybe\nB,,,5,是\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 1 3? 4?", "B:"}));
  EXPECT_EQ(loaded.report(fines_).rows_filtered, 2u);
}

TEST_F(ClauseTest, ConditionsThatAreNotApplicableKeepNoRow) {
  OnlyRowsNotRevoked();
  policy_.field(fines_, revoked_).blank = BlankRule::kNotApplicable;
  const Loaded loaded = Load("A,,,1,否\nA,,,3,\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, amount_)[0], "A: 1");
}

TEST_F(ClauseTest, TheOrderOfTheClauses) {
  policy_.feed(fines_).dated_by = date_;
  policy_.feed(fines_).distinct_by = {doc_};
  policy_.feed(fines_).up_to = 1;
  OnlyRowsNotRevoked();
  // The revoked copy of d1 is after as_of and so no copy; d2 is revoked; only then rows are counted.
  const Loaded loaded = Load("A,d1,2021-01-01,1,否\nA,d1,2021-08-01,1,是\nA,d2,2021-01-01,2,是\nA,d1,2021-01-01,1,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_)[0], "A: 1");
}

TEST_F(ClauseTest, MoreRowsThanUpTo) {
  const Loaded loaded = Load("A,,,1,\nA,,,2,\nA,,,3,\nA,,,4,\nB,,,5,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [too many rows]", "B: 5"}));
  EXPECT_EQ(loaded.Rejects(), (Lines{"F 1 * A: too many rows", "F 2 * A: too many rows", "F 3 * A: too many rows",
                                     "F 4 * A: too many rows"}));
}

TEST_F(ClauseTest, AtLeastOne) {
  policy_.feed(fines_).at_least_one = true;
  OnlyRowsNotRevoked();
  const Loaded loaded = Load("A,,,1,是\nB,,,5,\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [no rows]", "B: 5?"}));
}

class OneTest : public ClauseTest {
 protected:
  OneTest() {
    policy_.feed(fines_).many = false;
    policy_.feed(fines_).up_to = 1;
    policy_.feed(fines_).space = policy_.edition.entities[firm_].space;
    for (Column& column : policy_.edition.columns) column.space = policy_.feed(fines_).space;
  }
};

TEST_F(OneTest, RowsThatDisagreeAreAmbiguous) {
  const Loaded loaded = Load("A,d1,2021-01-01,1,否\nB,d9,2021-01-01,1,否\nA,d1,2021-01-01,2,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [ambiguous]", "B: 1"}));
  EXPECT_EQ(loaded.ByKey(fines_, doc_)[0], "A: d1");
  EXPECT_EQ(loaded.ByKey(fines_, revoked_)[0], "A: no");
  EXPECT_EQ(loaded.Rejects(), Lines{"F 3 罚款 2: ambiguous"});
}

TEST_F(OneTest, NotApplicableContradictsAValue) {
  policy_.field(fines_, amount_).blank = BlankRule::kNotApplicable;
  const Loaded loaded = Load("A,,,1,\nA,,,,\nB,,,,\nB,,,,\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [ambiguous]", "B: [not applicable]"}));
}

TEST_F(OneTest, KeepLatest) {
  policy_.feed(fines_).keep_latest_by = date_;
  const Loaded loaded = Load("A,d1,2021-01-01,1,\nA,d2,2021-03-01,2,\nA,d3,2021-02-01,3,\n"
                             "B,d4,2021-01-01,4,\nB,d4,2021-01-01,5,\nB,d0,2020-01-01,6,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 2", "B: [ambiguous]"}));
  EXPECT_EQ(loaded.ByKey(fines_, doc_), (Lines{"A: d2", "B: d4"}));
  EXPECT_EQ(loaded.report(fines_).rows_merged, 4u);
}

TEST_F(OneTest, TheLatestMayBeToldByAYear) {
  const std::uint32_t year = policy_.AddNumber(fines_, "年度", 0, "2000", "2100");
  policy_.feed(fines_).keep_latest_by = year;
  folder_.Write("F.csv", "代码,文号,日期,罚款,已撤销,年度\nA,d1,,1,,2019\nA,d2,,2,,2020\nB,d3,,3,,2018\nB,d3,,4,,2018\n");
  const Loaded loaded = LoadFolder(policy_, folder_.path(), "2021-06-30");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 2", "B: [ambiguous]"}));
  EXPECT_EQ(loaded.ByKey(fines_, year), (Lines{"A: 2020", "B: 2018"}));
}

TEST_F(OneTest, ARowWhoseDateIsUnknownMayBeTheLatest) {
  policy_.feed(fines_).keep_latest_by = date_;
  const Loaded loaded = Load("A,d1,2021-01-01,1,\nA,d2,bad,1,\nB,d3,bad,7,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: 1", "B: 7"}));  // both rows say 1; B has but one row
  EXPECT_EQ(loaded.ByKey(fines_, doc_), (Lines{"A: [malformed]", "B: d3"}));
  EXPECT_EQ(loaded.report(fines_).rows_unsure, 1u);
}

TEST_F(OneTest, ARowThatMayBeAfterAsOf) {
  policy_.feed(fines_).dated_by = date_;
  const Loaded loaded = Load("A,d1,bad,1,\nB,d2,2021-01-01,2,\nB,d2,bad,3,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"A: [malformed]", "B: [malformed]"}));
  EXPECT_EQ(loaded.ByKey(fines_, doc_), (Lines{"A: [malformed]", "B: d2"}));
}

TEST_F(OneTest, AListingWhoseRowsAreFilteredListsNobody) {
  policy_.feed(listing_).filter = kNone;
  const std::uint32_t closed = policy_.AddPlain(listing_, "注销", FieldType::kYesNo);
  const std::uint32_t keep = revoked_;
  revoked_ = closed;
  std::swap(fines_, listing_);
  OnlyRowsNotRevoked();
  std::swap(fines_, listing_);
  revoked_ = keep;
  folder_.Write("L.csv", "代码,注销\nA,是\nB,否\nC,\n");
  const Loaded loaded = Load("A,,,1,\nB,,,2,\nC,,,3,\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"B: 2", "C: 3"}));
  EXPECT_EQ(loaded.ByKey(listing_, closed), (Lines{"B: no", "C: [not supplied]"}));
  EXPECT_EQ(loaded.Rejects(), (Lines{"L 3 注销 : not supplied", "F 1 * A: not listed"}));
}

}  // namespace
}  // namespace greenrule
