// Rules: what the files that check them share.
#pragma once

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"
#include "compiler/semantics/grid.h"

namespace greenrule::semantics {

// What is checked together.
struct CheckUnit {
  enum Kind : std::uint8_t { kField, kRule, kChecklist, kTable } kind;
  policy::Id id;  // field, rule, rule of the checklist, table
  bool operator==(const CheckUnit&) const = default;
};

struct RuleChecks {
  Declarations& d;
  Grid grid;
  // Part of a ring: not checked, and what names it says nothing of it.
  std::vector<bool> failed, failed_tables, failed_fields;
  // Something has failed, so that an entity that cannot be told may be its consequence.
  bool any_failed;
  // Rules of the members, in the order of the rows; kNo: reported.
  std::vector<std::vector<policy::Id>> members;
  std::vector<std::vector<policy::Id>> outputs;  // per table: the rules of its outputs
  // Where the order of checking has left out that `from` rests on `to`: the word may stand for something else there. If it does
  // not, they rest on one another in a ring.
  struct LeftOut {
    CheckUnit from, to;
    std::vector<CheckUnit> ring;
  };
  std::vector<LeftOut> left_out;
  explicit RuleChecks(Declarations& declarations);

  policy::Rule& rule(policy::Id id) const { return d.policy().rules[id]; }
  std::string Label(policy::Id id) const { return d.symbol(rule(id).symbol).Label(); }
  SourceRange Head(policy::Id id) const { return d.symbol(rule(id).symbol).range; }
};

// ---- in the order of what it names (rule_order.cpp) ---------------------------------------------------------------------------------

// Every computed field, rule, checklist and table once. Rings are reported and their rules marked as failed.
std::vector<CheckUnit> OrderUnits(RuleChecks& checks);
// Reports that these rest on one another, each on the next, and marks their rules as failed.
void ReportRing(RuleChecks& checks, const std::vector<CheckUnit>& ring);

// The formulas of a declaration: of a rule its formula, condition and score; of a checklist its conditions; of a table its heads and
// output names.
std::vector<NodeId> FormulasOf(const Declarations& d, NodeId node);

// ---- parts ------------------------------------------------------------------------------------------------------------------------

// `for X`, or the entity that the declaration's formulas tell. Nothing if it cannot be told, which is reported.
struct Belongs {
  policy::Id entity = policy::kNo;
  policy::ScopeId scope = policy::kRunScope;
};
std::optional<Belongs> FindEntity(RuleChecks& checks, NodeId node);

void CheckFormulaRule(RuleChecks& checks, policy::Id rule);
void CheckComposite(RuleChecks& checks, policy::Id rule);
void CheckChecklist(RuleChecks& checks, policy::Id rule);
void CheckTable(RuleChecks& checks, policy::Id table);
void CheckComputedField(RuleChecks& checks, policy::Id field);

// Type, unit, decimals and range as a rule or an output declares them, and what its formula says where it does not. `expr` may be
// kNo (composites). Gives the formula rounded as declared.
policy::ExprId ApplyForm(RuleChecks& checks, policy::Id rule, NodeId node, const DeclaredType& declared,
                         policy::ExprId expr);

// The score of a rule whose value is checked, and what happens where it is missing (declare_scores.cpp).
void CheckScore(RuleChecks& checks, policy::Id rule);
void ReadWhenMissing(RuleChecks& checks, policy::Id rule, NodeId when_missing);

// The rows of a table, a score's own too: heads, cells, outputs (declare_tables.cpp). `table.outputs` have their types.
struct TableForm {
  NodeId node;                          // Table or ScoreTable
  std::vector<Target> targets;          // of the outputs
  std::vector<DeclaredType> types;
  std::vector<std::optional<DeclaredDecimals>> decimals;
  std::vector<std::optional<std::pair<Rational, Rational>>> ranges;
};
void CheckTableRows(RuleChecks& checks, policy::Table& table, const TableForm& form, SourceRange head);
// What can become of its outputs.
struct TableFlags {
  bool may_be_missing = false, may_be_not_applicable = false;
};
TableFlags FlagsOf(const Declarations& d, const policy::Table& table, std::size_t output);

// For what is read before anything is computed: reports the first rule that the expression rests on, and a field of another feed
// than `only_feed` where that is given. True if there is none.
bool RefuseComputed(Declarations& d, policy::ExprId expr, policy::Id only_feed);

// A department's name after `from`.
policy::Id ReadDepartment(Declarations& d, NodeId source);

}  // namespace greenrule::semantics
