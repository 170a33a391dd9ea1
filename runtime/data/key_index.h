// The entities of one type by their key: dense numbers from 0 in the order in which keys were added.
//
// A key is one text, the fields of a key of several joined by kKeySeparator. Finding costs one hash and, mostly, one
// comparison; finding from several threads at once is safe while nobody adds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/program/program.h"

namespace greenrule {

inline constexpr char kKeySeparator = '\x1F';

class KeyIndex {
 public:
  KeyIndex();
  std::uint32_t Find(std::string_view key) const;  // kNone where absent
  std::uint32_t Add(std::string_view key);         // its number, new or old
  std::string_view key(std::uint32_t number) const {
    return std::string_view(bytes_).substr(ends_[number], ends_[number + 1] - ends_[number]);
  }
  std::size_t size() const { return hashes_.size(); }

 private:
  struct Slot {
    std::uint32_t number = kNone;
    std::uint32_t tag = 0;  // high half of the hash
  };
  void Grow();

  std::vector<Slot> slots_;  // open addressing, a power of two, at most half full
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint64_t> ends_;  // keys' ends in bytes_, from 0
  std::string bytes_;
};

std::uint64_t HashBytes(std::string_view bytes);

}  // namespace greenrule
