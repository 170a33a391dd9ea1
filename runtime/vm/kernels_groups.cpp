// Rows by their keys: the first of each, and groups.
#include <bit>

#include "runtime/vm/kernel.h"

namespace greenrule {
namespace {

using Byte = std::uint8_t;

std::size_t Mixed(std::int64_t key) {
  std::uint64_t bits = static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15ull;
  return static_cast<std::size_t>(bits ^ bits >> 32);
}

// A row that is surely kept and whose key is known.
bool Counts(Byte keep, State keep_state, State key_state) {
  return keep != 0 && keep_state == kKnown && key_state == kKnown;
}

}  // namespace

void KeyNumbers::Start(std::size_t most_keys) {
  const std::size_t size = std::bit_ceil(2 * most_keys + 1);
  if (size > slots_.size()) {
    slots_.assign(size, {0, 0, 0});
    round_ = 0;
  }
  mask_ = slots_.size() - 1;
  used_ = 0;
  if (++round_ == 0) {  // slots of all earlier rounds count as empty, until rounds begin anew
    slots_.assign(slots_.size(), {0, 0, 0});
    round_ = 1;
  }
}

std::pair<std::uint32_t, bool> KeyNumbers::Add(std::int64_t key) {
  for (std::size_t at = Mixed(key) & mask_;; at = (at + 1) & mask_) {
    Slot& slot = slots_[at];
    if (slot.round != round_) {
      slot = {key, used_, round_};
      return {used_++, true};
    }
    if (slot.key == key) return {slot.number, false};
  }
}

void RunFirstOfEach(const KernelCall& call) {
  const In<Int64> key(call.in[0]);
  const In<Byte> key_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  Byte* out = reinterpret_cast<Byte*>(call.out[0].data);
  KeyNumbers& numbers = call.scratch->key_numbers;
  for (std::size_t s = 0; s < call.segments.count; ++s) {
    const std::size_t begin = call.segments.offsets[s], end = call.segments.offsets[s + 1];
    numbers.Start(end - begin);
    for (std::size_t r = begin; r < end; ++r)
      out[r] = Counts(keep[r], keep_state[r], key_state[r]) && numbers.Add(key[r]).second;
  }
}

void RunMakeGroups(const KernelCall& call, SpaceRows& groups) {
  const In<Int64> key(call.in[0]);
  const In<Byte> key_state(call.in[1]), keep(call.in[2]), keep_state(call.in[3]);
  State* state = reinterpret_cast<State*>(call.out[0].data);
  std::vector<std::uint32_t>& number_of = groups.group_of;
  KeyNumbers& numbers = call.scratch->key_numbers;
  const std::size_t owners = call.segments.count;
  number_of.assign(call.segments.offsets[owners], kNone);
  groups.parent.clear();
  groups.offsets.assign(1, 0);
  for (std::size_t s = 0; s < owners; ++s) {
    const std::size_t begin = call.segments.offsets[s], end = call.segments.offsets[s + 1];
    const std::uint32_t first = static_cast<std::uint32_t>(groups.parent.size());
    State missing = kKnown;
    numbers.Start(end - begin);
    for (std::size_t r = begin; r < end; ++r) {
      const bool kept = keep[r] != 0 && keep_state[r] == kKnown;
      if (IsMissing(keep_state[r])) missing = std::max(missing, keep_state[r]);
      if (kept && IsMissing(key_state[r])) missing = std::max(missing, key_state[r]);
      if (!kept || key_state[r] != kKnown) continue;
      const auto [number, is_new] = numbers.Add(key[r]);
      number_of[r] = first + number;
      if (is_new) groups.parent.push_back(static_cast<std::uint32_t>(s));
    }
    groups.offsets.push_back(static_cast<std::uint32_t>(groups.parent.size()));
    state[s] = missing;
  }
  groups.rows = groups.parent.size();

  // A counting sort keeps the rows of a group in their order.
  groups.member_offsets.assign(groups.rows + 1, 0);
  for (std::uint32_t group : number_of)
    if (group != kNone) ++groups.member_offsets[group + 1];
  for (std::size_t g = 0; g < groups.rows; ++g) groups.member_offsets[g + 1] += groups.member_offsets[g];
  groups.members.resize(groups.member_offsets[groups.rows]);
  std::vector<std::uint32_t>& next = call.scratch->rows;
  next.assign(groups.member_offsets.begin(), groups.member_offsets.end());
  for (std::size_t r = 0; r < number_of.size(); ++r)
    if (number_of[r] != kNone) groups.members[next[number_of[r]]++] = static_cast<std::uint32_t>(r);
}

}  // namespace greenrule
