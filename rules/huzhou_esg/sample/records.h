// What each department delivers about one enterprise, written into the files of its interfaces. A file here holds the interfaces of
// one field; each draws from its own stream of chance.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/huzhou_esg/sample/exchange.h"
#include "rules/huzhou_esg/sample/firm.h"

namespace greenrule::huzhou {

constexpr std::int64_t kYuan = 100, kTenThousandYuan = 1'000'000;  // in fen

void WriteRegistration(const Firm& firm, Exchange& to);  // IF01, IF02 (market and other), IF18 to IF21
void WriteEnvironment(const Firm& firm, Exchange& to);   // IF12 to IF17, IF02 (environment), IF28
void WriteEnergy(const Firm& firm, Exchange& to);        // IF03, IF29, IF30, IF32, IF35
void WritePeople(const Firm& firm, Exchange& to);        // IF22 to IF25, IF02 (safety), IF34, IF37
void WriteFinance(const Firm& firm, Exchange& to);       // IF04, IF06 to IF11, IF02 (tax), IF26, IF27
void WriteLoans(const Firm& firm, Exchange& to);         // IF36, and IF38 that goes with loans
void WriteInnovation(const Firm& firm, Exchange& to);    // IF05, IF31, IF33
// IF38.2, IF38.3, IF29.2, and the loans of the project; the references of the projects of this enterprise.
std::vector<std::string> WriteProjects(const Firm& firm, Exchange& to);
void WriteStrangers(const Firm& firm, Exchange& to);     // IF18: now and then an enterprise that is closed or gone

// Whether the interface has rows for it: where it did not answer there are none, but for the odd slip.
bool Delivers(const Firm& firm, int interface);
// The enterprise itself or now and then one of its branches.
const std::string& Reporter(const Firm& firm, Random& random);
std::string Record(const Firm& firm, int interface, int number);
// Calls row(month) for every month of the monthly tables in which it existed, but for a few that were lost on the way.
template <typename Row>
void EachMonth(const Firm& firm, Random& random, const Row& row) {
  const bool gaps = random.Chance(500), many = gaps && random.Chance(2'000);
  for (Month month = std::max(kFirstMonth, MonthOf(firm.founded)); month <= kLastMonth; ++month.number)
    if (!gaps || !random.Chance(many ? 2'500 : 500)) row(month);
}
inline Day DayWithin(Random& random, int days) { return kAsOf + -static_cast<int>(random.Below(days)); }
// A value, or nothing. Written with braces, Maybe{random.Chance(…), random.Below(…)}, so that the draws come in the order in which
// they are written; between the arguments of a call no order is defined.
template <typename T>
struct Maybe : std::optional<T> {
  Maybe(bool present, T value) : std::optional<T>(present ? std::optional<T>(std::move(value)) : std::nullopt) {}
};

}  // namespace greenrule::huzhou
