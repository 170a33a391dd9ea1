#include "compiler/syntax/render.h"

#include <gtest/gtest.h>

#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

TEST(Render, ChineseCharactersAreTwoColumnsWide) {
  const Parsed parsed("中间量 总分 = 甲 ＋ 乙 丙\n");
  EXPECT_EQ(parsed.Messages(Language::kChinese),
            "p.green:1:16: 错误：此处不能写 `丙` [GR1023]\n"
            "  1 | 中间量 总分 = 甲 ＋ 乙 丙\n"
            "    |                        ^^\n"
            "  = 此处可以是运算符、换行或 `,`\n");
  EXPECT_EQ(DisplayWidth("中间量 x"), 8);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
}

TEST(Render, RelatedPlacesAreShown) {
  SourceSet sources;
  DiagnosticSink sink;
  sources.AddText("a.green", "quantity x = 1\n", sink);
  Diagnostic diagnostic{
      Code::GR1040, {0, 1, 10, 1, 11}, {"x"}, {{{0, 1, 1, 1, 9}, {"first given here", "先在此处给出"}}}};
  EXPECT_EQ(Render(diagnostic, sources, {}),
            "a.green:1:10: error: `x` is given twice [GR1040]\n"
            "  1 | quantity x = 1\n"
            "    |          ^\n"
            "a.green:1:1: first given here\n"
            "  1 | quantity x = 1\n"
            "    | ^^^^^^^^\n"
            "  = keep one of them\n");
}

TEST(Render, ColorIsOnlyAskedFor) {
  const Parsed parsed("quantity x = +\n");
  const std::string colored = Render(parsed.sink.Sorted(), parsed.sources, {Language::kEnglish, true});
  EXPECT_EQ(parsed.Messages().find('\x1b'), std::string::npos);
  EXPECT_NE(colored.find("\x1b[1;31merror\x1b[0m"), std::string::npos);
  EXPECT_NE(colored.find("\x1b[1;31m^\x1b[0m"), std::string::npos);
}

TEST(Render, ALongLineIsShownAroundItsSpan) {
  std::string text = "quantity x = ";
  for (int i = 0; i < 100; ++i) text += "aaaa + ";
  const Parsed parsed(text + "+ b\n");
  const std::string messages = parsed.Messages();
  EXPECT_NE(messages.find(" | …"), std::string::npos) << messages;
  EXPECT_LT(messages.size(), 800u);
  const Parsed first(text + "a b c d\n");
  EXPECT_NE(first.Messages().find("^"), std::string::npos);
}

TEST(Render, AMistakeWithoutAPlaceHasNone) {
  SourceSet sources;
  EXPECT_EQ(Render({Code::GR1001, {}, {"x.green"}, {}}, sources, {Language::kChinese, false}),
            "错误：无法打开 `x.green` [GR1001]\n"
            "  = 请确认文件存在且有读取权限\n");
}

}  // namespace
}  // namespace greenrule::test
