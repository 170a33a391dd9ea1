// Reads the General Decimal Arithmetic test cases (Mike Cowlishaw, IBM), which Debian's
// libpython3.11-testsuite carries: text files of directives (`precision: 9`) and of cases (`addx002 add 1 1
// -> 2 Inexact Rounded`).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greenrule {

struct DecTestContext {
  long precision = 0;
  std::string rounding;
  long max_exponent = 0, min_exponent = 0;
  bool clamp = false, extended = false;
};

struct DecTestCase {
  std::string id;
  std::string operation;  // in lower case
  std::vector<std::string> operands;
  std::string expected;
  std::vector<std::string> conditions;  // in lower case
  DecTestContext context;
};

// The cases of one file. Lines that are neither comment, directive nor case go to `not_understood`.
std::vector<DecTestCase> ReadDecTests(const std::filesystem::path& file,
                                      std::vector<std::string>& not_understood);

// A finite operand or result: ±digits · 10^exponent, `digits` without point or leading zeros ("0" for zero).
struct DecTestNumber {
  bool negative = false;
  std::string digits;
  long exponent = 0;
};
inline constexpr long kExponentBeyondReading = 1'000'000'000'000;

// Nothing for NaN, Infinity, the hexadecimal form of encodings (#…) and the null operand (#).
std::optional<DecTestNumber> ParseDecTestNumber(std::string_view text);

// The folder of the cases: what the environment variable GREENRULE_DECTESTS names, else the one of an
// installed Python. Empty if there is none.
std::filesystem::path FindDecTests();

}  // namespace greenrule
