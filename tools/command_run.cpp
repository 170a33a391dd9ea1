// greenrule run: a policy over a folder of data.
#include <spdlog/spdlog.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "runtime/audit/receipt.h"
#include "runtime/data/date_text.h"
#include "runtime/data/load.h"
#include "runtime/data/write.h"
#include "runtime/vm/run.h"
#include "tools/commands.h"
#include "tools/profile.h"
#include "tools/program_source.h"
#include "tools/summary.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string policy, data, as_of, out, rejects, key, receipt, trusted, summary = "text";
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

bool KeepReceipt(const Arguments& a, const LoadedProgram& loaded, const Edition& edition, Day as_of, const LoadResult& data,
                 const RunResult& result, InputHashes& hashes, const Console& console) {
  const Language language = console.LanguageOr(loaded.language);
  auto inputs = hashes.Finish();
  if (auto* error = std::get_if<Diagnostic>(&inputs)) {
    console.Complain({*error}, language);
    return false;
  }
  Receipt receipt = MakeReceipt(loaded.program, edition, as_of, data.report, result, std::move(std::get<0>(inputs)));
  receipt.policy.place = PlaceSeenFrom(a.receipt, a.policy);
  receipt.policy.signed_by = loaded.signed_by;
  receipt.data.place = PlaceSeenFrom(a.receipt, a.data);
  receipt.threads = a.threads;
  receipt.batch = a.batch;
  const auto error = WriteReceipt(FileLayer::System(), a.receipt, std::move(receipt),
                                  ResultTables(edition, loaded.program, *data.dataset, result));
  if (error) console.Complain({*error}, language);
  return !error;
}

ExitCode Execute(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  Day as_of = Today();
  if (!a.as_of.empty()) {
    std::optional<Day> day = DayArgument(a.as_of, console);
    if (!day) return kUsage;
    as_of = *day;
  }
  const std::optional<TrustedKeys> trusted = TrustedArgument(a.trusted, console, code);
  if (code != kDone) return code;
  std::optional<LoadedProgram> loaded = LoadProgram(a.policy, console, code, trusted ? &*trusted : nullptr);
  if (!loaded) return code;
  const Language language = console.LanguageOr(loaded->language);
  const Program& program = loaded->program;
  // Before anything is read: a run may take long.
  for (const std::string& path : {a.out, a.rejects})
    if (auto error = path.empty() ? std::nullopt : CheckOutputPath(path)) {
      console.Complain({*error}, language);
      return kUsage;
    }
  if (auto error = a.receipt.empty() ? std::nullopt : CheckReceiptPath(a.receipt)) {
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
  std::optional<InputHashes> hashes;
  if (!a.receipt.empty()) hashes.emplace(*edition, program, a.data);
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
  if (hashes && !KeepReceipt(a, *loaded, *edition, as_of, data, result, *hashes, console)) return kNoData;
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
  auto* command = app.add_subcommand("run", invocation.Say("run a policy over data", "用数据运行规则"));
  command->add_option("POLICY", a->policy,
                      invocation.Say("a policy's folder or file, or a program (.grb)",
                                     "规则的文件或文件夹，或程序文件（.grb）"))->required();
  command->add_option("--data", a->data,
                      invocation.Say("a folder with a file per feed, a .duckdb file, or one file",
                                     "数据：每个接口一个文件的文件夹、.duckdb 文件，或单个文件"))->required()->type_name("PATH");
  command->add_option("--as-of", a->as_of, invocation.Say("evaluation date; default: today", "评价日；不写即今日"))->type_name("DATE");
  command->add_option("--out", a->out,
                      invocation.Say("results: FILE.csv, .parquet, .json or .duckdb",
                                     "结果写入：.csv、.parquet、.json 或 .duckdb 文件"))->type_name("FILE");
  command->add_option("--rejects", a->rejects,
                      invocation.Say("what was refused and why: FILE.csv, .parquet, .json or .duckdb",
                                     "未采用的数据及原因写入：.csv、.parquet、.json 或 .duckdb 文件"))->type_name("FILE");
  Between(command->add_option("--threads", a->threads,
                              invocation.Say("threads; default: all cores", "线程数；不写即用全部处理器核")), 1, 256);
  Between(command->add_option("--batch", a->batch,
                              invocation.Say("entities per batch; default: what fits the cache", "每批主体数；不写即按处理器缓存大小确定")), 1, 65536);
  command->add_option("--key", a->key,
                      invocation.Say("publish this entity only; peers and statistics are those of all",
                                     "只发布这一主体；同行比较和统计仍按全体"))->type_name("KEY");
  command->add_option("--receipt", a->receipt,
                      invocation.Say("what is needed to repeat the run and to see that it was: FILE.json",
                                     "运行凭证写入：.json 文件，可据以复算核对"))->type_name("FILE");
  command->add_option("--trusted", a->trusted,
                      invocation.Say("run only a program (.grb) signed by one of these public keys: a .pem file or a folder of them",
                                     "只运行由这些公钥所对应私钥签名的程序（.grb）：.pem 文件，或存放 .pem 的文件夹"))->type_name("KEYS");
  OneOf(command->add_option("--summary", a->summary,
                            invocation.Say("form of the output", "输出的形式")), {"text", "json"});
  command->add_flag("--profile", a->profile,
                    invocation.Say("tell on standard error where the time went: phases, operations, rules",
                                   "在标准错误输出上列出用时：按阶段、按运算、按规则"));
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
