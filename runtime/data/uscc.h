// The unified social credit code (统一社会信用代码) of GB 32100-2015: 18 characters of 0-9 and A-Z without I, O, S, V, Z.
// The last is a check: with the values 0 to 30 of the alphabet and the weights 3^(i−1) mod 31, C18 = (31 − Σ Ci·Wi mod 31) mod 31.
#pragma once

#include <string_view>

namespace greenrule {

// The check character for the first 17, '\0' if one of them is not of the alphabet (lower case is not).
char UsccCheck(std::string_view first17);

bool IsUscc(std::string_view code);

// A character of the alphabet by its value, 0 to 30.
char UsccCharacter(unsigned value);

}  // namespace greenrule
