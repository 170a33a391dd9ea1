#include "bench/greenrule_peer.h"

#include <fmt/format.h>

#include <cstdlib>

#include "bench/scoring_texts.h"
#include "compiler/compile.h"

namespace greenrule::bench {

Program CompilePolicy(const std::string& name, const std::string& text) {
  DiagnosticSink sink;
  const Compilation compilation = CheckText(name, text, {GREENRULE_STDLIB}, sink);
  std::optional<Program> program;
  if (!sink.HasErrors()) program = BuildProgram(compilation, {}, sink);
  if (program) return std::move(*program);
  for (const Diagnostic& d : sink.Sorted())
    if (sink.HasErrors()) fmt::print(stderr, "{}: {}\n", name, Message(d, Language::kEnglish));
  std::exit(1);
}

Dataset ScoringDataset(const Edition& edition, std::size_t rows, bool missing) {
  Dataset data;
  data.entities.resize(edition.entities.size());
  data.feeds.resize(edition.feeds.size());
  data.columns.resize(edition.columns.size());
  EntityData& firms = data.entities[0];
  firms.count = rows;
  for (const Column& column : edition.columns) {
    ColumnData& cells = data.columns[&column - edition.columns.data()];
    cells.values.Resize(column.lane, rows);
    cells.states.assign(rows, kKnown);
    std::int64_t* values = cells.values.as<std::int64_t>();
    for (std::size_t row = 0; row < rows; ++row) {
      const bool gap = missing && CellMissing(column.field, row);
      values[row] = gap ? 1 : CellValue(column.field, row);
      if (gap) cells.states[row] = kNotSupplied;
    }
  }
  return data;
}

Columns ColumnsOf(const Dataset& dataset) {
  Columns columns;
  columns.rows = dataset.entities[0].count;
  for (int f = 0; f < kFields; ++f) {
    columns.values[f] = dataset.columns[f].values.as<std::int64_t>();
    columns.states[f] = dataset.columns[f].states.data();
  }
  return columns;
}

Answers AnswersOf(const Edition& edition, const RunResult& result, std::size_t rows) {
  Answers answers(rows);
  for (std::size_t o = 0; o < edition.outputs.size(); ++o) {
    const OutputColumn& column = result.outputs[o];
    const bool is_total = edition.outputs[o].name == "total";
    if (!is_total && edition.outputs[o].name != "firm_grade") continue;
    const std::int64_t* values = column.values.as<std::int64_t>();
    for (std::size_t row = 0; row < rows; ++row) {
      const bool known = column.states[row] == kKnown;
      if (is_total) {
        answers.known[row] = known;
        answers.total[row] = known ? values[row] : 0;
      } else {
        answers.grade[row] = known ? static_cast<std::uint8_t>(values[row]) : std::uint8_t{kUndetermined};
      }
    }
  }
  return answers;
}

}  // namespace greenrule::bench
