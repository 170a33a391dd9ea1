#include "runtime/program/program_file.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>

#include "runtime/program/opcodes.h"
#include "runtime/program/program_fields.h"

namespace greenrule {
namespace {

// The first byte is no text, the ends of line notice a transfer that altered them.
constexpr std::array<std::uint8_t, 8> kMark = {0x89, 'G', 'R', 'B', '\r', '\n', 0x1A, '\n'};
constexpr std::size_t kHeaderSize = kMark.size() + 2 + 2 + 4;
constexpr std::size_t kDigestSize = 32;
// Far beyond the widest lane, and small enough that arithmetic on it costs nothing.
constexpr std::size_t kMaxIntegerBytes = 128;
constexpr std::uint16_t kNegativeBit = 0x8000;

enum class Section : std::uint32_t { kPolicy = 1, kEditions, kSymbols, kSources, kInspection, kSignature };
constexpr std::uint32_t kSectionCount = 5;  // of an unsigned program
constexpr std::size_t kSectionHead = 4 + 8;
constexpr std::size_t kSignatureSize = std::tuple_size_v<decltype(Signature::key)> + std::tuple_size_v<decltype(Signature::value)>;

template <class E>
constexpr std::uint64_t CountOf() {
  if constexpr (std::same_as<E, Opcode>) return kOpcodeCount;
  if constexpr (std::same_as<E, Lane>) return 4;
  if constexpr (std::same_as<E, SpaceKind>) return 7;
  if constexpr (std::same_as<E, FieldType>) return 8;
  if constexpr (std::same_as<E, BlankRule>) return 3;
  if constexpr (std::same_as<E, MatchPolicy>) return 3;
  if constexpr (std::same_as<E, KeyKind>) return 3;
  if constexpr (std::same_as<E, FigureKind>) return 8;
  if constexpr (std::same_as<E, OutputType>) return 8;
}

class Writer {
 public:
  explicit Writer(bool with_names) : with_names_(with_names) {}

  template <class... T>
  void operator()(T&... parts) {
    (Put(parts), ...);
  }
  template <class... T>
  void Names(T&... parts) {
    if (with_names_) (Put(parts), ...);
  }

  void Scalar(std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void Raw(std::span<const std::uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  template <class T>
    requires std::integral<T>
  void Put(T& value) {
    Scalar(static_cast<std::uint64_t>(value), sizeof(T));
  }
  template <class T>
    requires std::is_enum_v<T>
  void Put(T& value) {
    Scalar(static_cast<std::uint64_t>(value), sizeof(T));
  }
  void Put(std::string& text) {
    Scalar(text.size(), 4);
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  void Put(Integer& value) {
    const Integer magnitude = abs(value);
    std::vector<std::uint8_t> digits;
    if (magnitude != 0) boost::multiprecision::export_bits(magnitude, std::back_inserter(digits), 8, false);
    Scalar(digits.size() | (value < 0 ? kNegativeBit : 0), 2);
    Raw(digits);
  }
  template <class T, class U>
  void Put(std::pair<T, U>& pair) {
    Put(pair.first);
    Put(pair.second);
  }
  template <class T>
  void Put(std::optional<T>& value) {
    Scalar(value.has_value(), 1);
    if (value) Put(*value);
  }
  template <class T>
  void Put(std::vector<T>& list) {
    Scalar(list.size(), 4);
    for (T& item : list) Put(item);
  }
  void Put(std::array<std::uint8_t, 32>& bytes) { Raw(bytes); }
  void Put(Table& table) {
    Scalar(table.index(), 1);
    std::visit([this](auto& t) { Put(t); }, table);
  }
  template <class T>
    requires std::is_class_v<T>
  void Put(T& object) {
    program_fields::Fields(*this, object);
  }

  bool with_names_;
  std::vector<std::uint8_t> bytes_;
};

// After the first contradiction nothing more is read and every value is zero.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  template <class... T>
  void operator()(T&... parts) {
    (Get(parts), ...);
  }
  template <class... T>
  void Names(T&... parts) {
    (Get(parts), ...);
  }

  bool failed() const { return failed_; }
  bool AtEnd() const { return rest_.empty(); }

  std::uint64_t Scalar(std::size_t size) {
    const auto bytes = Take(size);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
    return value;
  }
  // The next bytes; none if there are fewer.
  std::span<const std::uint8_t> Take(std::uint64_t size) {
    if (failed_ || size > rest_.size()) {
      failed_ = true;
      return {};
    }
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

 private:
  template <class T>
    requires std::integral<T>
  void Get(T& value) {
    const std::uint64_t bits = Scalar(sizeof(T));
    if constexpr (std::same_as<T, bool>) {
      if (bits > 1) failed_ = true;
      value = bits == 1;
    } else {
      value = static_cast<T>(bits);
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  void Get(T& value) {
    const std::uint64_t bits = Scalar(sizeof(T));
    if (bits >= CountOf<T>()) failed_ = true;
    value = static_cast<T>(failed_ ? 0 : bits);
  }
  void Get(std::string& text) {
    const auto bytes = Take(Scalar(4));
    text.assign(bytes.begin(), bytes.end());
  }
  void Get(Integer& value) {
    const std::uint64_t head = Scalar(2);
    const bool negative = (head & kNegativeBit) != 0;
    const std::uint64_t size = head & ~std::uint64_t{kNegativeBit};
    if (size > kMaxIntegerBytes) failed_ = true;
    const auto digits = Take(size);
    // One way to write each integer: no zero at the top, no negative zero.
    if (digits.empty() ? negative : digits.back() == 0) failed_ = true;
    value = 0;
    if (failed_ || digits.empty()) return;
    boost::multiprecision::import_bits(value, digits.begin(), digits.end(), 8, false);
    if (negative) value = -value;
  }
  template <class T, class U>
  void Get(std::pair<T, U>& pair) {
    Get(pair.first);
    Get(pair.second);
  }
  template <class T>
  void Get(std::optional<T>& value) {
    bool present = false;
    Get(present);
    value.reset();
    if (present && !failed_) Get(value.emplace());
  }
  template <class T>
  void Get(std::vector<T>& list) {
    // The list grows as its items are read, so that a count without items behind it allocates nothing.
    const std::uint64_t count = Scalar(4);
    if (count > rest_.size()) failed_ = true;
    list.clear();
    for (std::uint64_t i = 0; i < count && !failed_; ++i) Get(list.emplace_back());
  }
  void Get(std::array<std::uint8_t, 32>& bytes) {
    const auto taken = Take(bytes.size());
    std::ranges::copy(taken, bytes.begin());
  }
  void Get(Table& table) {
    switch (Scalar(1)) {
      case 0: Get(table.emplace<ThresholdTable>()); break;
      case 1: Get(table.emplace<ValueTable>()); break;
      case 2: Get(table.emplace<TakeTable>()); break;
      case 3: Get(table.emplace<MatchTable>()); break;
      default: failed_ = true;
    }
  }
  template <class T>
    requires std::is_class_v<T>
  void Get(T& object) {
    program_fields::Fields(*this, object);
  }

  std::span<const std::uint8_t> rest_;
  bool failed_ = false;
};

template <class Archive>
void SectionFields(Archive& archive, Section section, Program& program) {
  switch (section) {
    case Section::kPolicy: archive.Names(program.policy_name, program.title, program.issued_by); break;
    case Section::kEditions: archive(program.editions); break;
    case Section::kSymbols: archive.Names(program.symbols); break;
    case Section::kSources: archive.Names(program.sources); break;
    case Section::kInspection: archive.Names(program.inspection); break;
    case Section::kSignature: break;  // not of the program
  }
}

Diagnostic::Argument SectionName(Section section) {
  switch (section) {
    case Section::kPolicy: return {"policy", "政策"};
    case Section::kEditions: return {"editions", "版次"};
    case Section::kSymbols: return {"names", "名称"};
    case Section::kSources: return {"sources", "源文件"};
    case Section::kInspection: return {"inspection", "清册"};
    case Section::kSignature: return {"signature", "签名"};
  }
  return "?";
}

Diagnostic Refusal(Code code, std::vector<Diagnostic::Argument> arguments = {}) {
  return {.code = code, .range = {}, .arguments = std::move(arguments), .related = {}};
}

std::vector<std::uint8_t> Sections(const Program& program, std::uint32_t count) {
  // The functions that list the members serve reading too and so take them mutable; writing changes none.
  Program& source = const_cast<Program&>(program);
  Writer file(true);
  file.Raw(kMark);
  file.Scalar(kProgramFormatVersion, 2);
  file.Scalar(kLanguageVersion, 2);
  file.Scalar(count, 4);
  for (std::uint32_t tag = 1; tag <= kSectionCount; ++tag) {
    Writer content(true);
    SectionFields(content, static_cast<Section>(tag), source);
    file.Scalar(tag, 4);
    file.Scalar(content.bytes().size(), 8);
    file.Raw(content.bytes());
  }
  return std::move(file.bytes());
}

void AppendDigest(std::vector<std::uint8_t>& file) {
  const Digest digest = Sha256(file);
  file.insert(file.end(), digest.begin(), digest.end());
}

}  // namespace

std::vector<std::uint8_t> Serialize(const Program& program) {
  std::vector<std::uint8_t> file = Sections(program, kSectionCount);
  AppendDigest(file);
  return file;
}

std::vector<std::uint8_t> SerializeToSign(const Program& program) { return Sections(program, kSectionCount + 1); }

std::vector<std::uint8_t> WithSignature(std::vector<std::uint8_t> signed_bytes, const Signature& signature) {
  Writer section(true);
  section.Scalar(static_cast<std::uint32_t>(Section::kSignature), 4);
  section.Scalar(kSignatureSize, 8);
  section.Raw(signature.key);
  section.Raw(signature.value);
  signed_bytes.insert(signed_bytes.end(), section.bytes().begin(), section.bytes().end());
  AppendDigest(signed_bytes);
  return signed_bytes;
}

std::optional<SignedBytes> SignatureOf(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kTail = kSectionHead + kSignatureSize + kDigestSize;
  if (bytes.size() < kHeaderSize + kTail) return std::nullopt;
  Reader count(bytes.subspan(kHeaderSize - 4, 4));
  if (count.Scalar(4) != kSectionCount + 1) return std::nullopt;
  SignedBytes found{{}, bytes.first(bytes.size() - kTail)};
  Reader section(bytes.subspan(found.covered.size() + kSectionHead, kSignatureSize));
  std::ranges::copy(section.Take(found.signature.key.size()), found.signature.key.begin());
  std::ranges::copy(section.Take(found.signature.value.size()), found.signature.value.begin());
  return found;
}

std::variant<Program, Diagnostic> Parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kMark.size() || !std::equal(kMark.begin(), kMark.end(), bytes.begin()))
    return Refusal(Code::GR5001);
  if (bytes.size() < kHeaderSize + kDigestSize) return Refusal(Code::GR5003);
  Reader file(bytes.subspan(kMark.size(), bytes.size() - kMark.size() - kDigestSize));
  const std::uint64_t format = file.Scalar(2), language = file.Scalar(2);
  if (format != kProgramFormatVersion || language > kLanguageVersion)
    return Refusal(Code::GR5002, {std::to_string(format), std::to_string(language),
                                  std::to_string(kProgramFormatVersion), std::to_string(kLanguageVersion)});
  const auto digest = Sha256(bytes.first(bytes.size() - kDigestSize));
  if (!std::equal(digest.begin(), digest.end(), bytes.end() - kDigestSize)) return Refusal(Code::GR5003);

  Program program;
  const std::uint64_t sections = file.Scalar(4);
  if (sections != kSectionCount && sections != kSectionCount + 1) return Refusal(Code::GR5004, {SectionName(Section::kPolicy)});
  for (std::uint32_t tag = 1; tag <= kSectionCount; ++tag) {
    const Section section = static_cast<Section>(tag);
    const bool expected = file.Scalar(4) == tag;
    Reader content(file.Take(file.Scalar(8)));
    if (!expected || file.failed()) return Refusal(Code::GR5004, {SectionName(section)});
    SectionFields(content, section, program);
    if (content.failed() || !content.AtEnd()) return Refusal(Code::GR5004, {SectionName(section)});
  }
  if (sections > kSectionCount) {
    const bool expected = file.Scalar(4) == sections && file.Scalar(8) == kSignatureSize;
    file.Take(kSignatureSize);
    if (!expected || file.failed()) return Refusal(Code::GR5004, {SectionName(Section::kSignature)});
  }
  if (!file.AtEnd()) return Refusal(Code::GR5004, {SectionName(Section::kInspection)});
  return program;
}

Digest ProgramHash(const Program& program) {
  Writer content(false);
  content(const_cast<Program&>(program).editions);
  return Sha256(content.bytes());
}

}  // namespace greenrule
