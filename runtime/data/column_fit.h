// Which columns of a file are a feed's key and fields. A header that lacks one, or has two for one, does not fit.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

struct ColumnFit {
  std::vector<std::uint32_t> columns;  // of the source that are read, each once
  std::vector<std::uint32_t> key;      // place in `columns` of each field of the key
  std::vector<std::uint32_t> fields;   // place in `columns` of each field; kNone where it is not read
  std::vector<std::string> further;    // columns that nobody asked for
};

// What a feed needs: the names that each column may have. `with_fields` is off for a list of answers.
struct ColumnNeeds {
  ColumnNeeds(const Edition& edition, const Program& program, std::uint32_t feed, bool with_fields);

  // How many needs a header meets.
  std::size_t Met(const std::vector<std::string>& header) const;
  // GR6006, GR6007. An empty header (JSON without any object) fits everything.
  std::variant<ColumnFit, Diagnostic> Fit(const std::vector<std::string>& header, const std::string& file) const;
  // The fields of the key, then the fields that are read, each in a column of its own.
  ColumnFit FitInOrder() const;

 private:
  std::vector<std::vector<std::string>> key_, fields_;  // accepted names; a field that is not read has none
  std::string feed_;
};

// "IF13 环境执法", "IF13" or "环境执法": how messages name what a symbol stands for.
std::string Label(const Program& program, std::uint32_t symbol);

// Names in backticks; a long list is cut.
std::string ShownNames(const std::vector<std::string>& names, std::string_view between);

// The code if there is one, else the name: how its file is called.
std::string FileStem(const Program& program, std::uint32_t symbol);

}  // namespace greenrule
