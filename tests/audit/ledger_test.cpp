#include "runtime/audit/ledger.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace greenrule {
namespace {

namespace fs = std::filesystem;

PrivateKey KeyOf(const std::string& base64) {
  std::string name = (fs::temp_directory_path() / "key.XXXXXX").string();
  close(mkstemp(name.data()));
  std::ofstream(name) << "-----BEGIN PRIVATE KEY-----\n" << base64 << "\n-----END PRIVATE KEY-----\n";
  PrivateKey key = std::get<PrivateKey>(PrivateKey::Read(name));
  fs::remove(name);
  return key;
}

std::string ReceiptOf(const std::string& name) {
  Receipt receipt;
  receipt.policy.name = name;
  return ReceiptText(receipt);
}

class LedgerTest : public ::testing::Test {
 protected:
  std::string Make(int entries, const PrivateKey& key) const {
    std::string text;
    Ledger ledger;
    for (int i = 1; i <= entries; ++i) {
      text = WithEntry(text, ledger, ReceiptOf("run " + std::to_string(i)), 100 + i, key);
      ledger = CheckLedger(text, "l", {}).ledger;
    }
    return text;
  }
  std::string Make(int entries) const { return Make(entries, issuer_); }

  static std::vector<std::string> Lines(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
      lines.push_back(text.substr(at, text.find('\n', at) - at));
    return lines;
  }
  static std::string Joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }
  // What is wrong, a message a line, without the warning that nobody named trusted keys; hashes as #.
  static std::string Found(const std::string& text, const LedgerChecks& checks = {}) {
    std::string told;
    for (const Diagnostic& d : CheckLedger(text, "l", checks).found) {
      if (SeverityOf(d.code) == Severity::kError) told += Message(d, Language::kEnglish) + "\n";
    }
    for (const char* digits : {"0123456789abcdef"}) {
      for (std::size_t at = 0; at + 64 <= told.size(); ++at)
        if (told.find_first_not_of(digits, at) >= at + 64) told.replace(at, 64, "#");
    }
    return told;
  }

  PrivateKey issuer_ = KeyOf("MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g");
  PrivateKey other_ = KeyOf("MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7");
};

TEST_F(LedgerTest, ASoundOneIsSound) {
  const TrustedKeys trusted{"keys", {issuer_.public_key()}};
  for (int entries : {1, 2, 7}) {
    const std::string text = Make(entries);
    const LedgerFindings findings = CheckLedger(text, "l", {.trusted = &trusted, .head = {}});
    EXPECT_TRUE(findings.found.empty()) << Found(text);
    ASSERT_EQ(findings.ledger.entries.size(), static_cast<std::size_t>(entries));
    EXPECT_EQ(findings.ledger.entries.back().receipt, ReceiptOf("run " + std::to_string(entries)));
    EXPECT_EQ(Make(entries), text) << "the same entries, the same bytes";
  }
}

TEST_F(LedgerTest, DroppedEntriesAreNamed) {
  std::vector<std::string> lines = Lines(Make(5));
  const auto without = [&](std::vector<std::size_t> dropped) {
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (std::ranges::find(dropped, i + 1) == dropped.end()) rest.push_back(lines[i]);
    return Found(Joined(rest));
  };
  EXPECT_EQ(without({1}), "entry 1 is missing\n");
  EXPECT_EQ(without({3}), "entry 3 is missing\n");
  EXPECT_EQ(without({2, 4}), "entry 2 is missing\nentry 4 is missing\n");
  EXPECT_EQ(without({5}), "entry 5 is missing\n");
  EXPECT_EQ(without({4, 5}), "entry 4 is missing\nentry 5 is missing\n");
  EXPECT_EQ(
      without({1, 2, 3, 4, 5}),
      "entry 1 is missing\nentry 2 is missing\nentry 3 is missing\nentry 4 is missing\nentry 5 is missing\n");
  EXPECT_EQ(without({5, 6}), "the closing line of the ledger is missing\n");
  EXPECT_EQ(without({6}), "the closing line of the ledger is missing\n");
}

TEST_F(LedgerTest, MovedAndRepeatedEntriesAreNamed) {
  const std::vector<std::string> lines = Lines(Make(4));
  const auto as = [&](std::vector<std::size_t> order) {
    std::vector<std::string> moved;
    for (std::size_t line : order) moved.push_back(lines[line - 1]);
    return Found(Joined(moved));
  };
  EXPECT_EQ(as({1, 3, 2, 4, 5}), "entry 3 stands where entry 2 should: the order was changed\n");
  EXPECT_EQ(as({4, 1, 2, 3, 5}), "entry 4 stands where entry 1 should: the order was changed\n");
  EXPECT_EQ(as({2, 1, 4, 3, 5}),
            "entry 2 stands where entry 1 should: the order was changed\n"
            "entry 4 stands where entry 3 should: the order was changed\n");
  EXPECT_EQ(as({1, 2, 2, 3, 4, 5}), "entry 2 stands there more than once\n");
}

TEST_F(LedgerTest, EveryByteOfAnEntryCounts) {
  const std::string text = Make(2);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string altered = text;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    EXPECT_NE(Found(altered), "") << at;
  }
  const std::size_t second = text.find('\n') + 1;
  std::string altered = text;
  altered.replace(altered.find("run 2", second), 5, "run 3");
  EXPECT_EQ(Found(altered), "entry 2 was altered: its signature does not fit\n");
}

TEST_F(LedgerTest, WhatIsSignedAnewByAnotherIsNamed) {
  // The second of three entries is written by another, who also signs what follows.
  Ledger ledger;
  std::string text = WithEntry("", ledger, ReceiptOf("run 1"), 101, issuer_);
  const std::string first_only = text;
  ledger = CheckLedger(text, "l", {}).ledger;
  text = WithEntry(text, ledger, ReceiptOf("forged"), 102, other_);
  const TrustedKeys trusted{"keys", {issuer_.public_key()}};
  EXPECT_EQ(Found(text), "") << "without trusted keys anybody may sign";
  EXPECT_EQ(Found(text, {.trusted = &trusted, .head = {}}),
            "entry 2 is signed by the key " + KeyName(other_.public_key()) +
                ", which is not among the trusted ones in `keys`\n"
                "the closing line of the ledger is signed by the key " +
                KeyName(other_.public_key()) + ", which is not among the trusted ones\n");
  // Put into the middle of the right one, it does not carry what follows.
  std::vector<std::string> lines = Lines(Make(3));
  lines[1] = Lines(text)[1];
  EXPECT_EQ(Found(Joined(lines)),
            "entry 3 does not follow from the one before: it names #, and that one's hash is #\n");
}

TEST_F(LedgerTest, AnOlderLedgerIsFoundByANotedHead) {
  const std::string older = Make(2), later = Make(3);
  const Digest noted = CheckLedger(later, "l", {}).ledger.head();
  EXPECT_EQ(Found(older), "") << "in itself it is sound";
  EXPECT_EQ(
      Found(older, {.trusted = nullptr, .head = noted}),
      "no entry of the ledger has the hash #: entries were taken off its end, or it is another ledger\n");
  EXPECT_EQ(Found(Make(5), {.trusted = nullptr, .head = noted}), "") << "a head noted earlier is still in it";
}

TEST_F(LedgerTest, DatesAndReceiptsAreLookedAt) {
  Ledger ledger;
  std::string text = WithEntry("", ledger, ReceiptOf("run 1"), 101, issuer_);
  ledger = CheckLedger(text, "l", {}).ledger;
  EXPECT_EQ(Found(WithEntry(text, ledger, ReceiptOf("run 2"), 90, issuer_)),
            "entry 2 is dated 1970-04-01, before the entry that it follows (1970-04-12)\n");
  EXPECT_EQ(Found(WithEntry(text, ledger, "no receipt", 102, issuer_)),
            "the receipt in entry 2 is not sound: `l` is not a receipt: it is not JSON\n");
}

TEST_F(LedgerTest, HostileTextsAreRefused) {
  EXPECT_EQ(Found(""), "`l` is not a ledger: it is empty\n");
  EXPECT_EQ(Found("\n"), "`l` is not a ledger: no line of it is an entry\n");
  EXPECT_EQ(Found(std::string(1 << 20, '[')), "`l` is not a ledger: no line of it is an entry\n");
  EXPECT_EQ(Found("{\"entries\":1}"), "`l` is not a ledger: no line of it is an entry\n");
  std::mt19937 random(3);
  const std::string text = Make(3);
  for (int i = 0; i < 2000; ++i) {
    std::string altered = text;
    for (int n = static_cast<int>(random() % 3); n >= 0; --n) {
      const std::size_t at = random() % altered.size();
      if (random() % 2)
        altered[at] = "0{}[]\",:\\\n"[random() % 10];
      else
        altered.erase(at, random() % 400);
    }
    if (altered != text) {
      EXPECT_NE(Found(altered), "");
    }
  }
}

}  // namespace
}  // namespace greenrule
