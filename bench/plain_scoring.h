// The scoring workload by hand in C++, in two ways; both exact.
#pragma once

#include "bench/columns.h"

namespace greenrule::bench {

// One record after the other, as one would write it down. `with_missing`: W1m's rules.
void ScoreRowByRow(const Columns& columns, bool with_missing, std::size_t begin, std::size_t end, Answers& answers);

// Blocks of 1,024 records, loops that a compiler vectorises, the division done as the formula says. The same
// source is compiled for the machine at hand and for AVX2 alone. W1 only.
namespace native {
void ScoreInBlocks(const Columns& columns, std::size_t begin, std::size_t end, Answers& answers);
}
namespace avx2 {
void ScoreInBlocks(const Columns& columns, std::size_t begin, std::size_t end, Answers& answers);
}

// Reads every value and every state once; the result keeps the compiler from leaving it out.
std::int64_t ReadColumns(const Columns& columns, std::size_t begin, std::size_t end);

}  // namespace greenrule::bench
