#include "compiler/syntax/render.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace greenrule {
namespace {

// A longer line is shown around its span.
constexpr int kMaxLineWidth = 160;

int WidthOf(UChar32 c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 1;  // shown as ·
  const auto category = U_MASK(u_charType(c));
  if (category & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  // Signs that are as wide as their fonts make them: wide among Chinese, as in “” and ≥.
  return width == U_EA_FULLWIDTH || width == U_EA_WIDE ? 2 : 1;
}

struct Glyph {
  std::string text;
  int width;
};

// The line as it can be printed: a tab is a blank, a control character a dot.
std::vector<Glyph> Glyphs(std::string_view line) {
  std::vector<Glyph> glyphs;
  const char* bytes = line.data();
  const auto length = static_cast<std::int32_t>(line.size());
  for (std::int32_t i = 0; i < length;) {
    const std::int32_t begin = i;
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    const bool control = c >= 0 && (c < 0x20 || (c >= 0x7F && c < 0xA0) || u_charType(c) == U_FORMAT_CHAR);
    if (c < 0)
      glyphs.push_back({"\xEF\xBF\xBD", 1});
    else if (control)
      glyphs.push_back({c == '\t' ? " " : "·", 1});
    else
      glyphs.push_back(
          {std::string(line.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin))),
           WidthOf(c)});
  }
  return glyphs;
}

class Renderer {
 public:
  Renderer(const SourceSet& sources, RenderOptions options) : sources_(sources), options_(options) {}

  std::string One(const Diagnostic& diagnostic) {
    const Severity severity = SeverityOf(diagnostic.code);
    const char* color = severity == Severity::kError     ? "1;31"
                        : severity == Severity::kWarning ? "1;33"
                                                         : "1;36";
    std::string out = Place(diagnostic.range);
    out +=
        Colored(color, Word(severity)) + (Chinese() ? "：" : ": ") + Message(diagnostic, options_.language);
    out += " [" + std::string(CodeName(diagnostic.code)) + "]\n";
    Excerpt(out, diagnostic.range, color);
    for (const Diagnostic::Related& related : diagnostic.related) {
      out += Place(related.range) + (Chinese() ? related.label.chinese : related.label.english) + "\n";
      Excerpt(out, related.range, "1;36");
    }
    if (const std::string remedy = Remedy(diagnostic, options_.language); !remedy.empty())
      out += "  = " + remedy + "\n";
    return out;
  }

 private:
  bool Chinese() const { return options_.language == Language::kChinese; }

  std::string Word(Severity severity) const {
    switch (severity) {
      case Severity::kError:
        return Chinese() ? "错误" : "error";
      case Severity::kWarning:
        return Chinese() ? "警告" : "warning";
      default:
        return Chinese() ? "提示" : "note";
    }
  }

  std::string Colored(const char* color, const std::string& text) const {
    return options_.color ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : text;
  }

  const SourceFile* FileOf(const SourceRange& range) const {
    const bool known = range.file >= 0 && static_cast<std::size_t>(range.file) < sources_.files().size();
    return known ? &sources_.file(range.file) : nullptr;
  }

  std::string Place(const SourceRange& range) const {
    const SourceFile* file = FileOf(range);
    if (file == nullptr) return {};
    return Colored("1", fmt::format("{}:{}:{}:", file->path, range.begin_line, range.begin_column)) + " ";
  }

  void Excerpt(std::string& out, const SourceRange& range, const char* color) const {
    const SourceFile* file = FileOf(range);
    if (file == nullptr || !file->readable || range.begin_line < 1) return;
    const std::vector<Glyph> glyphs = Glyphs(file->Line(range.begin_line));
    const auto count = static_cast<std::int32_t>(glyphs.size());
    const std::int32_t begin = std::clamp(range.begin_column - 1, 0, count);
    const bool one_line = range.end_line == range.begin_line;
    const std::int32_t end = std::clamp(one_line ? range.end_column - 1 : count, begin, count);
    // What is shown begins early enough to see the span, and late enough to fit.
    std::int32_t from = 0;
    for (int width = Width(glyphs, 0, begin); width > kMaxLineWidth / 2; ++from)
      width -= glyphs[static_cast<std::size_t>(from)].width;
    std::string line = from > 0 ? "…" : "", marks(from > 0 ? 1 : 0, ' ');
    int width = 0;
    std::int32_t at = from;
    for (; at < count && width <= kMaxLineWidth; ++at) {
      const Glyph& glyph = glyphs[static_cast<std::size_t>(at)];
      line += glyph.text;
      width += glyph.width;
      if (at < begin)
        marks.append(static_cast<std::size_t>(glyph.width), ' ');
      else if (at < end)
        marks.append(static_cast<std::size_t>(glyph.width), '^');
    }
    if (at < count) line += "…";
    if (marks.find('^') == std::string::npos) marks += '^';
    const std::string number = std::to_string(range.begin_line);
    out += fmt::format("  {} | {}\n", number, line);
    out += fmt::format("  {} | {}\n", std::string(number.size(), ' '), WithColoredMarks(marks, color));
  }

  std::string WithColoredMarks(const std::string& marks, const char* color) const {
    const std::size_t first = marks.find('^');
    return marks.substr(0, first) + Colored(color, marks.substr(first));
  }

  static int Width(const std::vector<Glyph>& glyphs, std::int32_t from, std::int32_t to) {
    int width = 0;
    for (std::int32_t i = from; i < to; ++i) width += glyphs[static_cast<std::size_t>(i)].width;
    return width;
  }

  const SourceSet& sources_;
  RenderOptions options_;
};

}  // namespace

std::string Render(const Diagnostic& diagnostic, const SourceSet& sources, RenderOptions options) {
  return Renderer(sources, options).One(diagnostic);
}

std::string Render(std::span<const Diagnostic> diagnostics, const SourceSet& sources, RenderOptions options) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += '\n';
    out += Render(diagnostic, sources, options);
  }
  return out;
}

int DisplayWidth(std::string_view utf8) {
  int width = 0;
  for (const Glyph& glyph : Glyphs(utf8)) width += glyph.width;
  return width;
}

}  // namespace greenrule
