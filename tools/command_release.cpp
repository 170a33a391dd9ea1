// greenrule release: a policy compiled, tested and signed.
#include <fmt/format.h>

#include "runtime/audit/aside_file.h"
#include "runtime/audit/release.h"
#include "runtime/program/verify.h"
#include "tools/commands.h"
#include "tools/examples.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string policy, key, out;
};

struct Tested {
  std::size_t all = 0, failed = 0;
};

// The examples of every edition; what keeps one from being run goes to the sink.
Tested TestAll(const Compilation& c, DiagnosticSink& sink) {
  Tested tested;
  for (const policy::Policy& edition : c.editions) {
    const auto results = RunExamples(edition, {}, sink);
    if (!results) continue;
    for (const ExampleResult& result : *results) {
      ++tested.all;
      tested.failed += !result.failures.empty() || !result.refused.empty();
    }
  }
  return tested;
}

ExitCode Execute(const Arguments& a, const Console& console) {
  auto read = PrivateKey::Read(a.key);
  if (auto* error = std::get_if<Diagnostic>(&read)) {
    console.Complain({*error}, console.LanguageOr(Language::kEnglish));
    return kUsage;
  }
  DiagnosticSink sink;
  const Compilation c = CheckPolicy(a.policy, {StandardLibrary()}, sink);
  std::optional<Program> program;
  Tested tested;
  if (!sink.HasErrors()) program = BuildProgram(c, {}, sink);
  if (program) tested = TestAll(c, sink);
  if (PrintFindings(c, sink, console, Notes::kHidden) || !program) return kFindings;
  const Language language = console.LanguageOr(c.language);
  if (const std::vector<Diagnostic> refused = Verify(*program); !refused.empty()) {
    console.Complain(refused, language);
    return kOurBug;
  }
  if (tested.failed > 0) {
    console.Complain({{Code::GR8036, {}, {std::to_string(tested.failed), std::to_string(tested.all)}, {}}},
                     language);
    return kFindings;
  }
  if (tested.all == 0) console.Complain({{Code::GR8037, {}, {}, {}}}, language);

  const PrivateKey& key = std::get<PrivateKey>(read);
  const std::vector<std::uint8_t> bytes = SignProgram(*program, key);
  if (auto error = ReplaceFile(FileLayer::System(), a.out,
                               {reinterpret_cast<const char*>(bytes.data()), bytes.size()})) {
    console.Complain({*error}, language);
    return kNoData;
  }
  fmt::print(
      fmt::runtime(Console::Word(language, "{}: {} bytes, sha256 {}, {} examples passed, signed by {}\n",
                                 "{}：{} 字节，sha256 {}，{} 个案例通过，签名密钥 {}\n")),
      a.out, bytes.size(), Hex(ProgramHash(*program)), tested.all, KeyName(key.public_key()));
  return kDone;
}

}  // namespace

void AddRelease(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command = app.add_subcommand(
      "release", invocation.Say("compile, test and sign a policy", "编译规则、运行案例并签名发布"));
  command->add_option("POLICY", a->policy, invocation.Say("folder or file", "规则的文件或文件夹"))
      ->required();
  command
      ->add_option("--key", a->key,
                   invocation.Say("the private key: a file that `openssl genpkey -algorithm ed25519` made",
                                  "私钥：`openssl genpkey -algorithm ed25519` 生成的文件"))
      ->required()
      ->type_name("KEY.pem");
  command
      ->add_option("-o,--out", a->out,
                   invocation.Say("the signed program, NAME.grb", "签名后的程序文件，如 规则.grb"))
      ->required()
      ->type_name("FILE");
  command->callback(
      [a, &invocation] { invocation.action = [a, &invocation] { return Execute(*a, invocation.console); }; });
}

}  // namespace greenrule::tools
