// From SSA to straight-line code: what the roots need, in order, with registers reused by liveness.
#include <algorithm>
#include <map>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {
namespace {

// Whether the space's rows belong to entities; the run's and those of lookups crossed with it do not.
bool Owned(const Ssa& ssa, SpaceId space) {
  const auto& spaces = ssa.edition().spaces;
  while (space != kRunSpace && spaces[space].kind != SpaceKind::kEntity) space = spaces[space].parent;
  return space != kRunSpace;
}

// What must stand before a node.
class Needs {
 public:
  Needs(const Ssa& ssa, const std::vector<NodeIndex>& roots) : ssa_(ssa) {
    for (NodeIndex n = 0; n < ssa.node_count(); ++n)
      if (ssa.node(n).op == Opcode::kMakeGroups) groups_.emplace(ssa.node(n).immediates[0], n);
    for (NodeIndex n : roots)
      if (ssa.node(n).op == Opcode::kKeep) kept_.emplace(ssa.node(n).immediates[0], n);
  }

  void AddTo(std::vector<NodeIndex>& open, NodeIndex n) const {
    const Node& node = ssa_.node(n);
    for (ValueId v : node.inputs)
      if (v != kNoValue) open.push_back(ssa_.value(v).node);
    // What is computed for groups needs them, whether or not it looks at their state.
    if (auto made = groups_.find(node.space); made != groups_.end()) open.push_back(made->second);
    // Whether an owner is evaluated must be known before its state is asked for.
    if (node.op != Opcode::kOwnerState) return;
    const auto& entities = ssa_.edition().entities;
    const std::uint32_t owner = entities[ssa_.edition().spaces[node.space].subject].owner;
    if (owner == kNone) return;
    if (auto kept = kept_.find(entities[owner].evaluated); kept != kept_.end()) open.push_back(kept->second);
  }

 private:
  const Ssa& ssa_;
  boost::unordered_flat_map<SpaceId, NodeIndex> groups_;
  boost::unordered_flat_map<std::uint32_t, NodeIndex> kept_;
};

// The nodes that the roots rest on, operands before users; what only one user needs stands right before it.
std::vector<NodeIndex> Reachable(const Ssa& ssa, const std::vector<NodeIndex>& roots) {
  enum : std::uint8_t { kUnseen, kOpen, kDone };
  const Needs needs(ssa, roots);
  std::vector<std::uint8_t> state(ssa.node_count(), kUnseen);
  std::vector<NodeIndex> open(roots.rbegin(), roots.rend()), order;
  while (!open.empty()) {
    const NodeIndex n = open.back();
    if (state[n] == kUnseen) {
      state[n] = kOpen;
      needs.AddTo(open, n);
      continue;
    }
    open.pop_back();
    if (state[n] == kDone) continue;
    state[n] = kDone;
    order.push_back(n);
  }
  // What no entity owns is computed once, before the first batch.
  std::ranges::stable_partition(order, [&](NodeIndex n) { return !Owned(ssa, ssa.node(n).space); });
  return order;
}

}  // namespace

Block EmitBlock(const Ssa& ssa, const std::vector<NodeIndex>& roots) {
  Block block;
  const std::vector<NodeIndex> order = Reachable(ssa, roots);
  boost::unordered_flat_map<ValueId, std::size_t> last_use;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (ValueId v : ssa.node(order[i]).inputs)
      if (v != kNoValue) last_use[v] = i;

  boost::unordered_flat_map<ValueId, RegisterId> registers;
  std::map<std::pair<SpaceId, Lane>, std::vector<RegisterId>> free;
  auto take = [&](const Value& value) {
    auto& pool = free[{value.space, value.lane}];
    if (!pool.empty()) {
      RegisterId r = pool.back();
      pool.pop_back();
      return r;
    }
    block.registers.push_back({value.lane, value.space});
    return static_cast<RegisterId>(block.registers.size() - 1);
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Node& node = ssa.node(order[i]);
    Instruction instruction{node.op, node.space, static_cast<std::uint32_t>(block.operands.size()), 0, node.symbol};
    std::vector<std::uint32_t> operands;
    for (std::uint32_t o = 0; o < node.outputs; ++o) {
      const ValueId v = node.first_output + o;
      operands.push_back(registers[v] = take(ssa.value(v)));
    }
    for (ValueId v : node.inputs) operands.push_back(v == kNoValue ? kNoRegister : registers.at(v));
    operands.insert(operands.end(), node.immediates.begin(), node.immediates.end());
    instruction.count = static_cast<std::uint16_t>(operands.size());
    block.operands.insert(block.operands.end(), operands.begin(), operands.end());
    block.code.push_back(instruction);

    // Registers whose value is not needed any more; an output that nobody reads at once. (Outputs are taken before inputs are
    // given back, so no instruction writes over what it still reads.)
    auto give_back = [&](ValueId v) {
      const Value& value = ssa.value(v);
      if (Owned(ssa, value.space))  // what is computed once keeps its registers
        free[{value.space, value.lane}].push_back(registers.at(v));
    };
    std::vector<ValueId> ended;
    for (ValueId v : node.inputs)
      if (v != kNoValue && last_use.at(v) == i && std::ranges::find(ended, v) == ended.end()) ended.push_back(v);
    for (ValueId v : ended) give_back(v);
    for (std::uint32_t o = 0; o < node.outputs; ++o)
      if (!last_use.contains(node.first_output + o)) give_back(node.first_output + o);
  }
  return block;
}

}  // namespace greenrule::lowering
