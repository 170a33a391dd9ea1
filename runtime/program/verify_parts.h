// Between the files that make up Verify(): the list of refusals, and what each file checks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runtime/program/verify.h"

namespace greenrule::verify {

using Words = Diagnostic::Argument;

// "edition 2, table 3"
Words Part(const Words& whole, const char* english, const char* chinese, std::size_t index);
Words Part(const Words& whole, const char* english, const char* chinese);

class Refusals {
 public:
  bool Full() const { return list_.size() >= kMaxRefusals; }
  bool Empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  template <class... Arguments>
  void Add(Code code, Arguments&&... arguments) {
    if (!Full())
      list_.push_back({.code = code,
                       .range = {},
                       .arguments = {Words(std::forward<Arguments>(arguments))...},
                       .related = {}});
  }
  // Refuses unless index < count (or is kNone where that is allowed).
  bool Exists(const Words& where, const char* english, const char* chinese, std::uint32_t index,
              std::size_t count) {
    if (index < count) return true;
    Add(Code::GR5010, where, Words(english, chinese), std::to_string(index));
    return false;
  }
  bool ExistsOrNone(const Words& where, const char* english, const char* chinese, std::uint32_t index,
                    std::size_t count) {
    return index == kNone || Exists(where, english, chinese, index, count);
  }
  std::vector<Diagnostic> Take() { return std::move(list_); }

 private:
  std::vector<Diagnostic> list_;
};

// Everything of an edition but its code. The code is looked at only when nothing was refused here.
void CheckStructure(const Program& program, const Edition& edition, const Words& where, Refusals& refusals);
void CheckSpaces(const Edition& edition, const Words& where, Refusals& refusals);
void CheckTables(const Edition& edition, const Words& where, Refusals& refusals);
void CheckFigures(const Edition& edition, const Words& where, Refusals& refusals);
void CheckOutputs(const Program& program, const Edition& edition, const Words& where, Refusals& refusals);

// All blocks of an edition, stage by stage, with its figures between them.
void CheckCode(const Program& program, const Edition& edition, const Words& where, Refusals& refusals);

}  // namespace greenrule::verify
