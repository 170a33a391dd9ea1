// greenrule sample: data that fit a policy's feeds.
#include <fmt/format.h>

#include "runtime/data/sample.h"
#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string policy, as_of;
  SampleOptions options;
};

ExitCode Execute(Arguments a, const Console& console) {
  ExitCode code = kDone;
  std::optional<LoadedProgram> loaded = LoadProgram(a.policy, console, code);
  if (!loaded) return code;
  const Language language = console.LanguageOr(loaded->language);
  a.options.as_of = std::max<Day>(loaded->program.editions.back().from, 0);
  if (!a.as_of.empty()) {
    std::optional<Day> day = DayArgument(a.as_of, console);
    if (!day) return kUsage;
    a.options.as_of = *day;
  }
  const Edition* edition = EditionOn(loaded->program, a.options.as_of);
  SampleResult made = Sample(edition ? *edition : loaded->program.editions.back(), loaded->program, a.options);
  console.Complain(made.errors, language);
  if (!made.errors.empty()) return kNoData;
  for (const std::string& file : made.files) fmt::print("{}\n", file);
  return kDone;
}

}  // namespace

void AddSample(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("sample",
                                     invocation.Say("make data that fit a policy's feeds; the same seed, the same bytes",
                                                    "按规则的数据接口生成样例数据；种子相同，数据相同"));
  SampleOptions& o = a->options;
  command->add_option("POLICY", a->policy,
                      invocation.Say("a policy's folder or file, or a program (.grb)",
                                     "规则的文件或文件夹，或程序文件（.grb）"))->required();
  command->add_option("--entities", o.entities,
                      invocation.Say("entities of every type that belongs to none",
                                     "每种不隶属他者的主体各多少个"))->required()->type_name("N");
  command->add_option("--seed", o.seed, invocation.Say("seed", "种子"))->type_name("N");
  command->add_option("--out", o.folder, invocation.Say("folder", "写入的文件夹"))->required()->type_name("FOLDER");
  command->add_option("--as-of", a->as_of,
                      invocation.Say("the newest date; default: the day the policy takes effect",
                                     "最晚的日期；不写即规则生效之日"))->type_name("DATE");
  command->add_option("--rows", o.rows,
                      invocation.Say("rows per entity in feeds with many, on average",
                                     "一主体多条的接口，平均每个主体的条数"))->type_name("N");
  Between(command->add_option("--missing", o.missing,
                              invocation.Say("missing cells in 10,000", "每万格中空缺的格数")), 0, 10000);
  Between(command->add_option("--malformed", o.malformed,
                              invocation.Say("malformed cells in 10,000", "每万格中格式不对的格数")), 0, 10000);
  Between(command->add_option("--out-of-range", o.out_of_range,
                              invocation.Say("cells out of range in 10,000", "每万格中超出范围的格数")), 0, 10000);
  Between(command->add_option("--orphans", o.orphans,
                              invocation.Say("rows of nobody in 10,000", "每万行中无主的行数")), 0, 10000);
  Between(command->add_option("--copies", o.copies,
                              invocation.Say("repeated rows in 10,000", "每万行中重复的行数")), 0, 10000);
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
