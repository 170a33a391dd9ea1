// Which operations each file's tests run: together all of them (covered_test.cpp).
#pragma once

#include <vector>

#include "runtime/program/program.h"

namespace greenrule::testing {

std::vector<Opcode> CoveredByRowOperations();
std::vector<Opcode> CoveredByTables();
std::vector<Opcode> CoveredByReductions();
std::vector<Opcode> CoveredByStages();

}  // namespace greenrule::testing
