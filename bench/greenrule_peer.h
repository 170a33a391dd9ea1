// Greenrule as a contestant: a policy compiled from text, columns made in memory, the machine run over them.
#pragma once

#include <string>

#include "bench/columns.h"
#include "runtime/program/program.h"
#include "runtime/vm/run.h"

namespace greenrule::bench {

// Ends the benchmark with the messages if the policy does not compile: every policy here is the benchmark's own.
Program CompilePolicy(const std::string& name, const std::string& text);

// The scoring workload's records as the machine wants them; `missing`: some cells are (W1m).
Dataset ScoringDataset(const Edition& edition, std::size_t rows, bool missing);
Columns ColumnsOf(const Dataset& dataset);

Answers AnswersOf(const Edition& edition, const RunResult& result, std::size_t rows);

}  // namespace greenrule::bench
