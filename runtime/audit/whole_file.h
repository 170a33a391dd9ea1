// A file read at once.
#pragma once

#include <string>
#include <variant>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

// Its bytes; GR7001 where it cannot be read.
std::variant<std::string, Diagnostic> ReadWholeFile(const std::string& path);

}  // namespace greenrule
