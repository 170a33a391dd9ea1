#include "runtime/vm/simd.h"

#include <hwy/targets.h>

#include <algorithm>
#include <cstdlib>

namespace greenrule {

const std::vector<SimdLevel>& SupportedSimd() {
  static const std::vector<SimdLevel> levels = [] {
    std::vector<SimdLevel> supported{SimdLevel::kBaseline};
    const std::int64_t targets = hwy::SupportedTargets();
    if (targets & HWY_SSE4) supported.push_back(SimdLevel::kSse4);
    if (targets & HWY_AVX2) supported.push_back(SimdLevel::kAvx2);
    if (targets & HWY_AVX3) supported.push_back(SimdLevel::kAvx512);
    return supported;
  }();
  return levels;
}

SimdLevel DetectedSimd() {
  static const SimdLevel detected = [] {
    const std::vector<SimdLevel>& levels = SupportedSimd();
    const char* named = std::getenv("GREENRULE_SIMD");
    const std::optional<SimdLevel> wanted = named == nullptr ? std::nullopt : SimdByName(named);
    return wanted && std::ranges::find(levels, *wanted) != levels.end() ? *wanted : levels.back();
  }();
  return detected;
}

std::string_view SimdName(SimdLevel level) {
  switch (level) {
    case SimdLevel::kBaseline: return "baseline";
    case SimdLevel::kSse4: return "sse4";
    case SimdLevel::kAvx2: return "avx2";
    case SimdLevel::kAvx512: return "avx512";
  }
  return "";
}

std::optional<SimdLevel> SimdByName(std::string_view name) {
  for (SimdLevel level : {SimdLevel::kBaseline, SimdLevel::kSse4, SimdLevel::kAvx2, SimdLevel::kAvx512})
    if (SimdName(level) == name) return level;
  return std::nullopt;
}

}  // namespace greenrule
