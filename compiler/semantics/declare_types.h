// Types, units, decimals and ranges as declarations write them: of fields, lookup columns, parameters, rules, outputs.
#pragma once

#include "compiler/semantics/declare.h"

namespace greenrule::semantics {

struct DeclaredType {
  policy::Type type;  // kUnknown where it is absent or in error
  policy::Unit unit;  // numbers
  FieldType reading = FieldType::kText;
  bool integer = false;
  std::vector<std::vector<std::string>> written;  // choices and yes-no (no, yes): accepted spellings by position
  bool any_case = false;
};

// `type` may be kNoNode.
DeclaredType ReadType(Declarations& d, NodeId type);

// A number's decimals: what is written, 0 for an integer. Reported and ignored where the type has none.
struct DeclaredDecimals {
  std::uint8_t digits = 0;
  RoundingMode mode = RoundingMode::kHalfAway;
  NodeId mode_node = kNoNode;
  bool rounded = false;
};
std::optional<DeclaredDecimals> ReadDecimals(Declarations& d, NodeId decimals, const DeclaredType& type,
                                             const std::string& name);

// Where constants stand, which must fit as they are: a way of rounding is reported.
void RefuseRounding(Declarations& d, NodeId decimals, const std::string& name);

// Both ends in base units, days or months. Nothing where it is absent, in error, or the type has no order.
std::optional<std::pair<Rational, Rational>> ReadRange(Declarations& d, NodeId range, const DeclaredType& type,
                                                       const std::string& name, SourceRange declared);

// What a constant of this type is demanded for, with the type's unit for bare digits.
Target TargetOf(const DeclaredType& type, std::string name, SourceRange declared);

// The mode of a rounding Keyword.
RoundingMode ModeOf(std::string_view keyword);

// A Number leaf as a whole number in the bounds; else it is reported with them.
std::optional<std::uint32_t> ReadCount(Declarations& d, NodeId number, std::uint32_t lowest, std::uint32_t highest);

inline constexpr std::uint8_t kMaxDecimals = 30;      // 10^30 and a range of 10^46 fill the widest lane
inline constexpr std::uint8_t kDefaultDecimals = 6;   // where neither the declaration nor its unit says it

// The range, in the declared unit, of a number that has none where its unit has no default: with six decimals a thousand rows of it
// are summed in 64 bits.
inline constexpr std::int64_t kDefaultRange = 1'000'000'000;

}  // namespace greenrule::semantics
