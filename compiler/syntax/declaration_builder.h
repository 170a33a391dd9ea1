// Puts the clauses of a file together: heads, options in any order, parts, rows, verbs; and checks what the
// grammar of a single clause cannot see (an option that the declaration does not have, one given twice, rows
// of unequal length).
#pragma once

#include <string>
#include <vector>

#include "compiler/syntax/clauses.h"
#include "compiler/syntax/draft.h"
#include "compiler/syntax/formula_builder.h"

namespace greenrule {

class DeclarationBuilder {
 public:
  DeclarationBuilder(TreeBuilder& builder, MistakeList& mistakes, std::string_view text,
                     const std::vector<Trivia>& trivia)
      : b_(builder), f_(builder, mistakes), mistakes_(mistakes), text_(text), trivia_(trivia) {}

  void BeginDeclaration();
  void Add(const Clause& clause, const Derivation& derivation);
  // A clause that could not be parsed: its declaration is left out of the tree.
  void AddBroken(const Clause& clause);
  void EndDeclaration();
  // The File node.
  NodeId EndFile(std::string_view path, TokenId first, TokenId last);

 private:
  // Heads (declaration_heads.cpp).
  void Head(Cursor c);
  void Verb(Cursor c);
  void RefusePart(TokenId verb);
  void PlainHead(Cursor c);
  void ValuedHead(Cursor c);
  void TableHead(Cursor c);
  void ListHead(Cursor c, Rule rule);
  void Given(Cursor c);
  void Expect(Cursor c);
  void Entry(Cursor c);
  void Options(Cursor c);
  void Begin(NodeKind kind, TokenKind starter, TokenId token);
  void Formula(Draft& draft, Part formula);
  NodeId Label(Cursor c);

  // Options (declaration_options.cpp).
  void Option(Cursor c);
  void Keys(Cursor c);
  void WhenMissing(Cursor c);
  void From(Cursor c);
  void RowsFollow(Cursor c);
  void Flag(Cursor c);
  // Gives `node` to the first of the slots that the part or the declaration has.
  bool Put(TokenId keyword, std::initializer_list<std::string_view> slots, NodeId node);
  Draft* DraftWith(std::initializer_list<std::string_view> slots);
  void DoesNotBelong(TokenId keyword);

  // Rows (declaration_rows.cpp).
  struct RowCell {
    Cursor cell;
    bool empty, label, after_double_bar;
    TokenId bar;
  };
  void Row(Cursor c);
  void BandRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row, NodeKind kind);
  void MemberRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row);
  void TableHeadRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row);
  NodeId TableRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row);
  void PlainRow(Draft& draft, const std::vector<RowCell>& cells, Cursor row);
  NodeId CellNode(const RowCell& cell);
  NodeId HeadName(const RowCell& cell);
  void FinishScore(Draft& draft);
  NodeId FinishGiven(Draft& draft);

  void EndPart();
  NodeId Finish(Draft& draft);
  void ReportMissing(const Draft& draft, std::string_view child);
  std::string DocBefore(TokenId token) const;
  void Mistake(Code code, TokenId first, TokenId last, std::vector<Diagnostic::Argument> arguments = {});
  NodeId ListOf(Draft& draft, std::size_t slot);
  NodeId KeywordNode(TokenId token) { return b_.Keyword(b_.tokens()[token].kind, token).node; }
  NodeId NameNode(TokenId token) { return b_.Leaf(NodeKind::kName, token).node; }
  NodeId TextNode(TokenId token) { return b_.Leaf(NodeKind::kText, token).node; }

  TreeBuilder& b_;
  FormulaBuilder f_;
  MistakeList& mistakes_;
  std::string_view text_;
  const std::vector<Trivia>& trivia_;

  Draft main_;  // the declaration
  Draft part_;  // the field, item, key … of it that is being read
  TokenKind verb_ = TokenKind::kEnd;
  TokenId verb_token_ = kNoToken;
  NodeId checklist_ = kNoNode;  // of `add to checklist`
  TokenId clause_last_ = kNoToken;

  Draft head_;                  // the policy, variant or amendment whose verbs follow
  std::size_t head_place_ = 0;  // among declarations_
  bool head_broken_ = false;    // an amendment has begun that is not in the tree: what follows is its
  std::vector<NodeId> declarations_;
};

// The keyword of a declaration or part as a message calls it: feed, 接口; with its article: a feed.
Diagnostic::Argument Called(TokenKind starter);
Diagnostic::Argument CalledWithArticle(TokenKind starter);

}  // namespace greenrule
