// What a command runs: a policy's text (a folder, a file) or a released program (.grb).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "runtime/audit/ed25519.h"
#include "tools/console.h"

namespace greenrule::tools {

// Where the standard library lies: the variable GREENRULE_STDLIB, else beside the executable (`../stdlib`, as built) or where it is
// installed (`../share/greenrule/stdlib`).
std::filesystem::path StandardLibrary();

struct LoadedProgram {
  Program program;
  Language language = Language::kEnglish;  // of the policy's text
  std::string signed_by;                   // KeyName of a release's key; empty: a text, or not signed
};

// Compiles a text or reads and verifies a program file. With `trusted`, only a program that one of these keys has signed. What is wrong
// is printed; the exit code says of which kind it was.
std::optional<LoadedProgram> LoadProgram(const std::string& path, const Console& console, ExitCode& code,
                                         const TrustedKeys* trusted = nullptr);
// The keys of `--trusted PATH`; nothing with an exit code other than kDone if they cannot be read, which is printed, and nothing with
// kDone for an empty path.
std::optional<TrustedKeys> TrustedArgument(const std::string& path, const Console& console, ExitCode& code);

// Whether a file is called as a policy's text is: *.green, *.green.md.
bool IsPolicyText(const std::filesystem::path& file);

// Of several paths the files that are no policy by their name, such as the README that a shell's `rules/*` names too, are taken out and
// returned, for TellLeftOut(). A path that stands alone is meant.
std::vector<std::string> TakeOtherFiles(std::vector<std::string>& paths);
void TellLeftOut(const std::vector<std::string>& files, const Console& console, Language language);

// Prints what a compilation found. Returns whether there were errors.
enum class Notes : std::uint8_t { kShown, kHidden };
bool PrintFindings(const Compilation& compilation, const DiagnosticSink& sink, const Console& console, Notes notes);

// The edition in force on a day; nothing is printed where there is none, and nullptr is returned.
const Edition* EditionOn(const Program& program, Day day);

// The time in which a program is in force, from its first edition to its last.
Diagnostic::Argument TimeOfForce(const Program& program);

// Today by the machine's calendar, in its time zone.
Day Today();
// A day as written on the command line.
std::optional<Day> DayArgument(const std::string& text, const Console& console);

}  // namespace greenrule::tools
