#include "tools/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include "compiler/syntax/render.h"

namespace greenrule::tools {

Console Console::ForTerminal() {
  Console console;
  console.colour = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
  console.progress = isatty(STDERR_FILENO);
  return console;
}

void Console::Complain(const std::vector<Diagnostic>& diagnostics, Language language) const {
  for (const Diagnostic& d : diagnostics) {
    const std::string_view severity = SeverityOf(d.code) == Severity::kError     ? Word(language, "error", "错误")
                                      : SeverityOf(d.code) == Severity::kWarning ? Word(language, "warning", "警告")
                                                                                 : Word(language, "note", "提示");
    fmt::print(stderr, "{}{}{} [{}]\n", severity, Word(language, ": ", "："), Message(d, language), CodeName(d.code));
    if (const std::string remedy = Remedy(d, language); !remedy.empty()) fmt::print(stderr, "  {}\n", remedy);
  }
}

void Console::Error(std::string_view line) const { fmt::print(stderr, "{}\n", line); }

void Console::Progress(std::string_view label, std::uint64_t done, std::uint64_t all) const {
  if (!progress || all == 0) return;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = static_cast<std::size_t>(done >= all ? kWidth : done * kWidth / all);
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  fmt::print(stderr, "\r\x1b[K{} {} {:3}%", PadTo(std::string(label), 28), bar, done >= all ? 100 : done * 100 / all);
  std::fflush(stderr);
}

void Console::EndProgress() const {
  if (progress) fmt::print(stderr, "\r\x1b[K");
}

std::string PadTo(std::string text, std::size_t columns, bool right) {
  const std::size_t has = static_cast<std::size_t>(DisplayWidth(text));
  if (has >= columns) return text;
  return right ? std::string(columns - has, ' ') + text : text + std::string(columns - has, ' ');
}

}  // namespace greenrule::tools
