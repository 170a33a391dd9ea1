// Functions: what they take and give. Their bodies are checked where they are called.
#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_types.h"

namespace greenrule::semantics {

void DeclareFunctions(Declarations& d) {
  for (const auto& named : d.functions) {
    Function function;
    function.node = named.node;
    function.symbol = named.symbol;
    const std::string label = d.symbol(named.symbol).Label();
    if (const NodeId owner = d.Child(named.node, "owner"); owner != kNoNode) {
      const auto entity = d.context.names.Resolve(d.context, owner, {NameKind::kEntity});
      if (entity) function.entity = entity->id;
    }
    for (const NodeId node : d.Items(named.node, "parameters")) {
      Function::Parameter parameter;
      parameter.name = d.TextOf(node, "name");
      for (const auto& other : function.parameters) {
        if (other.name == parameter.name) d.Report(Code::GR2590, node, {parameter.name, label});
      }
      const DeclaredType type = ReadType(d, d.Child(node, "type"));
      if (type.type.kind != policy::TypeKind::kUnknown) parameter.type = type.type;
      if (type.type.kind == policy::TypeKind::kNumber) parameter.unit = type.unit;
      function.parameters.push_back(std::move(parameter));
    }
    const DeclaredType type = ReadType(d, d.Child(named.node, "type"));
    if (type.type.kind != policy::TypeKind::kUnknown) function.type = type.type;
    if (type.type.kind == policy::TypeKind::kNumber) function.unit = type.unit;
    if (const NodeId decimals = d.Child(named.node, "decimals"); decimals != kNoNode) {
      if (!d.Has(named.node, "type")) {
        d.Report(Code::GR2591, decimals, {label});
      } else if (const auto read = ReadDecimals(d, decimals, type, label)) {
        if (read->rounded) d.Report(Code::GR2617, d.Child(decimals, "rounded"), {label});
        function.decimals = read->digits;
        function.mode = read->mode;
      }
    }
    d.expressions.AddFunction(std::move(function));
  }
}

}  // namespace greenrule::semantics
