#include "compiler/format/words.h"

#include <algorithm>
#include <iterator>

namespace greenrule::format {
namespace {

using enum TokenKind;

// 不满75, 60以上不满75: read as words of their own only after one of these.
bool BeginsCell(const Words& words, std::size_t i) {
  if (i == 0) return false;
  const TokenKind before = words[i - 1].kind;
  return before == kBar || before == kDoubleBar || before == kIs || before == kIsNot || before == kNot ||
         before == kAbove;
}

bool BlankBetween(const Words& words, std::size_t i) {
  const Word& word = words[i];
  const Word& before = words[i - 1];
  if (word.glued || before.unary) return false;
  switch (word.kind) {
    case kComma:
    case kClose:
    case kCloseUnit:
    case kDot:
      return false;
    case kPercent:
    case kPermille:
      return before.kind != kNumber;
    case kOpen:
      if (before.kind == kName || before.kind == kBuiltin || before.kind == kRound) return false;
      break;
    case kAbove:
    case kAtMost:
      return before.kind != kNumber && before.kind != kPercent;
    case kUnder:
      if (before.kind == kAbove) return false;
      break;
    default:
      break;
  }
  switch (before.kind) {
    case kOpen:
    case kOpenUnit:
    case kDot:
      return false;
    case kComma:
      return before.text == ",";
    case kUnder:
    case kOver:
      return word.kind != kNumber || !BeginsCell(words, i - 1);
    default:
      return true;
  }
}

}  // namespace

void Gap::Append(Gap later) {
  blank |= later.blank;
  broken |= later.broken;
  remarks.insert(remarks.end(), std::make_move_iterator(later.remarks.begin()),
                 std::make_move_iterator(later.remarks.end()));
}

void AppendWord(std::string& line, const Words& words, std::size_t i) {
  if (i > 0 && !words[i].gap.broken && BlankBetween(words, i)) line += ' ';
  if (words[i].quoted)
    line.append("「").append(words[i].text).append("」");
  else
    line += words[i].text;
}

bool IsNumber(const Words& words, std::size_t first, std::size_t last) {
  if (first < last && words[first].unary) ++first;
  if (first == last || words[first].kind != kNumber) return false;
  return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                     words.begin() + static_cast<std::ptrdiff_t>(last), [](const Word& word) {
                       return word.kind < kEquals || word.kind == kTimes || word.kind == kDivide ||
                              word.kind == kPercent || word.kind == kPermille;
                     });
}

}  // namespace greenrule::format
