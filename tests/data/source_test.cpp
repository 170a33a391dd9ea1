// Files: formats, encodings, headers, and what is refused whole.
#include <gtest/gtest.h>

#include "runtime/data/duckdb_session.h"
#include "runtime/data/text_file.h"
#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

using Lines = std::vector<std::string>;

class SourceTest : public testing::Test {
 protected:
  SourceTest() {
    entity_ = policy_.AddEntity("企业", "代码", FieldType::kText);
    feed_ = policy_.AddListing("F1", "登记", entity_);
    amount_ = policy_.AddNumber(feed_, "金额", 2, "-1000000", "99999999999999999999");
    note_ = policy_.AddPlain(feed_, "备注", FieldType::kText);
    policy_.field(feed_, note_).may_be_missing = true;
  }

  Loaded Load(std::string_view name, std::string_view bytes, unsigned threads = 1) {
    folder_.Write(name, bytes);
    return LoadFolder(policy_, folder_.path(), "2021-06-30", threads);
  }

  void Sql(const std::string& database, const Lines& statements) {
    auto session = DuckdbSession::Open(database, {});
    ASSERT_TRUE(std::holds_alternative<std::unique_ptr<DuckdbSession>>(session));
    for (const std::string& statement : statements)
      EXPECT_EQ(std::get<0>(session)->Execute(statement).value_or(""), "") << statement;
  }

  PolicyBuilder policy_;
  DataFolder folder_;
  std::uint32_t entity_ = 0, feed_ = 0, amount_ = 0, note_ = 0;
};

TEST_F(SourceTest, PlainCsv) {
  const Loaded loaded = Load("F1.csv", "代码,金额,备注\nA,1.5,甲\nB,2,\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"A: 1.50", "B: 2.00"}));
  EXPECT_EQ(loaded.ByKey(feed_, note_), (Lines{"A: 甲", "B: [not supplied]"}));
  EXPECT_EQ(loaded.Rejects(), Lines{});
  EXPECT_EQ(loaded.Notes(), Lines{});
}

TEST_F(SourceTest, ByTheFeedsNameAndWithAMark) {
  const Loaded loaded = Load("登记.csv", "\xEF\xBB\xBF代码,金额,备注\r\nA,1.5,甲\r\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, note_), Lines{"A: 甲"});
}

TEST_F(SourceTest, DelimitersAreFixedByTheHeader) {
  for (std::string_view delimiter : {";", "\t", "|", ","}) {
    const std::string d(delimiter);
    const Loaded loaded = Load("F1.csv", "代码" + d + "金额" + d + "备注\nA" + d + "1.5" + d + "x y\n");
    ASSERT_TRUE(loaded.ok()) << d;
    EXPECT_EQ(loaded.ByKey(feed_, note_), Lines{"A: x y"}) << d;
  }
  std::filesystem::remove(folder_.File("F1.csv"));
  const Loaded loaded = Load("F1.tsv", "代码\t金额\t备注\nA\t1.5\ta,b;c\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, note_), Lines{"A: a,b;c"});
}

TEST_F(SourceTest, QuotesAndBlankLines) {
  const Loaded loaded = Load("F1.csv", "\"代码\",金额,备注\n\n\"A\",\"1,000\",\"say \"\"x\"\"\nand, more\"\n\nB,2,a\"b\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, note_), (Lines{"A: say \"x\"\nand, more", "B: a\"b"}));
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"A: 1000.00", "B: 2.00"}));
  EXPECT_EQ(loaded.report(feed_).empty_lines, 2u);
}

TEST_F(SourceTest, BrokenRecordsAreRejectsWithTheirText) {
  const Loaded loaded =
      Load("F1.csv", "代码,金额,备注\nA,1,x\nB,2\nC,3,x,y\nD,\"4\"5,x\nE,5,\"a\nb\"c\nF,6,x\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"A: 1.00", "F: 6.00"}));
  EXPECT_EQ(loaded.Rejects(),
            (Lines{"F1 2 * B,2: broken record", "F1 3 * C,3,x,y: broken record", "F1 4 * D,\"4\"5,x: broken record",
                   "F1 5 * E,5,\"a\nb\"c: broken record"}));
  EXPECT_EQ(loaded.result.report.rejects[3].line, 6u);
  EXPECT_EQ(loaded.report(feed_).rows_read, 6u);
}

TEST_F(SourceTest, AnUnclosedQuoteFailsTheFile) {
  const Loaded loaded = Load("F1.csv", "代码,金额,备注\nA,1,x\nB,2,\"cut off");
  EXPECT_EQ(loaded.Errors(), Lines{"GR6009"});
  EXPECT_FALSE(loaded.ok());
  EXPECT_NE(Message(loaded.result.errors[0], Language::kEnglish).find("line 3"), std::string::npos);
}

TEST_F(SourceTest, Gb18030IsConverted) {
  // 代码,金额,备注 / 甲,1.5,乙
  const std::string header = "\xB4\xFA\xC2\xEB,\xBD\xF0\xB6\xEE,\xB1\xB8\xD7\xA2\n", row = "\xBC\xD7,1.5,\xD2\xD2\n";
  const Loaded loaded = Load("F1.csv", header + row);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, note_), Lines{"甲: 乙"});
  EXPECT_EQ(loaded.Notes(), Lines{"GR6050"});
  EXPECT_NE(Message(loaded.result.report.notes[0], Language::kEnglish).find("GB18030"), std::string::npos);
}

std::string Utf16(const std::u16string& text, bool big) {
  std::string bytes;
  for (char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

TEST_F(SourceTest, Utf16IsConvertedWithAndWithoutAMark) {
  const std::u16string text = u"代码,金额,备注\n甲,1.5,乙\n";
  for (const std::string& bytes : {"\xFF\xFE" + Utf16(text, false), "\xFE\xFF" + Utf16(text, true), Utf16(text, false),
                                   Utf16(text, true)}) {
    const Loaded loaded = Load("F1.csv", bytes);
    ASSERT_TRUE(loaded.ok());
    EXPECT_EQ(loaded.ByKey(feed_, note_), Lines{"甲: 乙"});
    EXPECT_EQ(loaded.Notes(), Lines{"GR6050"});
  }
}

TEST_F(SourceTest, BytesThatAreNoTextAreRefused) {
  EXPECT_EQ(Load("F1.csv", "\xFF\x80\xFF\x81,\xFF").Errors(), Lines{"GR6008"});
  EXPECT_EQ(Load("F1.csv", std::string_view("\xFF\xFE\x41", 3)).Errors(), Lines{"GR6008"});
}

TEST_F(SourceTest, ABrokenByteInUtf8CostsItsRecordOnly) {
  const Loaded loaded = Load("F1.csv", "代码,金额,备注\nA,1,甲\nB,2,乙\xFF\nC,3,丙\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, note_), (Lines{"A: 甲", "C: 丙"}));
  EXPECT_EQ(loaded.Rejects(), Lines{"F1 2 * B,2,乙\\xFF: not UTF-8"});
  ExpectConserved(loaded);
}

TEST_F(SourceTest, AHeaderThatDoesNotFitIsShownWhole) {
  const Loaded loaded = Load("F1.csv", "代码,数额,备注\nA,1,x\n");
  ASSERT_EQ(loaded.Errors(), Lines{"GR6006"});
  EXPECT_EQ(Message(loaded.result.errors[0], Language::kEnglish),
            "the header of `" + folder_.File("F1.csv") +
                "` does not fit feed F1 登记: it lacks `金额`; expected `代码`, `金额`, `备注`; found `代码`, `数额`, `备注`");
}

TEST_F(SourceTest, AlternativeNamesAndDoubledColumns) {
  policy_.field(feed_, amount_).columns = {"金额", "数额"};
  EXPECT_TRUE(Load("F1.csv", "代码, 数额 ,备注\nA,1,x\n").ok());
  EXPECT_EQ(Load("F1.csv", "代码,金额,数额,备注\nA,1,1,x\n").Errors(), Lines{"GR6007"});
  EXPECT_EQ(Load("F1.csv", "代码,金额,金额,备注\nA,1,1,x\n").Errors(), Lines{"GR6007"});
}

TEST_F(SourceTest, FurtherColumnsAreNoted) {
  const Loaded loaded = Load("F1.csv", "x,代码,金额,备注,y\n1,A,2,n,3\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, amount_), Lines{"A: 2.00"});
  ASSERT_EQ(loaded.Notes(), Lines{"GR6051"});
  EXPECT_NE(Message(loaded.result.report.notes[0], Language::kEnglish).find("`x`, `y`"), std::string::npos);
}

TEST_F(SourceTest, EmptyAndMissingFiles) {
  EXPECT_EQ(Load("F1.csv", "").Errors(), Lines{"GR6005"});
  EXPECT_EQ(Load("F1.csv", "\xEF\xBB\xBF").Errors(), Lines{"GR6005"});
  const Loaded header_only = Load("F1.csv", "代码,金额,备注\n");
  ASSERT_TRUE(header_only.ok());
  EXPECT_EQ(header_only.data().entities[entity_].count, 0u);
  std::filesystem::remove(folder_.File("F1.csv"));
  EXPECT_EQ(LoadFolder(policy_, folder_.path()).Errors(), Lines{"GR6013"});
  EXPECT_EQ(LoadFolder(policy_, folder_.File("nowhere")).Errors(), Lines{"GR6001"});
}

TEST_F(SourceTest, TwoFilesForOneFeed) {
  folder_.Write("F1.csv", "代码,金额,备注\n");
  EXPECT_EQ(Load("登记.json", "[]").Errors(), Lines{"GR6003"});
}

TEST_F(SourceTest, FilesThatNobodyAskedFor) {
  folder_.Write("F2.csv", "a\n");
  folder_.Write("notes.txt", "a\n");
  const Loaded loaded = Load("F1.csv", "代码,金额,备注\n");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.Notes(), Lines{"GR6053"});
}

TEST_F(SourceTest, ASingleFile) {
  folder_.Write("anything.csv", "代码,金额,备注\nA,1,x\n");
  EXPECT_TRUE(LoadFolder(policy_, folder_.File("anything.csv")).ok());
  folder_.Write("anything.xls", "代码,金额,备注\nA,1,x\n");
  EXPECT_EQ(LoadFolder(policy_, folder_.File("anything.xls")).Errors(), Lines{"GR6002"});
  policy_.AddMany("F2", "处罚", entity_);
  EXPECT_EQ(LoadFolder(policy_, folder_.File("anything.csv")).Errors(), Lines{"GR6004"});
}

TEST_F(SourceTest, JsonKeepsEveryDigit) {
  const Loaded loaded = Load("F1.json",
                             R"([{"代码": "A", "金额": 12345678901234567.89, "备注": "甲\n\u4e59"},
                                 {"金额": 1.25e2, "代码": "B", "备注": null, "另": [1]},
                                 {"代码": 3, "金额": "7.5", "备注": true}])");
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"A: 12345678901234567.89", "B: 125.00", "3: 7.50"}));
  EXPECT_EQ(loaded.ByKey(feed_, note_), (Lines{"A: 甲\n乙", "B: [not supplied]", "3: true"}));
  EXPECT_EQ(loaded.Notes(), Lines{"GR6051"});
}

TEST_F(SourceTest, JsonRecordsThatAreNone) {
  const Loaded loaded = Load("F1.json",
                             R"([{"代码": "A", "金额": 1, "备注": "x"}, 5, ["y"], {"代码": "B", "代码": "C", "金额": 2, "备注": ""},
                                 {"代码": "D", "金额": {"元": [1, "a"]}, "备注": "x"}, {"代码": "E"}])");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.Rejects(), (Lines{"F1 2 * 5: broken record", "F1 3 * [\"y\"]: broken record",
                                     "F1 4 * {\"代码\":\"B\",\"代码\":\"C\",\"金额\":2,\"备注\":\"\"}: broken record",
                                     "F1 5 金额 {\"元\":[1,\"a\"]}: malformed", "F1 6 金额 : not supplied"}));
}

TEST_F(SourceTest, BrokenJsonIsRefused) {
  EXPECT_EQ(Load("F1.json", R"([{"代码": "A", "金额": 1, "备注": "x"},)").Errors(), Lines{"GR6010"});
  EXPECT_EQ(Load("F1.json", R"({"代码": "A"})").Errors(), Lines{"GR6010"});
  EXPECT_EQ(Load("F1.json", "[] x").Errors(), Lines{"GR6010"});
  EXPECT_EQ(Load("F1.json", std::string(100'000, '[')).Errors(), Lines{"GR6010"});
  EXPECT_EQ(Load("F1.json", R"([{"代码": "A", "数额": 1}])").Errors(), Lines{"GR6006"});
  EXPECT_TRUE(Load("F1.json", "[]").ok());
}

TEST_F(SourceTest, JsonLines) {
  const Loaded loaded = Load("F1.jsonl",
                             "{\"代码\":\"A\",\"金额\":1e-2,\"备注\":\"x\"}\n\nnot json\n{\"代码\":\"B\",\"金额\":-0.5,\"备注\":\"y\"}\r\n"
                             "{\"代码\":\"C\"} {}\n");
  ASSERT_TRUE(loaded.ok());
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"A: 0.01", "B: -0.50"}));
  EXPECT_EQ(loaded.Rejects(),
            (Lines{"F1 2 * not json: broken record", "F1 4 * {\"代码\":\"C\"} {}: broken record"}));
  EXPECT_EQ(loaded.result.report.rejects[0].line, 3u);
}

TEST_F(SourceTest, ParquetColumnsAreNotCast) {
  const std::uint32_t date = policy_.AddDate(feed_, "日期");
  const std::uint32_t yes = policy_.AddPlain(feed_, "有效", FieldType::kYesNo);
  const std::uint32_t factor = policy_.AddNumber(feed_, "系数", 4, "-10", "10");
  policy_.field(feed_, factor).may_be_missing = true;
  Sql("", {"COPY (SELECT * FROM (VALUES "
           "(1::BIGINT, 12345678901234567.89::DECIMAL(20,2), 'x', DATE '2021-03-01', true, 0.1::DOUBLE),"
           "(2, 0.1::DECIMAL(20,2), NULL, DATE '2021-03-02', false, 0.30000000000000004::DOUBLE),"
           "(3, NULL, 'z', NULL, NULL, 'nan'::DOUBLE)"
           ") t(代码, 金额, 备注, 日期, 有效, 系数)) TO '" + folder_.File("F1.parquet") + "' (FORMAT parquet)"});
  const Loaded loaded = LoadFolder(policy_, folder_.path());
  ASSERT_EQ(loaded.Errors(), Lines{});
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(feed_, amount_), (Lines{"1: 12345678901234567.89", "2: 0.10", "3: [not supplied]"}));
  EXPECT_EQ(loaded.ByKey(feed_, date), (Lines{"1: 2021-03-01", "2: 2021-03-02", "3: [not supplied]"}));
  EXPECT_EQ(loaded.ByKey(feed_, yes), (Lines{"1: yes", "2: no", "3: [not supplied]"}));
  EXPECT_EQ(loaded.ByKey(feed_, factor), (Lines{"1: 0.1000", "2: [too many decimals]", "3: [malformed]"}));
  EXPECT_EQ(loaded.ByKey(feed_, note_), (Lines{"1: x", "2: [not supplied]", "3: z"}));
}

TEST_F(SourceTest, EveryTypedColumn) {
  Sql("", {"COPY (SELECT * FROM (VALUES "
           "('a', 7::TINYINT, 'x'::ENUM('x','y')),('b', -7::TINYINT, 'y')) t(代码, 金额, 备注)) TO '" +
           folder_.File("F1.parquet") + "' (FORMAT parquet)"});
  const Loaded tiny = LoadFolder(policy_, folder_.path());
  ASSERT_EQ(tiny.Errors(), Lines{});
  EXPECT_EQ(tiny.ByKey(feed_, amount_), (Lines{"a: 7.00", "b: -7.00"}));
  EXPECT_EQ(tiny.ByKey(feed_, note_), (Lines{"a: x", "b: y"}));
  for (const char* type : {"SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
                           "DECIMAL(4,1)", "DECIMAL(9,1)", "DECIMAL(18,1)", "DECIMAL(38,1)", "FLOAT", "DOUBLE", "VARCHAR"}) {
    const std::string path = folder_.File("db.duckdb");
    std::filesystem::remove(path);
    Sql(path, {"CREATE TABLE F1(代码 VARCHAR, 金额 " + std::string(type) + ", 备注 VARCHAR)",
               "INSERT INTO F1 VALUES ('a', 12, NULL)"});
    const Loaded loaded = LoadFolder(policy_, path);
    ASSERT_EQ(loaded.Errors(), Lines{}) << type;
    EXPECT_EQ(loaded.ByKey(feed_, amount_), Lines{"a: 12.00"}) << type;
  }
}

TEST_F(SourceTest, DuckdbTablesAndViews) {
  const std::uint32_t rows = policy_.AddMany("F2", "处罚", entity_);
  const std::uint32_t fine = policy_.AddNumber(rows, "罚款", 2, "0", "1000");
  const std::uint32_t day = policy_.AddDate(rows, "日期");
  const std::string path = folder_.File("all.duckdb");
  Sql(path, {"CREATE TABLE 登记(代码 VARCHAR, 金额 DECIMAL(10,2), 备注 VARCHAR)",
             "INSERT INTO 登记 VALUES ('A', 1.5, 'x'), ('B', 2, 'y')",
             "CREATE TABLE raw(c VARCHAR, v1 INTEGER, v2 INTEGER, t TIMESTAMP)",
             "INSERT INTO raw VALUES ('A', 10, 20, TIMESTAMP '2021-01-02 00:00:00'), ('B', 30, 40, TIMESTAMP '2021-01-02 03:00:00')",
             "CREATE VIEW F2 AS SELECT c AS 代码, v1 AS 罚款, t AS 日期 FROM raw UNION ALL SELECT c, v2, t FROM raw"});
  const Loaded loaded = LoadFolder(policy_, path);
  ASSERT_EQ(loaded.Errors(), Lines{});
  ExpectConserved(loaded);
  EXPECT_EQ(loaded.ByKey(rows, fine), (Lines{"A: 10.00 20.00", "B: 30.00 40.00"}));
  EXPECT_EQ(loaded.ByKey(rows, day), (Lines{"A: 2021-01-02 2021-01-02", "B: [malformed] [malformed]"}));
  EXPECT_EQ(loaded.Notes(), Lines{"GR6053"});
}

TEST_F(SourceTest, ColumnsOfATypeThatCannotBeRead) {
  const std::string path = folder_.File("all.duckdb");
  Sql(path, {"CREATE TABLE F1(代码 VARCHAR, 金额 INTEGER[], 备注 VARCHAR)", "INSERT INTO F1 VALUES ('a', [1], '')"});
  const Loaded loaded = LoadFolder(policy_, path);
  ASSERT_EQ(loaded.Errors(), Lines{"GR6012"});
  EXPECT_NE(Message(loaded.result.errors[0], Language::kEnglish).find("INTEGER[]"), std::string::npos);
}

TEST_F(SourceTest, FilesThatAreNotWhatTheySay) {
  EXPECT_EQ(Load("F1.parquet", "not parquet").Errors(), Lines{"GR6011"});
  std::filesystem::remove(folder_.File("F1.parquet"));
  folder_.Write("x.duckdb", "not a database");
  EXPECT_EQ(LoadFolder(policy_, folder_.File("x.duckdb")).Errors(), Lines{"GR6011"});
}

TEST_F(SourceTest, AnyNumberOfThreadsGivesTheSame) {
  std::string csv = "代码,金额,备注\n";
  for (int i = 0; i < 40'000; ++i)
    csv += "K" + std::to_string(i % 30'000) + "," + std::to_string(i % 7) + (i % 11 == 0 ? "x" : "") + ",n" +
           std::to_string(i % 1000) + "\n";
  folder_.Write("F1.csv", csv);
  const Loaded one = LoadFolder(policy_, folder_.path(), "2021-06-30", 1);
  const Loaded four = LoadFolder(policy_, folder_.path(), "2021-06-30", 4);
  ASSERT_TRUE(one.ok() && four.ok());
  ExpectConserved(one);
  EXPECT_EQ(one.ByKey(feed_, amount_), four.ByKey(feed_, amount_));
  EXPECT_EQ(one.ByKey(feed_, note_), four.ByKey(feed_, note_));
  EXPECT_EQ(one.Rejects(), four.Rejects());
  EXPECT_EQ(one.report(feed_).rows_merged, 10'000u);
}

}  // namespace
}  // namespace greenrule
