// Whatever was tampered with is refused and named. The whole of what each command says stands in
// tamperings.txt; GREENRULE_AUDIT_REWRITE=1 writes it anew, and the diff is the review.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "tests/audit/tamperings.h"

namespace greenrule::testing {
namespace {

constexpr std::size_t kLeast = 50;

std::string Expected() {
  std::ifstream file(GREENRULE_ROOT "/tests/audit/tamperings.txt");
  return {std::istreambuf_iterator<char>(file), {}};
}

// Hashes depend on the compiler's every change: they are not shown.
std::string Shown(const std::string& text) {
  return std::regex_replace(text, std::regex("\\b[0-9a-f]{64}\\b"), "<hash>");
}

TEST(Tampering, TheGroundIsSound) {
  const World world = UntamperedWorld(GREENRULE_BINARY);
  for (const char* command : {"replay a.json", "replay b.json", "replay b.json --trusted issuer.pub.pem",
                              "ledger verify ledger --trusted issuer.pub.pem",
                              "run release.grb --trusted issuer.pub.pem --data data --as-of 2021-06-30"}) {
    const auto result = world.Run(Words(command));
    EXPECT_EQ(result.code, 0) << command << "\n" << result.out << result.err;
    EXPECT_EQ(result.err.find("error"), std::string::npos) << command << "\n" << result.err;
  }
}

TEST(Tampering, EachIsRefusedAndNamed) {
  const World ground = UntamperedWorld(GREENRULE_BINARY);
  const std::vector<Tampering> all = AllTamperings();
  EXPECT_GE(all.size(), kLeast);
  std::set<std::string> names;
  std::string told;
  for (const Tampering& tampering : all) {
    SCOPED_TRACE(tampering.name);
    EXPECT_TRUE(names.insert(tampering.name).second);
    World world(ground);
    tampering.act(world);
    const auto result = world.Run(Words(tampering.command));
    EXPECT_EQ(result.end, golden::ProcessResult::End::kExited);
    EXPECT_NE(result.code, 0);
    EXPECT_NE(result.code, 4);
    EXPECT_NE(result.err.find("[" + tampering.code + "]"), std::string::npos) << result.err;
    told += "== " + tampering.name + "\n$ greenrule " + Shown(tampering.command) + "\n" + Shown(result.out) +
            Shown(result.err) + "exit " + std::to_string(result.code) + "\n\n";
  }
  if (std::getenv("GREENRULE_AUDIT_REWRITE") != nullptr)
    std::ofstream(GREENRULE_ROOT "/tests/audit/tamperings.txt") << told;
  EXPECT_EQ(Expected(), told);
}

}  // namespace
}  // namespace greenrule::testing
