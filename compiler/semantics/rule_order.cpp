// In which order rules are checked: what they name goes first.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "compiler/semantics/declare_rules.h"
#include "compiler/semantics/order.h"

namespace greenrule::semantics {

using policy::Id;
using policy::kNo;

namespace {

void Push(std::vector<NodeId>& formulas, NodeId node) {
  if (node != kNoNode) formulas.push_back(node);
}

// Heads, and outputs that are names: a value of the output's choice type is none.
void TableFormulas(const Declarations& d, NodeId table, std::vector<NodeId>& formulas) {
  for (const NodeId input : d.Items(table, "inputs")) formulas.push_back(input);
  for (const NodeId row : d.Items(table, "rows")) {
    for (const NodeId output : d.Items(row, "outputs")) {
      const NodeKind kind = d.tree().Kind(output);
      if (kind == NodeKind::kName || kind == NodeKind::kQualified) formulas.push_back(output);
    }
  }
}

void ScoreFormulas(const Declarations& d, NodeId score, std::vector<NodeId>& formulas) {
  if (score == kNoNode) return;
  switch (d.tree().Kind(score)) {
    case NodeKind::kScoreBy:
    case NodeKind::kScoreBands:
    case NodeKind::kScorePoints: break;  // constants and cells over the rule's own value
    case NodeKind::kScoreTable: TableFormulas(d, score, formulas); break;
    default: formulas.push_back(score);
  }
}

// Rings within rings that words like values make; real policies have one or two.
constexpr int kMaxPasses = 50;

class Orderer {
 public:
  explicit Orderer(RuleChecks& checks) : checks_(checks), d_(checks.d) {}

  std::vector<CheckUnit> Order() {
    MakeUnits();
    std::vector<std::vector<std::uint32_t>> needs(units_.size());
    FindValueWords();
    for (std::uint32_t unit = 0; unit < units_.size(); ++unit) needs[unit] = NeedsOf(unit);
    auto order = OrderByNeed(needs);
    for (int pass = 0; pass < kMaxPasses && LeaveOut(order.rings, needs); ++pass) order = OrderByNeed(needs);
    for (const auto& ring : order.rings) ReportRing(checks_, UnitsOf(ring));
    std::vector<CheckUnit> sequence;
    for (const std::uint32_t unit : order.sequence) sequence.push_back(units_[unit]);
    return sequence;
  }

 private:
  // The values of all types that are written out: a word beside one may be a value, which is not known before types are.
  void FindValueWords() {
    const SyntaxTree& tree = d_.tree();
    for (NodeId node = 0; node < tree.size(); ++node)
      if (tree.Kind(node) == NodeKind::kChoice) value_words_.emplace(tree.Text(tree.Child(node, "value")));
    for (const policy::ChoiceType& type : d_.policy().choice_types) value_words_.insert(type.values.begin(), type.values.end());
  }

  // Takes what is doubtful out of rings; false if there is none.
  bool LeaveOut(const std::vector<std::vector<std::uint32_t>>& rings, std::vector<std::vector<std::uint32_t>>& needs) {
    bool any = false;
    for (const auto& ring : rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const std::uint32_t from = ring[i], to = ring[(i + 1) % ring.size()];
        if (!doubtful_.contains({from, to})) continue;
        std::erase(needs[from], to);
        checks_.left_out.push_back({units_[from], units_[to], UnitsOf(ring)});
        any = true;
      }
    }
    return any;
  }

  std::vector<CheckUnit> UnitsOf(const std::vector<std::uint32_t>& ring) const {
    std::vector<CheckUnit> units;
    for (const std::uint32_t unit : ring) units.push_back(units_[unit]);
    return units;
  }

  void MakeUnits() {
    unit_of_rule_.assign(d_.rules.size(), 0);
    for (Id field = 0; field < d_.fields.size(); ++field) {
      if (d_.fields[field] == kNoNode || !d_.Has(d_.fields[field], "formula")) continue;
      unit_of_field_[field] = Add({CheckUnit::kField, field});
    }
    for (Id rule = 0; rule < d_.rules.size(); ++rule) {
      const policy::Rule& r = checks_.rule(rule);
      if (r.table != kNo) {
        const auto [table, is_new] = unit_of_table_.try_emplace(r.table, static_cast<std::uint32_t>(units_.size()));
        if (is_new) Add({CheckUnit::kTable, r.table});
        unit_of_rule_[rule] = table->second;
      } else {
        unit_of_rule_[rule] = Add({r.checklist != kNo ? CheckUnit::kChecklist : CheckUnit::kRule, rule});
      }
    }
  }

  std::uint32_t Add(CheckUnit unit) {
    units_.push_back(unit);
    return static_cast<std::uint32_t>(units_.size() - 1);
  }

  NodeId NodeOf(const CheckUnit& unit) const {
    switch (unit.kind) {
      case CheckUnit::kField: return d_.fields[unit.id];
      case CheckUnit::kTable: return d_.tables[unit.id];
      default: return d_.rules[unit.id];
    }
  }

  std::vector<std::uint32_t> NeedsOf(std::uint32_t unit) {
    const CheckUnit& made = units_[unit];
    const NodeId node = NodeOf(made);
    std::vector<std::uint32_t> needs;
    Place place;
    if (made.kind == CheckUnit::kField) place.row_feed = d_.policy().fields[made.id].feed;
    std::vector<NodeId> scores;
    if (made.kind == CheckUnit::kRule) ScoreFormulas(d_, d_.Child(node, "score"), scores);
    const auto formulas = FormulasOf(d_, node);  // those of the score last
    for (std::size_t i = 0; i < formulas.size(); ++i) {
      // A rule's own value stands before its score; a checklist's items may name one another.
      const bool own_is_known = made.kind == CheckUnit::kChecklist || i + scores.size() >= formulas.size();
      const auto named = d_.expressions.References(formulas[i], place);
      for (const Meaning& meaning : named) {
        const auto need = UnitOf(meaning);
        if (!need) continue;
        if (*need == unit && own_is_known) continue;
        needs.push_back(*need);
        if (units_[*need].kind != CheckUnit::kField && IsAmbiguous(named, meaning)) doubtful_.insert({unit, *need});
      }
    }
    if (made.kind == CheckUnit::kRule) {
      for (const NodeId member : d_.Items(node, "members")) {
        const auto rule = FindMember(d_.Child(member, "label"));
        checks_.members[made.id].push_back(rule.value_or(kNo));
        if (rule) needs.push_back(unit_of_rule_[*rule]);
      }
    }
    return needs;
  }

  // A member is a rule; a field is told that it is none.
  std::optional<Id> FindMember(NodeId label) {
    const std::string name = d_.TextOf(label, "name");
    if (!d_.context.names.Find(name) && !d_.Has(label, "code")) {
      for (const Meaning& meaning : d_.context.names.FindAll(name)) {
        d_.Report(Code::GR2638, label, {name, KindWord(meaning.kind)}, {DeclaredHere(meaning.range)});
        return std::nullopt;
      }
    }
    const auto rule = d_.context.names.Resolve(d_.context, label, {NameKind::kRule});
    if (!rule) return std::nullopt;
    return rule->id;
  }

  std::optional<std::uint32_t> UnitOf(const Meaning& meaning) const {
    if (meaning.kind == NameKind::kRule) return unit_of_rule_[meaning.id];
    if (meaning.kind == NameKind::kItem) return unit_of_rule_[meaning.parent];
    if (meaning.kind == NameKind::kField) {
      const auto unit = unit_of_field_.find(meaning.id);
      if (unit != unit_of_field_.end()) return unit->second;
    }
    return std::nullopt;
  }

  // A word that may mean something else there, which may be an error of its own but is no ring.
  bool IsAmbiguous(const std::vector<Meaning>& named, const Meaning& meaning) const {
    const auto& name = d_.symbol(meaning.symbol).name;
    return value_words_.contains(name) || std::ranges::any_of(named, [&](const Meaning& other) {
      return other.symbol != meaning.symbol && other.symbol != kNo && d_.symbol(other.symbol).name == name;
    });
  }

  RuleChecks& checks_;
  Declarations& d_;
  std::vector<CheckUnit> units_;
  std::vector<std::uint32_t> unit_of_rule_;
  std::unordered_map<Id, std::uint32_t> unit_of_field_, unit_of_table_;
  std::set<std::string, std::less<>> value_words_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> doubtful_;  // this unit may rest on that one
};

policy::SymbolId SymbolOf(const RuleChecks& checks, const CheckUnit& unit) {
  switch (unit.kind) {
    case CheckUnit::kField: return checks.d.policy().fields[unit.id].symbol;
    case CheckUnit::kTable: return checks.d.policy().tables[unit.id].symbol;
    default: return checks.rule(unit.id).symbol;
  }
}

}  // namespace

std::vector<NodeId> FormulasOf(const Declarations& d, NodeId node) {
  std::vector<NodeId> formulas;
  switch (d.tree().Kind(node)) {
    case NodeKind::kField: Push(formulas, d.Child(node, "formula")); break;
    case NodeKind::kTable: TableFormulas(d, node, formulas); break;
    case NodeKind::kChecklist:
      for (const NodeId item : d.Items(node, "items")) {
        for (const NodeId condition : d.Items(item, "hit_when")) formulas.push_back(condition);
        Push(formulas, d.Child(item, "applies_when"));
      }
      break;
    default:
      Push(formulas, d.Child(node, "formula"));
      Push(formulas, d.Child(node, "applies_when"));
      ScoreFormulas(d, d.Child(node, "score"), formulas);
  }
  return formulas;
}

void ReportRing(RuleChecks& checks, const std::vector<CheckUnit>& ring) {
  std::string names;
  std::vector<Diagnostic::Related> related;
  for (const CheckUnit& unit : ring) {
    const policy::Symbol& symbol = checks.d.symbol(SymbolOf(checks, unit));
    names += symbol.Label() + " → ";
    if (unit != ring.front()) related.push_back(DeclaredHere(symbol.range));
    if (unit.kind == CheckUnit::kTable) {
      checks.failed_tables[unit.id] = true;
    } else if (unit.kind == CheckUnit::kField) {
      checks.failed_fields[unit.id] = true;
    } else {
      checks.failed[unit.id] = true;
    }
  }
  const policy::Symbol& first = checks.d.symbol(SymbolOf(checks, ring.front()));
  checks.d.context.Report(Code::GR2600, first.range, {names + first.Label()}, std::move(related));
  checks.any_failed = true;
}

std::vector<CheckUnit> OrderUnits(RuleChecks& checks) { return Orderer(checks).Order(); }

}  // namespace greenrule::semantics
