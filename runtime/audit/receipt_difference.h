// Where two receipts of what should be one run part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/audit/receipt.h"

namespace greenrule {

// What is compared stands under the name of each function; places and options never are. `now` is the receipt
// of the replay.
std::vector<Diagnostic> CompareEngines(const Receipt& then,
                                       const Receipt& now);  // GR8011: a warning, no difference of the run
std::vector<Diagnostic> ComparePrograms(const Receipt& then,
                                        const Receipt& now);  // GR8012 to GR8016, GR8020, GR8026
std::vector<Diagnostic> CompareInputFiles(const Receipt& then, const Receipt& now);  // GR8017 to GR8019
std::vector<Diagnostic> CompareCounts(const Receipt& then, const Receipt& now);      // GR8020

// What the rows of the receipt were, for naming the first difference: the bytes of its rows file, if it is
// there.
struct RecordedRowsFile {
  std::string path;
  std::optional<std::string> bytes;
};

// GR8020 to GR8025, of each table the first difference. `tables`: the results that `now` tells of.
std::vector<Diagnostic> CompareResults(const Receipt& then, const Receipt& now,
                                       const std::vector<ResultTable>& tables, const RecordedRowsFile& rows);

}  // namespace greenrule
