#include "runtime/audit/receipt_difference.h"

#include <algorithm>

#include "runtime/data/date_text.h"

namespace greenrule {
namespace {

// Two lists sorted by name: `same` for what both have, `gone` and `added` for the rest.
template <class T, class Same, class Gone, class Added>
void Merge(const std::vector<T>& then, const std::vector<T>& now, std::string T::* name, Same same, Gone gone,
           Added added) {
  auto a = then.begin();
  auto b = now.begin();
  while (a != then.end() || b != now.end()) {
    if (b == now.end() || (a != then.end() && (*a).*name < (*b).*name))
      gone(*a++);
    else if (a == then.end() || (*b).*name < (*a).*name)
      added(*b++);
    else
      same(*a++, *b++);
  }
}

Diagnostic::Argument Quoted(const std::string& text) {
  if (text.empty()) return {"empty", "空"};
  return "`" + text + "`";
}

// Single facts, told by the path of their field in the receipt.
class Facts {
 public:
  explicit Facts(std::vector<Diagnostic>& found) : found_(found) {}
  void Compare(const std::string& field, const std::string& then, const std::string& now) {
    if (then != now) found_.push_back({Code::GR8020, {}, {field, Quoted(now), Quoted(then)}, {}});
  }
  void Compare(const std::string& field, std::uint64_t then, std::uint64_t now) {
    if (then != now)
      found_.push_back({Code::GR8020, {}, {field, std::to_string(now), std::to_string(then)}, {}});
  }

 private:
  std::vector<Diagnostic>& found_;
};

std::string ColumnsText(const TableHash& table) {
  std::string text;
  for (const ResultColumn& column : table.columns) text += (text.empty() ? "`" : ", `") + column.name + "`";
  return text;
}

std::string KeyText(const CellTexts& cells, std::size_t key_columns) {
  std::string text;
  for (std::size_t i = 0; i < key_columns && i < cells.size(); ++i)
    if (cells[i]) text += (i == 0 ? "" : ",") + std::string(*cells[i]);
  return text;
}

int CompareKeys(const CellTexts& a, const CellTexts& b, std::size_t key_columns) {
  for (std::size_t i = 0; i < key_columns; ++i)
    if (const int order = a[i].value_or("").compare(b[i].value_or("")); order != 0) return order;
  return 0;
}

Diagnostic::Argument CellShown(const std::optional<std::string_view>& cell) {
  if (!cell) return {"without a value", "无值"};
  return "`" + std::string(*cell) + "`";
}

// The first row that is not the same, told by its key and column; nothing if all are.
std::optional<Diagnostic> FirstDifference(const TableHash& table, const std::vector<std::string_view>& then,
                                          const ResultTable& now) {
  const SortedRows sorted(now);
  const auto differ = [&](Code code, const CellTexts& cells) {
    return Diagnostic{code, {}, {table.name, KeyText(cells, table.key_columns)}, {}};
  };
  std::string row;
  for (std::size_t i = 0; i < std::max(then.size(), sorted.size()); ++i) {
    row.clear();
    if (i < sorted.size()) sorted.AppendRow(i, row);
    if (i < then.size() && i < sorted.size() && then[i] == row) continue;
    const std::optional<CellTexts> was =
        i < then.size() ? CellsOf(then[i], table.columns.size()) : std::nullopt;
    const std::optional<CellTexts> is = i < sorted.size() ? CellsOf(row, table.columns.size()) : std::nullopt;
    const int order = !was ? 1 : !is ? -1 : CompareKeys(*was, *is, table.key_columns);
    if (order < 0) return differ(Code::GR8022, *was);
    if (order > 0) return differ(Code::GR8023, *is);
    for (std::size_t column = 0; column < was->size(); ++column) {
      if ((*was)[column] == (*is)[column]) continue;
      return Diagnostic{Code::GR8021,
                        {},
                        {table.name, KeyText(*is, table.key_columns), table.columns[column].name,
                         CellShown((*is)[column]), CellShown((*was)[column])},
                        {}};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Diagnostic> CompareEngines(const Receipt& then, const Receipt& now) {
  if (then.engine == now.engine && then.language == now.language && then.program_format == now.program_format)
    return {};
  return {{Code::GR8011,
           {},
           {then.engine, std::to_string(then.language), now.engine, std::to_string(now.language)},
           {}}};
}

std::vector<Diagnostic> ComparePrograms(const Receipt& then, const Receipt& now) {
  std::vector<Diagnostic> found;
  Facts facts(found);
  facts.Compare("policy.name", then.policy.name, now.policy.name);
  Merge(
      then.policy.sources, now.policy.sources, &Program::SourceFile::path,
      [&](const Program::SourceFile& a, const Program::SourceFile& b) {
        if (a.sha256 != b.sha256)
          found.push_back({Code::GR8012, {}, {a.path, Hex(b.sha256), Hex(a.sha256)}, {}});
      },
      [&](const Program::SourceFile& a) { found.push_back({Code::GR8013, {}, {a.path}, {}}); },
      [&](const Program::SourceFile& b) { found.push_back({Code::GR8014, {}, {b.path}, {}}); });
  if (then.policy.program != now.policy.program)
    found.push_back({Code::GR8015, {}, {Hex(now.policy.program), Hex(then.policy.program)}, {}});
  else if (found.empty() &&
           then.policy.file != now.policy.file)  // a program file tells of its sources, so theirs are enough
    found.push_back({Code::GR8016, {}, {Hex(now.policy.file), Hex(then.policy.file)}, {}});
  facts.Compare("policy.edition", then.policy.edition, now.policy.edition);
  facts.Compare("policy.from", DayText(then.policy.from), DayText(now.policy.from));
  facts.Compare("policy.until", DayText(then.policy.until), DayText(now.policy.until));
  if (!then.policy.signed_by.empty() && then.policy.signed_by != now.policy.signed_by) {
    const Diagnostic::Argument is = now.policy.signed_by.empty()
                                        ? Diagnostic::Argument("not signed", "未签名")
                                        : Diagnostic::Argument("signed by " + now.policy.signed_by,
                                                               "由 " + now.policy.signed_by + " 签名");
    found.push_back({Code::GR8026, {}, {then.policy.signed_by, is}, {}});
  }
  return found;
}

std::vector<Diagnostic> CompareInputFiles(const Receipt& then, const Receipt& now) {
  std::vector<Diagnostic> found;
  Merge(
      then.data.inputs, now.data.inputs, &HashedInput::name,
      [&](const HashedInput& a, const HashedInput& b) {
        if (a.sha256 != b.sha256 || a.bytes != b.bytes)
          found.push_back(
              {Code::GR8017,
               {},
               {a.name, std::to_string(b.bytes), Hex(b.sha256), std::to_string(a.bytes), Hex(a.sha256)},
               {}});
      },
      [&](const HashedInput& a) { found.push_back({Code::GR8018, {}, {a.name}, {}}); },
      [&](const HashedInput& b) { found.push_back({Code::GR8019, {}, {b.name}, {}}); });
  return found;
}

std::vector<Diagnostic> CompareCounts(const Receipt& then, const Receipt& now) {
  std::vector<Diagnostic> found;
  Facts facts(found);
  facts.Compare("counts.feeds", then.feeds.size(), now.feeds.size());
  for (std::size_t i = 0; i < std::min(then.feeds.size(), now.feeds.size()); ++i) {
    const Receipt::Feed &a = then.feeds[i], &b = now.feeds[i];
    const std::string path = "counts.feeds[" + std::to_string(i) + "].";
    facts.Compare(path + "feed", a.name, b.name);
    facts.Compare(path + "delivered", a.delivered ? "true" : "false", b.delivered ? "true" : "false");
    facts.Compare(path + "rows_read", a.rows_read, b.rows_read);
    facts.Compare(path + "rows_kept", a.rows_kept, b.rows_kept);
    facts.Compare(path + "rows_refused", a.rows_refused, b.rows_refused);
    facts.Compare(path + "values_refused", a.values_refused, b.values_refused);
  }
  facts.Compare("counts.rejects", then.rejects, now.rejects);
  facts.Compare("counts.entities", then.entities.size(), now.entities.size());
  for (std::size_t i = 0; i < std::min(then.entities.size(), now.entities.size()); ++i) {
    const std::string path = "counts.entities[" + std::to_string(i) + "].";
    facts.Compare(path + "entity", then.entities[i].name, now.entities[i].name);
    facts.Compare(path + "listed", then.entities[i].listed, now.entities[i].listed);
    facts.Compare(path + "evaluated", then.entities[i].evaluated, now.entities[i].evaluated);
  }
  return found;
}

std::vector<Diagnostic> CompareResults(const Receipt& then, const Receipt& now,
                                       const std::vector<ResultTable>& tables, const RecordedRowsFile& file) {
  std::vector<Diagnostic> found;
  Facts facts(found);
  facts.Compare("results", then.results.size(), now.results.size());
  std::optional<RecordedRows> rows;
  for (std::size_t i = 0; i < std::min(then.results.size(), now.results.size()); ++i) {
    const TableHash &a = then.results[i], &b = now.results[i];
    const std::string path = "results[" + std::to_string(i) + "].";
    facts.Compare(path + "table", a.name, b.name);
    if (a.columns != b.columns || a.key_columns != b.key_columns) {
      found.push_back({Code::GR8025, {}, {a.name, ColumnsText(b), ColumnsText(a)}, {}});
      continue;
    }
    if (a.sha256 == b.sha256) {
      facts.Compare(path + "rows", a.rows, b.rows);
      continue;
    }
    if (file.bytes && !rows) rows = RecordedRows::Read(*file.bytes, then.results);
    if (rows) {
      if (std::optional<Diagnostic> first = FirstDifference(a, rows->Rows(i), tables[i]))
        found.push_back(std::move(*first));
      continue;
    }
    const Diagnostic::Argument why =
        file.bytes
            ? Diagnostic::Argument("`" + file.path + "` does not hold the rows of the receipt",
                                   "`" + file.path + "` 不是该凭证的结果行")
            : Diagnostic::Argument("there is no file `" + file.path + "`", "没有文件 `" + file.path + "`");
    found.push_back({Code::GR8024, {}, {a.name, Hex(b.sha256), Hex(a.sha256), why}, {}});
  }
  return found;
}

}  // namespace greenrule
