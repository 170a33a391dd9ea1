// Numbers in data, as people write them: a cell of text, or a binary float column.
//
// A cell is an optional sign, digits, and optionally a point with digits after it. Digits, signs, point and
// comma may be full-width (－１，２３４．５); U+2212 is a minus. Thousands commas stand in threes before the
// point, and a number that has them does not begin with 0: `1,234,567.8` is read, `12,34`, `1,2345`, `0,123`
// and `1.234,5` are malformed. A point may stand first (`.5`, as some databases export it), never last.
// Blanks around it are trimmed. No exponent, no unit, no percent sign, nothing guessed. At most
// kMaxWrittenDigits digits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/number/rational.h"

namespace greenrule {

// Without the blanks at both ends: ASCII white space, the no-break space (U+00A0) and the full-width blank
// (U+3000).
std::string_view TrimBlanks(std::string_view text);

// The number in a cell with the decimals that were written, or nothing if it is malformed. An empty or blank
// cell is malformed here; whether blank means missing is for the reader of the feed to say.
std::optional<Decimal> ParseDecimalCell(std::string_view cell);

// The common case without allocation: plain ASCII, at most 18 digits, no blanks, no commas. True means that
// the cell is this number; false means only that ParseDecimalCell must decide.
bool ParseDecimalFast(std::string_view cell, std::int64_t& coefficient, int& decimals);

// A binary float column is its shortest decimal: the one with the fewest digits that reads back as the same
// float, so that 0.1 is 0.1. False for NaN, infinities, and magnitudes from 2^53 (double) or 2^24 (float) on,
// where the type no longer tells neighbouring integers apart. Trailing zeros are not written: decimals is 0
// for integers.
bool ShortestDecimal(double value, std::int64_t& coefficient, int& decimals);
bool ShortestDecimal(float value, std::int64_t& coefficient, int& decimals);

}  // namespace greenrule
