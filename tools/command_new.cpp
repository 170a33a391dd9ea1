// greenrule new: a small policy to begin with, that checks and whose example passes.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tools/commands.h"
#include "tools/starter_policy.h"

namespace greenrule::tools {
namespace {

ExitCode Execute(const std::string& name, const Console& console) {
  namespace fs = std::filesystem;
  const Language language = console.LanguageOr(Language::kEnglish);
  std::error_code error;
  if (fs::exists(name, error)) {
    console.Complain({{Code::GR7005, {}, {name}, {}}}, language);
    return kUsage;
  }
  fs::create_directories(name, error);
  const fs::path path = fs::path(name) / "policy.green";
  std::ofstream file(path);
  file << StarterPolicy(fs::path(name).filename().string(), language);
  if (!file.flush()) {
    console.Complain({{Code::GR7006, {}, {path.string()}, {}}}, language);
    return kNoData;
  }
  fmt::print("{}\n{}greenrule test {}\n", path.string(), Console::Word(language, "next: ", "下一步："), name);
  return kDone;
}

}  // namespace

void AddNew(CLI::App& app, Invocation& invocation) {
  auto name = std::make_shared<std::string>();
  auto* command = app.add_subcommand("new", invocation.Say("begin a policy", "新建一份规则"));
  command->add_option("NAME", *name,
                      invocation.Say("folder to make; its last part names the policy",
                                     "要新建的文件夹，末段即规则名称"))->required();
  command->callback([name, &invocation] { invocation.action = [name, &invocation] { return Execute(*name, invocation.console); }; });
}

}  // namespace greenrule::tools
