// A small generator for made-up data (SplitMix64): the same numbers from the same seed on every machine, forever.
#pragma once

#include <cstdint>

#include "runtime/number/int256.h"

namespace greenrule {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // 0 to n − 1; n > 0.
  std::uint64_t Below(std::uint64_t n) {
    return static_cast<std::uint64_t>(static_cast<UInt128>(Next()) * n >> 64);
  }
  bool Chance(unsigned in_10000) { return Below(10'000) < in_10000; }

 private:
  std::uint64_t state_;
};

}  // namespace greenrule
