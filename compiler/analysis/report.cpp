#include "compiler/analysis/report.h"

#include "compiler/analysis/value_text.h"

namespace greenrule::analysis {

Argument PointText(const TableBoxes& table, const std::vector<std::string>& heads, const Point& point,
                   std::optional<Day> on) {
  Argument text("", "");
  for (std::size_t i = 0; i < point.size(); ++i) {
    const Argument value = table.lines[i].Example(point[i]);
    text.english += (i == 0 ? "`" : ", `") + heads[i] + "` = " + value.english;
    text.chinese += (i == 0 ? "`" : "，`") + heads[i] + "` = " + value.chinese;
  }
  if (on) {
    text.english += " (on " + DayText(*on) + ")";
    text.chinese += "（" + DayText(*on) + "）";
  }
  return text;
}

Argument RowName(const std::string& code, std::size_t index) {
  if (!code.empty()) return "`" + code + "`";
  const std::string number = std::to_string(index + 1);
  return {"row " + number, "第 " + number + " 行"};
}

}  // namespace greenrule::analysis
