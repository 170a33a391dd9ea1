#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

std::string Sample(const std::string& name) {
  std::ifstream in(std::string(SYNTAX_SAMPLES) + "/" + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Tree, WholePoliciesAreTheSameInBothLanguages) {
  for (std::string name : {"everything", "sketch"}) {
    const Parsed english(Sample(name + "_en.green")), chinese(Sample(name + "_zh.green"));
    EXPECT_EQ(english.Messages(), "");
    EXPECT_EQ(chinese.Messages(), "");
    EXPECT_GT(english.tree.size(), 400u);
    EXPECT_EQ(english.Dump(), chinese.Dump());
    EXPECT_EQ(MajorityLanguage(english.tree, 0), Language::kEnglish);
    EXPECT_EQ(MajorityLanguage(chinese.tree, 0), Language::kChinese);
  }
}

// Every kind of node is made by the sample, so its contract is tried and the sample is whole.
TEST(Tree, TheSampleHasEveryKind) {
  const Parsed parsed(Sample("everything_en.green"));
  std::vector<bool> seen(256);
  for (NodeId id = 0; id < parsed.tree.size(); ++id)
    seen[static_cast<std::size_t>(parsed.tree.Kind(id))] = true;
#define LEAF(kind, doc) EXPECT_TRUE(seen[static_cast<std::size_t>(NodeKind::k##kind)]) << #kind;
#define NODE(kind, children) LEAF(kind, children)
#define LIST(kind, doc) LEAF(kind, doc)
#include "compiler/syntax/node_kinds.def"
#undef LEAF
#undef NODE
#undef LIST
}

// What node_kinds.def promises holds for every node of the sample.
TEST(Tree, ChildrenAreAsTheContractSays) {
  const Parsed parsed(Sample("everything_zh.green"));
  const SyntaxTree& tree = parsed.tree;
  for (NodeId id = 0; id < tree.size(); ++id) {
    const NodeKind kind = tree.Kind(id);
    if (ShapeOf(kind) == NodeShape::kLeaf) {
      EXPECT_TRUE(tree.Children(id).empty()) << KindName(kind);
      continue;
    }
    if (ShapeOf(kind) != NodeShape::kFixed) continue;
    ASSERT_EQ(tree.Children(id).size(), ChildNames(kind).size()) << KindName(kind);
    for (std::size_t i = 0; i < ChildNames(kind).size(); ++i) {
      const NodeId child = tree.Child(id, i);
      if (ChildIsList(kind, i)) {
        ASSERT_NE(child, kNoNode) << KindName(kind) << "." << ChildNames(kind)[i];
        const bool list = tree.Kind(child) == NodeKind::kList;
        EXPECT_TRUE(list) << KindName(kind) << "." << ChildNames(kind)[i];
      } else if (!ChildIsOptional(kind, i)) {
        EXPECT_NE(child, kNoNode) << KindName(kind) << "." << ChildNames(kind)[i];
      }
    }
    EXPECT_LE(tree.FirstToken(id), tree.LastToken(id));
  }
}

TEST(Tree, OptionsComeInAnyOrderAndWithCommasOrLines) {
  const Parsed one(
      "feed F A from D, one per E, up to 3\n  field x : number in 元, 2 decimals, range 0 to 1\n");
  const Parsed two(
      "feed F A\n  up to 3\n  one per E, from D\n  field x : number in 元\n    range 0 to 1\n    2 "
      "decimals\n");
  EXPECT_EQ(one.Codes() + two.Codes(), "");
  EXPECT_EQ(one.Dump(), two.Dump());
}

TEST(Tree, AnOptionOfTheFeedAfterAFieldIsTheFeeds) {
  const Parsed one("feed F\n  dated by D\n  field x : number\n"),
      two("feed F\n  field x : number\n  dated by D\n");
  EXPECT_EQ(one.Codes() + two.Codes(), "");
  EXPECT_EQ(one.Dump(), two.Dump());
}

TEST(Tree, FullWidthFormsArePlain) {
  const Parsed plain("quantity x : number in %, 2 decimals = (a + b1) * 12 / 3 - 1\n");
  const Parsed wide("quantity x ： number in ％， 2 decimals ＝ （a ＋ ｂ１）　× １２ ÷ ３ － 1\n");
  EXPECT_EQ(wide.Messages(), "");
  EXPECT_EQ(plain.Dump(), wide.Dump());
}

TEST(Tree, NamesAreNfc) {
  const Parsed composed("quantity caf\u00e9 = 1\n"), decomposed("quantity cafe\u0301 = 1\n");
  EXPECT_EQ(composed.Dump(), decomposed.Dump());
}

TEST(Tree, DocumentationGoesToWhatFollows) {
  const Parsed parsed("## One.\n##  Two.\n# not this\nquantity x = 1\nchecklist C\n  ## Item.\n  item N y\n");
  EXPECT_NE(parsed.Dump().find("Quantity ## \"One.\\n Two.\""), std::string::npos) << parsed.Dump();
  EXPECT_NE(parsed.Dump().find("Item ## \"Item.\""), std::string::npos) << parsed.Dump();
}

TEST(Tree, WrittenTellsTheWordAndParenthesizedTheBrackets) {
  const Parsed parsed("quantity x = (a 或 b) and 待定\n");
  int brackets = 0;
  for (NodeId id = 0; id < parsed.tree.size(); ++id) {
    if (parsed.tree.Kind(id) == NodeKind::kState) {
      EXPECT_EQ(parsed.tree.Written(id), "待定");
      EXPECT_EQ(parsed.tree.Text(id), "undetermined");
    }
    if (!parsed.tree.Parenthesized(id)) continue;
    ++brackets;
    EXPECT_EQ(KindName(parsed.tree.Kind(id)), "Or");
  }
  EXPECT_EQ(brackets, 1);
}

TEST(Tree, AWordIsAKeywordOnlyWhereOneCanStand) {
  // Fields called like operators, aggregates, options and types.
  const Parsed parsed(
      "quantity a1 = 贷款 中 合计 合计\n"
      "quantity a2 = sum 排名 of 贷款\n"
      "quantity a3 = 日期 + 来自 + 取值 + round + abs\n"
      "quantity a4 = x in (and、或、count、缺失)\n"
      "feed F\n  field x : one of (是、否、missing、来自)\n"
      "quantity a5 = A.count + A.合计 + 「count」\n");
  EXPECT_EQ(parsed.Messages(), "");
}

TEST(Tree, LiterateFilesKeepTheirLines) {
  const Parsed parsed(
      "# 第一条\n\n```green\npolicy p\n```\n第二条 quantity oops\n```sh\nquantity no = "
      "1\n```\n```green\nquantity x = a +\n```\n",
      "law.green.md");
  EXPECT_EQ(parsed.Messages(),
            "law.green.md:11:16: error: this ends too early, after `+` [GR1024]\n"
            "  11 | quantity x = a +\n"
            "     |                ^\n"
            "  = a value can come next\n");
  EXPECT_NE(parsed.Dump().find("Policy"), std::string::npos);
}

// What a formatter needs: tokens and what stands between them are the whole text.
TEST(Tree, NothingOfATextIsLost) {
  for (std::string name : {"everything_en.green", "everything_zh.green"}) {
    const Parsed parsed(Sample(name));
    const std::string& text = parsed.sources.file(0).text;
    const FileTokens& file = parsed.tree.files()[0];
    std::vector<bool> covered(text.size(), false);
    const auto cover = [&](std::uint32_t begin, std::uint32_t end) {
      std::fill(covered.begin() + begin, covered.begin() + end, true);
    };
    for (TokenId token = file.first; token < file.last; ++token)
      cover(parsed.tree.tokens()[token].begin, parsed.tree.tokens()[token].end);
    for (const Trivia& trivia : file.trivia) {
      cover(trivia.begin, trivia.end);
      EXPECT_TRUE(trivia.before == file.first || parsed.tree.tokens()[trivia.before - 1].end <= trivia.begin);
      EXPECT_GE(parsed.tree.tokens()[trivia.before].begin, trivia.end);
    }
    for (std::size_t i = 0; i < text.size(); ++i)
      EXPECT_TRUE(covered[i] || text[i] == ' ' || text[i] == '\n') << name << " at " << i;
  }
}

TEST(Tree, LongChainsAreFlat) {
  std::string text = "quantity x = a";
  for (int i = 0; i < 10000; ++i) text += " + b * c";
  const Parsed parsed(text + "\n");
  EXPECT_EQ(parsed.Codes(), "");
  NodeId sum = kNoNode;
  for (NodeId id = 0; id < parsed.tree.size(); ++id)
    if (parsed.tree.Kind(id) == NodeKind::kSum) sum = id;
  ASSERT_NE(sum, kNoNode);
  EXPECT_EQ(parsed.tree.Children(sum).size(), 10001u);
}

}  // namespace
}  // namespace greenrule::test
