// A golden case: a policy whose comments hold commands and the output that they must give.
//
// A case is one `.green` file, or a folder that holds `case.green` (the other files of such a folder belong
// to it). Above the line `# --- expected` stand, anywhere, at the beginning of a line:
//
//   # RUN: greenrule check %s        a command; several run in order
//   # FILE: IF18.csv                 a file for the case; `%d/x.csv` would stand beside the policy
//   #| 统一社会信用代码,登记状态       one line of its text
//   #|base64 77u/Cg==                bytes, with no line end of their own
//   # MASK: in [0-9.]+ s             every match in the output is written as ***
//
// Below that line stands what came out, for each command its exit code, output and errors:
//
//   # EXIT: 1
//   # OUT: 3 entities
//   # ERR: x.green:7:3: …
//
// In a command `%s` is the policy's file, `%d` its folder, `%t` an empty folder with the case's files; all
// are relative to the folder in which the command runs, so that no output depends on the machine. '…' and "…"
// hold a word together. A case whose name begins with `fail_` must have a command that exits non-zero; in any
// other all exit with zero.
#pragma once

#include <filesystem>
#include <regex>
#include <string>
#include <variant>
#include <vector>

namespace greenrule::golden {

inline constexpr std::string_view kExpectedMark = "# --- expected";

struct Command {
  std::string text;  // as written
  std::vector<std::string> words;
};

struct DataFile {
  std::string name;
  std::string bytes;
  bool beside_policy = false;
};

struct Case {
  std::string name;            // relative to the folder of cases
  std::filesystem::path file;  // holds the commands; rewriting changes this one
  bool is_folder = false;
  bool must_fail = false;
  std::vector<Command> commands;
  std::vector<DataFile> files;
  std::vector<std::regex> masks;
  std::string body;  // the file above the mark
  bool has_expected = false;
  std::vector<std::string> expected;  // the lines below the mark
};

// The files that are cases below `root`, in the order of their names.
std::vector<std::filesystem::path> FindCases(const std::filesystem::path& root);

// The case, or what is wrong with its file.
std::variant<Case, std::string> ReadCase(const std::filesystem::path& file,
                                         const std::filesystem::path& root);

// Replaces the expected lines in the case's file.
void RewriteCase(const Case& golden_case, const std::vector<std::string>& lines);

}  // namespace greenrule::golden
