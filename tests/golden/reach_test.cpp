#include "tests/golden/reach.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

namespace greenrule::golden {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

class ReachTest : public testing::Test {
 protected:
  ReachTest() {
    std::string name = (fs::temp_directory_path() / "reach_test.XXXXXX").string();
    folder_ = mkdtemp(name.data());
    std::ofstream(folder_ / "a.green") << "# GR0001 in the policy does not count\n"
                                          "# RUN: greenrule check %s\n"
                                          "# RUN: greenrule compile %s --dump=bytecode\n"
                                          "# --- expected\n"
                                          "# EXIT: 1\n"
                                          "# ERR: error[GR0002]: Add\n"
                                          "# EXIT: 0\n"
                                          "# OUT: r1 = Subtract r2\n";
  }
  ~ReachTest() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(ReachTest, AWordCountsWhereItIsExpected) {
  const Reach reach = FindReach({"GR0001", "GR0002", "GR000"}, false, folder_, folder_ / "none");
  EXPECT_EQ(reach.reached, 1);
  EXPECT_EQ(reach.faults, (Lines{"GR0001 is reached by no case", "GR000 is reached by no case"}));
}

TEST_F(ReachTest, OperationsCountInDumpsOnly) {
  EXPECT_EQ(FindReach({"Add", "Subtract"}, true, folder_, folder_ / "none").faults,
            Lines{"Add is reached by no case"});
}

TEST_F(ReachTest, WhatAnotherTestReachesIsListedWithIt) {
  std::ofstream(folder_ / "list")
      << "# words\nGR0001 tests/x/x_test.cpp\nGR0002 tests/x/x_test.cpp\nGR0003\n";
  const Reach reach = FindReach({"GR0001", "GR0002", "GR0003"}, false, folder_, folder_ / "list");
  EXPECT_EQ(reach.faults, (Lines{"GR0002 is reached by a case and listed as reached elsewhere",
                                 "GR0003 is listed without its test"}));
  std::ostringstream out;
  EXPECT_FALSE(TellReach("codes", reach, out));
  EXPECT_TRUE(out.str().ends_with("codes: 3, reached by golden cases 1, by other tests 2, not reached 0\n"))
      << out.str();
}

TEST(Reach, TheTablesAreRead) {
  EXPECT_FALSE(OperationNames().empty());
}

}  // namespace
}  // namespace greenrule::golden
