#include "compiler/semantics/constant_csv.h"

#include <boost/locale/utf.hpp>

#include "runtime/number/decimal_text.h"

namespace greenrule::semantics {
namespace {

bool IsUtf8(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const auto point = boost::locale::utf::utf_traits<char>::decode(at, end);
    if (point == boost::locale::utf::illegal || point == boost::locale::utf::incomplete) return false;
  }
  return true;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool AtEnd() const { return at_ == text_.size(); }
  std::int32_t line() const { return line_; }

  // One record; the problem that ended it, if there is one.
  ConstantCsv::Problem Read(std::vector<std::string>& cells) {
    cells.clear();
    while (true) {
      std::string cell;
      if (const auto problem = ReadCell(cell); problem != ConstantCsv::Problem::kNone) return problem;
      cells.push_back(std::move(cell));
      if (AtEnd()) return ConstantCsv::Problem::kNone;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      SkipLineEnd();
      return ConstantCsv::Problem::kNone;
    }
  }

 private:
  bool AtCellEnd() const { return AtEnd() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r'; }

  void SkipLineEnd() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  ConstantCsv::Problem ReadCell(std::string& cell) {
    std::size_t begin = at_;
    while (!AtCellEnd() && text_[at_] == ' ') ++at_;
    if (AtEnd() || text_[at_] != '"') {
      while (!AtCellEnd()) ++at_;
      cell = TrimBlanks(text_.substr(begin, at_ - begin));
      return ConstantCsv::Problem::kNone;
    }
    for (++at_; !AtEnd(); ++at_) {
      if (text_[at_] == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      cell += text_[at_];
    }
    if (AtEnd()) return ConstantCsv::Problem::kOpenQuote;
    ++at_;
    while (!AtCellEnd() && text_[at_] == ' ') ++at_;
    return AtCellEnd() ? ConstantCsv::Problem::kNone : ConstantCsv::Problem::kTextAfterQuote;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int32_t line_ = 1;
};

}  // namespace

ConstantCsv ReadConstantCsv(std::string_view text) {
  ConstantCsv csv;
  const auto fail = [&](ConstantCsv::Problem problem, std::int32_t line) {
    csv.problem = problem;
    csv.problem_line = line;
    return csv;
  };
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!IsUtf8(text)) return fail(ConstantCsv::Problem::kNotUtf8, 0);
  Reader reader(text);
  std::vector<std::string> cells;
  while (!reader.AtEnd()) {
    const std::int32_t line = reader.line();
    if (const auto problem = reader.Read(cells); problem != ConstantCsv::Problem::kNone) return fail(problem, line);
    if (cells.size() == 1 && cells[0].empty()) continue;
    if (csv.header.empty()) {
      csv.header = std::move(cells);
    } else if (cells.size() != csv.header.size()) {
      return fail(ConstantCsv::Problem::kWidth, line);
    } else {
      csv.records.push_back({std::move(cells), line});
    }
  }
  if (csv.header.empty()) return fail(ConstantCsv::Problem::kNoHeader, 1);
  return csv;
}

}  // namespace greenrule::semantics
