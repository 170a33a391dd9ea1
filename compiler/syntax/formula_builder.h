// From the derivation of a formula to its nodes. The derivation is a flat row of operands and operators; here
// it gets its precedence: or, and, not, comparison, sum, product, minus. The depth of recursion is that of
// the brackets.
#pragma once

#include <vector>

#include "compiler/syntax/derivation_reader.h"
#include "compiler/syntax/lexer.h"
#include "compiler/syntax/tree_builder.h"

namespace greenrule {

// The text of an Operator leaf: `<=` for 以下 and ≤.
std::string_view OperatorText(TokenKind kind);

class FormulaBuilder {
 public:
  FormulaBuilder(TreeBuilder& builder, MistakeList& mistakes) : b_(builder), mistakes_(mistakes) {}

  // Of the rules expression, chain and sum.
  Part Formula(Cursor c);
  Part Cell(Cursor c);
  Part Value(Cursor c);
  Part Type(Cursor c);
  Part Unit(Cursor c);
  Part Qualified(Cursor c);
  Part Decimals(Cursor c);
  Part Range(Cursor c);
  // A list of Names or Qualified.
  NodeId Names(Cursor c);

  SourceRange RangeOf(TokenId first, TokenId last) const;

 private:
  struct Row;  // the row of operands that is being read

  Part Open(Cursor c);
  Part Conditional(Cursor c);
  Part Aggregate(Cursor c);
  Part RowsAggregate(Cursor c);
  Part PeersInChinese(Cursor c);
  Part Operand(Cursor c);
  Part Suffix(Part operand, Cursor c);
  Part Reference(Cursor c);
  Part Members(Part base, Cursor& c);
  Part Count(Cursor c);
  Part Round(Cursor c);
  Part UnitMark(Cursor c);
  Part Measured(Cursor& c);
  Part NameLeaf(TokenId token) { return b_.Leaf(NodeKind::kName, token); }
  Part Maybe(bool negative, TokenId minus, Part operand);
  NodeId Values(Cursor c);
  NodeId Arguments(Cursor& c);

  TreeBuilder& b_;
  MistakeList& mistakes_;
};

}  // namespace greenrule
