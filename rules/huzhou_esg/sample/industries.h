// The industries of the sample: how common they are, what is usual in them, and which catalogue entry their green products have.
// The figures are made up; they lie near the benchmarks of the policy so that firms fall on both sides of them.
#pragma once

#include <cstdint>
#include <span>

namespace greenrule::huzhou {

struct Industry {
  const char* code;    // GB/T 4754
  const char* word;    // in the enterprise's name
  int weight;          // how common, beside the other weights
  const char* green;   // catalogue code of what it makes, nullptr: no green industry
  // What is usual for 10,000 yuan of value added, in thousandths: t CO2e, m³ of water, kg COD, kg SO2 + NOx, kg VOCs, t of solid
  // waste, kg of hazardous waste; 10,000 yuan of tax on a mu.
  std::int64_t carbon, water, cod, air, vocs, waste, hazardous, tax;
  int dirt;            // 0 no emissions to speak of, 1 some, 2 many: how likely a permit, and of which class
  const char* product; // process emissions, nullptr: none
  bool industrial() const { return code[0] < '4' ? code[0] > '0' || code[1] >= '6' : code[0] == '4' && code[1] <= '6'; }
};

std::span<const Industry> Industries();

}  // namespace greenrule::huzhou
