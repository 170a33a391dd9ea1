// The check of one block of code, and what blocks hand on to each other.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/program/verify_parts.h"

namespace greenrule::verify {

enum class Stage : std::uint8_t { kFilter, kEvaluate, kBeforeFigures, kMain, kStatistics };

// What the stages hand on to each other.
struct Progress {
  std::vector<std::uint8_t> written;    // kept columns that have a writer so far
  std::vector<std::uint8_t> available;  // kept columns that earlier stages or figures wrote
  std::vector<std::uint8_t> published;  // outputs that have a writer
  std::vector<std::uint32_t> root;      // per space: the root entity above it; kNone where no entity owns it
  std::vector<SpaceId>
      statistic_space;  // per output: the rows of its statistic; kNone for outputs of entities
  const Field* row_field = nullptr;  // of a filter: the field whose value it computes; nullptr: a condition
};

// `subject` is the feed of a filter, the root entity of a tree's block.
void CheckBlock(const Program& program, const Edition& edition, const Block& block, Stage stage,
                std::uint32_t subject, const Words& where, Progress& progress, Refusals& refusals);

}  // namespace greenrule::verify
