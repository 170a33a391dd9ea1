#include "runtime/audit/release.h"

namespace greenrule {

std::vector<std::uint8_t> SignProgram(const Program& program, const PrivateKey& key) {
  std::vector<std::uint8_t> bytes = SerializeToSign(program);
  const Signature signature = key.Sign(bytes);
  return WithSignature(std::move(bytes), signature);
}

std::optional<Diagnostic> CheckRelease(std::span<const std::uint8_t> bytes, const std::string& name,
                                       const TrustedKeys* trusted) {
  const std::optional<SignedBytes> found = SignatureOf(bytes);
  if (!found)
    return trusted == nullptr ? std::nullopt : std::optional(Diagnostic{Code::GR8033, {}, {name}, {}});
  if (trusted != nullptr && !trusted->Holds(found->signature.key))
    return Diagnostic{Code::GR8035, {}, {name, KeyName(found->signature.key), trusted->place}, {}};
  if (!SignatureFits(found->signature, found->covered))
    return Diagnostic{Code::GR8034, {}, {name, KeyName(found->signature.key)}, {}};
  return std::nullopt;
}

}  // namespace greenrule
