// The parts of the generator: one class, its members grouped by file (generate_*.cpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/oracle/builder.h"
#include "tests/oracle/generate.h"

namespace greenrule::oracle {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : b(seed), random(b.random), p(b.policy) {}
  Generated Run();

 private:
  // ---- generate_structure.cpp: what stands before any rule
  void MakeChoices();
  void MakeParameters();
  void MakeLookups();
  void MakeEntities();
  void MakeEntity(Id owner);
  Id MakeFeed(Id entity, bool many);
  Id MakeField(Id feed);
  void MakeComputedField(Id feed);
  policy::Constant RandomConstant(const Type& type, bool small = false);
  Rational RandomNumber(Measure measure);
  std::string RandomText();

  // ---- generate_expressions.cpp
  // What a formula may name, by where it stands.
  struct Place {
    ScopeId scope = policy::kRunScope;
    bool rules = true;       // rules, scores, items, coverage
    bool aggregates = true;
    bool figures = true;     // peers, and rules that rest on peers
    Id only_feed = kNo;      // fields of this feed alone
  };
  ExprId Any(const Place& at, const Type& type, int depth);
  ExprId Number(const Place& at, Measure measure, int depth);
  ExprId Condition(const Place& at, int depth);
  ExprId Date(const Place& at, int depth);
  ExprId Month(const Place& at, int depth);
  ExprId Text(const Place& at, int depth);
  ExprId Choice(const Place& at, const Type& type, int depth);
  ExprId Checklist(const Place& at);     // kNo where none is
  ExprId Leaf(const Place& at, const Type& type);  // something named, else a constant
  ExprId Named(const Place& at, const std::function<bool(const Type&)>& fits);
  ExprId Counted(const Place& at, int depth);      // a whole number, not large
  ExprId Operation(const Place& at, Measure measure, int depth);
  ExprId PureNumber(const Place& at, int depth);
  ExprId Limited(ExprId number);
  ExprId Lookup(const Place& at, const Type& type, int depth);
  std::vector<ExprId> LookupKeys(const Place& at, Id lookup, int depth);
  ExprId Compared(const Place& at, int depth);
  ExprId Alike(const Place& at, const Type& type, int depth);  // any of kIf, kIfMissing, min and max …
  Type RandomType();

  // ---- generate_aggregates.cpp
  int RowDepth(ScopeId scope) const;
  policy::Scope NewScope(ScopeKind kind, ScopeId parent, Id subject) const;
  std::vector<policy::Scope> Sources(const Place& at);
  ExprId Aggregate(const Place& at, const Type& type, int depth);
  ExprId AggregateOver(const Place& at, const Type& type, int depth, policy::Scope source);
  ExprId Grouped(const Place& at, const Type& type, int depth, ScopeId rows, ScopeId base, ExprId where);
  ExprId Finish(policy::Aggregate function, const Type& type, ScopeId over, std::vector<ExprId> args, bool known);
  ScopeId Settle(ScopeId rows, ScopeId base, const std::vector<ExprId>& parts);
  policy::Aggregate FunctionFor(const Type& type, const policy::Scope& source, bool& known);
  ExprId Figure(const Place& at, Measure measure, int depth);

  // ---- generate_tables.cpp
  Id AddCell(policy::Cell::Kind kind, std::vector<policy::CellSpan> spans);
  Id MakeCell(Type type, bool states);
  ExprId Bound(Type type);
  Id MakeTable(Id entity, const std::vector<Type>& outputs, const Place& at, std::optional<ExprId> first_input);

  // ---- generate_rules.cpp
  void MakeRules();
  Id AddRule(policy::Rule rule, const Size& value, const Size& score, bool on_peers);
  void MakeFormulaRule(Id entity);
  void MakeScore(policy::Rule& rule, Id self, const Place& at);
  void MakeComposite(Id entity);
  void MakeChecklist(Id entity);
  void MakeTableRules(Id entity);
  void MakeWhenMissing(policy::Rule& rule);
  void MakeResults();
  void MakeStatistics();
  void MakeProbes();
  Place PlaceOf(Id entity) const;

  Builder b;
  Random& random;
  policy::Policy& p;
  std::vector<ExprId> probes_;
  std::vector<Id> item_rules_;  // per item
  Id done_rules_ = 0;  // rules that may be named
  int names_ = 0;
};

}  // namespace greenrule::oracle
