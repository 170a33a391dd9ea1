// Several rows that are one: copies of an event (`distinct by`) and rows of a one-per feed. load.h says what becomes of their
// fields.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "runtime/data/feed_rows.h"

namespace greenrule {

// A field on which copies disagree: the field, and the first row that differs from one before it.
using Disagreement = std::function<void(std::uint32_t field, std::uint64_t row)>;

// Merges the rows `copies` (ascending, at least one) into the first of them: fields, and its row state (known if one is).
// In a union the copies of the feed named first decide where copies differ.
void MergeCopies(FeedRows& rows, std::span<const std::uint64_t> copies, const std::vector<FieldReader>& readers,
                 const Disagreement& disagreement);

// Known if one of the copies surely is one of the feed's rows, else the worst reason.
State StateOfCopies(const FeedRows& rows, std::span<const std::uint64_t> copies);

// Merges rows (ascending, at least one) of which only the latest counts into the first of them: all rows of a one-per entity, or
// the copies of an event. `latest` is the field of `keep latest by` or kNone. The merged row surely belongs afterwards: what is
// unsure about it stands in the states of its fields. Whether anything is.
bool MergeToOne(FeedRows& rows, std::span<const std::uint64_t> copies, std::uint32_t latest,
                const std::vector<FieldReader>& readers, const Disagreement& disagreement);

}  // namespace greenrule
