#include "runtime/data/yes_no.h"

#include "runtime/data/text_form.h"

namespace greenrule {

std::optional<bool> ParseYesNo(std::string_view trimmed) {
  if (trimmed == "是" || trimmed == "1") return true;
  if (trimmed == "否" || trimmed == "0") return false;
  const std::string word = LowerAscii(PlainWidth(trimmed));
  if (word == "yes" || word == "true" || word == "1") return true;
  if (word == "no" || word == "false" || word == "0") return false;
  return std::nullopt;
}

}  // namespace greenrule
