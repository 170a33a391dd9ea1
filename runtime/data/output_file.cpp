#include "runtime/data/output_file.h"

#include <cerrno>
#include <cstring>

namespace greenrule {
namespace {
constexpr std::size_t kBuffer = std::size_t{1} << 20;
}  // namespace

OutputFile::OutputFile(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {
  if (file_ == nullptr) error_ = std::strerror(errno);
}

OutputFile::~OutputFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void OutputFile::FlushIfFull() {
  if (buffer_.size() >= kBuffer) Flush();
}

std::string OutputFile::Close() {
  Flush();
  if (file_ != nullptr && std::fclose(file_) != 0 && error_.empty()) error_ = std::strerror(errno);
  file_ = nullptr;
  return error_;
}

void OutputFile::Flush() {
  if (file_ != nullptr && std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size() && error_.empty())
    error_ = std::strerror(errno);
  buffer_.clear();
}

}  // namespace greenrule
