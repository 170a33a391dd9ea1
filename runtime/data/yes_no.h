// Yes and no in data: 是 否, yes no, true false, 1 0, in any case and width.
#pragma once

#include <optional>
#include <string_view>

namespace greenrule {

std::optional<bool> ParseYesNo(std::string_view trimmed);

}  // namespace greenrule
