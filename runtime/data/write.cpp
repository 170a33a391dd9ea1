#include "runtime/data/write.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "runtime/data/result_tables.h"
#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

std::string EndingOf(const std::string& path) { return LowerAscii(fs::path(path).extension().string()); }

// "out.csv" and "项目" make "out.项目.csv".
std::string Beside(const std::string& path, const std::string& name) {
  fs::path beside(path);
  const std::string ending = beside.extension().string();
  return beside.replace_extension().string() + "." + name + ending;
}

std::string WriteOne(const OutputTable& table, const std::string& ending, const std::string& path) {
  if (ending == ".parquet") return WriteParquet(table, path);
  return ending == ".json" ? WriteJson(table, path) : WriteCsv(table, path);
}

class Writer {
 public:
  explicit Writer(std::string path) : path_(std::move(path)), ending_(EndingOf(path_)) {}

  // `name` tells the table apart from the first one.
  void Add(std::string name, const OutputTable& table) { tables_.push_back({std::move(name), &table}); }

  WriteResult Write() {
    WriteResult result;
    if (std::optional<Diagnostic> error = CheckOutputPath(path_)) {
      result.errors.push_back(std::move(*error));
      return result;
    }
    if (ending_ == ".duckdb") {
      Replace(path_, result, [&](const std::string& aside) { return WriteDuckdb(tables_, aside); });
      return result;
    }
    for (std::size_t i = 0; i < tables_.size() && result.errors.empty(); ++i) {
      const std::string path = i == 0 ? path_ : Beside(path_, tables_[i].name);
      Replace(path, result, [&](const std::string& aside) { return WriteOne(*tables_[i].table, ending_, aside); });
    }
    return result;
  }

 private:
  // Writes aside and renames.
  template <class WriteTo>
  void Replace(const std::string& path, WriteResult& result, WriteTo write) {
    const std::string aside = path + ".part";
    std::error_code error;
    fs::remove(aside, error);
    std::string words = write(aside);
    if (words.empty()) {
      fs::rename(aside, path, error);
      if (error) words = error.message();
    }
    if (words.empty()) {
      result.files.push_back(path);
      return;
    }
    fs::remove(aside, error);
    result.errors.push_back({Code::GR6071, {}, {path, words}, {}});
  }

  std::string path_, ending_;
  std::vector<NamedTable> tables_;
};

// Whether each row of an entity type is published: evaluated, and of the one entity that was asked for.
std::vector<std::uint32_t> PublishedRows(const Edition& edition, const Dataset& dataset, const RunResult& result,
                                         std::uint32_t entity, const WriteOptions& options) {
  const EntityData& data = dataset.entities[entity];
  const std::vector<std::uint8_t>* evaluated = entity < result.evaluated.size() ? &result.evaluated[entity] : nullptr;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row : data.listing_order) {
    if (evaluated != nullptr && !evaluated->empty() && (*evaluated)[row] == 0) continue;
    if (options.only) {
      std::uint32_t of = entity, at = row;
      while (of != options.only->first && at != kNone && edition.entities[of].owner != kNone &&
             !dataset.entities[of].owner.empty()) {
        at = dataset.entities[of].owner[at];
        of = edition.entities[of].owner;
      }
      if (of != options.only->first || at != options.only->second) continue;
    }
    rows.push_back(row);
  }
  return rows;
}

bool IsOrBelongsTo(const Edition& edition, std::uint32_t entity, std::uint32_t wanted) {
  for (std::size_t steps = 0; entity != kNone && steps <= edition.entities.size(); ++steps) {
    if (entity == wanted) return true;
    entity = edition.entities[entity].owner;
  }
  return false;
}

}  // namespace

std::optional<Diagnostic> CheckOutputPath(const std::string& path) {
  const std::string ending = EndingOf(path);
  if (ending != ".csv" && ending != ".json" && ending != ".parquet" && ending != ".duckdb")
    return Diagnostic{Code::GR6070, {}, {path}, {}};
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  if (!folder.empty() && !fs::is_directory(folder, error))
    return Diagnostic{Code::GR6071,
                      {},
                      {path, {"there is no folder `" + folder.string() + "`", "没有文件夹 `" + folder.string() + "`"}},
                      {}};
  return std::nullopt;
}

WriteResult WriteResults(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
                         const WriteOptions& options) {
  Writer writer(options.path);
  std::vector<std::unique_ptr<OutputTable>> tables;
  for (std::uint32_t entity = 0; entity < edition.entities.size(); ++entity) {
    const bool published = std::any_of(edition.outputs.begin(), edition.outputs.end(), [&](const Output& output) {
      return output.entity == entity && output.published;
    });
    if (!published || (options.only && !IsOrBelongsTo(edition, entity, options.only->first))) continue;
    tables.push_back(std::make_unique<EntityTable>(edition, program, dataset, result, entity,
                                                   PublishedRows(edition, dataset, result, entity, options)));
    writer.Add(program.symbols[edition.entities[entity].symbol].name, *tables.back());
  }
  if (!edition.statistic_list.empty()) {
    tables.push_back(std::make_unique<StatisticTable>(edition, program, dataset, result));
    writer.Add("statistics", *tables.back());
  }
  return writer.Write();
}

WriteResult WriteRejects(const Edition& edition, const Program& program, const std::vector<Reject>& rejects,
                         const std::string& path) {
  const RejectTable table(edition, program, rejects);
  Writer writer(path);
  writer.Add("rejects", table);
  return writer.Write();
}

}  // namespace greenrule
