// golden_runner: runs the golden cases; see tests/golden/README.md.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tests/golden/runner.h"

int main(int argc, char** argv) {
  greenrule::golden::Options options;
  CLI::App app("Runs the golden cases and compares what comes out with what stands in their files.");
  app.add_option("--greenrule", options.greenrule, "the executable")->required()->check(CLI::ExistingFile);
  app.add_option("--cases", options.cases, "the folder of cases")->required()->check(CLI::ExistingDirectory);
  app.add_option("--only", options.only, "only cases whose name holds this text");
  app.add_option("--threads", options.threads, "cases that run at once")->check(CLI::Range(1, 64));
  app.add_flag("--rewrite", options.rewrite, "write what comes out into the cases")
      ->envname("GREENRULE_GOLDEN_REWRITE");
  CLI11_PARSE(app, argc, argv);
  return greenrule::golden::RunAll(options, std::cout).failed == 0 ? 0 : 1;
}
