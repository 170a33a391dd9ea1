#include "runtime/data/record_reader.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <deque>
#include <future>
#include <limits>

#include "runtime/data/key_reader.h"
#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

std::uint32_t Clipped(std::uint64_t number) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

// What became of a batch, before it is joined with the others.
struct ReadBatch {
  RecordBatch batch;
  std::vector<std::uint32_t> kept;         // records of the batch that are rows
  std::vector<std::uint32_t> entity;       // of each; kNone while its key has yet to be added to the listing
  std::vector<std::string_view> new_keys;  // of each, for a listing
  std::vector<State> row_states;           // of each
  std::vector<FieldColumn> columns;        // per field
  std::vector<Reject> rejects;
  std::uint64_t mapping = 0, after_as_of = 0, orphans = 0, blanks = 0, values_refused = 0;
};

class BatchReader {
 public:
  BatchReader(const ColumnFit& fit, const std::vector<FieldReader>& readers, const ReadPlan& plan)
      : fit_(fit), readers_(readers), plan_(plan), feed_(plan.edition->feeds[plan.feed]) {}

  ReadBatch Read(RecordBatch batch) const {
    ReadBatch read;
    read.batch = std::move(batch);
    for (BrokenRecord& broken : read.batch.broken)
      read.rejects.push_back({plan_.feed, false, broken.record, broken.line, kNone, std::move(broken.text), broken.refusal});
    FindEntities(read);
    read.columns.reserve(readers_.size());
    for (std::size_t field = 0; field < readers_.size(); ++field) read.columns.push_back(readers_[field].MakeColumn(0));
    read.row_states.assign(read.kept.size(), kKnown);
    if (feed_.dated_by != kNone) DropAfterAsOf(read);
    for (std::uint32_t field = 0; field < readers_.size(); ++field) {
      if (field != feed_.dated_by) ReadField(field, read);
    }
    return read;
  }

  // The entity's row by its key, and why there is none. `key` is what the record has, mapped where that is known.
  struct Found {
    std::uint32_t entity = kNone;
    std::optional<Refusal> refusal;
    std::uint32_t through = kNone;  // number of the key map by which it was mapped
  };
  Found Find(const RecordBatch& batch, std::size_t record, std::string& key) const {
    boost::container::small_vector<const Cell*, 4> cells;
    for (std::uint32_t place : fit_.key) cells.push_back(&batch.at(record, place));
    // Most keys are written as they are kept.
    if (cells.size() == 1 && plan_.map == nullptr && plan_.population != nullptr && cells[0]->kind == Cell::Kind::kText) {
      const std::uint32_t number = plan_.population->Find(cells[0]->text);
      if (number != kNone && (*plan_.row_of)[number] != kNone) return {(*plan_.row_of)[number], std::nullopt, kNone};
    }
    const KeyOutcome outcome = ReadKey(plan_.key_types, cells.data(), key);
    if (outcome == KeyOutcome::kBlank) return {kNone, Refusal::kKeyBlank};
    const std::uint32_t through = MappedNumber(key);
    if (through != kNone) key = plan_.map->to[through];
    if (through == kNone && outcome != KeyOutcome::kGood) return {kNone, Refusal::kKeyMalformed};
    if (plan_.population == nullptr) return {};
    const std::uint32_t row = RowOf(key);
    if (row == kNone) return {kNone, Refusal::kNotListed};
    return {row, std::nullopt, through};
  }

  // Notes whom a record of the list of answers names; kNotListed: nobody that counts.
  std::optional<Refusal> Answer(const RecordBatch& batch, std::size_t record, std::string& key, Answered& answered,
                                FeedReport& report) const {
    boost::container::small_vector<const Cell*, 4> cells;
    for (std::uint32_t place : fit_.key) cells.push_back(&batch.at(record, place));
    const KeyOutcome outcome = ReadKey(plan_.key_types, cells.data(), key);
    if (outcome == KeyOutcome::kBlank) return Refusal::kKeyBlank;
    const std::uint32_t through = MappedNumber(key);
    if (through != kNone) answered.mapped[through] = 1;
    const std::uint32_t row = RowOf(key);
    if (row != kNone) {
      report.answers += !answered.entities[row];
      answered.entities[row] = 1;
    } else if (through == kNone) {
      return outcome == KeyOutcome::kGood ? Refusal::kNotListed : Refusal::kKeyMalformed;
    }
    return std::nullopt;
  }

  // The key of a record as it was written.
  std::string WrittenKey(const RecordBatch& batch, std::size_t record) const {
    std::string written;
    for (std::size_t i = 0; i < fit_.key.size(); ++i)
      written += (i == 0 ? "" : ", ") + CellText(batch.at(record, fit_.key[i]));
    return written;
  }

 private:
  // The number by which a key stands for another.
  std::uint32_t MappedNumber(const std::string& key) const {
    const std::uint32_t number = plan_.map == nullptr ? kNone : plan_.map->index.Find(key);
    return number == kNone || plan_.map->to[number].empty() ? kNone : number;
  }

  std::uint32_t RowOf(const std::string& key) const {
    const std::uint32_t number = plan_.population->Find(key);
    return number == kNone ? kNone : (*plan_.row_of)[number];
  }

  bool IsAnswered(const Found& found) const {
    const Answered* answered = plan_.answered;
    return answered == nullptr || answered->entities[found.entity] || (found.through != kNone && answered->mapped[found.through]);
  }

  Reject RejectOf(const RecordBatch& batch, std::size_t record, std::uint32_t field, std::string value,
                  Refusal refusal) const {
    return {plan_.feed, false, batch.records[record], batch.lines.empty() ? 0 : batch.lines[record], field,
            std::move(value), refusal};
  }

  void FindEntities(ReadBatch& read) const {
    RecordBatch& batch = read.batch;
    read.kept.reserve(batch.size());
    read.entity.reserve(batch.size());
    std::string key;
    for (std::uint32_t record = 0; record < batch.size(); ++record) {
      Found found = Find(batch, record, key);
      if (!found.refusal && !IsAnswered(found)) found.refusal = Refusal::kNotAnswered;
      if (found.refusal == Refusal::kNotListed && plan_.maps_keys) {
        ++read.mapping;
      } else if (found.refusal) {
        read.orphans += found.refusal == Refusal::kNotListed;
        read.rejects.push_back(RejectOf(batch, record, kNone, WrittenKey(batch, record), *found.refusal));
      } else {
        read.kept.push_back(record);
        read.entity.push_back(found.entity);
        if (plan_.population == nullptr) read.new_keys.push_back(batch.Keep(key));
      }
    }
  }

  void ReadField(std::uint32_t field, ReadBatch& read) const {
    const std::uint32_t place = fit_.fields[field];
    if (place == kNone) return;
    FieldColumn& column = read.columns[field];
    column = readers_[field].MakeColumn(read.kept.size());
    for (std::size_t row = 0; row < read.kept.size(); ++row) {
      const Cell& cell = read.batch.at(read.kept[row], place);
      const FieldReader::Remark remark = readers_[field].Read(cell, read.batch, row, column);
      read.blanks += remark.blank;
      if (!remark.refusal) continue;
      ++read.values_refused;
      read.rejects.push_back(RejectOf(read.batch, read.kept[row], field, CellText(cell), *remark.refusal));
    }
  }

  // Reads the field that dates the rows, and drops those whose date is known and after as_of.
  void DropAfterAsOf(ReadBatch& read) const {
    const std::uint32_t field = feed_.dated_by;
    ReadField(field, read);
    FieldColumn& dates = read.columns[field];
    const bool month = feed_.fields[field].type == FieldType::kMonth;
    const std::int64_t last = month ? MonthOfDay(plan_.as_of) : plan_.as_of;
    std::size_t to = 0;
    for (std::size_t row = 0; row < dates.column.rows(); ++row) {
      const State state = dates.column.state(row);
      if (state == kKnown && dates.column.Low(row) > last) {
        ++read.after_as_of;
        continue;
      }
      if (to != row) {
        read.kept[to] = read.kept[row];
        read.entity[to] = read.entity[row];
        if (!read.new_keys.empty()) read.new_keys[to] = read.new_keys[row];
        dates.column.Copy(to, row);
      }
      read.row_states[to] = IsMissing(state) ? state : kKnown;
      ++to;
    }
    read.kept.resize(to);
    read.entity.resize(to);
    if (!read.new_keys.empty()) read.new_keys.resize(to);
    read.row_states.resize(to);
    dates.column.Resize(to);
  }

  const ColumnFit& fit_;
  const std::vector<FieldReader>& readers_;
  const ReadPlan& plan_;
  const Feed& feed_;
};

void Join(ReadBatch& read, const ReadPlan& plan, TextPool& texts, RawRows& rows, FeedReport& report,
          std::vector<Reject>& rejects) {
  report.rows_read += read.batch.size() + read.batch.broken.size();
  report.rows_mapping += read.mapping;
  report.rows_after_as_of += read.after_as_of;
  report.rows_orphaned += read.orphans;
  report.rows_refused += read.rejects.size() - read.values_refused;
  report.values_refused += read.values_refused;
  report.values_blank += read.blanks;
  rejects.insert(rejects.end(), std::make_move_iterator(read.rejects.begin()), std::make_move_iterator(read.rejects.end()));

  for (std::size_t row = 0; row < read.kept.size(); ++row) {
    const std::uint32_t record = read.kept[row];
    rows.places.push_back({Clipped(read.batch.records[record]),
                           read.batch.lines.empty() ? 0 : Clipped(read.batch.lines[record])});
    if (plan.listing != nullptr) read.entity[row] = plan.listing->Add(read.new_keys[row]);
  }
  rows.entity.insert(rows.entity.end(), read.entity.begin(), read.entity.end());
  rows.row_states.insert(rows.row_states.end(), read.row_states.begin(), read.row_states.end());
  for (std::size_t field = 0; field < read.columns.size(); ++field) {
    if (!plan.stored[field]) continue;
    FieldColumn& column = read.columns[field];
    for (std::size_t row = 0; row < column.texts.size(); ++row) {
      if (column.texts[row].data() != nullptr) column.column.Set(row, texts.Intern(column.texts[row]));
    }
    rows.columns[field].Append(column.column);
  }
}

}  // namespace

bool ReadRecords(RecordSource& source, const ColumnFit& fit, const std::vector<FieldReader>& readers, const ReadPlan& plan,
                 TextPool& texts, RawRows& rows, FeedReport& report, std::vector<Reject>& rejects) {
  const BatchReader reader(fit, readers, plan);
  for (const FieldReader& field : readers) rows.columns.emplace_back(field.lane());
  source.Choose(fit.columns);
  std::deque<std::future<ReadBatch>> under_way;
  const auto join_first = [&] {
    ReadBatch read = under_way.front().get();
    under_way.pop_front();
    Join(read, plan, texts, rows, report, rejects);
    if (plan.progress) plan.progress(source.done(), source.all());
  };
  // This thread splits records and joins batches; the others read cells.
  const auto policy = plan.threads > 1 ? std::launch::async : std::launch::deferred;
  RecordBatch batch;
  while (source.Next(batch)) {
    under_way.push_back(std::async(policy, [&reader, moved = std::move(batch)]() mutable {
      return reader.Read(std::move(moved));
    }));
    if (under_way.size() >= plan.threads) join_first();
  }
  while (!under_way.empty()) join_first();
  report.empty_lines = source.empty_lines();
  return !source.failure();
}

bool ReadAnswers(RecordSource& source, const ColumnFit& fit, const ReadPlan& plan, Answered& answered, FeedReport& report,
                 std::vector<Reject>& rejects) {
  const std::vector<FieldReader> no_fields;
  const BatchReader reader(fit, no_fields, plan);
  source.Choose(fit.columns);
  RecordBatch batch;
  std::string key;
  while (source.Next(batch)) {
    for (BrokenRecord& broken : batch.broken)
      rejects.push_back({plan.feed, true, broken.record, broken.line, kNone, std::move(broken.text), broken.refusal});
    for (std::size_t record = 0; record < batch.size(); ++record) {
      const std::optional<Refusal> refusal = reader.Answer(batch, record, key, answered, report);
      if (!refusal || *refusal == Refusal::kNotListed) continue;
      rejects.push_back({plan.feed, true, batch.records[record], batch.lines.empty() ? 0 : batch.lines[record], kNone,
                         reader.WrittenKey(batch, record), *refusal});
    }
  }
  return !source.failure();
}

}  // namespace greenrule
