#include "runtime/program/verify.h"

#include <algorithm>

#include "runtime/program/verify_parts.h"

namespace greenrule {

namespace verify {

Words Part(const Words& whole, const char* english, const char* chinese) {
  const bool first = whole.english.empty();
  return {first ? english : whole.english + ", " + english, first ? chinese : whole.chinese + "，" + chinese};
}

Words Part(const Words& whole, const char* english, const char* chinese, std::size_t index) {
  const std::string number = std::to_string(index);
  return Part(whole, (english + (" " + number)).c_str(), (chinese + (" " + number)).c_str());
}

namespace {

void CheckSymbols(const Program& program, Refusals& refusals) {
  const std::size_t count = program.symbols.size();
  // A chain of parents longer than the list comes back to where it was. Those that are known to end are not
  // walked twice.
  std::vector<std::uint8_t> ends(count, 0);
  for (std::size_t i = 0; i < count && !refusals.Full(); ++i) {
    std::uint32_t at = static_cast<std::uint32_t>(i);
    std::size_t steps = 0;
    bool good = true;
    while (good && at != kNone && !ends[at] && steps <= count) {
      good = refusals.ExistsOrNone(Part("", "symbol", "名称", at), "symbol", "名称",
                                   program.symbols[at].parent, count);
      at = program.symbols[at].parent;
      ++steps;
    }
    if (!good) continue;
    if (steps > count) {
      refusals.Add(Code::GR5032, std::to_string(i));
      return;
    }
    for (at = static_cast<std::uint32_t>(i); at != kNone && !ends[at]; at = program.symbols[at].parent)
      ends[at] = 1;
  }
}

void CheckDates(const Program& program, Refusals& refusals) {
  for (std::size_t i = 0; i < program.editions.size(); ++i) {
    const Edition& edition = program.editions[i];
    const Words where = Part("", "edition", "版次", i);
    if (edition.from > edition.until)
      refusals.Add(Code::GR5026, where, Words("it ends before it begins", "终止早于施行"));
    else if (edition.from < kFirstDay || edition.until > kLastDay)
      refusals.Add(Code::GR5026, where, Words("they lie outside the calendar", "超出历法范围"));
    else if (i > 0 && edition.from <= program.editions[i - 1].until)
      refusals.Add(Code::GR5026, where, Words("it overlaps the edition before it", "与前一版次重叠"));
  }
}

}  // namespace
}  // namespace verify

std::vector<Diagnostic> Verify(const Program& program) {
  verify::Refusals refusals;
  if (program.editions.empty()) refusals.Add(Code::GR5033);
  verify::CheckSymbols(program, refusals);
  verify::CheckDates(program, refusals);
  for (std::size_t i = 0; i < program.editions.size() && !refusals.Full(); ++i) {
    const Edition& edition = program.editions[i];
    const verify::Words where = verify::Part("", "edition", "版次", i);
    const std::size_t before = refusals.size();
    verify::CheckStructure(program, edition, where, refusals);
    if (refusals.size() == before) verify::CheckCode(program, edition, where, refusals);
  }
  return refusals.Take();
}

}  // namespace greenrule
