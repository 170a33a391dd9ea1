#include "runtime/audit/receipt.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace greenrule {
namespace {

Receipt Sample() {
  Receipt r;
  r.as_of = 18808;
  r.policy = {"../policy", "绿色企业", "1",
              kFirstDay,   kLastDay,   Sha256("a"),
              Sha256("b"), "",         {{"a.green", Sha256("c")}, {"b \"quoted\".csv", Sha256("d")}}};
  r.data = {"data", {{"IF13.csv", 130, Sha256("e")}}};
  r.threads = 2;
  r.batch = 65536;
  r.feeds = {{"IF13 处罚", true, 7, 5, 2, 1}};
  r.entities = {{"企业", 23145, 20000}};
  r.rejects = 3;
  r.results = {{"企业", 1, {{'t', "id"}, {'n', "分数"}}, 20000, Sha256("f")}};
  return r;
}

std::string Sealed(std::string text) {
  text.resize(text.rfind("  \"seal\""));
  return text + "  \"seal\": \"" + Hex(Sha256(text)) + "\"\n}\n";
}

std::string WhyNot(const std::string& text) {
  const auto parsed = ParseReceipt(text, "r");
  const auto* error = std::get_if<Diagnostic>(&parsed);
  return error ? std::string(CodeName(error->code)) + " " + Message(*error, Language::kEnglish) : "";
}

TEST(Receipt, IsReadAsItWasWritten) {
  const std::string text = ReceiptText(Sample());
  const auto parsed = ParseReceipt(text, "r");
  ASSERT_TRUE(std::holds_alternative<Receipt>(parsed)) << WhyNot(text);
  EXPECT_EQ(ReceiptText(std::get<Receipt>(parsed)), text);
}

TEST(Receipt, EveryByteIsUnderTheSeal) {
  const std::string text = ReceiptText(Sample());
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string altered = text;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_NE(WhyNot(altered), "") << at;
  }
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_NE(WhyNot(text.substr(0, size)), "") << size;
}

TEST(Receipt, AResealedTextMustStillBeAReceipt) {
  const std::string text = ReceiptText(Sample());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string altered = text;
    const std::size_t at = altered.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return WhyNot(Sealed(altered.replace(at, from.size(), to)));
  };
  EXPECT_EQ(with("\"as_of\": \"2021-06-30\"", "\"as_of\": \"2021-6-30\""),
            "GR8001 `r` is not a receipt: `as_of` is not a date as `2021-06-30`");
  EXPECT_EQ(with("\"rejects\": 3", "\"rejects\": -3"),
            "GR8001 `r` is not a receipt: `counts.rejects` is not a number from 0 to 9007199254740992");
  EXPECT_EQ(with("\"rejects\": 3", "\"rejects\": 3.0"),
            "GR8001 `r` is not a receipt: `counts.rejects` is not a number from 0 to 9007199254740992");
  EXPECT_EQ(with("\"bytes\": 130", "\"size\": 130"),
            "GR8001 `r` is not a receipt: it has no `data.inputs[0].bytes`");
  EXPECT_EQ(with("\"rejects\": 3", "\"rejects\": 3, \"more\": 1"),
            "GR8001 `r` is not a receipt: `counts.more` is no field of it");
  EXPECT_EQ(with("\"delivered\": true", "\"delivered\": 1"),
            "GR8001 `r` is not a receipt: `counts.feeds[0].delivered` is not true or false");
  EXPECT_EQ(with("\"rows_read\": 7, \"rows_kept\": 5", "\"rows_kept\": 5, \"rows_read\": 7"),
            "GR8001 `r` is not a receipt: `counts.feeds[0].rows_read` does not stand in its place");
  EXPECT_EQ(
      with(Hex(Sha256("c")), "c"),
      "GR8001 `r` is not a receipt: `policy.sources[0].sha256` is not 64 digits from 0 to 9 and a to f");
  EXPECT_EQ(with("\"rejects\": 3", "\"rejects\":  3"),
            "GR8001 `r` is not a receipt: it is not written as Greenrule writes receipts");
  EXPECT_EQ(with("\"rejects\": 3", "\"rejects\": 4, \"rejects\": 3"),
            "GR8001 `r` is not a receipt: it is not written as Greenrule writes receipts");
  EXPECT_EQ(with("\"type\": \"t\"", "\"type\": \"\""),
            "GR8001 `r` is not a receipt: it is not written as Greenrule writes receipts");
  EXPECT_EQ(with("\"version\": 1", "\"version\": 2"),
            "GR8002 the receipt `r` has version 2; this `greenrule` reads version 1");
  EXPECT_EQ(with("greenrule receipt", "another"),
            "GR8001 `r` is not a receipt: `format` is not `greenrule receipt`");
}

TEST(Receipt, HostileTextsAreRefused) {
  EXPECT_EQ(WhyNot(""), "GR8001 `r` is not a receipt: it is not JSON");
  EXPECT_EQ(WhyNot("[]"), "GR8001 `r` is not a receipt: it is not an object");
  EXPECT_EQ(WhyNot("\xff"), "GR8001 `r` is not a receipt: it is not UTF-8");
  EXPECT_EQ(WhyNot(std::string(1 << 20, '[')), "GR8001 `r` is not a receipt: it is not JSON");
  EXPECT_EQ(WhyNot("{}"), "GR8001 `r` is not a receipt: it has no `format`");
  std::mt19937 random(5);
  const std::string text = ReceiptText(Sample());
  for (int i = 0; i < 20000; ++i) {
    std::string altered = text;
    for (int n = static_cast<int>(random() % 3); n >= 0; --n) {
      const std::size_t at = random() % altered.size();
      if (random() % 2)
        altered[at] = "0{}[]\",:\\x"[random() % 10];
      else
        altered.erase(at, random() % 30);
    }
    if (altered == text) continue;
    EXPECT_NE(WhyNot(altered), "");
    if (altered.rfind("  \"seal\"") != std::string::npos) WhyNot(Sealed(altered));  // must only end
  }
}

TEST(Receipt, PlacesAreSeenFromItsFolder) {
  EXPECT_EQ(PlaceSeenFrom("/a/b/r.json", "/a/c/data"), "../c/data");
  EXPECT_EQ(PlaceSeenFrom("/a/b/r.json", "/a/b/data"), "data");
  EXPECT_EQ(PlaceSeenFrom("/a/b/r.json", "/a/b"), ".");
  EXPECT_EQ(PlaceSeenFrom("/a/b/r.json", "/x/data"), "") << "nothing in common but the root";
  EXPECT_EQ(PlaceSeenFrom("/r.json", "/x/data"), "");
  EXPECT_EQ(PlaceSeenFrom("r.json", ""), "");
  EXPECT_EQ(PlaceSeenFrom("r.json", "data"), "data");
  EXPECT_EQ(PlaceFrom("/a/b/r.json", "../c/data"), "/a/c/data");
  EXPECT_EQ(PlaceFrom("r.json", "data"), "data");
  EXPECT_EQ(PlaceFrom("r.json", ""), "");
}

}  // namespace
}  // namespace greenrule
