// Unified social credit codes (GB 32100—2015) that belong to nobody: made up from a number, different for different numbers below
// 28 million, with both check characters right (position 17 by GB 11714, position 18 by GB 32100).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace greenrule::huzhou {

std::string CreditCode(std::string_view district, std::uint64_t number);
std::string WithWrongCheck(std::string code);  // the last character replaced by another of the alphabet

}  // namespace greenrule::huzhou
