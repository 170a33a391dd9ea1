// Where the standard library lies is told by whoever calls the compiler; a place that is not there is spoken of.
#include <gtest/gtest.h>

#include "compiler/compile.h"

namespace greenrule {
namespace {

std::string Findings(const CompileOptions& options) {
  DiagnosticSink sink;
  CheckText("policy.green", "policy p \"a policy\"\n  effective from 2021-01-01\n", options, sink);
  std::string told;
  for (const Diagnostic& diagnostic : sink.Sorted())
    told += std::string(CodeName(diagnostic.code)) + " " + Message(diagnostic, Language::kEnglish) + "\n";
  return told;
}

TEST(StandardLibrary, ThatIsNotThereIsToldOnce) {
  EXPECT_EQ(Findings({"/nowhere/stdlib"}),
            "GR1008 there is no standard library at `/nowhere/stdlib`, so its units and defaults are not declared\n");
}

TEST(StandardLibrary, ThatIsThereOrNotAskedForIsNotSpokenOf) {
  EXPECT_EQ(Findings({GREENRULE_TEST_STDLIB}), "");
  EXPECT_EQ(Findings({}), "");
}

}  // namespace
}  // namespace greenrule
