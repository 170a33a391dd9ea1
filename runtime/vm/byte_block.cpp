#include "runtime/vm/byte_block.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace greenrule {
namespace {

constexpr std::size_t kAlignment = 64, kLargePage = std::size_t{2} << 20;

bool IsLarge(std::size_t bytes) { return bytes >= kLargePage; }
std::size_t Mapped(std::size_t bytes) { return (bytes + kLargePage - 1) / kLargePage * kLargePage; }

// Pages that begin where a large page does: one more is asked for, and what stands over is given back.
std::byte* Map(std::size_t bytes) {
  const std::size_t wanted = Mapped(bytes);
  void* found = mmap(nullptr, wanted + kLargePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (found == MAP_FAILED) throw std::bad_alloc();
  std::byte* begin = static_cast<std::byte*>(found);
  const std::size_t before = (kLargePage - reinterpret_cast<std::uintptr_t>(begin) % kLargePage) % kLargePage;
  if (before > 0) munmap(begin, before);
  if (before < kLargePage) munmap(begin + before + wanted, kLargePage - before);
  madvise(begin + before, wanted, MADV_HUGEPAGE);
  return begin + before;
}

}  // namespace

ByteBlock::ByteBlock(std::size_t bytes) : bytes_(bytes) {
  if (bytes == 0) return;
  if (IsLarge(bytes)) {
    data_ = Map(bytes);
    return;
  }
  data_ = static_cast<std::byte*>(std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment));
  if (data_ == nullptr) throw std::bad_alloc();
  std::memset(data_, 0, bytes);
}

ByteBlock::~ByteBlock() {
  if (data_ == nullptr) return;
  if (IsLarge(bytes_)) {
    munmap(data_, Mapped(bytes_));
  } else {
    std::free(data_);
  }
}

ByteBlock::ByteBlock(ByteBlock&& other) noexcept : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

ByteBlock& ByteBlock::operator=(ByteBlock&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

}  // namespace greenrule
