// A folder with a policy, its data, keys, and what the commands make of them: the ground on which the audit
// commands are tried.
//
//   policy/policy.green, statistics.green, rates.csv     a small policy in two files with a table beside it
//   data/firms.csv, fines.csv                            twelve firms
//   issuer.pem, issuer.pub.pem, other.pem, other.pub.pem the published keys of RFC 8032, 7.1, tests 1 and 2
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/golden/process.h"

namespace greenrule::testing {

class World {
 public:
  explicit World(std::string greenrule);  // makes the folder
  World(const World& other);              // a copy of the folder
  ~World();                               // removes it
  World& operator=(const World&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path Path(std::string_view name) const { return folder_ / name; }
  std::string Read(std::string_view name) const;
  void Write(std::string_view name, std::string_view bytes) const;
  void Remove(std::string_view name) const;
  // Replaces the first `from` in a file; throws if there is none.
  void Replace(std::string_view name, std::string_view from, std::string_view to) const;

  // `greenrule` with these words, in the folder; `before`: words in front of it (env, with its settings).
  golden::ProcessResult Run(const std::vector<std::string>& words,
                            const std::vector<std::string>& before = {}) const;
  // The same; throws unless it exits with 0.
  void Must(const std::vector<std::string>& words) const;

  const std::string& greenrule() const { return greenrule_; }

 private:
  std::string greenrule_;
  std::filesystem::path folder_;
};

// Words split at blanks.
std::vector<std::string> Words(std::string_view text);

// A receipt's text with its seal made to fit again, as somebody who knows the form would.
std::string Resealed(std::string receipt);

}  // namespace greenrule::testing
