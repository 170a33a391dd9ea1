// The files that a load reads, found before it reads them.
#pragma once

#include <string>
#include <vector>

#include "runtime/program/program.h"

namespace greenrule {

struct InputFile {
  std::string name;  // relative to the data folder, `/` between folders; of a single file its name
  std::string path;  // as it is opened
};

// The files of feeds and of lists of answers in a data path (load.h), sorted by name, each once. A .duckdb is one file, with its log
// (FILE.wal) if there is one; what views in it read elsewhere is not known here. What the path lacks is for Load to say.
std::vector<InputFile> InputFilesOf(const Edition& edition, const Program& program, const std::string& path);

}  // namespace greenrule
