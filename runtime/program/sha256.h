// SHA-256, by OpenSSL: of program files, of programs and of their sources.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace greenrule {

using Digest = std::array<std::uint8_t, 32>;

Digest Sha256(std::span<const std::uint8_t> bytes);
Digest Sha256(std::string_view bytes);
std::string Hex(const Digest& digest);  // 64 lower-case digits

}  // namespace greenrule
