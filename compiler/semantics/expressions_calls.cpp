// Lookups, parameters on a date, functions.
#include <algorithm>

#include "compiler/semantics/expressions_checker.h"

namespace greenrule::semantics {

namespace {

bool IsText(const Type& type) { return type.kind == TypeKind::kText || type.kind == TypeKind::kCode; }

}  // namespace

ExprId Expressions::Checker::CheckCall(NodeId node) {
  const NodeId name = tree_.Child(node, "name");
  const auto meaning = context_.names.Resolve(context_, name, {NameKind::kFunction, NameKind::kLookup});
  if (!meaning) return Bad(node);
  if (meaning->kind == NameKind::kFunction) return Expand(node, meaning->id);
  return CheckLookup(node, meaning->id, kNoNode, kNoNode);
}

// `L(k)`, `L(k).v`, `L(k).v on D`. The date of an in-force key may be left out: as_of.
ExprId Expressions::Checker::CheckLookup(NodeId call, Id id, NodeId column, NodeId date_node) {
  const policy::Lookup& lookup = policy_.lookups[id];
  const std::string name = context_.symbol(lookup.symbol).Label();
  const std::vector<Diagnostic::Related> related{{context_.symbol(lookup.symbol).range, {"declared here", "在此声明"}}};
  std::uint32_t value = 0;
  if (column != kNoNode) {
    const Meaning* found = context_.names.FindInside(NameKind::kLookupColumn, id, tree_.Text(column));
    if (found == nullptr || found->kind != NameKind::kLookupColumn) {
      Names::ReportUnknown(context_, column, tree_.Text(column),
                           context_.names.Suggest(tree_.Text(column), {NameKind::kLookupColumn}, id));
      return Bad(call);
    }
    value = found->id;
  } else if (lookup.values.size() != 1) {
    std::vector<std::string> columns;
    for (const auto& v : lookup.values) columns.push_back(Spell(call) + "." + v.name);
    Report(lookup.values.empty() ? Code::GR2181 : Code::GR2180, call, {name, WordsText(columns)}, related);
    return Bad(call);
  }
  const auto arguments = tree_.Items(call, "arguments");
  const bool in_force = !lookup.keys.empty() && lookup.keys.back().kind == KeyKind::kInForce;
  if (date_node != kNoNode && !in_force) {
    Report(Code::GR2183, call, {name}, related);
    return Bad(call);
  }
  const std::size_t written = lookup.keys.size() - (in_force ? 1 : 0);
  const bool with_date = in_force && arguments.size() == lookup.keys.size() && date_node == kNoNode;
  if (arguments.size() != written && !with_date) {
    std::string keys;
    for (std::size_t i = 0; i < written; ++i) keys += (i == 0 ? "" : ", ") + lookup.keys[i].name;
    Report(Code::GR2182, call, {name, std::to_string(written), std::to_string(arguments.size()), name + "(" + keys + ")"},
           related);
    return Bad(call);
  }
  std::vector<ExprId> keys;
  bool bad = false;
  for (std::size_t i = 0; i < written; ++i) {
    keys.push_back(CheckKey(arguments[i], lookup, i));
    bad = bad || IsBad(keys.back());
  }
  if (in_force) {
    const NodeId date = with_date ? arguments.back() : date_node;
    keys.push_back(date == kNoNode
                       ? MakeLeaf(ExprKind::kAsOf, {TypeKind::kDate}, policy::kRunScope, kNo, context_.Range(call))
                       : CheckDate(date));
    bad = bad || IsBad(keys.back());
  }
  if (bad) return Bad(call);
  Facts own;
  if (lookup.values[value].type.kind == TypeKind::kNumber) own.unit = lookup.values[value].unit;
  return MakeLookup(ExprKind::kLookupValue, lookup.values[value].type, id, value, std::move(keys), context_.Range(call), own);
}

ExprId Expressions::Checker::MakeLookup(ExprKind kind, Type type, Id lookup, std::uint32_t value, std::vector<ExprId> keys,
                                        SourceRange range, Facts facts) {
  Expr e{.kind = kind};
  e.type = std::move(type);
  for (const ExprId key : keys) {
    if (Level(expr(key).scope) > Level(e.scope)) e.scope = expr(key).scope;
  }
  e.id = lookup;
  e.n = value;
  e.args = std::move(keys);
  e.range = range;
  return Add(std::move(e), std::move(facts));
}

ExprId Expressions::Checker::CheckKey(NodeId node, const policy::Lookup& lookup, std::size_t key) {
  const Type wanted = lookup.keys[key].type;
  const Expected expected{wanted, wanted.kind == TypeKind::kNumber ? std::optional<Unit>(Unit{}) : std::nullopt,
                          lookup.keys[key].name};
  const std::string name = lookup.keys[key].name;
  const policy::SymbolId symbol = lookup.symbol;
  // A code of another list is looked up by its text: no check of a literal against this list here.
  const ExprId id = CheckNode(node, wanted.kind == TypeKind::kCode || wanted.kind == TypeKind::kText ? nullptr : &expected);
  if (IsBad(id)) return id;
  if (facts(id).open) GiveType(id, wanted);
  if (type(id) == wanted || (IsText(type(id)) && IsText(wanted))) return id;
  Report(Code::GR2184, node, {Spell(node), TypeText(type(id)), name, TypeText(wanted)},
         {{context_.symbol(symbol).range, {"declared here", "在此声明"}}});
  return Bad(node);
}

// `k in L`.
ExprId Expressions::Checker::CheckLookupHas(NodeId subject, Id id, NodeId node) {
  const policy::Lookup& lookup = policy_.lookups[id];
  const bool in_force = !lookup.keys.empty() && lookup.keys.back().kind == KeyKind::kInForce;
  if (lookup.keys.size() - (in_force ? 1 : 0) != 1) {
    Report(Code::GR2185, node, {context_.symbol(lookup.symbol).Label()},
           {{context_.symbol(lookup.symbol).range, {"declared here", "在此声明"}}});
    return Bad(node);
  }
  std::vector<ExprId> keys{CheckKey(subject, lookup, 0)};
  if (IsBad(keys[0])) return Bad(node);
  if (in_force) keys.push_back(MakeLeaf(ExprKind::kAsOf, {TypeKind::kDate}, policy::kRunScope, kNo, context_.Range(node)));
  return MakeLookup(ExprKind::kLookupHas, {TypeKind::kYesNo}, id, 0, std::move(keys), context_.Range(node), {});
}

ExprId Expressions::Checker::CheckOn(NodeId node) {
  const NodeId value = tree_.Child(node, "value"), date_node = tree_.Child(node, "date");
  const auto lookup_of = [&](NodeId call) -> const Meaning* {
    const Meaning* meaning = context_.names.Find(tree_.Text(tree_.Child(call, "name")));
    return meaning != nullptr && meaning->kind == NameKind::kLookup ? meaning : nullptr;
  };
  switch (tree_.Kind(value)) {
    case NodeKind::kName: {
      if (FindBound(tree_.Text(value)) != nullptr) break;
      const Meaning* meaning = context_.names.Find(tree_.Text(value));
      if (meaning == nullptr) return CheckName(value, nullptr);
      if (meaning->kind != NameKind::kParameter) break;
      const ExprId date = CheckDate(date_node);
      if (IsBad(date)) return Bad(node);
      const policy::Parameter& parameter = policy_.parameters[meaning->id];
      Facts own;
      if (parameter.type.kind == TypeKind::kNumber) own.unit = parameter.unit;
      return MakeLookup(ExprKind::kParameter, parameter.type, meaning->id, 0, {date}, context_.Range(node), own);
    }
    case NodeKind::kCall:
      if (const Meaning* lookup = lookup_of(value)) return CheckLookup(value, lookup->id, kNoNode, date_node);
      break;
    case NodeKind::kQualified: {
      const NodeId base = tree_.Child(value, "base");
      if (tree_.Kind(base) != NodeKind::kCall) break;
      if (const Meaning* lookup = lookup_of(base)) return CheckLookup(base, lookup->id, tree_.Child(value, "name"), date_node);
      break;
    }
    default: break;
  }
  Report(Code::GR2186, node, {Spell(value)});
  return Bad(node);
}

// ---- functions ---------------------------------------------------------------------------------------------------------------

Id Expressions::Checker::AddFunction(Function function) {
  functions_.push_back({std::move(function)});
  return static_cast<Id>(functions_.size() - 1);
}

// The body by itself, its parameters standing for values of their types.
void Expressions::Checker::CheckFunction(Id id) {
  if (functions_[id].checked) return;
  functions_[id].checked = functions_[id].active = true;
  const Function function = functions_[id].function;
  const Mark mark = Here();
  std::unordered_map<std::string, ExprId> bound;
  functions_[id].asks_blank.assign(function.parameters.size(), false);
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const Function::Parameter& parameter = function.parameters[i];
    Expr value{.kind = ExprKind::kNothing};
    value.state = kUndetermined;
    if (parameter.type) value.type = *parameter.type;
    const ExprId standin = bound[parameter.name] = Add(std::move(value), {parameter.unit});
    standins_[standin] = {id, i};
  }
  std::vector<Frame> frames = std::exchange(frames_, {});
  auto open_rows = std::exchange(open_rows_, {});
  const bool statistic = std::exchange(statistic_, false);
  const std::size_t root_depth = std::exchange(root_depth_, function.decimals ? depth_ + 1 : 0);
  const ScopeId scope = function.entity == kNo ? policy::kRunScope : policy_.entities[function.entity].scope;
  for (ScopeId s = scope; s != kNo; s = policy_.scopes[s].parent) frames_.push_back({s});
  std::reverse(frames_.begin(), frames_.end());
  Frame wall;
  wall.call = true;
  wall.entity = function.entity;
  wall.bound = &bound;
  frames_.push_back(wall);
  ++calls_;
  const std::size_t errors = context_.sink.ErrorCount();
  DemandResult(function, CheckBody(function), tree_.Child(function.node, "body"));
  functions_[id].broken = context_.sink.ErrorCount() != errors;
  --calls_;
  frames_ = std::move(frames);
  open_rows_ = std::move(open_rows);
  statistic_ = statistic;
  root_depth_ = root_depth;
  for (const auto& [name, standin] : bound) standins_.erase(standin);
  Drop(mark);
  functions_[id].active = false;
}

ExprId Expressions::Checker::CheckBody(const Function& function) {
  std::optional<Expected> expected;
  if (function.type) expected = Expected{*function.type, function.unit, Spell(tree_.Child(function.node, "label"))};
  const ExprId body = CheckNode(tree_.Child(function.node, "body"), expected ? &*expected : nullptr);
  if (facts(body).open && function.type) GiveType(body, *function.type);
  return body;
}

bool Expressions::Checker::DemandResult(const Function& function, ExprId body, NodeId node) {
  if (IsBad(body)) return false;
  if (facts(body).open) {
    Report(Code::GR2106, node, {Spell(node)});
    return false;
  }
  if (!function.type || type(body) == *function.type || (IsText(type(body)) && IsText(*function.type))) return true;
  const bool units = type(body).kind == TypeKind::kNumber && function.type->kind == TypeKind::kNumber;
  Report(units ? Code::GR2104 : Code::GR2105, node,
         {context_.symbol(function.symbol).Label(), AmountText(context_, *function.type, function.unit), Spell(node),
          ValueText(body)});
  return false;
}

ExprId Expressions::Checker::Expand(NodeId call, Id id) {
  if (functions_[id].active) {
    Report(Code::GR2190, call, {context_.symbol(functions_[id].function.symbol).Label()});
    return Bad(call);
  }
  CheckFunction(id);
  const Function function = functions_[id].function;
  const std::string name = context_.symbol(function.symbol).Label();
  const std::vector<Diagnostic::Related> related{{context_.symbol(function.symbol).range, {"declared here", "在此声明"}}};
  const auto arguments = tree_.Items(call, "arguments");
  if (arguments.size() != function.parameters.size()) {
    Report(Code::GR2191, call,
           {name, std::to_string(function.parameters.size()), std::to_string(arguments.size())}, related);
    return Bad(call);
  }
  if (function.entity != kNo && !EntityScope(function.entity)) {
    Report(Code::GR2192, call, {name, context_.symbol(policy_.entities[function.entity].symbol).Label()}, related);
    return Bad(call);
  }
  std::unordered_map<std::string, ExprId> bound;
  std::string key = std::to_string(id) + "@" + std::to_string(Standing());
  bool bad = functions_[id].broken;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Function::Parameter& parameter = function.parameters[i];
    std::optional<Expected> expected;
    if (parameter.type) expected = Expected{*parameter.type, parameter.unit, parameter.name};
    const ExprId argument = CheckNode(arguments[i], expected ? &*expected : nullptr);
    if (facts(argument).open && parameter.type) GiveType(argument, *parameter.type);
    if (IsBad(argument)) {
      bad = true;
      continue;
    }
    if (facts(argument).open) {
      Report(Code::GR2106, arguments[i], {Spell(arguments[i])});
      bad = true;
    } else if (parameter.type && type(argument) != *parameter.type &&
               !(IsText(type(argument)) && IsText(*parameter.type))) {
      Report(Code::GR2193, arguments[i],
             {Spell(arguments[i]), ValueText(argument), parameter.name,
              AmountText(context_, *parameter.type, parameter.unit)}, related);
      bad = true;
    } else if (functions_[id].asks_blank[i] && !CanBeBlank(argument)) {
      Report(Code::GR2128, arguments[i], {Spell(arguments[i])}, related);
      bad = true;
    }
    bound[parameter.name] = argument;
    key += ":" + std::to_string(argument);
  }
  if (bad) return Bad(call);
  if (const auto known = expansions_.find(key); known != expansions_.end()) {
    Touch(expr(known->second).scope);
    return known->second;
  }
  Frame wall;
  wall.call = true;
  wall.entity = function.entity;
  wall.bound = &bound;
  frames_.push_back(wall);
  const std::size_t root_depth = std::exchange(root_depth_, function.decimals ? depth_ + 1 : 0);
  ++calls_;
  ExprId result = CheckBody(function);
  --calls_;
  root_depth_ = root_depth;
  frames_.pop_back();
  if (!DemandResult(function, result, tree_.Child(function.node, "body"))) return Bad(call);
  if (function.decimals && type(result).kind == TypeKind::kNumber) {
    Rational quantum = function.unit ? function.unit->scale : Rational(1);
    for (int i = 0; i < *function.decimals; ++i) quantum /= 10;
    result = RoundTo(result, quantum, function.mode, context_.Range(call));
  }
  if (function.unit && result != kNo && expr(result).kind != ExprKind::kConstant && !IsArgument(bound, result)) {
    FactsOf(result).unit = function.unit;
  }
  expansions_[key] = result;
  return result;
}

bool Expressions::Checker::IsArgument(const std::unordered_map<std::string, ExprId>& bound, ExprId id) {
  return std::any_of(bound.begin(), bound.end(), [&](const auto& argument) { return argument.second == id; });
}

}  // namespace greenrule::semantics
