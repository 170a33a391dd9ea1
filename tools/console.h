// What the commands share with the person in front of them: language, colour, progress, exit codes.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/source.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::tools {

enum ExitCode : int {
  kDone = 0,
  kFindings = 1,  // errors in a policy, failed tests, files that are not formatted
  kUsage = 2,
  kNoData = 3,    // data could not be read, or results not written
  kOurBug = 4,
};

struct Console {
  std::optional<Language> asked;    // --language
  bool colour = false, progress = false;

  // The language of a message: what was asked for, else the file's own.
  Language LanguageOr(Language of_file) const { return asked.value_or(of_file); }
  // A word in one of the two.
  static std::string_view Word(Language language, std::string_view english, std::string_view chinese) {
    return language == Language::kChinese ? chinese : english;
  }

  // Colours standard output and error only where they are terminals.
  static Console ForTerminal();

  // Prints diagnostics without a place in a policy: data, program files, arguments.
  void Complain(const std::vector<Diagnostic>& diagnostics, Language language) const;
  // One line of our own on standard error.
  void Error(std::string_view line) const;

  // A progress bar on standard error, drawn over itself; nothing where there is no terminal.
  void Progress(std::string_view label, std::uint64_t done, std::uint64_t all) const;
  void EndProgress() const;
};

std::string PadTo(std::string text, std::size_t columns, bool right = false);

}  // namespace greenrule::tools
