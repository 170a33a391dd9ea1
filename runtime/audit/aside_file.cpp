#include "runtime/audit/aside_file.h"

#include <cstring>
#include <filesystem>

namespace greenrule {
namespace {
constexpr std::size_t kBuffer = std::size_t{1} << 16;
}  // namespace

AsideFile::AsideFile(FileLayer& layer, std::string path)
    : layer_(layer), path_(std::move(path)), aside_(path_ + ".part") {
  Note(layer_.Create(aside_, descriptor_));
  there_ = error_ == 0;
}

AsideFile::~AsideFile() {
  if (descriptor_ >= 0) layer_.Close(descriptor_);
  if (there_) layer_.Remove(aside_);
}

void AsideFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kBuffer - buffer_.size());
    buffer_ += part;
    bytes.remove_prefix(part.size());
    if (buffer_.size() == kBuffer) Flush();
  }
}

std::optional<Diagnostic> AsideFile::Commit(const std::string& path) {
  Flush();
  if (error_ == 0) Note(layer_.Sync(descriptor_));
  if (descriptor_ >= 0) Note(layer_.Close(descriptor_));
  descriptor_ = -1;
  if (error_ == 0) {
    Note(layer_.Rename(aside_, path));
    there_ = error_ != 0;
  }
  if (error_ == 0) Note(layer_.SyncFolder(std::filesystem::path(path).parent_path().string()));
  if (error_ == 0) return std::nullopt;
  return Diagnostic{Code::GR8060, {}, {path, std::string(std::strerror(error_))}, {}};
}

void AsideFile::Flush() {
  if (error_ == 0 && !buffer_.empty()) Note(layer_.Write(descriptor_, buffer_));
  buffer_.clear();
}

void AsideFile::Note(int error) {
  if (error_ == 0) error_ = error;
}

std::optional<Diagnostic> ReplaceFile(FileLayer& layer, const std::string& path, std::string_view bytes) {
  AsideFile file(layer, path);
  file.Write(bytes);
  return file.Commit();
}

}  // namespace greenrule
