#include "compiler/format/layout.h"

#include <algorithm>

#include "compiler/format/table_layout.h"
#include "compiler/syntax/render.h"

namespace greenrule::format {
namespace {

constexpr int kIndentation = 2;
constexpr int kContinuation = 4;
constexpr std::size_t kBeforeComment = 2;

struct Line {
  std::string text;
  std::string comment;  // behind it
  bool prose = false;   // of a literate file, with its line ends
  bool head = false;    // begins a declaration
};

class Layout {
 public:
  void Add(const Sentence& sentence) {
    const Words& words = sentence.words;
    Between(words[0].gap, sentence.level * kIndentation);
    if (sentence.kind != ClauseKind::kRow) EndTable();
    NewLine(sentence.level * kIndentation);
    lines_.back().head = sentence.kind == ClauseKind::kHead;
    if (sentence.kind == ClauseKind::kRow) {
      rows_.push_back(&words);
      row_lines_.push_back(lines_.size() - 1);
    } else {
      AddWords(words, sentence.level * kIndentation);
    }
    indentation_ = sentence.level * kIndentation;
  }

  std::string End(const Gap& gap) {
    Between(gap, 0);
    EndTable();
    AlignComments();
    std::string text;
    for (const Line& line : lines_) {
      text += line.text;
      if (!line.comment.empty()) text.append(kBeforeComment, ' ').append(line.comment);
      if (!line.prose) text += '\n';
    }
    return text;
  }

 private:
  void NewLine(int indentation) {
    lines_.push_back({std::string(static_cast<std::size_t>(base_ + indentation), ' '), {}});
    open_ = true;
  }

  // An empty line, but not two, and none beside prose.
  void BlankLine() {
    if (lines_.empty() || lines_.back().prose || (lines_.back().text.empty() && !open_)) return;
    lines_.emplace_back();
    open_ = false;
  }

  void AddRemark(const Remark& remark, int indentation) {
    if (remark.kind == Trivia::Kind::kProse) {
      EndTable();
      if (!lines_.empty() && !lines_.back().prose && lines_.back().text.empty()) lines_.pop_back();
      lines_.push_back({remark.text, {}, true});
      base_ = FenceIndentation(remark.text);
      open_ = false;
    } else if (remark.line_end && open_) {
      lines_.back().comment = remark.text;
      open_ = false;
    } else {
      NewLine(indentation);
      lines_.back().text += remark.text;
      open_ = false;
    }
  }

  // What stands between two clauses. Comments belong to the next one, those that only an empty line parts from
  // it to the one before.
  void Between(const Gap& gap, int next) {
    const auto& remarks = gap.remarks;
    const auto blank = [](const Remark& remark) { return remark.blank_before; };
    auto first_blank = std::ranges::find_if(remarks, blank);
    const bool parted = first_blank != remarks.end() || gap.blank;
    for (auto remark = remarks.begin(); remark != remarks.end(); ++remark) {
      const bool before = parted && remark < first_blank && remark->kind == Trivia::Kind::kComment;
      if (remark->blank_before) BlankLine();
      AddRemark(*remark, before ? std::max(indentation_, next) : next);
    }
    if (gap.blank) BlankLine();
  }

  void AddWords(const Words& words, int indentation) {
    int depth = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const Word& word = words[i];
      if (word.kind == TokenKind::kClose) --depth;
      if (i > 0) {
        const int inner = indentation + kContinuation + depth * kIndentation;
        for (const Remark& remark : word.gap.remarks) AddRemark(remark, inner);
        if (word.gap.broken) NewLine(inner);
      }
      AppendWord(lines_.back().text, words, i);
      if (word.kind == TokenKind::kOpen) ++depth;
    }
  }

  void EndTable() {
    const std::vector<std::string> texts = LayOutRows(rows_);
    for (std::size_t i = 0; i < texts.size(); ++i) lines_[row_lines_[i]].text += texts[i];
    rows_.clear();
    row_lines_.clear();
  }

  // Comments on lines of a declaration that follow each other stand in one column.
  void AlignComments() {
    for (std::size_t first = 0; first < lines_.size(); ++first) {
      std::size_t last = first;
      int width = 0;
      for (; last < lines_.size() && !lines_[last].comment.empty(); ++last) {
        if (last > first && lines_[last].head) break;
        width = std::max(width, DisplayWidth(lines_[last].text));
      }
      for (std::size_t i = first; i < last; ++i)
        lines_[i].text.append(static_cast<std::size_t>(width - DisplayWidth(lines_[i].text)), ' ');
      if (last > first) first = last - 1;
    }
  }

  // Of the line that opens the next block: what stands in it is indented as it is.
  static int FenceIndentation(std::string_view prose) {
    if (prose.ends_with('\n')) prose.remove_suffix(1);
    const std::string_view line = prose.substr(prose.rfind('\n') + 1);
    return static_cast<int>(std::min(line.find_first_not_of(' '), line.size()));
  }

  std::vector<Line> lines_;
  bool open_ = false;    // the last line can take words or a comment
  int base_ = 0;         // indentation of the block
  int indentation_ = 0;  // of the clause before
  std::vector<const Words*> rows_;
  std::vector<std::size_t> row_lines_;
};

}  // namespace

std::string LayOut(const std::vector<Sentence>& sentences, const Gap& end) {
  Layout layout;
  for (const Sentence& sentence : sentences) layout.Add(sentence);
  return layout.End(end);
}

}  // namespace greenrule::format
