#include "tests/oracle/differential.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/lowering/symbols.h"
#include "runtime/program/program_file.h"
#include "runtime/program/verify.h"
#include "runtime/vm/prepared.h"
#include "tests/oracle/oracle.h"

namespace greenrule::oracle {

using policy::ExprId;
using policy::TypeKind;

namespace {

// Lanes hold what the machine says; the oracle's value in the same form.
std::string Shown(const Value& value, const policy::Type& type) {
  if (type.kind == TypeKind::kChecklist) return fmt::format("list {} reason {}", value.number.Truncated(), value.reason);
  if (value.state != kKnown) return fmt::format("state {}", value.state);
  if (type.kind == TypeKind::kText || type.kind == TypeKind::kCode) return "\"" + std::string(value.text) + "\"";
  return value.number.ToRational().str();
}

bool Agree(const Value& a, const Value& b, const policy::Type& type) {
  if (type.kind == TypeKind::kChecklist) return a.number == b.number && a.reason == b.reason;
  if (a.state != b.state) return false;
  return a.state != kKnown || (a.text == b.text && a.number == b.number);
}

// What the machine publishes in one output, in the oracle's form.
Value Published(const Edition& edition, const RunResult& result, const TextPool& texts, std::uint32_t output, std::size_t row,
                const policy::Type& type) {
  const OutputColumn& column = result.outputs[output];
  const State state = column.states[row];
  Value value;
  const bool list = type.kind == TypeKind::kChecklist;
  (list ? value.reason : value.state) = state;
  if (state != kKnown && !list) return value;
  Integer number = column.values.Get(row);
  if (type.kind == TypeKind::kText || type.kind == TypeKind::kCode) {
    value.text = texts.Text(number.convert_to<std::int64_t>());
  } else {
    value.number = Fraction(Rational(number));
  }
  (void)edition;
  return value;
}

class Comparison {
 public:
  Comparison(const policy::Policy& policy, const std::vector<ExprId>& wanted, const LoweredPolicy& lowered, const Dataset& data, Oracle& oracle)
      : policy_(policy), wanted_(wanted), lowered_(lowered), data_(data), oracle_(oracle) {}

  std::optional<std::string> Check(const RunResult& result, Tally& tally) {
    result_ = &result;
    for (std::uint32_t entity = 0; entity < policy_.entities.size(); ++entity) {
      for (std::size_t row = 0; row < data_.entities[entity].count; ++row) {
        const auto& evaluated = result.evaluated[entity];
        const bool is = evaluated.empty() || evaluated[row] != 0;
        if (is != oracle_.IsEvaluated(entity, row))
          return fmt::format("entity {} row {}: evaluated by the machine {}, by the oracle {}", entity, row, is, !is);
      }
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i)
      if (auto difference = CheckProbe(i, tally)) return difference;
    if (auto difference = CheckResults(tally)) return difference;
    if (auto difference = CheckStatistics(tally)) return difference;
    return std::nullopt;
  }

  ExprId failed_probe() const { return failed_probe_; }
  std::pair<Id, std::size_t> failed_row() const { return failed_row_; }

 private:
  Id EntityOf(policy::ScopeId scope) const {
    return policy_.scopes[scope].kind == policy::ScopeKind::kEntity ? policy_.scopes[scope].subject : kNo;
  }

  std::optional<std::string> CheckProbe(std::size_t i, Tally& tally) {
    const ExprId expr = wanted_[i];
    const Probe& probe = lowered_.probes[i];
    const Id entity = EntityOf(policy_.exprs[expr].scope);
    const Id home = entity == kNo ? 0 : entity;  // a value of the run is published by the first entity
    for (std::size_t row = 0; row < data_.entities[home].count; ++row) {
      if (!oracle_.IsEvaluated(home, row)) continue;
      Value got = Published(lowered_.edition, *result_, data_.texts, probe.value, row, probe.type);
      if (probe.type.kind == TypeKind::kNumber && got.state == kKnown) {
        got.number = got.number * Fraction(probe.factor);
        if (probe.denominator != kNone)
          got.number = got.number / Fraction(Rational(result_->outputs[probe.denominator].values.Get(row)));
      }
      const Value expected = oracle_.ValueOf(expr, entity, row);
      ++tally.values;
      tally.known += expected.state == kKnown;
      if (Agree(expected, got, probe.type)) continue;
      failed_probe_ = expr;
      failed_row_ = {home, row};
      return fmt::format("entity {} row {}, expression {}\n  oracle  {}\n  machine {}\n  {}", home, row, expr, Shown(expected, probe.type),
                         Shown(got, probe.type), Describe(policy_, expr));
    }
    return std::nullopt;
  }

  std::optional<std::string> CheckResults(Tally& tally) {
    const Edition& edition = lowered_.edition;
    for (const policy::Result& r : policy_.results) {
      const auto named = std::ranges::find_if(edition.outputs, [&](const Output& o) { return o.entity == r.entity && o.name == r.name; });
      if (named == edition.outputs.end()) return "no output called " + r.name;
      const auto id = static_cast<std::uint32_t>(named - edition.outputs.begin());
      const policy::Type& type = policy_.exprs[r.value].type;
      const policy::Rule& rule = policy_.rules[policy_.exprs[r.value].id];
      for (std::size_t row = 0; row < data_.entities[r.entity].count; ++row) {
        if (!oracle_.IsEvaluated(r.entity, row)) continue;
        Value got = Published(edition, *result_, data_.texts, id, row, type);
        if (type.kind == TypeKind::kNumber && got.state == kKnown)
          got.number = got.number * Fraction(Rational(rule.unit.scale / Rational(Pow10(named->decimals))));
        const Value expected = oracle_.ValueOf(r.value, r.entity, row);
        ++tally.values;
        if (!Agree(expected, got, type))
          return fmt::format("result {} of entity {} row {}: oracle {}, machine {}\n  {}", r.name, r.entity, row, Shown(expected, type),
                             Shown(got, type), Describe(policy_, r.value));
        if (type.kind != TypeKind::kChecklist) continue;
        const auto hits = std::ranges::find_if(edition.outputs, [&](const Output& o) { return o.entity == r.entity && o.name == r.name + ".hits"; });
        if (hits == edition.outputs.end()) return "no hits of " + r.name;
        if (auto difference = CheckHits(*hits, policy_.checklists[rule.checklist], row)) return difference;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> CheckHits(const Output& hits, const policy::Checklist& list, std::size_t row) {
    if (hits.type != OutputType::kHits || hits.items.size() != list.items.size()) return "a checklist without its hits: " + hits.name;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const OutputColumn& column = result_->outputs[hits.items[i]];
      const Value& expected = oracle_.ItemState(list.items[i], row);
      const bool hit = expected.number == Fraction(kHit);
      const bool same = column.states[row] == expected.reason && (expected.reason != kKnown || (column.values.Get(row) != 0) == hit);
      if (!same)
        return fmt::format("item {} row {}: oracle {} reason {}, machine {} state {}", list.items[i], row, expected.number.Truncated(),
                           expected.reason, column.values.Get(row).str(), column.states[row]);
    }
    return std::nullopt;
  }

  std::string KeyText(const Value& value) const {
    return value.text.empty() ? value.number.ToRational().str() : "\"" + std::string(value.text);
  }

  std::optional<std::string> CheckStatistics(Tally& tally) {
    const Edition& edition = lowered_.edition;
    for (std::size_t s = 0; s < policy_.statistics.size(); ++s) {
      const policy::Statistic& statistic = policy_.statistics[s];
      const Statistic& lowered = edition.statistic_list[s];
      const auto rows = oracle_.StatisticOf(static_cast<Id>(s));
      const auto& groups = result_->statistics[s].groups;
      const std::size_t count = statistic.by.empty() ? 1 : groups.size();
      if (count != rows.size()) return fmt::format("statistic {}: oracle {} groups, machine {}", s, rows.size(), count);
      for (std::size_t row = 0; row < count; ++row) {
        auto match = rows.begin();
        if (!statistic.by.empty()) {
          std::vector<std::string> key;
          for (std::size_t k = 0; k < statistic.by.size(); ++k) {
            const TypeKind kind = policy_.exprs[statistic.by[k]].type.kind;
            const bool text = kind == TypeKind::kText || kind == TypeKind::kCode;
            key.push_back(text && !data_.texts.Text(groups[row][k]).empty() ? "\"" + std::string(data_.texts.Text(groups[row][k])) : std::to_string(text ? 0 : groups[row][k]));
          }
          match = std::ranges::find_if(rows, [&](const Oracle::StatisticRow& r) {
            for (std::size_t k = 0; k < key.size(); ++k)
              if (KeyText(r.group[k]) != key[k]) return false;
            return true;
          });
          if (match == rows.end()) return fmt::format("statistic {}: the oracle has no group {}", s, key[0]);
        }
        Value got = Published(edition, *result_, data_.texts, lowered.output, row, statistic.type);
        if (statistic.type.kind == TypeKind::kNumber && got.state == kKnown)
          got.number = got.number * Fraction(Rational(statistic.unit.scale / Rational(Pow10(edition.outputs[lowered.output].decimals))));
        ++tally.values;
        if (!Agree(match->value, got, statistic.type))
          return fmt::format("statistic {} group {}: oracle {}, machine {}\n  {}", s, row, Shown(match->value, statistic.type),
                             Shown(got, statistic.type), Describe(policy_, statistic.formula));
      }
    }
    return std::nullopt;
  }

  const policy::Policy& policy_;
  const std::vector<ExprId>& wanted_;
  const LoweredPolicy& lowered_;
  const Dataset& data_;
  Oracle& oracle_;
  const RunResult* result_ = nullptr;
  ExprId failed_probe_ = kNo;
  std::pair<Id, std::size_t> failed_row_{kNo, 0};
};

struct Outcome {
  std::optional<std::string> difference;
  bool refused = false;
  ExprId expr = kNo;  // the probe that differs
  std::pair<Id, std::size_t> row{kNo, 0};
};

void CountCode(const Edition& edition, Tally& tally) {
  for (const Tree& tree : edition.trees) {
    for (const Block* block : {&tree.evaluate, &tree.before_figures, &tree.main}) {
      const PreparedBlock prepared(edition, *block);
      tally.sums += prepared.sums().size();
      for (const FusedSum& sum : prepared.sums())
        tally.bands += std::ranges::count_if(sum.terms, [](const FusedTerm& t) { return t.kind == FusedTerm::kBands; });
      tally.byte_chains += std::ranges::count_if(prepared.batch_code(), [](const PreparedInstruction& i) {
        return i.fusion == Fusion::kMaximumOfBytes || i.fusion == Fusion::kMinimumOfBytes;
      });
      for (const Register& r : block->registers) ++tally.lanes[static_cast<std::size_t>(r.lane)];
      for (const Instruction& i : block->code) ++tally.opcodes[i.op];
    }
  }
  for (const Instruction& i : edition.statistics.code) ++tally.opcodes[i.op];
}

Outcome RunGenerated(const Generated& generated, const Case& one, Tally& tally) {
  const policy::Policy& policy = generated.policy;
  DiagnosticSink sink;
  LowerOptions options;
  options.probes = generated.probes;
  std::optional<LoweredPolicy> lowered = Lower(policy, options, sink);
  if (!lowered) {
    for (const Diagnostic& d : sink.Sorted()) ++tally.refused[std::string(CodeName(d.code))];
    Outcome refused;
    refused.refused = true;
    return refused;
  }
  Program program;
  program.policy_name = policy.name;
  program.symbols = ProgramSymbols(policy, {}, 0);
  program.editions = {lowered->edition};
  const auto refusals = Verify(program);
  if (!refusals.empty())
    return {"the verifier refuses the program: " + std::string(CodeName(refusals[0].code)) + " " + Message(refusals[0], Language::kEnglish)};
  if (one.through_file) {
    auto parsed = Parse(Serialize(program));
    if (auto* diagnostic = std::get_if<Diagnostic>(&parsed)) return {"the file is refused: " + Message(*diagnostic, Language::kEnglish)};
    program = std::move(std::get<Program>(parsed));
  }
  CountCode(program.editions[0], tally);
  Edition with_all = program.editions[0];
  AddAllColumns(policy, with_all);
  Dataset data = GenerateData(policy, with_all, one.seed, one.first, one.records);
  Oracle oracle(policy, with_all, data);
  oracle.Run();
  Comparison comparison(policy, generated.probes, *lowered, data, oracle);
  for (const RunOptions& run : one.runs) {
    const RunResult result = Run(program.editions[0], data, run);
    if (auto difference = comparison.Check(result, tally))
      return {fmt::format("seed {} records {}+{} batch {} threads {} {}{}: {}", one.seed, one.first, one.records, run.batch, run.threads, SimdName(run.simd),
                          run.fuse ? "" : " unfused", *difference), false,
              comparison.failed_probe(), comparison.failed_row()};
  }
  return {};
}

}  // namespace

std::optional<std::string> Difference(const policy::Policy& policy, const std::vector<ExprId>& probes, const LoweredPolicy& lowered,
                                      const Dataset& data, Oracle& oracle, const RunResult& result, Tally& tally) {
  return Comparison(policy, probes, lowered, data, oracle).Check(result, tally);
}

std::optional<std::string> RunCase(const Case& one, Tally& tally) {
  Generated generated = GeneratePolicy(one.seed);
  if (one.published_only) generated.probes.clear();
  const Outcome outcome = RunGenerated(generated, one, tally);
  tally.compared += !outcome.refused;
  return outcome.difference;
}

std::string Shrink(Case one) {
  Tally ignored;
  Generated generated = GeneratePolicy(one.seed);
  if (one.published_only) generated.probes.clear();
  std::string report = RunGenerated(generated, one, ignored).difference.value_or("it agrees now");
  // Fewer records: the first half, the second half, or neither.
  while (one.records > 1) {
    Case half = one;
    half.records = one.records / 2;
    if (!RunGenerated(generated, half, ignored).difference) {
      half.first += half.records;
      half.records = one.records - half.records;
      if (!RunGenerated(generated, half, ignored).difference) break;
    }
    one = half;
  }
  // The first expression that differs when all of an entity's are looked at. What publishes is left out.
  Generated bare = generated;
  bare.policy.results.clear();
  bare.policy.statistics.clear();
  for (ExprId id = 0; id < bare.policy.exprs.size(); ++id) {
    const policy::Expr& e = bare.policy.exprs[id];
    if (bare.policy.scopes[e.scope].kind != policy::ScopeKind::kEntity) continue;
    Generated single = bare;
    single.probes = {id};
    const Outcome outcome = RunGenerated(single, one, ignored);
    if (outcome.difference && outcome.expr != kNo) return report + "\n-- shrunk --\n" + *outcome.difference;
  }
  return report + "\n-- shrunk --\n" + RunGenerated(generated, one, ignored).difference.value_or("it needs the results or the statistics");
}

}  // namespace greenrule::oracle
