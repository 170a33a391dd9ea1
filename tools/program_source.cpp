#include "tools/program_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

#include "compiler/syntax/render.h"
#include "runtime/audit/release.h"
#include "runtime/data/date_text.h"
#include "runtime/program/calendar.h"
#include "runtime/program/program_file.h"
#include "runtime/program/verify.h"

namespace greenrule::tools {

namespace fs = std::filesystem;

fs::path StandardLibrary() {
  if (const char* named = std::getenv("GREENRULE_STDLIB")) return named;
  std::error_code error;
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path().parent_path();
  for (const fs::path& candidate : {beside / "stdlib", beside / "share" / "greenrule" / "stdlib"})
    if (fs::is_directory(candidate)) return candidate;
  return beside / "stdlib";
}

bool IsPolicyText(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with(".green") || name.ends_with(".green.md");
}

std::vector<std::string> TakeOtherFiles(std::vector<std::string>& paths) {
  const auto is_policy = [](const std::string& path) {
    std::error_code none;
    return !std::filesystem::is_regular_file(path, none) || IsPolicyText(path);
  };
  if (std::ranges::none_of(paths, is_policy)) return {};
  const auto others = std::ranges::stable_partition(paths, is_policy);
  std::vector<std::string> taken(others.begin(), others.end());
  paths.erase(others.begin(), others.end());
  return taken;
}

void TellLeftOut(const std::vector<std::string>& files, const Console& console, Language language) {
  for (const std::string& file : files)
    console.Error(fmt::format(fmt::runtime(Console::Word(language, "{}: left out; the text of a policy is called *.green or *.green.md",
                                                         "{}：未处理，规则文件的名称应以 .green 或 .green.md 结尾")), file));
}

bool PrintFindings(const Compilation& c, const DiagnosticSink& sink, const Console& console, Notes notes) {
  std::vector<Diagnostic> found = sink.Sorted();
  if (notes == Notes::kHidden) std::erase_if(found, [](const Diagnostic& d) { return SeverityOf(d.code) == Severity::kNote; });
  if (found.empty()) return false;
  const RenderOptions options{console.LanguageOr(c.language), console.colour};
  fmt::print(stderr, "{}", Render(found, c.sources, options));
  return sink.HasErrors();
}

std::optional<LoadedProgram> LoadProgram(const std::string& path, const Console& console, ExitCode& code,
                                         const TrustedKeys* trusted) {
  const Language language = console.LanguageOr(Language::kEnglish);
  LoadedProgram loaded;
  if (fs::path(path).extension() == ".grb") {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      console.Complain({{Code::GR7001, {}, {path}, {}}}, language);
      code = kUsage;
      return std::nullopt;
    }
    const std::vector<char> text{std::istreambuf_iterator<char>(file), {}};
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    auto parsed = Parse(bytes);
    std::vector<Diagnostic> refused;
    if (auto* error = std::get_if<Diagnostic>(&parsed))
      refused = {*error};
    else if (auto distrust = CheckRelease(bytes, path, trusted))
      refused = {*distrust};
    else
      refused = Verify(std::get<Program>(parsed));
    if (!refused.empty()) {
      console.Complain(refused, language);
      code = kFindings;
      return std::nullopt;
    }
    loaded.program = std::move(std::get<Program>(parsed));
    if (const auto found = SignatureOf(bytes)) loaded.signed_by = KeyName(found->signature.key);
    return loaded;
  }
  if (trusted != nullptr) {
    console.Complain({{Code::GR8032, {}, {path}, {}}}, language);
    code = kFindings;
    return std::nullopt;
  }
  DiagnosticSink sink;
  Compilation c = CheckPolicy(path, {StandardLibrary()}, sink);
  std::optional<Program> program;
  if (!sink.HasErrors()) program = BuildProgram(c, {}, sink);
  if (PrintFindings(c, sink, console, Notes::kHidden) || !program) {
    code = kFindings;
    return std::nullopt;
  }
  loaded.language = c.language;
  loaded.program = std::move(*program);
  if (const std::vector<Diagnostic> refused = Verify(loaded.program); !refused.empty()) {
    console.Complain(refused, console.LanguageOr(c.language));  // lowering made what the verifier refuses: our bug
    code = kOurBug;
    return std::nullopt;
  }
  return loaded;
}

std::optional<TrustedKeys> TrustedArgument(const std::string& path, const Console& console, ExitCode& code) {
  if (path.empty()) return std::nullopt;
  auto read = ReadTrustedKeys(path);
  if (auto* keys = std::get_if<TrustedKeys>(&read)) return std::move(*keys);
  console.Complain({std::get<Diagnostic>(read)}, console.LanguageOr(Language::kEnglish));
  code = kUsage;
  return std::nullopt;
}

const Edition* EditionOn(const Program& program, Day day) {
  for (const Edition& edition : program.editions)
    if (edition.from <= day && day <= edition.until) return &edition;
  return nullptr;
}

Diagnostic::Argument TimeOfForce(const Program& program) {
  const std::string from = DayText(program.editions.front().from);
  const Day until = program.editions.back().until;
  if (until == kLastDay) return {"from " + from + " on", "自 " + from + " 起"};
  return {"from " + from + " to " + DayText(until), from + " 至 " + DayText(until)};
}

Day Today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return static_cast<Day>(DayOfCivil({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday}));
}

std::optional<Day> DayArgument(const std::string& text, const Console& console) {
  std::optional<Day> day = ParseDay(text);
  if (!day) console.Complain({{Code::GR7002, {}, {text}, {}}}, console.LanguageOr(Language::kEnglish));
  return day;
}

}  // namespace greenrule::tools
