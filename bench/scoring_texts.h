// The scoring workload as text: a policy, SQL for DuckDB, a graph for ZEN.
#pragma once

#include <string>

namespace greenrule::bench {

std::string FieldName(int field);  // f01 to f94

// `with_missing`: W1m, whose rules say what counts where a ratio is missing.
std::string ScoringPolicy(bool with_missing);
// A SELECT of total (hundredths) and grade (as Grade) in the order of column `id` of table `cells`. In decimals the points and
// sums are DECIMAL; the quotient itself is a double in either case, because DuckDB has no other division.
std::string ScoringSql(bool decimals);
// A decision model in JSON: expressions for the ratios and sums, the grade as a decision table.
std::string ScoringZenModel();

}  // namespace greenrule::bench
