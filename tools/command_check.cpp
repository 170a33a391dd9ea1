// greenrule check: everything that the compiler can say about a policy without data.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "compiler/syntax/render.h"
#include "runtime/program/verify.h"
#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::vector<std::string> policies;
  std::string format = "text";
};

std::string_view SeverityWord(Severity severity) {
  return severity == Severity::kError ? "error" : severity == Severity::kWarning ? "warning" : "note";
}

boost::json::object PlaceAsJson(const SourceRange& range, const Compilation& c) {
  return {{"file", c.sources.file(range.file).path}, {"line", range.begin_line}, {"column", range.begin_column},
          {"end_line", range.end_line}, {"end_column", range.end_column}};
}

boost::json::object AsJson(const Diagnostic& d, const Compilation& c, Language language) {
  boost::json::object out{{"code", CodeName(d.code)}, {"severity", SeverityWord(SeverityOf(d.code))}, {"message", Message(d, language)}, {"remedy", Remedy(d, language)}};
  if (d.range.file != kNoFile)
    for (auto& [name, value] : PlaceAsJson(d.range, c)) out[name] = value;
  boost::json::array related;
  for (const Diagnostic::Related& other : d.related) {
    boost::json::object place = PlaceAsJson(other.range, c);
    place["label"] = language == Language::kEnglish ? other.label.english : other.label.chinese;
    related.push_back(std::move(place));
  }
  if (!related.empty()) out["related"] = std::move(related);
  return out;
}

boost::json::object PlaceAsSarif(const SourceRange& range, const Compilation& c) {
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", c.sources.file(range.file).path}}},
            {"region", {{"startLine", range.begin_line}, {"startColumn", range.begin_column},
                        {"endLine", range.end_line}, {"endColumn", range.end_column}}}}}};
}

// SARIF 2.1.0 (OASIS): one result per diagnostic.
boost::json::object AsSarif(const Diagnostic& d, const Compilation& c, Language language) {
  boost::json::object out{{"ruleId", CodeName(d.code)}, {"level", SeverityWord(SeverityOf(d.code))}, {"message", {{"text", Message(d, language) + "\n" + Remedy(d, language)}}}};
  if (d.range.file != kNoFile) out["locations"] = boost::json::array{PlaceAsSarif(d.range, c)};
  boost::json::array related;
  for (const Diagnostic::Related& other : d.related) {
    boost::json::object place = PlaceAsSarif(other.range, c);
    place["message"] = {{"text", language == Language::kEnglish ? other.label.english : other.label.chinese}};
    related.push_back(std::move(place));
  }
  if (!related.empty()) out["relatedLocations"] = std::move(related);
  return out;
}

ExitCode Execute(Arguments a, const Console& console) {
  const std::vector<std::string> others = TakeOtherFiles(a.policies);
  bool errors = false;
  Language language = console.LanguageOr(Language::kEnglish);
  boost::json::array all;
  for (const std::string& policy : a.policies) {
    DiagnosticSink sink;
    Compilation c = CheckPolicy(policy, {StandardLibrary()}, sink);
    std::optional<Program> program;
    if (!sink.HasErrors()) program = BuildProgram(c, {}, sink);
    errors |= sink.HasErrors();
    language = console.LanguageOr(c.language);
    if (a.format == "text") {
      PrintFindings(c, sink, console, Notes::kShown);
      if (!sink.HasErrors())
        fmt::print("{}: {}\n", policy, Console::Word(language, "no errors", "没有错误"));
      else
        fmt::print("{}: {} {}\n", policy, sink.ErrorCount(), Console::Word(language, sink.ErrorCount() == 1 ? "error" : "errors", "处错误"));
    } else {
      for (const Diagnostic& d : sink.Sorted()) all.push_back(a.format == "json" ? AsJson(d, c, language) : AsSarif(d, c, language));
    }
    if (program)
      if (auto refused = Verify(*program); !refused.empty()) {
        console.Complain(refused, language);
        return kOurBug;
      }
  }
  TellLeftOut(others, console, language);
  if (a.format == "json") fmt::print("{}\n", boost::json::serialize(boost::json::object{{"diagnostics", all}}));
  if (a.format == "sarif")
    fmt::print("{}\n", boost::json::serialize(boost::json::object{
                           {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                           {"version", "2.1.0"},
                           {"runs", boost::json::array{{{"tool", {{"driver", {{"name", "greenrule"}}}}}, {"columnKind", "unicodeCodePoints"}, {"results", all}}}}}));
  return errors ? kFindings : kDone;
}

}  // namespace

void AddCheck(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("check", invocation.Say("check policies without data", "不用数据，检查规则"));
  command->add_option("POLICY", a->policies, invocation.Say("folders or files", "规则的文件或文件夹"))->required();
  OneOf(command->add_option("--format", a->format,
                            invocation.Say("form of the output", "输出的形式")), {"text", "json", "sarif"});
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
