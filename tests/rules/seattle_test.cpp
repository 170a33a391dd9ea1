// rules/seattle_2016 over the City's own file: what Greenrule computes is compared with what the City published. The data lie
// beside the project (../shared/data/seattle_2016, with SOURCE.md); where they are not there the tests are skipped.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "runtime/data/load.h"
#include "runtime/data/write.h"
#include "runtime/number/rational.h"
#include "runtime/program/calendar.h"
#include "runtime/vm/run.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = GREENRULE_ROOT;
const fs::path kData = kRoot / ".." / "shared" / "data" / "seattle_2016";
constexpr std::string_view kFile = "2016_Building_Energy_Benchmarking.csv";

std::vector<std::string> SplitLine(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

// The named columns of a CSV file, row by row.
std::vector<std::vector<std::string>> Columns(const fs::path& file, const std::vector<std::string>& names) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  const std::vector<std::string> head = SplitLine(line);
  std::vector<std::size_t> at;
  for (const std::string& name : names) at.push_back(std::ranges::find(head, name) - head.begin());
  std::vector<std::vector<std::string>> rows;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = SplitLine(line);
    std::vector<std::string> row;
    for (std::size_t i : at) row.push_back(i < cells.size() ? cells[i] : "");
    rows.push_back(std::move(row));
  }
  return rows;
}

Rational Decimal(const std::string& text) {
  Rational value = 0, place = 1;
  bool after_point = false, negative = false;
  for (char c : text) {
    if (c == '-') negative = true;
    if (c == '.') after_point = true;
    if (c < '0' || c > '9') continue;
    value = value * 10 + (c - '0');
    if (after_point) place *= 10;
  }
  return (negative ? -1 : 1) * value / place;
}

class Seattle : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kData / kFile)) GTEST_SKIP() << kData << " is not there: the City's file is not part of the project";
    out_ = fs::temp_directory_path() / ("greenrule_seattle_" + std::to_string(::getpid()));
    fs::create_directory(out_);
  }
  void TearDown() override {
    if (!out_.empty()) fs::remove_all(out_);
  }

  // Runs the policy into a CSV file.
  fs::path Results(unsigned threads, std::size_t batch) {
    DiagnosticSink sink;
    const Compilation compilation = CheckPolicy(kRoot / "rules" / "seattle_2016", {kRoot / "stdlib"}, sink);
    EXPECT_FALSE(sink.HasErrors());
    const std::optional<Program> program = BuildProgram(compilation, {}, sink);
    EXPECT_TRUE(program);
    const Edition& edition = program->editions.front();
    LoadResult data = Load(edition, *program, {.path = kData.string(), .as_of = edition.from});
    EXPECT_TRUE(data.errors.empty());
    EXPECT_TRUE(data.report.rejects.empty());
    RunOptions options;
    options.threads = threads;
    options.batch = batch;
    const RunResult result = greenrule::Run(edition, *data.dataset, options);
    const fs::path file = out_ / ("results_" + std::to_string(threads) + "_" + std::to_string(batch) + ".csv");
    WriteResults(edition, *program, *data.dataset, result, {file.string(), {}});
    return file;
  }

  fs::path out_;
};

TEST_F(Seattle, EmissionsAndIntensitiesAreTheCitys) {
  const auto published = Columns(kData / kFile, {"OSEBuildingID", "TotalGHGEmissions", "GHGEmissionsIntensity"});
  const auto computed = Columns(Results(2, 256), {"id", "emissions", "intensity", "emissions.reason"});
  ASSERT_EQ(published.size(), 3376u);
  ASSERT_EQ(computed.size(), 3376u);
  std::map<std::string, std::vector<std::string>> by_id;
  for (const auto& row : published) by_id[row[0]] = row;
  int equal = 0, by_a_hundredth = 0, intensities = 0, missing = 0;
  for (const auto& row : computed) {
    ASSERT_TRUE(by_id.contains(row[0])) << row[0];
    if (row[1].empty()) {
      EXPECT_EQ(row[3], "not supplied");
      ++missing;
      continue;
    }
    const auto& city = by_id[row[0]];
    const Rational difference = abs(Rational(Decimal(row[1]) - Decimal(city[1])));
    equal += difference == 0;
    by_a_hundredth += difference == Rational(1, 100);
    intensities += Decimal(row[2]) == Decimal(city[2]);
  }
  EXPECT_EQ(equal, 3349);
  EXPECT_EQ(by_a_hundredth, 18);
  EXPECT_EQ(intensities, 3367);
  EXPECT_EQ(missing, 9);
}

TEST_F(Seattle, ResultsAreTheSameBytesHoweverTheyAreRun) {
  const auto bytes = [](const fs::path& file) {
    std::stringstream all;
    all << std::ifstream(file).rdbuf();
    return all.str();
  };
  const std::string expected = bytes(Results(1, 1));
  EXPECT_GT(expected.size(), 3376u * 20);
  for (unsigned threads : {1u, 2u})
    for (std::size_t batch : {63, 64, 1024}) EXPECT_EQ(bytes(Results(threads, batch)), expected) << threads << " " << batch;
}

}  // namespace
}  // namespace greenrule
