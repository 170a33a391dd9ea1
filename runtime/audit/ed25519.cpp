#include "runtime/audit/ed25519.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <filesystem>

#include "runtime/audit/whole_file.h"
#include "runtime/program/sha256.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPublicHead = "-----BEGIN PUBLIC KEY-----";

int NoPassphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

// A key from PEM, by `read`; nothing if it is none of Ed25519.
template <class Read>
std::shared_ptr<EVP_PKEY> KeyFromPem(const std::string& pem, Read read, bool& asked_for_passphrase) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  std::shared_ptr<EVP_PKEY> key(read(memory.get(), nullptr, &NoPassphrase, &asked_for_passphrase),
                                &EVP_PKEY_free);
  ERR_clear_error();
  if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) key.reset();
  return key;
}

PublicKey PublicBytes(const EVP_PKEY* key) {
  PublicKey bytes{};
  std::size_t size = bytes.size();
  EVP_PKEY_get_raw_public_key(key, bytes.data(), &size);
  return bytes;
}

std::variant<PublicKey, Diagnostic> ReadPublicKey(const std::string& path) {
  auto read = ReadWholeFile(path);
  if (auto* error = std::get_if<Diagnostic>(&read)) return std::move(*error);
  const std::string& pem = std::get<std::string>(read);
  const auto refuse = [&](Diagnostic::Argument why) {
    return Diagnostic{Code::GR8031, {}, {path, std::move(why)}, {}};
  };
  if (pem.find("PRIVATE KEY-----") != std::string::npos) return refuse({"it is a private key", "这是私钥"});
  bool asked = false;
  const auto key = KeyFromPem(pem, PEM_read_bio_PUBKEY, asked);
  if (pem.find(kPublicHead) == std::string::npos)
    return refuse({"it is not a PEM file of a public key", "不是 PEM 形式的公钥文件"});
  if (pem.find(kPublicHead) != pem.rfind(kPublicHead))
    return refuse({"it holds several keys: give each a file of its own", "含有多个密钥，应分别存放"});
  if (!key) return refuse({"it is damaged, or a key of another kind", "文件已损坏，或者是其他种类的密钥"});
  return PublicBytes(key.get());
}

}  // namespace

std::variant<PrivateKey, Diagnostic> PrivateKey::Read(const std::string& path) {
  auto read = ReadWholeFile(path);
  if (auto* error = std::get_if<Diagnostic>(&read)) return std::move(*error);
  const std::string& pem = std::get<std::string>(read);
  const auto refuse = [&](Diagnostic::Argument why) {
    return Diagnostic{Code::GR8030, {}, {path, std::move(why)}, {}};
  };
  bool asked = false;
  const auto key = KeyFromPem(pem, PEM_read_bio_PrivateKey, asked);
  if (asked) return refuse({"it is locked by a passphrase", "该密钥设有口令"});
  if (pem.find(kPublicHead) != std::string::npos) return refuse({"it is a public key", "这是公钥"});
  if (pem.find("PRIVATE KEY-----") == std::string::npos)
    return refuse({"it is not a PEM file of a private key", "不是 PEM 形式的私钥文件"});
  if (!key) return refuse({"it is damaged, or a key of another kind", "文件已损坏，或者是其他种类的密钥"});
  PrivateKey made;
  made.key_ = key;
  made.public_key_ = PublicBytes(key.get());
  return made;
}

Signature PrivateKey::Sign(std::span<const std::uint8_t> bytes) const {
  Signature signature{public_key_, {}};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::size_t size = signature.value.size();
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, static_cast<EVP_PKEY*>(key_.get()));
  EVP_DigestSign(context.get(), signature.value.data(), &size, bytes.data(), bytes.size());
  return signature;
}

Signature PrivateKey::Sign(std::string_view bytes) const {
  return Sign({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

bool SignatureFits(const Signature& signature, std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, signature.key.data(), signature.key.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  const bool fits = key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), signature.value.data(), signature.value.size(),
                                     bytes.data(), bytes.size()) == 1;
  ERR_clear_error();
  return fits;
}

bool SignatureFits(const Signature& signature, std::string_view bytes) {
  return SignatureFits(signature, {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::string KeyName(const PublicKey& key) {
  constexpr std::size_t kShown = 16;
  return Hex(Sha256(std::span<const std::uint8_t>(key))).substr(0, kShown);
}

bool TrustedKeys::Holds(const PublicKey& key) const {
  return std::ranges::find(keys, key) != keys.end();
}

std::variant<TrustedKeys, Diagnostic> ReadTrustedKeys(const std::string& path) {
  TrustedKeys trusted{path, {}};
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
      if (at->path().extension() == ".pem") files.push_back(at->path().string());
    std::ranges::sort(files);
    if (files.empty())
      return Diagnostic{
          Code::GR8031, {}, {path, {"no file in the folder ends in .pem", "文件夹中没有 .pem 文件"}}, {}};
  } else {
    files.push_back(path);
  }
  for (const std::string& file : files) {
    auto read = ReadPublicKey(file);
    if (auto* refused = std::get_if<Diagnostic>(&read)) return std::move(*refused);
    trusted.keys.push_back(std::get<PublicKey>(read));
  }
  return trusted;
}

}  // namespace greenrule
