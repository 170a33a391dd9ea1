// greenrule_bench: runs the benchmarks and writes what they found.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "bench/benchmarks.h"

int main(int argc, char** argv) {
  using namespace greenrule::bench;
  CLI::App app("the benchmarks of bench/README.md");
  Settings settings;
  std::vector<std::string> only;
  std::string page;
  settings.folder = "build/bench";
  app.add_option("--rounds", settings.rounds, "rounds that count")->check(CLI::Range(1, 1000));
  app.add_flag("--quick", settings.quick, "fewer records: to see that everything runs");
  app.add_option("--only", only, "these benchmarks: W1, W3, W4, W5");
  app.add_option("--contestant", settings.only, "this contestant alone, unchecked: to profile it");
  app.add_option("--folder", settings.folder, "where results.json goes");
  app.add_option("--page", page, "write the page to this file");
  CLI11_PARSE(app, argc, argv);
  std::filesystem::create_directories(settings.folder);

  const std::vector<std::pair<std::string, Section (*)(const Settings&)>> all = {{"W1", ScoringBenchmark}, {"W3", TablesBenchmark},
                                                                                  {"W4", PoliciesBenchmark}, {"W5", LatencyBenchmark}};
  std::vector<Section> sections;
  bool failed = false;
  // From the last to the first: the peak of a child's memory is never below what its parent holds, and W1 holds most.
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    if (!only.empty() && std::ranges::find(only, at->first) == only.end()) continue;
    sections.insert(sections.begin(), at->second(settings));
    failed |= sections.front().failed;
  }
  const Machine machine = ThisMachine(settings.rounds);
  std::ofstream(settings.folder + "/results.json") << boost::json::serialize(ReportJson(machine, sections)) << "\n";
  const std::string markdown = ReportMarkdown(machine, sections);
  fmt::print("{}", markdown);
  if (!page.empty()) std::ofstream(page) << markdown;
  return failed ? 1 : 0;
}
