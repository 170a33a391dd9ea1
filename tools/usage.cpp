#include "tools/usage.h"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string_view>

#include "tools/console.h"

namespace greenrule::tools {
namespace {

// CLI11 pads by bytes; a Chinese character has three of them and takes two columns.
class Layout : public CLI::Formatter {
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    const std::string head = "  " + make_option_name(option, is_positional) + make_option_opts(option);
    const std::string told = make_option_desc(option);
    if (told.empty()) return head + "\n";
    if (PadTo(head, column_width_) == head) return head + "\n" + std::string(column_width_, ' ') + told + "\n";
    return PadTo(head, column_width_) + told + "\n";
  }
};

const CLI::App* Chosen(const CLI::App* app) {
  const auto chosen = app->get_subcommands();
  return chosen.empty() ? app : chosen.front();
}

std::string CommandLine(const CLI::App* app) {
  const CLI::App* chosen = Chosen(app);
  return chosen == app ? app->get_name() : app->get_name() + " " + chosen->get_name();
}

std::string SubcommandNames(const CLI::App* app, std::string_view comma) {
  std::string names;
  for (const CLI::App* command : app->get_subcommands({})) names += (names.empty() ? "" : std::string(comma)) + command->get_name();
  return names;
}

// The option that an error speaks of: CLI11 begins its text with the name, `--threads: Value 0 not in range …`.
const CLI::Option* OptionOf(const CLI::App* app, const std::string& text) {
  const std::string name = text.substr(0, text.find_first_of(": "));
  const CLI::Option* option = Chosen(app)->get_option_no_throw(name);
  return option ? option : app->get_option_no_throw(name);
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string WhatIsWrong(const CLI::App* app, const CLI::Error& error, Language language) {
  const auto say = [&](std::string_view english, std::string_view chinese) { return Console::Word(language, english, chinese); };
  const std::string text = error.what();
  const std::vector<std::string> left = app->remaining(true);
  if (Chosen(app) == app) {
    const std::string names = SubcommandNames(app, say(", ", "、"));
    if (left.empty()) return fmt::format(fmt::runtime(say("which command? {}", "缺少子命令，可用的有：{}")), names);
    return fmt::format(fmt::runtime(say("`{}` is not a command; there are {}", "`{}` 不是子命令，可用的有：{}")), left.front(), names);
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error)) {
    const std::string name = text.substr(0, text.rfind(" is required"));
    return fmt::format(fmt::runtime(say("{} is missing", "缺少 {}")), name);
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error))
    return fmt::format(fmt::runtime(say("`{}` is not expected here", "多出了 `{}`")), left.empty() ? text : Joined(left));
  if (const CLI::Option* option = OptionOf(app, text)) {
    if (dynamic_cast<const CLI::ValidationError*>(&error) || dynamic_cast<const CLI::ConversionError*>(&error))
      return fmt::format(fmt::runtime(say("{} takes {}, not `{}`", "{} 应为 {}，不能是 `{}`")), option->get_name(), option->get_type_name(),
                         Joined(option->results()));
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error))
      return fmt::format(fmt::runtime(say("{} needs a {} behind it", "{} 之后须写一个 {}")), option->get_name(), option->get_type_name());
  }
  return text;
}

}  // namespace

Language UsageLanguage(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--language=zh" || (argument == "--language" && i + 1 < argc && std::string_view(argv[i + 1]) == "zh"))
      return Language::kChinese;
    if (argument.starts_with("--language")) return Language::kEnglish;
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* locale = std::getenv(name); locale && *locale)
      return std::string_view(locale).starts_with("zh") ? Language::kChinese : Language::kEnglish;
  return Language::kEnglish;
}

void SpeakUsage(CLI::App& app, Language language) {
  const auto say = [&](const char* english, const char* chinese) { return std::string(Console::Word(language, english, chinese)); };
  auto labels = std::make_shared<Layout>();
  if (language == Language::kChinese)
    for (auto [key, word] : std::initializer_list<std::pair<const char*, const char*>>{
             {"Usage", "用法"}, {"OPTIONS", "选项"}, {"SUBCOMMAND", "子命令"}, {"Positionals", "参数"}, {"REQUIRED", "必填"}})
      labels->label(key, word);
  const auto dress = [&](CLI::App& one) {
    one.formatter(labels);
    one.set_help_flag("-h,--help", say("print this help", "显示本帮助"));
    for (CLI::Option* option : one.get_options()) {
      if (option->get_positional() && option->get_type_name() == "TEXT") option->type_name("");
      if (option->get_group() == "Options") option->group(say("Options", "选项"));
    }
  };
  dress(app);
  for (CLI::App* command : app.get_subcommands({})) {
    dress(*command);
    command->group(say("Commands", "子命令"));
  }
  app.failure_message([language](const CLI::App* failed, const CLI::Error& error) {
    return fmt::format(fmt::runtime(Console::Word(language, "{}\nsee `{} --help`\n", "{}\n用法见 `{} --help`\n")),
                       WhatIsWrong(failed, error, language), CommandLine(failed));
  });
}

CLI::Option* OneOf(CLI::Option* option, std::initializer_list<std::string> words) {
  std::string alternatives;
  for (const std::string& word : words) alternatives += (alternatives.empty() ? "" : "|") + word;
  return option->check(CLI::IsMember(std::vector<std::string>(words)).description(""))->type_name(alternatives);
}

CLI::Option* Between(CLI::Option* option, int least, int greatest) {
  return option->check(CLI::Range(least, greatest).description(""))->type_name(fmt::format("{}-{}", least, greatest));
}

}  // namespace greenrule::tools
