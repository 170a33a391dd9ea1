// Whose rows they are: populations, owners, orphans, deliveries, lists of answers, mapped keys, unions.
#include <gtest/gtest.h>

#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

using Lines = std::vector<std::string>;

class FeedTest : public testing::Test {
 protected:
  FeedTest() {
    firm_ = policy_.AddEntity("企业", "代码", FieldType::kText);
    listing_ = policy_.AddListing("L", "名录", firm_);
    area_ = policy_.AddPlain(listing_, "地区", FieldType::kText);
    fines_ = policy_.AddMany("F", "处罚", firm_, 3);
    amount_ = policy_.AddNumber(fines_, "罚款", 0, "0", "1000");
    folder_.Write("L.csv", "代码,地区\nC,x\nA,y\nB,x\n");
  }
  Loaded Load() { return LoadFolder(policy_, folder_.path()); }
  void Write(std::string_view name, std::string_view bytes) { folder_.Write(name, bytes); }

  PolicyBuilder policy_;
  DataFolder folder_;
  std::uint32_t firm_ = 0, listing_ = 0, area_ = 0, fines_ = 0, amount_ = 0;
};

TEST_F(FeedTest, RowsStandWithTheirEntityInTheOrderOfTheFile) {
  Write("F.csv", "代码,罚款\nA,1\nB,2\nA,3\nC,4\nB,5\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"C: 4", "A: 1 3", "B: 2 5"}));
  EXPECT_EQ(loaded.result.report.entities, std::vector<std::uint64_t>{3});
  EXPECT_TRUE(loaded.data().feeds[fines_].feed_states.empty());
}

TEST_F(FeedTest, OrphansAndBadKeysAreRejectedRows) {
  Write("F.csv", "代码,罚款\nA,1\nX,bad\n,2\n \u3000,3\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.Rejects(),
            (Lines{"F 2 * X: not listed", "F 3 * : key not supplied", "F 4 *  \u3000: key not supplied"}));
  EXPECT_EQ(loaded.report(fines_).rows_orphaned, 1u);
  EXPECT_EQ(loaded.report(fines_).rows_refused, 3u);
}

TEST_F(FeedTest, BadCreditCodes) {
  policy_.edition.entities[firm_].key_types = {FieldType::kUscc};
  Write("L.csv", "代码,地区\n91350100M000100Y43,x\n91350100M000100Y44,y\n91350100m000100y43,x\n");
  Write("F.csv", "代码,罚款\n91350100m000100y43,1\n913305030000000271,2\n9133,3\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), Lines{"91350100M000100Y43: 1"});
  EXPECT_EQ(loaded.Rejects(), (Lines{"L 2 * 91350100M000100Y44: key malformed", "F 2 * 913305030000000271: not listed",
                                     "F 3 * 9133: key malformed"}));
  EXPECT_EQ(loaded.report(listing_).rows_merged, 1u);
}

TEST_F(FeedTest, ListedTwice) {
  Write("L.csv", "代码,地区\nA,x\nB,x\nA,x\nB,y\n");
  Write("F.csv", "代码,罚款\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(listing_, area_), (Lines{"A: x", "B: [ambiguous]"}));
  EXPECT_EQ(loaded.Rejects(), Lines{"L 4 地区 y: ambiguous"});
}

TEST_F(FeedTest, NotDeliveredIsNotEmpty) {
  const Loaded without = Load();
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(without.ByKey(fines_, amount_), (Lines{"C: [not delivered]", "A: [not delivered]", "B: [not delivered]"}));
  EXPECT_EQ(without.Notes(), Lines{"GR6052"});
  EXPECT_FALSE(without.report(fines_).delivered);
  Write("F.csv", "代码,罚款\n");
  const Loaded with = Load();
  ASSERT_TRUE(with.ok());
  EXPECT_EQ(with.ByKey(fines_, amount_), (Lines{"C:", "A:", "B:"}));
  EXPECT_TRUE(with.report(fines_).delivered);
}

TEST_F(FeedTest, OnePerFeeds) {
  const std::uint32_t tax = policy_.AddOne("T", "纳税", firm_);
  const std::uint32_t grade = policy_.AddChoice(tax, "等级", {"A级", "B级"});
  const Loaded without = Load();
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(without.ByKey(tax, grade), (Lines{"C: [not delivered]", "A: [not delivered]", "B: [not delivered]"}));
  Write("T.csv", "代码,等级\nB,B级\nA,Z\n");
  const Loaded with = Load();
  ASSERT_TRUE(with.ok());
  ExpectConserved(with);
  EXPECT_EQ(with.ByKey(tax, grade), (Lines{"C: [no rows]", "A: [unknown code]", "B: B级"}));
}

TEST_F(FeedTest, ListOfAnswers) {
  Write("F.csv", "代码,罚款\nA,1\nB,2\n");
  Write("F.answers.csv", "代码\nA\nX\n\nC\nA\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"C:", "A: 1", "B: [not delivered]"}));
  EXPECT_EQ(loaded.Rejects(), Lines{"F 2 * B: not in the list of answers"});
  EXPECT_EQ(loaded.report(fines_).answers, 2u);
}

TEST_F(FeedTest, BadListsOfAnswers) {
  policy_.edition.entities[firm_].key_types = {FieldType::kNumber};
  Write("L.csv", "代码,地区\n1,x\n");
  Write("F.csv", "代码,罚款\n");
  Write("F.answers.csv", "代码\nabc\n1\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.Rejects(), Lines{"F.answers 1 * abc: key malformed"});
  Write("F.answers.csv", "钥匙\n1\n");
  EXPECT_EQ(Load().Errors(), Lines{"GR6006"});
  Write("L.answers.csv", "代码\n1\n");
  Write("F.answers.csv", "代码\n1\n");
  EXPECT_EQ(Load().Notes(), Lines{"GR6053"});
}

TEST_F(FeedTest, EveryFileThatDoesNotFitIsNamedAtOnce) {
  Write("L.csv", "代码\nA\n");
  Write("F.csv", "");
  EXPECT_EQ(Load().Errors(), (Lines{"GR6006", "GR6005"}));
}

TEST_F(FeedTest, OwnersComeFirstAndTheirChildrenTogether) {
  const std::uint32_t project = policy_.AddEntity("项目", "项目号", FieldType::kText, firm_);
  const std::uint32_t projects = policy_.AddListing("P", "项目名录", project);
  const std::uint32_t owner = policy_.AddPlain(projects, "单位", FieldType::kText);
  const std::uint32_t cost = policy_.AddNumber(projects, "投资", 0, "0", "1000");
  policy_.edition.entities[project].owner_key = {owner};
  Write("F.csv", "代码,罚款\n");
  Write("P.csv", "项目号,单位,投资\np1,A,1\np2,C,2\np3,Z,3\np4,A,4\np5,,5\np6,C,6\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  const EntityData& data = loaded.data().entities[project];
  EXPECT_EQ(data.keys[0], (Lines{"p2", "p6", "p1", "p4", "p3", "p5"}));
  EXPECT_EQ(data.owner, (std::vector<std::uint32_t>{0, 0, 1, 1, kNone, kNone}));
  EXPECT_EQ(loaded.ByKey(projects, cost), (Lines{"p1: 1", "p2: 2", "p3: 3", "p4: 4", "p5: 5", "p6: 6"}));
  EXPECT_EQ(loaded.Rejects(), (Lines{"P 3 单位 Z: owner not listed", "P 5 单位 : not supplied"}));
  EXPECT_EQ(FindEntity(policy_.edition, loaded.data(), project, " p4 "), 3u);
  EXPECT_EQ(FindEntity(policy_.edition, loaded.data(), project, "p9"), std::nullopt);
}

TEST_F(FeedTest, KeysOfSeveralFields) {
  policy_.edition.entities[firm_].key_symbols.push_back(policy_.AddSymbol("", "年度"));
  policy_.edition.entities[firm_].key_types.push_back(FieldType::kNumber);
  policy_.feed(listing_).key_columns.push_back({"年度"});
  policy_.feed(fines_).key_columns = {{"单位", "代码"}, {"年度"}};
  Write("L.csv", "代码,年度,地区\nA,2020,x\nA,2021,y\n");
  Write("F.csv", "单位,年度,罚款\nA,02021,5\nA,2019,6\nA,,7\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.data().feeds[fines_].offsets, (std::vector<std::uint64_t>{0, 0, 1}));
  EXPECT_EQ(loaded.data().entities[firm_].keys[1], (Lines{"2020", "2021"}));
  EXPECT_EQ(loaded.Rejects(), (Lines{"F 2 * A, 2019: not listed", "F 3 * A, : key not supplied"}));
  EXPECT_EQ(FindEntity(policy_.edition, loaded.data(), firm_, "A,2021"), 1u);
}

TEST_F(FeedTest, BranchesAreMappedToTheirLegalPerson) {
  const std::uint32_t branches = policy_.AddOne("M", "分支机构", firm_);
  policy_.feed(branches).key_columns = {{"分支"}};
  const std::uint32_t head = policy_.AddPlain(branches, "法人", FieldType::kText);
  policy_.feed(fines_).map_feed = branches;
  policy_.feed(fines_).map_field = head;
  Write("M.csv", "分支,法人\nA1,A\nA2,A\nB1,B\nC1,A\nC1,B\n");
  Write("F.csv", "代码,罚款\nA,1\nA1,2\nB1,3\nC1,4\nA2,5\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(fines_, amount_), (Lines{"C:", "A: 1 2 5", "B: 3"}));
  EXPECT_EQ(loaded.Rejects(), Lines{"F 4 * C1: not listed"});
  EXPECT_EQ(loaded.report(branches).rows_mapping, 5u);
}

TEST_F(FeedTest, RowsInMemory) {
  std::vector<std::optional<MemoryTable>> tables(2);
  tables[listing_] = MemoryTable{{"地区", "代码"}, {{"x", "A"}, {"y", ""}}};
  LoadOptions options;
  options.tables = &tables;
  const Loaded loaded{policy_, greenrule::Load(policy_.edition, policy_.program, options)};
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(listing_, area_), Lines{"A: x"});
  EXPECT_EQ(loaded.ByKey(fines_, amount_), Lines{"A: [not delivered]"});
  EXPECT_EQ(loaded.Rejects(), Lines{"L 2 * : key not supplied"});
}

TEST_F(FeedTest, MoreEntitiesThanTheRangesWereProvedFor) {
  policy_.edition.spaces[policy_.edition.entities[firm_].space].rows_per_parent = 2;
  Write("F.csv", "代码,罚款\n");
  EXPECT_EQ(Load().Errors(), Lines{"GR6014"});
}

class UnionTest : public FeedTest {
 protected:
  UnionTest() {
    doc_ = policy_.AddPlain(fines_, "文号", FieldType::kText);
    policy_.field(fines_, doc_).may_be_missing = true;
    others_ = policy_.AddMany("G", "法院", firm_);
    other_doc_ = policy_.AddPlain(others_, "案号", FieldType::kText);
    other_amount_ = policy_.AddNumber(others_, "金额", 2, "0", "1000");
    union_ = policy_.AddMany("U", "全部处罚", firm_, 4);
    union_doc_ = policy_.AddPlain(union_, "文号", FieldType::kText);
    union_amount_ = policy_.AddNumber(union_, "罚款", 2, "0", "1000");
    policy_.feed(union_).union_of = {fines_, others_};
    policy_.feed(union_).union_fields = {{doc_, amount_}, {other_doc_, other_amount_}};
    policy_.feed(union_).distinct_by = {union_doc_};
  }
  std::uint32_t doc_, others_, other_doc_, other_amount_, union_, union_doc_, union_amount_;
};

TEST_F(UnionTest, JoinsRowsAndMergesCopies) {
  Write("F.csv", "代码,罚款,文号\nA,1,d1\nA,2,\nB,3,d3\nB,9,d4\n");
  Write("G.csv", "代码,案号,金额\nA,d1,1.00\nB,d3,3.5\nC,d5,7.25\nB,d4,bad\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  // d3: the feeds disagree, and the one named first decides; d4: one copy is known.
  EXPECT_EQ(loaded.ByKey(union_, union_amount_), (Lines{"C: 7.25", "A: 1.00 2.00", "B: 3.00 9.00"}));
  EXPECT_EQ(loaded.report(union_).rows_read, 8u);
  EXPECT_EQ(loaded.report(union_).rows_merged, 3u);
}

TEST_F(UnionTest, AnswersWhereAllItsFeedsDo) {
  Write("F.csv", "代码,罚款,文号\nA,1,d1\nC,1,a\nC,1,b\nC,1,c\nC,1,d\n");
  Write("G.csv", "代码,案号,金额\nB,d2,5\n");
  Write("G.answers.csv", "代码\nB\nC\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(union_, union_doc_), (Lines{"C: [too many rows]", "A: [not delivered] d1", "B: d2"}));
  std::filesystem::remove(folder_.File("G.csv"));
  std::filesystem::remove(folder_.File("G.answers.csv"));
  const Loaded without = Load();
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(without.ByKey(union_, union_doc_)[2], "B: [not delivered]");
  EXPECT_FALSE(without.report(union_).delivered);
}

TEST_F(UnionTest, CopiesWithinOneFeedThatDisagreeAreAmbiguous) {
  Write("F.csv", "代码,罚款,文号\nA,1,d1\nA,2,d1\n");
  Write("G.csv", "代码,案号,金额\nA,d1,1\n");
  const Loaded loaded = Load();
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(union_, union_amount_)[1], "A: [ambiguous]");
}

}  // namespace
}  // namespace greenrule
