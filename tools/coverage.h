// What a policy's examples have reached: every item hit, clear and undetermined; every band; every row of a table; every condition of
// an item that has several.
#pragma once

#include <string>
#include <vector>

#include "tools/examples.h"

namespace greenrule::tools {

struct CoverageTarget {
  enum Kind : std::uint8_t { kItemHit, kItemClear, kItemUndetermined, kCondition, kBand, kRow } kind = kItemHit;
  Diagnostic::Argument label{""};
  SourceRange range;
  bool reached = false;
};

class CoverageMeter {
 public:
  // Adds the expressions that it has to observe to the policy.
  explicit CoverageMeter(policy::Policy& policy);
  const std::vector<policy::ExprId>& probes() const { return probes_; }
  // `result.observed` begins with the meter's probes.
  void Count(const ExampleResult& result);
  const std::vector<CoverageTarget>& targets() const { return targets_; }

 private:
  std::size_t Probe(policy::ExprId expr);
  void AddItems();
  void AddBands();
  void AddTables();

  policy::Policy& p_;
  std::vector<policy::ExprId> probes_;
  std::vector<CoverageTarget> targets_;
  struct Item { std::size_t probe, first_target; bool undetermined; std::vector<std::size_t> legs; };
  struct Bands { policy::Id rule; std::size_t probe, first_target; };
  struct Table { policy::Id table; std::vector<std::size_t> inputs; std::size_t first_target; };
  std::vector<Item> items_;
  std::vector<Bands> bands_;
  std::vector<Table> tables_;
};

}  // namespace greenrule::tools
