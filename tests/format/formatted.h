// A text and what the formatter makes of it: what the tests of this folder look at.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/render.h"

namespace greenrule::test {

constexpr std::optional<Language> kAsWritten, kEnglish = Language::kEnglish, kChinese = Language::kChinese;

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Formatted FormatText(std::string_view text, std::optional<Language> keywords = kAsWritten,
                            std::string path = "p.green") {
  SourceSet source;
  DiagnosticSink sink;
  source.AddText(std::move(path), text, sink);
  return Format(source, {keywords}, sink);
}

// The text formatted; a failure of the test if it cannot be.
inline std::string Done(std::string_view text, std::optional<Language> keywords = kAsWritten,
                        std::string path = "p.green") {
  SourceSet source;
  DiagnosticSink sink;
  source.AddText(std::move(path), text, sink);
  Formatted formatted = Format(source, {keywords}, sink);
  EXPECT_EQ(formatted.outcome, Formatted::Outcome::kFormatted)
      << text << "\n"
      << Render(sink.Sorted(), source, {});
  return std::move(formatted.text);
}

// What must not change: the tree, and the comments as they are written, in the order of their bytes.
struct Content {
  std::string tree;
  std::vector<std::string> comments;
  bool operator==(const Content&) const = default;
};

inline Content ContentOf(std::string_view text, std::string path = "p.green") {
  SourceSet source;
  DiagnosticSink sink;
  source.AddText(std::move(path), text, sink);
  const SyntaxTree tree = Parse(source, sink);
  EXPECT_FALSE(sink.HasErrors()) << Render(sink.Sorted(), source, {});
  Content content{DumpTree(tree), {}};
  for (const Trivia& trivia : tree.files()[0].trivia) {
    std::string comment = source.file(0).text.substr(trivia.begin, trivia.end - trivia.begin);
    while (trivia.kind != Trivia::Kind::kProse && comment.ends_with(' ')) comment.pop_back();
    content.comments.push_back(std::move(comment));
  }
  std::ranges::sort(content.comments);
  return content;
}

// Every policy text of the project that has no mistakes of syntax.
inline std::vector<std::filesystem::path> ProjectTexts() {
  std::vector<std::filesystem::path> found;
  for (std::string_view folder : {"tests/syntax", "tests/semantics", "tests/golden/cases", "stdlib", "rules", "docs"}) {
    const std::filesystem::path root = std::filesystem::path(PROJECT) / folder;
    if (!std::filesystem::exists(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      if (!name.ends_with(".green") && !name.ends_with(".green.md")) continue;
      const auto outcome = FormatText(ReadText(entry.path()), kAsWritten, name).outcome;
      EXPECT_NE(outcome, Formatted::Outcome::kWithheld) << entry.path();
      if (outcome == Formatted::Outcome::kFormatted) found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace greenrule::test
