#include "tests/golden/runner.h"

#include <stdlib.h>

#include <atomic>
#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>
#include <system_error>
#include <thread>

#include "tests/golden/process.h"

namespace greenrule::golden {
namespace {

namespace fs = std::filesystem;

constexpr int kOurOwnBug = 4;  // greenrule's exit code for it

// A folder that is gone when the case is over: `case` with the policy, `t` with the data.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "golden.XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "a temporary folder could not be made");
    }
    root_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  fs::path policy() const { return root_ / "case"; }
  fs::path data() const { return root_ / "t"; }

 private:
  fs::path root_;
};

void WriteFile(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::optional<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || !fs::is_regular_file(path)) return std::nullopt;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void Fill(const Scratch& scratch, const Case& golden_case) {
  if (golden_case.is_folder) {
    fs::copy(golden_case.file.parent_path(), scratch.policy(), fs::copy_options::recursive);
  } else {
    fs::create_directories(scratch.policy());
    fs::copy_file(golden_case.file, scratch.policy() / golden_case.file.filename());
  }
  fs::create_directories(scratch.data());
  for (const DataFile& file : golden_case.files) {
    WriteFile((file.beside_policy ? scratch.policy() : scratch.data()) / file.name, file.bytes);
  }
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string Printable(const std::string& line) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) {
      text += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      text += c;
    }
  }
  return text;
}

void AppendLines(const std::string& label, std::string text, const Case& golden_case, const Scratch& scratch,
                 std::vector<std::string>& lines) {
  ReplaceAll(text, scratch.policy().string(), "%d");
  ReplaceAll(text, scratch.data().string(), "%t");
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    for (const std::regex& mask : golden_case.masks) line = std::regex_replace(line, mask, "***");
    lines.push_back("# " + label + (line.empty() ? ":" : ": ") + Printable(line));
  }
  if (!text.empty() && text.back() != '\n') lines.push_back("# " + label + " ends without a line end");
}

ProcessResult Show(const std::vector<std::string>& words, const fs::path& folder) {
  if (words.size() != 2) return {ProcessResult::End::kExited, 2, "", "usage: show FILE\n"};
  const auto bytes = ReadFile(folder / words[1]);
  if (!bytes) return {ProcessResult::End::kExited, 1, "", "no file " + words[1] + "\n"};
  return {ProcessResult::End::kExited, 0, *bytes, ""};
}

ProcessResult Same(const std::vector<std::string>& words, const fs::path& folder) {
  if (words.size() != 3) return {ProcessResult::End::kExited, 2, "", "usage: same FILE FILE\n"};
  const auto a = ReadFile(folder / words[1]), b = ReadFile(folder / words[2]);
  if (!a || !b) return {ProcessResult::End::kExited, 1, "", "no file " + (a ? words[2] : words[1]) + "\n"};
  if (*a == *b) return {ProcessResult::End::kExited, 0, "", ""};
  return {ProcessResult::End::kExited, 1, "", words[1] + " and " + words[2] + " differ\n"};
}

ProcessResult RunCommand(std::vector<std::string> words, const Options& options, const fs::path& folder) {
  if (words[0] == "show") return Show(words, folder);
  if (words[0] == "same") return Same(words, folder);
  if (words[0] != "greenrule") {
    return {ProcessResult::End::kNotStarted, ENOENT, "", ""};
  }
  words[0] = fs::absolute(options.greenrule).string();
  return RunProcess(words, folder, options.time_limit);
}

std::string ExitText(const ProcessResult& result) {
  return result.end == ProcessResult::End::kExited ? std::to_string(result.code) : "none";
}

std::string Fault(const ProcessResult& result) {
  switch (result.end) {
    case ProcessResult::End::kNotStarted:
      return std::string("could not be started: ") + std::strerror(result.code);
    case ProcessResult::End::kSignalled:
      return std::string("ended by signal ") + strsignal(result.code);
    case ProcessResult::End::kTimedOut:
      return "did not end in time and was stopped";
    case ProcessResult::End::kExited:
      return result.code == kOurOwnBug ? "exited with 4, which means a bug of its own" : "";
  }
  return "";
}

// One case from file to verdict: what to print about it, empty when all is well.
struct Verdict {
  std::string report;
  int commands = 0;
  bool rewritten = false;
};

Verdict Judge(const fs::path& file, const Options& options) {
  Verdict verdict;
  auto read = ReadCase(file, options.cases);
  if (const auto* mistake = std::get_if<std::string>(&read)) {
    verdict.report = "  " + *mistake + "\n";
    return verdict;
  }
  const Case& golden_case = std::get<Case>(read);
  const Outcome outcome = RunCase(golden_case, options);
  verdict.commands = outcome.commands;
  for (const std::string& fault : outcome.faults) verdict.report += "  " + fault + "\n";
  if (golden_case.has_expected && outcome.lines == golden_case.expected) return verdict;
  if (options.rewrite) {
    RewriteCase(golden_case, outcome.lines);
    verdict.rewritten = true;
    return verdict;
  }
  if (!golden_case.has_expected) verdict.report += "  nothing is expected yet: rewrite, and read what came\n";
  for (const std::string& line : Difference(golden_case.expected, outcome.lines)) {
    verdict.report += "  " + line + "\n";
  }
  return verdict;
}

}  // namespace

Outcome RunCase(const Case& golden_case, const Options& options) {
  const Scratch scratch;
  Fill(scratch, golden_case);
  Outcome outcome;
  bool any_failed = false;
  for (const Command& command : golden_case.commands) {
    std::vector<std::string> words = command.words;
    for (std::string& word : words) {
      ReplaceAll(word, "%s", golden_case.file.filename().string());
      ReplaceAll(word, "%d", ".");
      ReplaceAll(word, "%t", "../t");
    }
    const ProcessResult result = RunCommand(words, options, scratch.policy());
    ++outcome.commands;
    if (const std::string fault = Fault(result); !fault.empty()) {
      outcome.faults.push_back("`" + command.text + "` " + fault);
    }
    const bool failed = ExitText(result) != "0";
    any_failed |= failed;
    if (failed && !golden_case.must_fail) {
      outcome.faults.push_back("`" + command.text + "` failed, and the name does not begin with `fail_`");
    }
    outcome.lines.push_back("# EXIT: " + ExitText(result));
    AppendLines("OUT", result.out, golden_case, scratch, outcome.lines);
    AppendLines("ERR", result.err, golden_case, scratch, outcome.lines);
  }
  if (golden_case.must_fail && !any_failed) {
    outcome.faults.push_back("nothing failed, and the name begins with `fail_`");
  }
  return outcome;
}

Summary RunAll(const Options& options, std::ostream& out) {
  std::vector<fs::path> files;
  for (const fs::path& file : FindCases(options.cases)) {
    if (file.lexically_relative(options.cases).string().find(options.only) != std::string::npos)
      files.push_back(file);
  }
  Summary summary;
  summary.cases = static_cast<int>(files.size());
  std::atomic<std::size_t> next = 0;
  std::mutex printing;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      const Verdict verdict = Judge(files[i], options);
      const std::lock_guard lock(printing);
      summary.commands += verdict.commands;
      summary.failed += !verdict.report.empty();
      summary.rewritten += verdict.rewritten;
      if (verdict.report.empty()) continue;
      out << "failed: " << files[i].lexically_relative(options.cases).string() << "\n" << verdict.report;
    }
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < options.threads; ++i) threads.emplace_back(work);
  threads.clear();

  out << "golden tests: " << summary.cases << " cases, " << summary.commands << " commands, "
      << summary.failed << " failed";
  if (options.rewrite) out << ", " << summary.rewritten << " rewritten";
  out << "\n";
  if (files.empty()) {
    ++summary.failed;
    out << "no case was found in " << options.cases.string() << "\n";
  }
  return summary;
}

}  // namespace greenrule::golden
