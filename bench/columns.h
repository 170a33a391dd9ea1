// The records of the scoring workload in memory: a 64-bit column with a state byte per value for each field.
// Deterministic: a cell depends on its field and row alone. A state is 0 where the value is known; behind a
// missing value stands 1 (0.01).
#pragma once

#include <cstdint>
#include <vector>

#include "bench/scoring.h"

namespace greenrule::bench {

struct Columns {
  std::size_t rows = 0;
  std::array<const std::int64_t*, kFields> values{};
  std::array<const std::uint8_t*, kFields> states{};
};

// What a contestant answers per record: the total in hundredths, whether it is known, the grade.
struct Answers {
  explicit Answers(std::size_t rows) : total(rows), known(rows), grade(rows) {}
  std::vector<std::int64_t> total;
  std::vector<std::uint8_t> known, grade;
};

constexpr std::uint64_t Mix(std::uint64_t x) {  // splitmix64's finisher
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}
constexpr std::uint64_t CellBits(std::size_t field, std::size_t row) {
  return Mix((static_cast<std::uint64_t>(row) * kFields + field + 1) * 0x9E3779B97F4A7C15);
}
constexpr std::int64_t CellValue(std::size_t field, std::size_t row) {
  return 1 + static_cast<std::int64_t>((CellBits(field, row) >> 32) * kMostValue >> 32);
}
constexpr bool CellMissing(std::size_t field, std::size_t row) {
  return (CellBits(field, row) & 0xFFFF'FFFF) * 1000 >> 32 < kMissingPerThousand;
}

}  // namespace greenrule::bench
