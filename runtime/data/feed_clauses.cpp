#include "runtime/data/feed_clauses.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <numeric>

#include "runtime/data/date_text.h"
#include "runtime/data/row_copies.h"
#include "runtime/number/lane_integer.h"
#include "runtime/vm/run.h"

namespace greenrule {
namespace {

Disagreement Reporter(const FeedContext& context, const FeedRows& rows) {
  return [&context, &rows](std::uint32_t field, std::uint64_t row) {
    const Field& declared = context.edition.feeds[context.feed].fields[field];
    ++context.report.values_refused;
    context.rejects.push_back({context.feed, false, rows.places[row].record, rows.places[row].line, field,
                               FieldText(declared, rows.columns[field], row, context.texts), Refusal::kAmbiguous});
  };
}

// The values of `distinct by` as bytes; nothing if one of them is not known: such a row is its own event.
bool EventKey(const FeedRows& rows, const std::vector<std::uint32_t>& fields, std::uint64_t row, std::string& key) {
  key.clear();
  for (std::uint32_t field : fields) {
    const RowColumn& column = rows.columns[field];
    if (column.rows() == 0 || column.state(row) != kKnown) return false;
    const Int256 value = column.Get(row);
    key.append(reinterpret_cast<const char*>(value.limb), sizeof value.limb);
  }
  return true;
}

void MergeEvents(const FeedContext& context, FeedRows& rows) {
  const Feed& feed = context.edition.feeds[context.feed];
  const std::vector<std::uint32_t>& fields = feed.distinct_by;
  const Disagreement disagreement = Reporter(context, rows);
  std::vector<char> keep(rows.rows(), 1);
  boost::unordered_flat_map<std::string, std::size_t> event_of;
  std::vector<std::vector<std::uint64_t>> events;
  std::string key;
  for (std::size_t entity = 0; entity < rows.entities(); ++entity) {
    if (rows.offsets[entity + 1] - rows.offsets[entity] < 2) continue;
    event_of.clear();
    events.clear();
    for (std::uint64_t row = rows.offsets[entity]; row < rows.offsets[entity + 1]; ++row) {
      if (!EventKey(rows, fields, row, key)) continue;
      const auto [at, is_new] = event_of.emplace(key, events.size());
      if (is_new) events.emplace_back();
      events[at->second].push_back(row);
    }
    for (const std::vector<std::uint64_t>& copies : events) {
      if (copies.size() < 2) continue;
      if (feed.keep_latest_by == kNone) {
        MergeCopies(rows, copies, context.readers, disagreement);
      } else {
        MergeToOne(rows, copies, feed.keep_latest_by, context.readers, disagreement);
      }
      for (std::size_t i = 1; i < copies.size(); ++i) keep[copies[i]] = 0;
      context.report.rows_merged += copies.size() - 1;
    }
  }
  KeepRows(rows, keep);
}

// Runs one of the edition's filters over the rows.
OutputColumn OverRows(const FeedContext& context, const FeedRows& rows, std::uint32_t filter) {
  std::vector<ColumnData> data(rows.columns.size());
  std::vector<const ColumnData*> columns(rows.columns.size(), nullptr);
  for (std::size_t field = 0; field < rows.columns.size(); ++field) {
    if (rows.columns[field].rows() == 0) continue;
    data[field] = ToColumnData(rows.columns[field]);
    columns[field] = &data[field];
  }
  return RunFilter(context.edition, filter, context.feed, context.as_of, context.texts, columns, rows.rows());
}

// Computed fields that tell copies get a column, as if they had been read.
void Compute(const FeedContext& context, FeedRows& rows) {
  const Feed& feed = context.edition.feeds[context.feed];
  if (rows.rows() == 0) return;
  for (std::uint32_t field = 0; field < feed.fields.size(); ++field) {
    if (feed.fields[field].formula == kNone) continue;
    const OutputColumn values = OverRows(context, rows, feed.fields[field].formula);
    const bool condition = values.values.lane() == Lane::kByte;
    RowColumn& column = rows.columns[field];
    column.Resize(rows.rows());
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      if (values.states[row] == kKnown) {
        column.Set(row, condition ? Int64{values.values.as<std::uint8_t>()[row]} : values.values.as<Int64>()[row]);
        column.SetState(row, kKnown);
      } else {
        context.readers[field].PutState(values.states[row], row, column);
      }
    }
  }
}

void Filter(const FeedContext& context, FeedRows& rows) {
  if (rows.rows() == 0) return;
  const OutputColumn condition = OverRows(context, rows, context.edition.feeds[context.feed].filter);
  const std::uint8_t* holds = condition.values.as<std::uint8_t>();
  std::vector<char> keep(rows.rows(), 1);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (IsMissing(condition.states[row])) {
      rows.row_states[row] = std::max(rows.row_states[row], condition.states[row]);
    } else if (condition.states[row] == kNotApplicable || holds[row] == 0) {
      keep[row] = 0;
      ++context.report.rows_filtered;
    }
  }
  KeepRows(rows, keep);
}

void MergeEntities(const FeedContext& context, FeedRows& rows) {
  const Feed& feed = context.edition.feeds[context.feed];
  const Disagreement disagreement = Reporter(context, rows);
  std::vector<char> keep(rows.rows(), 1);
  std::vector<std::uint64_t> copies;
  for (std::size_t entity = 0; entity < rows.entities(); ++entity) {
    const std::uint64_t begin = rows.offsets[entity], end = rows.offsets[entity + 1];
    if (begin == end || (end - begin == 1 && rows.row_states[begin] == kKnown)) continue;
    copies.resize(end - begin);
    std::iota(copies.begin(), copies.end(), begin);
    if (MergeToOne(rows, copies, feed.keep_latest_by, context.readers, disagreement)) ++context.report.rows_unsure;
    std::fill(keep.begin() + static_cast<std::ptrdiff_t>(begin) + 1, keep.begin() + static_cast<std::ptrdiff_t>(end), 0);
    context.report.rows_merged += end - begin - 1;
  }
  KeepRows(rows, keep);
}

void RefuseTooMany(const FeedContext& context, FeedRows& rows, const std::function<std::string(std::uint32_t)>& key_of) {
  const std::uint32_t limit = context.edition.feeds[context.feed].up_to;
  std::vector<char> keep(rows.rows(), 1);
  for (std::uint32_t entity = 0; entity < rows.entities(); ++entity) {
    const std::uint64_t begin = rows.offsets[entity], end = rows.offsets[entity + 1];
    if (end - begin <= limit) continue;
    rows.PutFeedState(entity, kTooManyRows);
    for (std::uint64_t row = begin; row < end; ++row) {
      keep[row] = 0;
      ++context.report.rows_refused;
      context.rejects.push_back({context.feed, false, rows.places[row].record, rows.places[row].line, kNone,
                                 key_of(entity), Refusal::kTooManyRows});
    }
  }
  KeepRows(rows, keep);
}

}  // namespace

void ApplyClauses(const FeedContext& context, FeedRows& rows, const std::function<std::string(std::uint32_t)>& key_of,
                  bool as_one) {
  const Feed& feed = context.edition.feeds[context.feed];
  Compute(context, rows);
  if (!feed.distinct_by.empty()) MergeEvents(context, rows);
  if (feed.filter != kNone) Filter(context, rows);
  const bool one = as_one || !feed.many;
  if (one) MergeEntities(context, rows);
  if (feed.at_least_one) {
    for (std::uint32_t entity = 0; entity < rows.entities(); ++entity) {
      if (rows.offsets[entity] == rows.offsets[entity + 1]) rows.PutFeedState(entity, kNoRows);
    }
  }
  if (!one) {
    RefuseTooMany(context, rows, key_of);
    for (State state : rows.row_states) context.report.rows_unsure += state != kKnown;
  }
  context.report.rows_kept = rows.rows();
}

std::string FieldText(const Field& field, const RowColumn& column, std::size_t row, const TextPool& texts) {
  if (column.state(row) != kKnown) return {};
  const std::int64_t value = column.Low(row);
  switch (field.type) {
    case FieldType::kNumber: return FormatScaled(column.Get(row), field.decimals);
    case FieldType::kDate: return DayText(static_cast<Day>(value));
    case FieldType::kMonth: return MonthText(value);
    case FieldType::kYesNo: return value != 0 ? "yes" : "no";
    case FieldType::kChoice: return field.choices[static_cast<std::size_t>(value)].name;
    case FieldType::kText:
    case FieldType::kCode:
    case FieldType::kUscc: return std::string(texts.Text(value));
  }
  return {};
}

}  // namespace greenrule
