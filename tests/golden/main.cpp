// golden_runner: runs the golden cases, or tells what they reach; see tests/golden/README.md.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/golden/reach.h"
#include "tests/golden/runner.h"

int main(int argc, char** argv) {
  using namespace greenrule::golden;
  Options options;
  std::string reach;
  CLI::App app("Runs the golden cases and compares what comes out with what stands in their files.");
  app.add_option("--greenrule", options.greenrule, "the executable")->check(CLI::ExistingFile);
  app.add_option("--cases", options.cases, "the folder of cases")->required()->check(CLI::ExistingDirectory);
  app.add_option("--only", options.only, "only cases whose name holds this text");
  app.add_option("--threads", options.threads, "cases that run at once")->check(CLI::Range(1, 64));
  app.add_flag("--rewrite", options.rewrite, "write what comes out into the cases")
      ->envname("GREENRULE_GOLDEN_REWRITE");
  app.add_option("--reach", reach, "tell whether the cases reach every one of these, and run nothing")
      ->check(CLI::IsMember({"diagnostics", "operations"}));
  CLI11_PARSE(app, argc, argv);
  if (!reach.empty()) {
    const bool operations = reach == "operations";
    const auto wanted = operations ? OperationNames() : DiagnosticCodes();
    const auto elsewhere = options.cases.parent_path() / "reached_elsewhere.txt";
    return TellReach(reach, FindReach(wanted, operations, options.cases, elsewhere), std::cout) ? 0 : 1;
  }
  if (options.greenrule.empty()) {
    std::cerr << "golden_runner: --greenrule is missing\n";
    return 2;
  }
  return RunAll(options, std::cout).failed == 0 ? 0 : 1;
}
