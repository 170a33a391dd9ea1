#include "runtime/data/source_catalog.h"

#include <algorithm>
#include <filesystem>

#include "runtime/data/column_fit.h"
#include "runtime/data/duckdb_source.h"
#include "runtime/data/json_source.h"
#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEndings[] = {"csv", "tsv", "parquet", "json", "jsonl", "ndjson"};
constexpr std::string_view kAnswers = ".answers";

// "csv" of "IF13.CSV"; empty if it is not one that can be read.
std::string EndingOf(const fs::path& path) {
  std::string ending = LowerAscii(path.extension().string());
  if (!ending.empty()) ending.erase(0, 1);
  const bool known = std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
  return known || ending == "duckdb" ? ending : std::string();
}

std::string Shown(const SourceCatalog::Entry& entry) {
  return entry.table.empty() ? entry.path : entry.path + ": " + entry.table;
}

}  // namespace

SourceCatalog::SourceCatalog(const Edition& edition, const Program& program, const std::string& path)
    : edition_(edition), program_(program), rows_(edition.feeds.size()), answers_(edition.feeds.size()) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    errors_.push_back({Code::GR6001, {}, {path}, {}});
  } else if (fs::is_directory(status)) {
    AddFolder(path);
  } else if (const std::string ending = EndingOf(path); ending.empty()) {
    errors_.push_back({Code::GR6002, {}, {path}, {}});
  } else if (ending == "duckdb") {
    AddDatabase(path);
  } else {
    AddSingle(path, ending);
  }
}

SourceCatalog::SourceCatalog(const Edition& edition, const Program& program,
                             const std::vector<std::optional<MemoryTable>>& tables)
    : edition_(edition), program_(program), rows_(edition.feeds.size()), answers_(edition.feeds.size()) {
  for (std::size_t feed = 0; feed < tables.size(); ++feed)
    if (tables[feed]) rows_[feed] = Entry{"", "", "", &*tables[feed]};
}

bool SourceCatalog::Claim(std::string_view written, const Entry& entry) {
  std::string name = Composed(written);
  auto* places = &rows_;
  if (name.ends_with(kAnswers)) {
    name.resize(name.size() - kAnswers.size());
    places = &answers_;
  }
  for (std::size_t feed = 0; feed < edition_.feeds.size(); ++feed) {
    const Feed& declared = edition_.feeds[feed];
    const Symbol& symbol = program_.symbols[declared.symbol];
    if (!declared.union_of.empty() || name.empty()) continue;
    if (name != Composed(symbol.code) && name != Composed(symbol.name)) continue;
    std::optional<Entry>& place = (*places)[feed];
    if (place) {
      errors_.push_back({Code::GR6003, {}, {Label(program_, declared.symbol), Shown(*place), Shown(entry)}, {}});
    } else {
      place = entry;
    }
    return true;
  }
  return false;
}

Diagnostic SourceCatalog::Unclaimed(std::string_view written, const std::string& shown) const {
  std::string name = Composed(written);
  if (name.ends_with(kAnswers)) name.resize(name.size() - kAnswers.size());
  for (const Edition& other : program_.editions) {
    for (const Feed& feed : other.feeds) {
      const Symbol& symbol = program_.symbols[feed.symbol];
      if (feed.union_of.empty() && (name == Composed(symbol.code) || name == Composed(symbol.name)))
        return {Code::GR6054, {}, {shown, Label(program_, feed.symbol)}, {}};
    }
  }
  return {Code::GR6053, {}, {shown}, {}};
}

void SourceCatalog::AddFolder(const std::string& path) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error) && !at->path().filename().string().starts_with('.')) files.push_back(at->path());
  }
  if (error) {
    errors_.push_back({Code::GR6011, {}, {path, error.message()}, {}});
    return;
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string ending = EndingOf(file);
    if (ending.empty()) continue;
    const std::string shown = Printable(file.filename().string());
    if (ending == "duckdb" || !IsUtf8(file.stem().string())) {
      warnings_.push_back({Code::GR6053, {}, {shown}, {}});
    } else if (!Claim(file.stem().string(), {file.string(), ending, "", nullptr})) {
      warnings_.push_back(Unclaimed(file.stem().string(), shown));
    }
  }
}

void SourceCatalog::AddDatabase(const std::string& path) {
  auto tables = DuckdbTables(path);
  if (auto* error = std::get_if<Diagnostic>(&tables)) {
    errors_.push_back(*error);
    return;
  }
  for (const std::string& table : std::get<0>(tables)) {
    const Entry entry{path, "duckdb", table, nullptr};
    if (!Claim(table, entry)) warnings_.push_back(Unclaimed(table, Shown(entry)));
  }
}

void SourceCatalog::AddSingle(const std::string& path, const std::string& ending) {
  std::vector<std::size_t> feeds;
  for (std::size_t feed = 0; feed < edition_.feeds.size(); ++feed) {
    if (edition_.feeds[feed].union_of.empty()) feeds.push_back(feed);
  }
  if (feeds.size() == 1) {
    rows_[feeds[0]] = Entry{path, ending, "", nullptr};
  } else {
    errors_.push_back({Code::GR6004, {}, {path, std::to_string(feeds.size())}, {}});
  }
}

OpenedSource SourceCatalog::Open(const Entry& entry, const HeaderFit& fit, unsigned threads) {
  if (entry.memory) return OpenMemory(*entry.memory);
  if (entry.ending == "duckdb") return OpenDuckdbTable(entry.path, entry.table);
  if (entry.ending == "parquet") return OpenParquet(entry.path, threads);
  if (entry.ending == "json") return OpenJson(entry.path);
  if (entry.ending == "jsonl" || entry.ending == "ndjson") return OpenJsonLines(entry.path);
  return OpenCsv(entry.path, fit);
}

}  // namespace greenrule
