#include "runtime/program/sha256.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <new>

namespace greenrule {
namespace {

// Looked up once: looking it up costs as much as hashing a short text.
const EVP_MD* Algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

EVP_MD_CTX* Context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(Context(context_), Algorithm(), nullptr) != 1) throw std::bad_alloc();
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(Context(context_)); }

void Sha256Stream::Add(const void* bytes, std::size_t size) { EVP_DigestUpdate(Context(context_), bytes, size); }

Digest Sha256Stream::Finish() {
  Digest digest;
  EVP_DigestFinal_ex(Context(context_), digest.data(), nullptr);
  EVP_DigestInit_ex(Context(context_), nullptr, nullptr);
  return digest;
}

Digest Sha256(std::span<const std::uint8_t> bytes) {
  Digest digest;
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

Digest Sha256(std::string_view bytes) {
  return Sha256({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string Hex(const Digest& digest) { return Hex(std::span<const std::uint8_t>(digest)); }

std::string Hex(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace greenrule
