// What a name means.
//
// Every declared name and every code stands in one of a few name spaces, chosen by where it can be written: units,
// levels, tasks and examples each have their own; fields, lookup columns, table rows and items live inside what declares
// them; everything else shares one. In a space a name and a code have one meaning. A field can be found by its plain
// name too, so a plain name may fit several places: Find gives all of them and the reader decides, or says which
// qualified spellings would.
//
// Names are compared after NFC, which the tree has done already. Declaring copies the name; ids are those of the
// Policy's vectors. Finding is one hash probe; a suggestion looks through the names of the space, for errors only.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "compiler/semantics/policy.h"
#include "compiler/syntax/tree.h"
#include "runtime/diagnostic/diagnostic.h"

namespace greenrule::semantics {

struct Context;

enum class NameKind : std::uint8_t {
  // One space.
  kDepartment,  // id = symbol
  kEntity,      // id = Policy::entities
  kFeed,        // id = Policy::feeds
  kLookup,      // id = Policy::lookups
  kParameter,   // id = Policy::parameters
  kRule,        // id = Policy::rules: quantity … checklist; `parent`: the table of an output
  kTable,       // id = Policy::tables
  kBands,       // id = symbol
  kPoints,      // id = symbol
  kGrades,      // id = Policy::choice_types
  kFunction,    // id = what Expressions::AddFunction gave
  kStatistic,   // id = Policy::statistics
  // Also found by their plain name, unique only within `parent`.
  kField,         // id = Policy::fields, parent = feed
  kLookupColumn,  // id = place among the values, parent = lookup
  kLookupKey,     // id = place among the keys, parent = lookup
  kItem,          // id = Policy::items, parent = rule of the checklist
  kRow,           // id = place among the rows, parent = table; never found by its plain name
  kEntityKey,     // id = place among the keys, parent = entity
  // Spaces of their own.
  kUnit,     // id = symbol
  kLevel,    // id = Policy::levels
  kTask,     // id = symbol, tasks and steps
  kExample,  // id = symbol
};

// "feed" / "接口": for messages.
Diagnostic::Argument KindWord(NameKind kind);

struct Meaning {
  NameKind kind;
  policy::Id id = policy::kNo;
  policy::Id parent = policy::kNo;
  policy::SymbolId symbol = policy::kNo;
  NodeId node = kNoNode;  // the declaration
  SourceRange range;      // its head
};

class Names {
 public:
  // Under its code and its name; either may be empty. Gives what already has one of them in that space (then nothing is
  // declared under that word) for the caller to report with both places.
  std::optional<Meaning> Declare(const Meaning& meaning, std::string_view code, std::string_view name);

  // In the common space, or one of those that have their own.
  const Meaning* Find(std::string_view word) const { return FindIn(Space::kCommon, word); }
  const Meaning* FindUnit(std::string_view word) const { return FindIn(Space::kUnits, word); }
  const Meaning* FindLevel(std::string_view word) const { return FindIn(Space::kLevels, word); }
  const Meaning* FindTask(std::string_view word) const { return FindIn(Space::kTasks, word); }
  const Meaning* FindExample(std::string_view word) const { return FindIn(Space::kExamples, word); }
  // What a feed, lookup, checklist, table or entity declares (kField …): nothing if it is not there.
  const Meaning* FindInside(NameKind kind, policy::Id parent, std::string_view word) const;
  // Everything that a plain word may mean in a formula: the common space first, then fields, columns, items and keys.
  std::vector<Meaning> FindAll(std::string_view word) const;

  // The words by which it is known: the name, else the code.
  std::string_view NameOf(NameKind kind, policy::Id parent, policy::Id id) const;
  // `feed.field`, `lookup.column`, `checklist.item`; the name itself for what stands in the common space.
  std::string Qualified(const Meaning& meaning) const;

  // What a Name, or a Label (code and name must agree), means, when it has to be one of `kinds`. Anything else is
  // reported: unknown (with a suggestion), another kind of thing, a code and a name of two things. Fields and other inner
  // names are looked for inside `parent` if it is given.
  std::optional<Meaning> Resolve(Context& context, NodeId name_or_label, std::initializer_list<NameKind> kinds,
                                 policy::Id parent = policy::kNo) const;

  // The most similar word among `words`, at most a third of its characters away (counted by code points), or empty.
  static std::string Nearest(std::string_view word, std::span<const std::string_view> words);
  // The same among the declared ones of those kinds (inside `parent` if it is given).
  std::string Suggest(std::string_view word, std::initializer_list<NameKind> kinds,
                      policy::Id parent = policy::kNo) const;
  // GR2001, with the nearest word if there is one, else with the fields among which it was looked for.
  static void ReportUnknown(Context& context, NodeId node, std::string_view word, const std::string& nearest,
                            const std::vector<std::string>& fields = {});

 private:
  enum class Space : std::uint8_t { kCommon, kUnits, kLevels, kTasks, kExamples, kInside };
  struct Known {
    Meaning meaning;
    std::string word;
  };
  static Space SpaceOf(NameKind kind);
  static std::string Key(Space space, NameKind kind, policy::Id parent, std::string_view word);
  const Meaning* FindIn(Space space, std::string_view word) const;
  std::optional<Meaning> Lookup(Context& context, NodeId node, std::string_view word,
                                std::initializer_list<NameKind> kinds, policy::Id parent) const;
  // The first fields of the feed `parent`, if a field was looked for.
  std::vector<std::string> FieldsOf(std::initializer_list<NameKind> kinds, policy::Id parent) const;

  std::vector<Known> known_;  // one for each word that was declared
  std::unordered_map<std::string, std::size_t> by_key_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_word_;  // inner names by their plain word
  std::map<std::tuple<NameKind, policy::Id, policy::Id>, std::size_t> first_word_;
  mutable std::size_t suggestions_spent_ = 0;
};

}  // namespace greenrule::semantics
