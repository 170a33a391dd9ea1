// Which file or table holds each feed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/data/csv_source.h"
#include "runtime/data/memory_source.h"
#include "runtime/data/record_source.h"

namespace greenrule {

class SourceCatalog {
 public:
  struct Entry {
    std::string path;
    std::string ending;  // "csv", …; "duckdb" for a table
    std::string table;   // of a .duckdb
    const MemoryTable* memory = nullptr;  // rows that stand in memory instead
  };

  // Looks through a data path (load.h says what it may be). Errors GR6001 to GR6004; warnings GR6053, notes GR6054 for data that
  // nobody asked for.
  SourceCatalog(const Edition& edition, const Program& program, const std::string& path);
  SourceCatalog(const Edition& edition, const Program& program, const std::vector<std::optional<MemoryTable>>& tables);

  const std::vector<Diagnostic>& errors() const { return errors_; }
  const std::vector<Diagnostic>& warnings() const { return warnings_; }

  const std::optional<Entry>& Rows(std::uint32_t feed) const { return rows_[feed]; }
  const std::optional<Entry>& Answers(std::uint32_t feed) const { return answers_[feed]; }

  static OpenedSource Open(const Entry& entry, const HeaderFit& fit, unsigned threads);

 private:
  void AddFolder(const std::string& path);
  void AddDatabase(const std::string& path);
  void AddSingle(const std::string& path, const std::string& ending);
  // False if the name is no feed's.
  bool Claim(std::string_view name, const Entry& entry);
  // What to say of data under that name: of a feed that another edition has, or of none.
  Diagnostic Unclaimed(std::string_view name, const std::string& shown) const;

  const Edition& edition_;
  const Program& program_;
  std::vector<std::optional<Entry>> rows_, answers_;  // per feed
  std::vector<Diagnostic> errors_, warnings_;
};

}  // namespace greenrule
