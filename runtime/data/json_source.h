// JSON: one array of objects, or (lines) one object a line. An object is a record, its keys are the columns.
//
// Numbers keep every digit: they are taken as text, a power of ten is written out. A column exists if any object has its key;
// an object without it has null there. A nested value is delivered as unreadable. A record is broken if it is no object or has a
// key twice, and, in the form with lines, if its line is not JSON; elsewhere broken JSON fails the file (GR6010).
// The file is parsed twice, since the columns are known only at its end.
#pragma once

#include "runtime/data/record_source.h"

namespace greenrule {

OpenedSource OpenJson(const std::string& path);
OpenedSource OpenJsonLines(const std::string& path);

}  // namespace greenrule
