// SHA-256, by OpenSSL: of program files, of programs and of their sources.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace greenrule {

using Digest = std::array<std::uint8_t, 32>;

// Of bytes that come piece by piece; may be used again after Finish. Not to be copied; one thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Add(const void* bytes, std::size_t size);
  void Add(std::string_view bytes) { Add(bytes.data(), bytes.size()); }
  Digest Finish();

 private:
  void* context_;
};

Digest Sha256(std::span<const std::uint8_t> bytes);
Digest Sha256(std::string_view bytes);
std::string Hex(const Digest& digest);  // 64 lower-case digits
std::string Hex(std::span<const std::uint8_t> bytes);

}  // namespace greenrule
