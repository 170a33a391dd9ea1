// Ed25519 keys and signatures (RFC 8032), by OpenSSL. A signature is the same bytes whenever the key and the
// text are.
//
// Keys are PEM files as openssl writes them:
//   openssl genpkey -algorithm ed25519 -out KEY.pem
//   openssl pkey -in KEY.pem -pubout -out PUBLIC.pem
// A key that is locked by a passphrase is refused: nothing here asks for one.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program_file.h"

namespace greenrule {

using PublicKey = decltype(Signature::key);

class PrivateKey {
 public:
  // GR7001, GR8030.
  static std::variant<PrivateKey, Diagnostic> Read(const std::string& path);
  const PublicKey& public_key() const { return public_key_; }
  Signature Sign(std::span<const std::uint8_t> bytes) const;
  Signature Sign(std::string_view bytes) const;

 private:
  std::shared_ptr<void> key_;
  PublicKey public_key_{};
};

bool SignatureFits(const Signature& signature, std::span<const std::uint8_t> bytes);
bool SignatureFits(const Signature& signature, std::string_view bytes);

// How messages call a key: the first 16 digits of the SHA-256 of its 32 bytes.
std::string KeyName(const PublicKey& key);

// Public keys that somebody trusts: a PEM file, or every .pem file of a folder. GR7001, GR8031.
struct TrustedKeys {
  std::string place;  // as given
  std::vector<PublicKey> keys;
  bool Holds(const PublicKey& key) const;
};
std::variant<TrustedKeys, Diagnostic> ReadTrustedKeys(const std::string& path);

}  // namespace greenrule
