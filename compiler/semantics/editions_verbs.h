// The verbs of amendments, applied to a text: change, add, repeal.
//
// All verbs that one policy's amendments give for one day are one Batch. They apply together: first what is repealed,
// then what is changed, then what is added, and no two may touch one thing (GR2908), so that neither the order of the
// verbs nor that of the files matters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/semantics/editions_text.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

struct AmendmentBatch {
  Day day = kFirstDay;
  struct Verb {
    NodeId verb;   // Change, ChangeRow, …
    NodeId head;   // the Amend, or the variant's Policy, that it stands in
  };
  std::vector<Verb> verbs;
  std::vector<NodeId> heads;  // in their order, those without verbs too
};

// The day that a Date leaf names.
Day DayOf(const SyntaxTree& tree, NodeId date);

class Amender {
 public:
  Amender(SyntaxTree& tree, DiagnosticSink& sink) : tree_(tree), extension_(tree), sink_(sink) {}

  // Verbs in error are reported and change nothing. That a verb changes nothing is an error only if `first`: a variant's verbs
  // apply again to every edition of its base.
  void Apply(EditionText& text, const AmendmentBatch& batch, bool first);

 private:
  using Place = EditionText::Place;
  struct Touched {
    NodeId whole = kNoNode, all_parts = kNoNode, some_part = kNoNode;
    std::unordered_map<std::uint32_t, NodeId> parts;
  };

  void Repeal(NodeId verb, NodeId head);
  void Change(NodeId verb, NodeId head);
  void ChangeUnnamed(NodeId declaration, NodeId head);
  void ChangeRow(NodeId verb);
  void ChangeWeights(NodeId verb);
  void Add(NodeId verb, NodeId head);
  void AddItem(NodeId verb, NodeId head);
  void AddRows(NodeId verb);

  // The declaration with the children that `change` wrote; kNoNode if it is in error.
  NodeId Merge(NodeId base, NodeId change, NodeId head);
  NodeId MergeNamed(NodeId base, NodeId change, NodeId head);
  NodeId MergeEntries(NodeId base, NodeId change, NodeId head);
  NodeId WithoutWeights(NodeId members);
  bool ChangeItems(Place checklist, NodeId change, NodeId head);
  void ReplaceIfChanged(Place place, NodeId changed, NodeId verb);

  // What `name` (a Name or a Label) stands for, a thing of this kind; else it is reported.
  std::optional<Place> Target(NodeId name, NodeKind kind);
  std::optional<Place> TargetOf(NodeId name);
  bool Touch(Place place, NodeId verb, bool replaces_parts = false);
  // Whether something has one of the names, or another head repealed it for the same day; then it is reported.
  bool IsTaken(NodeId added, NodeId verb, NodeId head);
  // The row with its code apart (an amendment's row may have it as its first cell), if it fits the table.
  NodeId RowOf(NodeId table, NodeId row, NodeId code);
  std::string Called(NodeId node) const;
  NodeId RowInOrderOf(NodeId lookup, NodeId head, NodeId row);
  void ReportAbsent(NodeId name, std::string_view text);
  void Report(Code code, NodeId place, std::vector<Diagnostic::Argument> arguments = {}, NodeId related = kNoNode);
  Diagnostic::Related RelatedTo(NodeId node) const;

  SyntaxTree& tree_;
  TreeExtension extension_;
  DiagnosticSink& sink_;
  EditionText* text_ = nullptr;
  Day day_ = kFirstDay;
  bool first_ = true;
  std::unordered_map<std::uint32_t, Touched> touched_;
  std::unordered_map<std::string_view, NodeId> repealed_;   // of this batch: name → head
  std::unordered_map<std::string_view, NodeId> additions_;  // what any verb of the tree adds, by name
  bool additions_known_ = false;
  std::size_t hints_ = 0;
};

}  // namespace greenrule
