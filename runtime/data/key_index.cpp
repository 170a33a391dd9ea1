#include "runtime/data/key_index.h"

#include <cstring>

#include "runtime/number/int256.h"

namespace greenrule {
namespace {

constexpr std::uint64_t kSeed = 0x9E3779B97F4A7C15u, kFactor = 0xD6E8FEB86659FD93u;

std::uint64_t Fold(std::uint64_t a, std::uint64_t b) {
  const UInt128 product = static_cast<UInt128>(a ^ kSeed) * (b ^ kFactor);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

std::uint64_t HashBytes(std::string_view bytes) {
  std::uint64_t hash = kSeed ^ bytes.size();
  std::uint64_t word = 0;
  while (bytes.size() >= 8) {
    std::memcpy(&word, bytes.data(), 8);
    hash = Fold(hash, word);
    bytes.remove_prefix(8);
  }
  word = 0;
  std::memcpy(&word, bytes.data(), bytes.size());
  return Fold(Fold(hash, word), kSeed);
}

KeyIndex::KeyIndex() : slots_(1024), ends_(1) {}

std::uint32_t KeyIndex::Find(std::string_view key) const {
  const std::uint64_t hash = HashBytes(key);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.number == kNone) return kNone;
    if (slot.tag == hash >> 32 && this->key(slot.number) == key) return slot.number;
  }
}

std::uint32_t KeyIndex::Add(std::string_view key) {
  const std::uint32_t old = Find(key);
  if (old != kNone) return old;
  if (2 * (size() + 1) > slots_.size()) Grow();
  const auto number = static_cast<std::uint32_t>(size());
  const std::uint64_t hash = HashBytes(key);
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].number != kNone) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {number, static_cast<std::uint32_t>(hash >> 32)};
  hashes_.push_back(hash);
  bytes_ += key;
  ends_.push_back(bytes_.size());
  return number;
}

void KeyIndex::Grow() {
  std::vector<Slot> slots(slots_.size() * 2);
  for (std::uint32_t number = 0; number < hashes_.size(); ++number) {
    std::size_t at = hashes_[number] & (slots.size() - 1);
    while (slots[at].number != kNone) at = (at + 1) & (slots.size() - 1);
    slots[at] = {number, static_cast<std::uint32_t>(hashes_[number] >> 32)};
  }
  slots_ = std::move(slots);
}

}  // namespace greenrule
