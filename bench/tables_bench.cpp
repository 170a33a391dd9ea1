// W3: one decision table of many rows.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "bench/benchmarks.h"
#include "bench/duckdb_peer.h"
#include "bench/greenrule_peer.h"
#include "bench/zen_peer.h"

namespace greenrule::bench {
namespace {

// Three columns of equality, three of ranges; a fifth of the cells say anything. Values are whole numbers throughout, the ranges' in
// hundredths. The last row takes what no other takes.
constexpr int kColumns = 6;
constexpr std::array<std::int64_t, kColumns> kValues = {50, 60, 4, 1'000'000, 10'000, 3'000};
constexpr bool IsRange(int column) { return column >= 3; }

struct Cell {
  bool any = false;
  std::int64_t low = 0, high = 0;  // equality: low
};
struct Row {
  std::array<Cell, kColumns> cells;
  std::int64_t rate = 0;  // hundredths
};

std::int64_t Draw(std::uint64_t seed, std::int64_t below) { return static_cast<std::int64_t>(Mix(seed * 0x9E3779B97F4A7C15 + 1) % static_cast<std::uint64_t>(below)); }

bool Covers(const Row& a, const Row& b) {
  for (int c = 0; c < kColumns; ++c) {
    const Cell &x = a.cells[c], &y = b.cells[c];
    if (x.any) continue;
    if (y.any || (IsRange(c) ? y.low < x.low || y.high > x.high : y.low != x.low)) return false;
  }
  return true;
}

// At most two cells of a row say anything: a wider row would leave little to those below. A row that one above it covers would be
// an error of the policy: another is drawn.
std::vector<Row> MakeRows(std::size_t count) {
  std::vector<Row> rows;
  for (std::uint64_t drawn = 0; rows.size() < count; ++drawn) {
    Row row;
    for (int c = 0; c < kColumns; ++c) {
      const std::uint64_t seed = (drawn * kColumns + c) * 4 + 77;
      Cell& cell = row.cells[c];
      cell.any = Draw(seed, 5) == 0;
      cell.low = Draw(seed + 1, IsRange(c) ? kValues[c] * 9 / 10 : kValues[c]);
      cell.high = std::min(kValues[c], cell.low + kValues[c] / 10 + Draw(seed + 2, kValues[c] / 4));
    }
    if (std::ranges::count_if(row.cells, &Cell::any) > 2) continue;
    row.rate = Draw(drawn + 5'000'000, 1'000);
    if (std::ranges::none_of(rows, [&](const Row& above) { return Covers(above, row); })) rows.push_back(row);
  }
  return rows;
}

std::int64_t CellOf(int column, std::size_t record) { return Draw(record * kColumns + column + 900'000'000, kValues[column]); }

std::string Hundredths(std::int64_t value) { return fmt::format("{}.{:02}", value / 100, value % 100); }
std::string ColumnName(int column) { return fmt::format("c{}", column + 1); }
std::string ChoiceName(int column, std::int64_t value) { return fmt::format("v{}_{}", column + 1, value); }

std::string TablePolicy(const std::vector<Row>& rows) {
  std::string text = "policy big_table \"A big table\"\n  effective from 2021-01-01\n\nentity firm key id : text\n  listed in figures\n\nfeed figures, one per firm\n";
  for (int c = 0; c < kColumns; ++c) {
    if (IsRange(c)) {
      text += fmt::format("  field {} : number, 2 decimals, range 0 to {}\n", ColumnName(c), Hundredths(kValues[c]));
      continue;
    }
    text += fmt::format("  field {} : one of (", ColumnName(c));
    for (std::int64_t v = 0; v < kValues[c]; ++v) text += (v == 0 ? "" : ", ") + ChoiceName(c, v);
    text += ")\n";
  }
  text += "\ntable rates gives rate : number\n  first match\n  |";
  for (int c = 0; c < kColumns; ++c) text += fmt::format(" {} |", ColumnName(c));
  text += "| rate |\n";
  for (const Row& row : rows) {
    text += "  |";
    for (int c = 0; c < kColumns; ++c) {
      const Cell& cell = row.cells[c];
      text += cell.any ? " - |" : IsRange(c) ? fmt::format(" {} to below {} |", Hundredths(cell.low), Hundredths(cell.high))
                                            : fmt::format(" {} |", ChoiceName(c, cell.low));
    }
    text += fmt::format("| {} |\n", Hundredths(row.rate));
  }
  return text + "  | otherwise || 99 |\n\nresult for firm rate\n";
}

std::string Condition(const Row& row) {
  std::string text;
  for (int c = 0; c < kColumns; ++c) {
    const Cell& cell = row.cells[c];
    if (cell.any) continue;
    if (!text.empty()) text += " AND ";
    text += IsRange(c) ? fmt::format("{0} >= {1} AND {0} < {2}", ColumnName(c), cell.low, cell.high) : fmt::format("{} = {}", ColumnName(c), cell.low);
  }
  return text;
}

std::string CaseSql(const std::vector<Row>& rows) {
  std::string text = "SELECT CAST(CASE";
  for (const Row& row : rows) text += fmt::format(" WHEN {} THEN {}", Condition(row), row.rate);
  return text + " ELSE 9900 END AS BIGINT) AS rate FROM records";
}

// The first row by number among those that match; absent bounds are NULL.
std::string JoinSql() {
  std::string on;
  for (int c = 0; c < kColumns; ++c) {
    if (c > 0) on += " AND ";
    on += IsRange(c) ? fmt::format("({0}_low IS NULL OR ({0} >= {0}_low AND {0} < {0}_high))", ColumnName(c))
                     : fmt::format("({0}_low IS NULL OR {0} = {0}_low)", ColumnName(c));
  }
  return "SELECT coalesce(min_by(rate, number), 9900) AS rate FROM records LEFT JOIN table_rows ON " + on + " GROUP BY id ORDER BY id";
}

std::string ZenModel(const std::vector<Row>& rows) {
  using boost::json::array;
  using boost::json::object;
  const object nowhere{{"x", 0}, {"y", 0}};
  array inputs, rules;
  for (int c = 0; c < kColumns; ++c) inputs.push_back(object{{"id", ColumnName(c)}, {"name", ColumnName(c)}, {"field", ColumnName(c)}});
  for (std::size_t r = 0; r <= rows.size(); ++r) {
    object rule{{"_id", fmt::format("r{}", r)}, {"o", fmt::format("{}", r < rows.size() ? rows[r].rate : 9900)}};
    for (int c = 0; c < kColumns; ++c) {
      const bool any = r == rows.size() || rows[r].cells[c].any;
      rule[ColumnName(c)] = any ? std::string() : IsRange(c) ? fmt::format("[{}..{})", rows[r].cells[c].low, rows[r].cells[c].high)
                                                            : fmt::format("{}", rows[r].cells[c].low);
    }
    rules.push_back(std::move(rule));
  }
  const array outputs{object{{"id", "o"}, {"name", "rate"}, {"field", "rate"}}};
  const array nodes{object{{"id", "in"}, {"type", "inputNode"}, {"name", "in"}, {"position", nowhere}},
                    object{{"id", "table"}, {"type", "decisionTableNode"}, {"name", "table"}, {"position", nowhere},
                           {"content", object{{"hitPolicy", "first"}, {"inputs", inputs}, {"outputs", outputs}, {"rules", rules}}}},
                    object{{"id", "out"}, {"type", "outputNode"}, {"name", "out"}, {"position", nowhere}}};
  const array edges{object{{"id", "a"}, {"sourceId", "in"}, {"targetId", "table"}, {"type", "edge"}},
                    object{{"id", "b"}, {"sourceId", "table"}, {"targetId", "out"}, {"type", "edge"}}};
  return serialize(object{{"nodes", nodes}, {"edges", edges}});
}

Dataset TableData(const Edition& edition, std::size_t records) {
  Dataset data;
  data.entities.resize(1);
  data.entities[0].count = records;
  data.feeds.resize(edition.feeds.size());
  data.columns.resize(edition.columns.size());
  for (std::size_t i = 0; i < edition.columns.size(); ++i) {
    data.columns[i].values.Resize(edition.columns[i].lane, records);
    data.columns[i].states.assign(records, kKnown);
    for (std::size_t row = 0; row < records; ++row)
      data.columns[i].values.as<std::int64_t>()[row] = CellOf(static_cast<int>(edition.columns[i].field), row);
  }
  return data;
}

std::vector<std::int64_t> Rates(const RunResult& result) {
  const OutputColumn& column = result.outputs[0];
  return {column.values.as<std::int64_t>(), column.values.as<std::int64_t>() + column.values.rows()};
}

// The table's answer, by trying the rows one after the other.
std::int64_t Expected(const std::vector<Row>& rows, std::size_t record) {
  for (const Row& row : rows) {
    bool fits = true;
    for (int c = 0; c < kColumns && fits; ++c) {
      const std::int64_t value = CellOf(c, record);
      const Cell& cell = row.cells[c];
      fits = cell.any || (IsRange(c) ? value >= cell.low && value < cell.high : value == cell.low);
    }
    if (fits) return row.rate;
  }
  return 9900;
}

}  // namespace

Section TablesBenchmark(const Settings& settings) {
  Section section;
  section.title = "W3 big tables";
  const std::vector<std::size_t> sizes = settings.quick ? std::vector<std::size_t>{100, 300} : std::vector<std::size_t>{300, 3'000};
  const std::size_t records = 200'000, case_records = 8'192, join_records = 4'096, zen_records = settings.quick ? 50 : 200;
  section.text = fmt::format(
      "A decision table of {} rows and 6 columns (three by equality, three by ranges, a fifth of the cells says anything), first match; and one "
      "of {}. {} records in memory (DuckDB CASE {}, join {}, ZEN {}). One thread.",
      sizes[1], sizes[0], records, case_records, join_records, zen_records);

  std::vector<Program> programs;
  std::vector<std::vector<Row>> tables;
  for (std::size_t size : sizes) {
    tables.push_back(MakeRows(size));
    programs.push_back(CompilePolicy("big_table.green", TablePolicy(tables.back())));
  }
  const std::vector<Row>& table = tables[1];
  std::vector<Dataset> data;
  std::vector<Runner> runners;
  for (const Program& program : programs) {
    data.push_back(TableData(program.editions[0], records));
    runners.emplace_back(program.editions[0]);
  }
  DuckdbTable duck(1);
  const auto records_sql = [&](const char* name, std::size_t count) {
    duck.Execute(fmt::format("CREATE TABLE {} (id BIGINT, c1 INTEGER, c2 INTEGER, c3 INTEGER, c4 INTEGER, c5 INTEGER, c6 INTEGER)", name));
    std::string values;
    for (std::size_t r = 0; r < count; ++r) {
      values += fmt::format("{}({}", r == 0 ? "" : ",", r);
      for (int c = 0; c < kColumns; ++c) values += fmt::format(",{}", CellOf(c, r));
      values += ")";
    }
    duck.Execute(fmt::format("INSERT INTO {} VALUES {}", name, values));
  };
  records_sql("records", case_records);
  duck.Execute("CREATE TABLE table_rows (number BIGINT, rate BIGINT, c1_low INTEGER, c2_low INTEGER, c3_low INTEGER, c4_low INTEGER, c4_high "
               "INTEGER, c5_low INTEGER, c5_high INTEGER, c6_low INTEGER, c6_high INTEGER)");
  std::string values;
  for (std::size_t r = 0; r < table.size(); ++r) {
    values += fmt::format("{}({},{}", r == 0 ? "" : ",", r, table[r].rate);
    for (int c = 0; c < kColumns; ++c) {
      const Cell& cell = table[r].cells[c];
      values += cell.any ? (IsRange(c) ? ",NULL,NULL" : ",NULL") : IsRange(c) ? fmt::format(",{},{}", cell.low, cell.high) : fmt::format(",{}", cell.low);
    }
    values += ")";
  }
  duck.Execute("INSERT INTO table_rows VALUES " + values);
  const std::string case_sql = CaseSql(table);
  std::string join_sql = JoinSql();
  duck.Execute(fmt::format("CREATE TABLE few AS SELECT * FROM records WHERE id < {}", join_records));
  join_sql.replace(join_sql.find("FROM records"), 12, "FROM few");
  boost::json::array zen_input;
  for (std::size_t r = 0; r < zen_records; ++r) {
    boost::json::object record;
    for (int c = 0; c < kColumns; ++c) record[ColumnName(c)] = CellOf(c, r);
    zen_input.push_back(std::move(record));
  }
  ZenPeer zen(settings.folder, "table", ZenModel(table), boost::json::serialize(zen_input));

  std::vector<Contestant>& c = section.contestants;
  RunOptions options;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    c.push_back({fmt::format("Greenrule, {} rows", sizes[i]), static_cast<double>(records), [&, i] { runners[i].Run(data[i], options); }, {}, {}});
  const std::size_t by_case = c.size();
  c.push_back({"DuckDB CASE", static_cast<double>(case_records), [&] { duck.Execute("CREATE OR REPLACE TABLE by_case AS " + case_sql); }, {}, {}});
  c.push_back({"DuckDB join", static_cast<double>(join_records), [&] { duck.Execute("CREATE OR REPLACE TABLE by_join AS " + join_sql); }, {}, {}});
  c.push_back({"GoRules ZEN", static_cast<double>(zen_records), {}, [&] { return zen.Round(); }, {}});
  RunRounds(c, settings.rounds, settings.only);
  if (!settings.only.empty()) return section;

  const bool case_is_faster = RecordsPerSecond(c[by_case]).median > RecordsPerSecond(c[by_case + 1]).median;
  section.goals.push_back({"W3 against ZEN", Ratio(c[1], c[by_case + 2]), 500, false, ""});
  section.goals.push_back({fmt::format("W3 against DuckDB ({})", case_is_faster ? "CASE" : "join"), Ratio(c[1], c[by_case + (case_is_faster ? 0 : 1)]), 20, false, ""});
  for (std::size_t i = 1; i < sizes.size(); ++i)
    section.goals.push_back({fmt::format("time a record, {} rows against {}", sizes[i], sizes[i - 1]), Ratio(c[i - 1], c[i]), 10, true, ""});

  std::size_t wrong = 0;
  const std::vector<std::int64_t> ours = Rates(runners[1].Run(data[1], options));
  for (std::size_t r = 0; r < case_records; ++r) wrong += ours[r] != Expected(table, r);
  const auto compare = [&](const char* name, const std::vector<std::int64_t>& theirs) {
    std::size_t differing = 0;
    for (std::size_t r = 0; r < theirs.size(); ++r) differing += ours[r] != theirs[r];
    section.checks.push_back(differing == 0 ? fmt::format("{}: the same {} rates", name, theirs.size())
                                            : fmt::format("{}: {} of {} rates differ — NOT THE SAME", name, differing, theirs.size()));
    section.failed |= differing > 0;
  };
  section.checks.push_back(fmt::format("rows tried one after the other: {} of {} rates differ", wrong, case_records));
  section.failed |= wrong > 0;
  compare("DuckDB CASE", duck.Integers("SELECT rate FROM by_case"));
  compare("DuckDB join", duck.Integers("SELECT rate FROM by_join"));
  std::vector<std::int64_t> zen_rates;
  const boost::json::value parsed = boost::json::parse(zen.Answers());
  for (const auto& record : parsed.as_array()) zen_rates.push_back(std::llround(record.at("rate").to_number<double>()));
  compare("GoRules ZEN", zen_rates);
  return section;
}

}  // namespace greenrule::bench
