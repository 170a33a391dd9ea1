// Keys of records, in the one form in which keys are compared and published.
//
// uscc: full-width forms plain, letters upper case, the check character right. number: a whole number without leading zeros.
// date, month: 2021-03-01, 2021-03. yes-no: yes, no. All else: the text, trimmed and composed. Control characters have no
// place in a key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/data/record_source.h"

namespace greenrule {

enum class KeyOutcome : std::uint8_t { kGood, kBlank, kMalformed };

// Appends the form of one field of a key.
KeyOutcome ReadKeyField(FieldType type, const Cell& cell, std::string& key);

// The key of all its fields, joined by kKeySeparator. After kMalformed, `key` holds the fields' plain texts, by which a feed
// that maps keys may still know it.
KeyOutcome ReadKey(const std::vector<FieldType>& types, const Cell* const* cells, std::string& key);

// The fields of a key, and how a message shows it (joined by ", ").
std::vector<std::string> SplitKey(std::string_view key);
std::string ShownKey(std::string_view key);

}  // namespace greenrule
