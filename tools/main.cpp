// greenrule: writes, checks, tests, compiles and runs policies. One file per subcommand; this one only joins them.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <map>

#include "runtime/audit/receipt.h"
#include "tools/commands.h"
#include "tools/usage.h"

int main(int argc, char** argv) {
  using namespace greenrule;
  using namespace greenrule::tools;
  Invocation invocation{Console::ForTerminal(), UsageLanguage(argc, argv), {}};
  CLI::App app{invocation.Say("Greenrule (绿尺): policies as rules that are checked, run exactly and explained",
                              "绿尺（Greenrule）：把政策条文写成规则，先检查，再精确计算，逐项说明"),
               "greenrule"};
  app.set_version_flag("--version", "greenrule " + std::string(kEngineVersion), invocation.Say("print the version", "显示版本"));
  app.require_subcommand(1);
  app.fallthrough();
  const std::map<std::string, Language> languages{{"en", Language::kEnglish}, {"zh", Language::kChinese}};
  Language language = Language::kEnglish;
  auto* asked = app.add_option("--language", language,
                               invocation.Say("language of messages; default: the policy's own",
                                              "提示所用的语言；不写即随规则"))
                    ->transform(CLI::CheckedTransformer(languages).description(""))
                    ->type_name("en|zh");
  bool verbose = false;
  app.add_flag("--verbose", verbose,
               invocation.Say("tell what is being done, on standard error", "在标准错误输出中说明正在做什么"));

  AddRun(app, invocation);
  AddCheck(app, invocation);
  AddTest(app, invocation);
  AddFormat(app, invocation);
  AddCompile(app, invocation);
  AddInspect(app, invocation);
  AddSample(app, invocation);
  AddNew(app, invocation);
  AddReplay(app, invocation);
  AddRelease(app, invocation);
  AddLedger(app, invocation);
  SpeakUsage(app, invocation.usage);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  spdlog::set_default_logger(spdlog::stderr_color_mt("greenrule"));
  spdlog::set_level(verbose ? spdlog::level::info : spdlog::level::warn);
  if (asked->count() > 0) invocation.console.asked = language;
  try {
    return invocation.action();
  } catch (const std::exception& error) {
    fmt::print(stderr, "greenrule: our own bug: {}\n", error.what());
    return kOurBug;
  }
}
