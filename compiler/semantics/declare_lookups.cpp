// Lookups: keys, columns, rows in place or in a CSV beside the policy.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "compiler/semantics/constant_csv.h"
#include "compiler/semantics/declare.h"
#include "compiler/semantics/declare_names.h"
#include "compiler/semantics/declare_types.h"
#include "compiler/semantics/spelling.h"
#include "runtime/number/decimal_text.h"
#include "runtime/program/calendar.h"
#include "runtime/program/sha256.h"

namespace greenrule::semantics {
namespace {

using policy::Constant;
using policy::Id;
using policy::kNo;
using policy::TypeKind;

inline constexpr std::uintmax_t kLargestCsv = 256u << 20;  // constants become part of the program

// A key or value column: what its cells must be.
struct Column {
  NodeId node = kNoNode;
  std::string name;
  bool is_key = false;
  std::size_t place = 0;  // among the keys or values
  DeclaredType type;
  Target target;
  std::optional<std::uint8_t> decimals;
  std::optional<std::pair<Rational, Rational>> range;
  std::vector<std::string> headers;
  std::optional<Constant> blank;  // what an empty cell means; nothing: it is an error
  std::vector<std::string> missing_written;
};

class LookupReader {
 public:
  LookupReader(Declarations& d, Id id) : d_(d), id_(id), node_(d.lookups[id]) {}

  void Read() {
    ReadColumns();
    const NodeId file = d_.Child(node_, "file");
    const auto rows = d_.Items(node_, "rows");
    if (file == kNoNode && rows.empty()) d_.context.Report(Code::GR2557, Head(), {Label()});
    if (!rows.empty()) ReadRows(rows);
    if (file != kNoNode && !rows.empty()) {
      d_.Report(Code::GR2556, file, {Label()});
    } else if (file != kNoNode) {
      ReadFile(file);
    }
    FindDefault();
  }

 private:
  policy::Lookup& lookup() { return d_.policy().lookups[id_]; }
  std::string Label() { return d_.symbol(lookup().symbol).Label(); }
  SourceRange Head() { return d_.symbol(lookup().symbol).range; }

  // ---- columns ----------------------------------------------------------------------------------------------------

  void ReadKey(NodeId key, std::size_t place, std::size_t count) {
    Column column;
    column.node = key;
    column.name = d_.TextOf(key, "name");
    column.is_key = true;
    column.place = place;
    const std::string match = d_.TextOf(key, "match");
    column.type = ReadType(d_, d_.Child(key, "type"));
    if (!d_.Has(key, "type")) {
      column.type.type = {match == "in force" ? TypeKind::kDate : TypeKind::kText};
      column.type.reading = match == "in force" ? FieldType::kDate : FieldType::kText;
    }
    auto& made = lookup().keys[place];
    if (match == "in force") {
      made.kind = KeyKind::kInForce;
      if (place + 1 != count) d_.Report(Code::GR2550, key, {column.name});
    } else if (match == "longest prefix") {
      made.kind = KeyKind::kLongestPrefix;
    }
    const TypeKind kind = column.type.type.kind;
    const TypeKind wanted = match == "in force" ? TypeKind::kDate : TypeKind::kText;
    if (kind != TypeKind::kUnknown && !match.empty() && kind != wanted) {
      d_.Report(Code::GR2551, d_.Child(key, "type"), {column.name, TypeText(d_.context, {wanted})});
    }
    made.type = column.type.type;
    Finish(column, d_.context.Range(d_.Child(key, "name")));
  }

  void ReadValue(NodeId value, std::size_t place) {
    Column column;
    column.node = value;
    column.name = lookup().values[place].name;
    column.place = place;
    const SourceRange head = d_.context.Range(d_.Child(value, "label"));
    if (!d_.Has(value, "type")) d_.context.Report(Code::GR2540, head, {column.name});
    column.type = ReadType(d_, d_.Child(value, "type"));
    lookup().values[place].type = column.type.type;
    lookup().values[place].unit = column.type.unit;
    if (const auto decimals = ReadDecimals(d_, d_.Child(value, "decimals"), column.type, column.name)) {
      column.decimals = decimals->digits;
    } else if (column.type.integer) {
      column.decimals = 0;
    }
    RefuseRounding(d_, d_.Child(value, "decimals"), column.name);
    column.range = ReadRange(d_, d_.Child(value, "range"), column.type, column.name, head);
    Finish(column, head);
    ReadBlank(columns_.back());
    for (const NodeId text : d_.Items(value, "missing_written")) {
      columns_.back().missing_written.push_back(d_.Text(text));
    }
    for (const auto option : {"formula", "date_format"}) {
      if (d_.Has(value, option)) d_.Report(Code::GR2552, d_.Child(value, option), {columns_.back().name});
    }
  }

  void ReadBlank(Column& column) {
    const NodeId blank = d_.Child(column.node, "blank");
    if (blank == kNoNode) {
      if (d_.Has(column.node, "may_be_missing")) column.blank = StateOf(column, kBlank);
    } else if (d_.tree().Kind(blank) == NodeKind::kMissing) {
      column.blank = StateOf(column, kBlank);
    } else if (d_.tree().Kind(blank) == NodeKind::kNotApplicable) {
      column.blank = StateOf(column, kNotApplicable);
    } else {
      column.blank = d_.expressions.CheckLiteral(blank, column.target);
    }
  }

  static Constant StateOf(const Column& column, State state) {
    Constant constant;
    constant.kind = column.type.type.kind;
    constant.state = state;
    return constant;
  }

  void Finish(Column& column, SourceRange head) {
    column.target = TargetOf(column.type, column.name, head);
    for (const NodeId text : d_.Items(column.node, "columns")) column.headers.push_back(d_.Text(text));
    if (column.headers.empty()) column.headers.push_back(column.name);
    columns_.push_back(std::move(column));
  }

  void ReadColumns() {
    const auto keys = KeysOf(d_, node_);
    const auto values = d_.Items(node_, "values");
    if (keys.empty()) d_.context.Report(Code::GR2553, Head(), {Label()});
    for (std::size_t i = 0; i < keys.size(); ++i) ReadKey(keys[i], i, keys.size());
    for (std::size_t i = 0; i < values.size(); ++i) ReadValue(values[i], i);
  }

  // ---- rows in place --------------------------------------------------------------------------------------------------

  // The column of each head; nothing if they do not name every column once.
  std::optional<std::vector<std::size_t>> MatchHead(NodeId head) {
    std::vector<std::size_t> order;
    std::vector<bool> taken(columns_.size(), false);
    bool good = true;
    for (const NodeId name : d_.tree().Children(head)) {
      const auto found = std::ranges::find(columns_, d_.Text(name), &Column::name);
      const auto place = static_cast<std::size_t>(found - columns_.begin());
      if (found == columns_.end() || taken[place]) {
        d_.Report(found == columns_.end() ? Code::GR2554 : Code::GR2559, name, {d_.Text(name), Label()});
        good = false;
        continue;
      }
      taken[place] = true;
      order.push_back(place);
    }
    for (std::size_t i = 0; i < columns_.size() && good; ++i) {
      if (taken[i]) continue;
      d_.Report(Code::GR2555, head, {columns_[i].name});
      good = false;
    }
    if (!good) return std::nullopt;
    return order;
  }

  policy::Lookup::Row NewRow(SourceRange range) {
    policy::Lookup::Row row;
    row.keys.resize(lookup().keys.size());
    row.values.resize(lookup().values.size());
    row.range = range;
    return row;
  }

  void ReadRows(std::span<const NodeId> rows) {
    const NodeId head = d_.Child(node_, "head");
    if (head == kNoNode) {
      d_.context.Report(Code::GR2557, Head(), {Label()});
      return;
    }
    const auto order = MatchHead(head);
    if (!order) return;
    for (const NodeId node : rows) {
      const auto cells = d_.Items(node, "cells");  // as many as heads, see node_kinds.def
      policy::Lookup::Row row = NewRow(d_.context.Range(node));
      bool good = true;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        good &= Put(columns_[(*order)[i]], ReadCell(columns_[(*order)[i]], node, cells[i]), row);
      }
      if (good) AddRow(std::move(row), {});
    }
  }

  std::optional<Constant> ReadCell(const Column& column, NodeId row, NodeId cell) {
    if (column.type.type.kind == TypeKind::kUnknown) return std::nullopt;
    if (cell == kNoNode) {
      if (!column.blank) d_.Report(Code::GR2560, row, {column.name});
      return column.blank;
    }
    const auto constant = d_.expressions.CheckLiteral(cell, column.target);
    if (!constant) return std::nullopt;
    if (column.is_key && constant->state != kKnown) {
      d_.Report(Code::GR2561, cell, {column.name});
      return std::nullopt;
    }
    if (const auto code = Unfit(column, *constant)) {
      d_.Report(*code, cell, {column.name});
      return std::nullopt;
    }
    return constant;
  }

  // Finer than its decimals, or outside its range.
  static std::optional<Code> Unfit(const Column& column, const Constant& constant) {
    if (constant.state != kKnown) return std::nullopt;
    if (column.range && (constant.number < column.range->first || constant.number > column.range->second)) {
      return Code::GR2562;
    }
    if (column.decimals) {
      const auto needed = DecimalsNeeded(constant.number / column.type.unit.scale);
      if (!needed || *needed > *column.decimals) return Code::GR2563;
    }
    return std::nullopt;
  }

  static bool Put(const Column& column, std::optional<Constant> constant, policy::Lookup::Row& row) {
    if (!constant) return false;
    (column.is_key ? row.keys : row.values)[column.place] = std::move(*constant);
    return true;
  }

  // `where` says the line of a CSV.
  void AddRow(policy::Lookup::Row row, const std::string& where) {
    std::string key;
    for (const Constant& part : row.keys) {
      key += part.text + '\0' + (part.text.empty() ? part.number.str() : std::string()) + '\0';
    }
    const auto [first, is_new] = by_key_.try_emplace(key, std::pair{row.range, where});
    if (!is_new) {
      const auto& [range, line] = first->second;
      const std::string shown = KeyText(row);
      if (where.empty() && line.empty()) {
        d_.context.Report(Code::GR2564, row.range, {shown}, {{range, {"first here", "首次出现于此"}}});
      } else {
        d_.context.Report(Code::GR2565, row.range, {shown, line, where});
      }
      return;
    }
    lookup().rows.push_back(std::move(row));
  }

  std::string KeyText(const policy::Lookup::Row& row) {
    std::string text;
    for (std::size_t i = 0; i < row.keys.size(); ++i) {
      const Constant& key = row.keys[i];
      if (!text.empty()) text += ", ";
      switch (key.kind) {
        case TypeKind::kDate: text += DateText(static_cast<Day>(key.number)); break;
        case TypeKind::kChoice:
          text += d_.policy().choice_types[lookup().keys[i].type.id].values[static_cast<std::size_t>(key.number)];
          break;
        case TypeKind::kText:
        case TypeKind::kCode: text += key.text; break;
        default: text += FormatRational(key.number);
      }
    }
    return text;
  }

  // ---- a CSV beside the policy ---------------------------------------------------------------------------------------------

  void ReadFile(NodeId file) {
    const std::string path = d_.Text(file);
    const std::filesystem::path relative(path);
    const auto leaves = [](const std::filesystem::path& part) { return part == ".."; };
    if (relative.empty() || relative.is_absolute() || std::ranges::any_of(relative, leaves)) {
      d_.Report(Code::GR2566, file, {path});
      return;
    }
    const auto whole = d_.context.sources.root() / relative;
    std::error_code error;
    const auto size = std::filesystem::file_size(whole, error);
    std::ifstream in(whole, std::ios::binary);
    if (error || !in) {
      d_.Report(Code::GR2567, file, {path});
      return;
    }
    if (size > kLargestCsv) {
      d_.Report(Code::GR2568, file, {path, std::to_string(kLargestCsv >> 20)});
      return;
    }
    lookup().file = path;
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    lookup().file_sha256 = Sha256(bytes);
    const ConstantCsv csv = ReadConstantCsv(bytes);
    if (csv.problem != ConstantCsv::Problem::kNone) {
      d_.Report(Code::GR2569, file, {path, std::to_string(csv.problem_line), ProblemText(csv.problem)});
      return;
    }
    const auto places = MatchHeader(file, path, csv.header);
    if (!places) return;
    for (const auto& record : csv.records) {
      policy::Lookup::Row row = NewRow(d_.context.Range(file));
      bool good = true;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        good &= Put(columns_[i], ReadText(columns_[i], file, path, record, record.cells[(*places)[i]]), row);
      }
      if (good) AddRow(std::move(row), path + ":" + std::to_string(record.line));
    }
  }

  static Diagnostic::Argument ProblemText(ConstantCsv::Problem problem) {
    switch (problem) {
      case ConstantCsv::Problem::kNotUtf8: return {"is not UTF-8", "不是 UTF-8 编码"};
      case ConstantCsv::Problem::kNoHeader: return {"has no header", "没有表头"};
      case ConstantCsv::Problem::kOpenQuote: return {"has a quote that is not closed", "引号没有配对"};
      case ConstantCsv::Problem::kTextAfterQuote: return {"has text after a closing quote", "右引号之后还有文字"};
      case ConstantCsv::Problem::kWidth: return {"has not as many cells as the header", "单元格数与表头不一致"};
      case ConstantCsv::Problem::kNone: break;
    }
    return "";
  }

  std::optional<std::vector<std::size_t>> MatchHeader(NodeId file, const std::string& path,
                                                      const std::vector<std::string>& header) {
    std::vector<std::size_t> places;
    for (const Column& column : columns_) {
      const auto found = std::ranges::find_if(header, [&](const std::string& word) {
        return std::ranges::find(column.headers, word) != column.headers.end();
      });
      if (found == header.end()) {
        std::string all;
        for (const auto& word : header) all += (all.empty() ? "" : ", ") + word;
        d_.Report(Code::GR2570, file, {path, column.headers.front(), all});
        return std::nullopt;
      }
      places.push_back(static_cast<std::size_t>(found - header.begin()));
    }
    return places;
  }

  std::optional<Constant> ReadText(const Column& column, NodeId file, const std::string& path,
                                   const ConstantCsv::Record& record, const std::string& cell) {
    if (column.type.type.kind == TypeKind::kUnknown) return std::nullopt;
    const std::string line = std::to_string(record.line);
    if (std::ranges::find(column.missing_written, cell) != column.missing_written.end()) {
      return StateOf(column, kNotSupplied);
    }
    const bool empty_text = cell.empty() && column.is_key && column.type.type.kind == TypeKind::kText;
    if (cell.empty() && !empty_text) {
      if (!column.blank) d_.Report(Code::GR2571, file, {path, line, column.name});
      return column.blank;
    }
    const auto constant = ParseText(column, cell);
    if (!constant) {
      d_.Report(Code::GR2572, file, {path, line, cell, column.name, TypeText(d_.context, column.type.type)});
      return std::nullopt;
    }
    if (Unfit(column, *constant)) {
      d_.Report(Code::GR2573, file, {path, line, cell, column.name});
      return std::nullopt;
    }
    return constant;
  }

  std::optional<Constant> ParseText(const Column& column, const std::string& cell) {
    Constant constant = StateOf(column, kKnown);
    switch (column.type.type.kind) {
      case TypeKind::kNumber: {
        const auto number = ParseDecimalCell(cell);
        if (!number) return std::nullopt;
        constant.number = ToRational(*number) * column.type.unit.scale;
        return constant;
      }
      case TypeKind::kDate:
      case TypeKind::kMonth: return ParseCalendar(constant, cell);
      case TypeKind::kYesNo:
      case TypeKind::kChoice: {
        const bool yes_no = column.type.type.kind == TypeKind::kYesNo && column.type.written.empty();
        static const std::vector<std::vector<std::string>> kYesNoWords = {{"no", "否", "false", "0"},
                                                                          {"yes", "是", "true", "1"}};
        const auto& written = yes_no ? kYesNoWords : column.type.written;
        for (std::size_t i = 0; i < written.size(); ++i) {
          if (std::ranges::find(written[i], cell) == written[i].end()) continue;
          constant.number = static_cast<std::int64_t>(i);
          return constant;
        }
        return std::nullopt;
      }
      case TypeKind::kText:
      case TypeKind::kCode: constant.text = cell; return constant;
      default: return std::nullopt;
    }
  }

  // 2021-03-01 or 2021-03.
  static std::optional<Constant> ParseCalendar(Constant constant, std::string_view cell) {
    const bool month = constant.kind == TypeKind::kMonth;
    if (cell.size() != (month ? 7u : 10u)) return std::nullopt;
    for (std::size_t i = 0; i < cell.size(); ++i) {
      const bool dash = i == 4 || i == 7;
      if (dash ? cell[i] != '-' : cell[i] < '0' || cell[i] > '9') return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t width) {
      int n = 0;
      for (const char c : cell.substr(at, width)) n = n * 10 + (c - '0');
      return n;
    };
    const Civil civil{number(0, 4), number(5, 2), month ? 1 : number(8, 2)};
    if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1 ||
        civil.day > DaysInMonth(civil.year, civil.month)) {
      return std::nullopt;
    }
    constant.number = month ? MonthOfDay(DayOfCivil(civil)) : DayOfCivil(civil);
    return constant;
  }

  // ---- the default ---------------------------------------------------------------------------------------------------------

  void FindDefault() {
    for (const Column& column : columns_) {
      if (!column.is_key) continue;
      const NodeId node = d_.Child(column.node, "default");
      if (node == kNoNode || column.type.type.kind == TypeKind::kUnknown) continue;
      if (lookup().keys.size() > 1) {
        d_.Report(Code::GR2574, node, {Label()});
        continue;
      }
      const auto key = d_.expressions.CheckLiteral(node, column.target);
      if (!key) continue;
      const auto& rows = lookup().rows;
      const auto found = std::ranges::find_if(rows, [&](const auto& row) { return row.keys[0] == *key; });
      if (found == rows.end()) {
        if (!rows.empty()) d_.Report(Code::GR2575, node, {Label()});
        continue;
      }
      lookup().fallback = static_cast<std::uint32_t>(found - rows.begin());
    }
  }

  Declarations& d_;
  const Id id_;
  const NodeId node_;
  std::vector<Column> columns_;
  std::unordered_map<std::string, std::pair<SourceRange, std::string>> by_key_;
};

}  // namespace

void DeclareLookups(Declarations& d) {
  for (Id id = 0; id < d.lookups.size(); ++id) LookupReader(d, id).Read();
}

}  // namespace greenrule::semantics
