// Generated policies on generated data: the machine must give what the oracle gives.
//
// GREENRULE_ORACLE_POLICIES (2,000) policies in all, spread over the shards; GREENRULE_ORACLE_SEED runs one seed alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/oracle/differential.h"
#include "tests/oracle/random.h"

namespace greenrule::oracle {
namespace {

constexpr std::uint64_t kShards = 8;

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

const std::vector<RunOptions>& AllRuns() {
  static const std::vector<RunOptions> runs = [] {
    std::vector<RunOptions> all;
    for (unsigned batch : {1u, 2u, 63u, 64u, 65u, 255u, 256u, 257u})
      for (unsigned threads : {1u, 2u}) {
        RunOptions run;
        run.batch = batch;
        run.threads = threads;
        // Every instruction set in turn, and now and then without fusion: none of it may matter.
        run.simd = SupportedSimd()[all.size() % SupportedSimd().size()];
        run.fuse = all.size() % 5 != 4;
        all.push_back(run);
      }
    return all;
  }();
  return runs;
}

Case CaseOf(std::uint64_t seed) {
  Random random(seed + 99);
  Case one;
  one.seed = seed;
  one.through_file = seed % 8 == 0;
  one.published_only = seed % 3 == 1;
  if (seed % 20 == 0) {
    one.runs = AllRuns();
  } else {
    one.runs.push_back(random.Pick(AllRuns()));
  }
  return one;
}

class Differential : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Differential, MachineAgreesWithOracle) {
  const std::uint64_t policies = FromEnvironment("GREENRULE_ORACLE_POLICIES", 2000) / kShards;
  Tally tally;
  std::uint64_t failures = 0;
  for (std::uint64_t i = 0; tally.compared < policies; ++i) {
    const Case one = CaseOf(i * kShards + GetParam());
    if (const auto difference = RunCase(one, tally)) {
      ADD_FAILURE() << Shrink(one);
      if (++failures == 3) break;
    }
    // Lowering may refuse what grows too large, but not most of it.
    ASSERT_LE(i, 3 * policies + 20) << "most policies are refused";
  }
  std::cout << tally.compared << " policies, " << tally.values << " values, " << tally.known << " known;";
  for (const auto& [code, count] : tally.refused) std::cout << " " << code << " ×" << count;
  std::cout << "; registers of 8, 64, 128, 256 bits:";
  for (std::uint64_t count : tally.lanes) std::cout << " " << count;
  std::cout << "; fused: " << tally.sums << " sums with " << tally.bands << " bands, " << tally.byte_chains << " chains of bytes";
  std::cout << "\n";
}

INSTANTIATE_TEST_SUITE_P(Shard, Differential, testing::Range<std::uint64_t>(0, kShards));

TEST(OneSeed, FromTheEnvironment) {
  if (std::getenv("GREENRULE_ORACLE_SEED") == nullptr) GTEST_SKIP() << "GREENRULE_ORACLE_SEED names no seed";
  Case one = CaseOf(FromEnvironment("GREENRULE_ORACLE_SEED", 0));
  one.runs = AllRuns();
  Tally tally;
  const auto difference = RunCase(one, tally);
  EXPECT_FALSE(difference) << Shrink(one);
}

}  // namespace
}  // namespace greenrule::oracle
