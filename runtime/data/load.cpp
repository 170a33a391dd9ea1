#include "runtime/data/load.h"

#include <algorithm>
#include <tuple>

#include "runtime/data/column_fit.h"
#include "runtime/data/feed_clauses.h"
#include "runtime/data/key_reader.h"
#include "runtime/data/population.h"
#include "runtime/data/source_catalog.h"
#include "runtime/data/union_rows.h"
#include "runtime/program/ranges.h"

namespace greenrule {
namespace {

struct OpenedFeed {
  std::unique_ptr<RecordSource> source;
  ColumnFit fit;
};

class Loader {
 public:
  Loader(const Edition& edition, const Program& program, const LoadOptions& options)
      : edition_(edition),
        program_(program),
        options_(options),
        catalog_(options.tables != nullptr ? SourceCatalog(edition, program, *options.tables)
                                           : SourceCatalog(edition, program, options.path)) {}

  LoadResult Load() {
    result_.report.feeds.resize(edition_.feeds.size());
    result_.errors = catalog_.errors();
    result_.report.notes = catalog_.warnings();
    if (result_.errors.empty()) Prepare();
    if (result_.errors.empty()) ReadAll();
    if (result_.errors.empty()) {
      for (const Population& population : populations_) result_.report.entities.push_back(population.data.count);
      Fill();
      result_.dataset = std::move(dataset_);
    }
    std::stable_sort(result_.report.rejects.begin(), result_.report.rejects.end(), [](const Reject& a, const Reject& b) {
      // A whole row (kNone) comes before its fields.
      return std::tuple(a.feed, a.of_answers, a.record, a.field + 1) < std::tuple(b.feed, b.of_answers, b.record, b.field + 1);
    });
    return std::move(result_);
  }

 private:
  bool IsUnion(std::uint32_t feed) const { return !edition_.feeds[feed].union_of.empty(); }

  bool IsListing(std::uint32_t feed) const {
    return std::any_of(edition_.entities.begin(), edition_.entities.end(),
                       [&](const Entity& entity) { return entity.listed_in == feed; });
  }

  // Opens every file and compares its header, so that all that is wrong is said at once.
  void Prepare() {
    dataset_.as_of = options_.as_of;
    for (const std::string& text : edition_.texts) dataset_.texts.Intern(text);
    dataset_.texts.Intern("");  // what stands behind a missing text
    opened_.resize(edition_.feeds.size());
    answers_.resize(edition_.feeds.size());
    rows_.resize(edition_.feeds.size());
    readers_.resize(edition_.feeds.size());
    for (std::uint32_t feed = 0; feed < edition_.feeds.size(); ++feed) {
      for (const Field& field : edition_.feeds[feed].fields) readers_[feed].emplace_back(edition_, field, options_.as_of);
      if (IsUnion(feed)) continue;
      FeedReport& report = result_.report.feeds[feed];
      if (const auto& entry = catalog_.Rows(feed)) {
        opened_[feed] = Open(*entry, feed, true);
        report.delivered = true;
        if (opened_[feed]) report.file = opened_[feed]->source->name();
      } else {
        NoteNotDelivered(feed);
      }
      if (const auto& entry = catalog_.Answers(feed)) {
        if (IsListing(feed)) {
          result_.report.notes.push_back({Code::GR6053, {}, {entry->path}, {}});
        } else {
          answers_[feed] = Open(*entry, feed, false);
        }
      }
    }
  }

  void NoteNotDelivered(std::uint32_t feed) {
    const std::string label = Label(program_, edition_.feeds[feed].symbol);
    const std::string file = FileStem(program_, edition_.feeds[feed].symbol) + ".csv";
    for (const Entity& entity : edition_.entities) {
      if (entity.listed_in != feed) continue;
      result_.errors.push_back({Code::GR6013, {}, {label, Label(program_, entity.symbol), options_.path, file}, {}});
      return;
    }
    result_.report.notes.push_back({Code::GR6052, {}, {label, file}, {}});
  }

  std::optional<OpenedFeed> Open(const SourceCatalog::Entry& entry, std::uint32_t feed, bool with_fields) {
    const ColumnNeeds needs(edition_, program_, feed, with_fields);
    OpenedSource opened = SourceCatalog::Open(
        entry, [&](const std::vector<std::string>& header) { return needs.Met(header); }, options_.threads);
    if (auto* error = std::get_if<Diagnostic>(&opened)) {
      result_.errors.push_back(std::move(*error));
      return std::nullopt;
    }
    std::unique_ptr<RecordSource> source = std::move(std::get<0>(opened));
    const bool in_order = entry.memory != nullptr && entry.memory->columns.empty();
    auto fit = in_order ? needs.FitInOrder() : needs.Fit(source->columns(), source->name());
    if (auto* error = std::get_if<Diagnostic>(&fit)) {
      result_.errors.push_back(std::move(*error));
      return std::nullopt;
    }
    OpenedFeed made{std::move(source), std::move(std::get<0>(fit))};
    if (made.source->encoding() != "UTF-8")
      result_.report.notes.push_back({Code::GR6050, {}, {made.source->name(), made.source->encoding()}, {}});
    if (!made.fit.further.empty()) {
      constexpr std::size_t kShown = 5;  // a wide table has dozens
      const std::size_t all = made.fit.further.size();
      std::vector<std::string> names = made.fit.further;
      names.resize(std::min(all, kShown));
      std::string english = ShownNames(names, ", "), chinese = ShownNames(names, "、");
      if (all > kShown) {
        english += " and " + std::to_string(all - kShown) + " more";
        chinese += "等 " + std::to_string(all) + " 列";
      }
      result_.report.notes.push_back(
          {Code::GR6051, {}, {made.source->name(), Label(program_, edition_.feeds[feed].symbol), {english, chinese}}, {}});
    }
    return made;
  }

  void ReadAll() {
    populations_.resize(edition_.entities.size());
    for (std::uint32_t entity = 0; entity < edition_.entities.size() && result_.errors.empty(); ++entity) {
      if (edition_.entities[entity].listed_in != kNone) ReadListing(entity);
    }
    if (!result_.errors.empty()) return;
    std::vector<char> done(edition_.feeds.size());
    for (std::uint32_t feed = 0; feed < edition_.feeds.size(); ++feed) {
      if (IsUnion(feed)) continue;
      if (!IsListing(feed)) ReadFeed(feed);
      done[feed] = 1;
    }
    // A union of unions waits until all its feeds are there.
    for (bool more = result_.errors.empty(); more;) {
      more = false;
      for (std::uint32_t feed = 0; feed < edition_.feeds.size(); ++feed) {
        const std::vector<std::uint32_t>& members = edition_.feeds[feed].union_of;
        if (done[feed] || !std::all_of(members.begin(), members.end(), [&](std::uint32_t m) { return done[m] != 0; })) continue;
        ReadUnion(feed);
        done[feed] = 1;
        more = true;
      }
    }
  }

  ReadPlan PlanFor(std::uint32_t feed, std::uint32_t entity) {
    ReadPlan plan;
    plan.edition = &edition_;
    plan.feed = feed;
    plan.as_of = options_.as_of;
    plan.threads = std::max(1u, options_.threads);
    plan.key_types = edition_.entities[entity].key_types;
    plan.stored = StoredFields(feed);
    plan.maps_keys = std::any_of(edition_.feeds.begin(), edition_.feeds.end(),
                                 [&](const Feed& other) { return other.map_feed == feed; });
    if (options_.progress)
      plan.progress = [this, feed](std::uint64_t done, std::uint64_t all) { options_.progress(feed, done, all); };
    return plan;
  }

  // A field that no code reads need not be kept, where no clause looks at it and no rows are merged.
  std::vector<char> StoredFields(std::uint32_t feed) const {
    const Feed& declared = edition_.feeds[feed];
    const auto in_union = [&](std::uint32_t field) {
      for (const Feed& other : edition_.feeds) {
        for (std::size_t m = 0; m < other.union_of.size(); ++m) {
          const std::vector<std::uint32_t>& fields = other.union_fields[m];
          if (other.union_of[m] == feed && std::find(fields.begin(), fields.end(), field) != fields.end()) return true;
        }
      }
      return false;
    };
    const bool all = !declared.many || !declared.distinct_by.empty() || declared.filter != kNone;
    std::vector<char> stored(declared.fields.size());
    for (std::uint32_t field = 0; field < stored.size(); ++field) {
      const bool maps = std::any_of(edition_.feeds.begin(), edition_.feeds.end(), [&](const Feed& other) {
        return other.map_feed == feed && other.map_field == field;
      });
      const bool read = std::any_of(edition_.columns.begin(), edition_.columns.end(), [&](const Column& column) {
        return column.feed == feed && column.field == field;
      });
      stored[field] = all || maps || read || in_union(field);
    }
    return stored;
  }

  FeedContext ContextOf(std::uint32_t feed) {
    return {edition_, feed, options_.as_of, readers_[feed], dataset_.texts, result_.report.feeds[feed], result_.report.rejects};
  }

  // Reads the records of an opened feed; false if it failed.
  bool Read(OpenedFeed& opened, ReadPlan& plan, RawRows& raw, FeedReport& report, std::vector<Reject>& rejects) {
    plan.key_types.resize(opened.fit.key.size(), FieldType::kText);
    if (ReadRecords(*opened.source, opened.fit, readers_[plan.feed], plan, dataset_.texts, raw, report, rejects)) return true;
    result_.errors.push_back(*opened.source->failure());
    return false;
  }

  void ReadListing(std::uint32_t entity) {
    const Entity& declared = edition_.entities[entity];
    Population& population = populations_[entity];
    if (!opened_[declared.listed_in]) return;
    ReadPlan plan = PlanFor(declared.listed_in, entity);
    plan.maps_keys = false;
    const std::optional<KeyMap> map = MapFor(declared.listed_in, entity);
    plan.map = map ? &*map : nullptr;
    plan.listing = &population.index;
    const FeedContext context = ContextOf(declared.listed_in);
    RawRows raw;
    if (!Read(*opened_[declared.listed_in], plan, raw, context.report, context.rejects)) return;
    opened_[declared.listed_in].reset();
    FeedRows rows = SortByEntity(std::move(raw), population.index.size());
    ApplyClauses(context, rows, [&](std::uint32_t number) { return ShownKey(population.index.key(number)); });

    const bool owned = declared.owner != kNone && declared.owner < entity;
    const std::vector<std::uint32_t> owner_row = owned ? OwnersOf(entity, rows) : std::vector<std::uint32_t>();
    PlaceEntities(population, rows, owner_row, owned ? populations_[declared.owner].data.count : 0);
    CheckCount(entity);
    rows_[declared.listed_in] = Renumber(std::move(rows), population.row_of, population.data.count);
  }

  // The owner's row for each key of a listing that names one.
  std::vector<std::uint32_t> OwnersOf(std::uint32_t entity, const FeedRows& rows) {
    const Entity& declared = edition_.entities[entity];
    const Entity& owner = edition_.entities[declared.owner];
    const Population& owners = populations_[declared.owner];
    const Feed& feed = edition_.feeds[declared.listed_in];
    FeedReport& report = result_.report.feeds[declared.listed_in];
    std::vector<std::uint32_t> owner_row(rows.entities(), kNone);
    std::string key;
    for (std::size_t number = 0; number < rows.entities(); ++number) {
      const std::uint64_t row = rows.offsets[number];
      if (row == rows.offsets[number + 1]) continue;
      std::vector<std::string> texts;
      for (std::uint32_t field : declared.owner_key)
        texts.push_back(FieldText(feed.fields[field], rows.columns[field], row, dataset_.texts));
      std::vector<Cell> cells;
      std::vector<const Cell*> pointers;
      for (const std::string& text : texts) cells.push_back(Cell::OfText(text));
      for (const Cell& cell : cells) pointers.push_back(&cell);
      std::vector<FieldType> types = owner.key_types;
      types.resize(cells.size(), FieldType::kText);
      const KeyOutcome outcome = ReadKey(types, pointers.data(), key);
      if (outcome == KeyOutcome::kBlank) continue;  // the field itself says why
      const std::uint32_t found = outcome == KeyOutcome::kGood ? owners.index.Find(key) : kNone;
      if (found != kNone) owner_row[number] = owners.row_of[found];
      if (owner_row[number] != kNone) continue;
      ++report.values_refused;
      result_.report.rejects.push_back({declared.listed_in, false, rows.places[row].record, rows.places[row].line,
                                        declared.owner_key.empty() ? kNone : declared.owner_key[0], ShownKey(key),
                                        Refusal::kOwnerNotListed});
    }
    return owner_row;
  }

  // The ranges of sums and counts were proved for so many rows.
  void CheckCount(std::uint32_t entity) {
    const Entity& declared = edition_.entities[entity];
    const EntityData& data = populations_[entity].data;
    if (declared.space == kNone) return;
    const auto refuse = [&](std::uint64_t rows, const Integer& limit) {
      result_.errors.push_back(
          {Code::GR6014, {}, {Label(program_, declared.symbol), std::to_string(rows), limit.str()}, {}});
    };
    const Integer most = RowsInRun(edition_, declared.space);
    if (data.count > most) return refuse(data.count, most);
    const std::uint64_t per_owner = edition_.spaces[declared.space].rows_per_parent;
    std::uint64_t together = 0;
    for (std::size_t row = 0; row < data.owner.size(); ++row) {
      together = row > 0 && data.owner[row] == data.owner[row - 1] ? together + 1 : 1;
      if (data.owner[row] != kNone && together > per_owner) return refuse(together, per_owner);
    }
  }

  void ReadFeed(std::uint32_t feed) {
    const std::uint32_t entity = edition_.feeds[feed].entity;
    if (entity == kNone || !opened_[feed]) return;
    const Population& population = populations_[entity];
    ReadPlan plan = PlanFor(feed, entity);
    const std::optional<KeyMap> map = MapFor(feed, entity);
    plan.map = map ? &*map : nullptr;
    plan.population = &population.index;
    plan.row_of = &population.row_of;
    const FeedContext context = ContextOf(feed);
    Answered answered;
    if (answers_[feed]) {
      answered.entities.assign(population.data.count, 0);
      answered.mapped.assign(map ? map->index.size() : 0, 0);
      plan.key_types.resize(answers_[feed]->fit.key.size(), FieldType::kText);
      if (!ReadAnswers(*answers_[feed]->source, answers_[feed]->fit, plan, answered, context.report, context.rejects))
        return result_.errors.push_back(*answers_[feed]->source->failure());
      plan.answered = &answered;
    }
    RawRows raw;
    if (!Read(*opened_[feed], plan, raw, context.report, context.rejects)) return;
    opened_[feed].reset();
    FeedRows rows = SortByEntity(std::move(raw), population.data.count);
    for (std::uint32_t row = 0; row < answered.entities.size(); ++row) {
      if (!answered.entities[row]) rows.PutFeedState(row, kNotDelivered);
    }
    ApplyClauses(context, rows, [&](std::uint32_t row) { return population.ShownKeyOf(row); });
    rows_[feed] = std::move(rows);
  }

  // `mapped by`: reads the feed that maps keys for itself, over all its keys, listed or not. What is wrong with it is said when
  // it is read as a feed of its own.
  std::optional<KeyMap> MapFor(std::uint32_t feed, std::uint32_t entity) {
    const std::uint32_t by = edition_.feeds[feed].map_feed, field = edition_.feeds[feed].map_field;
    const Entity& declared = edition_.entities[entity];
    if (by == kNone || field == kNone || declared.key_types.size() != 1 || !catalog_.Rows(by)) return std::nullopt;
    const std::vector<Diagnostic> notes = result_.report.notes;
    std::optional<OpenedFeed> opened = Open(*catalog_.Rows(by), by, true);
    result_.report.notes = notes;
    if (!opened) return std::nullopt;
    KeyMap map;
    ReadPlan plan = PlanFor(by, entity);
    plan.progress = nullptr;
    plan.stored.assign(plan.stored.size(), 1);
    plan.key_types = {FieldType::kText};
    plan.listing = &map.index;
    RawRows raw;
    FeedReport report;
    std::vector<Reject> rejects;
    if (!Read(*opened, plan, raw, report, rejects)) return std::nullopt;
    FeedRows rows = SortByEntity(std::move(raw), map.index.size());
    const FeedContext context{edition_, by, options_.as_of, readers_[by], dataset_.texts, report, rejects};
    ApplyClauses(context, rows, [&](std::uint32_t number) { return ShownKey(map.index.key(number)); }, true);
    map.to.resize(map.index.size());
    for (std::size_t number = 0; number < rows.entities(); ++number) {
      const std::uint64_t row = rows.offsets[number];
      if (row == rows.offsets[number + 1]) continue;
      const std::string text = FieldText(edition_.feeds[by].fields[field], rows.columns[field], row, dataset_.texts);
      std::string key;
      if (ReadKeyField(declared.key_types[0], Cell::OfText(text), key) == KeyOutcome::kGood) map.to[number] = key;
    }
    return map;
  }

  void ReadUnion(std::uint32_t feed) {
    const Feed& declared = edition_.feeds[feed];
    const std::size_t entities = declared.entity == kNone ? 0 : populations_[declared.entity].data.count;
    std::vector<const FeedRows*> members;
    FeedRows nothing;
    nothing.offsets.assign(entities + 1, 0);
    nothing.feed_states.assign(entities, kNotDelivered);
    bool delivered = true;
    for (std::uint32_t member : declared.union_of) {
      const bool there = rows_[member] && rows_[member]->entities() == entities;
      delivered &= there;
      if (!there) nothing.columns = EmptyColumns(member);
      members.push_back(there ? &*rows_[member] : &nothing);
    }
    const FeedContext context = ContextOf(feed);
    context.report.delivered = delivered;
    FeedRows rows = JoinUnion(context, members, entities);
    ApplyClauses(context, rows, [&](std::uint32_t row) { return populations_[declared.entity].ShownKeyOf(row); });
    rows_[feed] = std::move(rows);
  }

  std::vector<RowColumn> EmptyColumns(std::uint32_t feed) const {
    std::vector<RowColumn> columns;
    for (const FieldReader& reader : readers_[feed]) columns.emplace_back(reader.lane());
    return columns;
  }

  // Moves what was read into the dataset.
  void Fill() {
    for (Population& population : populations_) dataset_.entities.push_back(std::move(population.data));
    dataset_.feeds.resize(edition_.feeds.size());
    dataset_.columns.resize(edition_.columns.size());
    for (std::uint32_t feed = 0; feed < edition_.feeds.size(); ++feed) FillFeed(feed);
    for (std::size_t column = 0; column < edition_.columns.size(); ++column) FillColumn(column);
  }

  std::size_t EntitiesOf(std::uint32_t feed) const {
    const std::uint32_t entity = edition_.feeds[feed].entity;
    return entity == kNone ? 0 : dataset_.entities[entity].count;
  }

  void FillFeed(std::uint32_t feed) {
    FeedData& data = dataset_.feeds[feed];
    const bool goes_over = std::any_of(edition_.spaces.begin(), edition_.spaces.end(), [&](const Space& space) {
      return space.kind == SpaceKind::kFeed && space.subject == feed;
    });
    if (!rows_[feed]) {
      data.feed_states.assign(EntitiesOf(feed), kNotDelivered);
      if (goes_over) data.offsets.assign(EntitiesOf(feed) + 1, 0);
      return;
    }
    const FeedRows& rows = *rows_[feed];
    data.feed_states = rows.feed_states;
    if (!goes_over) return;
    data.offsets = rows.offsets;
    if (std::any_of(rows.row_states.begin(), rows.row_states.end(), [](State state) { return state != kKnown; }))
      data.row_states = rows.row_states;
  }

  void FillColumn(std::size_t column) {
    const Column& declared = edition_.columns[column];
    const Feed& feed = edition_.feeds[declared.feed];
    ColumnData& data = dataset_.columns[column];
    const std::optional<FeedRows>& rows = rows_[declared.feed];
    if (feed.many) {
      if (rows && rows->columns[declared.field].rows() == rows->rows()) {
        data = ToColumnData(rows->columns[declared.field]);
      } else {
        data.values.Resize(declared.lane, rows ? rows->rows() : 0);
      }
      return;
    }
    // One value per entity, missing where it has no row.
    const std::size_t entities = EntitiesOf(declared.feed);
    const FieldReader& reader = readers_[declared.feed][declared.field];
    RowColumn expanded(declared.lane);
    expanded.Resize(entities);
    for (std::uint32_t entity = 0; entity < entities; ++entity) {
      const State feed_state = rows ? rows->feed_state(entity) : State{kNotDelivered};
      const bool there = feed_state == kKnown && rows->offsets[entity] != rows->offsets[entity + 1];
      if (!there || rows->columns[declared.field].rows() == 0) {
        reader.PutState(feed_state != kKnown ? feed_state : State{kNoRows}, entity, expanded);
      } else {
        expanded.CopyFrom(entity, rows->columns[declared.field], rows->offsets[entity]);
      }
    }
    data = ToColumnData(expanded);
  }

  const Edition& edition_;
  const Program& program_;
  const LoadOptions& options_;
  SourceCatalog catalog_;
  LoadResult result_;
  Dataset dataset_;
  std::vector<std::vector<FieldReader>> readers_;           // per feed and field
  std::vector<std::optional<OpenedFeed>> opened_, answers_;  // per feed
  std::vector<Population> populations_;                     // per entity type
  std::vector<std::optional<FeedRows>> rows_;               // per feed; nothing: not delivered
};

}  // namespace

LoadResult Load(const Edition& edition, const Program& program, const LoadOptions& options) {
  return Loader(edition, program, options).Load();
}

std::optional<std::uint32_t> FindEntity(const Edition& edition, const Dataset& dataset, std::uint32_t entity,
                                        std::string_view key) {
  const std::vector<FieldType>& types = edition.entities[entity].key_types;
  const EntityData& data = dataset.entities[entity];
  std::vector<std::string> wanted;
  for (std::size_t field = 0; field < types.size(); ++field) {
    const std::size_t comma = field + 1 < types.size() ? std::min(key.find(','), key.size()) : key.size();
    std::string form;
    if (ReadKeyField(types[field], Cell::OfText(key.substr(0, comma)), form) != KeyOutcome::kGood) return std::nullopt;
    wanted.push_back(std::move(form));
    key.remove_prefix(std::min(comma + 1, key.size()));
  }
  for (std::uint32_t row = 0; row < data.count; ++row) {
    bool same = true;
    for (std::size_t field = 0; field < types.size() && same; ++field) same = data.keys[field][row] == wanted[field];
    if (same) return row;
  }
  return std::nullopt;
}

}  // namespace greenrule
