// GoRules ZEN as a contestant: a child process with node, which times itself, so that starting it costs nothing.
#pragma once

#include <cstdio>
#include <string>
#include <sys/types.h>

namespace greenrule::bench {

class ZenPeer {
 public:
  // `model` and `records` (JSON) are written to files in `folder`, which must exist.
  ZenPeer(const std::string& folder, const std::string& name, const std::string& model, const std::string& records);
  ~ZenPeer();
  ZenPeer(const ZenPeer&) = delete;

  double Round();         // seconds for all records
  std::string Answers();  // the last round's results, a JSON array

 private:
  std::string Ask(const char* order);

  pid_t child_ = 0;
  std::FILE *orders_ = nullptr, *answers_ = nullptr;
};

}  // namespace greenrule::bench
