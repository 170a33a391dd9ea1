#include "runtime/audit/file_layer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace greenrule {

int FileLayer::Create(const std::string& path, int& descriptor) {
  descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  return descriptor < 0 ? errno : 0;
}

int FileLayer::Write(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int FileLayer::Sync(int descriptor) {
  return fsync(descriptor) == 0 ? 0 : errno;
}

int FileLayer::Close(int descriptor) {
  return close(descriptor) == 0 ? 0 : errno;
}

int FileLayer::Rename(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

int FileLayer::SyncFolder(const std::string& folder) {
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  const int error = fsync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  return error == EINVAL || error == ENOTSUP ? 0 : error;
}

void FileLayer::Remove(const std::string& path) {
  unlink(path.c_str());
}

FileLayer& FileLayer::System() {
  static FileLayer system;
  return system;
}

}  // namespace greenrule
