// huzhou_sample: makes the data of all 38 interfaces up, for as many enterprises as one likes. README.md says what they are like.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "rules/huzhou_esg/sample/exchange.h"
#include "rules/huzhou_esg/sample/parquet.h"
#include "rules/huzhou_esg/sample/records.h"

namespace greenrule::huzhou {
namespace {

void WriteFirm(const Firm& firm, Exchange& exchange, AnswerLists& answers) {
  WriteRegistration(firm, exchange);
  WriteEnvironment(firm, exchange);
  WriteEnergy(firm, exchange);
  WritePeople(firm, exchange);
  WriteFinance(firm, exchange);
  WriteLoans(firm, exchange);
  WriteInnovation(firm, exchange);
  for (const std::string& project : WriteProjects(firm, exchange))
    if (!firm.About(303).Chance(300)) answers.AddProject(project);
  WriteStrangers(firm, exchange);
  answers.Add(firm);
}

}  // namespace
}  // namespace greenrule::huzhou

int main(int argc, char** argv) {
  using namespace greenrule::huzhou;
  CLI::App app{"Makes up what 19 departments deliver about the enterprises of Huzhou, as of 2021-06-30."};
  std::uint64_t entities = 23'145, seed = 2021;
  std::string out, form = "csv";
  app.add_option("--entities", entities, "how many enterprises are evaluated")->check(CLI::Range(1, 3'000'000))->capture_default_str();
  app.add_option("--seed", seed, "the same seed makes the same files")->capture_default_str();
  app.add_option("--form", form, "csv, or parquet with typed columns")->check(CLI::IsMember({"csv", "parquet"}))->capture_default_str();
  app.add_option("--out", out, "the folder for the files")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    std::filesystem::create_directories(out);
    Exchange exchange({out, seed, form == "parquet"});
    AnswerLists answers(exchange);
    for (std::uint64_t number = 0; number < entities; ++number) WriteFirm(MakeFirm(seed, number), exchange, answers);
    std::uint64_t rows = 0;
    for (Sheet* sheet : exchange.All()) {
      sheet->Close();
      rows += sheet->rows();
    }
    answers.Close();
    if (form == "parquet") WriteParquet(exchange);
    std::cout << out << ": " << entities << " enterprises, " << rows << " rows in " << exchange.All().size() << " files\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
