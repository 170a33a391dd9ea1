// greenrule sample: data that fit a policy's feeds.
#include <fmt/format.h>

#include "runtime/data/sample.h"
#include "tools/commands.h"
#include "tools/program_source.h"

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
  auto* command = app.add_subcommand("sample", "make data that fit a policy's feeds; the same seed, the same bytes");
  SampleOptions& o = a->options;
  command->add_option("POLICY", a->policy, "a policy's folder or file, or a program (.grb)")->required();
  command->add_option("--entities", o.entities, "entities of every type that belongs to none")->required();
  command->add_option("--seed", o.seed, "seed");
  command->add_option("--out", o.folder, "folder")->required();
  command->add_option("--as-of", a->as_of, "the newest date; default: the day the policy takes effect");
  command->add_option("--rows", o.rows, "rows per entity in feeds with many, on average");
  command->add_option("--missing", o.missing, "missing cells in 10,000")->check(CLI::Range(0, 10000));
  command->add_option("--malformed", o.malformed, "malformed cells in 10,000")->check(CLI::Range(0, 10000));
  command->add_option("--out-of-range", o.out_of_range, "cells out of range in 10,000")->check(CLI::Range(0, 10000));
  command->add_option("--orphans", o.orphans, "rows of nobody in 10,000")->check(CLI::Range(0, 10000));
  command->add_option("--copies", o.copies, "repeated rows in 10,000")->check(CLI::Range(0, 10000));
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
