#include "compiler/syntax/source.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace greenrule {
namespace {

// Larger than any law, and small enough that 32-bit offsets and a few copies are no concern.
constexpr std::size_t kMaxFileBytes = 64u << 20;
// Of one kind in one file; a file made of them needs no more to be understood.
constexpr int kMaxReportsOfOneKind = 20;

// The length of the UTF-8 sequence at `at`, 0 if there is none (overlong forms and surrogates are none).
std::size_t SequenceLength(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0), second = byte(1);
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return tail(1) ? 2 : 0;
  if (first < 0xF0) {
    if (!tail(1) || !tail(2) || (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F))
      return 0;
    return 3;
  }
  if (first > 0xF4 || !tail(1) || !tail(2) || !tail(3)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return 4;
}

// Whether every byte beyond ASCII belongs to a two- or four-byte sequence of GB18030.
bool FitsGb18030(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    if (lead == 0x80 || lead == 0xFF || i + 1 >= bytes.size()) return false;
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    if (second >= 0x30 && second <= 0x39) {
      if (i + 3 >= bytes.size()) return false;
      i += 3;
    } else if (second >= 0x40 && second != 0x7F && second != 0xFF) {
      i += 1;
    } else {
      return false;
    }
  }
  return true;
}

// UTF-16 without a mark: every other byte of what is ASCII in it is zero.
std::optional<std::string> LooksLikeUtf16(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  const std::string_view head = bytes.substr(0, 4096);
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == '\0';
  if (zeros[0] + zeros[1] == 0 || (zeros[0] + zeros[1]) * 10 < head.size()) return std::nullopt;
  return zeros[1] >= zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

std::string WithLineFeeds(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + 1);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\r') {
      text.push_back(bytes[i]);
    } else {
      text.push_back('\n');
      if (i + 1 < bytes.size() && bytes[i + 1] == '\n') ++i;
    }
  }
  return text;
}

// U+061C, U+200E, U+200F, U+202A–U+202E, U+2066–U+2069: what is shown would not be what is compiled.
std::string BidirectionalControl(std::string_view sequence) {
  if (sequence == "\xD8\x9C") return "U+061C";
  if (sequence.size() != 3 || sequence[0] != '\xE2') return {};
  const unsigned code = 0x2000u + ((static_cast<unsigned char>(sequence[1]) & 0x3Fu) << 6) +
                        (static_cast<unsigned char>(sequence[2]) & 0x3Fu);
  if (code != 0x200E && code != 0x200F && !(code >= 0x202A && code <= 0x202E) &&
      !(code >= 0x2066 && code <= 0x2069))
    return {};
  constexpr char kDigits[] = "0123456789ABCDEF";
  return std::string("U+20") + kDigits[(code >> 4) & 15] + kDigits[code & 15];
}

// Checks the text and finds its lines. False if it is refused.
bool Scan(SourceFile& file, std::int32_t index, DiagnosticSink& sink) {
  std::int32_t line = 1, column = 1;
  int reported = 0;
  bool clean = true;
  file.line_starts.push_back(0);
  const std::string_view text = file.text;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = SequenceLength(text, i);
    const SourceRange here{index, line, column, line, column + 1};
    if (length == 0) {
      if (FitsGb18030(text))
        sink.Report({Code::GR1002, {index, 1, 1, 1, 1}, {"GB18030"}, {}});
      else
        sink.Report({Code::GR1003, here, {}, {}});
      return false;
    }
    if (length > 1) {
      if (std::string control = BidirectionalControl(text.substr(i, length)); !control.empty()) {
        if (reported++ < kMaxReportsOfOneKind) sink.Report({Code::GR1004, here, {std::move(control)}, {}});
        clean = false;
      }
    }
    ++column;
    if (text[i] == '\n') {
      ++line;
      column = 1;
      file.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
    }
    i += length;
  }
  return clean;
}

std::optional<std::string> ReadBytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes;
  std::string block(1 << 16, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > kMaxFileBytes) break;
  }
  if (in.bad()) return std::nullopt;
  return bytes;
}

bool IsPolicyFile(const std::string& name) {
  return name.ends_with(".green") || name.ends_with(".green.md");
}

}  // namespace

std::string_view SourceFile::Line(std::int32_t line) const {
  if (line < 1 || static_cast<std::size_t>(line) > line_starts.size()) return {};
  const std::size_t begin = line_starts[static_cast<std::size_t>(line) - 1];
  return std::string_view(text).substr(begin, text.find('\n', begin) - begin);
}

std::int32_t SourceSet::AddText(std::string path, std::string_view bytes, DiagnosticSink& sink, bool stdlib) {
  const auto index = static_cast<std::int32_t>(files_.size());
  SourceFile& file = files_.emplace_back();
  file.path = std::move(path);
  file.literate = file.path.ends_with(".md");
  file.stdlib = stdlib;
  const auto refuse = [&](Code code, std::vector<Diagnostic::Argument> arguments) {
    file.readable = false;
    file.line_starts = {0};
    sink.Report({code, {index, 1, 1, 1, 1}, std::move(arguments), {}});
    return index;
  };
  if (bytes.size() > kMaxFileBytes) return refuse(Code::GR1005, {std::to_string(kMaxFileBytes >> 20)});
  if (const auto encoding = LooksLikeUtf16(bytes)) return refuse(Code::GR1002, {*encoding});
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  file.text = WithLineFeeds(bytes);
  file.readable = Scan(file, index, sink);
  return index;
}

std::int32_t SourceSet::AddLibrary(const std::filesystem::path& path, std::string display_path,
                                   DiagnosticSink& sink) {
  const auto bytes = ReadBytes(path);
  if (bytes) return AddText(std::move(display_path), *bytes, sink, true);
  sink.Report({Code::GR1001, {}, {std::move(display_path)}, {}});
  return kNoFile;
}

bool SourceSet::AddPolicy(const std::filesystem::path& path, DiagnosticSink& sink) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> names;
  if (fs::is_directory(path, error)) {
    root_ = path;
    const auto options = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator it(path, options, error), end; !error && it != end;
         it.increment(error)) {
      std::error_code ignored;
      if (it->is_regular_file(ignored) && IsPolicyFile(it->path().filename().string()))
        names.push_back(it->path().lexically_relative(path).generic_string());
    }
    std::ranges::sort(names);
    if (names.empty()) sink.Report({Code::GR1006, {}, {path.filename().string()}, {}});
  } else {
    root_ = path.parent_path();
    names.push_back(path.filename().string());
  }
  bool any = false;
  for (std::string& name : names) {
    const auto bytes = ReadBytes(root_ / name);
    if (bytes) {
      const std::int32_t index = AddText(std::move(name), *bytes, sink);
      any |= file(index).readable;
    } else {
      sink.Report({Code::GR1001, {}, {std::move(name)}, {}});
    }
  }
  return any;
}

}  // namespace greenrule
