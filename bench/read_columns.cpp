#include <algorithm>

#include "bench/plain_scoring.h"

namespace greenrule::bench {

std::int64_t ReadColumns(const Columns& columns, std::size_t begin, std::size_t end) {
  constexpr std::size_t kBlock = 1024;
  std::int64_t sum = 0;
  std::uint8_t states = 0;
  for (std::size_t at = begin; at < end; at += kBlock) {
    const std::size_t rows = std::min(kBlock, end - at);
    for (int f = 0; f < kFields; ++f) {
      const std::int64_t* values = columns.values[f] + at;
      const std::uint8_t* state = columns.states[f] + at;
      for (std::size_t i = 0; i < rows; ++i) sum += values[i];
      for (std::size_t i = 0; i < rows; ++i) states |= state[i];
    }
  }
  return sum + states;
}

}  // namespace greenrule::bench
