#include "runtime/program/sha256.h"

#include <openssl/sha.h>

namespace greenrule {

Digest Sha256(std::span<const std::uint8_t> bytes) {
  Digest digest;
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

Digest Sha256(std::string_view bytes) {
  return Sha256({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string Hex(const Digest& digest) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::uint8_t byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace greenrule
