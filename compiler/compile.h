// From a policy's path to its editions, and from those to a program: the one way that every tool takes.
//
//   DiagnosticSink sink;
//   Compilation c = CheckPolicy("rules/huzhou_esg", {.stdlib = …}, sink);
//   if (!sink.HasErrors()) std::optional<Program> program = BuildProgram(c, {}, sink);
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lowering/lower.h"
#include "compiler/semantics/policy.h"
#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"

namespace greenrule {

struct CompileOptions {
  std::filesystem::path stdlib;  // folder of the standard library; its units.green belongs to every policy
};

struct Compilation {
  SourceSet sources;
  SyntaxTree tree;
  std::vector<policy::Policy> editions;  // by date; complete where nothing was reported as an error
  Language language = Language::kEnglish;  // the majority of the policy's own keywords
};

// Loads (a folder, a file; a variant's base from the folder of that name beside it; `use X` from the library), parses,
// consolidates, checks and analyses.
Compilation CheckPolicy(const std::filesystem::path& path, const CompileOptions& options, DiagnosticSink& sink);
// The same for text in memory, as one file of that name.
Compilation CheckText(std::string name, std::string_view text, const CompileOptions& options, DiagnosticSink& sink);

// The program of all editions. With `lowered`, what beside the program lowering gave for each edition (probes, givens).
std::optional<Program> BuildProgram(const Compilation& compilation, const LowerOptions& options, DiagnosticSink& sink,
                                    std::vector<LoweredPolicy>* lowered = nullptr);

}  // namespace greenrule
