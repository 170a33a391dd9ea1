// Results, statistics and rejects in every format.
#include "runtime/data/write.h"

#include <gtest/gtest.h>

#include "runtime/data/duckdb_session.h"
#include "runtime/data/sample.h"
#include "tests/data/policy_builder.h"

namespace greenrule {
namespace {

using Lines = std::vector<std::string>;

class WriteTest : public testing::Test {
 protected:
  WriteTest() {
    firm_ = policy_.AddEntity("企业", "代码", FieldType::kText);
    const std::uint32_t firms = policy_.AddListing("L", "名录", firm_);
    project_ = policy_.AddEntity("项目", "项目号", FieldType::kText, firm_);
    const std::uint32_t projects = policy_.AddListing("P", "项目名录", project_);
    const std::uint32_t owner = policy_.AddPlain(projects, "单位", FieldType::kText);
    policy_.edition.entities[project_].owner_key = {owner};
    policy_.edition.own_reasons = {"甲原因", "乙原因"};
    (void)firms;
    folder_.Write("L.csv", "代码\nB\nA\n\"C,c\"\n");
    folder_.Write("P.csv", "项目号,单位\np1,A\np2,B\np3,Z\n");
    loaded_ = LoadFolder(policy_, folder_.path()).result;

    AddOutput("总分", firm_, OutputType::kNumber, Lane::k64, {1250, -5, 0}, {kKnown, kKnown, kBlank}, 2);
    AddOutput("排放", firm_, OutputType::kNumber, Lane::k256, {7, 8, 9}, {kKnown, kFirstOwnReason - 1, kNotApplicable}, 0);
    edition().outputs[1].highest = Pow10(60);
    result_.outputs[1].values.Set(0, Pow10(59) + 3);
    AddOutput("绿色", firm_, OutputType::kYesNo, Lane::kByte, {1, 0, 1}, {kKnown, kKnown, kMalformed});
    AddOutput("等级", firm_, OutputType::kChoice, Lane::k64, {1, 0, 0}, {kKnown, kKnown, kUndetermined});
    edition().outputs[3].choices = {"深绿", "浅绿"};
    AddOutput("日期", firm_, OutputType::kDate, Lane::k64, {DayOf("2021-03-01"), 0, 0}, {kKnown, kKnown, kNoRows});
    AddOutput("清单", firm_, OutputType::kChecklist, Lane::k64, {0, 1, 2}, {kKnown, kKnown, kBlank});
    edition().outputs[5].choices = {"hit", "clear", "undetermined"};
    AddOutput("清单.hits", firm_, OutputType::kHits, Lane::k64, {0, 0, 0}, {kKnown, kKnown, kKnown});
    AddOutput("N01 item", firm_, OutputType::kYesNo, Lane::kByte, {1, 0, 1}, {kKnown, kKnown, kBlank}, 0, false);
    AddOutput("N02 item", firm_, OutputType::kYesNo, Lane::kByte, {1, 0, 0}, {kKnown, kKnown, kKnown}, 0, false);
    edition().outputs[6].items = {7, 8};
    edition().outputs[7].symbol = policy_.AddSymbol("N01", "事项一");
    edition().outputs[8].symbol = policy_.AddSymbol("", "事项二");
    AddOutput("说明", project_, OutputType::kText, Lane::k64, {0, 0, 0}, {kKnown, kKnown, kNotListed});
    result_.outputs[9].values.Set(0, loaded_.dataset->texts.Intern("say \"x\""));
    result_.outputs[9].values.Set(1, loaded_.dataset->texts.Intern("two\nlines"));
    AddOutput("企业数", kNone, OutputType::kNumber, Lane::k64, {3}, {kKnown});
    AddOutput("平均分", kNone, OutputType::kNumber, Lane::k64, {100, 0}, {kKnown, kNoRows}, 1);
    Statistic count, average;
    count.output = 10;
    average.output = 11;
    average.group_types = {OutputType::kChoice, OutputType::kMonth};
    average.group_choices = {{"化工", "电力"}, {}};
    average.group_names = {"行业", "月份"};
    edition().statistic_list = {count, average};
    result_.statistics.resize(2);
    result_.statistics[1].groups = {{0, 2021 * 12}, {1, 2021 * 12 + 5}};
  }

  Edition& edition() { return policy_.edition; }

  void AddOutput(const std::string& name, std::uint32_t entity, OutputType type, Lane lane,
                 const std::vector<std::int64_t>& values, const std::vector<State>& states, unsigned decimals = 0,
                 bool published = true) {
    Output output;
    output.symbol = policy_.AddSymbol("", name);
    output.name = name;
    output.entity = entity;
    output.type = type;
    output.decimals = static_cast<std::uint8_t>(decimals);
    output.lowest = -10000;
    output.highest = 10000;
    output.published = published;
    edition().outputs.push_back(output);
    OutputColumn column{LaneVector(lane, values.size()), states};
    for (std::size_t row = 0; row < values.size(); ++row) column.values.Set(row, values[row]);
    result_.outputs.push_back(std::move(column));
  }

  WriteResult Write(const std::string& name, WriteOptions options = {}) {
    options.path = folder_.File(name);
    return WriteResults(edition(), policy_.program, *loaded_.dataset, result_, options);
  }

  // The rows of a query over what was written, cells joined by '|'.
  Lines Query(const std::string& database, const std::string& sql) {
    auto session = DuckdbSession::Open(database, {.read_only = !database.empty()});
    auto started = DuckdbStream::Start(*std::get<0>(session), sql);
    if (auto* error = std::get_if<std::string>(&started)) return {*error};
    Lines lines;
    while (duckdb_data_chunk chunk = std::get<0>(started)->Next()) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, 0);
      auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) lines.emplace_back(StringOf(texts[row]));
    }
    return lines;
  }

  PolicyBuilder policy_;
  DataFolder folder_;
  LoadResult loaded_;
  RunResult result_;
  std::uint32_t firm_ = 0, project_ = 0;
};

// Rows of the entity space are B, A, "C,c" as listed; rows of projects are ordered by owner.
constexpr const char* kFirms =
    "代码,总分,总分.reason,排放,排放.reason,绿色,绿色.reason,等级,等级.reason,日期,日期.reason,清单,清单.hits\n"
    "B,12.50,,100000000000000000000000000000000000000000000000000000000003,,yes,,浅绿,,2021-03-01,,hit,N01;事项二\n"
    "A,-0.05,,,乙原因,no,,深绿,,1970-01-01,,clear,\n"
    "\"C,c\",,not supplied,,not applicable,,malformed,,undetermined by policy,,no rows,undetermined,\n";

TEST_F(WriteTest, Csv) {
  ASSERT_TRUE(loaded_.dataset.has_value());
  const WriteResult written = Write("out.csv");
  EXPECT_EQ(written.files, (Lines{folder_.File("out.csv"), folder_.File("out.项目.csv"), folder_.File("out.statistics.csv")}));
  EXPECT_EQ(folder_.Read("out.csv"), kFirms);
  EXPECT_EQ(folder_.Read("out.项目.csv"),
            "项目号,说明,说明.reason\np1,\"two\nlines\",\np2,\"say \"\"x\"\"\",\np3,,owner not listed\n");
  EXPECT_EQ(folder_.Read("out.statistics.csv"),
            "statistic,group,value,reason\n企业数,,3,\n平均分,行业=化工; 月份=2021-01,10.0,\n平均分,行业=电力; 月份=2021-06,,no rows\n");
  EXPECT_FALSE(std::filesystem::exists(folder_.File("out.csv.part")));
}

TEST_F(WriteTest, Json) {
  EXPECT_TRUE(Write("out.json").errors.empty());
  EXPECT_EQ(folder_.Read("out.项目.json"),
            "[\n{\"项目号\": \"p1\", \"说明\": \"two\\nlines\", \"说明.reason\": null},\n"
            "{\"项目号\": \"p2\", \"说明\": \"say \\\"x\\\"\", \"说明.reason\": null},\n"
            "{\"项目号\": \"p3\", \"说明\": null, \"说明.reason\": \"owner not listed\"}\n]\n");
  const std::string firms = folder_.Read("out.json");
  EXPECT_NE(firms.find("\"总分\": 12.50, \"总分.reason\": null, "
                       "\"排放\": 100000000000000000000000000000000000000000000000000000000003,"),
            std::string::npos);
  EXPECT_NE(firms.find("\"绿色\": true"), std::string::npos);
}

TEST_F(WriteTest, Parquet) {
  ASSERT_TRUE(Write("out.parquet").errors.empty());
  EXPECT_EQ(Query("", "SELECT concat_ws('|', 代码, coalesce(总分::VARCHAR, '-'), typeof(总分), coalesce(排放, '-'), "
                      "typeof(绿色), coalesce(绿色::VARCHAR, '-'), typeof(日期), coalesce(\"总分.reason\", '-')) FROM '" +
                          folder_.File("out.parquet") + "'"),
            (Lines{"B|12.50|DECIMAL(5,2)|100000000000000000000000000000000000000000000000000000000003|BOOLEAN|true|DATE|-",
                   "A|-0.05|DECIMAL(5,2)|-|BOOLEAN|false|DATE|-",
                   "C,c|-|DECIMAL(5,2)|-|BOOLEAN|-|DATE|not supplied"}));
  EXPECT_EQ(Query("", "SELECT 项目号 FROM '" + folder_.File("out.项目.parquet") + "'"), (Lines{"p1", "p2", "p3"}));
}

TEST_F(WriteTest, Duckdb) {
  folder_.Write("out.duckdb", "something old");
  const WriteResult written = Write("out.duckdb");
  ASSERT_EQ(written.files, Lines{folder_.File("out.duckdb")});
  EXPECT_EQ(Query(folder_.File("out.duckdb"), "SELECT table_name FROM information_schema.tables ORDER BY ALL"),
            (Lines{"statistics", "企业", "项目"}));
  EXPECT_EQ(Query(folder_.File("out.duckdb"), "SELECT concat_ws('|', 代码, 总分, 清单, \"清单.hits\") FROM 企业"),
            (Lines{"B|12.50|hit|N01;事项二", "A|-0.05|clear", "C,c|undetermined"}));
}

TEST_F(WriteTest, EveryWidthOfDecimals) {
  for (unsigned digits : {1u, 4u, 5u, 9u, 10u, 18u, 19u, 38u, 39u}) {
    edition().outputs[0].highest = Pow10(digits) - 1;
    edition().outputs[0].lowest = 0;
    edition().outputs[0].decimals = 0;
    result_.outputs[0].values = LaneVector(Lane::k256, 3);
    result_.outputs[0].values.Set(0, Pow10(digits) - 1);
    result_.outputs[0].states = {kKnown, kBlank, kKnown};
    ASSERT_TRUE(Write("out.parquet").errors.empty());
    EXPECT_EQ(Query("", "SELECT concat_ws('|', coalesce(总分::VARCHAR, '-'), typeof(总分)) FROM '" +
                            folder_.File("out.parquet") + "' LIMIT 1"),
              Lines{std::string(digits, '9') + "|" +
                    (digits > 38 ? "VARCHAR" : "DECIMAL(" + std::to_string(digits) + ",0)")});
  }
}

TEST_F(WriteTest, OneEntityWithWhatBelongsToIt) {
  WriteOptions options;
  options.only = {firm_, 1};  // A
  ASSERT_TRUE(Write("out.csv", options).errors.empty());
  EXPECT_EQ(folder_.Read("out.项目.csv"), "项目号,说明,说明.reason\np1,\"two\nlines\",\n");
  options.only = {project_, 2};
  ASSERT_TRUE(Write("only.csv", options).errors.empty());
  EXPECT_EQ(folder_.Read("only.csv"), "项目号,说明,说明.reason\np3,,owner not listed\n");
}

TEST_F(WriteTest, ThoseWhoAreNotEvaluatedAreNotPublished) {
  result_.evaluated = {{1, 0, 1}, {}};
  ASSERT_TRUE(Write("out.csv").errors.empty());
  EXPECT_EQ(folder_.Read("out.csv").find("\nA,"), std::string::npos);
  EXPECT_NE(folder_.Read("out.csv").find("\nB,"), std::string::npos);
}

TEST_F(WriteTest, OutputsThatAreAlwaysKnownHaveNoReason) {
  Tree tree;
  Instruction publish;
  publish.op = Opcode::kOutput;
  publish.count = 3;
  tree.main.operands = {0, kNoRegister, 0, 1, 2, 1};
  tree.main.code = {publish, publish};
  tree.main.code[1].operands = 3;
  edition().trees.push_back(tree);
  EXPECT_FALSE(MayBeMissing(edition(), 0));
  EXPECT_TRUE(MayBeMissing(edition(), 1));
  ASSERT_TRUE(Write("out.csv").errors.empty());
  EXPECT_EQ(folder_.Read("out.csv").find("总分.reason"), std::string::npos);
}

TEST_F(WriteTest, Rejects) {
  std::vector<Reject> rejects = {{0, false, 3, 4, kNone, "a,b", Refusal::kBrokenRecord},
                                 {1, true, 1, 0, kNone, "x", Refusal::kKeyMalformed},
                                 {1, false, 2, 3, 0, "\"q\"", Refusal::kMalformed}};
  const WriteResult written = WriteRejects(edition(), policy_.program, rejects, folder_.File("rejects.csv"));
  ASSERT_EQ(written.files.size(), 1u);
  EXPECT_EQ(folder_.Read("rejects.csv"),
            "feed,record,line,field,value,reason\nL,3,4,,\"a,b\",broken record\nP.answers,1,,,x,key malformed\n"
            "P,2,3,单位,\"\"\"q\"\"\",malformed\n");
  EXPECT_EQ(WriteRejects(edition(), policy_.program, rejects, folder_.File("rejects.parquet")).errors.size(), 0u);
}

TEST_F(WriteTest, PlacesThatCannotBeWritten) {
  const auto codes = [](const WriteResult& result) {
    Lines codes;
    for (const Diagnostic& error : result.errors) codes.emplace_back(CodeName(error.code));
    return codes;
  };
  EXPECT_EQ(codes(Write("out.xls")), Lines{"GR6070"});
  EXPECT_EQ(codes(Write("nowhere/out.csv")), Lines{"GR6071"});
  std::filesystem::create_directory(folder_.File("folder.csv"));
  folder_.Write("folder.csv/x", "");
  EXPECT_EQ(codes(Write("folder.csv")), Lines{"GR6071"});
  EXPECT_TRUE(CheckOutputPath("out.csv") == std::nullopt);
}

}  // namespace
}  // namespace greenrule
