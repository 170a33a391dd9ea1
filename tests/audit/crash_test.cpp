// Whatever call to the disk fails, and at whichever the process dies, what stood there stands whole, or the
// new does.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "runtime/audit/aside_file.h"
#include "runtime/audit/ledger.h"
#include "runtime/audit/receipt.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

// Counts the calls and, at the chosen one, fails or ends the process; a write is half done by then.
class FailingLayer : public FileLayer {
 public:
  enum class How { kFails, kDies };
  FailingLayer(int at, How how) : at_(at), how_(how) {}
  int calls() const { return calls_; }

  int Create(const std::string& path, int& descriptor) override {
    return Due() ? Fail() : FileLayer::Create(path, descriptor);
  }
  int Write(int descriptor, std::string_view bytes) override {
    if (!Due()) return FileLayer::Write(descriptor, bytes);
    FileLayer::Write(descriptor, bytes.substr(0, bytes.size() / 2));
    return Fail();
  }
  int Sync(int descriptor) override { return Due() ? Fail() : FileLayer::Sync(descriptor); }
  int Close(int descriptor) override {
    const bool due = Due();
    const int error = FileLayer::Close(descriptor);
    return due ? Fail() : error;
  }
  int Rename(const std::string& from, const std::string& to) override {
    return Due() ? Fail() : FileLayer::Rename(from, to);
  }
  int SyncFolder(const std::string& folder) override {
    return Due() ? Fail() : FileLayer::SyncFolder(folder);
  }

 private:
  bool Due() { return ++calls_ == at_; }
  int Fail() const {
    if (how_ == How::kDies) raise(SIGKILL);
    return ENOSPC;
  }

  int at_;
  How how_;
  int calls_ = 0;
};

using Files = std::map<std::string, std::string>;

class Crash : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "crash.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    Write("key.pem",
          "-----BEGIN PRIVATE "
          "KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE "
          "KEY-----\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  // What stands in the folder, without what a crash may leave beside it.
  Files State() const {
    Files files;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.path().extension() == ".part") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files[entry.path().filename().string()] = {std::istreambuf_iterator<char>(in), {}};
    }
    return files;
  }
  void Restore(const Files& files) {
    for (const auto& entry : fs::directory_iterator(folder_)) fs::remove(entry.path());
    for (const auto& [name, bytes] : files) Write(name, bytes);
  }

  // Runs `act` as often as it has calls, failing or dying at each, and looks at what is left. `whole` judges
  // a state that is neither the old nor the new one.
  void AtEveryCall(const std::function<bool(FileLayer&)>& act,
                   const std::function<bool(const Files& old, const Files& is)>& whole) {
    const Files old = State();
    FailingLayer counting(0, FailingLayer::How::kFails);
    ASSERT_TRUE(act(counting));
    const Files fresh = State();
    ASSERT_NE(old, fresh);
    ASSERT_GE(counting.calls(), 6);
    for (int at = 1; at <= counting.calls(); ++at) {
      for (const auto how : {FailingLayer::How::kFails, FailingLayer::How::kDies}) {
        const std::string where =
            "call " + std::to_string(at) + (how == FailingLayer::How::kDies ? ", killed" : ", failed");
        Restore(old);
        if (how == FailingLayer::How::kFails) {
          FailingLayer failing(at, how);
          EXPECT_FALSE(act(failing)) << where;
          for (const auto& entry : fs::directory_iterator(folder_))
            EXPECT_NE(entry.path().extension(), ".part") << where;
        } else {
          const pid_t child = fork();
          if (child == 0) {
            FailingLayer dying(at, how);
            act(dying);
            _exit(0);
          }
          int status = 0;
          ASSERT_EQ(waitpid(child, &status, 0), child);
          ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << where;
        }
        const Files is = State();
        EXPECT_TRUE(is == old || is == fresh || whole(old, is)) << where;
        // Nothing that was left stands in the way of doing it again.
        FailingLayer none(0, FailingLayer::How::kFails);
        if (is == fresh) continue;
        EXPECT_TRUE(act(none)) << where;
        EXPECT_EQ(State(), fresh) << where;
      }
    }
  }

  fs::path folder_;
};

const auto kNoOther = [](const Files&, const Files&) { return false; };

TEST_F(Crash, AFileIsOldOrNew) {
  Write("file", "the old text");
  const std::string text(200'000, 'x');  // several writes
  AtEveryCall([&](FileLayer& layer) { return !ReplaceFile(layer, Path("file"), text); }, kNoOther);
}

TEST_F(Crash, AFileIsThereOrNot) {
  AtEveryCall([&](FileLayer& layer) { return !ReplaceFile(layer, Path("file"), "text"); }, kNoOther);
}

std::string SampleReceipt(const std::string& name) {
  Receipt receipt;
  receipt.policy.name = name;
  for (int i = 0; i < 1500; ++i)
    receipt.policy.sources.push_back({"source" + std::to_string(10000 + i), Sha256(name)});
  return ReceiptText(receipt);
}

TEST_F(Crash, ALedgerHasAnEntryOrNot) {
  const auto key = std::get<PrivateKey>(PrivateKey::Read(Path("key.pem")));
  for (const char* name : {"1", "2", "3"}) Write(std::string(name) + ".json", SampleReceipt(name));
  const auto add = [&](FileLayer& layer, const std::string& name) {
    return AddToLedger(layer, Path("ledger"), Path(name + ".json"), 100, key).errors.empty();
  };
  AtEveryCall([&](FileLayer& layer) { return add(layer, "1"); }, kNoOther);
  AtEveryCall([&](FileLayer& layer) { return add(layer, "2"); }, kNoOther);
  AtEveryCall([&](FileLayer& layer) { return add(layer, "3"); }, kNoOther);
  const LedgerFindings findings = CheckLedger(State()["ledger"], "ledger", {});
  EXPECT_EQ(findings.ledger.entries.size(), 3u);
  EXPECT_EQ(findings.found.size(), 1u) << "only that nobody said whose key it is";
}

class Rows final : public OutputTable {
 public:
  explicit Rows(std::string value) : value_(std::move(value)) {
    columns_ = {{"id", Kind::kText, 0, 0}, {"value", Kind::kText, 0, 0}};
  }
  std::size_t rows() const override { return 3000; }
  bool Text(std::size_t row, std::size_t column, std::string& text) const override {
    text = column == 0 ? std::to_string(row) : value_;
    return true;
  }
  Int128 Number(std::size_t, std::size_t) const override { return 0; }

 private:
  std::string value_;
};

TEST_F(Crash, AReceiptKeepsItsRows) {
  const auto tables = [](const std::string& value) {
    std::vector<ResultTable> made;
    made.push_back({"firm", 1, std::make_unique<Rows>(value)});
    return made;
  };
  const auto old_tables = tables(std::string(40, 'a')), new_tables = tables(std::string(40, 'b'));
  Receipt receipt;
  ASSERT_FALSE(WriteReceipt(FileLayer::System(), Path("r.json"), receipt, old_tables));
  // Between the two renames the new rows stand beside the old ones, and the receipt is the old one.
  AtEveryCall([&](FileLayer& layer) { return !WriteReceipt(layer, Path("r.json"), receipt, new_tables); },
              [&](const Files& old, const Files& is) {
                for (const auto& [name, bytes] : old)
                  if (!is.contains(name) || is.at(name) != bytes) return false;
                const auto parsed = std::get<Receipt>(ParseReceipt(is.at("r.json"), "r.json"));
                const std::string rows = fs::path(RowsFileOf("r.json", parsed.results)).filename();
                return is.contains(rows) && RecordedRows::Read(is.at(rows), parsed.results).has_value();
              });
}

}  // namespace
}  // namespace greenrule
