// Editions: a policy with its amendments, consolidated.
//
// A policy is in force from one day to another; each amendment changes it from a day on. Between two such days lies an
// edition: the whole text as it then reads. Consolidate gives the editions of a tree in the order of their days, one
// after the other without a gap, and each later phase compiles every edition alone.
//
// What an amendment does not name stays. What it changes becomes a new node, appended to the tree: the amended
// declaration's children, except those that the amendment wrote, which are the amendment's own nodes, so their ranges
// point at its text. The nodes of the parsed tree never change, and their ids stay good.
//
//   change item, factor, feed …  The children that are written replace those of the declaration; fields of a feed, columns of
//                                a lookup, items of a checklist and steps of a task are changed by name, and those that are new are added.
//   change parameter             New entries replace the old ones from the day of the first new one on. One without a
//                                date takes effect with the amendment; none may take effect before it.
//   change table T row R4, change weights, add, repeal: as they say. `repeal X` and `add X` in one amendment
//                                together write X anew.
//
// Amendments apply by the day that they take effect, wherever they stand. Those of one day are one change, in which
// no two verbs may touch one thing, so that their order says nothing. An amendment with `until` moves the end of the
// policy. A `variant` is a policy of its own whose verbs change its base: it follows every amendment of the base, and
// what it changed itself stays changed; its own amendments (`amend VARIANT`) come after. It may stay in force after its base.
//
// Declarations of the standard library belong to every edition. An example belongs to the edition of its `as of`; one
// without it to the edition that begins on the day its policy, or the amendment that it stands after, takes effect, and is about
// that day. A variant does not take over the examples of its base.
//
// Which file belongs to which policy, where a set holds several (a variant and its base): a file with a `policy` head
// to that; another to the policy whose head stands in the nearest folder around it.
//
// Cost: linear in the text, and in the number of declarations for each edition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/source.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"
#include "runtime/program/program.h"  // Day

namespace greenrule {

struct EditionTree {
  Day from = kFirstDay, until = kLastDay;  // both included
  // The policy's head, a Policy node: name, title, issued_by, cites are the policy's own; version, published and
  // effective dates are those of the last amendment that says them. Its `verbs` are empty. kNoNode if the text has no head.
  NodeId head = kNoNode;
  std::string policy, version;  // of the head; empty where it has none
  std::vector<NodeId> amendments;  // the Amend nodes that made it, in the order of their days
  // Every declaration but Policy, Amend and Use: those of the library, then the policy's in the order of the files,
  // then the added ones.
  std::vector<NodeId> declarations;
};

// The editions of `policy`; with an empty name, of the policy in the set that no other one is a variant of. A set without
// a head is one edition of all its declarations. Mistakes are reported (GR29xx), each verb in error is left out; empty
// if there is no policy to consolidate.
std::vector<EditionTree> Consolidate(SyntaxTree& tree, const SourceSet& sources, DiagnosticSink& sink,
                                     std::string_view policy = {});

// The name of a policy that a variant in the tree is based on and that is not in the tree: whoever loads the policy adds
// its files (every path below one folder of its own, `NAME/…`) and parses again, until nothing more is needed.
// Empty if nothing is.
std::string BaseOf(const SyntaxTree& tree);

}  // namespace greenrule
