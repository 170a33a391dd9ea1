#include "compiler/semantics/units.h"

#include <algorithm>

#include "compiler/semantics/context.h"
#include "compiler/semantics/names.h"
#include "compiler/semantics/order.h"

namespace greenrule::semantics {

using policy::Dimension;
using policy::Id;
using policy::Unit;

namespace {

constexpr std::string_view kTimes = "·";
constexpr std::string_view kTenThousand = "万", kHundredMillion = "亿";

// A unit's text taken apart: names with powers, in their order.
using Factors = std::vector<std::pair<std::string, int>>;

Factors Split(std::string_view text) {
  Factors factors;
  int power = 1;
  std::string name;
  const auto flush = [&] {
    if (!name.empty() && name != "1") factors.emplace_back(std::move(name), power);
    name.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '/') {
      flush();
      power = -1;
      ++i;
    } else if (text[i] == '(' || text[i] == ')') {
      ++i;
    } else if (text.substr(i).starts_with(kTimes)) {
      flush();
      i += kTimes.size();
    } else {
      name += text[i++];
    }
  }
  flush();
  return factors;
}

std::string Join(const Factors& factors) {
  std::string over, under;
  int divisors = 0;
  for (const auto& [name, power] : factors) {
    std::string& side = power > 0 ? over : under;
    for (int i = 0; i < std::abs(power); ++i) {
      if (!side.empty()) side += kTimes;
      side += name;
      divisors += power < 0;
    }
  }
  if (under.empty()) return over;
  return (over.empty() ? "1" : over) + "/" + (divisors > 1 ? "(" + under + ")" : under);
}

Rational Power(const Rational& x, int power) {
  Rational result = 1;
  for (int i = 0; i < std::abs(power); ++i) result *= x;
  return power < 0 ? 1 / result : result;
}

// A definition's value: a number of some unit. `bare`: digits alone.
struct Amount {
  Rational number = 1;
  Unit unit;
  bool bare = false;
};

}  // namespace

std::optional<Rational> Units::NumberWord(std::string_view name) {
  static const std::unordered_map<std::string_view, Rational> kWords = {
      {"万", 10'000},
      {"亿", 100'000'000},
      {"万亿", Rational(1'000'000'000'000)},
      {"%", Rational(1, 100)},
      {"‰", Rational(1, 1000)},
      {"个百分点", Rational(1, 100)},
      {"百分点", Rational(1, 100)},
      {"基点", Rational(1, 10'000)},
      {"个基点", Rational(1, 10'000)},
  };
  const auto found = kWords.find(name);
  if (found == kWords.end()) return std::nullopt;
  return found->second;
}

std::optional<Unit> Units::Find(std::string_view name) const {
  Rational factor = 1;
  for (std::string_view rest = name; !rest.empty();) {
    if (const auto known = by_name_.find(std::string(rest)); known != by_name_.end()) {
      Unit unit = declared_[known->second].unit;
      unit.scale *= factor;
      unit.text = std::string(name);
      return unit;
    }
    if (const auto word = NumberWord(rest)) return Unit{std::string(name), factor * *word, {}};
    const bool ten_thousand = rest.starts_with(kTenThousand);
    if (!ten_thousand && !rest.starts_with(kHundredMillion)) break;
    factor *= ten_thousand ? Rational(10'000) : Rational(100'000'000);
    rest.remove_prefix(kTenThousand.size());
  }
  return std::nullopt;
}

Dimension Units::Multiply(const Dimension& a, const Dimension& b, int power) {
  Dimension product = a;
  for (const auto& [base, exponent] : b) {
    const auto place = std::lower_bound(product.begin(), product.end(), base,
                                        [](const auto& factor, Id id) { return factor.first < id; });
    if (place != product.end() && place->first == base) {
      place->second += exponent * power;
      if (place->second == 0) product.erase(place);
    } else {
      product.insert(place, {base, exponent * power});
    }
  }
  return product;
}

std::optional<Unit> Units::Multiply(const Unit& a, const Unit& b, int power) const {
  Unit product;
  Factors factors;
  const auto add = [&](const Unit& unit, int sign) {
    for (const auto& [name, exponent] : Split(unit.text)) {
      const auto same = std::find_if(factors.begin(), factors.end(), [&](const auto& f) { return f.first == name; });
      if (same == factors.end()) {
        factors.emplace_back(name, exponent * sign);
      } else {
        same->second += exponent * sign;
      }
    }
  };
  add(a, 1);
  add(b, power);
  // What is a plain number is in the number already; a dimension above and below the line has no natural unit.
  std::erase_if(factors, [&](const auto& f) { return f.second == 0; });
  Dimension over, under;
  Factors kept;
  for (const auto& [name, exponent] : factors) {
    const std::optional<Unit> unit = Find(name);
    if (!unit || unit->dimension.empty()) continue;
    kept.emplace_back(name, exponent);
    product.scale *= Power(unit->scale, exponent);
    Dimension& side = exponent > 0 ? over : under;
    side = Multiply(side, unit->dimension, std::abs(exponent));
  }
  product.dimension = Multiply(over, under, -1);
  if (product.dimension.empty()) return Unit{};
  const bool mixed = std::any_of(over.begin(), over.end(), [&](const auto& o) {
    return std::any_of(under.begin(), under.end(), [&](const auto& u) { return o.first == u.first; });
  });
  if (mixed) return std::nullopt;
  product.text = Join(kept);
  return product;
}

std::optional<Unit> Units::Read(Context& context, NodeId node) const {
  const SyntaxTree& tree = context.tree;
  // Factors in their order; brackets and divisors are as deep as the parser lets them be.
  struct Pending {
    NodeId node;
    int power;
  };
  std::vector<Pending> pending{{node, 1}};
  Factors factors;
  Unit unit;
  while (!pending.empty()) {
    const auto [part, power] = pending.back();
    pending.pop_back();
    switch (tree.Kind(part)) {
      case NodeKind::kUnitName: {
        const std::optional<Unit> found = Find(tree.Text(part));
        if (!found) {
          const NameKind kinds = NameKind::kUnit;
          context.Report(Code::GR2020, part,
                         {std::string(tree.Text(part)), Hint(context.names.Suggest(tree.Text(part), {kinds}))});
          return std::nullopt;
        }
        factors.emplace_back(tree.Text(part), power);
        unit.scale *= Power(found->scale, power);
        unit.dimension = Multiply(unit.dimension, found->dimension, power);
        break;
      }
      case NodeKind::kUnitInverse: pending.push_back({tree.Child(part, "unit"), -power}); break;
      case NodeKind::kUnitProduct: {
        const auto children = tree.Children(part);
        for (std::size_t i = children.size(); i-- > 0;) pending.push_back({children[i], power});
        break;
      }
      default: break;  // UnitNumber
    }
  }
  unit.text = Join(factors);
  return unit;
}

Diagnostic::Argument Units::Hint(const std::string& nearest) {
  if (nearest.empty()) return "";
  return {"did you mean `" + nearest + "`? ", "是不是 `" + nearest + "`？"};
}

Units::Defaults Units::DefaultsOf(const Unit& unit) const {
  std::string_view rest = unit.text;
  unsigned extra = 0;
  while (!rest.empty()) {
    if (const auto known = by_name_.find(std::string(rest)); known != by_name_.end()) {
      Defaults defaults = declared_[known->second].defaults;
      if (defaults.decimals) defaults.decimals = static_cast<std::uint8_t>(std::min(60u, *defaults.decimals + extra));
      return defaults;
    }
    if (rest.starts_with(kTenThousand)) {
      extra += 4;
    } else if (rest.starts_with(kHundredMillion)) {
      extra += 8;
    } else {
      break;
    }
    rest.remove_prefix(kTenThousand.size());
  }
  return {};
}

Diagnostic::Argument Units::DimensionText(const Dimension& dimension) const {
  if (dimension.empty()) return {"a pure number", "纯数"};
  Factors factors;
  for (const auto& [base, exponent] : dimension) factors.emplace_back(base_[base], exponent);
  return Join(factors);
}

Diagnostic::Argument Units::UnitText(const Unit& unit) {
  if (unit.text.empty()) return {"a pure number", "纯数"};
  return unit.text;
}

namespace {

// What definitions, decimals and ranges of units are made of: literals, products, quotients, signs. `own` is the unit of bare
// digits in a range.
std::optional<Amount> Evaluate(Context& context, const Units& units, NodeId node, int depth) {
  const SyntaxTree& tree = context.tree;
  if (depth > 50) return std::nullopt;
  switch (tree.Kind(node)) {
    case NodeKind::kNumber: {
      const auto number = ParseRational(tree.Text(node));
      if (!number) return std::nullopt;
      return Amount{*number, {}, true};
    }
    case NodeKind::kMeasured: {
      const auto number = ParseRational(tree.Text(tree.Child(node, "number")));
      const auto unit = units.Read(context, tree.Child(node, "unit"));
      if (!number || !unit) return std::nullopt;
      return Amount{*number, *unit};
    }
    case NodeKind::kName: {
      const auto unit = units.Find(tree.Text(node));
      if (!unit) return std::nullopt;
      return Amount{1, *unit};
    }
    case NodeKind::kNegative: {
      auto amount = Evaluate(context, units, tree.Child(node, "operand"), depth + 1);
      if (amount) amount->number = -amount->number;
      return amount;
    }
    case NodeKind::kProduct: {
      Amount product;
      // `1/15 公顷` is a fifteenth of one.
      if (const auto parts = tree.Children(node); parts.size() == 2 && tree.Kind(parts[0]) == NodeKind::kNumber &&
                                                  tree.Kind(parts[1]) == NodeKind::kInverse &&
                                                  tree.Kind(tree.Child(parts[1], "operand")) == NodeKind::kMeasured) {
        const auto over = Evaluate(context, units, parts[0], depth + 1);
        auto under = Evaluate(context, units, tree.Child(parts[1], "operand"), depth + 1);
        if (!over || !under || under->number == 0) return std::nullopt;
        under->number = over->number / under->number;
        return under;
      }
      for (const NodeId child : tree.Children(node)) {
        const bool inverse = tree.Kind(child) == NodeKind::kInverse;
        const auto factor =
            Evaluate(context, units, inverse ? tree.Child(child, "operand") : child, depth + 1);
        if (!factor || (inverse && factor->number == 0)) return std::nullopt;
        product.number *= inverse ? 1 / factor->number : factor->number;
        product.unit.scale *= inverse ? 1 / factor->unit.scale : factor->unit.scale;
        product.unit.dimension =
            Units::Multiply(product.unit.dimension, factor->unit.dimension, inverse ? -1 : 1);
      }
      return product;
    }
    default: return std::nullopt;
  }
}

// Names of units in a definition.
void CollectUnitNames(const SyntaxTree& tree, NodeId node, std::vector<std::string_view>& names) {
  std::vector<NodeId> pending{node};
  while (!pending.empty()) {
    const NodeId part = pending.back();
    pending.pop_back();
    if (part == kNoNode) continue;
    if (tree.Kind(part) == NodeKind::kUnitName || tree.Kind(part) == NodeKind::kName) names.push_back(tree.Text(part));
    for (const NodeId child : tree.Children(part)) pending.push_back(child);
  }
}

}  // namespace

void Units::Declare(Context& context, const std::vector<std::pair<NodeId, policy::SymbolId>>& units) {
  const SyntaxTree& tree = context.tree;
  const std::size_t first = declared_.size();
  declared_.resize(first + units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const policy::Symbol& symbol = context.symbol(units[i].second);
    if (!symbol.name.empty()) by_name_.try_emplace(symbol.name, first + i);
    if (!symbol.code.empty()) by_name_.try_emplace(symbol.code, first + i);
  }

  std::vector<std::vector<std::uint32_t>> rests_on(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::vector<std::string_view> names;
    CollectUnitNames(tree, tree.Child(units[i].first, "definition"), names);
    for (std::string_view name : names) {
      while (!name.empty()) {
        if (const auto known = by_name_.find(std::string(name)); known != by_name_.end()) {
          if (known->second >= first) rests_on[i].push_back(static_cast<std::uint32_t>(known->second - first));
          break;
        }
        if (!name.starts_with(kTenThousand) && !name.starts_with(kHundredMillion)) break;
        name.remove_prefix(kTenThousand.size());
      }
    }
  }
  const Order order = OrderByNeed(rests_on);
  std::vector<bool> in_ring(units.size());
  for (const auto& ring : order.rings) {
    std::string path;
    for (const std::uint32_t unit : ring) {
      in_ring[unit] = true;
      path += "`" + context.symbol(units[unit].second).Label() + "` → ";
    }
    path += "`" + context.symbol(units[ring.front()].second).Label() + "`";
    context.Report(Code::GR2022, units[ring.front()].first, {path});
  }

  for (const std::uint32_t i : order.sequence) {
    const auto [node, symbol_id] = units[i];
    const policy::Symbol& symbol = context.symbol(symbol_id);
    const std::string name = symbol.name.empty() ? symbol.code : symbol.name;
    const NodeId definition = tree.Child(node, "definition");
    std::optional<Unit> unit;
    if (definition != kNoNode && !in_ring[i]) {
      const std::size_t errors = context.sink.ErrorCount();
      const auto amount = Evaluate(context, *this, definition, 0);
      if (amount && amount->number > 0) {
        unit = Unit{name, amount->number * amount->unit.scale, amount->unit.dimension};
      } else if (context.sink.ErrorCount() == errors) {
        context.Report(Code::GR2021, definition, {name});
      }
    }
    if (!unit) {
      unit = Unit{name, 1, {{static_cast<Id>(base_.size()), 1}}};
      base_.push_back(name);
    }
    declared_[first + i].unit = *unit;
    if (by_name_.at(name) != first + i) continue;  // declared twice: reported with the names

    Defaults& defaults = declared_[first + i].defaults;
    if (const NodeId decimals = tree.Child(node, "decimals"); decimals != kNoNode) {
      const auto digits = ParseRational(tree.Text(tree.Child(decimals, "digits")));
      if (digits && IsInteger(*digits) && *digits >= 0 && *digits <= 60) {
        defaults.decimals = static_cast<std::uint8_t>(numerator(*digits).convert_to<unsigned>());
      } else {
        context.Report(Code::GR2024, decimals, {"60"});
      }
    }
    if (const NodeId range = tree.Child(node, "range"); range != kNoNode) {
      const auto bound = [&](NodeId end) -> std::optional<Rational> {
        const auto amount = Evaluate(context, *this, end, 0);
        if (!amount) return std::nullopt;
        if (amount->bare) return amount->number * unit->scale;
        if (amount->unit.dimension != unit->dimension) return std::nullopt;
        return amount->number * amount->unit.scale;
      };
      const auto low = bound(tree.Child(range, "low")), high = bound(tree.Child(range, "high"));
      if (low && high && *low <= *high) {
        defaults.range = {*low, *high};
      } else {
        context.Report(Code::GR2023, range, {name});
      }
    }
  }
}

}  // namespace greenrule::semantics
