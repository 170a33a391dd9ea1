// No sentence of the language has two parses. Two things make that so, and both are tried here.
//
// The grammar: every derivation of every short sentence over a cut-down set of tokens is made from the
// productions of Greenrule.g4 itself, and no sentence may come up twice. (ANTLR would pick one of two parses
// without a word.)
//
// The precedence of a row of operands, which is the tree builder's: every short string of operands and
// operators is parsed, and compared with a small parser that has one function a level. They must accept the
// same strings and agree on the tree.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "tests/syntax/parsed.h"

namespace greenrule::test {
namespace {

// ---- The grammar's productions

using Symbols = std::vector<std::string>;  // lower case: a rule, upper case: a token

class Productions {
 public:
  explicit Productions(const std::string& file) {
    std::ifstream in(file);
    std::string line, text;
    while (std::getline(in, line)) text += line.substr(0, line.find("//")) + "\n";
    text.erase(0, text.find("clause\n"));
    std::stringstream rules(text);
    std::string rule;
    while (std::getline(rules, rule, ';')) {
      tokens_ = Split(rule);
      at_ = 0;
      if (tokens_.empty()) continue;
      const std::string name = tokens_[0];
      at_ = 2;  // after the colon
      productions_[name] = Alternatives();
    }
  }

  // Without what needs a token outside the set, or cannot end.
  std::map<std::string, std::vector<Symbols>> Within(const std::set<std::string>& tokens) const {
    std::map<std::string, std::vector<Symbols>> kept;
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto& [rule, alternatives] : productions_) {
        std::vector<Symbols> possible;
        for (const Symbols& symbols : alternatives) {
          bool fits = true;
          for (const std::string& s : symbols)
            fits &= std::isupper(s[0]) ? tokens.contains(s) : kept.contains(s);
          if (fits) possible.push_back(symbols);
        }
        if (possible.size() != kept[rule].size()) grew = true;
        kept[rule] = possible;
        if (possible.empty()) kept.erase(rule);
      }
    }
    return kept;
  }

 private:
  static std::vector<std::string> Split(const std::string& text) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < text.size();) {
      if (std::isspace(static_cast<unsigned char>(text[i]))) {
        ++i;
      } else if (std::isalpha(static_cast<unsigned char>(text[i]))) {
        std::size_t end = i;
        while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
          ++end;
        tokens.push_back(text.substr(i, end - i));
        i = end;
      } else {
        tokens.push_back(text.substr(i++, 1));
      }
    }
    return tokens;
  }

  bool At(std::string_view token) const { return at_ < tokens_.size() && tokens_[at_] == token; }

  std::vector<Symbols> Alternatives() {
    std::vector<Symbols> alternatives = {Sequence()};
    while (At("|")) {
      ++at_;
      alternatives.push_back(Sequence());
    }
    return alternatives;
  }

  Symbols Sequence() {
    Symbols symbols;
    while (at_ < tokens_.size() && !At("|") && !At(")")) {
      std::string symbol;
      if (At("(")) {
        ++at_;
        symbol = "g" + std::to_string(++made_);
        productions_[symbol] = Alternatives();
        ++at_;
      } else {
        symbol = tokens_[at_++];
      }
      if (At("?")) {
        const std::string maybe = "o" + std::to_string(++made_);
        productions_[maybe] = {{}, {symbol}};
        symbol = maybe;
        ++at_;
      } else if (At("*") || At("+")) {
        const std::string many = "m" + std::to_string(++made_);
        productions_[many] = {{}, {symbol, many}};
        if (At("+")) symbols.push_back(symbol);
        symbol = many;
        ++at_;
      }
      symbols.push_back(symbol);
    }
    return symbols;
  }

  std::map<std::string, std::vector<Symbols>> productions_;
  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
  int made_ = 0;
};

// All leftmost derivations of sentences of at most `longest` tokens.
class Sentences {
 public:
  Sentences(std::map<std::string, std::vector<Symbols>> productions, std::size_t longest)
      : productions_(std::move(productions)), longest_(longest) {
    for (bool shrank = true; shrank;) {
      shrank = false;
      for (const auto& [rule, alternatives] : productions_)
        for (const Symbols& symbols : alternatives) {
          const std::size_t length = Shortest(symbols);
          if (length < shortest_.try_emplace(rule, kEndless).first->second) {
            shortest_[rule] = length;
            shrank = true;
          }
        }
    }
  }

  void Make(const std::string& start) {
    std::vector<std::string> rest = {start};
    Expand({}, rest, Shortest(rest));
  }

  std::set<std::string> seen, twice;

 private:
  static constexpr std::size_t kEndless = 1000;

  std::size_t Shortest(const Symbols& symbols) const {
    std::size_t length = 0;
    for (const std::string& s : symbols) {
      const auto found = shortest_.find(s);
      length += std::isupper(s[0]) ? 1 : found == shortest_.end() ? kEndless : found->second;
    }
    return length;
  }

  // `rest` is a stack: the next symbol is the last.
  void Expand(std::string sentence, std::vector<std::string> rest, std::size_t length) {
    std::size_t done = 0;
    while (!rest.empty() && std::isupper(rest.back()[0])) {
      sentence += rest.back() + " ";
      rest.pop_back();
      ++done;
    }
    if (rest.empty()) {
      if (!seen.insert(sentence).second) twice.insert(sentence);
      return;
    }
    const std::string rule = rest.back();
    rest.pop_back();
    for (const Symbols& symbols : productions_[rule]) {
      const std::size_t longer = length + Shortest(symbols) - shortest_[rule];
      if (longer > longest_) continue;
      std::vector<std::string> next = rest;
      next.insert(next.end(), symbols.rbegin(), symbols.rend());
      Expand(sentence, std::move(next), longer);
    }
    (void)done;
  }

  std::map<std::string, std::vector<Symbols>> productions_;
  std::map<std::string, std::size_t> shortest_;
  std::size_t longest_;
};

struct Cut {
  std::string start;
  std::set<std::string> tokens;
  std::size_t longest;
};

TEST(Ambiguity, NoSentenceHasTwoDerivations) {
  const Productions grammar(GRAMMAR_FILE);
  const Cut cuts[] = {
      {"expression", {"Name", "Not", "Minus", "And", "Plus", "Open", "Close"}, 8},
      {"expression", {"Name", "Number", "Equals", "Is", "In", "Open", "Close", "Comma", "To", "Not"}, 7},
      {"expression", {"Name", "If", "Then", "Else", "And", "Not"}, 9},
      {"expression", {"Name", "Count", "Any", "Where", "And", "Not", "As", "Open", "Close"}, 8},
      {"expression", {"Name", "Sum", "Every", "Of", "Where", "By", "Known", "Plus"}, 8},
      {"expression", {"Name", "AtLeast", "Number", "Where", "Within", "MonthsBefore", "Plus"}, 9},
      {"expression", {"Name", "Count", "Median", "Rank", "Of", "Among", "By", "Where", "And"}, 9},
      {"expression", {"Name", "Number", "Percentile", "Of", "Among", "By", "Where", "Percent"}, 9},
      {"expression", {"Name", "RowsName", "Inside", "Any", "HasRows", "De", "And", "Sum", "Count"}, 9},
      {"expression",
       {"Name", "RowsName", "Inside", "De", "Every", "AtLeast", "RowsCounted", "Known", "Sum", "Plus"},
       9},
      {"expression",
       {"Name", "Number", "Same", "AllEntities", "RowsName", "Inside", "De", "Percentile", "Median",
        "Percent"},
       10},
      {"expression", {"Name", "By", "De", "Sum", "Count", "Known", "RowsName", "Inside", "Open", "Close"}, 9},
      {"expression", {"Name", "At", "Before", "Number", "MonthsInside", "Plus", "Minus", "And"}, 9},
      {"expression",
       {"Name", "Number", "IfMissing", "MissingAs", "Reckoned", "Months", "On", "OnDay", "Minus"},
       8},
      {"expression", {"Name", "YearOf", "FirstOf", "Of", "Places", "Number", "CoverageOf", "Plus"}, 8},
      {"expression", {"Name", "DaysFrom", "To", "Since", "Plus", "Dot"}, 9},
      {"expression",
       {"Name", "Number", "Round", "Builtin", "Known", "Open", "Close", "Comma", "Decimals", "UnitOf"},
       9},
      {"cell",
       {"Name", "Number", "To", "ToBelow", "Above", "Under", "AtMost", "Over", "Not", "Minus", "Open",
        "Close", "Comma"},
       7},
      {"row", {"Bar", "DoubleBar", "Name", "Number", "Minus", "Not", "Otherwise"}, 7},
      {"type",
       {"OneOf", "Name", "Text", "Open", "Close", "Comma", "WrittenAs", "Or", "NumberType", "UnitOf",
        "Divide"},
       8},
      {"clause",
       {"Feed", "Name", "Equals", "AndAlso", "From", "Comma", "DistinctBy", "OnePer", "Text", "EOF"},
       8},
      {"clause",
       {"Quantity", "Name", "Text", "For", "Colon", "NumberType", "Comma", "Number", "Decimals", "Equals",
        "EOF"},
       9},
      {"clause",
       {"Table", "Name", "Gives", "Colon", "NumberType", "Comma", "Number", "Decimals", "FirstMatch", "EOF"},
       9},
      {"clause",
       {"Number", "Name", "From", "Date", "Until", "Since", "Onward", "To", "Cites", "Text", "Comma", "EOF"},
       8},
      {"clause",
       {"WhenMissing", "Score", "Number", "Comma", "CountsAsData", "IsExcluded", "Factor", "Name", "EOF"},
       8},
      {"clause",
       {"Change", "Repeal", "Item", "Name", "Table", "Row", "Parameter", "Colon", "NumberType", "EOF"},
       8},
      {"clause",
       {"Expect", "Given", "Name", "Dot", "For", "Text", "Hit", "Comma", "Equals", "Is", "Missing", "EOF"},
       8},
  };
  for (const Cut& cut : cuts) {
    Sentences sentences(grammar.Within(cut.tokens), cut.longest);
    sentences.Make(cut.start);
    EXPECT_GT(sentences.seen.size(), 20u) << cut.start << " " << *cut.tokens.begin();
    for (const std::string& sentence : sentences.twice) ADD_FAILURE() << "two derivations: " << sentence;
  }
}

// A grammar that is ambiguous is found out: the test itself can fail.
TEST(Ambiguity, TheCounterFindsTwoDerivations) {
  Sentences sentences({{"sum", {{"Name"}, {"sum", "Plus", "sum"}}}}, 5);
  sentences.Make("sum");
  EXPECT_EQ(sentences.twice, std::set<std::string>{"Name Plus Name Plus Name "});
}

// ---- Precedence

// One function a level; the tree as text. Throws on what is no formula.
class Levels {
 public:
  explicit Levels(std::vector<std::string> words) : words_(std::move(words)) {}

  std::string Whole() {
    const std::string tree = Or();
    if (at_ < words_.size()) throw 0;
    return tree;
  }

 private:
  bool Take(std::string_view word) { return at_ < words_.size() && words_[at_] == word && (++at_, true); }

  std::string Chain(std::string_view name, std::string_view sign, const std::function<std::string()>& next) {
    std::string parts = next();
    if (at_ >= words_.size() || words_[at_] != sign) return parts;
    while (Take(sign)) parts += " " + next();
    return "(" + std::string(name) + " " + parts + ")";
  }
  std::string Or() {
    return Chain("Or", "or", [&] { return And(); });
  }
  std::string And() {
    return Chain("And", "and", [&] { return Not(); });
  }
  std::string Not() { return Take("not") ? "(Not " + Not() + ")" : Test(); }
  std::string Test() {
    std::string left = Sum();
    if (Take("is")) return "(Is " + left + " " + Value() + ")";
    if (at_ >= words_.size() || words_[at_] != "=") return left;
    while (Take("=")) left += " = " + Sum();
    return "(Compare " + left + ")";
  }
  std::string Sum() {
    std::string parts = Product();
    bool many = false;
    while (at_ < words_.size() && (words_[at_] == "+" || words_[at_] == "-")) {
      const bool minus = words_[at_++] == "-";
      const std::string part = Product();
      parts += minus ? " (Negative " + part + ")" : " " + part;
      many = true;
    }
    return many ? "(Sum " + parts + ")" : parts;
  }
  std::string Product() {
    return Chain("Product", "*", [&] { return Minus(); });
  }
  std::string Minus() { return Take("-") ? "(Negative " + Minus() + ")" : Suffixed(); }
  std::string Suffixed() {
    if (Take("(")) {
      const std::string inner = Or();
      if (!Take(")")) throw 0;
      return inner;
    }
    return Value();
  }
  std::string Value() {
    if (!Take("a")) throw 0;
    return "a";
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

std::string Shape(const SyntaxTree& tree, NodeId id) {
  const NodeKind kind = tree.Kind(id);
  if (kind == NodeKind::kName || kind == NodeKind::kOperator) return std::string(tree.Text(id));
  std::string text = "(" + std::string(KindName(kind));
  for (NodeId child : tree.Children(id)) text += " " + Shape(tree, child);
  return text + ")";
}

using Words = std::vector<std::string>;

// Parses them all, many in one text but few enough that no message is left out, and compares each with the
// levels. Returns how many are formulas.
std::size_t Compare(const std::vector<Words>& strings) {
  constexpr std::size_t kBatch = 900;
  std::size_t accepted = 0;
  for (std::size_t from = 0; from < strings.size(); from += kBatch) {
    const std::size_t to = std::min(from + kBatch, strings.size());
    std::string text;
    for (std::size_t i = from; i < to; ++i) {
      text += "quantity q" + std::to_string(i) + " =";
      for (const std::string& word : strings[i]) text += " " + word;
      text += "\n";
    }
    const Parsed parsed(text);
    std::map<std::string, std::string> shapes;
    const SyntaxTree& tree = parsed.tree;
    for (NodeId id : tree.Children(tree.Children(tree.root())[0]))
      shapes[std::string(tree.Text(tree.Child(tree.Child(id, "label"), "name")))] =
          Shape(tree, tree.Child(id, "formula"));
    std::set<std::int32_t> wrong;
    for (const Diagnostic& d : parsed.sink.Sorted()) wrong.insert(d.range.begin_line);
    for (std::size_t i = from; i < to; ++i) {
      std::string expected = "error", found = "error", written;
      try {
        expected = Levels(strings[i]).Whole();
        ++accepted;
      } catch (int) {
      }
      if (!wrong.contains(static_cast<std::int32_t>(i - from + 1))) found = shapes["q" + std::to_string(i)];
      for (const std::string& word : strings[i]) written += word + " ";
      EXPECT_EQ(found, expected) << written;
    }
  }
  return accepted;
}

// A cell and a call are not of the levels.
bool BeyondTheLevels(const std::string& before, const std::string& word) {
  return (before == "a" && word == "(") || (before == ")" && word == "(") ||
         (before == "is" && (word == "not" || word == "-" || word == "=" || word == "("));
}

TEST(Ambiguity, PrecedenceIsThatOfTheLevelsInEveryShortString) {
  const Words alphabet = {"a", "not", "-", "+", "*", "=", "is", "and", "or", "(", ")"};
  std::vector<Words> strings = {{}}, all;
  for (int length = 1; length <= 4; ++length) {
    std::vector<Words> longer;
    for (const Words& string : strings)
      for (const std::string& word : alphabet) {
        if (!string.empty() && BeyondTheLevels(string.back(), word)) continue;
        longer.push_back(string);
        longer.back().push_back(word);
      }
    all.insert(all.end(), longer.begin(), longer.end());
    strings = std::move(longer);
  }
  EXPECT_GT(all.size(), 8000u);
  EXPECT_GT(Compare(all), 40u);
}

TEST(Ambiguity, PrecedenceIsThatOfTheLevelsInLongOnes) {
  std::mt19937 random(7);
  const auto pick = [&](const Words& words) { return words[random() % words.size()]; };
  std::vector<Words> strings;
  for (int i = 0; i < 6000; ++i) {
    Words string;
    int open = 0;
    for (int operands = 2 + static_cast<int>(random() % 6); operands > 0; --operands) {
      while (random() % 4 == 0) string.push_back(pick({"not", "-"}));
      if (random() % 5 == 0 && (string.empty() || string.back() != "is")) string.push_back("("), ++open;
      if (!string.empty() && (string.back() == "not" || string.back() == "-") && string.size() > 1 &&
          string[string.size() - 2] == "is")
        string.erase(string.end() - 1);
      string.push_back("a");
      if (open > 0 && random() % 3 == 0) string.push_back(")"), --open;
      if (operands > 1) string.push_back(pick({"+", "-", "*", "=", "is", "and", "or", "and", "or"}));
    }
    for (; open > 0; --open) string.push_back(")");
    bool beyond = false;
    for (std::size_t k = 1; k < string.size(); ++k) beyond |= BeyondTheLevels(string[k - 1], string[k]);
    if (!beyond) strings.push_back(std::move(string));
  }
  EXPECT_GT(Compare(strings), 2000u);
}

}  // namespace
}  // namespace greenrule::test
