// The Huzhou policy over the sample data, recomputed in SQL: cells.sql reads cells, register.sql, events.sql and periods.sql make rows of
// them, the other files follow formulas.csv. Nothing of them comes from the policy's text, and no number is a floating-point number.
#include <gtest/gtest.h>

#include <boost/locale/encoding.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "tests/rules/huzhou/duckdb_session.h"

namespace greenrule::huzhou {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = GREENRULE_ROOT, kData = HUZHOU_DATA;
const fs::path kSql = kRoot / "tests" / "rules" / "huzhou";

// What is delivered in GB18030; DuckDB reads UTF-8 only.
constexpr const char* kGb18030[] = {"IF02", "IF06", "IF21", "IF26", "IF27", "IF38"};

class Recomputation : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = fs::temp_directory_path() / ("greenrule_huzhou_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    fs::copy(kRoot / "rules" / "huzhou_esg", folder_ / "policy", fs::copy_options::recursive);
    fs::copy(kSql / "核对.green", folder_ / "policy");
    fs::copy(kRoot / "stdlib", folder_ / "stdlib");
    const std::string run = "'" GREENRULE_BINARY "' run '" + (folder_ / "policy").string() + "' --data '" + kData.string() +
                            "' --as-of 2021-06-30 --out '" + (folder_ / "results.duckdb").string() + "' > '" + (folder_ / "run.txt").string() + "' 2>&1";
    const int code = std::system(run.c_str());
    std::stringstream said;
    said << std::ifstream(folder_ / "run.txt").rdbuf();
    ASSERT_EQ(code, 0) << said.str();
    db_ = std::make_unique<DuckDb>();
    db_->Run("ATTACH '" + (folder_ / "results.duckdb").string() + "' AS results (READ_ONLY)");
    db_->Run("CREATE VIEW got AS SELECT * FROM results.\"企业\"");
    db_->Run("CREATE VIEW got_grades AS SELECT \"统一社会信用代码\" AS firm, \"企业等级\" AS grade FROM got");
    db_->RunFile(kSql / "cells.sql");
    Deliveries();
    for (const char* file : {"register.sql"}) db_->RunFile(kSql / file);
    Members();
    for (const char* file : {"events.sql", "periods.sql", "negative_list.sql", "carbon.sql"}) db_->RunFile(kSql / file);
    for (const char* file : {"factors.sql", "subsidy.sql"}) db_->RunFile(kSql / file);
  }
  static void TearDownTestSuite() {
    db_.reset();
    fs::remove_all(folder_);
  }

  // raw_F: the rows of each file as texts, with their number; F.answers as raw_F_answers.
  static void Deliveries() {
    for (const auto& entry : fs::directory_iterator(kData)) {
      fs::path file = entry.path();
      if (file.extension() != ".csv") continue;
      std::string name = file.stem().string();
      if (std::ranges::find(kGb18030, name) != std::end(kGb18030)) {
        std::stringstream text;
        text << std::ifstream(file, std::ios::binary).rdbuf();
        file = folder_ / file.filename();
        std::ofstream(file, std::ios::binary) << boost::locale::conv::to_utf<char>(text.str(), "GB18030");
      }
      db_->Run("CREATE TABLE \"raw_" + name + "\" AS SELECT row_number() OVER () AS row, * FROM read_csv('" + file.string() + "', header = true, all_varchar = true)");
    }
    db_->Run("CREATE TABLE benchmarks AS SELECT 行业前缀 AS gbt4754_prefix, 碳基准 AS carbon_tco2e_per_wan, 能耗基准 AS energy_tce_per_wan, 取水基准 AS water_m3_per_wan, "
             "化学需氧量基准 AS cod_kg_per_wan, 亩均税收基准 AS tax_wan_per_mu FROM read_csv('" + (kRoot / "rules/huzhou_esg/行业基准.csv").string() + "', header = true, all_varchar = true)");
    db_->Run("CREATE TABLE catalogue AS SELECT * FROM read_csv('" + (kRoot / "rules/huzhou_esg/绿色目录.csv").string() + "', header = true, all_varchar = true)");
    db_->Run("CREATE TABLE lpr_table AS SELECT * FROM read_csv('" + (kRoot / "rules/huzhou_esg/贷款市场报价利率.csv").string() + "', header = true, all_varchar = true)");
  }
  // in_F: the rows of listed enterprises and their branches, with the legal person; answers_F: the legal persons that F answers for.
  static void Members() {
    for (const auto& row : db_->Rows("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'raw_IF%' AND table_name NOT LIKE '%.answers' AND table_catalog <> 'results'")) {
      const std::string feed = row[0].substr(4);
      if (feed == "IF18" || feed == "IF29.2" || feed == "IF38.2" || feed == "IF38.3") continue;
      const std::string answers = "\"raw_" + feed + ".answers\"";
      db_->Run("CREATE VIEW \"in_" + feed + "\" AS SELECT m.firm, r.* FROM \"raw_" + feed + "\" r JOIN member m USING (uscc) WHERE uscc IN (SELECT uscc FROM " + answers + ")");
      db_->Run("CREATE TABLE \"answers_" + feed + "\" AS SELECT DISTINCT firm FROM firm JOIN " + answers + " a ON a.uscc = firm.firm");
    }
  }

  // Compares one expression over `got` with a column of `want`, enterprise by enterprise; tells the first few that differ.
  static void Compare(const std::string& want, const std::string& column, const std::string& got) {
    const std::string both = " FROM got g JOIN " + want + " w ON w.firm = g.\"统一社会信用代码\" WHERE w.\"" + column + "\" IS DISTINCT FROM " + got;
    const std::string differing = db_->Value("SELECT count(*)" + both);
    EXPECT_EQ(differing, "0") << column;
    if (differing == "0") return;
    std::string some;
    for (const auto& row : db_->Rows("SELECT w.firm, w.\"" + column + "\", " + got + both + " ORDER BY 1 LIMIT 6")) some += row[0] + ": SQL " + row[1] + ", policy " + row[2] + "\n";
    ADD_FAILURE() << column << "\n" << some;
  }
  // A decimal as a whole number of its last places.
  static std::string Places(const std::string& column) { return "CAST(replace(CAST(g.\"" + column + "\" AS VARCHAR), '.', '') AS HUGEINT)"; }
  static std::vector<std::string> ColumnsOf(const std::string& table) {
    std::vector<std::string> names;
    for (const auto& row : db_->Rows("SELECT column_name FROM information_schema.columns WHERE table_name = '" + table + "' AND column_name <> 'firm' ORDER BY ordinal_position")) names.push_back(row[0]);
    return names;
  }

  static inline fs::path folder_;
  static inline std::unique_ptr<DuckDb> db_;
};

TEST_F(Recomputation, TheSameEnterprisesAreEvaluated) {
  EXPECT_EQ(db_->Value("SELECT count(*) FROM got"), "23145");
  EXPECT_EQ(db_->Value("SELECT count(*) FROM firm"), "23145");
  EXPECT_EQ(db_->Value("SELECT count(*) FROM got g JOIN firm f ON f.firm = g.\"统一社会信用代码\""), "23145");
}

TEST_F(Recomputation, NegativeList) {
  const std::vector<std::string> items = ColumnsOf("want_items");
  ASSERT_EQ(items.size(), 16u);
  for (const std::string& item : items) {
    Compare("want_items", item, "g.\"负面清单." + item + "\"");
    for (const char* state : {"hit", "clear", "undetermined"})  // the sample reaches every state of every item
      EXPECT_NE(db_->Value("SELECT count(*) FROM want_items WHERE \"" + item + "\" = '" + state + "'"), "0") << item << " " << state;
  }
}

TEST_F(Recomputation, CarbonBySource) {
  ASSERT_EQ(ColumnsOf("want_carbon").size(), 5u);
  for (const std::string& part : ColumnsOf("want_carbon")) {
    Compare("want_carbon", part, Places(part));
    EXPECT_NE(db_->Value("SELECT count(*) FROM want_carbon WHERE " + part + " > 0"), "0") << part;
  }
}

TEST_F(Recomputation, Factors) {
  const std::vector<std::string> factors = ColumnsOf("want_factors");
  ASSERT_GE(factors.size(), 30u);
  for (const std::string& factor : factors) {
    Compare("want_factors", factor, Places(factor));
    EXPECT_NE(db_->Value("SELECT count(*) FROM want_factors WHERE \"" + factor + "\" <> 0"), "0") << factor;
    if (factor != "G1.2.2")  // founded_on missing is 0 years (M-ZERO), and the register answers for everybody
      EXPECT_NE(db_->Value("SELECT count(*) FROM want_factors WHERE \"" + factor + "\" IS NULL"), "0") << factor;
  }
}

TEST_F(Recomputation, Subsidies) {
  Compare("want_subsidy", "interest", Places("贴息金额"));
  Compare("want_subsidy", "fee", Places("担保费补贴金额"));
  const auto statistic = [&](const std::string& name) { return db_->Value("SELECT replace(value, '.', '') FROM results.statistics WHERE statistic = '" + name + "'"); };
  EXPECT_EQ(statistic("贴息总额"), db_->Value("SELECT sum(interest) FROM want_subsidy"));
  EXPECT_EQ(statistic("担保费补贴总额"), db_->Value("SELECT sum(fee) FROM want_subsidy"));
  // Where no enterprise reaches the yearly limit and none of its loans is undetermined, the enterprise's figure is that of its loans.
  EXPECT_NE(db_->Value("SELECT count(*) FROM want_loans WHERE fen > 0"), "0");
  EXPECT_EQ(db_->Value("SELECT count(*) FROM (SELECT firm, sum(fen) AS fen FROM want_loans GROUP BY firm HAVING count(*) = count(fen) AND sum(fen) < 100000000) l "
                       "JOIN got g ON g.\"统一社会信用代码\" = l.firm WHERE l.fen IS DISTINCT FROM " + Places("贴息金额")), "0");
}

// Published: 763 green enterprises and 98 projects of 23,145, and 31.396 million yuan for 269 of them. The sample is to resemble that.
TEST_F(Recomputation, TheOutcomeResemblesThePublishedOne) {
  const auto within_a_fifth = [&](const std::string& sql, double published) {
    const double is = std::stod(db_->Value(sql));
    EXPECT_GE(is, published * 0.8) << sql;
    EXPECT_LE(is, published * 1.2) << sql;
  };
  within_a_fifth("SELECT count(*) FROM got WHERE \"企业等级\" IN ('深绿', '中绿', '浅绿')", 763);
  within_a_fifth("SELECT count(*) FROM results.\"项目\" WHERE \"项目等级\" IN ('深绿', '中绿', '浅绿')", 98);
  within_a_fifth("SELECT count(*) FROM got WHERE \"贴息金额\" > 0", 269);
  within_a_fifth("SELECT sum(\"贴息金额\") FROM got", 31'396'000);
  for (const char* grade : {"深绿", "中绿", "浅绿"})
    EXPECT_GE(std::stoi(db_->Value("SELECT count(*) FROM got WHERE \"企业等级\" = '" + std::string(grade) + "'")), 76) << grade;
}

}  // namespace
}  // namespace greenrule::huzhou
