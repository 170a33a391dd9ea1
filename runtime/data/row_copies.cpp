#include "runtime/data/row_copies.h"

#include <algorithm>

namespace greenrule {
namespace {

constexpr std::uint64_t kNoRow = ~std::uint64_t{0};

bool Says(State state) { return state == kKnown || state == kNotApplicable; }

// The first row that says something and the first later one that contradicts it, among rows of one member or of all.
struct Verdict {
  std::uint64_t first = kNoRow, contradiction = kNoRow;
};

template <class Takes>
Verdict Hear(const RowColumn& column, std::span<const std::uint64_t> copies, Takes takes) {
  Verdict verdict;
  for (std::uint64_t row : copies) {
    if (!takes(row) || !Says(column.state(row))) continue;
    if (verdict.first == kNoRow) {
      verdict.first = row;
    } else if (verdict.contradiction == kNoRow && !column.Agree(verdict.first, row)) {
      verdict.contradiction = row;
    }
  }
  return verdict;
}

void MergeField(FeedRows& rows, std::uint32_t field, std::span<const std::uint64_t> copies, const FieldReader& reader,
                const Disagreement& disagreement) {
  RowColumn& column = rows.columns[field];
  Verdict verdict = Hear(column, copies, [](std::uint64_t) { return true; });
  if (verdict.first == kNoRow) {
    State worst = kKnown;
    for (std::uint64_t row : copies) worst = std::max(worst, column.state(row));
    reader.PutState(worst, copies.front(), column);
    return;
  }
  if (verdict.contradiction != kNoRow && !rows.members.empty()) {
    std::uint32_t named_first = kNone;
    for (std::uint64_t row : copies) {
      if (Says(column.state(row))) named_first = std::min(named_first, rows.members[row]);
    }
    verdict = Hear(column, copies, [&](std::uint64_t row) { return rows.members[row] == named_first; });
  }
  if (verdict.contradiction == kNoRow) {
    column.Copy(copies.front(), verdict.first);
    return;
  }
  disagreement(field, verdict.contradiction);
  reader.PutState(kAmbiguous, copies.front(), column);
}

}  // namespace

void MergeCopies(FeedRows& rows, std::span<const std::uint64_t> copies, const std::vector<FieldReader>& readers,
                 const Disagreement& disagreement) {
  for (std::uint32_t field = 0; field < rows.columns.size(); ++field) {
    if (rows.columns[field].rows() > 0) MergeField(rows, field, copies, readers[field], disagreement);
  }
  rows.row_states[copies.front()] = StateOfCopies(rows, copies);
}

State StateOfCopies(const FeedRows& rows, std::span<const std::uint64_t> copies) {
  State least = kNotApplicable, worst = kKnown;
  for (std::uint64_t row : copies) {
    least = std::min(least, rows.row_states[row]);
    worst = std::max(worst, rows.row_states[row]);
  }
  return least == kKnown ? least : worst;
}

bool MergeToOne(FeedRows& rows, std::span<const std::uint64_t> copies, std::uint32_t latest,
                const std::vector<FieldReader>& readers, const Disagreement& disagreement) {
  const std::uint64_t first = copies.front();
  const State belongs = StateOfCopies(rows, copies);
  const RowColumn* dates = latest == kNone ? nullptr : &rows.columns[latest];
  const auto dated = [&](std::uint64_t row) { return dates == nullptr || dates->state(row) == kKnown; };

  // Which rows surely are the feed's row, and which only may be.
  std::vector<std::uint64_t> sure, unsure;
  Int256 newest(0);
  for (std::uint64_t row : copies) {
    if (rows.row_states[row] != kKnown || !dated(row)) {
      unsure.push_back(row);
      continue;
    }
    if (dates != nullptr) {
      const Int256 date = dates->Get(row);
      if (!sure.empty() && date < newest) continue;
      if (sure.empty() || date > newest) sure.clear();
      newest = date;
    }
    sure.push_back(row);
  }
  if (!sure.empty() && dates != nullptr)
    std::erase_if(unsure, [&](std::uint64_t row) { return dated(row) && dates->Get(row) < newest; });
  // A single row without a date is the latest of those there are.
  if (sure.empty() && unsure.size() == 1 && rows.row_states[unsure[0]] == kKnown) sure.swap(unsure);

  const auto reason_of = [&](std::uint64_t row) {
    State reason = rows.row_states[row];
    if (!dated(row)) reason = std::max(reason, IsMissing(dates->state(row)) ? dates->state(row) : State{kNotSupplied});
    return reason;
  };
  const std::vector<std::uint64_t>& deciding = sure.empty() ? unsure : sure;

  MergeCopies(rows, deciding, readers, disagreement);
  const std::uint64_t merged = deciding.front();
  bool doubted = false;
  for (std::uint32_t field = 0; field < rows.columns.size(); ++field) {
    RowColumn& column = rows.columns[field];
    if (column.rows() == 0) continue;
    State doubt = kKnown;
    for (std::uint64_t row : unsure) {
      const bool confirms = !sure.empty() && column.Agree(merged, row);
      const bool only_undated = sure.empty() && rows.row_states[row] == kKnown;
      if (!confirms && !only_undated) doubt = std::max(doubt, reason_of(row));
    }
    if (doubt != kKnown) {
      const State own = column.state(merged);
      readers[field].PutState(IsMissing(own) ? std::max(own, doubt) : doubt, merged, column);
      doubted = true;
    }
    if (merged != first) column.Copy(first, merged);
  }
  rows.row_states[first] = belongs;
  rows.places[first] = rows.places[merged];
  if (!rows.members.empty()) rows.members[first] = rows.members[merged];
  return doubted;
}

}  // namespace greenrule
