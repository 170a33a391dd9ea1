// A small policy with everything that a formula can name, and one formula put into it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/policy.h"

namespace greenrule {

struct CheckedText {
  policy::Policy policy;
  std::vector<std::string> errors;  // `text [GRxxxx] remedy`, in the order of their places
};

// The declarations of the fixture with more after them.
CheckedText CheckDeclarations(std::string_view declarations, Language language = Language::kEnglish);

// A quantity `结果 for 企业` with that formula: what it was checked to be, with `?` if it may be missing and `~` if it may be not
// applicable; or its errors, one a line. `head` stands between the name and the formula: `: number in 元`.
std::string CheckFormula(std::string_view formula, std::string_view head = "", std::string_view declarations = "",
                         Language language = Language::kEnglish);

}  // namespace greenrule
