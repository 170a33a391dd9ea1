// One file of the exchange: rows are written as they come, through a small buffer, and some of them are spoiled on the way as real
// deliveries are. How often, and in which ways, is in `Dirt`.
//
// A cell is a text, a whole number, a Fixed (a number with places), a Day, a Month, a bool, or nothing (Blank, an empty optional).
#pragma once

#include <cstdint>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/huzhou_esg/sample/dates.h"
#include "rules/huzhou_esg/sample/random.h"

namespace greenrule::huzhou {

enum class Kind : char { kKey, kText, kWord, kNumber, kAmount, kDay, kMonth, kYesNo };  // kWord: one of a list; kAmount: of a fine
struct Column {
  const char* name;
  Kind kind;
};

struct Fixed {
  std::int64_t value;  // in units of the last place
  int places;
};
inline Fixed Yuan(std::int64_t fen) { return {fen, 2}; }
struct Blank {};

class Cell {  // refers to the text that it was made of
 public:
  Cell(Blank) {}
  Cell(std::string_view text) : form_(kText), text_(text) {}
  Cell(const std::string& text) : Cell(std::string_view(text)) {}
  Cell(const char* text) : Cell(std::string_view(text)) {}
  Cell(bool value) : Cell(value ? "true" : "false") {}
  Cell(int value) : form_(kFixed), value_(value) {}
  Cell(std::int64_t value) : form_(kFixed), value_(value) {}
  Cell(Fixed value) : form_(kFixed), value_(value.value), places_(value.places) {}
  Cell(Day day) : form_(kDay), value_(day.number) {}
  Cell(Month month) : form_(kMonth), value_(month.number) {}
  template <typename T>
  Cell(const std::optional<T>& value) : Cell(value ? Cell(*value) : Cell(Blank{})) {}

 private:
  friend class Sheet;
  enum { kBlank, kText, kFixed, kDay, kMonth } form_ = kBlank;
  std::string_view text_;
  std::int64_t value_ = 0;
  int places_ = 0;
};

enum class Encoding { kUtf8, kUtf8Mark, kGb18030 };
enum class DayForm { kDashes, kSlashes, kHan };  // 2021-03-01, 2021/3/1, 2021年3月1日

struct Dirt {  // rows of a million
  int copies = 1200;        // delivered twice
  int conflicts = 40;       // delivered twice with another number, word or yes-no
  int wrong_keys = 60;      // the check character does not fit
  int orphans = 80;         // once more, under the code of nobody who is registered
  int malformed = 260;      // a date, month, number or word that is none
  int emptied = 40;         // a cell that should be filled is empty
  int wrong_units = 0;      // an amount in 万元: as text with its unit, or multiplied by 10,000
  bool keep_rows = false;   // wrong keys are added and do not replace (the register: everybody stays listed)
};

class Sheet {
 public:
  struct Form {
    Encoding encoding = Encoding::kUtf8;
    DayForm days = DayForm::kDashes;
    bool crlf = false;
    Dirt dirt = {};
  };
  Sheet(const std::string& folder, std::string feed, std::initializer_list<Column> columns, std::uint64_t seed, Form form);
  Sheet(const Sheet&) = delete;

  // A row. In braces the cells are evaluated in their order, whatever the compiler: chance may be drawn in them.
  void Add(std::initializer_list<Cell> row);

  const std::string& feed() const { return feed_; }
  const std::vector<Column>& columns() const { return columns_; }
  std::uint64_t rows() const { return rows_; }
  void Close();  // what could not be written is told by std::ios_base::failure, here or in Add

 private:
  void Put(const Cell& cell, std::string& text) const;
  void WriteRow();
  void Spoil();  // changes the row in the making, and may write it once before
  std::string* Filled(bool (*fits)(Kind));  // a filled cell of such a column, chosen by chance
  void Flush();

  std::string feed_;
  std::vector<Column> columns_;
  Form form_;
  Random random_;
  std::ofstream file_;
  std::string buffer_;
  std::vector<std::string> cells_;  // of the row in the making
  std::uint64_t rows_ = 0;
};

}  // namespace greenrule::huzhou
