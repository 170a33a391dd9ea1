// The same tables as Parquet, with typed columns: days as DATE, amounts as DECIMAL, yes-no as BOOLEAN; words, codes and months stay
// texts. A cell that does not fit its column's type is null: a malformed date can only be delivered as text.
#pragma once

#include "rules/huzhou_esg/sample/exchange.h"

namespace greenrule::huzhou {

// Turns each closed CSV file of the exchange, and each list of answers, into a Parquet file beside it and removes the CSV file.
// std::runtime_error tells what DuckDB could not do.
void WriteParquet(Exchange& exchange);

}  // namespace greenrule::huzhou
