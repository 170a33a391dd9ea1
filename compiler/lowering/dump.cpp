#include "compiler/lowering/dump.h"

#include <fmt/format.h>

#include "runtime/program/disassemble.h"
#include "runtime/program/opcodes.h"

namespace greenrule::lowering {
namespace {

std::string SpaceName(const Lowering& l, SpaceId id) {
  const Space& space = l.edition.spaces[id];
  auto name = [&](policy::SymbolId s) { return l.policy.symbols[s].name; };
  switch (space.kind) {
    case SpaceKind::kRun: return "run";
    case SpaceKind::kEntity: return name(l.policy.entities[space.subject].symbol);
    case SpaceKind::kFeed: return name(l.policy.feeds[space.subject].symbol);
    case SpaceKind::kPair: return SpaceName(l, space.parent) + "×" + SpaceName(l, space.other);
    case SpaceKind::kCross: return SpaceName(l, space.parent) + "×" + name(l.policy.lookups[space.subject].symbol);
    case SpaceKind::kGroup: return SpaceName(l, space.other) + " groups";
    case SpaceKind::kFigureGroups: return "groups of " + name(l.policy.statistics[space.subject].symbol);
  }
  return "";
}

std::string ValueList(const Ssa& ssa, const std::vector<ValueId>& values) {
  std::string out;
  for (ValueId v : values) {
    if (!out.empty()) out += ", ";
    if (auto constant = v == kNoValue ? std::nullopt : ssa.ConstantOf(v))
      out += constant->str();
    else
      out += v == kNoValue ? "–" : fmt::format("v{}", v);
  }
  return out;
}

std::string InUnit(const Rational& x, const policy::Unit& unit) { return FormatRational(x / unit.scale); }

}  // namespace

std::string DumpSsa(const Lowering& l, std::uint32_t base) {
  std::string out;
  for (NodeIndex i = 0; i < l.ssa.node_count(); ++i) {
    const Node& node = l.ssa.node(i);
    if (node.op == Opcode::kConstant) continue;
    std::vector<ValueId> outputs;
    for (std::uint32_t o = 0; o < node.outputs; ++o) outputs.push_back(node.first_output + o);
    out += ValueList(l.ssa, outputs);
    out += fmt::format("{}{} {}", outputs.empty() ? "" : " = ", InfoOf(node.op).name, ValueList(l.ssa, node.inputs));
    for (std::uint32_t x : node.immediates) out += fmt::format(" #{}", x);
    out += fmt::format("  @{}", SpaceName(l, node.space));
    for (ValueId v : outputs) {
      const Value& value = l.ssa.value(v);
      out += fmt::format("  {} [{}, {}]", LaneName(value.lane), value.range.lowest.str(), value.range.highest.str());
    }
    if (node.symbol != kNone && node.symbol - base < l.policy.symbols.size()) out += "  ; " + l.policy.symbols[node.symbol - base].Label();
    out += "\n";
  }
  return out;
}

std::string DumpRanges(const Lowering& l) {
  std::string out;
  for (policy::Id i = 0; i < l.policy.rules.size(); ++i) {
    const policy::Rule& rule = l.policy.rules[i];
    if (rule.type.kind != policy::TypeKind::kNumber) continue;
    const policy::Symbol& symbol = l.policy.symbols[rule.symbol];
    const Lowered& x = l.rules[i].value;
    const Value& number = l.ssa.value(x.number);
    Lane lane = number.lane;
    if (x.denominator == kNoValue) {
      out += fmt::format("{}: {} to {}{}", symbol.Label(), InUnit(Rational(number.range.lowest) * x.factor, rule.unit),
                         InUnit(Rational(number.range.highest) * x.factor, rule.unit), rule.unit.text.empty() ? "" : " " + rule.unit.text);
    } else {
      const Value& bottom = l.ssa.value(x.denominator);
      lane = std::max(lane, bottom.lane);
      out += fmt::format("{}: a quotient of {} to {} by {} to {}", symbol.Label(), number.range.lowest.str(), number.range.highest.str(),
                         bottom.range.lowest.str(), bottom.range.highest.str());
    }
    out += fmt::format("  ({} bits, {})", MagnitudeBits(number.range), LaneName(lane));
    if (lane == Lane::k128 || lane == Lane::k256) out += fmt::format("  wide: line {}", symbol.range.begin_line);
    out += "\n";
  }
  return out;
}

}  // namespace greenrule::lowering
