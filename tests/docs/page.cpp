#include "tests/docs/page.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

namespace greenrule::docs {

bool Rewriting() { return std::getenv("GREENRULE_DOCS_REWRITE") != nullptr; }

std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteText(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<Block> Blocks(const std::vector<std::string>& lines) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with("```")) continue;
    Block block{lines[i].substr(3), i + 1, i + 1};
    while (block.end < lines.size() && lines[block.end] != "```") ++block.end;
    blocks.push_back(block);
    i = block.end;
  }
  return blocks;
}

bool ReplaceSection(std::string& page, std::string_view name, std::string_view content) {
  const std::string opens = "<!-- " + std::string(name) + " -->\n", closes = "<!-- /" + std::string(name) + " -->";
  const std::size_t begin = page.find(opens), end = page.find(closes);
  if (begin == std::string::npos || end == std::string::npos) return false;
  page.replace(begin + opens.size(), end - begin - opens.size(), content);
  return true;
}

std::string WithoutPassing(std::string_view text) {
  static const std::regex seconds(R"(\d+\.\d\d s\b)"), members(R"re("(read|evaluate|write)":[-+.0-9E]+)re"), threads(R"(threads \d+)"),
      program(R"(\d+ bytes, sha256 <hash>)"), hash(R"([0-9a-f]{64})"), rows(R"(\.[0-9a-f]{16}\.rows)");
  std::string out = std::regex_replace(std::string(text), seconds, "0.00 s");
  out = std::regex_replace(out, members, R"("$1":0E0)");
  out = std::regex_replace(out, hash, "<hash>");
  out = std::regex_replace(out, program, "11052 bytes, sha256 1dd50c94f415047dd9f1e5fb3ab636f4c38a143abcd19517be8814ec278926a0");
  out = std::regex_replace(out, rows, ".0000000000000000.rows");
  return std::regex_replace(out, threads, "threads 2");
}

}  // namespace greenrule::docs
