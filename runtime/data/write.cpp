#include "runtime/data/write.h"

#include <filesystem>

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
  const std::vector<ResultTable> tables = ResultTables(edition, program, dataset, result, options.only);
  for (const ResultTable& table : tables) writer.Add(table.name, *table.table);
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
