// What an enterprise is like. From these traits its records in every interface follow, so that they agree with one another: a
// careless firm has fines and accidents and late filings, a big one many employees, large loans and a water meter. No trait is a
// result of the policy and none is written into the data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/huzhou_esg/sample/dates.h"
#include "rules/huzhou_esg/sample/industries.h"
#include "rules/huzhou_esg/sample/random.h"

namespace greenrule::huzhou {

constexpr int kInterfaces = 38;

enum class Size { kMicro, kSmall, kMedium, kLarge };
enum class Permit { kNone, kRegistration, kSimplified, kKey };

struct Branch {
  std::string code;
  Day founded;
};

struct Firm {
  std::uint64_t seed, number;  // number: its place in the sample, from 0
  std::string code;
  std::string_view district;
  const Industry* industry;
  Size size;
  Day founded;
  int staff;                       // mean of 2020
  std::int64_t revenue;            // of 2020, in fen
  std::int64_t growth;             // of revenue by year, in 1/10,000; 10,000: none
  std::int64_t value_added;        // of 2020, in fen
  std::int64_t efficiency;         // energy and emissions beside what is usual, in thousandths
  int care;                        // 0 … 9,999: how rarely things go wrong
  int management;                  // 0 … 9,999: certificates, reports, plans
  int green;                       // 0 … 9,999: how far the business is a green one
  bool above_scale;                // counted by the statistics office
  Permit permit;
  bool wastewater;
  std::vector<Branch> branches;
  std::array<bool, kInterfaces + 1> answered;  // by interface, from 1: whether the department answered for it

  // Chance for one subject; `what` is best the number of the interface.
  Random About(int what) const { return {seed, number, static_cast<std::uint64_t>(what)}; }
  // How often mishaps with this chance (in 10,000, over the period that is meant) befall it, its care considered.
  int Mishaps(Random& random, std::int64_t in_ten_thousand, int most = 4) const;
  std::int64_t RevenueOf(int year) const;     // in fen; 0 before it was founded
  std::int64_t ValueAddedOf(int year) const;
  // An amount of the year 2020 that goes with business, in another year.
  std::int64_t Scaled(std::int64_t amount, int year) const;
  bool Existed(Month month) const { return month >= MonthOf(founded); }
};

// The enterprise in place `number`.
Firm MakeFirm(std::uint64_t seed, std::uint64_t number);

// The code of the enterprise in a place, without making it.
std::string FirmCode(std::uint64_t seed, std::uint64_t number);

}  // namespace greenrule::huzhou
