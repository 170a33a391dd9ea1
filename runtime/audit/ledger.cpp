#include "runtime/audit/ledger.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "runtime/audit/aside_file.h"
#include "runtime/audit/receipt_json.h"
#include "runtime/audit/whole_file.h"
#include "runtime/data/date_text.h"
#include "runtime/data/text_form.h"

namespace greenrule {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::uint64_t kMostEntries = 1'000'000'000;
constexpr std::size_t kDeepest = 4;
constexpr std::string_view kSignatureField = ",\"signature\":\"";

// Held until the end of its life; a folder that cannot be locked is for the write to find.
class FolderLock {
 public:
  explicit FolderLock(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    descriptor_ = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ >= 0) flock(descriptor_, LOCK_EX);
  }
  ~FolderLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

// A line up to its signature, from its fields up to the key.
std::string Unsigned(json::object fields, const PublicKey& key) {
  fields["key"] = Hex(std::span<const std::uint8_t>(key));
  std::string text = json::serialize(fields);
  text.pop_back();
  return text;
}

std::string Signed(json::object fields, const PrivateKey& key) {
  const std::string text = Unsigned(std::move(fields), key.public_key());
  return text + std::string(kSignatureField) + Hex(std::span<const std::uint8_t>(key.Sign(text).value)) +
         "\"}";
}

json::object EntryFields(const LedgerEntry& entry) {
  return {{"entry", entry.number},
          {"previous", Hex(entry.previous)},
          {"added", DayText(entry.added)},
          {"receipt", entry.receipt}};
}

json::object ClosingFields(std::uint64_t entries, const Digest& head) {
  return {{"entries", entries}, {"head", Hex(head)}};
}

// The object on a line; nothing if there is none.
std::optional<json::value> ObjectOn(std::string_view line) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = kDeepest;
  if (!IsUtf8(line)) return std::nullopt;
  json::value value = json::parse(line, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return value;
}

// Whether a line is these fields, written in the one way, with a signature that fits.
bool IsSigned(std::string_view line, json::object fields, const Signature& signature) {
  const std::string text = Unsigned(std::move(fields), signature.key);
  return line == text + std::string(kSignatureField) + Hex(std::span<const std::uint8_t>(signature.value)) +
                     "\"}" &&
         SignatureFits(signature, text);
}

void ReadSignature(StrictObject& object, Signature& signature) {
  object.Bytes("key", signature.key);
  object.Bytes("signature", signature.value);
  object.End();
}

struct Closing {
  std::uint64_t entries = 0;
  Digest head{};
  Signature signature;
};

class Checker {
 public:
  Checker(std::string_view text, const std::string& name, const LedgerChecks& checks)
      : name_(name), checks_(checks) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  LedgerFindings Check() {
    if (lines_.empty()) {
      Report(Code::GR8040, {name_, {"it is empty", "文件为空"}});
      return std::move(findings_);
    }
    ReadClosing();
    for (std::size_t line = 0; line < lines_.size(); ++line) ReadEntry(line);
    if (unreadable_ == lines_.size() && !closing_) {
      findings_.found.clear();
      Report(Code::GR8040, {name_, {"no line of it is an entry", "没有一行是台账条目"}});
      return std::move(findings_);
    }
    CheckOrder();
    for (std::size_t i = 0; i < entries().size(); ++i) CheckEntry(i);
    CheckClosing();
    CheckHead();
    CheckTrust();
    return std::move(findings_);
  }

 private:
  std::vector<LedgerEntry>& entries() { return findings_.ledger.entries; }
  void Report(Code code, std::vector<Diagnostic::Argument> arguments) {
    findings_.found.push_back({code, {}, std::move(arguments), {}});
  }
  void Report(Code code, std::uint64_t entry) { Report(code, {std::to_string(entry)}); }

  void ReadClosing() {
    const std::optional<json::value> value = ObjectOn(lines_.back());
    if (!value || !value->get_object().contains("entries")) return;
    std::optional<Diagnostic::Argument> wrong;
    StrictObject object(&*value, "", wrong);
    Closing closing;
    closing.entries = object.Number("entries", kMostEntries);
    object.Bytes("head", closing.head);
    ReadSignature(object, closing.signature);
    const std::string_view line = lines_.back();
    lines_.pop_back();
    if (wrong || !IsSigned(line, ClosingFields(closing.entries, closing.head), closing.signature))
      closing_altered_ = true;
    else
      closing_ = closing;
  }

  // An entry that does not stand as it was signed is told at once and keeps its number if it has one.
  void ReadEntry(std::size_t line) {
    std::optional<Diagnostic::Argument> wrong;
    const std::optional<json::value> value = ObjectOn(lines_[line]);
    StrictObject object(value ? &*value : nullptr, "", wrong);
    LedgerEntry entry;
    entry.number = object.Number("entry", kMostEntries);
    object.Bytes("previous", entry.previous);
    entry.added = object.Date("added");
    entry.receipt = object.Text("receipt");
    ReadSignature(object, entry.signature);
    entry.hash = Sha256(lines_[line]);
    unreadable_ += !value || wrong;
    const bool sound = value && !wrong && IsSigned(lines_[line], EntryFields(entry), entry.signature);
    if (!value || wrong || entry.number == 0) entry.number = line + 1;
    if (!sound) Report(Code::GR8041, entry.number);
    sound_.push_back(sound);
    entries().push_back(std::move(entry));
  }

  // Entries are to be numbered 1, 2, 3 … as they stand.
  void CheckOrder() {
    std::set<std::uint64_t> seen;
    std::map<std::uint64_t, std::size_t> places;
    for (std::size_t i = 0; i < entries().size(); ++i) places.emplace(entries()[i].number, i);
    std::uint64_t last = entries().empty() ? 0 : places.rbegin()->first;
    if (closing_) last = std::max(last, closing_->entries);
    constexpr std::uint64_t kMostTold = 20;
    std::uint64_t missing = 0;
    for (std::uint64_t number = 1; number <= last && missing < kMostTold; ++number)
      if (!places.contains(number)) {
        Report(Code::GR8042, number);
        ++missing;
      }
    // What is missing moves nothing: an entry is out of order where a later one stands before it; each later
    // one is told once.
    std::uint64_t greatest = 0;
    std::set<std::uint64_t> told;
    for (const LedgerEntry& entry : entries()) {
      if (!seen.insert(entry.number).second) {
        Report(Code::GR8044, entry.number);
      } else if (entry.number < greatest && told.insert(greatest).second) {
        Report(Code::GR8043, {std::to_string(greatest), std::to_string(entry.number)});
      }
      greatest = std::max(greatest, entry.number);
    }
  }

  void CheckEntry(std::size_t i) {
    const LedgerEntry& entry = entries()[i];
    const std::string number = std::to_string(entry.number);
    const LedgerEntry* before = i == 0 ? nullptr : &entries()[i - 1];
    const bool follows = entry.number == (before ? before->number : 0) + 1;
    // Of an entry that was altered nothing follows, which is told already.
    if (follows && sound_[i] && (before == nullptr || sound_[i - 1])) {
      const Digest hash = before ? before->hash : Digest{};
      if (entry.previous != hash) Report(Code::GR8045, {number, Hex(entry.previous), Hex(hash)});
      if (before && entry.added < before->added)
        Report(Code::GR8050, {number, DayText(entry.added), DayText(before->added)});
    }
    if (!sound_[i]) return;
    const auto receipt = ParseReceipt(entry.receipt, name_);
    if (const auto* wrong = std::get_if<Diagnostic>(&receipt))
      Report(Code::GR8048,
             {number, {Message(*wrong, Language::kEnglish), Message(*wrong, Language::kChinese)}});
  }

  void CheckClosing() {
    if (closing_altered_)
      return Report(Code::GR8046, {{"was altered: its signature does not fit", "被改动：签名与内容不符"}});
    if (!closing_) return Report(Code::GR8046, {{"is missing", "缺失"}});
    const bool all = !entries().empty() && closing_->entries == entries().back().number;
    if (all && sound_.back() && closing_->head != entries().back().hash)
      return Report(Code::GR8046,
                    {{"names another last entry than the one that stands there", "所载末条与实际末条不符"}});
    if (!entries().empty() && closing_->entries < entries().back().number)
      Report(Code::GR8046, {{"tells of " + std::to_string(closing_->entries) + " entries, and there are more",
                             "载明共 " + std::to_string(closing_->entries) + " 条，实际多于此数"}});
  }

  void CheckHead() {
    if (!checks_.head) return;
    for (const LedgerEntry& entry : entries())
      if (entry.hash == *checks_.head) return;
    Report(Code::GR8049, {Hex(*checks_.head)});
  }

  void CheckTrust() {
    std::map<std::string, std::size_t> signers;
    for (std::size_t i = 0; i < entries().size(); ++i) {
      if (!sound_[i]) continue;
      const PublicKey& key = entries()[i].signature.key;
      ++signers[KeyName(key)];
      if (checks_.trusted && !checks_.trusted->Holds(key))
        Report(Code::GR8047, {std::to_string(entries()[i].number), KeyName(key), checks_.trusted->place});
    }
    if (closing_ && checks_.trusted && !checks_.trusted->Holds(closing_->signature.key))
      Report(Code::GR8046,
             {{"is signed by the key " + KeyName(closing_->signature.key) +
                   ", which is not among the trusted ones",
               "由密钥 " + KeyName(closing_->signature.key) + " 签名，该密钥不在可信公钥之中"}});
    if (checks_.trusted || signers.empty()) return;
    std::string names;
    for (const auto& [signer, count] : signers) names += (names.empty() ? "" : ", ") + signer;
    Report(Code::GR8052, {names});
  }

  const std::string& name_;
  const LedgerChecks& checks_;
  std::vector<std::string_view> lines_;
  std::vector<char> sound_;  // per entry
  std::optional<Closing> closing_;
  bool closing_altered_ = false;
  std::size_t unreadable_ = 0;
  LedgerFindings findings_;
};

bool HasErrors(const std::vector<Diagnostic>& found) {
  return std::ranges::any_of(found,
                             [](const Diagnostic& d) { return SeverityOf(d.code) == Severity::kError; });
}

}  // namespace

LedgerFindings CheckLedger(std::string_view text, const std::string& name, const LedgerChecks& checks) {
  return Checker(text, name, checks).Check();
}

std::string WithEntry(std::string_view text, const Ledger& ledger, std::string_view receipt, Day added,
                      const PrivateKey& key) {
  const LedgerEntry entry{ledger.entries.size() + 1, ledger.head(), added, std::string(receipt), {}, {}};
  const std::string line = Signed(EntryFields(entry), key);
  if (const std::size_t end = text.rfind('\n', text.empty() ? 0 : text.size() - 2); !text.empty())
    text = text.substr(0, end == std::string_view::npos ? 0 : end + 1);  // without the closing line
  return std::string(text) + line + "\n" + Signed(ClosingFields(entry.number, Sha256(line)), key) + "\n";
}

LedgerAddition AddToLedger(FileLayer& layer, const std::string& path, const std::string& receipt_path,
                           Day added, const PrivateKey& key) {
  LedgerAddition addition;
  const auto refuse = [&](Diagnostic error) {
    addition.errors.push_back(std::move(error));
    return std::move(addition);
  };
  auto receipt = ReadWholeFile(receipt_path);
  if (auto* error = std::get_if<Diagnostic>(&receipt)) return refuse(std::move(*error));
  const std::string& receipt_text = std::get<std::string>(receipt);
  if (auto parsed = ParseReceipt(receipt_text, receipt_path); std::holds_alternative<Diagnostic>(parsed))
    return refuse(std::move(std::get<Diagnostic>(parsed)));

  const FolderLock lock(path);
  std::string text;
  std::error_code error;
  if (fs::exists(path, error)) {
    auto read = ReadWholeFile(path);
    if (auto* unread = std::get_if<Diagnostic>(&read)) return refuse(std::move(*unread));
    text = std::move(std::get<std::string>(read));
    LedgerFindings findings = CheckLedger(text, path, {});
    if (HasErrors(findings.found)) {
      addition.errors = std::move(findings.found);
      std::erase_if(addition.errors,
                    [](const Diagnostic& d) { return SeverityOf(d.code) != Severity::kError; });
      return addition;
    }
    addition.ledger = std::move(findings.ledger);
  }
  for (const LedgerEntry& entry : addition.ledger.entries)
    if (entry.receipt == receipt_text) return refuse({Code::GR8051, {}, {std::to_string(entry.number)}, {}});
  if (!addition.ledger.entries.empty() && added < addition.ledger.entries.back().added)
    return refuse({Code::GR8050,
                   {},
                   {std::to_string(addition.ledger.entries.size() + 1), DayText(added),
                    DayText(addition.ledger.entries.back().added)},
                   {}});
  text = WithEntry(text, addition.ledger, receipt_text, added, key);
  if (auto unwritten = ReplaceFile(layer, path, text)) return refuse(std::move(*unwritten));
  addition.ledger = CheckLedger(text, path, {}).ledger;
  return addition;
}

}  // namespace greenrule
