#include "rules/huzhou_esg/sample/credit_code.h"

namespace greenrule::huzhou {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // GB 32100, table 1
constexpr std::uint64_t kBase = 31, kNumbers = kBase * kBase * kBase * kBase * kBase;
constexpr std::uint64_t kStep = 7'919'321;  // no multiple of 31: numbers that follow one another look unlike

char OrganisationCheck(std::string_view body) {  // of the eight characters before it
  constexpr int kWeights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (int i = 0; i < 8; ++i) sum += kWeights[i] * (body[i] <= '9' ? body[i] - '0' : body[i] - 'A' + 10);
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

char CreditCheck(std::string_view body) {  // of the seventeen characters before it
  int sum = 0;
  for (int i = 0, weight = 1; i < 17; ++i, weight = weight * 3 % 31) sum += weight * static_cast<int>(kAlphabet.find(body[i]));
  return kAlphabet[(31 - sum % 31) % 31];
}

}  // namespace

std::string CreditCode(std::string_view district, std::uint64_t number) {
  std::string code = "91" + std::string(district) + "MA2";
  std::uint64_t rest = (number * kStep + 1'234'567) % kNumbers;
  for (int i = 0; i < 5; ++i, rest /= kBase) code += kAlphabet[rest % kBase];
  code += OrganisationCheck(std::string_view(code).substr(8));
  code += CreditCheck(code);
  return code;
}

std::string WithWrongCheck(std::string code) {
  code.back() = kAlphabet[(kAlphabet.find(code.back()) + 7) % kBase];
  return code;
}

}  // namespace greenrule::huzhou
