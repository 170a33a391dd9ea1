#include "runtime/vm/dataset.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>
#include <memory>
#include <utility>

#include "runtime/number/lane_integer.h"

namespace greenrule {

namespace {
constexpr std::size_t kTextChunk = 64 * 1024;
constexpr std::size_t kRoomBehind = 64;
}  // namespace

// Texts lie in chunks that never move, so views of them stay.
struct TextPool::Impl {
  std::vector<std::unique_ptr<char[]>> chunks;
  std::size_t used = kTextChunk;  // of the last chunk
  std::vector<std::string_view> texts;
  boost::unordered_flat_map<std::string_view, std::int64_t> ids;

  std::string_view Store(std::string_view text) {
    if (text.size() > kTextChunk - used || chunks.empty()) {
      chunks.push_back(std::make_unique_for_overwrite<char[]>(std::max(kTextChunk, text.size())));
      used = 0;
    }
    char* place = chunks.back().get() + used;
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    used = std::min(kTextChunk, used + text.size());
    return {place, text.size()};
  }
};

TextPool::TextPool() : impl_(new Impl) {}
TextPool::~TextPool() {
  delete impl_;
}
TextPool::TextPool(TextPool&& other) noexcept : impl_(std::exchange(other.impl_, nullptr)) {}
TextPool& TextPool::operator=(TextPool&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}

std::int64_t TextPool::Intern(std::string_view text) {
  const auto found = impl_->ids.find(text);
  if (found != impl_->ids.end()) return found->second;
  const auto id = static_cast<std::int64_t>(impl_->texts.size());
  const std::string_view stored = impl_->Store(text);
  impl_->texts.push_back(stored);
  impl_->ids.emplace(stored, id);
  return id;
}

std::int64_t TextPool::Find(std::string_view text) const {
  const auto found = impl_->ids.find(text);
  return found == impl_->ids.end() ? -1 : found->second;
}

std::string_view TextPool::Text(std::int64_t id) const {
  if (id < 0 || static_cast<std::uint64_t>(id) >= impl_->texts.size()) return {};
  return impl_->texts[id];
}

std::size_t TextPool::size() const {
  return impl_->texts.size();
}

std::size_t BytesOf(Lane lane) {
  switch (lane) {
    case Lane::kByte: return 1;
    case Lane::k64: return 8;
    case Lane::k128: return 16;
    case Lane::k256: return 32;
  }
  return 0;
}

LaneVector::LaneVector(const LaneVector& other) {
  *this = other;
}

LaneVector& LaneVector::operator=(const LaneVector& other) {
  if (this == &other) return *this;
  Resize(other.lane_, other.rows_);
  if (rows_ > 0) std::memcpy(data_, other.data_, rows_ * BytesOf(lane_));
  return *this;
}

LaneVector::LaneVector(LaneVector&& other) noexcept {
  *this = std::move(other);
}

LaneVector& LaneVector::operator=(LaneVector&& other) noexcept {
  lane_ = other.lane_;
  rows_ = std::exchange(other.rows_, 0);
  storage_ = ByteBlock();
  storage_ = std::move(other.storage_);  // keeps its place, so data_ stays good
  data_ = std::exchange(other.data_, nullptr);
  return *this;
}

void LaneVector::Resize(Lane lane, std::size_t rows) {
  lane_ = lane;
  rows_ = rows;
  storage_ = ByteBlock();  // the old one first
  storage_ = ByteBlock(rows * BytesOf(lane) + kRoomBehind);
  data_ = storage_.data();
}

void LaneVector::Set(std::size_t row, const Integer& value) {
  switch (lane_) {
    case Lane::kByte: as<std::uint8_t>()[row] = static_cast<std::uint8_t>(ToLane<Int64>(value)); break;
    case Lane::k64: as<Int64>()[row] = ToLane<Int64>(value); break;
    case Lane::k128: as<Int128>()[row] = ToLane<Int128>(value); break;
    case Lane::k256: as<Int256>()[row] = ToLane<Int256>(value); break;
  }
}

Integer LaneVector::Get(std::size_t row) const {
  switch (lane_) {
    case Lane::kByte: return Integer(as<std::uint8_t>()[row]);
    case Lane::k64: return ToInteger(as<Int64>()[row]);
    case Lane::k128: return ToInteger(as<Int128>()[row]);
    case Lane::k256: return ToInteger(as<Int256>()[row]);
  }
  return 0;
}

}  // namespace greenrule
