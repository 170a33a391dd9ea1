// What holds of every policy text of the project.
#include "tests/format/formatted.h"

namespace greenrule::test {
namespace {

struct Text {
  std::string name, bytes;
};

const std::vector<Text>& Texts() {
  static const std::vector<Text> texts = [] {
    std::vector<Text> all;
    for (const auto& path : ProjectTexts()) all.push_back({path.filename().string(), ReadText(path)});
    return all;
  }();
  return texts;
}

TEST(Corpus, HoldsTheSamplesAndTheLibrary) { EXPECT_GE(Texts().size(), 20u); }

TEST(Corpus, FormattingTwiceChangesNothing) {
  for (const auto& [name, bytes] : Texts())
    for (auto keywords : {kAsWritten, kEnglish, kChinese}) {
      const std::string once = Done(bytes, keywords, name);
      EXPECT_EQ(Done(once, keywords, name), once) << name;
      EXPECT_EQ(Done(once, kAsWritten, name), once) << name;
    }
}

TEST(Corpus, TreeAndCommentsStay) {
  for (const auto& [name, bytes] : Texts())
    for (auto keywords : {kAsWritten, kEnglish, kChinese})
      EXPECT_EQ(ContentOf(Done(bytes, keywords, name), name), ContentOf(bytes, name)) << name;
}

TEST(Corpus, ThereAndBackGivesTheSameBytes) {
  for (const auto& [name, bytes] : Texts()) {
    const std::string english = Done(bytes, kEnglish, name), chinese = Done(bytes, kChinese, name);
    EXPECT_EQ(Done(chinese, kEnglish, name), english) << name;
    EXPECT_EQ(Done(english, kChinese, name), chinese) << name;
  }
}

// A text in one language that spells what patterns.def spells needs no change to that language.
TEST(Corpus, TheSketchIsInItsLanguage) {
  const auto folder = std::filesystem::path(PROJECT) / "tests/syntax/samples";
  for (const auto& [file, language] : {std::pair("sketch_en.green", kEnglish), {"sketch_zh.green", kChinese}}) {
    const std::string bytes = ReadText(folder / file);
    EXPECT_EQ(Done(bytes, language), Done(bytes)) << file;
  }
}

// No keyword of the other language is left.
TEST(Corpus, EveryKeywordIsChanged) {
  for (const auto& [name, bytes] : Texts())
    for (auto [keywords, other] : {std::pair(kEnglish, token_flags::kChinese), {kChinese, token_flags::kEnglish}}) {
      SourceSet source;
      DiagnosticSink sink;
      source.AddText(name, Done(bytes, keywords, name), sink);
      const SyntaxTree tree = Parse(source, sink);
      for (const Token& token : tree.tokens())
        EXPECT_FALSE((token.flags & other) != 0) << name << ":" << token.line << ":" << token.column;
    }
}

}  // namespace
}  // namespace greenrule::test
