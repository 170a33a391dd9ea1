// The instruction sets that kernels are compiled for, and which of them a run uses.
//
// Results are the same bits at every level; levels exist to be fast, and to be compared with one another in tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace greenrule {

enum class SimdLevel : std::uint8_t { kBaseline, kSse4, kAvx2, kAvx512 };

// The levels that this machine can run, the slowest first; never empty.
const std::vector<SimdLevel>& SupportedSimd();
// The best of them, or the one that the environment variable GREENRULE_SIMD names (baseline, sse4, avx2, avx512) if it is one
// of them. Asked once.
SimdLevel DetectedSimd();

std::string_view SimdName(SimdLevel level);  // "baseline" is what every machine of this architecture has
std::optional<SimdLevel> SimdByName(std::string_view name);

}  // namespace greenrule
