// One example on its way from the tree to policy::Example: what is given, what is expected.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"

namespace greenrule::semantics {

class ExampleReader {
 public:
  ExampleReader(Declarations& d, const Declarations::Named& named);
  // Reports what is wrong and adds the example to the policy.
  void Read();

 private:
  // What a value is given for or expected of: a rule, its score, a field of a one-per feed, a statistic, an item.
  struct Subject {
    enum Kind : std::uint8_t { kRule, kScore, kField, kStatistic, kItem } kind = kRule;
    policy::Id id = policy::kNo;
    policy::Id entity = policy::kNo;  // kNo: of the whole run
  };
  // A column of a given table: part of the key, a field of the feed, or (rows of an entity) any other value.
  struct Column {
    enum Kind : std::uint8_t { kKey, kField, kValue } kind = kField;
    std::size_t place = 0;  // of the key, or among GivenRows::fields
    Subject subject;
  };

  void ReadDay();

  // Subjects. A Name or Qualified is reported if it is nothing of the kind.
  std::optional<Subject> SubjectOf(const Meaning& meaning);
  std::optional<Subject> FindSubject(NodeId target);
  std::optional<Subject> FindQualified(NodeId target);
  DeclaredType FormOf(const Subject& subject);
  SourceRange HeadOf(const Subject& subject);
  std::string NameOf(const Subject& subject);
  policy::ScopeId ScopeOf(const Subject& subject);
  // `for "…"`: the entity's key.
  bool ReadEntity(NodeId node, const Subject& subject, std::vector<std::string>& key);
  std::optional<std::string> KeyText(NodeId cell);
  // A published word of a reason, or one of the policy's own.
  std::optional<State> ReasonOf(NodeId reason, std::string* own_reason);

  // What is given (declare_givens.cpp).
  void ReadGiven(NodeId given);
  void ReadGivenNone(NodeId given);
  void ReadGivenRows(NodeId given);
  void ReadGivenValue(NodeId given);
  bool Claim(policy::Id feed, NodeId target);     // the feed's one table in this example
  bool Readable(policy::Id feed, NodeId target);  // a union has no table of its own
  std::optional<std::vector<Column>> ReadHead(NodeId given, policy::Id feed, bool entity_rows, policy::GivenRows& table);
  // A field of the feed; in rows of an entity also its rules and the fields of its other one-per feeds.
  std::optional<Subject> FindColumn(NodeId head, policy::Id feed, bool entity_rows);
  bool ReadCell(const Column& column, NodeId row, NodeId cell, const policy::GivenRows& table,
                policy::GivenRows::Row& made, std::vector<policy::GivenValue>& values);
  // A literal in the subject's form and range. `own_reason` takes the text of `missing "…"`; null where none may stand.
  std::optional<policy::Constant> ReadConstant(const Subject& subject, NodeId cell, std::string* own_reason);
  bool InRange(const Subject& subject, const DeclaredType& form, const policy::Constant& value, NodeId cell);
  // Lists and statistics follow from what is given; a value of the whole run comes from constants alone.
  bool Givable(const Subject& subject, NodeId target);
  // Where some tables name their entities and others do not, nobody knows whose the rows are.
  void CheckKeys();

  // What is expected (declare_expectations.cpp).
  void ReadExpect(NodeId expect);
  void ReadExpectRows(NodeId expect);
  // The expectation of a subject in its place; the rest is for the caller.
  policy::Expectation NewExpectation(NodeId node, NodeId target, const Subject& subject);
  CellInput InputOf(const Subject& subject);
  bool PutCell(policy::Expectation& made, const Subject& subject, NodeId cell);
  // `undetermined` of anything but a checklist: why it is missing.
  bool PutUndetermined(policy::Expectation& made, NodeId state, const Subject& subject);
  bool PutState(policy::Expectation& made, const Subject& subject, NodeId expect);

  Declarations& d_;
  const NodeId node_;
  std::string title_;
  policy::Example example_;
  std::unordered_map<policy::Id, NodeId> tables_;
  std::unordered_map<bool, NodeId> table_keys_;  // a table with keys, one without
};

// Whether a word is part of an entity's key, and which.
std::optional<std::size_t> KeyPlace(const policy::Entity& entity, std::string_view word);

}  // namespace greenrule::semantics
