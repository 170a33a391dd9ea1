// The whole Huzhou policy over the sample data of all 38 interfaces: what the machine computes is what the oracle computes, bit for
// bit: every rule's value and score with the reason where it is missing, every hit of the checklist, every statistic.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>

#include "compiler/compile.h"
#include "runtime/data/load.h"
#include "runtime/data/date_text.h"
#include "runtime/vm/run.h"
#include "tests/oracle/differential.h"

namespace greenrule::oracle {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = GREENRULE_ROOT;

// The values and scores of all rules that entities have.
std::vector<policy::ExprId> EveryRule(policy::Policy& policy) {
  std::vector<policy::ExprId> probes;
  const auto add = [&](policy::ExprKind kind, policy::Id id, policy::Type type) {
    policy::Expr e{};
    e.kind = kind;
    e.type = type;
    e.scope = policy.rules[id].scope;
    e.id = id;
    policy.exprs.push_back(e);
    probes.push_back(static_cast<policy::ExprId>(policy.exprs.size() - 1));
  };
  for (policy::Id id = 0; id < policy.rules.size(); ++id) {
    const policy::Rule& rule = policy.rules[id];
    if (rule.entity == policy::kNo) continue;
    add(policy::ExprKind::kRule, id, rule.type);
    if (rule.score.kind != policy::Score::kNone) add(policy::ExprKind::kScore, id, {.kind = policy::TypeKind::kNumber});
  }
  return probes;
}

TEST(Huzhou, MachineAgreesWithOracle) {
  DiagnosticSink sink;
  Compilation compilation = CheckPolicy(kRoot / "rules" / "huzhou_esg", {kRoot / "stdlib"}, sink);
  ASSERT_FALSE(sink.HasErrors());
  policy::Policy& policy = compilation.editions.front();
  LowerOptions options;
  options.probes = EveryRule(policy);
  std::vector<LoweredPolicy> lowered;
  std::optional<Program> program = BuildProgram(compilation, options, sink, &lowered);
  ASSERT_TRUE(program);
  Edition& edition = program->editions.front();
  AddAllColumns(policy, edition);
  LoadResult data = Load(edition, *program, {.path = HUZHOU_DATA, .as_of = *ParseDay("2021-06-30"), .threads = 2});
  ASSERT_TRUE(data.errors.empty());
  Oracle oracle(policy, edition, *data.dataset);
  oracle.Run();
  Tally tally;
  for (const auto& [threads, batch] : {std::pair{2u, 256u}, std::pair{1u, 63u}}) {
    RunOptions run;
    run.threads = threads;
    run.batch = batch;
    const RunResult result = greenrule::Run(edition, *data.dataset, run);
    const auto difference = Difference(policy, options.probes, lowered.front(), *data.dataset, oracle, result, tally);
    EXPECT_FALSE(difference) << *difference;
  }
  EXPECT_GE(tally.values, 2 * 23'145 * options.probes.size());
  std::cout << data.dataset->entities[0].count << " enterprises, " << options.probes.size() << " values each, " << tally.values << " compared, " << tally.known
            << " of them known\n";
}

}  // namespace
}  // namespace greenrule::oracle
