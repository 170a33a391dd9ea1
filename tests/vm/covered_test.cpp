#include "tests/vm/covered.h"

#include <gtest/gtest.h>

#include <set>

#include "runtime/program/opcodes.h"

namespace greenrule::testing {
namespace {

TEST(Opcodes, EveryOneIsRunByATest) {
  std::set<Opcode> covered;
  for (const auto& list :
       {CoveredByRowOperations(), CoveredByTables(), CoveredByReductions(), CoveredByStages()})
    covered.insert(list.begin(), list.end());
#define OP(name, ...) EXPECT_TRUE(covered.count(Opcode::k##name)) << #name;
#include "runtime/program/opcodes.def"
#undef OP
}

}  // namespace
}  // namespace greenrule::testing
