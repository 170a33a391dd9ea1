// A run and its replay are identical whatever does not change results, and what does is named.
#include <gtest/gtest.h>

#include "tests/audit/world.h"

namespace greenrule::testing {
namespace {

World MadeUp() {
  World world(GREENRULE_BINARY);
  world.Must(Words("sample policy --entities 700 --seed 11 --malformed 200 --orphans 200 --out many"));
  world.Must(Words("run policy --data many --as-of 2021-06-30 --threads 1 --batch 256 --receipt many.json"));
  return world;
}

TEST(Replay, TheSameRunGivesTheSameBytes) {
  const World world = MadeUp();
  const std::string first = world.Read("many.json");
  world.Must(Words("run policy --data many --as-of 2021-06-30 --threads 1 --batch 256 --receipt again.json"));
  EXPECT_EQ(world.Read("again.json"), first);
  EXPECT_EQ(first.find(world.folder().string()), std::string::npos) << "a receipt holds no absolute path";
}

TEST(Replay, ThreadsAndBatchesChangeNothing) {
  const World world = MadeUp();
  for (const char* threads : {"1", "2"})
    for (const char* batch : {"1", "2", "63", "64", "65", "255", "256", "257", "4096"}) {
      const auto result = world.Run({"replay", "many.json", "--threads", threads, "--batch", batch});
      EXPECT_EQ(result.code, 0) << threads << " threads, batch " << batch << "\n" << result.out << result.err;
      EXPECT_EQ(result.err, "") << threads << " threads, batch " << batch;
      EXPECT_TRUE(result.out.ends_with("identical\n")) << result.out;
    }
}

TEST(Replay, InstructionSetsChangeNothing) {
  const World world = MadeUp();
  for (const char* level : {"baseline", "sse4", "avx2", "avx512"}) {
    const auto result =
        world.Run({"replay", "many.json"}, {"/usr/bin/env", std::string("GREENRULE_SIMD=") + level});
    EXPECT_EQ(result.code, 0) << level << "\n" << result.out << result.err;
  }
}

TEST(Replay, FindsPolicyAndDataFromAnywhere) {
  const World world = MadeUp();
  const auto from_root = golden::RunProcess({GREENRULE_BINARY, "replay", world.Path("many.json")}, "/",
                                            std::chrono::seconds(60));
  EXPECT_EQ(from_root.code, 0) << from_root.err;
  std::filesystem::create_directories(world.Path("archive/2021"));
  std::filesystem::rename(world.Path("many.json"), world.Path("archive/2021/many.json"));
  EXPECT_EQ(world.Run(Words("replay archive/2021/many.json")).code, 1);
  EXPECT_EQ(world.Run(Words("replay archive/2021/many.json --policy policy --data many")).code, 0);
}

TEST(Replay, WithoutTheRowsADifferenceIsStillFound) {
  const World world = MadeUp();
  for (const auto& entry : std::filesystem::directory_iterator(world.folder()))
    if (entry.path().extension() == ".rows") std::filesystem::remove(entry.path());
  EXPECT_EQ(world.Run(Words("replay many.json")).code, 0) << "they are needed only to name what differs";
  const std::string firms = world.Read("many/firms.csv");
  world.Write("many/firms.csv", firms.substr(0, firms.rfind('\n', firms.size() - 2) + 1));
  const auto result = world.Run(Words("replay many.json"));
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("[GR8024]"), std::string::npos) << result.err;
}

TEST(Replay, AnotherEngineIsToldAndIsNoDifference) {
  const World world = MadeUp();
  world.Replace("many.json", "\"engine\": \"0.1.0\"", "\"engine\": \"0.0.9\"");
  world.Write("many.json", Resealed(world.Read("many.json")));
  const auto result = world.Run(Words("replay many.json"));
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err,
            "warning: the receipt was written by `greenrule` 0.0.9 for language 1; this is 0.1.0 for "
            "language 1 [GR8011]\n"
            "  if something differs, replay with the version that wrote the receipt\n");
}

TEST(Replay, ADatabaseIsAnInput) {
  const World world(GREENRULE_BINARY);
  world.Must(Words("run policy --data data --as-of 2021-06-30 --out data.duckdb"));
  world.Write(
      "keys.green",
      "policy keys\n  effective from 2021-01-01\nentity company key id : text\n  listed in firm\nfeed firm, "
      "one per company\n"
      "  field large : yes-no\nquantity known for company : yes-no = large\nresult for company known\n");
  world.Must(Words("run keys.green --data data.duckdb --as-of 2021-06-30 --receipt db.json"));
  EXPECT_NE(world.Read("db.json").find("{\"file\": \"data.duckdb\", \"bytes\": "), std::string::npos)
      << world.Read("db.json");
  EXPECT_EQ(world.Run(Words("replay db.json")).code, 0);
}

}  // namespace
}  // namespace greenrule::testing
