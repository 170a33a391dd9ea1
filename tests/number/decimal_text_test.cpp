#include "runtime/number/decimal_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace greenrule {
namespace {

struct Cell {
  const char* text;
  const char* coefficient;
  unsigned decimals;
};

const Cell kCells[] = {
    {"0", "0", 0},
    {"-0", "0", 0},
    {"12", "12", 0},
    {"+12", "12", 0},
    {"-12.50", "-1250", 2},
    {"007.10", "710", 2},
    {".5", "5", 1},
    {"-.05", "-5", 2},
    {"１２３", "123", 0},
    {"－１２．５０", "-1250", 2},
    {"＋７", "7", 0},
    {"\u22125", "-5", 0},
    {"１，２３４．５", "12345", 1},
    {"1,234,567.8", "12345678", 1},
    {"1,234", "1234", 0},
    {"12,345", "12345", 0},
    {"-123,456", "-123456", 0},
    {"  12 ", "12", 0},
    {"\t1.5\r\n", "15", 1},
    {"\u30003.14\u3000", "314", 2},
    {"\u00A0 3\u00A0", "3", 0},
    {"123456789012345678", "123456789012345678", 0},
    {"1234567890123456789012345678901234567890.5", "12345678901234567890123456789012345678905", 1},
};

const char* const kMalformed[] = {
    "",          " ",         "\u3000",  "-",       "+",       ".",      "-.",       "5.",       "1.2.3",
    "12,34",     "1,2345",    "1,23",    ",123",    "123,",    "1,,234", "1234,567", "1,234,56", "0,123",
    "012,345",   "1,234.5,6", "1.234,5", "1.5,000", ".5,000",  "1,234.", "1e5",      "1E5",      "0x10",
    "1 234",     "- 5",       "--5",     "+-5",     "5-",      "(5)",    "5%",       "￥5",      "5元",
    "一",        "NaN",       "inf",     "1'234",   "٣",       "1。5",   "1、234",   "\xef\xbc", "\xff",
    "5\xe3\x80", "1\u30002",  "½",       "1_000",   "5\u200b",
};

TEST(DecimalText, CellsAsPeopleWriteThem) {
  for (const Cell& cell : kCells) {
    const std::optional<Decimal> number = ParseDecimalCell(cell.text);
    ASSERT_TRUE(number) << cell.text;
    EXPECT_EQ(number->coefficient.str(), cell.coefficient) << cell.text;
    EXPECT_EQ(number->decimals, cell.decimals) << cell.text;
  }
}

TEST(DecimalText, WhatIsNoNumberIsMalformed) {
  for (const char* text : kMalformed) {
    EXPECT_FALSE(ParseDecimalCell(text)) << '"' << text << '"';
    std::int64_t coefficient;
    int decimals;
    EXPECT_FALSE(ParseDecimalFast(text, coefficient, decimals)) << '"' << text << '"';
  }
  using namespace std::string_view_literals;
  EXPECT_FALSE(ParseDecimalCell("1\0002"sv));
  EXPECT_FALSE(ParseDecimalCell(std::string(kMaxWrittenDigits + 1, '1')));
  EXPECT_TRUE(ParseDecimalCell(std::string(kMaxWrittenDigits, '1')));
  EXPECT_FALSE(ParseDecimalCell(std::string(5'000'000, '1')));
}

TEST(DecimalText, TheFastPathAgreesOrDeclines) {
  const auto fast = [](std::string_view text) -> std::optional<Decimal> {
    std::int64_t coefficient = 0;
    int decimals = 0;
    if (!ParseDecimalFast(text, coefficient, decimals)) return std::nullopt;
    return Decimal{coefficient, static_cast<unsigned>(decimals)};
  };
  for (const char* taken :
       {"0", "-0", "12", "-12.50", "007.10", "999999999999999999", "-0.99999999999999999"}) {
    EXPECT_EQ(fast(taken).has_value(), true) << taken;
    EXPECT_TRUE(fast(taken) == ParseDecimalCell(taken)) << taken;
  }
  for (const char* declined : {"1234567890123456789", "0.123456789012345678", " 1", ".5", "1,234", "１"}) {
    EXPECT_FALSE(fast(declined)) << declined;
    EXPECT_TRUE(ParseDecimalCell(declined)) << declined;
  }
  // Whatever short text it takes, the full reader reads the same.
  const char alphabet[] = {'0', '1', '9', '.', '-', '+', ',', ' ', 'e'};
  std::mt19937 random(7);
  int agreed = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (unsigned length = random() % 8; text.size() < length;)
      text += alphabet[random() % std::size(alphabet)];
    const std::optional<Decimal> number = fast(text);
    if (!number) continue;
    ++agreed;
    ASSERT_TRUE(number == ParseDecimalCell(text)) << text;
  }
  EXPECT_GT(agreed, 10'000);
}

TEST(DecimalText, BlanksAreTrimmedAtTheEndsAlone) {
  EXPECT_EQ(TrimBlanks(" \t\u3000a b\u00A0\r\n"), "a b");
  EXPECT_EQ(TrimBlanks("\u3000\u3000"), "");
  EXPECT_EQ(TrimBlanks(""), "");
  EXPECT_EQ(TrimBlanks("湖州"), "湖州");
}

TEST(DecimalText, AFloatIsItsShortestDecimal) {
  const auto expect = [](auto value, std::int64_t expected_coefficient, int expected_decimals) {
    std::int64_t coefficient = 0;
    int decimals = 0;
    ASSERT_TRUE(ShortestDecimal(value, coefficient, decimals)) << value;
    EXPECT_EQ(coefficient, expected_coefficient) << value;
    EXPECT_EQ(decimals, expected_decimals) << value;
  };
  expect(0.1, 1, 1);
  expect(-0.0, 0, 0);
  expect(12.5, 125, 1);
  expect(-1234.56, -123456, 2);
  expect(0.1 + 0.2, 30000000000000004, 17);
  expect(100.0, 100, 0);
  expect(9007199254740991.0, 9007199254740991, 0);
  expect(1e15, 1'000'000'000'000'000, 0);
  expect(1e-7, 1, 7);
  expect(5e-324, 5, 324);
  expect(0.1f, 1, 1);
  expect(16777215.0f, 16777215, 0);
  expect(-2.3f, -23, 1);
  std::int64_t coefficient;
  int decimals;
  for (double beyond :
       {9007199254740992.0, -9007199254740992.0, 1e300, std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(ShortestDecimal(beyond, coefficient, decimals)) << beyond;
  }
  for (float beyond : {16777216.0f, 1e30f, std::numeric_limits<float>::infinity(), std::nanf("")}) {
    EXPECT_FALSE(ShortestDecimal(beyond, coefficient, decimals)) << beyond;
  }
}

TEST(DecimalText, AFloatsDecimalReadsBackAsTheFloat) {
  std::mt19937_64 random(754);
  for (int i = 0; i < 20'000; ++i) {
    const double value =
        std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -int(11 + random() % 90));
    std::int64_t coefficient;
    int decimals;
    ASSERT_TRUE(ShortestDecimal(value, coefficient, decimals)) << value;
    EXPECT_TRUE(decimals == 0 || coefficient % 10 != 0) << value;
    const std::string text = FormatScaled(coefficient, static_cast<unsigned>(decimals));
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    const float narrow =
        std::ldexp(static_cast<float>(static_cast<std::int32_t>(random())), -int(8 + random() % 40));
    ASSERT_TRUE(ShortestDecimal(narrow, coefficient, decimals)) << narrow;
    ASSERT_EQ(std::strtof(FormatScaled(coefficient, static_cast<unsigned>(decimals)).c_str(), nullptr),
              narrow);
  }
}

}  // namespace
}  // namespace greenrule
