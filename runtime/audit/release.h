// Released programs: signed by whoever issues the policy, run only if somebody trusted did.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/audit/ed25519.h"
#include "runtime/program/program.h"

namespace greenrule {

// The bytes of the released file. The same program and key, the same bytes.
std::vector<std::uint8_t> SignProgram(const Program& program, const PrivateKey& key);

// Whether a program file may run. `bytes` must have passed Parse; `name` is what messages call the file. With
// `trusted`: GR8033 where it is not signed, GR8035 where it is signed by a key that is not among them. With
// or without: GR8034 where it has a signature that does not fit.
std::optional<Diagnostic> CheckRelease(std::span<const std::uint8_t> bytes, const std::string& name,
                                       const TrustedKeys* trusted);

}  // namespace greenrule
