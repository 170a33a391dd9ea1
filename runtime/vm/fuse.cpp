#include <algorithm>
#include <numeric>

#include "runtime/vm/prepared.h"

namespace greenrule {
namespace {

constexpr std::uint32_t kMany = 0xFFFFFFFF;

std::int64_t Wrapping(const Integer& value) { return static_cast<std::int64_t>(static_cast<std::uint64_t>(value & 0xFFFFFFFFFFFFFFFF)); }
std::int64_t Times(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
std::int64_t Plus(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

bool Fits32(const Range& r) { return r.lowest >= 0 && r.highest < (Integer(1) << 32); }
bool Fits63(const Integer& product) { return product < (Integer(1) << 63); }

// Thresholds of a ratio at one scale, as the kernel wants them; false where they do not fit.
bool RatioBands(const ThresholdTable& table, const Range& a, const Range& b, Bands& bands) {
  Integer scale = 1;
  for (const Threshold& t : table.thresholds) {
    scale = lcm(scale, t.denominator);
    if (!Fits63(scale)) return false;
  }
  Integer most_a = std::max(Integer(abs(a.lowest)), Integer(abs(a.highest)));
  bool narrow = Fits32(a) && Fits32(b) && Fits32({scale, scale});
  if (!Fits63(most_a * scale)) return false;
  for (std::size_t k = 0; k < table.thresholds.size(); ++k) {
    const Threshold& t = table.thresholds[k];
    const Integer bound = t.numerator * (scale / t.denominator);
    if (!Fits63(abs(bound) * b.highest + 1)) return false;
    narrow &= Fits32({bound, bound});
    bands.bounds[k] = static_cast<std::int64_t>(bound);
    bands.strict[k] = t.strict ? 1 : 0;
    bands.any_strict |= t.strict;
  }
  bands.scale = static_cast<std::int64_t>(scale);
  bands.ratio = true;
  bands.magnitude = narrow ? Magnitude::k32 : Magnitude::kAny;
  return true;
}

class Fuser {
 public:
  Fuser(const Edition& edition, const std::vector<std::uint8_t>& is_global, PreparedCode& code)
      : edition_(edition), is_global_(is_global), code_(code), uses_(code.values.size(), 0), gone_(code.code.size(), 0) {
    for (const PreparedInstruction& i : code_.code)
      for (RegisterId id : i.inputs)
        if (id != kNoRegister) ++uses_[id];
  }

  // From the last instruction up, so that what is taken is taken by the one that takes most.
  void Run() {
    for (std::size_t i = code_.code.size(); i-- > 0;) {
      if (gone_[i] || is_global_[code_.code[i].space]) continue;
      if (!Sum(i)) Bytes(i);
    }
  }

 private:
  const PreparedInstruction& Writer(RegisterId id) const { return code_.code[code_.values[id].writer]; }
  const Range& RangeOf(RegisterId id) const { return code_.values[id].range; }
  // The value's only reader is the instruction at hand, and it is computed in the same rows.
  bool Takeable(RegisterId id, SpaceId space) const {
    const PreparedValue& value = code_.values[id];
    return uses_[id] == 1 && value.space == space && !is_global_[space] && Writer(id).output_count == 1 && Writer(id).fusion == Fusion::kNone;
  }
  std::optional<Integer> ConstantOf(RegisterId id) const {
    const Range& range = RangeOf(id);
    return range.lowest == range.highest ? std::optional<Integer>(range.lowest) : std::nullopt;
  }
  bool PerRow(RegisterId id, SpaceId space) const { return code_.values[id].space == space; }

  // --- sums ---------------------------------------------------------------------------------------------------------------

  struct Open {
    RegisterId id;
    std::int64_t coefficient;
    std::uint32_t reader;
  };

  bool IsSummand(const PreparedInstruction& i) const {
    if (i.fusion != Fusion::kNone || i.output_count != 1 || code_.values[i.outputs[0]].lane != Lane::k64) return false;
    switch (i.op) {
      case Opcode::kAdd:
      case Opcode::kSubtract:
      case Opcode::kNegate:
      case Opcode::kMultiply:
      case Opcode::kTake:
      case Opcode::kSelect:
      case Opcode::kBucket:
      case Opcode::kBucketRatio: return true;
      default: return false;
    }
  }

  bool Sum(std::size_t root) {
    const PreparedInstruction& top = code_.code[root];
    if (!IsSummand(top)) return false;
    FusedSum sum;
    std::vector<std::uint32_t> taken;
    std::vector<Open> open{{top.outputs[0], 1, kMany}};
    while (!open.empty()) {
      const Open next = open.back();
      open.pop_back();
      const bool is_root = next.reader == kMany;
      const std::uint32_t writer = code_.values[next.id].writer;
      const PreparedInstruction& i = code_.code[writer];
      if (auto constant = ConstantOf(next.id); constant && !is_root) {
        sum.constant = Plus(sum.constant, Times(next.coefficient, Wrapping(*constant)));
        continue;
      }
      if (is_root || (Takeable(next.id, top.space) && IsSummand(i))) {
        const std::size_t before = open.size();
        FusedTerm term;
        std::vector<std::uint32_t> with{writer};
        if (Spread(i, next.coefficient, open)) {
          if (!is_root) taken.push_back(writer);
          continue;
        }
        open.resize(before);
        if (Term(writer, next.coefficient, top.space, term, with)) {
          sum.terms.push_back(std::move(term));
          for (std::uint32_t w : with)
            if (w != root) taken.push_back(w);
          continue;
        }
        if (is_root) return false;
      }
      if (!PerRow(next.id, top.space)) return false;  // one value for all rows, and not constant: rare
      FusedTerm value;
      value.a = next.id;
      value.coefficient = next.coefficient;
      value.magnitude = Fits32(RangeOf(next.id)) && next.coefficient >= 0 && next.coefficient <= 0xFFFFFFFF ? Magnitude::k32 : Magnitude::kAny;
      sum.terms.push_back(std::move(value));
    }
    const bool bands = std::ranges::any_of(sum.terms, [](const FusedTerm& t) { return t.kind == FusedTerm::kBands; });
    if (sum.terms.empty() || (taken.empty() && !bands)) return false;
    Commit(root, std::move(sum), taken);
    return true;
  }

  // A sum's or a product's sides, with their coefficients.
  bool Spread(const PreparedInstruction& i, std::int64_t coefficient, std::vector<Open>& open) const {
    const std::uint32_t reader = code_.values[i.outputs[0]].writer;
    switch (i.op) {
      case Opcode::kAdd:
        open.push_back({i.inputs[0], coefficient, reader});
        open.push_back({i.inputs[1], coefficient, reader});
        return true;
      case Opcode::kSubtract:
        open.push_back({i.inputs[0], coefficient, reader});
        open.push_back({i.inputs[1], Times(coefficient, -1), reader});
        return true;
      case Opcode::kNegate: open.push_back({i.inputs[0], Times(coefficient, -1), reader}); return true;
      case Opcode::kMultiply:
        for (std::size_t side : {0, 1}) {
          if (auto constant = ConstantOf(i.inputs[side])) {
            open.push_back({i.inputs[1 - side], Times(coefficient, Wrapping(*constant)), reader});
            return true;
          }
        }
        return false;
      default: return false;
    }
  }

  // One term that a kernel knows: bands, or a choice between a constant and such a term. `taken` begins with the writer.
  bool Term(std::uint32_t writer, std::int64_t coefficient, SpaceId space, FusedTerm& term, std::vector<std::uint32_t>& taken) const {
    const PreparedInstruction& i = code_.code[writer];
    if (i.op == Opcode::kSelect) return Choice(i, coefficient, space, term, taken);
    return BandsTerm(writer, coefficient, space, term, taken);
  }

  bool Choice(const PreparedInstruction& i, std::int64_t coefficient, SpaceId space, FusedTerm& term, std::vector<std::uint32_t>& taken) const {
    if (!PerRow(i.inputs[0], space)) return false;
    const auto first = ConstantOf(i.inputs[1]), second = ConstantOf(i.inputs[2]);
    if (!first && !second) return false;
    term.condition = i.inputs[0];
    term.negated = !first;
    term.instead = Times(coefficient, Wrapping(first ? *first : *second));
    RegisterId inner = first ? i.inputs[2] : i.inputs[1];
    // A choice of two constants; a scaled band; anything else is a value.
    while (true) {
      if (auto constant = ConstantOf(inner)) {
        term.coefficient = Times(coefficient, Wrapping(*constant));
        return true;
      }
      if (!Takeable(inner, space)) break;
      const std::uint32_t writer = code_.values[inner].writer;
      const PreparedInstruction& w = code_.code[writer];
      if (code_.values[inner].lane != Lane::k64) break;
      if (w.op == Opcode::kMultiply && (ConstantOf(w.inputs[0]) || ConstantOf(w.inputs[1]))) {
        const std::size_t side = ConstantOf(w.inputs[0]) ? 0 : 1;
        coefficient = Times(coefficient, Wrapping(*ConstantOf(w.inputs[side])));
        taken.push_back(writer);
        inner = w.inputs[1 - side];
        continue;
      }
      std::vector<std::uint32_t> bands_taken{writer};
      if (BandsTerm(writer, coefficient, space, term, bands_taken)) {
        taken.insert(taken.end(), bands_taken.begin(), bands_taken.end());
        return true;
      }
      break;
    }
    if (!PerRow(inner, space)) return false;
    term.a = inner;
    term.coefficient = coefficient;
    return true;
  }

  bool BandsTerm(std::uint32_t writer, std::int64_t coefficient, SpaceId space, FusedTerm& term, std::vector<std::uint32_t>& taken) const {
    const PreparedInstruction* bucket = &code_.code[writer];
    const TakeTable* values = nullptr;
    if (bucket->op == Opcode::kTake) {
      values = &std::get<TakeTable>(edition_.tables[bucket->immediates[0]]);
      const RegisterId index = bucket->inputs[0];
      if (!Takeable(index, space)) return false;
      taken.push_back(code_.values[index].writer);
      bucket = &Writer(index);
    }
    if (bucket->op != Opcode::kBucket && bucket->op != Opcode::kBucketRatio) return false;
    const ThresholdTable& table = std::get<ThresholdTable>(edition_.tables[bucket->immediates[0]]);
    if (table.thresholds.empty() || table.thresholds.size() > Bands::kMost) return false;
    for (RegisterId input : bucket->inputs)
      if (!PerRow(input, space) || code_.values[input].lane != Lane::k64) return false;
    Bands& bands = term.bands;
    bands.count = table.thresholds.size();
    if (bucket->op == Opcode::kBucketRatio) {
      if (!RatioBands(table, RangeOf(bucket->inputs[0]), RangeOf(bucket->inputs[1]), bands)) return false;
      term.b = bucket->inputs[1];
    } else {
      for (std::size_t k = 0; k < bands.count; ++k) {
        const Integer& bound = table.thresholds[k].numerator;
        if (!LaneHolds(Lane::k64, {bound, bound})) return false;
        bands.bounds[k] = static_cast<std::int64_t>(bound);
      }
    }
    // A table that is shorter than the bands gives its last value beyond.
    const auto worth = [&](std::size_t k) {
      return values == nullptr ? Times(coefficient, static_cast<std::int64_t>(k))
                               : Times(coefficient, Wrapping(values->values[std::min(k, values->values.size() - 1)]));
    };
    bands.base = worth(0);
    for (std::size_t k = 0; k < bands.count; ++k) bands.worth[k] = worth(k + 1);
    term.kind = FusedTerm::kBands;
    term.a = bucket->inputs[0];
    return true;
  }

  void Commit(std::size_t root, FusedSum sum, const std::vector<std::uint32_t>& taken) {
    PreparedInstruction& top = code_.code[root];
    for (RegisterId id : top.inputs)
      if (id != kNoRegister) --uses_[id];
    for (std::uint32_t t : taken) {
      for (RegisterId id : code_.code[t].inputs)
        if (id != kNoRegister) --uses_[id];
      Remove(t);
    }
    top.inputs.clear();
    top.absent.clear();
    for (const FusedTerm& term : sum.terms)
      for (RegisterId id : {term.a, term.b, term.condition})
        if (id != kNoRegister) {
          top.inputs.push_back(id);
          top.absent.push_back(0);
          ++uses_[id];
        }
    top.fusion = Fusion::kSum;
    top.fused = static_cast<std::uint32_t>(code_.sums.size());
    code_.sums.push_back(std::move(sum));
  }

  void Remove(std::uint32_t instruction) {
    gone_[instruction] = 1;
    PreparedInstruction& i = code_.code[instruction];
    i.inputs.clear();
    i.output_count = 0;
    i.op = Opcode::kConstant;
  }

  // --- bytes ----------------------------------------------------------------------------------------------------------------

  // Chains of one operation: its leaves, taken once each.
  void Bytes(std::size_t root) {
    const Opcode op = code_.code[root].op;
    if (op != Opcode::kStateMax && op != Opcode::kOr && op != Opcode::kAnd) return;
    const SpaceId space = code_.code[root].space;
    std::vector<RegisterId> leaves, open(code_.code[root].inputs.rbegin(), code_.code[root].inputs.rend());
    std::vector<std::uint32_t> taken;
    while (!open.empty()) {
      const RegisterId id = open.back();
      open.pop_back();
      if (id == kNoRegister || !PerRow(id, space)) return;
      if (Takeable(id, space) && Writer(id).op == op) {
        const std::uint32_t writer = code_.values[id].writer;
        taken.push_back(writer);
        open.insert(open.end(), code_.code[writer].inputs.rbegin(), code_.code[writer].inputs.rend());
        continue;
      }
      leaves.push_back(id);
    }
    PreparedInstruction& top = code_.code[root];
    for (RegisterId id : top.inputs) --uses_[id];
    for (std::uint32_t t : taken) {
      for (RegisterId id : code_.code[t].inputs) --uses_[id];
      Remove(t);
    }
    std::ranges::sort(leaves);
    leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
    for (RegisterId id : leaves) ++uses_[id];
    top.absent.assign(leaves.size(), 0);
    top.inputs = std::move(leaves);
    top.fusion = op == Opcode::kAnd ? Fusion::kMinimumOfBytes : Fusion::kMaximumOfBytes;
  }

  const Edition& edition_;
  const std::vector<std::uint8_t>& is_global_;
  PreparedCode& code_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::uint8_t> gone_;
};

}  // namespace

void Fuse(const Edition& edition, const std::vector<std::uint8_t>& is_global, PreparedCode& code) {
  Fuser(edition, is_global, code).Run();
}

}  // namespace greenrule
