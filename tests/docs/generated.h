// What the manual takes from the project's tables.
#pragma once

#include <string>
#include <string_view>

namespace greenrule::docs {

// Every construct in both languages (grammar/patterns.def), and the spellings that are read and never written
// (grammar/phrases.def). `chinese`: for the Chinese page.
std::string PhraseTables(bool chinese);

// The reasons for which a value is missing, in their order (runtime/program/reason.h).
std::string ReasonTable();

// docs/diagnostics.md: a section per code. What `old` says after a line `<!-- explanation -->` within a section is kept.
std::string DiagnosticsPage(std::string_view old);

}  // namespace greenrule::docs
