// Builds small programs by hand, for the tests of the program format, the verifier and the machine.
//
// The world: firms (a root), sites (each of a firm), a listing of each, and `rows`, a many-per feed of firms.
// Spaces exist from the start; fields, constants, tables and code are added.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "runtime/program/program.h"
#include "runtime/program/ranges.h"

namespace greenrule::testing {

inline constexpr std::uint32_t kFirm = 0, kSite = 1;
inline constexpr std::uint32_t kFirms = 0, kSites = 1, kRows = 2;  // feeds
inline constexpr SpaceId kFirmSpace = 1, kSiteSpace = 2, kRowSpace = 3, kPairSpace = 4, kCrossSpace = 5,
                         kGroupSpace = 6;
inline constexpr std::uint32_t kRowsUpTo = 20, kSitesUpTo = 10;

class Builder {
 public:
  Builder();

  Edition& edition() { return program_.editions[0]; }
  Program& program() { return program_; }

  // A field with its column; the column id.
  std::uint32_t Number(std::uint32_t feed, const Range& range, Lane lane);
  std::uint32_t Of(std::uint32_t feed, FieldType type, const Range& range = {0, 0});
  std::uint32_t Constant(Lane lane, const Integer& value);
  std::uint32_t Add(Table table);
  std::uint32_t Text(const std::string& text);
  std::uint32_t Kept(SpaceId space, Lane lane, const Range& range);
  // An output of an entity (kNone: of a statistic) that takes any number in the range.
  std::uint32_t Output(std::uint32_t entity, const Range& range, OutputType type = OutputType::kNumber);

  // Code goes to the chosen block, at first the main code of the firms' tree.
  void Into(Block& block) { block_ = &block; }
  Block& block() { return *block_; }
  RegisterId Register(Lane lane, SpaceId space);
  void Emit(Opcode op, SpaceId space, std::vector<std::uint32_t> operands);
  // A register of its own for a result.
  RegisterId Result(Opcode op, Lane lane, SpaceId space, std::vector<std::uint32_t> inputs_and_immediates);
  RegisterId Value(std::uint32_t column);               // LoadValue
  RegisterId State(std::uint32_t column);               // LoadState
  RegisterId Literal(Lane lane, const Integer& value);  // in the run space

 private:
  std::uint32_t AddColumn(std::uint32_t feed, Field field, Lane lane);

  Program program_;
  Block* block_;
};

// A valid program that uses every part of the format: a filter, an evaluation, figures over peers, statistics
// with and without groups, tables, a lookup, pairs, crosses, groups, outputs of most types.
Builder SampleProgram();
inline constexpr SpaceId kStatisticSpace = 7;

}  // namespace greenrule::testing
