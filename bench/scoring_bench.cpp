// W1 and W1m: the scoring workload against its peers.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <thread>

#include "bench/benchmarks.h"
#include "bench/duckdb_peer.h"
#include "bench/greenrule_peer.h"
#include "bench/plain_scoring.h"
#include "bench/scoring_texts.h"
#include "bench/zen_peer.h"

namespace greenrule::bench {
namespace {

struct Differences {
  std::size_t known = 0, totals = 0, near_totals = 0, grades = 0, rows = 0;
};

// `near`: totals that differ by one hundredth at most.
Differences Compare(const Answers& ours, const Answers& theirs, std::size_t rows) {
  Differences d;
  d.rows = rows;
  for (std::size_t i = 0; i < rows; ++i) {
    d.known += ours.known[i] != theirs.known[i];
    const std::int64_t gap = std::abs(ours.total[i] - theirs.total[i]);
    d.totals += gap != 0;
    d.near_totals += gap == 1;
    d.grades += ours.grade[i] != theirs.grade[i];
  }
  return d;
}

std::string Told(const std::string& name, const Differences& d, bool exact) {
  if (d.known + d.totals + d.grades == 0) return fmt::format("{}: the same {} totals and grades", name, d.rows);
  return fmt::format("{}: of {} records {} totals differ{}, {} grades are wrong{}", name, d.rows, d.totals,
                     exact ? "" : fmt::format(" ({} of them by 0.01)", d.near_totals), d.grades,
                     exact ? " — NOT THE SAME" : "");
}

Answers ZenAnswers(const std::string& text, std::size_t rows) {
  const boost::json::value parsed = boost::json::parse(text);
  Answers answers(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const boost::json::object& record = parsed.as_array().at(i).as_object();
    answers.total[i] = std::llround(record.at("total").to_number<double>() * 100);
    answers.grade[i] = record.at("grade").to_number<std::uint8_t>();
    answers.known[i] = 1;
  }
  return answers;
}

std::string ZenRecords(const Columns& columns, std::size_t rows) {
  boost::json::array records;
  for (std::size_t row = 0; row < rows; ++row) {
    boost::json::object record;
    for (int f = 0; f < kFields; ++f) record[FieldName(f)] = static_cast<double>(columns.values[f][row]) / 100;
    records.push_back(std::move(record));
  }
  return boost::json::serialize(records);
}

template <class Function>
void InTwoThreads(std::size_t rows, Function function) {
  const std::size_t middle = rows / 2 / 1024 * 1024;
  std::jthread other([&] { function(middle, rows); });
  function(0, middle);
}

RunOptions Options(unsigned threads, SimdLevel level) {
  RunOptions options;
  options.threads = threads;
  options.simd = level;

  return options;
}

}  // namespace

Section ScoringBenchmark(const Settings& settings) {
  Section section;
  section.title = "W1 scoring";
  const std::size_t rows = settings.quick ? 100'000 : 500'000, duck_rows = rows / 4, zen_rows = settings.quick ? 200 : 1000;
  section.text = fmt::format(
      "94 fields → 43 ratios to six decimals → five bands each → 20 dimensions → 3 pillars → total; 16 negative items; a grade table. "
      "{} records in memory, 64-bit columns with a state byte per value (DuckDB {}, ZEN {} of them). W1m: the same with 5% of the cells missing. "
      "One thread unless said.",
      rows, duck_rows, zen_rows);

  const Program program = CompilePolicy("scoring.green", ScoringPolicy(false));
  const Program program_m = CompilePolicy("scoring_with_missing.green", ScoringPolicy(true));
  const Edition &edition = program.editions[0], &edition_m = program_m.editions[0];
  Dataset data = ScoringDataset(edition, rows, false), data_m = ScoringDataset(edition_m, rows, true);
  const Columns columns = ColumnsOf(data), columns_m = ColumnsOf(data_m);
  Answers by_row(rows), by_row_m(rows), blocks(rows), blocks_avx2(rows);
  std::int64_t read = 0;

  DuckdbPeer doubles(columns, duck_rows, false), decimals(columns, duck_rows, true);
  ZenPeer zen(settings.folder, "scoring", ScoringZenModel(), ZenRecords(columns, zen_rows));

  const SimdLevel best = DetectedSimd();
  const bool has_avx512 = best == SimdLevel::kAvx512;
  // Made ready once, as the peers are compiled once.
  Runner runner(edition), runner_m(edition_m), runner_unfused(edition, false);
  const auto greenrule = [](Runner& r, Dataset& d, unsigned threads, SimdLevel level) {
    return [&r, &d, options = Options(threads, level)] { r.Run(d, options); };
  };
  std::vector<Contestant>& c = section.contestants;
  const double n = static_cast<double>(rows);
  const auto add = [&](std::string name, double records, std::function<void()> run) {
    c.push_back({std::move(name), records, std::move(run), {}, {}});
    return c.size() - 1;
  };
  const std::size_t w1 = add("Greenrule", n, greenrule(runner, data, 1, best));
  const std::size_t native = add("hand-vectorised C++", n, [&] { native::ScoreInBlocks(columns, 0, rows, blocks); });
  const std::size_t w1_avx2 = add("Greenrule, AVX2 only", n, greenrule(runner, data, 1, SimdLevel::kAvx2));
  const std::size_t avx2 = add("hand-vectorised C++, AVX2 only", n, [&] { avx2::ScoreInBlocks(columns, 0, rows, blocks_avx2); });
  const std::size_t bare = add("bare read of the columns", n, [&] { read += ReadColumns(columns, 0, rows); });
  const std::size_t w1_two = add("Greenrule, two threads", n, greenrule(runner, data, 2, best));
  const std::size_t native_two = add("hand-vectorised C++, two threads", n, [&] {
    InTwoThreads(rows, [&](std::size_t begin, std::size_t end) { native::ScoreInBlocks(columns, begin, end, blocks); });
  });
  const std::size_t w1m = add("Greenrule, W1m", n, greenrule(runner_m, data_m, 1, best));
  add("Greenrule, one operation at a time", n, greenrule(runner_unfused, data, 1, best));
  const std::size_t plain = add("row-at-a-time C++", n, [&] { ScoreRowByRow(columns, false, 0, rows, by_row); });
  add("row-at-a-time C++, W1m", n, [&] { ScoreRowByRow(columns_m, true, 0, rows, by_row_m); });
  const std::size_t duck = add("DuckDB, doubles", static_cast<double>(duck_rows), [&] { doubles.Score(); });
  add("DuckDB, decimals", static_cast<double>(duck_rows), [&] { decimals.Score(); });
  c.push_back({"GoRules ZEN", static_cast<double>(zen_rows), {}, [&] { return zen.Round(); }, {}});
  const std::size_t zen_at = c.size() - 1;
  RunRounds(c, settings.rounds, settings.only);
  if (!settings.only.empty()) return section;

  const auto goal = [&](std::string name, Spread found, double target) { section.goals.push_back({std::move(name), found, target, false, ""}); };
  goal("W1 against DuckDB, doubles", Ratio(c[w1], c[duck]), 20);
  goal("W1 against row-at-a-time C++", Ratio(c[w1], c[plain]), 6);
  goal("W1 against ZEN", Ratio(c[w1], c[zen_at]), 5000);
  goal(has_avx512 ? "W1 against hand-vectorised C++, AVX-512" : "W1 against hand-vectorised C++", Ratio(c[w1], c[native]), 0.9);
  goal("W1 against hand-vectorised C++, AVX2 only", Ratio(c[w1_avx2], c[avx2]), 0.9);
  goal("W1m against W1", Ratio(c[w1m], c[w1]), 0.7);
  goal("W1 against the bare read", Ratio(c[w1], c[bare]), 0.33);
  const Spread scaling = Ratio(c[w1_two], c[w1]), peer_scaling = Ratio(c[native_two], c[native]);
  goal("two threads against one (or 0.97 of the peer's scaling, if that is less than 1.9 / 0.97)", scaling, std::min(1.9, 0.97 * peer_scaling.median));
  section.checks.push_back(fmt::format("hand-vectorised C++ scales {:.2f}× with two threads", peer_scaling.median));

  const RunResult result = Run(edition, data, Options(1, best));
  const Answers ours = AnswersOf(edition, result, rows);
  const auto check = [&](const std::string& name, const Answers& mine, const Answers& theirs, std::size_t count, bool exact) {
    const Differences d = Compare(mine, theirs, count);
    section.checks.push_back(Told(name, d, exact));
    section.failed |= exact && d.known + d.totals + d.grades > 0;
  };
  check("row-at-a-time C++", ours, by_row, rows, true);
  check("hand-vectorised C++", ours, blocks, rows, true);
  check("hand-vectorised C++, AVX2 only", ours, blocks_avx2, rows, true);
  check("DuckDB, doubles", ours, doubles.Results(), duck_rows, false);
  check("DuckDB, decimals", ours, decimals.Results(), duck_rows, false);
  check("GoRules ZEN", ours, ZenAnswers(zen.Answers(), zen_rows), zen_rows, false);
  const Answers ours_m = AnswersOf(edition_m, Run(edition_m, data_m, Options(1, best)), rows);
  check("row-at-a-time C++, W1m", ours_m, by_row_m, rows, true);
  for (SimdLevel level : SupportedSimd()) {
    check(fmt::format("Greenrule at {}", SimdName(level)), ours, AnswersOf(edition, Run(edition, data, Options(2, level)), rows), rows, true);
    check(fmt::format("Greenrule at {}, W1m", SimdName(level)), ours_m, AnswersOf(edition_m, Run(edition_m, data_m, Options(2, level)), rows), rows, true);
  }
  return section;
}

}  // namespace greenrule::bench
