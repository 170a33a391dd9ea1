// greenrule run: a policy over a folder of data.
#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "runtime/data/date_text.h"
#include "runtime/data/load.h"
#include "runtime/data/write.h"
#include "runtime/vm/run.h"
#include "tools/commands.h"
#include "tools/profile.h"
#include "tools/program_source.h"
#include "tools/summary.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string policy, data, as_of, out, rejects, key, summary = "text";
  unsigned threads = std::max(1u, std::thread::hardware_concurrency()), batch = 0;
  bool profile = false;
};

class Clock {
 public:
  double Lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

std::string FeedLabel(const Program& program, const Edition& edition, std::uint32_t feed) {
  const std::uint32_t symbol = edition.feeds[feed].symbol;
  return symbol == kNone ? "" : program.symbols[symbol].name;
}

ExitCode Execute(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  Day as_of = Today();
  if (!a.as_of.empty()) {
    std::optional<Day> day = DayArgument(a.as_of, console);
    if (!day) return kUsage;
    as_of = *day;
  }
  std::optional<LoadedProgram> loaded = LoadProgram(a.policy, console, code);
  if (!loaded) return code;
  const Language language = console.LanguageOr(loaded->language);
  const Program& program = loaded->program;
  // Before anything is read: a run may take long.
  for (const std::string& path : {a.out, a.rejects})
    if (auto error = path.empty() ? std::nullopt : CheckOutputPath(path)) {
      console.Complain({*error}, language);
      return kUsage;
    }
  const Edition* edition = EditionOn(program, as_of);
  if (!edition) {
    console.Complain({{Code::GR7003, {}, {program.policy_name, DayText(as_of), TimeOfForce(program)}, {}}}, language);
    return kUsage;
  }
  spdlog::info("edition {} in force on {}", edition->version, DayText(as_of));

  Clock clock;
  LoadOptions load{.path = a.data, .as_of = as_of, .threads = a.threads};
  load.progress = [&](std::uint32_t feed, std::uint64_t done, std::uint64_t all) {
    console.Progress(FeedLabel(program, *edition, feed), done, all);
  };
  LoadResult data = Load(*edition, program, load);
  console.EndProgress();
  console.Complain(data.errors, language);
  console.Complain(data.report.notes, language);
  if (!data.dataset) return kNoData;
  const double load_seconds = clock.Lap();

  WriteOptions write{a.out, {}};
  if (!a.key.empty()) {
    for (std::uint32_t entity = 0; entity < edition->entities.size() && !write.only; ++entity)
      if (auto row = FindEntity(*edition, *data.dataset, entity, a.key)) write.only = {entity, *row};
    if (!write.only) {
      console.Complain({{Code::GR7004, {}, {a.key}, {}}}, language);
      return kUsage;
    }
  }
  RunOptions options;
  options.threads = a.threads;
  options.batch = a.batch;
  options.progress = [&](std::size_t done, std::size_t all) {
    console.Progress(Console::Word(language, "evaluating", "计算"), done, all);
  };
  std::vector<OperationCost> costs;
  RunResult result = Runner(*edition).Run(*data.dataset, options, a.profile ? &costs : nullptr);
  console.EndProgress();
  const double run_seconds = clock.Lap();

  if (!a.out.empty()) {
    WriteResult written = WriteResults(*edition, program, *data.dataset, result, write);
    console.Complain(written.errors, language);
    if (!written.errors.empty()) return kNoData;
  }
  if (!a.rejects.empty()) {
    WriteResult written = WriteRejects(*edition, program, data.report.rejects, a.rejects);
    console.Complain(written.errors, language);
    if (!written.errors.empty()) return kNoData;
  }
  const RunFacts facts{program, *edition, *data.dataset, data.report, result, as_of, load_seconds, run_seconds, clock.Lap(), a.threads};
  const std::string text = a.summary == "json" ? SummaryJson(facts) : SummaryText(facts, language);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (a.profile) {
    const std::string profile = ProfileText(facts, costs, language);
    std::fwrite(profile.data(), 1, profile.size(), stderr);
  }
  return kDone;
}

}  // namespace

void AddRun(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("run", "run a policy over data");
  command->add_option("POLICY", a->policy, "a policy's folder or file, or a program (.grb)")->required();
  command->add_option("--data", a->data, "a folder with a file per feed, a .duckdb file, or one file")->required();
  command->add_option("--as-of", a->as_of, "evaluation date; default: today");
  command->add_option("--out", a->out, "results: FILE.csv, .parquet, .json or .duckdb");
  command->add_option("--rejects", a->rejects, "what was refused and why: FILE.csv, .parquet, .json or .duckdb");
  command->add_option("--threads", a->threads, "threads; default: all cores")->check(CLI::Range(1, 256));
  command->add_option("--batch", a->batch, "entities per batch; default: what fits the cache")->check(CLI::Range(1, 65536));
  command->add_option("--key", a->key, "publish this entity only; peers and statistics are those of all");
  command->add_option("--summary", a->summary, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--profile", a->profile, "tell on standard error where the time went: phases, operations, rules");
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
