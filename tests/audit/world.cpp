#include "tests/audit/world.h"

#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "runtime/program/sha256.h"

namespace greenrule::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPolicy = R"(policy fines "Fines and ratings"
  version "1"
  effective from 2021-01-01 until 2023-12-31

lookup rate from "rates.csv"
  key code : text
  value factor : number, 2 decimals

entity firm key id : text
  listed in firms

feed firms, one per firm
  field revenue : number, 1 decimals, range 0 to 1000
  field code : text

feed fines, many per firm, up to 10
  dated by decided
  field decided : date
  field amount : number, range 0 to 1000

parameter limit : integer in 次
  2 from 2021-01-01

quantity weighted for firm : number, 2 decimals = revenue * rate(code).factor
quantity recent for firm : integer in 次 = count fines where decided within 12 months before as_of
quantity large for firm : yes-no = revenue > 50
quantity often_fined for firm : yes-no = recent >= limit

result for firm weighted, recent, large, often_fined

example "two fines in a year"
  as of 2021-06-30
  given firms
    | revenue | code |
    | 10      | "A"  |
  given fines
    | decided    | amount |
    | 2021-02-01 | 5      |
    | 2021-03-01 | 5      |
  expect weighted = 15
  expect often_fined = yes
)";
constexpr std::string_view kStatistics = "statistic large_firms = count firm where large\n";
constexpr std::string_view kRates = "code,factor\nA,1.5\nB,2.25\n";
constexpr std::string_view kFirms =
    "id,revenue,code\n"
    "f01,10,A\nf02,20.5,B\nf03,,A\nf04,40,B\nf05,50,A\nf06,60.1,B\n"
    "f07,70,C\nf08,80,A\nf09,2000,B\nf10,100,A\nf11,abc,B\nf12,120,A\n";
constexpr std::string_view kFines =
    "id,decided,amount\n"
    "f01,2021-01-10,5\nf01,2021-02-10,5\nf02,2020-01-10,5\nf04,2021-06-30,9\nf12,2021-07-01,9\nf99,2021-01-"
    "01,1\n";
constexpr std::string_view kKeys[][2] = {
    {"issuer.pem",
     "-----BEGIN PRIVATE "
     "KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE "
     "KEY-----\n"},
    {"issuer.pub.pem",
     "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END "
     "PUBLIC KEY-----\n"},
    {"other.pem",
     "-----BEGIN PRIVATE "
     "KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE "
     "KEY-----\n"},
    {"other.pub.pem",
     "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END "
     "PUBLIC KEY-----\n"}};

fs::path NewFolder() {
  std::string name = (fs::temp_directory_path() / "audit.XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("a temporary folder could not be made");
  return name;
}

}  // namespace

World::World(std::string greenrule) : greenrule_(std::move(greenrule)), folder_(NewFolder()) {
  fs::create_directories(Path("policy"));
  fs::create_directories(Path("data"));
  Write("policy/policy.green", kPolicy);
  Write("policy/statistics.green", kStatistics);
  Write("policy/rates.csv", kRates);
  Write("data/firms.csv", kFirms);
  Write("data/fines.csv", kFines);
  for (const auto& [name, pem] : kKeys) Write(name, pem);
}

World::World(const World& other) : greenrule_(other.greenrule_), folder_(NewFolder()) {
  fs::copy(other.folder_, folder_, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

World::~World() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string World::Read(std::string_view name) const {
  std::ifstream file(Path(name), std::ios::binary);
  if (!file) throw std::runtime_error("no file " + std::string(name));
  return {std::istreambuf_iterator<char>(file), {}};
}

void World::Write(std::string_view name, std::string_view bytes) const {
  std::ofstream(Path(name), std::ios::binary) << bytes;
}

void World::Remove(std::string_view name) const {
  fs::remove_all(Path(name));
}

void World::Replace(std::string_view name, std::string_view from, std::string_view to) const {
  std::string text = Read(name);
  const std::size_t at = text.find(from);
  if (at == std::string::npos)
    throw std::runtime_error(std::string(name) + " does not hold " + std::string(from));
  Write(name, text.replace(at, from.size(), to));
}

golden::ProcessResult World::Run(const std::vector<std::string>& words,
                                 const std::vector<std::string>& before) const {
  std::vector<std::string> all = before;
  all.push_back(greenrule_);
  all.insert(all.end(), words.begin(), words.end());
  return golden::RunProcess(all, folder_, std::chrono::seconds(60));
}

void World::Must(const std::vector<std::string>& words) const {
  const golden::ProcessResult result = Run(words);
  if (result.end != golden::ProcessResult::End::kExited || result.code != 0)
    throw std::runtime_error(words.front() + " failed: " + result.out + result.err);
}

std::vector<std::string> Words(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

std::string Resealed(std::string receipt) {
  const std::string field = "  \"seal\": \"";
  const std::size_t at = receipt.rfind(field);
  if (at == std::string::npos) throw std::runtime_error("no seal");
  receipt.resize(at);
  const std::string seal = Hex(Sha256(receipt));
  return receipt + field + seal + "\"\n}\n";
}

}  // namespace greenrule::testing
