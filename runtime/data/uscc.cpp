#include "runtime/data/uscc.h"

#include <array>

namespace greenrule {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<unsigned, 17> kWeights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
constexpr unsigned char kNoValue = 0xFF;

constexpr auto kValues = [] {
  std::array<unsigned char, 256> values{};
  values.fill(kNoValue);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<unsigned char>(i);
  return values;
}();

}  // namespace

char UsccCheck(std::string_view first17) {
  if (first17.size() != kWeights.size()) return '\0';
  unsigned sum = 0;
  bool good = true;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const unsigned value = kValues[static_cast<unsigned char>(first17[i])];
    good &= value != kNoValue;
    sum += value * kWeights[i];
  }
  return good ? kAlphabet[(31 - sum % 31) % 31] : '\0';
}

bool IsUscc(std::string_view code) { return code.size() == 18 && UsccCheck(code.substr(0, 17)) == code[17]; }

char UsccCharacter(unsigned value) { return kAlphabet[value % kAlphabet.size()]; }

}  // namespace greenrule
