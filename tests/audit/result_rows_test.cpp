#include "runtime/audit/result_rows.h"

#include <gtest/gtest.h>

namespace greenrule {
namespace {

// A table of texts; "∅" stands for a cell that has none.
class Texts final : public OutputTable {
 public:
  Texts(std::vector<Column> columns, std::vector<std::vector<std::string>> rows) : rows_(std::move(rows)) {
    columns_ = std::move(columns);
  }
  std::size_t rows() const override { return rows_.size(); }
  bool Text(std::size_t row, std::size_t column, std::string& text) const override {
    text = rows_[row][column];
    return text != "∅";
  }
  Int128 Number(std::size_t, std::size_t) const override { return 0; }

 private:
  std::vector<std::vector<std::string>> rows_;
};

constexpr auto kText = OutputTable::Kind::kText;
constexpr auto kNumber = OutputTable::Kind::kNumber;

ResultTable Table(std::vector<std::vector<std::string>> rows) {
  return {
      "firm", 1,
      std::make_unique<Texts>(
          std::vector<OutputTable::Column>{{"id", kText, 0, 0}, {"points", kNumber, 5, 1}}, std::move(rows))};
}

std::vector<TableHash> HashesOf(std::vector<std::vector<std::string>> rows, unsigned threads = 1,
                                std::string* file = nullptr) {
  std::vector<ResultTable> tables;
  tables.push_back(Table(std::move(rows)));
  if (file == nullptr) return HashTables(tables, threads);
  return HashTables(tables, threads, [&](std::string_view bytes) { *file += bytes; });
}

std::string Little(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}
std::string Cell(const std::string& text) {
  return "\1" + Little(text.size(), 4) + text;
}

// The hash as docs/audit.md writes it down, built anew from its words.
TEST(ResultRows, TheHashIsTheOneThatIsWrittenDown) {
  const std::string a = Cell("a") + Cell("1.5"), b = Cell("b") + std::string(1, '\0');
  const auto digest = [](const std::string& bytes) {
    const Digest made = Sha256(bytes);
    return std::string(made.begin(), made.end());
  };
  const std::string all = "greenrule results 1\n" + Little(4, 4) + "firm" + Little(1, 4) + Little(2, 4) +
                          "t" + Little(2, 4) + "id" + "n" + Little(6, 4) + "points" + Little(2, 8) +
                          Cell("a") + digest(a) + Cell("b") + digest(b);
  const std::vector<TableHash> hashes = HashesOf({{"b", "∅"}, {"a", "1.5"}});
  ASSERT_EQ(hashes.size(), 1u);
  EXPECT_EQ(Hex(hashes[0].sha256), Hex(Sha256(all)));
  EXPECT_EQ(hashes[0].rows, 2u);
}

TEST(ResultRows, OrderAndThreadsDoNotMatter) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 10000; ++i) rows.push_back({std::to_string(i * 7919 % 10007), std::to_string(i)});
  std::string file;
  const Digest one = HashesOf(rows, 1, &file)[0].sha256;
  for (unsigned threads : {2u, 3u, 16u}) {
    std::string other;
    EXPECT_EQ(HashesOf(rows, threads, &other)[0].sha256, one);
    EXPECT_EQ(other, file);
  }
  std::ranges::reverse(rows);
  EXPECT_EQ(HashesOf(rows)[0].sha256, one);
  rows[17][1] += "0";
  EXPECT_NE(HashesOf(rows)[0].sha256, one);
}

TEST(ResultRows, WhatLooksAlikeIsNotTheSame) {
  const Digest empty = HashesOf({{"a", ""}})[0].sha256, missing = HashesOf({{"a", "∅"}})[0].sha256;
  EXPECT_NE(empty, missing);
  EXPECT_NE(HashesOf({{"ab", "c"}})[0].sha256, HashesOf({{"a", "bc"}})[0].sha256);
  EXPECT_NE(HashesOf({})[0].sha256, HashesOf({{"a", "1"}})[0].sha256);
}

TEST(ResultRows, TheRowsFileIsReadOnlyWhereItFits) {
  std::string file;
  const std::vector<TableHash> hashes = HashesOf({{"b", "∅"}, {"a", "1.5"}}, 1, &file);
  const auto read = RecordedRows::Read(file, hashes);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->Rows(0).size(), 2u);
  const auto cells = CellsOf(read->Rows(0)[0], 2);
  ASSERT_TRUE(cells);
  EXPECT_EQ((*cells)[0], "a");
  EXPECT_EQ((*cells)[1], "1.5");
  EXPECT_FALSE((*CellsOf(read->Rows(0)[1], 2))[1]);
  // Whatever byte is altered, dropped or added, and wherever it ends.
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string altered = file;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_FALSE(RecordedRows::Read(altered, hashes)) << at;
    EXPECT_FALSE(RecordedRows::Read(std::string_view(file).substr(0, at), hashes)) << at;
  }
  EXPECT_FALSE(RecordedRows::Read(file + "x", hashes));
}

}  // namespace
}  // namespace greenrule
