#include "runtime/audit/input_hashes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace greenrule {
namespace {
constexpr std::size_t kPiece = std::size_t{1} << 20;
}  // namespace

struct InputHashes::Trace {
  std::uint64_t device = 0, node = 0, size = 0;
  std::int64_t seconds = 0, nanoseconds = 0;
  bool operator==(const Trace&) const = default;

  static Trace Of(const std::string& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) return {};
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
            status.st_mtim.tv_nsec};
  }
};

InputHashes::InputHashes(const Edition& edition, const Program& program, std::string path)
    : edition_(edition),
      program_(program),
      path_(std::move(path)),
      files_(InputFilesOf(edition, program, path_)) {
  for (const InputFile& file : files_) traces_.push_back(Trace::Of(file.path));
  thread_ = std::jthread([this] { Hash(); });
}

InputHashes::~InputHashes() = default;

void InputHashes::Hash() {
  Sha256Stream stream;
  std::vector<char> piece(kPiece);
  for (const InputFile& file : files_) {
    HashedInput& hashed = hashed_.emplace_back();
    hashed.name = file.name;
    const int descriptor = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    ssize_t got = descriptor < 0 ? -1 : 0;
    while (descriptor >= 0 && (got = read(descriptor, piece.data(), piece.size())) != 0) {
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) break;
      stream.Add(piece.data(), static_cast<std::size_t>(got));
      hashed.bytes += static_cast<std::uint64_t>(got);
    }
    if (got < 0 && !failure_)
      failure_ = Diagnostic{Code::GR6011, {}, {file.path, std::string(std::strerror(errno))}, {}};
    if (descriptor >= 0) close(descriptor);
    hashed.sha256 = stream.Finish();
  }
}

std::variant<std::vector<HashedInput>, Diagnostic> InputHashes::Finish() {
  if (thread_.joinable()) thread_.join();
  const std::vector<InputFile> now = InputFilesOf(edition_, program_, path_);
  const auto changed = [](const InputFile& file) { return Diagnostic{Code::GR8027, {}, {file.path}, {}}; };
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const bool there = i < now.size() && now[i].path == files_[i].path;
    // Both are sorted by name: the lesser of two that differ came or went.
    if (!there) return changed(i < now.size() && now[i].name < files_[i].name ? now[i] : files_[i]);
    if (Trace::Of(files_[i].path) != traces_[i]) return changed(files_[i]);
  }
  if (now.size() > files_.size()) return changed(now[files_.size()]);
  if (failure_) return *failure_;
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (hashed_[i].bytes != traces_[i].size) return changed(files_[i]);
  return std::move(hashed_);
}

}  // namespace greenrule
