#include "compiler/lowering/symbols.h"

namespace greenrule {

namespace {
std::string_view KindName(policy::SymbolKind kind) {
  using enum policy::SymbolKind;
  switch (kind) {
    case kUnit: return "unit";
    case kDepartment: return "department";
    case kEntity: return "entity";
    case kFeed: return "feed";
    case kField: return "field";
    case kLookup: return "lookup";
    case kLookupColumn: return "column";
    case kParameter: return "parameter";
    case kQuantity: return "quantity";
    case kFactor: return "factor";
    case kIndicator: return "indicator";
    case kComposite: return "composite";
    case kBands: return "bands";
    case kPoints: return "points";
    case kChecklist: return "checklist";
    case kItem: return "item";
    case kTable: return "table";
    case kRow: return "row";
    case kTableOutput: return "output";
    case kGrades: return "grades";
    case kFunction: return "function";
    case kStatistic: return "statistic";
    case kResult: return "result";
    case kTask: return "task";
    case kStep: return "step";
    case kExample: return "example";
    case kLevel: return "level";
  }
  return "";
}
}  // namespace

std::vector<Symbol> ProgramSymbols(const policy::Policy& policy, const std::vector<std::string>& files, std::uint32_t base) {
  std::vector<Symbol> out;
  for (const policy::Symbol& s : policy.symbols) {
    Symbol symbol{std::string(KindName(s.kind)), s.code, s.name, s.title, "", "", 0, 0, kNone};
    for (const policy::Citation& cite : s.cites) symbol.citation += (symbol.citation.empty() ? "" : "; ") + cite.text;
    if (s.range.file >= 0 && static_cast<std::size_t>(s.range.file) < files.size()) {
      symbol.file = files[s.range.file];
      symbol.line = s.range.begin_line;
      symbol.column = s.range.begin_column;
    }
    if (s.parent != policy::kNo) symbol.parent = base + s.parent;
    out.push_back(std::move(symbol));
  }
  for (const policy::Entity& entity : policy.entities)
    for (const auto& key : entity.keys)
      out.push_back({"key", "", key.name, "", "", "", 0, 0, entity.symbol == policy::kNo ? kNone : base + entity.symbol});
  return out;
}

}  // namespace greenrule
