#include "runtime/data/report.h"

namespace greenrule {
namespace {

struct Words {
  std::string_view english, chinese;
};
constexpr Words kWords[] = {
#define REFUSAL(name, english, chinese) {english, chinese},
    GREENRULE_REFUSALS(REFUSAL)
#undef REFUSAL
};

}  // namespace

std::string_view RefusalWords(Refusal refusal, Language language) {
  const Words& words = kWords[static_cast<std::size_t>(refusal)];
  return language == Language::kChinese ? words.chinese : words.english;
}

bool IsOfRow(Refusal refusal) { return refusal >= Refusal::kBrokenRecord; }

}  // namespace greenrule
