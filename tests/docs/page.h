// A page of the manual as lines, and the parts of it that the tests look at or rewrite.
//
// With GREENRULE_DOCS_REWRITE=1 in the environment the tests write what is true today into the pages instead of failing: the
// output in ```console blocks, the generated sections, the whole of diagnostics.md. The diff is the review.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace greenrule::docs {

bool Rewriting();
std::string ReadText(const std::filesystem::path& path);
void WriteText(const std::filesystem::path& path, std::string_view text);
std::vector<std::string> Lines(std::string_view text);
std::string Joined(const std::vector<std::string>& lines);

// A fenced block: ```KIND … ```. `begin` and `end` are the lines of its content, `end` one past the last.
struct Block {
  std::string kind;
  std::size_t begin = 0, end = 0;
};
std::vector<Block> Blocks(const std::vector<std::string>& lines);

// Replaces what stands between the lines `<!-- NAME -->` and `<!-- /NAME -->`; false if they are not there.
bool ReplaceSection(std::string& page, std::string_view name, std::string_view content);

// What changes from run to run or with the program's form made the same: seconds, the number of threads, a program's size and sum.
std::string WithoutPassing(std::string_view text);

}  // namespace greenrule::docs
