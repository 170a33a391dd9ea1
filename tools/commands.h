// The subcommands of `greenrule`. Each adds its options to the command line and leaves what to do in `action`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "tools/console.h"

namespace greenrule::tools {

struct Invocation {
  Console console;
  Language usage = Language::kEnglish;   // the language of help and of usage errors
  std::function<ExitCode()> action;

  std::string Say(std::string_view english, std::string_view chinese) const { return std::string(Console::Word(usage, english, chinese)); }
};

void AddRun(CLI::App& app, Invocation& invocation);
void AddCheck(CLI::App& app, Invocation& invocation);
void AddTest(CLI::App& app, Invocation& invocation);
void AddFormat(CLI::App& app, Invocation& invocation);
void AddCompile(CLI::App& app, Invocation& invocation);
void AddInspect(CLI::App& app, Invocation& invocation);
void AddSample(CLI::App& app, Invocation& invocation);
void AddNew(CLI::App& app, Invocation& invocation);
void AddReplay(CLI::App& app, Invocation& invocation);
void AddRelease(CLI::App& app, Invocation& invocation);
void AddLedger(CLI::App& app, Invocation& invocation);

}  // namespace greenrule::tools
