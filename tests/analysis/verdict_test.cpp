// The verdict on a table against a look at every value of every input, by an evaluation of cells that shares nothing with
// the analysis.
#include "compiler/analysis/verdict.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/analysis/table_maker.h"

namespace greenrule::analysis {
namespace {

using policy::Constant;
using Random = std::mt19937_64;

int Below(Random& random, int limit) { return static_cast<int>(random() % static_cast<std::uint64_t>(limit)); }

Constant Value(const Rational& number) {
  Constant constant;
  constant.number = number;
  return constant;
}
Constant Word(const std::string& text) {
  Constant constant;
  constant.text = text;
  return constant;
}
Constant State(greenrule::State state) {
  Constant constant;
  constant.state = state;
  return constant;
}

// ---- the language's words on cells, said once more and naively ----

bool InSpans(const policy::Policy& policy, const policy::Type& type, const policy::Cell& cell, const Constant& value) {
  const bool text = type.kind == policy::TypeKind::kText;
  const bool ordered = type.kind == policy::TypeKind::kChoice && policy.choice_types[type.id].ordered;
  for (const auto& span : cell.spans) {
    if (text) {
      if (policy.exprs[span.low].constant.text == value.text) return true;
      continue;
    }
    const auto rank = [&](const Rational& x) { return ordered ? Rational(-x) : x; };
    bool in = true;
    if (span.low != policy::kNo) {
      const Rational low = rank(policy.exprs[span.low].constant.number);
      in &= span.low_open ? rank(value.number) > low : rank(value.number) >= low;
    }
    if (span.high != policy::kNo) {
      const Rational high = rank(policy.exprs[span.high].constant.number);
      in &= span.high_open ? rank(value.number) < high : rank(value.number) <= high;
    }
    if (in) return true;
  }
  return false;
}

Truth CellAt(const policy::Policy& policy, const policy::Type& type, const policy::Cell& cell, const Constant& value) {
  const bool missing = IsMissing(value.state), absent = value.state == kNotApplicable;
  const auto truth = [](bool yes) { return yes ? Truth::kYes : Truth::kNo; };
  switch (cell.kind) {
    case policy::Cell::kAny:
    case policy::Cell::kOtherwise: return Truth::kYes;
    case policy::Cell::kMissing: return truth(!absent && missing != cell.negated);
    case policy::Cell::kNotApplicable:
      if (missing) return Truth::kUnknown;
      return truth(absent != cell.negated);
    case policy::Cell::kValues:
      if (missing) return Truth::kUnknown;
      if (absent) return Truth::kNo;
      return truth(InSpans(policy, type, cell, value) != cell.negated);
  }
  return Truth::kNo;
}

// ---- one random table and all its points ----

struct Case {
  TableMaker maker;
  TableShape shape;
  std::vector<std::vector<Constant>> values;  // per input: known values first, then missing and not applicable
  std::vector<std::size_t> known;             // how many are known
  std::vector<bool> checklist;

  std::vector<Truth> RowsAt(const std::vector<std::size_t>& point) const {
    std::vector<Truth> truths;
    for (const auto& row : shape.rows) {
      Truth all = Truth::kYes;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const Truth one = CellAt(maker.policy, shape.inputs[i].type, maker.policy.cells[row[i]], values[i][point[i]]);
        if (one == Truth::kNo) all = one;
        if (one == Truth::kUnknown && all == Truth::kYes) all = one;
      }
      truths.push_back(all);
    }
    return truths;
  }
  bool IsOtherwise(std::size_t row) const {
    return maker.policy.cells[shape.rows[row][0]].kind == policy::Cell::kOtherwise;
  }
  bool AllKnown(const std::vector<std::size_t>& point) const {
    for (std::size_t i = 0; i < point.size(); ++i)
      if (point[i] >= known[i]) return false;
    return true;
  }
  template <class Each>
  void EachPoint(Each each) const {
    std::vector<std::size_t> point(values.size(), 0);
    while (true) {
      each(point);
      std::size_t i = 0;
      while (i < point.size() && ++point[i] == values[i].size()) point[i++] = 0;
      if (i == point.size()) return;
    }
  }
};

policy::Id RandomCell(Random& random, TableMaker& maker, int kind, bool states) {
  const int choice = Below(random, states ? 12 : 10);
  if (choice < 3) return maker.Any();
  if (choice == 10) return Below(random, 4) == 0 ? maker.Cell(policy::Cell::kMissing, {}, true) : maker.Missing();
  if (choice == 11) return Below(random, 4) == 0 ? maker.Cell(policy::Cell::kNotApplicable, {}, true) : maker.NotApplicable();
  std::vector<policy::CellSpan> spans;
  const bool negated = Below(random, 6) == 0;
  if (kind == 5) {  // text
    for (int n = 1 + Below(random, 2); n > 0; --n) {
      const auto word = maker.Word(std::string(1, static_cast<char>('a' + Below(random, 4))));
      spans.push_back({word, word, false, false});
    }
    return maker.Cell(policy::Cell::kValues, spans, negated);
  }
  const int limit = kind == 0 ? 7 : kind == 1 ? 5 : kind == 2 ? 2 : kind == 4 ? 3 : 4;
  const auto bound = [&] { return maker.Constant(kind == 1 ? Rational(Below(random, limit * 2), 2) : Rational(Below(random, limit))); };
  const bool ranges = kind == 0 || kind == 1 || kind == 3;
  for (int n = 1 + Below(random, 2); n > 0; --n) {
    if (!ranges || Below(random, 3) == 0) {
      const auto one = bound();
      spans.push_back({one, one, false, false});
    } else {
      const int shape = Below(random, 3);
      spans.push_back({shape == 0 ? policy::kNo : bound(), shape == 1 ? policy::kNo : bound(), Below(random, 2) == 0, Below(random, 2) == 0});
    }
  }
  return maker.Cell(policy::Cell::kValues, spans, negated);
}

Case RandomCase(Random& random, bool otherwise_last) {
  Case made;
  TableMaker& maker = made.maker;
  std::vector<int> kinds;
  std::vector<bool> states;
  for (int n = 1 + Below(random, 3); n > 0; --n) {
    const int kind = Below(random, 7);
    kinds.push_back(kind);
    auto& values = made.values.emplace_back();
    const std::string head = "x" + std::to_string(n);
    switch (kind) {
      case 0:  // steps of one
        maker.Number(head, 0, 6, 0);
        for (int v = 0; v <= 6; ++v) values.push_back(Value(v));
        break;
      case 1:  // anywhere: points between the bounds too
        maker.Number(head, 0, 4, -1);
        for (int v = 0; v <= 16; ++v) values.push_back(Value(Rational(v, 4)));
        break;
      case 2:
        maker.YesNo(head);
        values = {Value(0), Value(1)};
        break;
      case 3:
        maker.Choice(head, {"A", "B", "C", "D"}, true);
        for (int v = 0; v < 4; ++v) values.push_back(Value(v));
        break;
      case 4: {
        const bool may = Below(random, 3) != 0;
        maker.Checklist(head, may);
        for (int v = 0; v < (may ? 3 : 2); ++v) values.push_back(Value(v));
        break;
      }
      case 5:
        maker.Text(head);
        for (const char* v : {"a", "b", "c", "d", "e"}) values.push_back(Word(v));
        break;
      case 6:
        maker.Choice(head, {"A", "B", "C", "D"}, false);
        for (int v = 0; v < 4; ++v) values.push_back(Value(v));
        break;
    }
    made.known.push_back(values.size());
    made.checklist.push_back(kind == 4);
    const bool missing = kind != 4 && Below(random, 2) == 0, absent = kind != 4 && Below(random, 2) == 0;
    maker.MayBe(missing, absent);
    if (missing) values.push_back(State(kMalformed));
    if (absent) values.push_back(State(kNotApplicable));
    states.push_back(missing || absent);
  }
  for (int n = Below(random, 7); n > 0; --n) {
    std::vector<policy::Id> cells;
    for (std::size_t i = 0; i < kinds.size(); ++i) cells.push_back(RandomCell(random, maker, kinds[i], kinds[i] != 4 && Below(random, 2) == 0));
    maker.Row(cells);
  }
  if (otherwise_last) {
    std::vector<policy::Id> cells;
    for (std::size_t i = 0; i < kinds.size(); ++i) cells.push_back(maker.Otherwise());
    maker.Row(cells);
  }
  maker.Finish();
  ValueRanges ranges(maker.policy);
  for (const auto input : maker.table.inputs) made.shape.inputs.push_back(DomainOf(maker.policy, ranges, input));
  for (const auto& row : maker.table.rows) made.shape.rows.push_back(row.cells);
  return made;
}

// What each point comes to, as language.md §8 says.
struct Outcome {
  std::vector<std::uint32_t> deciding;  // true rows whose outputs count
  bool none = false;                    // no row is true or unknown
  bool unknown = false;                 // an unknown row makes it missing
};
Outcome OutcomeAt(const Case& made, MatchPolicy policy, const std::vector<std::size_t>& point) {
  const auto truths = made.RowsAt(point);
  Outcome outcome;
  bool unknown = false;
  for (std::uint32_t row = 0; row < truths.size(); ++row) {
    if (truths[row] == Truth::kNo) continue;
    if (policy == MatchPolicy::kFirst) {
      outcome.unknown = truths[row] == Truth::kUnknown;
      if (!outcome.unknown) outcome.deciding = {row};
      return outcome;
    }
    if (truths[row] == Truth::kUnknown) unknown = true;
    if (truths[row] == Truth::kYes) outcome.deciding.push_back(row);
  }
  if (policy == MatchPolicy::kUnique ? outcome.deciding.empty() : true) outcome.unknown = unknown;
  outcome.none = outcome.deciding.empty() && !unknown;
  return outcome;
}

std::vector<Atom> AtomsOf(const Case& made, const TableBoxes& table, const std::vector<std::size_t>& point) {
  std::vector<Atom> atoms;
  for (std::size_t i = 0; i < point.size(); ++i) atoms.push_back(table.lines[i].AtomOf(made.values[i][point[i]]));
  return atoms;
}

bool SaysUndetermined(const Case& made, std::uint32_t row, std::size_t input) {
  const policy::Cell& cell = made.maker.policy.cells[made.shape.rows[row][input]];
  return cell.kind == policy::Cell::kValues && !cell.negated &&
         InSpans(made.maker.policy, made.shape.inputs[input].type, cell, Value(2));
}

void Compare(const Case& made, MatchPolicy policy, bool must_cover) {
  const TableBoxes table = MakeBoxes(made.maker.policy, made.shape, 0);
  ASSERT_TRUE(table.complete);
  Budget budget;
  const Verdict verdict = Judge(table, policy, must_cover, budget);
  const std::size_t inputs = made.values.size(), rows = made.shape.rows.size();

  std::vector<bool> matches(rows, false), true_somewhere(rows, false), overlapped(rows, false);
  std::vector<bool> missing(inputs, false), absent(inputs, false), hidden(inputs, false);
  bool uncovered = false;
  std::map<std::vector<Atom>, Outcome> outcomes;
  made.EachPoint([&](const std::vector<std::size_t>& point) {
    const auto truths = made.RowsAt(point);
    const auto atoms = AtomsOf(made, table, point);
    for (std::uint32_t row = 0; row < rows; ++row) {
      ASSERT_EQ(At(table.boxes, row, atoms), truths[row]);
      if (truths[row] == Truth::kYes) true_somewhere[row] = true;
    }
    const Outcome outcome = OutcomeAt(made, policy, point);
    outcomes.emplace(atoms, outcome);
    for (const std::uint32_t row : outcome.deciding) matches[row] = true;
    std::vector<std::uint32_t> apart = outcome.deciding;
    std::erase_if(apart, [&](std::uint32_t row) { return made.IsOtherwise(row); });
    for (std::size_t i = 1; i < apart.size(); ++i) overlapped[apart[i]] = true;
    const bool no_outcome = outcome.unknown || (outcome.none && must_cover);
    std::size_t special = inputs, specials = 0;
    for (std::size_t i = 0; i < inputs; ++i)
      if (point[i] >= made.known[i]) special = i, ++specials;
    if (specials == 0) {
      uncovered |= outcome.none && must_cover;
      for (std::size_t i = 0; i < inputs; ++i) {
        if (!made.checklist[i] || point[i] != 2) continue;
        const auto says = [&](std::uint32_t row) { return SaysUndetermined(made, row, i); };
        if (policy == MatchPolicy::kAll)
          hidden[i] = hidden[i] || std::ranges::none_of(outcome.deciding, says);
        else if (!outcome.deciding.empty() && !says(outcome.deciding[0]))
          hidden[i] = true;
      }
    } else if (specials == 1 && no_outcome) {
      (IsMissing(made.values[special][point[special]].state) ? missing : absent)[special] = true;
    }
  });

  EXPECT_EQ(verdict.uncovered.has_value(), uncovered);
  if (verdict.uncovered) {
    EXPECT_TRUE(outcomes.at(*verdict.uncovered).none);
  }
  for (std::size_t i = 0; i < inputs; ++i) {
    EXPECT_EQ(verdict.missing[i].has_value(), missing[i]);
    EXPECT_EQ(verdict.not_applicable[i].has_value(), absent[i]);
    const auto told = std::ranges::find(verdict.undetermined, i, &Verdict::Undetermined::input);
    if (policy != MatchPolicy::kUnique || verdict.overlaps.empty()) {
      EXPECT_EQ(told != verdict.undetermined.end(), hidden[i]);
    }
  }
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (made.IsOtherwise(row)) continue;  // nothing is said of it
    bool asks = false;
    for (std::size_t i = 0; i < inputs; ++i) asks |= table.asks_for_state[row][i] && table.boxes.rows[row][i].yes.empty();
    const bool can = policy == MatchPolicy::kFirst ? matches[row] : true_somewhere[row];
    EXPECT_EQ(verdict.rows[row] == Verdict::Row::kMatches, can || asks) << "row " << row;
    if (!can && !asks) {
      EXPECT_EQ(verdict.rows[row] == Verdict::Row::kShadowed, true_somewhere[row]);
    }
  }
  for (const auto& shadow : verdict.shadows)
    if (shadow.by != kNoRow) {
      EXPECT_NE(At(table.boxes, shadow.by, shadow.point), Truth::kNo);
    }
  if (policy == MatchPolicy::kUnique) {
    EXPECT_EQ(verdict.overlaps.empty(), std::ranges::none_of(overlapped, std::identity()));
    for (const auto& pair : verdict.overlaps) {
      EXPECT_EQ(At(table.boxes, pair.first, pair.point), Truth::kYes);
      EXPECT_EQ(At(table.boxes, pair.second, pair.point), Truth::kYes);
    }
  }
}

class Verdicts : public testing::TestWithParam<MatchPolicy> {};

TEST_P(Verdicts, AgreeWithALookAtEveryValue) {
  Random random(11 + static_cast<int>(GetParam()));
  for (int run = 0; run < 3000 && !HasFailure(); ++run) {
    const Case made = RandomCase(random, Below(random, 3) == 0);
    Compare(made, GetParam(), true);
    if (GetParam() == MatchPolicy::kAll) Compare(made, GetParam(), false);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Verdicts, testing::Values(MatchPolicy::kFirst, MatchPolicy::kUnique, MatchPolicy::kAll),
                         [](const auto& info) {
                           return info.param == MatchPolicy::kFirst ? "First" : info.param == MatchPolicy::kUnique ? "Unique" : "All";
                         });

}  // namespace
}  // namespace greenrule::analysis
