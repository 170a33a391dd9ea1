// The atoms of one input of a table: the classes of its values that the cells under it do not tell apart.
//
//   number, date, month   the intervals and points between the bounds that its cells write, within the value's range; where the
//                         values lie on steps (whole numbers, `2 decimals`) only steps count, so that `<= 59` and `>= 60`
//                         leave no gap between them
//   yes-no, choice        its values; grades from the worst to the best
//   checklist             hit, clear, and undetermined if it may be
//   text, code            the values that cells list, and any other
//
// then, if the value may be so, missing and not applicable. The known atoms come first.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/analysis/boxes.h"
#include "compiler/analysis/value_range.h"
#include "compiler/semantics/policy.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::analysis {

// What an input can be.
struct InputDomain {
  policy::Type type;
  policy::Unit unit;        // how a number is shown
  ValueRange range;         // numbers, dates, months
  bool may_be_missing = false, may_be_not_applicable = false;
  bool may_be_undetermined = false;  // checklists
};
InputDomain DomainOf(const policy::Policy& policy, ValueRanges& ranges, policy::ExprId expr);

// The constant that a cell's bound is on that day; nothing if it has no value then.
std::optional<policy::Constant> BoundOn(const policy::Policy& policy, policy::ExprId bound, Day day);

class InputLine {
 public:
  // The line that the cells make, with parameters as they are on `day`. The policy must outlive it.
  InputLine(const policy::Policy& policy, InputDomain domain, std::span<const policy::Id> cells, Day day);

  // False if a bound has no value on that day; then the line is of no use.
  bool complete() const { return complete_; }
  Atom size() const { return size_; }
  Atom known() const { return known_; }
  std::optional<Atom> missing() const { return missing_; }
  std::optional<Atom> not_applicable() const { return not_applicable_; }
  std::optional<Atom> undetermined() const { return undetermined_; }
  const InputDomain& domain() const { return domain_; }

  BoxCell CellOf(policy::Id cell) const;
  // The atom of a value of the input's type within its range; its state may be missing or not applicable, if the input may.
  Atom AtomOf(const policy::Constant& value) const;
  // Whether the cell itself names the undetermined state (not by `-`, `otherwise` or `not …`).
  bool SaysUndetermined(policy::Id cell) const;
  // Whether the cell is `missing`, `not applicable` or, of a checklist, `undetermined` alone.
  bool AsksForState(policy::Id cell) const;

  // An atom of the span that makes a good example, and a value of an atom.
  Atom Typical(Span span) const;
  Diagnostic::Argument Example(Atom atom) const;

 private:
  // A place between values: just before or just after one.
  struct Cut {
    Rational value;
    bool after = false;
    bool operator==(const Cut&) const = default;
    bool operator<(const Cut& other) const { return value != other.value ? value < other.value : after < other.after; }
  };
  struct Interval {
    std::optional<Cut> low, high;
  };

  bool IsCalendarOrNumber() const;
  bool IsText() const;
  Cut LowCut(const Rational& value, bool open) const;
  Cut HighCut(const Rational& value, bool open) const;
  std::optional<Interval> IntervalOf(const policy::CellSpan& span) const;
  Atom AtomBehind(const std::optional<Cut>& cut, bool is_low) const;
  void MakeIntervals(std::span<const policy::Id> cells);
  void MakeTexts(std::span<const policy::Id> cells);
  Spans ValuesOf(const policy::Cell& cell) const;
  Span FiniteSpan(const policy::CellSpan& span) const;

  const policy::Policy& policy_;
  InputDomain domain_;
  Day day_;
  bool complete_ = true;
  Atom known_ = 0, size_ = 0;
  std::optional<Atom> missing_, not_applicable_, undetermined_;
  std::optional<Cut> begin_, end_;  // of the range
  std::vector<Cut> cuts_;           // ascending, inside the range; atom i lies before cuts_[i]
  std::vector<std::string> texts_;  // sorted; atom i is texts_[i], the next atom any other text
  std::string other_;               // a code that no cell lists
};

}  // namespace greenrule::analysis
