#include <algorithm>
#include <cstdint>

#include "tests/golden/runner.h"

namespace greenrule::golden {
namespace {

using Lines = std::vector<std::string>;

// Longest common subsequences of all suffixes; beyond this many cells the middle is shown as all gone and all
// new.
constexpr std::size_t kMostCells = 4'000'000;
constexpr std::size_t kContext = 2;

struct Edit {
  char sign;  // ' ', '-', '+'
  const std::string* line;
};

void CompareMiddle(const Lines& a, const Lines& b, std::size_t head, std::size_t a_end, std::size_t b_end,
                   std::vector<Edit>& edits) {
  const std::size_t rows = a_end - head, columns = b_end - head;
  std::size_t i = 0, j = 0;
  if ((rows + 1) * (columns + 1) <= kMostCells) {
    std::vector<std::uint32_t> common((rows + 1) * (columns + 1), 0);
    const auto at = [&](std::size_t r, std::size_t c) -> std::uint32_t& {
      return common[r * (columns + 1) + c];
    };
    for (std::size_t r = rows; r-- > 0;) {
      for (std::size_t c = columns; c-- > 0;) {
        at(r, c) = a[head + r] == b[head + c] ? at(r + 1, c + 1) + 1 : std::max(at(r + 1, c), at(r, c + 1));
      }
    }
    while (i < rows && j < columns) {
      if (a[head + i] == b[head + j]) {
        edits.push_back({' ', &a[head + i]});
        ++i, ++j;
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        edits.push_back({'-', &a[head + i++]});
      } else {
        edits.push_back({'+', &b[head + j++]});
      }
    }
  }
  while (i < rows) edits.push_back({'-', &a[head + i++]});
  while (j < columns) edits.push_back({'+', &b[head + j++]});
}

}  // namespace

Lines Difference(const Lines& expected, const Lines& actual) {
  std::size_t head = 0, a_end = expected.size(), b_end = actual.size();
  while (head < a_end && head < b_end && expected[head] == actual[head]) ++head;
  while (a_end > head && b_end > head && expected[a_end - 1] == actual[b_end - 1]) --a_end, --b_end;

  std::vector<Edit> edits;
  for (std::size_t i = 0; i < head; ++i) edits.push_back({' ', &expected[i]});
  CompareMiddle(expected, actual, head, a_end, b_end, edits);
  for (std::size_t i = a_end; i < expected.size(); ++i) edits.push_back({' ', &expected[i]});

  std::vector<bool> shown(edits.size(), false);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].sign == ' ') continue;
    const std::size_t first = i < kContext ? 0 : i - kContext;
    for (std::size_t k = first; k < std::min(edits.size(), i + kContext + 1); ++k) shown[k] = true;
  }
  Lines lines;
  bool skipping = false;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (!shown[i]) {
      skipping = true;
      continue;
    }
    if (skipping) lines.push_back("  …");
    skipping = false;
    lines.push_back(std::string(1, edits[i].sign) + " " + *edits[i].line);
  }
  return lines;
}

}  // namespace greenrule::golden
