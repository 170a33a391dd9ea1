// Reproducible chance: SplitMix64 (Steele, Lea, Flood 2014), whole numbers only, so that every machine makes the same files to the
// byte. A stream is begun from a seed and two numbers (which enterprise, which subject): what is drawn for one subject moves nothing
// that is drawn for another.
#pragma once

#include <cstdint>
#include <iterator>

namespace greenrule::huzhou {

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t who, std::uint64_t what) : state_(seed) {
    state_ ^= Next() + who * 0x9E3779B97F4A7C15u;
    state_ ^= Next() + what * 0xD1B54A32D192ED03u;
    Next();
  }

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  std::int64_t Below(std::int64_t n) {  // 0 … n − 1; n at least 1
    return static_cast<std::int64_t>((static_cast<unsigned __int128>(Next()) * static_cast<std::uint64_t>(n)) >> 64);
  }
  std::int64_t Between(std::int64_t least, std::int64_t greatest) { return least + Below(greatest - least + 1); }
  bool Chance(std::int64_t in_ten_thousand) { return Below(10'000) < in_ten_thousand; }
  // How often something happens that happens again with the same chance.
  int Times(std::int64_t in_ten_thousand, int most) {
    int times = 0;
    while (times < most && Chance(in_ten_thousand)) ++times;
    return times;
  }
  template <typename List>
  auto& Of(List& list) {
    return list[Below(std::size(list))];
  }
  // A value whose distribution is given by its quantiles at equal steps, straight lines between them.
  template <std::size_t n>
  std::int64_t Quantile(const std::int64_t (&at)[n]) {
    const std::int64_t place = Below((n - 1) * 1000);
    return at[place / 1000] + (at[place / 1000 + 1] - at[place / 1000]) * (place % 1000) / 1000;
  }

 private:
  std::uint64_t state_;
};

}  // namespace greenrule::huzhou
