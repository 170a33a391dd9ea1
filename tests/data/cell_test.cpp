// What a cell may hold and what becomes of it.
#include <gtest/gtest.h>

#include "runtime/data/date_text.h"
#include "runtime/data/key_reader.h"
#include "runtime/data/text_form.h"
#include "runtime/data/uscc.h"
#include "runtime/data/yes_no.h"
#include "runtime/number/lane_integer.h"
#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

using Lines = std::vector<std::string>;

// A policy with one listing of which one field is tested: cells in, values and rejects out.
class CellTest : public testing::Test {
 protected:
  CellTest() {
    entity_ = policy_.AddEntity("企业", "代码", FieldType::kText);
    feed_ = policy_.AddListing("F1", "登记", entity_);
  }

  // Loads cells as rows K1, K2, …; the header of the field is 值. Cells are written as they stand (quote them yourself).
  Lines Read(std::uint32_t field, const Lines& cells) {
    std::string csv = "代码,值\n";
    for (std::size_t i = 0; i < cells.size(); ++i) csv += "K" + std::to_string(i + 1) + "," + cells[i] + "\n";
    folder_.Write("F1.csv", csv);
    const Loaded loaded = LoadFolder(policy_, folder_.path());
    EXPECT_EQ(loaded.Errors(), Lines{});
    if (!loaded.ok()) return {};
    ExpectConserved(loaded);
    rejects_ = loaded.Rejects();
    values_behind_.clear();
    const ColumnData& column = loaded.data().columns[policy_.field(feed_, field).column];
    for (std::size_t row = 0; row < column.values.rows(); ++row) values_behind_.push_back(column.values.Get(row));
    return loaded.Values(feed_, field);
  }

  PolicyBuilder policy_;
  DataFolder folder_;
  std::uint32_t entity_ = 0, feed_ = 0;
  Lines rejects_;
  std::vector<Integer> values_behind_;
};

TEST_F(CellTest, NumbersAsTheyAreWritten) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 2, "-1000000", "1000000");
  EXPECT_EQ(Read(field, {"12.5", "-3", "+4", "\"1,234.50\"", "１２３", "－１．５", "\"１，２３４\"", " 7 ", "\u30008", ".5", "007", "1.500"}),
            (Lines{"12.50", "-3.00", "4.00", "1234.50", "123.00", "-1.50", "1234.00", "7.00", "8.00", "0.50", "7.00", "1.50"}));
  EXPECT_EQ(rejects_, Lines{});
}

TEST_F(CellTest, NumbersThatAreNone) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 2, "0", "1000000");
  EXPECT_EQ(Read(field, {"\"12,34\"", "1e3", "12元", "12%", "abc", "5.", "--3", "0x10"}), Lines(8, "[malformed]"));
  EXPECT_EQ(rejects_.size(), 8u);
  EXPECT_EQ(rejects_[0], "F1 1 值 12,34: malformed");
}

TEST_F(CellTest, DecimalsAndRange) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 2, "10", "1000");
  EXPECT_EQ(Read(field, {"10", "1000", "9.99", "1000.01", "12.345", "12.3400", "99999999999999999999999999"}),
            (Lines{"10.00", "1000.00", "[out of range]", "[out of range]", "[too many decimals]", "12.34", "[out of range]"}));
  EXPECT_EQ(rejects_, (Lines{"F1 3 值 9.99: out of range", "F1 4 值 1000.01: out of range",
                             "F1 5 值 12.345: too many decimals",
                             "F1 7 值 99999999999999999999999999: out of range"}));
  EXPECT_EQ(values_behind_[2], 1000);  // 10.00: the value of the range that is nearest to 0
}

TEST_F(CellTest, RoundedFieldsTakeFinerDigits) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 1, "-100", "100");
  policy_.field(feed_, field).rounded = true;
  EXPECT_EQ(Read(field, {"1.25", "-1.25", "1.249999999999999999999999", "99.96"}),
            (Lines{"1.3", "-1.3", "1.2", "100.0"}));
}

TEST_F(CellTest, WideNumbersKeepEveryDigit) {
  const std::uint32_t middle = policy_.AddNumber(feed_, "值", 2, "0", "99999999999999999999999999");
  EXPECT_EQ(Read(middle, {"12345678901234567.89", "99999999999999999999999998.99"}),
            (Lines{"12345678901234567.89", "99999999999999999999999998.99"}));
  EXPECT_EQ(policy_.edition.columns[policy_.field(feed_, middle).column].lane, Lane::k128);
  policy_ = PolicyBuilder();
  entity_ = policy_.AddEntity("企业", "代码", FieldType::kText);
  feed_ = policy_.AddListing("F1", "登记", entity_);
  const std::uint32_t widest = policy_.AddNumber(feed_, "值", 10, "-1" , "1000000000000000000000000000000000000000");
  EXPECT_EQ(Read(widest, {"123456789012345678901234567890123456789.0123456789", "-0.0000000001"}),
            (Lines{"123456789012345678901234567890123456789.0123456789", "-0.0000000001"}));
  EXPECT_EQ(policy_.edition.columns[policy_.field(feed_, widest).column].lane, Lane::k256);
}

TEST_F(CellTest, SuffixesThatAFieldDeclares) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 2, "0", "100000000");
  policy_.field(feed_, field).cell_suffixes = {{"元", 1}, {"万元", 10000}, {"%", 1}};
  EXPECT_EQ(Read(field, {"12元", "1.2345万元", "1.5 万元", "12％", "3", "3亿元"}),
            (Lines{"12.00", "12345.00", "15000.00", "12.00", "3.00", "[malformed]"}));
}

TEST_F(CellTest, Blanks) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 0, "0", "9");
  EXPECT_EQ(Read(field, {"", "  ", "\u3000"}), Lines(3, "[not supplied]"));
  EXPECT_EQ(rejects_.size(), 3u);
  EXPECT_EQ(rejects_[0], "F1 1 值 : not supplied");
  policy_.field(feed_, field).may_be_missing = true;
  EXPECT_EQ(Read(field, {""}), Lines{"[not supplied]"});
  EXPECT_EQ(rejects_, Lines{});
  policy_.field(feed_, field).blank = BlankRule::kNotApplicable;
  EXPECT_EQ(Read(field, {""}), Lines{"[not applicable]"});
  policy_.field(feed_, field).blank = BlankRule::kValue;
  policy_.field(feed_, field).blank_value = 42;  // outside the range of what may be written
  EXPECT_EQ(Read(field, {"", "7"}), (Lines{"42", "7"}));
}

TEST_F(CellTest, MissingWrittenAs) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 0, "-10", "9999");
  policy_.field(feed_, field).missing_written = {"-", "NA", "9999"};
  policy_.field(feed_, field).blank = BlankRule::kNotApplicable;
  EXPECT_EQ(Read(field, {"-", " NA ", "9999", "na", "-1", ""}),
            (Lines{"[not supplied]", "[not supplied]", "[not supplied]", "[malformed]", "-1", "[not applicable]"}));
  EXPECT_EQ(rejects_, Lines{"F1 4 值 na: malformed"});
}

TEST_F(CellTest, Dates) {
  const std::uint32_t field = policy_.AddDate(feed_, "值");
  EXPECT_EQ(Read(field, {"2021-03-01", "2021/3/1", "20210301", "2021年3月1日", "２０２１－０３－０１", "2021年03月01日", " 2020-02-29 "}),
            (Lines{"2021-03-01", "2021-03-01", "2021-03-01", "2021-03-01", "2021-03-01", "2021-03-01", "2020-02-29"}));
  EXPECT_EQ(Read(field, {"2021-02-29", "2021-13-01", "2021-03", "21-03-01", "2021-03-01 00:00", "2021/3-1", "2021031",
                         "01/03/2021", "0000-01-01"}),
            Lines(9, "[malformed]"));
}

TEST_F(CellTest, DatesInDeclaredFormsAndRange) {
  const std::uint32_t field = policy_.AddDate(feed_, "值");
  policy_.field(feed_, field).date_formats = {"DD/MM/YYYY", "D.M.YYYY"};
  policy_.field(feed_, field).lowest = DayOf("2000-01-01");
  policy_.field(feed_, field).highest = DayOf("2021-03-31");
  EXPECT_EQ(Read(field, {"31/12/2020", "1.2.2021", "2021-03-01", "1/12/2020", "1999-12-31", "2021-04-01"}),
            (Lines{"2020-12-31", "2021-02-01", "2021-03-01", "[malformed]", "[out of range]", "[out of range]"}));
  EXPECT_EQ(values_behind_[4], DayOf("2021-03-31"));  // as_of, moved into the range
}

TEST_F(CellTest, Months) {
  const std::uint32_t field = policy_.AddMonth(feed_, "值");
  EXPECT_EQ(Read(field, {"2021-03", "2021/3", "202103", "2021年3月", "2021-13", "2021-03-01", "2021"}),
            (Lines{"2021-03", "2021-03", "2021-03", "2021-03", "[malformed]", "[malformed]", "[malformed]"}));
}

TEST_F(CellTest, YesAndNo) {
  const std::uint32_t field = policy_.AddPlain(feed_, "值", FieldType::kYesNo);
  EXPECT_EQ(Read(field, {"是", "否", "YES", "No", "true", "FALSE", "1", "0", "Ｙｅｓ", "y", "2"}),
            (Lines{"yes", "no", "yes", "no", "yes", "no", "yes", "no", "yes", "[malformed]", "[malformed]"}));
}

TEST_F(CellTest, Choices) {
  const std::uint32_t field = policy_.AddChoice(feed_, "值", {"存续", "吊销", "注销"});
  policy_.field(feed_, field).choices[1].written = {"吊销", "Revoked"};
  policy_.field(feed_, field).choices[2].written = {"Cancelled"};
  EXPECT_EQ(Read(field, {"存续", " 吊销 ", "Revoked", "revoked", "注销", "Cancelled", "迁出"}),
            (Lines{"存续", "吊销", "吊销", "[unknown code]", "[unknown code]", "注销", "[unknown code]"}));
  policy_.field(feed_, field).any_case = true;
  EXPECT_EQ(Read(field, {"rEVOKED", "存续"}), (Lines{"吊销", "存续"}));
}

TEST_F(CellTest, TextsAreTrimmedAndComposed) {
  const std::uint32_t field = policy_.AddPlain(feed_, "值", FieldType::kText);
  EXPECT_EQ(Read(field, {"  甲〔1〕 ", "\"a \"\"b\"\" , c\"", "e\u0301", "\"two\nlines\""}),
            (Lines{"甲〔1〕", "a \"b\" , c", "\u00E9", "two\nlines"}));
}

TEST_F(CellTest, CodesMustBeListed) {
  const std::uint32_t exact = policy_.AddLookup(KeyKind::kExact, {"A01", "B02"});
  const std::uint32_t field = policy_.AddCode(feed_, "值", exact);
  EXPECT_EQ(Read(field, {"A01", " B02", "A0", "A011", "a01"}),
            (Lines{"A01", "B02", "[unknown code]", "[unknown code]", "[unknown code]"}));
  EXPECT_EQ(rejects_.size(), 3u);
}

TEST_F(CellTest, CodesByPrefixOrDefault) {
  const std::uint32_t prefix = policy_.AddLookup(KeyKind::kLongestPrefix, {"C26", "C2614"});
  const std::uint32_t field = policy_.AddCode(feed_, "值", prefix);
  EXPECT_EQ(Read(field, {"C26", "C2614", "C2699", "C2", "D26"}),
            (Lines{"C26", "C2614", "C2699", "[unknown code]", "[unknown code]"}));
  policy_.edition.lookups[prefix].fallback = 0;
  EXPECT_EQ(Read(field, {"D26"}), Lines{"D26"});
}

TEST_F(CellTest, AVeryLongCodeIsRefusedAtOnce) {
  const std::uint32_t prefix = policy_.AddLookup(KeyKind::kLongestPrefix, {"C26"});
  const std::uint32_t field = policy_.AddCode(feed_, "值", prefix);
  EXPECT_EQ(Read(field, {std::string(4'000'000, 'D')}), Lines{"[unknown code]"});
}

TEST_F(CellTest, UsccFields) {
  const std::uint32_t field = policy_.AddPlain(feed_, "值", FieldType::kUscc);
  EXPECT_EQ(Read(field, {"91350100M000100Y43", "91350100m000100y43", "９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y4Z",
                         "91330502000000019Q", "9133"}),
            (Lines{"91350100M000100Y43", "91350100M000100Y43", "91350100M000100Y43", "[malformed]", "[malformed]",
                   "[malformed]"}));
}

TEST_F(CellTest, AnyNumberOfDigitsIsReadInTime) {
  const std::uint32_t field = policy_.AddNumber(feed_, "值", 2, "0", "9");
  EXPECT_EQ(Read(field, {std::string(1'000'000, '9'), "0." + std::string(1'000'000, '0')}), Lines(2, "[malformed]"));
}

TEST(Uscc, GoldenVectors) {
  for (const char* good : {"91350100M000100Y43", "91512081MA62K0260E", "11320000MB151840XJ", "9131000063159284XQ",
                           "91330502000000019P", "913305030000000271", "913305220000000437", "913305020000005370"})
    EXPECT_TRUE(IsUscc(good)) << good;
  for (const char* bad : {"91350100M000100Y4Z", "91330502000000019Q", "", "91350100m000100y43", "9135010OM000100Y43"})
    EXPECT_FALSE(IsUscc(bad)) << bad;
}

// Weights are units modulo 31 and differ from place to place, so a wrong character is always found.
TEST(Uscc, EverySingleWrongCharacterIsFound) {
  const std::string code = "91350100M000100Y43";
  for (std::size_t place = 0; place < 17; ++place) {
    for (unsigned value = 0; value < 31; ++value) {
      std::string wrong = code;
      wrong[place] = UsccCharacter(value);
      EXPECT_EQ(IsUscc(wrong), wrong == code) << wrong;
    }
  }
}

TEST(TextForm, Utf8) {
  EXPECT_TRUE(IsUtf8("plain 汉字 \xF0\x9F\x8C\xB1"));
  for (std::string_view bad : {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE6\xB1", "汉\x80"})
    EXPECT_FALSE(IsUtf8(bad));
  EXPECT_EQ(Printable("a\xFF汉"), "a\\xFF汉");
}

TEST(TextForm, WidthCaseAndComposition) {
  EXPECT_EQ(PlainWidth("ＡＢｃ　１２％汉"), "ABc 12%汉");
  EXPECT_EQ(FoldedCase("ÀB"), FoldedCase("àb"));
  EXPECT_EQ(Composed("A\u030A"), "\u00C5");
  EXPECT_TRUE(IsPlainlyComposed("汉字（ab）、"));
  EXPECT_FALSE(IsPlainlyComposed("e\u0301"));
}

TEST(DateText, EveryDayOfFourCenturiesComesBack) {
  for (Day day = DayOf("1900-01-01"); day < DayOf("2300-01-01"); ++day) {
    const std::string text = DayText(day);
    ASSERT_EQ(ParseDay(text), day);
    ASSERT_EQ(ParseDay(text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2)), day);
  }
}

TEST(Keys, OneFormEach) {
  const auto form = [](FieldType type, std::string_view text) {
    std::string key;
    return ReadKeyField(type, Cell::OfText(text), key) == KeyOutcome::kGood ? key : "refused";
  };
  EXPECT_EQ(form(FieldType::kUscc, " 91350100m000100y43"), "91350100M000100Y43");
  EXPECT_EQ(form(FieldType::kUscc, "91350100M000100Y44"), "refused");
  EXPECT_EQ(form(FieldType::kNumber, "0012"), "12");
  EXPECT_EQ(form(FieldType::kNumber, "1,234.0"), "1234");
  EXPECT_EQ(form(FieldType::kNumber, "12.5"), "refused");
  EXPECT_EQ(form(FieldType::kDate, "2021/3/1"), "2021-03-01");
  EXPECT_EQ(form(FieldType::kMonth, "202103"), "2021-03");
  EXPECT_EQ(form(FieldType::kText, "  甲 "), "甲");
  EXPECT_EQ(form(FieldType::kText, "a\x1F" "b"), "refused");
  EXPECT_EQ(form(FieldType::kText, " "), "refused");
}

}  // namespace
}  // namespace greenrule
