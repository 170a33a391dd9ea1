// A disk that is full, as the program itself meets it: files that may not grow beyond so many bytes. Either
// the write is refused and said, or (as when the machine dies) the process is ended in the middle of it; what
// stood there is whole.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "tests/audit/world.h"

namespace greenrule::testing {
namespace {

enum class Full { kRefuses, kKills };

// How `greenrule` with these words ended: its exit code, or −1 for a signal.
int RunWithLimit(const World& world, const std::vector<std::string>& words, std::size_t limit, Full full) {
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(world.folder().c_str()) != 0) _exit(99);
    if (full == Full::kRefuses) signal(SIGXFSZ, SIG_IGN);
    const rlimit most{limit, limit}, no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (freopen("/dev/null", "w", stdout) == nullptr || freopen("/dev/null", "w", stderr) == nullptr)
      _exit(99);
    setrlimit(RLIMIT_FSIZE, &most);
    std::vector<std::string> all{world.greenrule()};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> pointers;
    for (std::string& word : all) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    execv(pointers[0], pointers.data());
    _exit(99);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::map<std::string, std::string> State(const World& world) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(world.folder()))
    if (entry.is_regular_file() && entry.path().extension() != ".part")
      files[entry.path().filename()] = world.Read(entry.path().filename().string());
  return files;
}

// At every size from 0 to that of the largest file in steps: `file` is as it was.
void TryEverySize(const World& ground, const std::vector<std::string>& words, const std::string& file) {
  const World whole(ground);
  ASSERT_EQ(whole.Run(words).code, 0);
  const std::size_t size = whole.Read(file).size();
  ASSERT_NE(State(ground), State(whole));
  for (const Full full : {Full::kRefuses, Full::kKills}) {
    for (std::size_t limit = 0; limit < size; limit += size / 7 + 1) {
      SCOPED_TRACE(words.front() + " with room for " + std::to_string(limit) + " bytes of " +
                   std::to_string(size));
      const World world(ground);
      const auto before = State(world);
      EXPECT_EQ(RunWithLimit(world, words, limit, full), full == Full::kRefuses ? 3 : -1);
      const auto after = State(world);
      for (const auto& [name, bytes] : before)
        EXPECT_TRUE(after.contains(name) && after.at(name) == bytes) << name;
      EXPECT_EQ(after.contains(file), before.contains(file));
      const auto again = world.Run(words);
      EXPECT_EQ(again.code, 0) << again.err;
      EXPECT_EQ(world.Read(file), whole.Read(file));
    }
  }
}

World Ground() {
  World world(GREENRULE_BINARY);
  world.Must(Words("run policy --data data --as-of 2021-06-30 --threads 1 --receipt a.json"));
  world.Must(Words("run policy --data data --as-of 2022-06-30 --threads 1 --receipt b.json"));
  world.Must(Words("ledger add ledger a.json --key issuer.pem --on 2022-07-01"));
  return world;
}

TEST(FullDisk, AReceiptStaysWhole) {
  TryEverySize(Ground(), Words("run policy --data data --as-of 2023-06-30 --threads 1 --receipt a.json"),
               "a.json");
}
TEST(FullDisk, AReceiptIsThereOrNot) {
  TryEverySize(Ground(), Words("run policy --data data --as-of 2023-06-30 --threads 1 --receipt c.json"),
               "c.json");
}
TEST(FullDisk, ALedgerStaysWhole) {
  TryEverySize(Ground(), Words("ledger add ledger b.json --key issuer.pem --on 2022-08-01"), "ledger");
}
TEST(FullDisk, AReleaseIsThereOrNot) {
  TryEverySize(Ground(), Words("release policy --key issuer.pem -o p.grb"), "p.grb");
}
TEST(FullDisk, AReleaseStaysWhole) {
  const World world = Ground();
  world.Must(Words("release policy --key other.pem -o p.grb"));
  TryEverySize(world, Words("release policy --key issuer.pem -o p.grb"), "p.grb");
}

}  // namespace
}  // namespace greenrule::testing
