// The file form of a program (.grb).
//
//   8 bytes   mark
//   u16 u16   format version, language version
//   u32       number of sections
//   sections  u32 tag, u64 length, content: policy, editions, symbols, sources, inspection, in this order
//             and in a released program a sixth, the signature: 32 bytes of public key, 64 bytes of Ed25519
//             signature over all bytes before the section
//   32 bytes  SHA-256 of everything before
//
// Numbers are little-endian; lists and texts are preceded by a u32 count; an integer of any size is a u16
// (length in bytes, top bit: negative) and its magnitude from the least byte on. There is one way to write
// each value, no padding, no time and no path of a machine, so the same program is the same bytes.
//
// Parse takes a file as hostile: every count is checked against what is left before anything is allocated,
// and memory stays within a small multiple of the file's size. It checks form only; what the program does is
// for verify.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"
#include "runtime/program/sha256.h"

namespace greenrule {

inline constexpr std::uint16_t kProgramFormatVersion = 1;
inline constexpr std::uint16_t kLanguageVersion = 1;

// A released program's signature. Whether it fits is for runtime/audit: here it is read and written.
struct Signature {
  std::array<std::uint8_t, 32> key{};  // public
  std::array<std::uint8_t, 64> value{};
};

std::vector<std::uint8_t> Serialize(const Program& program);

// What a signature covers: the file up to the signature's section.
std::vector<std::uint8_t> SerializeToSign(const Program& program);
// The whole file from that and its signature.
std::vector<std::uint8_t> WithSignature(std::vector<std::uint8_t> signed_bytes, const Signature& signature);
// The signature of a file that Parse accepted, and the bytes that it covers; nothing if it has none.
struct SignedBytes {
  Signature signature;
  std::span<const std::uint8_t> covered;
};
std::optional<SignedBytes> SignatureOf(std::span<const std::uint8_t> bytes);

std::variant<Program, Diagnostic> Parse(std::span<const std::uint8_t> bytes);

// SHA-256 over editions as they run: dates, texts that rules compare, spaces, entities, feeds, columns,
// constants, tables, lookups, code, figures and what outputs hold. Without symbols, versions, reasons' words,
// names, units and words of outputs, sources and inspection. Two texts are the same program when their hashes
// are equal.
Digest ProgramHash(const Program& program);

}  // namespace greenrule
