// The checks that stand between a program file and the machine. A program that passes cannot make Run() read
// or write outside its columns, registers and tables, loop without end, or put a value into a lane that does
// not hold it, whatever the data are, as long as loading keeps the fields' ranges and the rows' limits.
//
// What is checked: every reference; the order and kinds of spaces and how many rows they can have; feeds,
// fields, tables and lookups; in code the signature of every operation (opcodes.def), lanes, spaces, that
// values are there before they are read and stay where they must, and the range of every result, recomputed
// by ranges.h; that what a stage reads an earlier one kept; that every output has one place that writes it,
// within its declared range.
//
// Beyond opcodes.def and program.h this fixes:
//   - a space's `parent` and `other` have lower ids than the space; so has an entity's owner than the entity
//   - `other` of a pair is a feed's or an entity's space; pairs, crosses and groups have no group space above
//   or beside them
//   - rows_per_parent is at least what the space can have: a feed's `up to`, the rows of a pair's or group's
//   `other`, a
//     lookup's rows; and one entity has at most kMaxRowsPerEntity rows in any space below it
//   - registers of spaces that no entity owns (the run, crosses over it) are written once in a block
//   - each kept column is written by one Keep or one figure; LoadKept reads what an earlier stage or figure
//   wrote
//   - all figures into one group space have the same entity and the same group columns, in byte or 64-bit
//   lanes
//   - the outputs of entities are written in the main code of their tree, those of statistics in
//   Edition::statistics
//
// At most kMaxRefusals errors are reported. Cost: linear in the program.
#pragma once

#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

inline constexpr std::size_t kMaxRefusals = 20;
// Rows of feeds, pairs, crosses and groups that belong to one row of the entity above them. An index of a
// batch's rows is 32 bits, and one entity's rows are never split.
inline constexpr std::uint64_t kMaxRowsPerEntity = 0xFFFFFFFE;

std::vector<Diagnostic> Verify(const Program& program);  // empty: the program may run

}  // namespace greenrule
