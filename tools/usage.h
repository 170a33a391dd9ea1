// What the command line says about itself, in the reader's language: its help, and what is wrong with a command.
#pragma once

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <string>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::tools {

// The language before any policy is known: `--language` among the arguments, else that of the locale (LC_ALL, LC_MESSAGES, LANG).
Language UsageLanguage(int argc, char** argv);

// Makes help and usage errors of `app` and all its subcommands speak `language`. Call it once, after the options are there.
void SpeakUsage(CLI::App& app, Language language);

// The option takes one of these words.
CLI::Option* OneOf(CLI::Option* option, std::initializer_list<std::string> words);
// The option takes a whole number from `least` to `greatest`.
CLI::Option* Between(CLI::Option* option, int least, int greatest);

}  // namespace greenrule::tools
