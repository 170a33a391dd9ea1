// A text file as UTF-8, whatever it was written in.
//
// UTF-8 stands in memory as the file itself (mapped, not copied); GB18030 and UTF-16 are recognised and converted. A file is
// UTF-8 if all of it is, or if it has more well-formed characters beyond ASCII than bytes that fit none (then the broken bytes
// are somebody's to refuse, record by record). It is UTF-16 if it says so by its byte-order mark or its first line holds NUL
// bytes, and else GB18030 if every byte of it is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "runtime/diagnostic/diagnostic.h"

namespace greenrule {

class TextFile {
 public:
  ~TextFile();
  TextFile(const TextFile&) = delete;

  // GR6005 for an empty file, GR6008 for no text, GR6011 for one that cannot be opened.
  static std::variant<std::unique_ptr<TextFile>, Diagnostic> Open(const std::string& path);

  std::string_view text() const { return text_; }           // without the byte-order mark
  bool wellformed() const { return wellformed_; }           // all of it is UTF-8
  const std::string& encoding() const { return encoding_; }  // "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"

 private:
  TextFile() = default;

  std::string_view text_;
  std::string converted_;
  std::string encoding_;
  bool wellformed_ = true;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
};

// The bytes of `text` in another encoding that iconv knows, as UTF-8; nothing if some byte does not fit.
std::optional<std::string> ToUtf8(std::string_view bytes, const char* encoding);

}  // namespace greenrule
