#include "runtime/audit/ed25519.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "runtime/audit/receipt_json.h"
#include "runtime/audit/release.h"
#include "tests/program/builder.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;

class Keys : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "keys.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string File(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  std::string PrivateFile(const std::string& base64) {
    return File("key.pem", "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
  }
  fs::path folder_;
};

std::string Refused(const std::string& path, bool is_private) {
  if (is_private) {
    const auto read = PrivateKey::Read(path);
    const auto* error = std::get_if<Diagnostic>(&read);
    return error ? Message(*error, Language::kEnglish).substr(path.size() + 2) : "";
  }
  const auto read = ReadTrustedKeys(path);
  const auto* error = std::get_if<Diagnostic>(&read);
  return error ? Message(*error, Language::kEnglish).substr(path.size() + 2) : "";
}

// RFC 8032, 7.1: secret key (as PEM's base64), public key, message, signature.
struct Vector {
  const char *pem, *key, *message, *signature;
};
constexpr Vector kVectors[] = {{"MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g",
                                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a3"
                                "3bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
                               {"MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7",
                                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
                                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15"
                                "996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"}};

TEST_F(Keys, SignaturesAreThoseOfTheStandard) {
  for (const Vector& v : kVectors) {
    const auto read = PrivateKey::Read(PrivateFile(v.pem));
    ASSERT_TRUE(std::holds_alternative<PrivateKey>(read));
    const PrivateKey& key = std::get<PrivateKey>(read);
    const Signature signature = key.Sign(std::string_view(v.message));
    EXPECT_EQ(Hex(std::span<const std::uint8_t>(signature.key)), v.key);
    EXPECT_EQ(Hex(std::span<const std::uint8_t>(signature.value)), v.signature);
    EXPECT_TRUE(SignatureFits(signature, std::string_view(v.message)));
    EXPECT_FALSE(SignatureFits(signature, std::string_view("another text")));
  }
}

TEST_F(Keys, EveryBitOfASignatureCounts) {
  const auto read = PrivateKey::Read(PrivateFile(kVectors[0].pem));
  const Signature signature = std::get<PrivateKey>(read).Sign(std::string_view("text"));
  for (std::size_t bit = 0; bit < 8 * signature.value.size(); ++bit) {
    Signature other = signature;
    other.value[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(SignatureFits(other, std::string_view("text"))) << bit;
  }
}

TEST_F(Keys, OtherFilesAreRefused) {
  const std::string public_pem =
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END "
      "PUBLIC KEY-----\n";
  const std::string private_pem =
      "-----BEGIN PRIVATE "
      "KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE "
      "KEY-----\n";
  // P-256, and the first key above locked with a passphrase.
  const std::string other_kind =
      "-----BEGIN PRIVATE KEY-----\n"
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgv8pxXsby/hTYfzm3\n"
      "axNjznt+ICfhr68ky5/NuM4ms9+hRANCAATI7TrHSo+Dp5PodwpPZqUCCIlupobw\n"
      "4+BV0UA14+BVwUxn+KVPEIyIBjLbtaYHMmPQtj0qBmmh502Qhgz9AuxC\n"
      "-----END PRIVATE KEY-----\n";
  const std::string locked =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjXKaUmbR8gMAICCAAw\n"
      "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGl78QkQU6+zzzM3YMRXwgEEQHqr\n"
      "4ASJboMA+KfzhxFOTtMVxhj32EeHLve+Uriud5Cel2TvGCDO6PCcAYRQczb23p0d\n"
      "1YY9+SFef8DWSemFn/M=\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";
  EXPECT_EQ(Refused(File("a.pem", "text"), true),
            " is not an Ed25519 private key: it is not a PEM file of a private key");
  EXPECT_EQ(Refused(File("a.pem", public_pem), true), " is not an Ed25519 private key: it is a public key");
  EXPECT_EQ(Refused(File("a.pem", other_kind), true),
            " is not an Ed25519 private key: it is damaged, or a key of another kind");
  EXPECT_EQ(Refused(File("a.pem", locked), true),
            " is not an Ed25519 private key: it is locked by a passphrase");
  EXPECT_EQ(Refused(File("b.pem", "text"), false),
            " is not an Ed25519 public key: it is not a PEM file of a public key");
  EXPECT_EQ(Refused(File("b.pem", private_pem), false), " is not an Ed25519 public key: it is a private key");
  EXPECT_EQ(Refused(File("b.pem", public_pem + public_pem), false),
            " is not an Ed25519 public key: it holds several keys: give each a file of its own");
  EXPECT_EQ(Refused(File("b.pem", "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n"), false),
            " is not an Ed25519 public key: it is damaged, or a key of another kind");
  const auto none = PrivateKey::Read((folder_ / "none.pem").string());
  EXPECT_EQ(std::get<Diagnostic>(none).code, Code::GR7001);
}

TEST_F(Keys, AFolderIsAllOfItsKeys) {
  fs::create_directory(folder_ / "trusted");
  EXPECT_EQ(Refused((folder_ / "trusted").string(), false),
            " is not an Ed25519 public key: no file in the folder ends in .pem");
  File("trusted/a.pem",
       "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END "
       "PUBLIC KEY-----\n");
  File("trusted/b.pem",
       "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END "
       "PUBLIC KEY-----\n");
  File("trusted/notes.txt", "whose these are");
  const auto read = ReadTrustedKeys((folder_ / "trusted").string());
  EXPECT_EQ(std::get<TrustedKeys>(read).keys.size(), 2u);
}

TEST_F(Keys, AReleaseIsItsProgramAndItsSignature) {
  const Program program = ::greenrule::testing::SampleProgram().program();
  const auto read = PrivateKey::Read(PrivateFile(kVectors[0].pem));
  const PrivateKey& key = std::get<PrivateKey>(read);
  const std::vector<std::uint8_t> bytes = SignProgram(program, key);
  EXPECT_EQ(SignProgram(program, key), bytes);
  const auto parsed = Parse(bytes);
  ASSERT_TRUE(std::holds_alternative<Program>(parsed));
  EXPECT_EQ(Serialize(std::get<Program>(parsed)), Serialize(program))
      << "the signature is no part of the program";
  EXPECT_EQ(ProgramHash(std::get<Program>(parsed)), ProgramHash(program));
  EXPECT_FALSE(SignatureOf(Serialize(program)));
  const auto found = SignatureOf(bytes);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->covered.size(), SerializeToSign(program).size());
  EXPECT_FALSE(CheckRelease(bytes, "p.grb", nullptr));

  // Every byte before the signature is covered; behind it stands only the checksum.
  for (std::size_t at = 16; at < bytes.size() - 32; at += 7) {
    std::vector<std::uint8_t> altered = bytes;
    altered[at] ^= 1;
    const Digest digest = Sha256(std::span(altered).first(altered.size() - 32));
    std::ranges::copy(digest, altered.end() - 32);
    const bool refused =
        std::holds_alternative<Diagnostic>(Parse(altered)) || CheckRelease(altered, "p.grb", nullptr);
    EXPECT_TRUE(refused) << at;
  }
}

}  // namespace
}  // namespace greenrule
