#include "runtime/data/json_source.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <charconv>
#include <deque>
#include <unordered_map>

#include "runtime/data/text_file.h"
#include "runtime/data/text_form.h"
#include "runtime/number/rational.h"

namespace greenrule {
namespace {

namespace json = boost::json;

// A JSON number without its power of ten, or nothing if that would take too many digits.
std::optional<std::string> PlainNumber(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  if (mark == std::string_view::npos) return std::string(text);
  std::string_view power = text.substr(mark + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  int exponent = 0;
  if (std::from_chars(power.data(), power.data() + power.size(), exponent).ec != std::errc()) return std::nullopt;
  if (exponent < -static_cast<int>(kMaxWrittenDigits) || exponent > static_cast<int>(kMaxWrittenDigits)) return std::nullopt;
  const bool negative = text.starts_with('-');
  std::string digits;
  int point = -1;
  for (char c : text.substr(negative, mark - negative)) {
    if (c == '.') {
      point = static_cast<int>(digits.size());
    } else {
      digits += c;
    }
  }
  point = (point < 0 ? static_cast<int>(digits.size()) : point) + exponent;
  std::string plain(negative ? "-" : "");
  if (point <= 0) {
    plain += "0.";
    plain.append(static_cast<std::size_t>(-point), '0');
    plain += digits;
    return plain;
  }
  const auto whole = static_cast<std::size_t>(point);
  plain.append(digits, 0, whole);
  if (whole > digits.size()) plain.append(whole - digits.size(), '0');
  if (whole < digits.size()) plain.append(".").append(digits, whole);
  return plain;
}

// One object as parsed: cells whose texts stand in `text`.
struct Object {
  struct Member {
    std::string key;
    Cell::Kind kind = Cell::Kind::kNull;
    std::size_t begin = 0, length = 0;  // in text
    bool yes = false, quoted = false;
  };
  bool is_object = true;
  std::vector<Member> members;
  std::string text;
};

// Receives the parser's events and gathers the objects at a given depth (1 inside an array, 0 alone).
class Gatherer {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);

  explicit Gatherer(bool in_array) : record_depth_(in_array ? 1 : 0) {}

  std::deque<Object> objects;

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code& error) { return Open('{', true, error); }
  bool on_object_end(std::size_t, json::error_code&) { return Close('}'); }
  bool on_array_begin(json::error_code& error) { return Open('[', false, error); }
  bool on_array_end(std::size_t, json::error_code&) { return Close(']'); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    part_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    part_.append(part.data(), part.size());
    if (depth_ == record_depth_ + 1 && objects_open_) {
      current_.members.push_back({});
      current_.members.back().key = std::move(part_);
    } else {
      Separate();
      current_.text += json::serialize(json::string_view(part_)) + ":";
    }
    part_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    part_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& error) {
    part_.append(part.data(), part.size());
    const bool is_cell = objects_open_ && depth_ == record_depth_ + 1;
    const std::string text = is_cell ? std::move(part_) : json::serialize(json::string_view(part_));
    part_.clear();
    if (is_cell) current_.members.back().quoted = true;
    return Value(Cell::Kind::kText, text, error);
  }
  bool on_number_part(json::string_view part, json::error_code&) {
    part_.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t, json::string_view part, json::error_code& error) { return Number(part, error); }
  bool on_uint64(std::uint64_t, json::string_view part, json::error_code& error) { return Number(part, error); }
  bool on_double(double, json::string_view part, json::error_code& error) { return Number(part, error); }
  bool on_bool(bool yes, json::error_code& error) { return Value(Cell::Kind::kYesNo, yes ? "true" : "false", error); }
  bool on_null(json::error_code& error) { return Value(Cell::Kind::kNull, "null", error); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  bool Open(char bracket, bool object, json::error_code& error) {
    if (depth_ == 0 && record_depth_ == 1) {
      if (object) return Fail(error);
    } else if (depth_ == record_depth_) {
      current_ = {};
      current_.is_object = object;
      objects_open_ = object;
      if (!object) current_.text += bracket;
    } else {
      if (objects_open_ && depth_ == record_depth_ + 1) {
        current_.members.back().kind = Cell::Kind::kUnreadable;
        current_.members.back().begin = current_.text.size();
      } else {
        Separate();
      }
      current_.text += bracket;
    }
    ++depth_;
    return true;
  }

  bool Close(char bracket) {
    --depth_;
    if (depth_ == 0 && record_depth_ == 1) return true;
    if (depth_ == record_depth_) {
      if (!objects_open_) current_.text += bracket;
      objects.push_back(std::move(current_));
      objects_open_ = false;
      return true;
    }
    current_.text += bracket;
    if (objects_open_ && depth_ == record_depth_ + 1) {
      Object::Member& member = current_.members.back();
      member.length = current_.text.size() - member.begin;
    }
    return true;
  }

  bool Number(json::string_view part, json::error_code& error) {
    part_.append(part.data(), part.size());
    const std::string written = std::move(part_);
    part_.clear();
    const std::optional<std::string> plain = PlainNumber(written);
    return Value(plain ? Cell::Kind::kText : Cell::Kind::kUnreadable, plain ? *plain : written, error);
  }

  bool Value(Cell::Kind kind, const std::string& text, json::error_code& error) {
    if (depth_ < record_depth_) return Fail(error);
    if (depth_ == record_depth_) {  // an element that is no object
      Object object;
      object.is_object = false;
      object.text = text;
      objects.push_back(std::move(object));
    } else if (objects_open_ && depth_ == record_depth_ + 1) {
      Object::Member& member = current_.members.back();
      member.kind = kind;
      member.yes = text == "true";
      member.begin = current_.text.size();
      member.length = text.size();
      current_.text += text;
    } else {
      Separate();
      current_.text += text;
    }
    return true;
  }

  // Between the parts of a nested value.
  void Separate() {
    const char last = current_.text.empty() ? '[' : current_.text.back();
    if (last != '[' && last != '{' && last != ':') current_.text += ',';
  }

  static bool Fail(json::error_code& error) {
    error = json::error::syntax;
    return false;
  }

  const int record_depth_;
  int depth_ = 0;
  bool objects_open_ = false;  // the record being read is an object
  Object current_;
  std::string part_;
};

constexpr std::size_t kPiece = std::size_t{1} << 16;

json::parse_options Options() {
  json::parse_options options;
  options.max_depth = 64;
  return options;
}

// Reads objects from a text, in either form, from front to back.
class ObjectReader {
 public:
  ObjectReader(std::string_view text, bool lines) : text_(text), lines_(lines), parser_(Options(), true) {}

  struct Broken {
    std::string text;
  };
  using Item = std::variant<Object, Broken>;

  // The next object or broken line; nothing at the end, or where the text is broken (error() then says how).
  std::optional<Item> Next() {
    if (lines_) return NextLine();
    auto& objects = parser_.handler().objects;
    while (objects.empty() && !finished_) {
      const std::size_t size = std::min(kPiece, text_.size() - at_);
      json::error_code error;
      const std::size_t read = parser_.write_some(at_ + size < text_.size(), text_.data() + at_, size, error);
      at_ += read;
      if (!error && parser_.done() && text_.find_first_not_of(" \t\r\n", at_) != std::string_view::npos)
        error = json::error::extra_data;
      if (error) error_ = error.message();
      finished_ = error || parser_.done();
    }
    if (objects.empty()) return std::nullopt;
    Object object = std::move(objects.front());
    objects.pop_front();
    line_ = 0;
    return object;
  }

  const std::string& error() const { return error_; }
  std::size_t position() const { return at_; }
  std::uint64_t line() const { return line_; }  // of what Next gave, 0 in an array
  std::uint64_t empty_lines() const { return empty_lines_; }

 private:
  std::optional<Item> NextLine() {
    while (at_ < text_.size()) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const std::string_view line = text_.substr(at_, end - at_);
      at_ = std::min(end + 1, text_.size());
      ++line_;
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
        ++empty_lines_;
        continue;
      }
      json::basic_parser<Gatherer> parser(Options(), false);
      json::error_code error;
      const std::size_t read = parser.write_some(false, line.data(), line.size(), error);
      auto& objects = parser.handler().objects;
      if (error || objects.size() != 1 || line.find_first_not_of(" \t\r", read) != std::string_view::npos)
        return Broken{Printable(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line)};
      return std::move(objects.front());
    }
    return std::nullopt;
  }

  std::string_view text_;
  bool lines_;
  json::basic_parser<Gatherer> parser_;
  std::size_t at_ = 0;
  bool finished_ = false;
  std::string error_;
  std::uint64_t line_ = 0, empty_lines_ = 0;
};

class JsonSource final : public RecordSource {
 public:
  JsonSource(const std::string& path, std::unique_ptr<TextFile> file, bool lines)
      : file_(std::move(file)), lines_(lines), reader_(file_->text(), lines) {
    name_ = path;
    ObjectReader reader(file_->text(), lines);
    while (auto item = reader.Next()) {
      const auto* object = std::get_if<Object>(&*item);
      if (object == nullptr) continue;
      for (const Object::Member& member : object->members) {
        const std::string name = HeaderName(member.key);
        if (column_of_.emplace(name, columns_.size()).second) columns_.push_back(name);
      }
    }
    if (!reader.error().empty())
      failure_ = Diagnostic{Code::GR6010, {}, {path, std::to_string(reader.position())}, {}};
  }

  std::string encoding() const override { return file_->encoding(); }
  std::uint64_t done() const override { return reader_.position(); }
  std::uint64_t all() const override { return file_->text().size(); }

  bool Next(RecordBatch& batch) override {
    batch = {};
    if (failure_) return false;
    batch.width = chosen_.size();
    if (place_of_column_.empty()) {
      place_of_column_.assign(columns_.size() + 1, kNone);
      for (std::uint32_t i = 0; i < chosen_.size(); ++i) place_of_column_[chosen_[i]] = i;
    }
    while (batch.size() + batch.broken.size() < RecordsPerBatch(batch.width)) {
      auto item = reader_.Next();
      if (!item) break;
      ++record_;
      if (auto* broken = std::get_if<ObjectReader::Broken>(&*item)) {
        batch.broken.push_back({record_, reader_.line(), std::move(broken->text), Refusal::kBrokenRecord});
      } else {
        Add(std::get<Object>(*item), batch);
      }
    }
    empty_lines_ = reader_.empty_lines();
    return batch.size() + batch.broken.size() > 0;
  }

 private:
  void Add(Object& object, RecordBatch& batch) {
    auto text = std::make_unique<std::string>(std::move(object.text));
    last_record_of_.resize(columns_.size());
    bool twice = false;
    const std::size_t first = batch.cells.size();
    batch.cells.resize(first + chosen_.size(), Cell::Null());
    for (const Object::Member& member : object.members) {
      const std::size_t column = column_of_.at(HeaderName(member.key));
      twice |= last_record_of_[column] == record_;
      last_record_of_[column] = record_;
      const std::uint32_t place = place_of_column_[column];
      if (place == kNone) continue;
      Cell& cell = batch.cells[first + place];
      cell = Cell::OfText(std::string_view(*text).substr(member.begin, member.length));
      cell.kind = member.kind;
      if (member.kind == Cell::Kind::kYesNo) cell = Cell::OfNumber(Cell::Kind::kYesNo, member.yes);
    }
    if (twice || !object.is_object) {
      batch.cells.resize(first);
      std::string shown = *text;
      if (object.is_object) {
        shown.clear();
        for (const Object::Member& member : object.members) {
          shown += shown.empty() ? "{" : ",";
          const std::string value = text->substr(member.begin, member.length);
          shown += json::serialize(json::string_view(member.key)) + ":" +
                   (member.quoted ? json::serialize(json::string_view(value)) : value);
        }
        shown += "}";
      }
      batch.broken.push_back({record_, reader_.line(), std::move(shown), Refusal::kBrokenRecord});
      return;
    }
    batch.records.push_back(record_);
    if (lines_) batch.lines.push_back(reader_.line());
    batch.texts.push_back(std::move(text));
  }

  std::unique_ptr<TextFile> file_;
  bool lines_;
  ObjectReader reader_;
  std::unordered_map<std::string, std::size_t> column_of_;
  std::vector<std::uint32_t> place_of_column_;
  std::vector<std::uint64_t> last_record_of_;  // per column: the record that had it last
  std::uint64_t record_ = 0;
};

OpenedSource Open(const std::string& path, bool lines) {
  auto file = TextFile::Open(path);
  if (auto* diagnostic = std::get_if<Diagnostic>(&file)) return std::move(*diagnostic);
  auto source = std::make_unique<JsonSource>(path, std::move(std::get<0>(file)), lines);
  if (source->failure()) return *source->failure();
  return source;
}

}  // namespace

OpenedSource OpenJson(const std::string& path) { return Open(path, false); }
OpenedSource OpenJsonLines(const std::string& path) { return Open(path, true); }

}  // namespace greenrule
