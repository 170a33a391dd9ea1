// Reads the cells of one field: what a policy declares about it (type, decimals, range, blanks, spellings) applied to what was
// written. Nothing is guessed and nothing is altered: a cell is the value that it shows, or missing with a reason.
//
// A reader is made once per field and may be used by several threads at once. Texts are delivered beside the values, since
// only one thread may add to the TextPool; codes that are constants of the program come with their id.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "runtime/data/record_source.h"
#include "runtime/data/row_column.h"
#include "runtime/program/program.h"

namespace greenrule {

// The field's values for the rows of a batch. In `texts`, a text that still needs its id; its data is nullptr where there is
// none (the value stands in `column`).
struct FieldColumn {
  RowColumn column;
  std::vector<std::string_view> texts;  // empty for fields without texts
};

class FieldReader {
 public:
  FieldReader(const Edition& edition, const Field& field, Day as_of);

  bool HoldsTexts() const { return holds_texts_; }
  Lane lane() const { return lane_; }
  FieldColumn MakeColumn(std::size_t rows) const;

  // What must be said about a cell: a refusal, or a blank that is normal.
  struct Remark {
    bool blank = false;                // an empty cell, or one written as missing
    std::optional<Refusal> refusal = std::nullopt;
  };
  // Reads one cell into a row; texts are kept by the batch.
  Remark Read(const Cell& cell, RecordBatch& batch, std::size_t row, FieldColumn& out) const;

  // Puts a state into a row, with a value within the field's range behind it.
  void PutState(State state, std::size_t row, RowColumn& column) const;

 private:
  struct Transparent {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using TextIds = std::unordered_map<std::string, std::int64_t, Transparent, std::equal_to<>>;

  Remark Blank(std::size_t row, FieldColumn& out) const;
  Remark Refuse(Refusal refusal, std::size_t row, FieldColumn& out) const;
  Remark ReadText(std::string_view trimmed, RecordBatch& batch, std::size_t row, FieldColumn& out) const;
  Remark ReadNumber(const Cell& cell, std::string_view trimmed, std::size_t row, FieldColumn& out) const;
  Remark PutNumber(Int128 coefficient, unsigned decimals, std::size_t row, FieldColumn& out) const;
  Remark PutInteger(Integer coefficient, unsigned decimals, std::size_t row, FieldColumn& out) const;
  Remark PutCounted(std::optional<std::int64_t> value, std::size_t row, FieldColumn& out) const;
  Remark PutText(std::string_view text, std::size_t row, FieldColumn& out) const;
  std::optional<std::int64_t> DayIn(std::string_view text) const;
  std::optional<std::int64_t> MonthIn(std::string_view text) const;
  bool CodeListed(std::string_view code) const;

  const Field& field_;
  Lane lane_;
  bool holds_texts_;
  Int256 behind_;       // stands behind a state
  Int256 blank_value_;
  bool narrow_ = false;  // the range lies within 128 bits
  Int128 lowest_ = 0, highest_ = 0;
  TextIds choices_;     // spelling to index
  TextIds codes_;       // constants of the lookup's first key, to text id
  std::size_t longest_code_ = 0;
  bool codes_by_prefix_ = false, any_code_ = false;
  std::unordered_set<std::string, Transparent, std::equal_to<>> missing_written_;
};

}  // namespace greenrule
