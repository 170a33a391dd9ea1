#include "compiler/compile.h"

#include <algorithm>
#include <set>

#include "compiler/analysis/analyse.h"
#include "compiler/analysis/unused.h"
#include "compiler/inspect.h"
#include "compiler/lowering/symbols.h"
#include "compiler/semantics/check.h"
#include "compiler/semantics/editions.h"
#include "compiler/syntax/parse.h"
#include "runtime/program/sha256.h"

namespace greenrule {
namespace {

constexpr std::string_view kPrelude = "units";  // belongs to every policy

// Adds the library files that the tree uses and that are not there yet; false if there were none. What a library uses is
// found in the next round.
bool AddUsed(Compilation& c, const CompileOptions& options, std::set<std::string>& there, DiagnosticSink& sink) {
  bool added = false;
  auto add = [&](const std::string& name, NodeId at) {
    if (!there.insert(name).second) return;
    for (const char* ending : {".green", ".green.md"}) {
      const std::filesystem::path file = options.stdlib / (name + ending);
      if (!std::filesystem::is_regular_file(file)) continue;
      c.sources.AddLibrary(file, "stdlib/" + name + ending, sink);
      added = true;
      return;
    }
    if (at != kNoNode) sink.Report({Code::GR2000, c.tree.Range(at), {name}, {}});
  };
  if (!there.contains(std::string(kPrelude)) && !options.stdlib.empty() && !std::filesystem::is_directory(options.stdlib))
    sink.Report({Code::GR1008, {}, {options.stdlib.string()}, {}});
  add(std::string(kPrelude), kNoNode);
  if (c.tree.size() == 0) return added;
  for (NodeId file : c.tree.Children(c.tree.root()))
    for (NodeId declaration : c.tree.Children(file))
      if (c.tree.Kind(declaration) == NodeKind::kUse)
        add(std::string(c.tree.Text(c.tree.Child(declaration, "name"))), declaration);
  return added;
}

// The files of a variant's base lie in the folder of its name, beside the variant's.
bool AddBase(Compilation& c, const std::string& name, DiagnosticSink& sink) {
  const std::filesystem::path root = std::filesystem::absolute(c.sources.root().empty() ? "." : c.sources.root()).lexically_normal();
  const std::filesystem::path beside = (root.has_filename() ? root.parent_path() : root.parent_path().parent_path()) / name;
  SourceSet base;
  if (!std::filesystem::is_directory(beside) || !base.AddPolicy(beside, sink)) return false;
  for (const SourceFile& file : base.files()) c.sources.AddText(name + "/" + file.path, file.text, sink);
  return true;
}

// A policy of which nothing is there, neither a declaration nor a mistake in one.
bool DeclaresNothing(const Compilation& c) {
  for (NodeId file : c.tree.Children(c.tree.root()))
    if (!c.sources.files()[static_cast<std::size_t>(c.tree.Range(file).file)].stdlib && !c.tree.Children(file).empty()) return false;
  return true;
}

void CheckSources(Compilation& c, const CompileOptions& options, DiagnosticSink& sink) {
  std::set<std::string> libraries, bases;
  AddUsed(c, options, libraries, sink);  // the prelude
  // Mistakes are told once, by the last parse: each round parses a larger set.
  for (;;) {
    DiagnosticSink round;
    c.tree = Parse(c.sources, round);
    bool more = AddUsed(c, options, libraries, sink);
    if (const std::string base = BaseOf(c.tree); !base.empty() && bases.insert(base).second) more |= AddBase(c, base, sink);
    if (more) continue;
    for (Diagnostic& d : round.Sorted()) sink.Report(std::move(d));
    break;
  }
  if (!sink.HasErrors() && DeclaresNothing(c)) sink.Report({Code::GR1007, {}, {c.sources.files().empty() ? "" : c.sources.files()[0].path}, {}});
  for (std::size_t i = 0; i < c.sources.files().size(); ++i)
    if (!c.sources.files()[i].stdlib) {
      c.language = MajorityLanguage(c.tree, static_cast<std::int32_t>(i));
      break;
    }
  const std::vector<EditionTree> editions = Consolidate(c.tree, c.sources, sink);
  for (const EditionTree& edition : editions) c.editions.push_back(CheckEdition(c.tree, edition, c.sources, sink));
  if (sink.HasErrors()) return;
  for (const policy::Policy& edition : c.editions) Analyse(edition, sink);
  ReportUnused(c.tree, editions, c.sources, sink);
}

}  // namespace

Compilation CheckPolicy(const std::filesystem::path& path, const CompileOptions& options, DiagnosticSink& sink) {
  Compilation c;
  if (c.sources.AddPolicy(path, sink)) CheckSources(c, options, sink);
  return c;
}

Compilation CheckText(std::string name, std::string_view text, const CompileOptions& options, DiagnosticSink& sink) {
  Compilation c;
  c.sources.AddText(std::move(name), text, sink);
  CheckSources(c, options, sink);
  return c;
}

std::optional<Program> BuildProgram(const Compilation& c, const LowerOptions& options, DiagnosticSink& sink,
                                    std::vector<LoweredPolicy>* lowered) {
  Program program;
  std::vector<std::string> paths;
  for (const SourceFile& file : c.sources.files()) {
    paths.push_back(file.path);
    program.sources.push_back({file.path, Sha256(file.text)});
  }
  for (const policy::Policy& policy : c.editions)
    for (const policy::Lookup& lookup : policy.lookups)
      if (!lookup.file.empty() && std::ranges::find(program.sources, lookup.file, &Program::SourceFile::path) == program.sources.end())
        program.sources.push_back({lookup.file, lookup.file_sha256});
  std::ranges::sort(program.sources, {}, &Program::SourceFile::path);
  for (const policy::Policy& policy : c.editions) {
    program.policy_name = policy.name;
    program.title = policy.title;
    program.issued_by = policy.issued_by;
    LowerOptions mine = options;
    mine.symbol_base = static_cast<std::uint32_t>(program.symbols.size());
    std::optional<LoweredPolicy> edition = Lower(policy, mine, sink);
    if (!edition) continue;
    for (Symbol& symbol : ProgramSymbols(policy, paths, mine.symbol_base)) program.symbols.push_back(std::move(symbol));
    program.editions.push_back(edition->edition);
    if (lowered) lowered->push_back(std::move(*edition));
  }
  if (sink.HasErrors() || program.editions.empty()) return std::nullopt;
  program.inspection = Inspection(c.editions);
  return program;
}

}  // namespace greenrule
