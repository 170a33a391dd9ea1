#include "runtime/audit/receipt.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "runtime/audit/aside_file.h"
#include "runtime/audit/receipt_json.h"
#include "runtime/data/column_fit.h"
#include "runtime/data/date_text.h"
#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kFormat = "greenrule receipt";
constexpr std::string_view kSealField = "  \"seal\": \"";
constexpr std::uint64_t kMostCount = std::uint64_t{1} << 53;  // what every reader of JSON keeps exactly
constexpr std::uint64_t kMostNumber = 0xFFFF;
constexpr std::size_t kDeepest = 16;

std::string SealedText(std::string text) {
  // The text ends in `\n}\n` behind its last field.
  text.resize(text.size() - 3);
  text += ",\n";
  const std::string seal = Hex(Sha256(text));
  return text + std::string(kSealField) + seal + "\"\n}\n";
}

// Whether the seal of a text fits what stands before it.
bool SealFits(std::string_view text) {
  const std::size_t at = text.rfind(kSealField);
  if (at == std::string_view::npos) return false;
  return text.substr(at) == std::string(kSealField) + Hex(Sha256(text.substr(0, at))) + "\"\n}\n";
}

json::array SourcesJson(const std::vector<Program::SourceFile>& sources) {
  json::array list;
  for (const Program::SourceFile& source : sources)
    list.push_back({{"path", source.path}, {"sha256", Hex(source.sha256)}});
  return list;
}

json::array InputsJson(const std::vector<HashedInput>& inputs) {
  json::array list;
  for (const HashedInput& input : inputs)
    list.push_back({{"file", input.name}, {"bytes", input.bytes}, {"sha256", Hex(input.sha256)}});
  return list;
}

json::array ResultsJson(const std::vector<TableHash>& results) {
  json::array list;
  for (const TableHash& table : results) {
    json::array columns;
    for (const ResultColumn& column : table.columns)
      columns.push_back({{"column", column.name}, {"type", std::string(1, column.type)}});
    list.push_back({{"table", table.name},
                    {"key_columns", table.key_columns},
                    {"columns", columns},
                    {"rows", table.rows},
                    {"sha256", Hex(table.sha256)}});
  }
  return list;
}

json::array FeedsJson(const std::vector<Receipt::Feed>& feeds) {
  json::array list;
  for (const Receipt::Feed& feed : feeds)
    list.push_back({{"feed", feed.name},
                    {"delivered", feed.delivered},
                    {"rows_read", feed.rows_read},
                    {"rows_kept", feed.rows_kept},
                    {"rows_refused", feed.rows_refused},
                    {"values_refused", feed.values_refused}});
  return list;
}

json::array EntitiesJson(const std::vector<Receipt::Entity>& entities) {
  json::array list;
  for (const Receipt::Entity& entity : entities)
    list.push_back({{"entity", entity.name}, {"listed", entity.listed}, {"evaluated", entity.evaluated}});
  return list;
}

void ReadPolicy(StrictObject object, Receipt::Policy& policy) {
  policy.place = object.Text("place");
  policy.name = object.Text("name");
  policy.edition = object.Text("edition");
  policy.from = object.Date("from");
  policy.until = object.Date("until");
  object.Bytes("program_sha256", policy.program);
  object.Bytes("file_sha256", policy.file);
  policy.signed_by = object.Text("signed_by");
  for (StrictObject& source : object.Objects("sources")) {
    Program::SourceFile& file = policy.sources.emplace_back();
    file.path = source.Text("path");
    source.Bytes("sha256", file.sha256);
    source.End();
  }
  object.End();
}

void ReadData(StrictObject object, Receipt::Data& data) {
  data.place = object.Text("place");
  for (StrictObject& input : object.Objects("inputs")) {
    HashedInput& file = data.inputs.emplace_back();
    file.name = input.Text("file");
    file.bytes = input.Number("bytes", kMostCount);
    input.Bytes("sha256", file.sha256);
    input.End();
  }
  object.End();
}

void ReadCounts(StrictObject object, Receipt& receipt) {
  for (StrictObject& feed : object.Objects("feeds")) {
    Receipt::Feed& counts = receipt.feeds.emplace_back();
    counts.name = feed.Text("feed");
    counts.delivered = feed.YesNo("delivered");
    counts.rows_read = feed.Number("rows_read", kMostCount);
    counts.rows_kept = feed.Number("rows_kept", kMostCount);
    counts.rows_refused = feed.Number("rows_refused", kMostCount);
    counts.values_refused = feed.Number("values_refused", kMostCount);
    feed.End();
  }
  for (StrictObject& entity : object.Objects("entities")) {
    Receipt::Entity& counts = receipt.entities.emplace_back();
    counts.name = entity.Text("entity");
    counts.listed = entity.Number("listed", kMostCount);
    counts.evaluated = entity.Number("evaluated", kMostCount);
    entity.End();
  }
  receipt.rejects = object.Number("rejects", kMostCount);
  object.End();
}

void ReadResults(std::vector<StrictObject> objects, std::vector<TableHash>& results) {
  for (StrictObject& object : objects) {
    TableHash& table = results.emplace_back();
    table.name = object.Text("table");
    table.key_columns = object.Number("key_columns", kMostNumber);
    for (StrictObject& column : object.Objects("columns")) {
      ResultColumn& read = table.columns.emplace_back();
      read.name = column.Text("column");
      const std::string type = column.Text("type");
      read.type = type.empty() ? '?' : type.front();
      column.End();
    }
    table.rows = object.Number("rows", kMostCount);
    object.Bytes("sha256", table.sha256);
    object.End();
  }
}

Diagnostic NoReceipt(const std::string& name, Diagnostic::Argument reason) {
  return {Code::GR8001, {}, {name, std::move(reason)}, {}};
}

// An absolute path without links, as far as it exists.
fs::path Real(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? fs::absolute(path).lexically_normal() : real;
}

}  // namespace

Receipt MakeReceipt(const Program& program, const Edition& edition, Day as_of, const LoadReport& report,
                    const RunResult& result, std::vector<HashedInput> inputs) {
  Receipt receipt;
  receipt.as_of = as_of;
  receipt.policy.name = program.policy_name;
  receipt.policy.edition = edition.version;
  receipt.policy.from = edition.from;
  receipt.policy.until = edition.until;
  receipt.policy.program = ProgramHash(program);
  receipt.policy.file = Sha256(Serialize(program));
  receipt.policy.sources = program.sources;
  receipt.data.inputs = std::move(inputs);
  for (std::size_t feed = 0; feed < edition.feeds.size(); ++feed) {
    const FeedReport& counts = report.feeds[feed];
    receipt.feeds.push_back({Label(program, edition.feeds[feed].symbol), counts.delivered, counts.rows_read,
                             counts.rows_kept, counts.rows_refused, counts.values_refused});
  }
  for (std::size_t entity = 0; entity < edition.entities.size(); ++entity) {
    std::uint64_t evaluated = report.entities[entity];
    if (const std::vector<std::uint8_t>& rows = result.evaluated[entity]; !rows.empty())
      evaluated = static_cast<std::uint64_t>(
          std::count_if(rows.begin(), rows.end(), [](std::uint8_t row) { return row != 0; }));
    receipt.entities.push_back(
        {Label(program, edition.entities[entity].symbol), report.entities[entity], evaluated});
  }
  receipt.rejects = report.rejects.size();
  return receipt;
}

std::optional<Diagnostic> CheckReceiptPath(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return std::nullopt;
  const std::string shown = "`" + folder.string() + "`";
  return Diagnostic{Code::GR8060, {}, {path, {"there is no folder " + shown, "没有文件夹 " + shown}}, {}};
}

std::optional<Diagnostic> WriteReceipt(FileLayer& layer, const std::string& path, Receipt receipt,
                                       const std::vector<ResultTable>& tables) {
  AsideFile rows(layer, fs::path(path).replace_extension().string() + ".rows");
  receipt.results = HashTables(tables, receipt.threads, [&](std::string_view bytes) { rows.Write(bytes); });
  if (auto error = rows.Commit(RowsFileOf(path, receipt.results))) return error;
  return ReplaceFile(layer, path, ReceiptText(receipt));
}

std::string ReceiptText(const Receipt& r) {
  const json::value value{
      {"format", kFormat},
      {"version", kReceiptVersion},
      {"engine", r.engine},
      {"language", r.language},
      {"program_format", r.program_format},
      {"as_of", DayText(r.as_of)},
      {"policy",
       {{"place", r.policy.place},
        {"name", r.policy.name},
        {"edition", r.policy.edition},
        {"from", DayText(r.policy.from)},
        {"until", DayText(r.policy.until)},
        {"program_sha256", Hex(r.policy.program)},
        {"file_sha256", Hex(r.policy.file)},
        {"signed_by", r.policy.signed_by},
        {"sources", SourcesJson(r.policy.sources)}}},
      {"data", {{"place", r.data.place}, {"inputs", InputsJson(r.data.inputs)}}},
      {"options", {{"threads", r.threads}, {"batch", r.batch}}},
      {"counts",
       {{"feeds", FeedsJson(r.feeds)}, {"entities", EntitiesJson(r.entities)}, {"rejects", r.rejects}}},
      {"results", ResultsJson(r.results)}};
  return SealedText(PrettyJson(value));
}

std::variant<Receipt, Diagnostic> ParseReceipt(std::string_view text, const std::string& name) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = kDeepest;
  if (!IsUtf8(text)) return NoReceipt(name, {"it is not UTF-8", "不是 UTF-8 编码"});
  const json::value value = json::parse(text, error, {}, options);
  if (error) return NoReceipt(name, {"it is not JSON", "不是 JSON 文件"});

  std::optional<Diagnostic::Argument> wrong;
  StrictObject object(&value, "", wrong);
  const std::string format = object.Text("format");
  if (!wrong && format != kFormat)
    wrong = Diagnostic::Argument("`format` is not `" + std::string(kFormat) + "`",
                                 "`format` 不是 `" + std::string(kFormat) + "`");
  const std::uint64_t version = object.Number("version", kMostNumber);
  if (wrong) return NoReceipt(name, *wrong);
  if (version != kReceiptVersion)
    return Diagnostic{Code::GR8002, {}, {name, std::to_string(version), std::to_string(kReceiptVersion)}, {}};
  if (!SealFits(text)) return Diagnostic{Code::GR8003, {}, {name}, {}};

  Receipt receipt;
  receipt.engine = object.Text("engine");
  receipt.language = static_cast<std::uint32_t>(object.Number("language", kMostNumber));
  receipt.program_format = static_cast<std::uint32_t>(object.Number("program_format", kMostNumber));
  receipt.as_of = object.Date("as_of");
  ReadPolicy(object.Object("policy"), receipt.policy);
  ReadData(object.Object("data"), receipt.data);
  StrictObject chosen = object.Object("options");
  receipt.threads = static_cast<unsigned>(chosen.Number("threads", kMostNumber));
  receipt.batch = static_cast<unsigned>(chosen.Number("batch", kMostNumber + 1));
  chosen.End();
  ReadCounts(object.Object("counts"), receipt);
  ReadResults(object.Objects("results"), receipt.results);
  object.Text("seal");
  object.End();
  if (wrong) return NoReceipt(name, *wrong);
  if (ReceiptText(receipt) != text)
    return NoReceipt(name, {"it is not written as Greenrule writes receipts", "写法与绿尺写出的凭证不一致"});
  return receipt;
}

std::string PlaceSeenFrom(const std::string& receipt, const std::string& path) {
  if (path.empty()) return {};
  const fs::path folder = Real(receipt).parent_path(), place = Real(path);
  if (folder.begin() == folder.end() || std::next(folder.begin()) == folder.end() ||
      std::next(place.begin()) == place.end() || *std::next(folder.begin()) != *std::next(place.begin()))
    return {};
  return place.lexically_relative(folder).generic_string();
}

std::string PlaceFrom(const std::string& receipt, const std::string& place) {
  if (place.empty()) return {};
  return (fs::path(receipt).parent_path() / place).lexically_normal().string();
}

std::string RowsFileOf(const std::string& receipt_path, const std::vector<TableHash>& results) {
  Sha256Stream stream;
  for (const TableHash& table : results) stream.Add(table.sha256.data(), table.sha256.size());
  constexpr std::size_t kShown = 16;
  return fs::path(receipt_path).replace_extension().string() + "." + Hex(stream.Finish()).substr(0, kShown) +
         ".rows";
}

}  // namespace greenrule
