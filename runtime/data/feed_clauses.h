// The clauses of a feed that work on the rows of an entity: `distinct by`, `only rows where`, one per (each with `keep latest by`,
// where that is written), `at least` and `up to`, in this order.
#pragma once

#include <string>
#include <vector>

#include "runtime/data/feed_rows.h"
#include "runtime/data/report.h"

namespace greenrule {

struct FeedContext {
  const Edition& edition;
  std::uint32_t feed;
  Day as_of;
  const std::vector<FieldReader>& readers;
  TextPool& texts;
  FeedReport& report;
  std::vector<Reject>& rejects;
};

// Applies all of them. `key_of(entity)` is the key as messages show it. `as_one`: treat it as a one-per feed, whatever it is.
void ApplyClauses(const FeedContext& context, FeedRows& rows, const std::function<std::string(std::uint32_t)>& key_of,
                  bool as_one = false);

// A field's value as a message shows it: "12.50", "2021-03-01", a choice's name; empty where it is not known.
std::string FieldText(const Field& field, const RowColumn& column, std::size_t row, const TextPool& texts);

}  // namespace greenrule
