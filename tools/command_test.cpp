// greenrule test: a policy's examples, and what they have reached.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "compiler/syntax/render.h"
#include "runtime/data/date_text.h"
#include "tools/commands.h"
#include "tools/coverage.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

namespace json = boost::json;

struct Arguments {
  std::vector<std::string> policies;
  std::string format = "text";
  bool coverage = false;
};

struct Case {
  std::string policy, version, name;
  std::vector<Diagnostic> failures;
};

struct Tally {
  std::vector<Case> cases;
  std::size_t failed = 0, reached = 0, targets = 0;
  json::array unreached;
};

Diagnostic AsDiagnostic(const Failure& f) {
  if (f.expected.english.empty()) return {Code::GR7011, f.range, {f.found}, {}};
  return {Code::GR7012, f.range, {f.expected, f.found}, {}};
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// One edition: its examples run, its coverage counted.
void TestEdition(const Compilation& c, const policy::Policy& edition, const Arguments& a, const Console& console, DiagnosticSink& sink, Tally& tally) {
  policy::Policy measured = edition;
  std::optional<CoverageMeter> meter;
  if (a.coverage) meter.emplace(measured);
  auto results = RunExamples(measured, meter ? meter->probes() : std::vector<policy::ExprId>{}, sink);
  if (!results) return;
  const Language language = console.LanguageOr(c.language);
  for (const ExampleResult& result : *results) {
    Case one{edition.name, edition.version, edition.symbols[edition.examples[result.example].symbol].name, result.refused};
    for (const Failure& failure : result.failures) one.failures.push_back(AsDiagnostic(failure));
    tally.failed += one.failures.empty() ? 0 : 1;
    if (meter) meter->Count(result);
    if (a.format == "text") {
      fmt::print("{} {}\n", one.failures.empty() ? Console::Word(language, "ok    ", "通过  ") : Console::Word(language, "FAILED", "未通过"), one.name);
      for (const Diagnostic& d : one.failures) fmt::print("{}", Render(d, c.sources, {language, console.colour}));
    }
    tally.cases.push_back(std::move(one));
  }
  if (!meter) return;
  for (const CoverageTarget& target : meter->targets()) {
    // What the standard library declares is not for this policy to try.
    if (target.range.file != kNoFile && c.sources.file(target.range.file).stdlib) continue;
    ++tally.targets;
    tally.reached += target.reached;
    if (target.reached) continue;
    const std::string& label = language == Language::kChinese ? target.label.chinese : target.label.english;
    const std::string place = target.range.file == kNoFile ? "" : fmt::format("{}:{}", c.sources.file(target.range.file).path, target.range.begin_line);
    if (a.format == "text") fmt::print("{} {}  {}\n", Console::Word(language, "not reached", "尚无案例"), label, place);
    tally.unreached.push_back({{"policy", edition.name}, {"version", edition.version}, {"what", label}, {"place", place}});
  }
}

void PrintJson(const Tally& tally, Language language) {
  json::array cases;
  for (const Case& one : tally.cases) {
    json::array failures;
    for (const Diagnostic& d : one.failures) failures.push_back({{"code", CodeName(d.code)}, {"line", d.range.begin_line}, {"message", Message(d, language)}});
    cases.push_back({{"policy", one.policy}, {"version", one.version}, {"example", one.name}, {"passed", one.failures.empty()}, {"failures", failures}});
  }
  fmt::print("{}\n", json::serialize(json::object{{"examples", cases}, {"failed", tally.failed}, {"reached", tally.reached}, {"targets", tally.targets}, {"not_reached", tally.unreached}}));
}

void PrintJunit(const Tally& tally, Language language) {
  fmt::print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"greenrule\" tests=\"{}\" failures=\"{}\">\n", tally.cases.size(), tally.failed);
  for (const Case& one : tally.cases) {
    fmt::print("  <testcase classname=\"{}\" name=\"{}\"", Escaped(one.policy), Escaped(one.name));
    if (one.failures.empty()) {
      fmt::print("/>\n");
      continue;
    }
    fmt::print(">\n");
    for (const Diagnostic& d : one.failures) fmt::print("    <failure message=\"{}\"/>\n", Escaped(Message(d, language)));
    fmt::print("  </testcase>\n");
  }
  fmt::print("</testsuite>\n");
}

ExitCode Execute(Arguments a, const Console& console) {
  const std::vector<std::string> others = TakeOtherFiles(a.policies);
  Tally tally;
  bool errors = false;
  Language language = console.LanguageOr(Language::kEnglish);
  for (const std::string& policy : a.policies) {
    DiagnosticSink sink;
    Compilation c = CheckPolicy(policy, {StandardLibrary()}, sink);
    language = console.LanguageOr(c.language);
    if (!sink.HasErrors())
      for (const policy::Policy& edition : c.editions) TestEdition(c, edition, a, console, sink, tally);
    if (a.format == "text" || sink.HasErrors()) PrintFindings(c, sink, console, Notes::kHidden);
    errors |= sink.HasErrors();
  }
  TellLeftOut(others, console, language);
  if (a.format == "json") PrintJson(tally, language);
  if (a.format == "junit") PrintJunit(tally, language);
  if (a.format == "text") {
    fmt::print("{} {}{}{} {}\n", tally.cases.size(), Console::Word(language, "examples", "个案例"), Console::Word(language, ", ", "，"), tally.failed, Console::Word(language, "failed", "个未通过"));
    if (a.coverage)
      fmt::print("{} {} {} {}\n", Console::Word(language, "reached", "已覆盖"), tally.reached, Console::Word(language, "of", "/"), tally.targets);
  }
  return errors || tally.failed > 0 ? kFindings : kDone;
}

}  // namespace

void AddTest(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("test", invocation.Say("run the examples of policies", "运行规则的案例"));
  command->add_option("POLICY", a->policies, invocation.Say("folders or files", "规则的文件或文件夹"))->required();
  command->add_flag("--coverage", a->coverage,
                    invocation.Say("tell which items, bands, rows and conditions no example has reached",
                                   "列出尚无案例涉及的事项、档次、表行和条件"));
  OneOf(command->add_option("--format", a->format,
                            invocation.Say("form of the output", "输出的形式")), {"text", "json", "junit"});
  command->callback([a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
