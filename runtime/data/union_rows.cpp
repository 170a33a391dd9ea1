#include "runtime/data/union_rows.h"

#include <algorithm>

#include "runtime/program/calendar.h"

namespace greenrule {
namespace {

bool SameNames(const std::vector<Field::Choice>& a, const std::vector<Field::Choice>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Field::Choice& x, const Field::Choice& y) { return x.name == y.name; });
}

// Values of `from` mean the same as values of `to`.
bool SameForm(const Field& to, const RowColumn& to_column, const Field& from, const RowColumn& from_column) {
  if (to.type != from.type || to_column.lane() != from_column.lane()) return false;
  if (to.type == FieldType::kChoice) return SameNames(to.choices, from.choices);
  return to.decimals == from.decimals && to.lowest <= from.lowest && from.highest <= to.highest;
}

// The index of the choice of the same name, kNone if there is none.
std::uint32_t ChoiceNamed(const Field& field, const std::string& name) {
  for (std::uint32_t i = 0; i < field.choices.size(); ++i) {
    if (field.choices[i].name == name) return i;
  }
  return kNone;
}

// Copies the values of one member's field into the union's, reading them anew where the two fields differ in form.
class FieldCopier {
 public:
  FieldCopier(const FeedContext& context, std::uint32_t field, const Field* from, const RowColumn* from_column,
              RowColumn& to_column)
      : context_(context),
        reader_(context.readers[field]),
        index_(field),
        field_(context.edition.feeds[context.feed].fields[field]),
        from_(from),
        from_column_(from_column),
        to_(to_column),
        same_(from != nullptr && SameForm(field_, to_column, *from, *from_column)) {}

  void Copy(std::uint64_t to, std::uint64_t row, const RowPlace& place) const {
    if (from_ == nullptr) return reader_.PutState(kNotSupplied, to, to_);
    const State state = from_column_->state(row);
    if (state != kKnown) return reader_.PutState(state, to, to_);
    if (same_) return to_.CopyFrom(to, *from_column_, row);
    const std::string text = FieldText(*from_, *from_column_, row, context_.texts);
    if (field_.type == FieldType::kChoice) {
      if (const std::uint32_t choice = ChoiceNamed(field_, text); choice != kNone) {
        to_.Set(to, Int64{choice});
        to_.SetState(to, kKnown);
        return;
      }
    }
    RecordBatch batch;
    FieldColumn one = reader_.MakeColumn(1);
    const FieldReader::Remark remark = reader_.Read(Cell::OfText(text), batch, 0, one);
    if (!one.texts.empty() && one.texts[0].data() != nullptr) one.column.Set(0, context_.texts.Intern(one.texts[0]));
    to_.CopyFrom(to, one.column, 0);
    if (!remark.refusal) return;
    ++context_.report.values_refused;
    context_.rejects.push_back({context_.feed, false, place.record, place.line, index_, text, *remark.refusal});
  }

 private:
  const FeedContext& context_;
  const FieldReader& reader_;
  std::uint32_t index_;
  const Field& field_;
  const Field* from_;
  const RowColumn* from_column_;
  RowColumn& to_;
  bool same_;
};

void DropAfterAsOf(const FeedContext& context, FeedRows& rows) {
  const Feed& feed = context.edition.feeds[context.feed];
  if (feed.dated_by == kNone || rows.columns[feed.dated_by].rows() == 0) return;
  const RowColumn& dates = rows.columns[feed.dated_by];
  const bool month = feed.fields[feed.dated_by].type == FieldType::kMonth;
  const std::int64_t last = month ? MonthOfDay(context.as_of) : context.as_of;
  std::vector<char> keep(rows.rows(), 1);
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (IsMissing(dates.state(row))) {
      rows.row_states[row] = std::max(rows.row_states[row], dates.state(row));
    } else if (dates.state(row) == kKnown && dates.Low(row) > last) {
      keep[row] = 0;
      ++context.report.rows_after_as_of;
    }
  }
  KeepRows(rows, keep);
}

}  // namespace

FeedRows JoinUnion(const FeedContext& context, const std::vector<const FeedRows*>& members, std::size_t entities) {
  const Feed& feed = context.edition.feeds[context.feed];
  FeedRows rows;
  rows.offsets.assign(entities + 1, 0);
  for (std::size_t entity = 0; entity < entities; ++entity) {
    rows.offsets[entity + 1] = rows.offsets[entity];
    for (const FeedRows* member : members) rows.offsets[entity + 1] += member->offsets[entity + 1] - member->offsets[entity];
  }
  const std::uint64_t count = rows.offsets.back();
  rows.places.resize(count);
  rows.members.resize(count);
  rows.row_states.resize(count);
  for (std::uint32_t field = 0; field < feed.fields.size(); ++field) {
    rows.columns.emplace_back(context.readers[field].lane());
    if (!feed.fields[field].computed) rows.columns[field].Resize(count);
  }

  std::vector<std::uint64_t> next(rows.offsets.begin(), rows.offsets.end() - 1);
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const FeedRows& member = *members[m];
    const Feed& of = context.edition.feeds[feed.union_of[m]];
    std::vector<FieldCopier> copiers;
    for (std::uint32_t field = 0; field < feed.fields.size(); ++field) {
      if (feed.fields[field].computed) continue;
      const std::uint32_t from = feed.union_fields[m][field];
      const bool there = from != kNone && !of.fields[from].computed;
      copiers.emplace_back(context, field, there ? &of.fields[from] : nullptr, there ? &member.columns[from] : nullptr,
                           rows.columns[field]);
    }
    for (std::uint32_t entity = 0; entity < entities; ++entity) {
      if (member.feed_state(entity) != kKnown) rows.PutFeedState(entity, member.feed_state(entity));
      for (std::uint64_t row = member.offsets[entity]; row < member.offsets[entity + 1]; ++row) {
        const std::uint64_t to = next[entity]++;
        rows.places[to] = member.places[row];
        rows.members[to] = m;
        rows.row_states[to] = member.row_states[row];
        for (const FieldCopier& copier : copiers) copier.Copy(to, row, member.places[row]);
      }
    }
  }
  context.report.rows_read = count;
  DropAfterAsOf(context, rows);
  return rows;
}

}  // namespace greenrule
