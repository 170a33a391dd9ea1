#include "tests/oracle/builder.h"

#include <algorithm>

namespace greenrule::oracle {

policy::Dimension DimensionOf(Measure measure) {
  if (measure == kPure) return {};
  return {{static_cast<Id>(measure - 1), 1}};
}

Type NumberType(Measure measure) { return {TypeKind::kNumber, kNo, DimensionOf(measure)}; }

Measure MeasureOf(const Type& type) {
  return type.dimension.empty() ? kPure : static_cast<Measure>(type.dimension[0].first + 1);
}

Type PlainType(TypeKind kind, Id id) { return {kind, id, {}}; }

double BitsOf(const Rational& x) {
  if (x == 0) return 0;
  return double(msb(Integer(abs(numerator(x))))) - double(msb(Integer(denominator(x)))) + 1;
}

Rational CommonStep(const Rational& a, const Rational& b) {
  if (a == 0) return b == 0 ? Rational(1) : b;
  if (b == 0) return a;
  return Rational(Gcd(numerator(a) * denominator(b), numerator(b) * denominator(a)), denominator(a) * denominator(b));
}

namespace {
// Bits of a numerator brought to a finer factor.
double At(const Size& x, const Rational& factor) { return x.numerator + std::max(0.0, BitsOf(x.factor / factor)); }
}  // namespace

Size SizeOfSum(const Size& a, const Size& b) {
  const Rational factor = CommonStep(a.factor, b.factor);
  return {factor, std::max(At(a, factor) + b.denominator, At(b, factor) + a.denominator) + 1, a.denominator + b.denominator};
}

Size SizeOfEither(const Size& a, const Size& b) {
  const Rational factor = CommonStep(a.factor, b.factor);
  return {factor, std::max(At(a, factor), At(b, factor)), std::max(a.denominator, b.denominator)};
}

policy::SymbolId Builder::Symbol(policy::SymbolKind kind, const std::string& name, policy::SymbolId parent) {
  policy::Symbol symbol;
  symbol.kind = kind;
  symbol.name = name;
  symbol.parent = parent;
  policy.symbols.push_back(std::move(symbol));
  return static_cast<policy::SymbolId>(policy.symbols.size() - 1);
}

ScopeId Builder::Scope(policy::Scope scope) {
  levels_.push_back(scope.parent == kNo ? 0 : levels_[scope.parent] + 1);
  policy.scopes.push_back(std::move(scope));
  return static_cast<ScopeId>(policy.scopes.size() - 1);
}

Size Builder::SizeOfConstants(const std::vector<Rational>& values) const {
  Size size{0, 1, 0};
  for (const Rational& v : values) size.factor = CommonStep(size.factor, abs(v));
  if (size.factor == 0) size.factor = 1;
  for (const Rational& v : values) size.numerator = std::max(size.numerator, BitsOf(v / size.factor));
  return size;
}

Size Builder::Sized(const policy::Expr& e) const {
  const auto of = [&](std::size_t i) { return sizes_[e.args[i]]; };
  switch (e.kind) {
    case ExprKind::kConstant: return SizeOfConstants({e.constant.number});
    case ExprKind::kNegate:
    case ExprKind::kAbsolute: return of(0);
    case ExprKind::kAdd:
    case ExprKind::kSubtract: return SizeOfSum(of(0), of(1));
    case ExprKind::kMultiply:
      return {of(0).factor * of(1).factor, of(0).numerator + of(1).numerator, of(0).denominator + of(1).denominator};
    case ExprKind::kDivide:
      return {of(0).factor / of(1).factor, of(0).numerator + of(1).denominator, of(0).denominator + of(1).numerator};
    case ExprKind::kRound:
      return {e.number, std::max(1.0, of(0).numerator + BitsOf(of(0).factor / e.number)) + 1, 0};
    case ExprKind::kSqrt:
      return {e.number, std::max(1.0, (of(0).numerator + BitsOf(of(0).factor)) / 2 - BitsOf(e.number)) + 3, 0};
    case ExprKind::kListSum:
    case ExprKind::kKnownSum:
    case ExprKind::kListAverage:
    case ExprKind::kKnownAverage: {
      Size sum = of(0);
      for (std::size_t i = 1; i < e.args.size(); ++i) sum = SizeOfSum(sum, of(i));
      if (e.kind == ExprKind::kListAverage || e.kind == ExprKind::kKnownAverage) sum.denominator += 3;
      return sum;
    }
    case ExprKind::kMinimum:
    case ExprKind::kMaximum:
    case ExprKind::kKnownMinimum:
    case ExprKind::kKnownMaximum:
    case ExprKind::kIfMissing:
    case ExprKind::kIf: {
      const std::size_t first = e.kind == ExprKind::kIf;
      Size size = of(first);
      for (std::size_t i = first + 1; i < e.args.size(); ++i) size = SizeOfEither(size, of(i));
      return size;
    }
    case ExprKind::kDaysBetween: return {1, 23, 0};
    case ExprKind::kMonthsBetween:
    case ExprKind::kYearsBetween:
    case ExprKind::kYear: return {1, 18, 0};
    case ExprKind::kMonthNumber:
    case ExprKind::kDay: return {1, 5, 0};
    default: return {};
  }
}

ExprId Builder::Add(policy::Expr e) {
  e.may_be_missing = e.may_be_not_applicable = true;
  bool on_peers = false;
  for (ExprId arg : e.args) on_peers = on_peers || (arg != kNo && on_peers_[arg]);
  sizes_.push_back(e.type.kind == TypeKind::kNumber ? Sized(e) : Size{});
  on_peers_.push_back(on_peers);
  policy.exprs.push_back(std::move(e));
  return static_cast<ExprId>(policy.exprs.size() - 1);
}

ExprId Builder::Make(ExprKind kind, Type type, std::vector<ExprId> args) {
  policy::Expr e{.kind = kind};
  e.type = std::move(type);
  for (ExprId arg : args)
    if (arg != kNo && levels_[policy.exprs[arg].scope] > levels_[e.scope]) e.scope = policy.exprs[arg].scope;
  e.args = std::move(args);
  return Add(std::move(e));
}

ExprId Builder::Leaf(ExprKind kind, Type type, ScopeId scope, Id id, std::uint32_t n) {
  policy::Expr e{.kind = kind};
  e.type = std::move(type);
  e.scope = scope;
  e.id = id;
  e.n = n;
  return Add(std::move(e));
}

ExprId Builder::Constant(policy::Constant constant, Type type) {
  policy::Expr e{.kind = ExprKind::kConstant};
  constant.kind = type.kind;
  e.type = std::move(type);
  e.constant = std::move(constant);
  return Add(std::move(e));
}

ExprId Builder::Number(const Rational& value, Measure measure) {
  policy::Constant constant;
  constant.number = value;
  return Constant(std::move(constant), NumberType(measure));
}

ExprId Builder::Rounded(ExprId x, const Rational& quantum, RoundingMode mode) {
  policy::Expr e{.kind = ExprKind::kRound};
  e.type = policy.exprs[x].type;
  e.scope = policy.exprs[x].scope;
  e.number = quantum;
  e.mode = mode;
  e.args = {x};
  return Add(std::move(e));
}

ExprId Builder::Whole(ExprId x) {
  if (sizes_[x].denominator == 0) return x;
  return Rounded(x, random.Pick({Rational(1), Rational(1, 100), Rational(1, 10000), Rational(10), Rational(1, 7)}), Mode());
}

ExprId Builder::Small(ExprId x, double bits) {
  if (sizes_[x].numerator + sizes_[x].denominator <= bits) return x;
  x = Rounded(x, random.Pick({Rational(1), Rational(1, 100), Rational(1000)}), Mode());
  if (sizes_[x].numerator <= bits) return x;
  const ExprId high = Number(Rational(1000000), MeasureOf(type(x)));
  // What is too large is cut off.
  const ExprId cut = Make(ExprKind::kMinimum, type(x), {x, high});
  const ExprId both = Make(ExprKind::kMaximum, type(x), {cut, Number(Rational(-1000), MeasureOf(type(x)))});
  sizes_[both] = {sizes_[both].factor, 21 + std::max(0.0, -BitsOf(sizes_[both].factor)), 0};
  return both;
}

}  // namespace greenrule::oracle
