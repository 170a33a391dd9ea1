// Whether the golden cases reach everything that they should: each diagnostic code, each operation of the
// machine.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

namespace greenrule::golden {

// The codes, from the registry, and the operations, from their table.
std::vector<std::string> DiagnosticCodes();
std::vector<std::string> OperationNames();

// The words of `wanted` that no expected line of a case holds. For operations only the lines of commands that
// dump bytecode count; a word that `elsewhere` lists (a line each: the word, a blank, the test that reaches
// it) is not asked for, and is an error when a case does reach it.
struct Reach {
  int wanted = 0, reached = 0, elsewhere = 0;
  std::vector<std::string> faults;
};
Reach FindReach(const std::vector<std::string>& wanted, bool only_bytecode,
                const std::filesystem::path& cases, const std::filesystem::path& elsewhere);

// Prints the counts and the faults; true when there is no fault.
bool TellReach(const std::string& what, const Reach& reach, std::ostream& out);

}  // namespace greenrule::golden
