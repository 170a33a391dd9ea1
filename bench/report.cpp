#include "bench/report.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

#include "runtime/vm/simd.h"

namespace greenrule::bench {
namespace {

std::string FirstLineOf(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  char line[256] = {};
  const bool read = std::fgets(line, sizeof line, pipe) != nullptr;
  pclose(pipe);
  std::string text = read ? line : "";
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string Processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

// Three digits that matter.
std::string Short(double x) {
  if (x == 0) return "0";
  const int decimals = std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::fabs(x)))));
  const std::string text = fmt::format("{:.{}f}", x, std::min(decimals, 6));
  std::string out;
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i < point && (point - i) % 3 == 0) out += ',';
    out += text[i];
  }
  return out;
}

boost::json::object JsonOf(const Spread& s) { return {{"median", s.median}, {"least", s.least}, {"greatest", s.greatest}}; }

}  // namespace

Machine ThisMachine(int rounds) {
  Machine machine;
  machine.processor = fmt::format("{}, {}", Processor(), SimdName(DetectedSimd()));
  machine.cores = std::thread::hardware_concurrency();
  machine.compiler = GREENRULE_BENCH_COMPILER;
  machine.vector_compiler = GREENRULE_BENCH_VECTOR_COMPILER;
  machine.duckdb = duckdb_library_version();
  machine.zen = FirstLineOf("cat " GREENRULE_ZEN_MODULES "/version");
  machine.commit = FirstLineOf("git -C " GREENRULE_BENCH_FOLDER " describe --always --dirty --exclude '*'");
  machine.rounds = rounds;
  return machine;
}

boost::json::object ReportJson(const Machine& machine, const std::vector<Section>& sections) {
  boost::json::object out{{"processor", machine.processor}, {"cores", machine.cores},
                          {"compiler", machine.compiler}, {"vector_compiler", machine.vector_compiler},
                          {"duckdb", machine.duckdb}, {"zen", machine.zen},
                          {"commit", machine.commit}, {"rounds", machine.rounds}};
  boost::json::array all;
  for (const Section& section : sections) {
    boost::json::object rates, goals;
    for (const Contestant& c : section.contestants) rates[c.name] = JsonOf(RecordsPerSecond(c));
    for (const Goal& g : section.goals) {
      boost::json::object goal = JsonOf(g.found);
      goal[g.at_most ? "at_most" : "at_least"] = g.target;
      goal["met"] = g.Met();
      if (!g.unit.empty()) goal["unit"] = g.unit;
      goals[g.name] = std::move(goal);
    }
    boost::json::array checks;
    for (const std::string& check : section.checks) checks.emplace_back(check);
    all.push_back(boost::json::object{{"title", section.title}, {"records_per_second", rates}, {"goals", goals}, {"checks", checks}});
  }
  out["sections"] = std::move(all);
  return out;
}

std::string ReportMarkdown(const Machine& machine, const std::vector<Section>& sections) {
  std::string out = fmt::format(
      "# Benchmarks\n\nWritten by `make bench`; not edited by hand. [bench/README.md](../bench/README.md) says what is run and how.\n\n"
      "{}, {} cores; {}, hand-vectorised code by {}; DuckDB {}, ZEN {}; commit {}; {} rounds.\n"
      "Figures are medians, with the least and the greatest of the rounds. Ratios are taken round by round.\n",
      machine.processor, machine.cores, machine.compiler, machine.vector_compiler, machine.duckdb, machine.zen, machine.commit,
      machine.rounds);
  for (const Section& section : sections) {
    out += fmt::format("\n## {}\n\n{}\n", section.title, section.text);
    if (!section.contestants.empty()) {
      out += "\n| | records a second | least – greatest |\n|---|--:|--:|\n";
      for (const Contestant& c : section.contestants) {
        const Spread s = RecordsPerSecond(c);
        out += fmt::format("| {} | {} | {} – {} |\n", c.name, Short(s.median), Short(s.least), Short(s.greatest));
      }
    }
    if (!section.goals.empty()) {
      out += "\n| | found | least – greatest | wanted | |\n|---|--:|--:|--:|---|\n";
      for (const Goal& g : section.goals) {
        const std::string unit = g.unit.empty() ? "×" : " " + g.unit;
        out += fmt::format("| {} | {}{} | {} – {} | {} {}{} | {} |\n", g.name, Short(g.found.median), unit, Short(g.found.least),
                           Short(g.found.greatest), g.at_most ? "≤" : "≥", Short(g.target), unit, g.Met() ? "met" : "not met");
      }
    }
    if (!section.checks.empty()) out += "\n";
    for (const std::string& check : section.checks) out += "- " + check + "\n";
  }
  return out;
}

}  // namespace greenrule::bench
