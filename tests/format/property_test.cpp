// Texts whose blanks, line ends and comments are drawn by lot say the same when they are formatted.
#include <random>

#include "tests/format/formatted.h"

namespace greenrule::test {
namespace {

// The words of a text; what stands between them is drawn anew.
class Shaken {
 public:
  Shaken(std::string_view text, std::uint32_t seed) : draw_(seed) {
    source_.AddText("p.green", text, sink_);
    tree_ = Parse(source_, sink_);
    EXPECT_FALSE(sink_.HasErrors());
    text_ = source_.file(0).text;
  }

  // Other blanks and indentation.
  std::string WithOtherBlanks() {
    return Write([&](std::string_view gap) {
      std::string other;
      for (std::size_t i = 0; i < gap.size();) {
        const std::size_t end = std::min(gap.find('\n', i), gap.size());
        const bool comment = gap.substr(i, end - i).find('#') != std::string::npos;
        if (comment) {
          const std::size_t sign = gap.find('#', i);
          other += Blanks(i == 0 ? 1 : 0);
          other += gap.substr(sign, end - sign);
        } else if (end == gap.size() || i == 0) {
          other += Blanks(end == gap.size() && i == 0 && end > 0 ? 1 : 0);
        }
        if (end < gap.size()) other += '\n';
        i = end + 1;
        if (end + 1 == gap.size()) other += Blanks(0);
      }
      return other;
    });
  }

  // Comments at line ends and on lines of their own, and empty lines.
  std::string WithComments() {
    return Write([&](std::string_view gap) {
      std::string other;
      for (const char c : gap) {
        if (c != '\n') {
          other += c;
          continue;
        }
        const bool comment = other.substr(other.rfind('\n') + 1).find('#') != std::string::npos;
        if (!comment && OneIn(4)) other += "  # 注" + std::to_string(++comments_);
        other += '\n';
        if (OneIn(6)) other += Blanks(0) + "# own line " + std::to_string(++comments_) + "\n";
        if (OneIn(6)) other += "\n" + Blanks(0) + "\n";
      }
      return other;
    });
  }

  // Line ends, some with comments, between words of one line; those that change the meaning are not kept.
  std::string WithBreaks(int count) {
    std::string best = text_;
    const std::string dump = DumpTree(tree_);
    for (int i = 0; i < count; ++i) {
      const auto at = std::uniform_int_distribution<std::size_t>(1, best.size() - 1)(draw_);
      if (best[at] != ' ') continue;
      std::string tried = best;
      const std::string behind = "  # 断" + std::to_string(++comments_) + "\n";
      tried.replace(at, 1, OneIn(2) ? "\n   " : OneIn(2) ? behind : "\n # own\n  ");
      SourceSet source;
      DiagnosticSink sink;
      source.AddText("p.green", tried, sink);
      const SyntaxTree tree = Parse(source, sink);
      if (!sink.HasErrors() && DumpTree(tree) == dump) best = std::move(tried);
    }
    return best;
  }

 private:
  bool OneIn(int n) { return std::uniform_int_distribution<int>(1, n)(draw_) == 1; }
  std::string Blanks(int least) {
    static const std::string kBlanks[] = {" ", "\t", "　", "  ", ""};
    std::string blanks(static_cast<std::size_t>(least), ' ');
    for (int i = 0; i < 2; ++i) blanks += kBlanks[std::uniform_int_distribution<int>(0, 4)(draw_)];
    return blanks;
  }

  template <typename Gap>
  std::string Write(Gap gap_of) {
    std::string out;
    std::size_t at = 0;
    for (const Token& token : tree_.tokens()) {
      const std::string_view gap = std::string_view(text_).substr(at, token.begin - at);
      out += gap_of(gap);
      out += text_.substr(token.begin, token.end - token.begin);
      at = token.end;
    }
    return out;
  }

  SourceSet source_;
  DiagnosticSink sink_;
  SyntaxTree tree_;
  std::string text_;
  std::mt19937 draw_;
  int comments_ = 0;
};

std::vector<std::string> Samples() {
  std::vector<std::string> samples;
  for (std::string_view name : {"everything_en.green", "everything_zh.green", "sketch_en.green", "sketch_zh.green"})
    samples.push_back(ReadText(std::filesystem::path(PROJECT) / "tests/syntax/samples" / name));
  return samples;
}

void ExpectLaws(const std::string& text) {
  const Content content = ContentOf(text);
  const std::string plain = Done(text), english = Done(text, kEnglish), chinese = Done(text, kChinese);
  for (const std::string& formatted : {plain, english, chinese}) {
    ASSERT_EQ(ContentOf(formatted), content) << text;
    ASSERT_EQ(Done(formatted), formatted) << text;
  }
  ASSERT_EQ(Done(english, kChinese), chinese) << text;
  ASSERT_EQ(Done(chinese, kEnglish), english) << text;
}

TEST(Property, BlanksDoNotMatter) {
  for (const std::string& sample : Samples())
    for (std::uint32_t seed = 0; seed < 10; ++seed)
      ASSERT_EQ(Done(Shaken(sample, seed).WithOtherBlanks()), Done(sample)) << seed;
}

TEST(Property, CommentsAndEmptyLinesStay) {
  for (const std::string& sample : Samples())
    for (std::uint32_t seed = 0; seed < 10; ++seed) {
      const std::string text = Shaken(sample, seed).WithComments();
      ASSERT_NE(text, sample);
      ASSERT_NO_FATAL_FAILURE(ExpectLaws(text)) << seed;
    }
}

TEST(Property, LinesBrokenAnywhere) {
  for (const std::string& sample : Samples())
    for (std::uint32_t seed = 0; seed < 4; ++seed) {
      const std::string text = Shaken(sample, seed).WithBreaks(150);
      ASSERT_NE(text, sample);
      ASSERT_NO_FATAL_FAILURE(ExpectLaws(text)) << seed;
    }
}

}  // namespace
}  // namespace greenrule::test
