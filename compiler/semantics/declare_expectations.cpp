// What an example expects: values, states, reasons.
#include "compiler/semantics/declare_examples.h"
#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {

using policy::Expectation;
using policy::TypeKind;

CellInput ExampleReader::InputOf(const Subject& subject) {
  const DeclaredType form = FormOf(subject);
  CellInput input;
  input.type = form.type;
  if (form.type.kind == TypeKind::kNumber) input.unit = form.unit;
  input.name = NameOf(subject);
  input.range = HeadOf(subject);
  input.scope = ScopeOf(subject);
  return input;
}

Expectation ExampleReader::NewExpectation(NodeId node, NodeId target, const Subject& subject) {
  Expectation made;
  made.range = d_.context.Range(node);
  if (subject.kind == Subject::kStatistic) {
    made.statistic = subject.id;
  } else {
    made.subject = d_.expressions.Check(target, PlaceIn(ScopeOf(subject)));
  }
  return made;
}

void ExampleReader::ReadExpect(NodeId expect) {
  if (d_.tree().Kind(expect) == NodeKind::kExpectRows) {
    ReadExpectRows(expect);
    return;
  }
  const NodeId target = d_.Child(expect, "target");
  const auto subject = FindSubject(target);
  if (!subject) return;
  auto made = NewExpectation(expect, target, *subject);
  if (!ReadEntity(expect, *subject, made.key)) return;
  bool good = true;
  switch (d_.tree().Kind(expect)) {
    case NodeKind::kExpectValue: good = PutCell(made, *subject, d_.Child(expect, "cell")); break;
    case NodeKind::kExpectState: good = PutState(made, *subject, expect); break;
    case NodeKind::kExpectMissing: {
      made.kind = Expectation::kMissing;
      const NodeId reason = d_.Child(expect, "reason");
      if (reason != kNoNode) {
        made.reason = ReasonOf(reason, &made.own_reason);
        good = made.reason.has_value();
      }
      break;
    }
    default: made.kind = Expectation::kNotApplicable;
  }
  if (good) example_.expectations.push_back(std::move(made));
}

bool ExampleReader::PutCell(Expectation& made, const Subject& subject, NodeId cell) {
  const CellInput input = InputOf(subject);
  if (input.type.kind == TypeKind::kUnknown) return false;
  const bool list = input.type.kind == TypeKind::kChecklist;
  if (d_.tree().Kind(cell) == NodeKind::kState && !list) return PutUndetermined(made, cell, subject);
  switch (d_.tree().Kind(cell)) {
    case NodeKind::kMissing: made.kind = Expectation::kMissing; return true;
    case NodeKind::kNotApplicable: made.kind = Expectation::kNotApplicable; return true;
    case NodeKind::kCellNot:
    case NodeKind::kCellList:
    case NodeKind::kCellCompare:
    case NodeKind::kCellBetween:
    case NodeKind::kCellBelow:
    case NodeKind::kAny: made.kind = Expectation::kCell; break;
    default: made.kind = Expectation::kValue;
  }
  made.cell = d_.expressions.CheckCell(cell, input);
  return true;
}

bool ExampleReader::PutUndetermined(Expectation& made, NodeId state, const Subject& subject) {
  if (d_.tree().Text(state) != "undetermined") {
    d_.Report(Code::GR2720, state, {NameOf(subject), std::string(d_.tree().Written(state))});
    return false;
  }
  made.kind = Expectation::kMissing;
  made.reason = kUndetermined;
  return true;
}

bool ExampleReader::PutState(Expectation& made, const Subject& subject, NodeId expect) {
  const NodeId state = d_.Child(expect, "state");
  const auto labels = d_.Items(expect, "items");
  if (FormOf(subject).type.kind != TypeKind::kChecklist) {
    if (!labels.empty()) {
      d_.Report(Code::GR2721, labels[0], {NameOf(subject)});
      return false;
    }
    return PutUndetermined(made, state, subject);
  }
  const std::string word = d_.Text(state);
  made.kind = Expectation::kChecklistState;
  made.checklist_state = word == "hit" ? 0 : word == "clear" ? 1 : 2;
  if (subject.kind == Subject::kItem && !labels.empty()) {
    d_.Report(Code::GR2721, labels[0], {NameOf(subject)});
    return false;
  }
  for (const NodeId label : labels) {
    const auto item = d_.context.names.Resolve(d_.context, label, {NameKind::kItem}, subject.id);
    if (!item) return false;
    made.items.push_back(item->id);
  }
  return true;
}

void ExampleReader::ReadExpectRows(NodeId expect) {
  const NodeId target = d_.Child(expect, "target");
  const auto meaning = d_.context.names.Resolve(d_.context, target, {NameKind::kEntity});
  if (!meaning) return;
  const policy::Entity entity = d_.policy().entities[meaning->id];
  struct Head {
    NodeId node;
    std::optional<std::size_t> key;
    Subject subject;
  };
  std::vector<Head> heads;
  std::size_t keys = 0;
  for (const NodeId node : d_.Items(expect, "head")) {
    const auto key = d_.tree().Kind(node) == NodeKind::kName ? KeyPlace(entity, d_.tree().Text(node)) : std::nullopt;
    if (key) {
      heads.push_back({node, key, {}});
      ++keys;
      continue;
    }
    const auto subject = FindSubject(node);
    if (!subject || FormOf(*subject).type.kind == TypeKind::kUnknown) return;
    if (subject->entity != meaning->id) {
      d_.Report(Code::GR2705, node, {Spell(d_.tree(), node), d_.symbol(meaning->symbol).Label()});
      return;
    }
    heads.push_back({node, std::nullopt, *subject});
  }
  if (keys != entity.keys.size()) {
    d_.Report(Code::GR2708, target, {d_.symbol(meaning->symbol).Label()});
    return;
  }
  for (const NodeId row : d_.Items(expect, "rows")) {
    const auto cells = d_.Items(row, "cells");
    std::vector<std::string> key(entity.keys.size());
    std::vector<Expectation> made;
    bool good = true;
    for (std::size_t i = 0; i < cells.size() && good; ++i) {
      if (cells[i] == kNoNode) {
        d_.Report(heads[i].key ? Code::GR2711 : Code::GR2723, row, {Spell(d_.tree(), heads[i].node)});
        good = false;
      } else if (heads[i].key) {
        const auto text = KeyText(cells[i]);
        good = text.has_value();
        if (text) key[*heads[i].key] = *text;
      } else {
        made.push_back(NewExpectation(cells[i], heads[i].node, heads[i].subject));
        good = PutCell(made.back(), heads[i].subject, cells[i]);
      }
    }
    if (!good) continue;
    for (Expectation& expectation : made) {
      expectation.key = key;
      example_.expectations.push_back(std::move(expectation));
    }
  }
}

}  // namespace greenrule::semantics
