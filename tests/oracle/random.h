// Random choices that are the same on every machine: splitmix64, no distribution of the standard library.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace greenrule::oracle {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 0x1234567u) {}
  std::uint64_t Next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t Below(std::uint64_t n) { return Next() % n; }                                // n > 0
  std::int64_t Between(std::int64_t a, std::int64_t b) {  // both ends
    return a + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(b - a) + 1));
  }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <class T>
  const T& Pick(const std::vector<T>& from) { return from[Below(from.size())]; }
  template <class T>
  T Pick(std::initializer_list<T> from) { return from.begin()[Below(from.size())]; }

 private:
  std::uint64_t state_;
};

}  // namespace greenrule::oracle
