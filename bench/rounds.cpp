#include "bench/rounds.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <numeric>
#include <random>

namespace greenrule::bench {
namespace {

double ProcessorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// While another process worked, this one's core has gone to rest: it is woken before the next contestant.
void WakeUp() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  while (std::chrono::steady_clock::now() < until) {
  }
}

double Time(const Contestant& contestant) {
  if (contestant.measured) {
    const double seconds = contestant.measured();
    WakeUp();
    return seconds;
  }
  const auto begin = std::chrono::steady_clock::now();
  const double processor = ProcessorSeconds();
  contestant.run();
  const double used = ProcessorSeconds() - processor;
  return std::min(used, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

}  // namespace

void RunRounds(std::vector<Contestant>& contestants, int rounds, const std::string& only) {
  std::vector<std::size_t> order(contestants.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random(1);
  for (int round = -1; round < rounds; ++round) {
    std::ranges::shuffle(order, random);
    for (std::size_t i : order) {
      Contestant& contestant = contestants[i];
      if (!only.empty() && contestant.name != only) continue;
      const double seconds = Time(contestant);
      if (round >= 0) contestant.seconds.push_back(seconds);
    }
  }
}

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

Spread RecordsPerSecond(const Contestant& contestant) {
  std::vector<double> rates;
  for (double seconds : contestant.seconds) rates.push_back(contestant.records / seconds);
  return SpreadOf(std::move(rates));
}

Spread Ratio(const Contestant& a, const Contestant& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(a.seconds.size(), b.seconds.size()); ++i)
    ratios.push_back(a.records / a.seconds[i] / (b.records / b.seconds[i]));
  return SpreadOf(std::move(ratios));
}

}  // namespace greenrule::bench
