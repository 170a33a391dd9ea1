// greenrule fmt: rewrites policy texts in the one layout, and their keywords in one language.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>

#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/render.h"
#include "tools/commands.h"
#include "tools/program_source.h"

namespace greenrule::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";

struct Arguments {
  std::vector<std::string> files;
  bool check = false;
  FormatOptions options;
};

std::optional<std::string> ReadAll(std::istream& in) {
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  if (in.bad()) return std::nullopt;
  return bytes;
}

std::optional<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  if (!in || fs::is_directory(path, error)) return std::nullopt;
  return ReadAll(in);
}

// Aside and renamed, so that nobody ever reads half a file; of a link, the file that it leads to.
bool WriteFile(const fs::path& path, std::string_view text) {
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) return false;
  fs::path aside = target;
  aside += ".fmt" + std::to_string(getpid());
  std::ofstream out(aside, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (out) fs::permissions(aside, fs::status(target).permissions(), error);
  if (out && !error) fs::rename(aside, target, error);
  if (out && !error) return true;
  std::error_code ignored;
  fs::remove(aside, ignored);
  return false;
}

class Run {
 public:
  Run(const Arguments& arguments, const Console& console) : arguments_(arguments), console_(console) {}

  void Path(const std::string& path) {
    if (path == kStandardInput) return StandardInput();
    std::error_code error;
    if (!fs::is_directory(path, error)) return File(path);
    std::vector<std::string> found;
    fs::recursive_directory_iterator entry(path, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
      if (entry->is_regular_file(error) && IsPolicyText(entry->path())) found.push_back(entry->path().string());
    if (error) return Unreadable(path);
    std::ranges::sort(found);
    for (const std::string& file : found) File(file);
  }

  ExitCode Result() const { return result_; }

 private:
  // The gravest of what happened.
  void Note(ExitCode code) { result_ = std::max(result_, code); }

  std::string_view Word(std::string_view english, std::string_view chinese) const {
    return Console::Word(console_.LanguageOr(Language::kEnglish), english, chinese);
  }

  void Unreadable(const std::string& path) {
    console_.Error(fmt::format("{}: {}", path, Word("cannot be read", "无法读取")));
    Note(kNoData);
  }

  std::optional<std::string> Formatted(const std::string& path, const std::string& bytes) {
    SourceSet source;
    DiagnosticSink sink;
    source.AddText(path, bytes, sink);
    greenrule::Formatted formatted = Format(source, arguments_.options, sink);
    if (formatted.outcome == greenrule::Formatted::Outcome::kFormatted) return std::move(formatted.text);
    if (formatted.outcome == greenrule::Formatted::Outcome::kMistakes) {
      DiagnosticSink unused;
      const Language language = console_.LanguageOr(MajorityLanguage(Parse(source, unused), 0));
      fmt::print(stderr, "{}", Render(sink.Sorted(), source, {language, console_.colour}));
      Note(kFindings);
    } else {
      console_.Error(fmt::format("{}: {}", path,
                                 Word("our own bug: the formatted text would not say the same; it was left as it is",
                                      "程序自身缺陷：整理后的文本含义会有变化，文件未改动")));
      Note(kOurBug);
    }
    return std::nullopt;
  }

  void StandardInput() {
    const std::optional<std::string> bytes = ReadAll(std::cin);
    if (!bytes) return Unreadable("-");
    const std::optional<std::string> text = Formatted("-", *bytes);
    if (!text) return;
    if (!arguments_.check) {
      std::fwrite(text->data(), 1, text->size(), stdout);
      if (std::fflush(stdout) != 0) Note(kNoData);
    } else if (*text != *bytes) {
      Changes("-");
    }
  }

  void Changes(const std::string& path) {
    fmt::print("{}: {}\n", path, Word("would change", "需要整理"));
    Note(kFindings);
  }

  void File(const std::string& path) {
    const std::optional<std::string> bytes = ReadFile(path);
    if (!bytes) return Unreadable(path);
    const std::optional<std::string> text = Formatted(path, *bytes);
    if (!text || *text == *bytes) return;
    if (arguments_.check) return Changes(path);
    if (WriteFile(path, *text)) return fmt::print("{}: {}\n", path, Word("formatted", "已整理"));
    console_.Error(fmt::format("{}: {}", path, Word("cannot be written", "无法写入")));
    Note(kNoData);
  }

  const Arguments& arguments_;
  const Console& console_;
  ExitCode result_ = kDone;
};

ExitCode Execute(const Arguments& arguments, const Console& console) {
  Run run(arguments, console);
  for (const std::string& path : arguments.files) run.Path(path);
  return run.Result();
}

}  // namespace

void AddFormat(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("fmt",
                                     invocation.Say("lay out policy texts; change the language of their keywords",
                                                    "排版规则文本，或换一种语言写关键词"));
  command->add_option("FILE", a->files,
                      invocation.Say("files, folders, or - for standard input",
                                     "文件、文件夹；- 为标准输入"))->required();
  command->add_flag("--check", a->check,
                    invocation.Say("write nothing; tell which files would change", "不改文件，只列出哪些会变"));
  const std::map<std::string, Language> languages{{"en", Language::kEnglish}, {"zh", Language::kChinese}};
  command->add_option("--keywords", a->options.keywords,
                      invocation.Say("write all keywords in English or in Chinese",
                                     "关键词一律写成英文（en）或中文（zh）"))
      ->transform(CLI::CheckedTransformer(languages).description(""))
      ->type_name("en|zh");
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
