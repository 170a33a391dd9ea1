// Times contestants against one another: in each round every contestant runs once, in an order drawn anew, so that a machine whose
// speed drifts drifts for all of them and nobody always follows the same one. A run's time is the clock's or the processor's, whichever is less: on a machine that is busy with other
// work, what a single thread waited does not count. Ratios are taken round by round; what is told is their median, with the least and the greatest.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace greenrule::bench {

struct Contestant {
  std::string name;
  double records = 0;         // in one run
  std::function<void()> run;  // or, where the time is measured elsewhere, `measured` returns seconds
  std::function<double()> measured;
  std::vector<double> seconds;  // one a round
};

struct Spread {
  double median = 0, least = 0, greatest = 0;
};

// A round that is not counted, then `rounds` that are. `only`: the others stand by.
void RunRounds(std::vector<Contestant>& contestants, int rounds, const std::string& only = {});

Spread SpreadOf(std::vector<double> values);
Spread RecordsPerSecond(const Contestant& contestant);
// How many times faster `a` is a record than `b`.
Spread Ratio(const Contestant& a, const Contestant& b);

}  // namespace greenrule::bench
