// The General Decimal Arithmetic test cases, in exact arithmetic and in every machine lane that holds them.
//
// The suite knows one operation where Greenrule has two: an exact result, and a rounding that somebody wrote.
// So each case is computed exactly as a Rational, and RoundTo then rounds it where the case's precision says.
// Where numerator and divisor fit a lane, the lane computes it too. What is left out, and why, is counted and
// printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/number/lane_integer.h"
#include "runtime/number/lanes.h"
#include "runtime/number/rational.h"
#include "tests/number/dectest_reader.h"

namespace greenrule {
namespace {

namespace mp = boost::multiprecision;

// The limits of what is run. Lanes hold 256 bits, so at most 77 digits; exact arithmetic is tested as far as
// a text may be written (kMaxWrittenDigits), and to powers of ten that still take milliseconds: decimal128
// ends at 10^6144.
constexpr long kMaxExponent = 10'000;
constexpr long kMaxPrecisionOfUnending = 1'000;
// 10^76 is the greatest power of ten within 256 bits.
constexpr long kMaxLaneScale = 76;

// What the suite of Python 3.11 holds; a reader that loses cases must not pass.
constexpr int kLeastCasesRun = 18'000;

const std::vector<std::string> kOperations = {"add",    "subtract", "multiply", "compare",
                                              "divide", "quantize", "rescale",  "squareroot"};

const std::map<std::string, RoundingMode> kModes = {
    {"half_up", RoundingMode::kHalfAway},   {"half_even", RoundingMode::kHalfEven},
    {"half_down", RoundingMode::kHalfDown}, {"up", RoundingMode::kUp},
    {"down", RoundingMode::kDown},          {"ceiling", RoundingMode::kCeiling},
    {"floor", RoundingMode::kFloor},
};

struct Number {
  Integer coefficient;
  long exponent = 0;
};

const Integer& TenTo(long exponent) {
  static std::map<long, Integer> powers;
  Integer& power = powers[exponent];
  if (power == 0) power = Pow10(static_cast<unsigned>(exponent));
  return power;
}

Rational Value(const Number& number) {
  if (number.exponent < 0) return Rational(number.coefficient, TenTo(-number.exponent));
  return Rational(number.coefficient * TenTo(number.exponent));
}

// The exponent of the first digit: 0 for 1 to 9.99…; x > 0.
long LeadingExponent(const Rational& x) {
  const Integer n = mp::numerator(x), d = mp::denominator(x);
  // 2^10 is more than 10^3, so a third of a bit more than this is not reached.
  long exponent = (static_cast<long>(mp::msb(n)) - static_cast<long>(mp::msb(d)) - 1) * 30103 / 100000 - 1;
  while (x >= Value({1, exponent + 1})) ++exponent;
  return exponent;
}

struct Tally {
  int cases = 0, exact = 0, double53 = 0, lane64 = 0, lane128 = 0, lane256 = 0;
};

class Suite {
 public:
  void Run(const DecTestCase& test) {
    ++tallies_[test.operation].cases;
    if (const std::optional<std::string> reason = Judge(test)) ++left_out_[*reason][test.operation];
  }

  void Print() const;
  void Expect() const;

 private:
  // The reason why the case is left out, or nothing once it has been run.
  std::optional<std::string> Judge(const DecTestCase& test);
  void Compare(const DecTestCase& test, const Number& a, const Number& b, const Number& expected);
  template <MachineLane Lane>
  bool CompareInLane(const DecTestCase& test, const Integer& a, const Integer& b, const Integer& expected);
  template <MachineLane Lane>
  bool CombineInLane(const DecTestCase& test, const Integer& a, const Integer& b, const Integer& result);
  template <MachineLane Lane>
  bool RoundInLane(const DecTestCase& test, const Integer& n, const Integer& d, RoundingMode mode,
                   const Integer& expected);
  void Require(bool right, const DecTestCase& test, const char* where) {
    if (!right) failures_.push_back(test.id + ' ' + test.operation + " (" + where + ")");
  }

  std::map<std::string, Tally> tallies_;
  std::map<std::string, int> modes_;
  std::map<std::string, std::map<std::string, int>> left_out_;
  std::vector<std::string> failures_;
};

std::optional<std::string> Suite::Judge(const DecTestCase& test) {
  std::vector<Number> operands;
  for (const std::string& operand : test.operands) {
    if (operand.starts_with('#')) return "an operand is an encoding, not a number";
    const std::optional<DecTestNumber> number = ParseDecTestNumber(operand);
    if (!number) return "an operand is not finite";
    if (number->digits.size() > kMaxWrittenDigits) return "an operand has more than 400 digits";
    if (std::abs(number->exponent) > kMaxExponent) return "an exponent is beyond 10,000";
    Integer coefficient(number->digits);
    operands.push_back({number->negative ? Integer(-coefficient) : coefficient, number->exponent});
  }
  if (!test.context.extended) return "subset arithmetic, which rounds operands first";
  const auto mode_found = kModes.find(test.context.rounding);
  if (mode_found == kModes.end()) return "rounding 05up, which the language has not";
  if (test.expected.starts_with('#')) return "the result is an encoding, not a number";
  const auto has = [&test](const char* condition) {
    return std::find(test.conditions.begin(), test.conditions.end(), condition) != test.conditions.end();
  };
  if (has("overflow")) return "the result is beyond the case's exponents (Overflow)";
  const std::optional<DecTestNumber> expected_text = ParseDecTestNumber(test.expected);
  if (!expected_text) {
    if (has("division_by_zero") || has("division_undefined")) return "division by zero";
    if (test.operation == "squareroot") return "root of a negative number";
    return "quantize beyond the case's precision or exponents";
  }
  const Integer digits(expected_text->digits);
  const Number expected{expected_text->negative ? Integer(-digits) : digits, expected_text->exponent};

  const std::string& operation = test.operation;
  const Number& a = operands[0];
  const Number b = operands.size() > 1 ? operands[1] : Number{0, 0};
  Tally& tally = tallies_[operation];
  if (operation == "compare") {
    Compare(test, a, b, expected);
    ++tally.exact;
    ++modes_[test.context.rounding];
    return std::nullopt;
  }

  // The root is always rounded to even in the suite, whatever the context says.
  const bool root = operation == "squareroot";
  const RoundingMode mode = root ? RoundingMode::kHalfEven : mode_found->second;
  Rational exact = Value(a);
  if (operation == "add") exact += Value(b);
  if (operation == "subtract") exact -= Value(b);
  if (operation == "multiply") exact *= Value(b);
  if (operation == "divide") exact /= Value(b);

  // Where to round: to the written exponent, or to `precision` digits, but no finer than the least exponent.
  long place = 0;
  if (operation == "quantize") {
    place = b.exponent;
  } else if (operation == "rescale") {
    const Rational written = Value(b);
    if (abs(written) > kMaxExponent) return "an exponent is beyond 10,000";
    place = static_cast<long>(mp::numerator(written));
  } else {
    const long finest = test.context.min_exponent - (test.context.precision - 1);
    long leading = exact == 0 ? 0 : LeadingExponent(abs(exact));
    if (root) leading = leading >= 0 ? leading / 2 : -((1 - leading) / 2);
    place = std::max(leading - test.context.precision + 1, finest);
    if (const std::optional<unsigned> decimals = DecimalsNeeded(exact); decimals && !root) {
      place = std::max(place, -static_cast<long>(*decimals));
    } else if (test.context.precision > kMaxPrecisionOfUnending) {
      return "an unending result to more than 1,000 digits";
    }
  }
  const Rational quantum = Value({1, place});
  const Rational rounded = root ? SqrtRounded(exact, quantum, mode) : RoundTo(exact, quantum, mode);
  Require(rounded == Value(expected), test, "exact");
  if (operation == "quantize" || operation == "rescale") Require(expected.exponent == place, test, "quantum");
  ++tally.exact;
  ++modes_[root ? "half_even" : test.context.rounding];

  // The same as n / d in integers, n from the operation itself, for the lanes.
  const Rational multiples = Value(expected) / quantum;
  if (!IsInteger(multiples)) return std::nullopt;  // wrong, and already said
  const Integer target = mp::numerator(multiples);
  Integer n = a.coefficient, d = 1;
  long shift = a.exponent - place;
  bool fits64 = true, fits128 = true, fits256 = true;
  if (operation == "add" || operation == "subtract") {
    const long common = std::min(a.exponent, b.exponent);
    if (std::max(a.exponent, b.exponent) - common > kMaxLaneScale) return std::nullopt;
    const Integer left = a.coefficient * TenTo(a.exponent - common);
    const Integer right = b.coefficient * TenTo(b.exponent - common);
    n = operation == "add" ? Integer(left + right) : Integer(left - right);
    shift = common - place;
    fits64 = CombineInLane<Int64>(test, left, right, n);
    fits128 = CombineInLane<Int128>(test, left, right, n);
    fits256 = CombineInLane<Int256>(test, left, right, n);
  } else if (operation == "multiply") {
    n = a.coefficient * b.coefficient;
    shift = a.exponent + b.exponent - place;
    fits64 = CombineInLane<Int64>(test, a.coefficient, b.coefficient, n);
    fits128 = CombineInLane<Int128>(test, a.coefficient, b.coefficient, n);
    fits256 = CombineInLane<Int256>(test, a.coefficient, b.coefficient, n);
  } else if (operation == "divide") {
    d = b.coefficient;
    shift -= b.exponent;
  } else if (root) {
    shift -= place;
  }
  if (std::abs(shift) > kMaxLaneScale) return std::nullopt;
  (shift > 0 ? n : d) *= TenTo(std::abs(shift));
  tally.lane64 += fits64 && RoundInLane<Int64>(test, n, d, mode, target);
  tally.lane128 += fits128 && RoundInLane<Int128>(test, n, d, mode, target);
  tally.lane256 += fits256 && RoundInLane<Int256>(test, n, d, mode, target);
  return std::nullopt;
}

void Suite::Compare(const DecTestCase& test, const Number& a, const Number& b, const Number& expected) {
  const Rational left = Value(a), right = Value(b);
  const Integer order = left < right ? -1 : left > right ? 1 : 0;
  Require(Rational(order) == Value(expected), test, "exact");
  const long common = std::min(a.exponent, b.exponent);
  if (std::max(a.exponent, b.exponent) - common > kMaxLaneScale) return;
  const Integer scaled_left = a.coefficient * TenTo(a.exponent - common);
  const Integer scaled_right = b.coefficient * TenTo(b.exponent - common);
  Tally& tally = tallies_[test.operation];
  tally.lane64 += CompareInLane<Int64>(test, scaled_left, scaled_right, order);
  tally.lane128 += CompareInLane<Int128>(test, scaled_left, scaled_right, order);
  tally.lane256 += CompareInLane<Int256>(test, scaled_left, scaled_right, order);
}

template <MachineLane Lane>
bool Suite::CompareInLane(const DecTestCase& test, const Integer& a, const Integer& b,
                          const Integer& expected) {
  if (!FitsLane<Lane>(a) || !FitsLane<Lane>(b)) return false;
  const Lane left = ToLane<Lane>(a), right = ToLane<Lane>(b);
  Require(int{left > right} - int{left < right} == expected, test, "lane");
  Require((left == right) == (expected == 0), test, "lane equality");
  return true;
}

template <MachineLane Lane>
bool Suite::CombineInLane(const DecTestCase& test, const Integer& a, const Integer& b,
                          const Integer& result) {
  if (!FitsLane<Lane>(a) || !FitsLane<Lane>(b) || !FitsLane<Lane>(result)) return false;
  const Lane left = ToLane<Lane>(a), right = ToLane<Lane>(b);
  const Lane combined = test.operation == "add"        ? WrappingAdd(left, right)
                        : test.operation == "subtract" ? WrappingSubtract(left, right)
                                                       : WrappingMultiply(left, right);
  Require(ToInteger(combined) == result, test, "lane");
  return true;
}

template <RoundingMode... kMode>
Int64 DivideInDoubles(Int64 n, Int64 d, RoundingMode mode) {
  Int64 result = 0;
  ((mode == kMode ? void(result = DivideRounded53<kMode>(n, d)) : void()), ...);
  return result;
}

template <MachineLane Lane>
bool Suite::RoundInLane(const DecTestCase& test, const Integer& n, const Integer& d, RoundingMode mode,
                        const Integer& expected) {
  if (!FitsLane<Lane>(n) || !FitsLane<Lane>(d) || !FitsLane<Lane>(expected)) return false;
  const Lane numerator = ToLane<Lane>(n), divisor = ToLane<Lane>(d);
  const bool root = test.operation == "squareroot";
  const Lane result = root ? SqrtRounded(numerator, divisor, mode) : DivideRounded(numerator, divisor, mode);
  Require(ToInteger(result) == expected, test, "rounding in the lane");
  if constexpr (std::same_as<Lane, Int64>) {
    if (!root && abs(n) < kDoubleExactLimit && abs(d) < kDoubleExactLimit) {
      const Int64 quotient =
          DivideInDoubles<RoundingMode::kHalfAway, RoundingMode::kHalfEven, RoundingMode::kHalfDown,
                          RoundingMode::kUp, RoundingMode::kDown, RoundingMode::kCeiling,
                          RoundingMode::kFloor>(numerator, divisor, mode);
      Require(quotient == expected, test, "rounding in doubles");
      ++tallies_[test.operation].double53;
    }
  }
  return true;
}

void Suite::Print() const {
  Tally all;
  std::printf("\n%-12s %8s %8s %8s %8s %8s %8s %8s\n", "operation", "cases", "run", "2^53", "64 bit",
              "128 bit", "256 bit", "left out");
  const auto row = [](const char* name, const Tally& t) {
    std::printf("%-12s %8d %8d %8d %8d %8d %8d %8d\n", name, t.cases, t.exact, t.double53, t.lane64,
                t.lane128, t.lane256, t.cases - t.exact);
  };
  for (const std::string& operation : kOperations) {
    const Tally& t = tallies_.at(operation);
    row(operation.c_str(), t);
    all.cases += t.cases, all.exact += t.exact, all.double53 += t.double53;
    all.lane64 += t.lane64, all.lane128 += t.lane128, all.lane256 += t.lane256;
  }
  row("all", all);
  std::printf("\nrun in the rounding mode\n");
  for (const auto& [mode, count] : modes_) std::printf("%8d %s\n", count, mode.c_str());
  std::printf("\nleft out\n");
  for (const auto& [reason, operations] : left_out_) {
    int sum = 0;
    std::string parts;
    for (const auto& [operation, count] : operations) {
      sum += count;
      parts += (parts.empty() ? "" : ", ") + operation + ' ' + std::to_string(count);
    }
    std::printf("%8d %s (%s)\n", sum, reason.c_str(), parts.c_str());
  }
  std::printf("\nfailed: %zu\n\n", failures_.size());
}

void Suite::Expect() const {
  int run = 0;
  for (const std::string& operation : kOperations) {
    const Tally& t = tallies_.at(operation);
    run += t.exact;
    EXPECT_GT(t.lane64, 0) << operation;
    EXPECT_GT(t.lane128, t.lane64) << operation;
    EXPECT_GE(t.lane256, t.lane128) << operation;
  }
  EXPECT_GE(run, kLeastCasesRun);
  for (const auto& [name, mode] : kModes) EXPECT_TRUE(modes_.contains(name)) << name;
  EXPECT_TRUE(failures_.empty());
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < std::min(failures_.size(), kShown); ++i) ADD_FAILURE() << failures_[i];
}

TEST(DecimalSuite, EveryCaseWithinTheLanguagesReach) {
  const std::filesystem::path folder = FindDecTests();
  ASSERT_TRUE(!folder.empty() && std::filesystem::is_directory(folder))
      << "the General Decimal Arithmetic test cases are not here: install libpython3.11-testsuite, or name "
         "their "
         "folder in GREENRULE_DECTESTS";
  std::vector<std::string> not_understood;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".decTest") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Suite suite;
  for (const auto& file : files) {
    for (const DecTestCase& test : ReadDecTests(file, not_understood)) {
      if (std::find(kOperations.begin(), kOperations.end(), test.operation) != kOperations.end())
        suite.Run(test);
    }
  }
  EXPECT_TRUE(not_understood.empty())
      << not_understood.size() << " lines, the first: " << not_understood.front();
  suite.Print();
  suite.Expect();
}

}  // namespace
}  // namespace greenrule
