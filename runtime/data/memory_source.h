// Rows that stand in memory, as an example gives them: cells are texts as in a file, an absent one is an empty cell.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/data/record_source.h"

namespace greenrule {

struct MemoryTable {
  std::vector<std::string> columns;            // empty: the fields of the key, then the feed's fields that are read
  std::vector<std::vector<std::string>> rows;  // as many cells as columns
};

// The table must outlive the source.
std::unique_ptr<RecordSource> OpenMemory(const MemoryTable& table);

}  // namespace greenrule
