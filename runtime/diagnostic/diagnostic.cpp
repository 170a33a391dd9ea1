#include "runtime/diagnostic/diagnostic.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace greenrule {
namespace {

struct Entry {
  std::string_view name;
  Severity severity;
  std::string_view english, english_remedy, chinese, chinese_remedy;
};

constexpr Severity error = Severity::kError, warning = Severity::kWarning, note = Severity::kNote;

constexpr Entry kRegistry[] = {
#define DIAGNOSTIC(code, severity, ...) {#code, severity, __VA_ARGS__},
#include "runtime/diagnostic/diagnostics.def"
#undef DIAGNOSTIC
};

const Entry& Find(Code code) { return kRegistry[static_cast<std::size_t>(code)]; }

std::string Fill(std::string_view text, const Diagnostic& diagnostic, Language language) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const auto& argument : diagnostic.arguments)
    store.push_back(language == Language::kChinese ? argument.chinese : argument.english);
  return fmt::vformat(text, store);
}

auto PlaceOf(const Diagnostic& d) {
  return std::tuple(d.range.file, d.range.begin_line, d.range.begin_column, d.code);
}

}  // namespace

std::string_view CodeName(Code code) { return Find(code).name; }

Severity SeverityOf(Code code) { return Find(code).severity; }

std::string Message(const Diagnostic& diagnostic, Language language) {
  const Entry& entry = Find(diagnostic.code);
  return Fill(language == Language::kChinese ? entry.chinese : entry.english, diagnostic, language);
}

std::string Remedy(const Diagnostic& diagnostic, Language language) {
  const Entry& entry = Find(diagnostic.code);
  return Fill(language == Language::kChinese ? entry.chinese_remedy : entry.english_remedy, diagnostic, language);
}

void DiagnosticSink::Report(Diagnostic diagnostic) {
  if (SeverityOf(diagnostic.code) == Severity::kError) ++errors_;
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> DiagnosticSink::Sorted() const {
  std::vector<Diagnostic> sorted = diagnostics_;
  std::ranges::stable_sort(sorted, {}, PlaceOf);
  auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return PlaceOf(a) == PlaceOf(b) && Message(a, Language::kEnglish) == Message(b, Language::kEnglish);
  };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  return sorted;
}

}  // namespace greenrule
