#include <fmt/format.h>

#include <variant>

#include "compiler/semantics/print.h"
#include "runtime/program/calendar.h"

namespace greenrule {

using policy::Aggregate;
using policy::Cell;
using policy::Expr;
using policy::ExprId;
using policy::ExprKind;
using policy::Id;
using policy::kNo;
using policy::Policy;
using policy::Scope;
using policy::ScopeKind;
using policy::Type;
using policy::TypeKind;

namespace {

std::string_view ReasonText(State state) {
  switch (state) {
#define REASON(name, byte, english, chinese) \
  case byte: return english;
    GREENRULE_REASONS(REASON)
#undef REASON
    default: return "own reason";
  }
}

std::string_view FunctionText(Aggregate function) {
  switch (function) {
    case Aggregate::kCount: return "count";
    case Aggregate::kAtLeast: return "at least";
    case Aggregate::kAny: return "any";
    case Aggregate::kEvery: return "every";
    case Aggregate::kSum: return "sum";
    case Aggregate::kAverage: return "average";
    case Aggregate::kMin: return "min";
    case Aggregate::kMax: return "max";
    case Aggregate::kLatest: return "latest";
    case Aggregate::kEarliest: return "earliest";
    case Aggregate::kDistinctCount: return "distinct count";
    case Aggregate::kMedian: return "median";
  }
  return "";
}

std::string_view FigureText(FigureKind kind) {
  switch (kind) {
    case FigureKind::kCount: return "count";
    case FigureKind::kSum: return "sum";
    case FigureKind::kAverage: return "average";
    case FigureKind::kMin: return "min";
    case FigureKind::kMax: return "max";
    case FigureKind::kMedian: return "median";
    case FigureKind::kPercentile: return "percentile";
    case FigureKind::kRank: return "rank";
  }
  return "";
}

std::string_view ModeText(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfAway: return "half away";
    case RoundingMode::kHalfEven: return "half even";
    case RoundingMode::kHalfDown: return "half down";
    case RoundingMode::kUp: return "up";
    case RoundingMode::kDown: return "down";
    case RoundingMode::kCeiling: return "ceiling";
    case RoundingMode::kFloor: return "floor";
  }
  return "";
}

// The sign between two operands, or empty.
std::string_view SignOf(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAdd: return " + ";
    case ExprKind::kSubtract: return " - ";
    case ExprKind::kMultiply: return " * ";
    case ExprKind::kDivide: return " / ";
    case ExprKind::kEqual: return " = ";
    case ExprKind::kNotEqual: return " <> ";
    case ExprKind::kLess: return " < ";
    case ExprKind::kLessEqual: return " <= ";
    case ExprKind::kGreater: return " > ";
    case ExprKind::kGreaterEqual: return " >= ";
    case ExprKind::kAnd: return " and ";
    case ExprKind::kOr: return " or ";
    case ExprKind::kStartsWith: return " starts with ";
    case ExprKind::kIfMissing: return " if missing ";
    default: return "";
  }
}

bool SameLevel(ExprKind a, ExprKind b) {
  const auto level = [](ExprKind kind) {
    if (kind == ExprKind::kAdd || kind == ExprKind::kSubtract) return 1;
    return kind == ExprKind::kMultiply || kind == ExprKind::kDivide ? 2 : 0;
  };
  return level(a) != 0 && level(a) == level(b);
}

// What is written as a function of its operands.
std::string_view WordOf(ExprKind kind) {
  switch (kind) {
    case ExprKind::kNegate: return "-";
    case ExprKind::kAbsolute: return "abs";
    case ExprKind::kMinimum: return "min";
    case ExprKind::kMaximum: return "max";
    case ExprKind::kKnownMinimum: return "min known";
    case ExprKind::kKnownMaximum: return "max known";
    case ExprKind::kKnownSum: return "sum known";
    case ExprKind::kKnownAverage: return "average known";
    case ExprKind::kListSum: return "sum";
    case ExprKind::kListAverage: return "average";
    case ExprKind::kNot: return "not";
    case ExprKind::kIsMissing: return "is missing";
    case ExprKind::kIsKnown: return "is known";
    case ExprKind::kIsNotApplicable: return "is not applicable";
    case ExprKind::kIsBlank: return "is blank";
    case ExprKind::kIsHit: return "is hit";
    case ExprKind::kIsClear: return "is clear";
    case ExprKind::kIsUndetermined: return "is undetermined";
    case ExprKind::kYear: return "year";
    case ExprKind::kMonthNumber: return "month number";
    case ExprKind::kDay: return "day";
    case ExprKind::kMonthOf: return "month";
    case ExprKind::kFirstDay: return "first day";
    case ExprKind::kLastDay: return "last day";
    case ExprKind::kAddDays: return "add days";
    case ExprKind::kAddMonths: return "add months";
    case ExprKind::kDaysBetween: return "days between";
    case ExprKind::kMonthsBetween: return "months between";
    case ExprKind::kYearsBetween: return "years between";
    default: return "";
  }
}

class ExprPrinter {
 public:
  explicit ExprPrinter(const Policy& policy) : policy_(policy) {}

  std::string Print(ExprId id) {
    std::string text;
    std::vector<Part> pending{Bare{id}};
    for (std::size_t parts = 0; !pending.empty(); ++parts) {
      Part part = std::move(pending.back());
      pending.pop_back();
      if (parts > kMaxPrinted) return text + "…";
      if (const auto* words = std::get_if<std::string>(&part)) {
        text += *words;
        continue;
      }
      const auto* bare = std::get_if<Bare>(&part);
      std::vector<Part> inner = Write(bare != nullptr ? bare->id : std::get<ExprId>(part), bare != nullptr);
      for (std::size_t i = inner.size(); i-- > 0;) pending.push_back(std::move(inner[i]));
    }
    return text;
  }

 private:
  struct Bare {  // an operand that needs no brackets
    ExprId id;
  };
  using Part = std::variant<std::string, ExprId, Bare>;
  using Parts = std::vector<Part>;

  std::string Label(policy::SymbolId symbol) const { return symbol == kNo ? "?" : policy_.symbols[symbol].Label(); }

  Parts List(std::string open, const std::vector<ExprId>& args, std::string_view between, std::string close) const {
    Parts parts{std::move(open)};
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (i > 0) parts.emplace_back(std::string(between));
      if (args[i] != kNo) parts.emplace_back(args[i]);
    }
    parts.emplace_back(std::move(close));
    return parts;
  }

  // `feed.field`, by its row's alias where it has one.
  std::string InScope(const Expr& e, const std::string& whole, const std::string& name) const {
    const Scope& scope = policy_.scopes[e.scope];
    return (scope.alias.empty() ? whole : scope.alias) + "." + name;
  }

  Parts WriteAggregate(const Expr& e) const {
    const Scope* over = &policy_.scopes[e.id];
    const bool grouped = over->kind == ScopeKind::kGroups;
    const Scope& rows = grouped ? policy_.scopes[over->other] : *over;
    Parts parts{std::string(FunctionText(e.function)) + (e.known ? " known(" : "(")};
    if (e.args[2] != kNo) {
      parts.emplace_back(e.args[2]);
      parts.emplace_back(std::string(" "));
    }
    if (e.args[0] != kNo) {
      parts.emplace_back(e.args[0]);
      parts.emplace_back(std::string(" of "));
    }
    std::string source;
    switch (rows.kind) {
      case ScopeKind::kRows: source = Label(policy_.feeds[rows.subject].symbol); break;
      case ScopeKind::kLookupRows: source = Label(policy_.lookups[rows.subject].symbol); break;
      case ScopeKind::kPopulation: source = "all " + Label(policy_.entities[rows.subject].symbol); break;
      default: source = Label(policy_.entities[rows.subject].symbol); break;
    }
    if (policy_.scopes[e.scope].kind == ScopeKind::kGroups && policy_.scopes[e.scope].other == e.id) source = "group";
    if (!rows.alias.empty()) source += " as " + rows.alias;
    if (rows.parent != kNo && policy_.scopes[rows.parent].kind == ScopeKind::kRows) source += " per outer row";
    parts.emplace_back(std::move(source));
    if (grouped) {
      for (std::size_t i = 0; i < over->group_by.size(); ++i) {
        parts.emplace_back(std::string(i == 0 ? " by " : ", "));
        parts.emplace_back(over->group_by[i]);
      }
    }
    const ExprId where = grouped ? over->where : e.args[1];
    if (where != kNo) {
      parts.emplace_back(std::string(" where "));
      parts.emplace_back(where);
    }
    parts.emplace_back(std::string(")"));
    return parts;
  }

  Parts WriteFigure(const Expr& e) const {
    const policy::PeerFigure& figure = policy_.figures[e.id];
    std::string open(FigureText(figure.kind));
    if (figure.kind == FigureKind::kPercentile) open += " " + FormatRational(figure.p);
    if (figure.kind == FigureKind::kRank) open += figure.higher_is_better ? " highest first" : " lowest first";
    Parts parts{open + "(", figure.value, " among " + Label(policy_.entities[figure.entity].symbol)};
    for (std::size_t i = 0; i < figure.by.size(); ++i) {
      parts.emplace_back(std::string(i == 0 ? " by " : ", "));
      parts.emplace_back(figure.by[i]);
    }
    if (figure.where != kNo) {
      parts.emplace_back(std::string(" where "));
      parts.emplace_back(figure.where);
    }
    parts.emplace_back(std::string(")"));
    return parts;
  }

  Parts Write(ExprId id, bool bare) const {
    const Expr& e = policy_.exprs[id];
    if (const std::string_view sign = SignOf(e.kind); !sign.empty()) {
      Parts parts = List(bare ? "" : "(", e.args, sign, bare ? "" : ")");
      // `a + b - c` is one chain.
      if (SameLevel(e.kind, policy_.exprs[e.args[0]].kind)) parts[1] = Bare{e.args[0]};
      return parts;
    }
    if (const std::string_view word = WordOf(e.kind); !word.empty()) {
      return List(std::string(word) + "(", e.args, ", ", ")");
    }
    switch (e.kind) {
      case ExprKind::kConstant: return {PrintConstant(policy_, e.constant, e.type)};
      case ExprKind::kNothing:
        if (e.type.kind == TypeKind::kUnknown) return {std::string("<in error>")};
        if (e.state == kNotApplicable) return {std::string("not applicable")};
        return {e.state == kUndetermined ? std::string("undetermined") : "missing \"" + e.text + "\""};
      case ExprKind::kAsOf: return {std::string("as_of")};
      case ExprKind::kField: {
        const policy::Field& field = policy_.fields[e.id];
        return {InScope(e, Label(policy_.feeds[field.feed].symbol), Label(field.symbol))};
      }
      case ExprKind::kRule:
      case ExprKind::kScore: {
        const policy::Rule& rule = policy_.rules[e.id];
        const ScopeKind scope = policy_.scopes[e.scope].kind;
        std::string text = Label(rule.symbol);
        if (scope == ScopeKind::kChildren || scope == ScopeKind::kPopulation) {
          text = InScope(e, Label(policy_.entities[rule.entity].symbol), text);
        }
        return {text + (e.kind == ExprKind::kScore ? ".score" : "")};
      }
      case ExprKind::kParameter: {
        const std::string name = Label(policy_.parameters[e.id].symbol);
        if (e.args.empty()) return {name};
        return {name + " on ", e.args[0]};
      }
      case ExprKind::kLookupValue: {
        const policy::Lookup& lookup = policy_.lookups[e.id];
        return List(Label(lookup.symbol) + "(", e.args, ", ", ")." + lookup.values[e.n].name);
      }
      case ExprKind::kLookupHas: return List("in " + Label(policy_.lookups[e.id].symbol) + "(", e.args, ", ", ")");
      case ExprKind::kLookupCell: {
        const policy::Lookup& lookup = policy_.lookups[e.id];
        return {InScope(e, Label(lookup.symbol), lookup.values[e.n].name)};
      }
      case ExprKind::kLookupKey: {
        const policy::Lookup& lookup = policy_.lookups[e.id];
        return {InScope(e, Label(lookup.symbol), lookup.keys[e.n].name)};
      }
      case ExprKind::kGroupKey: return {std::string("key "), policy_.scopes[e.scope].group_by[e.n]};
      case ExprKind::kRound:
      case ExprKind::kSqrt:
        return List(e.kind == ExprKind::kRound ? "round(" : "sqrt(", e.args, ", ",
                    fmt::format(" to {}{})", FormatRational(e.number),
                                e.mode == RoundingMode::kHalfAway ? std::string() : " " + std::string(ModeText(e.mode))));
      case ExprKind::kCell: return {e.args[0], " is " + PrintCell(policy_, e.id)};
      case ExprKind::kIf:
        return {std::string(bare ? "if " : "(if "), e.args[0], std::string(" then "), e.args[1],
                std::string(" else "), e.args[2], std::string(bare ? "" : ")")};
      case ExprKind::kItem: return {Label(policy_.items[e.id].symbol)};
      case ExprKind::kFirstLetters: return List(fmt::format("first {} of(", e.n), e.args, ", ", ")");
      case ExprKind::kAggregate: return WriteAggregate(e);
      case ExprKind::kFigure: return WriteFigure(e);
      case ExprKind::kCoverage: return {"coverage of " + Label(policy_.rules[e.id].symbol)};
      default: return {std::string("?")};
    }
  }

  const Policy& policy_;
};

}  // namespace

std::string PrintDay(Day day) {
  const Civil civil = CivilOf(day);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string PrintConstant(const Policy& policy, const policy::Constant& constant, const Type& type) {
  if (constant.state == kNotApplicable) return "not applicable";
  if (IsMissing(constant.state)) {
    const bool own = constant.state <= kFirstOwnReason && !constant.text.empty();
    return own ? "missing \"" + constant.text + "\"" : "missing (" + std::string(ReasonText(constant.state)) + ")";
  }
  const auto integer = [&] { return numerator(constant.number).convert_to<std::int64_t>(); };
  switch (type.kind) {
    case TypeKind::kYesNo: return constant.number == 0 ? "no" : "yes";
    case TypeKind::kText:
    case TypeKind::kCode: return "\"" + constant.text + "\"";
    case TypeKind::kDate: return PrintDay(static_cast<Day>(integer()));
    case TypeKind::kMonth: return fmt::format("{:04}-{:02}", integer() / 12, integer() % 12 + 1);
    case TypeKind::kChoice: {
      const auto& values = policy.choice_types[type.id].values;
      const auto position = static_cast<std::size_t>(integer());
      return position < values.size() ? values[position] : "?";
    }
    case TypeKind::kChecklist:
      return constant.number == 0 ? "hit" : constant.number == 1 ? "clear" : "undetermined";
    default: return FormatRational(constant.number);
  }
}

std::string PrintCell(const Policy& policy, Id id) {
  const Cell& cell = policy.cells[id];
  const std::string negated = cell.negated ? "not " : "";
  switch (cell.kind) {
    case Cell::kAny: return "-";
    case Cell::kOtherwise: return "otherwise";
    case Cell::kMissing: return negated + "missing";
    case Cell::kNotApplicable: return negated + "not applicable";
    case Cell::kValues: break;
  }
  std::string text;
  for (const policy::CellSpan& span : cell.spans) {
    if (!text.empty()) text += ", ";
    if (span.low != kNo && span.low == span.high) {
      text += PrintExpr(policy, span.low);
    } else if (span.high == kNo) {
      text += (span.low_open ? "> " : ">= ") + PrintExpr(policy, span.low);
    } else if (span.low == kNo) {
      text += (span.high_open ? "< " : "<= ") + PrintExpr(policy, span.high);
    } else {
      text += PrintExpr(policy, span.low) + (span.high_open ? " to below " : " to ") + PrintExpr(policy, span.high);
    }
  }
  return negated + (cell.spans.size() == 1 && !cell.negated ? text : "(" + text + ")");
}

std::string PrintType(const Policy& policy, const Type& type) {
  switch (type.kind) {
    case TypeKind::kNumber: {
      std::string text = "number";
      for (const auto& [base, exponent] : type.dimension) {
        text += fmt::format("{}u{}{}", text == "number" ? " " : "·", base, exponent == 1 ? "" : fmt::format("^{}", exponent));
      }
      return text;
    }
    case TypeKind::kYesNo: return "yes-no";
    case TypeKind::kText: return "text";
    case TypeKind::kDate: return "date";
    case TypeKind::kMonth: return "month";
    case TypeKind::kChoice: {
      const policy::ChoiceType& choice = policy.choice_types[type.id];
      if (choice.symbol != kNo) return policy.symbols[choice.symbol].Label();
      return fmt::format("one of ({})", fmt::join(choice.values, ", "));
    }
    case TypeKind::kCode: return "code in " + policy.symbols[policy.lookups[type.id].symbol].Label();
    case TypeKind::kChecklist: return "checklist";
    case TypeKind::kUnknown: break;
  }
  return "unknown";
}

std::string PrintExpr(const Policy& policy, ExprId id) { return id == kNo ? "" : ExprPrinter(policy).Print(id); }

}  // namespace greenrule
