#include "compiler/semantics/declare_types.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/semantics/spelling.h"

namespace greenrule::semantics {
namespace {

using policy::TypeKind;

std::string Folded(std::string text, bool any_case) {
  if (any_case) std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return text;
}

// The spellings of each value; one that stands for two values is reported.
void ReadWritten(Declarations& d, NodeId type, const std::vector<NodeId>& choices, DeclaredType& result) {
  std::unordered_map<std::string, NodeId> seen;
  for (const NodeId choice : choices) {
    std::vector<std::string> spellings;
    if (choice != kNoNode) {
      for (const NodeId text : d.Items(choice, "written")) spellings.push_back(d.Text(text));
      if (spellings.empty()) spellings.push_back(d.TextOf(choice, "value"));
      for (const auto& spelling : spellings) {
        const auto [first, is_new] = seen.try_emplace(Folded(spelling, result.any_case), choice);
        if (!is_new && first->second != choice) {
          d.Report(Code::GR2512, choice, {spelling, d.TextOf(first->second, "value"), d.TextOf(choice, "value")});
        }
      }
    }
    result.written.push_back(std::move(spellings));
  }
  result.any_case = d.Has(type, "any_case");
}

policy::Id ChoiceTypeOf(Declarations& d, std::vector<std::string> values) {
  std::string key;
  for (const auto& value : values) key += value + '\0';
  const auto [known, is_new] = d.choices.try_emplace(key, static_cast<policy::Id>(d.policy().choice_types.size()));
  if (is_new) {
    policy::ChoiceType type;
    type.values = std::move(values);
    d.context.Add(std::move(type));
  }
  return known->second;
}

void ReadOneOf(Declarations& d, NodeId type, DeclaredType& result) {
  result.any_case = d.Has(type, "any_case");
  std::vector<std::string> values;
  std::vector<NodeId> choices;
  std::unordered_map<std::string, NodeId> seen;
  for (const NodeId choice : d.Items(type, "choices")) {
    std::string value(d.tree().Written(d.Child(choice, "value")));
    const auto [first, is_new] = seen.try_emplace(value, choice);
    if (!is_new) {
      d.Report(Code::GR2511, choice, {value}, {{d.context.Range(first->second), {"first here", "首次出现于此"}}});
      continue;
    }
    values.push_back(std::move(value));
    choices.push_back(choice);
  }
  result.reading = FieldType::kChoice;
  result.type = {TypeKind::kChoice, ChoiceTypeOf(d, std::move(values)), {}};
  ReadWritten(d, type, choices, result);
}

void ReadYesNo(Declarations& d, NodeId type, DeclaredType& result) {
  result.reading = FieldType::kYesNo;
  result.type = {TypeKind::kYesNo};
  const auto choices = d.Items(type, "choices");
  if (choices.empty()) return;
  std::vector<NodeId> by_value(2, kNoNode);
  result.any_case = d.Has(type, "any_case");
  for (const NodeId choice : choices) {
    const std::string value = d.TextOf(choice, "value");
    const bool yes = value == "yes" || value == "是", no = value == "no" || value == "否";
    NodeId& place = by_value[yes ? 1 : 0];
    if ((!yes && !no) || place != kNoNode) {
      d.Report(Code::GR2513, choice, {value});
      return;
    }
    place = choice;
  }
  if (by_value[0] == kNoNode || by_value[1] == kNoNode) {
    d.Report(Code::GR2513, type, {by_value[0] == kNoNode ? "no" : "yes"});
    return;
  }
  ReadWritten(d, type, by_value, result);
}

void ReadCodeIn(Declarations& d, NodeId type, DeclaredType& result) {
  result.reading = FieldType::kCode;
  const auto lookup = d.context.names.Resolve(d.context, d.Child(type, "lookup"), {NameKind::kLookup});
  if (!lookup) return;
  const auto keys = d.Items(lookup->node, "keys");
  const auto in_force = std::ranges::count_if(keys, [&](NodeId key) { return d.TextOf(key, "match") == "in force"; });
  if (keys.size() - static_cast<std::size_t>(in_force) != 1) {
    d.Report(Code::GR2514, type, {d.symbol(lookup->symbol).Label()}, {DeclaredHere(lookup->range)});
    return;
  }
  result.type = {TypeKind::kCode, lookup->id, {}};
}

void ReadNamed(Declarations& d, NodeId type, DeclaredType& result) {
  const NodeId name = d.Child(type, "name");
  if (d.tree().Text(name) == "uscc") {
    result.reading = FieldType::kUscc;
    result.type = {TypeKind::kText};
    return;
  }
  const auto grades = d.context.names.Resolve(d.context, name, {NameKind::kGrades});
  if (!grades) return;
  result.reading = FieldType::kChoice;
  result.type = {TypeKind::kChoice, grades->id, {}};
  for (const NodeId value : d.Items(grades->node, "values")) result.written.push_back({d.Text(value)});
}

}  // namespace

DeclaredType ReadType(Declarations& d, NodeId type) {
  DeclaredType result;
  if (type == kNoNode) return result;
  switch (d.tree().Kind(type)) {
    case NodeKind::kNumberType:
    case NodeKind::kIntegerType: {
      result.reading = FieldType::kNumber;
      result.integer = d.tree().Kind(type) == NodeKind::kIntegerType;
      result.type = {TypeKind::kNumber};
      if (const NodeId unit = d.Child(type, "unit"); unit != kNoNode) {
        const auto read = d.context.units.Read(d.context, unit);
        if (!read) {
          result.type = {};
        } else {
          result.unit = *read;
          result.type.dimension = read->dimension;
        }
      }
      break;
    }
    case NodeKind::kDateType:
      result.reading = FieldType::kDate;
      result.type = {TypeKind::kDate};
      break;
    case NodeKind::kMonthType:
      result.reading = FieldType::kMonth;
      result.type = {TypeKind::kMonth};
      break;
    case NodeKind::kTextType: result.type = {TypeKind::kText}; break;
    case NodeKind::kYesNoType: ReadYesNo(d, type, result); break;
    case NodeKind::kOneOfType: ReadOneOf(d, type, result); break;
    case NodeKind::kCodeType: ReadCodeIn(d, type, result); break;
    case NodeKind::kNamedType: ReadNamed(d, type, result); break;
    default: break;
  }
  return result;
}

RoundingMode ModeOf(std::string_view keyword) {
  if (keyword == "half even") return RoundingMode::kHalfEven;
  if (keyword == "half down") return RoundingMode::kHalfDown;
  if (keyword == "up") return RoundingMode::kUp;
  if (keyword == "down") return RoundingMode::kDown;
  if (keyword == "ceiling") return RoundingMode::kCeiling;
  if (keyword == "floor") return RoundingMode::kFloor;
  return RoundingMode::kHalfAway;
}

std::optional<std::uint32_t> ReadCount(Declarations& d, NodeId number, std::uint32_t lowest, std::uint32_t highest) {
  const auto value = ParseRational(d.tree().Text(number));
  if (!value || !IsInteger(*value) || *value < lowest || *value > highest) {
    d.Report(Code::GR2519, number, {d.Text(number), std::to_string(lowest), std::to_string(highest)});
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(boost::multiprecision::numerator(*value));
}

std::optional<DeclaredDecimals> ReadDecimals(Declarations& d, NodeId decimals, const DeclaredType& type,
                                             const std::string& name) {
  if (decimals == kNoNode) return std::nullopt;
  if (type.type.kind == TypeKind::kUnknown) return std::nullopt;
  if (type.type.kind != TypeKind::kNumber) {
    d.Report(Code::GR2515, decimals, {name, TypeText(d.context, type.type)});
    return std::nullopt;
  }
  DeclaredDecimals result;
  const auto digits = ReadCount(d, d.Child(decimals, "digits"), 0, kMaxDecimals);
  if (!digits) return std::nullopt;
  result.digits = static_cast<std::uint8_t>(*digits);
  if (type.integer && result.digits > 0) {
    d.Report(Code::GR2516, decimals, {name});
    return std::nullopt;
  }
  result.mode_node = d.Child(decimals, "mode");
  result.mode = ModeOf(d.TextOf(decimals, "mode"));
  result.rounded = d.Has(decimals, "rounded");
  return result;
}

void RefuseRounding(Declarations& d, NodeId decimals, const std::string& name) {
  if (decimals == kNoNode) return;
  for (const auto part : {"mode", "rounded"}) {
    if (d.Has(decimals, part)) d.Report(Code::GR2552, d.Child(decimals, part), {name});
  }
}

Target TargetOf(const DeclaredType& type, std::string name, SourceRange declared) {
  Target target;
  target.type = type.type;
  if (type.type.kind == TypeKind::kNumber) target.unit = type.unit;
  target.name = std::move(name);
  target.range = declared;
  return target;
}

std::optional<std::pair<Rational, Rational>> ReadRange(Declarations& d, NodeId range, const DeclaredType& type,
                                                       const std::string& name, SourceRange declared) {
  if (range == kNoNode || type.type.kind == TypeKind::kUnknown) return std::nullopt;
  if (type.type.kind != TypeKind::kNumber && type.type.kind != TypeKind::kDate && type.type.kind != TypeKind::kMonth) {
    d.Report(Code::GR2517, range, {name, TypeText(d.context, type.type)});
    return std::nullopt;
  }
  const Target target = TargetOf(type, name, declared);
  const auto low = d.expressions.CheckConstant(d.Child(range, "low"), target);
  const auto high = d.expressions.CheckConstant(d.Child(range, "high"), target);
  if (!low || !high) return std::nullopt;
  if (low->number > high->number) {
    d.Report(Code::GR2518, range, {name});
    return std::nullopt;
  }
  return std::pair{low->number, high->number};
}

void DeclareUnits(Declarations& d) {
  std::vector<std::pair<NodeId, policy::SymbolId>> units;
  for (const auto& unit : d.units) units.emplace_back(unit.node, unit.symbol);
  d.context.units.Declare(d.context, units);
}

void DeclareGrades(Declarations& d) {
  std::unordered_map<std::string, NodeId> seen;
  for (std::size_t i = 0; i < d.grades.size(); ++i) {
    const NodeId grades = d.grades[i].node;
    auto& type = d.policy().choice_types[i];  // DeclareNames made no other
    seen.clear();
    for (const NodeId value : d.Items(grades, "values")) {
      const auto [first, is_new] = seen.try_emplace(d.Text(value), value);
      if (is_new) {
        type.values.push_back(d.Text(value));
      } else {
        d.Report(Code::GR2511, value, {d.Text(value)},
                 {{d.context.Range(first->second), {"first here", "首次出现于此"}}});
      }
    }
    if (d.TextOf(grades, "order") == "worst first") std::ranges::reverse(type.values);
  }
}

}  // namespace greenrule::semantics
