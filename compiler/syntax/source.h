// The source texts of one compilation.
//
// A policy is a folder of `.green` and `.green.md` files (subfolders too), or one file, or text in memory.
// Files are sorted by their path relative to the policy, written with `/`, so that what is compiled does not
// depend on the machine. Texts are UTF-8 with or without a byte-order mark; line ends become LF. A file that
// cannot be read as policy text (another encoding, bidirectional controls) is reported and stays in the set
// with no text to parse.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

struct SourceFile {
  std::string path;       // relative to the policy, `/` between folders; what messages and dumps show
  std::string text;       // UTF-8, LF, no byte-order mark, exactly as written otherwise
  bool literate = false;  // Markdown: only its ```green blocks are policy
  bool stdlib = false;    // came from the standard library
  bool readable = true;   // false: refused, see the diagnostics
  // The line's text without its end; empty beyond the last. Lines count from 1. Constant time.
  std::string_view Line(std::int32_t line) const;
  std::vector<std::uint32_t> line_starts;  // bytes
};

class SourceSet {
 public:
  // A folder or one file. What cannot be opened or is refused is reported; false if nothing could be read.
  bool AddPolicy(const std::filesystem::path& path, DiagnosticSink& sink);
  // One file of the standard library, shown as `display_path`. Returns its index, kNoFile if it cannot be
  // opened.
  std::int32_t AddLibrary(const std::filesystem::path& path, std::string display_path, DiagnosticSink& sink);
  // Text in memory, as if it stood in a file of that name; `*.green.md` is literate. Bytes are checked like a
  // file's.
  std::int32_t AddText(std::string path, std::string_view bytes, DiagnosticSink& sink, bool stdlib = false);

  const std::vector<SourceFile>& files() const { return files_; }
  const SourceFile& file(std::int32_t index) const { return files_[static_cast<std::size_t>(index)]; }
  // The folder that paths in the policy (`from "file.csv"`) are relative to; empty for text in memory.
  const std::filesystem::path& root() const { return root_; }

 private:
  std::vector<SourceFile> files_;
  std::filesystem::path root_;
};

}  // namespace greenrule
