// Says a clause again, in the words of the language that is asked for, from its derivation.
//
// Without a language the words stay where they are. With one, what the two languages order differently is
// taken apart and put together by the order of that language, also where it is written in it already, so that
// the result does not depend on the language it came from.
#pragma once

#include <optional>
#include <utility>

#include "compiler/format/reading.h"
#include "compiler/syntax/clause_parser.h"

namespace greenrule::format {

class Wording {
 public:
  Wording(const Reading& reading, std::optional<Language> language)
      : reading_(reading), tokens_(reading.tokens), language_(language) {}

  // Clauses are said in their order.
  Words Clause(const Derivation& derivation);
  // What stood in a clause and has no place in it any more: it stands before the next one, or the end.
  Gap TakeLeft() { return std::exchange(left_, {}); }

 private:
  using Node = std::uint32_t;
  using Nodes = std::span<const Node>;

  // A value with what is said behind it (`x if missing 0`); bare if nothing is, so that it can be an operand.
  struct Value {
    Words words;
    bool bare = true;
  };
  struct Pieces;  // of an aggregate

  // The derivation.
  Nodes Children(Node node) const;
  bool IsToken(Node node) const { return derivation_->nodes[node].is_token; }
  bool At(Node node, Rule rule) const { return !IsToken(node) && derivation_->nodes[node].rule == rule; }
  bool At(Node node, TokenKind kind) const { return IsToken(node) && Kind(node) == kind; }
  TokenKind Kind(Node node) const { return tokens_[derivation_->nodes[node].token].kind; }
  TokenKind FirstKind(Node node) const;

  // Words.
  Words Say(Node node);
  Words SayAll(Nodes nodes);
  Word Token(TokenId token) const;
  // A keyword of the language that is asked for.
  Word New(TokenKind kind, Gap gap = {}) const;
  Gap GapOf(Node node) const;
  bool English() const { return language_ == Language::kEnglish; }

  // Heads, options, cells (wording.cpp).
  Words InForce(Nodes nodes, bool option);
  Words Cardinality(Nodes nodes);
  Words RowLimit(Nodes nodes);
  Words Decimals(Nodes nodes);
  Words WhenMissing(Nodes nodes);
  Words Condition(Nodes nodes);
  Words VariantOf(Nodes nodes);
  Words Result(Nodes nodes);
  Words Amend(Nodes nodes);
  Words Cell(Nodes nodes);
  Words Round(Nodes nodes);

  // Formulas (wording_formula.cpp).
  Words Formula(Nodes nodes);
  Words Is(Nodes nodes);
  Words Within(Words count, TokenKind period, Words anchor, Gap gap);
  Words PrefixesAndOperand(Nodes nodes, std::size_t& at);
  Value Operand(Node node);
  Value Between(Nodes nodes);
  Value Suffix(Value value, Node suffix);
  Value About(TokenKind kind, Value value, Gap gap, Words count = {});
  Value On(TokenKind kind, Value before, Value after, Gap gap);
  Words Bare(Value value) const;

  // Aggregates (wording_aggregate.cpp).
  Words Aggregate(Nodes nodes);
  void ReadEnglish(Nodes nodes, Pieces& pieces);
  void ReadRows(Nodes nodes, Pieces& pieces);
  void ReadPeers(Nodes nodes, Pieces& pieces);
  Words InEnglish(Pieces pieces) const;
  Words InChinese(Pieces pieces) const;

  const Reading& reading_;
  const std::vector<greenrule::Token>& tokens_;
  std::optional<Language> language_;
  const Derivation* derivation_ = nullptr;
  Gap left_;
};

// Appends `more`, whose first word has `gap` before it too.
void Append(Words& words, Words more, Gap gap = {});
// Takes what stands before the first word.
Gap TakeGap(Words& words);
// Puts it there, before what already does.
void PutGap(Words& words, Gap gap);

}  // namespace greenrule::format
