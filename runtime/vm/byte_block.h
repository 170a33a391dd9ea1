// Zeroed memory for columns. Large blocks come from the system in large pages where it has them: columns are read in many streams
// at once, and small pages cost a fifth of the reading.
#pragma once

#include <cstddef>

namespace greenrule {

class ByteBlock {
 public:
  ByteBlock() = default;
  explicit ByteBlock(std::size_t bytes);  // std::bad_alloc
  ~ByteBlock();
  ByteBlock(ByteBlock&& other) noexcept;
  ByteBlock& operator=(ByteBlock&& other) noexcept;
  std::byte* data() { return data_; }  // 64-byte aligned

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace greenrule
