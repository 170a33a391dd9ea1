#include "tests/golden/case.h"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace greenrule::golden {
namespace {

namespace fs = std::filesystem;

std::string ReadBytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// What follows the prefix, or nothing.
std::optional<std::string> After(const std::string& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return std::nullopt;
  return line.substr(prefix.size());
}

std::string Trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::vector<std::string>> SplitWords(const std::string& text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (char c : text) {
    if (quote == 0 && (c == ' ' || c == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) return std::nullopt;
  return words;
}

std::optional<std::string> DecodeBase64(const std::string& text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const auto padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

bool StaysInside(const std::string& name) {
  const fs::path path(name);
  return !name.empty() && path.is_relative() && std::ranges::find(path, fs::path("..")) == path.end();
}

// Takes one line above the mark; says what is wrong with it, or nothing.
std::string ReadDirective(const std::string& line, bool& in_file, Case& golden_case) {
  if (const auto text = After(line, "#|"); text && in_file) {
    std::string& bytes = golden_case.files.back().bytes;
    if (const auto code = After(*text, "base64 ")) {
      const auto decoded = DecodeBase64(Trimmed(*code));
      if (!decoded) return "this is not base64: " + *code;
      bytes += *decoded;
    } else {
      bytes += (text->starts_with(' ') ? text->substr(1) : *text) + "\n";
    }
    return "";
  }
  in_file = false;
  if (const auto command = After(line, "# RUN:")) {
    const auto words = SplitWords(*command);
    if (!words) return "a quote is not closed:" + *command;
    if (words->empty()) return "`# RUN:` without a command";
    golden_case.commands.push_back({Trimmed(*command), *words});
  } else if (const auto name = After(line, "# FILE:")) {
    DataFile file{Trimmed(*name), "", false};
    if (const auto beside = After(file.name, "%d/")) file = {*beside, "", true};
    if (!StaysInside(file.name)) return "a file's name must stay inside its folder:" + *name;
    golden_case.files.push_back(file);
    in_file = true;
  } else if (const auto mask = After(line, "# MASK:")) {
    try {
      golden_case.masks.emplace_back(Trimmed(*mask));
    } catch (const std::regex_error&) {
      return "this is not a regular expression:" + *mask;
    }
  } else if (line.starts_with("# EXIT:") || line.starts_with("# OUT:") || line.starts_with("# ERR:")) {
    return "expected output stands above `" + std::string(kExpectedMark) + "`: " + line;
  }
  return "";
}

}  // namespace

std::vector<fs::path> FindCases(const fs::path& root) {
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
    if (at->is_directory() && fs::exists(at->path() / "case.green")) {
      files.push_back(at->path() / "case.green");
      at.disable_recursion_pending();
    } else if (at->is_regular_file() && at->path().extension() == ".green") {
      files.push_back(at->path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::variant<Case, std::string> ReadCase(const fs::path& file, const fs::path& root) {
  Case golden_case;
  golden_case.file = file;
  golden_case.is_folder = file.filename() == "case.green";
  const fs::path named = golden_case.is_folder ? file.parent_path() : file;
  golden_case.name = named.lexically_relative(root).string();
  golden_case.must_fail = named.filename().string().starts_with("fail_");

  bool in_file = false;
  for (const std::string& line : SplitLines(ReadBytes(file))) {
    if (golden_case.has_expected) {
      golden_case.expected.push_back(line);
    } else if (line == kExpectedMark) {
      golden_case.has_expected = true;
    } else {
      if (auto mistake = ReadDirective(line, in_file, golden_case); !mistake.empty()) return mistake;
      golden_case.body += line + "\n";
    }
  }
  if (golden_case.commands.empty()) return "no `# RUN:` line";
  return golden_case;
}

void RewriteCase(const Case& golden_case, const std::vector<std::string>& lines) {
  std::string text = golden_case.body + std::string(kExpectedMark) + "\n";
  for (const std::string& line : lines) text += line + "\n";
  if (text == ReadBytes(golden_case.file)) return;
  const fs::path beside = golden_case.file.string() + ".new";
  std::ofstream(beside, std::ios::binary) << text;
  fs::rename(beside, golden_case.file);
}

}  // namespace greenrule::golden
