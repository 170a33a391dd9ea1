#include "tests/audit/tamperings.h"

#include <algorithm>
#include <stdexcept>

#include "runtime/audit/ledger.h"
#include "runtime/audit/release.h"
#include "runtime/program/sha256.h"

namespace greenrule::testing {
namespace {

constexpr const char* kReplay = "replay a.json";
constexpr const char* kTrusted = "run release.grb --trusted issuer.pub.pem --data data --as-of 2021-06-30";
constexpr const char* kVerify = "ledger verify ledger --trusted issuer.pub.pem";

using Bytes = std::vector<std::uint8_t>;

Bytes ReadBytes(const World& world, const std::string& name) {
  const std::string text = world.Read(name);
  return {text.begin(), text.end()};
}
void WriteBytes(const World& world, const std::string& name, const Bytes& bytes) {
  world.Write(name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The checksum at the end of a program file made to fit again.
void FixChecksum(Bytes& bytes) {
  const Digest digest = Sha256(std::span(bytes).first(bytes.size() - 32));
  std::ranges::copy(digest, bytes.end() - 32);
}

// A change of the released program's bytes, its checksum made to fit.
std::function<void(World&)> OfProgram(std::function<void(Bytes&)> change) {
  return [change](World& world) {
    Bytes bytes = ReadBytes(world, "release.grb");
    change(bytes);
    FixChecksum(bytes);
    WriteBytes(world, "release.grb", bytes);
  };
}

// A byte of a text that stands in the program altered.
void AlterText(Bytes& bytes, const std::string& text) {
  const auto at = std::search(bytes.begin(), bytes.end(), text.begin(), text.end());
  if (at == bytes.end()) throw std::runtime_error("no text " + text);
  *at ^= 1;
}

constexpr std::size_t kTail = 32, kSignature = 64, kKey = 32, kSignatureSection = 12 + kKey + kSignature;

std::function<void(World&)> InFile(std::string file, std::string from, std::string to) {
  return [=](World& world) { world.Replace(file, from, to); };
}
// In the receipt, by somebody who knows how it is sealed.
std::function<void(World&)> InReceipt(std::string from, std::string to) {
  return [=](World& world) {
    world.Replace("a.json", from, to);
    world.Write("a.json", Resealed(world.Read("a.json")));
  };
}
// Another value for a hash in the receipt: the first behind `label`.
std::function<void(World&)> HashInReceipt(std::string label) {
  return [=](World& world) {
    std::string text = world.Read("a.json");
    const std::size_t field = text.find(label);
    if (field == std::string::npos) throw std::runtime_error("no " + label);
    const std::size_t at = text.find("sha256\": \"", field) + 10;
    text[at] = text[at] == '0' ? '1' : '0';
    world.Write("a.json", Resealed(text));
  };
}

std::vector<std::string> LinesOf(const World& world) {
  std::vector<std::string> lines;
  const std::string text = world.Read("ledger");
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  return lines;
}
// The ledger's lines in another order: 1, 2, 3 are entries, 4 the closing line.
std::function<void(World&)> Lines(std::vector<std::size_t> order) {
  return [=](World& world) {
    const std::vector<std::string> lines = LinesOf(world);
    std::string text;
    for (std::size_t line : order) text += lines.at(line - 1) + "\n";
    world.Write("ledger", text);
  };
}

void AddDataTamperings(std::vector<Tampering>& all) {
  all.push_back(
      {"data: a digit of a value", "GR8021", kReplay, InFile("data/firms.csv", "f02,20.5", "f02,20.6")});
  all.push_back(
      {"data: a value is made known", "GR8021", kReplay, InFile("data/firms.csv", "f03,,A", "f03,30,A")});
  all.push_back({"data: a value that was refused, refused still", "GR8017", kReplay,
                 InFile("data/firms.csv", "abc", "abd")});
  all.push_back({"data: a row is dropped", "GR8022", kReplay, InFile("data/firms.csv", "f05,50,A\n", "")});
  all.push_back({"data: a row is added", "GR8023", kReplay,
                 InFile("data/firms.csv", "f05,50,A\n", "f05,50,A\nf050,50,A\n")});
  all.push_back({"data: two rows change places", "GR8017", kReplay,
                 InFile("data/firms.csv", "f05,50,A\nf06,60.1,B\n", "f06,60.1,B\nf05,50,A\n")});
  all.push_back({"data: line ends of another system", "GR8017", kReplay,
                 InFile("data/firms.csv", "f01,10,A\n", "f01,10,A\r\n")});
  all.push_back({"data: the date of an event", "GR8021", kReplay,
                 InFile("data/fines.csv", "f01,2021-02-10", "f01,2020-02-10")});
  all.push_back({"data: a file is taken away", "GR8018", kReplay,
                 [](World& world) { world.Remove("data/fines.csv"); }});
  all.push_back({"data: the listing is taken away", "GR8018", kReplay,
                 [](World& world) { world.Remove("data/firms.csv"); }});
  all.push_back({"data: a list of answers is put in", "GR8019", kReplay,
                 [](World& world) { world.Write("data/fines.answers.csv", "id\nf01\n"); }});
}

void AddSourceTamperings(std::vector<Tampering>& all) {
  all.push_back({"policy: a threshold", "GR8015", kReplay,
                 InFile("policy/policy.green", "revenue > 50", "revenue >= 50")});
  all.push_back({"policy: a parameter", "GR8015", kReplay,
                 InFile("policy/policy.green", "  2 from 2021-01-01", "  3 from 2021-01-01")});
  all.push_back({"policy: a comment", "GR8012", kReplay,
                 InFile("policy/statistics.green", "statistic", "# none\nstatistic")});
  all.push_back(
      {"policy: its title", "GR8012", kReplay, InFile("policy/policy.green", "Fines and ratings", "Fines")});
  all.push_back({"policy: its version", "GR8020", kReplay,
                 InFile("policy/policy.green", "version \"1\"", "version \"2\"")});
  all.push_back({"policy: a value of the table beside it", "GR8012", kReplay,
                 InFile("policy/rates.csv", "B,2.25", "B,2.24")});
  all.push_back({"policy: a file is taken away", "GR8013", kReplay,
                 [](World& world) { world.Remove("policy/statistics.green"); }});
  all.push_back({"policy: a file is added", "GR8014", kReplay, [](World& world) {
                   world.Write("policy/more.green",
                               "quantity more for firm : number, 1 decimals = revenue\n");
                 }});
  all.push_back({"policy: a result is renamed", "GR8025", kReplay, [](World& world) {
                   world.Replace("policy/policy.green", "quantity recent", "quantity lately");
                   world.Replace("policy/policy.green", "recent >= limit", "lately >= limit");
                   world.Replace("policy/policy.green", "weighted, recent", "weighted, lately");
                 }});
  all.push_back({"policy: its last day", "GR7003", kReplay, [](World& world) {
                   world.Replace("policy/policy.green", "until 2023-12-31", "until 2021-05-31");
                   world.Replace("policy/policy.green", "as of 2021-06-30", "as of 2021-05-30");
                 }});
}

void AddProgramTamperings(std::vector<Tampering>& all) {
  all.push_back({"program: a byte", "GR5003", kTrusted, [](World& world) {
                   Bytes bytes = ReadBytes(world, "release.grb");
                   bytes[bytes.size() / 2] ^= 1;
                   WriteBytes(world, "release.grb", bytes);
                 }});
  all.push_back({"program: its last byte is missing", "GR5003", kTrusted, [](World& world) {
                   Bytes bytes = ReadBytes(world, "release.grb");
                   bytes.pop_back();
                   WriteBytes(world, "release.grb", bytes);
                 }});
  all.push_back({"program: a name, its checksum made to fit", "GR8034", kTrusted,
                 OfProgram([](Bytes& bytes) { AlterText(bytes, "weighted"); })});
  all.push_back({"program: the same without --trusted", "GR8034",
                 "run release.grb --data data --as-of 2021-06-30",
                 OfProgram([](Bytes& bytes) { AlterText(bytes, "weighted"); })});
  all.push_back({"program: a byte of its signature", "GR8034", kTrusted,
                 OfProgram([](Bytes& bytes) { bytes[bytes.size() - kTail - 1] ^= 1; })});
  all.push_back({"program: a byte of its key", "GR8035", kTrusted,
                 OfProgram([](Bytes& bytes) { bytes[bytes.size() - kTail - kSignature - 1] ^= 1; })});
  all.push_back({"program: the length of its signature", "GR5004", kTrusted,
                 OfProgram([](Bytes& bytes) { bytes[bytes.size() - kTail - kSignatureSection + 4] ^= 1; })});
  all.push_back({"program: its signature is cut off", "GR8033", kTrusted, OfProgram([](Bytes& bytes) {
                   bytes.erase(bytes.end() - kTail - kSignatureSection, bytes.end() - kTail);
                   bytes[12] = 5;  // sections
                 })});
  all.push_back({"program: its signature is cut off, and the count of sections stays", "GR5004", kTrusted,
                 OfProgram([](Bytes& bytes) {
                   bytes.erase(bytes.end() - kTail - kSignatureSection, bytes.end() - kTail);
                 })});
  all.push_back({"program: compiled, not released", "GR8033", kTrusted,
                 [](World& world) { world.Must(Words("compile policy -o release.grb")); }});
  all.push_back({"program: released by somebody else", "GR8035", kTrusted,
                 [](World& world) { world.Must(Words("release policy --key other.pem -o release.grb")); }});
  all.push_back(
      {"program: another one under its name, in a replay", "GR8015", "replay b.json", [](World& world) {
         world.Replace("policy/policy.green", "revenue > 50", "revenue > 51");
         world.Must(Words("release policy --key issuer.pem -o release.grb"));
       }});
  all.push_back({"program: signed by somebody else, in a replay", "GR8035",
                 "replay b.json --trusted issuer.pub.pem",
                 [](World& world) { world.Must(Words("release policy --key other.pem -o release.grb")); }});
  all.push_back({"program: the policy's text in its place", "GR8032",
                 "run policy --trusted issuer.pub.pem --data data --as-of 2021-06-30", [](World&) {}});
}

void AddDateAndKeyTamperings(std::vector<Tampering>& all) {
  all.push_back({"date: before the policy is in force", "GR7003",
                 "run release.grb --trusted issuer.pub.pem --data data --as-of 2020-12-31", [](World&) {}});
  all.push_back({"date: after it", "GR7003",
                 "run release.grb --trusted issuer.pub.pem --data data --as-of 2024-01-01", [](World&) {}});
  all.push_back({"key: the trusted one is somebody else's", "GR8035",
                 "run release.grb --trusted other.pub.pem --data data --as-of 2021-06-30", [](World&) {}});
  all.push_back({"key: a folder without keys", "GR8031",
                 "run release.grb --trusted data --data data --as-of 2021-06-30", [](World&) {}});
  all.push_back({"key: a private one is to be trusted", "GR8031",
                 "run release.grb --trusted issuer.pem --data data --as-of 2021-06-30", [](World&) {}});
  all.push_back(
      {"key: a letter of the trusted one", "GR8035", kTrusted, InFile("issuer.pub.pem", "11qYA", "11qYB")});
  all.push_back({"key: the trusted file is cut short", "GR8031", kTrusted,
                 InFile("issuer.pub.pem", "MCowBQYDK2VwAyEA", "")});
  all.push_back({"key: a public one is to sign", "GR8030", "release policy --key issuer.pub.pem -o again.grb",
                 [](World&) {}});
  all.push_back({"key: a damaged one is to sign", "GR8030", "release policy --key issuer.pem -o again.grb",
                 InFile("issuer.pem", "MC4CAQAwBQ", "MC4CAQAwBR")});
  all.push_back(
      {"key: none is there", "GR7001", "release policy --key none.pem -o again.grb", [](World&) {}});
  all.push_back({"release: an example that fails", "GR8036", "release policy --key issuer.pem -o again.grb",
                 InFile("policy/policy.green", "expect weighted = 15", "expect weighted = 16")});
}

void AddReceiptTamperings(std::vector<Tampering>& all) {
  all.push_back({"receipt: the date, seal left", "GR8003", kReplay,
                 InFile("a.json", "\"as_of\": \"2021-06-30\"", "\"as_of\": \"2021-06-29\"")});
  all.push_back({"receipt: the number of threads, seal left", "GR8003", kReplay,
                 InFile("a.json", "\"threads\": 1", "\"threads\": 2")});
  all.push_back({"receipt: a count, seal left", "GR8003", kReplay,
                 InFile("a.json", "\"listed\": 12", "\"listed\": 13")});
  all.push_back({"receipt: a letter of the seal", "GR8003", kReplay, [](World& world) {
                   std::string text = world.Read("a.json");
                   char& digit = text[text.size() - 5];
                   digit = digit == '0' ? '1' : '0';
                   world.Write("a.json", text);
                 }});
  all.push_back(
      {"receipt: another version", "GR8002", kReplay, InReceipt("\"version\": 1", "\"version\": 2")});
  all.push_back({"receipt: a field is taken out", "GR8001", kReplay, InReceipt("  \"language\": 1,\n", "")});
  all.push_back({"receipt: a field is put in", "GR8001", kReplay,
                 InReceipt("  \"language\": 1,\n", "  \"language\": 1,\n  \"note\": \"fine\",\n")});
  all.push_back({"receipt: cut short", "GR8001", kReplay,
                 [](World& world) { world.Write("a.json", world.Read("a.json").substr(0, 700)); }});
  all.push_back({"receipt resealed: the date", "GR8021", kReplay,
                 InReceipt("\"as_of\": \"2021-06-30\"", "\"as_of\": \"2022-06-30\"")});
  all.push_back({"receipt resealed: the program's hash", "GR8015", kReplay, HashInReceipt("program_")});
  all.push_back({"receipt resealed: the program file's hash", "GR8016", kReplay, HashInReceipt("file_")});
  all.push_back({"receipt resealed: a source's hash", "GR8012", kReplay, HashInReceipt("rates.csv")});
  all.push_back(
      {"receipt resealed: a source's name", "GR8013", kReplay, InReceipt("\"rates.csv\"", "\"rates2.csv\"")});
  all.push_back({"receipt resealed: the policy's name", "GR8020", kReplay,
                 InReceipt("\"name\": \"fines\"", "\"name\": \"others\"")});
  all.push_back({"receipt resealed: an input's hash", "GR8017", kReplay, HashInReceipt("firms.csv")});
  all.push_back({"receipt resealed: an input's name", "GR8019", kReplay,
                 InReceipt("\"file\": \"fines.csv\"", "\"file\": \"fine.csv\"")});
  all.push_back({"receipt resealed: how many are listed", "GR8020", kReplay,
                 InReceipt("\"listed\": 12", "\"listed\": 13")});
  all.push_back({"receipt resealed: how many were refused", "GR8020", kReplay,
                 InReceipt("\"rejects\": ", "\"rejects\": 1")});
  all.push_back(
      {"receipt resealed: the hash of the results", "GR8024", kReplay, HashInReceipt("\"table\": \"firm\"")});
  all.push_back(
      {"receipt resealed: the number of rows", "GR8020", kReplay, InReceipt("\"rows\": 12", "\"rows\": 11")});
  all.push_back({"receipt resealed: a column's name", "GR8025", kReplay,
                 InReceipt("\"column\": \"large\"", "\"column\": \"small\"")});
  all.push_back({"receipt resealed: it tells no place", "GR8010", kReplay,
                 InReceipt("\"place\": \"data\"", "\"place\": \"\"")});
  all.push_back({"rows: a byte, and the data too", "GR8024", kReplay, [](World& world) {
                   world.Replace("data/firms.csv", "f02,20.5", "f02,20.6");
                   for (const auto& entry : std::filesystem::directory_iterator(world.folder())) {
                     const std::string name = entry.path().filename();
                     if (name.starts_with("a.") && name.ends_with(".rows")) world.Replace(name, "f02", "f03");
                   }
                 }});
}

void AddLedgerTamperings(std::vector<Tampering>& all) {
  all.push_back(
      {"ledger: a byte of a receipt", "GR8041", kVerify, InFile("ledger", "2022-06-30", "2022-06-29")});
  all.push_back({"ledger: the date of an entry", "GR8041", kVerify,
                 InFile("ledger", "\"added\":\"2022-07-01\"", "\"added\":\"2022-07-02\"")});
  all.push_back({"ledger: a letter of a signature", "GR8041", kVerify, [](World& world) {
                   std::string text = world.Read("ledger");
                   char& digit = text[text.find('\n') - 3];
                   digit = digit == '0' ? '1' : '0';
                   world.Write("ledger", text);
                 }});
  all.push_back({"ledger: the first entry is dropped", "GR8042", kVerify, Lines({2, 3, 4})});
  all.push_back({"ledger: an entry in the middle is dropped", "GR8042", kVerify, Lines({1, 3, 4})});
  all.push_back({"ledger: the last entry is dropped", "GR8042", kVerify, Lines({1, 2, 4})});
  all.push_back(
      {"ledger: the last entry and the closing line are dropped", "GR8046", kVerify, Lines({1, 2})});
  all.push_back({"ledger: two entries change places", "GR8043", kVerify, Lines({2, 1, 3, 4})});
  all.push_back({"ledger: an entry is repeated", "GR8044", kVerify, Lines({1, 2, 2, 3, 4})});
  all.push_back({"ledger: the count in the closing line", "GR8046", kVerify,
                 InFile("ledger", "{\"entries\":3", "{\"entries\":4")});
  all.push_back({"ledger: an entry by somebody else", "GR8047", kVerify, [](World& world) {
                   world.Must(Words("run policy --data data --as-of 2023-06-30 --receipt d.json"));
                   world.Must(Words("ledger add ledger d.json --key other.pem --on 2023-07-01"));
                 }});
  all.push_back({"ledger: written anew by somebody else", "GR8047", kVerify, [](World& world) {
                   world.Remove("ledger");
                   world.Must(Words("ledger add ledger a.json --key other.pem --on 2021-07-01"));
                 }});
  all.push_back({"ledger: an entry of another ledger in its place", "GR8045", kVerify, [](World& world) {
                   world.Must(Words("ledger add another b.json --key issuer.pem --on 2021-07-01"));
                   world.Must(Words("ledger add another a.json --key issuer.pem --on 2022-07-01"));
                   const std::string other = world.Read("another");
                   const std::size_t second = other.find('\n') + 1;
                   std::vector<std::string> lines = LinesOf(world);
                   lines[1] = other.substr(second, other.find('\n', second) - second);
                   world.Write("ledger",
                               lines[0] + "\n" + lines[1] + "\n" + lines[2] + "\n" + lines[3] + "\n");
                 }});
  all.push_back({"ledger: an older copy, where a later head was noted", "GR8049", "", [](World& world) {
                   world.Remove("ledger");
                   world.Must(Words("ledger add ledger a.json --key issuer.pem --on 2021-07-01"));
                 }});
  all.back().command =
      "ledger verify ledger --trusted issuer.pub.pem --head "
      "1111111111111111111111111111111111111111111111111111111111111111";
  all.push_back({"ledger: an entry dated back", "GR8050",
                 "ledger add ledger d.json --key issuer.pem --on 2021-01-01", [](World& world) {
                   world.Must(Words("run policy --data data --as-of 2023-06-30 --receipt d.json"));
                 }});
  all.push_back({"ledger: a receipt for the second time", "GR8051",
                 "ledger add ledger a.json --key issuer.pem --on 2023-01-01", [](World&) {}});
  all.push_back({"ledger: a receipt that was altered", "GR8003",
                 "ledger add ledger d.json --key issuer.pem --on 2023-01-01", [](World& world) {
                   world.Write("d.json", world.Read("a.json"));
                   world.Replace("d.json", "\"listed\": 12", "\"listed\": 13");
                 }});
  all.push_back({"ledger: one that was altered is to have a further entry", "GR8041",
                 "ledger add ledger d.json --key issuer.pem --on 2023-01-01", [](World& world) {
                   world.Must(Words("run policy --data data --as-of 2023-06-30 --receipt d.json"));
                   world.Replace("ledger", "2022-06-30", "2022-06-29");
                 }});
}

}  // namespace

World UntamperedWorld(const std::string& greenrule) {
  World world(greenrule);
  world.Must(Words("release policy --key issuer.pem -o release.grb"));
  world.Must(Words("run policy --data data --as-of 2021-06-30 --threads 1 --receipt a.json"));
  world.Must(
      Words("run release.grb --trusted issuer.pub.pem --data data --as-of 2022-06-30 --threads 1 --receipt "
            "b.json"));
  world.Must(Words("run release.grb --data data --as-of 2022-12-31 --threads 1 --receipt c.json"));
  world.Must(Words("ledger add ledger a.json --key issuer.pem --on 2021-07-01"));
  world.Must(Words("ledger add ledger b.json --key issuer.pem --on 2022-07-01"));
  world.Must(Words("ledger add ledger c.json --key issuer.pem --on 2023-01-01"));
  return world;
}

std::vector<Tampering> AllTamperings() {
  std::vector<Tampering> all;
  AddDataTamperings(all);
  AddSourceTamperings(all);
  AddProgramTamperings(all);
  AddDateAndKeyTamperings(all);
  AddReceiptTamperings(all);
  AddLedgerTamperings(all);
  return all;
}

}  // namespace greenrule::testing
