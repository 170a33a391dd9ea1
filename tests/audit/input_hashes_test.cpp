#include "runtime/audit/input_hashes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

class InputHashesTest : public ::testing::Test {
 protected:
  InputHashesTest() {
    const std::uint32_t firm = policy_.AddEntity("企业", "代码", FieldType::kText);
    policy_.AddListing("L", "名录", firm);
    policy_.AddMany("F", "处罚", firm, 3);
    folder_.Write("L.csv", "代码\nA\n");
    folder_.Write("F.csv", "代码\nA\n");
    folder_.Write("F.answers.csv", "代码\nA\n");
    folder_.Write("notes.txt", "no input");
  }
  // What Finish says after `change` was made while the files were being read.
  std::string After(const std::function<void()>& change) {
    InputHashes hashes(policy_.edition, policy_.program, folder_.path());
    change();
    const auto finished = hashes.Finish();
    const auto* error = std::get_if<Diagnostic>(&finished);
    return error ? std::string(CodeName(error->code)) + " " +
                       std::filesystem::path(error->arguments[0].english).filename().string()
                 : "";
  }

  PolicyBuilder policy_;
  DataFolder folder_;
};

TEST_F(InputHashesTest, EveryFileThatIsReadHasItsHash) {
  InputHashes hashes(policy_.edition, policy_.program, folder_.path());
  const auto finished = hashes.Finish();
  const auto& inputs = std::get<std::vector<HashedInput>>(finished);
  ASSERT_EQ(inputs.size(), 3u);
  EXPECT_EQ(inputs[0].name, "F.answers.csv");
  EXPECT_EQ(inputs[1].name, "F.csv");
  EXPECT_EQ(inputs[2].name, "L.csv");
  EXPECT_EQ(inputs[2].bytes, 9u);
  EXPECT_EQ(Hex(inputs[2].sha256), Hex(Sha256("代码\nA\n")));
}

TEST_F(InputHashesTest, AChangeMeanwhileIsRefused) {
  EXPECT_EQ(After([] {}), "");
  EXPECT_EQ(After([&] { folder_.Write("L.csv", "代码\nA\nB\n"); }), "GR8027 L.csv");
  EXPECT_EQ(After([&] { folder_.Write("L.answers.csv", "代码\nA\n"); }), "")
      << "no input: a listing has no list of answers";
  std::filesystem::remove(folder_.File("F.answers.csv"));
  EXPECT_EQ(After([&] { folder_.Write("F.answers.csv", "代码\nA\n"); }), "GR8027 F.answers.csv")
      << "a file that was not there";
  EXPECT_EQ(After([&] {
              std::filesystem::rename(folder_.File("F.csv"), folder_.File("old"));
              folder_.Write("F.csv", "代码\nB\n");
            }),
            "GR8027 F.csv")
      << "of the same size, in another place on the disk";
  EXPECT_EQ(After([&] { std::filesystem::remove(folder_.File("F.csv")); }), "GR8027 F.csv");
}

}  // namespace
}  // namespace greenrule
