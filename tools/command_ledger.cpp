// greenrule ledger: receipts in a chain that cannot be altered unnoticed.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "runtime/audit/ledger.h"
#include "runtime/audit/receipt_json.h"
#include "runtime/audit/whole_file.h"
#include "runtime/data/date_text.h"
#include "tools/commands.h"
#include "tools/program_source.h"
#include "tools/usage.h"

namespace greenrule::tools {
namespace {

struct Arguments {
  std::string action, ledger, receipt, key, on, trusted, head, format = "text";
  std::uint64_t entry = 0;
};

ExitCode Complain(const Console& console, const std::vector<Diagnostic>& found, ExitCode code) {
  console.Complain(found, console.LanguageOr(Language::kEnglish));
  return code;
}

ExitCode Add(const Arguments& a, const Console& console) {
  Day on = Today();
  if (!a.on.empty()) {
    const std::optional<Day> day = DayArgument(a.on, console);
    if (!day) return kUsage;
    on = *day;
  }
  const auto key = PrivateKey::Read(a.key);
  if (auto* error = std::get_if<Diagnostic>(&key)) return Complain(console, {*error}, kUsage);
  const LedgerAddition added =
      AddToLedger(FileLayer::System(), a.ledger, a.receipt, on, std::get<PrivateKey>(key));
  if (!added.errors.empty())
    return Complain(console, added.errors, added.errors.front().code == Code::GR8060 ? kNoData : kFindings);
  fmt::print(fmt::runtime(Console::Word(console.LanguageOr(Language::kEnglish), "{}: entry {}, head {}\n",
                                        "{}：第 {} 条，末条散列值 {}\n")),
             a.ledger, added.ledger.entries.size(), Hex(added.ledger.head()));
  return kDone;
}

// Reads and checks the ledger; prints what is wrong with it.
std::optional<Ledger> Checked(const Arguments& a, const Console& console, ExitCode& code) {
  LedgerChecks checks;
  if (!a.head.empty() && !FromHex(a.head, checks.head.emplace())) {
    code = Complain(console, {{Code::GR8054, {}, {a.head}, {}}}, kUsage);
    return std::nullopt;
  }
  const std::optional<TrustedKeys> trusted = TrustedArgument(a.trusted, console, code);
  if (code != kDone) return std::nullopt;
  if (trusted) checks.trusted = &*trusted;
  const auto text = ReadWholeFile(a.ledger);
  if (auto* error = std::get_if<Diagnostic>(&text)) {
    code = Complain(console, {*error}, kUsage);
    return std::nullopt;
  }
  LedgerFindings findings = CheckLedger(std::get<std::string>(text), a.ledger, checks);
  console.Complain(findings.found, console.LanguageOr(Language::kEnglish));
  for (const Diagnostic& d : findings.found)
    if (SeverityOf(d.code) == Severity::kError) code = kFindings;
  return std::move(findings.ledger);
}

ExitCode VerifyLedger(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  const std::optional<Ledger> ledger = Checked(a, console, code);
  if (!ledger) return code;
  const Language language = console.LanguageOr(Language::kEnglish);
  if (code != kDone)
    fmt::print(fmt::runtime(Console::Word(language, "{}: not sound\n", "{}：有误\n")), a.ledger);
  else
    fmt::print(fmt::runtime(Console::Word(language, "{}: {} entries, sound, head {}\n",
                                          "{}：共 {} 条，完整无误，末条散列值 {}\n")),
               a.ledger, ledger->entries.size(), Hex(ledger->head()));
  return code;
}

void ShowJson(const Ledger& ledger) {
  boost::json::array entries;
  for (const LedgerEntry& entry : ledger.entries) {
    boost::json::error_code error;
    const boost::json::value receipt = boost::json::parse(entry.receipt, error);
    entries.push_back({{"entry", entry.number},
                       {"added", DayText(entry.added)},
                       {"key", KeyName(entry.signature.key)},
                       {"hash", Hex(entry.hash)},
                       {"receipt", receipt}});
  }
  fmt::print("{}\n", boost::json::serialize(entries));
}

// A line for each entry: what ran, as of when, over how many, to which results.
void ShowText(const Ledger& ledger, Language language) {
  for (const LedgerEntry& entry : ledger.entries) {
    const auto parsed = ParseReceipt(entry.receipt, "");
    const Receipt* receipt = std::get_if<Receipt>(&parsed);
    fmt::print("{:>4}  {}  {}  {}\n", entry.number, DayText(entry.added), KeyName(entry.signature.key),
               Hex(entry.hash));
    if (receipt == nullptr) continue;
    std::string counts;
    for (const Receipt::Entity& entity : receipt->entities)
      counts += fmt::format(fmt::runtime(Console::Word(language, "   {} {} of {}", "   {} {}/{}")),
                            entity.name, entity.evaluated, entity.listed);
    fmt::print("      {} {}  {} {}{}\n", receipt->policy.name, receipt->policy.edition,
               Console::Word(language, "as of", "评价日"), DayText(receipt->as_of), counts);
  }
}

ExitCode Show(const Arguments& a, const Console& console) {
  ExitCode code = kDone;
  const std::optional<Ledger> ledger = Checked(a, console, code);
  if (!ledger) return code;
  if (a.entry == 0) {
    if (a.format == "json")
      ShowJson(*ledger);
    else
      ShowText(*ledger, console.LanguageOr(Language::kEnglish));
    return code;
  }
  for (const LedgerEntry& entry : ledger->entries) {
    if (entry.number != a.entry) continue;
    std::fwrite(entry.receipt.data(), 1, entry.receipt.size(), stdout);
    return code;
  }
  return Complain(console,
                  {{Code::GR8053, {}, {std::to_string(a.entry), std::to_string(ledger->entries.size())}, {}}},
                  kUsage);
}

}  // namespace

void AddLedger(CLI::App& app, Invocation& invocation) {
  auto a = std::make_shared<Arguments>();
  auto* command =
      app.add_subcommand("ledger", invocation.Say("keep receipts in a chain that cannot be altered unnoticed",
                                                  "把运行凭证登记入台账，改动可查"));
  OneOf(command->add_option("ACTION", a->action,
                            invocation.Say("add, verify or show", "add 登记、verify 核验、show 查看")),
        {"add", "verify", "show"})
      ->required();
  command
      ->add_option("LEDGER", a->ledger,
                   invocation.Say("the ledger's file; `add` begins it", "台账文件；没有时由 `add` 新建"))
      ->required();
  auto* receipt =
      command->add_option("RECEIPT", a->receipt, invocation.Say("add: the receipt", "add：要登记的凭证"));
  auto* key =
      command
          ->add_option(
              "--key", a->key,
              invocation.Say("add: the private key: a file that `openssl genpkey -algorithm ed25519` made",
                             "add：私钥，`openssl genpkey -algorithm ed25519` 生成的文件"))
          ->type_name("KEY.pem");
  command
      ->add_option("--on", a->on,
                   invocation.Say("add: the entry's date; default: today", "add：登记日期；不写即今日"))
      ->type_name("DATE");
  command
      ->add_option(
          "--trusted", a->trusted,
          invocation.Say(
              "verify, show: whose entries are right: a .pem file of a public key or a folder of them",
              "verify、show：可信公钥的 .pem 文件，或存放 .pem 的文件夹"))
      ->type_name("KEYS");
  command
      ->add_option("--head", a->head,
                   invocation.Say("verify, show: a head noted earlier, which the ledger must still hold",
                                  "verify、show：此前记下的末条散列值，台账中必须仍有该条"))
      ->type_name("HASH");
  command
      ->add_option("--entry", a->entry,
                   invocation.Say("show: print the receipt of this entry", "show：输出该条所载凭证"))
      ->type_name("N");
  OneOf(command->add_option("--format", a->format,
                            invocation.Say("show: form of the output", "show：输出的形式")),
        {"text", "json"});
  command->callback([a, &invocation, receipt, key] {
    if (a->action == "add" && receipt->count() == 0) throw CLI::RequiredError("RECEIPT");
    if (a->action == "add" && key->count() == 0) throw CLI::RequiredError("--key");
    if (a->action != "add" && receipt->count() > 0) throw CLI::ExtrasError(a->receipt, CLI::ExitCodes::ExtrasError);
    invocation.action = [a, &invocation] {
      if (a->action == "add") return Add(*a, invocation.console);
      return a->action == "verify" ? VerifyLedger(*a, invocation.console) : Show(*a, invocation.console);
    };
  });
}

}  // namespace greenrule::tools
