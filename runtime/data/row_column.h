// Values of one field for rows that are still coming in: a growing column in one lane, with a state per row.
#pragma once

#include <cstring>
#include <vector>

#include "runtime/number/lanes.h"
#include "runtime/vm/dataset.h"

namespace greenrule {

class RowColumn {
 public:
  explicit RowColumn(Lane lane = Lane::k64) : lane_(lane), width_(WidthOf(lane)) {}

  Lane lane() const { return lane_; }
  std::size_t rows() const { return states_.size(); }
  void Resize(std::size_t rows) {
    values_.resize(rows * width_);
    states_.resize(rows);
  }
  void Append(const RowColumn& other) {
    values_.insert(values_.end(), other.values_.begin(), other.values_.end());
    states_.insert(states_.end(), other.states_.begin(), other.states_.end());
  }

  State state(std::size_t row) const { return states_[row]; }
  void SetState(std::size_t row, State state) { states_[row] = state; }

  // The value in its lane, its sign extended; only what the field's range allows is ever stored.
  void Set(std::size_t row, Int64 value) {
    if (lane_ == Lane::k64) {
      std::memcpy(&values_[row * 8], &value, 8);
    } else {
      Set(row, Int256(value));
    }
  }
  void Set(std::size_t row, const Int256& value) {
    if (lane_ == Lane::kByte) {
      values_[row] = static_cast<std::byte>(value.limb[0]);
    } else {
      std::memcpy(&values_[row * width_], value.limb, width_);
    }
  }
  Int64 Low(std::size_t row) const {
    if (lane_ == Lane::kByte) return static_cast<Int64>(values_[row]);
    Int64 value;
    std::memcpy(&value, &values_[row * width_], 8);
    return value;
  }
  Int256 Get(std::size_t row) const {
    const Int64 low = Low(row);
    if (lane_ == Lane::kByte || lane_ == Lane::k64) return Int256(low);
    Int256 value(0);
    std::memcpy(value.limb, &values_[row * width_], width_);
    if (lane_ == Lane::k128) value.limb[2] = value.limb[3] = value.limb[1] >> 63 != 0 ? ~std::uint64_t{0} : 0;
    return value;
  }

  bool SameValue(std::size_t a, std::size_t b) const {
    return std::memcmp(&values_[a * width_], &values_[b * width_], width_) == 0;
  }
  // Both known with one value, or both not applicable.
  bool Agree(std::size_t a, std::size_t b) const {
    return states_[a] == states_[b] && (states_[a] == kNotApplicable || (states_[a] == kKnown && SameValue(a, b)));
  }
  void Copy(std::size_t to, std::size_t from) { CopyFrom(to, *this, from); }
  void CopyFrom(std::size_t to, const RowColumn& other, std::size_t from) {
    std::memmove(&values_[to * width_], &other.values_[from * width_], width_);
    states_[to] = other.states_[from];
  }

  const std::byte* data() const { return values_.data(); }
  const std::vector<State>& states() const { return states_; }

  static std::size_t WidthOf(Lane lane) {
    switch (lane) {
      case Lane::kByte: return 1;
      case Lane::k64: return 8;
      case Lane::k128: return 16;
      case Lane::k256: return 32;
    }
    return 8;
  }

 private:
  Lane lane_;
  std::size_t width_;
  std::vector<std::byte> values_;
  std::vector<State> states_;
};

// As the VM reads it. The states are left out where all are known.
ColumnData ToColumnData(const RowColumn& column);

}  // namespace greenrule
