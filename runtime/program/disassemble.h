// A program as text, for `compile --dump=bytecode`, `inspect` and whoever wonders what the machine does.
//
// One line per thing; an instruction is `space  outputs = Name inputs, immediates`, with the rule that it
// belongs to behind a semicolon. The text is for reading, not for reading back. The program must have passed
// Verify().
#pragma once

#include <string>

#include "runtime/program/program.h"

namespace greenrule {

std::string Disassemble(const Program& program);
std::string Disassemble(const Program& program, const Edition& edition);

// "碳排放总量", else its code, else "symbol 7"; "" for kNone.
std::string SymbolName(const Program& program, std::uint32_t symbol);
const char* LaneName(Lane lane);  // "byte", "i64", "i128", "i256"

}  // namespace greenrule
