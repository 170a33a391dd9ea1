// A file that is there as it was or whole, whatever happens while it is written: written aside as FILE.part,
// synced, renamed, and the folder synced. A FILE.part that a crash left behind is overwritten by the next
// try.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/audit/file_layer.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

class AsideFile {
 public:
  AsideFile(FileLayer& layer, std::string path);
  ~AsideFile();  // what was not committed is removed
  AsideFile(const AsideFile&) = delete;
  AsideFile& operator=(const AsideFile&) = delete;

  void Write(std::string_view bytes);
  // Puts it in place, under the path that it was made with or another in the same folder. GR8060 for the
  // first thing that failed since the beginning.
  std::optional<Diagnostic> Commit() { return Commit(path_); }
  std::optional<Diagnostic> Commit(const std::string& path);

 private:
  void Flush();
  void Note(int error);

  FileLayer& layer_;
  std::string path_, aside_, buffer_;
  int descriptor_ = -1;
  int error_ = 0;
  bool there_ = false;  // FILE.part exists
};

// The whole of a small file at once.
std::optional<Diagnostic> ReplaceFile(FileLayer& layer, const std::string& path, std::string_view bytes);

}  // namespace greenrule
