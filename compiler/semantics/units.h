// Units: declared in the language, never here. What is here are the number words of the language itself: 万, 亿, %, ‰,
// 个百分点, 基点 stand for numbers, and 万 or 亿 before a declared unit multiplies it (`万千瓦时`).
//
// A unit is a product of base units with an exact scale. A base unit's id is its place among the base units declared, so
// dimensions of one edition can be compared and those of two cannot. Texts of units are as written, `·` between factors and
// one `/` before the divisors: `吨CO2/万元`, `千克/(立方米·天)`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/semantics/policy.h"
#include "compiler/syntax/tree.h"

namespace greenrule::semantics {

struct Context;

class Units {
 public:
  // What a field or a rule in this unit has where it says nothing itself.
  struct Defaults {
    std::optional<std::uint8_t> decimals;
    std::optional<std::pair<Rational, Rational>> range;  // base units
  };

  // All Unit declarations, each with the symbol it was given; in any order, a unit may be defined by a later one. A
  // definition is an amount of other units: `1000 千克`, `1/15 公顷` (a fifteenth of one), `1` for a counting word. The names
  // must be in context.names. Mistakes (a unit that is defined by itself, a definition that is no positive constant) are
  // reported; such a unit is a base unit.
  void Declare(Context& context, const std::vector<std::pair<NodeId, policy::SymbolId>>& units);

  // A UnitName, UnitProduct, UnitInverse or UnitNumber. Nothing if a name in it is unknown: that is reported.
  std::optional<policy::Unit> Read(Context& context, NodeId unit) const;
  // A unit by its one name, number words included: `万元`, `%`, `万千瓦时`, `万`.
  std::optional<policy::Unit> Find(std::string_view name) const;
  // Whether a name is a number word of the language.
  static std::optional<Rational> NumberWord(std::string_view name);

  Defaults DefaultsOf(const policy::Unit& unit) const;

  // The dimension in base units, for messages: `元`, `吨CO2/元`; for a pure number "a pure number" / "纯数".
  Diagnostic::Argument DimensionText(const policy::Dimension& dimension) const;
  static Diagnostic::Argument UnitText(const policy::Unit& unit);

  // "did you mean `X`? ", empty for an empty word.
  static Diagnostic::Argument Hint(const std::string& nearest);

  static policy::Dimension Multiply(const policy::Dimension& a, const policy::Dimension& b, int power = 1);
  // The unit of a product or (power −1) a quotient. Nothing where no single unit suggests itself: 千克·元/吨.
  std::optional<policy::Unit> Multiply(const policy::Unit& a, const policy::Unit& b, int power = 1) const;

 private:
  struct Declared {
    policy::Unit unit;
    Defaults defaults;
  };
  std::unordered_map<std::string, std::size_t> by_name_;  // names and codes
  std::vector<Declared> declared_;
  std::vector<std::string> base_;  // names of the base units
};

}  // namespace greenrule::semantics
