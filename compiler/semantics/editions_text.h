// The text of a policy while amendments are applied to it, one day after another.
//
// Declarations stand in places that never move. Those with many parts that are amended one by one (items of a checklist,
// rows of a table or lookup) are taken apart when the first part changes, and put together again when an edition is
// read: a thousand changed rows of one table cost one new table. Names and codes are found by hash; items are found like
// declarations.
//
// Copying a text is how a variant starts from its base; both go on in the same tree.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/semantics/editions_tree.h"
#include "compiler/syntax/tree.h"

namespace greenrule {

// The code and the name of a declaration, item, field …, or that a Label or Name says; empty where it has none.
struct NodeNames {
  std::string_view code, name;
};
NodeNames NamesOf(const SyntaxTree& tree, NodeId node);

class EditionText {
 public:
  static constexpr std::uint32_t kWhole = 0xFFFFFFFF;
  // A declaration, or the part-th item or row of one.
  struct Place {
    std::uint32_t slot = 0, part = kWhole;
    bool operator==(const Place&) const = default;
  };

  explicit EditionText(SyntaxTree& tree) : tree_(&tree) {}

  Place Declare(NodeId declaration, bool library = false);
  // A declaration or item in force, by its code or name. The first one where two have it.
  std::optional<Place> Find(std::string_view name) const;
  // The names and codes of all that is in force, in order.
  std::vector<std::string_view> Words() const;
  std::optional<Place> FindRow(std::uint32_t table, std::string_view code);
  // Declarations that have no name: of `levels`, or of `result for` this owner.
  const std::vector<std::uint32_t>& Levels() const { return levels_; }
  const std::vector<std::uint32_t>& Results(std::string_view owner) const;

  // The node as it now is; of a declaration taken apart, as it was when it was last settled.
  NodeId At(Place place);
  // Puts a declaration that was taken apart together again.
  void Settle(std::uint32_t slot);
  bool IsLibrary(Place place) const { return slots_[place.slot].library; }
  void Replace(Place place, NodeId node);
  // Rows of a table or lookup are then those of the declaration's node.
  void ForgetParts(std::uint32_t slot) { parts_.erase(slot); }
  void Remove(Place place, NodeId verb);
  // The declaration stands in a removed one's place.
  void Revive(std::uint32_t slot, NodeId declaration);
  // An item or row; rows go before an `otherwise` row at the end.
  Place AppendPart(std::uint32_t slot, NodeId part);
  // The verb that removed what had this name and is no longer there, or kNoNode.
  NodeId RemovedBy(std::string_view name) const;
  // The removed declaration of that name, if nothing has the name now.
  std::optional<std::uint32_t> RemovedSlot(std::string_view name) const;

  // All declarations in force, put together: the library's, then the others.
  std::vector<NodeId> Declarations();

 private:
  struct Slot {
    NodeId node = kNoNode;
    bool alive = true, library = false;
  };
  struct Parts {
    std::vector<NodeId> nodes;        // kNoNode: removed
    std::uint32_t last = kWhole;      // an `otherwise` row that stays last
    bool changed = false, indexed = false;
    std::unordered_map<std::string_view, std::uint32_t> rows;  // by code
  };
  struct Removal {
    NodeId verb;
    std::uint32_t slot;
    bool whole;
  };

  Parts& Open(std::uint32_t slot);
  void Index(Place place, NodeId node);
  void IndexDeclaration(std::uint32_t slot);
  void NoteRemoval(NodeId node, Place place, NodeId verb);

  SyntaxTree* tree_;
  std::vector<Slot> slots_;
  std::unordered_map<std::uint32_t, Parts> parts_;
  std::unordered_map<std::string_view, Place> names_;
  std::unordered_map<std::string_view, Removal> removed_;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> results_;
  std::vector<std::uint32_t> levels_;
};

}  // namespace greenrule
