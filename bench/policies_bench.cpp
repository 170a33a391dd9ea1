// W4: policies of many rules. W5: one record at a time.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>

#include "bench/benchmarks.h"
#include "bench/greenrule_peer.h"
#include "bench/process.h"
#include "bench/scoring_texts.h"
#include "runtime/program/program_file.h"

namespace greenrule::bench {
namespace {

// Every other rule is a factor of a few terms, the others have five bands; each about 80 tokens.
std::string ManyRules(std::size_t count) {
  std::string text = "policy many_rules \"Many rules\"\n  effective from 2021-01-01\n\nentity firm key id : text\n  listed in figures\n\nfeed figures, one per firm\n";
  for (int f = 0; f < kFields; ++f) text += fmt::format("  field {} : number, 2 decimals, range 0.01 to 10000\n", FieldName(f));
  std::string published;
  for (std::size_t r = 0; r < count; ++r) {
    const auto field = [&](std::size_t k) { return FieldName(static_cast<int>((r * 7 + k * 13 + r / kFields) % kFields)); };
    const std::string name = fmt::format("q{}", r + 1);
    if (r % 2 == 0) {
      text += fmt::format("factor {} : number, 4 decimals = (", name);
      for (std::size_t k = 0; k < 12; ++k) text += fmt::format("{}{} * {}.{:02}", k == 0 ? "" : k % 3 == 0 ? " - " : " + ", field(k), (r + k) % 9, 1 + (r * 3 + k) % 99);
      text += fmt::format(") / ({} + {} * 2 + {} + 1)\n", field(20), field(21), field(22));
    } else {
      text += fmt::format("indicator {} : number, 6 decimals = ({} + {} * 3) / ({} + {}) - {} / ({} + 7)\n  score\n", name, field(0), field(1), field(2), field(3), field(4), field(5));
      for (int band = 4; band > 0; --band) text += fmt::format("    | >= {}.{:03} | {} |\n", band, (r * 17) % 1000, 20 * band);
      text += "    | otherwise | 0 |\n  when missing is undetermined\n";
    }
    if (r % 100 == 0) published += (published.empty() ? "" : ", ") + name;
  }
  return text + "\nresult for firm " + published + "\n";
}

void WriteRecord(const std::string& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream file(folder + "/figures.csv");
  file << "id";
  for (int f = 0; f < kFields; ++f) file << "," << FieldName(f);
  file << "\nfirm";
  for (int f = 0; f < kFields; ++f) file << fmt::format(",{}.{:02}", CellValue(f, 0) / 100, CellValue(f, 0) % 100);
  file << "\n";
}

}  // namespace

Section PoliciesBenchmark(const Settings& settings) {
  Section section;
  section.title = "W4 big policies";
  section.text = "Rules of about 80 tokens, factors and indicators with five bands in turn, compiled by `greenrule compile`; every hundredth is published.";
  std::vector<std::size_t> counts = {1'000, 10'000};
  if (!settings.quick) counts.push_back(100'000);
  std::vector<Spread> seconds, mebibytes;
  for (std::size_t count : counts) {
    const std::string file = fmt::format("{}/rules_{}.green", settings.folder, count);
    std::ofstream(file) << ManyRules(count);
    std::vector<double> times, peaks;
    for (int round = 0; round < (count > 10'000 ? 1 : std::min(settings.rounds, 5)); ++round) {
      const ProcessCost cost = RunProcess({GREENRULE_PROGRAM, "compile", file, "--out", file + ".grb"});
      times.push_back(cost.seconds);
      peaks.push_back(cost.mebibytes);
    }
    seconds.push_back(SpreadOf(times));
    mebibytes.push_back(SpreadOf(peaks));
  }
  section.goals.push_back({"compiling 10,000 rules", seconds[1], 1, true, "s"});
  section.goals.push_back({"memory for 10,000 rules", mebibytes[1], 300, true, "MiB"});
  for (std::size_t i = 1; i < counts.size(); ++i) {
    const auto ratio = [](const Spread& a, const Spread& b) { return Spread{a.median / b.median, a.least / b.greatest, a.greatest / b.least}; };
    section.goals.push_back({fmt::format("time for {} rules against {}", counts[i], counts[i - 1]), ratio(seconds[i], seconds[i - 1]), 11, true, ""});
    section.goals.push_back({fmt::format("memory for {} rules against {}", counts[i], counts[i - 1]), ratio(mebibytes[i], mebibytes[i - 1]), 11, true, ""});
  }
  return section;
}

Section LatencyBenchmark(const Settings& settings) {
  Section section;
  section.title = "W5 one at a time";
  section.text = "The W1 program over one record: through the library (`Runner`, used again and again), and by `greenrule run` with the compiled program and a CSV file.";
  const Program program = CompilePolicy("scoring.green", ScoringPolicy(false));
  Dataset data = ScoringDataset(program.editions[0], 1, false);
  Runner runner(program.editions[0]);
  const RunOptions options;
  constexpr int kRuns = 2'000;
  std::vector<Contestant>& c = section.contestants;
  c.push_back({"library, one record", kRuns, [&] { for (int i = 0; i < kRuns; ++i) runner.Run(data, options); }, {}, {}});
  const std::string file = settings.folder + "/scoring.grb", folder = settings.folder + "/one_record";
  WriteRecord(folder);
  const std::vector<std::uint8_t> bytes = Serialize(program);
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  c.push_back({"greenrule run, one record", 1, {}, [&] {
    return RunProcess({GREENRULE_PROGRAM, "run", file, "--data", folder, "--as-of", "2026-06-30"}).seconds;
  }, {}});
  RunRounds(c, settings.rounds, settings.only);
  std::vector<double> micros;
  for (double s : c[0].seconds) micros.push_back(s / kRuns * 1e6);
  section.goals.push_back({"library, one record", SpreadOf(std::move(micros)), 20, true, "µs"});
  return section;
}

}  // namespace greenrule::bench
