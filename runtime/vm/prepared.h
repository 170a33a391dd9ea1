// A block made ready once, for any number of batches: operands resolved, what fits together fused, registers given out anew by
// liveness, the code of the run apart from that of batches.
//
// Fused instructions exist here only. A program says what is computed, one operation at a time, and is verified so; which of
// them the machine takes together is its own business, and the values are the same.
#pragma once

#include <array>
#include <vector>

#include "runtime/program/ranges.h"
#include "runtime/vm/dataset.h"
#include "runtime/vm/simd_kernels.h"

namespace greenrule {

enum class Fusion : std::uint8_t {
  kNone,
  kSum,             // a sum of terms: FusedSum
  kMaximumOfBytes,  // of all inputs (states; conditions: or)
  kMinimumOfBytes,  // of all inputs (conditions: and)
};

struct FusedTerm {
  enum Kind : std::uint8_t { kValue, kBands };
  Kind kind = kValue;
  RegisterId a = kNoRegister, b = kNoRegister;  // kValue without a: the coefficient itself
  std::int64_t coefficient = 1;
  Magnitude magnitude = Magnitude::kAny;
  Bands bands;
  RegisterId condition = kNoRegister;  // Guard
  bool negated = false;
  std::int64_t instead = 0;
};

struct FusedSum {
  std::int64_t constant = 0;
  std::vector<FusedTerm> terms;
};

struct PreparedInstruction {
  Opcode op = Opcode::kConstant;
  Fusion fusion = Fusion::kNone;
  std::uint32_t fused = 0;  // kSum: which
  Magnitude magnitude = Magnitude::kAny;
  SpaceId space = kRunSpace;
  SpaceId source = kNone;       // reductions, MakeGroups: the space of the inputs
  SpaceId input_space = kNone;  // of the first input
  bool other_side = false;      // gathers from a pair's second side
  bool from_groups = false;     // gathers from groups of these rows
  std::array<RegisterId, 3> outputs{kNone, kNone, kNone};
  std::uint32_t output_count = 0;
  std::vector<RegisterId> inputs;
  std::vector<std::uint8_t> absent;  // per input: 1 where absent (then 0 for a state, 1 for a condition)
  std::vector<std::uint32_t> immediates;
  Lane lane = Lane::k64, other_lane = Lane::k64;
  std::array<LaneVector, 2> fillers;
  std::uint32_t symbol = kNone;  // the rule it belongs to
};

// What an instruction writes. In PreparedCode ids are those of values, each written once; registers come after fusion.
struct PreparedValue {
  Lane lane = Lane::k64;
  SpaceId space = kRunSpace;
  Range range;
  std::uint32_t writer = 0;  // instruction
};

struct PreparedCode {
  std::vector<PreparedInstruction> code;
  std::vector<PreparedValue> values;
  std::vector<FusedSum> sums;
};

class PreparedBlock {
 public:
  // `filter_feed`: the feed whose `only rows where` this is. `fuse`: false leaves every operation alone, to compare with.
  PreparedBlock(const Edition& edition, const Block& block, bool fuse = true, std::uint32_t filter_feed = kNone);

  const std::vector<PreparedInstruction>& global_code() const { return global_code_; }
  const std::vector<PreparedInstruction>& batch_code() const { return batch_code_; }
  const std::vector<FusedSum>& sums() const { return sums_; }
  const std::vector<std::uint8_t>& needed() const { return needed_; }
  const std::vector<Register>& registers() const { return registers_; }
  bool IsGlobal(SpaceId space) const { return global_[space] != 0; }
  bool empty() const { return global_code_.empty() && batch_code_.empty(); }
  // What a batch's registers take: bytes for one row of each space.
  const std::vector<std::size_t>& row_bytes() const { return row_bytes_; }

 private:
  std::vector<std::uint8_t> needed_, global_;
  std::vector<PreparedInstruction> global_code_, batch_code_;
  std::vector<FusedSum> sums_;
  std::vector<Register> registers_;
  std::vector<std::size_t> row_bytes_;
};

// Takes together what a kernel can do in one go, in batch code (`is_global` per space). What is taken into another
// instruction loses its outputs (output_count 0, op kConstant) and is to be left out.
void Fuse(const Edition& edition, const std::vector<std::uint8_t>& is_global, PreparedCode& code);

}  // namespace greenrule
