// Saying what was found in a table: examples, names of rows, each finding once however many periods show it.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/analysis/table_boxes.h"
#include "compiler/analysis/verdict.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::analysis {

using Argument = Diagnostic::Argument;

// "`总分` = 59.5, `环境影响` = 45"; `on` (a parameter's day) follows in brackets.
Argument PointText(const TableBoxes& table, const std::vector<std::string>& heads, const Point& point,
                   std::optional<Day> on);

// "R3", or "row 3" where it has no code.
Argument RowName(const std::string& code, std::size_t index);

// Reports each kind of finding about one row or input of one subject once.
class OnceSink {
 public:
  explicit OnceSink(DiagnosticSink& sink) : sink_(sink) {}
  void Report(Diagnostic diagnostic, std::uint32_t about) {
    if (seen_.emplace(diagnostic.code, about).second) sink_.Report(std::move(diagnostic));
  }

 private:
  DiagnosticSink& sink_;
  std::set<std::pair<Code, std::uint32_t>> seen_;
};

}  // namespace greenrule::analysis
