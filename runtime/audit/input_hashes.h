// SHA-256 of every input file, taken by a thread of its own while the load reads the same files.
//
// That what was hashed is what was read rests on both happening between two looks at the files: if a file's
// size, time or place on the disk is another one afterwards, or the set of files is, the run is refused
// (GR8027).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "runtime/data/input_files.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/sha256.h"

namespace greenrule {

struct HashedInput {
  std::string name;  // InputFile::name
  std::uint64_t bytes = 0;
  Digest sha256{};
};

class InputHashes {
 public:
  // Begins at once. Edition and program must stay until Finish.
  InputHashes(const Edition& edition, const Program& program, std::string path);
  ~InputHashes();
  InputHashes(const InputHashes&) = delete;
  InputHashes& operator=(const InputHashes&) = delete;

  // Waits; call it when the load is over. By name.
  std::variant<std::vector<HashedInput>, Diagnostic> Finish();

 private:
  struct Trace;  // by which a change is noticed
  void Hash();

  const Edition& edition_;
  const Program& program_;
  std::string path_;
  std::vector<InputFile> files_;
  std::vector<Trace> traces_;
  std::vector<HashedInput> hashed_;
  std::optional<Diagnostic> failure_;
  std::jthread thread_;
};

}  // namespace greenrule
