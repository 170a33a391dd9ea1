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
  for (std::uint32_t feed = 0; feed < edition.feeds.size(); ++feed) {
    for (const auto* entry : {&catalog.Rows(feed), &catalog.Answers(feed)}) {
      if (!*entry) continue;
      add((*entry)->path);
      const std::string log = (*entry)->path + ".wal";
      if ((*entry)->ending == "duckdb" && fs::exists(log, error)) add(log);
    }
  }
  std::ranges::sort(files, {}, &InputFile::name);
  const auto repeats = std::ranges::unique(files, {}, &InputFile::name);
  files.erase(repeats.begin(), repeats.end());
  return files;
}

}  // namespace greenrule
