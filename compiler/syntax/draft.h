// A declaration, or a part of one, while its clauses come in: what each child of its node will be.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/syntax/token.h"
#include "compiler/syntax/tree.h"

namespace greenrule {

// What the rows under a declaration have said so far.
struct RowsSoFar {
  enum class Meaning : std::uint8_t { kOwn, kScore, kPoints };
  Meaning meaning = Meaning::kOwn;  // of the next row: the declaration's own, or of its `score` or `points`
  bool has_head = false, head_broken = false;
  bool has_codes = false;  // the first column holds the rows' codes
  std::vector<NodeId> inputs, outputs, rows;
  NodeId match = kNoNode, ends = kNoNode;  // of a score
  TokenId score_token = kNoToken;
  TokenId last = kNoToken;
};

struct Draft {
  NodeKind kind = NodeKind::kList;
  TokenKind starter = TokenKind::kEnd;  // its keyword, for messages
  TokenId first = kNoToken, last = kNoToken;
  bool broken = false;  // a mistake was reported; it will not be in the tree
  std::string doc;
  std::vector<NodeId> fixed;               // by child
  std::vector<std::vector<NodeId>> lists;  // by child
  RowsSoFar rows;

  Draft() = default;
  Draft(NodeKind node_kind, TokenKind keyword, TokenId token)
      : kind(node_kind),
        starter(keyword),
        first(token),
        last(token),
        fixed(ChildNames(node_kind).size(), kNoNode),
        lists(ChildNames(node_kind).size()) {}

  bool Begun() const { return starter != TokenKind::kEnd; }
  // The place of a child, -1 if the kind has none of that name.
  int Slot(std::string_view name) const {
    const auto names = ChildNames(kind);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return static_cast<int>(i);
    return -1;
  }
  void Set(std::string_view name, NodeId node) { fixed[ChildIndex(kind, name)] = node; }
  void Append(std::string_view name, NodeId node) { lists[ChildIndex(kind, name)].push_back(node); }
};

}  // namespace greenrule
