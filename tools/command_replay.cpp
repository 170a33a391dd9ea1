// greenrule replay: a run again, by its receipt.
#include <fmt/format.h>

#include <thread>

#include "runtime/audit/receipt_difference.h"
#include "runtime/audit/whole_file.h"
#include "runtime/data/date_text.h"
#include "runtime/data/load.h"
#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string receipt, policy, data, trusted;
  unsigned threads = std::max(1u, std::thread::hardware_concurrency()), batch = 0;
};

// Prints what differs; the line of the verdict about one part.
class Verdict {
 public:
  Verdict(const Console& console, Language language) : console_(console), language_(language) {}

  void Tell(std::string_view part, const std::string& what, const std::vector<Diagnostic>& found) {
    console_.Complain(found, language_);
    const auto differences = std::ranges::count_if(
        found, [](const Diagnostic& d) { return SeverityOf(d.code) == Severity::kError; });
    differences_ += static_cast<std::size_t>(differences);
    const std::string verdict =
        differences == 0 ? std::string(Say("the same", "相同"))
                         : fmt::format(fmt::runtime(Say("differ ({})", "不同（{} 处）")), differences);
    lines_ += fmt::format("{}{}  {}\n", PadTo(std::string(part), 10), PadTo(what, 32), verdict);
  }

  ExitCode End() const {
    fmt::print("{}{}\n", lines_,
               differences_ == 0 ? Say("identical", "完全一致") : Say("not identical", "不一致"));
    return differences_ == 0 ? kDone : kFindings;
  }

  std::string_view Say(std::string_view english, std::string_view chinese) const {
    return Console::Word(language_, english, chinese);
  }

 private:
  const Console& console_;
  Language language_;
  std::size_t differences_ = 0;
  std::string lines_;
};

// A place named on the command line, else that in the receipt; empty, and said, where there is neither.
std::string PlaceOf(const Arguments& a, const std::string& given, const std::string& recorded,
                    const char* option, Diagnostic::Argument what, const Console& console) {
  const std::string place = given.empty() ? PlaceFrom(a.receipt, recorded) : given;
  if (place.empty())
    console.Complain({{Code::GR8010, {}, {std::move(what), option}, {}}},
                     console.LanguageOr(Language::kEnglish));
  return place;
}

ExitCode Execute(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  const auto complain = [&](const Diagnostic& error, Language language, ExitCode exit) {
    console.Complain({error}, console.LanguageOr(language));
    return exit;
  };
  const auto text = ReadWholeFile(a.receipt);
  if (auto* error = std::get_if<Diagnostic>(&text)) return complain(*error, Language::kEnglish, kUsage);
  const auto parsed = ParseReceipt(std::get<std::string>(text), a.receipt);
  if (auto* error = std::get_if<Diagnostic>(&parsed)) return complain(*error, Language::kEnglish, kFindings);
  const Receipt& then = std::get<Receipt>(parsed);
  const std::string policy = PlaceOf(a, a.policy, then.policy.place, "--policy", {"policy", "规则"}, console);
  const std::string place = PlaceOf(a, a.data, then.data.place, "--data", {"data", "数据"}, console);
  if (policy.empty() || place.empty()) return kUsage;
  const std::optional<TrustedKeys> trusted = TrustedArgument(a.trusted, console, code);
  if (code != kDone) return code;
  const std::optional<LoadedProgram> loaded =
      LoadProgram(policy, console, code, trusted ? &*trusted : nullptr);
  if (!loaded) return code;
  const Language language = console.LanguageOr(loaded->language);
  const Program& program = loaded->program;
  const Edition* edition = EditionOn(program, then.as_of);
  if (!edition)
    return complain({Code::GR7003, {}, {program.policy_name, DayText(then.as_of), TimeOfForce(program)}, {}},
                    language, kFindings);

  console.Complain(CompareEngines(then, Receipt()), language);
  InputHashes hashes(*edition, program, place);
  LoadResult data = Load(*edition, program, {.path = place, .as_of = then.as_of, .threads = a.threads, .progress = {}});
  auto inputs = hashes.Finish();
  if (auto* error = std::get_if<Diagnostic>(&inputs)) return complain(*error, language, kNoData);
  if (!data.dataset) {
    Receipt unread;
    unread.data.inputs = std::move(std::get<0>(inputs));
    console.Complain(CompareInputFiles(then, unread), language);
    console.Complain(data.errors, language);
    return kNoData;
  }
  const RunResult result =
      Run(*edition, *data.dataset, {.threads = a.threads, .batch = a.batch, .progress = {}});
  Receipt now =
      MakeReceipt(program, *edition, then.as_of, data.report, result, std::move(std::get<0>(inputs)));
  now.policy.signed_by = loaded->signed_by;
  const std::vector<ResultTable> tables = ResultTables(*edition, program, *data.dataset, result);
  now.results = HashTables(tables, a.threads);
  RecordedRowsFile rows{RowsFileOf(a.receipt, then.results), std::nullopt};
  if (auto read = ReadWholeFile(rows.path); std::holds_alternative<std::string>(read))
    rows.bytes = std::move(std::get<std::string>(read));

  std::uint64_t published = 0;
  for (const TableHash& table : now.results) published += table.rows;
  Verdict verdict(console, language);
  const auto count = [&](std::string_view english, std::string_view chinese, std::uint64_t number) {
    return fmt::format(fmt::runtime(verdict.Say(english, chinese)), number);
  };
  verdict.Tell(verdict.Say("program", "程序"), program.policy_name + " " + edition->version,
               ComparePrograms(then, now));
  verdict.Tell(verdict.Say("inputs", "输入"), count("files: {}", "文件 {} 个", now.data.inputs.size()),
               CompareInputFiles(then, now));
  verdict.Tell(verdict.Say("counts", "计数"), count("feeds: {}", "接口 {} 个", now.feeds.size()),
               CompareCounts(then, now));
  verdict.Tell(verdict.Say("results", "结果"), count("rows: {}", "{} 行", published),
               CompareResults(then, now, tables, rows));
  return verdict.End();
}

}  // namespace

void AddReplay(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "replay", invocation.Say("run again by a receipt, and tell what differs", "按运行凭证复算，指出差异"));
  command
      ->add_option("RECEIPT", a->receipt,
                   invocation.Say("what `run --receipt` wrote", "`run --receipt` 写出的凭证"))
      ->required();
  command
      ->add_option("--policy", a->policy,
                   invocation.Say("the policy or program (.grb); default: where the receipt says",
                                  "规则或程序文件（.grb）；不写即按凭证所载位置"))
      ->type_name("POLICY");
  command
      ->add_option("--data", a->data,
                   invocation.Say("the data; default: where the receipt says", "数据；不写即按凭证所载位置"))
      ->type_name("PATH");
  command
      ->add_option(
          "--trusted", a->trusted,
          invocation.Say(
              "run only a program (.grb) signed by one of these public keys: a .pem file or a folder of them",
              "只运行由这些公钥所对应私钥签名的程序（.grb）：.pem 文件，或存放 .pem 的文件夹"))
      ->type_name("KEYS");
  Between(command->add_option("--threads", a->threads,
                              invocation.Say("threads; default: all cores", "线程数；不写即用全部处理器核")),
          1, 256);
  Between(command->add_option("--batch", a->batch,
                              invocation.Say("entities per batch; default: what fits the cache", "每批主体数；不写即按处理器缓存大小确定")),
          1, 65536);
  command->callback(
      [a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
