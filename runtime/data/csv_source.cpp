#include "runtime/data/csv_source.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;

// High bits where a byte of the word is zero, exact up to the first of them.
constexpr std::uint64_t ZeroBytes(std::uint64_t word) { return (word - kOnes) & ~word & kHighs; }

// The first of two characters from `at` on, or `end`.
const char* FindEither(const char* at, const char* end, char a, char b) {
  if constexpr (std::endian::native == std::endian::little) {
    const std::uint64_t as = kOnes * static_cast<unsigned char>(a), bs = kOnes * static_cast<unsigned char>(b);
    while (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      const std::uint64_t hits = ZeroBytes(word ^ as) | ZeroBytes(word ^ bs);
      if (hits != 0) return at + std::countr_zero(hits) / 8;
      at += 8;
    }
  }
  while (at != end && *at != a && *at != b) ++at;
  return at;
}

// Splits text into records. Cells point into the text, or into the batch where quotes had to be undoubled.
class Splitter {
 public:
  enum class Outcome { kRecord, kEmptyLine, kBroken, kUnclosed, kEnd };

  Splitter(std::string_view text, char delimiter) : at_(text.data()), end_(at_ + text.size()), delimiter_(delimiter) {}

  // One record. After kBroken, record_text() is what was refused.
  Outcome Next(std::vector<std::string_view>& cells, RecordBatch& batch) {
    cells.clear();
    begin_ = at_;
    begin_line_ = line_;
    if (at_ == end_) return Outcome::kEnd;
    if (EndsLine(at_)) {
      SkipLineEnd();
      return Outcome::kEmptyLine;
    }
    for (;;) {
      if (at_ != end_ && *at_ == '"') {
        if (!Quoted(cells, batch)) return at_ == end_ && unclosed_ ? Outcome::kUnclosed : Outcome::kBroken;
      } else {
        const char* stop = FindEither(at_, end_, delimiter_, '\n');
        const char* cell_end = stop != at_ && IsLineBreak(stop) && stop[-1] == '\r' ? stop - 1 : stop;
        cells.emplace_back(at_, cell_end - at_);
        at_ = stop;
      }
      if (at_ == end_ || *at_ != delimiter_) break;
      ++at_;
    }
    text_end_ = at_;
    SkipLineEnd();
    return Outcome::kRecord;
  }

  std::string_view record_text() const { return {begin_, static_cast<std::size_t>(text_end_ - begin_)}; }
  std::uint64_t record_line() const { return begin_line_; }
  const char* position() const { return at_; }

 private:
  bool IsLineBreak(const char* p) const { return p == end_ || *p == '\n'; }
  bool EndsLine(const char* p) const { return *p == '\n' || (*p == '\r' && p + 1 != end_ && p[1] == '\n'); }

  // From the end of a cell over the line's end; `at_` may stand on CR.
  void SkipLineEnd() {
    if (at_ != end_ && *at_ == '\r') ++at_;
    if (at_ != end_ && *at_ == '\n') {
      ++at_;
      ++line_;
    }
  }

  bool Quoted(std::vector<std::string_view>& cells, RecordBatch& batch) {
    const char* const open = ++at_;
    bool doubled = false;
    for (;;) {
      at_ = FindEither(at_, end_, '"', '\n');
      if (at_ == end_) {
        unclosed_ = true;
        text_end_ = at_;
        return false;
      }
      if (*at_ == '\n') {
        ++line_;
        ++at_;
      } else if (at_ + 1 != end_ && at_[1] == '"') {
        doubled = true;
        at_ += 2;
      } else {
        break;
      }
    }
    const std::string_view inside(open, at_ - open);
    ++at_;
    if (at_ != end_ && *at_ != delimiter_ && !EndsLine(at_) && !(*at_ == '\r' && at_ + 1 == end_)) {
      at_ = std::find(at_, end_, '\n');
      text_end_ = at_ != begin_ && at_[-1] == '\r' ? at_ - 1 : at_;
      SkipLineEnd();
      return false;
    }
    if (!doubled) {
      cells.push_back(inside);
      return true;
    }
    std::string text;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      text += inside[i];
      if (inside[i] == '"') ++i;
    }
    cells.push_back(batch.Keep(text));
    return true;
  }

  const char* at_;
  const char* end_;
  char delimiter_;
  std::uint64_t line_ = 1;
  const char* begin_ = nullptr;
  const char* text_end_ = nullptr;
  std::uint64_t begin_line_ = 1;
  bool unclosed_ = false;
};

class CsvSource final : public RecordSource {
 public:
  CsvSource(const std::string& path, std::shared_ptr<const TextFile> file, char delimiter)
      : file_(std::move(file)), splitter_(file_->text(), delimiter) {
    name_ = path;
    std::vector<std::string_view> cells;
    RecordBatch texts;
    Splitter::Outcome outcome;
    do {
      outcome = splitter_.Next(cells, texts);
    } while (outcome == Splitter::Outcome::kEmptyLine);
    if (outcome == Splitter::Outcome::kUnclosed) Unclosed();
    if (outcome == Splitter::Outcome::kBroken) cells.assign(1, splitter_.record_text());
    for (std::string_view cell : cells) columns_.push_back(HeaderName(IsUtf8(cell) ? std::string(cell) : Printable(cell)));
  }

  std::string encoding() const override { return file_->encoding(); }
  std::uint64_t done() const override { return splitter_.position() - file_->text().data(); }
  std::uint64_t all() const override { return file_->text().size(); }

  bool Next(RecordBatch& batch) override {
    batch = {};
    if (failure_) return false;
    batch.width = chosen_.size();
    const std::size_t most = RecordsPerBatch(batch.width);
    batch.cells.reserve(batch.width * most);
    batch.records.reserve(most);
    batch.lines.reserve(most);
    while (batch.size() + batch.broken.size() < most) {
      switch (splitter_.Next(cells_, batch)) {
        case Splitter::Outcome::kEnd: return batch.size() + batch.broken.size() > 0;
        case Splitter::Outcome::kUnclosed: Unclosed(); return false;
        case Splitter::Outcome::kEmptyLine: ++empty_lines_; break;
        case Splitter::Outcome::kBroken: Refuse(batch, Refusal::kBrokenRecord); break;
        case Splitter::Outcome::kRecord: Accept(batch); break;
      }
    }
    return true;
  }

 private:
  void Unclosed() { failure_ = Diagnostic{Code::GR6009, {}, {name_, std::to_string(splitter_.record_line())}, {}}; }

  void Refuse(RecordBatch& batch, Refusal refusal) {
    batch.broken.push_back({++record_, splitter_.record_line(), Printable(splitter_.record_text()), refusal});
  }

  void Accept(RecordBatch& batch) {
    if (cells_.size() != columns_.size()) return Refuse(batch, Refusal::kBrokenRecord);
    if (!file_->wellformed() && !IsUtf8(splitter_.record_text())) return Refuse(batch, Refusal::kBrokenText);
    batch.records.push_back(++record_);
    batch.lines.push_back(splitter_.record_line());
    for (std::uint32_t column : chosen_) batch.cells.push_back(Cell::OfText(cells_[column]));
  }

  std::shared_ptr<const TextFile> file_;
  Splitter splitter_;
  std::vector<std::string_view> cells_;
  std::uint64_t record_ = 0;
};

}  // namespace

OpenedSource OpenCsv(const std::string& path, const HeaderFit& fit) {
  auto opened = TextFile::Open(path);
  if (auto* diagnostic = std::get_if<Diagnostic>(&opened)) return std::move(*diagnostic);
  const std::shared_ptr<const TextFile> file = std::move(std::get<0>(opened));
  std::unique_ptr<CsvSource> best;
  std::size_t best_fit = 0;
  for (char delimiter : std::string_view(path.ends_with(".tsv") ? "\t,;|" : ",;\t|")) {
    auto source = std::make_unique<CsvSource>(path, file, delimiter);
    const std::size_t fits = source->failure() ? 0 : fit(source->columns());
    // Where nothing fits, the delimiter with the most columns shows the header best.
    if (best == nullptr || fits > best_fit ||
        (fits == 0 && best_fit == 0 && source->columns().size() > best->columns().size())) {
      best = std::move(source);
      best_fit = fits;
    }
  }
  if (best->failure()) return *best->failure();
  return best;
}

}  // namespace greenrule
