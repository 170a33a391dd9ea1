// Texts in one form: what two people wrote differently but meant the same must compare equal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace greenrule {

// Whether the bytes are well-formed UTF-8 (no surrogates, nothing overlong, at most U+10FFFF).
bool IsUtf8(std::string_view bytes);

// Unicode's composed form (NFC) of well-formed UTF-8. Texts that are plainly in it already (ASCII, Chinese) cost a scan.
std::string Composed(std::string_view text);
bool IsPlainlyComposed(std::string_view text);

// Full-width forms of ASCII (U+FF01 to U+FF5E) and the full-width blank as plain ASCII; all else as it is.
std::string PlainWidth(std::string_view text);

// ASCII letters in lower or upper case; all else as it is.
std::string LowerAscii(std::string_view text);
std::string UpperAscii(std::string_view text);

// For comparison without regard to case, in every script that has cases.
std::string FoldedCase(std::string_view text);

// Bytes that are not UTF-8 as \xHH, so that they can stand in a message or a rejects file.
std::string Printable(std::string_view bytes);

}  // namespace greenrule
