// Runs one program without a shell and keeps what it wrote.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace greenrule::golden {

struct ProcessResult {
  enum class End { kExited, kSignalled, kTimedOut, kNotStarted };
  End end = End::kNotStarted;
  int code = 0;  // the exit code, the signal, or errno
  std::string out, err;
};

// Runs `words` (the first is the program's path) in `folder`, with nothing to read, LANG=C.UTF-8 and no other
// variable of ours than PATH. Past the time it is killed with all that it started. A sanitizer's finding ends
// it by a signal. Safe to call from several threads.
ProcessResult RunProcess(const std::vector<std::string>& words, const std::filesystem::path& folder,
                         std::chrono::milliseconds time_limit);

}  // namespace greenrule::golden
