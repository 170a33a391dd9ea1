// How values and states are published.
#include "runtime/data/date_text.h"
#include "runtime/data/write.h"
#include "runtime/number/lane_integer.h"

namespace greenrule {
namespace {

struct ReasonWords {
  State state;
  std::string_view english, chinese;
};
constexpr ReasonWords kReasonWords[] = {
#define REASON(name, byte, english, chinese) {byte, english, chinese},
    GREENRULE_REASONS(REASON)
#undef REASON
    {kNotApplicable, "not applicable", "不适用"},
};

std::string NumberText(const LaneVector& values, std::size_t row, unsigned decimals) {
  switch (values.lane()) {
    case Lane::kByte: return FormatScaled(Int64{values.as<std::uint8_t>()[row]}, decimals);
    case Lane::k64: return FormatScaled(values.as<Int64>()[row], decimals);
    case Lane::k128: return FormatScaled(values.as<Int128>()[row], decimals);
    case Lane::k256: return FormatScaled(values.as<Int256>()[row], decimals);
  }
  return {};
}

std::string Chosen(const std::vector<std::string>& choices, std::int64_t index) {
  return index >= 0 && static_cast<std::size_t>(index) < choices.size() ? choices[index] : std::string();
}

}  // namespace

std::string StateWords(const Edition& edition, State state, Language language) {
  if (state == kKnown) return {};
  for (const ReasonWords& words : kReasonWords) {
    if (words.state == state) return std::string(language == Language::kChinese ? words.chinese : words.english);
  }
  const int own = int{kFirstOwnReason} - state;
  return own >= 0 && static_cast<std::size_t>(own) < edition.own_reasons.size() ? edition.own_reasons[own] : std::string();
}

std::string OutputText(const Output& output, const TextPool& texts, const OutputColumn& column, std::size_t row) {
  if (column.states[row] != kKnown && output.type != OutputType::kChecklist) return {};
  if (output.type == OutputType::kNumber) return NumberText(column.values, row, output.decimals);
  const std::int64_t value = column.values.lane() == Lane::kByte ? column.values.as<std::uint8_t>()[row]
                                                                : static_cast<std::int64_t>(column.values.Get(row));
  switch (output.type) {
    case OutputType::kYesNo: return value != 0 ? "yes" : "no";
    case OutputType::kText: return std::string(texts.Text(value));
    case OutputType::kDate: return DayText(static_cast<Day>(value));
    case OutputType::kMonth: return MonthText(value);
    case OutputType::kChoice:
    case OutputType::kChecklist: return Chosen(output.choices, value);
    case OutputType::kNumber:
    case OutputType::kHits: break;
  }
  return {};
}

bool MayBeMissing(const Edition& edition, std::uint32_t output) {
  bool published = false, stated = false;
  const auto look = [&](const Block& block) {
    for (const Instruction& instruction : block.code) {
      if (instruction.op != Opcode::kOutput || instruction.count < 3) continue;
      const std::uint32_t* operands = &block.operands[instruction.operands];
      if (operands[2] != output) continue;
      published = true;
      stated |= operands[1] != kNoRegister;
    }
  };
  for (const Tree& tree : edition.trees) {
    look(tree.before_figures);
    look(tree.main);
  }
  look(edition.statistics);
  return stated || !published;
}

}  // namespace greenrule
