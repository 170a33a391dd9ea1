// The forms of lowering as text: every value with its range and lane, and what each rule needs.
#pragma once

#include <string>

#include "compiler/lowering/lowering.h"

namespace greenrule::lowering {

// One node a line: `v7, v8 = And3 v1, v2, v3, v4  @企业  byte [0, 1]  ; 负面清单`.
std::string DumpSsa(const Lowering& lowering, std::uint32_t symbol_base);
// One rule a line: its lane, its range in its unit, its denominator's; wider than 64 bits marked with the place of its declaration.
std::string DumpRanges(const Lowering& lowering);

}  // namespace greenrule::lowering
