// The tables that a run leaves behind: results of an entity type, statistics, rejects.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/data/output_table.h"
#include "runtime/data/report.h"
#include "runtime/vm/run.h"

namespace greenrule {

class EntityTable final : public OutputTable {
 public:
  // `rows` are the entities to publish, in this order. Everything must outlive the table.
  EntityTable(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
              std::uint32_t entity, std::vector<std::uint32_t> rows);
  std::size_t rows() const override { return rows_.size(); }
  bool Text(std::size_t row, std::size_t column, std::string& text) const override;
  Int128 Number(std::size_t row, std::size_t column) const override;

 private:
  enum class Source : std::uint8_t { kKey, kValue, kReason, kHits };
  struct From {
    Source source;
    std::uint32_t index;  // field of the key, or output
  };
  void AddOutput(std::uint32_t index);
  bool Hits(const Output& output, std::uint32_t row, std::string& text) const;

  const Edition& edition_;
  const Program& program_;
  const Dataset& dataset_;
  const RunResult& result_;
  std::uint32_t entity_;
  std::vector<std::uint32_t> rows_;
  std::vector<From> from_;
};

// All statistics, one value a row: statistic, group ("行业=C26; 年=2021"), value, reason.
class StatisticTable final : public OutputTable {
 public:
  StatisticTable(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result);
  std::size_t rows() const override { return rows_.size(); }
  bool Text(std::size_t row, std::size_t column, std::string& text) const override;
  Int128 Number(std::size_t, std::size_t) const override { return 0; }

 private:
  struct Row {
    std::uint32_t statistic;
    std::uint32_t group;
  };

  const Edition& edition_;
  const Program& program_;
  const Dataset& dataset_;
  const RunResult& result_;
  std::vector<Row> rows_;
};

// A table of results with what it is called and how many of its first columns are the key of a row.
struct ResultTable {
  std::string name;
  std::size_t key_columns = 0;
  std::unique_ptr<OutputTable> table;
};

// All that a run publishes, in the order of write.h: entity types in order, statistics (key: statistic and group) last. `only`: as
// WriteOptions::only. Everything must outlive the tables.
std::vector<ResultTable> ResultTables(const Edition& edition, const Program& program, const Dataset& dataset, const RunResult& result,
                                      const std::optional<std::pair<std::uint32_t, std::uint32_t>>& only = {});

class RejectTable final : public OutputTable {
 public:
  RejectTable(const Edition& edition, const Program& program, const std::vector<Reject>& rejects);
  std::size_t rows() const override { return rejects_.size(); }
  bool Text(std::size_t row, std::size_t column, std::string& text) const override;
  Int128 Number(std::size_t row, std::size_t column) const override;

 private:
  const Edition& edition_;
  const Program& program_;
  const std::vector<Reject>& rejects_;
};

}  // namespace greenrule
