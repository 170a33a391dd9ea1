#include "runtime/data/text_file.h"

#include <fcntl.h>
#include <iconv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

Diagnostic Unreadable(const std::string& path, int error) {
  return {Code::GR6011, {}, {path, std::string(std::strerror(error))}, {}};
}

// Well-formed characters beyond ASCII, and bytes that belong to none.
struct Census {
  std::size_t wellformed = 0, broken = 0;
};

Census CountCharacters(std::string_view bytes) {
  Census census;
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    std::size_t length = 2;
    while (length <= 4 && !IsUtf8(bytes.substr(i, length))) ++length;
    if (length <= 4 && i + length <= bytes.size()) {
      ++census.wellformed;
      i += length;
    } else {
      ++census.broken;
      ++i;
    }
  }
  return census;
}

// UTF-16 without a mark: the end of an ASCII character is a NUL byte, and nothing else has one in its first line.
const char* Utf16WithoutMark(std::string_view bytes) {
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 4096; ++i) {
    if (bytes[i] == '\0') ++(i % 2 == 0 ? even : odd);
    if (bytes[i] == '\n' && even + odd == 0) return nullptr;
  }
  if (even + odd == 0) return nullptr;
  return odd >= even ? "UTF-16LE" : "UTF-16BE";
}

}  // namespace

std::optional<std::string> ToUtf8(std::string_view bytes, const char* encoding) {
  const iconv_t converter = iconv_open("UTF-8", encoding);
  if (converter == iconv_t(-1)) return std::nullopt;
  std::string result;
  std::string room(std::size_t{1} << 16, '\0');
  char* from = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  bool good = true;
  while (good && left > 0) {
    char* to = room.data();
    std::size_t free = room.size();
    const bool failed = iconv(converter, &from, &left, &to, &free) == static_cast<std::size_t>(-1);
    result.append(room.data(), to - room.data());
    if (failed && errno != E2BIG) good = false;
  }
  iconv_close(converter);
  if (!good) return std::nullopt;
  return result;
}

TextFile::~TextFile() {
  if (mapped_ != nullptr) munmap(mapped_, mapped_size_);
}

std::variant<std::unique_ptr<TextFile>, Diagnostic> TextFile::Open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Unreadable(path, errno);
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    const int error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    close(descriptor);
    return Unreadable(path, error);
  }
  if (status.st_size == 0) {
    close(descriptor);
    return Diagnostic{Code::GR6005, {}, {path}, {}};
  }
  auto file = std::unique_ptr<TextFile>(new TextFile);
  const auto size = static_cast<std::size_t>(status.st_size);
  void* mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  const int error = errno;
  close(descriptor);
  if (mapped == MAP_FAILED) return Unreadable(path, error);
  file->mapped_ = mapped;
  file->mapped_size_ = size;

  std::string_view bytes(static_cast<const char*>(mapped), size);
  const char* encoding = "UTF-8";
  bool convert = true;
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
    convert = false;
    file->wellformed_ = IsUtf8(bytes);
  } else if (bytes.starts_with("\xFF\xFE")) {
    encoding = "UTF-16LE";
    bytes.remove_prefix(2);
  } else if (bytes.starts_with("\xFE\xFF")) {
    encoding = "UTF-16BE";
    bytes.remove_prefix(2);
  } else if (const char* utf16 = Utf16WithoutMark(bytes)) {
    encoding = utf16;
  } else if (IsUtf8(bytes)) {
    convert = false;
  } else if (const Census census = CountCharacters(bytes); census.wellformed > census.broken) {
    convert = false;
    file->wellformed_ = false;
  } else {
    encoding = "GB18030";
  }
  if (convert) {
    std::optional<std::string> converted = ToUtf8(bytes, encoding);
    if (!converted) return Diagnostic{Code::GR6008, {}, {path}, {}};
    file->converted_ = std::move(*converted);
    bytes = file->converted_;
  }
  if (bytes.empty()) return Diagnostic{Code::GR6005, {}, {path}, {}};
  file->encoding_ = encoding;
  file->text_ = bytes;
  return file;
}

}  // namespace greenrule
