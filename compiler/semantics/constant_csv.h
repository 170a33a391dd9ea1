// A small CSV reader for constants that stand beside a policy (`lookup … from "factors.csv"`). Feeds are read elsewhere.
//
// UTF-8 with or without a byte-order mark; the first record is the header; commas; `"…"` around a field, `""` a quote
// inside; LF, CR LF or CR; blanks around a field without quotes are trimmed. Records that are wholly empty are skipped.
// Linear in the size of the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace greenrule::semantics {

struct ConstantCsv {
  struct Record {
    std::vector<std::string> cells;
    std::int32_t line = 0;  // where it begins, from 1
  };
  enum class Problem : std::uint8_t { kNone, kNotUtf8, kNoHeader, kOpenQuote, kTextAfterQuote, kWidth };

  std::vector<std::string> header;
  std::vector<Record> records;  // each as wide as the header
  Problem problem = Problem::kNone;
  std::int32_t problem_line = 0;
};

// Stops at the first problem.
ConstantCsv ReadConstantCsv(std::string_view text);

}  // namespace greenrule::semantics
