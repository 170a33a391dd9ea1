#include "runtime/data/input_files.h"

#include <algorithm>
#include <filesystem>

#include "runtime/data/source_catalog.h"

namespace greenrule {

namespace fs = std::filesystem;

std::vector<InputFile> InputFilesOf(const Edition& edition, const Program& program, const std::string& path) {
  const SourceCatalog catalog(edition, program, path);
  std::error_code error;
  const fs::path folder = fs::is_directory(path, error) ? fs::path(path) : fs::path(path).parent_path();
  std::vector<InputFile> files;
  const auto add = [&](const std::string& opened) {
    files.push_back({fs::path(opened).lexically_relative(folder.empty() ? "." : folder).generic_string(), opened});
  };
  const auto add_entry = [&](const std::optional<SourceCatalog::Entry>& entry) {
    if (!entry) return;
    add(entry->path);
    const std::string log = entry->path + ".wal";
    if (entry->ending == "duckdb" && fs::exists(log, error)) add(log);
  };
  for (std::uint32_t feed = 0; feed < edition.feeds.size(); ++feed) {
    add_entry(catalog.Rows(feed));
    // A listing has no list of answers: a file that is called so is not read.
    const bool listing = std::ranges::any_of(edition.entities, [&](const Entity& entity) { return entity.listed_in == feed; });
    if (!listing) add_entry(catalog.Answers(feed));
  }
  std::ranges::sort(files, {}, &InputFile::name);
  const auto repeats = std::ranges::unique(files, {}, &InputFile::name);
  files.erase(repeats.begin(), repeats.end());
  return files;
}

}  // namespace greenrule
