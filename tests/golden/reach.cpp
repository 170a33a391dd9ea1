#include "tests/golden/reach.h"

#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/golden/case.h"

namespace greenrule::golden {
namespace {

namespace fs = std::filesystem;

void AddWords(const std::string& line, std::set<std::string>& words) {
  std::string word;
  for (char c : line + " ") {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::move(word));
      word.clear();
    }
  }
}

std::set<std::string> ExpectedWords(const fs::path& cases, bool only_bytecode) {
  std::set<std::string> words;
  for (const fs::path& file : FindCases(cases)) {
    const auto read = ReadCase(file, cases);
    const auto* golden_case = std::get_if<Case>(&read);
    if (golden_case == nullptr) continue;
    std::size_t command = 0;  // that of the line, counted from 1
    for (const std::string& line : golden_case->expected) {
      if (line.starts_with("# EXIT:")) ++command;
      if (command == 0 || command > golden_case->commands.size()) continue;
      const bool bytecode =
          golden_case->commands[command - 1].text.find("dump=bytecode") != std::string::npos;
      if (bytecode || !only_bytecode) AddWords(line, words);
    }
  }
  return words;
}

}  // namespace

std::vector<std::string> DiagnosticCodes() {
  return {
#define DIAGNOSTIC(code, ...) #code,
#include "runtime/diagnostic/diagnostics.def"
#undef DIAGNOSTIC
  };
}

std::vector<std::string> OperationNames() {
  return {
#define OP(name, ...) #name,
#include "runtime/program/opcodes.def"
#undef OP
  };
}

Reach FindReach(const std::vector<std::string>& wanted, bool only_bytecode, const fs::path& cases,
                const fs::path& elsewhere) {
  std::map<std::string, std::string> exempt;
  std::ifstream list(elsewhere);
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string word, test;
    words >> word >> test;
    if (!word.empty() && word[0] != '#') exempt[word] = test;
  }
  const std::set<std::string> words = ExpectedWords(cases, only_bytecode);
  Reach reach;
  for (const std::string& name : wanted) {
    ++reach.wanted;
    const bool reached = words.contains(name);
    const auto other = exempt.find(name);
    reach.reached += reached;
    reach.elsewhere += !reached && other != exempt.end();
    if (!reached && other == exempt.end()) reach.faults.push_back(name + " is reached by no case");
    if (reached && other != exempt.end())
      reach.faults.push_back(name + " is reached by a case and listed as reached elsewhere");
    if (other != exempt.end() && other->second.empty())
      reach.faults.push_back(name + " is listed without its test");
  }
  return reach;
}

bool TellReach(const std::string& what, const Reach& reach, std::ostream& out) {
  for (const std::string& fault : reach.faults) out << fault << "\n";
  out << what << ": " << reach.wanted << ", reached by golden cases " << reach.reached << ", by other tests "
      << reach.elsewhere << ", not reached " << reach.wanted - reach.reached - reach.elsewhere << "\n";
  return reach.faults.empty() && reach.wanted > 0;
}

}  // namespace greenrule::golden
