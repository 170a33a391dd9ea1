// Delimited text (RFC 4180): records of cells between delimiters, quoted with ", a quote inside doubled.
//
// The delimiter is fixed by the header, not guessed from the data: the one of , ; tab | under which the header holds most of
// what the feed needs. Lines end in LF or CRLF. A quote opens a cell only as its first character; elsewhere it is a character.
// A record with more or fewer cells than the header, or with text behind a closing quote, is broken and ends with its line; so
// is one that is not UTF-8. A line without any character is no record. A quote that is never closed fails the file (GR6009):
// what stands behind it cannot be told apart.
#pragma once

#include <functional>
#include <memory>

#include "runtime/data/record_source.h"
#include "runtime/data/text_file.h"

namespace greenrule {

// How much of what is needed a header has; the delimiter with the highest result is taken.
using HeaderFit = std::function<std::size_t(const std::vector<std::string>&)>;

OpenedSource OpenCsv(const std::string& path, const HeaderFit& fit);

}  // namespace greenrule
