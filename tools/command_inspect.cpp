// greenrule inspect: what a policy declares, and what each result rests on.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

namespace json = boost::json;

struct Arguments {
  std::string policy, format = "text";
};

std::string Joined(const json::value& list) {
  std::string out;
  for (const json::value& v : list.as_array()) out += (out.empty() ? "" : ", ") + std::string(v.as_string());
  return out;
}

struct Kind {
  std::string_view member, english, chinese;
};
constexpr Kind kKinds[] = {
    {"departments", "departments", "部门"}, {"entities", "entities", "主体"}, {"interfaces", "interfaces", "接口"}, {"feeds", "feeds", "接口表"}, {"fields", "fields", "字段"},
    {"lookups", "lookups", "对照表"}, {"parameters", "parameters", "参数"}, {"quantities", "quantities", "中间量"}, {"factors", "factors", "因子"},
    {"indicators", "indicators", "指标"}, {"composites", "composites", "综合分"}, {"checklists", "checklists", "清单"},
    {"items", "checklist items", "清单事项"}, {"tables", "tables", "决策表"}, {"results", "results", "公布结果"},
    {"statistics", "statistics", "统计"}, {"tasks", "tasks", "任务"}, {"steps", "steps", "小事项"}, {"examples", "examples", "案例"}};

// Empty where there are none.
std::string InBrackets(const json::value& names) {
  return names.as_array().empty() ? std::string() : "  (" + Joined(names) + ")";
}

void PrintEdition(const json::object& e, Language language) {
  auto word = [&](std::string_view en, std::string_view zh) { return Console::Word(language, en, zh); };
  const std::string from(e.at("from").as_string());
  const std::string force = e.at("until").is_null() ? fmt::format(fmt::runtime(word("in force from {} on", "自 {} 起施行")), from)
                                                    : fmt::format(fmt::runtime(word("in force {} to {}", "施行期间 {} 至 {}")), from,
                                                                  std::string(e.at("until").as_string()));
  fmt::print("{} {}  {}\n", std::string(e.at("policy").as_string()), std::string(e.at("version").as_string()), force);
  const json::object& counts = e.at("counts").as_object();
  for (const Kind& kind : kKinds)
    if (const std::int64_t n = counts.at(kind.member).to_number<std::int64_t>(); n > 0)
      fmt::print("  {} {}\n", PadTo(std::string(word(kind.english, kind.chinese)), 18), n);
  for (const auto& level : counts.at("composites_by_level").as_object())
    fmt::print("    {} {}\n", PadTo(std::string(level.key()), 16), level.value().to_number<std::int64_t>());
  if (!e.at("results").as_array().empty()) fmt::print("{}\n", word("results and the feeds and departments they rest on", "公布结果及其所依据的接口和部门"));
  for (const json::value& r : e.at("results").as_array())
    fmt::print("  {}  ←  {}{}\n", std::string(r.at("name").as_string()), Joined(r.at("feeds")), InBrackets(r.at("departments")));
  if (!e.at("tasks").as_array().empty()) fmt::print("{}\n", word("tasks", "任务分解"));
  for (const json::value& t : e.at("tasks").as_array()) {
    fmt::print("  {}  {}\n", std::string(t.at("task").as_string()), Joined(t.at("departments")));
    for (const json::value& s : t.at("steps").as_array())
      fmt::print("    {}  ←  {}{}\n", std::string(s.at("step").as_string()), Joined(s.at("feeds")), InBrackets(s.at("departments")));
  }
}

ExitCode Execute(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  std::optional<LoadedProgram> loaded = LoadProgram(a.policy, console, code);
  if (!loaded) return code;
  if (a.format == "json") {
    fmt::print("{}\n", loaded->program.inspection);
    return kDone;
  }
  // A program file may carry any text here; what is not an inspection is not printed.
  json::error_code error;
  const json::value editions = json::parse(loaded->program.inspection, error);
  if (error || !editions.is_array()) return kDone;
  for (const json::value& edition : editions.as_array()) PrintEdition(edition.as_object(), console.LanguageOr(loaded->language));
  return kDone;
}

}  // namespace

void AddInspect(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("inspect",
                                     invocation.Say("what a policy declares, counted, and what its results rest on",
                                                    "规则中有什么、各有多少，结果依据哪些数据"));
  command->add_option("POLICY", a->policy,
                      invocation.Say("a policy's folder or file, or a program (.grb)",
                                     "规则的文件或文件夹，或程序文件（.grb）"))->required();
  OneOf(command->add_option("--format", a->format,
                            invocation.Say("form of the output", "输出的形式")), {"text", "json"});
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
