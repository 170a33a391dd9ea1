// Which policy each declaration, amendment and example of a source set belongs to.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

struct PolicySources {
  NodeId head = kNoNode;                 // Policy; kNoNode: the set has no head
  std::string_view name, base;
  std::vector<NodeId> declarations;      // without examples
  struct Example {
    NodeId example;
    NodeId head;                         // the Policy or Amend that it stands after; kNoNode: the policy's
  };
  std::vector<Example> examples;
  std::vector<NodeId> amendments;        // in the order of the files
};

struct SplitSources {
  std::vector<NodeId> library;
  std::vector<PolicySources> policies;   // at least one if the set says anything
  std::optional<std::size_t> Find(std::string_view name) const;
};

// Each mistake (an amendment of no policy, a declaration without `add`, a file of no policy) is reported; what is in error is left out.
SplitSources SplitByPolicy(const SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink);

}  // namespace greenrule
