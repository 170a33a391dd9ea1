// greenrule compile: a program file from a policy, or one of the forms on the way to it.
#include <fmt/format.h>

#include "compiler/semantics/print.h"
#include "compiler/syntax/parse.h"
#include "runtime/audit/aside_file.h"
#include "runtime/program/disassemble.h"
#include "runtime/program/program_file.h"
#include "runtime/program/verify.h"
#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string policy, out, dump;
};

// The policy's own files; the standard library is the same for all.
void PrintTree(const Compilation& c) {
  const auto files = c.tree.Children(c.tree.root());
  for (std::size_t i = 0; i < files.size(); ++i)
    if (!c.sources.files()[i].stdlib) fmt::print("{}", DumpTree(c.tree, files[i]));
}

ExitCode Execute(const Arguments& a, const Console& console) {
  DiagnosticSink sink;
  Compilation c = CheckPolicy(a.policy, {StandardLibrary()}, sink);
  if (a.dump == "tree") PrintTree(c);
  std::optional<Program> program;
  std::vector<LoweredPolicy> lowered;
  if (!sink.HasErrors()) program = BuildProgram(c, {.dumps = a.dump == "ranges" || a.dump == "ssa"}, sink, &lowered);
  if (PrintFindings(c, sink, console, Notes::kShown) || !program) return kFindings;
  const Language language = console.LanguageOr(c.language);
  if (auto refused = Verify(*program); !refused.empty()) {
    console.Complain(refused, language);
    return kOurBug;
  }
  if (a.dump == "policy")
    for (const policy::Policy& edition : c.editions) fmt::print("{}", PrintPolicy(edition));
  if (a.dump == "ranges" || a.dump == "ssa")
    for (const LoweredPolicy& edition : lowered) fmt::print("{}", a.dump == "ssa" ? edition.ssa : edition.ranges);
  if (a.dump == "bytecode") fmt::print("{}", Disassemble(*program));
  if (a.out.empty()) return kDone;
  const std::vector<std::uint8_t> bytes = Serialize(*program);
  if (auto error = ReplaceFile(FileLayer::System(), a.out, {reinterpret_cast<const char*>(bytes.data()), bytes.size()})) {
    console.Complain({*error}, language);
    return kNoData;
  }
  fmt::print("{}: {} {}, sha256 {}\n", a.out, bytes.size(), Console::Word(language, "bytes", "字节"), Hex(ProgramHash(*program)));
  return kDone;
}

}  // namespace

void AddCompile(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("compile",
                                     invocation.Say("compile a policy to a program file", "把规则编译成程序文件"));
  command->add_option("POLICY", a->policy, invocation.Say("folder or file", "规则的文件或文件夹"))->required();
  auto* out = command->add_option("-o,--out", a->out,
                                  invocation.Say("the program file, FILE.grb",
                                                 "程序文件，如 规则.grb"))->type_name("FILE");
  auto* dump = OneOf(command->add_option("--dump", a->dump,
                                         invocation.Say("print a form on the way to it",
                                                        "显示编译各步的中间结果")), {"tree", "policy", "ranges", "ssa", "bytecode"});
  command->callback([a, &invocation, out, dump] {
    if (out->count() + dump->count() == 0) throw CLI::RequiredError(invocation.Say("-o FILE.grb or --dump FORM", "-o FILE.grb 或 --dump 形式"));
    invocation.action = [a, &invocation] { return Execute(*a, invocation.console); };
  });
}

}  // namespace greenrule::tools
